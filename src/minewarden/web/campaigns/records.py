"""The three kinds of record that share list, form and page: events, working teams, duties of departments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minewarden.web import sheets
from minewarden.web.campaigns import actions, forms
from minewarden.web.campaigns.models import Duty, Event, Team, Versioned
from minewarden.web.listing import Column, Filter, Listing, choices_of
from minewarden.web.org import scope
from minewarden.web.org.models import Account, Unit
from minewarden.web.sheets import Fault, SheetColumn


@dataclass(frozen=True)
class RecordKind:
    """How one kind of record is listed, filled in, imported and shown."""

    key: str
    model: type[Versioned]
    form: type[forms.ScopedForm]
    listing: Listing
    facts: tuple[tuple[Any, str], ...]
    columns: tuple[SheetColumn, ...]
    after_save: Callable[[Any, Any, Account, datetime], None] = lambda record, form, by, at: None


def _page(record: Versioned) -> str:
    return record.get_absolute_url()


def _buttons(key: str) -> tuple[tuple[Any, str], ...]:
    return ((_("新增"), f"/campaigns/{key}/add/"), (_("从 Excel 导入"), f"/campaigns/{key}/import/"))


def _save_event(record: Event, form: forms.EventForm, by: Account, at: datetime) -> None:
    record.hosts.set(form.cleaned_data["hosts"])
    known = set(record.materials.values_list("title", flat=True))
    fresh = [row for row in form.given_materials() if row[0] not in known]
    actions.hand_out(event=record, materials=fresh, by=by, at=at)


def _save_team(record: Team, form: forms.TeamForm, by: Account, at: datetime) -> None:
    actions.set_routines(team=record, names=form.given_routines(), by=by, at=at)


UNIT = SheetColumn("unit", _("单位编码"), sheets.text(40), True, _("报送单位的编码"), "R520000C")

EVENTS = RecordKind(
    "events",
    Event,
    forms.EventForm,
    Listing(
        title=_("会议与培训"),
        columns=(
            Column("on", _("日期"), "on", "on", "date"),
            Column("kind", _("类别"), "get_kind_display", "kind"),
            Column("title", _("名称"), "title", "title", link=_page),
            Column("unit", _("报送单位"), "unit.name", "unit__name"),
            Column("convened_by", _("召集层级"), "get_convened_by_display", "convened_by"),
            Column("audience", _("参加对象"), "audience"),
        ),
        filters=(
            Filter("kind", _("类别"), choices_of(Event.Kind)),
            Filter("convened_by", _("召集层级"), choices_of(Event.Convener)),
        ),
        search=("title", "audience", "topics", "unit__name"),
        order=("-on", "pk"),
        empty=_("还没有登记会议、讲座或培训。点“新增”登记第一条。"),
        actions=_buttons("events"),
        file_name="events",
    ),
    (
        (_("类别"), "get_kind_display"),
        (_("日期"), "on"),
        (_("报送单位"), "unit.name"),
        (_("召集层级"), "get_convened_by_display"),
        (_("会场"), "venues"),
        (_("参加对象"), "audience"),
        (_("内容"), "topics"),
    ),
    (
        SheetColumn(
            "kind", _("类别"), sheets.choice(Event.Kind.choices), True, _("会议、讲座或宣讲培训"), _("会议")
        ),
        SheetColumn("title", _("名称"), sheets.text(160), True),
        SheetColumn("on", _("日期"), sheets.day, True, "", "2024-03-01"),
        UNIT,
        SheetColumn("region_code", _("区划代码"), sheets.text(6), False, "", "520000"),
        SheetColumn("convened_by", _("召集层级"), sheets.choice(Event.Convener.choices)),
        SheetColumn("other_hosts", _("其他主办方"), sheets.text(200)),
        SheetColumn("venues", _("会场"), sheets.text(200)),
        SheetColumn("audience", _("参加对象"), sheets.text(300)),
        SheetColumn("topics", _("内容"), sheets.text(300)),
    ),
    _save_event,
)

TEAMS = RecordKind(
    "teams",
    Team,
    forms.TeamForm,
    Listing(
        title=_("工作专班"),
        columns=(
            Column("name", _("名称"), "name", "name", link=_page),
            Column("unit", _("单位"), "unit.name", "unit__name"),
            Column("from", _("起"), "from_on", "from_on", "date"),
            Column("to", _("止"), "to_on", "to_on", "date"),
            Column("full_time", _("脱产集中办公"), "full_time", kind="flag"),
            Column("routines", _("工作制度"), lambda t: len(t.routines.all()), kind="number"),
        ),
        search=("name", "unit__name"),
        order=("unit__administrative_path", "from_on"),
        empty=_("还没有登记工作专班。"),
        actions=_buttons("teams"),
        file_name="teams",
    ),
    (
        (_("单位"), "unit.name"),
        (_("组长"), "head"),
        (_("起"), "from_on"),
        (_("止"), "to_on"),
        (_("脱产集中办公"), "full_time"),
    ),
    (
        UNIT,
        SheetColumn("name", _("名称"), sheets.text(120), True),
        SheetColumn("head", _("组长"), sheets.text(80), True, _("只填职务，不填姓名")),
        SheetColumn("from_on", _("起"), sheets.day, True),
        SheetColumn("to_on", _("止"), sheets.day, True),
        SheetColumn(
            "full_time",
            _("脱产集中办公"),
            lambda c: sheets.choice([("1", _("是")), ("0", _("否"))])(c) == "1",
            True,
        ),
    ),
    _save_team,
)

DUTIES = RecordKind(
    "duties",
    Duty,
    forms.DutyForm,
    Listing(
        title=_("部门职责"),
        columns=(
            Column("region", _("区划代码"), "region_code", "region_code"),
            Column("department", _("部门"), "department", "department", link=_page),
            Column("duty", _("职责"), "duty"),
            Column("fixed_on", _("明确日期"), "fixed_on", "fixed_on", "date"),
            Column("document", _("依据文件"), "document"),
            Column("synthetic", _("虚构"), "synthetic", kind="flag"),
        ),
        search=("department", "duty", "document"),
        order=("region_code", "pk"),
        empty=_("还没有登记部门职责。"),
        actions=_buttons("duties"),
        file_name="duties",
    ),
    (
        (_("报送单位"), "unit.name"),
        (_("区划代码"), "region_code"),
        (_("职责"), "duty"),
        (_("明确日期"), "fixed_on"),
        (_("依据文件"), "document"),
    ),
    (
        UNIT,
        SheetColumn("region_code", _("区划代码"), sheets.text(6), True, "", "440000"),
        SheetColumn("department", _("部门"), sheets.text(80), True),
        SheetColumn("duty", _("职责"), sheets.text(300), True),
        SheetColumn("fixed_on", _("明确日期"), sheets.day, True),
        SheetColumn("document", _("依据文件"), sheets.text(120)),
    ),
)

KINDS = {kind.key: kind for kind in (EVENTS, TEAMS, DUTIES)}


def take_rows(kind: RecordKind) -> Callable[..., list[Fault]]:
    """The import of `kind`: units by code within scope; a refused row is explained."""
    from minewarden.web.importing import refusal

    def take(rows: Any, by: Account, at: datetime) -> list[Fault]:
        units = {u.code: u for u in scope.within(Unit.objects.exclude(kind__in=forms.NOT_ACTORS), by)}
        faults = []
        for number, values in rows:
            unit = units.get(values["unit"])
            if unit is None:
                faults.append(
                    Fault(
                        number, str(UNIT.header), values["unit"], str(_("没有这个单位，或不在您的管辖范围内"))
                    )
                )
                continue
            fields = {key: value for key, value in values.items() if value is not None and key != "unit"}
            reason = refusal(lambda u=unit, f=fields: actions.create(kind.model, by=by, at=at, unit=u, **f))
            if reason:
                faults.append(Fault(number, "", "", reason))
        return faults

    return take


def facts_of(kind: RecordKind, record: Versioned) -> list[tuple[Any, Any]]:
    """(label, value) pairs of the record's page."""
    return [(label, Column("", label, path).of(record)) for label, path in kind.facts]


def address(kind: RecordKind) -> str:
    """The list of `kind`."""
    return reverse("campaigns:records", args=[kind.key])
