"""What the mine sends: cards, sensors and tables as files, with the dirt of real senders."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np

from .conduct import Deed
from .crews import GONE, HALT, MOVE, PARKED, STILL, Crowd, Trip
from .layout import Mine
from .physics import Physics


class Sender:
    """Writes all files of one mine."""

    def __init__(self, m: Mine, c: Crowd, box: Path, deed: Deed | None, seed: str) -> None:
        self.m, self.c, self.box, self.deed = m, c, box, deed
        self.r = Random(seed)
        self.rng = np.random.default_rng(self.r.getrandbits(60))
        self.dirt = {
            w: self.r.uniform(0.001, 0.004)
            for w in ("late", "duplicate", "half_written")
            if f"{w}_files" in m.events
        }
        self.dead: dict[int, tuple[float, float]] = {}
        self.outages: list[tuple[float, float]] = []
        self.org = self.r.choice(("三八制", "四六制" if len(m.shifts) == 4 else "三八制", "默认班制"))
        start = m.start
        self.fmt = lru_cache(maxsize=200000)(lambda s: (start + timedelta(seconds=s)).isoformat(sep=" "))

    def text(self, folder: str, kind: str, t: float, records: Iterable[str], head: str = "") -> None:
        """One protocol file, now and then late, twice, or cut short."""
        m, s = self.m, int(t)
        end, eof, pre = ("^", "]]]", "N") if m.variant else ("~", "||", "")
        head = head or f"{m.code};测试{m.code[-4:]}煤矿"
        body = end.join([f"{head};{self.fmt(s)}", *records]) + end + eof
        late = self.r.random() < self.dirt.get("late", 0)
        names = [s + (self.r.randint(1200, 5400) if late else 0)]
        half = self.r.random() < self.dirt.get("half_written", 0)
        again = self.r.random()
        if again < self.dirt.get("duplicate", 0) or (half and again < 0.5):
            names.append(names[0] + 7)
        for k, n in enumerate(names):
            stamp = self.fmt(n).replace("-", "").replace(":", "").replace(" ", "")
            data = body.encode()
            if half and k == 0:
                data = data[: int(len(data) * self.r.uniform(0.3, 0.9))]
            (self.box / folder / f"{m.code}_{pre}{kind}_{stamp}.txt").write_bytes(data)

    def cut(self, t: float) -> bool:
        """Whether the location network is down."""
        return any(a <= t < b for a, b in self.outages)

    # -- cards ----

    def cards(self, trips: list[Trip]) -> None:
        """RYXX RYQY RYJZ daily, JZSS every ten minutes, RYSS every period."""
        m, r = self.m, self.r
        (self.box / "rydw").mkdir(parents=True, exist_ok=True)
        off = r.randint(0, 59)
        times = [k * m.period + off + r.randint(0, 4) for k in range(m.days * 86400 // m.period)]
        lists: list[list[str]] = [[] for _ in times]
        for trip in sorted(trips, key=lambda x: x.visits[0][0]):
            if trip.person is not None:
                self.emit(trip, times, lists)
        self.forge(times, lists)
        for k, t in enumerate(times):
            if not self.cut(t) and lists[k] != ["HOLE"]:
                self.text("rydw", "RYSS", t, lists[k])
        born = [
            f"19{r.randint(66, 99)}-{r.randint(1, 12):02d}-01" if r.random() < 0.5 else "1990-01-01"
            for _ in self.c.people
        ]
        people = [
            f"{p.card};{p.name};{p.trade};{'矿长' if p.leader else ''};{p.dept};{b};;{p.leader};{p.special}"
            for p, b in zip(self.c.people, born, strict=True)
            if p.listed
        ]
        for day in range(m.days):
            at = day * 86400 + 300
            head = f"{m.code};测试{m.code[-4:]}煤矿;{m.limit};KJ{m.code[-3:]}"
            head += ";人员位置监测系统;某厂;2027-12-31"
            self.text("rydw", "RYXX", at, people, head)
            self.text(
                "rydw",
                "RYQY",
                at + 1,
                [f"{a['type']};{a['area_code']};{a['limit']};{a['name']}" for a in m.areas],
            )
            self.text(
                "rydw",
                "RYJZ",
                at + 2,
                [f"{s.code};{s.name};{s.xyz[0]};{s.xyz[1]};{s.xyz[2]};{s.name}" for s in m.stations],
            )
        if "jzss" in m.systems:
            for t in range(120, m.days * 86400, 600):
                if not self.cut(t):
                    bad = {x for x, (a, b) in self.dead.items() if a <= t < b}
                    self.text(
                        "rydw",
                        "JZSS",
                        t,
                        [
                            f"{s.code};{1 if i in bad else 0};1;{self.fmt(t - 5)}"
                            for i, s in enumerate(m.stations)
                        ],
                    )

    def emit(self, trip: Trip, times: list[int], lists: list[list[str]]) -> None:
        """The records of one card through its descent."""
        m, r, p = self.m, self.r, trip.person
        assert p is not None
        seen: list[tuple[int, int, int]] = []
        for t, st, mode in trip.visits:
            dead = self.dead.get(st)
            if seen and ((dead and dead[0] <= t < dead[1]) or (mode == MOVE and r.random() < m.miss)):
                continue
            if seen and seen[-1][1] == st and mode not in (GONE,) and seen[-1][2] != GONE:
                seen[-1] = (seen[-1][0], st, mode)
                continue
            seen.append((int(t), st, mode))
        t_in, out = seen[0][0], int(trip.out)
        head, tail = f"{p.card};{p.name};", f";{p.leader};{p.special};"
        trace: list[str] = []
        area, area_t, noise = "", 0, 0.0
        for i, (t, st, mode) in enumerate(seen):
            s = m.stations[st]
            nxt = seen[i + 1][0] if i + 1 < len(seen) else out
            if s.area != area:
                area, area_t = s.area, t
            trace.append(f"{s.code}&{self.fmt(t)}")
            lo, hi = bisect_left(times, t), bisect_left(times, nxt)
            if mode == GONE and not m.hold:
                continue
            flag = "0" if trip.team == "lamp" else "1"
            a = f"{head}{flag};{self.fmt(t_in)};;{area};{self.fmt(area_t)}"
            a += f";{s.code};{self.fmt(t)};{self.org};"
            b = tail + ",".join(trace[-m.n_trace :])
            base = r.uniform(-45, 45) if mode not in (STILL, PARKED) else r.uniform(-12, 12)
            noise = {PARKED: 0.35, GONE: 0.0, HALT: 0.0, STILL: 3.0, MOVE: 20.0}.get(mode, 9.0)
            for k in range(max(lo, 0), hi):
                if any(x <= times[k] < y for x, y in trip.cut) or (m.miss > 0.06 and r.random() < 0.04):
                    continue
                d = base if noise == 0 else base + r.gauss(0, noise)
                lists[k].append(f"{a}{d:.1f};正常{b}")
        k = bisect_right(times, out)
        if 0 < k < len(times) and out >= times[0] - m.period and trip.team != "lamp":
            t, st, _ = seen[-1]
            s = m.stations[st]
            lists[k].append(
                f"{head}2;{self.fmt(t_in)};{self.fmt(out)};{s.area};{self.fmt(area_t)};"
                f"{s.code};{self.fmt(t)};"
                f"{self.org};0.0;正常{tail}{','.join(trace[-m.n_trace :])}"
            )

    def forge(self, times: list[int], lists: list[list[str]]) -> None:
        """Fabricated snapshots: replayed, frozen, invented, missing at night, or capped."""
        d, m, r = self.deed, self.m, self.r
        if d is None or d.kind != "data_fabricated":
            return
        per = 86400 / m.period
        src = max(d.d0 - 1, 0)
        whole = r.random() < 0.4
        lo, hi = (0, 24) if whole else (r.choice((0, 8, 16)), 0)
        hi = hi or lo + 8
        live = [p for p in self.c.people if p.listed]
        under = [sum(";1;" in x[:60] for x in v) for v in lists]
        cap = int(np.percentile(under, 75) * r.uniform(0.6, 0.75))
        size = max(12, int(np.median(under)) + r.randint(-3, 3))
        for day in range(max(d.d0, 1) if d.style == "replayed_day" else d.d0, d.d1):
            base = [k for k, t in enumerate(times) if day * 86400 <= t < (day + 1) * 86400]
            hour = [(times[k] - day * 86400) / 3600 for k in base]
            jump, long = r.uniform(0.3, 1.5), r.uniform(3.5, 7)
            freeze = None
            for k, h in zip(base, hour, strict=True):
                if d.style == "replayed_day" and lo <= h < hi:
                    j = int(k - round((day - src) * per))
                    old = [self.fmt((src + x) * 86400)[:10] for x in (1, 0, -1)]
                    new = [self.fmt((day + x) * 86400)[:10] for x in (1, 0, -1)]
                    out = "\n".join(lists[max(j, 0)])
                    for n, o in enumerate(old):
                        out = out.replace(o, f"@{n}@")
                    for n, o in enumerate(new):
                        out = out.replace(f"@{n}@", o)
                    lists[k] = out.split("\n") if out else []
                elif d.style == "frozen_list" and lo % 24 + jump <= h < lo % 24 + jump + long:
                    freeze = freeze if freeze is not None else lists[k]
                    lists[k] = freeze
                elif d.style == "night_holes" and jump - 0.3 <= h < jump + long:
                    lists[k] = ["HOLE"]
                elif d.style == "capped_list":
                    rows = [x for x in lists[k] if x.split(";", 3)[2] == "1"]
                    lists[k] = rows[:cap] + [x for x in lists[k] if x.split(";", 3)[2] == "2"]
                elif d.style == "generated" and lo <= h < hi:
                    lists[k] = [self.invent(p, times[k], h, day) for p in live[: size + r.randint(-1, 1)]]

    def invent(self, p: object, t: int, h: float, day: int) -> str:
        """A made-up record: entry on the hour, area and station drawn apart, both entered now."""
        m, r = self.m, self.r
        begun = max((x for x in m.shifts if x <= h), default=m.shifts[-1] - 24)
        s, now = r.choice(m.stations[1:]), self.fmt(t)
        area = s.area if r.random() < 0.3 else r.choice(m.areas)["area_code"]
        trace = ",".join(f"{x.code}&{now}" for x in r.sample(m.stations, min(4, len(m.stations))))
        card, name = getattr(p, "card", ""), getattr(p, "name", "")
        return (
            f"{card};{name};1;{self.fmt(day * 86400 + begun * 3600)};;{area};{now};"
            f"{s.code};{now};{self.org};"
            f"{r.randint(-50, 50)};正常;0;0;{trace}"
        )

    # -- sensors ----

    def sensors(self, ph: Physics) -> None:
        """CDDY daily, CDSS every period, YCBJ for calibrations and alarms, KGBH for fans."""
        m, r, rng = self.m, self.r, self.rng
        (self.box / "aqjk").mkdir(parents=True, exist_ok=True)
        n = m.days * 86400 // m.sensor_period
        grid, at = np.arange(ph.n) * 900.0 + 450, np.arange(n) * float(m.sensor_period)
        cols, states = [], []
        broken = r.randrange(len(m.points)) if "sensor_fault" in m.events else -1
        for i, p in enumerate(m.points):
            state, unit = np.zeros(n, int), {"ch4": "%CH4", "air_velocity": "m/s", "fan": ""}[p["kind"]]
            key = p["face"] or ("main" if p["what"].startswith("main") else p["what"])
            if p["kind"] == "fan":
                v = np.interp(at, grid, ph.fanned) > 0.6
                text = ["1" if x else "0" for x in v]
                if p["what"] == "local_fan":
                    face = next(f for f in m.faces if f.face_id == p["face"])
                    text = [x if face.alive(int(t // 86400)) else "0" for x, t in zip(text, at, strict=True)]
                for k in range(1, n):
                    if text[k] != text[k - 1]:
                        self.text(
                            "aqjk",
                            "KGBH",
                            at[k] + 20 + i,
                            [f"{p['point_code']};{p['name']};{text[k]};{self.fmt(int(at[k]))}"],
                        )
            else:
                if p["kind"] == "ch4":
                    where = {"t1": r.uniform(0.78, 1.08), "t2": 1.0}.get(p["what"], 1.0)
                    style = self.deed.mask[1] if self.deed and self.deed.mask[0] == i else ""
                    where = 1.5 if style == "capped_below_alarm" else where
                    v = np.interp(at, grid, ph.gas[key]) * where + ph.ar(0.6, 0.011, n)
                    cal = r.uniform(2, 11) * 86400
                    drift = r.choice((0, 0, 1)) * r.uniform(-0.002, 0.005)
                    v += drift * (at - np.where(at > cal, cal, 0)) / 86400
                    pulse = (at > cal) & (at < cal + 1500)
                    v, state = np.where(pulse, r.uniform(1.0, 2.0), v), np.where(pulse, 4, state)
                else:
                    v = np.interp(at, grid, ph.air[key]) / 60 / p["section_m2"] + rng.normal(0, 0.02, n)
                if self.deed is not None and self.deed.mask[0] == i:
                    v, state = self.masked(v, state, at)
                v = np.clip(v, 0, None)
                if i == broken:
                    a = r.uniform(0, m.days - 1) * 86400
                    lost = (at > a) & (at < a + r.uniform(2, 20) * 3600)
                    v, state = np.where(lost, -9999, v), np.where(lost, 128, state)
                over = (v >= 1.0) & (state == 0) & (p["kind"] == "ch4")
                state = np.where(over, 1, state)
                text = [f"{x:.2f}" if x > -9000 else "-9999" for x in v]
                for k in np.nonzero(np.diff(state, prepend=0) > 0)[0]:
                    kind = {1: "001", 4: "007", 128: "004"}[int(state[k])]
                    when, val = self.fmt(int(at[k])), text[k]
                    self.text(
                        "aqjk",
                        "YCBJ",
                        at[k] + 40 + i,
                        [
                            f"{p['point_code']};{p['name'][-2:]};{p['name']};{unit};{kind};"
                            f"{when};;{val};{when};{val};{when};{val};;;;;{when}"
                        ],
                    )
            cols.append(
                [
                    f"{p['point_code']};{'环境瓦斯' if p['kind'] == 'ch4' else p['name'][-4:]};"
                    f"{p['name']};{x};{unit};{y};"
                    for x, y in zip(text, state, strict=True)
                ]
            )
            states.append(state)
        for k in range(n):
            now = self.fmt(int(at[k]))
            if rng.random() > 0.002:
                self.text("aqjk", "CDSS", at[k] + 12, [c[k] + now for c in cols])
        for day in range(m.days):
            rows = []
            for p in m.points:
                x, y, z = m.stations[p["at"]].xyz
                typ, kg = p["point_code"][16:20], p["kind"] == "fan"
                lim = (
                    "4;0;1.0;0.99;;;1.5;0.99;;"
                    if p["kind"] == "ch4"
                    else ("15;0;;;0.25;0.26;;;;" if not kg else ";;;;;;;;;")
                )
                rows.append(
                    f"{p['point_code']};01;{m.code}00001;{typ};{'KG' if kg else 'MN'};"
                    f"{'' if kg else '%'};{lim};"
                    f"{'开' if kg else ''};{'停' if kg else ''};{p['name']};{x};{y};{z};;"
                    f"{self.fmt(day * 86400)}"
                )
            head = f"{m.code};测试{m.code[-4:]}煤矿;KJ95X;安全监控系统;某厂;2027-06-30"
            self.text("aqjk", "CDDY", day * 86400 + 200, rows, head)

    def masked(self, v: np.ndarray, state: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What the tampered sensor shows in the days of the conduct."""
        d = self.deed
        assert d is not None
        on = (at >= d.d0 * 86400 + 8 * 3600 * (d.d0 > 0)) & (at < d.d1 * 86400)
        mean, style, n = float(np.median(v)), d.mask[1], v.size
        if style in ("flat_constant", "air_flat"):
            fake = np.full(n, round(mean * (0.6 if style == "flat_constant" else 1), 2))
            fake += 0.01 * (self.rng.random(n) < 0.004)
        elif style == "damped":
            fake = mean * 0.35 + 0.12 * (np.where(state == 4, mean, v) - mean)
        elif style == "moved_to_intake":
            fake = np.abs(0.03 + self.rng.normal(0, 0.008, n))
        else:
            fake = np.minimum(v, 0.5 * mean + 0.37 if mean < 0.74 else 0.74)
            return np.where(on & (state != 4), fake, v), state
        return np.where(on, fake, v), np.where(on & (state == 4), 0, state)

    # -- tables ----

    def table(self, name: str, head: str, rows: list[tuple[float, str]], split: bool = False) -> None:
        """A CSV file (or one a week) with a few rows lost or doubled."""
        if name not in self.m.systems:
            return
        lost = self.r.choice((0.0, 0.002, 0.006)) if name in ("power", "haulage", "water") else 0.0
        out: dict[int, list[str]] = {}
        for t, row in sorted(rows):
            u = self.r.random()
            for _ in range(0 if u < lost else (2 if u > 0.9995 else 1)):
                out.setdefault(int(t // (7 * 86400)) if split else 0, []).append(row)
        for week, lines in out.items():
            path = self.box / (f"{name}-{week + 1}.csv" if split else f"{name}.csv")
            path.write_text(head + "\n" + "\n".join(lines) + "\n", encoding="utf-8")

    def tables(self, ph: Physics, trips: list[Trip]) -> None:
        """power, haulage, output, water, explosives, video."""
        m, r = self.m, self.r
        split = r.random() < 0.3
        iso = [self.fmt(k * 900).replace(" ", "T") + "+08:00" for k in range(ph.n)]
        gaps = {fd: r.randrange(ph.n) for fd in ph.kw if "meter_outage" in m.events and r.random() < 0.3}
        self.table(
            "power",
            "at,feeder,kw",
            [
                (k * 900.0, f"{iso[k]},{fd},{x:.1f}")
                for fd, v in ph.kw.items()
                for k, x in enumerate(v)
                if not gaps.get(fd, -99) <= k < gaps.get(fd, -99) + 30
            ],
            split,
        )
        haul = []
        for cv, v in ph.belt.items():
            top = m.belts[cv][1] / 4
            for k, x in enumerate(v):
                run = 0 if x < 0.05 else min(900, int(250 + 900 * x / top + self.r.uniform(0, 250)))
                haul.append((k * 900.0, f"{iso[k]},{cv},{run},{x:.2f}"))
        self.table("haulage", "at,conveyor,running_s,t", haul, split)
        self.table(
            "output",
            "date,shift,hoisted_t,reported_t",
            [(d * 86400.0 + s, f"{iso[d * 96][:10]},{s + 1},{a:.1f},{b:.0f}") for d, s, a, b in ph.lifted],
        )
        self.table(
            "water",
            "at,pump,m3",
            [
                (k * 3600.0, f"{iso[k * 4]},{p},{x:.1f}")
                for p, v in ph.pumped.items()
                for k, x in enumerate(v)
            ],
        )
        rows = [
            (t, f"{self.fmt(int(t)).replace(' ', 'T')}+08:00,{f},{kg:.1f},{det},{back:.1f}")
            for t, f, kg, det, back in ph.blasts
        ]
        if rows:
            self.table("explosives", "at,face_id,explosive_kg,detonators,returned_kg", rows)
        pace = r.choice((20, 60, 180, 300))
        count: dict[tuple[int, str, str], int] = {}
        for trip in trips:
            if not trip.filmed:
                continue
            where = m.portals[trip.portal][1]
            for t, way in ((trip.visits[0][0], "in"), (trip.out, "out")):
                n = 0 if r.random() < 0.006 else (2 if r.random() < 0.003 else 1)
                if n and 0 <= t < m.days * 86400:
                    key = (int(t // pace) * pace, where, way)
                    count[key] = count.get(key, 0) + n
        self.table(
            "video",
            "at,position,direction,persons",
            [(t, f"{self.fmt(t).replace(' ', 'T')}+08:00,{w},{way},{n}") for (t, w, way), n in count.items()],
            split,
        )
        (self.box / "register.json").write_text(
            json.dumps(m.register(), ensure_ascii=False, indent=1), encoding="utf-8"
        )
