"""Personnel location files: who stands where, as the cards tell it."""

from __future__ import annotations

import bisect
import math
from pathlib import Path

from .model import DAY, Mine, Trip
from .textfile import TextWriter, in_spans

TENTHS = {i: f"{i / 10:.1f}" for i in range(-700, 701)}
NOISE = 4093


class Snapshots:
    """Builds the rows of all snapshots of a mine."""

    def __init__(self, mine: Mine, trips: list[Trip]) -> None:
        """Prepares noise and empty snapshots."""
        self.mine, rnd = mine, mine.rnd
        self.trips = sorted(trips, key=lambda t: (t.t_in, t.card))
        self.first = rnd.randint(3, 55)
        self.count = (mine.days * DAY - self.first - 1) // mine.period + 1
        self.inside: list[list[str]] = [[] for _ in range(self.count)]
        self.left: list[list[str]] = [[] for _ in range(self.count)]
        self.area_rows: list[list[int]] = [[] for _ in range(self.count)]
        self.walk = [max(-160, min(160, int(rnd.gauss(0, 45)))) for _ in range(NOISE)]
        self.calm = [max(-40, min(40, int(rnd.gauss(0, 12)))) for _ in range(NOISE)]
        self.miss = [rnd.random() < 0.004 for _ in range(NOISE)]
        self.step = 4 if mine.period < 120 else 6

    def index(self, t: float) -> int:
        """Number of the first snapshot at or after t."""
        return min(self.count, max(0, math.ceil((t - self.first) / self.mine.period)))

    def time(self, k: int) -> float:
        """Time of a snapshot."""
        return float(self.first + k * self.mine.period)

    def offset(self, t: float) -> float:
        """Error of the server clock at t."""
        return next((off for a, b, off in self.mine.clock if a <= t < b), 0.0)

    def text(self, t: float) -> str:
        """A time as the server writes it."""
        return self.mine.cal.text(t + self.offset(t)) if self.mine.clock else self.mine.cal.text(t)

    def build(self) -> None:
        """Fills all snapshots."""
        for trip in self.trips:
            if trip.wellhead:
                self.wellhead_rows(trip, trip.t_in, trip.t_out)
            if not trip.carded or not trip.visits:
                continue
            if trip.invented:
                self.invented_rows(trip)
            else:
                if self.mine.show_wellhead:
                    self.wellhead_rows(trip, trip.t_in - 240 - trip.noise % 500, trip.t_in)
                self.trip_rows(trip)
        self.cap()

    def read_visits(self, trip: Trip) -> list[tuple[float, int]]:
        """The visits that readers saw; dead readers see nothing."""
        mine, kept = self.mine, []
        times = [t for t, _ in trip.visits[1:]] + [trip.t_out]
        for (t, s), end in zip(trip.visits, times):
            if any(s == d and a <= t < b for d, a, b, _ in mine.dead):
                if not mine.hold and end - t > 600:
                    trip.unread.append((t, end))
                continue
            kept.append((t, s))
            weak = mine.weak.get(s, 0.0)
            if weak and end - t > 900 and mine.rnd.random() < weak * 1.6:
                a = mine.rnd.uniform(t + 120, end - 600)
                trip.unread.append((a, min(end - 60, a + mine.rnd.uniform(4, 24) * 60)))
        return kept

    def trip_rows(self, trip: Trip) -> None:
        """All rows of one stay."""
        mine, visits = self.mine, self.read_visits(trip)
        p = mine.people[trip.card]
        head = f"{p.card};{p.name};"
        tail = f";正常;{int(p.leader)};{int(p.special)};"
        entered = self.text(trip.t_in)
        codes = [f"{mine.stations[s].code}&{self.text(t)}" for t, s in visits]
        area, since, last = -1, "", ""
        for i, (t, s) in enumerate(visits):
            end = visits[i + 1][0] if i + 1 < len(visits) else trip.t_out
            station = mine.stations[s]
            if station.area != area:
                area, since = station.area, self.text(t)
            trace = ",".join(codes[max(0, i + 1 - self.step) : i + 1])
            place = f"{mine.areas[area].code};{since};{station.code};{self.text(t)};{mine.system};"
            last = (place, tail + trace)
            k0, k1 = self.index(t), self.index(end)
            if k0 < k1:
                pre = f"{head}1;{entered};;{place}"
                self.visit_rows(trip, (k0, k1), (pre, tail + trace), (i, s, area))
        if last:
            gone = f"{head}2;{entered};{self.text(trip.t_out)};{last[0]}2.0{last[1]}"
            for k in range(self.index(trip.t_out), self.index(trip.t_out + max(300, mine.period))):
                self.left[k].append(gone)

    def visit_rows(
        self, trip: Trip, span: tuple[int, int], parts: tuple[str, str], where: tuple[int, int, int]
    ) -> None:
        """Rows of one visit."""
        pre, post = parts
        i, s, area = where
        base = (trip.noise * 131 + s * 577 + i * 389) % 700 - 350
        table = self.calm if trip.still else self.walk
        start = trip.noise * 17 - self.index(trip.t_in)
        special = trip.unread or trip.frozen or trip.deleted
        inside, rows = self.inside, self.area_rows
        for k in range(*span):
            if self.miss[(k * 7 + trip.noise * 31) % NOISE]:
                continue
            d = base + table[(start + k) % NOISE]
            if special:
                t = self.time(k)
                if in_spans(t, trip.deleted):
                    continue
                if in_spans(t, trip.unread):
                    if not self.mine.hold:
                        continue
                    d = base
                elif in_spans(t, trip.frozen):
                    d = base + (start + k) * 7 % 3 // 2
            inside[k].append(f"{pre}{TENTHS[d]}{post}")
            rows[k].append(area)

    def wellhead_rows(self, trip: Trip, t0: float, t1: float) -> None:
        """Rows with flag 0: the card is at the portal."""
        mine = self.mine
        p, s = mine.people[trip.card], mine.stations[0]
        when = self.text(t0)
        row = (
            f"{p.card};{p.name};0;;;{mine.areas[s.area].code};{when};{s.code};{when};{mine.system};3.0;正常;"
            f"{int(p.leader)};{int(p.special)};{s.code}&{when}"
        )
        for k in range(self.index(t0), self.index(t1)):
            self.left[k].append(row)

    def invented_rows(self, trip: Trip) -> None:
        """Rows that somebody made up: area and station do not agree, all times are the file's."""
        mine, rnd = self.mine, self.mine.rnd
        p = mine.people[trip.card]
        entered = self.text(trip.t_in)
        for k in range(self.index(trip.t_in), self.index(trip.t_out)):
            now = self.text(self.time(k))
            s = rnd.choice(mine.stations)
            a = rnd.randrange(len(mine.areas))
            d = f"{rnd.uniform(-30, 30):.1f}"
            self.inside[k].append(
                f"{p.card};{p.name};1;{entered};;{mine.areas[a].code};{now};{s.code};{now};"
                f"{mine.system};{d};正常;{int(p.leader)};{int(p.special)};{s.code}&{now}"
            )
            self.area_rows[k].append(a)

    def cap(self) -> None:
        """Cuts the list at a cap where the mine fabricates its count."""
        deed = self.mine.deed("data_fabricated")
        if not deed or deed.style != "count_capped":
            return
        a, b = (self.index(t) for t in deed.span)
        sizes = sorted(len(rows) for rows in self.inside[a:b])
        most = int(sizes[len(sizes) * 7 // 10] * 0.8)
        for k in range(a, b):
            del self.inside[k][most:], self.area_rows[k][most:]


def set_limits(mine: Mine, snaps: Snapshots) -> None:
    """Declared limits: honest mines stay below them, overstaffed ones do not."""
    over = mine.deed("overstaffed")
    n = len(mine.areas)
    per_area: list[list[int]] = [[] for _ in range(n)]
    for rows in snaps.area_rows:
        count = [0] * n
        for a in rows:
            count[a] += 1
        for a in range(n):
            per_area[a].append(count[a])
    totals = sorted(len(r) for r in snaps.inside)
    mine.limit = int(math.ceil(totals[-1] * 1.08 / 5) * 5)
    for a, counts in enumerate(per_area):
        mine.areas[a].limit = max(5, math.ceil(max(counts) * 1.1) + 2)
    if not over:
        return
    a0, a1 = snaps.index(over.span[0]), snaps.index(over.span[1])
    if over.style == "whole_mine_above_limit":
        busy = sorted(len(r) for r in snaps.inside[a0:a1])
        mine.limit = max(9, int(busy[len(busy) // 2] * 0.8))
        return
    area = mine.stations[mine.face(over.face).stations[0]].area
    busy = sorted(per_area[area][a0:a1])
    mine.areas[area].limit = max(
        4, int(busy[len(busy) * (5 if over.style == "face_crew_swollen" else 8) // 10] * 0.74)
    )


def write_base(mine: Mine, out: TextWriter) -> None:
    """RYXX, RYQY and RYJZ, once a day."""
    shown = [p for p in mine.people if p.dept != "无卡"]
    people = [
        f"{p.card};{p.name};{p.trade};{p.post};{p.dept};{p.born};{p.school};{int(p.leader)};{int(p.special)}"
        for p in shown
    ]
    areas = [f"{a.type};{a.code};{a.limit};{a.name}" for a in mine.areas]
    stations = [f"{s.code};{s.name};{s.x};{s.y};{s.z};{mine.areas[s.area].name}" for s in mine.stations]
    for day in range(mine.days):
        t = day * DAY + 121
        now = mine.cal.text(t)
        out.write(
            "RYXX",
            t,
            out.header(str(mine.limit), "KJ2000X", "人员位置监测系统", "某某电子有限公司", "2027-12-31", now),
            people,
        )
        out.write("RYQY", t, out.header(now), areas)
        out.write("RYJZ", t, out.header(now), stations)


def write_station_states(mine: Mine, out: TextWriter) -> None:
    """JZSS every half hour or hour."""
    for t in range(600, mine.days * DAY, 3600 if mine.size else 1800):
        now = mine.cal.text(t)
        rows = []
        for i, s in enumerate(mine.stations):
            state = next((c for d, a, b, c in mine.dead if d == i and a <= t < b), "0")
            rows.append(f"{s.code};{state};{'2' if state == '2' else '1'};{now}")
        out.write("JZSS", t, out.header(now), rows)


def write_overtime(mine: Mine, trips: list[Trip], out: TextWriter) -> None:
    """RYCS: cards that stay underground too long, first without and then with an end."""
    limit = mine.length + 3.2 * 3600
    for trip in trips:
        if not trip.carded or not trip.visits or trip.t_out - trip.t_in < limit or trip.invented:
            continue
        p, cal = mine.people[trip.card], mine.cal
        t = trip.t_in + limit
        v, s = trip.visits[max(0, bisect.bisect([x for x, _ in trip.visits], t) - 1)]
        st = mine.stations[s]
        place = f"{mine.areas[st.area].code};{cal.text(v)};{st.code};{cal.text(v)}"
        for when, end in ((t + 30, ""), (trip.t_out + 30, cal.text(trip.t_out))):
            if 0 <= when < mine.days * DAY:
                out.write(
                    "RYCS",
                    when,
                    out.header(cal.text(when)),
                    [f"{p.card};{p.name};{cal.text(trip.t_in)};{cal.text(t)};{end};{place}"],
                )


def write_over_limit(mine: Mine, snaps: Snapshots, out: TextWriter) -> None:
    """RYCY: areas above their limit for two snapshots or more."""
    cal = mine.cal
    for a, area in enumerate(mine.areas):
        begin, most = -1, 0
        for k, rows in enumerate(snaps.area_rows):
            n = rows.count(a) if len(rows) > area.limit else 0
            if n > area.limit:
                begin, most = (k if begin < 0 else begin), max(most, n)
                continue
            if begin >= 0 and k - begin >= 2:
                t0, t1 = snaps.time(begin), snaps.time(k)
                row = f"区域超员;{area.limit};{most};{area.code};{area.name};{cal.text(t0)};{cal.text(t1)};"
                out.write("RYCY", t1 + a, out.header(cal.text(t1 + a)), [row])
            begin, most = -1, 0


def write_people(mine: Mine, trips: list[Trip], folder: Path) -> None:
    """All personnel files of a mine."""
    out = TextWriter(mine, folder)
    snaps = Snapshots(mine, trips)
    snaps.build()
    set_limits(mine, snaps)
    write_base(mine, out)
    write_station_states(mine, out)
    for k in range(snaps.count):
        t = snaps.time(k)
        shown = t + snaps.offset(t) if mine.clock else t
        now = mine.cal.text(shown)
        out.write("RYSS", shown, out.header(now), snaps.inside[k] + snaps.left[k])
    write_overtime(mine, trips, out)
    if mine.rnd.random() < 0.6:
        write_over_limit(mine, snaps, out)
