"""What a bulletin is before it becomes a page, a DOCX or a PDF: parts, items, paragraphs of runs.

A run is typed text or a figure; the same content feeds the preview and both files, so their text is the same.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from minewarden.web.bulletins.figures import FIGURES, Answer
from minewarden.web.bulletins.models import Issue, Item
from minewarden.web.bulletins.wording import FORMS, word

PLACEHOLDER = re.compile(r"\{([a-z_]+\.[a-z_]+)(?::([a-z]+))?\}")
DIGIT = re.compile(r"[0-9０-９]")
BRACE = re.compile(r"[{}]")


@dataclass(frozen=True)
class Run:
    """Text as printed; `figure` names what computed it, "" for typed text."""

    text: str
    figure: str = ""


Paragraph = list[Run]


@dataclass(frozen=True)
class Entry:
    """An item: title lines and paragraphs."""

    item: int
    titles: list[Paragraph]
    paragraphs: list[Paragraph]


@dataclass(frozen=True)
class Section:
    """A part of the bulletin with its heading."""

    heading: str
    entries: list[Entry]


@dataclass(frozen=True)
class Bulletin:
    """Head, parts and the distribution list."""

    title: str
    number: Paragraph
    unit: str
    date: Paragraph
    parts: list[Section]
    tail: list[Paragraph]

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be frozen with an issue."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Bulletin:
        """The bulletin that `as_json` gave."""

        def runs(rows: list[dict[str, str]]) -> Paragraph:
            return [Run(**row) for row in rows]

        parts = [
            Section(
                part["heading"],
                [
                    Entry(e["item"], [runs(t) for t in e["titles"]], [runs(p) for p in e["paragraphs"]])
                    for e in part["entries"]
                ],
            )
            for part in data["parts"]
        ]
        return cls(
            data["title"],
            runs(data["number"]),
            data["unit"],
            runs(data["date"]),
            parts,
            [runs(row) for row in data["tail"]],
        )


@dataclass(frozen=True)
class TextFault:
    """Why a text may not be printed; `line` counts the lines of the body, 0 is the title."""

    item: str
    line: int
    excerpt: str
    kind: str  # digit, unknown_figure, unknown_form, no_value, brace


def plain(paragraph: Paragraph) -> str:
    """The printed text of a paragraph."""
    return "".join(run.text for run in paragraph)


def fill(text: str, answers: dict[str, Answer]) -> Paragraph:
    """`text` with its placeholders replaced by figures as printed."""
    runs: Paragraph = []
    end = 0
    for match in PLACEHOLDER.finditer(text):
        if match.start() > end:
            runs.append(Run(text[end : match.start()]))
        name, form = match.group(1), match.group(2) or ""
        answer = answers.get(name)
        runs.append(Run(word(answer.value if answer else None, form), name))
        end = match.end()
    if end < len(text):
        runs.append(Run(text[end:]))
    return runs


def compose(issue: Issue, answers: dict[str, Answer]) -> Bulletin:
    """The bulletin of `issue` with the figures as answered."""
    items = list(issue.items.order_by("order"))
    parts = []
    for part in Item.Part:
        entries = [
            Entry(
                item.pk,
                [fill(line, answers) for line in item.title.splitlines()],
                [fill(line, answers) for line in item.body.splitlines() if line.strip()],
            )
            for item in items
            if item.part == part
        ]
        if entries:
            parts.append(Section(HEADINGS[part], entries))
    tail = [
        fill("报：{distribution.report_to}。", answers),
        fill("送：{distribution.send_to:comma}。", answers),
    ]
    number = fill("第{issue.number}期", answers)
    return Bulletin(issue.title, number, issue.unit.name, fill("{issue.date:date}", answers), parts, tail)


HEADINGS = {Item.Part.NATIONAL: "三年行动进展情况", Item.Part.LOCAL: "地方经验做法"}


def check(issue: Issue, answers: dict[str, Answer]) -> list[TextFault]:
    """Every digit outside a figure, unknown placeholder and figure without a value, named by item and line."""
    faults: list[TextFault] = []
    for item in issue.items.order_by("order"):
        lines = [(0, item.title), *enumerate(item.body.splitlines(), 1)]
        for number, line in lines:
            faults += [
                TextFault(str(item), number, excerpt, kind) for excerpt, kind in _faults(line, answers)
            ]
    return faults


def _faults(line: str, answers: dict[str, Answer]) -> list[tuple[str, str]]:
    found = []
    for match in PLACEHOLDER.finditer(line):
        name, form = match.group(1), match.group(2) or ""
        if name not in FIGURES:
            found.append((match.group(0), "unknown_figure"))
        elif form and form not in FORMS:
            found.append((match.group(0), "unknown_form"))
        elif answers[name].value is None:
            found.append((match.group(0), "no_value"))
    typed = PLACEHOLDER.sub(lambda m: "\0" * len(m.group(0)), line)
    for kind, pattern in (("digit", DIGIT), ("brace", BRACE)):
        if match := pattern.search(typed):
            start = max(0, match.start() - 8)
            found.append((line[start : match.end() + 8], kind))
    return found
