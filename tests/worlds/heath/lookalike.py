"""Honest oddities. Each may act on the plan, the people, the physics and the readings, and never hides anything."""

from __future__ import annotations

import numpy as np

from .clock import DAY, date_text
from .layout import Mine
from .people import Staff
from .physics import World

NAMES = (
    "repair_gang",
    "gas_drilling",
    "dead_reader",
    "network_outage",
    "wet_coal",
    "stockpile",
    "goaf_breathing",
    "rain",
    "night_pumping",
    "visitors",
    "flat_battery",
    "card_replaced",
    "new_compressor",
    "clean_intake",
    "installation",
    "salvage",
    "apprentice",
    "overtime",
    "rock_hoisting",
    "camera_misses",
    "seal_grouting",
    "honest_overhaul",
    "road_gang_old",
    "late_files",
    "door_open",
    "fire_watch",
)


class LookAlikes:
    def __init__(self, m: Mine, rng: np.random.Generator, healthy: bool, kind: str = ""):
        self.m, self.rng = m, rng
        names = [
            n
            for n in NAMES
            if not (n == "honest_overhaul" and (not healthy or m.days < 5))
            and not (n == "installation" and not self._has("F9"))
            and not (n == "salvage" and not self._has("F8"))
            and not (n == "road_gang_old" and "old" not in m.key)
            and not (n == "clean_intake" and not any(q["role"] == "intake" for q in m.points))
            and not (
                kind == "hidden_face"
                and n in ("seal_grouting", "installation", "salvage", "road_gang_old", "door_open")
            )
        ]
        n = int(rng.integers(1, 4))
        self.on = set(rng.choice(names, n, replace=False).tolist())
        d = m.days
        self.a = m.start + int(rng.integers(0, max(1, d - 2)))
        self.b = min(m.start + d, self.a + int(rng.integers(2, 7)))
        self.outage: tuple[float, float] | None = None
        self.dead: tuple[int, float, float] | None = None
        self.camera = 0.985
        self.late = 0.004
        if "network_outage" in self.on:
            t = self.a * DAY + float(rng.integers(0, DAY))
            self.outage = (t, t + float(rng.uniform(1.5, 9)) * 3600)
        if "dead_reader" in self.on:
            k = int(rng.integers(5, len(m.names)))
            t = self.a * DAY + float(rng.integers(0, DAY))
            self.dead = (k, t, t + float(rng.uniform(0.3, 1.8)) * DAY)
        if "camera_misses" in self.on:
            self.camera = 0.95
        if "late_files" in self.on:
            self.late = 0.04

    def _has(self, pid: str) -> bool:
        return any(p.pid == pid for p in self.m.places)

    def plan(self, staff: Staff) -> None:
        m, r, key, on = self.m, self.rng, self.m.key, self.on
        span = (self.a, self.b)
        day = staff.day_shift
        live = [p for p in m.places if p.declared and p.pid not in ("F8", "F9")]
        if "repair_gang" in on:
            k = int(r.integers(2, len(key["road"]) - 1))
            for s in {day, (day + 1) % len(m.shifts)}:
                staff.crew(
                    "road",
                    "巷修队",
                    int(r.integers(5, 9)),
                    s,
                    "gang",
                    key["road"][k : k + 2],
                    "",
                    "look",
                    span,
                )
        if "gas_drilling" in on:
            p = live[0]
            m.areas[p.area][2] += 6
            for s in range(len(m.shifts)):
                staff.crew(
                    "drill",
                    "防突队",
                    int(r.integers(3, 6)),
                    s,
                    "gang",
                    [p.gate[len(p.gate) // 2]],
                    "",
                    "look",
                    span,
                )
        if "visitors" in on:
            staff.crew(
                "visit",
                "来宾",
                int(r.integers(5, 11)),
                day,
                "patrol",
                [live[0].st[0], live[-1].st[0]],
                "",
                "look",
                (self.a, self.a + 1),
            )
        if "installation" in on:
            p = next(p for p in m.places if p.pid == "F9")
            for s in range(len(m.shifts) - 1):
                staff.crew(
                    "inst",
                    "安装队",
                    int(r.integers(7, 13)),
                    s,
                    "face",
                    p.st,
                    "",
                    "look",
                    (m.start, m.start + m.days),
                )
        if "salvage" in on:
            p = next(p for p in m.places if p.pid == "F8")
            staff.crew(
                "inst",
                "回撤队",
                int(r.integers(6, 11)),
                day,
                "face",
                p.st,
                "",
                "look",
                (m.start, m.start + m.days),
            )
        if "seal_grouting" in on:
            staff.crew(
                "grout",
                "通风队",
                int(r.integers(3, 6)),
                day,
                "gang",
                [key["seal_st"][0]],
                "",
                "look",
                (self.a, min(self.b, self.a + 3)),
            )
        if "road_gang_old" in on:
            staff.crew("road", "巷修队", int(r.integers(4, 7)), day, "gang", key["old"], "", "look", span)
        if "fire_watch" in on:  # one watchman, long at one station
            for s in range(len(m.shifts)):
                staff.crew("vent", "通风队", 1, s, "post", [key["seal_st"][-1]], "", "look", span)
        if "honest_overhaul" in on:
            self.b = min(m.start + m.days, self.a + 5)
            m.status = [
                {"state": "producing", "from": "2022-03-01", "to": date_text(self.a)},
                {"state": "overhaul", "from": date_text(self.a), "to": date_text(self.b)},
                {"state": "producing", "from": date_text(self.b), "to": None},
            ]
            staff.crew(
                "fix",
                "机电队",
                int(r.integers(8, 16)),
                day,
                "patrol",
                [p.st[0] for p in live] + [key["bottom"]],
                "",
                "look",
                span,
            )

    def people(self, staff: Staff) -> None:
        r, m, on = self.rng, self.m, self.on
        if "honest_overhaul" in on:  # the faces stand; four men look after each
            n: dict = {}
            keep = []
            for t in staff.trips:
                if self.a <= t.day < self.b and t.role in ("coal", "head"):
                    k = (t.day, t.shift, t.place)
                    n[k] = n.get(k, 0) + 1
                    if t.shift != staff.day_shift or n[k] > 4:
                        continue
                keep.append(t)
            staff.trips = keep
        if "flat_battery" in on:
            for t in r.permutation(len(staff.trips))[: max(3, len(staff.trips) // 150)]:
                t = staff.trips[int(t)]
                if not t.tag:
                    t.gaps.append((t.t_in + float(r.uniform(0.2, 0.8)) * (t.t_out - t.t_in), t.t_out + DAY))
        if "card_replaced" in on and staff.persons:
            regular = [t for t in staff.trips if not t.tag and t.role in ("coal", "head", "fix")]
            if regular:
                who = regular[int(r.integers(len(regular)))].who
                new = staff.hire("fix", who.dept)
                new.name, new.trade, new.born, new.speed = who.name, who.trade, who.born, who.speed
                for t in staff.trips:
                    if t.who is who and t.day >= self.a:
                        t.who = new
        if "apprentice" in on:
            fam: dict = {}
            for t in staff.trips:
                if t.role in ("fix", "gas") and not t.tag:
                    fam.setdefault((t.day, t.shift, t.role), []).append(t)
            for g in fam.values():
                if len(g) >= 2:
                    a, b = g[0], g[1]
                    b.ev = [(t + float(r.uniform(4, 35)), s, d) for t, s, d in a.ev]
                    b.ev.sort()
                    b.t_in, b.t_out = b.ev[0][0], max(a.t_out + 8, b.ev[-1][0] + 20)
        if "overtime" in on:
            for t in staff.trips:
                if t.role in ("fix", "road") and not t.tag and self.a <= t.day < self.b and r.random() < 0.4:
                    back = [
                        i
                        for i, e in enumerate(t.ev)
                        if e[1] not in (m.key["portal"], m.key["bottom"], m.key["wait"])
                    ]
                    i = back[len(back) // 2] if back else 1
                    more = float(r.uniform(2, 5)) * 3600
                    t.ev = t.ev[: i + 1] + [(x + more, s, d) for x, s, d in t.ev[i + 1 :]]
                    t.t_out += more

    def before(self, w: World) -> None:
        if "honest_overhaul" in self.on:
            w.stop[(w.t >= self.a * DAY) & (w.t < self.b * DAY)] = 0

    def matter(self, w: World) -> None:
        r, m, on = self.rng, self.m, self.on
        span = ((w.t >= self.a * DAY) & (w.t < self.b * DAY)).astype(float)
        if "rain" in on:
            rise = np.convolve(span, np.exp(-np.arange(192) / 60.0), "full")[: w.n] / 60
            w.extra_in += rise * float(r.uniform(10, 30))
        if "night_pumping" in on:
            w.night_pump = True
        f = next(x for x in m.feeders if x["serves"] == "other")
        if "new_compressor" in on:
            w.extra_kw[f["feeder"]] += (
                (w.t >= self.a * DAY)
                * float(r.uniform(60, 140))
                * (0.5 + 0.5 * (np.sin(2 * np.pi * w.t / 3600) > 0))
            )
        if "honest_overhaul" in on:
            h = (w.t % DAY) / 3600
            w.extra_kw[f["feeder"]] += span * 50 * ((h > 8) & (h < 17))
        if "rock_hoisting" in on:
            h = (w.t % DAY) / 3600
            w.rock += span * ((h > 1) & (h < 6)) * m.capacity / 330 / 96 * float(r.uniform(0.3, 0.6))
        if "gas_drilling" in on:
            for q in m.points:
                if q["role"] == "face_return":
                    w.point_add[q["code"]] = w.point_add.get(q["code"], 0) + span * 0.03
                    break
        if "goaf_breathing" in on:
            for q in m.points:
                if q["role"] == "seal":
                    w.point_add[q["code"]] = w.point_add.get(q["code"], 0) - 0.09 * (w.baro - 1000)
        if "door_open" in on:
            i = int((self.a - m.start) * 96 + r.integers(0, 80))
            w.air_take[i : i + int(r.integers(4, 24))] += float(r.uniform(80, 200))
