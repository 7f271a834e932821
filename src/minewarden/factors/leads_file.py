"""leads.json as the contract fixes it (monitoring contract, section 5): written whole, read back strictly."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from minewarden.errors import BadInput
from minewarden.factors.model import Evidence, FactorRow, Kind, Lead, Series, Verdict
from minewarden.factors.words import Words


def lead_dict(lead: Lead) -> dict[str, Any]:
    """Out: a lead in the words of the contract; `deviation`, `series` and `details` are additions."""
    return {
        "mine_code": lead.mine_code,
        "kind": lead.kind.value,
        "score": lead.score,
        "from": lead.from_at,
        "to": lead.to_at,
        "stations": list(lead.stations),
        "persons_per_shift": lead.persons_per_shift,
        "cards": list(lead.cards),
        "factors": [_row_dict(row) for row in lead.factors],
        "details": lead.details,
    }


def _row_dict(row: FactorRow) -> dict[str, Any]:
    deviation = row.deviation
    told: dict[str, Any] = {
        "factor": row.factor,
        "verdict": row.verdict.value,
        "observed": row.observed,
        "expected": row.expected,
        "unit": row.unit,
        "deviation": None if deviation is None else round(deviation, 3),
        "strength": row.strength,
        "text": row.text.zh,
        "text_en": row.text.en,
        "evidence": [asdict(e) for e in row.evidence],
    }
    if row.series is not None:
        label = row.series.label
        told["series"] = {"label": label.zh, "label_en": label.en} | {
            name: _plain(value) for name, value in vars(row.series).items() if name != "label"
        }
    return told


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@contextmanager
def leads_draft(path: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    """As `draft`, for what is written as JSON."""
    with draft(path) as write:
        yield lambda told: write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


@contextmanager
def draft(path: Path) -> Iterator[Callable[[str], None]]:
    """A place to write text to, made before its content is looked for; `path` gets the whole file or nothing.

    Errors: BadInput where nothing can be written there.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")

    def write(text: str) -> None:
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(path)

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.touch()
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from None
    try:
        yield write
    finally:
        beside.unlink(missing_ok=True)


def read_leads(path: Path) -> tuple[dict[str, Any], list[Lead]]:
    """Out: the head of the file (made_at, from, to, engine, version) and its leads.

    Errors: BadInput when it is no leads.json; the message names what is wrong.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        leads = [read_lead(item) for item in told["leads"]]
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput(f"{path} is no leads.json: {type(error).__name__} {error}") from None
    return {key: value for key, value in told.items() if key != "leads"}, leads


def read_lead(told: dict[str, Any]) -> Lead:
    """Out: a lead from the words of the contract. Errors: KeyError, TypeError, ValueError where they do not fit."""
    return Lead(
        told["mine_code"], Kind(told["kind"]), float(told["score"]), told["from"], told["to"],
        tuple(told.get("stations") or ()), told.get("persons_per_shift"), tuple(told.get("cards") or ()),
        tuple(_row(row) for row in told.get("factors") or ()), dict(told.get("details") or {}),
    )  # fmt: skip


def _row(told: dict[str, Any]) -> FactorRow:
    evidence = tuple(Evidence(e["file"], e["sha256"], int(e["rows"])) for e in told.get("evidence") or ())
    return FactorRow(
        told["factor"], Verdict(told["verdict"]), told.get("observed"), told.get("expected"),
        told.get("unit") or "", float(told.get("strength") or 0.0), _words(told, "text"), evidence,
        series=_series(told.get("series")),
    )  # fmt: skip


def _words(told: dict[str, Any], name: str) -> Words:
    """Words of the file; files of earlier versions have only the Chinese ones."""
    chinese = str(told.get(name) or "")
    return Words(chinese, str(told.get(f"{name}_en") or chinese))


def _series(told: dict[str, Any] | None) -> Series | None:
    """A series; files of earlier versions have none. `label` and `counted` may be missing in files of others."""
    if told is None:
        return None
    days = tuple(date.fromisoformat(day).isoformat() for day in told["days"])
    observed, expected = (_values(told[name], len(days)) for name in ("observed", "expected"))
    counted = tuple(bool(flag) for flag in told.get("counted") or [False] * len(days))
    if not days or len(counted) != len(days):
        raise ValueError("a series needs days, and one value for each")
    return Series(_words(told, "label"), days, observed, expected, counted)


def _values(told: list[Any], length: int) -> tuple[float | None, ...]:
    values = tuple(None if value is None else float(value) for value in told)
    if len(values) != length or not all(value is None or math.isfinite(value) for value in values):
        raise ValueError("a series needs one finite number or null per day")
    return values
