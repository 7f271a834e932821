"""Forms of the campaign."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minewarden.web import sheets
from minewarden.web.campaigns.actions import NewMeasure
from minewarden.web.campaigns.models import (
    Contribution,
    Duty,
    Event,
    Indicator,
    Plan,
    Report,
    Target,
    Team,
)
from minewarden.web.forms import DayInput, RecordForm
from minewarden.web.org import scope
from minewarden.web.org.models import Unit

NOT_ACTORS = (Unit.Kind.MINE, Unit.Kind.COMPANY)


class ScopedForm(RecordForm):
    """A record form whose units are those that the person may act for."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = scope.within(Unit.objects.exclude(kind__in=NOT_ACTORS), user).order_by("administrative_path")
        for name in ("unit", "hosts", "responsible"):
            if name in self.fields:
                self.fields[name].queryset = units
        if "unit" in self.fields and not self.instance.pk:
            self.fields["unit"].initial = user.eyes.unit_id


class EventForm(ScopedForm):
    """A meeting, lecture or training."""

    materials = forms.CharField(
        label=_("发放资料"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一种，资料与发放对象以竖线分开：手册 | 各煤矿企业"),
    )

    class Meta:
        model = Event
        fields = [
            "kind",
            "title",
            "on",
            "unit",
            "region_code",
            "convened_by",
            "hosts",
            "other_hosts",
            "venues",
            "audience",
            "topics",
        ]

    def given_materials(self) -> list[tuple[str, str]]:
        """(title, receivers) of each line."""
        lines = [line.partition("|") for line in self.cleaned_data["materials"].splitlines() if line.strip()]
        return [(title.strip(), receivers.strip()) for title, _bar, receivers in lines]


class TeamForm(ScopedForm):
    """A working team; its routines one a line."""

    routines = forms.CharField(label=_("工作制度"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    class Meta:
        model = Team
        fields = ["unit", "name", "head", "from_on", "to_on", "full_time"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.routines.order_by("pk").values_list("name", flat=True)
            self.fields["routines"].initial = "\n".join(names)

    def given_routines(self) -> list[str]:
        """The routines named, without repeats."""
        return list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["routines"].splitlines()))))


class DutyForm(ScopedForm):
    """The duty of a department."""

    class Meta:
        model = Duty
        fields = ["unit", "region_code", "department", "duty", "fixed_on", "document"]


class ContributionForm(ScopedForm):
    """A local practice in words."""

    class Meta:
        model = Contribution
        fields = ["unit", "month", "place", "title", "body"]


class PlanForm(ScopedForm):
    """A campaign plan."""

    class Meta:
        model = Plan
        fields = ["unit", "sector", "parent", "title", "from_on", "to_on", "report_level", "task_word"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        above = scope.within(Plan.objects.filter(state=Plan.State.PUBLISHED), user)
        self.fields["parent"].queryset = above.order_by("title")


class TaskForm(forms.Form):
    """A task with its measures, pasted one a line: measure | responsible unit's code | due day."""

    title = forms.CharField(label=_("任务"), max_length=160)
    measures = forms.CharField(
        label=_("措施"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("每行一条，可从 Excel 粘贴：措施、责任单位编码、完成时限，以制表符或竖线分开"),
    )


class TargetForm(forms.ModelForm):
    """A target of a plan."""

    class Meta:
        model = Target
        fields = ["indicator", "value", "due_on", "base_on", "source"]
        widgets = {"due_on": DayInput(), "base_on": DayInput()}

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = plan.targets.values("indicator")
        self.fields["indicator"].queryset = Indicator.objects.exclude(pk__in=taken).order_by("code")


class PublishForm(forms.Form):
    """Issuing a plan."""

    on = forms.DateField(label=_("印发日期"), widget=DayInput())
    document = forms.CharField(label=_("文号"), max_length=60)


class ReportForm(forms.Form):
    """Progress of one measure in one month."""

    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none())
    month = forms.DateField(label=_("月份"), widget=DayInput(), help_text=_("当月任意一天"))
    state = forms.ChoiceField(label=_("进展"), choices=Report.State.choices)
    numerator = forms.DecimalField(
        label=_("分子"), required=False, max_digits=14, decimal_places=2, min_value=0
    )
    denominator = forms.DecimalField(
        label=_("分母"), required=False, max_digits=14, decimal_places=2, min_value=0
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=300)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = scope.within(Unit.objects.filter(kind__in=[Unit.Kind.REGULATOR, Unit.Kind.BUREAU]), user)
        self.fields["unit"].queryset = units.order_by("administrative_path")
        self.fields["unit"].initial = user.eyes.unit_id

    def clean(self) -> dict[str, Any]:
        """A ratio needs both of its parts."""
        cleaned = super().clean()
        parts = (cleaned.get("numerator"), cleaned.get("denominator"))
        if (parts[0] is None) != (parts[1] is None):
            raise forms.ValidationError(_("分子和分母要一起填写。"))
        if parts[1] is not None and parts[0] is not None and parts[0] > parts[1]:
            raise forms.ValidationError(_("分子不能大于分母。"))
        return cleaned


class DecisionForm(forms.Form):
    """What becomes of a submitted text."""

    reason = forms.CharField(label=_("退回原因"), required=False, max_length=300)


def read_measures(text: str, user: Any) -> tuple[list[NewMeasure], list[str]]:
    """The measures of pasted lines, and a sentence for every line that cannot be taken."""
    units = {u.code: u for u in scope.within(Unit.objects.exclude(kind__in=NOT_ACTORS), user)}
    rows: list[NewMeasure] = []
    faults: list[str] = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        cells = [cell.strip() for cell in line.replace("|", "\t").split("\t")]
        if len(cells) != 3:
            faults.append(_("第%(n)d行：应有三栏：措施、责任单位编码、完成时限。") % {"n": number})
        elif cells[1] not in units:
            faults.append(_("第%(n)d行：没有编码为%(code)s的单位。") % {"n": number, "code": cells[1]})
        else:
            try:
                rows.append(NewMeasure(cells[0], units[cells[1]], sheets.day(cells[2])))
            except ValueError as error:
                faults.append(_("第%(n)d行：%(why)s。") % {"n": number, "why": error})
    return rows, faults
