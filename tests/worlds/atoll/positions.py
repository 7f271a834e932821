"""The files of the personnel position system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .base import DAY, Clock, Span, chance, pick, uni, whole
from .conduct import Plan, Trick
from .events import Happenings
from .layout import Layout
from .people import Person, Session

EVENTS_IN_TRACE = 6
KEEP_OUT = 420.0


@dataclass
class Profile:
    """How a province separates fields and names files."""

    record: str = "~"
    end: str = "||"
    prefix: str = ""

    def content(self, header: str, rows: Iterable[str]) -> str:
        """A whole file."""
        body = self.record.join(rows)
        return header + self.record + (body + self.record if body else "") + self.end


class Sender:
    """Writes text files of one system into its folder, each once."""

    def __init__(self, folder: Path, mine: Layout, profile: Profile) -> None:
        self.folder, self.mine, self.profile = folder, mine, profile
        folder.mkdir(parents=True, exist_ok=True)
        self._names: set[str] = set()

    def send(self, kind: str, t: float, rows: Iterable[str], header: str = "", cut: float = 0.0) -> None:
        """One file; `cut` is the share of its end that got lost on the way."""
        clock = self.mine.clock
        name = f"{self.mine.code}_{self.profile.prefix}{kind}_{clock.stamp(t)}.txt"
        if name in self._names:
            return
        self._names.add(name)
        text = self.profile.content(header or f"{self.mine.code};{self.mine.name};{clock.text(t)}", rows)
        if cut:
            text = text[: int(len(text) * (1 - cut))]
        with open(self.folder / name, "w", encoding="utf-8", newline="") as out:
            out.write(text)


class PositionFiles:
    """Snapshots and what goes with them."""

    def __init__(
        self,
        rng: np.random.Generator,
        mine: Layout,
        happen: Happenings,
        plan: Plan,
        sessions: list[Session],
        people: list[Person],
        sender: Sender,
        period: int,
    ) -> None:
        self.rng, self.mine, self.happen, self.plan = rng, mine, happen, plan
        self.sessions = [s for s in sessions if s.carded]
        self.people, self.sender, self.period = people, sender, period
        self.clock: Clock = mine.clock
        self.phase = whole(rng, 0, min(period - 1, 45))
        self.n = int(self.clock.end // period)
        self.times = np.arange(self.n) * float(period) + self.phase
        self.poll = pick(rng, (1, 1, 2, 3, 5))
        self.ranging = pick(rng, ("fine", "coarse", "none"), (6, 3, 1))
        self.trace = 3 if period < 120 else EVENTS_IN_TRACE
        self.counts = np.zeros((len(mine.areas), self.n), dtype=np.int32)
        self.rows: dict[int, list[str]] = {}
        self.alarms = {
            k
            for k, p in (("RYCS", 0.7), ("RYCY", 0.65), ("RYXZ", 0.45 if plan.kind == "healthy" else 0.3))
            if chance(rng, p)
        }
        self.reader_off = {int(e.ref): e.value for e in happen.of("reader_clock")}
        self.dead: dict[int, list[Span]] = {}
        for e in happen.of("reader_outage"):
            self.dead.setdefault(int(e.ref), []).append(Span(e.a, e.b))
        self.off = [Span(e.a, e.b) for e in happen.of("link_outage") if e.ref in ("all", "rydw")]
        self.jumps = [(Span(e.a, e.b), e.value) for e in happen.of("clock_jump")]
        self.mouth = [pick(rng, people) for _ in range(whole(rng, 0, 2))] if chance(rng, 0.25) else []
        self._tenths = [f"{x / 10:.1f}" for x in range(-4000, 4001)]
        self._wholes = [str(x) for x in range(-400, 401)]
        self._night_gaps = self._deleted()
        self._kept: dict[int, list[str]] = {}
        self._still: list[str] | None = None
        self._over: dict[int, tuple[int, str]] = {}

    # -- snapshots --------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """All files of the period."""
        at = 0
        for d in range(self.clock.days):
            while at < len(self.sessions) and self.sessions[at].t_in < (d + 1) * DAY:
                self._session(self.sessions[at])
                at += 1
            self._basics(d)
            self._flush(d)
        self._long_stays()
        self._restricted()
        self._calls()

    def _heard(self, s: Session) -> list[tuple[float, int, float, float]]:
        """The trip as the readers that were alive report it."""
        if not self.dead or not any(x[1] in self.dead for x in s.events):
            return s.events
        out = []
        for i, (t, st, c, a) in enumerate(s.events):
            after = s.events[i + 1][0] if i + 1 < len(s.events) else s.t_out
            hole = next((x for x in self.dead.get(st, ()) if t in x), None)
            if hole is None or st == 0:
                out.append((t, st, c, a))
            elif after > hole.b:
                out.append((hole.b, st, c, a))
        return out or s.events[:1]

    def _session(self, s: Session) -> None:
        if s.t_out < self.times[0]:
            return
        mine, clock, poll = self.mine, self.clock, self.poll
        events = self._heard(s)
        first, last = np.searchsorted(self.times, (s.t_in, s.t_out))
        last = int(min(last, self.n))
        first = int(first)
        who = s.person
        stations, areas = mine.stations, mine.areas
        entered = clock.text(s.t_in // poll * poll)
        starts = np.searchsorted(self.times, [e[0] for e in events])
        spread = np.random.default_rng(s.seed).normal(0.0, 1.0, max(0, last - first))
        own = np.random.default_rng(s.seed ^ int(who.card)).normal(0.0, 0.35, spread.size)
        trail: list[str] = []
        area, area_at = -1, ""
        place, place_at = -1, ""
        lead = f"{mine.code}{who.card};{who.name};1;{entered};;"
        end_part = f";正常;{who.leader};{who.special};"
        rows, gaps = self.rows, s.gaps
        for i, (t, st, centre, amp) in enumerate(events):
            if st != place:
                place = st
                place_at = clock.text((t + self.reader_off.get(st, 0.0)) // poll * poll)
                trail.append(f"{stations[st].code}&{place_at}")
                if stations[st].area != area:
                    area, area_at = stations[st].area, place_at
            a = max(first, int(starts[i]))
            b = int(starts[i + 1]) if i + 1 < len(events) else last
            b = min(b, last)
            if a >= b:
                continue
            head = f"{lead}{areas[area].code};{area_at};{stations[st].code};{place_at};{mine.system};"
            tail = end_part + ",".join(trail[-self.trace :])
            texts = self._distances(centre, amp, spread[a - first : b - first], own[a - first : b - first])
            if gaps:
                for k in range(a, b):
                    t_k = self.times[k]
                    if not any(x <= t_k < y for x, y in gaps):
                        rows.setdefault(k, []).append(head + texts[k - a] + tail)
                        self.counts[area, k] += 1
                continue
            self.counts[area, a:b] += 1
            for k in range(a, b):
                rows.setdefault(k, []).append(head + texts[k - a] + tail)
        if s.lost or (gaps and any(x <= s.t_out < y for x, y in gaps)):
            return
        out_text = clock.text(s.t_out // poll * poll)
        head = (
            f"{mine.code}{who.card};{who.name};2;{entered};{out_text};{areas[stations[0].area].code};{area_at};"
            f"{stations[0].code};{out_text};{mine.system};0"
        )
        k = last
        while k < self.n and self.times[k] < s.t_out + KEEP_OUT:
            rows.setdefault(k, []).append(head + end_part + ",".join(trail[-self.trace :]))
            k += 1

    def _distances(self, centre: float, amp: float, spread: np.ndarray, own: np.ndarray) -> list[str]:
        if self.ranging == "none":
            return ["0"] * spread.size
        moved = centre + amp * np.clip(spread, -2.2, 2.2) + own
        value = np.full(spread.size, centre) if amp == 0.0 else moved
        value = np.clip(value, -399, 399)
        if self.ranging == "coarse":
            return [self._wholes[int(x) + 400] for x in np.round(value)]
        return [self._tenths[int(x) + 4000] for x in np.round(value * 10)]

    def _deleted(self) -> list[Span]:
        rng, mine = self.rng, self.mine
        out: list[Span] = []
        for t in self.plan.of("data_fabricated"):
            if t.style != "deleted_nights":
                continue
            for d in range(-1, self.clock.days):
                for k in t.shifts:
                    start = d * DAY + mine.shift_starts[k]
                    if start in t.span and chance(rng, 0.7):
                        a = start + uni(rng, 0.3, 1.6) * 3600
                        out.append(
                            Span(a, min(start + mine.shift_hours * 3600 - uni(rng, 0, 2400), t.span.b))
                        )
        return out

    def _trick(self, style: str) -> Trick | None:
        return next((t for t in self.plan.of("data_fabricated") if t.style == style), None)

    def _moved(self, rows: list[str], day: int, shift: int) -> list[str]:
        """Rows of another day with their dates put forward."""
        out = rows
        for d in range(day + 1, day - 3, -1):
            old, new = self.clock.date_text(d), self.clock.date_text(d + shift)
            out = [r.replace(old + " ", new + "\x00") for r in out]
        return [r.replace("\x00", " ") for r in out]

    def _flush(self, day: int) -> None:
        rng, clock = self.rng, self.clock
        replay, frozen, written = self._trick("replay"), self._trick("frozen"), self._trick("written")
        area_of = [a.limit for a in self.mine.areas]
        a, b = int(np.searchsorted(self.times, day * DAY)), int(np.searchsorted(self.times, (day + 1) * DAY))
        header_noise = np.abs(rng.normal(2, 2, max(0, b - a)))
        luck = rng.random(max(0, b - a))
        for k in range(a, b):
            rows = self.rows.pop(k, [])
            t = float(self.times[k])
            if replay:
                shift = int(replay.size // DAY)
                back = k - int(replay.size // self.period)
                if replay.span.a - replay.size <= t < replay.span.b:
                    self._kept[k] = rows
                if t in replay.span and back in self._kept:
                    rows = self._moved(self._kept[back], int(self.times[back] // DAY), shift)
                    self._kept[k] = rows
            if frozen and t in frozen.span:
                self._still = self._still or rows
                rows = self._still
            if written and t in written.span:
                rows = self._invented(written, t)
            if any(t in s for s in self.off) or any(t in s for s in self._night_gaps):
                continue
            mouth = [
                f"{self.mine.code}{p.card};{p.name};0;;;{self.mine.areas[0].code};;{self.mine.stations[0].code};;"
                f"{self.mine.system};0;正常;{p.leader};{p.special};"
                for p in self.mouth
            ]
            shown = t + header_noise[k - a] + next((v for s, v in self.jumps if t in s), 0.0)
            x = luck[k - a]
            if x < 0.0004:
                continue
            self.sender.send("RYSS", shown, rows + mouth, cut=uni(rng, 0.05, 0.6) if x > 0.9997 else 0.0)
            if "RYCY" in self.alarms:
                self._crowding(k, shown, rows, area_of)
        for hour in range(24):
            t = day * DAY + hour * 3600 + 20
            if not any(t in s for s in self.off):
                self.sender.send(
                    "JZSS",
                    t,
                    [
                        f"{s.code};{1 if any(t in x for x in self.dead.get(i, ())) else 0};1;{clock.text(t)}"
                        for i, s in enumerate(self.mine.stations)
                    ],
                )

    def _invented(self, t: Trick, at: float) -> list[str]:
        """Snapshots a clerk's program makes up: lawful people at lawful places."""
        rng, mine, clock = self.rng, self.mine, self.clock
        day, k = mine.shift_of(at)
        start = day * DAY + mine.shift_starts[k]
        crew = np.random.default_rng([t.n, day + 50, k])
        staff = [p for p in self.people if p.team != "来宾"]
        n = min(len(staff), int(mine.size / (len(mine.shift_starts) + 0.4)) + int(crew.integers(-2, 3)))
        chosen = crew.choice(len(staff), n, replace=False)
        spots = [i for f in mine.faces if f.works_at(at) for i in f.stations] + mine.mains + [1]
        exact = t.size > DAY
        out = []
        for j in chosen:
            p = staff[int(j)]
            came = start - 1800 + (0 if exact else int(crew.integers(0, 900)))
            pace = int(crew.integers(2, 5))
            slot = int((at - start) // (self.period * pace))
            own = np.random.default_rng([int(p.card), day + 50, k, max(0, slot)])
            st = mine.stations[spots[int(own.integers(len(spots)))]]
            seen = max(came, start + slot * self.period * pace + int(own.integers(0, 40)))
            seen_text = clock.text(at - int(rng.integers(0, 3)) if exact else min(seen, at))
            dist = f"{own.uniform(-50, 50):.1f}" if self.ranging == "fine" else str(int(own.uniform(-50, 50)))
            out.append(
                f"{mine.code}{p.card};{p.name};1;{clock.text(came)};;{mine.areas[st.area].code};{seen_text};"
                f"{st.code};{seen_text};{mine.system};{dist};正常;{p.leader};{p.special};{st.code}&{seen_text}"
            )
        return out

    # -- alarms and lists ---------------------------------------------------------------------------------------------

    def _crowding(self, k: int, shown: float, rows: list[str], limits: list[int]) -> None:
        mine, clock = self.mine, self.clock
        for i, limit in enumerate(limits):
            count = int(self.counts[i, k])
            full = limit > 0 and count > limit and mine.areas[i].kind != "井口区域"
            if full and i not in self._over:
                code = mine.areas[i].code
                cards = ",".join(r[:17] for r in rows if f";{code};" in r[:120])
                row = f"区域超员;{limit};{count};{code};{mine.areas[i].name};{clock.text(shown)};%s;{cards}"
                self._over[i] = (k, row)
                self.sender.send("RYCY", shown + i % 50, [row % ""])
            elif not full and i in self._over:
                _, row = self._over.pop(i)
                self.sender.send("RYCY", shown + 1 + i % 50, [row % clock.text(shown)])

    def _long_stays(self) -> None:
        if "RYCS" not in self.alarms:
            return
        mine, clock = self.mine, self.clock
        limit = 12 * 3600.0
        for s in self.sessions:
            start = s.t_in + limit
            if s.t_out <= start or not 0 <= start < self.clock.end or s.lost:
                continue
            t, st, _, _ = next((e for e in reversed(s.events) if e[0] <= start), s.events[0])
            code = mine.stations[st]
            row = (
                f"{mine.code}{s.person.card};{s.person.name};{clock.text(s.t_in)};{clock.text(start)};%s;"
                f"{mine.areas[code.area].code};{clock.text(t)};{code.code};{clock.text(t)}"
            )
            self.sender.send("RYCS", start + 5, [row % ""])
            if s.t_out < self.clock.end:
                self.sender.send("RYCS", s.t_out + 6, [row % clock.text(s.t_out)])

    def _restricted(self) -> None:
        if "RYXZ" not in self.alarms:
            return
        mine, clock = self.mine, self.clock
        for s in self.sessions:
            for i, (t, st, _, _) in enumerate(s.events):
                if mine.areas[mine.stations[st].area].kind != "限制区域" or not 0 <= t < self.clock.end:
                    continue
                if i and s.events[i - 1][1] == st:
                    continue
                end = next((e[0] for e in s.events[i + 1 :] if e[1] != st), s.t_out)
                code = mine.stations[st]
                row = (
                    f"{mine.code}{s.person.card};{s.person.name};{clock.text(t)};{clock.text(end)};"
                    f"{clock.text(s.t_in)};{mine.areas[code.area].code};{clock.text(t)};{code.code};{clock.text(t)}"
                )
                self.sender.send("RYXZ", end + 4, [row])

    def _calls(self) -> None:
        rng, mine, clock = self.rng, self.mine, self.clock
        for e in self.happen.of("drill"):
            down = [s for s in self.sessions if s.t_in < e.a < s.t_out]
            if not down or chance(rng, 0.5):
                continue
            s = pick(rng, down)
            t, st, _, _ = next((x for x in reversed(s.events) if x[0] <= e.a), s.events[0])
            code = mine.stations[st]
            row = (
                f"{mine.code}{s.person.card};{s.person.name};{clock.text(e.a)};{clock.text(e.a + 95)};"
                f"{clock.text(s.t_in)};{mine.areas[code.area].code};{clock.text(t)};{code.code};{clock.text(t)}"
            )
            self.sender.send("RYQJ", e.a + 100, [row])

    def _basics(self, day: int) -> None:
        mine, clock = self.mine, self.clock
        t = day * DAY + 600.0
        while any(t in s for s in self.off):
            t += 1800
        if t >= (day + 1) * DAY:
            return
        if day == 0:
            unset = uni(self.rng, 0.0, 0.1)
            self._unset = {p.card for p in self.people if chance(self.rng, unset)}
            self._twice = pick(self.rng, self.people) if chance(self.rng, 0.15) else None
        rows = []
        for p in self.people:
            trade = "未设置" if p.card in self._unset else p.trade
            rows.append(
                f"{mine.code}{p.card};{p.name};{trade};{p.duty};{p.team};1990-01-01;;{p.leader};{p.special}"
            )
        if self._twice:
            p = self._twice
            rows.append(f"{mine.code}{p.card};{p.name}二;未设置;工人;离矿人员;1990-01-01;;0;0")
        header = (
            f"{mine.code};{mine.name};{mine.headcount_limit};KJ{250 + mine.size};人员位置监测系统;某电子公司;"
            f"2027-06-30;{clock.text(t)}"
        )
        self.sender.send("RYXX", t, rows, header)
        self.sender.send("RYQY", t + 2, [f"{a.kind};{a.code};{a.limit};{a.name}" for a in mine.areas])
        self.sender.send(
            "RYJZ",
            t + 4,
            [f"{s.code};{s.name};{s.x:.1f};{s.y:.1f};{s.z:.1f};{s.name}" for s in mine.stations],
        )
