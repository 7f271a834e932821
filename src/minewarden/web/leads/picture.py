"""What a lead's page shows of its sighting: the mine's plan with people by hour, the factors, their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from minewarden.factors import fusion
from minewarden.factors.model import FactorRow, Lead, Verdict
from minewarden.factors.names import VERDICTS, factor_name, unit_name
from minewarden.factors.plan import places, shaft
from minewarden.web.leads.language import translated
from minewarden.web.record import State

BAR = 140  # length of the longer bar in the drawing's own units


@dataclass(frozen=True)
class FactorLine:
    """One factor as the page shows it; bars are lengths of 0..BAR, the longer of the two being whole."""

    name: str
    verdict: State
    observed: str
    expected: str
    unit: str
    observed_bar: int
    expected_bar: int
    text: str
    added: float | None
    added_bar: int
    score_without: str
    evidence: int


@dataclass(frozen=True)
class Proof:
    """A raw file behind a factor; `name` of the factor, `row` its place in the lead, from 0."""

    name: str
    row: int
    file: str
    sha256: str
    rows: int


def factor_lines(lead: Lead) -> list[FactorLine]:
    """Out: the factors of a lead in the order of the contract, with what each adds to the score."""
    parts = _explanation(lead)
    most = max((abs(part.get("added") or 0.0) for part in parts.values()), default=0.0)
    return [_line(row, parts.get(row.factor, {}), most) for row in lead.factors]


def tells_without(lines: Sequence[FactorLine]) -> bool:
    """Whether what the score would be without a factor differs from factor to factor."""
    return len({line.score_without for line in lines if line.added is not None}) > 1


def proofs(lead: Lead) -> list[Proof]:
    """Out: every raw file that the lead rests on, by factor."""
    return [
        Proof(name_of(row.factor), place, one.file, one.sha256, one.rows)
        for place, row in enumerate(lead.factors)
        for one in row.evidence
    ]


def name_of(factor: str) -> str:
    """A factor as officials call it."""
    return translated(factor_name(factor))


def unit_of(unit: str) -> str:
    """A unit as it is read."""
    return translated(unit_name(unit))


def verdict_of(verdict: Verdict) -> State:
    """What a factor says, as a state."""
    return State(verdict.value, translated(VERDICTS[verdict]))


def drawing(
    plan: Mapping[str, Any] | None, suspects: Sequence[str], presence: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """What leads.js draws: stations with role and place, roadways, persons by hour. None without a plan.

    Roles: suspect (with its number), face, seal, shaft, station. Places are metres of the mine, or a schematic.
    """
    if not plan or not plan.get("stations"):
        return None
    spots, start = places(dict(plan)), shaft(dict(plan))
    numbers = {code: number for number, code in enumerate(suspects, 1)}
    faces = {code: face["name"] for face in plan["faces"] for code in face["stations"]}
    seals = {code: seal["name"] for seal in plan["seals"] for code in seal["stations"]}
    stations: list[dict[str, Any]] = []
    labelled: set[str] = set()
    for station in plan["stations"]:
        code = station["code"]
        if code not in spots:
            continue
        role = (
            "suspect"
            if code in numbers
            else "face" if code in faces else "seal" if code in seals else "shaft" if code == start else "station"
        )  # fmt: skip
        about = faces.get(code) or seals.get(code) or ""
        x, y = spots[code]
        name = station["name"] or code[-6:]
        label = (
            about if role in {"face", "seal"} and about not in labelled else name if role == "shaft" else ""
        )
        labelled.add(about)
        stations.append(
            {"code": code, "name": name, "x": x, "y": y, "role": role, "about": about,
             "number": numbers.get(code), "label": label}
        )  # fmt: skip
    roadways = [[a, b] for a, b, _length in plan["roadways"] if a in spots and b in spots]
    return {"stations": stations, "roadways": roadways, "presence": presence, "words": _words()}


@dataclass(frozen=True)
class Place:
    """A station in the table beside the plan; persons are None where presence is not known."""

    number: int | None
    name: str
    code: str
    role: Any
    mean: float | None
    most: float | None
    hours: float | None


def station_table(found: Mapping[str, Any] | None) -> list[Place]:
    """Out: the stations of a drawing, suspects first, then by person-hours a day."""
    if not found:
        return []
    seen = _by_station(found["presence"])
    rows = []
    for station in found["stations"]:
        role = _words()[station["role"]]
        if station["about"]:
            role = _("%(role)s（%(about)s）") % {"role": role, "about": station["about"]}
        rows.append(
            Place(
                station["number"],
                station["name"],
                station["code"],
                role,
                *seen.get(station["code"], (None,) * 3),
            )
        )
    return sorted(rows, key=lambda row: (row.number or 99, -(row.hours or 0.0), row.code))


def _by_station(presence: Mapping[str, Any] | None) -> dict[str, tuple[float, float, float]]:
    if not presence or not presence["hours"]:
        return {}
    found = {}
    hours = len(presence["hours"])
    for n, code in enumerate(presence["stations"]):
        column = [frame[n] for frame in presence["persons"]]
        total = sum(column)
        found[code] = (round(total / hours, 1), round(max(column), 1), round(24 * total / hours, 1))
    return found


def _explanation(lead: Lead) -> dict[str, dict[str, Any]]:
    """Each factor's part of the score: as the run told it, else calculated anew for a hidden face."""
    told = lead.details.get("explanation")
    if isinstance(told, list) and all(isinstance(part, dict) and "factor" in part for part in told):
        return {part["factor"]: part for part in told}
    if lead.kind.value != "hidden_face":
        return {}
    return {part.factor: vars(part) for part in fusion.explain(lead.factors)}


def _line(row: FactorRow, part: Mapping[str, Any], most_added: float) -> FactorLine:
    seen, due = row.observed, row.expected
    most = max(abs(seen or 0.0), abs(due or 0.0), 1e-9)
    return FactorLine(
        name=name_of(row.factor),
        verdict=verdict_of(row.verdict),
        observed="—" if seen is None else f"{seen:,.4g}",
        expected="—" if due is None else f"{due:,.4g}",
        unit=unit_of(row.unit),
        observed_bar=0 if seen is None else round(BAR * abs(seen) / most),
        expected_bar=0 if due is None else round(BAR * abs(due) / most),
        text=translated(row.text),
        added=part.get("added"),
        added_bar=round(BAR * abs(part.get("added") or 0.0) / most_added) if most_added else 0,
        score_without=_share(part.get("score_without")),
        evidence=len(row.evidence),
    )


def _share(score: float | None) -> str:
    if score is None:
        return "—"
    return ">99.9%" if score > 0.999 else f"{100 * score:.1f}%"


def _words() -> dict[str, str]:
    """The roles of stations, and what the drawing says, in the reader's language."""
    return {
        "suspect": _("疑似位置"),
        "face": _("申报工作面"),
        "seal": _("密闭"),
        "shaft": _("井口"),
        "station": _("基站"),
        "play": _("播放"),
        "pause": _("暂停"),
        "persons": _("人"),
        "total": _("井下共"),
    }
