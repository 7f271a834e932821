"""Text files of the location system (rydw): base data, snapshots, station states, forgeries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .layout import Mine
from .people import Roster, Trip
from .scenario import DAY

Item = tuple[Trip, int, float, int]  # descent, index of its last read, distance, flag


class TextWriter:
    """Writes files of a mine in its profile, with the dirt of its sender."""

    def __init__(self, m: Mine, folder: Path, rng: np.random.Generator) -> None:
        self.m, self.folder, self.rng = m, folder, rng
        self.record, self.tail, self.prefix = ("^", "]]]", "N") if m.caret else ("~", "||", "")
        self.dirty = "dirty_files" in m.case.events

    def put(self, system: str, kind: str, at: float, rows: Sequence[str], head: str = "") -> None:
        """Writes one file; now and then a dirty sender cuts it, doubles it or names it late."""
        m = self.m
        head = head or f"{m.code};{m.name};{m.stamp(at)}"
        text = self.record.join([head, *rows]) + self.record + self.tail
        draw = self.rng.random() if self.dirty else 1.0
        name_at = at + float(self.rng.uniform(600, 7200)) if draw < 0.005 else at
        if 0.005 <= draw < 0.013:
            self._save(system, kind, at, text[: int(len(text) * self.rng.uniform(0.2, 0.9))])
            if draw < 0.008:
                return
            name_at = at + 41
        elif 0.013 <= draw < 0.018:
            self._save(system, kind, at + 23, text)
        self._save(system, kind, name_at, text)

    def _save(self, system: str, kind: str, at: float, text: str) -> None:
        stamp = "".join(c for c in self.m.stamp(at) if c.isdigit())
        path = self.folder / system / f"{self.m.code}_{self.prefix}{kind}_{stamp}.txt"
        path.write_text(text, encoding="utf-8", newline="")


class Snapshots:
    """The RYSS stream of a mine."""

    def __init__(self, m: Mine, roster: Roster, writer: TextWriter, rng: np.random.Generator) -> None:
        self.m, self.roster, self.out, self.rng = m, roster, writer, rng
        self.kept: dict[int, list[Item]] = {}
        self.cache: dict[tuple[int, int, int], str] = {}
        self.blind: tuple[int, float, float] | None = None
        span = m.case.event_at.get("dead_reader")
        if span:
            self.blind = (m.main[2], span[0] * DAY, span[1] * DAY)
            if m.site and m.site[0] == m.at["Z1"]:
                self.blind = (m.at["R1"], span[0] * DAY, span[1] * DAY)
        self._clean()
        self.filtered: set[int] = set()
        if m.case.name() == "filtered_crew":
            pool = sorted({t.card for t in roster.trips if t.card >= 0 and t.group == m.places[0].face_id})
            self.filtered = set(pool)
            roster.cards.update(pool)
        self.cap = 0

    def _clean(self) -> None:
        """Takes out what readers did not read: dead reader, bad coverage; joins reads of one station."""
        bad = {self.m.main[1], self.m.main[3], *self.m.places[0].stations[1:2]}
        weak = "bad_coverage" in self.m.case.events
        for t in self.roster.trips:
            reads: list[tuple[int, int]] = []
            for k, (at, s) in enumerate(t.reads):
                if k and self.blind and s == self.blind[0] and self.blind[1] <= at < self.blind[2]:
                    continue
                if k and weak and s in bad and self.rng.random() < 0.35:
                    continue
                if not reads or reads[-1][1] != s:
                    reads.append((at, s))
            t.reads = reads

    def _place(self, t: Trip, i: int, shift_by: int) -> str:
        """Area, station, their times; cached because it repeats from snapshot to snapshot."""
        key = (id(t), i, shift_by)
        if key not in self.cache:
            m, at = self.m, t.reads[i]
            area, j = m.area_of[at[1]], i
            while j > 0 and m.area_of[t.reads[j - 1][1]] == area:
                j -= 1
            self.cache[key] = (
                f"{area};{m.stamp(t.reads[j][0] + shift_by)};{m.codes[at[1]]};{m.stamp(at[0] + shift_by)}"
            )
        return self.cache[key]

    def _trace(self, t: Trip, i: int, shift_by: int) -> str:
        key = (id(t), -1 - i, shift_by)
        if key not in self.cache:
            part = t.reads[max(0, i + 1 - self.m.trace_depth) : i + 1]
            self.cache[key] = ",".join(f"{self.m.codes[s]}&{self.m.stamp(a + shift_by)}" for a, s in part)
        return self.cache[key]

    def row(self, item: Item, shift_by: int) -> str:
        """One RYSS record."""
        t, i, distance, flag = item
        m, p = self.m, self.roster.persons[t.card]
        out = m.stamp(t.t_out + shift_by) if flag == 2 else ""
        return (
            f"{p.card};{p.name};{flag};{m.stamp(t.t_in + shift_by)};{out};{self._place(t, i, shift_by)};"
            f"{m.scheme};{distance:.1f};正常;{p.leader};{p.special};{self._trace(t, i, shift_by)}"
        )

    def items(self, now: int, active: Sequence[Trip], pointer: dict[int, int]) -> list[Item]:
        """The true content of the snapshot at `now`, before any forgery."""
        noise = self.rng.normal(0, 1, size=len(active))
        base = self.rng.uniform(-45, 45, size=len(active))
        result: list[Item] = []
        for k, t in enumerate(active):
            i = pointer.get(id(t), 0)
            while i + 1 < len(t.reads) and t.reads[i + 1][0] <= now:
                i += 1
            pointer[id(t)] = i
            frozen = False
            dropped = False
            for a, b, how in t.unseen:
                frozen |= a <= now < b and how == "frozen"
                dropped |= a <= now < b and how == "dropped"
            if dropped:
                continue
            home = ((t.t_in * 7 + t.reads[i][0] * 13) % 800) / 10 - 40
            if frozen or t.sigma == 0.0:
                distance = home if frozen else home + 0.2 * noise[k]
            elif t.sigma < 2:
                distance = home + 0.8 * noise[k]
            else:
                distance = 0.5 * home + base[k] * 0.6 + 3 * noise[k]
            result.append((t, i, float(distance), 2 if t.t_out <= now else 1))
        return result

    def run(self) -> None:
        """Writes all snapshots of the world's days."""
        m, case = self.m, self.m.case
        trips = [t for t in self.roster.trips if t.card >= 0 and t.reads]
        pointer: dict[int, int] = {}
        active: list[Trip] = []
        nxt = 0
        if case.name() == "capped_list":
            load = [sum(t.t_in <= s < t.t_out for t in trips) for s in range(DAY // 2, case.days * DAY, 7200)]
            self.cap = int(np.percentile(load, 75) * (case.style.share if case.style else 1))
        for k in range(case.days * DAY // m.period):
            now = k * m.period + int(self.rng.integers(0, 6))
            while nxt < len(trips) and trips[nxt].t_in <= now:
                active.append(trips[nxt])
                nxt += 1
            active = [t for t in active if now < t.t_out + m.period]
            if case.during("location_outage", now / DAY):
                continue
            items = self.items(now, active, pointer)
            rows = self._forge(k, now, items)
            if rows is not None:
                self.out.put("rydw", "RYSS", now, rows)
            if k % 500 == 0:
                self.cache.clear()

    def _forge(self, k: int, now: int, items: list[Item]) -> list[str] | None:
        """The rows that the mine sends: the truth, or what a fabricated-data script makes of it."""
        m, case = self.m, self.m.case
        per_day = DAY // m.period
        name = case.name()
        if name == "replayed_day" and (case.d0 - 1) * per_day <= k < case.d0 * per_day:
            self.kept[k % per_day] = items
        if case.kind != "data_fabricated" or not case.d0 <= now / DAY < case.d1:
            return [self.row(x, 0) for x in items]
        if name == "replayed_day":
            back = (now // DAY - case.d0 + 1) * DAY
            return [self.row(x, back) for x in self.kept.get(k % per_day, [])]
        if name == "invented":
            return self._invented(now)
        if name == "filtered_crew":
            return [
                self.row(x, 0)
                for x in items
                if x[0].card not in self.filtered
                or x[3] == 2
                or now < x[0].t_in + 900
                or now > x[0].t_out - 900
            ]
        if name == "night_files_deleted":
            begin, end = m.shift_span(0, m.night())
            inside = (now - begin - 2700) % DAY < end - begin - 5400
            return None if inside else [self.row(x, 0) for x in items]
        shown = sorted(items, key=lambda x: x[0].card)[: self.cap]
        self.roster.cards.update(x[0].card for x in items if x not in shown)
        return [self.row(x, 0) for x in shown]

    def _invented(self, now: int) -> list[str]:
        """Rows made at a desk: entry at the shift's first second, stations drawn by lot."""
        m, rng = self.m, self.rng
        shift = max((s for s in range(len(m.starts)) if m.starts[s] <= now % DAY), default=len(m.starts) - 1)
        day = now // DAY - (0 if m.starts[shift] <= now % DAY else 1)
        begin, _ = m.shift_span(day, shift)
        listed = [i for i, p in enumerate(self.roster.persons) if p.team != "来宾"]
        n = min(len(listed), max(20, m.limit // 2))
        rows = []
        areas = list(m.areas)
        for i in listed[: n + int(rng.integers(-1, 2))]:
            p, s = self.roster.persons[i], rng.integers(0, len(m.codes), size=4)
            area = areas[int(rng.integers(0, len(areas)))]
            trace = ",".join(f"{m.codes[int(c)]}&{m.stamp(now - 60 * (4 - j))}" for j, c in enumerate(s))
            rows.append(
                f"{p.card};{p.name};1;{m.stamp(begin)};;{area};{m.stamp(now)};{m.codes[int(s[3])]};"
                f"{m.stamp(now)};{m.scheme};{int(rng.integers(0, 50))};正常;"
                f"{p.leader};{p.special};{trace}"
            )
        return rows


def write_base_files(
    m: Mine,
    roster: Roster,
    out: TextWriter,
    rng: np.random.Generator,
    blind: tuple[int, float, float] | None,
) -> None:
    """RYXX, RYQY and RYJZ once a day, JZSS every half hour, RYCY where an area is plainly overfull."""
    case = m.case
    births = [
        f"{int(y)}-{int(mo):02d}-01"
        for y, mo in zip(
            rng.integers(1966, 2003, size=len(roster.persons)),
            rng.integers(1, 13, size=len(roster.persons)),
            strict=False,
        )
    ]
    people = [
        f"{p.card};{p.name};{p.trade};{'带班矿长' if p.leader else '工人'};{p.team};{b};高中;"
        f"{p.leader};{p.special}"
        for p, b in zip(roster.persons, births, strict=False)
    ]
    areas = [f"{a['type']};{a['area_code']};{a['limit']};{a['name']}" for a in m.areas.values()]
    stations = [
        f"{c};{n};{x:.1f};{y:.1f};{z:.1f};{n}"
        for c, n, (x, y, z) in zip(m.codes, m.names, m.xyz, strict=False)
    ]
    for day in range(case.days):
        at = day * DAY + 600
        head = f"{m.code};{m.name};{m.limit};KJ-定位;人员定位系统;甲厂;2027-12-31;{m.stamp(at)}"
        out.put("rydw", "RYXX", at, people, head)
        out.put("rydw", "RYQY", at + 5, areas)
        out.put("rydw", "RYJZ", at + 10, stations)
    for now in range(0, case.days * DAY, 1800):
        if case.during("location_outage", now / DAY):
            continue
        dead = blind[0] if blind and blind[1] <= now < blind[2] else -1
        out.put(
            "rydw",
            "JZSS",
            now + 2,
            [f"{c};{1 if i == dead else 0};1;{m.stamp(now)}" for i, c in enumerate(m.codes)],
        )
    if case.name() == "face_double_crew":
        p = m.places[0]
        area = m.areas[m.area_of[p.stations[0]]]
        for day in range(case.d0, case.d1):
            a = m.shift_span(day, 0)[0] + 5400
            if a + 7200 < case.days * DAY:
                here = [t for t in roster.trips if t.group == p.face_id and t.day == day and t.shift == 0]
                cards = ",".join(roster.persons[t.card].card for t in here)
                if here and len(here) > int(str(area["limit"])):
                    out.put(
                        "rydw",
                        "RYCY",
                        a + 7200,
                        [
                            f"区域超员;{area['limit']};{len(here)};{area['area_code']};"
                            f"{area['name']};{m.stamp(a)};;{cards}"
                        ],
                    )
