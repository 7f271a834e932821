"""Truth beside leads: what counts as found, as false, as the right place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

Row = dict[str, Any]


def overlap(a: Row, b: Row) -> float:
    """Out: the common time of two spans as a share of the shorter one, 0..1."""
    low = max(_at(a["from"]), _at(b["from"]))
    high = min(_at(a["to"]), _at(b["to"]))
    shorter = min(_at(a["to"]) - _at(a["from"]), _at(b["to"]) - _at(b["from"]))
    return max(high - low, 0.0) / max(shorter, 1.0)


def in_common(a: Row, b: Row) -> float:
    """Out: the common time of two spans as a share of the time that either covers, 0..1."""
    low, high = max(_at(a["from"]), _at(b["from"])), min(_at(a["to"]), _at(b["to"]))
    first, last = min(_at(a["from"]), _at(b["from"])), max(_at(a["to"]), _at(b["to"]))
    return max(high - low, 0.0) / max(last - first, 1.0)


def _at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def is_true(one: Row, truth: list[Row], kind: str | None = None) -> bool:
    """Out: whether a lead (or candidate, or finding) names a conduct of that kind at its time."""
    return any(row["kind"] == (kind or one["kind"]) and overlap(one, row) >= 0.3 for row in truth)


def is_hidden_crew(crew: Row, truth: list[Row]) -> bool:
    """Out: whether a crew, seen at `stations` with `cards`, is that of a hidden face at its time."""
    return any(
        row["kind"] == "hidden_face"
        and overlap(crew, row) >= 0.3
        and (
            set(row["stations"]) & set(crew["stations"])
            or _mostly_same(crew["cards"], row.get("cards") or [])
        )
        for row in truth
    )


def _mostly_same(a: list[str], b: list[str]) -> bool:
    return bool(a and b) and len(set(a) & set(b)) >= 0.5 * min(len(a), len(b))


def found(row: Row, leads: list[Row]) -> Row | None:
    """Out: the best lead of the conduct's kind at its time, None where there is none."""
    hits = [lead for lead in leads if lead["kind"] == row["kind"] and overlap(lead, row) >= 0.3]
    return max(hits, key=lambda lead: lead["score"], default=None)


def right_place(row: Row, lead: Row) -> bool:
    """Out: whether one of the conduct's stations is among the first three of the lead."""
    return bool(set(row["stations"]) & set(lead["stations"][:3]))


def calibration_error(pairs: list[tuple[float, bool]], bins: int = 10) -> float:
    """Out: the expected calibration error: the mean gap between score and share of truth, by bins of equal width."""
    total = 0.0
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [(s, t) for s, t in pairs if low <= s < high or (number == bins - 1 and s == 1.0)]
        if inside:
            gap = abs(sum(s for s, _ in inside) - sum(t for _, t in inside)) / len(inside)
            total += gap * len(inside) / len(pairs)
    return total
