"""register.json: what the mine declared."""

from __future__ import annotations

from typing import Any

from .model import Mine


def codes(m: Mine) -> None:
    """Area and station codes."""
    for k, a in enumerate(m.areas):
        a.code = f"{m.code}{k + 1:04d}"
    for n in m.nodes:
        n.code = f"{m.areas[n.area].code}{n.i + 1:06d}"


def limits(m: Mine) -> None:
    """Area limits that fit the declared crews."""
    usual = 0
    for s in range(m.shifts):
        n = sum(p.crew_plan[s] for p in m.places) + sum(q.per_shift[s] for q in m.posts)
        usual = max(usual, n)
    m.edits["usual_heads"] = usual
    m.headcount_limit = round(usual * 2.05 / 5) * 5 + 5
    for p in m.places:
        m.areas[m.nodes[p.nodes[0]].area].limit = max(max(p.crew_plan) + 5, round(max(p.crew_plan) * 1.25))
    m.areas[1].limit = m.headcount_limit
    m.areas[0].limit = m.headcount_limit + 50


def make(m: Mine) -> dict[str, Any]:
    """The register as a dictionary."""
    faces = [
        {
            "face_id": p.key,
            "name": p.name,
            "kind": p.kind,
            "stations": [m.code_of(i) for i in p.nodes],
            "from": m.day_text(p.first if p.first is not None else -m.r.randint(40, 300)),
            "to": None if p.last is None else m.day_text(p.last + 1),
            "crew_per_shift": p.crew_plan,
            "planned_t_per_day": round(p.t_per_day * m.edits.get("declared_scale", 1.0), 1),
            "advance_m_per_day": round(p.advance, 1),
            "air_m3_per_min": round(p.air, 0),
            "ch4_m3_per_min": round(p.ch4, 2),
            "inflow_m3_per_h": round(p.inflow, 1),
            "explosive_kg_per_day": round(p.explosive * m.edits.get("declared_scale", 1.0), 1),
        }
        for p in m.places
    ]
    if "finished" in m.edits:
        faces.append(m.edits["finished"])
    seals = [
        {"seal_id": s, "name": n, "stations": [m.code_of(i)], "built": m.day_text(-m.r.randint(100, 900))}
        for s, n, i in m.seals
    ]
    belts: dict[str, list[str]] = {}
    for p in m.places:
        if p.belt:
            belts.setdefault(p.belt, []).append(p.key)
    belts["C0"] = [p.key for p in m.places if p.belt]
    return {
        "mine_code": m.code,
        "name": m.name,
        "region": m.region,
        "kind": "coal",
        "capacity_t_per_year": m.capacity,
        "headcount_limit": m.headcount_limit,
        "shift_starts": [f"{s // 60 % 24:02d}:{s % 60:02d}" for s in m.shift_starts],
        "status": m.status or [{"state": "producing", "from": m.day_text(-400), "to": None}],
        "areas": [{"area_code": a.code, "type": a.kind, "limit": a.limit, "name": a.name} for a in m.areas],
        "stations": [
            {
                "station_code": n.code,
                "name": n.name,
                **(
                    {"x": round(n.x, 1), "y": round(n.y, 1), "z": round(n.z, 1)}
                    if m.coords
                    else {"x": 0.0, "y": 0.0, "z": 0.0}
                ),
            }
            for n in m.nodes
        ],
        "roadways": [
            {"from": m.code_of(a), "to": m.code_of(b), "length_m": d if m.lengths else None}
            for a, b, d, _ in m.edges
        ],
        "faces": faces,
        "seals": seals,
        "feeders": [{"feeder": f, "serves": w, "rated_kw": kw} for f, w, kw in m.edits["feeders"]]
        if "power" not in m.absent_files
        else [],
        "conveyors": [
            {"conveyor": c, "serves": f, "rated_t_per_h": m.edits["rated"][c]}
            for c, f in sorted(belts.items())
        ],
        "pumps": [{"pump": a, "station": m.code_of(i), "rated_m3_per_h": q} for a, i, q in m.pumps],
        "points": [
            {"point_code": q.code, "kind": q.kind, "station": m.code_of(q.node), "section_m2": q.section}
            for q in m.points
        ],
    }
