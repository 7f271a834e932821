"""The figures of the bulletin, each a named definition over records; one file a family, registered here."""

from __future__ import annotations

from minewarden.web.bulletins.figures import (
    campaign,
    case_review,
    distribution,
    duty_check,
    guangdong,
    guangxi,
    guizhou,
    hidden_faces,
    lecture,
    plans,
    xinjiang,
)
from minewarden.web.bulletins.figures.base import Answer, Asked, Figure

FAMILIES = (
    campaign,
    lecture,
    plans,
    case_review,
    hidden_faces,
    duty_check,
    guizhou,
    guangxi,
    xinjiang,
    guangdong,
    distribution,
)

FIGURES: dict[str, Figure] = {figure.id: figure for family in FAMILIES for figure in family.FIGURES}


def answer_all(asked: Asked, *, with_records: bool = True) -> dict[str, Answer]:
    """Every figure, asked once; with the records behind it, or its value alone."""
    return {name: figure.answer(asked, with_records=with_records) for name, figure in FIGURES.items()}
