"""From staffing tables to trips: who goes down when, walks where and comes out when."""

from __future__ import annotations

import numpy as np

from .sim import DAY, Sim, Trip, Work, Worker


def walk(sim: Sim, visits: list[tuple[int, float]], cur: int, goal: int, t: float, v: float) -> float:
    """Append the visits of the way from `cur` to `goal`; a reader takes over half way."""
    for node, cost in sim.lay.path(cur, goal):
        dt = cost / v
        visits.append((node, t + dt / 2))
        t += dt
    return t


def make_trip(
    sim: Sim,
    worker: Worker | None,
    t_in: float,
    stops: list[tuple[int, float]],
    v: float,
    portal: str = "wellhead",
    go_down: float | None = None,
) -> Trip:
    """One trip: portal, the stops (node, stay until), back to the portal with the next cage."""
    door = sim.lay.role[portal]
    visits = [(door, t_in)]
    t, cur = go_down if go_down is not None else t_in + sim.rnd.uniform(40, 150), door
    for node, until in stops:
        t = max(walk(sim, visits, cur, node, t, v), until)
        cur = node
    bottom = sim.lay.role["bottom"]
    if cur != bottom:
        t = walk(sim, visits, cur, bottom, t, v)
    cage = sim.opts["cage"]
    t = (t // cage + 1) * cage + sim.rnd.uniform(0, 12)
    t = walk(sim, visits, bottom, door, t, v)
    return Trip(worker, t_in, t + sim.rnd.uniform(5, 60), visits, portal)


def spells(
    sim: Sim, nodes: list[int], weights: list[float] | None, t0: float, t1: float
) -> list[tuple[int, float]]:
    """Where a crew member stays between two times: mostly one node with a few changes."""
    rnd = sim.rnd
    if len(nodes) == 1:
        return [(nodes[0], t1)]
    home = rnd.choices(nodes, weights)[0]
    cuts = sorted(rnd.uniform(t0, t1) for _ in range(rnd.choice((0, 1, 2, 2, 3, 4))))
    out = []
    for c in cuts:
        out.append((home if rnd.random() < 0.55 else rnd.choices(nodes, weights)[0], c))
    out.append((home, t1))
    return out


def rounds(sim: Sim, nodes: list[int], t0: float, t1: float) -> list[tuple[int, float]]:
    """A tour over nodes, again and again until the end."""
    rnd = sim.rnd
    out, t, i = [], t0, rnd.randrange(len(nodes))
    step = 1 if rnd.random() < 0.7 else -1
    while t < t1 - 600:
        t += rnd.uniform(700, 2400)
        out.append((nodes[i % len(nodes)], min(t, t1)))
        i += step
        t += 240
    return out or [(nodes[0], t1)]


def pick(sim: Sim, work: Work, d: int, s: int, want: int) -> list[Worker]:
    """The men of the pool on duty this day; the pool turns so that everybody has days off."""
    men = sim.pool(work, s, want)
    off = (d * 2 + len(work.key)) % len(men) if len(men) > want else 0
    turned = men[off:] + men[:off]
    chosen = turned[:want]
    return sorted(chosen, key=lambda w: w.card)


def send(sim: Sim, work: Work, d: int, s: int) -> None:
    """All trips of one work in one shift."""
    rnd, n = sim.rnd, int(work.staff[d + 1, s])
    if n <= 0 or work.mode == "absent":
        return
    start, length = sim.begin(d, s), sim.length(s)
    stay = min(length, 9.7 * 3600)
    if work.stay_h:
        stay = min(stay, work.stay_h * 3600)
    if work.mode == "duty":
        stay = length + rnd.uniform(300, 900)
    carded = {"none": 0, "half": n // 2}.get(work.cards, n)
    men = [*(pick(sim, work, d, s, carded) if carded else ()), *[None] * (n - carded)]
    if work.stay_h and work.stay_h < 7:
        start += rnd.uniform(0, 5400)
    group_v = rnd.uniform(0.95, 1.25)
    down = start - sim.opts["lead"] + rnd.uniform(-240, 360)
    if work.mode == "crew":  # reach the place just after the others have left it
        far = sum(c for _, c in sim.lay.path(sim.lay.role[work.portal], work.nodes[0]))
        down = start + sim.opts["arrive"] + rnd.uniform(0, 420) - far / group_v - 200
    stop_at = start + stay - rnd.uniform(120, 900) + work.overlap_s
    if work.overlap_s:
        down -= min(work.overlap_s, 1700.0) * 0.7
    carried: list[Trip] = []
    for i, man in enumerate(men):
        load = i // sim.opts["cage_cap"]
        go = down + 200 + load * sim.opts["cage"]
        t_in = go - rnd.uniform(30, 170)
        v = group_v * (1.0 if sim.opts["ride"] else rnd.gauss(1, 0.04))
        leave = stop_at + rnd.gauss(0, 150)
        if work.mode != "duty":
            p = rnd.random()
            leave += -rnd.uniform(3600, 9000) if p < 0.03 else rnd.uniform(1800, 5400) if p > 0.985 else 0
        if work.mode == "duty":
            stops = [(work.nodes[i % len(work.nodes)], leave)]
        elif work.mode == "round":
            stops = rounds(sim, work.nodes, start + 1500, leave)
        else:
            stops = spells(sim, work.nodes, work.weights, start + 2400, leave)
        add_trips(sim, work, man, t_in, stops, v, go + rnd.uniform(0, 8), carried, leave)


def add_trips(
    sim: Sim,
    work: Work,
    man: Worker | None,
    t_in: float,
    stops: list[tuple[int, float]],
    v: float,
    go: float,
    carried: list[Trip],
    leave: float,
) -> None:
    """Turn one man's shift into trips according to what happens to his card."""
    rnd, how = sim.rnd, work.cards
    first = stops[0][0]
    if how == "half":
        how = "worn" if man else "none"
    if how in ("none", "bearer"):
        body = make_trip(sim, None, t_in, [(first, leave)], v, work.portal, go)
        sim.trips.append(body)
        if how == "none":
            return
        if not carried:
            alibi = rounds(sim, [work.park, *sim.lay.trunk], t_in + 2400, leave)
            carried.append(make_trip(sim, man, t_in, alibi, v, work.portal, go))
            lead = carried[0]
        else:
            lead = carried[0]
            late = rnd.uniform(0.5, 6)
            visits = [(n, t + late) for n, t in lead.visits]
            lead = Trip(man, lead.t_in + late, lead.t_out + late, visits, lead.portal)
        lead.seen_in = lead.seen_out = False
        sim.trips.append(lead)
        return
    if how == "parked":
        stops = [(work.park, leave + rnd.uniform(-40, 40))]
    elif how == "together" and carried:  # an apprentice at his master's side
        visits = [(n, t + rnd.uniform(-6, 14)) for n, t in carried[0].visits]
        t0 = visits[0][1]
        visits = [(n, max(t, t0 + k * 0.5)) for k, (n, t) in enumerate(visits)]
        sim.trips.append(
            Trip(man, t0, max(carried[0].t_out + rnd.uniform(-8, 15), visits[-1][1] + 5), visits, work.portal)
        )
        return
    elif how == "pocket":  # goes to its own place; the card of a man who stays at home rides along
        if carried:
            late = rnd.uniform(0.3, 4)
            visits = [(n, t + late) for n, t in carried[0].visits]
            trip = Trip(
                man, carried[0].t_in + late, carried[0].t_out + late, visits, work.portal, False, False
            )
            sim.trips.append(trip)
            return
    trip = make_trip(sim, man, t_in, stops, v, work.portal, go)
    trip.extra = work.extra
    if work.mode == "duty":
        trip.spread = 1
    if how == "parked":
        trip.spread = 0
    elif how in ("pocket", "together"):
        carried.append(trip)
    elif how == "erased":
        trip.hide = (trip.t_in - 1, trip.t_out + 3600)
    elif how == "filtered":
        gate = next((t for n, t in trip.visits[3:] if n not in sim.lay.trunk), trip.t_in + 900)
        trip.hide = (gate, trip.t_out - rnd.uniform(600, 900))
    elif how == "exit_fake":
        cut = next(k for k, (n, _) in enumerate(trip.visits) if n == work.park)
        back = max(k for k, (n, _) in enumerate(trip.visits) if n == work.park)
        gone = trip.visits[cut][1] + rnd.uniform(60, 240)
        home = trip.visits[back:]
        home[0] = (home[0][0], max(home[0][1], trip.visits[back][1]) + rnd.uniform(0, 60))
        sim.trips.append(Trip(man, trip.t_in, gone, trip.visits[: cut + 1], trip.portal, True, False))
        sim.trips.append(Trip(man, home[0][1], trip.t_out, home, trip.portal, False, True))
        return
    if work.mode != "duty" and rnd.random() < sim.opts.get("flat_cards", 0.001):
        trip.dies = rnd.uniform(trip.t_in + 3600, max(trip.t_in + 3700, trip.t_out - 600))
    sim.trips.append(trip)


def populate(sim: Sim) -> None:
    """Make all trips of the span, beginning with the shifts of the day before."""
    for work in sim.works:
        for d in range(-1, sim.days):
            for s in range(sim.n):
                if d >= 0 or sim.begin(d, s) + sim.length(s) + 7200 > 0:
                    send(sim, work, d, s)
    if "withdrawal" in sim.opts:
        withdraw(sim, sim.opts["withdrawal"])
    for _ in range(sim.opts.get("forgotten", 0)):
        forget(sim)
    sim.trips.sort(key=lambda p: (p.t_in, p.worker.card if p.worker else 0))


def withdraw(sim: Sim, at: float) -> None:
    """Everybody below leaves the mine at a time (an exercise)."""
    for p in sim.trips:
        below = [x for x in p.visits if x[1] < at]
        if len(below) < 3 or p.t_out < at + 3000 or not p.seen_out:
            continue
        t = walk(sim, below, below[-1][0], sim.lay.role[p.portal], at + sim.rnd.uniform(30, 400), 1.2)
        p.visits, p.t_out = below, t + sim.rnd.uniform(5, 60)


def forget(sim: Sim) -> None:
    """One card stays behind where its owner lost it and is brought out the next day."""
    late = (sim.days - 1.2) * DAY
    fit = [
        p
        for p in sim.trips
        if p.worker and p.seen_out and p.spread == 2 and 0 < p.t_in < late and len(p.visits) > 8
    ]
    p = sim.rnd.choice(fit)
    k = len(p.visits) * 2 // 3
    sim.trips.append(Trip(None, p.t_in, p.t_out, [], p.portal, seen_in=False))
    visits = p.visits[:k]
    t = walk(sim, visits, visits[-1][0], sim.lay.role[p.portal], p.t_in + sim.rnd.uniform(17, 25) * 3600, 1.1)
    p.visits, p.t_out, p.seen_out, p.spread = visits, t + 20, False, 0
    busy = [q for q in sim.trips if q.worker is p.worker and q is not p and p.t_in < q.t_in < p.t_out]
    for q in busy:  # he goes down with a visitor's card meanwhile
        q.worker = sim.hire("来宾", "未设置")


def peaks(sim: Sim) -> tuple[int, dict[str, int]]:
    """Most carded people at once in the whole mine and in each area, conduct marked extra left out."""
    index = {name: i for i, name in enumerate(sim.lay.area_kind)}
    of_node = [index[n.area] for n in sim.lay.nodes]
    rows, whole = [], []
    for p in sim.trips:
        if p.worker is None or p.extra:
            continue
        whole.append((p.t_in, p.t_out))
        ends = [t for _, t in p.visits[1:]] + [p.t_out]
        rows.extend((of_node[n], t, e) for (n, t), e in zip(p.visits, ends, strict=True))
    table = np.array(rows)

    def top(a: np.ndarray, b: np.ndarray) -> int:
        t = np.concatenate([a, b])
        step = np.concatenate([np.ones(len(a)), -np.ones(len(b))])
        return int(np.cumsum(step[np.argsort(t, kind="stable")]).max(initial=0))

    both = np.array(whole)
    inside = both[(both[:, 1] > 0) & (both[:, 0] < sim.days * DAY)]
    per = {a: top(table[table[:, 0] == i, 1], table[table[:, 0] == i, 2]) for a, i in index.items()}
    return top(inside[:, 0], inside[:, 1]), per
