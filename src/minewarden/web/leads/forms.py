"""Forms about leads, in the order of the work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minewarden.factors.plan import suspected
from minewarden.web.forms import DayInput
from minewarden.web.leads import queries
from minewarden.web.leads.language import joined
from minewarden.web.leads.models import Lead
from minewarden.web.leads.reading import MOST_BYTES, lead_of
from minewarden.web.leads.states import Conclusion, Result
from minewarden.web.org.models import Unit
from minewarden.web.record import StepForm

USUAL_DAYS = 15  # offered as the term of a task; no national rule, 待核


class UploadForm(forms.Form):
    """The file of a comparison."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_("minewarden leads find --out 写出的 leads.json"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("文件超过%(most)d MB。") % {"most": MOST_BYTES // 1024**2})
        return file


class LeadForm(StepForm):
    """A step of a lead; the day offered is not before the lead's own period."""

    def __init__(self, *args: Any, record: Lead, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, request=request, **kwargs)
        self.lead, self.user = record, request.user


class AssessForm(LeadForm):
    """What one thinks of it."""

    conclusion = forms.ChoiceField(label=_("研判结论"), choices=[("", "—"), *Conclusion.choices])
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class UnitChoice(forms.ModelChoiceField):
    """A unit to choose, by its code and name."""

    def label_from_instance(self, obj: Unit) -> str:
        return f"{obj.called()}（{obj.code}）"


class TaskForm(LeadForm):
    """To whom, until when, to look at what."""

    unit = UnitChoice(
        label=_("核查单位"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        help_text=_("本级及以上的督导组，和辖区内管辖该矿的监管监察部门"),
    )
    due_on = forms.DateField(label=_("核查期限"), widget=DayInput())
    instructions = forms.CharField(
        label=_("核查要求"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, record: Lead, request: Any, **kwargs: Any) -> None:
        told = queries.shown(record)
        names = {s["code"]: s["name"] for s in (told.plan or {}).get("stations", ())} if told else {}
        codes = suspected(lead_of(told.told)) if told else record.stations
        places = joined(names.get(code) or code for code in codes[:3])
        initial = {"unit": record.mine.supervised_by, "due_on": request.as_of + timedelta(days=USUAL_DAYS)}
        if places:
            initial["instructions"] = _("按先后到以下位置核查：%(places)s。") % {"places": places}
        super().__init__(*args, record=record, request=request, initial=initial, **kwargs)
        able = queries.checkers(request.user, record.mine, request.as_of)
        field = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in able])
        field.choices = [("", "—"), *((unit.code, field.label_from_instance(unit)) for unit in able)]


class WithdrawForm(LeadForm):
    """Why the task is taken back."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ResultForm(LeadForm):
    """What was found in the mine."""

    result = forms.ChoiceField(label=_("核查结果"), choices=[("", "—"), *Result.choices])
    note = forms.CharField(label=_("核查情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class MergeForm(LeadForm):
    """Into which lead of the same mine."""

    into = forms.ModelChoiceField(label=_("并入线索"), queryset=Lead.objects.none())
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = queries.mergeable(self.user, self.lead)


class ReopenForm(LeadForm):
    """Why it is looked at again."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
