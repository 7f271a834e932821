"""Reading a register of another house by a mapping kept as data; every row is taken or listed with its reason."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from minewarden.errors import BadInput
from minewarden.web.mines.actions import Entry
from minewarden.web.mines.models import Mine
from minewarden.web.org.models import Division, Level, Unit

T_PER_MT = 1_000_000


@dataclass(frozen=True)
class Refused:
    """A row that was not taken; `row` is its number in the file's records, the header being row 1."""

    row: int
    code: str
    reason: str


@dataclass
class Reading:
    """What a file gave: entries to register, refused rows, and values left empty because they made no sense."""

    mapping: dict[str, Any]
    rows: int = 0
    entries: list[Entry] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    emptied: list[Refused] = field(default_factory=list)

    def reasons(self) -> list[tuple[str, int]]:
        """Reasons with how many rows each has, most first."""
        return Counter(r.reason for r in self.refused).most_common()


def mappings() -> Iterator[dict[str, Any]]:
    """The mappings that are shipped."""
    for path in (files(__package__) / "mappings").iterdir():
        if path.name.endswith(".toml"):
            yield tomllib.loads(path.read_text(encoding="utf-8"))


def read(path: Path) -> Reading:
    """Read `path` by the mapping whose header it has."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            mapping = _recognise(table.fieldnames or [], path)
            return _Reader(mapping).read(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path} cannot be read as CSV in UTF-8: {error}.") from error


def _recognise(header: list[str], path: Path) -> dict[str, Any]:
    for mapping in mappings():
        if set(mapping["header"]) <= set(header):
            return mapping
    known = "; ".join(f"{m['name']} ({', '.join(m['header'])})" for m in mappings())
    raise BadInput(
        f"{path} has none of the known headers: {known}. Or fill the Excel template of the register."
    )


class _Reader:
    """One pass over a file with the lookups it needs."""

    def __init__(self, mapping: dict[str, Any]) -> None:
        self.mapping = mapping
        self.columns: dict[str, str] = mapping["columns"]
        self.regulators = {u.code: u for u in Unit.objects.filter(kind=Unit.Kind.REGULATOR)}
        self.seen: Counter[str] = Counter()
        self.taken = set(Mine.objects.exclude(source_code="").values_list("source_code", flat=True))
        self.places: dict[str, list[tuple[str, str]]] = {}
        for division in Division.objects.filter(level__in=[Level.CITY, Level.COUNTY]).order_by(
            "-level", "code"
        ):
            self.places.setdefault(division.code[:2], []).append((division.name, division.code))

    def read(self, table: csv.DictReader[str]) -> Reading:
        reading = Reading(self.mapping)
        for number, row in enumerate(table, 2):
            reading.rows += 1
            cells = {key: (row.get(column) or "").strip() for key, column in self.columns.items()}
            cells["code"] = self._own_code(cells["code"])
            reason = self._why_not(cells)
            if reason:
                reading.refused.append(Refused(number, cells["code"], reason))
            else:
                reading.entries.append(self._entry(number, cells, reading))
                self.taken.add(cells["code"])
        return reading

    def _own_code(self, code: str) -> str:
        """The tracker repeats a code for each phase of a mine; the second and later get a suffix."""
        self.seen[code] += 1
        return code if self.seen[code] == 1 or not code else f"{code}-{self.seen[code]}"

    def _why_not(self, cells: dict[str, str]) -> str:
        states = self.mapping["state"]
        if not cells["code"]:
            return "no code"
        if not cells["state"]:
            return "empty status"
        if cells["state"] not in states:
            return "columns are shifted: the status is no legal value"
        for key, wanted in self.mapping["take"].items():
            if cells[key] != wanted:
                return f"{self.columns[key]} is not {wanted}"
        if cells["province"] not in self.mapping["province"]:
            return f"unknown province {cells['province']!r}"
        if not (cells["name"] or cells["name_en"]):
            return "no name"
        if cells["code"] in self.taken:
            return "registered already"
        return ""

    def _entry(self, number: int, cells: dict[str, str], reading: Reading) -> Entry:
        mapping = self.mapping
        region = self._region(mapping["province"][cells["province"]], cells["address"])
        state = (
            mapping["state_detail"].get(f"{cells['state']}/{cells['state_detail']}")
            or mapping["state"][cells["state"]]
        )
        known_from: date = mapping["known_from"]
        opened = self._year(cells["opened"], known_from)
        capacity = self._number(cells["capacity_mt"])
        fields = {
            "sector": mapping["sector"],
            "owner": (cells["owner"] or cells["owner_en"])[:160],
            "parent_company": cells["parent_company"][:300],
            "address": (cells["address"] or cells["address_en"])[:200],
            "method": mapping["method"].get(cells["method"], ""),
            "gas": mapping["gas"].get(cells["gas"], ""),
            "capacity_t_per_year": None if capacity is None else round(capacity * T_PER_MT),
            "workforce": self._whole(cells["workforce"]),
            "source": mapping["cite"],
            "source_code": cells["code"],
        }
        fields |= self._position(number, cells, reading)
        return Entry(
            code=mapping["code_prefix"] + cells["code"],
            name=(cells["name"] or cells["name_en"])[:120],
            region_code=region,
            supervised_by=self._supervisor(region),
            state=state,
            state_since=known_from,
            valid_from=min(opened, known_from),
            fields=fields,
        )

    def _position(self, number: int, cells: dict[str, str], reading: Reading) -> dict[str, float | None]:
        longitude, latitude = self._number(cells["longitude"]), self._number(cells["latitude"])
        inside = (
            longitude is not None and latitude is not None and 73 <= longitude <= 136 and 3 <= latitude <= 54
        )
        if not inside and (cells["longitude"] or cells["latitude"]):
            reading.emptied.append(Refused(number, cells["code"], "position outside the country left empty"))
        return {"longitude": longitude if inside else None, "latitude": latitude if inside else None}

    def _region(self, province: str, address: str) -> str:
        """The finest division of the province that the address names; the province when it names none."""
        found = [
            code for name, code in self.places.get(province[:2], []) if len(name) > 1 and name in address
        ]
        counties = [code for code in found if not code.endswith("00")]
        return max(counties or found or [province])

    def _supervisor(self, region: str) -> Unit:
        letter = self.mapping["sector"][0].upper()
        for code in (region, region[:4] + "00", region[:2] + "0000"):
            unit = self.regulators.get(f"R{code}{letter}")
            if unit is not None:
                return unit
        raise BadInput(f"No regulator of {region[:2]}0000 is registered; import the list of units first.")

    def _number(self, text: str) -> float | None:
        try:
            return float(text.replace(" ", "").replace(self.mapping["decimal"], ".")) if text else None
        except ValueError:
            return None

    def _whole(self, text: str) -> int | None:
        value = self._number(text)
        return None if value is None or value < 0 else round(value)

    def _year(self, text: str, otherwise: date) -> date:
        return date(int(text), 1, 1) if text.isdigit() and 1800 <= int(text) <= otherwise.year else otherwise
