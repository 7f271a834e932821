"""From descents to rows of snapshots: what the readers see, when a snapshot is taken, what is left of it."""

from __future__ import annotations

import numpy as np

from .clock import DAY
from .mine import Mine, Trip

NOISE = 4096


class Snapshots:
    """All rows of the position snapshots of a mine, ready to be joined into files."""

    def __init__(self, m: Mine) -> None:
        self.m = m
        self.noise = m.rng.normal(0, 1, NOISE)
        self.taken = self._times()
        self.starts: list[int] = []
        self.before: list[str] = []  # text before the distance
        self.after: list[str] = []
        self.base: list[float] = []
        self.spread: list[float] = []
        self.area: list[int] = []
        self.restricted: list[tuple[Trip, int, int, int]] = []
        self._areas = {key: k for k, key in enumerate(m.lay.areas)}
        self._codes = [n.code for n in m.lay.nodes]
        self._area_code = [m.lay.areas[n.area].code for n in m.lay.nodes]
        self._area_no = [self._areas[n.area] for n in m.lay.nodes]
        self._closed = [m.lay.areas[n.area].kind == "限制区域" for n in m.lay.nodes]
        self._reader = [n.reader for n in m.lay.nodes]
        self._out: dict[int, list[tuple[int, int]]] = {}
        for node, a, b in m.outages:
            self._out.setdefault(node, []).append((a, b))
        self._org = {3: "三八制", 4: "四六制"}.get(len(m.starts), "默认班制")
        self._rows()

    def _times(self) -> np.ndarray:
        """Times of snapshots: the mine's own period, some seconds off, some never sent."""
        m = self.m
        t = np.arange(m.rnd.randint(5, m.period), m.end - 5, m.period)
        t = t + m.rng.integers(-2, 4, len(t))
        keep = m.rng.random(len(t)) > m.lost
        for a, b in m.net_out + m.cut:
            keep &= (t < a) | (t > b)
        return t[keep]

    def _see(self, tr: Trip) -> list[tuple[int, int, int, float, float]]:
        """Visits as the readers report them: start, node, time of entry, spread and mean of the distance."""
        rnd, weak = self.m.rnd, self.m.weak
        seen: list[tuple[int, int, int, float, float]] = []
        here, entry, base = -1, 0, 0.0
        count = len(tr.nodes)
        lost = tr.dead or 1 << 60
        for k in range(count):
            node, t = tr.nodes[k], tr.times[k]
            if t >= lost:
                break
            if not self._reader[node]:
                if here >= 0:
                    seen.append((t, here, entry, 0.0, base))
                continue
            stay = (tr.times[k + 1] if k + 1 < count else tr.t_out) - t
            windows = self._out.get(node)
            if windows and any(a <= t < b for a, b in windows):
                if here >= 0:
                    seen.append((t, here, entry, 0.0, base))
                continue
            chance = weak.get(node, 0.01)
            if stay < 150 and rnd.random() < chance and k:
                continue
            if node != here:
                here, entry = node, t
                base = rnd.gauss(0, 6 if tr.spread < 6 else 22)
            seen.append((t, here, entry, tr.spread if stay > 240 else tr.spread * 1.3, base))
            if windows:
                for a, _ in windows:
                    if t < a < t + stay:
                        seen.append((a, here, entry, 0.0, base))
            if self._closed[node] and stay > 300:
                self.restricted.append((tr, node, t, t + stay))
        if not seen:
            seen.append((tr.t_in, self.m.lay.pit, tr.t_in, 3.0, 0.0))
        if tr.dead:
            t, node, entry, _, base = seen[-1]
            seen.append((max(tr.dead, t), node, entry, 0.0, base))
        if tr.calm:
            a, b = tr.calm
            inner = [s for s in seen if s[0] <= a]
            if inner:
                t, node, entry, _, base = inner[-1]
                later = [s for s in seen if s[0] > a and (s[0] >= b or s[1] != node)]
                seen = inner + [(a, node, entry, 0.5, base)] + later
        return seen

    def _rows(self) -> None:
        """Visit and noise index of every row, ordered by snapshot and card."""
        m, taken = self.m, self.taken
        snaps, visits, marks, cards = [], [], [], []
        frames = [(a, b) for a, b, _ in m.replay]
        trips: list[tuple[Trip, int, tuple[int, int] | None]] = [(tr, 0, None) for tr in m.trips if tr.card]
        for a, b, back in m.replay:
            trips += [
                (tr, back, (a, b))
                for tr in m.trips
                if tr.card and tr.t_in < b - back and tr.t_out > a - back - 900
            ]
        linger = m.linger
        memory: dict[int, list[tuple[int, int, int, float, float]]] = {}
        for tr, back, only in trips:
            if tr.t_out < 0 and not back:
                continue
            seen = memory.get(id(tr))
            if seen is None:
                seen = memory[id(tr)] = self._see(tr)
            first = len(self.starts)
            self._texts(tr, seen, back)
            start = np.array(self.starts[first:])
            last = tr.t_out + back
            end = last + linger
            if tr.dead:
                end = last = tr.gone + back
            i0, i1 = np.searchsorted(taken, (tr.t_in + back, end))
            if i1 <= i0:
                continue
            t = taken[i0:i1]
            which = np.maximum(np.searchsorted(start, t, side="right") - 1, 0)
            keep = np.ones(len(t), bool)
            for a, b in tr.hide:
                keep &= (t < a + back) | (t > b + back)
            if only is None:
                for a, b in frames:
                    keep &= (t < a) | (t >= b)
            else:
                keep &= (t >= only[0]) & (t < only[1])
            mark = (tr.who * 389 + tr.t_in + ((t - back - tr.t_in) // m.period) * 997) % NOISE
            snaps.append(np.arange(i0, i1)[keep])
            visits.append(first + which[keep])
            marks.append(mark[keep])
            cards.append(np.full(int(keep.sum()), tr.who))
        snap = np.concatenate(snaps)
        visit = np.concatenate(visits)
        order = np.lexsort((np.concatenate(cards), snap))
        self.snap, self.visit = snap[order], visit[order]
        mark, who = np.concatenate(marks)[order], np.concatenate(cards)[order]
        if m.row_cap is not None:
            self._cap_rows(who)
            keep = self.kept
            self.snap, self.visit, mark = self.snap[keep], self.visit[keep], mark[keep]
        base, spread = np.array(self.base), np.array(self.spread)
        self.dist = base[self.visit] + spread[self.visit] * self.noise[mark]
        self.left = np.array(self.area)[self.visit] < 0
        self.bounds = np.searchsorted(self.snap, np.arange(len(taken) + 1))

    def _texts(self, tr: Trip, seen: list[tuple[int, int, int, float, float]], back: int) -> None:
        """Text of each visit of a descent, and of the row that says it has left."""
        m = self.m
        text = m.clock.text
        person = m.people[tr.who]
        head = f"{m.code}{person.card};{person.name};"
        t_in = text(tr.t_in + back)
        tail = f";正常;{int(person.leader)};{int(person.special)};"
        area, since, node_before = "", 0, -1
        trail: list[str] = []
        last = ""
        for t, node, entry, spread, base in seen:
            code = self._area_code[node]
            if code != area:
                area, since = code, entry
            if node != node_before:
                node_before = node
                stamp = text(entry + back)
                if m.trace:
                    trail.append(f"{self._codes[node]}&{stamp}")
                last = f"{area};{text(since + back)};{self._codes[node]};{stamp};{self._org};"
                trace = ",".join(trail[-m.trace :]) if m.trace else ""
            self.starts.append(t + back)
            self.before.append(f"{head}1;{t_in};;{last}")
            self.after.append(tail + trace)
            self.base.append(base)
            self.spread.append(spread)
            self.area.append(self._area_no[node])
        self.starts.append(tr.t_out + back if not tr.dead else 1 << 50)
        self.before.append(f"{head}2;{t_in};{text(tr.t_out + back)};{last}")
        self.after.append(tail + trace)
        self.base.append(0.0)
        self.spread.append(2.0)
        self.area.append(-1)

    def _cap_rows(self, who: np.ndarray) -> None:
        """Leave rows out where a snapshot would show more people than allowed."""
        m = self.m
        assert m.row_cap is not None
        cap, windows, victims = m.row_cap
        self.kept = np.ones(len(self.snap), bool)
        weak = np.isin(who, np.array(sorted(victims)))
        order = np.array([hash_of(w) for w in range(len(m.people))])
        cuts = np.searchsorted(self.snap, np.arange(len(self.taken) + 1))
        live = np.array(self.area)[self.visit] >= 0
        for s, t in enumerate(self.taken):
            if not any(a <= t < b for a, b in windows):
                continue
            a, b = cuts[s], cuts[s + 1]
            over = int(live[a:b].sum()) - (cap - (s // 7) % 3)
            if over > 0:
                pick = np.flatnonzero(weak[a:b] & live[a:b])
                pick = pick[np.argsort(order[who[a:b][pick]], kind="stable")][:over]
                self.kept[a + pick] = False

    def counts(self) -> np.ndarray:
        """People shown below in each area and snapshot."""
        n = len(self.taken)
        area = np.array(self.area)[self.visit]
        live = area >= 0
        flat = np.bincount(area[live] * n + self.snap[live], minlength=len(self._areas) * n)
        return flat[: len(self._areas) * n].reshape(len(self._areas), n)

    def bodies(self) -> list[str]:
        """The records of each snapshot as one text, with their terminators."""
        m = self.m
        if m.dist_mode == "metres":
            words = [str(k) for k in np.clip(np.rint(self.dist), -150, 150).astype(int).tolist()]
        elif m.dist_mode == "tenths":
            words = [
                f"{k / 10:.1f}" for k in np.clip(np.rint(self.dist * 10), -1500, 1500).astype(int).tolist()
            ]
        else:
            words = [""] * len(self.dist)
        before, after = self.before, self.after
        visit = self.visit.tolist()
        out = []
        for a, b in zip(self.bounds[:-1].tolist(), self.bounds[1:].tolist()):
            out.append("~".join([before[v] + w + after[v] for v, w in zip(visit[a:b], words[a:b])]))
        for a, b in m.freeze:
            inside = np.flatnonzero((self.taken >= a) & (self.taken < b))
            for s in inside[1:]:
                out[s] = out[inside[0]]
        for a, b in m.invent:
            self._invent(out, a, b)
        return out

    def _invent(self, out: list[str], a: int, b: int) -> None:
        """Write snapshots from a list of cards instead of from the readers."""
        m, rnd, text = self.m, self.m.rnd, self.m.clock.text
        inside = np.flatnonzero((self.taken >= a) & (self.taken < b))
        if not len(inside):
            return
        roster = [p for p in m.people if p.card and p.team not in ("来宾", "矿灯房", "培训科")]
        crew = rnd.sample(roster, min(len(roster), rnd.randint(38, 75)))
        nodes = [n.idx for n in m.lay.nodes if n.code and n.role not in ("pit", "seal", "wing", "false")]
        start = max(
            (
                m.shift_start(d, s)
                for d in range(-1, m.days)
                for s in range(len(m.starts))
                if m.shift_start(d, s) <= self.taken[inside[0]]
            ),
            default=0,
        )
        loose = rnd.random() < 0.5  # area drawn apart from the station
        exact = rnd.random() < 0.6  # every entry time the same
        begin = {p.card: text(start if exact else start - 60 * rnd.randint(5, 30)) for p in crew}
        hop = rnd.randint(3, 9)
        for j, s in enumerate(inside):
            now = text(int(self.taken[s]))
            rows = []
            for k, p in enumerate(crew[: len(crew) - rnd.choice((0, 0, 1, 2))]):
                n = nodes[(k * 7 + (j // hop) * (k % 5 + 1) * 3) % len(nodes)]
                area = self._area_code[nodes[(k * 5 + j) % len(nodes)] if loose else n]
                trace = f"{self._codes[n]}&{now}" if m.trace else ""
                dist = "" if m.dist_mode == "none" else str(rnd.randint(0, 60))
                rows.append(
                    f"{m.code}{p.card};{p.name};1;{begin[p.card]};;{area};{now};{self._codes[n]};{now};"
                    f"{self._org};{dist};正常;{int(p.leader)};{int(p.special)};{trace}"
                )
            out[s] = "~".join(rows)


def hash_of(k: int) -> int:
    """A fixed order of people that has nothing to do with their number."""
    return (k * 2654435761) % 4294967296


def peak(trips: list[Trip], end: int, quantile: float = 1.0) -> int:
    """Highest number of people below at the same time."""
    step = np.arange(0, end, 600)
    begins = np.sort([tr.t_in for tr in trips])
    ends = np.sort([tr.t_out for tr in trips])
    live = np.searchsorted(begins, step) - np.searchsorted(ends, step)
    return int(np.quantile(live, quantile)) if len(live) else 0


__all__ = ["DAY", "Snapshots", "peak"]
