"""Honest events that any mine has and that may look odd in its data."""

from __future__ import annotations

import numpy as np

from .layout import Face
from .people import DAY, Trip, walk_out
from .process import PER_DAY, Process
from .site import Site


def rest_days(site: Site) -> None:
    """A weekly or fortnightly day without production."""
    every, phase = (7, 14)[int(site.rng.random() < 0.4)], int(site.rng.integers(14))
    site.idle |= {d for d in range(-1, site.days + 1) if (d + phase) % every == 0}


def overhaul(site: Site) -> None:
    """A declared stop for repairs: no face works, care and repair crews go down."""
    a, b = site.some_days(3, 8)
    if b - a > site.days * 0.6:
        return
    site.mine.status.append(("overhaul", a, b))
    for f in site.mine.faces:
        f.plan |= {d: ("none",) * len(f.works) for d in range(a, b)}
    day = int(np.argmin([abs(h - 8) for h in site.mine.starts]))
    site.staff.gang(
        "机修队",
        day,
        9,
        ("维修钳工", "维修电工", "电焊工"),
        "work",
        site.mine.by_role("main", "haul", "belt", "panel"),
        when=lambda d: a <= d < b,
    )


def dead_reader(site: Site) -> None:
    """One reader fails for some hours or days; its state says so."""
    station = int(site.rng.integers(1, len(site.mine.stations)))
    a = int(site.rng.integers(0, site.days * DAY))
    site.dead.append((station, a, a + int(site.rng.uniform(1, 40) * 3600)))


def network(site: Site) -> None:
    """The line to the regulator is down: nothing arrives of any system."""
    a = int(site.rng.integers(0, site.days * DAY))
    site.holes.append(("all", a, a + int(site.rng.exponential(4000) + 900)))


def one_system_down(site: Site) -> None:
    """One system's server restarts."""
    a = int(site.rng.integers(0, site.days * DAY))
    site.holes.append(
        (
            str(site.rng.choice(["rydw", "aqjk", "power", "video"])),
            a,
            a + int(site.rng.exponential(5000) + 600),
        )
    )


def roadway_repair(site: Site) -> None:
    """A repair gang widens a roadway for weeks, always at the same reader."""
    a, b = site.some_days(6, 25)
    mine, rng = site.mine, site.rng
    where = int(rng.choice(mine.by_role("haul", "panel", "old")))
    for s in rng.choice(len(mine.starts), int(rng.integers(1, 3)), replace=False):
        site.staff.gang(
            "巷修队",
            int(s),
            int(rng.integers(5, 10)),
            ("巷修工", "支护工", "运料工"),
            "work",
            [where],
            when=lambda d: a <= d < b,
            dwell=2400.0,
        )
    if not mine.sloppy:
        site.notes.append(
            {"type": "巷道维修", "place": mine.stations[where].name, "from": site.day(a), "to": site.day(b)}
        )


def seal_builders(site: Site) -> None:
    """Ventilation men build or mend a seal for a few day shifts."""
    a, b = site.some_days(2, 6)
    where = site.mine.seals[int(site.rng.integers(len(site.mine.seals)))][2]
    day = int(np.argmin([abs(h - 8) for h in site.mine.starts]))
    site.staff.gang(
        "通风队", day, 5, ("通风设施工", "砌筑工"), "work", [where], when=lambda d: a <= d < b, dwell=3000.0
    )
    site.notes.append(
        {"type": "密闭施工", "place": site.mine.stations[where].name, "from": site.day(a), "to": site.day(b)}
    )


def drillers(site: Site) -> None:
    """A drilling crew in a niche that the reader hardly covers; its holes give some water."""
    a, b = site.some_days(4, 18)
    mine, rng = site.mine, site.rng
    where = int(rng.choice(mine.by_role("panel", "gate")))
    how = "vanish" if rng.random() < 0.4 else "work"
    for s in range(len(mine.starts)):
        if rng.random() < 0.7:
            site.staff.gang(
                "防治水队",
                s,
                4,
                ("探放水工", "探放水工", "记录工"),
                how,
                [where],
                when=lambda d: a <= d < b,
                dwell=3000.0,
            )

    def more_water(p: Process) -> None:
        p.inflow[a * 24 : b * 24] += rng.uniform(2, 9)
        feeder = p.power[mine.feeder_of("other")]
        feeder[a * PER_DAY : b * PER_DAY] += 22 * (p.rng.random((b - a) * PER_DAY) < 0.55)

    site.on_series.append(more_water)
    if rng.random() < 0.7:
        site.notes.append(
            {"type": "钻探施工", "place": mine.stations[where].name, "from": site.day(a), "to": site.day(b)}
        )


def training_walk(site: Site) -> None:
    """A class of new miners is led through the mine, all on the same track."""
    day, n = int(site.rng.integers(0, site.days)), int(site.rng.integers(8, 20))
    tour = site.mine.by_role("main", "haul", "panel", "refuge", "gate")
    guide = site.staff.gang(
        "培训中心",
        0,
        1,
        ("安全培训教师",),
        "patrol",
        tour,
        when=lambda d: d == day,
        hours=(8.8, 12.2),
        dwell=400.0,
    )
    pupils = site.staff.hire(n, ("新工人",), "培训中心")

    def follow(d: int, trips: list[Trip]) -> list[Trip]:
        lead = [t for t in trips if t.gang == guide.name and d == day]
        return trips + [
            lead[0].copy(p, 3 + 2 * k + int(site.rng.integers(0, 9))) for k, p in enumerate(pupils) if lead
        ]

    site.on_trips.append(follow)


def visitors(site: Site) -> None:
    """Inspectors or guests with visitors' cards, led by a mine official."""
    day, n = int(site.rng.integers(0, site.days)), int(site.rng.integers(2, 7))
    start = float(site.rng.choice([9.0, 9.5, 14.5, 22.0]))
    site.staff.gang(
        "来宾",
        0,
        n,
        ("来宾",),
        "patrol",
        site.mine.by_role("haul", "face", "seal", "panel"),
        when=lambda d: d == day,
        hours=(start, start + 3.2),
        dwell=500.0,
    )


def evacuation_drill(site: Site) -> None:
    """Everybody is called out at the same time."""
    at = int(site.rng.integers(0, site.days)) * DAY + int(site.rng.integers(9, 16)) * 3600

    def leave(_: int, trips: list[Trip]) -> list[Trip]:
        for t in trips:
            if t.t_in < at < t.t_out - 3600 and t.gang != "机运队":
                walk_out(site.mine, t, t.at(at), at + site.rng.uniform(60, 400), 1.25)
        return trips

    site.on_trips.append(leave)
    site.stops.append((at, at + 5400))
    site.notes.append(
        {"type": "应急演练", "place": "全矿", "from": site.day(at // DAY), "to": site.day(at // DAY)}
    )


def face_move(site: Site) -> None:
    """Equipment of a coal face is installed or drawn off: many people, power in bits, no coal."""
    face = next(f for f in site.mine.faces if f.kind == "coal_face")
    a, b = site.some_days(5, 12)
    if b - a > site.days * 0.5:
        return
    face.plan |= {d: ("repair",) * len(face.works) for d in range(a, b)}
    for s in range(len(site.mine.starts)):
        site.staff.gang(
            "安装队",
            s,
            8,
            ("安装工", "起重工", "维修电工"),
            "work",
            face.stations[:3],
            when=lambda d: a <= d < b,
        )
    site.notes.append({"type": "搬家倒面", "place": face.name, "from": site.day(a), "to": site.day(b)})


def new_heading(site: Site) -> None:
    """A heading that is approved and begins during the data; its paper is now and then a day late."""
    heads = [f for f in site.mine.faces if f.kind == "heading"]
    if len(heads) < 2 or site.days < 3:
        return
    f = heads[-1]
    f.start = int(site.rng.integers(1, max(site.days * 2 // 3, 2)))
    f.declared_from = f.start + int(site.mine.sloppy and site.rng.random() < 0.3)
    team = site.staff.of_face(f)[0]
    site.staff.gang(
        team.name,
        0,
        5,
        ("掘进工", "维修电工", "支护工"),
        "work",
        f.stations[:1],
        when=lambda d: f.start - 3 <= d < f.start,
    )


def ended_heading(site: Site) -> None:
    """A heading that reaches its end during the data."""
    heads = [f for f in site.mine.faces if f.kind == "heading" and f.start <= 0]
    if len(heads) >= 2 and site.days >= 3:
        heads[0].end = int(site.rng.integers(site.days // 2, site.days))


def forgotten_card(site: Site) -> None:
    """A card lies underground for a day until somebody finds it; the system raises its overtime alarm."""
    day, found = int(site.rng.integers(0, site.days)), int(site.rng.uniform(18, 34) * 3600)

    lying: list[Trip] = []

    def forget(d: int, trips: list[Trip]) -> list[Trip]:
        trips = [t for t in trips if not any(t.person is c.person and t.t_in < c.t_out for c in lying)]
        if d == day and trips:
            t = trips[int(site.rng.integers(len(trips)))]
            card = t.copy(t.person)
            card.spread, card.video, t.visible = 0.6, False, False
            walk_out(site.mine, card, len(t.times) // 2, t.t_in + found)
            overtime(site, card, t.t_in + 12 * 3600)
            lying.append(card)
            trips = [*trips, card]
        return trips

    site.on_trips.append(forget)


def overtime(site: Site, t: Trip, begin: int) -> None:
    """Write the overtime alarm of a stay."""
    k = t.at(begin)
    s = site.mine.stations[t.stations[k]]
    row = [
        site.card(t),
        t.person.name,
        site.text(t.t_in),
        site.text(begin),
        "",
        site.mine.areas[s.area].code,
        site.text(t.times[k]),
        s.code,
        site.text(t.times[k]),
    ]
    site.alarms.setdefault("RYCS", []).append((begin, row))
    site.alarms["RYCS"].append((t.t_out, [*row[:4], site.text(t.t_out), *row[5:]]))


def long_shift(site: Site) -> None:
    """After a breakdown one crew stays some hours longer."""
    day = int(site.rng.integers(0, site.days))
    face: Face = site.mine.faces[int(site.rng.integers(len(site.mine.faces)))]
    team = site.staff.of_face(face)[0]

    def stay(d: int, trips: list[Trip]) -> list[Trip]:
        more = int(site.rng.uniform(2, 5) * 3600)
        for t in (t for t in trips if d == day and t.person in team.people):
            k = len(t.times) * 2 // 3
            t.times = t.times[:k] + [x + more for x in t.times[k:]]
            t.t_out += more
            if t.t_out - t.t_in > 12 * 3600:
                overtime(site, t, t.t_in + 12 * 3600)
        return trips

    site.on_trips.append(stay)


def new_card(site: Site) -> None:
    """A worker gets a new card; the register of persons lists both for ever."""
    day = int(site.rng.integers(0, site.days))
    old = site.staff.people[int(site.rng.integers(len(site.staff.people)))]
    new = site.staff.hire(1, (old.trade,), old.dept)[0]
    new.name, new.birth, new.edu = old.name, old.birth, old.edu

    def swap(d: int, trips: list[Trip]) -> list[Trip]:
        for t in trips:
            if d >= day and t.person is old:
                t.person = new
        return trips

    site.on_trips.append(swap)


def flat_battery(site: Site) -> None:
    """A card with a weak battery falls silent during some shifts and is read again at the portal only."""
    weak = site.staff.people[int(site.rng.integers(len(site.staff.people)))]

    def fail(_: int, trips: list[Trip]) -> list[Trip]:
        for t in trips:
            if t.person is weak and len(t.times) > 5 and site.rng.random() < 0.5:
                k = int(site.rng.integers(2, len(t.times) - 2))
                t.lost.append((t.times[k], t.t_out - 30))
                t.times, t.stations = [*t.times[:k], t.times[-1]], [*t.stations[:k], t.stations[-1]]
        return trips

    site.on_trips.append(fail)


def apprentice(site: Site) -> None:
    """A new man who keeps to his master's side on every shift."""
    master = site.staff.gangs[int(site.rng.integers(len(site.staff.gangs)))].people[0]
    pupil = site.staff.hire(1, ("学徒工",), master.dept)[0]

    def follow(_: int, trips: list[Trip]) -> list[Trip]:
        out = []
        for t in (t for t in trips if t.person is master):
            twin = t.copy(pupil)
            gaps = np.maximum(np.diff([t.t_in, *t.times]), 0)
            twin.times = [
                int(x + site.rng.integers(2, 22) * (g > 40)) for x, g in zip(t.times, gaps, strict=True)
            ]
            twin.times = sorted(twin.times)
            twin.t_out = max(t.t_out + 4, twin.times[-1] + 2)
            out.append(twin)
        return trips + out

    site.on_trips.append(follow)


def storm(site: Site) -> None:
    """Heavy rain: the inflow rises for days and falls slowly."""
    a, _ = site.some_days(1, 1)

    def wet(p: Process) -> None:
        tail = np.exp(-np.arange(len(p.inflow) - a * 24) / 60.0)
        p.inflow[a * 24 :] += p.inflow.mean() * site.rng.uniform(0.3, 0.9) * tail

    site.on_series.append(wet)


def stock(site: Site) -> None:
    """Coal from the bunker or wet coal: reported and hoisted tonnes differ for a while, and make up later."""
    a, b = site.some_days(1, 4)

    def move(p: Process) -> None:
        share = site.rng.uniform(0.04, 0.09)
        p.reported_t[a * PER_DAY : b * PER_DAY] *= 1 - share
        p.reported_t[b * PER_DAY : (2 * b - a) * PER_DAY] *= 1 + share

    site.on_series.append(move)


def broken_sensor(site: Site) -> None:
    """A sensor fails for some hours and says so."""
    a = int(site.rng.integers(0, site.days * DAY))

    def fail(p: Process) -> None:
        point = site.mine.points[int(site.rng.integers(len(site.mine.points)))]
        part = p.span(a, a + site.rng.uniform(1, 14) * 3600)
        if point.kind not in ("fan",):
            p.value[point.code][part], p.state[point.code][part] = -9999, 128

    site.on_series.append(fail)


def open_door(site: Site) -> None:
    """An air door is held open for transport."""

    def dip(p: Process) -> None:
        airs = [q for q in site.mine.points if q.role == "air"]
        for _ in range(site.days):
            at = int(site.rng.integers(0, p.n - 14))
            code = airs[int(site.rng.integers(len(airs)))].code
            p.value[code][at : at + int(site.rng.integers(1, 12))] *= site.rng.uniform(0.6, 0.85)

    site.on_series.append(dip)


def new_machine(site: Site) -> None:
    """Trial runs of new equipment on the panel's feeder."""
    a, b = site.some_days(1, 3)

    def trial(p: Process) -> None:
        part = np.zeros(p.n)
        for d in range(a, b):
            i = d * PER_DAY + int(site.rng.integers(0, 240))
            part[i : i + int(site.rng.integers(12, 48))] = site.rng.uniform(40, 110)
        p.power[site.mine.feeder_of("other")] += part

    site.on_series.append(trial)


def sos_test(site: Site) -> None:
    """A card's emergency button is tested or pressed by mistake."""
    at = int(site.rng.integers(0, site.days * DAY))

    def press(_: int, trips: list[Trip]) -> list[Trip]:
        here = [t for t in trips if t.t_in < at < t.t_out]
        if here and "RYQJ" not in site.alarms:
            t = here[0]
            s = site.mine.stations[t.stations[t.at(at)]]
            since = site.text(t.times[t.at(at)])
            site.alarms["RYQJ"] = [
                (
                    at + 60,
                    [
                        site.card(t),
                        t.person.name,
                        site.text(at),
                        site.text(at + 45),
                        site.text(t.t_in),
                        site.mine.areas[s.area].code,
                        since,
                        s.code,
                        since,
                    ],
                )
            ]
        return trips

    site.on_trips.append(press)


EVENTS = {  # event -> share of mines that have it in a month
    rest_days: 0.55,
    overhaul: 0.1,
    dead_reader: 0.6,
    network: 0.5,
    one_system_down: 0.5,
    roadway_repair: 0.5,
    seal_builders: 0.35,
    drillers: 0.45,
    training_walk: 0.3,
    visitors: 0.6,
    evacuation_drill: 0.15,
    face_move: 0.14,
    new_heading: 0.2,
    ended_heading: 0.12,
    forgotten_card: 0.35,
    long_shift: 0.4,
    new_card: 0.35,
    flat_battery: 0.4,
    apprentice: 0.35,
    storm: 0.25,
    stock: 0.35,
    broken_sensor: 0.5,
    open_door: 0.6,
    new_machine: 0.3,
    sos_test: 0.25,
}


def let_happen(site: Site, calm: bool = False) -> None:
    """Draw the events of a mine; `calm` leaves out those that stop its work as a whole."""
    for event, share in EVENTS.items():
        if site.rng.random() < share and not (calm and event in (overhaul, face_move)):
            event(site)
            site.events.append(event.__name__)
