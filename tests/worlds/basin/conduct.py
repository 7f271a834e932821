"""The planted conducts; the styles re-stage published cases and the tricks T1 to T15."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import numpy as np

from .layout import DAY, Face, Mine
from .people import COAL_TRADES, HEAD_TRADES, Calendar, Descent, Person, Roster, Walker
from .physics import Hidden, Series, cutting, steps

# style: cards, place, crew, shifts, share of declared tonnes, explosives, route, feeder, air, span
HIDDEN: dict[str, tuple[str, str, tuple[int, int], int, tuple[float, float], bool, str, str, str, str]] = {
    "sealed_gap": ("gap", "seal", (6, 11), 2, (0.15, 0.28), True, "hoisted", "other", "taken", "mid"),
    "old_face_dwell": ("seen", "old", (10, 16), 3, (0.3, 0.5), False, "hoisted", "other", "extra", "any"),
    "cardless_dig": ("none", "seal", (6, 12), 2, (0.15, 0.3), True, "hoisted", "face", "taken", "mid"),
    "blast_heading_short": (
        "seen",
        "branch",
        (4, 6),
        1,
        (0.06, 0.1),
        True,
        "reported",
        "other",
        "extra",
        "short",
    ),
    "cards_left_in_refuge": (
        "parked",
        "branch",
        (6, 10),
        2,
        (0.15, 0.3),
        False,
        "scale",
        "unknown",
        "extra",
        "mid",
    ),
    "boundary_longwall": (
        "deleted",
        "boundary",
        (14, 20),
        3,
        (0.4, 0.55),
        False,
        "hoisted",
        "unknown",
        "extra",
        "whole",
    ),
    "frozen_at_seal": ("frozen", "seal", (5, 9), 2, (0.12, 0.2), True, "scale", "other", "extra", "any"),
    "unfiled_longwall": (
        "seen",
        "boundary",
        (12, 18),
        3,
        (0.3, 0.5),
        False,
        "hoisted",
        "unknown",
        "taken",
        "mid",
    ),
    "withdrawn_for_visit": (
        "gap",
        "seal",
        (8, 12),
        2,
        (0.18, 0.3),
        False,
        "reported",
        "face",
        "extra",
        "pause",
    ),
}
STYLES: dict[str, tuple[str, ...]] = {
    "hidden_face": tuple(HIDDEN),
    "headcount_concealed": ("cardless_helpers", "second_portal", "capped_list", "night_crew_uncarded"),
    "cards_carried": ("bundle_out", "ghost_workers", "leader_card", "relay_carriers"),
    "card_parked": ("rest_chamber", "toolbox_overstay", "hung_at_drift", "shaft_bottom"),
    "data_fabricated": ("invented_snapshots", "replayed_day", "shift_holes", "frozen_file", "filtered_team"),
    "sensor_masked": ("covered_flat", "clean_air_fed", "clipped_below_alarm", "moved_to_intake"),
    "working_while_stopped": ("repair_stop_hoist", "dark_nights", "cardless_stop", "heading_in_suspension"),
    "over_capacity": ("hoisted_over_reported", "open_surplus", "quiet_belt"),
    "overstaffed": ("longwall_crowd", "heading_crowd", "borrowed_hands"),
}
NEEDS = {
    "hidden_face": {"rydw", "aqjk", "power", "output", "haulage"},
    "headcount_concealed": {"rydw", "video"},
    "cards_carried": {"rydw", "video"},
    "card_parked": {"rydw"},
    "data_fabricated": {"rydw", "video", "power"},
    "sensor_masked": {"aqjk"},
    "working_while_stopped": {"rydw", "power", "haulage", "aqjk"},
    "over_capacity": {"output", "power", "haulage"},
    "overstaffed": {"rydw"},
}


@dataclass
class Plot:
    """A planted conduct: what is done, when, where and with whose cards."""

    kind: str
    style: str
    m: Mine
    rng: Random
    a: float = 0.0
    b: float = 0.0
    shifts: list[int] = field(default_factory=list)
    nodes: list[int] = field(default_factory=list)
    cast: list[Person] = field(default_factory=list)
    hid: Hidden | None = None
    face: Face | None = None
    level: float = 1.0
    shown_cards: bool = True
    extra: dict[str, Any] = field(default_factory=dict)

    def on(self, d: Descent) -> bool:
        """Whether a descent's shift lies in the conduct."""
        return self.a <= self.m.shift_start(d.day, d.shift) < self.b

    def truth(self) -> dict[str, Any]:
        """The row of truth.json."""
        m = self.m
        cards = [] if not self.shown_cards else [f"{m.code}{p.no:05d}" for p in self.cast]
        return {
            "kind": self.kind,
            "from": m.iso(self.a),
            "to": m.iso(self.b),
            "stations": [m.nodes[n].code for n in self.nodes],
            "cards": cards,
            "style": self.style,
        }

    # ---- preparation

    def prepare(self, roster: Roster, cal: Calendar) -> None:
        """Set the period, add people, change the register where the trick asks for it."""
        m, rng = self.m, self.rng
        m.systems |= NEEDS[self.kind]
        span = (
            HIDDEN[self.style][9]
            if self.kind == "hidden_face"
            else rng.choice(("mid", "mid", "mid", "whole", "short"))
        )
        first = rng.randint(max(1, m.days // 4), max(1, m.days // 2))
        if span == "whole" or (span in ("any", "pause") and rng.random() < 0.4):
            first = 0
        last = min(m.days, first + rng.randint(3, 5)) if span == "short" else m.days
        if span in ("mid", "any") and m.days - first > 6 and rng.random() < 0.3:
            last = m.days - rng.randint(1, 2)
        self.a, self.b = first * DAY, last * DAY
        step = getattr(self, f"_set_{self.kind}", None)
        if step:
            step(roster, cal)

    def _crew(self, roster: Roster, face: str = "", shift: int = -1, role: str = "crew") -> list[Person]:
        return [
            p for p in roster.people if p.role == role and face in ("", p.face) and shift in (-1, p.shift)
        ]

    def _set_hidden_face(self, roster: Roster, cal: Calendar) -> None:
        m, rng = self.m, self.rng
        cards, place, size, n_shift, share, blast, route, feeder, air, span = HIDDEN[self.style]
        root = m.old_face.nodes[-1] if place == "old" and m.old_face else rng.choice(m.all_of(place))
        self.nodes = [root, m.nodes[root].parent]
        every = list(range(len(m.shifts)))
        night = min(every, key=lambda s: (int(m.shifts[s][:2]) + 3) % 24)
        others = [s for s in every if s != night]
        self.shifts = every if n_shift >= len(every) else sorted([night, *rng.sample(others, n_shift - 1)])
        crew = rng.randint(*size)
        tonnes = max(45.0, sum(f.tpd for f in m.faces) * rng.uniform(*share))
        wall = share[1] > 0.4
        gas = tonnes * rng.uniform(0.0022, 0.004)
        f = Face(
            "H",
            "hidden",
            "coal_face" if wall else "heading",
            [root],
            [crew] * len(every),
            tonnes,
            3.0,
            rng.uniform(380, 620) if wall else rng.uniform(200, 320),
            max(0.4, gas),
            rng.uniform(8, 20),
            rng.uniform(25, 50) if blast else 0.0,
            int(self.a),
            int(self.b),
        )
        booked = next((x.face_id for x in m.faces if x.explosive), m.faces[-1].face_id) if blast else ""
        on = {"face": m.faces[-1].face_id}.get(feeder, feeder)
        self.hid = Hidden(f, on, route, air, booked, shifts=self.shifts)
        if span == "pause":
            day = int(rng.uniform(self.a, self.b - DAY) // DAY) if self.b - self.a > 3 * DAY else -9
            day = max(day, int(self.a // DAY) + 2)
            self.hid.pauses = [(day * DAY, (day + 1) * DAY)]
        if blast:
            m.systems.add("explosives")
        if cards in ("none", "deleted"):
            self.shown_cards = cards == "deleted"
            if rng.random() < 0.7:
                m.systems.add("video")
        for s in self.shifts:
            for k in range(crew):
                pool = COAL_TRADES if wall else HEAD_TRADES
                trade = pool[k % len(pool)] if rng.random() < 0.8 else rng.choice(("巷修工", "普工"))
                p = roster.add(trade, rng.choice(("综合队", "巷修队", "未设置")), "hidden", s)
                p.listed = cards != "none"
                self.cast.append(p)

    def _set_headcount_concealed(self, roster: Roster, cal: Calendar) -> None:
        rng, m = self.rng, self.m
        every = list(range(len(m.shifts)))
        night = min(every, key=lambda s: (int(m.shifts[s][:2]) + 3) % 24)
        self.shifts = [night] if self.style == "night_crew_uncarded" else every
        self.face = m.faces[0]
        self.nodes, self.shown_cards = m.faces[0].nodes[::-1][:2], False
        if self.style == "capped_list":
            self.nodes = []
            return
        for s in self.shifts:
            for _ in range(rng.randint(7, 14)):
                p = roster.add("普工", "外委队", "uncarded", s)
                p.listed = False
                self.cast.append(p)

    def _set_cards_carried(self, roster: Roster, cal: Calendar) -> None:
        rng, m = self.rng, self.m
        s = rng.randrange(len(m.shifts))
        mates = self._crew(roster, m.faces[0].face_id, s)
        if self.style == "bundle_out":
            carrier = self._crew(roster, "", s, "patrol")[0]
            pack = [p for p in self._crew(roster, "", s) if p.face in ("F1", "F2")]
            self.cast = [carrier, *pack[: rng.randint(10, 20)]]
        elif self.style == "leader_card":
            self.cast = [mates[0], *self._crew(roster, "", s, "leader")]
        else:
            n = rng.randint(3, 6) if self.style == "ghost_workers" else rng.randint(2, 4)
            hosts = 1 if self.style == "ghost_workers" else 3
            self.cast = mates[: hosts + n]
            self.extra["hosts"] = hosts
        self.nodes, self.shifts = m.faces[0].nodes[::-1][:2], [s]

    def _set_card_parked(self, roster: Roster, cal: Calendar) -> None:
        rng, m = self.rng, self.m
        s = rng.randrange(len(m.shifts))
        drift = m.all_of("drift")
        spot = {
            "rest_chamber": m.all_of("room")[2],
            "toolbox_overstay": m.faces[-1].nodes[0],
            "hung_at_drift": drift[1],
            "shaft_bottom": m.first_of("bottom"),
        }[self.style]
        n = rng.randint(3, 4) if self.style == "toolbox_overstay" else rng.randint(4, 8)
        self.cast, self.nodes, self.shifts = self._crew(roster, m.faces[0].face_id, s)[:n], [spot], [s]

    def _set_data_fabricated(self, roster: Roster, cal: Calendar) -> None:
        m, rng = self.m, self.rng
        every = list(range(len(m.shifts)))
        night = min(every, key=lambda s: (int(m.shifts[s][:2]) + 3) % 24)
        self.shifts = [night] if self.style in ("shift_holes", "frozen_file") else every
        if self.style == "replayed_day":
            self.a = max(self.a, 2 * DAY)
            self.b = max(self.b, self.a + 2 * DAY)
        if self.style == "filtered_team":
            s = rng.choice([s for s in every if s != m.rest_shift])
            self.cast = self._crew(roster, m.faces[0].face_id, s)
            self.nodes, self.shifts = m.faces[0].nodes[::-1][:2], [s]

    def _set_sensor_masked(self, roster: Roster, cal: Calendar) -> None:
        points = [p for p in self.m.points if p["what"] == "T1" and p["face"]]
        point = points[0] if self.rng.random() < 0.7 else self.rng.choice(points)
        if self.style == "clipped_below_alarm":
            point = points[0]
            self.m.faces[0].ch4 = round(self.m.faces[0].air * self.rng.uniform(0.0062, 0.0072), 2)
        self.extra["point"], self.nodes = point["point_code"], [point["node"]]

    def _set_working_while_stopped(self, roster: Roster, cal: Calendar) -> None:
        m, rng = self.m, self.rng
        word = "overhaul" if self.style == "repair_stop_hoist" else "suspended"
        first = int(self.a // DAY) if self.a else 0
        stop = max(0, first - rng.choice((0, 0, 1))) if word == "overhaul" else rng.choice((0, first))
        end = min(m.days, first + 10) if word == "overhaul" else m.days
        self.b = min(self.b, end * DAY)
        cal.closed.append((stop * DAY, (end + (end >= m.days)) * DAY, word))
        m.status = [
            {"state": "producing", "from": "2023-01-01", "to": m.day_text(stop - 1)},
            {"state": word, "from": m.day_text(stop), "to": m.day_text(end - 1) if end < m.days else None},
        ]
        if end < m.days:
            m.status.append({"state": "producing", "from": m.day_text(end), "to": None})
        every = list(range(len(m.shifts)))
        night = min(every, key=lambda s: (int(m.shifts[s][:2]) + 3) % 24)
        self.shifts = {"dark_nights": [night], "heading_in_suspension": sorted({night, every[-1]})}.get(
            self.style, [s for s in every if s != m.rest_shift]
        )
        heads = [f for f in m.faces if f.kind == "heading"]
        self.face = heads[0] if self.style == "heading_in_suspension" else m.faces[0]
        self.level = rng.uniform(0.6, 0.9)
        self.nodes = self.face.nodes[::-1][:2]
        self.shown_cards = self.style != "cardless_stop"
        self.cast = [p for p in self._crew(roster, self.face.face_id) if p.shift in self.shifts]

    def _set_over_capacity(self, roster: Roster, cal: Calendar) -> None:
        plan = sum(f.tpd for f in self.m.faces) * 0.93
        self.level = max(1.35, self.rng.uniform(1.28, 1.55) * self.m.capacity / 330 / plan)
        self.nodes = self.m.faces[0].nodes[::-1][:2]

    def _set_overstaffed(self, roster: Roster, cal: Calendar) -> None:
        m, rng = self.m, self.rng
        heads = [f for f in m.faces if f.kind == "heading"]
        self.face = heads[0] if self.style == "heading_crowd" else m.faces[0]
        self.nodes = self.face.nodes[::-1][:2]
        every = [s for s in range(len(m.shifts)) if s != m.rest_shift or self.style == "heading_crowd"]
        self.shifts = every if rng.random() < 0.5 else every[:1]
        for s in self.shifts:
            trades = COAL_TRADES if self.face.kind == "coal_face" else HEAD_TRADES
            for k in range(int(self.face.crew[s] * rng.uniform(0.7, 1.2)) + 1):
                borrowed = self.style == "borrowed_hands"
                self.cast.append(
                    roster.add(
                        "普工" if borrowed else trades[k % len(trades)],
                        rng.choice(("运输队", "巷修队")) if borrowed else "采掘队",
                        "crowd",
                        s,
                    )
                )

    # ---- effects

    def tonnes(
        self, made: dict[str, Series], g: np.random.Generator
    ) -> tuple[Series | None, tuple[Series, Series]]:
        """Change production; give the hidden tonnes and the shares that hoist log and report admit."""
        m, t = self.m, steps(self.m)
        on = (t >= self.a) & (t < self.b)
        ones, dark = np.ones(len(t)), None
        book = (ones, ones)
        if self.hid:
            dark = cutting(m, self.hid.face, g, self.shifts)
            for a, b in self.hid.pauses:
                dark[(t >= a) & (t < b)] = 0.0
        elif self.kind == "over_capacity":
            for k, honest in list(made.items()):
                made[k] = np.where(on, honest * self.level, honest)
            told = np.where(on, 1 / self.level, 1.0)
            book = {"hoisted_over_reported": (ones, told), "quiet_belt": (told, told)}.get(self.style, book)
        elif self.kind == "working_while_stopped" and self.face:
            dug = cutting(m, self.face, g, self.shifts) * self.level
            made[self.face.face_id] = np.where(on, dug, made[self.face.face_id])
            none = np.where(on, 0.0, 1.0)
            book = (none, none)
        return dark, book

    def people(self, ds: list[Descent], walker: Walker, roster: Roster, day: int) -> list[Descent]:
        """Change the descents of one day."""
        step: Callable[..., list[Descent]] | None = getattr(self, f"_go_{self.kind}", None)
        return step(ds, walker, day) if step else ds

    def _team(
        self, walker: Walker, day: int, who: list[Person], places: list[int], mean: float = 2600
    ) -> list[Descent]:
        out: list[Descent] = []
        lead: dict[int, float] = {}
        for p in who:
            s0 = self.m.shift_start(day, p.shift)
            if not self.a <= s0 < self.b or p.shift not in self.shifts or self.rng.random() < 0.05:
                continue
            depart = lead.setdefault(p.shift, s0 - self.rng.uniform(600, 2400))
            out.append(walker.trip(p, day, depart, s0 + self.m.shift_s - 1200, places, mean))
        return out

    def _go_hidden_face(self, ds: list[Descent], walker: Walker, day: int) -> list[Descent]:
        m, rng, hid = self.m, self.rng, self.hid
        assert hid
        if any(a <= day * DAY < b for a, b in hid.pauses):
            return ds
        cards = HIDDEN[self.style][0]
        places = self.nodes[:1] if cards in ("gap", "frozen") else [*self.nodes[:1] * 3, self.nodes[1]]
        crew = self._team(walker, day, self.cast, places)
        back = {s: m.shift_start(day, s) + m.shift_s - rng.uniform(900, 1500) for s in self.shifts}
        for d in crew:
            t0 = next(t for t, n in d.visits if n == self.nodes[0]) if cards != "none" else 0.0
            if cards == "gap":
                t1 = back[d.shift] + rng.uniform(0, 90)
                d.gaps = [(t0 + rng.uniform(60, 420), t1)]
                k = next(i for i, v in enumerate(d.visits) if v[1] == self.nodes[0])
                d.visits = [*d.visits[: k + 1], (t1, self.nodes[0])]
                t = walker.go(d.visits, t1 + 200, m.path(self.nodes[0], 0), m.style["ride"], 1.1)
                d.out, d.body = t + 20, (d.came - 9, t + 50)
            elif cards == "parked":
                _park(d, m, m.all_of("room")[2], walker)
            elif cards == "none" or (cards == "deleted" and rng.random() > 0.06):
                d.carded = False
        return ds + crew

    def _go_headcount_concealed(self, ds: list[Descent], walker: Walker, day: int) -> list[Descent]:
        assert self.face
        if self.style == "capped_list":
            return ds
        crew = self._team(walker, day, self.cast, walker.crew_places(self.face))
        for d in crew:
            d.carded = False
            if self.style == "second_portal":
                d.portals = (2, 2)
        return ds + crew

    def _go_cards_carried(self, ds: list[Descent], walker: Walker, day: int) -> list[Descent]:
        m, rng = self.m, self.rng
        mine = {d.person.no: d for d in ds if self.on(d) and d.person in self.cast}
        if not mine:
            return ds
        if self.style == "bundle_out":
            s0 = m.shift_start(day, self.shifts[0])
            t0, place = s0 + m.shift_s - rng.uniform(7200, 10800), m.faces[0].nodes[0]
            walk: list[tuple[float, int]] = [(t0, place)]
            t1 = walker.go(walk, t0, m.path(place, 0), m.style["ride"], 1.1) + 12
            for d in mine.values():
                d.visits = [v for v in d.visits if v[0] < t0] + [
                    (t + rng.choice((0, 0, 1)), n) for t, n in walk
                ]
                d.out = t1
                if d.person is self.cast[0] and d.body:
                    d.body = (d.body[0], t1 + 20)
            return ds
        hosts = self.cast[: self.extra.get("hosts", 1)]
        if self.style == "relay_carriers":
            hosts = [hosts[day % len(hosts)]]
        elif self.style == "leader_card":
            hosts = self.cast[:1]
        host = next((mine[h.no] for h in hosts if h.no in mine), None)
        if host is None:
            s0 = m.shift_start(day, hosts[0].shift)
            host = walker.trip(
                hosts[0], day, s0 - 1200, s0 + m.shift_s - 1200, walker.crew_places(m.faces[0])
            )
            ds = [*ds, host]
        ghosts = self.cast[self.extra.get("hosts", 1) :]
        ds = [d for d in ds if not (d.person in ghosts and self.on(d))]
        for p in ghosts:
            visits = [(t + rng.choice((0, 0, 0, 1, 2)), n) for t, n in host.visits]
            ds.append(
                replace(host, person=p, visits=visits, out=host.out + rng.choice((0, 1)), body=None, gaps=[])
            )
        return ds

    def _go_card_parked(self, ds: list[Descent], walker: Walker, day: int) -> list[Descent]:
        m, out = self.m, []
        for d in ds:
            if not (self.on(d) and d.person in self.cast):
                out.append(d)
                continue
            if self.style == "toolbox_overstay":
                first = str(d.person.no) not in self.extra
                self.extra.setdefault(str(d.person.no), d)
                out.append(replace(d, carded=False))
                if first:
                    visits: list[tuple[float, int]] = [(d.came, 0)]
                    walker.go(visits, d.came, m.path(0, self.nodes[0]), m.style["ride"], 1.1)
                    t = walker.go(
                        visits, self.b - self.rng.uniform(3000, 3300), m.path(self.nodes[0], 0), 0.0, 1.1
                    )
                    out.append(
                        replace(d, visits=visits, out=t + 10, body=None, gaps=[], dies=None, still=True)
                    )
                continue
            _park(d, m, self.nodes[0], walker)
            out.append(d)
        return out

    def _go_data_fabricated(self, ds: list[Descent], walker: Walker, day: int) -> list[Descent]:
        if self.style == "filtered_team":
            for d in ds:
                d.carded = d.carded and not (self.on(d) and d.person in self.cast)
        return ds

    def _go_working_while_stopped(self, ds: list[Descent], walker: Walker, day: int) -> list[Descent]:
        assert self.face
        there = {d.person.no for d in ds}
        who = [p for p in self.cast if p.no not in there]
        crew = self._team(walker, day, who, walker.crew_places(self.face))
        for d in crew:
            d.carded = self.shown_cards
        return ds + crew

    def _go_overstaffed(self, ds: list[Descent], walker: Walker, day: int) -> list[Descent]:
        assert self.face
        return ds + self._team(walker, day, self.cast, walker.crew_places(self.face))


def _park(d: Descent, m: Mine, spot: int, walker: Walker) -> None:
    """The card goes as far as the spot, lies there, and one man brings all of them out."""
    visits: list[tuple[float, int]] = [(d.came, 0)]
    t = walker.go(visits, d.came, m.path(0, spot), m.style["ride"], 1.1)
    leave = max(t + 60, m.shift_start(d.day, d.shift) + m.shift_s - 1500 + d.day * 211 % 900)
    t = walker.go(visits, leave + walker.rng.uniform(0, 8), m.path(spot, 0), m.style["ride"], 1.1)
    d.visits, d.out, d.still, d.gaps = visits, t + 12, True, []
    d.body = (d.body[0] if d.body else d.came, t + walker.rng.uniform(15, 60))
