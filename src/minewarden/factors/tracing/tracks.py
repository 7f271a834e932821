"""The walks of one mine around a span, as somebody with a tip asks for them: places, cards, and who holds which card.

Walks are read a day beyond either end: who fell silent before the span and came back after it was silent in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property, reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from minewarden.engine.graph import StationGraph
from minewarden.engine.lake import Lake
from minewarden.engine.visits import visits_table
from minewarden.engine.walks import WalkRules, absences, descents
from minewarden.errors import BadInput
from minewarden.factors.month import Month
from minewarden.factors.movement import visit_rules
from minewarden.factors.trades import classify
from minewarden.factors.words import Words

AROUND = timedelta(days=1)
WALKS = WalkRules()
ENDS = ("from_station", "to_station")
MOUTH = 0.1  # share of the exits from which a station is a pit mouth. Setting.
UNSET = ("", "未设置")  # how senders write that they do not say
MOST_NAMED = 3
Row = dict[str, Any]


@dataclass(frozen=True)
class Tip:
    """What somebody told: a mine, a span (aware), and, if he knew, stations (codes or names) and cards."""

    mine_code: str
    from_at: datetime
    to_at: datetime
    stations: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holder:
    """Who holds a card, as far as it is told: never his name. `person` tells two cards of one person, else ""."""

    trade: str = ""
    work: str = "unknown"  # class of trades.toml
    person: str = ""


def month_of(lake: Lake, tip: Tip) -> Month:
    """Out: what is to be read for a tip. Close it when done. Errors: BadInput where nothing of the mine came."""
    first, last = lake.period(tip.mine_code) or (None, None)
    if first is None or last is None:
        raise BadInput(f"the lake has no monitoring data of mine {tip.mine_code}; load its inbox first")
    low, high = max(tip.from_at - AROUND, first), min(tip.to_at + AROUND, last + timedelta(seconds=1))
    return Month(lake, tip.mine_code, low.astimezone(UTC), high.astimezone(UTC))


class Tracks:
    """The walks that a tip asks about. Errors: BadInput where the mine has no such station or card."""

    def __init__(self, month: Month, tip: Tip) -> None:
        self.month = month
        self.tip = tip
        self.holders = _holders(month)
        self.stations = frozenset(_code(month, told) for told in tip.stations)
        known = {*month.movement.cards, *self.holders}
        unknown = [card for card in tip.cards if card not in known]
        if unknown:
            raise BadInput(
                f"mine {tip.mine_code} has no card {', '.join(unknown)}; leave --card out to see all that were there"
            )
        rules = visit_rules(month.movement.period_s)
        self.visits: pa.Table = visits_table(month.snapshots.table.to_batches(), rules)
        self.graph = StationGraph(month.register)

    @cached_property
    def seen(self) -> list[Row]:
        """The visits asked for, by time."""
        rows = self.in_span(self.visits, "arrived_at", "left_at", ("station_code",))
        return sorted(rows, key=lambda row: (row["arrived_at"], row["card"]))

    @cached_property
    def there(self) -> frozenset[str]:
        """The cards that were at the stations in the span, or were silent between being read there."""
        return frozenset(row["card"] for row in (*self.seen, *self.silent))

    @cached_property
    def silences(self) -> pa.Table:
        """Silences that began or ended at the stations, without holes in the mine's own data; `harmless` says why."""
        month = self.month
        gaps = month.lake.missing(month.mine_code, month.from_at, month.to_at)
        found = absences(self.visits, [(gap.from_at, gap.to_at) for gap in gaps], WALKS)
        found = found.filter(pc.greater_equal(found["unexplained_s"], WALKS.absence_s[0]))
        found = self.within(found, "from_at", "to_at", ENDS)
        return found.append_column("harmless", pa.array(self._explained(found), pa.string()))

    @cached_property
    def silent(self) -> list[Row]:
        """The same as rows."""
        rows: list[Row] = self.silences.to_pylist()
        return rows

    def _explained(self, found: pa.Table) -> list[str]:
        """Why each silence may be nothing: `mouth` an unread exit, `reader` one out of order, "" nothing known."""
        move = self.month.movement
        place = {code: number for number, code in enumerate(move.stations)}
        rows = found.select([*ENDS, "from_at", "to_at"]).to_pylist()
        at = np.array([place[row[ENDS[0]]] for row in rows], np.int64)
        low, high = (
            np.array([int(row[name].timestamp()) for row in rows], np.int64) for name in ("from_at", "to_at")
        )
        dead = move.reader_dead(at, low, high)
        outside = [{row[end] for end in ENDS} <= self.mouths for row in rows]
        return ["mouth" if out else "reader" if off else "" for out, off in zip(outside, dead, strict=True)]

    @cached_property
    def mouths(self) -> frozenset[str]:
        """The stations where cards are read last before they are told to be out."""
        found = descents(self.visits, WALKS)
        last = Counter(found.filter(found["out"])["last_station"].to_pylist())
        return frozenset(code for code, count in last.items() if count >= MOUTH * last.total())

    def in_span(
        self,
        table: pa.Table,
        first: str,
        last: str,
        places: Sequence[str] = (),
        cards: Sequence[str] = ("card",),
    ) -> list[Row]:
        """Out: as `within`, as rows."""
        rows: list[Row] = self.within(table, first, last, places, cards).to_pylist()
        return rows

    def within(
        self,
        table: pa.Table,
        first: str,
        last: str,
        places: Sequence[str] = (),
        cards: Sequence[str] = ("card",),
    ) -> pa.Table:
        """Out: the rows that touch the span, one of the places asked for, and one of the cards asked for.

        In: the columns of the first and the last moment, of stations, and of cards; without a column that is not asked.
        """
        low, high = (pa.scalar(at, table[first].type) for at in (self.tip.from_at, self.tip.to_at))
        mask = pc.and_(pc.less(table[first], high), pc.greater_equal(table[last], low))
        for asked, columns in ((self.stations, places), (frozenset(self.tip.cards), cards)):
            if asked and columns:
                among = pa.array(sorted(asked))
                inside = [pc.is_in(table[name].cast(pa.string()), value_set=among) for name in columns]
                mask = pc.and_(mask, reduce(pc.or_, inside))
        return table.filter(mask)

    # -- words -------------------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> dict[str, str]:
        return {station.station_code: station.name for station in self.month.register.stations}

    def name(self, code: str) -> str:
        """Out: the declared name of a station, else its code."""
        return self._names.get(code) or code

    def at_seal(self, code: str) -> bool:
        """Whether a seal is declared at a station."""
        return any(code in seal.stations for seal in self.month.register.seals)

    def at_face(self, code: str) -> bool:
        """Whether work was approved at a station on any day that is read."""
        month = self.month
        return any(month.face_days(face).any() for face in month.face_of.get(code, ()))

    def place(self, code: str) -> Words:
        """Out: the name of a station, and that a seal is there."""
        name = self.name(code)
        return Words(f"{name}（密闭处）", f"{name} (at a seal)") if self.at_seal(code) else Words.name(name)

    def trades(self, cards: Iterable[str]) -> dict[str, int]:
        """Out: the trades of these cards as the mine wrote them, the commonest first; "" where it says none."""
        found = Counter(self.holders.get(card, Holder()).trade for card in cards)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def trades_told(self, cards: Iterable[str]) -> Words:
        """Out: the same to be read in a sentence, in brackets; nothing where no trade is told."""
        told = [trade for trade in self.trades(cards) if trade]
        some, more = told[:MOST_NAMED], len(told) > MOST_NAMED
        chinese, english = "、".join(some) + "等" * more, ", ".join(some) + " …" * more
        return Words(f"（{chinese}）" if some else "", f" ({english})" if some else "")


def _holders(month: Month) -> dict[str, Holder]:
    """Card to its holder as told last by the end of the month: a list of persons is sent seldom."""
    names = ["at", "card", "name", "trade", "post", "team", "born"]
    table = month.lake.table("ryxx", month.mine_code, None, month.to_at, names)
    found = {}
    for row in table.to_pylist():  # in time order
        trade, post, team = ("" if (row[k] or "") in UNSET else row[k] for k in ("trade", "post", "team"))
        # A name alone is shared by many; so is a name with the birthday that clerks type by habit.
        person = "\n".join((row["name"], row["born"] or "", team)) if row["name"] else ""
        found[row["card"]] = Holder(trade, classify(trade, post, team).name, person)
    return found


def _code(month: Month, told: str) -> str:
    """The code of a station told by code or name. Errors: BadInput, naming those that look alike."""
    names = {s.station_code: s.name for s in month.register.stations}
    codes = [code for code, name in names.items() if name == told]
    if told in names or told in month.movement.stations:
        return told
    if len(codes) == 1:
        return codes[0]
    alike = codes or [code for code, name in names.items() if told in code or (name and told in name)]
    alike = alike or get_close_matches(told, names, 3)
    some = [f"{code} {names[code]}".strip() for code in (alike or sorted(names))[:5]]
    problem = f"mine {month.mine_code} has {'several stations' if codes else 'no station'} {told}"
    raise BadInput(
        f"{problem}; give the code of one of its {len(names)}, e.g. {', '.join(some)}" if some else problem
    )
