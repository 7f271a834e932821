"""The three files of an issue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.urls import reverse

from minewarden.errors import BadInput, WrongState
from minewarden.web.bulletins import queries
from minewarden.web.bulletins.content import Bulletin
from minewarden.web.bulletins.figures import FIGURES, Answer
from minewarden.web.bulletins.models import Issue
from minewarden.web.bulletins.render import docx, pdf


def write(issue: Issue, folder: Path, *, as_issued: bool = False) -> list[Path]:
    """Write the files into `folder`; figures and text come from the records now, or as they were issued."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be made: {error.strerror}. Name another folder by --out.") from error
    text, figures = contents(issue, as_issued=as_issued)
    named = {
        "bulletin.docx": docx.render(text),
        "bulletin.pdf": pdf.render(text),
        "figures.json": json.dumps(figures, ensure_ascii=False, indent=1).encode(),
    }
    paths = []
    for name, data in named.items():
        path = folder / name
        path.write_bytes(data)
        paths.append(path)
    return paths


def contents(issue: Issue, *, as_issued: bool = False) -> tuple[Bulletin, dict[str, Any]]:
    """The text and the figures.json of `issue`."""
    if not as_issued:
        answers = queries.answers(issue)
        return queries.bulletin(issue, answers), _now(issue, answers)
    text = queries.printed(issue)
    if text is None:
        raise WrongState(f"Issue {issue.code} is not issued yet; leave --issued out.")
    return text, _frozen(issue)


def _now(issue: Issue, answers: dict[str, Answer]) -> dict[str, Any]:
    rows = []
    for name, answer in answers.items():
        url = reverse("bulletins:figure", args=[issue.code, name])
        rows.append(
            {
                "id": name,
                "value": answer.value,
                "unit": answer.figure.unit,
                "text": answer.text,
                "definition": str(answer.figure.definition),
                "records": [{"type": g.type, "count": g.count, "url": url} for g in answer.records],
            }
        )
    return {"issue": issue.code, "as_of": issue.as_of.isoformat(), "figures": rows}


def _frozen(issue: Issue) -> dict[str, Any]:
    rows = []
    for row in queries.frozen(issue):
        url = reverse("bulletins:figure", args=[issue.code, row.figure])
        figure = FIGURES.get(row.figure)
        rows.append(
            {
                "id": row.figure,
                "value": row.value,
                "unit": figure.unit if figure else "",
                "text": row.text,
                "definition": str(figure.definition) if figure else "",
                "records": [{"type": r["type"], "count": len(r["ids"]), "url": url} for r in row.records],
                "digest": row.digest,
            }
        )
    return {
        "issue": issue.code,
        "as_of": issue.as_of.isoformat(),
        "issued_on": issue.issued_on.isoformat(),
        "figures": rows,
    }
