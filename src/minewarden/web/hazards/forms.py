"""Forms about hazards, in the order of the work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minewarden.law.hazards import criteria_on
from minewarden.web import sheets
from minewarden.web.forms import DayInput, RecordForm
from minewarden.web.hazards.models import LISTING_LEVELS, Hazard
from minewarden.web.hazards.states import HazardLevel
from minewarden.web.inspections.models import Visit
from minewarden.web.org import scope
from minewarden.web.org.models import Sector, Unit
from minewarden.web.record import StepForm
from minewarden.web.sheets import SheetColumn
from minewarden.web.unit_fields import UnitField, for_user, reader

VISITS_OFFERED = 200


class HazardForm(RecordForm):
    """What was found, where, and by which criterion of the day."""

    mine = UnitField(Unit.Kind.MINE, label=_("矿山"))
    category_no = forms.IntegerField(
        label=_("判定类别"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("重大隐患必填：查出之日适用的判定标准中的类别序号"),
    )

    class Meta:
        model = Hazard
        fields = (
            "mine",
            "sector",
            "source",
            "visit",
            "found_on",
            "level",
            "category_no",
            "place",
            "description",
            "due_on",
        )

    def __init__(self, *args: Any, user: Any, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visits = scope.within(Visit.objects.select_related("mine"), user).order_by("-on", "pk")
        recent = list(visits.values_list("pk", flat=True)[:VISITS_OFFERED])
        self.fields["visit"].queryset = (
            Visit.objects.filter(pk__in=recent).select_related("mine").order_by("-on", "pk")
        )
        criteria = criteria_on(day)
        if criteria is not None:
            headings = "；".join(f"{row.no} {row.heading}" for row in criteria.categories)
            self.fields["category_no"].help_text += f"（{headings}）"
        for_user(self, user)


class ListForm(StepForm):
    """挂牌督办."""

    listing_level = forms.ChoiceField(label=_("挂牌级别"), choices=LISTING_LEVELS)
    listing_number = forms.CharField(label=_("挂牌文号"), max_length=60)
    due_on = forms.DateField(label=_("整改期限"), widget=DayInput())


class FixForm(StepForm):
    """The plan with its five fixed."""

    responsibility = forms.CharField(
        label=_("责任"), max_length=120, help_text=_("责任部门和岗位，不写个人姓名")
    )
    measures = forms.CharField(label=_("措施"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    money_yuan = forms.DecimalField(label=_("资金（元）"), min_value=0, max_digits=14, decimal_places=2)
    due_on = forms.DateField(label=_("时限"), widget=DayInput())
    contingency = forms.CharField(label=_("预案"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, record: Hazard, **kwargs: Any) -> None:
        super().__init__(*args, record=record, initial={"due_on": record.due_on}, **kwargs)


class ExtendForm(StepForm):
    """A later term."""

    due_on = forms.DateField(label=_("新期限"), widget=DayInput())
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ExposeForm(StepForm):
    """Where it was made public."""

    medium = forms.CharField(label=_("曝光媒体"), max_length=80)


def hazard_sheet(user: Any) -> tuple[SheetColumn, ...]:
    """The columns of a workbook of hazards found."""
    return (
        SheetColumn("mine", _("矿山"), reader(user, Unit.Kind.MINE), True, _("编码或全称"), "520281990001"),
        SheetColumn("sector", _("行业"), sheets.choice(Sector.choices), True, "", _("煤矿")),
        SheetColumn("source", _("来源"), sheets.choice(Hazard.Source.choices), True, "", _("计划检查")),
        SheetColumn("found_on", _("查出日期"), sheets.day, True, "", "2024-03-05"),
        SheetColumn("level", _("等级"), sheets.choice(HazardLevel.choices), True, "", _("一般隐患")),
        SheetColumn(
            "category_no",
            _("判定类别"),
            sheets.number(1, 99, whole=True),
            False,
            _("重大隐患必填：查出之日适用的判定标准中的类别序号"),
            7,
        ),
        SheetColumn("place", _("部位"), sheets.text(80)),
        SheetColumn("description", _("隐患描述"), sheets.text(300), True),
        SheetColumn("due_on", _("整改期限"), sheets.day),
    )
