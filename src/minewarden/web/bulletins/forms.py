"""Forms of the bulletin."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minewarden.web.bulletins.figures import FIGURES
from minewarden.web.bulletins.models import Item
from minewarden.web.forms import DayInput, RecordForm


class BeginForm(forms.Form):
    """A new issue."""

    code = forms.CharField(label=_("期次"), max_length=7, help_text=_("年-月，如 2024-04"))
    from_on = forms.DateField(label=_("记录起"), widget=DayInput())
    as_of = forms.DateField(label=_("记录止"), widget=DayInput())
    report_to = forms.CharField(
        label=_("报"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("每行一个")
    )
    send_to = forms.CharField(
        label=_("送"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("每行一个")
    )

    def clean_code(self) -> str:
        """Year and month."""
        code = self.cleaned_data["code"].strip()
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", code):
            raise forms.ValidationError(_("应为年-月，如 2024-04。"))
        return code

    def clean(self) -> dict[str, Any]:
        """The period runs forward."""
        cleaned = super().clean()
        if cleaned.get("from_on") and cleaned.get("as_of") and cleaned["from_on"] > cleaned["as_of"]:
            raise forms.ValidationError(_("起始日期晚于截止日期。"))
        return cleaned

    def receivers(self, name: str) -> tuple[str, ...]:
        """The lines of one list of receivers."""
        return tuple(filter(None, map(str.strip, self.cleaned_data[name].splitlines())))


class ItemForm(RecordForm):
    """A text of an issue."""

    class Meta:
        model = Item
        fields = ["title", "body"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2}), "body": forms.Textarea(attrs={"rows": 14})}


class IssueForm(forms.Form):
    """Issuing."""

    on = forms.DateField(label=_("印发日期"), widget=DayInput())


class CorrectionForm(forms.Form):
    """A correction of one printed figure."""

    figure = forms.ChoiceField(label=_("指标"), choices=[(name, name) for name in FIGURES])
    reason = forms.CharField(label=_("原因"), max_length=300)
