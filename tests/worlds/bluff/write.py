"""Writes the files of a mine."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

import numpy as np

from .equip import TYPE_CODES, TYPE_NAMES, UNITS, BeltRow, FeederRow, PumpRow, belts, feeders, pumps, register
from .mine import Fake, Mine, Trip
from .physics import State, run
from .sensors import Bench
from .tables import DAY, NOISE, STEP

Array = np.ndarray


class Clock:
    """Fast time strings."""

    def __init__(self, mine: Mine) -> None:
        self.dates = [(mine.start + timedelta(days=d)).strftime("%Y-%m-%d") for d in range(-3, mine.days + 4)]

    def __call__(self, t: float) -> str:
        s = int(t)
        d, r = divmod(s, DAY)
        return f"{self.dates[d + 3]} {r // 3600:02d}:{r // 60 % 60:02d}:{r % 60:02d}"

    def compact(self, t: float) -> str:
        """The time in a file name."""
        return self(t).replace("-", "").replace(":", "").replace(" ", "")

    def iso(self, t: float) -> str:
        """ISO with offset."""
        return self(t).replace(" ", "T") + "+08:00"


class Sender:
    """Writes text files in the mine's profile."""

    def __init__(self, mine: Mine, folder: Path) -> None:
        self.mine, self.folder = mine, folder
        self.clock = Clock(mine)
        self.rec, self.end, self.prefix = ("^", "]]]", "N") if mine.alt_profile else ("~", "||", "")
        self.glue = self.rec + ("\r\n" if mine.crlf else "")
        (folder / "rydw").mkdir(parents=True, exist_ok=True)
        (folder / "aqjk").mkdir(parents=True, exist_ok=True)
        self.used: set[str] = set()

    def send(self, system: str, kind: str, t: float, header: list[str], records: list[str]) -> None:
        """One file; now and then late, twice or half."""
        mine = self.mine
        name = f"{mine.code}_{self.prefix}{kind}_{self.clock.compact(t)}.txt"
        while name in self.used:
            t += 1
            name = f"{mine.code}_{self.prefix}{kind}_{self.clock.compact(t)}.txt"
        self.used.add(name)
        text = self.glue.join([";".join(header), *records]) + self.glue + self.end
        data = text.encode()
        path = self.folder / system / name
        if mine.late_files:
            draw = mine.rng.random()
            if draw < 0.0015:
                data = data[: int(len(data) * mine.rng.uniform(0.3, 0.95))].decode(errors="ignore").encode()
            elif draw < 0.004:
                twin = f"{mine.code}_{self.prefix}{kind}_{self.clock.compact(t + 2)}.txt"
                if twin not in self.used:
                    self.used.add(twin)
                    (self.folder / system / twin).write_bytes(data)
        path.write_bytes(data)

    def realtime(self, system: str, kind: str, t: float, records: list[str]) -> None:
        """A file with the usual header of three fields."""
        self.send(system, kind, t, [self.mine.code, self.mine.name, self.clock(t)], records)


def write_mine(mine: Mine, inbox: Path) -> None:
    """All files of one mine."""
    folder = inbox / mine.code
    folder.mkdir(parents=True, exist_ok=True)
    feeder_rows, belt_rows, pump_rows = feeders(mine), belts(mine), pumps(mine)
    state = run(mine, belt_rows, pump_rows)
    sender = Sender(mine, folder)
    data = register(mine, feeder_rows, belt_rows, pump_rows)
    (folder / "register.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    _base_files(mine, sender)
    _positions(mine, sender)
    if "aqjk" in mine.sends:
        _monitoring(mine, sender, Bench(mine, state))
    _csvs(mine, folder, state, feeder_rows, belt_rows, pump_rows)


# ---- personnel positions ---------------------------------------------------------------------------------------------


def _base_files(mine: Mine, sender: Sender) -> None:
    lay = mine.lay
    areas = [f"{a.kind};{a.code};{a.limit};{a.name}" for a in lay.areas]
    blank = mine.rng.random() < 0.06
    stations = [
        f"{s.code};{s.name};{0 if blank else s.x};{0 if blank else s.y};{0 if blank else s.z};{s.name}附近"
        for s in lay.stations
    ]
    vague = mine.rng.random() < 0.12
    staff = []
    for p in mine.people:
        trade = "未设置" if vague and mine.rng.random() < 0.5 else p.trade
        staff.append(
            f"{p.card};{p.name};{trade};{p.duty};{p.dept};1990-01-01;;{int(p.leader)};{int(p.special)}"
        )
    for day in range(mine.days):
        t = day * DAY + 240.0 + 60 * (mine.number % 7)
        if _cut_off(mine, t, "rydw"):
            continue
        sender.realtime("rydw", "RYQY", t, areas)
        sender.realtime("rydw", "RYJZ", t + 5, stations)
        head = [
            mine.code,
            mine.name,
            str(mine.headcount_limit),
            "KJ1160",
            "井下人员位置监测系统",
            "某电子公司",
            "2028-12-31",
            sender.clock(t + 9),
        ]
        sender.send("rydw", "RYXX", t + 9, head, staff)


def _cut_off(mine: Mine, t: float, system: str) -> bool:
    return any(a <= t < b and s in ("all", system) for a, b, s in mine.link_out)


def _positions(mine: Mine, sender: Sender) -> None:
    rng = mine.rng
    clock = sender.clock
    count = int(mine.seconds // mine.period)
    phase = float(rng.uniform(0, mine.period - 5))
    times = phase + np.arange(count) * mine.period + rng.integers(0, 3, count)
    areas = np.zeros((count, len(mine.lay.areas)), np.int32)
    buckets = _snapshots(mine, times, clock, areas)
    for fake in mine.fakes:
        _invent(mine, fake, times, buckets, clock)
    lost = rng.random(count) < 0.0012
    jzss = "jzss" in mine.sends
    every = max(1, 1800 // mine.period)
    for k in range(count):
        t = float(times[k])
        if lost[k] or _cut_off(mine, t, "rydw") or any(a <= t < b for a, b in mine.holes):
            continue
        label = t
        for a, b, delta in mine.clock:
            if a <= t < b:
                label = min(max(label + delta, 0.0), mine.seconds - 1)
        sender.realtime("rydw", "RYSS", label, buckets[k])
        if jzss and k % every == 0:
            rows = []
            for i, s in enumerate(mine.lay.stations):
                dead = any(st == i and a <= t < b for st, a, b in mine.reader_out)
                rows.append(f"{s.code};{int(dead)};1;{clock(t)}")
            sender.realtime("rydw", "JZSS", label + 1, rows)
    if "alarms" in mine.sends:
        _alarms(mine, sender, times, areas)


def _snapshots(mine: Mine, times: Array, clock: Clock, areas: Array) -> list[list[str]]:
    """Records of every snapshot."""
    buckets: list[list[str]] = [[] for _ in range(len(times))]
    stations, lay_areas = mine.lay.stations, mine.lay.areas
    code = [s.code for s in stations]
    area_of = [s.area for s in stations]
    shift_name = mine.lay.shifts.name
    last = float(times[-1]) + mine.period
    for trip in mine.trips:
        if trip.who is None or trip.t_out < times[0] or trip.t_in > last:
            continue
        who = trip.who
        head = f"{who.card};{who.name};1;{clock(trip.t_in)};;"
        tail = f";正常;{int(who.leader)};{int(who.special)};"
        events = trip.events
        ends = [e[0] for e in events[1:]] + [trip.t_out]
        edges = np.searchsorted(times, [e[0] for e in events] + [trip.t_out]).tolist()
        noise = np.random.default_rng([trip.pair, mine.number]).normal(0, 1, edges[-1] - edges[0])
        trace: list[str] = []
        area_now, area_t = -1, 0.0
        line = ""
        for j, (t0, st) in enumerate(events):
            if area_of[st] != area_now:
                area_now, area_t = area_of[st], t0
            stamp = clock(t0)
            if mine.trace_len:
                trace.append(f"{code[st]}&{stamp}")
                trace = trace[-mine.trace_len :]
            k0, k1 = edges[j], edges[j + 1]
            line = f"{lay_areas[area_now].code};{clock(area_t)};{code[st]};{stamp};{shift_name};"
            if k1 <= k0:
                continue
            dist = _distances(mine, trip, st, times[k0:k1], noise[k0 - edges[0] : k1 - edges[0]])
            full, rest = head + line, tail + ",".join(trace)
            if trip.unlisted:
                for k, d in zip(range(k0, k1), dist, strict=True):
                    t = times[k]
                    if not any(a <= t < b for a, b in trip.unlisted):
                        buckets[k].append(f"{full}{d}{rest}")
                        areas[k, area_now] += 1
            else:
                areas[k0:k1, area_now] += 1
                for k, d in zip(range(k0, k1), dist, strict=True):
                    buckets[k].append(f"{full}{d}{rest}")
        k = edges[-1]
        if 0 <= k < len(times) and times[k] - ends[-1] < 2.5 * mine.period:
            if not any(a <= times[k] < b for a, b in trip.unlisted):
                gone = f"{who.card};{who.name};2;{clock(trip.t_in)};{clock(trip.t_out)};{line}0{tail}{','.join(trace)}"
                buckets[k].append(gone)
    return buckets


def _distances(mine: Mine, trip: Trip, st: int, t: Array, noise: Array) -> list[int]:
    """Signed metres from the reader."""
    n = len(t)
    if not mine.precise:
        return [0] * n
    middle, sd = trip.lean.get(st, ((trip.pair * 7919 + st * 10473) % 97 - 48, trip.sd))
    d = middle + sd * noise
    if trip.copied:
        d = d + mine.rng.normal(0, 1.1, n)
    for a, b in trip.parked:
        inside = (t >= a) & (t < b)
        if inside.any():
            spot = (int(a) // DAY * 7 + st * 13) % 41 - 20
            d = np.where(inside, spot + trip.pair % 5 - 2 + 0.9 * noise, d)
    for a, b in trip.frozen:
        inside = (t >= a) & (t < b)
        if inside.any():
            d = np.where(inside, d[int(np.argmax(inside))], d)
    return [int(x) for x in np.rint(np.clip(d, -140, 140)).astype(int)]


def _invent(mine: Mine, fake: Fake, times: Array, buckets: list[list[str]], clock: Clock) -> None:
    """Replace real snapshots by made-up ones."""
    rng, lay = mine.rng, mine.lay
    a, b = fake.window
    inside = [k for k in range(len(times)) if a <= times[k] < b]
    if not inside:
        return
    n = len(lay.stations)
    homes = [
        [int(x) for x in rng.choice(n, size=min(n, int(rng.integers(2, 5))), replace=False)]
        for _ in fake.people
    ]
    offset = (
        rng.integers(-1500, -600, len(fake.people)) if fake.style == "careful" else np.zeros(len(fake.people))
    )
    wrong = rng.random((len(inside), len(fake.people))) < 0.15
    for row, k in enumerate(inside):
        t = float(times[k])
        out = []
        absent = int(rng.integers(0, 3))
        for i, who in enumerate(fake.people[absent:]):
            if fake.style == "careful":
                st = homes[i][int((t - a) // 3600) % len(homes[i])]
                since = t - (t - a) % 3600
                area = lay.areas[lay.stations[st].area].code
            else:
                st = int(rng.integers(n)) if rng.random() < 0.4 else homes[i][row % len(homes[i])]
                since = t
                area = (
                    lay.areas[int(rng.integers(len(lay.areas)))].code
                    if wrong[row, i]
                    else lay.areas[lay.stations[st].area].code
                )
            code = lay.stations[st].code
            trace = f"{code}&{clock(since)}" if mine.trace_len else ""
            out.append(
                f"{who.card};{who.name};1;{clock(a + offset[i])};;{area};{clock(since)};{code};{clock(since)};"
                f"{lay.shifts.name};{int(rng.integers(-60, 61)) if mine.precise else 0};正常;{int(who.leader)};"
                f"{int(who.special)};{trace}"
            )
        buckets[k] = out


def _alarms(mine: Mine, sender: Sender, times: Array, areas: Array) -> None:
    lay, clock = mine.lay, sender.clock
    for kind, trip, a, b in mine.alarms:
        if a < 0 or b > mine.seconds or trip.who is None:
            continue
        seen, last = trip.events[-1]
        s = lay.stations[last]
        where = f"{lay.areas[s.area].code};{clock(seen)};{s.code};{clock(seen)}"
        for sent, over in ((a, ""), (b, clock(b))):
            row = f"{trip.who.card};{trip.who.name};{clock(trip.t_in)};{clock(a)};{over};{where}"
            sender.realtime("rydw", kind, sent, [row])
    restricted = {i for i, s in enumerate(lay.stations) if lay.areas[s.area].kind == "限制区域"}
    hush = mine.kind != "healthy" and mine.rng.random() < 0.6
    for trip in mine.trips:
        if trip.who is None or trip.unlisted or trip.body is None or hush and trip.job.mode:
            continue
        for j, (t, st) in enumerate(trip.events):
            if st in restricted and 0 <= t < mine.seconds - 60:
                end = trip.events[j + 1][0] if j + 1 < len(trip.events) else trip.t_out
                if end < mine.seconds:
                    s = lay.stations[st]
                    row = (
                        f"{trip.who.card};{trip.who.name};{clock(t)};{clock(end)};{clock(trip.t_in)};"
                        f"{lay.areas[s.area].code};{clock(t)};{s.code};{clock(t)}"
                    )
                    sender.realtime("rydw", "RYXZ", end, [row])
                break
    if mine.kind in ("overstaffed", "hidden_face") and mine.rng.random() < 0.6:
        return
    least = max(2, 1200 // mine.period)
    for i, area in enumerate(lay.areas):
        if area.limit <= 0:
            continue
        full = areas[:, i] > area.limit
        k = 0
        while k < len(times):
            if not full[k]:
                k += 1
                continue
            e = k
            while e < len(times) and full[e]:
                e += 1
            if e - k >= least and e < len(times):
                top = int(areas[k:e, i].max())
                row = f"区域超员;{area.limit};{top};{area.code};{area.name};{clock(times[k])};{clock(times[e])};"
                sender.realtime("rydw", "RYCY", float(times[e]), [row])
            k = e


# ---- safety monitoring -----------------------------------------------------------------------------------------------


def _monitoring(mine: Mine, sender: Sender, bench: Bench) -> None:
    rng, clock = mine.rng, sender.clock
    step = STEP if mine.use_stats else mine.monitor_period
    count = int(mine.seconds // step)
    times = np.arange(count) * step + float(rng.integers(5, 55))
    stamps = [clock(t) for t in times]
    lanes: list[list[str]] = []
    switches: list[list[str]] = []
    changes: list[tuple[float, str]] = []
    odd: list[tuple[float, str]] = []
    for i, p in enumerate(mine.points):
        name, unit = TYPE_NAMES[p.kind], UNITS[p.kind]
        value, status = bench.read(i, times)
        digits = 2 if p.kind in ("ch4", "air_velocity") else 0
        head = f"{p.code};{name};{p.label}"
        if p.kind in ("fan", "main_fan"):
            flips = np.flatnonzero(np.diff(value) != 0) + 1
            changes += [(float(times[k]), f"{head};{int(value[k])};;0;{stamps[k]}") for k in flips]
        if mine.use_stats and p.kind not in ("fan", "main_fan"):
            flat = any(m.point == i and m.style == "bagged" for m in mine.masks)
            up = np.abs(rng.normal(0, 0.02, count)) * np.maximum(value, 0.3) * (0 if flat else 1)
            down = np.abs(rng.normal(0, 0.02, count)) * np.maximum(value, 0.3) * (0 if flat else 1)
            lane = []
            for k in range(count):
                v, a = float(value[k]), times[k] - STEP
                begin = clock(max(a, 0))
                lane.append(
                    f"{head};{unit};{begin};{stamps[k]};{v + up[k]:.{digits}f};{clock(max(a, 0) + 70)};"
                    f"{max(v - down[k], 0):.{digits}f};{clock(max(a, 0) + 190)};{v:.{digits}f};{stamps[k]}"
                )
            lanes.append(lane)
        else:
            lane = [
                f"{head};{v:.{digits}f};{unit};{s};{x}"
                for v, s, x in zip(value.tolist(), status.tolist(), stamps, strict=True)
            ]
            (switches if mine.use_stats else lanes).append(lane)
        for a, b in bench.calibrations(i):
            if b < mine.seconds:
                odd.append(
                    (b, _odd(p.code, name, p.label, unit, "007", a, b, bench.gas_level[i], "标校", clock))
                )
        for k, a, b in mine.point_faults:
            if k == i and b < mine.seconds:
                odd.append((b, _odd(p.code, name, p.label, unit, "004", a, b, 0.0, "断线", clock)))
        if p.kind == "ch4":
            high = np.flatnonzero((value >= 1.0) & (status == 0))
            for group in np.split(high, np.flatnonzero(np.diff(high) > 2) + 1) if len(high) else []:
                a, b = float(times[group[0]]), float(times[group[-1]]) + step
                if b < mine.seconds:
                    odd.append(
                        (
                            b,
                            _odd(
                                p.code,
                                name,
                                p.label,
                                unit,
                                "001",
                                a,
                                b,
                                float(value[group].max()),
                                "瓦斯超限",
                                clock,
                            ),
                        )
                    )
    for k in range(count):
        t = float(times[k])
        if not _cut_off(mine, t, "aqjk"):
            sender.realtime("aqjk", "TJSJ" if mine.use_stats else "CDSS", t, [lane[k] for lane in lanes])
            if switches and k % 6 == 0:
                sender.realtime("aqjk", "CDSS", t, [lane[k] for lane in switches])
    for t, row in sorted(changes):
        if not _cut_off(mine, t, "aqjk"):
            sender.realtime("aqjk", "KGBH", t, [row])
    for t, row in sorted(odd):
        if not _cut_off(mine, t, "aqjk"):
            sender.realtime("aqjk", "YCBJ", t, [row])
    _definitions(mine, sender)


def _odd(
    code: str,
    name: str,
    where: str,
    unit: str,
    kind: str,
    a: float,
    b: float,
    top: float,
    why: str,
    clock: Clock,
) -> str:
    return (
        f"{code};{name};{where};{unit};{kind};{clock(a)};{clock(b)};{top:.2f};{clock((a + b) / 2)};0.00;{clock(a)};"
        f"{top * 0.6:.2f};{why};已处理;{clock(b)};值班员;{clock(b)}"
    )


def _definitions(mine: Mine, sender: Sender) -> None:
    rows = []
    for p in mine.points:
        s = mine.lay.stations[p.station]
        limits = {
            "ch4": ("4", "0", "1.0", "0.99", "", "", "1.5", "0.99", "", "", "", ""),
            "air_velocity": ("15", "0", "8", "8", "0.25", "0.25", "", "", "", "", "", ""),
            "co": ("500", "0", "24", "24", "", "", "", "", "", "", "", ""),
        }.get(p.kind, ("", "", "", "", "", "", "", "", "", "", "开", "停"))
        form = "KG" if p.kind in ("fan", "main_fan") else "MN"
        rows.append(
            [
                p.code,
                "01",
                f"{mine.code}{p.station + 1:05d}",
                TYPE_CODES[p.kind],
                form,
                UNITS[p.kind],
                *limits,
                p.label,
                str(s.x),
                str(s.y),
                str(s.z),
                "",
            ]
        )
    for day in range(mine.days):
        t = day * DAY + 410.0
        if not _cut_off(mine, t, "aqjk"):
            head = [
                mine.code,
                mine.name,
                "KJ95X",
                "煤矿安全监控系统",
                "某自动化公司",
                "2028-06-30",
                sender.clock(t),
            ]
            sender.send("aqjk", "CDDY", t, head, [";".join([*r, sender.clock(t)]) for r in rows])


# ---- comma-separated files -------------------------------------------------------------------------------------------


def _csvs(
    mine: Mine,
    folder: Path,
    st: State,
    feeder_rows: list[FeederRow],
    belt_rows: list[BeltRow],
    pump_rows: list[PumpRow],
) -> None:
    rng, clock = mine.rng, Clock(mine)
    quarter = np.arange(mine.steps // 3) * 900
    q_iso = [clock.iso(float(t)) for t in quarter]
    q_keep = [not _cut_off(mine, float(t), "csv") for t in quarter]
    if "power" in mine.sends:
        out = ["at,feeder,kw"]
        for f in feeder_rows:
            kw = st.kw[f["key"]].reshape(-1, 3).mean(axis=1) * (
                1 + rng.normal(0, NOISE["power_rel"], len(quarter))
            )
            rows = zip(q_iso, np.maximum(kw, 0).tolist(), q_keep, strict=True)
            out += [f"{t},{f['feeder']},{x:.1f}" for t, x, ok in rows if ok]
        _put(folder / "power.csv", out)
    if "haulage" in mine.sends:
        out = ["at,conveyor,running_s,t"]
        for b, flow, run_s in zip(belt_rows, st.belt_t, st.belt_s, strict=True):
            scale = rng.normal(1, 0.01)
            tons = (flow * mine.scale_mult).reshape(-1, 3).sum(axis=1) * scale
            tons = tons * (1 + rng.normal(0, NOISE["scale_rel"], len(quarter)))
            seconds = np.clip(run_s.reshape(-1, 3).sum(axis=1), 0, 900)
            out += [
                f"{t},{b['conveyor']},{s:.0f},{x:.2f}"
                for t, s, x, ok in zip(
                    q_iso, seconds.tolist(), np.maximum(tons, 0).tolist(), q_keep, strict=True
                )
                if ok
            ]
        _put(folder / "haulage.csv", out)
    if "water" in mine.sends:
        out = ["at,pump,m3"]
        for p, flow in zip(pump_rows, st.pump_m3, strict=True):
            m3 = flow.reshape(-1, 12).sum(axis=1) * (1 + rng.normal(0, NOISE["pump_rel"], mine.steps // 12))
            out += [
                f"{clock.iso(h * 3600)},{p['pump']},{max(x, 0):.1f}"
                for h, x in enumerate(m3.tolist())
                if q_keep[h * 4]
            ]
        _put(folder / "water.csv", out)
    if "output" in mine.sends:
        _put(folder / "output.csv", _output(mine, st))
    if "explosives" in mine.sends and st.shots:
        _put(folder / "explosives.csv", _explosives(mine, st, clock))
    if "video" in mine.sends:
        _put(folder / "video.csv", _video(mine, clock))


def _put(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _output(mine: Mine, st: State) -> list[str]:
    rng = mine.rng
    out = ["date,shift,hoisted_t,reported_t"]
    all_t = sum(st.tons.values(), np.zeros(mine.steps)).reshape(-1, 288).sum(axis=1)
    hid = np.zeros(mine.days)
    if mine.hidden_place is not None and mine.hidden_how["coal"] == "belt":
        hid = st.tons["H"].reshape(-1, 288).sum(axis=1)
    window = np.convolve(hid, np.ones(3), "same") / np.maximum(np.convolve(all_t, np.ones(3), "same"), 1.0)
    for day in range(mine.days):
        for s in range(mine.shifts):
            a, b = mine.shift_window(day, s)
            if b > mine.seconds:
                continue
            hoisted = float(st.hoisted[mine.mask_steps((a, b))].sum()) * rng.normal(1, 0.006)
            reported = hoisted * rng.normal(0.988, 0.012) * (1 - mine.rock / (mine.lay.capacity / 330))
            if mine.hidden_place is not None:
                reported *= 1 - window[day]
                hoisted *= 1 - window[day] if mine.hidden_how["books"] == "both" else 1.0
            elif mine.report_mode == "under_reported":
                reported /= mine.true_boost * rng.normal(1.0, 0.02)
            elif mine.report_mode == "all_books":
                factor = mine.true_boost * rng.normal(1.0, 0.02)
                hoisted, reported = hoisted / factor, reported / factor
            elif mine.report_mode == "stopped" and mine.hidden_window[0] <= a < mine.hidden_window[1]:
                hoisted = reported = 0.0
            out.append(f"{mine.date(day)},{s + 1},{max(hoisted, 0):.1f},{max(reported, 0):.0f}")
    return out


def _explosives(mine: Mine, st: State, clock: Clock) -> list[str]:
    rng = mine.rng
    used: dict[tuple[int, int, str], list[float]] = {}
    hoard = mine.hidden_place is not None and mine.hidden_how["shots"] == "hoarded"
    blasting = [p for p in mine.places if not p.hidden and p.kg_a_day > 0 and p.first is None]
    heads = blasting or [p for p in mine.places if p.kind == "heading" and not p.hidden and p.first is None]
    target = min(
        heads, key=lambda p: mine.hidden_place is not None and p.district != mine.hidden_place.district
    )
    pot: defaultdict[int, float] = defaultdict(float)
    for t, key, kg, hidden in st.shots:
        if not 0 <= t < mine.seconds:
            continue
        if (
            mine.report_mode == "stopped"
            and mine.hidden_window[0] <= t < mine.hidden_window[1]
            and rng.random() < 0.7
        ):
            continue
        day, shift = mine.shift_of(t)
        if hidden and hoard:
            pot[day] += kg
            continue
        used.setdefault((day, shift, target.key if hidden else key), [0.0, t])[0] += kg
    rows = []
    for (day, _, key), (kg, t) in used.items():
        issue = kg * rng.uniform(1.06, 1.22)
        back = issue - kg
        if hoard:
            extra = min(pot[day], 0.55 * kg)
            pot[day] -= int(extra)
            issue, back = kg + extra + 0.25 * back, 0.25 * back
        when = t - rng.uniform(25, 80) * 60
        if when >= 0:
            rows.append(
                (
                    when,
                    f"{clock.iso(when)},{key},{round(issue / 0.3) * 0.3:.1f},{int(issue / 0.55) + 1},"
                    f"{max(round(back / 0.3) * 0.3, 0):.1f}",
                )
            )
    return ["at,face_id,explosive_kg,detonators,returned_kg"] + [r for _, r in sorted(rows)]


def _video(mine: Mine, clock: Clock) -> list[str]:
    rng = mine.rng
    count: Counter[tuple[int, str, str]] = Counter()
    for trip in mine.trips:
        if trip.body is None:
            continue
        aux = (
            mine.style == "second_portal" and trip.who is None or mine.lay.two_portals and rng.random() < 0.04
        )
        position = "aux_shaft" if aux else "main_shaft"
        for t, direction in ((trip.body[0], "in"), (trip.body[1], "out")):
            if 0 <= t < mine.seconds - 60 and rng.random() > NOISE["video_miss"]:
                count[(int(t // 60), position, direction)] += 1 + int(rng.random() < NOISE["video_ghost"])
    keys = sorted(count)
    return ["at,position,direction,persons"] + [
        f"{clock.iso(k[0] * 60)},{k[1]},{k[2]},{count[k]}"
        for k in keys
        if not _cut_off(mine, k[0] * 60.0, "csv")
    ]
