"""Text files of the two systems: people (rydw) and sensors (aqjk)."""

import datetime as dt
import functools
import math

import numpy as np

from .crews import DAY, FROZEN, STILL, UNLISTED, Run


class Writer:
    """Writes the files of one mine in the mine's own manner."""

    def __init__(self, run: Run, folder):
        self.run, self.folder = run, folder
        self.rng = run.rng
        self.offset = run.rng.choice((0, 0, 0, -95, -40, 25, 70, 170))  # clock of the people system
        self.count = 0
        self.lost = run.rng.choice((0.0, 0.002, 0.01, 0.025))
        mine = run.mine
        self.head = f"{mine.code};{mine.name}"
        start = run.start
        self.stamp = functools.lru_cache(200000)(
            lambda s: (start + dt.timedelta(seconds=s)).strftime("%Y-%m-%d %H:%M:%S")
        )
        (folder / "rydw").mkdir(parents=True, exist_ok=True)
        (folder / "aqjk").mkdir(exist_ok=True)

    def put(self, system, kind, t, head, records, cut=False, twice=False):
        """One file; t is the time of the header."""
        when = self.stamp(int(t))
        text = "~".join([f"{head};{when}", *records])
        text += "~||" if not cut else ""
        digits = when.replace("-", "").replace(" ", "").replace(":", "")
        if cut:
            text = text[: len(text) * 2 // 3]
        (self.folder / system / f"{self.run.mine.code}_{kind}_{digits}.txt").write_text(
            text, encoding="utf-8"
        )
        if twice:
            (self.folder / system / f"{self.run.mine.code}_{kind}_{int(digits) + 1}.txt").write_text(
                text, encoding="utf-8"
            )

    def gone(self, system, t):
        return any(a <= t < b for a, b in self.run.gaps[system])

    # --- people ---------------------------------------------------------------------------------------------------
    def people(self):
        run, mine = self.run, self.run.mine
        kinds = [p for p in run.people if p.card not in run.nameless]
        vague = self.rng.choice((0.0, 0.0, 0.05, 0.4))
        rows = [
            f"{p.card};{p.name};{p.trade if self.rng.random() >= vague else '未设置'};{p.post};{p.team};1990-01-01;;"
            f"{int(p.leader)};{int(p.special)}"
            for p in kinds
        ]
        plain = self.rng.random() < 0.1
        for day in range(run.days):
            t = day * DAY + 3600
            if self.gone("rydw", t):
                continue
            self.put(
                "rydw",
                "RYXX",
                t,
                f"{self.head};{run.limit};KJ{251 + mine.capacity % 9};人员位置监测系统;厂家甲;2026-12-31",
                rows,
            )
            self.put(
                "rydw",
                "RYQY",
                t,
                self.head,
                [f"{a['type']};{a['code']};{a['limit']};{n}" for n, a in mine.areas.items()],
            )
            self.put(
                "rydw",
                "RYJZ",
                t,
                self.head,
                [
                    f"{s.code};{s.name};{0 if plain else round(s.x, 1)};{0 if plain else round(s.y, 1)};{0 if plain else round(s.z, 1)};{s.name}"
                    for s in mine.stations
                ],
            )
        for t in range(600, run.days * DAY, self.rng.choice((900, 1800, 3600))):
            if not self.gone("rydw", t):
                dead = {s for s, a, b in run.dead if a <= t < b}
                self.put(
                    "rydw",
                    "JZSS",
                    t,
                    self.head,
                    [
                        f"{s.code};{1 if i in dead else 0};1;{self.stamp(t)}"
                        for i, s in enumerate(mine.stations)
                    ],
                )
        for kind, (card, name, t_in, a, b, s, since) in run.alarms:
            st = mine.stations[s]
            area = mine.areas[st.area]["code"]
            z = [self.stamp(int(x + self.offset)) for x in (t_in, a, b, since)]
            self.put(
                "rydw",
                kind,
                a + 60,
                self.head,
                [f"{card};{name};{z[0]};{z[1]};;{area};{z[3]};{st.code};{z[3]}"],
            )
            self.put(
                "rydw",
                kind,
                b + 60,
                self.head,
                [f"{card};{name};{z[0]};{z[1]};{z[2]};{area};{z[3]};{st.code};{z[3]}"],
            )

    def snapshots(self, period):
        run, mine, rng = self.run, self.run.mine, self.rng
        shift = self.offset
        total = run.days * DAY // period
        listed: list[list] = [[] for _ in range(total)]
        noise = rng.choice((1.5, 3.0, 5.0))
        digits = rng.choice((0, 1))
        depth = rng.choice((0, 4, 8))
        stamp, stations = self.stamp, mine.stations
        area_codes = [mine.areas[s.area]["code"] for s in stations]
        jitter = iter(())
        for trip in run.trips:
            if not trip.card or not trip.visits or trip.t_out < 0 or trip.t_in >= run.days * DAY:
                continue
            p = trip.person
            first = stamp(int(trip.t_in + shift))
            end_fields = f";正常;{int(p.leader)};{int(p.special)};"
            since = area_since = trip.t_in
            area, track, base, station = -1, [], 0.0, -1
            marks = [*[v[1] for v in trip.visits[1:]], trip.t_out]
            head = ""
            gone = False
            for (s, t, mode), until in zip(trip.visits, marks, strict=True):
                gone = mode == UNLISTED
                if mode != FROZEN or s != station:
                    if s != station or mode != STILL:
                        since, base = t, rng.uniform(-55, 55)
                    if area_codes[s] != area:
                        area, area_since = area_codes[s], t
                    if s != station:
                        track.append(f"{stations[s].code}&{stamp(int(t + shift))}")
                    station = s
                    head = (
                        f"{p.card};{p.name};1;{first};;{area};{stamp(int(area_since + shift))};{stations[s].code};"
                        f"{stamp(int(since + shift))};{mine.system};"
                    )
                if gone:
                    continue
                a, b = max(0, math.ceil(t / period)), min(total, math.ceil(until / period))
                if a >= b:
                    continue
                tail = end_fields + (",".join(track[-depth:]) if depth else "")
                sd = (0.0 if mode == FROZEN else 0.4) if mode in (FROZEN, STILL) else noise
                for k in range(a, b):
                    step = next(jitter, None)
                    if step is None:
                        jitter = iter(run.np.normal(0, 1, 20000).tolist())
                        step = 0.0
                    listed[k].append(
                        (
                            p.card,
                            f"{head}{round(base + sd * step, digits) if digits else round(base + sd * step)}{tail}",
                        )
                    )
            k = max(0, math.ceil(trip.t_out / period))
            if k < total and not gone and head:
                parts = head.split(";")
                parts[2], parts[4] = "2", stamp(int(trip.t_out + shift))
                listed[k].append(
                    ("", ";".join(parts) + "0" + end_fields + (",".join(track[-depth:]) if depth else ""))
                )
        self._false(listed, period)
        broken = set(rng.sample(range(total), 3)) if run.half else ()
        for k in range(total):
            t = k * period
            if self.gone("rydw", t) or rng.random() < self.lost or listed[k] is None:
                continue
            late = run.clock[1] if run.clock and run.clock[0] <= t < run.clock[0] + DAY else 0
            self.put(
                "rydw",
                "RYSS",
                t + shift + late,
                self.head,
                [r for _, r in listed[k]],
                cut=k in broken,
                twice=run.resend and rng.random() < 0.01,
            )

    def _false(self, listed, period):
        """Rows taken out or made up by the mine."""
        run, mine, rng = self.run, self.run.mine, self.rng
        if run.over_limit:
            cards, first, last = run.over_limit
            cap = int(np.mean([len([1 for c, _ in rows if c not in cards]) for rows in listed])) + 2
            for k in range(first * DAY // period, last * DAY // period):
                rows = listed[k]
                over = len(rows) - cap
                drop = set([c for c, _ in rows if c in cards][: max(0, over)])
                listed[k] = [r for r in rows if r[0] not in drop]
        if not run.snapshots:
            return
        style, first, last = run.snapshots
        a, b = run.shift(0, run.night())
        pool = [p for p in run.people if p.card not in run.nameless]
        size = min(len(pool) - 6, run.below_guess)
        for k in range(first * DAY // period, min(len(listed), last * DAY // period)):
            t = k * period
            night = (t - a) % DAY < b - a
            if style == "night_files_deleted" and night and rng.random() < 0.85:
                listed[k] = None
            elif style == "night_rows_filtered" and night:
                listed[k] = [r for r in listed[k] if r[0] not in run.filtered]
            elif style == "invented_snapshots":
                starts = [run.shift(t // DAY + d, i)[0] for d in (-1, 0) for i in range(len(mine.shifts))]
                begin = max(x for x in starts if x <= t)
                now, come = self.stamp(t + self.offset), self.stamp(int(begin))
                rows = []
                for p in rng.sample(pool, size + rng.randint(-2, 2)):
                    st = rng.choice(mine.stations[1:])
                    rows.append(
                        (
                            p.card,
                            f"{p.card};{p.name};1;{come};;{st.code[:16]};{now};{st.code};{now};{mine.system};"
                            f"{rng.randint(-40, 40)};正常;{int(p.leader)};{int(p.special)};{st.code}&{now}",
                        )
                    )
                listed[k] = rows

    # --- sensors --------------------------------------------------------------------------------------------------
    def sensors(self):
        run, mine, rng = self.run, self.run.mine, self.rng
        period = rng.choice((300, 600, 600, 900))
        times = np.arange(0, run.days * DAY, period)
        grid = np.arange(run.n) * 900 + 450
        texts = {}
        for i, p in enumerate(mine.points):
            v = np.interp(times, grid, run.series[i])
            state = np.zeros(len(times), dtype=int)
            sd = {"ch4": 0.012, "air_velocity": 0.03, "fan": 0.0}[p.kind]
            noise = run.np.normal(0, sd, len(times))
            if p.kind == "ch4":
                v = v * (1 + rng.choice((0, 0, 0.004)) * times / DAY)
            if i in run.masked:
                a, b, flat = run.masked[i]
                inside = (times >= a) & (times < b)
                if flat:
                    v[inside] = run.series[i][int(a // 900) + 1]
                    noise[inside] = 0
            v = np.clip(v + noise, 0, None)
            for n, a, b, level in run.calibrations:
                if n == i:
                    inside = (times >= a - period / 2) & (times < b + period / 2)
                    v[inside] = level * rng.uniform(0.9, 1.05)
                    state[inside] = 4
            for n, a, b in run.switches:
                if n == i:
                    v[(times >= a) & (times < b)] = 0
            texts[i] = (v, state)
        names = {"ch4": "%CH4", "air_velocity": "m/s", "fan": ""}
        base = [f"{p.code};{p.label};{mine.stations[p.station].name}" for p in mine.points]
        sub = 1
        for day in range(run.days):
            rows = []
            for p in mine.points:
                gas, s = p.kind == "ch4", mine.stations[p.station]
                fields = [
                    p.code,
                    "01",
                    f"{mine.code}{sub:05d}",
                    p.label,
                    p.code[14:16],
                    names[p.kind],
                    "4" if gas else "15",
                    "0",
                    "0.8" if gas else "",
                    "0.8" if gas else "",
                    "",
                    "",
                    "1.2" if gas else "",
                    "0.8" if gas else "",
                    "",
                    "",
                    "开" if p.kind == "fan" else "",
                    "停" if p.kind == "fan" else "",
                    s.name,
                    f"{s.x:.1f}",
                    f"{s.y:.1f}",
                    f"{s.z:.1f}",
                    "",
                    self.stamp(day * DAY + 1800),
                ]
                rows.append(";".join(fields))
            self.put(
                "aqjk", "CDDY", day * DAY + 1800, f"{self.head};KJ90X;安全监控系统;厂家乙;2026-10-31", rows
            )
        form = {"ch4": "%.2f", "air_velocity": "%.2f", "fan": "%d"}
        for k, t in enumerate(times.tolist()):
            if self.gone("aqjk", t) or rng.random() < self.lost / 2:
                continue
            now = self.stamp(t)
            self.put(
                "aqjk",
                "CDSS",
                t,
                self.head,
                [
                    f"{base[i]};{form[p.kind] % texts[i][0][k]};{names[p.kind]};{texts[i][1][k]};{now}"
                    for i, p in enumerate(mine.points)
                ],
            )
        for n, a, b, level in run.calibrations:
            z = [self.stamp(int(x)) for x in (a, b)]
            self.put(
                "aqjk",
                "YCBJ",
                b + 30,
                self.head,
                [
                    f"{base[n]};%CH4;007;{z[0]};{z[1]};{level};{z[0]};0.1;{z[1]};{level / 2};标校;标校;{z[1]};值班员;{z[1]}"
                ],
            )
