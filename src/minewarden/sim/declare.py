"""What the mine declares: register.json, and the daily base files RYXX, RYQY, RYJZ and CDDY."""

from __future__ import annotations

from typing import Any

from minewarden.sim.clock import china_day, china_text
from minewarden.sim.plan import Face, Plan
from minewarden.sim.roster import Roster
from minewarden.sim.spec import MineSpec


def register(
    spec: MineSpec,
    plan: Plan,
    capacity: int,
    limit: int,
    starts: tuple[str, ...],
    status: list[dict[str, Any]],
) -> dict[str, Any]:
    """The content of register.json; hidden places are not in it."""
    has = spec.systems
    codes = [station.code for station in plan.stations]
    return {
        "mine_code": spec.code,
        "name": spec.name,
        "region": spec.code[:6],
        "kind": "coal",
        "capacity_t_per_year": capacity,
        "headcount_limit": limit,
        "shift_starts": list(starts),
        "status": status,
        "areas": [
            {"area_code": a.code, "type": a.type, "limit": a.limit, "name": a.name} for a in plan.areas
        ],
        "stations": [
            {"station_code": s.code, "name": s.name, "x": s.x, "y": s.y, "z": s.z} for s in plan.stations
        ],
        "roadways": [
            {"from": codes[a], "to": codes[b], "length_m": round(m, 1)} for a, b, m, _ in plan.edges
        ],
        "faces": [_face(face, codes) for face in plan.faces if not face.hidden],
        "seals": [
            {
                "seal_id": s.seal_id,
                "name": s.name,
                "stations": [codes[i] for i in s.stations],
                "built": china_day(s.built_at),
            }
            for s in plan.seals
        ],
        "feeders": [{"feeder": f.name, "serves": f.serves, "rated_kw": f.rated_kw} for f in plan.feeders]
        if "power" in has
        else [],
        "conveyors": [
            {"conveyor": c.name, "serves": list(c.serves), "rated_t_per_h": c.rated_t_per_h}
            for c in plan.conveyors
        ]
        if "haulage" in has
        else [],
        "pumps": [
            {"pump": p.name, "station": codes[p.station], "rated_m3_per_h": p.rated_m3_per_h}
            for p in plan.pumps
        ]
        if "water" in has
        else [],
        "points": [
            {"point_code": p.code, "kind": p.kind, "station": codes[p.station], "section_m2": p.section_m2}
            for p in plan.points
            if p.kind in {"ch4", "air_velocity", "fan"}
        ]
        if "gas" in has
        else [],
    }


def _face(face: Face, codes: list[str]) -> dict[str, Any]:
    return {
        "face_id": face.face_id,
        "name": face.name,
        "kind": face.kind,
        "stations": [codes[i] for i in face.stations],
        "from": china_day(face.from_at),
        "to": china_day(face.to_at) if face.to_at is not None else None,
        "crew_per_shift": face.crew,
        "planned_t_per_day": face.t_per_day,
        "advance_m_per_day": face.advance_m_per_day,
        "air_m3_per_min": face.air_m3_per_min,
        "ch4_m3_per_min": face.ch4_m3_per_min,
        "inflow_m3_per_h": face.inflow_m3_per_h,
        "explosive_kg_per_day": face.explosive_kg_per_day,
    }


def people_records(roster: Roster) -> list[str]:
    """RYXX: card; name; trade; post; team; born; schooling; leader; special."""
    return [
        f"{p.card};{p.name};{p.trade};{p.post};{p.team};{p.born};{p.schooling};{int(p.leader)};{int(p.special)}"
        for p in roster.people
    ]


def area_records(plan: Plan) -> list[str]:
    """RYQY: type; code; limit; name."""
    return [f"{a.type};{a.code};{a.limit};{a.name}" for a in plan.areas]


def station_records(plan: Plan) -> list[str]:
    """RYJZ: code; name; x; y; z; remark."""
    return [f"{s.code};{s.name};{s.x};{s.y};{s.z};" for s in plan.stations]


def point_records(plan: Plan, at: int) -> list[str]:
    """CDDY: the 24 fields of a monitoring point."""
    limits = {
        "ch4": "1.0;0.99;;;1.5;0.99;;",
        "air_velocity": "8.0;8.0;0.25;0.25;;;;",
        "co": "24;23;;;;;;",
        "fan": ";" * 7,
    }
    when = china_text(at)
    out = []
    for p in plan.points:
        station = plan.stations[p.station]
        value, words = ("KG", "开;停") if p.kind == "fan" else ("MN", ";")
        out.append(
            f"{p.code};01;{p.substation};{p.type_name};{value};{p.unit};{p.high};0;{limits[p.kind]};{words};"
            f"{p.place};{station.x};{station.y};{station.z};;{when}"
        )
    return out
