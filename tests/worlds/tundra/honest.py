"""What happens in every mine, honest or not: faults, repairs, holidays, visitors, bad readers, lost files."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from .clock import DAY
from .mine import Mine, Trip
from .people import add_job
from .shifts import Mover, crew_trips, follow, make_trip

SPRING = (date(2024, 2, 10), date(2025, 1, 29))


def poisson(m: Mine, mean: float) -> int:
    """A Poisson number from the mine's own stream."""
    return int(m.rng.poisson(mean))


def plan_faces(m: Mine) -> None:
    """Now and then a face ends and the next one begins, or a heading is finished, inside the data."""
    rnd, lay = m.rnd, m.lay
    coal = [f for f in lay.faces if f.kind == "coal_face" and f.stop is None]
    if len(coal) == 2 and rnd.random() < 0.35 and m.days >= 5:
        first, second = coal
        first.stop = rnd.randint(1, m.days - 2)
        second.start = first.stop + rnd.randint(0, 6)
        second.follows = first.fid
    heads = [f for f in lay.faces if f.kind == "heading" and f.stop is None]
    if len(heads) > 1 and rnd.random() < 0.12 and m.days >= 5:
        heads[-1].stop = rnd.randint(2, m.days - 1)


def plan_days(m: Mine) -> None:
    """Activity of the mine and of each face day by day; declared stops."""
    rnd, rng, days = m.rnd, m.rng, m.days
    if rnd.random() < 0.8 and days >= 4:  # planned overhaul every week or ten days
        cycle, k = rnd.choice((7, 8, 10)), rnd.randint(0, 9)
        while k < days:
            m.low[k] = rnd.uniform(0.15, 0.5)
            k += cycle
    for new_year in SPRING:
        first = (new_year - timedelta(rnd.randint(2, 6)) - m.clock.first).days
        last = first + rnd.randint(7, 16)
        if first < days and last > 0 and rnd.random() < 0.85:
            m.stop[max(0, first) : min(days, last)] = True
    if not m.stop.any() and m.kind != "working_while_stopped" and rnd.random() < 0.06 and days >= 4:
        first = rnd.randint(0, days - 2)
        m.stop[first : first + rnd.randint(2, 6)] = True
        m.stop[days] = False
    if m.kind not in ("healthy", "working_while_stopped") and m.stop[:days].mean() > 0.3:
        m.stop[:] = False
    for f in m.lay.faces:
        wave = np.cumsum(rng.normal(0, 0.03, days))
        rate = np.exp(rng.normal(0, 0.07, days) + wave - wave.mean()) * m.low[:days]
        if f.kind == "coal_face" and rnd.random() < 0.2 and days >= 4:  # a fault crossed by the face
            k = rnd.randint(0, days - 3)
            rate[k : k + rnd.randint(2, 5)] *= rnd.uniform(0.45, 0.75)
        if rnd.random() < 0.08:
            rate[rnd.randrange(days)] *= 0.1
        rate[[k for k in range(days) if not f.works(k)]] = 0.0
        m.prod[f.fid] = rate
    for f in m.lay.faces:
        for _ in range(poisson(m, 0.22 * days)):
            t = rnd.randint(0, m.end)
            m.downs.append((f.fid, t, t + int(3600 * rnd.uniform(0.7, 5))))


def plan_gangs(m: Mine) -> None:
    """Sites of repair, drilling and sealing gangs; they move every few days to every corner."""
    rnd, lay = m.rnd, m.lay
    corners = {
        "巷道维修工": lay.with_role("wing", "idle_mouth", "idle_end"),  # old roads are kept open
        "探放水工": lay.with_role("wing", "idle_end", "seal"),
    }  # old workings are drained
    for job in m.jobs:
        if job.behave != "gang":
            continue
        plan: list[int] = []
        stay, site = 0, job.sites[0]
        for _ in range(m.days + 1):
            if stay == 0:
                stay = rnd.randint(2, 7)
                odd = corners.get(job.trades[0][0], [])
                site = rnd.choice(odd) if odd and rnd.random() < 0.12 else rnd.choice(job.sites)
            plan.append(site)
            stay -= 1
        m.gang_sites[job.jid] = plan


def plan_monitoring(m: Mine) -> None:
    """Reader failures, weak readers, network breaks, own habits of the monitoring system."""
    rnd, lay, days = m.rnd, m.lay, m.days
    known = [n.idx for n in lay.nodes if n.reader]
    for _ in range(poisson(m, 0.14 * days)):
        t = rnd.randint(0, m.end)
        hours = min(40.0, float(np.exp(m.rng.normal(0.3, 1.1))))
        node = rnd.choice(known[1:])
        m.outages.append((node, t, t + int(3600 * hours)))
        if rnd.random() < 0.25:  # the whole branch is off
            m.outages += [(k, t, t + int(3600 * hours)) for k in lay.near(node, 4)]
    m.weak = {n: rnd.uniform(0.0, 0.03) for n in known}
    for node in rnd.sample(known, min(len(known), poisson(m, 1.2))):
        m.weak[node] = rnd.uniform(0.1, 0.45)
    for _ in range(poisson(m, 0.07 * days)):
        t = rnd.randint(0, m.end)
        m.net_out.append((t, t + int(60 * np.exp(m.rng.normal(3.3, 0.9)))))
    m.lost = rnd.choice((0.001, 0.003, 0.008))
    m.period = rnd.choice((180, 240, 300, 300, 300, 300, 360, 480, 600))
    m.cd_period = rnd.choice((300, 300, 300, 600))
    m.trace = rnd.choice((0, 0, 2, 3))
    m.dist_mode = rnd.choice(("metres", "metres", "metres", "tenths", "none"))
    m.profile = "caret" if rnd.random() < 0.06 else "plain"
    m.linger = rnd.choice((1, 2, 2)) * m.period + 30
    m.ghost = rnd.choice((0.0, 0.0006, 0.0015))
    for name, chance in (
        ("power", 0.9),
        ("haulage", 0.85),
        ("output", 0.95),
        ("water", 0.8),
        ("explosives", 0.9),
        ("video", 0.75),
        ("JZSS", 0.85),
        ("TJSJ", 0.2),
        ("YCBJ", 0.8),
        ("RYCS", 0.7),
        ("RYCY", 0.7),
        ("RYXZ", 0.5),
        ("KGBH", 0.75),
    ):
        if rnd.random() < chance or name in m.need:
            m.send.add(name)


def plan_nature(m: Mine) -> None:
    """Nature: pressure, inflow, fan switches, pump changes, stock and rock in the hoist."""
    rnd, days = m.rnd, m.days
    if rnd.random() < 0.13 and days >= 3:
        k = rnd.randint(0, days - 2)
        m.inflow[k : k + rnd.randint(2, 7)] *= rnd.uniform(1.25, 1.8)
    if rnd.random() < 0.035 * days:
        t = rnd.randint(0, days - 1) * DAY + rnd.randint(8 * 3600, 11 * 3600)
        m.fan_tests.append((t, t + rnd.randint(240, 720)))
    m.wet = rnd.uniform(0.965, 1.02)  # reported over hoisted
    m.rock_hoist = rnd.random() < 0.25


def extra_people(m: Mine, mover: Mover) -> None:
    """Visitors, inspections, training groups, sealing work, people who come back for a forgotten tool."""
    rnd, lay, days = m.rnd, m.lay, m.days
    live = [f for f in lay.faces if f.stop is None]
    guide = add_job(
        m, "安监科", (("安全检查员", 1),), "visit", [2], [n for f in live for n in f.nodes], group="office"
    )
    guest = add_job(m, "来宾", (("未设置", 1),), "visit", [12], guide.sites, group="office")
    for _ in range(poisson(m, 0.3 * days)):
        day = rnd.randrange(days)
        t = day * DAY + rnd.randint(int(7.5 * 3600), int(15 * 3600))
        sites = [rnd.choice(guide.sites) for _ in range(3)] + lay.with_role("substation")
        lead = make_trip(
            m,
            mover,
            rnd.choice(guide.pools[0]),
            guide,
            day,
            0,
            t,
            t + rnd.randint(6000, 12000),
            None,
            sites,
            "visit",
        )
        group = rnd.sample(guest.pools[0], rnd.randint(2, 10))
        m.trips.append(lead)
        m.trips += [follow(m, lead, who, (3, 60)) for who in group]
    if rnd.random() < 0.12:  # new workers are shown around for some mornings
        novices = add_job(
            m, "培训科", (("未设置", 1), ("采煤工", 3)), "visit", [10], guide.sites[:2], group="office"
        )
        for day in range(days):
            if rnd.random() < 0.35 and not m.stop[day]:
                t = day * DAY + rnd.randint(28000, 31000)
                lead = make_trip(
                    m, mover, novices.pools[0][0], novices, day, 0, t, t + 14000, None, novices.sites, "gang"
                )
                m.trips.append(lead)
                m.trips += [follow(m, lead, who, (5, 90)) for who in novices.pools[0][1:]]
    sealers = [j for j in m.jobs if j.trades[0][0] == "通风设施工"]
    for node in lay.seal_nodes:  # the seal is looked at weekly, sometimes repaired
        for day in range(rnd.randint(0, 6), days, 7):
            job = sealers[0]
            who = rnd.choice(max(job.pools, key=len))
            t = day * DAY + rnd.randint(30000, 40000)
            if not _busy(m, who, t):
                m.trips.append(
                    make_trip(
                        m,
                        mover,
                        who,
                        job,
                        day,
                        0,
                        t,
                        t + rnd.randint(4000, 9000),
                        None,
                        [node, rnd.choice(lay.with_role("dret", "ret"))],
                        "errand",
                    )
                )
    if lay.seal_nodes and rnd.random() < 0.1:
        gang = add_job(
            m, "通风队", (("密闭工", 1),), "gang", [5], [rnd.choice(lay.seal_nodes)], group="office"
        )
        first = rnd.randrange(days)
        for day in range(first, min(days, first + rnd.randint(1, 4))):
            start = day * DAY + 8 * 3600
            m.trips += crew_trips(m, mover, gang, day, 0, start, gang.pools[0][:5], None, gang.sites, "gang")


def _busy(m: Mine, who: int, t: int) -> bool:
    """Whether a person is below within some hours of a time."""
    return any(tr.who == who and tr.t_in - 7 * 3600 < t < tr.t_out + 4 * 3600 for tr in m.trips)


def card_faults(m: Mine) -> None:
    """Flat batteries, cards not read at the exit, lost and replaced cards."""
    rnd = m.rnd
    extra: list[Trip] = []
    for tr in m.trips:
        if not tr.card or tr.hide or tr.calm:
            continue
        luck = rnd.random()
        if luck < 0.0012:
            tr.dead = rnd.randint(tr.t_in, tr.t_out)
        elif luck < 0.0012 + m.ghost:
            # the exit was not read: the card stays "below" at the pit until it is cleared
            stuck = rnd.randint(1800, 9 * 3600)
            tr.calm = (tr.times[-1], tr.t_out + stuck)
            tr.t_out += stuck
        elif luck < 0.004 and tr.job.group == "prod" and len(tr.nodes) > 8:
            # forgotten card: swiped in a second time with a spare card from the lamp room
            spare = _spare(m, tr)
            extra.append(spare)
            tr.t_out = tr.times[0] + rnd.randint(240, 900)
            tr.nodes, tr.times = tr.nodes[:1], tr.times[:1]
            tr.vid_in = tr.vid_out = None
    m.trips += extra


def _spare(m: Mine, tr: Trip) -> Trip:
    """The true descent on a spare card."""
    pool = m.spares
    if not pool:
        job = add_job(m, "矿灯房", (("未设置", 1),), "visit", [12], [m.lay.pit], group="office")
        pool = m.spares = list(job.pools[0])
    pool.append(pool.pop(0))
    return tr.copy(pool[-1])


def tidy(m: Mine) -> None:
    """Nobody is below twice: of overlapping descents of a person the later one did not take place."""
    own: dict[int, list[Trip]] = {}
    for tr in m.trips:
        own.setdefault(tr.who, []).append(tr)
    drop: set[int] = set()
    for trips in own.values():
        trips.sort(key=lambda tr: tr.t_in)
        last = trips[0]
        for tr in trips[1:]:
            if tr.t_in < last.t_out + 900:
                drop.add(id(tr))
            else:
                last = tr
    m.trips = [tr for tr in m.trips if id(tr) not in drop]


def trim(m: Mine) -> None:
    """A card that was thought to be below is cleared when it is read at the entry again."""
    last: dict[int, Trip] = {}
    for tr in sorted((tr for tr in m.trips if tr.card), key=lambda tr: tr.t_in):
        if tr.dead:  # the platform drops a silent card after some hours
            tr.gone = tr.dead + 3600 * (2 + tr.who % 7)
        before = last.get(tr.who)
        if before is not None and before.dead:
            before.gone = min(before.gone, tr.t_in - 30)
        if before is not None and before.t_out > tr.t_in - 30:
            before.t_out = max(before.t_in + 60, tr.t_in - 30)
            if before.vid_out is not None:
                before.vid_out = min(before.vid_out, before.t_out) if before.calm is None else before.vid_out
        last[tr.who] = tr
