"""Writes one mine's folder: register, personnel files, safety files and the CSV books."""

from __future__ import annotations

import json
import math
from datetime import timedelta
from pathlib import Path

import numpy as np

from .physics import Point, Series
from .sim import DAY, Sim, Trip

TYPE_NAME = {"ch4": "甲烷", "air_velocity": "风速", "fan": "开停"}
UNIT = {"ch4": "%CH4", "air_velocity": "m/s", "fan": ""}

TIMES = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY)]


class Clock:
    """Fast formatting of seconds since the first midnight."""

    def __init__(self, sim: Sim) -> None:
        self.days = [(sim.start + timedelta(days=d)).isoformat() + " " for d in range(-12, sim.days + 6)]
        self.times = TIMES

    def __call__(self, t: float) -> str:
        d, s = divmod(int(t), DAY)
        return self.days[d + 12] + self.times[s]


class Sender:
    """Writes text files in the mine's profile."""

    def __init__(self, sim: Sim, folder: Path, clock: Clock) -> None:
        self.sim, self.folder, self.clock = sim, folder, clock
        self.head = f"{sim.code};{sim.opts['name']};"
        variant = sim.opts["variant"]
        self.end, self.close, self.prefix = ("^", "]]]", "N") if variant else ("~", "||", "")
        for sub in ("rydw", "aqjk"):
            (folder / sub).mkdir(parents=True, exist_ok=True)

    def put(self, sub: str, kind: str, t: float, rows: list[str], more: str = "", whole: bool = True) -> None:
        """One file; rows are records without terminator."""
        at = self.clock(t)
        stamp = at.replace("-", "").replace(":", "").replace(" ", "")
        text = self.end.join([self.head + more + at, *rows]) + self.end + (self.close if whole else "")
        if not whole:
            text = text[: len(text) * 2 // 3]
        name = f"{self.sim.code}_{self.prefix}{kind}_{stamp}.txt"
        with open(f"{self.folder}/{sub}/{name}", "wb") as out:
            out.write(text.encode())


def register(sim: Sim, series: Series, limit: int, areas: dict[str, int], folder: Path) -> None:
    """register.json: what the mine declared and the regulator approved."""
    lay = sim.lay
    real = [i for i, n in enumerate(lay.nodes) if n.station]
    names = list(lay.area_kind)
    o = sim.opts
    data = {
        "mine_code": sim.code,
        "name": o["name"],
        "region": sim.code[:6],
        "kind": "coal",
        "capacity_t_per_year": o["capacity"],
        "headcount_limit": limit,
        "shift_starts": [f"{int(h):02d}:{int(h % 1 * 60):02d}" for h in sim.shifts],
        "status": sim.status,
        "areas": [
            {"area_code": f"{sim.code}{i + 1:04d}", "type": lay.area_kind[a], "limit": areas[a], "name": a}
            for i, a in enumerate(names)
        ],
        "stations": [
            {
                "station_code": sim.station(i),
                "name": n.name,
                "x": round(n.x, 1),
                "y": round(n.y, 1),
                "z": round(n.z, 1),
            }
            for i, n in ((i, lay.nodes[i]) for i in real)
        ],
        "roadways": [
            {"from": sim.station(a), "to": sim.station(b), "length_m": round(v[0], 1)}
            for (a, b), v in lay.links.items()
            if a < b and a in real and b in real
        ],
        "faces": [{k: v for k, v in f.items() if k != "dormant"} for f in sim.faces],
        "seals": [
            {
                "seal_id": f"S{i + 1}",
                "name": lay.nodes[n].name,
                "stations": [sim.station(n)],
                "built": (sim.start - timedelta(days=90 + 37 * i)).isoformat(),
            }
            for i, n in enumerate(lay.seals)
        ],
        "feeders": sim.feeders,
        "conveyors": sim.conveyors,
        "pumps": series.pumps,
        "points": [
            {
                "point_code": p.code,
                "kind": p.kind,
                "station": sim.station(p.node),
                "section_m2": p.section or None,
            }
            for p in series.points
            if p.declared
        ],
    }
    (folder / "register.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def pieces(sim: Sim, p: Trip, dead: dict[int, list[tuple[float, float]]]) -> list[tuple[int, float, float]]:
    """When which reader really hears a card: (node, from, to)."""
    out = []
    nodes, last = sim.lay.nodes, len(p.visits) - 1
    for k, (node, t) in enumerate(p.visits):
        e = p.visits[k + 1][1] if k < last else p.t_out
        if not nodes[node].station or e <= t or (e - t < 15 and k and sim.rnd.random() < 0.15):
            continue
        parts = [(t, e)]
        for a, b in dead.get(node, ()):
            parts = [q for x, y in parts for q in ((x, min(y, a)), (max(x, b), y)) if q[1] > q[0]]
        for x, y in parts:
            if p.dies is None or x < p.dies:
                out.append((node, x, y if p.dies is None else min(y, p.dies)))
    return out


def snapshots(sim: Sim, clock: Clock) -> tuple[np.ndarray, list[list[str]], np.ndarray]:
    """RYSS rows per snapshot, the times and the numbers of cards underground."""
    o, rnd, lay = sim.opts, sim.rnd, sim.lay
    period, off = o["period"], o["period_off"]
    count = int((sim.days * DAY - 1 - off) // period) + 1
    times = off + np.arange(count) * period
    frames: list[list[str]] = [[] for _ in range(count)]
    below = np.zeros(count + 1, dtype=int)
    codes = [sim.station(i) for i in range(len(lay.nodes))]
    drift = [rnd.uniform(-o["clock"], o["clock"]) if o["clock"] else 0.0 for _ in lay.nodes]
    dead: dict[int, list[tuple[float, float]]] = {}
    for node, a, b, _ in sim.dead:
        dead.setdefault(node, []).append((a, b))
    hold = o["lost"] == "hold"
    jitter = sim.rng.normal(0, 1, 499).tolist()
    miss, how, keep = o["miss"], o["distance"], max(period, 600)
    for p in sim.trips:
        if p.worker is None or not p.visits or p.t_out + keep < 0:
            continue
        w = p.worker
        name = w.shown
        went = clock(p.t_in)
        heard = pieces(sim, p, dead)
        final = p.t_out if p.dies is None else (p.t_out + 5400 if hold else p.dies + o["drop_after"])
        tail = f";正常;{w.leader};{w.special};"
        area, area_at, trace, before, entered = "", 0.0, [], -1, 0.0
        for k, (node, s, e) in enumerate(heard):
            nxt = heard[k + 1][1] if k + 1 < len(heard) else final
            until = nxt if hold else min(nxt, e + o["drop_after"])
            if node != before or (o["renew"] and s - heard[k - 1][2] > 60) or not hold:
                if node != before or s - (heard[k - 1][2] if k else s) > 60:
                    entered = s + drift[node]
            code = codes[node]
            if code[:16] != area:
                area, area_at = code[:16], entered
            if node != before:
                trace = ([*trace, f"{code}&{clock(entered)}"])[-o["trace"] :] if o["trace"] else trace
            before = node
            f0, f1 = math.ceil((s - off) / period), math.ceil((until - off) / period)
            if f1 <= 0 or f0 >= f1 or f0 >= count:
                continue
            f0, f1 = max(f0, 0), min(f1, count)
            front = (
                f"{w.card_code};{name};1;{went};;{area};{clock(area_at)};{code};{clock(entered)};{o['org']};"
            )
            back = tail + ",".join(trace)
            base = rnd.uniform(-25, 25) if p.spread < 2 else rnd.uniform(-60, 60)
            noise = (0.3, 2.0, 16.0)[p.spread]
            if how == "none":
                rows = [front + back]
            else:
                form = ".1f" if how == "fine" else ".0f"
                rows = [
                    front + format(base + noise * jitter[int(rnd.random() * 499)], form) + back
                    for _ in range(min(f1 - f0, 12))
                ]
            n, live = len(rows), math.ceil((e - off) / period)
            hide = p.hide
            for f in range(f0, f1):
                if hide and hide[0] < times[f] < hide[1]:
                    continue
                if miss and f < live and rnd.random() < miss and not hold:
                    continue
                frames[f].append(rows[f % n] if f < live else rows[(live - 1) % n])
                below[f] += 1
        if p.dies is None and not (p.hide and p.hide[1] > p.t_out):
            f0 = max(0, math.ceil((p.t_out - off) / period))
            f1 = min(count, math.ceil((p.t_out + keep - off) / period))
            if f1 > f0 and heard:
                back = f"{o['org']};{'' if how == 'none' else '0'}{tail}{','.join(trace)}"
                place = f"{area};{clock(area_at)};{codes[before]};{clock(entered)}"
                row = f"{w.card_code};{name};2;{went};{clock(p.t_out)};{place};{back}"
                for f in range(f0, f1):
                    frames[f].append(row)
    return times, frames, below[:count]


def edited(
    sim: Sim, clock: Clock, times: np.ndarray, frames: list[list[str]], below: np.ndarray
) -> list[list[str] | None]:
    """Apply the forger's edits; None = no file."""
    out: list[list[str] | None] = list(frames)
    rnd, period = sim.rnd, sim.opts["period"]
    codes = [sim.station(i) for i, n in enumerate(sim.lay.nodes) if n.station]
    for t0, t1, how, arg in sim.edits:
        span = np.flatnonzero((times >= t0) & (times < t1))
        if how == "cap" and len(span):
            most = max(5, int(np.quantile(below[span], 0.9) * arg))
        for f in span:
            if how == "hole":
                out[f] = None
            elif how == "freeze":
                out[f] = frames[span[0]]
            elif how == "replay" and f - arg * DAY // period >= 0:
                old = frames[f - arg * DAY // period]
                d = int(times[f] // DAY)
                text = "~".join(old)
                for k in (d, d - 1, d + 1):
                    text = text.replace(clock.days[k - arg + 12], f"@{k}@")
                for k in (d, d - 1, d + 1):
                    text = text.replace(f"@{k}@", clock.days[k + 12])
                out[f] = text.split("~") if old else []
            elif how == "cap":
                inside = [r for r in frames[f] if ";1;" in r[17:34]]
                dropped = set(inside[most + rnd.randint(-1, 1) :])
                out[f] = [r for r in frames[f] if r not in dropped]
            elif how == "invent":
                now = clock(times[f])
                men = rnd.sample(
                    sim.workers, min(len(sim.workers), 3 + len(frames[span[0]]) + rnd.randint(-1, 1))
                )
                went = clock(t0)
                out[f] = [
                    f"{w.card_code};;1;{went};;{rnd.choice(codes)[:16]};{now};{rnd.choice(codes)};{now};"
                    f"{sim.opts['org']};0;正常;{w.leader};{w.special};"
                    for w in men
                ]
    return out


def personnel(sim: Sim, send: Sender, clock: Clock, limit: int, areas: dict[str, int]) -> None:
    """All rydw files."""
    o, rnd, lay = sim.opts, sim.rnd, sim.lay
    times, frames, below = snapshots(sim, clock)
    frames = edited(sim, clock, times, frames, below)
    lost = o["lost_files"]
    for t, rows in zip(times, frames, strict=True):
        if rows is None or rnd.random() < lost or away(sim, t):
            continue
        send.put("rydw", "RYSS", t + rnd.random() * 1.9, rows, whole=rnd.random() > 0.0002)
    maker = f"{limit};KJ{rnd.choice((69, 128, 236, 251, 405))};人员定位系统;{rnd.choice(('甲', '乙', '丙'))}科技;2027-06-30;"
    for d in range(sim.days):
        t = d * DAY + 600 + o["period_off"] % 60
        people = []
        for w in sim.workers:
            trade = "未设置" if (w.card * 7919) % 100 < o["untold"] else w.trade
            people.append(
                f"{w.card_code};{w.shown};{trade};{w.duty};{w.team};1990-01-01;;{w.leader};{w.special}"
            )
        send.put("rydw", "RYXX", t, people, maker)
        zones = [
            f"{k};{sim.code}{i + 1:04d};{areas[a]};{a}" for i, (a, k) in enumerate(lay.area_kind.items())
        ]
        send.put("rydw", "RYQY", t, zones)
        nodes = [(i, n) for i, n in enumerate(lay.nodes) if n.station]
        spots = [f"{sim.station(i)};{n.name};{n.x:.1f};{n.y:.1f};{n.z:.1f};{n.name}附近" for i, n in nodes]
        send.put("rydw", "RYJZ", t, spots)
    for t in range(300, sim.days * DAY, 1800):
        if away(sim, t):
            continue
        at = clock(t)
        rows = []
        for i, n in enumerate(lay.nodes):
            if n.station:
                bad = next((s for node, a, b, s in sim.dead if node == i and a <= t < b), 0)
                rows.append(f"{sim.station(i)};{bad};{2 if bad == 2 else 1};{at}")
        send.put("rydw", "JZSS", t, rows)
    alarms(sim, send, clock, times, below, limit)


def alarms(sim: Sim, send: Sender, clock: Clock, times: np.ndarray, below: np.ndarray, limit: int) -> None:
    """Overtime, too many people, restricted area, calls for help."""
    o, lay = sim.opts, sim.lay
    over = 12.5 * 3600 if sim.n > 2 else 14.5 * 3600
    for p in sim.trips:
        if p.worker is None or not p.visits or p.hide or p.t_in < 0:
            continue
        w = p.worker
        head = f"{w.card_code};{w.shown};"
        if p.t_out - p.t_in > over and p.t_in + over < sim.days * DAY:
            node, t = [x for x in p.visits if x[1] <= p.t_in + over][-1]
            if lay.nodes[node].station:
                code = sim.station(node)
                row = f"{head}{clock(p.t_in)};{clock(p.t_in + over)};{clock(p.t_out)};{code[:16]};{clock(t)};{code};{clock(t)}"
                send.put("rydw", "RYCS", p.t_in + over + p.t_in % 60, [row])
        if not o["restricted"]:
            continue
        for (node, t), (_, e) in zip(p.visits, [*p.visits[1:], (0, p.t_out)], strict=True):
            if lay.area_kind[lay.nodes[node].area] == "限制区域" and lay.nodes[node].station and e - t > 90:
                code = sim.station(node)
                row = f"{head}{clock(t)};{clock(e)};{clock(p.t_in)};{code[:16]};{clock(t)};{code};{clock(t)}"
                send.put("rydw", "RYXZ", max(t, 0) + w.card % 60, [row])
    if o["tells_over"]:
        flags = np.concatenate([[0], (below > limit).astype(int), [0]])
        for a, b in zip(
            np.flatnonzero(np.diff(flags) == 1), np.flatnonzero(np.diff(flags) == -1), strict=True
        ):
            end = clock(times[min(b, len(times) - 1)])
            row = f"井下超员;{limit};{int(below[a:b].max())};;全矿井;{clock(times[a])};{end};"
            send.put("rydw", "RYCY", times[a] + 3, [row])
    for kind, team, a, b, node in sim.alarms:
        men = [m for q in team.pools.values() for m in q]
        if men:
            code = sim.station(node)
            at = f"{clock(a - 7200)};{code[:16]};{clock(a - 900)};{code};{clock(a - 900)}"
            send.put("rydw", kind, a, [f"{men[0].card_code};;{clock(a)};{clock(b)};{at}"])


def away(sim: Sim, t: float) -> bool:
    """True when the upload at a time got lost with the line."""
    for a, b, how in sim.outages:
        if a <= t < b:
            return how == "lost" or (how == "part" and sim.rnd.random() < 0.6)
    return False


def safety(sim: Sim, send: Sender, clock: Clock, series: Series) -> None:
    """All aqjk files."""
    rnd, points = sim.rnd, series.points
    maker = f"KJ{rnd.choice((70, 90, 95, 2000))};安全监控系统;丁监控;2027-06-30;"
    fronts = [f"{p.code};{TYPE_NAME[p.kind]};{p.label};" for p in points]
    texts = [text_of(p) for p in points]
    backs = [[f";{UNIT[p.kind]};{s};" for s in p.status] for p in points]
    for k, t in enumerate(series.times):
        if rnd.random() < sim.opts["lost_files"] or away(sim, t):
            continue
        at = clock(t)
        send.put(
            "aqjk", "CDSS", t, [f"{f}{v[k]}{b[k]}{at}" for f, v, b in zip(fronts, texts, backs, strict=True)]
        )
    for d in range(sim.days):
        t = d * DAY + 900
        rows = []
        for i, p in enumerate(points):
            n = sim.lay.nodes[p.node]
            digital = p.kind == "fan"
            high = {
                "ch4": "4;0;1.0;1.0;;;1.5;1.0;;",
                "air_velocity": "15;0.3;;;0.25;0.25;;;;",
                "fan": ";;;;;;;;;",
            }
            ends = "开;停" if digital else ";"
            rows.append(
                f"{p.code};01;{sim.code}{i // 8 + 1:05d};{p.code[16:20]};{'KG' if digital else 'MN'};{UNIT[p.kind]};"
                f"{high[p.kind]};{ends};{p.label};{n.x:.1f};{n.y:.1f};{n.z:.1f};;{clock(t)}"
            )
        send.put("aqjk", "CDDY", t, rows, maker)
    if sim.opts["statistics"]:
        per = max(1, int(3600 // sim.opts["cdss"]))
        for k in range(0, len(series.times) - per + 1, per):
            a, b = clock(series.times[k]), clock(series.times[k] + 3600)
            rows = []
            for p, front in zip(points, fronts, strict=True):
                if p.kind != "fan":
                    x = p.values[k : k + per]
                    hi, lo = (
                        clock(series.times[k + int(x.argmax())]),
                        clock(series.times[k + int(x.argmin())]),
                    )
                    rows.append(
                        f"{front}{UNIT[p.kind]};{a};{b};{x.max():.2f};{hi};{x.min():.2f};{lo};{x.mean():.3f};{b}"
                    )
            send.put("aqjk", "TJSJ", series.times[k] + 3600, rows)
    for p, front in zip(points, fronts, strict=True):
        if p.kind == "fan":
            for k in np.flatnonzero(np.diff(p.values) != 0) + 1:
                t = series.times[k] - 20
                row = f"{front}{int(p.values[k])};{'开' if p.values[k] else '停'};{clock(t)}"
                send.put("aqjk", "KGBH", t + int(p.code[-2:]), [row])
            continue
        for kind, state in (("007", p.status == 4), ("001", (p.values >= 1.0) & (p.status == 0))):
            if p.kind != "ch4":
                continue
            edge = np.diff(np.concatenate([[0], state.astype(int), [0]]))
            for a, b in zip(np.flatnonzero(edge == 1), np.flatnonzero(edge == -1), strict=True):
                x = p.values[a:b]
                t0, t1 = series.times[a], series.times[b - 1]
                why = "标校;" if kind == "007" else "瓦斯涌出;加强通风"
                row = (
                    f"{front}{UNIT[p.kind]};{kind};{clock(t0)};{clock(t1)};{x.max():.2f};{clock(t0)};{x.min():.2f};"
                    f"{clock(t0)};{x.mean():.2f};{why};{clock(t1)};;{clock(t1)}"
                )
                send.put("aqjk", "YCBJ", t1 + int(p.code[-2:]), [row])


def text_of(p: Point) -> list[str]:
    """Values as text."""
    if p.kind == "fan":
        return [str(int(v)) for v in p.values]
    return [f"{v:.{p.digits}f}" for v in p.values]


def csv(folder: Path, name: str, head: str, rows: list[str], split: bool = False) -> None:
    """A CSV book, in one or two files."""
    if split and len(rows) > 10:
        half = len(rows) // 2
        for k, part in enumerate((rows[:half], rows[half:])):
            csv(folder, f"{name}-{k + 1}", head, part)
        return
    (folder / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def books(sim: Sim, series: Series, folder: Path) -> None:
    """The CSV files that this mine sends."""
    o = sim.opts
    quarter = [sim.iso(i * 900) for i in range(sim.days * 96)]
    sent = {
        n
        for n in ("power", "haulage", "output", "water", "explosives", "video")
        if n not in o["missing"] or n in sim.keep
    }
    if "power" in sent:
        cols = [(k, v.tolist()) for k, v in series.power.items()]
        rows = [f"{at},{k},{v[i]}" for i, at in enumerate(quarter) for k, v in cols]
        csv(folder, "power", "at,feeder,kw", rows, o["split"])
    if "haulage" in sent and series.belts:
        belts = [(k, np.round(t, 2).tolist(), r.astype(int).tolist()) for k, (t, r) in series.belts.items()]
        rows = [f"{at},{k},{r[i]},{t[i]}" for i, at in enumerate(quarter) for k, t, r in belts]
        csv(folder, "haulage", "at,conveyor,running_s,t", rows, o["split"])
    if "output" in sent:
        csv(
            folder,
            "output",
            "date,shift,hoisted_t,reported_t",
            [f"{d},{s},{t},{r}" for d, s, t, r in series.output],
        )
    if "water" in sent:
        pumps = [(k, v.tolist()) for k, v in series.water.items()]
        rows = [f"{quarter[h * 4]},{k},{v[h]}" for h in range(sim.days * 24) for k, v in pumps]
        csv(folder, "water", "at,pump,m3", rows)
    if "explosives" in sent and any(w.explosive for w in sim.works):
        csv(folder, "explosives", "at,face_id,explosive_kg,detonators,returned_kg", blasting(sim))
    if "video" in sent:
        rows = [f"{sim.iso(t)},{where},{way},{n}" for t, where, way, n in cameras(sim)]
        csv(folder, "video", "at,position,direction,persons", rows)


def blasting(sim: Sim) -> list[str]:
    """Issue and return of explosives per shift and face; what hidden places use is hidden in others' issues."""
    rnd = sim.rnd
    used: dict[tuple[int, int, str], float] = {}
    hard = sim.opts.get("hard_rock")
    for w in sim.works:
        if not w.explosive:
            continue
        for d in range(sim.days):
            for s in range(sim.n):
                kg = w.explosive * w.rate[d + 1, s] * rnd.gauss(1, 0.08)
                if hard and w.key == hard[0] and hard[1] <= d < hard[2]:
                    kg *= hard[3]
                key = (d, s, w.boom_id if w.kind == "hidden" else w.key)
                if kg > 0.3:
                    used[key] = used.get(key, 0.0) + kg
    rows = []
    for (d, s, key), kg in sorted(used.items()):
        issued = math.ceil(kg * rnd.uniform(1.05, 1.2) / 1.2) * 1.2
        t = sim.begin(d, s) + rnd.randint(300, 1500)
        if t < sim.days * DAY:
            rows.append(f"{sim.iso(t)},{key},{issued:.1f},{math.ceil(kg / 0.55)},{max(0.0, issued - kg):.1f}")
    return rows


def cameras(sim: Sim) -> list[tuple[float, str, str, int]]:
    """Counts of the portal cameras, one row per half minute with people, seldom one off."""
    rnd = sim.rnd
    name = {"wellhead": "main_shaft", "portal2": "material_incline"}
    counts: dict[tuple[int, str, str], int] = {}
    for p in sim.trips:
        for t, way, seen in ((p.t_in, "in", p.seen_in), (p.t_out, "out", p.seen_out)):
            if not seen or not 0 <= t < sim.days * DAY or rnd.random() < 0.001:
                continue
            if any(a <= t < b and way == w for a, b, w in sim.camera_off):
                continue
            key = (int(t // 30) * 30 + 29, name[p.portal], way)
            counts[key] = counts.get(key, 0) + 1 + (rnd.random() < 0.001)
    return [(t, where, way, n) for (t, where, way), n in sorted(counts.items()) if t < sim.days * DAY]
