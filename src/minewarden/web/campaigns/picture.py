"""The national picture: provinces as tiles and as a ranked table, each cell opening its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from minewarden.web.campaigns.models import Plan, Rollup, first_of_month
from minewarden.web.org import permissions, scope
from minewarden.web.org.models import Level, Sector, Unit
from minewarden.web.org.scope import below

# Tile grid of the provinces: (row, column) chosen so that neighbours stay neighbours; no boundary is drawn
GRID = {
    "650000": (0, 0), "150000": (0, 5), "230000": (0, 8),
    "660000": (1, 0), "620000": (1, 3), "640000": (1, 4), "140000": (1, 5), "110000": (1, 6), "220000": (1, 8),
    "630000": (2, 2), "610000": (2, 4), "130000": (2, 5), "120000": (2, 6), "210000": (2, 7),
    "540000": (3, 1), "510000": (3, 3), "420000": (3, 4), "410000": (3, 5), "370000": (3, 6),
    "500000": (4, 3), "430000": (4, 4), "340000": (4, 5), "320000": (4, 6), "310000": (4, 7),
    "530000": (5, 2), "520000": (5, 3), "450000": (5, 4), "360000": (5, 5), "330000": (5, 6),
    "440000": (6, 4), "350000": (6, 6),
    "460000": (7, 4),
}  # fmt: skip
ROWS, COLUMNS = 8, 9


@dataclass(frozen=True)
class Cell:
    """One region: reports received of those expected, on time, measures done."""

    unit: Unit
    expected: int
    received: int
    on_time: int
    done: int
    url: str

    @property
    def share(self) -> float | None:
        """Received of expected, 0..1; None when nothing is expected."""
        return self.received / self.expected if self.expected else None

    @property
    def shade(self) -> int:
        """0 (nothing) to 5 (all received) for the tile."""
        return 0 if not self.share else min(5, 1 + int(self.share * 4.999))


@dataclass(frozen=True)
class Picture:
    """Tiles, the same cells ranked, and the chart's data; `template` draws it."""

    month: date
    cells: list[Cell]
    tiles: list[list[Cell | None]]
    chart: dict[str, Any]
    template: str = "campaigns/parts/picture.html"


def picture(user: Any, day: date) -> Picture | None:
    """The units one step below the person's own, by their reports of the month of `day`."""
    if not permissions.may(user, "campaigns.view"):
        return None
    month = first_of_month(day)
    cells = _cells(user, month)
    if not cells:
        return None
    by_region = {cell.unit.region_code: cell for cell in cells}
    tiles: list[list[Cell | None]] = []
    if cells[0].unit.level == Level.PROVINCE and len(cells) > 2:
        tiles = [[None] * COLUMNS for _row in range(ROWS)]
        for code, (row, column) in GRID.items():
            tiles[row][column] = by_region.get(code)
    ranked = sorted(cells, key=lambda cell: (-(cell.share or 0), cell.unit.region_code))
    chart = {
        "names": [cell.unit.short_name for cell in ranked],
        "received": [round((cell.share or 0) * 100, 1) for cell in ranked],
        "label": _("报送率 %"),
    }
    return Picture(month, ranked, tiles, chart)


def _cells(user: Any, month: date) -> list[Cell]:
    units = list(_units_below(user))
    counts: dict[int, list[int]] = {}
    rows = Rollup.objects.filter(unit__in=units, month=month, plan__state=Plan.State.PUBLISHED)
    for unit, *parts in rows.values_list("unit", "received", "on_time", "done"):
        counts[unit] = [a + b for a, b in zip(counts.get(unit, [0, 0, 0]), parts, strict=True)]
    expected = expected_reports(units, month)
    url = reverse("campaigns:reports")
    return [
        Cell(
            unit,
            expected.get(unit.administrative_path, 0),
            *counts.get(unit.pk, [0, 0, 0]),
            url=f"{url}?month={month:%Y-%m}&under={unit.pk}",
        )
        for unit in units
    ]


def _units_below(user: Any) -> QuerySet[Unit]:
    """The regulators one level below the person's own unit; a bureau looks at its provinces."""
    eyes = user.eyes
    order = [Level.PROVINCE, Level.CITY, Level.COUNTY]
    if eyes.unit.level == Level.NATIONAL or eyes.unit.kind == Unit.Kind.BUREAU:
        level = Level.PROVINCE
    elif eyes.unit.level in order[:2]:
        level = order[order.index(eyes.unit.level) + 1]
    else:
        return Unit.objects.none()
    rows = scope.within(Unit.objects.filter(kind=Unit.Kind.REGULATOR, level=level), user)
    return rows.filter(sector=eyes.sector or Sector.COAL).order_by("region_code")


def expected_reports(units: Sequence[Unit], month: date) -> dict[str, int]:
    """Reports due in `month` by the path of each of `units`: measures of a plan times the bodies that report it."""
    if not units:
        return {}
    length = len(units[0].administrative_path)
    plans = Plan.objects.filter(state=Plan.State.PUBLISHED, from_on__lt=_next(month), to_on__gte=month)
    totals: dict[str, int] = {}
    for plan in plans.annotate(measures=Count("tasks__measures")).select_related("unit"):
        reporters = Unit.objects.filter(
            below(plan.unit.administrative_path, "administrative_path"),
            kind=Unit.Kind.REGULATOR,
            level=plan.report_level,
            sector=plan.sector or Sector.COAL,
        )
        groups = reporters.annotate(cell=Substr("administrative_path", 1, length)).values("cell")
        for row in groups.annotate(bodies=Count("pk")).order_by("cell"):
            totals[row["cell"]] = totals.get(row["cell"], 0) + row["bodies"] * plan.measures
    return totals


def _next(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
