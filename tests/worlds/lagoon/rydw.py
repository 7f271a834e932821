"""The personnel location files."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path
from random import Random

import numpy as np

from .people import ABSENT, FROZEN, Crowd, Person, Trip
from .scene import Scene
from .sender import Sender
from .words import SYSTEMS

Bucket = list[tuple[int, str]]


class Lists:
    """Builds the full snapshots of one mine from the shown stays."""

    def __init__(self, scene: Scene, crowd: Crowd) -> None:
        self.scene = scene
        self.crowd = crowd
        self.dice = Random(f"lagoon/{scene.code}/lists")
        period = scene.habits.ryss_period
        first = self.dice.randrange(period)
        slip = scene.tricks.get("slip", 0)
        half = scene.days * 43200
        self.at = [
            t + (slip if t > half else 0) + (1 if self.dice.random() < 0.1 else 0)
            for t in range(first, scene.clock.end - slip - 5, period)
        ]
        self.buckets: list[Bucket] = [[] for _ in self.at]
        self.areas = np.zeros((len(scene.layout.areas) + 1, len(self.at)), dtype=np.int32)
        rng = np.random.default_rng([991, scene.number])
        self.wander = rng.normal(0, 1, 8192).tolist()
        self.luck = rng.random(8192).tolist()
        lay = scene.layout
        self.station = [lay.code(i) for i in range(len(lay.sites))]
        self.area_of = [s.area for s in lay.sites]
        self.area_code = [lay.area_code(a) for a in range(len(lay.areas))]

    def fill(self) -> None:
        """Enter every shown stay into the snapshots."""
        for trip in self.crowd.shown:
            self._enter(trip, self.crowd.persons[trip.person])

    def _enter(self, trip: Trip, who: Person) -> None:
        """One stay: its visits one after the other."""
        text = self.scene.clock.text
        head = f"{who.card};{who.name};"
        t_in = text(trip.t_in)
        tail = f";正常;{who.leader};{who.special};"
        trace: list[str] = []
        area, t_area, last = -1, "", ""
        ends = [*trip.times[1:], trip.t_out]
        for k, (site, t, mode) in enumerate(zip(trip.sites, trip.times, trip.modes)):
            if mode == ABSENT:
                continue
            k0, k1 = bisect_left(self.at, t), bisect_left(self.at, ends[k])
            if mode == FROZEN and last:
                self._still(trip, k0, k1, last)
                continue
            t_site = text(t)
            if self.area_of[site] != area:
                area, t_area = self.area_of[site], t_site
            trace.append(f"{self.station[site]}&{t_site}")
            code = self.area_code[area]
            if trip.forged:
                code, t_area = self.area_code[self.luck_index(trip, k) % len(self.area_code)], t_site
            body = f"{t_in};;{code};{t_area};{self.station[site]};{t_site};{self.scene.plan_name};"
            end = f"{tail}{','.join(trace[-self.scene.habits.trace_length :])}"
            last = f"{head}1;{body}{trip.base}{end}"
            self._visit(trip, k0, k1, head + "1;" + body, end)
            self.areas[area, k0:k1] += 1
            self.areas[-1, k0:k1] += 1
        if trip.exit_seen and trace:
            self._left(trip, head, t_in, area, t_area, trip.sites[-1], tail, trace[-1])

    def luck_index(self, trip: Trip, k: int) -> int:
        """A number drawn for a stay's k-th visit."""
        return int(self.luck[(trip.noise * 7 + k * 131) % 8192] * 1_000_000)

    def _visit(self, trip: Trip, k0: int, k1: int, front: str, end: str) -> None:
        """Records of one visit, with reader noise in the distance and a few missed reads."""
        person, spread, miss = trip.person, trip.spread, self.scene.habits.miss
        n = (trip.noise + k0 * 37) % 8192 if not trip.forged else trip.noise
        base = trip.base + (n % 41 - 20 if spread > 2 else 0)
        if self._replayed(trip):
            n = (trip.noise + round(self.at[k0] % 86400 if k0 < len(self.at) else 0) * 37) % 8192
            base = trip.base
        for k in range(k0, k1):
            n = (n + 1) % 8192
            if self.luck[n] < miss:
                continue
            self.buckets[k].append((person, f"{front}{int(base + spread * self.wander[n])}{end}"))

    def _replayed(self, trip: Trip) -> bool:
        return self.scene.plot.get("style") == "replayed_day"

    def _still(self, trip: Trip, k0: int, k1: int, record: str) -> None:
        """The last record repeated word for word."""
        for k in range(k0, k1):
            self.buckets[k].append((trip.person, record))

    def _left(
        self, trip: Trip, head: str, t_in: str, area: int, t_area: str, site: int, tail: str, trace: str
    ) -> None:
        """One record with flag 2 in the first snapshot after leaving."""
        k = bisect_left(self.at, trip.t_out)
        if k < len(self.at) and trip.t_out >= 0:
            text = self.scene.clock.text
            body = f"{t_in};{text(trip.t_out)};{self.area_code[area]};{t_area};{self.station[site]};"
            line = f"{head}2;{body}{text(trip.times[-1])};{self.scene.plan_name};0{tail}{trace}"
            self.buckets[k].append((-1, line))

    def inside(self, k: int) -> bool:
        """Whether snapshot k lies in the conduct's window."""
        plot = self.scene.plot
        return plot["d0"] * 86400 <= self.at[k] < plot["d1"] * 86400


def _constant(lists: Lists) -> None:
    """Cut or pad every list to one number."""
    counts = [len(b) for k, b in enumerate(lists.buckets) if lists.inside(k)]
    want = int(np.median(counts))
    before: Bucket = []
    for k, bucket in enumerate(lists.buckets):
        here = [row for row in bucket if row[0] >= 0]
        if lists.inside(k):
            listed = {p for p, _ in here}
            here += [row for row in before if row[0] not in listed]
            lists.buckets[k] = here[:want] + [row for row in bucket if row[0] < 0]
            here = here[:want]
        before = here if len(here) >= want // 2 else before


def _frozen(lists: Lists) -> None:
    """Repeat one list for some hours of every day."""
    dice, scene = lists.dice, lists.scene
    shift = dice.choice([s for s in range(scene.shifts) if s != scene.maintenance])
    for d in range(scene.plot["d0"], scene.plot["d1"]):
        a, b = scene.span(d, shift)
        k0 = bisect_left(lists.at, a + dice.randint(1800, 4000))
        k1 = bisect_left(lists.at, b - dice.randint(1200, 2400))
        for k in range(k0 + 1, k1):
            lists.buckets[k] = lists.buckets[k0]


def _deleted(lists: Lists) -> set[int]:
    """Snapshots that are deleted every night."""
    scene, gone = lists.scene, set()
    for d in range(scene.plot["d0"], scene.plot["d1"]):
        a, b = scene.span(d, scene.night)
        lead = lists.dice.randint(0, 2400)
        gone.update(
            range(bisect_left(lists.at, a + lead), bisect_left(lists.at, b - lists.dice.randint(600, 2400)))
        )
    return gone


def _snapshots(scene: Scene, sender: Sender, lists: Lists) -> None:
    """Write all RYSS files."""
    style = scene.plot.get("style")
    gone: set[int] = set()
    if style == "constant_count":
        _constant(lists)
    elif style == "frozen_lists":
        _frozen(lists)
    elif style == "deleted_nights":
        gone = _deleted(lists)
    for k, bucket in enumerate(lists.buckets):
        if k not in gone:
            sender.send("RYSS", lists.at[k], [line for _, line in bucket])


def _basics(scene: Scene, sender: Sender, crowd: Crowd) -> None:
    """RYXX, RYQY and RYJZ once a day."""
    lay, dice, clock = scene.layout, Random(f"lagoon/{scene.code}/basics"), scene.clock
    model, system, maker = dice.choice(SYSTEMS)
    people = [
        f"{p.card};{p.name};{p.trade};{p.post};{p.team};{p.birth};{p.school};{p.leader};{p.special}"
        for p in crowd.persons
    ]
    areas = [f"{a.type};{lay.area_code(k)};{a.limit};{a.name}" for k, a in enumerate(lay.areas)]
    stations = [f"{lay.code(k)};{s.name};{s.x};{s.y};{s.z};{s.name}" for k, s in enumerate(lay.sites)]
    hour = dice.randint(0, 6) * 3600 + dice.randint(0, 3000)
    valid = f"{clock.day(clock.days + 30)} 00:00:00"
    for d in range(scene.days):
        t = d * 86400 + hour
        head = f"{scene.code};{scene.name};{scene.limit};{model};{system};{maker};{valid};{clock.text(t)}"
        sender.send("RYXX", t, people, head)
        sender.send("RYQY", t + 4, areas)
        sender.send("RYJZ", t + 7, stations)


def _station_states(scene: Scene, sender: Sender) -> None:
    """JZSS every half hour: a dead station says so."""
    lay = scene.layout
    codes = [lay.code(k) for k in range(len(lay.sites))]
    dead, a, b = scene.tricks.get("dead", (-1, 0, 0))
    for t in range(300, scene.clock.end, 1800):
        now = scene.clock.text(t)
        rows = [f"{c};{'1' if k == dead and a <= t < b else '0'};1;{now}" for k, c in enumerate(codes)]
        sender.send("JZSS", t, rows)


def _overstays(scene: Scene, sender: Sender, crowd: Crowd, lists: Lists) -> None:
    """RYCS: who stays longer than a shift and a half, sent at the start and again with its end."""
    most = max(scene.lengths) * 3600 + 2.5 * 3600
    clock = scene.clock
    for trip in crowd.shown:
        if trip.t_out - trip.t_in <= most or trip.t_in < 0 or not trip.exit_seen:
            continue
        who, begin, site = crowd.persons[trip.person], trip.t_in + most, trip.sites[-1]
        head = f"{who.card};{who.name};{clock.text(trip.t_in)};{clock.text(begin)}"
        where = f"{lists.area_code[lists.area_of[site]]};{clock.text(trip.times[-1])};{lists.station[site]}"
        for t, end in ((begin, ""), (trip.t_out, clock.text(trip.t_out))):
            if t < clock.end:
                sender.send("RYCS", t, [f"{head};{end};{where};{clock.text(trip.times[-1])}"])


def _crowding(scene: Scene, sender: Sender, lists: Lists) -> None:
    """RYCY: areas and the mine above their limits for two snapshots or more."""
    lay, clock, period = scene.layout, scene.clock, scene.habits.ryss_period
    limits = [(a.limit, lists.area_code[k], a.name) for k, a in enumerate(lay.areas) if a.type == "重点区域"]
    rows = [lists.areas[k] for k, a in enumerate(lay.areas) if a.type == "重点区域"]
    limits.append((scene.limit, "", scene.name))
    rows.append(lists.areas[-1])
    least = max(2, 600 // period)
    for (limit, code, name), row in zip(limits, rows):
        over = np.flatnonzero(np.diff(np.concatenate([[0], (row > limit).astype(np.int8), [0]])))
        for k0, k1 in zip(over[::2].tolist(), over[1::2].tolist()):
            if k1 - k0 < least or k1 >= len(lists.at):
                continue
            a, b = clock.text(lists.at[k0]), clock.text(lists.at[k1])
            kind = "区域超员" if code else "全矿井超员"
            sender.send(
                "RYCY", lists.at[k1], [f"{kind};{limit};{int(row[k0:k1].max())};{code};{name};{a};{b};"]
            )


def write_rydw(scene: Scene, crowd: Crowd, folder: Path) -> None:
    """Write all personnel files of a mine."""
    sender = Sender(scene, folder, "rydw")
    lists = Lists(scene, crowd)
    lists.fill()
    _basics(scene, sender, crowd)
    _station_states(scene, sender)
    _overstays(scene, sender, crowd, lists)
    if scene.plot.get("kind") != "overstaffed" or scene.number % 3:
        _crowding(scene, sender, lists)
    _snapshots(scene, sender, lists)
