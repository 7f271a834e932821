"""What happens in a mine: the planted styles, the harmless events, the systems that send, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

DAY = 86400
SYSTEMS = ("aqjk", "power", "haulage", "output", "water", "explosives", "video")


@dataclass(frozen=True)
class Style:
    """One variant of a conduct; the fields after `share` describe a hidden working place only."""

    kind: str
    name: str
    needs: tuple[str, ...] = ()
    span: str = "mid"  # whole, mid, short
    share: float = 0.0  # strength, its meaning depends on the kind
    site: str = ""  # seal, branch, side, main
    cards: str = ""  # seen, frozen, dropped, nobody, parked
    crew: tuple[int, int] = (0, 0)
    shifts: str = "all"  # all, two, night, day
    longwall: bool = False
    tonnes: tuple[float, float] = (0.0, 0.0)
    blast: str = ""  # "", declared (drawn for a declared face), own (an unknown face id)
    feed: str = "other"  # the feeder that carries the load: other, face, own, surface
    coal: str = "belt"  # belt, cars, cooked (belt weighed, hoist record trimmed), adit


STYLES: tuple[Style, ...] = (
    Style(
        "hidden_face",
        "seal_frozen_longwall",
        ("power",),
        "mid",
        site="seal",
        cards="frozen",
        crew=(10, 14),
        longwall=True,
        tonnes=(220, 380),
    ),
    Style(
        "hidden_face",
        "old_branch_blasting",
        (),
        "whole",
        site="branch",
        cards="seen",
        crew=(6, 9),
        shifts="two",
        tonnes=(50, 90),
        blast="declared",
        coal="cars",
    ),
    Style(
        "hidden_face",
        "seal_dropped_night",
        (),
        "short",
        site="seal",
        cards="dropped",
        crew=(8, 12),
        shifts="night",
        tonnes=(60, 110),
        blast="declared",
        coal="cars",
    ),
    Style(
        "hidden_face",
        "cardless_big_longwall",
        ("aqjk", "power", "output", "video"),
        "whole",
        site="branch",
        cards="nobody",
        crew=(15, 20),
        longwall=True,
        tonnes=(450, 700),
        feed="own",
    ),
    Style(
        "hidden_face",
        "parked_in_chamber",
        ("power", "aqjk"),
        "mid",
        site="seal",
        cards="parked",
        crew=(7, 10),
        shifts="two",
        tonnes=(80, 140),
        blast="own",
        coal="cooked",
    ),
    Style(
        "hidden_face",
        "side_crosscut_of_district",
        (),
        "mid",
        site="side",
        cards="seen",
        crew=(9, 12),
        tonnes=(120, 200),
        feed="face",
    ),
    Style(
        "hidden_face",
        "secret_adit",
        ("aqjk", "power", "water"),
        "mid",
        site="seal",
        cards="nobody",
        crew=(9, 13),
        longwall=True,
        tonnes=(250, 400),
        coal="adit",
    ),
    Style(
        "hidden_face",
        "small_heading_short",
        (),
        "short",
        site="main",
        cards="seen",
        crew=(5, 6),
        shifts="day",
        tonnes=(25, 45),
        blast="own",
        coal="cars",
        feed="surface",
    ),
    Style(
        "hidden_face",
        "seal_frozen_whole_two_shifts",
        (),
        "whole",
        site="seal",
        cards="frozen",
        crew=(7, 9),
        shifts="two",
        tonnes=(70, 120),
        coal="cars",
    ),
    Style("headcount_concealed", "contract_crew_every_shift", ("video",), "mid", 10),
    Style("headcount_concealed", "night_crew_without_cards", ("video",), "mid", 14, shifts="night"),
    Style("headcount_concealed", "small_gang_whole_period", ("video",), "whole", 6),
    Style("cards_carried", "leader_card_by_patrol", (), "mid", 1),
    Style("cards_carried", "one_man_four_cards", (), "mid", 3),
    Style("cards_carried", "crew_bundle_out_at_once", (), "short", 9),
    Style("cards_carried", "pair_whole_period", (), "whole", 2),
    Style("card_parked", "waiting_chamber", (), "mid", 4),
    Style("card_parked", "at_the_declared_heading", (), "mid", 6),
    Style("card_parked", "left_for_days", (), "mid", 5),
    Style("card_parked", "shaft_bottom_whole_period", (), "whole", 8),
    Style("data_fabricated", "replayed_day", (), "mid"),
    Style("data_fabricated", "invented", (), "mid"),
    Style("data_fabricated", "filtered_crew", (), "mid", 10),
    Style("data_fabricated", "night_files_deleted", (), "mid"),
    Style("data_fabricated", "capped_list", (), "whole", 0.8),
    Style("sensor_masked", "flat_value", ("aqjk",), "mid"),
    Style("sensor_masked", "shielded", ("aqjk",), "mid"),
    Style("sensor_masked", "fed_with_clean_air", ("aqjk",), "short"),
    Style("sensor_masked", "clipped_below_alarm", ("aqjk",), "whole"),
    Style("working_while_stopped", "suspended_night_only", (), "mid", 1.0, shifts="night"),
    Style("working_while_stopped", "overhaul_full_production", (), "mid", 1.0),
    Style("working_while_stopped", "suspended_headings_only", (), "whole", 1.0),
    Style("over_capacity", "report_trimmed", ("output", "haulage", "power"), "mid", 1.45),
    Style("over_capacity", "openly_above", ("output",), "whole", 1.35),
    Style("over_capacity", "hoist_record_trimmed", ("output", "haulage"), "mid", 1.6),
    Style("overstaffed", "face_double_crew", (), "mid", 1.0),
    Style("overstaffed", "whole_mine_over_limit", (), "mid", 0.9),
    Style("overstaffed", "contractors_in_heading_by_day", (), "whole", 1.4, shifts="day"),
)
KINDS = (
    "hidden_face",
    "headcount_concealed",
    "cards_carried",
    "card_parked",
    "data_fabricated",
    "sensor_masked",
    "working_while_stopped",
    "over_capacity",
    "overstaffed",
)
STOPS = ("holiday", "overhaul", "face_move", "new_face")
MINOR = (
    "rescue_drill",
    "power_cut",
    "location_outage",
    "dead_reader",
    "visitors",
    "new_pump",
    "rain",
    "wet_coal",
    "bad_coverage",
    "unset_trades",
    "dirty_files",
    "apprentice",
)


@dataclass
class Case:
    """The script of one mine. Days are shift days counted from the start of the world."""

    days: int
    kind: str
    style: Style | None
    d0: int = 0
    d1: int = 0
    systems: tuple[str, ...] = SYSTEMS
    events: list[str] = field(default_factory=list)
    event_at: dict[str, tuple[float, float]] = field(default_factory=dict)  # in days, (from, to)

    def name(self) -> str:
        """The style's name, empty in a healthy mine."""
        return self.style.name if self.style else ""

    def on(self, day: int) -> bool:
        """Whether the conduct is carried out in the shifts that begin on this day."""
        return self.style is not None and self.d0 <= day < self.d1

    def during(self, event: str, day: float) -> bool:
        """Whether a harmless event covers this moment."""
        span = self.event_at.get(event)
        return span is not None and span[0] <= day < span[1]


def kind_sequence(rng: np.random.Generator, mines: int, kinds: Sequence[str]) -> list[str]:
    """The kind of each mine: cycles over `kinds`, or the default mixture when it is empty."""
    if kinds:
        return [kinds[i % len(kinds)] for i in range(mines)]
    others = [str(k) for k in rng.permutation(np.array(KINDS[1:]))]
    pattern = "HXHOHXOHOHXOHXOHOXHO"  # 8 healthy, 5 hidden, 7 others of 20
    result, used = [], 0
    for i in range(mines):
        mark = pattern[i % len(pattern)]
        if mark == "O":
            result.append(others[used % len(others)])
            used += 1
        else:
            result.append("healthy" if mark == "H" else "hidden_face")
    return result


def _window(rng: np.random.Generator, style: Style, days: int) -> tuple[int, int]:
    """First and past-the-end shift day of a conduct."""
    if style.span == "whole" or days < 4:
        return (-1, days) if style.span == "whole" else (max(0, days - 2), days)
    if style.span == "short":
        length = min(int(rng.integers(3, 6)), days - 1)
        d0 = int(rng.integers(1, days - length + 1))
        return d0, d0 + length
    d0 = max(1, min(int(days * rng.uniform(0.3, 0.55)), days - 3))
    d1 = days if rng.random() < 0.7 else max(d0 + 3, days - int(rng.integers(1, 3)))
    return d0, min(d1, days)


def make_case(rng: np.random.Generator, kind: str, turn: int, days: int) -> Case:
    """Writes the script of one mine; `turn` counts the mines of this kind and picks the style."""
    styles = [s for s in STYLES if s.kind == kind]
    style = styles[turn % len(styles)] if styles else None
    if kind != "healthy" and style is None:
        raise ValueError(f"unknown kind: {kind}")
    case = Case(days, kind, style)
    needs = style.needs if style else ()
    draw = rng.random()
    if not needs and draw < 0.22:
        case.systems = ()
    elif draw < 0.6:
        gone = rng.choice(np.array(SYSTEMS), size=int(rng.integers(1, 4)), replace=False)
        case.systems = tuple(s for s in SYSTEMS if s not in gone or s in needs)
    if len(case.systems) < len(SYSTEMS):
        case.events.append("missing_systems" if case.systems else "location_data_only")
    if style:
        case.d0, case.d1 = _window(rng, style, days)
    picks: list[str] = []
    if kind == "healthy" and rng.random() < 0.75 and days >= 5:
        picks.append(STOPS[turn % len(STOPS)])
    minor = [m for m in MINOR if not (kind == "data_fabricated" and m in ("location_outage", "bad_coverage"))]
    count = int(rng.integers(2, 6)) if kind == "healthy" else int(rng.integers(0, 4))
    picks += [str(m) for m in rng.choice(np.array(minor), size=count, replace=False)]
    for name in picks:
        case.events.append(name)
        case.event_at[name] = _when(rng, name, days)
    return case


def _when(rng: np.random.Generator, name: str, days: int) -> tuple[float, float]:
    """Span of an event in days."""
    d = float(rng.integers(1, max(2, days - 1)))
    if name in ("holiday", "overhaul"):
        length = int(rng.integers(1, 4)) if name == "holiday" else int(rng.integers(3, 6))
        first = int(rng.integers(1, max(2, days - length)))
        return float(first), float(min(days, first + length))
    if name in ("face_move", "new_face", "new_pump", "rain"):
        return float(rng.integers(2, max(3, days - 2))), float(days)
    if name == "wet_coal":
        return d, min(float(days), d + 3)
    hours = {
        "rescue_drill": 1.0,
        "power_cut": rng.uniform(0.8, 2.0),
        "location_outage": rng.uniform(2, 8),
        "dead_reader": rng.uniform(8, 48),
    }
    if name in hours:
        start = d + float(rng.uniform(9, 20)) / 24
        return start, start + float(hours[name]) / 24
    return 0.0, float(days)
