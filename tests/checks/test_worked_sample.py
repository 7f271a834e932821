"""The official worked sample of 2018, read from its PDF and judged: the slips that stand in it are found."""

from pathlib import Path

import pytest

from minewarden.checks.round import review_folders
from tests.shared_data import shared_path


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    sample = shared_path("data/forms/worked-sample-2018-35-annex3.pdf")
    folder = tmp_path_factory.mktemp("sample") / "样卷"
    folder.mkdir()
    (folder / "样卷.pdf").write_bytes(sample.read_bytes())
    return next(review_folders([Path(folder)], workers=1))


def problems(outcome: dict[str, object]) -> list[tuple[str, int, str]]:
    rows: list[dict[str, object]] = outcome["problems"]  # type: ignore[assignment]
    return [(str(row["rule"]), int(str(row["page"])), str(row["message"])) for row in rows]


@pytest.mark.shared
def test_the_amount_in_words_that_differs_between_papers_is_found(outcome: dict[str, object]) -> None:
    (message,) = [text for rule, page, text in problems(outcome) if (rule, page) == ("R41", 69)]

    assert "拾贰万元整" in message and "壹拾贰万元整" in message


@pytest.mark.shared
def test_the_title_without_its_opening_mark_is_found_in_both_decisions(outcome: dict[str, object]) -> None:
    slips = [(page, text) for rule, page, text in problems(outcome) if rule == "R06"]

    assert [page for page, _ in slips] == [67, 68]
    assert all("缺少书名号“《”" in text for _, text in slips)


@pytest.mark.shared
def test_nothing_else_is_held_against_the_sample(outcome: dict[str, object]) -> None:
    assert {rule for rule, _, _ in problems(outcome)} == {"R06", "R41"}


@pytest.mark.shared
def test_the_sample_is_split_into_its_papers(outcome: dict[str, object]) -> None:
    documents: list[dict[str, object]] = outcome["documents"]  # type: ignore[assignment]
    kinds = [str(row["kind"]) for row in documents]

    assert kinds.count("调查取证笔录") == 8
    assert kinds.count("行政处罚告知书") == 3
    assert kinds.count("行政处罚决定书") == 4
    assert kinds.count("案件结案报告") == 2
    assert (outcome["kind"], outcome["body"]) == ("penalty", "inspection")
