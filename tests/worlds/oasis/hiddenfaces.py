"""Working places nobody was told of: where they lie, who works there, and what their owners disguise."""

from __future__ import annotations

from typing import Any

import numpy as np

from .model import Body, Mine, Place
from .motion import Walker, cage_times
from .people import enrol, team_of
from .vocabulary import TRADES

# where: kind of entry station; cards: how the crew's cards behave; coal: how it leaves; shifts: when they work
STYLES: dict[str, dict[str, Any]] = {
    "coal_face_behind_seal": {
        "where": "seal",
        "kind": "coal_face",
        "crew": (9, 16),
        "shifts": "all",
        "cards": "frozen",
        "coal": "belt",
    },
    "heading_off_roadway": {
        "where": "road",
        "kind": "heading",
        "crew": (5, 9),
        "shifts": "all",
        "cards": "seen",
        "coal": "belt",
    },
    "small_night_crew": {
        "where": "any",
        "kind": "heading",
        "crew": (5, 8),
        "shifts": "night",
        "cards": "frozen",
        "coal": "belt",
    },
    "cards_left_elsewhere": {
        "where": "seal",
        "kind": "coal_face",
        "crew": (8, 13),
        "shifts": "two",
        "cards": "parked",
        "coal": "belt",
    },
    "crew_without_cards": {
        "where": "any",
        "kind": "coal_face",
        "crew": (8, 15),
        "shifts": "two",
        "cards": "none",
        "coal": "belt",
    },
    "under_approved_name": {
        "where": "gate",
        "kind": "coal_face",
        "crew": (8, 13),
        "shifts": "all",
        "cards": "team",
        "coal": "face_belt",
    },
    "partial_period": {
        "where": "any",
        "kind": "any",
        "crew": (7, 13),
        "shifts": "two",
        "cards": "frozen",
        "coal": "belt",
        "partial": True,
    },
    "old_gob_pillars": {
        "where": "old",
        "kind": "coal_face",
        "crew": (7, 12),
        "shifts": "two",
        "cards": "seen",
        "coal": "cars",
        "blast": True,
    },
    "drilled_and_blasted": {
        "where": "road",
        "kind": "heading",
        "crew": (6, 9),
        "shifts": "all",
        "cards": "seen",
        "coal": "cars",
        "blast": True,
    },
    "tracks_wiped_afterwards": {
        "where": "seal",
        "kind": "coal_face",
        "crew": (9, 14),
        "shifts": "all",
        "cards": "wiped",
        "coal": "belt",
    },
    "twin_heading": {
        "where": "heading",
        "kind": "heading",
        "crew": (5, 8),
        "shifts": "all",
        "cards": "team",
        "coal": "face_belt",
    },
    "finished_face_still_cut": {
        "where": "finished",
        "kind": "coal_face",
        "crew": (9, 14),
        "shifts": "all",
        "cards": "seen",
        "coal": "belt",
    },
}


def plan(m: Mine, style: str) -> None:
    """Open a hidden place of the given style."""
    r, spec = m.r, STYLES[style]
    where = spec["where"]
    if where == "any":
        where = r.choice(("seal", "old", "road"))
    kind = spec["kind"] if spec["kind"] != "any" else r.choice(("coal_face", "heading"))
    host: Place | None = None
    if where == "seal":
        entry = r.choice(m.seals)[2]
    elif where in ("old", "finished"):
        entry = r.choice(m.pick("old"))
    elif where == "gate":
        host = r.choice([p for p in m.places if p.kind == "coal_face" and p.first is None])
        entry = host.nodes[-1]
    elif where == "heading":
        heads = [p for p in m.places if p.kind == "heading" and p.first is None]
        host = r.choice(heads or [p for p in m.places if p.first is None])
        entry = host.nodes[-1]
    else:
        used = {n for q in m.posts for n in q.nodes if len(q.nodes) < 4}
        cand = [i for i in m.pick("rise", "return") if i not in used and i not in m.marks.values()] or m.pick(
            "rise"
        )
        entry = r.choice(cand)
    n_crew = r.randint(*spec["crew"])
    if m.persons_target < 110:
        n_crew = max(4, round(n_crew * 0.7))
    starts = m.shift_starts
    night = min(
        range(m.shifts),
        key=lambda s: (
            min(abs(starts[s] - x) for x in (0, 1440, 1320, 1380))
            if starts[s] < 180 or starts[s] > 1140
            else 9999
        ),
    )
    shifts = {
        "all": list(range(m.shifts)),
        "night": [night],
        "two": sorted({night, r.choice([s for s in range(m.shifts) if s != night])}),
    }[spec["shifts"]]
    approved = sum(p.t_per_day for p in m.places)
    if kind == "coal_face":
        tons = min(r.uniform(0.16, 0.42) * approved + 40, n_crew * len(shifts) * r.uniform(7, 13))
    else:
        tons = r.uniform(9, 17) * n_crew / 6 * len(shifts) * 2
    blast = bool(spec.get("blast", False))
    crew_plan = [n_crew if s in shifts else 0 for s in range(m.shifts)]
    district = m.nodes[entry].district if m.nodes[entry].district >= 0 else 0
    place = Place(
        "H1",
        "未登记作业点",
        kind,
        [entry],
        [1.0],
        district,
        crew_plan,
        tons,
        (70 + tons * 0.7) * (0.6 if blast else 1),
        r.uniform(420, 800) if kind == "coal_face" else r.uniform(240, 420),
        r.uniform(0.6, 2.4) if kind == "coal_face" else r.uniform(0.3, 1.0),
        r.uniform(3, 12),
        r.uniform(1, 3),
        blast,
        tons * r.uniform(0.22, 0.4) if blast else 0.0,
        approved=False,
    )
    first, last = -1, m.days - 1
    if spec.get("partial"):
        first = r.randint(1, max(1, m.days // 3))
        last = min(m.days - 1, first + r.randint(max(3, m.days // 3), max(4, m.days // 2 + 1)))
    elif r.random() < 0.3 and m.days >= 8:
        first = r.randint(1, m.days // 3)
    d, s = m.days + 1, m.shifts
    place.crew = np.zeros((d, s))
    place.act = np.zeros((d, s))
    for day in range(first, last + 1):
        rest = r.random() < 0.06
        for q in shifts:
            if not rest:
                place.crew[day + 1, q] = max(3, n_crew - r.randint(0, 2))
                place.act[day + 1, q] = r.uniform(0.8, 1.15)
    place.belt = {"belt": "C0", "cars": "", "face_belt": host.belt if host and host.belt else "C0"}[
        spec["coal"]
    ]
    other = {w: f for f, w, _ in m.edits["feeders"]}
    place.feeder = (
        host.feeder
        if host
        else r.choice(
            (other["other"], other["other"], other["pump"], other["local_fan"], other["surface"], "unmetered")
        )
    )
    m.edits.setdefault("hidden", []).append(place)
    m.edits["books"] = r.choice(("doctored", "reported_only", "reported_only"))
    m.edits["blast_book"] = r.choice(("on_approved", "none")) if blast else ""
    if where == "finished":
        near = [entry, *[i for i in m.pick("old") if m.nodes[i].district == district and i != entry][:1]]
        m.edits["finished"] = {
            "face_id": "F0",
            "name": "1100采煤工作面",
            "kind": "coal_face",
            "stations": [m.code_of(i) for i in near],
            "from": m.day_text(-420),
            "to": m.day_text(-r.randint(12, 60)),
            "crew_per_shift": [max(6, n_crew)] * m.shifts,
            "planned_t_per_day": round(tons, 1),
            "advance_m_per_day": 2.4,
            "air_m3_per_min": round(place.air, 0),
            "ch4_m3_per_min": round(place.ch4, 2),
            "inflow_m3_per_h": round(place.inflow, 1),
            "explosive_kg_per_day": 0.0,
        }
    _crew(m, place, spec["cards"], host, style, first, last)


def _crew(m: Mine, place: Place, cards: str, host: Place | None, style: str, first: int, last: int) -> None:
    """The men of the hidden place: their cards, their ways, and the truth about them."""
    r = m.r
    entry = place.nodes[0]
    team, role = "综合队", "odd"
    if cards == "team" and host:
        team, role = team_of(m, host)
    elif r.random() < 0.5:
        team, role = r.choice(
            (("外包一队", "head"), ("巷修队", "repair"), ("综合队", "odd"), ("探放水队", "drill"))
        )
    crews: dict[int, list[int]] = {}
    if cards != "none":
        for s in range(m.shifts):
            if place.crew_plan[s]:
                crews[s] = [enrol(m, "odd", team, r.choice(TRADES[role])) for _ in range(place.crew_plan[s])]
    base = (m.day_text(max(0, first)) + "T00:00:00+08:00", m.day_text(last + 1) + "T00:00:00+08:00")
    truth: dict[str, Any] = {
        "kind": "hidden_face",
        "from": base[0],
        "to": base[1],
        "stations": [],
        "style": style,
        "cards": [m.people[w].card for c in crews.values() for w in c],
    }
    m.conduct.append(truth)
    if cards in ("none", "wiped"):
        m.conduct.append(
            {
                "kind": "headcount_concealed",
                "from": base[0],
                "to": base[1],
                "stations": [],
                "cards": list(truth["cards"]),
                "style": f"with_{style}",
                "incidental": True,
            }
        )
    if cards == "parked":
        m.conduct.append(
            {
                "kind": "card_parked",
                "from": base[0],
                "to": base[1],
                "stations": [],
                "cards": list(truth["cards"]),
                "style": f"with_{style}",
                "incidental": True,
            }
        )
    seen_portal = "main" if cards != "none" or r.random() < 0.7 else "wind"

    def go(m: Mine, w: Walker) -> None:
        known = [n.i for n in m.nodes if n.kind != "surface"]
        near = w.router.nearest(entry, known, 3)
        truth["stations"] = [m.code_of(i) for i in near]
        lair = m.marks["refuge"] if r.random() < 0.5 else r.choice(m.places).nodes[-1]
        if cards == "parked":
            m.conduct[-1]["stations"] = [m.code_of(lair)]
        for day in range(-1, m.days):
            for s in range(m.shifts):
                n = int(place.crew[day + 1, s])
                if n < 1:
                    continue
                a, b = m.shift_span(day, s)
                times = cage_times(m, a + r.randint(-5, 12) * 60, n)
                leave = b - r.randint(20, 50) * 60
                forgot = cards == "wiped" and r.random() < 0.2
                if cards == "none":
                    for t in times:
                        m.bodies.append(Body(t, leave + 2400 + r.randint(0, 600), seen_portal))
                    continue
                for k, (who, t) in enumerate(zip(crews[s], times, strict=False)):
                    out = leave + r.randint(-60, 150)
                    if cards == "wiped" and not forgot:
                        m.bodies.append(Body(t, out + 2400 + r.randint(0, 600), "main"))
                    elif cards == "parked":
                        trip = w.stay(who, t, out + r.randint(0, 40), lair, "extra", True, 1.02)
                    elif cards == "seen" or (cards == "team" and r.random() < 0.6) or k == 0:
                        w.wander(who, t, out, near[:2], [6.0, 0.7], 3300, "extra")
                    else:
                        trip = w.stay(who, t, out, entry, "extra", True, r.uniform(0.95, 1.08))
                        if m.lost_policy == "drop":
                            trip.gaps.append(
                                (
                                    trip.times[len(trip.nodes) - 1 - len(w.router.path(entry, w.bottom))]
                                    + 900,
                                    out - 20,
                                )
                            )

    m.edits.setdefault("jobs", []).append(go)
