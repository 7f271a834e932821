"""A second, independent writer of monitoring files, straight by the contract.

It shares nothing with `minewarden.sim`: another layout (a ladder of two drifts with cross-cuts), other physics (closed
formulas instead of a simulated plant), other noise, other habits of sending. What the comparison finds only because
of a quirk of the project's simulator, it does not find here.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

CHINA = timezone(timedelta(hours=8))
CODE = "140922330707"
TRACES = frozenset({"air", "power", "output", "haulage", "gas", "water", "explosives"})


@dataclass
class Plot:
    """What happens in a scene. Days are counted from the first; `to_day` is the last day, included."""

    kind: str = ""
    style: str = ""
    from_day: int = 0
    to_day: int = 0
    traces: frozenset[str] = TRACES
    crew: int = 9


@dataclass
class Setting:
    """How the mine is and how it sends."""

    seed: int = 1
    days: int = 10
    period_s: int = 600
    start: datetime = datetime(2025, 3, 3, tzinfo=CHINA)
    faces: int = 2
    systems: frozenset[str] = frozenset(
        {"people", "cdss", "power", "haulage", "output", "water", "explosives", "video"}
    )
    caret: bool = False
    trades: bool = True
    entries: bool = True
    shifts: tuple[int, ...] = (6, 14, 22)
    plots: list[Plot] = field(default_factory=list)
    rest_days: frozenset[int] = frozenset()
    stopped_days: frozenset[int] = frozenset()
    noise: float = 0.03
    jitter_s: int = 90


@dataclass
class Trip:
    """One card's descent: station changes (epoch second, station number); out at `until`, its bearer maybe later."""

    card: str
    entered: int
    steps: list[tuple[int, int]]
    until: int
    hidden_from: int = 0
    hidden_to: int = 0
    distance: float | None = None
    bearer_until: int = 0


class Ladder:
    """Stations: 0 collar, 1 shaft foot, 2..11 lower drift, 12..21 upper drift, then face, seal and pit stations."""

    def __init__(self, faces: int) -> None:
        self.xy: list[tuple[float, float]] = [(0, 0), (0, -30)]
        self.ways: list[tuple[int, int]] = [(0, 1)]
        for row in range(2):
            for i in range(10):
                self.xy.append((120.0 * (i + 1), -60.0 * row))
                self.ways.append((len(self.xy) - 2 if i else 1, len(self.xy) - 1))
        for i in (2, 5, 9):
            self.ways.append((2 + i, 12 + i))
        self.face_ends = [[self.add(3 + 2 * f, 300), self.add(len(self.xy) - 1, 390)] for f in range(faces)]
        self.seal = self.add(20, -240)
        self.old = self.add(self.seal, -330)
        self.second = self.add(16, -260)
        self.pit = self.add(2, 60)

    def add(self, near: int, y: float) -> int:
        self.xy.append((self.xy[near][0] + 25, y))
        self.ways.append((near, len(self.xy) - 1))
        return len(self.xy) - 1

    def path(self, to: int) -> list[int]:
        """Stations from the collar to `to`, breadth first."""
        came = {0: 0}
        queue = [0]
        for at in queue:
            for a, b in self.ways:
                for x, y in ((a, b), (b, a)):
                    if x == at and y not in came:
                        came[y] = at
                        queue.append(y)
        way = [to]
        while way[-1]:
            way.append(came[way[-1]])
        return way[::-1]


class Scene:
    """Builds and writes one mine. `write(inbox)` gives the mine's folder."""

    def __init__(self, setting: Setting) -> None:
        self.s = setting
        self.rng = random.Random(setting.seed)
        self.lad = Ladder(setting.faces)
        self.t0 = int(setting.start.timestamp())
        self.roster: list[tuple[str, str, str]] = []
        self.trips: list[Trip] = []
        self.deletions: list[tuple[int, int]] = []
        self.replay: tuple[int, int, int] | None = None
        self.unlisted: list[tuple[int, int, int]] = []
        self.alarms: list[tuple[str, int, int]] = []  # card, epoch second, station
        self.made_up: tuple[int, int] | None = None
        self.registered = True
        self.seal_declared = True
        self.heading_until: int | None = None  # the last approved day of the heading; its crew goes on

    # -- codes ---------------------------------------------------------------------------------------------

    def station(self, number: int) -> str:
        area = 1 + number // 6
        return f"{CODE}{area:04d}{number:06d}"

    def card(self, number: int) -> str:
        return f"{CODE}{number:05d}"

    def plot(self, kind: str, day: int) -> Plot | None:
        return next((p for p in self.s.plots if p.kind == kind and p.from_day <= day <= p.to_day), None)

    # -- people --------------------------------------------------------------------------------------------

    def hire(self, count: int, trade: str, team: str) -> list[str]:
        cards = [self.card(len(self.roster) + i + 1) for i in range(count)]
        self.roster += [(card, trade if self.s.trades else "未设置", team) for card in cards]
        return cards

    def go(self, card: str, start: int, place: list[int], hours: float, lead: int | None = None) -> Trip:
        """Walk in, alternate between the stations of the place, walk out."""
        rng, jitter = self.rng, self.s.jitter_s
        at = start + (rng.randrange(-900, 900) if lead is None else lead)
        entered, steps = at, []
        for station in self.lad.path(place[0]):
            steps.append((at, station))
            at += rng.randrange(80, 160) + rng.randrange(-jitter // 2, jitter // 2 + 1)
        end = start + int(hours * 3600) + rng.randrange(-600, 600)
        while at < end:
            steps.append((at, rng.choice(place)))
            at += rng.randrange(900, 4200)
        at = end
        for station in reversed(self.lad.path(place[0])):
            steps.append((at, station))
            at += rng.randrange(80, 160)
        trip = Trip(card, entered, sorted(steps), at)
        self.trips.append(trip)
        return trip

    def people(self) -> None:
        s, lad = self.s, self.lad
        crews = {
            (f, k): self.hire(8, "采煤工" if f == 0 else "掘进工", f"{f + 1}队")
            for f in range(s.faces)
            for k in range(3)
        }
        pump = {k: self.hire(1, "水泵工", "机电队") for k in range(3)}
        watch = {k: self.hire(2, "瓦斯检查员", "通风队") for k in range(3)}
        repair = self.hire(4, "巷道维修工", "修护队")
        dark = {k: self.hire(12, "掘进工", "外协队") for k in range(3)}
        for day in range(s.days):
            for k, hour in enumerate(s.shifts):
                start = self.t0 + day * 86400 + hour * 3600
                idle = day in s.rest_days or (
                    day in s.stopped_days and not self.plot("working_while_stopped", day)
                )
                if not idle:
                    self.shift(day, k, start, crews)
                for card in pump[k]:
                    self.go(card, start, [lad.pit], 7.6)
                for card in watch[k]:
                    self.go(card, start, [lad.face_ends[k % s.faces][0], 5 + k, 15], 6.5)
                plot = self.plot("hidden_face", day)
                if plot and k != 2:
                    self.dark_shift(plot, start, dark[k])
            if day not in s.rest_days:
                for card in repair:
                    self.go(card, self.t0 + day * 86400 + 8 * 3600, [4 + day % 5], 6.0)

    def shift(self, day: int, k: int, start: int, crews: dict[tuple[int, int], list[str]]) -> None:
        for f, place in enumerate(self.lad.face_ends):
            cards = list(crews[f, k])
            over = self.plot("overstaffed", day)
            if over and f == 0:
                cards += [c for (g, j), more in crews.items() if j == (k + 1) % 3 and g == 0 for c in more]
            carried, parked = self.plot("cards_carried", day), self.plot("card_parked", day)
            for i, card in enumerate(cards):
                if carried and f == 0 and k == 0 and 1 <= i <= 4:
                    first = self.trips[-i]
                    self.trips.append(
                        Trip(
                            card, first.entered + i, [(t + i % 3, p) for t, p in first.steps], first.until + i
                        )
                    )
                elif parked and f == 1 and k == 1 and i < 4:
                    trip = self.go(card, start, place, 7.5)
                    still = self.lad.path(place[0])[3]
                    trip.steps = [
                        x for x in trip.steps if x[1] in self.lad.path(still) and x[0] < start + 3600
                    ] + [(start + 3600, still), (trip.until - 900, 1)]
                    trip.distance = 12.0
                else:
                    self.go(card, start, place, 7.5)

    def dark_shift(self, plot: Plot, start: int, cards: list[str]) -> None:
        if plot.style == "no_cards":
            return
        place = [self.lad.seal, self.lad.old] if plot.style == "seen" else [self.lad.seal]
        for card in cards[: plot.crew]:
            trip = self.go(card, start, place, 7.8)
            inside = [t for t, p in trip.steps if p in place]
            if plot.style in {"vanish", "frozen"}:
                trip.steps = [x for x in trip.steps if x[1] not in place] + [
                    (inside[0], place[0]),
                    (trip.until - 1500, place[0]),
                ]
                trip.steps.sort()
            if plot.style == "erased":  # never listed; the alarm on entering the closed road was forgotten
                trip.hidden_from, trip.hidden_to = trip.entered, trip.until + 600
                self.alarms.append((card, inside[0], place[0]))
            if plot.style == "ridden":  # read here and there on the way in and out, never at the seal
                trip.steps = [step for step in trip.steps if step[1] not in place]
                way = self.lad.path(place[0])
                last, first = (way[-self.rng.randrange(2, 6)] for _ in range(2))
                trip.hidden_from = next(t for t, p in trip.steps if p == last) + 1
                trip.hidden_to = next(t for t, p in reversed(trip.steps) if p == first)
            if plot.style == "vanish":
                trip.hidden_from, trip.hidden_to = inside[0] + 400, trip.until - 1500

    # -- plant ---------------------------------------------------------------------------------------------

    def near(self, value: float, noise: float | None = None) -> float:
        return value * self.rng.gauss(1, self.s.noise if noise is None else noise)

    def at_work(self, day: int, hour: float) -> float:
        if day in self.s.rest_days or (
            day in self.s.stopped_days and not self.plot("working_while_stopped", day)
        ):
            return 0.0
        return 0.35 if 6 <= hour < 12 else 1.0

    def dark(self, day: int, hour: float, trace: str) -> float:
        plot = self.plot("hidden_face", day)
        if plot is None or trace not in plot.traces:
            return 0.0
        return 1.0 if 7 <= hour < 21 else 0.15

    # -- writing -------------------------------------------------------------------------------------------

    def write(self, inbox: Path) -> Path:
        from tests.factors import scene_files

        self.people()
        return scene_files.write(self, inbox)

    def span(self, plot: Plot) -> tuple[str, str]:
        low = self.s.start + timedelta(days=plot.from_day)
        return low.isoformat(), (self.s.start + timedelta(days=plot.to_day + 1)).isoformat()

    def iso(self, at: int) -> str:
        return datetime.fromtimestamp(at, CHINA).isoformat()


def local(at: int) -> str:
    """`yyyy-MM-dd HH:mm:ss` in China time."""
    return datetime.fromtimestamp(at, CHINA).strftime("%Y-%m-%d %H:%M:%S")


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at, CHINA).strftime("%Y%m%d%H%M%S")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def dump(path: Path, told: Any) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


Row = Callable[[int], str]
