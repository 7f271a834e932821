"""The review on a small sample of generated case files; the whole is measured by `make bench ARGS=case_review`."""

from __future__ import annotations

from pathlib import Path

import pytest

from minewarden.checks.round import result, review_folders
from tests.casefiles import slips
from tests.casefiles.make import Order, clean_orders, lookalike_orders, make, slip_orders
from tests.casefiles.scoring import Score, score
from tests.casefiles.slips import LOOKALIKES, SLIPS

RULES_OF_THE_STANDARD = {f"R{number:02d}" for number in range(1, 57)}


def reviewed(folder: Path, orders: list[Order]) -> Score:
    truths = [make(order, folder / f"case-{at:03d}") for at, order in enumerate(orders)]
    rows = list(review_folders([folder / truth.case for truth in truths], workers=2))
    return score(result(rows), [truth.as_dict() for truth in truths])


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Score:
    """Every sixth slip, every fourth look-alike and four clean files, in all styles, DOCX and PDF."""
    orders = [
        *slip_orders(40_000, 1, ("docx", "pdf", "merged"), small=True)[::6],
        *lookalike_orders(40_000, 1, ("docx", "pdf"), small=True)[::4],
        *clean_orders(49_000, 4, ("pdf",), small=True),
    ]
    return reviewed(tmp_path_factory.mktemp("cases"), orders)


def test_most_slips_are_found(sample: Score) -> None:
    assert sample.recall >= 0.95, sample.misses


def test_next_to_nothing_else_is_reported(sample: Score) -> None:
    assert sample.precision >= 0.9, sample.false_reports


def test_kinds_and_numbers_are_recognised(sample: Score) -> None:
    assert sample.kinds >= 0.99
    assert sample.number_share >= 0.95


def test_every_rule_of_the_standard_has_a_slip() -> None:
    slips.load()

    assert {slip.rule for slip in SLIPS} >= RULES_OF_THE_STANDARD


def test_every_lookalike_resembles_a_rule_that_has_a_slip() -> None:
    slips.load()

    assert {slip.near for slip in LOOKALIKES} <= {slip.rule for slip in SLIPS}
    assert len(LOOKALIKES) >= 14


def test_one_seed_makes_one_case(tmp_path: Path) -> None:
    order = Order(31, (), style=2, form="pdf", small=True)

    first, second = make(order, tmp_path / "a"), make(order, tmp_path / "b")

    assert [d.number for d in first.documents] == [d.number for d in second.documents]
    assert [d.file for d in first.documents] == [d.file for d in second.documents]
