"""Backwards from a tip: who was at these stations of a mine in this span, and what is odd about their walks.

No verdict and no probability: what the readers say, for a person who was told where to look. Source: detection 1.1.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from minewarden.engine.lake import Lake
from minewarden.engine.visits import EndReason
from minewarden.factors.clock import CHINA
from minewarden.factors.model import Evidence
from minewarden.factors.tracing.oddities import KINDS, LABELS
from minewarden.factors.tracing.oddity import Oddity
from minewarden.factors.tracing.tracks import Holder, Row, Tip, Tracks, month_of

MOST_OF_A_KIND = 30
MOST_FILES = 10
TOP, TOP_OF_A_KIND, TOP_PLACES = 12, 4, 5
COLUMNS = (
    "row", "kind", "cards", "trades", "stations", "from", "to", "figure", "unit", "ended", "harmless", "text",
    "text_en", "files", "sha256",
)  # fmt: skip
Told = dict[str, Any]


@dataclass(frozen=True)
class Trace:
    """The answer to a tip, JSON-able: `visits` by time, `oddities` the most telling first, harmless ones last.

    `left_out`: by kind how many oddities more there are. `names`: what the stations are called.
    """

    mine_code: str
    from_at: datetime
    to_at: datetime
    visits: list[Told]
    oddities: list[Told]
    left_out: Mapping[str, int]
    names: Mapping[str, str]


def trace(lake: Lake, tip: Tip) -> Trace:
    """Out: the visits and oddities that a tip asks for. Errors: BadInput for a station, card or mine without data."""
    with month_of(lake, tip) as month:
        tracks = Tracks(month, tip)
        found = {kind: sorted(find(tracks), key=_rank) for kind, find in KINDS.items()}
        kept = sorted((odd for odds in found.values() for odd in odds[:MOST_OF_A_KIND]), key=_rank)
        numbers = {no for row in tracks.seen for no in _numbers(row)}
        numbers |= {no for odd in kept for no in odd.files}
        files = {file.file_no: file for file in lake.files(tip.mine_code, sorted(numbers))}

        def evidence(rows_of: Mapping[int, int]) -> list[Told]:
            best = sorted((no for no in rows_of if no in files), key=lambda no: (-rows_of[no], no))[
                :MOST_FILES
            ]
            return [asdict(Evidence(files[no].name, files[no].sha256, rows_of[no])) for no in best]

        visits = [_visit(tracks, row, evidence(Counter(_numbers(row)))) for row in tracks.seen]
        odd = [_odd(tracks, one, evidence(one.files)) for one in kept]
        codes = {code for told in odd for code in told["stations"]} | {
            told["station_code"] for told in visits
        }
        left_out = {k: len(odds) - MOST_OF_A_KIND for k, odds in found.items() if len(odds) > MOST_OF_A_KIND}
        names = {code: tracks.name(code) for code in sorted(codes | tracks.stations)}
        return Trace(tip.mine_code, tip.from_at, tip.to_at, visits, odd, left_out, names)


def _rank(odd: Oddity) -> tuple[bool, int, float, datetime]:
    return odd.harmless, list(KINDS).index(odd.kind), -odd.weight, odd.from_at


def _numbers(row: Row) -> tuple[int, int]:
    return int(row["first_file_no"]), int(row["last_file_no"])


def _visit(tracks: Tracks, row: Row, evidence: list[Told]) -> Told:
    code, card = row["station_code"], row["card"]
    return {
        "card": card, "trade": tracks.holders.get(card, Holder()).trade, "station_code": code,
        "station": tracks.name(code), "from": iso(row["arrived_at"]), "to": iso(row["left_at"]),
        "figure": round((row["left_at"] - row["arrived_at"]).total_seconds() / 60, 1), "unit": "min",
        "reads": row["reads"], "ended": EndReason(row["end_reason"]).name.lower(), "evidence": evidence,
    }  # fmt: skip


def _odd(tracks: Tracks, odd: Oddity, evidence: list[Told]) -> Told:
    return {
        "kind": odd.kind, "cards": list(odd.cards), "trades": tracks.trades(odd.cards), "stations": list(odd.stations),
        "from": iso(odd.from_at), "to": iso(odd.to_at), "figure": odd.figure, "unit": odd.unit,
        "harmless": odd.harmless, "text": odd.text.zh, "text_en": odd.text.en, "evidence": evidence,
    }  # fmt: skip


def iso(at: datetime) -> str:
    """Out: China time to the second."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def as_json(found: Trace) -> Told:
    """Out: the trace as one object."""
    return {
        "mine_code": found.mine_code, "from": iso(found.from_at), "to": iso(found.to_at), "visits": found.visits,
        "oddities": found.oddities, "left_out": dict(found.left_out), "stations": dict(found.names),
    }  # fmt: skip


def as_csv(found: Trace) -> str:
    """Out: visits and oddities as one table for a spreadsheet, the oddities first.

    A # stands before the codes of cards and stations: a bare number of 17 digits would be rounded there.
    """
    out = StringIO()
    lines = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    lines.writeheader()
    trade_of = {told["card"]: told["trade"] for told in found.visits}
    for odd in found.oddities:
        trades = "; ".join(f"{trade or '?'} {count}" for trade, count in odd["trades"].items())
        lines.writerow(_line(found, odd, "oddity", odd["cards"], odd["stations"], trades))
    for visit in found.visits:
        told = visit | {"kind": "visit"}
        lines.writerow(
            _line(found, told, "visit", [visit["card"]], [visit["station_code"]], trade_of[visit["card"]])
        )
    return out.getvalue()


def _line(
    found: Trace, told: Told, row: str, cards: Sequence[str], stations: Sequence[str], trades: str
) -> dict[str, Any]:
    own = {name: told[name] for name in COLUMNS if name in told}
    return own | {
        "row": row, "cards": "; ".join(f"#{card}" for card in cards), "trades": _plain(trades),
        "stations": "; ".join(f"#{code} {found.names[code]}".strip() for code in stations),
        "text": _plain(told.get("text", "")), "text_en": _plain(told.get("text_en", "")),
        "files": "; ".join(file["file"] for file in told["evidence"]),
        "sha256": "; ".join(file["sha256"] for file in told["evidence"]),
    }  # fmt: skip


def _plain(text: str) -> str:
    """Words of a mine never begin a formula in a spreadsheet."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def summary(found: Trace) -> list[str]:
    """Out: the lines for the terminal: how much, where, and what tells most."""
    cards = {visit["card"] for visit in found.visits}
    span = f"{iso(found.from_at)} to {iso(found.to_at)}"
    lines = [f"{found.mine_code}, {span}: {len(found.visits)} visits of {len(cards)} cards"]
    lines += _places(found.visits)
    clear = [odd for odd in found.oddities if not odd["harmless"]]
    counts, mild = Counter(odd["kind"] for odd in clear), len(found.oddities) - len(clear)
    told = [
        f"{LABELS[kind].en} {counts[kind]}" + _more(found.left_out.get(kind))
        for kind in KINDS
        if counts[kind]
    ]
    if not told:
        lines.append("nothing odd about their walks")
    else:
        lines.append("odd: " + ", ".join(told))
    for odd in _top(clear):
        lines += [
            f"  {_minute(odd['from'])} - {_minute(odd['to'])}  {odd['text']}",
            f"      {odd['text_en']}",
        ]
    if mild:
        lines.append(f"{mild} more usually have an innocent cause; the file names it")
    return lines


def _places(visits: Iterable[Told]) -> list[str]:
    """The stations with most visits, with how many cards and hours were seen there."""
    by_place: dict[str, list[Told]] = {}
    for visit in visits:
        by_place.setdefault(visit["station_code"], []).append(visit)
    busiest = sorted(by_place.items(), key=lambda item: -sum(visit["figure"] for visit in item[1]))
    lines = []
    for code, own in busiest[:TOP_PLACES]:
        hours = sum(visit["figure"] for visit in own) / 60
        cards = len({visit["card"] for visit in own})
        lines.append(f"  {code} {own[0]['station']}: {len(own)} visits, {cards} cards, {hours:.0f} h")
    return lines + ([f"  and {len(busiest) - TOP_PLACES} stations more"] if len(busiest) > TOP_PLACES else [])


def _top(odd: Iterable[Told]) -> list[Told]:
    """The first ones of every kind."""
    counts: Counter[str] = Counter()
    top = []
    for one in odd:
        counts[one["kind"]] += 1
        if counts[one["kind"]] <= TOP_OF_A_KIND:
            top.append(one)
    return top[:TOP]


def _more(count: int | None) -> str:
    return f" (the strongest; {count} more)" if count else ""


def _minute(text: str) -> str:
    return text[:16].replace("T", " ")
