"""Writes what the systems of a mine send: text files, CSV files, the register; and the dirt on them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from .conducts import Scene
from .layout import DAY, register
from .people import Crowd, Descent
from .physics import STEP, Arr, Physics

Rows = list[str]


class Sender:
    """The upload side of one mine."""

    def __init__(self, sc: Scene, crowd: Crowd, phys: Physics, rng: np.random.Generator, root: Path) -> None:
        self.sc, self.m, self.crowd, self.phys, self.rng = sc, sc.mine, crowd, phys, rng
        self.root = root / self.m.code
        for sub in ("rydw", "aqjk"):
            (self.root / sub).mkdir(parents=True, exist_ok=True)
        self.sep, self.eof, self.pre = ("^", "]]]", "N") if self.m.profile == "N" else ("~", "||", "")
        if rng.random() < 0.15:
            self.sep += "\r\n"
        self.dirty = {e for e in sc.events if e.endswith("_files")}
        self.end = self.m.days * DAY

    def put(self, sub: str, kind: str, t: float, rows: Iterable[str], head: str = "") -> None:
        """One text file, with the sender's habits of being late, twice, or cut short."""
        m, name = self.m, t
        lead = f"{m.code};{m.name};{head}{m.text(t)}{self.sep}"
        body = lead + self.sep.join(rows)
        body += ("" if body.endswith(self.sep) else self.sep) + self.eof
        if self.dirty:
            r = float(self.rng.random())
            if "late_files" in self.dirty and r < 0.02:
                name = t + int(r * 2e5) % 3000 + 61
            if "half_files" in self.dirty and 0.02 < r < 0.026:
                body = body[: int(len(body) * self.rng.uniform(0.2, 0.95))]
            if "duplicate_files" in self.dirty and 0.03 < r < 0.05:
                self.write(sub, kind, t + 1, body)
        self.write(sub, kind, name, body)

    def write(self, sub: str, kind: str, t: float, body: str) -> None:
        """Bytes to disk."""
        stamp = self.m.text(t).translate({45: None, 58: None, 32: None})
        path = f"{self.root}/{sub}/{self.m.code}_{self.pre}{kind}_{stamp}.txt"
        with open(path, "wb", buffering=0) as f:
            f.write(body.encode())

    # --- personnel ---

    def basics(self) -> None:
        """Daily lists: areas, stations, persons, sensors."""
        m, rng = self.m, self.rng
        unset = 0.5 if "unset_trades" in self.sc.events else 0.03
        blank = rng.random(len(self.crowd.people)) < unset
        people = [
            f"{p.card};{p.name};{'未设置' if b else p.trade};{'未设置' if b else p.duty};"
            f"{p.team};1990-01-01;;"
            f"{int(p.leader)};{int(p.special)}"
            for p, b in zip(self.crowd.people, blank, strict=True)
        ]
        head = f"{m.headcount};KJ725;煤矿人员定位系统;某某科技;2027-05-01;"
        for d in range(m.days):
            t = d * DAY + 300.0
            self.put("rydw", "RYXX", t, people, head)
            self.put(
                "rydw",
                "RYQY",
                t,
                [f"{a['type']};{a['area_code']};{a['limit']};{a['name']}" for a in m.areas],
            )
            self.put(
                "rydw",
                "RYJZ",
                t,
                [f"{s.code};{s.name};{s.xyz[0]};{s.xyz[1]};{s.xyz[2]};" for s in m.stations],
            )
            if "aqjk" in m.sends:
                self.put(
                    "aqjk", "CDDY", t, self.definitions(t), "KJ90X;煤矿安全监控系统;某某科技;2026-11-01;"
                )

    def definitions(self, t: float) -> Rows:
        """CDDY records (24 fields)."""
        out = []
        for p in self.m.points:
            s = self.m.stations[p.station]
            unit, hi = {"ch4": ("%CH4", "4"), "air_velocity": ("m/s", "15"), "co": ("ppm", "500")}.get(
                p.kind, ("", "1")
            )
            lim = "1.0;0.8;;;1.5;1.0;;" if p.kind == "ch4" else ";;;;;;;"
            words = "开;停" if p.kind == "fan" else ";"
            out.append(
                f"{p.code};01;{self.m.code}{p.station:05d};{p.code[16:20]};{p.code[14:16]};{unit};{hi};0;"
                f"{lim};{words};{p.label};{s.xyz[0]};{s.xyz[1]};{s.xyz[2]};;{self.m.text(t)}"
            )
        return out

    def times(self) -> list[int]:
        """Snapshot times: uneven, with the habits of the vendor."""
        m, rng, out = self.m, self.rng, []
        burst, t = m.period <= 60, float(rng.integers(5, 60))
        while t < self.end:
            out.append(int(t))
            near = any(abs((t % DAY) - h * 3600) < 2700 for h in m.starts)
            step = m.period if not burst or near else m.period * 5  # quick only about the shift change
            t += max(20.0, step * rng.normal(1, 0.03))
            if rng.random() < 0.002:
                t += step * float(rng.integers(1, 4))
        return [t for t in out if not any(a < t < b for a, b in self.sc.outage)]

    def snapshots(self) -> None:
        """RYSS and JZSS over the whole period."""
        a, times = self.sc.act, self.times()
        shots: list[Rows] = [[] for _ in times]
        for d in self.replayed(self.crowd.descents):
            if d.who >= 0 and d.visits:
                self.record(d, times, shots)
        fake = self.sc.act if a and a.kind == "data_fabricated" else None
        last: Rows | None = None
        for k, t in enumerate(times):
            rows, window = shots[k], False
            if fake and fake.on(t // DAY) and t >= 0:
                window = any(b <= t < b + w for b, w in fake.p["windows"])
                if fake.style == "shift_deleted" and window:
                    continue
                if fake.style == "frozen_snapshot":
                    if window and last is not None:
                        rows = last
                    else:
                        last = rows
                if fake.style == "count_pinned":
                    rows = self.pinned(rows, shots[max(0, k - 40) : k], fake.p)
                if fake.style == "invented_by_generator":
                    rows = self.invented(t)
            if a and a.kind == "headcount_concealed" and a.style == "upload_capped" and a.on(t // DAY):
                cap = int(self.m.headcount * a.p["ratio"] * 0.8)
                a.cards |= {r[:17] for r in rows[cap:]}
                rows = rows[:cap]
            self.put("rydw", "RYSS", t, rows)
        for t in range(60, self.end, 1800):
            if not any(x < t < y for x, y in self.sc.outage):
                self.put(
                    "rydw",
                    "JZSS",
                    t,
                    [
                        f"{s.code};{int(any(i == j and x < t < y for j, x, y in self.sc.dead))};1;"
                        f"{self.m.text(t)}"
                        for i, s in enumerate(self.m.stations)
                    ],
                )

    def record(self, d: Descent, times: list[int], shots: list[Rows]) -> None:
        """The records of one descent, spread over its snapshots; flag 2 in the one after it came out."""
        m, p = self.m, self.crowd.people[d.who]
        vt = [int(t) for _, t in d.visits]
        first, last = bisect_right(times, d.t_in), bisect_right(times, d.t_out)
        capped, j0, head, tail = d.lost < 1e11, -1, "", ""
        for k in range(first, min(last + 1, len(times))):
            t = times[k]
            out = k == last
            if out and (capped or t - d.t_out > 1800):
                break
            if (capped and t > d.lost + 5400) or (d.gaps and any(x < t < y for x, y in d.gaps)):
                continue
            j = max(0, bisect_right(vt, t) - 1)
            if j != j0 or out:
                j0 = j
                st, area = m.stations[d.visits[j][0]], m.stations[d.visits[j][0]].area
                i = j
                while i and m.stations[d.visits[i - 1][0]].area == area:
                    i -= 1
                trace = ",".join(
                    f"{m.stations[x].code}&{m.text(u)}" for x, u in d.visits[max(0, j + 1 - m.trace) : j + 1]
                )
                head = (
                    f"{p.card};{p.name};{'2' if out else '1'};{m.text(d.t_in)};"
                    f"{m.text(d.t_out) if out else ''};{m.areas[area]['area_code']};{m.text(vt[i])};"
                    f"{st.code};{m.text(vt[j])};{m.org};"
                )
                tail = f";正常;{int(p.leader)};{int(p.special)};{trace}"
            metres = (vt[j] * 31 + k * 7919 % 13) % 61 - 30 + (vt[j] % 10) / 10
            shots[k].append(f"{head}{metres:.1f}{tail}")

    # --- forged snapshots ---

    def replayed(self, ds: list[Descent]) -> list[Descent]:
        """Style replayed_day: the descents of one good day stand in for those of the days of the act."""
        a = self.sc.act
        if not a or a.kind != "data_fabricated" or a.style != "replayed_day":
            return ds
        source = a.d0 - 1 if a.d0 > 0 else a.d1 - 1
        days = set(range(a.d0, a.d1)) - {source}
        out = [d for d in ds if d.t_in // DAY not in days]
        for day in sorted(days):
            s = (day - source) * DAY
            out += [
                Descent(d.who, d.t_in + s, d.t_out + s, [(x, t + s) for x, t in d.visits])
                for d in ds
                if d.t_in // DAY == source
            ]
        return out

    def pinned(self, rows: Rows, before: list[Rows], p: dict[str, Any]) -> Rows:
        """Style count_pinned: always the same number of people, topped up from earlier snapshots."""
        n = p.setdefault("pin", max(8, int(self.m.headcount * 0.45)))
        inside = [r for r in rows if r.split(";", 3)[2] == "1"][:n]
        have = {r[:17] for r in inside}
        for old in reversed(before):
            for r in old:
                if len(inside) >= n:
                    return inside
                if r[:17] not in have and r.split(";", 3)[2] == "1":
                    have.add(r[:17])
                    inside.append(r)
        return inside

    def invented(self, t: int) -> Rows:
        """Style invented_by_generator: everybody entered at the shift start, moves at random."""
        m, rng = self.m, np.random.default_rng([self.sc.act.p["seed"] if self.sc.act else 0, t])
        opts = [m.shift(d, s)[0] for d in (t // DAY - 1, t // DAY) for s in range(len(m.starts))]
        begin = max(x for x in opts if x <= t)
        order = np.random.default_rng([begin + DAY, 7]).permutation(len(self.crowd.people))
        rows = []
        for i in order[: int(m.headcount * 0.5) + int(rng.integers(-1, 2))]:
            p, now = self.crowd.people[int(i)], m.text(t)
            way = rng.choice(len(m.stations), size=min(4, m.trace), replace=False)
            area = m.areas[int(rng.integers(len(m.areas)))]["area_code"]
            trace = ",".join(f"{m.stations[int(x)].code}&{now}" for x in way)
            rows.append(
                f"{p.card};{p.name};1;{m.text(begin)};;{area};{now};{m.stations[int(way[-1])].code};{now};"
                f"{m.org};{rng.integers(0, 30)};正常;0;0;{trace}"
            )
        return rows

    # --- safety system ---

    def alarms(self) -> None:
        """RYCS for long stays, RYQJ when drills press the button, YCBJ for calibrations."""
        m = self.m
        for d in self.crowd.descents:
            if d.who >= 0 and d.visits and d.t_out - d.t_in > 12 * 3600 and 0 < d.t_in + 43200 < self.end:
                p, (st, t) = self.crowd.people[d.who], d.visits[-1]
                x = m.stations[st]
                self.put(
                    "rydw",
                    "RYCS",
                    int(d.t_in) + 43260,
                    [
                        (
                            f"{p.card};{p.name};{m.text(d.t_in)};{m.text(d.t_in + 43200)};;"
                            f"{m.areas[x.area]['area_code']};"
                            f"{m.text(t)};{x.code};{m.text(t)}"
                        )
                    ],
                )
        for i, t in self.sc.calibration:
            q = m.points[i]
            if "aqjk" in m.sends and t < self.end:
                self.put(
                    "aqjk",
                    "YCBJ",
                    t + 600,
                    [
                        (
                            f"{q.code};甲烷;{q.label};%CH4;007;{m.text(t)};{m.text(t + 300)};2.02;"
                            f"{m.text(t + 120)};0.0;"
                            f"{m.text(t + 290)};1.2;标校;已恢复;{m.text(t + 400)};调度员;"
                            f"{m.text(t + 600)}"
                        )
                    ],
                )

    def safety(self) -> None:
        """CDSS every few minutes, KGBH on change."""
        m, rng, every = self.m, self.rng, int(self.rng.choice([180, 240, 300]))
        grid = np.arange(every // 2, self.end, every)
        cols, state = [], np.zeros((len(m.points), len(grid)), int)
        for i, p in enumerate(m.points):
            v = self.phys.sensor(p)
            if p.kind == "fan":
                cols.append(v[grid // STEP])
                for c in np.nonzero(np.diff(v))[0].tolist():
                    at = (c + 1) * STEP
                    self.put("aqjk", "KGBH", at, [f"{p.code};开停;{p.label};{int(v[c + 1])};;0;{m.text(at)}"])
                continue
            y: Arr = np.interp(grid, self.phys.t, v)
            noise = {"ch4": 0.008, "air_velocity": 0.025 * float(np.mean(y)), "co": 0.3}[p.kind]
            y = np.maximum(0, y + noise * rng.normal(size=len(y)))
            y = self.phys.masked(i, y, grid.astype(float))
            for j, cal in self.sc.calibration:
                hit = (grid >= cal) & (grid < cal + 300)
                a = self.sc.act
                if j == i and not (
                    a and a.kind == "sensor_masked" and i in a.p["points"] and a.on(int(cal // DAY))
                ):
                    y[hit], state[i, hit] = 2.0 + 0.02 * rng.normal(size=int(hit.sum())), 4
            cols.append(y)
        word = {
            "ch4": ("甲烷", "%CH4"),
            "air_velocity": ("风速", "m/s"),
            "fan": ("开停", ""),
            "co": ("一氧化碳", "ppm"),
        }
        for k, t in enumerate(grid.tolist()):
            now = m.text(t)
            self.put(
                "aqjk",
                "CDSS",
                t,
                [
                    f"{p.code};{word[p.kind][0]};{p.label};{cols[i][k]:.{0 if p.kind == 'fan' else 2}f};"
                    f"{word[p.kind][1]};{state[i, k]};{now}"
                    for i, p in enumerate(m.points)
                ],
            )

    # --- tables ---

    def table(self, name: str, head: str, rows: Rows) -> None:
        """One CSV file, or two halves when the sender splits them."""
        if name not in self.m.sends:
            return
        parts = (
            [("", rows)]
            if self.rng.random() < 0.8
            else [("-1", rows[: len(rows) // 2]), ("-2", rows[len(rows) // 2 :])]
        )
        for tag, part in parts:
            (self.root / f"{name}{tag}.csv").write_bytes(("\n".join([head, *part]) + "\n").encode())

    def tables(self) -> None:
        """Power, haulage, output, water, explosives and video."""
        m, ph, rng = self.m, self.phys, self.rng
        power = ph.power()
        n = len(next(iter(power.values())))
        self.table(
            "power",
            "at,feeder,kw",
            [f"{m.iso(i * 900)},{k},{power[k][i]:.1f}" for i in range(n) for k in sorted(power)],
        )
        self.table(
            "haulage",
            "at,conveyor,running_s,t",
            [f"{m.iso(t)},{c},{s:.0f},{x:.2f}" for t, c, s, x in sorted(ph.haulage())],
        )
        self.table(
            "output",
            "date,shift,hoisted_t,reported_t",
            [f"{m.date(d)},{s},{h},{r}" for d, s, h, r in ph.output()],
        )
        water = ph.water()
        self.table(
            "water",
            "at,pump,m3",
            [
                f"{m.iso(i * 3600)},{p},{water[p][i]:.1f}"
                for i in range(m.days * 24)
                for p in sorted(water)
                if p != m.pumps[-1][0] or self.sc.pump_day > 5000 or self.sc.pump_day <= i // 24
            ],
        )
        self.table(
            "explosives",
            "at,face_id,explosive_kg,detonators,returned_kg",
            [f"{m.iso(t)},{f},{kg},{n},{r}" for t, f, kg, n, r in ph.blasts()],
        )
        bundle = int(rng.choice([10, 60, 180, 300]))
        counts: dict[tuple[int, str, str], int] = {}
        for d in self.crowd.descents:
            where = "main_shaft" if d.portal == m.portals[0] else "aux_incline"
            for t, way, real in ((d.t_in, "in", d.video_in), (d.t_out, "out", d.video_out)):
                if real and 0 <= t < self.end and rng.random() > 0.002:
                    key = (int(t) // bundle * bundle, where, way)
                    counts[key] = counts.get(key, 0) + 1
        self.table(
            "video",
            "at,position,direction,persons",
            [f"{m.iso(t)},{w},{way},{c}" for (t, w, way), c in sorted(counts.items())],
        )

    def send(self) -> None:
        """Everything."""
        m, sc = self.m, self.sc
        status: list[dict[str, Any]] = [{"state": "producing", "from": m.date(-700), "to": None}]
        if sc.stop:
            d0, d1, state = sc.stop
            open_end = d1 >= m.days
            status[0]["to"] = m.date(d0 - 1)
            status.append({"state": state, "from": m.date(d0), "to": None if open_end else m.date(d1 - 1)})
            if not open_end:
                status.append({"state": "producing", "from": m.date(d1), "to": None})
        reg = register(m, status, len(m.pumps), self.rng)
        (self.root / "register.json").write_bytes(json.dumps(reg, ensure_ascii=False, indent=1).encode())
        self.basics()
        self.snapshots()
        self.alarms()
        if "aqjk" in m.sends:
            self.safety()
        self.tables()
