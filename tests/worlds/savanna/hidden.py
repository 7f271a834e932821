"""Undeclared working places: where they lie, who is seen how, and which traces they leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .layout import Place
from .mine import DRILLBLAST, LONGWALL, rest_days
from .sim import Sim, Work


@dataclass(frozen=True)
class Style:
    """One way of hiding a face. `tpp` = tonnes a person and shift; `keep` = data sets that must be sent."""

    name: str
    where: str
    seen: str
    crew: tuple[int, int]
    tpp: float
    way: str
    power: str
    air: str
    boom: str
    shifts: str = "two"
    span: str = "whole"
    told: bool = False
    label: str = "diggers"
    water: float = 1.0
    keep: tuple[str, ...] = ("power",)


TABLE = """
# name                       where    seen      crew  tpp way     power     air    boom    shifts span  told label   water keep
seal_gang_falls_silent       seal     worn      8-14  4   panel   other     panel  over    two    whole no   diggers 1     -
seal_night_no_cards          seal     none      5-9   3   cars    pump      starve over    night  whole no   diggers 1     video
old_road_repair_names        old      worn_read 7-12  3.5 cars    other     panel  over    two    whole no   repair  1     -
beyond_boundary_heading      boundary worn      8-12  3.5 head    head      panel  over    all    whole no   diggers 2.5   -
twin_of_approved_face        twin     worn_read 10-20 6   face    face      panel  none    all    whole no   diggers 1     haulage
ended_face_goes_on           ended    worn_read 10-16 6   own     own       panel  none    all    whole no   diggers 1     -
heading_before_approval      early    worn_read 6-10  2.5 panel   new       fan    over    all    whole yes  diggers 1     -
upper_seam_cards_left_behind rise     parked    8-15  4.5 main    other     panel  none    two    late  no   diggers 1     -
lower_seam_one_bearer        rise     bearer    6-12  4   panel   pump      panel  over    two    whole no   diggers 3     -
incline_no_cards             old      none2     8-16  3   incline surface   panel  unknown two    whole no   diggers 1     video
drillers_by_name             return   worn_read 5-8   2.5 cars    local_fan panel  none    two    late  no   drill   1     -
filtered_from_list           rise     filtered  10-20 4   panel   other     panel  none    two    whole no   diggers 1     video
reader_unplugged             old      worn      8-14  4   panel   other     fan    over    two    whole no   diggers 1     -
decoy_face                   twin     worn      10-16 0   panel   other     panel  none    all    whole yes  diggers 1     haulage
pillar_robbing               pillar   worn_read 5-8   3   cars    none      none   over    night  whole no   repair  1     -
pauses_for_inspection        seal     worn      8-16  4   panel   new       panel  none    two    whole no   diggers 1     -
half_the_crew_carded         boundary half      10-16 4   panel   head      fan    over    two    whole no   diggers 1     video
ghost_exit_and_return        return   exit_fake 8-15  4   panel   other     panel  none    two    whole no   diggers 1     video
old_adit_nobody_seen         old      unseen    6-10  4   adit    surface   panel  over    all    late  no   diggers 3     -
loop_walk_too_long           loop     worn      6-10  4   panel   other     panel  none    two    whole no   diggers 1     -
maintenance_men_slip_away    twin     worn      6-10  5   face    face      none   none    maint  whole no   diggers 1     haulage
rest_days_and_nights         seal     worn      8-14  4   main    other     panel  over    rest   whole no   diggers 1     -
coal_hoisted_as_gangue       return   worn      8-12  4   incline local_fan starve over    night  whole no   diggers 1     -
cards_hung_at_drill_site     boundary parked    6-11  3.5 head    head      panel  over    two    whole no   diggers 1     -
"""


def read(line: str) -> Style:
    """One line of the table."""
    c = line.split()
    low, high = c[3].split("-")
    keep = ("power", *(k for k in c[14].split("+") if k != "-"))
    told, water = c[11] == "yes", float(c[13])
    return Style(*c[:3], (int(low), int(high)), float(c[4]), *c[5:11], told, c[12], water, keep)


STYLES = tuple(read(line) for line in TABLE.splitlines() if line and line[0] != "#")
NEEDS = {"ended": ("ended",), "early": ("early",), "incline_no_cards": ("portal2",)}
LABELS = {
    "diggers": ("", DRILLBLAST),
    "repair": ("巷修队", ["巷道维修工", "轨道工", "巷道维修工", "支护工"]),
    "drill": ("探放水队", ["探放水工", "钻机司机", "打钻工"]),
}
SIDE = {
    "none": "headcount_concealed",
    "half": "headcount_concealed",
    "parked": "card_parked",
    "bearer": "cards_carried",
    "filtered": "data_fabricated",
    "exit_fake": "data_fabricated",
}


def needs(style: Style) -> tuple[str, ...]:
    """What the layout must have for a style."""
    return NEEDS.get(style.where, ()) + NEEDS.get(style.name, ())


def dig(sim: Sim, style: Style) -> tuple[list[int], int, int, Place]:
    """Make the place: nodes of the diggers, node where they are last read, panel and the neighbouring face."""
    rnd, lay = sim.rnd, sim.lay
    face = rnd.choice(lay.coal)
    head = rnd.choice(lay.heads)
    if style.where == "ended":
        return lay.ended.nodes, lay.ended.nodes[0], lay.ended.panel, face
    if style.where == "early":
        return lay.early.nodes, lay.early.nodes[0], lay.early.panel, head
    anchor = {
        "seal": lay.seals[0],
        "old": lay.old[-1],
        "boundary": head.nodes[0],
        "twin": face.ret if style.seen == "worn" else face.nodes[1],
        "rise": rnd.choice(lay.panels),
        "return": rnd.choice(lay.panel_return),
        "pillar": rnd.choice(lay.trunk),
        "loop": lay.panels[face.panel],
    }[style.where]
    near = head if style.where == "boundary" else face
    if style.seen == "worn_read":
        return [anchor], anchor, near.panel, near
    x = lay.add(
        "", lay.nodes[anchor].area, anchor, rnd.uniform(70, 260), rnd.uniform(-0.8, 0.8), station=False
    )
    if style.where == "loop":
        lay.link(x, lay.panel_return[face.panel], rnd.uniform(420, 640))
    return [x], anchor, near.panel, near


def calendar(sim: Sim, style: Style, crew: int) -> tuple[np.ndarray, np.ndarray]:
    """When the hidden place works: staff and share of a full day's output per day and shift."""
    rnd = sim.rnd
    m = sim.opts["maintenance"]
    night = min(range(sim.n), key=lambda s: min((sim.shifts[s] - 23.5) % 24, (23.5 - sim.shifts[s]) % 24))
    which = {
        "all": range(sim.n),
        "two": [s for s in range(sim.n) if s != m][:2],
        "night": [night],
        "maint": [m],
    }
    staff, rate = sim.empty(int), sim.empty()
    first, last = -1, sim.days
    if style.span == "late" or (style.span == "whole" and rnd.random() < 0.3):
        first = max(1, round(sim.days * rnd.uniform(0.3, 0.55)))
    pause = ()
    if style.name == "pauses_for_inspection":
        at = rnd.randint(sim.days // 3, sim.days // 2)
        pause = range(at, at + max(2, sim.days // 6))
    resting = rest_days(sim)
    for d in range(first, last):
        shifts = which.get(style.shifts, [night])
        if style.shifts == "rest" and resting[d + 1]:
            shifts = list(range(sim.n))
        if d in pause or (style.shifts != "rest" and rnd.random() < 0.05):
            continue
        for s in shifts:
            staff[d + 1, s] = max(3, crew - rnd.randint(0, 2))
            rate[d + 1, s] = max(0.4, rnd.gauss(1, 0.12)) / max(1, len(which.get(style.shifts, [night])))
    return staff, rate


def hide(sim: Sim, style: Style) -> None:
    """Add one hidden face of a style."""
    rnd, lay, o = sim.rnd, sim.lay, sim.opts
    nodes, anchor, panel, near = dig(sim, style)
    neighbour = next(w for w in sim.works if w.nodes is near.nodes)
    crew = rnd.randint(*style.crew)
    staff, rate = calendar(sim, style, crew)
    per_day = max(1, round(float((staff > 0).sum(axis=1).max(initial=1))))
    tonnes = crew * per_day * style.tpp * rnd.uniform(0.8, 1.25)
    if sim.size == "large":
        tonnes *= 1.6
    tonnes = min(tonnes, 0.6 * sum(w.tonnes for w in sim.works))
    if style.name == "decoy_face":
        tonnes = neighbour.tonnes * 0.75
        neighbour.rate *= 0.25
        neighbour.staff = np.maximum(neighbour.staff // 2, np.minimum(neighbour.staff, 3))
    team, trades = LABELS[style.label]
    if style.label == "diggers":
        team, trades = neighbour.team, LONGWALL if style.tpp > 5 else DRILLBLAST
    work = Work("X1", "hidden", nodes, team, list(trades), staff, rate, tonnes=tonnes, panel=panel)
    if len(nodes) == 1 and not lay.nodes[nodes[0]].station and style.seen == "worn" and rnd.random() < 0.5:
        work.nodes, work.weights = [nodes[0], anchor], [0.92, 0.08]
    work.usual = float(np.mean(rate[rate > 0])) if (rate > 0).any() else 1.0
    work.reported = style.told
    p_belt = tuple(c["conveyor"] for c in sim.conveyors if c["conveyor"] in (f"P{panel + 1}", "M1"))
    head = next((w for w in sim.of("heading") if w.nodes is near.nodes), None) or sim.of("heading")[0]
    work.belts = {
        "panel": p_belt,
        "main": ("M1",) if p_belt else (),
        "face": neighbour.belts,
        "head": head.belts,
    }.get(style.way, ())
    work.belts = tuple(sorted(work.belts, key=lambda b: "CJPM".index(b[0])))  # upstream first
    if style.way in ("incline", "adit"):
        work.hoisted, work.hoist_power = False, style.way == "incline"
    elif not style.told:  # the books are honest, or only the report is cut, or both books follow the plan
        book = rnd.random()
        work.reported, work.hoisted = book < 0.35, book < 0.65
    work.kw = tonnes * rnd.uniform(0.25, 0.4) + 25 if style.tpp > 5 or not style.tpp else rnd.uniform(70, 150)
    feeder = {
        "face": neighbour.feeder,
        "head": head.feeder,
        "new": f"FD{len(sim.feeders) + 9:02d}",
        "none": "",
    }
    work.feeder = feeder.get(style.power) if style.power in feeder else o.get(style.power, "")
    if style.where == "ended":
        ended_register(sim, work)
    if style.where == "early" and rnd.random() < 0.6:
        early_register(sim, lay.early, rnd.randint(5, 60))
    if style.air in ("panel", "fan"):
        work.air = round(rnd.uniform(0.3, 0.6) * neighbour.air + 60)
    if style.air == "starve":
        o["starve"] = [(neighbour.key, neighbour.air * rnd.uniform(0.22, 0.35), work)]
    if style.air == "fan":
        sim.extra_fans.append(
            (
                f"{rnd.choice('甲乙丙')}巷局部通风机",
                anchor if style.where != "early" else lay.early.mouth,
                work,
            )
        )
    work.ch4 = round((work.air or 120) * rnd.uniform(0.0015, 0.004), 2)
    work.inflow = round(rnd.uniform(1.5, 4.5) * style.water, 1)
    if style.boom in ("over", "unknown"):
        users = [w for w in sim.works if w.explosive and w.kind != "hidden"]
        work.explosive = (
            tonnes * rnd.uniform(0.3, 0.5) * (2 if tonnes < 40 else 1)
            if users or style.boom == "unknown"
            else 0.0
        )
        work.boom_id = "" if style.boom == "unknown" else (users[0].key if users else "")
    if style.where == "seal" and rnd.random() < 0.7:
        o["seal_gas"] = (work.key, anchor)
        o["seal_points"] = 2
    sees(sim, style, work, anchor)
    sim.keep |= {"power", *style.keep}
    if style.way in ("panel", "face", "main", "head", "cars", "own"):
        sim.keep |= {"output", "haulage"}
    if work.explosive:
        sim.keep |= {"explosives"}
    if style.water > 2:
        sim.keep |= {"water"}
    sim.works.append(work)
    confess(sim, style, work, nodes[0])


def sees(sim: Sim, style: Style, work: Work, anchor: int) -> None:
    """What the personnel system gets to see of the diggers."""
    rnd, lay = sim.rnd, sim.lay
    work.cards = {"worn_read": "worn", "none2": "none", "unseen": "none"}.get(style.seen, style.seen)
    work.park = rnd.choice([lay.role["refuge"], lay.trunk[-1], lay.heads[0].mouth])
    if style.seen == "none2":
        work.portal = "portal2"
    if style.seen == "unseen":
        work.mode = "absent"
    if style.seen == "exit_fake":
        work.park = anchor
    if style.name == "reader_unplugged":
        state = 1 if rnd.random() < 0.6 else 2
        sim.dead.append((anchor, -1e9, 1e9, state))
    if style.name == "maintenance_men_slip_away":
        m = sim.opts["maintenance"]
        face = next(w for w in sim.of("coal_face") if w.feeder == work.feeder)
        face.staff[:, m] = np.maximum(face.staff[:, m] - work.staff[:, m], 3)
        work.team, work.trades = face.team, face.trades
    if work.cards == "worn" and not lay.nodes[work.nodes[0]].station and style.where == "twin":
        sim.opts["lost"] = "hold"


def ended_register(sim: Sim, work: Work) -> None:
    """The register says that the face ended, shortly before or within the span; equipment stays listed."""
    rnd, p = sim.rnd, sim.lay.ended
    o, n = sim.opts, len(sim.lay.coal) + 1
    key, belt = f"F{n}", f"C{n}"
    feeder = f"FD{len(sim.feeders) + 6:02d}"
    sim.feeders.append({"feeder": feeder, "serves": key, "rated_kw": round(work.kw * 1.7, -1)})
    work.feeder = feeder
    if o["belts"]:
        rest = tuple(b for b in ("P1", "M1") if any(c["conveyor"] == b for c in sim.conveyors))
        sim.conveyors.append(
            {"conveyor": belt, "serves": [key], "rated_t_per_h": max(60.0, round(work.tonnes / 6, -1))}
        )
        work.belts = (belt, *rest)
    list_place(
        sim, p, key, work, -rnd.randint(100, 300), -rnd.randint(1, 12), [int(work.staff.max())] * sim.n
    )


def early_register(sim: Sim, place: Place, after: int) -> None:
    """The register approves the heading only from a later day on."""
    ghost = Work("", "", [], "", [], sim.empty(int), sim.empty(), tonnes=60.0, air=300.0, ch4=0.5, inflow=2.0)
    list_place(sim, place, f"H{len(sim.lay.heads) + 1}", ghost, sim.days + after, None, [9] * sim.n)


def list_place(sim: Sim, p: Place, key: str, w: Work, first: int, last: int | None, crew: list[int]) -> None:
    """Enter a face with validity dates (days from the start) into the register."""
    sim.faces.append(
        {
            "face_id": key,
            "name": p.name,
            "kind": p.kind,
            "stations": [sim.station(i) for i in p.nodes],
            "from": sim.day(first),
            "to": None if last is None else sim.day(last),
            "crew_per_shift": crew,
            "planned_t_per_day": round(w.tonnes, 1),
            "advance_m_per_day": round(sim.rnd.uniform(1.5, 5), 1),
            "air_m3_per_min": w.air or 600.0,
            "ch4_m3_per_min": w.ch4 or 1.2,
            "inflow_m3_per_h": w.inflow or 5.0,
            "explosive_kg_per_day": w.explosive if w.kind == p.kind else 0.0,
            "dormant": True,
        }
    )


def confess(sim: Sim, style: Style, work: Work, node: int) -> None:
    """Prepare the truth; cards are known when the trips exist."""

    def write() -> None:
        worked = [(d - 1, s) for d, s in np.argwhere(work.staff > 0) if d > 0 or s == sim.n - 1]
        t0 = sim.begin(*worked[0])
        t1 = sim.begin(*worked[-1]) + sim.length(worked[-1][1])
        cards = [w for men in work.pools.values() for w in men]
        near = sim.lay.nearest(node)
        sim.accuse("hidden_face", style.name, t0, t1, near, cards)
        side = SIDE.get(work.cards) if style.seen != "unseen" else None
        if style.name == "reader_unplugged":
            side = "data_fabricated"
        if style.name == "twin_of_approved_face":
            side = "overstaffed"
        if side:
            spot = [work.park] if work.cards in ("parked", "bearer") else near
            sim.accuse(side, style.name, t0, t1, spot, cards, True)

    sim.later.append(write)
