"""What happens in a mine: harmless events, and at most one planted conduct with its style."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .layout import DAY, Face, Mine

STYLES: dict[str, list[str]] = {
    "hidden_face": [
        "seal_vanish_heading",
        "old_branch_seen",
        "no_cards_gang",
        "parked_at_refuge",
        "night_short",
        "second_longwall",
        "dropped_upload",
        "old_face_reopened",
    ],
    "headcount_concealed": [
        "uncarded_face_gang",
        "upload_capped",
        "card_per_three",
        "night_contractors",
    ],
    "cards_carried": ["one_bearer_many", "leader_card", "relay_of_bearers", "exit_bundle"],
    "card_parked": ["lamp_niche", "nail_at_face", "left_for_days"],
    "data_fabricated": [
        "replayed_day",
        "invented_by_generator",
        "shift_deleted",
        "frozen_snapshot",
        "count_pinned",
    ],
    "sensor_masked": ["flat_line", "fed_fresh_air", "clipped", "copied_yesterday"],
    "working_while_stopped": ["full_secret", "nights_only", "no_cards_belt_runs", "headings_only"],
    "over_capacity": ["steady_over", "books_trimmed", "night_push", "scale_tampered"],
    "overstaffed": ["double_crew", "shift_overlap", "whole_mine"],
}
PATTERN = [
    "healthy",
    "hidden_face",
    "overstaffed",
    "healthy",
    "card_parked",
    "hidden_face",
    "healthy",
    "over_capacity",
    "healthy",
    "hidden_face",
    "sensor_masked",
    "healthy",
    "data_fabricated",
    "hidden_face",
    "healthy",
    "cards_carried",
    "healthy",
    "hidden_face",
    "working_while_stopped",
    "healthy",
    "headcount_concealed",
    "hidden_face",
    "healthy",
]
EVENTS = [
    "holiday",
    "overhaul",
    "face_move",
    "new_face",
    "rescue_drill",
    "power_cut",
    "network_outage",
    "dead_reader",
    "calibration",
    "apprentices",
    "visitors",
    "new_pump",
    "rain",
    "wet_coal",
    "bad_coverage",
    "unset_trades",
    "late_files",
    "duplicate_files",
    "half_files",
    "flat_battery",
    "long_repair_shift",
]


@dataclass
class Act:
    """One planted conduct."""

    kind: str
    style: str
    d0: int
    d1: int
    stations: list[int] = field(default_factory=list)
    cards: set[str] = field(default_factory=set)
    face: Face | None = None
    mode: str = ""
    book: str = "unreported"
    clean: set[str] = field(default_factory=set)
    p: dict[str, Any] = field(default_factory=dict)

    def on(self, day: int) -> bool:
        """Does it run on this day? (The day before the data counts as the first one.)"""
        return self.d0 <= max(day, 0) < self.d1


@dataclass
class Scene:
    """A mine with its calendar of events."""

    mine: Mine
    events: list[str]
    act: Act | None = None
    holidays: set[int] = field(default_factory=set)
    stop: tuple[int, int, str] | None = None
    gather: list[tuple[float, float, int]] = field(default_factory=list)
    outage: list[tuple[float, float]] = field(default_factory=list)
    dead: list[tuple[int, float, float]] = field(default_factory=list)
    cuts: list[tuple[float, float]] = field(default_factory=list)
    rain: list[tuple[float, float]] = field(default_factory=list)
    calibration: list[tuple[int, float]] = field(default_factory=list)
    visitors: set[int] = field(default_factory=set)
    wet: tuple[int, int, float] = (0, 0, 1.0)
    pump_day: int = 9999

    def doing(self, kind: str, day: int) -> Act | None:
        """The act, when it is of this kind and runs on this day."""
        return self.act if self.act and self.act.kind == kind and self.act.on(day) else None

    def stopped(self, day: int) -> bool:
        """Is the mine declared stopped (or on holiday) on this day?"""
        return day in self.holidays or (self.stop is not None and self.stop[0] <= day < self.stop[1])

    def works(self, f: Face, day: int, s: int) -> bool:
        """Does a crew work at this place in this shift?"""
        if not f.d0 <= day < f.d1 or f.crew[s] == 0:
            return False
        if not self.stopped(day):
            return True
        a = self.doing("working_while_stopped", day)
        return a is not None and (f.kind == "heading" or a.style != "headings_only") and s in a.p["shifts"]


def draw_events(rng: np.random.Generator, kind: str, days: int) -> list[str]:
    """Harmless things; an honest mine gets more of them."""
    pool = EVENTS if kind == "healthy" else [e for e in EVENTS if e not in ("holiday", "overhaul")]
    if days < 6:
        pool = [e for e in pool if e not in ("overhaul", "face_move", "new_face", "new_pump")]
    n = int(rng.integers(3, 7) if kind == "healthy" else rng.integers(1, 5))
    got = {str(e) for e in rng.choice(pool, size=n, replace=False)}
    if kind == "working_while_stopped":
        got -= {"face_move", "new_face"}
    return [e for e in EVENTS if e in got]


def windows(rng: np.random.Generator, events: list[str], days: int) -> list[tuple[str, int, int]]:
    """Extra declared faces the events ask for."""
    mid = int(days * rng.uniform(0.3, 0.7))
    out: list[tuple[str, int, int]] = [("coal_face", mid, 9999)] if "face_move" in events else []
    return out + ([("heading", mid, 9999)] if "new_face" in events else [])


def plan(rng: np.random.Generator, m: Mine, kind: str, style: str, events: list[str]) -> Scene:
    """Put dates and places on the events and on the conduct."""
    sc, n = Scene(m, events), m.days

    def at(lo: float = 0.1, hi: float = 0.9) -> float:
        return float(int(rng.uniform(lo, hi) * n * DAY))

    if "holiday" in events:
        d = int(rng.integers(1, max(2, n - 1)))
        sc.holidays = set(range(d, min(n, d + int(rng.integers(1, 3)))))
    if "overhaul" in events:
        d = int(n * rng.uniform(0.2, 0.6))
        sc.stop = (d, d + max(2, int(n * rng.uniform(0.2, 0.4))), "overhaul")
    t = int(at() // DAY) * DAY + m.starts[-1] * 3600 % DAY + 3 * 3600.0
    if "rescue_drill" in events:
        sc.gather.append((t, float(rng.integers(20, 45)), m.chambers["refuge"]))
    if "power_cut" in events:
        t = at()
        sc.cuts.append((t, t + float(rng.integers(40, 150) * 60)))
        sc.gather.append((t + 300, (sc.cuts[0][1] - t) / 60 + 15, m.mains[0]))
    if "network_outage" in events:
        for _ in range(int(rng.integers(1, 4))):
            t = at()
            sc.outage.append((t, t + float(rng.uniform(0.6, 7) * 3600)))
    if "dead_reader" in events:
        pool = m.mains + m.rets + [f.gate for f in m.faces if f.d1 > 0]
        for st in rng.choice(pool, size=int(rng.integers(1, 3)), replace=False):
            t = at(0.05, 0.8)
            sc.dead.append((int(st), t, t + float(rng.uniform(5, 40) * 3600)))
    for i, p in enumerate(m.points):
        if p.kind == "ch4" and ("calibration" in events or rng.random() < 0.3):
            sc.calibration.append((i, int(at() // DAY) * DAY + float(rng.integers(9 * 60, 11 * 60) * 60)))
    if "visitors" in events:
        sc.visitors = {int(d) for d in rng.integers(0, n, size=int(rng.integers(1, 3)))}
    if "rain" in events:
        sc.rain = [(at(0, 0.7), float(rng.uniform(0.6, 2.2))) for _ in range(int(rng.integers(1, 3)))]
    if "wet_coal" in events:
        d = int(rng.integers(0, n))
        sc.wet = (d, d + int(rng.integers(2, 5)), float(rng.uniform(1.03, 1.06)))
    if "new_pump" in events:
        sc.pump_day = int(at(0.3, 0.6) // DAY)
    if "bad_coverage" in events:
        m.miss, m.drop = float(rng.uniform(0.15, 0.28)), float(rng.uniform(0.003, 0.012))
    if kind != "healthy":
        sc.act = _act(rng, sc, kind, style)
    return sc


def _span(rng: np.random.Generator, n: int, short: bool) -> tuple[int, int]:
    """Days of a conduct: usually from the middle on, sometimes all the time, sometimes in between."""
    if short:
        d0 = int(rng.integers(1, max(2, n - 4)))
        return d0, min(n, d0 + int(rng.integers(3, 6)))
    if rng.random() < 0.2:
        return 0, n
    d0 = min(n - 2, int(n * rng.uniform(0.25, 0.6)))
    return d0, n if rng.random() < 0.6 else min(n, d0 + max(4, int((n - d0) * rng.uniform(0.5, 0.9))))


def _act(rng: np.random.Generator, sc: Scene, kind: str, style: str) -> Act:
    """Dates, place and means of one conduct."""
    m = sc.mine
    a = Act(kind, style, *_span(rng, m.days, style == "night_short" or rng.random() < 0.1))
    live = [f for f in m.faces if f.d0 <= a.d0 and f.d1 >= a.d1]
    if not live:
        live = [f for f in m.faces if f.d1 > a.d0 and f.d0 < a.d1]
    big = max(live, key=lambda f: f.tonnes)
    if kind == "hidden_face":
        _hide(rng, sc, a)
        m.sends |= {"power", "aqjk"} | ({"video"} if a.mode in ("nocard", "filtered") else set())
        return a
    f = big if rng.random() < 0.6 else live[int(rng.integers(len(live)))]
    a.stations, a.p["fid"] = [*f.stations, f.gate], f.fid
    if kind in ("over_capacity", "working_while_stopped"):
        f = big
    everyshift = list(range(len(m.starts)))
    night = [
        min(
            (s for s in everyshift if f.crew[s] and f.producing[s]),
            key=lambda s: min(abs(m.starts[s] - 0), abs(m.starts[s] - 24)),
        )
    ]
    a.p["shifts"] = night if style in ("nights_only", "night_push", "night_contractors") else everyshift
    if kind == "headcount_concealed":
        m.sends.add("video")
        a.p["extra"] = int(rng.integers(6, 13))
        a.p["ratio"] = float(rng.uniform(0.55, 0.75))
        if style == "upload_capped":
            a.stations = []
    elif kind == "cards_carried":
        m.sends.add("video")
        a.p["k"] = {"leader_card": 1, "relay_of_bearers": 3}.get(style, int(rng.integers(5, 12)))
        a.stations = []
    elif kind == "card_parked":
        a.p["n"] = int(rng.integers(3, 8))
        a.p["spot"] = f.gate if style == "nail_at_face" else m.chambers[str(rng.choice(["wait", "store"]))]
        a.stations = [a.p["spot"]]
    elif kind == "data_fabricated":
        m.sends |= {"power", "video"}
        a.stations = []
        a.p["windows"] = [
            (d * DAY + m.starts[-1] * 3600 - 1800, float(rng.uniform(5, 8) * 3600)) for d in range(a.d0, a.d1)
        ]
        a.p["seed"] = int(rng.integers(1 << 30))
    elif kind == "sensor_masked":
        m.sends.add("aqjk")
        ch4 = [i for i, p in enumerate(m.points) if p.kind == "ch4" and p.face == f.fid]
        a.p["points"] = ch4 if rng.random() < 0.4 else ch4[:1]
        a.stations = [m.points[i].station for i in a.p["points"]]
    elif kind == "working_while_stopped":
        m.sends |= {"power", "haulage"}
        sc.stop = (
            max(0, a.d0 - int(rng.integers(0, 3))),
            m.days,
            str(rng.choice(["overhaul", "suspended"])),
        )
        busy = [x for x in live if x.kind == "heading" or style != "headings_only"]
        a.stations, a.p["share"] = (
            [st for x in busy for st in (*x.stations, x.gate)],
            float(rng.uniform(0.55, 1.0)),
        )
    elif kind == "over_capacity":
        m.sends |= {"power", "haulage", "output"}
        a.stations = [*big.stations, big.gate]
        a.p["factor"] = float(rng.uniform(1.45, 1.9))
        if style == "night_push":
            a.p["factor"] = 2.6
        if style == "scale_tampered":
            a.clean = {"haulage", "output"}
        a.book = "reported" if style == "steady_over" else "unreported"
    elif kind == "overstaffed":
        a.p["ratio"] = float(rng.uniform(1.55, 2.1))
        if style == "whole_mine":
            a.stations = []
    return a


def _hide(rng: np.random.Generator, sc: Scene, a: Act) -> None:
    """A working place nobody declared."""
    m, n = sc.mine, len(sc.mine.starts)
    day_t = m.capacity / 330
    mode = {
        "seal_vanish_heading": "vanish",
        "second_longwall": "vanish",
        "no_cards_gang": "nocard",
        "parked_at_refuge": "parked",
        "dropped_upload": "filtered",
    }.get(a.style, "seen")
    gone = [f for f in m.faces if f.d1 <= 0]
    seal = int(rng.choice(m.seals))
    branch = m.old[int(rng.integers(len(m.old)))]
    place, name = branch[::-1], "老巷"
    if a.style in ("seal_vanish_heading", "second_longwall", "dropped_upload"):
        place, name = [seal], "密闭内"
    elif a.style == "no_cards_gang":
        place = [seal] if rng.random() < 0.5 else place
    elif a.style == "night_short":
        place = [m.rets[-1]] if rng.random() < 0.5 else [place[0]]
    elif a.style == "old_face_reopened" and gone:
        place, name = [*gone[0].stations[:2], gone[0].gate], gone[0].name
    # kind, crew, tonnes, shifts, kw, explosive
    kind, crew, t, shifts, kw, ex = "heading", rng.integers(5, 9), rng.uniform(40, 90), 2, 90.0, 0.0
    if a.style in ("seal_vanish_heading", "dropped_upload") or (
        a.style == "no_cards_gang" and rng.random() < 0.6
    ):
        ex = float(rng.uniform(22, 50))
    if a.style == "night_short":
        shifts, ex, t, kw = 1, float(rng.uniform(14, 30)), rng.uniform(30, 60), 60.0
    if a.style in ("old_branch_seen", "parked_at_refuge", "old_face_reopened"):
        kind, crew, t = "coal_face", rng.integers(9, 15), day_t * rng.uniform(0.22, 0.4)
        shifts, kw = int(rng.integers(2, n + 1)), 80 + t * 0.6
    if a.style == "second_longwall":
        kind, crew, t = "coal_face", rng.integers(13, 19), day_t * rng.uniform(0.4, 0.65)
        shifts, kw = n, 120 + t * 0.75
    if a.style == "dropped_upload":
        crew = rng.integers(7, 13)
    who, first = [0] * n, int(rng.integers(n))
    if shifts == 1:
        first = min(range(n), key=lambda s: min(m.starts[s], 24 - m.starts[s]))
    for k in range(shifts):
        who[(first + k) % n] = int(crew)
    air = rng.uniform(160, 300) if kind == "heading" else 380 + t * 0.25
    gassy = max(f.ch4 / f.air for f in m.faces)
    a.face = Face(
        "H",
        name,
        kind,
        place,
        place[-1],
        a.d0,
        a.d1,
        who,
        [w > 0 for w in who],
        float(t),
        float(air),
        float(air * gassy * rng.uniform(0.8, 1.2)),
        float(rng.uniform(2, 14)),
        round(ex, 0),
        float(kw),
    )
    a.mode, a.stations = mode, list(place)
    a.face.feeder = str(rng.choice(["other", "declared", "local_fan", "FD31"]))
    a.book = str(rng.choice(["unreported", "as_declared"], p=[0.75, 0.25]))
    if kind == "heading" and rng.random() < 0.4:
        a.clean |= {"haulage", "output"}  # the spoil is stowed in old roads
    for factor, odds in (
        ("output", 0.5),
        ("water", 0.35),
        ("air", 0.2),
        ("explosives", 0.3),
        ("gas", 0.15),
    ):
        if rng.random() < odds:
            a.clean.add(factor)
    if a.mode in ("parked", "nocard"):
        a.clean -= {"air", "water"}
