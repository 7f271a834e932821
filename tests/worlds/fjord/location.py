"""Rows of the personnel snapshots: what the readers saw, and what was made of it."""

from __future__ import annotations

import random

import numpy as np

from .chance import DAY
from .state import Mine, Trip

_N = random.Random(20240101)
NOISE = [_N.gauss(0, 1) for _ in range(4096)]


class Snapshots:
    """All snapshots of a mine; `rows[k]` belongs to the time `k * period + phase`."""

    def __init__(self, m: Mine) -> None:
        self.m = m
        self.phase = m.d.randrange(0, min(60, m.period))
        self.count = m.days * DAY // m.period
        self.rows: list[list[bytes]] = [[] for _ in range(self.count)]
        self.area_count = np.zeros((len(m.g.areas), self.count), np.int32)
        self.dead: dict[int, list[tuple[int, int]]] = {}
        for node, a, b in m.dead:
            self.dead.setdefault(node, []).append((a, b))
        self.build()

    def time(self, k: int) -> int:
        """Second of snapshot k."""
        return k * self.m.period + self.phase

    def index(self, t: float) -> int:
        """First snapshot at or after a second."""
        return max(0, min(self.count, -(-(int(t) - self.phase) // self.m.period)))

    def mask(self, spans: list[tuple[int, int]]) -> list[bool]:
        """Snapshots inside spans."""
        x = np.zeros(self.count, bool)
        for a, b in spans:
            x[self.index(a) : self.index(b)] = True
        return x.tolist()

    def build(self) -> None:
        """Fills the rows, then applies what was done to the data."""
        m, o = self.m, self.m.opts
        normal = [True] * self.count
        if "replay" in o:
            a, b, lag = o["replay"]
            normal = [not x for x in self.mask([(a, b)])]
            for day in range(a // DAY, b // DAY):
                src = a - lag + ((day * DAY - a) % lag)
                on = self.mask([(day * DAY, (day + 1) * DAY)])
                for tr in m.trips:
                    if tr.card >= 0 and tr.ts[0] < src + DAY and tr.out > src - 600:
                        self.emit(tr, day * DAY - src, on)
        drop: tuple[set[int], list[bool]] = (set(), [])
        if "drop" in o:
            drop = (o["drop"][0], [not x for x in self.mask(o["drop"][1])])
        for tr in m.trips:
            if tr.card >= 0 and tr.out > 0 and tr.ts[0] < m.days * DAY:
                self.emit(tr, 0, drop[1] if tr.card in drop[0] else normal)
        for rows in self.rows:
            rows.sort()
        if "cap" in o:
            top = int(o["cap"] * max(len(r) for r in self.rows))
            k0 = self.index(m.begin)
            for k in range(k0, self.count):
                self.rows[k] = self.rows[k][: max(1, top - (k % 7 == 0))]
        for a, b in o.get("freeze", []):
            ka, kb = self.index(a), self.index(b)
            for k in range(ka + 1, kb):
                self.rows[k] = self.rows[ka]
        for a, b in o.get("invent", []):
            self.invent(self.index(a), self.index(b))

    def emit(self, tr: Trip, dt: int, allow: list[bool]) -> None:
        """Rows of one trip, moved by dt seconds, in the allowed snapshots."""
        m, g = self.m, self.m.g
        clock, nodes, areas, period = m.clock, g.nodes, g.areas, m.period
        c = m.cards[tr.card]
        out = tr.out + dt
        t_in = clock.text(tr.ts[0] + dt)
        head = f"{c.code};{c.name};1;{t_in};;"
        tail = f";{m.labour};"
        end = f";正常;{int(c.lead)};{int(c.special)};"
        ni = (tr.card * 37 + tr.ts[0] % DAY) % 4096
        skip_rate = m.opts["read_loss"]
        skip = int(-np.log(max(1e-9, (NOISE[ni] % 1.0) or 0.5)) / skip_rate)
        drop_lost = m.lost_mode == "dropped"
        cur, area_since, area = -1, 0, -1
        trail: list[str] = []
        keep = m.opts["trace"]
        unread, still, dead = tr.unread, tr.still, self.dead
        n = len(tr.st)
        prefix, trace_text, base = b"", b"", 0.0
        for i in range(n):
            node, t = tr.st[i], tr.ts[i]
            t1 = tr.ts[i + 1] if i + 1 < n else tr.out
            seen = nodes[node].drawn and not (node in dead and any(a <= t + dt < b for a, b in dead[node]))
            if seen and unread and any(a <= t < b for a, b in unread):
                seen = False
            if seen:
                if node != cur:
                    cur = node
                    if nodes[node].area != area:
                        area, area_since = nodes[node].area, t
                    when = clock.text(t + dt)
                    trail.append(f"{nodes[node].code}&{when}")
                    if len(trail) > keep:
                        del trail[0]
                    prefix = (
                        f"{head}{areas[area].code};{clock.text(area_since + dt)};{nodes[node].code};{when}{tail}"
                    ).encode()
                    trace_text = (end + ",".join(trail)).encode()
                    base = NOISE[(ni + i * 13) % 4096] * (22 if t1 - t > 400 else 38)
            elif cur < 0:
                continue
            k0, k1 = self.index(t + dt), self.index(t1 + dt)
            if k0 >= k1:
                continue
            lies = bool(still) and any(a <= t1 and t < b for a, b in still)
            spread = 0.35 if lies else m.opts["dist_noise"]
            fixed = prefix + b"%.1f" % base + trace_text
            acount = self.area_count[area]
            for k in range(k0, k1):
                if not allow[k]:
                    continue
                if not seen and drop_lost and k * period + self.phase - t - dt > 200:
                    break
                if unread:
                    tk = k * period + self.phase - dt
                    if any(a + (200 if drop_lost else 5400) <= tk < b for a, b in unread):
                        continue
                skip -= 1
                if skip < 0:
                    skip = int(1.0 / skip_rate) + (k * 7919 + ni) % 300
                    continue
                acount[k] += 1
                if seen:
                    ni = (ni + 1) % 4096
                    self.rows[k].append(prefix + b"%.1f" % (base + spread * NOISE[ni]) + trace_text)
                else:
                    self.rows[k].append(fixed)
        if cur >= 0 and not (unread and unread[-1][1] > tr.out):
            k = self.index(out)
            if k < self.count and k * period + self.phase - out < period and allow[k] and out >= 0:
                gate = nodes[g.spots["gate"]]
                when = clock.text(out)
                trail.append(f"{gate.code}&{when}")
                self.rows[k].append(
                    (
                        f"{c.code};{c.name};2;{t_in};{when};{areas[gate.area].code};{when};{gate.code};{when}"
                        f"{tail}0.0{end}{','.join(trail[-keep:])}"
                    ).encode()
                )

    def invent(self, k0: int, k1: int) -> None:
        """Rows written by a programme instead of readers."""
        m, d, g = self.m, self.m.d, self.m.g
        drawn = [x for x in g.nodes if x.drawn and x.kind != "gate"]
        level = max(5, int(np.mean([len(r) for r in self.rows])))
        pool: dict[int, list[int]] = {}
        for tr in m.trips:
            if tr.card >= 0:
                person = m.people[tr.person]
                team = pool.setdefault(person.shift, [])
                if tr.card not in team and person.dept != "来宾":
                    team.append(tr.card)
        split = d.random() < 0.5
        for k in range(k0, k1):
            t = self.time(k)
            s = m.shift_of(t)
            begin = (t // DAY) * DAY + m.start_seconds[s]
            begin -= DAY if begin > t else 0
            now, start = m.clock.text(t), m.clock.text(begin)
            rows = []
            for card in pool.get(s, [])[: level + d.randint(-2, 2)]:
                c, x = m.cards[card], d.choice(drawn)
                area = d.choice(g.areas).code if split else g.areas[x.area].code
                rows.append(
                    f"{c.code};{c.name};1;{start};;{area};{now};{x.code};{now};{m.labour};"
                    f"{d.uniform(-50, 50):.1f};正常;{int(c.lead)};{int(c.special)};{x.code}&{now}".encode()
                )
            self.rows[k] = rows
