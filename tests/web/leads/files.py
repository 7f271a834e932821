"""leads.json and a small lake, as the pages get them."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from minewarden.engine.load import load
from minewarden.feeds.values import CHINA
from tests.engine import inbox

MINE = "520281000001"
NEIGHBOUR = "530325990001"
START = datetime(2024, 3, 20, 8, 0, tzinfo=CHINA)
STATIONS = [f"{MINE}0003{n:06d}" for n in (3, 4)]


def factor(
    name: str,
    verdict: str,
    observed: float | None,
    expected: float | None,
    unit: str,
    evidence: Any = (),
    **more: Any,
) -> dict[str, Any]:
    """One factor of a lead."""
    return {
        "factor": name, "verdict": verdict, "observed": observed, "expected": expected, "unit": unit,
        "strength": 0.9, "text": f"{name}：一句话。", "text_en": f"{name}: one sentence.",
        "evidence": list(evidence), **more,
    }  # fmt: skip


def series(observed: list[float | None], expected: list[float | None], **changes: Any) -> dict[str, Any]:
    """A factor's days from 2024-02-28 on; those of the lead of `told` count where something was expected."""
    days = [(date(2024, 2, 28) + timedelta(days=n)).isoformat() for n in range(len(observed))]
    counted = [day >= "2024-03-01" and None not in pair
               for day, *pair in zip(days, observed, expected, strict=True)]  # fmt: skip
    whole = {
        "label": "馈线FD07（其他）",
        "label_en": "feeder FD07 (other)",
        "days": days,
        "observed": observed,
        "expected": expected,
        "counted": counted,
    }
    return whole | changes


def told(**changes: Any) -> dict[str, Any]:
    """One lead as the contract writes it."""
    proof = {"file": "a.txt", "sha256": "a" * 64, "rows": 3}
    rows = [
        factor("people", "contradicts", 100.0, 0.0, "person-hours/day", [proof]),
        factor("air", "agrees", 900.0, 900.0, "m³/min"),
        factor("gas", "no_data", None, None, ""),
    ]
    lead = {
        "mine_code": MINE, "kind": "card_parked", "score": 0.8, "from": "2024-03-01T00:00:00+08:00",
        "to": "2024-03-08T00:00:00+08:00", "stations": STATIONS, "persons_per_shift": 4.5, "cards": [f"{MINE}00001"],
        "factors": rows,
    }  # fmt: skip
    return lead | changes


def run(*leads: dict[str, Any], made_at: str = "2024-03-26T06:00:00+08:00", **head: Any) -> bytes:
    """A leads.json."""
    whole = {"made_at": made_at, "from": None, "to": None, "engine": "duckdb", "version": "0.1.0", **head}
    return json.dumps({**whole, "leads": list(leads)}, ensure_ascii=False).encode()


def small_lake(folder: Path) -> tuple[Path, str, str]:
    """A lake with two hours of one mine and of its neighbour; the hash of one snapshot of each."""
    hashes = []
    for mine in (MINE, NEIGHBOUR):
        inbox.put_register(folder / "inbox", mine)
        paths = inbox.put_snapshots(folder / "inbox", 24, persons=4, mine=mine, start=START, trace=0)
        hashes.append(hashlib.sha256(paths[0].read_bytes()).hexdigest())
    load(folder / "inbox", folder / "lake", now=START + timedelta(days=1))
    return folder / "lake", *hashes
