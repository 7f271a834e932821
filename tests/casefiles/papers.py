"""A case file as records: papers with their values, before any wording or layout."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from minewarden.rules.document_kinds import DocumentKind, Numbering, SealKind, kind_by_key
from minewarden.rules.working_days import add_working_days
from tests.casefiles.world import Finding, Mine, Organ, Person

EVIDENCE = "evidence"  # the key of papers that are no form: receipts, statements


@dataclass
class Paper:
    """One document; `values` by the names that its wording uses. Mutations change these, not the print."""

    key: str
    on: dt.date
    party: str
    values: dict[str, Any] = field(default_factory=dict)
    number: str = ""
    person: bool = False  # the party is a person
    title: str = ""  # other than the official one
    heading: str | None = None
    sealed: bool = False
    legend: str = ""  # inside the seal
    date_text: str | None = None
    organ: str = ""

    @property
    def kind(self) -> DocumentKind:
        """The form. Errors: KeyError for evidence papers."""
        return kind_by_key(self.key)


@dataclass
class Case:
    """A whole file: who, where, and its papers in order of the procedure."""

    organ: Organ
    mine: Mine
    officers: list[Person]
    leader: Person  # of the organ
    deputy: Person
    kind: str  # penalty or inspection
    rng: random.Random
    papers: list[Paper] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    case_number: str = ""
    sequences: dict[str, int] = field(default_factory=dict)

    @property
    def inspection(self) -> bool:
        """True for the forms of state inspection."""
        return self.organ.inspection

    def all(self, *keys: str) -> list[Paper]:
        """The papers of these kinds."""
        return [paper for paper in self.papers if paper.key in keys]

    def has(self, *keys: str) -> bool:
        """True when every one of these kinds is there."""
        return all(self.all(key) for key in keys)

    def one(self, key: str) -> Paper:
        """The first paper of that kind."""
        return self.all(key)[0]

    def title_of(self, paper: Paper) -> str:
        """What is printed as its title."""
        if paper.title or paper.key == EVIDENCE:
            return paper.title
        return paper.kind.title_for(self.inspection)

    def number_for(self, key: str, on: dt.date, code: str = "") -> str:
        """The next number of that kind; "" for kinds that have none."""
        kind = kind_by_key(key)
        if kind.numbering is Numbering.CASE and key != "approval_report":
            return self.case_number
        if kind.numbering is Numbering.NONE:
            return ""
        last = self.sequences.setdefault(key, self.rng.randrange(3, 160))
        self.sequences[key] = last + 1
        if key == "approval_report":  # several in one file, so each has its own place in the year's sequence
            return f"{on.year}-{last + 1}"
        return self.write_number(code or kind.codes[0], on.year, last + 1)

    def write_number(self, code: str, year: int, sequence: int) -> str:
        """A number as article 7 has it."""
        organ = self.organ
        if organ.inspection:
            return f"{organ.region}煤安监{organ.office}{code}〔{year}〕{sequence}号"
        return f"{organ.region}（{organ.office}）煤安{code}〔{year}〕{sequence}号"

    def add(self, key: str, on: dt.date, party: str = "", code: str = "", **values: Any) -> Paper:
        """A new paper of that kind, numbered and sealed as the form wants."""
        kind = kind_by_key(key)
        paper = Paper(
            key, on, party or self.mine.party, values, self.number_for(key, on, code),
            sealed=kind.seal is not SealKind.NONE, organ=self.organ.name,
            legend="" if kind.seal is SealKind.OFFICIAL else "执法专用章",
        )  # fmt: skip
        self.papers.append(paper)
        return paper

    def evidence(self, title: str, on: dt.date, text: str, party: str = "") -> Paper:
        """A paper that is no form."""
        paper = Paper(EVIDENCE, on, party or self.mine.party, {"text": text}, title=title)
        self.papers.append(paper)
        return paper


def later(on: dt.date, working_days: int) -> dt.date:
    """`working_days` working days after `on`."""
    return add_working_days(on, working_days).on if working_days else on


def at(on: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A wall-clock time of China; zone left out as on paper."""
    return dt.datetime(on.year, on.month, on.day, hour, minute)  # noqa: DTZ001
