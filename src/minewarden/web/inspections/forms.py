"""Forms about special inspections, in the order of the work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minewarden.web import sheets
from minewarden.web.forms import DayInput, RecordForm
from minewarden.web.inspections.models import (
    Exposure,
    HiddenFace,
    Outcome,
    OutcomeKind,
    SpecialInspection,
    Squad,
    Visit,
)
from minewarden.web.org import scope
from minewarden.web.org.models import Level, Unit
from minewarden.web.record import StepForm
from minewarden.web.sheets import SheetColumn
from minewarden.web.unit_fields import PastedRows, UnitField, for_user, reader

LENDERS = (Unit.Kind.BUREAU, Unit.Kind.REGULATOR, Unit.Kind.NATIONAL)


class InspectionForm(RecordForm):
    """What an inspection is about and what lower units are to report."""

    tracked = forms.MultipleChoiceField(
        label=_("调度内容"),
        choices=OutcomeKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("下级定期报送哪些情况"),
    )

    class Meta:
        model = SpecialInspection
        fields = (
            "topic",
            "title",
            "sector",
            "notice",
            "notice_title",
            "starts_on",
            "ends_on",
            "period_text",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["tracked"] = [row.kind for row in self.instance.tracked_kinds.all()]


class _OfInspection(forms.ModelForm):
    """A row that belongs to an inspection; mines are looked up in the person's scope."""

    def __init__(self, *args: Any, user: Any, inspection: SpecialInspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inspection = inspection
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = DayInput()
        for_user(self, user)

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class SquadForm(_OfInspection):
    """A squad, its region, and the bodies that lend staff."""

    region = forms.ModelChoiceField(label=_("被检地区"), queryset=Unit.objects.none())
    members = PastedRows(label=_("成员单位"), required=False)

    class Meta:
        model = Squad
        fields = ("kind", "name", "region", "formed_on")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        regions = Unit.objects.filter(
            kind=Unit.Kind.REGULATOR,
            sector=self.inspection.sector,
            level__in=[Level.PROVINCE, Level.CITY, Level.COUNTY],
        )
        if user.eyes.unit.level == Level.NATIONAL:
            regions = regions.filter(level=Level.PROVINCE)
        self.fields["region"].queryset = scope.within(regions, user).order_by("region_code", "code")
        self.fields["members"].describe(
            (
                SheetColumn("body", _("抽调单位"), reader(user, *LENDERS), True),
                SheetColumn("persons", _("人数"), sheets.number(1, 1000, whole=True), True),
            )
        )


class VisitForm(_OfInspection):
    """A mine visited."""

    mine = UnitField(Unit.Kind.MINE, label=_("矿山"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Visit
        fields = ("mine", "squad", "on", "method", "summary")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        squads = scope.within(Squad.objects.filter(inspection=self.inspection), user)
        self.fields["squad"].queryset = squads.order_by("position", "pk")
        self.fields["summary"].widget.attrs["rows"] = 5
        self.initial["version"] = self.instance.version


class HiddenFaceForm(_OfInspection):
    """An undeclared working place found by a visit."""

    class Meta:
        model = HiddenFace
        fields = ("name", "found_on", "description")


class ExposureForm(_OfInspection):
    """A case made public."""

    mine = UnitField(Unit.Kind.MINE, label=_("矿山"))

    class Meta:
        model = Exposure
        fields = ("mine", "title", "medium", "medium_name", "on")


class OutcomeForm(_OfInspection):
    """What was done to whom, counted."""

    class Meta:
        model = Outcome
        fields = ("kind", "on", "count", "about", "document")


class ReopenForm(StepForm):
    """Why a closed inspection takes records again."""

    on = None
    reason = forms.CharField(label=_("理由"), max_length=300)


def visit_sheet(user: Any, inspection: SpecialInspection) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of visits with the hidden faces found."""
    squads = {row.name: row for row in scope.within(Squad.objects.filter(inspection=inspection), user)}

    def squad(cell: Any) -> Squad:
        if str(cell).strip() not in squads:
            raise ValueError(_("本次专项检查没有这个检查组"))
        return squads[str(cell).strip()]

    return (
        SheetColumn("mine", _("矿山"), reader(user, Unit.Kind.MINE), True, _("编码或全称"), "520281990001"),
        SheetColumn("squad", _("检查组"), squad, False, _("与检查组名称一致")),
        SheetColumn("on", _("检查日期"), sheets.day, True, "", "2024-01-20"),
        SheetColumn("method", _("检查方式"), sheets.choice(Visit.Method.choices), True, "", _("四不两直")),
        SheetColumn("summary", _("检查情况"), sheets.text(2000)),
        SheetColumn("faces", _("隐蔽工作面"), sheets.text(300), False, _("多个用顿号隔开"), "1号面、2号面"),
    )


def outcome_sheet(user: Any) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of outcomes."""
    kinds = (Unit.Kind.NATIONAL, Unit.Kind.BUREAU, Unit.Kind.REGULATOR)
    return (
        SheetColumn("unit", _("填报单位"), reader(user, *kinds), True, _("编码或全称"), "R520000N"),
        SheetColumn("kind", _("种类"), sheets.choice(OutcomeKind.choices), True, "", _("谈话")),
        SheetColumn("on", _("日期"), sheets.day, True, "", "2024-03-15"),
        SheetColumn("count", _("件（人）次"), sheets.number(1, 100_000, whole=True), True, "", 1),
        SheetColumn("about", _("对象和事由"), sheets.text(200), True, _("写单位或岗位，不写个人姓名")),
        SheetColumn("document", _("文书或文件"), sheets.text(120)),
    )


def exposure_sheet(user: Any) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of cases made public."""
    return (
        SheetColumn("mine", _("矿山"), reader(user, Unit.Kind.MINE), True, _("编码或全称")),
        SheetColumn("title", _("案例"), sheets.text(160), True),
        SheetColumn("medium", _("媒体类别"), sheets.choice(Exposure.Medium.choices), True),
        SheetColumn("medium_name", _("媒体名称"), sheets.text(80), True),
        SheetColumn("on", _("曝光日期"), sheets.day, True, "", "2024-02-20"),
    )
