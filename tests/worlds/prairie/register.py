"""What the mine declared and the regulator approved."""

from datetime import date

import numpy as np

from .layout import BARRED_AREA, PORTAL_AREA, Face, Mine
from .scene import Scene


def set_limits(scene: Scene) -> None:
    """Approve headcounts that the ordinary crews keep; large mines send lists less often."""
    mine, rng = scene.mine, scene.rng
    generous = 1.35 if mine.habits.handover_underground else 1.0
    most = int(sum(unit.crew for unit in scene.units).max())
    mine.headcount_limit = int(np.ceil(most * rng.uniform(1.08, 1.28) * generous))
    usual = float(sum(unit.crew for unit in scene.units).mean())
    if usual > 60:
        mine.habits.snapshot_s = max(mine.habits.snapshot_s, 900 if usual > 125 else 600)
    elif usual > 45:
        mine.habits.snapshot_s = max(mine.habits.snapshot_s, 300)
    if len(mine.points) > 18:
        mine.habits.gas_s = 600
    for number, area in enumerate(mine.areas):
        if area.limit:
            continue
        crews = [
            int(unit.crew.max())
            for unit in scene.units
            if unit.pattern == "face" and mine.stations[unit.places[0]].area == number
        ]
        if area.kind == PORTAL_AREA:
            area.limit = mine.headcount_limit
        elif area.kind == BARRED_AREA:
            area.limit = 3
        elif number in (1, 2):
            area.limit = max(10, int(mine.headcount_limit * rng.uniform(0.7, 0.9)))
        else:
            area.limit = int(
                np.ceil((sum(crews) + 5) * rng.uniform(1.05, 1.2) * (1.5 if generous > 1 else 1.0))
            )


def _face_row(mine: Mine, face: Face, closed: bool) -> dict:
    """Register row of a working place."""
    return {
        "face_id": face.face_id,
        "name": face.name,
        "kind": face.kind,
        "stations": [mine.stations[station].code for station in face.stations],
        "from": face.valid_from.isoformat(),
        "to": face.valid_to.isoformat() if face.valid_to else None,
        "crew_per_shift": face.crew,
        "planned_t_per_day": face.plan_t,
        "advance_m_per_day": round(face.advance_m, 1),
        "air_m3_per_min": round(face.air, 0),
        "ch4_m3_per_min": 0.0 if closed else face.ch4,
        "inflow_m3_per_h": round(face.inflow, 1),
        "explosive_kg_per_day": face.explosive_kg,
    }


def register_of(mine: Mine) -> dict:
    """The whole register as it is written."""
    thin = mine.habits.thin
    shown = mine.habits.sends_coordinates

    def unless_thin(key: str, rows: list[dict]) -> list[dict]:
        return [] if key in thin else rows

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    code = [station.code for station in mine.stations]
    return {
        "mine_code": mine.code,
        "name": mine.name,
        "region": mine.region,
        "kind": "coal",
        "capacity_t_per_year": mine.capacity,
        "headcount_limit": mine.headcount_limit,
        "shift_starts": [f"{hour:02d}:00" for hour in mine.habits.shift_starts],
        "status": [
            {"state": state, "from": day(begun), "to": day(ended)} for state, begun, ended in mine.status
        ],
        "areas": unless_thin(
            "areas",
            [{"area_code": a.code, "type": a.kind, "limit": a.limit, "name": a.name} for a in mine.areas],
        ),
        "stations": [
            {
                "station_code": s.code,
                "name": s.name,
                "x": s.x if shown else 0.0,
                "y": s.y if shown else 0.0,
                "z": s.z if shown else 0.0,
            }
            for s in mine.stations
        ],
        "roadways": unless_thin(
            "roadways",
            [{"from": code[a], "to": code[b], "length_m": length} for a, b, length, _ in mine.edges],
        ),
        "faces": [_face_row(mine, face, False) for face in mine.faces]
        + [_face_row(mine, face, True) for face in mine.old_faces],
        "seals": unless_thin(
            "seals",
            [
                {
                    "seal_id": s.seal_id,
                    "name": s.name,
                    "stations": [code[s.station]],
                    "built": s.built.isoformat(),
                }
                for s in mine.seals
            ],
        ),
        "feeders": unless_thin(
            "feeders",
            [
                {"feeder": key, "serves": serves, "rated_kw": rated}
                for key, (serves, rated) in mine.feeders.items()
                if key not in mine.unlisted_feeders
            ],
        ),
        "conveyors": unless_thin(
            "conveyors",
            [
                {"conveyor": key, "serves": serves, "rated_t_per_h": rated}
                for key, (serves, rated) in sorted(mine.conveyors.items())
            ],
        ),
        "pumps": unless_thin(
            "pumps",
            [
                {"pump": key, "station": code[station], "rated_m3_per_h": rated}
                for key, (station, rated) in mine.pumps.items()
            ],
        ),
        "points": unless_thin(
            "points",
            [
                {"point_code": p.code, "kind": p.kind, "station": code[p.station], "section_m2": p.section}
                for p in mine.points
            ],
        ),
    }
