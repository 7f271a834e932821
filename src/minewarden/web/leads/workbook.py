"""The list of leads as a workbook in which numbers are numbers: they sort, sum and keep their formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from minewarden.web import sheets
from minewarden.web.listing import Listing

PERCENT, WHOLE, TENTH, DAY = "0%", "0", "0.0", "yyyy-mm-dd"


@dataclass(frozen=True)
class NumberColumn:
    """What stands in the workbook instead of the words of the page, and how Excel shows it."""

    value: Callable[[Any], Any]
    shown_as: str


@dataclass(frozen=True)
class NumberListing(Listing):
    """A list whose workbook has the columns of `numbers`, by key, as numbers and dates."""

    numbers: Mapping[str, NumberColumn] = field(default_factory=dict)

    def _workbook(self, rows: QuerySet) -> HttpResponse:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(str(self.title)[:31])
        sheet.freeze_panes = "A2"
        for place, column in enumerate(self.columns, 1):
            sheet.column_dimensions[get_column_letter(place)].width = max(11, 2 * len(str(column.label)) + 2)
        sheet.append([_bold(sheet, str(column.label)) for column in self.columns])
        for row in rows.iterator(chunk_size=2000):
            sheet.append([self._cell(sheet, column, row) for column in self.columns])
        buffer = BytesIO()
        book.save(buffer)
        response = HttpResponse(buffer.getvalue(), content_type=sheets.XLSX)
        response["Content-Disposition"] = f'attachment; filename="{self.file_name}.xlsx"'
        return response

    def _cell(self, sheet: Any, column: Any, row: Any) -> Any:
        number = self.numbers.get(column.key)
        if number is None:
            return sheets.plain(column.of(row))
        cell = WriteOnlyCell(sheet, number.value(row))
        cell.number_format = number.shown_as
        return cell


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell
