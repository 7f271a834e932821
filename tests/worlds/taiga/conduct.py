"""Forbidden conduct: per kind several styles, each with the traces of its physics and its paperwork."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from .layout import Face
from .people import DAY, FACE_TRADES, HEAD_TRADES, Gang, Trip
from .process import PER_DAY, Process, Routing
from .site import Seen, Site

KINDS = (
    "hidden_face",
    "headcount_concealed",
    "cards_carried",
    "card_parked",
    "data_fabricated",
    "sensor_masked",
    "working_while_stopped",
    "over_capacity",
    "overstaffed",
)


@dataclass
class Act:
    """One conduct of a mine: its style and its days."""

    site: Site
    kind: str
    style: str
    a: int
    b: int

    def on(self, day: int) -> bool:
        """Whether the conduct goes on at a day."""
        return self.a <= day < self.b

    def state(self, stations: list[int], cards: Iterable[str] = (), kind: str = "", **more: object) -> None:
        """Put a row into the truth; another kind than the act's own is a by-product."""
        row: dict[str, object] = {
            "kind": kind or self.kind,
            "from": self.site.iso(self.a * DAY),
            "to": self.site.iso(self.b * DAY),
            "stations": [self.site.mine.stations[s].code for s in stations],
            "cards": sorted(cards),
            "style": self.style,
        }
        if kind:
            row["incidental"] = True
        self.site.conduct.append(row | more)

    def codes(self, gangs: list[Gang]) -> list[str]:
        """The card codes of gangs."""
        return [f"{self.site.mine.code}{p.card:05d}" for g in gangs for p in g.people]


def _coal_face(site: Site) -> Face:
    return next(f for f in site.mine.faces if f.kind == "coal_face" and f.declared)


def _night(site: Site) -> int:
    """The shift that holds most of the night."""
    return int(np.argmin([abs((h + 2) % 24 - 1) for h in site.mine.starts]))


HIDDEN: dict[
    str, tuple[str, str, Routing]
] = {  # style -> how its people show, where it is, where its traces go
    "open_in_old_roadway": ("work", "old", Routing("other", "belt", "total")),
    "behind_the_seal": ("vanish", "seal", Routing("other", "night", "taken", seal_gas=True)),
    "bare_handed_at_night": ("nocard", "old", Routing("face", "night", "taken")),
    "shadow_heading": ("work", "gate", Routing("local_fan", "cars", "total", blasts="heading")),
    "called_repair_gang": ("work", "panel", Routing("other", "cars", "taken")),
    "cleaned_upload": ("cleaned", "old", Routing("surface", "away", "total", gas=0.7)),
    "beyond_the_face": ("vanish", "face", Routing("face", "belt", "taken", reported=0.3)),
}


def hidden_face(act: Act) -> None:
    """An undeclared working place with people, air, power, coal, gas, water and perhaps explosives."""
    site, mine, rng = act.site, act.site.mine, act.site.rng
    how, role, routing = HIDDEN[act.style]
    coal = _coal_face(site)
    heads = [f for f in mine.faces if f.kind == "heading"]
    host = heads[int(rng.integers(len(heads)))]
    blasted = act.style == "shadow_heading"
    spot = {"gate": host.stations[0], "face": coal.stations[-2]}.get(role)
    if spot is None:
        spot = int(rng.choice(mine.by_role(role)))
    routing = Routing(**vars(routing))
    routing.power = coal.face_id if routing.power == "face" else routing.power
    routing.blasts = host.face_id if blasted else ""
    n, night = len(mine.starts), _night(site)
    shifts = (
        {night}
        if "night" in act.style
        else {int(s) for s in rng.choice(n, int(rng.integers(2, n + 1)), False)}
    )
    crew = int(rng.integers(7, 11) + {"small": 0, "medium": 2, "large": 4}[mine.size])
    per_day = mine.capacity / 330
    room = max(per_day * 1.04 - sum(f.t_day for f in mine.faces), 0.1 * per_day)
    tonnes = (
        rng.uniform(25, 60)
        if blasted or act.style == "called_repair_gang"
        else min(per_day * rng.uniform(0.12, 0.26), room)
    )
    face = Face(
        "H1",
        "",
        "heading" if blasted else "coal_face",
        [spot],
        tuple("cut" if s in shifts else "none" for s in range(n)),
        [crew] * n,
        tonnes,
        2.0,
        rng.uniform(200, 460),
        rng.uniform(0.5, 1.1) + tonnes / 500,
        rng.uniform(3, 12),
        rng.uniform(35, 80) if blasted else 0.0,
        declared=False,
        start=act.a,
        end=act.b,
    )
    if rng.random() < 0.5 and act.b - act.a > 5:  # men withdrawn when inspectors are about
        quiet = int(rng.integers(act.a + 2, act.b - 1))
        face.plan |= dict.fromkeys(range(quiet, min(quiet + int(rng.integers(1, 3)), act.b)), ("none",) * n)
    mine.faces.append(face)
    site.hidden["H1"] = routing
    trades = (
        HEAD_TRADES if blasted else ("巷修工", "支护工") if act.style == "called_repair_gang" else FACE_TRADES
    )
    name = {"called_repair_gang": "巷修队", "behind_the_seal": "综合队"}.get(
        act.style, "外委队" if rng.random() < 0.5 else "准备队"
    )
    gangs = [
        site.staff.gang(
            name,
            s,
            crew,
            trades,
            "vanish" if how == "vanish" else "work",
            [spot],
            face=face,
            dwell=3600.0,
            visible=how != "nocard",
        )
        for s in sorted(shifts)
    ]
    near = mine.nearest(spot, 4)
    if how == "nocard":
        site.staff.unlisted |= {p.card for g in gangs for p in g.people}
    act.state(
        near,
        [] if how == "nocard" else act.codes(gangs),
        place=mine.stations[spot].name,
        persons_per_shift=crew,
    )
    if how == "cleaned":
        who = {p.card for g in gangs for p in g.people}

        def clean(t: int, rows: list[Seen]) -> list[Seen]:
            return [
                r for r in rows if r[0].person.card not in who or not r[0].t_in + 2000 < t < r[0].t_out - 1500
            ]

        site.on_seen.append(clean)
        act.state(near, act.codes(gangs), "data_fabricated")


def headcount_concealed(act: Act) -> None:
    """More people underground than cards say."""
    site, mine, rng, face = act.site, act.site.mine, act.site.rng, _coal_face(act.site)
    if act.style == "cards_taken_out_again":
        team = next(g for g in site.staff.of_face(face) if face.works[g.shift] == "cut" and g.crew > 3)
        cards = act.codes([team])

        def take_out(day: int, trips: list[Trip]) -> list[Trip]:
            mates = [t for t in trips if act.on(day) and t.person in team.people and len(t.times) > 8]
            out = []
            for t in mates[1 : 1 + int(len(mates) * 0.75)]:
                lead = mates[0]
                k = min(max(lead.at(lead.t_in + 3600), 2), len(lead.times) - 1)
                back = [
                    int(lead.times[k] + x)
                    for x in np.cumsum([lead.times[j] - lead.times[j - 1] for j in range(k, 0, -1)])
                ]
                card = lead.copy(t.person, int(rng.integers(0, 5)))
                card.times = card.times[: k + 1] + back
                card.stations = lead.stations[: k + 1] + lead.stations[k - 1 :: -1]
                card.t_in, card.t_out, card.video = t.t_in, back[-1] + int(rng.integers(5, 12)), False
                card.times[0] = min(t.t_in, card.times[1] - 1)
                t.visible = False
                out.append(card)
            return trips + out

        site.on_trips.append(take_out)
        act.state(mine.portals[:1], cards)
        act.state(mine.portals[:1], cards, "cards_carried")
        return
    crew = int(rng.integers(7, 12) + 3 * (mine.size != "small"))
    for s, work in enumerate(face.works):
        if work == "cut":
            g = site.staff.gang(
                "劳务队",
                s,
                crew,
                FACE_TRADES,
                "work",
                face.stations[-3:],
                face=face,
                when=act.on,
                visible=act.style == "list_cut_at_a_number",
            )
            site.staff.unlisted |= {p.card for p in g.people if act.style == "extra_crew_without_cards"}
    if act.style == "extra_crew_without_cards":
        face.gain |= {d: rng.uniform(1.12, 1.25) for d in range(act.a, act.b)}
        act.state([*face.stations[-3:], *mine.portals])
        return
    cap = int(sum(g.crew for g in site.staff.gangs if g.shift == _night(site) and g.name != "劳务队") * 1.02)
    extra = {p.card for g in site.staff.gangs if g.name == "劳务队" for p in g.people}

    def cut_list(t: int, rows: list[Seen]) -> list[Seen]:
        if not act.on(t // DAY) or len(rows) <= cap:
            return rows
        return sorted(rows, key=lambda r: (r[0].person.card in extra, r[0].person.card))[:cap]

    site.on_seen.append(cut_list)
    cards = [f"{mine.code}{c:05d}" for c in extra]
    act.state([*face.stations[-3:], *mine.portals], cards)
    act.state(face.stations[-3:], cards, "data_fabricated")


def cards_carried(act: Act) -> None:
    """One person carries cards of people who are not underground."""
    site, mine, rng = act.site, act.site.mine, act.site.rng
    teams = [g for g in site.staff.gangs if g.crew >= 6 and g.face is not None]
    team = teams[int(rng.integers(len(teams)))]
    leaders = [g for g in site.staff.gangs if g.name == "矿领导"]
    patrol = [g for g in site.staff.gangs if g.name == "安监科"]
    if act.style == "leaders_card":
        act.state(mine.by_role("main", "haul")[:3], act.codes(leaders))
    else:
        act.state(team.stations[:3], act.codes([team]))
    share = rng.uniform(0.45, 0.75)

    def carry(day: int, trips: list[Trip]) -> list[Trip]:
        if not act.on(day) or (act.style == "two_porters" and rng.random() < 0.25):
            return trips
        out, gone = [], []
        if act.style == "leaders_card":
            for lead, men in zip(leaders, patrol, strict=False):
                boss = [t for t in trips if t.person in lead.people]
                porter = [t for t in trips if t.person in men.people]
                for t in boss if porter else []:
                    twin = porter[0].copy(t.person, int(rng.integers(1, 4)))
                    twin.video, twin.gang = False, t.gang
                    out.append(twin)
                    gone.append(t)
            return [t for t in trips if t not in gone] + out
        mates = [t for t in trips if t.person in team.people]
        porters = 2 if act.style == "two_porters" else 1
        for k, t in enumerate(mates[porters : porters + int(len(mates) * share)]):
            twin = mates[k % porters].copy(t.person)
            wobble = 20 if act.style == "two_porters" else 3
            twin.times = sorted(int(x + rng.integers(0, wobble)) for x in twin.times)
            twin.t_in, twin.t_out, twin.video = (
                twin.times[0],
                twin.t_out + int(rng.integers(0, wobble)),
                False,
            )
            twin.t_out = max(twin.t_out, twin.times[-1] + 1)
            out.append(twin)
            gone.append(t)
        return [t for t in trips if t not in gone] + out

    site.on_trips.append(carry)


def card_parked(act: Act) -> None:
    """Cards left lying while their owners work elsewhere (or have gone home)."""
    site, mine, rng, face = act.site, act.site.mine, act.site.rng, _coal_face(act.site)
    if act.style == "leaders_stay_down":
        team = next(g for g in site.staff.gangs if g.name == "矿领导")
        spot = int(rng.choice(mine.by_role("haul", "panel")))
    else:
        team = next(g for g in site.staff.of_face(face) if face.works[g.shift] == "cut" and g.crew > 3)
        spot = (
            face.stations[0]
            if act.style == "hung_at_the_gate"
            else int(rng.choice(mine.by_role("refuge", "waiting", "panel")))
        )
    act.state(mine.nearest(spot, 2), act.codes([team]))
    few = int(rng.integers(4, 9))
    beside = mine.nearest(spot, 2)[1]

    def park(day: int, trips: list[Trip]) -> list[Trip]:
        out: list[Trip] = []
        if not act.on(day):
            return trips
        mates = [t for t in trips if t.person in team.people][:few]
        if not mates:
            return trips
        if act.style == "leaders_stay_down" and (day - act.a) % 3:
            return [t for t in trips if t.person not in team.people]
        taken = min(t.t_out for t in mates) - 1800
        swing = sorted(int(x) for x in rng.uniform(0.25, 0.95, 6) * (taken - mates[0].t_in) + mates[0].t_in)
        for t in mates:
            way = mine.route(t.stations[0], spot)
            card = t.copy(t.person)
            pace = [
                mine.length[x] / (mine.ride_speed if mine.ride[x] else t.person.pace)
                for x in itertools.pairwise(way)
            ]
            there = [int(t.t_in + 240 + x) for x in np.cumsum(pace)]
            stay = (
                (day * DAY + int(rng.uniform(2.2, 2.9) * DAY)) if act.style == "leaders_stay_down" else taken
            )
            moves = (
                [x for x in swing if there and x > there[-1] + 600] if act.style == "hung_at_the_gate" else []
            )
            back = [int(stay + x) for x in np.cumsum(pace[::-1])]
            card.times = [t.t_in, *there, *moves, *back]
            card.stations = [*way, *(beside if k % 2 == 0 else spot for k in range(len(moves))), *way[-2::-1]]
            card.t_out, card.video, card.spread, card.lost = card.times[-1] + 20, False, 0.25, []
            t.visible = False
            out.append(card)
        return trips + out

    site.on_trips.append(park)


def data_fabricated(act: Act) -> None:
    """Snapshots replayed, made up, frozen or withheld while more people work than they show."""
    site, mine, rng, face = act.site, act.site.mine, act.site.rng, _coal_face(act.site)
    shift = _night(site) if rng.random() < 0.7 else int(rng.integers(len(mine.starts)))
    late = 300 if act.style == "made_up_rows" else -600
    lead = mine.starts[shift] * 3600 + late
    length = int(mine.hours * 3600) - 1800
    every = 2 if act.style == "withheld_shift" else 1
    crew = int(rng.integers(8, 15))
    if act.style != "made_up_rows":
        site.staff.gang("外委队", shift, crew, FACE_TRADES, "work", face.stations[-3:], when=act.on)
    store: dict[int, list[Seen]] = {}
    frozen: list[Seen] = []
    act.state([*face.stations[-3:], *mine.portals])
    everyone = [p for g in site.staff.gangs if g.shift == shift for p in g.people[: g.crew]]
    count = int(len(everyone) * rng.uniform(0.6, 0.8))
    inner = mine.by_role("main", "haul", "panel", "gate", "face")

    def window(t: int) -> bool:
        day, s = divmod(t - lead, DAY)
        return act.on(day) and s < length and (day - act.a) % every == 0

    def fake(t: int, rows: list[Seen]) -> list[Seen] | None:
        nonlocal frozen
        if act.style == "replayed_shift":
            source = store.pop(t - DAY, None)
            shown = [(a, k, d, add + DAY) for a, k, d, add in source] if source and window(t) else rows
            store[t] = shown if window(t) else rows
            return shown
        if not window(t):
            frozen = rows
            return rows
        if act.style == "frozen_list":
            return frozen or rows
        if act.style == "withheld_shift":
            return None
        start = (t - lead) // DAY * DAY + lead - late
        out = []
        for p in everyone[: count + int(rng.integers(-2, 3))]:
            trip = Trip(p, start, start + DAY, [t], [int(rng.choice(inner))])
            trip.odd_area = int(rng.integers(len(mine.areas))) if rng.random() < 0.5 else None
            out.append((trip, 0, float(rng.integers(-60, 60)), 0))
        return out

    site.on_seen.append(fake)


def sensor_masked(act: Act) -> None:
    """A methane sensor covered, hung into fresh air or capped by software."""
    site, mine, rng = act.site, act.site.mine, act.site.rng
    face = (
        _coal_face(site)
        if rng.random() < 0.75 or act.style == "capped_in_software"
        else next(f for f in mine.faces if f.kind == "heading")
    )
    roles = ("T0", "T1", "T2") if face.kind == "coal_face" else ("T1", "T2")
    wanted = {"capped_in_software": ("T0", "T2")}.get(act.style, (str(rng.choice(roles)),))
    points = [p for p in mine.points if p.face == face.face_id and p.role in wanted]
    face.gas_gain = rng.uniform(1.25, 1.5) if act.style != "capped_in_software" else rng.uniform(1.7, 2.3)
    act.state([p.station for p in points], points=[p.code for p in points])

    def mask(p: Process) -> None:
        part = p.span(act.a * DAY, act.b * DAY)
        size = part.stop - part.start
        for q in points:
            x, state = p.value[q.code], p.state[q.code]
            if act.style == "bagged":
                x[part] = 0.04 + 0.01 * (np.repeat(rng.random(size // 48 + 1), 48)[:size] < 0.3)
            elif act.style == "hung_into_the_intake":
                low = 0.06 + 0.16 * (x[part] - np.median(x[part]))
                x[part] = np.clip(low + rng.normal(0, 0.008, size), 0, 0.4)
            else:
                cap = 0.62 * float(np.quantile(x[part], 0.97))
                x[part] = np.where(
                    state[part] == 0, np.minimum(x[part], cap - 0.01 * (rng.random(size) < 0.2)), x[part]
                )
            if act.style != "capped_in_software":
                state[part] = 0
                p.calibrated = [
                    c for c in p.calibrated if c[0] != q.code or not part.start <= c[1] < part.stop
                ]

    site.on_series.append(mask)


def working_while_stopped(act: Act) -> None:
    """Coal is won although the mine is declared to stand still."""
    site, mine, rng = act.site, act.site.mine, act.site.rng
    state = {
        "stopped_on_paper": "suspended",
        "nights_only": str(rng.choice(["suspended", "building"])),
        "called_overhaul": "overhaul",
    }[act.style]
    mine.status.append((state, act.a, act.b if act.b < site.days else None))
    n, night = len(mine.starts), _night(site)
    for f in mine.faces:
        works = (
            tuple("cut" if s == night else "none" for s in range(n))
            if act.style == "nights_only"
            else f.works
        )
        if f.kind == "heading" and act.style != "stopped_on_paper":
            works = ("none",) * n
        f.plan |= dict.fromkeys(range(act.a, act.b), works)
        f.gain |= {
            d: rng.uniform(0.6, 0.85) * (works.count("cut") / max(f.works.count("cut"), 1))
            for d in range(act.a, act.b)
        }
    if act.style == "called_overhaul":
        for s in range(n):
            site.staff.gang(
                "检修队", s, 8, ("维修钳工", "维修电工"), "work", _coal_face(site).stations[-3:], when=act.on
            )
        site.holes.append(("haulage", act.a * DAY, act.b * DAY))
    face = _coal_face(site)
    act.state(face.stations[-3:], act.codes([g for g in site.staff.of_face(face) if g.crew > 2]))

    def nothing_reported(p: Process) -> None:
        part = p.span(act.a * DAY, act.b * DAY)
        p.reported_t[part] = 0
        if act.style != "stopped_on_paper":
            p.weighed[part] = 0

    site.on_series.append(nothing_reported)


def over_capacity(act: Act) -> None:
    """Far more coal is won than the approved capacity."""
    site, mine, rng = act.site, act.site.mine, act.site.rng
    target = mine.capacity / 330 * rng.uniform(1.3, 1.7)
    gain = target / sum(f.t_day for f in mine.faces)
    for f in (f for f in mine.faces if f.kind == "coal_face"):
        f.gain |= {d: gain * rng.uniform(0.94, 1.06) for d in range(act.a, act.b)}
    act.state(_coal_face(site).stations[-3:], tonnes_per_day=round(target))
    lid = mine.capacity / 330 * rng.uniform(0.93, 1.02)

    def books(p: Process) -> None:
        for d in range(act.a, act.b if act.style != "true_books" else act.a):
            part = slice(d * PER_DAY, (d + 1) * PER_DAY)
            share = min(lid * rng.uniform(0.96, 1.0) / max(p.reported_t[part].sum(), 1.0), 1.0)
            p.reported_t[part] *= share
            if act.style == "two_sets_of_scales":
                p.weighed[part] *= share

    site.on_series.append(books)


def overstaffed(act: Act) -> None:
    """More people than the declared limits allow, for hours and on most days."""
    site, mine, rng, face = act.site, act.site.mine, act.site.rng, _coal_face(act.site)
    cards: list[str] = []
    if act.style == "whole_mine_full":
        now = max(sum(g.crew for g in site.staff.gangs if g.shift == s) for s in range(len(mine.starts)))
        more = int(mine.limit * rng.uniform(1.1, 1.25) - 0.9 * now) + 1
        for s in range(len(mine.starts)):
            for k, spots in enumerate((face.stations[-3:], mine.by_role("haul", "panel"))):
                g = site.staff.gang(
                    ("劳务一队", "劳务二队")[k], s, more // 2, FACE_TRADES, "work", spots, when=act.on
                )
                cards += act.codes([g])
    elif act.style == "crowded_face":
        area = mine.stations[face.stations[-2]].area
        crew = int(mine.areas[area].limit * rng.uniform(1.3, 1.7))
        for s in range(len(mine.starts)):
            g = site.staff.gang(
                "突击队", s, crew - face.crew[s] + 6, FACE_TRADES, "work", face.stations[-3:-1], when=act.on
            )
            cards += act.codes([g])
        face.gain |= {d: rng.uniform(1.03, 1.12) for d in range(act.a, act.b)}
    else:
        longer = int(rng.uniform(4.2, 5.8) * 3600)
        mine.areas[mine.stations[face.stations[-2]].area].limit = max(face.crew)  # approved for one crew
        teams = [g for g in site.staff.gangs if g.face is not None and g.crew > 3]
        cards = act.codes(teams)
        names = {p.card for g in teams for p in g.people}

        def stay(day: int, trips: list[Trip]) -> list[Trip]:
            for t in (t for t in trips if act.on(day) and t.person.card in names):
                k = max(len(t.times) * 3 // 4, 1)
                t.times = t.times[:k] + [x + longer for x in t.times[k:]]
                t.t_out += longer
            return trips

        site.on_trips.append(stay)
    act.state(face.stations[-3:] if act.style != "whole_mine_full" else mine.portals, cards)


STYLES: dict[str, tuple[Callable[[Act], None], tuple[str, ...]]] = {
    "hidden_face": (hidden_face, tuple(HIDDEN)),
    "headcount_concealed": (
        headcount_concealed,
        ("extra_crew_without_cards", "cards_taken_out_again", "list_cut_at_a_number"),
    ),
    "cards_carried": (cards_carried, ("one_man_a_bundle", "two_porters", "leaders_card")),
    "card_parked": (card_parked, ("left_in_a_chamber", "hung_at_the_gate", "leaders_stay_down")),
    "data_fabricated": (data_fabricated, ("replayed_shift", "made_up_rows", "frozen_list", "withheld_shift")),
    "sensor_masked": (sensor_masked, ("bagged", "hung_into_the_intake", "capped_in_software")),
    "working_while_stopped": (working_while_stopped, ("stopped_on_paper", "nights_only", "called_overhaul")),
    "over_capacity": (over_capacity, ("true_books", "clipped_report", "two_sets_of_scales")),
    "overstaffed": (overstaffed, ("whole_mine_full", "crowded_face", "overlapping_shifts")),
}


def commit(site: Site, kind: str, turn: int) -> None:
    """Let a mine do something forbidden; `turn` walks through the styles of a kind."""
    make, styles = STYLES[kind]
    rng, days = site.rng, site.days
    a = 0 if rng.random() < 0.3 or days < 2 else max(1, int(days * rng.uniform(0.15, 0.5)))
    b = days if rng.random() < 0.7 else min(days, a + max(2, int((days - a) * rng.uniform(0.5, 0.9))))
    make(Act(site, kind, styles[turn % len(styles)], a, b))
