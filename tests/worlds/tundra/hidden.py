"""Undeclared working places: where they are, who works there, how they are kept out of sight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .layout import Face
from .mine import HiddenPlace, Mine, Trip
from .people import add_job
from .shifts import Mover, make_trip
from .words import COAL_BLAST, COAL_MECH, HEAD_BLAST


@dataclass(frozen=True)
class Style:
    """One way of running a hidden face."""

    place: str  # seal, idle, gate, return, wing, rise, ended
    mode: str
    coal: tuple[str, ...]
    power: tuple[str, ...]
    shifts: str = "any"  # any, night
    mech: float = 0.3
    crew: tuple[int, int] = (5, 14)
    need: tuple[str, ...] = ()
    days: str = "any"
    trades: tuple[tuple[str, int], ...] | None = None
    team: str = ""


REPAIR = (("巷道维修工", 6), ("电钳工", 1), ("班长", 1))
STYLES: dict[str, Style] = {
    "behind_seal_last_read_at_wall": Style(
        "seal", "frozen", ("main", "face_belt"), ("other", "face"), mech=0.5, crew=(6, 20)
    ),
    "behind_seal_cards_fall_out": Style("seal", "vanish", ("main",), ("other",), crew=(5, 16)),
    "crew_without_cards_by_main_entry": Style(
        "idle",
        "nocard",
        ("main", "heading_belt"),
        ("other", "heading"),
        mech=0.5,
        crew=(6, 18),
        need=("video", "power", "haulage", "output"),
    ),
    "cards_left_in_refuge": Style("wing", "refuge", ("cars", "main"), ("other",), crew=(4, 10)),
    "cards_left_with_legal_heading": Style(
        "rise", "heading", ("heading_belt", "main"), ("heading",), crew=(5, 12)
    ),
    "crew_tracks_deleted": Style(
        "seal",
        "deleted",
        ("main",),
        ("other", "face"),
        mech=0.6,
        crew=(8, 25),
        need=("video", "power", "haulage", "output"),
    ),
    "stopped_heading_driven_on": Style(
        "idle", "visible", ("main", "heading_belt"), ("other", "heading"), "night", crew=(6, 12), mech=0.5
    ),
    "pillars_robbed_from_return": Style(
        "return", "frozen", ("cars",), ("other",), "night", mech=0.0, crew=(4, 8), need=("explosives",)
    ),
    "entered_as_repair_gang": Style(
        "wing", "gang", ("cars", "main"), ("other",), mech=0.1, crew=(5, 12), trades=REPAIR, team="巷修队"
    ),
    "crosscut_off_legal_gate": Style("gate", "mixed", ("face_belt",), ("face",), mech=0.4, crew=(5, 12)),
    "cards_sent_out_with_runner": Style(
        "seal", "runner", ("main", "face_belt"), ("other",), crew=(6, 16), need=("video",)
    ),
    "entered_by_old_adit": Style(
        "return",
        "adit",
        ("own",),
        ("other", "surface"),
        mech=0.4,
        crew=(8, 20),
        need=("power", "water", "explosives"),
        days="part",
    ),
    "reader_under_false_name": Style(
        "rise", "false_reader", ("main", "heading_belt"), ("other", "heading"), mech=0.4, crew=(6, 16)
    ),
    "finished_face_mined_on": Style(
        "ended", "visible", ("main", "face_belt"), ("other", "face"), mech=0.6, crew=(8, 16)
    ),
    "cards_walked_round_by_one_man": Style(
        "seal", "carried", ("main", "face_belt"), ("other",), crew=(5, 14)
    ),
    "declared_crew_doubles_as_hidden": Style(
        "gate", "double", ("face_belt",), ("face",), mech=0.5, crew=(6, 14)
    ),
    "withdrawn_for_inspections": Style(
        "seal",
        "frozen",
        ("main",),
        ("other", "face"),
        mech=0.6,
        crew=(8, 22),
        days="pause",
        need=("power", "water"),
    ),
    "residual_pillar_night_gang": Style(
        "idle",
        "frozen",
        ("cars", "main"),
        ("other",),
        "night",
        mech=0.0,
        crew=(4, 7),
        need=("explosives",),
        days="some",
    ),
}


def choose_days(m: Mine, pattern: str) -> np.ndarray:
    """On which days the place is worked."""
    rnd, days = m.rnd, m.days
    on = np.ones(days, bool)
    if pattern == "any":
        pattern = rnd.choices(("whole", "from", "some", "pause"), (0.35, 0.35, 0.18, 0.12))[0]
    if pattern == "part":
        pattern = "from"
    if days < 3:
        return on
    if pattern == "from":
        on[: rnd.randint(1, max(1, int(days * 0.6)))] = False
    elif pattern == "some":
        on = m.rng.random(days) < 0.6
        for k in rnd.sample(range(days), 2):
            on[k] = True
    elif pattern == "pause":
        first = rnd.randint(1, days - 2)
        on[first : min(days - 1, first + rnd.randint(1, 3))] = False
    return on


def prepare(m: Mine, name: str) -> None:
    """Choose the place and add it to the real mine; call before the graph is finished."""
    style, lay, rnd = STYLES[name], m.lay, m.rnd
    declared: Face | None = None
    coal = [f for f in lay.faces if f.kind == "coal_face" and f.stop is None]
    heads = [f for f in lay.faces if f.kind == "heading" and f.stop is None]
    if style.place == "seal":
        anchor = rnd.choice(lay.seal_nodes)
    elif style.place == "idle":
        anchor = rnd.choice(lay.with_role("idle_end" if style.mode == "visible" else "idle_mouth"))
    elif style.place == "gate":
        declared = rnd.choice(coal)
        anchor = rnd.choice([declared.nodes[0], declared.nodes[3]])
    elif style.place == "return":
        anchor = rnd.choice(lay.with_role("ret", "dret"))
    elif style.place == "wing":
        anchor = lay.with_role("wing")[0]
    elif style.place == "ended":
        ended = next(f for f in lay.faces if f.kind == "coal_face" and f.stop is not None and f.stop <= 0)
        anchor = ended.nodes[1]
        declared = ended
    else:
        anchor = rnd.choice(lay.with_role("rise"))
    district = max(0, lay.nodes[anchor].district)
    near = [f for f in coal + heads if f.district == district] or coal + heads
    if declared is None:
        wanted = "heading" if style.mode == "heading" or "heading" in style.power else "coal_face"
        declared = next((f for f in near if f.kind == wanted), near[0])
    nodes: list[int]
    if style.mode == "visible":
        owner = next(f for f in lay.faces if anchor in f.nodes)
        nodes = list(owner.nodes)
    elif style.mode == "gang":
        nodes = [anchor]
    else:
        first = lay.secret(
            anchor, rnd.uniform(70, 160) if style.place in ("gate", "rise") else rnd.uniform(90, 320)
        )
        nodes = [first, lay.secret(first, rnd.uniform(40, 110))] if rnd.random() < 0.6 else [first]
        if style.mode == "false_reader":
            fake = lay.nodes[first]
            base = lay.nodes[anchor]
            fake.reader = True
            fake.role = "false"
            fake.name = f"{base.name.rstrip('123#')}{rnd.choice(('4#', '备用分站', '躲避硐室'))}"
            fake.shown = (base.x + rnd.uniform(-30, 30), base.y + rnd.uniform(-30, 30), base.z)
            lay.links[-len(nodes)] = (anchor, first, rnd.uniform(220, 480), "walk")
    mech = rnd.random() < style.mech and m.sizes.mech
    n = min(rnd.randint(*style.crew), 4 + int(0.035 * m.region.people[1] * rnd.uniform(0.8, 1.4)))
    if lay.areas[lay.nodes[anchor].area].kind == "限制区域" and rnd.random() < 0.85:
        lay.areas[lay.nodes[anchor].area].kind = "其它区域"  # no alarms wanted here
    crews = [0] * len(m.starts)
    if style.shifts == "night":
        crews[rnd.choice(m.night_shifts())] = n
    else:
        for k in rnd.sample(range(len(m.starts)), rnd.randint(2, len(m.starts))):
            crews[k] = max(4, n + rnd.randint(-1, 1))
    tpd = sum(crews) * (rnd.uniform(6, 13) if mech else rnd.uniform(3.0, 5.5))
    tpd = min(tpd, 0.6 * sum(f.tpd for f in coal))
    air = rnd.uniform(230, 520) if mech else rnd.uniform(110, 240)
    conc = rnd.uniform(0.25, 0.6) if m.sizes.gassy else rnd.uniform(0.06, 0.2)
    h = HiddenPlace(
        anchor,
        nodes,
        choose_days(m, style.days),
        crews,
        tpd,
        mech,
        air,
        air * conc / 100,
        rnd.uniform(0.6, 5.5),
        0.0 if mech else tpd * rnd.uniform(0.18, 0.28),
        rnd.choice(style.coal),
        rnd.choice(style.power),
        "heading" if rnd.random() < 0.7 else "none",
        declared,
    )
    if style.need:
        h.explosive_path = "heading"
    h.in_report = rnd.choice((0.0, 0.0, 0.0, 0.3, 1.0))
    h.scale_cut = rnd.choice((0.0, 0.0, 0.0, 0.5, 1.0)) if style.mode not in ("nocard", "deleted") else 0.0
    if style.mode == "adit":
        h.inflow += 3.0
        h.air = max(h.air, 260.0)
        h.ch4 = h.air * max(conc, 0.15) / 100
    m.hidden.append(h)
    m.need.update(style.need)


def crew(m: Mine, name: str) -> None:
    """Hire the crew of the hidden place and give it its posts."""
    style, h, rnd, lay = STYLES[name], m.hidden[0], m.rnd, m.lay
    carded = style.mode not in ("nocard", "adit")
    trades = style.trades or (COAL_MECH if h.mech else rnd.choice((COAL_BLAST, HEAD_BLAST)))
    team = style.team
    if not team:
        team = rnd.choice(
            sorted({j.team for j in m.jobs if j.group == "prod" and "队" in j.team}) + ["综合队", "准备队"]
        )
    behave, sites = "hidden", [h.anchor, *h.nodes]
    if style.mode == "visible":
        behave, sites = "face", list(h.nodes)
    elif style.mode == "gang":
        behave, sites = "gang", [h.anchor]
    elif style.mode == "double":
        assert h.declared is not None
        sites = [h.anchor, *h.nodes, h.declared.nodes[1]]
    owner = next((f for f in lay.faces if h.nodes[0] in f.nodes), None) if style.mode == "visible" else None
    job = add_job(
        m,
        team,
        trades,
        behave,
        list(h.crews),
        sites,
        carded,
        group="hidden",
        lead=rnd.randint(1800, 3200),
        spread=16.0,
    )
    if behave == "gang":
        m.gang_sites[job.jid] = [h.anchor] * (m.days + 1)
    job.open_face = owner
    if style.mode == "refuge":
        m.park = rnd.choice(lay.with_role("refuge"))
    elif style.mode == "heading":
        heads = [f for f in lay.faces if f.kind == "heading" and f.stop is None]
        m.park = rnd.choice(heads).mouth


def _span(m: Mine) -> tuple[int, int]:
    """From the first to the last minute of hidden work inside the data."""
    h = m.hidden[0]
    days = np.flatnonzero(h.active)
    shifts = [k for k, n in enumerate(h.crews) if n]
    first = m.shift_start(int(days[0]), shifts[0])
    last = m.shift_start(int(days[-1]), shifts[-1]) + m.length
    return (0 if len(shifts) > 1 and h.active[0] else first), last


def _inside(m: Mine, tr: Trip) -> list[tuple[int, int]]:
    """Times spent where there is no reader."""
    runs: list[tuple[int, int]] = []
    begin = -1
    for node, t in zip(tr.nodes, tr.times):
        dark = not m.lay.nodes[node].reader
        if dark and begin < 0:
            begin = t
        elif not dark and begin >= 0:
            runs.append((begin, t))
            begin = -1
    return runs


def park_between(tr: Trip, node: int) -> bool:
    """Leave the card at a node from the first to the last pass by it."""
    at = [k for k, n in enumerate(tr.nodes) if n == node]
    if len(at) < 2 or tr.times[at[-1]] - tr.times[at[0]] < 3600:
        return False
    tr.calm = (tr.times[at[0]] + 120, tr.times[at[-1]])
    tr.nodes[at[0] + 1 : at[-1] + 1] = []
    tr.times[at[0] + 1 : at[-1] + 1] = []
    return True


def conceal(m: Mine, mover: Mover, name: str) -> None:
    """Apply the way of hiding to the descents and write the truth."""
    style, h, rnd = STYLES[name], m.hidden[0], m.rnd
    mine_trips = [tr for tr in m.trips if tr.job.group == "hidden"]
    t0, t1 = _span(m)
    who = {tr.who for tr in mine_trips}
    near = m.lay.near(h.anchor, 3)
    if style.mode == "visible":
        near = list(dict.fromkeys([h.anchor, *h.nodes]))[:4]
    elif style.mode == "false_reader":
        near = [h.nodes[0], *near[:2]]
    m.add_truth(
        "hidden_face",
        name,
        t0,
        t1,
        near,
        who,
        active_days=[m.clock.date(int(d)) for d in np.flatnonzero(h.active)],
        persons_per_shift=round(float(np.mean([n for n in h.crews if n])), 1),
        t_per_day=round(h.tpd, 1),
    )
    timeout = rnd.randint(8, 30) * 60
    slip = rnd.uniform(0.02, 0.06)
    moved: set[int] = set()
    groups: dict[tuple[int, int], list[Trip]] = {}
    for tr in mine_trips:
        groups.setdefault((tr.day, tr.shift), []).append(tr)
        if style.mode in ("nocard", "adit"):
            tr.card = False
            if style.mode == "adit":
                tr.vid_in = tr.vid_out = None
        elif style.mode == "vanish":
            tr.hide = [(a + timeout, b) for a, b in _inside(m, tr) if b - a > timeout]
        elif style.mode in ("refuge", "heading"):
            if rnd.random() < 0.9 and park_between(tr, m.park):
                moved.add(tr.who)
        elif style.mode == "deleted":
            _delete(m, tr, slip)
    if style.mode in ("nocard", "adit"):
        m.add_truth("headcount_concealed", f"part_of_{name}", t0, t1, near, (), True)
    elif style.mode in ("refuge", "heading"):
        m.add_truth("card_parked", f"part_of_{name}", t0, t1, [m.park], moved, True)
    elif style.mode == "deleted":
        m.add_truth("data_fabricated", f"part_of_{name}", t0, t1, near, who, True)
    elif style.mode == "runner":
        for crew_trips in groups.values():
            _send_out(m, mover, crew_trips)
        m.add_truth("headcount_concealed", f"part_of_{name}", t0, t1, near, who, True)
    elif style.mode == "carried":
        for (day, shift), crew_trips in groups.items():
            _carry(m, mover, crew_trips, day, shift)
        m.add_truth("cards_carried", f"part_of_{name}", t0, t1, m.lay.with_role("haul")[:2], who, True)


def _delete(m: Mine, tr: Trip, slip: float) -> None:
    """Take the rows of a card out of the snapshots, but for a few that were overlooked."""
    rnd = m.rnd
    a, b = tr.t_in - 60, tr.t_out + 3600
    if rnd.random() < slip * 4:
        gap = rnd.randint(tr.t_in, tr.t_out)
        tr.hide = [(a, gap), (gap + rnd.randint(400, 1500), b)]
    else:
        tr.hide = [(a, b)]


def _send_out(m: Mine, mover: Mover, trips: list[Trip]) -> None:
    """A runner collects the cards on the way in and takes them to the lamp room; the people stay."""
    rnd = m.rnd
    leader = trips[0]
    stop = next((k for k, n in enumerate(leader.nodes) if not m.lay.nodes[n].reader), len(leader.nodes))
    runner = Trip(leader.who, leader.t_in, leader.job, leader.day, leader.shift, leader.spread)
    runner.nodes, runner.times = leader.nodes[:stop], leader.times[:stop]
    t = max([tr.times[min(stop, len(tr.times)) - 1] for tr in trips]) + rnd.randint(900, 3000)
    out = mover.go(runner, runner.nodes[-1], m.lay.pit, t, 1.1) + rnd.randint(20, 60)
    tail = [(n, s) for n, s in zip(runner.nodes, runner.times) if s >= t]
    for k, tr in enumerate(trips):
        real_out = tr.t_out
        keep = [(n, s) for n, s in zip(tr.nodes, tr.times) if s < t and m.lay.nodes[n].reader]
        keep += [(n, s + rnd.randint(0, 3)) for n, s in tail]
        tr.nodes, tr.times = [n for n, _ in keep], [s for _, s in keep]
        tr.t_out = out + k * rnd.randint(1, 3)
        tr.vid_out = real_out if k else tr.t_out
        if not k:  # the runner goes in again without a card
            back = tr.copy(tr.who)
            back.card, back.vid_in, back.vid_out = False, tr.t_out + 1200, real_out
            back.t_in, back.t_out = tr.t_out + 1200, real_out
            m.trips.append(back)


def _carry(m: Mine, mover: Mover, trips: list[Trip], day: int, shift: int) -> None:
    """The cards go round a legal part of the mine in the pocket of one of the crew."""
    rnd, lead = m.rnd, trips[0]
    sites = m.lay.with_role("haul", "belt", "dyard", "rise", "substation")
    sites = rnd.sample(sites, min(len(sites), 7))
    carrier = make_trip(m, mover, lead.who, lead.job, day, shift, lead.t_in, lead.leave, None, sites, "loop")
    for k, tr in enumerate(trips):
        pocket(m, tr, carrier, k)


def pocket(m: Mine, tr: Trip, carrier: Trip, k: int) -> None:
    """Give a card the track of its carrier; the owner is counted where he really passes."""
    rnd = m.rnd
    tr.nodes = list(carrier.nodes)
    tr.times = [t + rnd.randint(0, 3) for t in carrier.times]
    tr.t_in = carrier.t_in + k * rnd.randint(1, 3)
    tr.times[0] = tr.t_in
    for j in range(1, len(tr.times)):
        tr.times[j] = max(tr.times[j], tr.times[j - 1])
    tr.t_out = max(carrier.t_out + k * rnd.randint(1, 3), tr.times[-1])
    tr.calm = None
    tr.hide = []
