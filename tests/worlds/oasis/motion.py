"""Walking and riding: routes over the roadway graph, trips of cards, cages at the shaft."""

from __future__ import annotations

import heapq
import math

from .model import Body, Mine, Trip
from .people import on_shift

Job = tuple[int, list[int], list[float], float, str]  # who, places, their weights, mean stay, team or role


class Router:
    """Quickest paths between stations."""

    def __init__(self, m: Mine) -> None:
        self.near: list[list[tuple[int, float, float]]] = [[] for _ in m.nodes]
        for a, b, d, pace in m.edges:
            self.near[a].append((b, d * pace, d))
            self.near[b].append((a, d * pace, d))
        self._tree: dict[int, tuple[list[int], list[float]]] = {}
        self._path: dict[tuple[int, int], tuple[tuple[int, float], ...]] = {}

    def tree(self, a: int) -> tuple[list[int], list[float]]:
        """Predecessors and seconds from a."""
        if a not in self._tree:
            far = [math.inf] * len(self.near)
            prev = [-1] * len(self.near)
            far[a] = 0.0
            heap = [(0.0, a)]
            while heap:
                d, u = heapq.heappop(heap)
                if d > far[u]:
                    continue
                for v, w, _ in self.near[u]:
                    if d + w < far[v]:
                        far[v], prev[v] = d + w, u
                        heapq.heappush(heap, (d + w, v))
            self._tree[a] = (prev, far)
        return self._tree[a]

    def path(self, a: int, b: int) -> tuple[tuple[int, float], ...]:
        """Stations after a on the way to b with seconds since leaving a."""
        key = (a, b)
        if key not in self._path:
            prev, far = self.tree(a)
            out, u = [], b
            while u != a and u >= 0:
                out.append((u, far[u]))
                u = prev[u]
            self._path[key] = tuple(reversed(out))
        return self._path[key]

    def seconds(self, a: int, b: int) -> float:
        """Travel time."""
        return self.tree(a)[1][b]

    def nearest(self, a: int, among: list[int], n: int) -> list[int]:
        """The n stations of a set nearest to a, by travel time, nearest first."""
        far = self.tree(a)[1]
        return sorted(among, key=lambda q: far[q])[:n]


class Walker:
    """Builds trips."""

    def __init__(self, m: Mine, router: Router) -> None:
        self.m, self.router = m, router
        self.portal, self.bottom = m.marks["portal"], m.marks["bottom"]

    def open(self, who: int, t_in: int, role: str = "") -> Trip:
        """A trip that begins at the main portal."""
        return Trip(who, t_in, t_in, [self.portal], [t_in], role=role)

    def move(self, trip: Trip, t: float, target: int, pace: float) -> float:
        """Append the way from the last station to the target, return the arrival time."""
        path = self.router.path(trip.nodes[-1], target)
        if not path:
            return t
        for u, s in path:
            trip.nodes.append(u)
            trip.times.append(int(t + s * pace))
        return t + path[-1][1] * pace

    def close(self, trip: Trip, t: float, pace: float) -> Trip:
        """Walk out; the cage decides the second later."""
        t = self.move(trip, t, self.bottom, pace)
        trip.t_out = int(t + 120)
        self.m.trips.append(trip)
        return trip

    def wander(
        self,
        who: int,
        t_in: int,
        t_leave: int,
        nodes: list[int],
        weights: list[float],
        stay: float,
        role: str = "",
        pace: float | None = None,
    ) -> Trip:
        """A working shift: from the portal to the work places, among them, and out."""
        r = self.m.r
        pace = pace or r.uniform(0.92, 1.12)
        trip = self.open(who, t_in, role)
        t = float(t_in + r.randint(20, 90))
        many = len(nodes) > 1
        while True:
            target = r.choices(nodes, weights)[0] if many else nodes[0]
            t = self.move(trip, t, target, pace)
            t += 90 + min(3 * stay, r.expovariate(1 / stay)) if many else 1e9
            if t >= t_leave:
                t = float(t_leave)
                break
        t = max(t, trip.times[-1] + 30)
        return self.close(trip, t, pace)

    def stay(
        self,
        who: int,
        t_in: int,
        t_leave: int,
        node: int,
        role: str = "",
        frozen: bool = False,
        pace: float = 1.0,
    ) -> Trip:
        """Go to one station, remain, come back."""
        trip = self.open(who, t_in, role)
        self.move(trip, t_in + 60.0, node, pace)
        if frozen:
            trip.frozen.add(len(trip.nodes) - 1)
        return self.close(trip, max(float(t_leave), trip.times[-1] + 60.0), pace)


def cage_times(m: Mine, a: int, n: int) -> list[int]:
    """Entry moments of n people before a shift that starts at a: in batches, seconds apart at the reader."""
    r = m.r
    size = m.edits["cage_size"]
    cycle = m.edits["cage_cycle"]
    batches = -(-n // size)
    t = a - r.randint(25, 40) * 60 - min(40 * 60, batches * cycle // 2)
    out: list[int] = []
    while len(out) < n:
        s = t + r.randint(-15, 25)
        for _ in range(min(size, n - len(out))):
            s += r.randint(2, 6)
            out.append(s)
        t += cycle + r.randint(-30, 60)
    return out


def ordinary_trips(m: Mine, w: Walker) -> None:
    """All shifts of all approved places and standing jobs."""
    r = m.r
    late = m.edits.get("overlap", {})
    apart = m.edits.get("overlap_for", {})
    lent = m.edits.get("help", {})
    for day in range(-1, m.days):
        for s in range(m.shifts):
            a, b = m.shift_span(day, s)
            if b <= 0:
                continue
            jobs: list[Job] = []
            for p in m.places:
                n = int(p.crew[day + 1, s])
                if n > 0:
                    crew = on_shift(m, p.key, day, s, n)
                    jobs += [(who, p.nodes, p.weights, 2400.0, p.key) for who in crew]
            for k, post in enumerate(m.posts):
                n = max(1, round(post.per_shift[s] * m.support[day + 1])) if m.support[day + 1] > 0 else 0
                nodes, weights = post.nodes, post.weights
                if post.role == "repair":
                    at = nodes[(day + k) % len(nodes)]
                    nodes = [at, *(v for v, _, _ in w.router.near[at][:2])]
                    weights = [6.0, 1.0, 1.0][: len(nodes)]
                crew = on_shift(m, f"post{k}", day, s, n)
                jobs += [(who, nodes, weights, post.mean_stay, post.role) for who in crew]
            if (day, s) in lent:
                src, dst, n = lent[day, s]
                place = next(p for p in m.places if p.key == dst)
                picked = [i for i, j in enumerate(jobs) if j[4] == src][:n]
                for i in picked:
                    jobs[i] = (jobs[i][0], place.nodes, place.weights, 2400.0, src)
            order = _by_team(m, jobs)
            times = cage_times(m, a, len(order))
            extra = late.get((day, s), 0)
            leave: dict[str, int] = {}
            for t, (who, nodes, weights, stay, role) in zip(times, order, strict=True):
                if r.random() < 0.02:
                    t += r.randint(600, 2400)
                base = leave.setdefault(role, b + r.randint(-15, 12) * 60)
                t_leave = base + r.randint(-150, 300) + extra + apart.get((day, s, role), 0)
                w.wander(who, t, t_leave, nodes, weights, stay, role)


def _by_team(m: Mine, jobs: list[Job]) -> list[Job]:
    """The teams in random order, each kept together."""
    groups: dict[str, list[Job]] = {}
    for j in jobs:
        groups.setdefault(j[4], []).append(j)
    keys = list(groups)
    m.r.shuffle(keys)
    return [j for k in keys for j in groups[k]]


def cage_exits(m: Mine) -> None:
    """Decide the second of each exit: people wait at the bottom for the next cage, then pass the reader one by one."""
    r = m.r
    cycle, size = m.edits["cage_cycle"], m.edits["cage_size"]
    portal = m.marks["portal"]
    waiting = sorted(m.trips, key=lambda t: t.t_out)
    free_at, load, last = -(10**9), 0, 0
    for t in waiting:
        if m.access == "adit":
            t.t_out += r.randint(60, 240)
        else:
            if t.t_out > free_at or load >= size:
                free_at = max(t.t_out, free_at if load >= size else -(10**9)) + r.randint(40, cycle)
                load, last = 0, free_at + r.randint(70, 100)
            load += 1
            last += r.randint(2, 6)
            t.t_out = last
        t.nodes.append(portal)
        t.times.append(max(t.times[-1] + 1, t.t_out - r.randint(1, 9)))
        t.t_out = max(t.t_out, t.times[-1] + 1)
    for t in m.trips:
        if t.body:
            m.bodies.append(Body(t.t_in, t.t_out, "main"))


def cut_at(trip: Trip, t0: int, t1: int) -> tuple[int, int]:
    """Indices of the visits that a trip makes in [t0, t1)."""
    i = next((k for k, t in enumerate(trip.times) if t >= t0), len(trip.times))
    j = next((k for k, t in enumerate(trip.times) if t >= t1), len(trip.times))
    return i, j
