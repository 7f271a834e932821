"""Writes what a mine sends: register, location files, safety monitoring files and tables."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from .layout import Point
from .people import DAY, Trip
from .process import PER_DAY, SLOT, Process
from .site import Seen, Site

EVENT_FILES = ("RYCS", "RYCY", "RYXZ", "RYQJ", "YCBJ", "KGBH")
LEFT = -1  # number of the visit of somebody who has just left the mine


class Sender:
    """The upload programme of one mine with its profile and its small faults."""

    def __init__(self, site: Site, inbox: Path) -> None:
        self.site, self.mine, self.rng = site, site.mine, site.rng
        self.root = inbox / self.mine.code
        for sub in ("rydw", "aqjk"):
            (self.root / sub).mkdir(parents=True, exist_ok=True)
        self.end, self.stop, self.prefix = ("^", "]]]", "N") if self.mine.second_profile else ("~", "||", "")
        if not self.mine.second_profile and self.mine.sloppy and self.rng.random() < 0.3:
            self.end = "~\r\n"
        self.vendor = (
            ["KJ251", "人员位置监测系统", "某安矿山技术有限公司"],
            ["KJ90X", "安全监控系统", "某联自动化有限公司"],
        )
        self.phase = int(self.rng.integers(0, self.mine.period))
        self.clock = (
            float(self.rng.normal(0, 40)),
            float(self.rng.normal(0, 2)),
        )  # safety system: offset, drift a day
        self.video_clock = int(self.rng.normal(0, 30))
        # Lines of visits; the stay itself is kept too, so that its id stays its own.
        self.rows: dict[tuple[int, int, int], tuple[str, str, Trip]] = {}
        self.over: dict[int, int] = {}

    def send(
        self, folder: str, kind: str, t: int, records: Iterable[str], header: list[str] | None = None
    ) -> None:
        """Write one text file, now and then half or twice."""
        site = self.site
        path = self._path(folder, kind, t)
        while kind in EVENT_FILES and path.exists():  # two alarms in the same second
            t += 1
            path = self._path(folder, kind, t)
        head = ";".join([self.mine.code, self.mine.name, *(header or []), site.text(t)])
        text = self.end.join([head, *records, ""]) + self.stop
        luck = self.rng.random()
        if luck < 0.0006:
            text = text[: int(len(text) * 0.6)]
        path.write_bytes(text.encode())
        if luck > 0.9992:
            self._path(folder, kind, t + 7).write_bytes(text.encode())

    def _path(self, folder: str, kind: str, t: int) -> Path:
        digits = self.site.text(t).translate({45: None, 58: None, 32: None})
        return self.root / folder / f"{self.mine.code}_{self.prefix}{kind}_{digits}.txt"

    # -- location --

    def base_files(self, day: int) -> None:
        """The daily files about areas, readers, people and points."""
        mine, site, t = self.mine, self.site, day * DAY + 400 + self.phase
        if not site.hole(t, "rydw"):
            self.send("rydw", "RYQY", t, (f"{a.type};{a.code};{a.limit};{a.name}" for a in mine.areas))
            self.send(
                "rydw",
                "RYJZ",
                t + 5,
                (f"{s.code};{s.name};{s.x};{s.y};{s.z};{mine.areas[s.area].name}" for s in mine.stations),
            )
            self.send(
                "rydw",
                "RYXX",
                t + 9,
                (
                    f"{mine.code}{p.card:05d};{p.name};{p.trade};{p.post};{p.dept};{p.birth};{p.edu};{int(p.leader)};"
                    f"{int(p.special)}"
                    for p in site.staff.people
                    if p.card not in site.staff.unlisted
                ),
                [str(mine.limit), *self.vendor[0], "2027-05-31"],
            )
        if not site.hole(t, "aqjk"):
            self.send(
                "aqjk",
                "CDDY",
                t,
                (self._definition(p, site.text(t)) for p in mine.points),
                [*self.vendor[1], "2026-11-30"],
            )

    def _definition(self, p: Point, stamp: str) -> str:
        s = self.mine.stations[p.station]
        gates = {
            "ch4": "4;0;1.0;0.99;;;1.5;0.99;;",
            "air_velocity": "15;0;8;7.9;0.25;0.26;;;;",
            "co": "500;0;24;23;;;;;;",
            "temp": "50;0;30;29;;;;;;",
            "fan": ";;;;;;;;;",
        }[p.kind]
        words = "开;停" if p.kind == "fan" else ";"
        return (
            f"{p.code};01;{self.mine.code}{p.station // 8 + 1:05d};{p.type_code};{p.code[14:16]};"
            f"{p.unit};{gates};"
            f"{words};{p.place};{s.x};{s.y};{s.z};;{stamp}"
        )

    def reader_states(self, day: int) -> None:
        """State of all readers every ten minutes."""
        for t in range(day * DAY + self.phase % 600, (day + 1) * DAY, 600):
            if not self.site.hole(t, "rydw"):
                down = {s for s, a, b in self.site.dead if a <= t < b}
                stamp = self.site.text(t)
                self.send(
                    "rydw",
                    "JZSS",
                    t,
                    (
                        f"{s.code};{int(k in down)};{2 if k in down else 1};{stamp}"
                        for k, s in enumerate(self.mine.stations)
                    ),
                )

    def _row(self, trip: Trip, k: int, dist: float, add: int) -> str:
        key = (id(trip), k, add)
        if key not in self.rows:
            mine, text = self.mine, self.site.text
            left, k = k == LEFT, k if k != LEFT else len(trip.times) - 1
            s = mine.stations[trip.stations[k]]
            first = k
            while first and mine.stations[trip.stations[first - 1]].area == s.area:
                first -= 1
            area = mine.areas[s.area if trip.odd_area is None else trip.odd_area]
            p = trip.person
            way = ",".join(
                f"{mine.stations[trip.stations[j]].code}&{text(trip.times[j] + add)}"
                for j in range(max(0, k - mine.trace + 1), k + 1)
            )
            self.rows[key] = (
                (
                    f"{mine.code}{p.card:05d};{p.name};{2 if left else 1};{text(trip.t_in + add)};"
                    f"{text(trip.t_out + add) if left else ''};{area.code};{text(trip.times[first] + add)};"
                    f"{s.code};{text(trip.times[k] + add)};{mine.org};"
                ),
                f";正常;{int(p.leader)};{int(p.special)};{way}",
                trip,
            )
        a, b, _ = self.rows[key]
        return f"{a}{dist:.1f}{b}"

    def snapshots(self, day: int, trips: list[Trip]) -> None:
        """All snapshots of one day."""
        mine, site, rng, period = self.mine, self.site, self.rng, self.mine.period
        times = np.arange(day * DAY + self.phase, (day + 1) * DAY + self.phase, period)
        seen: list[list[Seen]] = [[] for _ in times]
        for trip in trips:
            if not trip.visible:
                continue
            i = int(np.searchsorted(times, trip.t_in, side="left"))
            j = int(np.searchsorted(times, trip.t_out, side="left"))
            at = times[i:j]
            visit = np.searchsorted(trip.times, at, side="right") - 1
            base = np.random.default_rng(trip.seed).uniform(-55, 55, len(trip.times))
            dist = np.round(base[visit] + rng.normal(0, trip.spread, len(at)), 1)
            here = np.ones(len(at), dtype=bool)
            for a, b in trip.lost:
                gone = (at > a) & (at < b)
                dist[gone] = round(float(base[trip.at(a)]), 1)
                if mine.drop_lost:
                    here[gone & (at > a + 600)] = False
            for n in np.flatnonzero(here):
                seen[i + n].append((trip, int(visit[n]), float(dist[n]), 0))
            while j < len(times) and times[j] < trip.t_out + max(period, 300):
                seen[j].append((trip, LEFT, float(np.round(base[-1], 1)), 0))
                j += 1
        for t, rows in zip(times.tolist(), seen, strict=True):
            shown: list[Seen] | None = rows
            for hook in site.on_seen:
                shown = hook(t, shown) if shown is not None else None
            if shown is None or site.hole(t, "rydw"):
                continue
            order = rng.permutation(len(shown)) if mine.sloppy else range(len(shown))
            self.send("rydw", "RYSS", t + int(rng.integers(0, 3)), (self._row(*shown[n]) for n in order))
            self._crowds(t, shown)
        self.rows.clear()

    def _crowds(self, t: int, rows: list[Seen]) -> None:
        """Alarm when more people than allowed are in an area; a mine that lives by it has it switched off."""
        if any(c["kind"] == "overstaffed" for c in self.site.conduct):
            return
        inside: dict[int, list[str]] = {}
        for trip, k, _, _ in rows:
            if k != LEFT:
                inside.setdefault(self.mine.stations[trip.stations[k]].area, []).append(self.site.card(trip))
        for n, area in enumerate(self.mine.areas):
            if self.site.hidden and area.type == "限制区域":
                continue
            count, since = len(inside.get(n, ())), self.over.get(n)
            if count > area.limit and since is None:
                self.over[n] = t
            elif count <= area.limit and since is not None:
                row = [
                    "区域超员",
                    str(area.limit),
                    str(area.limit + 1),
                    area.code,
                    area.name,
                    self.site.text(since),
                    self.site.text(t),
                    ",".join(inside.get(n, [])),
                ]
                self.send("rydw", "RYCY", t + 2, [";".join(row)])
                del self.over[n]

    def alarms(self, day: int, trips: list[Trip]) -> None:
        """Overtime, emergency and restricted-area alarms of a day."""
        mine, site = self.mine, self.site
        for trip in trips:
            if mine.sloppy or trip.gang not in ("通风队", "来宾", "安监科", "矿领导") or not trip.visible:
                continue
            for k, (t, s) in enumerate(zip(trip.times, trip.stations, strict=True)):
                area = mine.areas[mine.stations[s].area]
                end = trip.times[k + 1] if k + 1 < len(trip.times) else trip.t_out
                if (
                    area.type == "限制区域"
                    and end - t > 300
                    and not site.hole(end, "rydw")
                    and day * DAY <= end < (day + 1) * DAY
                ):
                    since = site.text(t)
                    self.send(
                        "rydw",
                        "RYXZ",
                        end + 1,
                        [
                            ";".join(
                                [
                                    site.card(trip),
                                    trip.person.name,
                                    since,
                                    site.text(end),
                                    site.text(trip.t_in),
                                    area.code,
                                    since,
                                    mine.stations[s].code,
                                    since,
                                ]
                            )
                        ],
                    )
        for kind, rows in site.alarms.items():
            for t, row in rows:
                if day * DAY <= t < (day + 1) * DAY and not site.hole(t, "rydw"):
                    self.send("rydw", kind, t + 3, [";".join(row)])

    # -- safety monitoring --

    def safety(self, p: Process) -> None:
        """Readings every five minutes, hourly files of statistics, and events."""
        mine, site = self.mine, self.site
        digits = {q.code: "{:.0f}" if q.kind in ("fan", "co") else "{:.2f}" for q in mine.points}
        told: dict[str, int] = {}
        for i in range(p.n):
            t = self._clock(i * SLOT)
            if site.hole(t, "aqjk"):
                continue
            rows, stamp = [], site.text(t)
            for q in mine.points:
                v, state = p.value[q.code][i], int(p.state[q.code][i])
                if state == 0 and q.kind == "ch4" and v >= 1.0:
                    state = 1
                value = "-9999" if v < -9000 else digits[q.code].format(v)
                rows.append(f"{q.code};{q.type_name};{q.place};{value};{q.unit};{state};{stamp}")
                if q.kind == "fan" and told.get(q.code, 1) != int(v):
                    self.send(
                        "aqjk", "KGBH", t + 1, [f"{q.code};{q.type_name};{q.place};{int(v)};;0;{stamp}"]
                    )
                    told[q.code] = int(v)
            self.send("aqjk", "CDSS", t, rows)
            if i % 12 == 11:
                self._statistics(p, i - 11, t + 20)
        for q in (q for q in mine.points if q.kind == "ch4"):
            flags = np.where((p.value[q.code] >= 1.0) & (p.state[q.code] == 0), 1, p.state[q.code])
            edges = np.flatnonzero(np.diff(np.concatenate([[0], flags, [0]])))
            for a, b in itertools.pairwise(edges):
                if flags[a] in (1, 4, 128):
                    self._exception(q, p.value[q.code][a:b], int(flags[a]), int(a), int(b))

    def _clock(self, t: int) -> int:
        """What the safety system's clock shows at a time."""
        offset, drift = self.clock
        return max(int(t + offset % SLOT + drift * t / DAY), 0)

    def _statistics(self, p: Process, i: int, t: int) -> None:
        rows = []
        for q in self.mine.points:
            if q.kind == "fan":
                continue
            x = p.value[q.code][i : i + 12]
            width = np.abs(
                self.rng.normal(0, {"ch4": 0.012, "co": 0.6, "temp": 0.1}.get(q.kind, 0.06), (2, 12))
            )
            if x.std() < 0.006:
                width[:] = 0
            for k in range(12):
                a, b = self._clock((i + k) * SLOT), self._clock((i + k + 1) * SLOT)
                if x[k] < -9000:
                    continue
                high, low = self.site.text(a + 70), self.site.text(a + 190)
                rows.append(
                    f"{q.code};{q.type_name};{q.place};{q.unit};{self.site.text(a)};{self.site.text(b)};"
                    f"{x[k] + width[0, k]:.2f};{high};{max(x[k] - width[1, k], 0):.2f};{low};{x[k]:.3f};"
                    f"{self.site.text(t)}"
                )
        self.send("aqjk", "TJSJ", t, rows)

    def _exception(self, q: Point, x: np.ndarray, state: int, a: int, b: int) -> None:
        kind, why, what = {
            1: ("001", "瓦斯超限", "加强通风"),
            4: ("007", "标校", "调校后恢复"),
            128: ("004", "传感器故障", "更换传感器"),
        }[state]
        begin, end, text = self._clock(a * SLOT), self._clock(b * SLOT), self.site.text
        high, low, mean = (f"{v:.2f}" for v in (x.max(), x.min(), x.mean()))
        row = [
            q.code,
            q.type_name,
            q.place,
            q.unit,
            kind,
            text(begin),
            text(end),
            high,
            text(begin),
            low,
            text(begin),
            mean,
            why,
            what,
            text(end + 600),
            "值班员",
            text(end + 600),
        ]
        if not self.site.hole(end, "aqjk"):
            self.send("aqjk", "YCBJ", end + 600, [";".join(row)])

    # -- tables and register --

    def table(self, name: str, columns: str, rows: Iterable[Iterable[object]]) -> None:
        """Write one CSV file."""
        with (self.root / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(columns.split(","))
            writer.writerows(rows)

    def tables(self, p: Process, trips: list[tuple[int, int, int]]) -> None:
        """Power, haulage, output, water, explosives and video."""
        mine, site, rng = self.mine, self.site, self.rng
        quarters = range(p.n // 3)
        stamps = [site.iso(q * 900) for q in quarters]
        kw = {n: np.maximum(x.reshape(-1, 3).mean(axis=1), 0) for n, x in p.power.items()}
        weeks = (
            [range(a, min(a + 672, p.n // 3)) for a in range(0, p.n // 3, 672)] if mine.sloppy else [quarters]
        )
        for part in weeks:
            name = f"power-{site.day(part.start // 96).replace('-', '')}" if mine.sloppy else "power"
            self.table(
                name,
                "at,feeder,kw",
                (
                    (stamps[q], n, round(float(x[q]), 1))
                    for q in part
                    if not site.hole(q * 900, "power")
                    for n, x in kw.items()
                ),
            )
        run = {n: np.round(900 * x.reshape(-1, 3).mean(axis=1)) for n, x in p.belt_run.items()}
        tonnes = {n: x.reshape(-1, 3).sum(axis=1) for n, x in p.belt_t.items()}
        self.table(
            "haulage",
            "at,conveyor,running_s,t",
            (
                (stamps[q], n, int(run[n][q]), round(float(tonnes[n][q]), 2))
                for q in quarters
                if not site.hole(q * 900, "haulage")
                for n in run
            ),
        )
        shifts = []
        for d in range(site.days):
            for s, hour in enumerate(mine.starts):
                to = mine.starts[s + 1] if s + 1 < len(mine.starts) else mine.starts[0] + 24
                shift = slice(d * PER_DAY + hour * 12, d * PER_DAY + to * 12)
                if shift.stop <= p.n:
                    said = p.reported_t[shift].sum() * rng.normal(1, 0.012)
                    shifts.append(
                        (
                            site.day(d),
                            s + 1,
                            round(float(p.weighed[shift].sum() * p.wash_share), 1),
                            round(float(said)) if mine.sloppy else round(float(said), 1),
                        )
                    )
        self.table("output", "date,shift,hoisted_t,reported_t", shifts)
        self.table(
            "water",
            "at,pump,m3",
            (
                (site.iso(h * 3600), n, round(float(x[h]), 1))
                for h in range(site.days * 24)
                for n, x in p.water.items()
            ),
        )
        self.table(
            "explosives",
            "at,face_id,explosive_kg,detonators,returned_kg",
            ((site.iso(t), f, kg, n, back) for t, f, kg, n, back in sorted(p.blasts) if t >= 0),
        )
        self.table("video", "at,position,direction,persons", self._video(trips))

    def _video(self, crossings: list[tuple[int, int, int]]) -> list[tuple[str, str, str, int]]:
        """Count of people at the portals in groups; the camera now and then misses or doubles somebody."""
        groups: dict[tuple[int, int, int], int] = {}
        for t, portal, way in crossings:
            key = (t // 30, portal, way)
            groups[key] = groups.get(key, 0) + 1
        out = []
        for (t, portal, way), n in sorted(groups.items()):
            seen = n - int(self.rng.binomial(n, 0.008)) + int(self.rng.random() < 0.006)
            at = t * 30 + self.video_clock
            if seen > 0 and 0 <= at < self.site.days * DAY and not self.site.hole(at, "video"):
                name = self.mine.video_names[self.mine.portals.index(portal)]
                out.append((self.site.iso(at), name, ("in", "out")[way], seen))
        return out

    def register(self) -> None:
        """What the mine declared and the regulator approved."""
        mine, site = self.mine, self.site

        def code(s: int) -> str:
            return mine.stations[s].code

        status: list[dict[str, str | None]] = []
        last = "2021-07-01"
        for state, a, b in sorted(mine.status):
            if a > 0:
                status.append({"state": "producing", "from": last, "to": site.day(a)})
            status.append({"state": state, "from": site.day(a), "to": None if b is None else site.day(b)})
            last = "" if b is None else site.day(b)
        if last:
            status.append({"state": "producing", "from": last, "to": None})
        faces = []
        for f in (f for f in mine.faces if f.declared):
            begin = f.declared_from if f.declared_from is not None else f.start
            faces.append(
                {
                    "face_id": f.face_id,
                    "name": f.name,
                    "kind": f.kind,
                    "stations": [code(s) for s in f.stations],
                    "from": site.day(begin) if begin > -1000 else site.day(-40 - 17 * len(f.name)),
                    "to": site.day(f.end) if f.end < 1000 else None,
                    "crew_per_shift": [c if w != "none" else 0 for c, w in zip(f.crew, f.works, strict=True)],
                    "planned_t_per_day": round(f.t_day * 1.05, -1) if f.t_day > 100 else round(f.t_day),
                    "advance_m_per_day": round(f.advance, 1),
                    "air_m3_per_min": round(f.air, -1),
                    "ch4_m3_per_min": round(f.ch4, 2),
                    "inflow_m3_per_h": round(f.inflow, 1),
                    "explosive_kg_per_day": round(f.explosive, 1),
                }
            )
        data = {
            "mine_code": mine.code,
            "name": mine.name,
            "region": mine.code[:6],
            "kind": "coal",
            "capacity_t_per_year": mine.capacity,
            "headcount_limit": mine.limit,
            "shift_starts": [f"{h:02d}:00" for h in mine.starts],
            "status": status,
            "areas": [
                {"area_code": a.code, "type": a.type, "limit": a.limit, "name": a.name} for a in mine.areas
            ],
            "stations": [
                {"station_code": s.code, "name": s.name, "x": s.x, "y": s.y, "z": s.z} for s in mine.stations
            ],
            "roadways": [
                {"from": code(a), "to": code(b), "length_m": length} for a, b, length, _ in mine.edges
            ],
            "faces": faces,
            "seals": [
                {"seal_id": k, "name": n, "stations": [code(s)], "built": site.day(-400 - 31 * i)}
                for i, (k, n, s) in enumerate(mine.seals)
            ],
            "feeders": [
                {"feeder": k, "serves": use, "rated_kw": kw} for k, (use, kw) in mine.feeders.items()
            ],
            "conveyors": [
                {"conveyor": k, "serves": use, "rated_t_per_h": t} for k, (use, t) in mine.conveyors.items()
            ],
            "pumps": [
                {"pump": k, "station": code(s), "rated_m3_per_h": m} for k, (s, m) in mine.pumps.items()
            ],
            "points": [
                {"point_code": p.code, "kind": p.kind, "station": code(p.station), "section_m2": p.section}
                for p in mine.points
                if p.registered
            ],
            "notices": site.notes,
        }
        (self.root / "register.json").write_text(
            json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8"
        )
