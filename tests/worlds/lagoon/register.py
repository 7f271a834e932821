"""What the mine declared: register.json."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from .lookalikes import past_panel
from .physics import Works
from .scene import Face, Scene


def _face(scene: Scene, face: Face) -> dict[str, Any]:
    """One declared place."""
    code = scene.layout.code
    return {
        "face_id": face.face_id,
        "name": face.name,
        "kind": face.kind,
        "stations": [code(i) for i in face.sites],
        "from": face.since,
        "to": face.until,
        "crew_per_shift": [int(c) for c in face.crew],
        "planned_t_per_day": float(face.tons),
        "advance_m_per_day": face.advance,
        "air_m3_per_min": face.air,
        "ch4_m3_per_min": face.ch4,
        "inflow_m3_per_h": face.inflow,
        "explosive_kg_per_day": face.kg,
    }


def _old_faces(scene: Scene) -> list[dict[str, Any]]:
    """The finished panel, and its clearing where that is declared."""
    span = past_panel(scene)
    if span is None:
        return []
    lay = scene.layout
    name = lay.areas[lay.sites[lay.exhausted[-1]].area].name
    stations = [lay.code(i) for i in lay.exhausted]
    tons = float(round(scene.capacity_day * 0.7))
    crew = [int(c) for c in scene.faces[0].crew]
    out = [
        {
            "face_id": "F0",
            "name": name,
            "kind": "coal_face",
            "stations": stations,
            **span,
            "crew_per_shift": crew,
            "planned_t_per_day": tons,
            "advance_m_per_day": 3.0,
            "air_m3_per_min": 900.0,
            "ch4_m3_per_min": 2.0,
            "inflow_m3_per_h": 6.0,
            "explosive_kg_per_day": 0.0,
        }
    ]
    clearing = scene.tricks.get("withdrawal")
    if clearing:
        out.append(
            {
                **out[0],
                "face_id": "F0R",
                "name": name + "回撤",
                "from": clearing["from"],
                "to": clearing["to"],
                "crew_per_shift": [clearing["crew"]] * scene.shifts,
                "planned_t_per_day": 0.0,
                "advance_m_per_day": 0.0,
                "air_m3_per_min": 0.0,
                "ch4_m3_per_min": 0.0,
                "inflow_m3_per_h": 0.0,
            }
        )
    return out


def _roadways(scene: Scene) -> list[dict[str, Any]]:
    """All roadways."""
    code = scene.layout.code
    return [{"from": code(a), "to": code(b), "length_m": length} for a, b, length in scene.layout.edges]


def _stations(scene: Scene) -> list[dict[str, Any]]:
    """All stations."""
    lay = scene.layout
    return [
        {"station_code": lay.code(i), "name": s.name, "x": s.x, "y": s.y, "z": s.z}
        for i, s in enumerate(lay.sites)
    ]


def _pumps(scene: Scene, w: Works) -> list[dict[str, Any]]:
    """All pumps with the day they were put in, where that is during the data."""
    out = []
    fresh = {e["site"]: scene.clock.day(e["day"]) for e in scene.extra_pumps}
    for name, site, m3 in w.pumps:
        rated = float(np.ceil(max(10.0, m3.max() * 1.4) / 10) * 10)
        row = {"pump": name, "station": scene.layout.code(site), "rated_m3_per_h": rated}
        if site in fresh:
            row["from"] = fresh[site]
        out.append(row)
    return out


def register(scene: Scene, w: Works) -> dict[str, Any]:
    """The whole register."""
    lay, code = scene.layout, scene.layout.code
    seals = [
        {
            "seal_id": s["seal_id"],
            "name": s["name"],
            "stations": [code(i) for i in s["sites"]],
            "built": s["built"],
            **({"work_from": s["work_from"]} if "work_from" in s else {}),
        }
        for s in scene.seals
    ]
    points = [
        {
            "point_code": p.code,
            "kind": p.kind,
            "station": code(p.site),
            "section_m2": p.section or None,
            "name": p.name,
        }
        for p in scene.points
    ]
    for row in points:
        if row["section_m2"] is None:
            row["section_m2"] = 12.0
    return {
        "mine_code": scene.code,
        "name": scene.name,
        "region": scene.region,
        "kind": "coal",
        "capacity_t_per_year": round(scene.capacity_day * 330),
        "headcount_limit": scene.limit,
        "shift_starts": [f"{h:02d}:00" for h in scene.starts],
        "status": scene.status,
        "areas": [
            {"area_code": lay.area_code(k), "type": a.type, "limit": a.limit, "name": a.name}
            for k, a in enumerate(lay.areas)
        ],
        "stations": _stations(scene),
        "roadways": _roadways(scene),
        "faces": [*(_face(scene, f) for f in scene.faces), *_old_faces(scene)],
        "seals": seals,
        "feeders": [{"feeder": f.code, "serves": f.serves, "rated_kw": f.rated} for f in w.feeders],
        "conveyors": [{"conveyor": b.code, "serves": b.serves, "rated_t_per_h": b.rated} for b in w.belts],
        "pumps": _pumps(scene, w),
        "points": points,
        "issued": (scene.clock.start - timedelta(days=3)).isoformat(),
    }


def write_register(scene: Scene, w: Works, folder: Path) -> None:
    """Write register.json."""
    text = json.dumps(register(scene, w), ensure_ascii=False, indent=1)
    (folder / "register.json").write_text(text, encoding="utf-8")
