"""A round of review: many case files to one result, resumable, in the shape of the contract."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from minewarden import __version__
from minewarden.casefile.limits import DEFAULT
from minewarden.casefile.read import read_cases
from minewarden.checks import RULES
from minewarden.checks.engine import CaseReview, review
from minewarden.checks.rule import Rule
from minewarden.checks.scoring import ScoreSheet
from minewarden.checks.settings import Settings
from minewarden.errors import BadInput

Row = dict[str, Any]


def case_folders(folder: Path) -> list[Path]:
    """The case files in `folder`: its sub-folders, or itself when it holds files only.

    Errors: BadInput when there is nothing in it.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder; give one that holds a sub-folder a case file")
    children = [child for child in sorted(folder.iterdir()) if not child.name.startswith(".")]
    cases = [child for child in children if child.is_dir() and not child.is_symlink()]
    if cases:
        return cases
    if any(child.is_file() for child in children):
        return [folder]
    raise BadInput(f"{folder} is empty; give a folder that holds a sub-folder a case file")


def review_folders(
    folders: Iterable[Path],
    *,
    workers: int = DEFAULT.processes,
    rules: Iterable[Rule] = RULES,
    sheet: ScoreSheet | None = None,
    settings: Settings | None = None,
) -> Iterator[Row]:
    """One row a case, in order, as soon as it is judged; reading runs in `workers` processes of its own."""
    limits = dataclasses.replace(DEFAULT, processes=workers)
    known = tuple(rules)
    for file in read_cases(folders, limits):
        yield as_row(review(file, known, sheet=sheet, settings=settings))


def as_row(outcome: CaseReview) -> Row:
    """A case in the keys of the contract, with what could not be read beside it."""
    return {
        "case": outcome.case,
        "kind": outcome.kind,
        "body": outcome.body,
        "documents": [
            {
                "file": document.file,
                "pages": list(document.pages),
                "kind": document.kind,
                "number": document.number,
                "date": document.date,
                "confidence": document.confidence,
            }
            for document in outcome.documents
        ],
        "facts": outcome.facts,
        "problems": [_problem_row(problem) for problem in outcome.problems],
        "not_judged": outcome.not_judged,
        "score": dataclasses.asdict(outcome.score),
        "unreadable": [
            {"file": row.file, "page": row.page, "kind": str(row.kind), "message": row.message}
            for row in outcome.reading_problems
        ],
    }


def _problem_row(problem: Any) -> Row:
    row = dataclasses.asdict(problem)
    row["severity"] = str(problem.severity)
    row["box"] = [round(edge, 1) for edge in problem.box] if problem.box else None
    return row


def totals(cases: list[Row]) -> Row:
    """The totals of the contract; those of the bulletin are read from here."""
    by_rule = Counter(problem["rule"] for case in cases for problem in case["problems"])
    return {
        "cases": len(cases),
        "documents": sum(len(case["documents"]) for case in cases),
        "problems": sum(by_rule.values()),
        "by_rule": dict(sorted(by_rule.items())),
    }


def result(cases: list[Row]) -> Row:
    """The whole answer, in the keys of the contract."""
    return {
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "cases": cases,
        "totals": totals(cases),
    }


class Journal:
    """Finished cases of a round, one line each beside the result, so that an interrupted round goes on."""

    def __init__(self, out: Path, *, resume: bool) -> None:
        """`out` is the result; without `resume` an older journal is dropped."""
        self.path = out.with_name(out.name + ".partial")
        self.finished: dict[str, Row] = {}
        if not resume:
            self.path.unlink(missing_ok=True)
        elif self.path.is_file():
            self._load()
        elif out.is_file():
            self._load_result(out)

    def _load(self) -> None:
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                row = json.loads(line)
            except json.JSONDecodeError:
                continue  # the line that was being written when the round stopped
            self.finished[row["case"]] = row

    def _load_result(self, out: Path) -> None:
        try:
            rows = json.loads(out.read_text(encoding="utf-8"))["cases"]
        except (json.JSONDecodeError, KeyError, UnicodeDecodeError) as error:
            raise BadInput(f"{out} is no result of a review; remove it or leave out --resume") from error
        self.finished = {row["case"]: row for row in rows}

    def add(self, row: Row) -> None:
        """Keep a finished case."""
        self.finished[row["case"]] = row
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Drop the journal once the result is written."""
        self.path.unlink(missing_ok=True)


def run(
    folder: Path,
    out: Path,
    *,
    workers: int = DEFAULT.processes,
    resume: bool = False,
    sheet: ScoreSheet | None = None,
    settings: Settings | None = None,
    progress: Callable[[Row], None] = lambda row: None,
) -> Row:
    """Review all case files of `folder` and write the result to `out` in one piece.

    Out: the result, as written. `progress` is told every finished case.
    Errors: BadInput when the folder holds no case or `out` cannot be written.
    """
    folders = case_folders(folder)
    out.parent.mkdir(parents=True, exist_ok=True)
    journal = Journal(out, resume=resume)
    for row in journal.finished.values():
        progress(row)
    left = [case for case in folders if case.name not in journal.finished]
    for row in review_folders(left, workers=workers, sheet=sheet, settings=settings):
        journal.add(row)
        progress(row)
    answer = result([journal.finished[case.name] for case in folders])
    write_whole(out, json.dumps(answer, ensure_ascii=False, indent=1))
    journal.close()
    return answer


def write_whole(path: Path, text: str) -> None:
    """Write `text` so that a reader finds the old file or the new one, never half of it."""
    partial = path.with_name(path.name + ".new")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)  # noqa: PTH105 - atomic by name
