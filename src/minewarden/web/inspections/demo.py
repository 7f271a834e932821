"""The two special inspections of the March 2024 bulletin.

Regions, squads, numbers and the one mine named are the bulletin's. The other mines, the days of the visits, the bodies
that lent staff and the outcomes are made up and named so (虚构).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from minewarden.web.inspections import actions
from minewarden.web.inspections.models import (
    Exposure,
    HiddenFace,
    Outcome,
    OutcomeKind,
    SpecialInspection,
    Squad,
    Visit,
)
from minewarden.web.org import actions as org
from minewarden.web.org.models import Level, Sector, Tree, Unit

NAMED_MINE = "晋城市羊泉煤矿"
# region -> (place of the mines, lenders of staff)
SQUADS = {
    "610000": ("610881", ("B140000", "B410000")),
    "410000": ("410423", ("B610000", "B220000")),
    "520000": ("520281", ("B450000", "B230000")),
    "150000": ("150622", ("B610000", "B220000")),
    "530000": ("530325", ("B520000", "B450000")),
}
GROUPS = {"140000": "140500", "230000": "230321"}
MINES_A_SQUAD, MINES_A_GROUP = 4, 2
# (region, how many-th mine of it) -> hidden faces found there
FACES = {("140000", 0): 3, ("610000", 1): 2, ("520000", 2): 2, ("530000", 0): 1}
EXPOSED = (
    ("140000", 0, Exposure.Medium.NATIONAL_ACCOUNT, "国家局微信公众号"),
    ("610000", 1, Exposure.Medium.LOCAL, "地方媒体（虚构）"),
    ("520000", 2, Exposure.Medium.BUREAU_SITE, "国家矿山安全监察局贵州局网站"),
    ("530000", 0, Exposure.Medium.LOCAL, "地方媒体（虚构）"),
    ("410000", 0, Exposure.Medium.BUREAU_SITE, "国家矿山安全监察局河南局网站"),
    ("150000", 1, Exposure.Medium.LOCAL, "地方媒体（虚构）"),
    ("610000", 3, Exposure.Medium.BUREAU_SITE, "国家矿山安全监察局陕西局网站"),
)
REPORTED = ("R150000N", "R210000N", "R360000N", "R450000N", "R520000N")  # made up


def load(at: datetime) -> None:
    """The hidden-face inspection with all that was found, and the duty check as it runs."""
    _hidden_faces(at)
    _duty_check(at)


def _hidden_faces(at: datetime) -> None:
    found = actions.prepare(
        unit=Unit.objects.get(code="NMSA"),
        topic=SpecialInspection.Topic.HIDDEN_FACES,
        title="打击煤矿隐蔽工作面专项检查",
        sector=Sector.COAL,
        starts_on=date(2024, 1, 15),
        period_text="1月中旬至2月初",
        by=None,
        at=at,
    )
    found = actions.announce(inspection=found, on=date(2024, 1, 12), by=None, at=at)
    squads = _squads(found, at)
    visits = _visits(found, squads, at)
    faces = [
        HiddenFace(visit=visits[key], name=f"隐蔽工作面{number}", found_on=visits[key].on)
        for key, count in FACES.items()
        for number in range(1, count + 1)
    ]
    actions.record_hidden_faces(faces, by=None, at=at)
    exposures = [
        Exposure(
            inspection=found,
            mine=visits[region, index].mine,
            title=f"{visits[region, index].mine.name}重大违法违规案例",
            medium=medium,
            medium_name=name,
            on=date(2024, 2, 20) + timedelta(days=step),
        )
        for step, (region, index, medium, name) in enumerate(EXPOSED)
    ]
    actions.record_exposures(exposures, by=None, at=at)
    rows = [
        Outcome(
            inspection=found,
            unit=squads[region].region,
            kind=OutcomeKind.ACCOUNTABILITY,
            on=date(2024, 2, 28),
            about="失职失责单位和人员（虚构）",
        )
        for region in ("140000", "610000", "520000", "530000")
    ]
    actions.record_outcomes(rows, by=None, at=at)
    actions.close(inspection=found, on=date(2024, 2, 5), by=None, at=at)


def _squads(found: SpecialInspection, at: datetime) -> dict[str, Squad]:
    squads = {}
    for region, (_place, lenders) in SQUADS.items():
        unit = Unit.objects.get(code=f"R{region}C")
        squads[region] = actions.form_squad(
            inspection=found,
            kind=Squad.Kind.SQUAD,
            name=f"赴{unit.short_name}执法小分队",
            region=unit,
            formed_on=date(2024, 1, 15),
            members=[(Unit.objects.get(code=code), 3) for code in lenders],
            by=None,
            at=at,
        )
    for region in GROUPS:
        unit = Unit.objects.get(code=f"R{region}C")
        squads[region] = actions.form_squad(
            inspection=found,
            kind=Squad.Kind.SUPERVISION,
            name=f"{unit.short_name}矿山安全生产督导组",
            region=unit,
            formed_on=date(2024, 1, 15),
            by=None,
            at=at,
        )
    return squads


def _visits(found: SpecialInspection, squads: dict[str, Squad], at: datetime) -> dict[tuple[str, int], Visit]:
    places = {region: place for region, (place, _lenders) in SQUADS.items()} | GROUPS
    visits = {}
    for order, (region, place) in enumerate(places.items()):
        count = MINES_A_SQUAD if region in SQUADS else MINES_A_GROUP
        for index, mine in enumerate(_mines(region, place, count, at)):
            visits[region, index] = Visit(
                inspection=found,
                squad=squads[region],
                mine=mine,
                on=date(2024, 1, 16) + timedelta(days=order + 4 * index),
                method=list(Visit.Method)[(order + index) % 4],
                summary="对人员分布及定位等逐因素来源进行分析对比，现场核查（虚构）",
            )
    actions.record_visits(list(visits.values()), by=None, at=at)
    return visits


def _mines(region: str, place: str, count: int, at: datetime) -> list[Unit]:
    """Mines under the nearest regulator there is for `place`; the one that the bulletin names comes first in 山西."""
    codes = [f"R{place}C", f"R{place[:4]}00C", f"R{region}C"]
    known = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    parent = next(known[code] for code in codes if code in known)
    short = Unit.objects.get(code=f"R{region}C").short_name
    rows = []
    for index in range(count):
        named = region == "140000" and index == 0
        name = NAMED_MINE if named else f"演示{short}{'一二三四'[index]}号煤矿（虚构）"
        mine = Unit(
            code=f"{place}99{index + 1:04d}",
            kind=Unit.Kind.MINE,
            name=name,
            short_name=name.removesuffix("（虚构）"),
            level=Level.ENTERPRISE,
            sector=Sector.COAL,
            region_code=place,
            valid_from=date(2021, 1, 1),
            synthetic=not named,
        )
        rows.append((mine, {Tree.ADMINISTRATIVE: parent, Tree.SUPERVISING: parent}))
    return org.create_units(rows, by=None, at=at)


def _duty_check(at: datetime) -> None:
    """The main-person duty check of non-coal mines: the five kinds are tracked; five provinces reported (made up)."""
    found = actions.prepare(
        unit=Unit.objects.get(code="NMSA"),
        topic=SpecialInspection.Topic.DUTY,
        title="非煤矿山企业主要负责人履职专项检查",
        sector=Sector.NONCOAL,
        notice="矿安综〔2024〕11号",
        notice_title="关于开展非煤矿山企业主要负责人履职专项检查的通知",
        starts_on=date(2024, 3, 1),
        tracked=[
            OutcomeKind.TALK,
            OutcomeKind.NOTICE,
            OutcomeKind.ACCOUNTABILITY,
            OutcomeKind.PENALTY,
            OutcomeKind.TYPICAL_CASE,
        ],
        by=None,
        at=at,
    )
    found = actions.announce(inspection=found, on=date(2024, 3, 1), by=None, at=at)
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=REPORTED)}
    rows = [
        Outcome(
            inspection=found,
            unit=units[code],
            kind=kind,
            on=date(2024, 3, 15) + timedelta(days=index),
            count=1 + (index + step) % 4,
            about=f"非煤矿山企业主要负责人履职{kind.label}（虚构）",
        )
        for index, code in enumerate(REPORTED)
        for step, kind in enumerate(list(OutcomeKind)[: 2 + index % 4])
    ]
    actions.record_outcomes(rows, by=None, at=at)
