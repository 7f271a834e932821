"""Hidden working faces: where they lie, who works there, and what is done to keep them out of sight."""

from __future__ import annotations

from typing import Any

from .chance import DAY
from .layout import Hidden
from .people import Planner
from .state import Mine, Trip

# anchor: where the undrawn roadway leaves the drawn ones; people: how the crew's tags behave; coal: its way out;
# report: what the books say; power: the meter that feels it; air: the airway that carries its return.
STYLES: dict[str, dict[str, Any]] = {
    "behind_false_seal": {
        "anchor": "seal",
        "people": "behind",
        "coal": "belt",
        "report": "omit",
        "power": "other",
        "air": "return",
    },
    "stub_roadway_without_plan": {
        "anchor": "stub",
        "people": "carded",
        "coal": "belt",
        "report": "hoist_omit",
        "power": "local",
        "air": "return",
    },
    "tags_hung_at_legal_face": {
        "anchor": "stub",
        "people": "parked",
        "coal": "face_belt",
        "report": "absorb",
        "power": "face",
        "air": "return",
    },
    "untagged_night_crew": {
        "anchor": "gate_out",
        "people": "nocard",
        "coal": "belt",
        "report": "omit",
        "power": "face",
        "air": "face_return",
        "shifts": "night",
    },
    "repair_gang_as_cover": {
        "anchor": "intake",
        "people": "carded",
        "coal": "tubs",
        "report": "omit",
        "power": "pump",
        "air": "return",
        "trade": "巷修工",
        "dept": "巷修队",
    },
    "finished_face_still_mined": {
        "anchor": "stub_end",
        "people": "carded",
        "coal": "belt",
        "report": "absorb",
        "power": "other",
        "air": "return",
    },
    "side_drift_off_heading": {
        "anchor": "heading",
        "people": "carded",
        "coal": "face_belt",
        "report": "absorb",
        "power": "local",
        "air": "face_return",
        "trade": "掘进工",
    },
    "legal_crew_split": {
        "anchor": "gate_out",
        "people": "split",
        "coal": "face_belt",
        "report": "absorb",
        "power": "face",
        "air": "face_return",
    },
    "reader_switched_off": {
        "anchor": "return",
        "people": "reader_off",
        "coal": "belt",
        "report": "omit",
        "power": "other",
        "air": "return",
    },
    "blasted_room_with_tubs": {
        "anchor": "seal",
        "people": "behind",
        "coal": "tubs",
        "report": "omit",
        "power": "own",
        "air": "return",
        "blast": True,
        "trade": "爆破工",
    },
    "second_adit_outlet": {
        "anchor": "far_return",
        "people": "behind",
        "coal": "adit",
        "report": "omit",
        "power": "own",
        "air": "return",
    },
    "half_crew_untagged": {
        "anchor": "seal",
        "people": "half",
        "coal": "belt",
        "report": "hoist_omit",
        "power": "local",
        "air": "return",
        "shifts": "two",
    },
    "drilling_site_as_cover": {
        "anchor": "drill",
        "people": "carded",
        "coal": "face_belt",
        "report": "absorb",
        "power": "pump",
        "air": "return",
        "trade": "打钻工",
        "dept": "抽放队",
    },
}


def anchor_of(m: Mine, where: str) -> int:
    """A drawn place of the wanted sort, with a sensible substitute."""
    g, d = m.g, m.d
    coal = [f for f in g.faces if f.kind == "coal_face"]
    head = [f for f in g.faces if f.kind == "heading"]
    if where == "seal":
        return d.choice([n for _, _, ns in g.seals for n in ns])
    if where in ("stub", "stub_end"):
        pick = [i for i, x in enumerate(g.nodes) if x.kind == where and x.drawn]
        return d.choice(pick)
    if where == "gate_out":
        return d.choice(d.choice(coal).outlet)
    if where == "heading":
        return d.choice(d.choice(head).inlet if head else d.choice(coal).inlet)
    if where == "drill" and "drill" in g.spots:
        return g.spots["drill"]
    if where == "far_return":
        return g.ret[-1]
    if where == "return":
        return d.choice(g.ret[1:])
    return d.choice(g.intake[1:])


def prepare(m: Mine) -> None:
    """Digs the hidden place and hires its crew."""
    d, g, spec = m.d, m.g, STYLES[m.style]
    anchor = anchor_of(m, spec["anchor"])
    host = g.nodes[anchor]
    n = len(m.starts)
    carded = spec["people"] == "carded"
    reach = d.uniform(25, 75) if carded else d.uniform(70, 260)
    x, y, z = host.pos
    node = g.add(
        "", "unplanned", host.area, (x + reach * 0.7, y + reach * 0.6, z), host.junction, drawn=False
    )
    g.link(anchor, node, reach)
    k = (m.size / 180.0) ** 0.5
    crew = max(4, round(d.uniform(6, 13) * k))
    night = min(
        range(n), key=lambda i: min((m.start_seconds[i] - 82800) % DAY, (82800 - m.start_seconds[i]) % DAY)
    )
    which = spec.get("shifts") or d.choice(["all", "all", "two"])
    shifts = [
        which == "all" or (which == "night" and i == night) or (which == "two" and i != m.opts["day_shift"])
        for i in range(n)
    ]
    if not any(shifts):
        shifts[0] = True
    plan = sum(f.plan_t for f in g.faces)
    tons = max(35.0, min(0.5 * plan, crew * sum(shifts) * d.uniform(3.2, 7.5)))
    gas = 0.12 + tons * m.opts["gas_rate"] / 1440 * d.uniform(0.8, 1.3)
    m.hidden = Hidden(
        node,
        anchor,
        host.junction,
        crew,
        shifts,
        tons,
        max(150.0, min(520.0, gas / 0.006 + 120)),
        gas,
        d.uniform(0.4, 1.3) * m.opts["wet"] * 0.6,
        d.uniform(120, 420) * max(0.6, k),
        tons * d.uniform(0.14, 0.24) if spec.get("blast") else 0.0,
    )
    m.opts["spec"] = spec
    m.opts["face_host"] = next(
        (f for f in g.faces if anchor in f.inlet + f.outlet + f.nodes),
        min(g.faces, key=lambda f: abs(f.junction - host.junction)),
    )
    if spec["people"] == "split":
        return
    trade = spec.get("trade", d.choice(["采煤工", "掘进工", "采掘工"]))
    dept = spec.get("dept", d.choice(["综合队", "采煤二队", "掘进二队", "准备队"]))
    for s in range(n):
        if shifts[s]:
            for i in range(round(crew * 1.2)):
                card = spec["people"] != "nocard" and not (spec["people"] == "half" and i % 2)
                home = [node] * 6 + [anchor]
                if carded:
                    home = [anchor] * 5 + [node] * 2 + g.neighbours(anchor)[:1]
                m.add_person(trade, dept, "extra", s, home, f"hid/{s}", card=card)


def add_trips(m: Mine, plan: Planner) -> None:
    """The days of the hidden crew, and the record of what happened."""
    h, spec, d, g = m.hidden, m.opts["spec"], m.d, m.g
    assert h is not None
    how = spec["people"]
    cards: set[int] = set()
    host = m.opts["face_host"]
    if how == "split":
        split_crew(m, plan, cards)
    else:
        park = host.nodes[0] if host.kind == "coal_face" else host.inlet[-1]
        for day in range(-1, m.days):
            for s in range(len(m.starts)):
                begin = day * DAY + m.start_seconds[s]
                team = [i for i, p in enumerate(m.people) if p.team == f"hid/{s}"]
                if not team or not m.active(begin + 3600) or m.stopped(begin + 3600):
                    continue
                take = d.sample(team, min(len(team), max(2, h.crew - (d.random() < 0.4))))
                if how == "parked":
                    who = [(p, [park], 3e5) for p in take]
                else:
                    who = [(p, m.people[p].home, 2100.0 if how != "carded" else 1500.0) for p in take]
                trips = plan.shift(day, s, who)
                for tr in trips:
                    if how == "parked":
                        at = next(i for i, x in enumerate(tr.st) if x == park)
                        tr.still.append(
                            (
                                tr.ts[at] + d.randint(60, 400),
                                tr.ts[at + 1] - 60 if at + 1 < len(tr.ts) else tr.out,
                            )
                        )
                    if m.people[tr.person].card >= 0:
                        cards.add(m.people[tr.person].card)
                m.trips += trips
                if how == "reader_off":
                    m.dead.append(
                        (
                            h.anchor,
                            begin - d.randint(600, 1500),
                            begin + int(m.hours * 3600) + d.randint(600, 2400),
                        )
                    )
    near = g.nearest_drawn(h.node)
    m.note("hidden_face", near, sorted(cards))
    if how == "parked":
        m.note("card_parked", [park], sorted(cards), style="part_of_hidden_face", incidental=True)
    if how in ("nocard", "half"):
        m.note("headcount_concealed", near, [], style="part_of_hidden_face", incidental=True)


def split_crew(m: Mine, plan: Planner, cards: set[int]) -> None:
    """Half of the legal crew turns off on the way to its face."""
    h = m.hidden
    assert h is not None
    host = m.opts["face_host"]
    by_shift: dict[tuple[int, str], list[Trip]] = {}
    for tr in m.trips:
        p = m.people[tr.person]
        if p.team.startswith(host.face_id + "/") and h.shifts[p.shift] and m.active(tr.ts[0] + 3600):
            by_shift.setdefault((tr.ts[0] // 14400, p.team), []).append(tr)
    size = 0
    for group in by_shift.values():
        away = group[::2]
        size = max(size, len(away))
        for tr in away:
            p = m.people[tr.person]
            end = tr.out - 2400
            tr.st, tr.ts = tr.st[:2], tr.ts[:2]
            plan.day_plan(tr, "extra", [h.node] * 6 + [h.anchor], float(tr.ts[-1] + 60), end, p.pace, 2100.0)
            cards.add(p.card)
    h.crew = size
