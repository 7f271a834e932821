"""The Excel import that registers share: template, upload, every fault named, all rows or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import MinewardenError
from minewarden.web import sheets

Take = Callable[[Sequence[tuple[int, dict[str, Any]]], Any, datetime], "Sequence[sheets.Fault]"]


@dataclass(frozen=True)
class Import:
    """`take` writes all rows or returns the faults it found; it runs inside one transaction."""

    title: Any
    columns: Sequence[sheets.SheetColumn]
    take: Take
    file_name: str
    back: str

    def respond(self, request: HttpRequest) -> HttpResponse:
        """The upload page, the template (`?template=1`), the faults, or back to the list when all was taken."""
        if request.GET.get("template"):
            return sheets.template(self.file_name, self.columns)
        if request.method != "POST":
            return self._page(request)
        file = request.FILES.get("file")
        if file is None:
            return self._page(request, error=_("请选择要导入的 .xlsx 文件。"))
        try:
            sheet = sheets.read(file, self.columns)
            faults = list(sheet.faults) or self._take(sheet.rows, request.user)
        except MinewardenError as error:
            return self._page(request, error=str(error))
        if faults:
            return self._page(request, faults=faults, read=len(sheet.rows))
        messages.success(request, _("已导入%(count)d行。") % {"count": len(sheet.rows)})
        return redirect(self.back)

    def _take(self, rows: Sequence[tuple[int, dict[str, Any]]], user: Any) -> list[sheets.Fault]:
        with transaction.atomic():
            faults = list(self.take(rows, user, timezone.now()))
            if faults:
                transaction.set_rollback(True)
        return faults

    def _page(self, request: HttpRequest, **context: Any) -> HttpResponse:
        status = 400 if context else 200
        page = {"title": self.title, "columns": self.columns, "back": self.back, **context}
        return render(request, "import.html", page, status=status)


def refusal(write: Callable[[], Any]) -> str:
    """Run one row's write in a savepoint; "" when it was taken, else why not, in a sentence."""
    try:
        with transaction.atomic():
            write()
    except ValidationError as error:
        return "；".join(error.messages)
    except (MinewardenError, IntegrityError) as error:
        return _("已有相同的记录") if isinstance(error, IntegrityError) else str(error)
    return ""
