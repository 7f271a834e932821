"""The text files a mine uploads: personnel location and safety monitoring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from .mine import DAY, Trip, World

CH4_ALARM = 0.8


class Clock:
    """Fast `yyyy-MM-dd HH:mm:ss` of seconds since the first midnight."""

    def __init__(self, w: World) -> None:
        self.days = [(w.t0 + timedelta(days=k)).strftime("%Y-%m-%d ") for k in range(-6, w.days + 4)]
        self.hms = [f"{h:02d}:{m:02d}" for h in range(24) for m in range(60)]
        self.ss = [f":{s:02d}" for s in range(60)]

    def __call__(self, t: float) -> str:
        d, s = divmod(int(t), 86400)
        m, q = divmod(s, 60)
        return self.days[min(max(d + 6, 0), len(self.days) - 1)] + self.hms[m] + self.ss[q]

    def stamp(self, t: float) -> str:
        """Compact form for file names."""
        return self(t).replace("-", "").replace(" ", "").replace(":", "")


class Post:
    """Writes text files in the mine's own profile, with the usual small accidents."""

    def __init__(self, w: World, folder: Path) -> None:
        self.w, self.folder, self.clock = w, folder, Clock(w)
        self.alt = w.knobs["profile"]["caret"]
        self.rec, self.end = ("^", "]]]") if self.alt else ("~", "||")
        self.crlf = "\r\n" if w.knobs["profile"]["crlf"] and not self.alt else ""
        for sub in ("rydw", "aqjk"):
            (folder / sub).mkdir(parents=True, exist_ok=True)

    def send(self, sub: str, kind: str, t: float, head: str, rows: list[str], fragile: bool = True) -> None:
        """Write one file; header time may be off when the mine's clock jumped."""
        r = self.w.rng
        shown = t
        for a, b, off in self.w.clock:
            if a <= t < b:
                shown = t + off
        sep = self.rec + self.crlf
        text = sep.join([f"{head};{self.clock(shown)}", *rows]) + sep + self.end
        name = f"{self.w.code}_{'N' if self.alt else ''}{kind}_"
        when = shown
        if fragile:
            u = r.random()
            if u < 0.0008 and len(rows) > 2:
                text = text[: int(len(text) * r.uniform(0.4, 0.97))]
            elif u < 0.0025:
                when = shown + float(r.uniform(30, 900))
            elif u < 0.004:
                (self.folder / sub / f"{name}{self.clock.stamp(when + 7)}.txt").write_bytes(text.encode())
        (self.folder / sub / f"{name}{self.clock.stamp(when)}.txt").write_bytes(text.encode())


def snapshot_times(w: World) -> np.ndarray:
    """When this mine sends its snapshots."""
    r = w.rng
    step = float(w.knobs["profile"]["period"])
    t = np.arange(r.uniform(0, step), w.span, step)
    t = t + np.round(r.normal(0, w.knobs["profile"]["jitter"], len(t)))
    t = t[(r.random(len(t)) > 0.0015) & (t >= 0) & (t < w.span)]
    for a, b in w.drop:
        t = t[(t < a) | (t >= b)]
    return np.unique(np.round(t))


def _records(w: World, clock: Clock, trip: Trip, snaps: np.ndarray, base: int, out: list[list[str]]) -> None:
    """Append the records of one descent to the snapshots base.. (snaps is one day's slice)."""
    if not trip.shown or trip.card < 0:
        return
    prof = w.knobs["profile"]
    i0, i1 = np.searchsorted(snaps, (trip.t_in, trip.t_out))
    card = f"{w.code}{trip.card:05d}"
    holder = w.knobs["holder"].get(trip.card, trip.person)
    person = w.people[holder]
    tin = clock(trip.t_in)
    st = w.lay.st
    areas = w.lay.areas
    tail = f";{w.org};"
    after = f";正常;{person.leader};{person.special};"
    if i1 > i0:
        idx = np.maximum(0, np.searchsorted(trip.vt, snaps[i0:i1], "right") - 1)
        lost = trip.lost
        enter = trip.vt.copy()
        for k in range(1, len(enter)):
            if st[trip.vs[k]].area == st[trip.vs[k - 1]].area:
                enter[k] = enter[k - 1]
        noise = np.round(
            np.random.default_rng(trip.seed).normal(0, trip.wobble, len(idx)) + trip.dist
        ).tolist()
        depth = prof["trace"]
        last, fixed, trace = -1, "", ""
        for j, k in enumerate(idx.tolist()):
            t = snaps[i0 + j]
            if lost is not None and t > lost:
                break
            if trip.hide and any(a <= t < b for a, b in trip.hide):
                continue
            if k != last:
                last = k
                s = st[trip.vs[k]]
                zone = areas[(s.area + trip.area_shift * (1 + k % 3)) % len(areas)].code
                here = f"{zone};{clock(enter[k])};{s.code};{clock(trip.vt[k])}"
                fixed = f"{card};{person.name};1;{tin};;{here}{tail}"
                trace = ",".join(
                    f"{st[trip.vs[q]].code}&{clock(trip.vt[q])}" for q in range(max(0, k + 1 - depth), k + 1)
                )
            out[base + i0 + j].append(f"{fixed}{noise[j]:.0f}{after}{trace}")
    if trip.lost is None and not any(a <= trip.t_out < b for a, b in trip.hide):
        s = st[trip.vs[-1]]
        for q in range(i1, min(len(snaps), i1 + prof["gone"])):
            if snaps[q] - trip.t_out > 1800:
                break
            out[base + q].append(
                f"{card};{person.name};2;{tin};{clock(trip.t_out)};{areas[s.area].code};"
                f"{clock(trip.t_out)};{s.code};{clock(trip.t_out)}{tail}0{after}"
            )
    if prof["zero"]:
        s = st[trip.vs[0]]
        a, b = np.searchsorted(snaps, (trip.t_in - prof["zero"], trip.t_in))
        for q in range(a, b):
            out[base + q].append(
                f"{card};{person.name};0;;;{areas[s.area].code};{clock(trip.t_in - prof['zero'])};"
                f"{s.code};{clock(trip.t_in - prof['zero'])}{tail}0{after}"
            )


def write_location(w: World, post: Post) -> None:
    """All rydw files."""
    r, clock, lay = w.rng, post.clock, w.lay
    prof = w.knobs["profile"]
    head = f"{w.code};{w.name}"
    snaps = snapshot_times(w)
    w.knobs["holder"] = {p.card: k for k, p in enumerate(w.people) if p.card >= 0}
    trips = sorted(w.trips, key=lambda t: t.t_in)
    frozen: list[str] = []
    daily = range(w.days)
    alarms: dict[str, list[tuple[float, str, str]]] = {"RYCS": [], "RYXZ": [], "RYCY": [], "RYQJ": []}
    live_from = 0
    for d in daily:
        t = d * DAY + prof["daily_at"]
        _basics(w, post, head, t)
        day = snaps[(snaps >= d * DAY) & (snaps < (d + 1) * DAY)]
        out: list[list[str]] = [[] for _ in day]
        for trip in trips[live_from:]:
            if trip.t_in > (d + 1) * DAY + 3600:
                break
            if trip.t_out + 3600 >= d * DAY:
                _records(w, clock, trip, day, 0, out)
        while live_from < len(trips) and trips[live_from].t_out + 3600 < d * DAY - 8 * DAY:
            live_from += 1
        if prof["crowd"]:
            _crowding(w, clock, day, out, alarms["RYCY"])
        for t, rows in zip(day.tolist(), out, strict=True):
            ice = any(a <= t < b for a, b in w.freeze)
            if ice and frozen:
                rows = frozen
            else:
                for a, b, top in w.cap_list:
                    if a <= t < b and len(rows) > top:
                        rows = rows[:top]
                frozen = rows
            post.send("rydw", "RYSS", t, head, rows)
        for t in np.arange(d * DAY + 61, (d + 1) * DAY, prof["station_step"]):
            if any(x < 0 and a <= t < b for x, a, b in w.dead):
                continue
            rows = []
            for k, s in enumerate(lay.st):
                state = "1" if any(x == k and a <= t < b for x, a, b in w.dead) else "0"
                rows.append(f"{s.code};{state};{'1' if k % 5 else '0'};{clock(t)}")
            post.send("rydw", "JZSS", float(t), head, rows)
    _alarms(w, clock, trips, alarms)
    for kind, items in alarms.items():
        for at, a, b in sorted(items):
            if 0 <= at < w.span:
                post.send("rydw", kind, at + 20 + float(r.integers(0, 40)), head, [a], False)
                if b:
                    post.send(
                        "rydw", kind, min(w.span, at + 1500 + float(r.integers(0, 4000))), head, [b], False
                    )


def _basics(w: World, post: Post, head: str, t: float) -> None:
    """RYXX, RYQY and RYJZ of one day."""
    lay, coords = w.lay, w.knobs["profile"]["coords"]
    until = (w.t0 + timedelta(days=500)).strftime("%Y-%m-%d")
    shown = [p for p in w.people if p.card >= 0]
    born = 1965 + (int(w.code[-6:]) % 7)
    lazy = w.knobs["profile"]["lazy"]

    def birth(card: int) -> str:
        return "1990-01-01" if lazy else f"{born + (card * 7) % 35}-{1 + card % 12:02d}-11"

    rows = [
        f"{w.code}{p.card:05d};{p.name};{'未设置' if lazy and p.card % 5 == 0 else p.trade};{p.duty};"
        f"{p.dept};{birth(p.card)};"
        f"{'' if p.card % 3 else '初中'};{p.leader};{p.special}"
        for p in shown
    ]
    rows += w.knobs.get("double_cards", [])
    post.send(
        "rydw",
        "RYXX",
        t,
        f"{head};{w.limit};KJ{69 + int(w.code[-3:]) % 9}J;人员定位系统;北原自动化;{until}",
        rows,
    )
    post.send("rydw", "RYQY", t + 5, head, [f"{a.type};{a.code};{a.limit};{a.name}" for a in lay.areas])
    rows = []
    for s in lay.st:
        xyz = f"{s.x:.1f};{s.y:.1f};{s.z:.1f}" if coords == "full" else "0;0;0" if coords == "zero" else ";;"
        rows.append(f"{s.code};{s.name};{xyz};{lay.areas[s.area].name}")
    post.send("rydw", "RYJZ", t + 9, head, rows)


def _crowding(
    w: World, clock: Clock, day: np.ndarray, out: list[list[str]], found: list[tuple[float, str, str]]
) -> None:
    """RYCY: zones above their approved number, one alarm per zone and day."""
    seen: dict[str, list[float]] = {}
    worst: dict[str, tuple[int, list[str]]] = {}
    limits = {a.code: a for a in w.lay.areas}
    cut = 17 + 3
    for t, rows in zip(day.tolist(), out, strict=True):
        per: dict[str, list[str]] = {}
        for row in rows:
            f = row.split(";", 6)
            if f[2] == "1":
                per.setdefault(f[5], []).append(row[: cut - 3])
        for code, who in per.items():
            if len(who) > limits[code].limit:
                seen.setdefault(code, []).append(t)
                if len(who) > worst.get(code, (0, []))[0]:
                    worst[code] = (len(who), who)
    for code, ts in seen.items():
        n, who = worst[code]
        a = limits[code]
        first = f"区域超员;{a.limit};{n};{code};{a.name};{clock(ts[0])};"
        found.append((ts[0], f"{first};{','.join(who)}", f"{first}{clock(ts[-1])};{','.join(who)}"))


def _alarms(
    w: World, clock: Clock, trips: list[Trip], alarms: dict[str, list[tuple[float, str, str]]]
) -> None:
    """RYCS, RYXZ and RYQJ from the descents."""
    r, lay = w.rng, w.lay
    limit = float(w.knobs["profile"]["overtime"])
    for t in trips:
        if not t.shown or t.card < 0:
            continue
        who = f"{w.code}{t.card:05d};{w.people[w.knobs['holder'].get(t.card, t.person)].name}"

        def place(at: float, t: Trip = t) -> str:
            k = max(0, int(np.searchsorted(t.vt, at, "right")) - 1)
            s = lay.st[t.vs[k]]
            return f"{lay.areas[s.area].code};{clock(t.vt[k])};{s.code};{clock(t.vt[k])}"

        if t.t_out - t.t_in > limit:
            at = t.t_in + limit
            a = f"{who};{clock(t.t_in)};{clock(at)};"
            alarms["RYCS"].append((at, f"{a};{place(at)}", f"{a}{clock(t.t_out)};{place(at)}"))
        if w.knobs["profile"]["restrict"]:
            for k, s in enumerate(t.vs.tolist()):
                if (
                    lay.areas[lay.st[s].area].type == "限制区域"
                    and t.vt[k] >= 0
                    and t.place not in ("gas", "vent")
                ):
                    end = t.vt[k + 1] if k + 1 < len(t.vt) else t.t_out
                    b = f"{clock(t.t_in)};{place(t.vt[k])}"
                    alarms["RYXZ"].append(
                        (
                            float(t.vt[k]),
                            f"{who};{clock(t.vt[k])};;{b}",
                            f"{who};{clock(t.vt[k])};{clock(end)};{b}",
                        )
                    )
                    break
        if r.random() < 0.0004 and t.t_in >= 0:
            at = float(r.uniform(t.t_in, t.t_out))
            a = f"{who};{clock(at)};"
            b = f"{clock(t.t_in)};{place(at)}"
            alarms["RYQJ"].append((at, f"{a};{b}", f"{a}{clock(at + r.uniform(20, 300))};{b}"))


def write_safety(w: World, post: Post, p: dict[str, Any]) -> None:
    """All aqjk files."""
    r, clock, prof = w.rng, post.clock, w.knobs["profile"]
    head = f"{w.code};{w.name}"
    names = {"ch4": ("环境瓦斯", "%CH4"), "air_velocity": ("风速", "m/s"), "fan": ("开停", "")}
    step = int(prof["safety_step"])

    def show(kind: str, x: float) -> str:
        return (
            f"{x:.2f}"
            if kind == "ch4"
            else f"{x:.1f}"
            if kind == "air_velocity"
            else "开"
            if x > 0.5
            else "停"
        )

    until = (w.t0 + timedelta(days=400)).strftime("%Y-%m-%d")
    for d in range(w.days):
        rows = []
        t = d * DAY + prof["daily_at"] + 60
        for q in w.points:
            s = w.lay.st[q.station]
            lim = {
                "ch4": "4;0;0.8;0.79;;;1.0;0.79;;",
                "air_velocity": "15;0;8;7.9;0.25;0.26;;;;",
                "fan": ";;;;;;;;;",
            }[q.kind]
            words = "开;停" if q.kind == "fan" else ";"
            rows.append(
                f"{q.code};01;{w.code}{q.station:05d};{q.code[16:20]};{q.code[14:16]};{names[q.kind][1]};{lim};"
                f"{words};{q.label};{s.x:.1f};{s.y:.1f};{s.z:.1f};;{clock(t)}"
            )
        post.send(
            "aqjk", "CDDY", t, f"{head};KJ{90 + int(w.code[-2:]) % 9}X;安全监控系统;北原自动化;{until}", rows
        )
    m = w.days * 288
    table = [
        (q, p["series"][q.code], p["state"][q.code], f"{q.code};{names[q.kind][0]};{q.label};")
        for q in w.points
    ]
    for k in range(0, m, step):
        t = k * 300.0 + prof["safety_phase"]
        if any(a <= t < b for a, b in w.knobs.get("safety_drop", [])):
            continue
        when = clock(t)
        rows = [
            f"{pre}{show(q.kind, x[k])};{names[q.kind][1]};"
            f"{s[k] or (1 if q.kind == 'ch4' and x[k] >= CH4_ALARM else 0)};{when}"
            for q, x, s, pre in table
        ]
        post.send("aqjk", "CDSS", t, head, rows)
    block = int(prof["stat_step"])
    if block:
        for h in range(0, m, 12):
            rows = []
            for q, x, _, pre in table:
                if q.kind == "fan":
                    continue
                for k in range(h, h + 12, block):
                    v = x[k : k + block]
                    wide = float(r.uniform(0.002, 0.02)) * (1 if v.std() > 1e-9 or block == 1 else 0)
                    hi, lo = int(v.argmax()), int(v.argmin())
                    rows.append(
                        f"{pre}{names[q.kind][1]};{clock(k * 300)};{clock((k + block) * 300)};"
                        f"{v[hi] + wide:.2f};{clock((k + hi) * 300 + 97)};{max(0, v[lo] - wide):.2f};"
                        f"{clock((k + lo) * 300 + 41)};{v.mean():.3f};{clock((k + block) * 300)}"
                    )
            post.send("aqjk", "TJSJ", h * 300 + 3605, head, rows)
    _events(w, post, p, head, show)


def _events(w: World, post: Post, p: dict[str, Any], head: str, show: Callable[[str, float], str]) -> None:
    """YCBJ (alarms, calibration, faults) and KGBH (switches)."""
    clock, r = post.clock, w.rng
    for q in w.points:
        x, s = p["series"][q.code], p["state"][q.code]
        if q.kind == "fan":
            for k in np.flatnonzero(np.diff(x) != 0).tolist():
                t = (k + 1) * 300.0 + float(r.integers(0, 60))
                post.send(
                    "aqjk",
                    "KGBH",
                    t,
                    head,
                    [f"{q.code};开停;{q.label};{show('fan', x[k + 1])};{clock(t)};{clock(t)}"],
                    False,
                )
            continue
        if q.kind != "ch4":
            continue
        for kind, mask in (("001", (x >= CH4_ALARM) & (s == 0)), ("007", s == 4), ("004", s == 128)):
            edge = np.diff(np.concatenate(([0], mask.astype(int), [0])))
            for a, b in zip(
                np.flatnonzero(edge == 1).tolist(), np.flatnonzero(edge == -1).tolist(), strict=True
            ):
                v = x[a:b]
                why = {"001": "割煤期间瓦斯升高", "007": "标校", "004": "线路故障"}[kind]
                row = (
                    f"{q.code};环境瓦斯;{q.label};%CH4;{kind};{clock(a * 300)};{clock(b * 300)};"
                    f"{v.max():.2f};"
                    f"{clock((a + int(v.argmax())) * 300)};{v.min():.2f};"
                    f"{clock((a + int(v.argmin())) * 300)};"
                    f"{v.mean():.2f};{why};已处理;{clock(b * 300 + 600)};值班员;{clock(b * 300 + 600)}"
                )
                post.send("aqjk", "YCBJ", b * 300 + 600 + float(r.integers(0, 290)), head, [row], False)
