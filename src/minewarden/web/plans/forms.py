"""Forms about plans, in the order of the work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from minewarden.web import sheets
from minewarden.web.forms import RecordForm
from minewarden.web.org import scope
from minewarden.web.org.models import Level, Unit
from minewarden.web.org.queries import existing
from minewarden.web.plans.models import EnforcementPlan, PlanCheckRound, PlannedVisit, VisitKind
from minewarden.web.plans.workdays import LABELS
from minewarden.web.record import StepForm
from minewarden.web.sheets import SheetColumn
from minewarden.web.unit_fields import PastedRows, UnitField, for_user, reader

USES = [(use.value, label) for use, label in LABELS.items()]
YES_NO = [("1", _("是")), ("0", _("否"))]


class PlanForm(RecordForm):
    """What a plan says apart from its ledger and visits."""

    unit = UnitField(Unit.Kind.REGULATOR, label=_("监管部门"))

    class Meta:
        model = EnforcementPlan
        fields = ("unit", "sector", "year", "title", "key_points", "officers", "legal_days", "made_on")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for_user(self, user)
        if self.instance.pk:  # a plan stays with its unit, sector and year
            for name in ("unit", "sector", "year"):
                del self.fields[name]


class WorkdaysForm(forms.Form):
    """The ledger as pasted rows."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    rows = PastedRows(label=_("工作日台账"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].describe(WORKDAY_COLUMNS)


WORKDAY_COLUMNS = (
    SheetColumn("use", _("用途"), sheets.choice(USES), True),
    SheetColumn("name", _("事项"), sheets.text(60), True),
    SheetColumn("days", _("工作日（人·天）"), sheets.number(0, 10_000_000, whole=True), True),
)


def visit_columns(user: Any) -> tuple[SheetColumn, ...]:
    """The columns of planned visits, with mines looked up in the user's scope."""
    return (
        SheetColumn("mine", _("矿山"), reader(user, Unit.Kind.MINE), True, _("编码或全称")),
        SheetColumn("month", _("月份"), sheets.number(1, 12, whole=True), True, "", 3),
        SheetColumn("kind", _("检查方式"), sheets.choice(VisitKind.choices), True, "", _("重点检查")),
        SheetColumn(
            "random", _("双随机"), lambda cell: sheets.choice(YES_NO)(cell) == "1", True, "", _("是")
        ),
        SheetColumn("times", _("矿次"), sheets.number(1, 31, whole=True), True, "", 1),
    )


class VisitsForm(forms.Form):
    """Planned visits as pasted rows."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    rows = PastedRows(label=_("计划矿次"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].describe(visit_columns(user))

    def visits(self) -> list[PlannedVisit]:
        """What was pasted, as rows without their plan."""
        return [PlannedVisit(**values) for values in self.cleaned_data["rows"]]


class ApproveForm(StepForm):
    """The government's approval."""

    government = forms.CharField(label=_("批准的人民政府"), max_length=80)
    document = forms.CharField(label=_("批准文件"), max_length=120)


class RoundForm(RecordForm):
    """A check of plans."""

    class Meta:
        model = PlanCheckRound
        fields = ("title", "sector", "year", "starts_on", "ends_on")


class _ChecksForm(forms.Form):
    """Several regulators checked on one day with one finding."""

    units = forms.ModelMultipleChoiceField(
        label=_("被查部门"),
        queryset=Unit.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=_("按住 Ctrl 可多选"),
    )
    checked_on = StepForm.base_fields["on"]
    finding = forms.CharField(label=_("检查情况"), max_length=300, required=False)

    def __init__(self, *args: Any, request: HttpRequest, found: PlanCheckRound, **kwargs: Any) -> None:
        kwargs["initial"] = {"checked_on": min(max(request.as_of, found.starts_on), found.ends_on)}
        super().__init__(*args, **kwargs)
        units = existing(found.starts_on).filter(
            kind=Unit.Kind.REGULATOR, sector=found.sector, level=Level.PROVINCE
        )
        self.fields["units"].queryset = scope.within(units, request.user).order_by("region_code")


class PlanChecksForm(_ChecksForm):
    """Whose plans were checked."""


class UsageChecksForm(_ChecksForm):
    """In which provinces the use of the system was sampled, at which levels."""

    cities = forms.BooleanField(label=_("抽查市级"), required=False, initial=True)
    counties = forms.BooleanField(label=_("抽查县级"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("cities") and not values.get("counties"):
            self.add_error("cities", _("市级、县级至少抽查一级。"))
        return values
