"""Mines of the demonstration: those the inspections visited, and a handful in 盘州 with everything filled in."""

from __future__ import annotations

from datetime import date, datetime

from minewarden.web.mines import actions
from minewarden.web.mines.actions import Entry
from minewarden.web.mines.models import Face, InCharge, Licence, Mine, MineState
from minewarden.web.org import actions as org
from minewarden.web.org.models import Role, Sector, Unit

SINCE = date(2021, 1, 1)
SOURCE = "演示数据（虚构）"
COUNTY = "R520281C"
# (name, capacity 万吨/年, gas, hydro, class, grade, state)
PANZHOU = (
    ("演示盘州一号煤矿（虚构）", 90, Mine.Gas.HIGH, Mine.Hydro.MEDIUM, "B", 2, MineState.PRODUCING),
    ("演示盘州二号煤矿（虚构）", 45, Mine.Gas.OUTBURST, Mine.Hydro.COMPLEX, "C", 3, MineState.PRODUCING),
    ("演示盘州三号煤矿（虚构）", 120, Mine.Gas.OUTBURST, Mine.Hydro.MEDIUM, "A", 1, MineState.PRODUCING),
    ("演示盘州四号煤矿（虚构）", 30, Mine.Gas.LOW, Mine.Hydro.SIMPLE, "D", None, MineState.SUSPENDED),
    ("演示盘州五号煤矿（虚构）", 60, Mine.Gas.HIGH, Mine.Hydro.SIMPLE, "", None, MineState.BUILDING),
)


def load(at: datetime) -> None:
    """Register the visited mines and those of 盘州; an account for the first of them."""
    from minewarden.web.demo.organisation import PASSWORD

    _visited(at)
    county = Unit.objects.get(code=COUNTY)
    entries = [_entry(index, row, county) for index, row in enumerate(PANZHOU, 1)]
    mines = actions.register(entries, by=None, at=at)
    for mine in mines:
        _details(mine)
    org.create_account(
        username="mine",
        display_name="演示盘州一号煤矿账号",
        password=PASSWORD,
        role=Role.MINE,
        unit=mines[0].unit,
        sector=Sector.COAL,
        by=None,
        at=at,
    )


def _visited(at: datetime) -> None:
    """Units of mines that came in with the inspections and are not registered yet."""
    rows = []
    units = Unit.objects.filter(
        kind=Unit.Kind.MINE, mine=None, parents__valid_to=None, parents__tree="administrative"
    )
    for unit in units.order_by("code").prefetch_related("parents__parent"):
        supervisor = next(link.parent for link in unit.parents.all() if link.tree == "administrative")
        fields = {
            "sector": unit.sector or Sector.COAL,
            "source": SOURCE if unit.synthetic else "2024年3月通报",
        }
        entry = Entry(
            unit.code, unit.name, unit.region_code, supervisor, MineState.PRODUCING, SINCE, SINCE, fields
        )
        rows.append((unit, entry))
    actions.adopt(rows, by=None, at=at)


def _entry(index: int, row: tuple, county: Unit) -> Entry:
    name, capacity_wt, gas, hydro, mine_class, grade, state = row
    fields = {
        "sector": Sector.COAL,
        "owner": "演示煤业有限公司（虚构）",
        "method": Mine.Method.UNDERGROUND,
        "capacity_t_per_year": capacity_wt * 10_000,
        "headcount_limit": 80 + capacity_wt,
        "workforce": 400 + 8 * capacity_wt,
        "gas": gas,
        "hydro": hydro,
        "rock_burst": Mine.Burst.NONE,
        "ignition": Mine.Ignition.LIABLE,
        "mine_class": mine_class,
        "grade": grade,
        "source": SOURCE,
        "longitude": 104.47 + index / 50,
        "latitude": 25.71 + index / 50,
    }
    return Entry(f"520281{index:06d}", name, "520281", county, state, SINCE, SINCE, fields, synthetic=True)


def _details(mine: Mine) -> None:
    Licence.objects.create(
        mine=mine, kind=Licence.Kind.SAFETY, number=f"（黔）MK安许证字（虚构）{mine.pk}", from_on=date(2022, 6, 1),
        to_on=date(2025, 5, 31),
    )  # fmt: skip
    InCharge.objects.create(mine=mine, post=InCharge.Post.HEAD, name="演示矿长（虚构）", from_on=SINCE)
    InCharge.objects.create(mine=mine, post=InCharge.Post.ENGINEER, name="演示总工（虚构）", from_on=SINCE)
    if mine.state == MineState.PRODUCING:
        Face.objects.create(
            mine=mine, face_code="F1", name="1203综采工作面", kind=Face.Kind.COAL, from_on=SINCE
        )
        Face.objects.create(
            mine=mine, face_code="F2", name="1205运输顺槽", kind=Face.Kind.HEADING, from_on=SINCE
        )
