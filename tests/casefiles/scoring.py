"""Compares a review with the truth: recall and precision by rule, kinds, numbers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minewarden.rules.document_kinds import kind_by_title


@dataclass
class Score:
    """Counts over many cases; a rule counts once a case."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    kinds_right: int = 0
    numbers: int = 0
    numbers_right: int = 0
    split_wrong: int = 0
    misses: list[str] = field(default_factory=list)
    false_reports: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        total = self.found.total() + self.missed.total()
        return self.found.total() / total if total else 1.0

    @property
    def precision(self) -> float:
        total = self.found.total() + self.false.total()
        return self.found.total() / total if total else 1.0

    @property
    def kinds(self) -> float:
        return self.kinds_right / self.documents if self.documents else 1.0

    @property
    def number_share(self) -> float:
        return self.numbers_right / self.numbers if self.numbers else 1.0

    def rules(self) -> list[str]:
        """All rules that occur, in order."""
        return sorted({*self.found, *self.missed, *self.false})


def score(review: dict[str, Any], truths: Iterable[dict[str, Any]]) -> Score:
    """The score of one run. In: the review as written, the truths as written."""
    by_name = {case["case"]: case for case in review["cases"]}
    total = Score()
    for truth in truths:
        case = by_name[truth["case"]]
        _judge_problems(total, truth, case)
        _judge_documents(total, truth, case)
    return total


def _judge_problems(total: Score, truth: dict[str, Any], case: dict[str, Any]) -> None:
    name = f"{truth['case']} [{truth['style']}/{truth['format']}]"
    reported: dict[str, list[dict[str, Any]]] = {}
    for problem in case["problems"]:
        reported.setdefault(problem["rule"], []).append(problem)
    wanted = {problem["rule"]: problem for problem in truth["problems"]}
    for rule, problem in wanted.items():
        documents = {_form(document) for document in problem["document"].split("|")}
        if any(_form(p["document"]) in documents for p in reported.get(rule, ())):
            total.found[rule] += 1
        else:
            total.missed[rule] += 1
            elsewhere = [p["document"] + "：" + p["message"][:50] for p in reported.get(rule, ())]
            total.misses.append(
                f"{rule} {problem['slip']} in {problem['document']}: {name} not_judged={rule in case.get('not_judged', [])} elsewhere={elsewhere}"
            )
    for rule, problems in reported.items():
        if rule not in wanted and rule not in truth["allowed"]:
            total.false[rule] += 1
            first = problems[0]
            after = ",".join(p["slip"] for p in truth["problems"]) or "clean"
            total.false_reports.append(
                f"{rule} {first['document']}: {first['message'][:90]} | {first['excerpt'][:60]} | {name} after {after}"
            )


def _form(title: str) -> str:
    """One name for the form that both bodies have under two."""
    kind = kind_by_title(title)
    return kind.key if kind else title


def _judge_documents(total: Score, truth: dict[str, Any], case: dict[str, Any]) -> None:
    true = Counter((d["kind"], d["number"]) for d in truth["documents"] if d["kind"])
    read = Counter((d["kind"], d.get("number") or "") for d in case["documents"] if d["kind"])
    kinds, read_kinds = Counter(), Counter()
    for (kind, _), count in true.items():
        kinds[kind] += count
    for (kind, _), count in read.items():
        read_kinds[kind] += count
    total.documents += kinds.total()
    total.kinds_right += (kinds & read_kinds).total()
    total.split_wrong += (read_kinds - kinds).total()
    numbered = Counter({key: count for key, count in true.items() if key[1]})
    total.numbers += numbered.total()
    total.numbers_right += (numbered & read).total()


def read_truths(folder: Path) -> list[dict[str, Any]]:
    """All truths beside the cases of `folder`."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
