"""Codes, limits, feeders, belts, pumps and sensors of a mine, and what it declares in its register."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from .layout import Place
from .mine import Mine, Point

TYPE_CODES = {"ch4": "0001", "co": "0004", "air_velocity": "0003", "fan": "1001", "main_fan": "1010"}
TYPE_NAMES = {
    "ch4": "环境瓦斯",
    "co": "一氧化碳",
    "air_velocity": "风速",
    "fan": "局部通风机开停",
    "main_fan": "主通风机开停",
}
UNITS = {"ch4": "%CH4", "co": "ppm", "air_velocity": "m/s", "fan": "", "main_fan": ""}


class FeederRow(TypedDict):
    """A feeder; `key` is what it carries here, `listed` whether it is declared."""

    key: str
    feeder: str
    serves: str
    rated_kw: float
    listed: bool


class BeltRow(TypedDict):
    """A belt and the places it serves; the main belt has the district -1."""

    conveyor: str
    serves: list[str]
    rated_t_per_h: float
    district: int


class PumpRow(TypedDict):
    """A pump as it is declared."""

    pump: str
    station: str
    rated_m3_per_h: float


def codes(mine: Mine) -> None:
    """Codes of areas and stations, and limits of the areas."""
    for i, area in enumerate(mine.lay.areas):
        area.code = f"{mine.code}{i + 1:04d}"
        crews = [max(p.crew) for p in mine.places if p.area == i and not p.hidden and p.first is None]
        if crews:
            area.limit = max(crews) + int(mine.rng.integers(3, 8))
        else:
            area.limit = {
                "井口区域": 60,
                "限制区域": 0 if mine.rng.random() < 0.5 else 4,
                "重点区域": 12,
            }.get(area.kind, 90)
    for i, st in enumerate(mine.lay.stations):
        st.code = f"{mine.lay.areas[st.area].code}{i + 1:06d}"


def feeders(mine: Mine) -> list[FeederRow]:
    """The feeders; one that is not declared comes last, if there is any."""
    rows: list[tuple[str, str, float]] = [
        ("main_fan", "main_fan", 500.0),
        ("hoist", "hoist", 1000.0),
        ("pump", "pump", 900.0),
        ("local_fan", "local_fan", 300.0),
        ("belts", "other", 600.0),
        ("other", "other", 500.0),
        ("surface", "surface", 800.0),
    ]
    rows += [(p.key, p.key, 1200.0 if p.method == "shearer" else 400.0) for p in mine.places if not p.hidden]
    out: list[FeederRow] = [
        {"key": k, "feeder": f"FD{i + 1:02d}", "serves": s, "rated_kw": r, "listed": True}
        for i, (k, s, r) in enumerate(rows)
    ]
    if mine.extra_feeder is not None:
        out.append(
            {
                "key": "unlisted",
                "feeder": mine.extra_feeder[0],
                "serves": "other",
                "rated_kw": mine.extra_feeder[1],
                "listed": False,
            }
        )
    return out


def belts(mine: Mine) -> list[BeltRow]:
    """The main belt and, in mines with more than one district, a belt for each district."""
    declared = [p for p in mine.places if not p.hidden]
    daily = mine.lay.capacity / 330
    rated = float(np.ceil(daily / 11 * 2.2 / 50) * 50)
    out: list[BeltRow] = [
        {"conveyor": "C1", "serves": [p.key for p in declared], "rated_t_per_h": rated, "district": -1}
    ]
    if mine.lay.size.districts > 1:
        for d in range(mine.lay.size.districts):
            keys = [p.key for p in declared if p.district == d]
            out.append({"conveyor": f"C{d + 2}", "serves": keys, "rated_t_per_h": rated, "district": d})
    else:
        face = next(p for p in declared if p.kind == "coal_face")
        out.append({"conveyor": "C2", "serves": [face.key], "rated_t_per_h": rated, "district": 0})
    return out


def pumps(mine: Mine) -> list[PumpRow]:
    """Pumps of the main sump."""
    n = 2 if mine.lay.size_name in ("tiny", "small") else 3
    inflow = base_inflow(mine)
    rated = float(max(50.0, np.ceil(inflow * 2.6 / 10) * 10))
    return [
        {
            "pump": f"P{i + 1}",
            "station": mine.lay.stations[mine.lay.roles["pump"][0]].code,
            "rated_m3_per_h": rated,
        }
        for i in range(n)
    ]


def base_inflow(mine: Mine) -> float:
    """Water the mine makes apart from events (m3/h)."""
    return (
        sum(p.inflow for p in mine.places if not p.hidden and p.first is None) + 0.02 * mine.lay.depth + 8.0
    )


def points(mine: Mine) -> None:
    """Hang the sensors."""
    lay, rng = mine.lay, mine.rng
    counter = [0]

    def hang(kind: str, station: int, section: float, role: str, place: str = "", label: str = "") -> None:
        counter[0] += 1
        form = "KG" if kind in ("fan", "main_fan") else "MN"
        code = f"{mine.code}01{form}{TYPE_CODES[kind]}{counter[0] // 16 + 1:03d}A{counter[0] % 16 + 1:02d}"
        where = lay.stations[station].name + label
        mine.points.append(Point(code, kind, station, round(section, 1), role, place, kind != "co", where))

    total = base_air(mine)
    big = float(np.clip(total / 60 / rng.uniform(3.0, 5.0), 7, 20))
    hang("air_velocity", lay.roles["bottom"][0], big, "intake_total", label="进风")
    hang("air_velocity", lay.roles["return"][0], big * 0.95, "return_total")
    hang("ch4", lay.roles["return"][0], big, "main", label="回风")
    hang("ch4", lay.roles["main"][0], big, "intake", label="进风")
    hang("co", lay.roles["return"][0], big, "main")
    hang("main_fan", lay.roles["return"][0], big, "main_fan")
    for d, nodes in enumerate(lay.district_nodes):
        if lay.size.districts > 1:
            hang("ch4", nodes[-1], 9.0, "district", str(d), "回风")
            if rng.random() < 0.6:
                hang("air_velocity", nodes[-1], 9.5, "district", str(d), "回风")
    for p in mine.places:
        if p.hidden:
            continue
        section = float(np.clip(p.air / 60 / rng.uniform(1.2, 2.2), 6, 15))
        last = p.stations[1] if p.kind == "coal_face" and len(p.stations) > 1 else p.stations[0]
        hang("ch4", p.stations[0], section, "face", p.key, "T1")
        hang("ch4", last, section, "return", p.key, "T2")
        hang("air_velocity", last, section, "return", p.key, "回风")
        if p.kind == "heading":
            hang("fan", p.stations[-1], 0.5, "fan", p.key)
        else:
            if rng.random() < 0.6:
                hang("air_velocity", p.stations[0], section, "intake", p.key, "进风")
            if rng.random() < 0.7:
                hang("ch4", p.stations[0], section, "intake", p.key, "进风")
            if rng.random() < 0.6:
                hang("ch4", last, section, "corner", p.key, "上隅角T0")
    if "seal_ch4" in mine.sends:
        for seal in lay.seals:
            hang("ch4", seal.station, 6.0, "seal", seal.seal_id, seal.name)
    for i in mine.kept_fans:
        hang("fan", lay.spares[i][0], 0.5, "kept", str(i))
    if mine.hidden_place is not None and mine.hidden_how["air"] == "fan":
        hang("fan", mine.hidden_place.stations[0], 0.5, "hidden_fan", "H")


def base_air(mine: Mine) -> float:
    """Air the main fan moves when nothing is hidden (m3/min)."""
    return sum(p.air for p in mine.places if not p.hidden and p.first is None) * 1.08 / 0.82 + 350.0


def register(
    mine: Mine,
    feeder_rows: list[FeederRow],
    belt_rows: list[BeltRow],
    pump_rows: list[PumpRow],
) -> dict[str, object]:
    """What the mine declared."""
    lay = mine.lay
    code = [s.code for s in lay.stations]

    def face(p: Place) -> dict[str, object]:
        start = (
            mine.date(p.first)
            if p.first is not None
            else f"20{22 + mine.number % 2}-0{3 + mine.number % 6}-01"
        )
        return {
            "face_id": p.key,
            "name": p.name,
            "kind": p.kind,
            "stations": [code[s] for s in p.stations],
            "from": start,
            "to": mine.date(p.last) if p.last is not None and p.last < mine.days else None,
            "crew_per_shift": p.crew,
            "planned_t_per_day": round(p.tpd, 0),
            "advance_m_per_day": round(p.advance, 1),
            "air_m3_per_min": p.air,
            "ch4_m3_per_min": round(p.ch4, 2),
            "inflow_m3_per_h": round(p.inflow, 1),
            "explosive_kg_per_day": round(p.kg_a_day, 1),
        }

    hours = [f"{int(h):02d}:00" for h in lay.shifts.starts]
    return {
        "mine_code": mine.code,
        "name": mine.name,
        "region": mine.code[:6],
        "kind": "coal",
        "capacity_t_per_year": int(lay.capacity),
        "headcount_limit": mine.headcount_limit,
        "shift_starts": hours,
        "status": mine.status or [{"state": "producing", "from": "2022-01-01", "to": None}],
        "areas": [{"area_code": a.code, "type": a.kind, "limit": a.limit, "name": a.name} for a in lay.areas],
        "stations": [
            {"station_code": s.code, "name": s.name, "x": s.x, "y": s.y, "z": s.z} for s in lay.stations
        ],
        "roadways": [{"from": code[a], "to": code[b], "length_m": n} for a, b, n in lay.edges],
        "faces": [face(p) for p in mine.places if not p.hidden],
        "seals": [
            {"seal_id": s.seal_id, "name": s.name, "stations": [code[s.station]], "built": s.built}
            for s in lay.seals
        ],
        "feeders": [
            {"feeder": f["feeder"], "serves": f["serves"], "rated_kw": f["rated_kw"]}
            for f in feeder_rows
            if f["listed"]
        ],
        "conveyors": [
            {"conveyor": b["conveyor"], "serves": b["serves"], "rated_t_per_h": b["rated_t_per_h"]}
            for b in belt_rows
        ],
        "pumps": pump_rows,
        "points": [
            {
                "point_code": p.code,
                "kind": "fan" if p.kind == "main_fan" else p.kind,
                "station": code[p.station],
                "section_m2": p.section,
            }
            for p in mine.points
            if p.listed
        ]
        if "aqjk" in mine.sends
        else [],
    }


def headcount(mine: Mine) -> None:
    """Set the mine's limit from its honest rota."""
    grid = np.arange(0, mine.steps)
    line = np.zeros(mine.steps + 2)
    for trip in mine.trips:
        if trip.who and not trip.job.mode:
            line[int(np.clip(trip.t_in // 300, 0, mine.steps))] += 1
            line[int(np.clip(trip.t_out // 300, 0, mine.steps))] -= 1
    count = np.cumsum(line)[: mine.steps]
    middle = np.zeros(mine.steps, bool)
    length = 86400 / mine.shifts
    for day in range(mine.days):
        for s in range(mine.shifts):
            a, _ = mine.shift_window(day, s)
            middle |= (grid * 300 > a + 0.35 * length) & (grid * 300 < a + 0.65 * length)
    peak = float(np.quantile(count[middle], 0.98)) if middle.any() else 60.0
    top = float(np.quantile(count, 0.985))
    mine.headcount_limit = int(np.ceil(max(1.15 * peak + 3, min(top + 3, 1.75 * peak)) / 5) * 5)
