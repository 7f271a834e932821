"""Every figure of the source bulletin is computed, opens its records, and follows them when they change."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from minewarden.web.bulletins import actions, content, queries
from minewarden.web.bulletins.figures import FAMILIES, FIGURES, Asked, answer_all
from minewarden.web.bulletins.models import Issue, Item
from minewarden.web.campaigns.models import Event
from minewarden.web.plans.models import EnforcementPlan
from tests.shared_data import shared_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue() -> Issue:
    return Issue.objects.get(code="2024-03")


@pytest.fixture
def draft(now) -> Issue:
    last = Issue.objects.get(code="2024-03")
    return actions.begin(
        code="2024-04",
        unit=last.unit,
        from_on=date(2024, 1, 1),
        as_of=date(2024, 4, 30),
        to=actions.Addressees(("甲",), ("乙", "丙")),
        by=None,
        at=now,
    )


@pytest.mark.shared
def test_all_figures_of_the_source_bulletin_come_out_of_records(issue):
    answers = answer_all(Asked.of(issue))
    with shared_path("source/figures.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 39
    for row in rows:
        answer = answers[row["id"]]
        value = answer.value
        expected = row["value"].split("|") if isinstance(value, list) else row["value"]
        assert (float(expected) if isinstance(value, float) else expected) == (
            value if isinstance(value, list | float) else str(value)
        ), row["id"]
        assert sum(group.count for group in answer.records) >= 1, row["id"]


def test_the_registry_holds_every_module_of_the_folder():
    from pathlib import Path

    folder = Path(FAMILIES[0].__file__).parent
    modules = {p.stem for p in folder.glob("*.py")} - {"__init__", "base"}
    assert modules == {family.__name__.rpartition(".")[2] for family in FAMILIES}
    assert len(FIGURES) == sum(len(family.FIGURES) for family in FAMILIES)


def test_a_changed_record_changes_the_figure_and_not_the_issued_bulletin(issue):
    printed = content.plain(queries.printed(issue).parts[0].entries[0].paragraphs[0])
    Event.objects.filter(kind="lecture").update(on=date(2024, 3, 12))
    found = queries.answers(issue)
    assert found["lecture.date"].value == "2024-03-12"
    assert [change.answer.figure.id for change in queries.changes(issue, found)] == ["lecture.date"]
    assert content.plain(queries.printed(issue).parts[0].entries[0].paragraphs[0]) == printed
    assert "3月11日" in printed


def test_an_approved_plan_leaves_three_regions(issue):
    EnforcementPlan.objects.filter(unit__code="R220000C", year=2024).update(approved_on=date(2024, 3, 30))
    assert queries.answers(issue)["plans.unapproved_regions"].value == ["内蒙古", "辽宁", "兵团"]


def test_when_every_region_is_approved_the_list_is_empty_and_not_missing(issue):
    EnforcementPlan.objects.filter(year=2024, approved_on=None).update(
        submitted_on=date(2024, 3, 29), approved_on=date(2024, 3, 30)
    )
    assert queries.answers(issue)["plans.unapproved_regions"].value == []


def test_records_after_the_day_asked_do_not_count(issue):
    early = Asked(date(2024, 1, 1), date(2024, 1, 10), issue)
    answers = answer_all(early)
    assert answers["lecture.count"].value == 0
    assert answers["case_review.problems"].value == 0
    assert answers["guangxi.training_date"].value is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("共查出24条", "digit"),
        ("共查出２４条", "digit"),
        ("见{no.such_figure}", "unknown_figure"),
        ("见{lecture.date:nope}", "unknown_form"),
        ("见{lecture.date", "brace"),
    ],
)
def test_the_checker_names_the_line_of_a_text_that_may_not_be_printed(draft, now, line, kind):
    item = draft.items.order_by("order").first()
    body = item.body + "\n" + line
    actions.edit_item(item=item, title=item.title, body=body, seen_version=1, by=None, at=now)
    faults = queries.faults(draft)
    assert [(fault.line, fault.kind) for fault in faults] == [(len(body.splitlines()), kind)]
    with pytest.raises(Exception, match="更正"):
        actions.mark_checked(issue=draft, by=None, at=now)


def test_a_draft_is_checked_and_issued_and_then_frozen(draft, now):
    checked = actions.mark_checked(issue=draft, by=None, at=now)
    done = actions.issue_bulletin(issue=checked, on=date(2024, 5, 6), by=None, at=now)
    assert done.frozen.count() == len(FIGURES)
    with pytest.raises(Exception, match="已印发"):
        actions.edit_item(item=done.items.first(), title="x", body="y", seen_version=1, by=None, at=now)


def test_editing_a_checked_issue_returns_it_to_draft(draft, now):
    actions.mark_checked(issue=draft, by=None, at=now)
    item = Item.objects.filter(issue=draft).first()
    actions.edit_item(item=item, title=item.title, body=item.body + "。", seen_version=1, by=None, at=now)
    draft.refresh_from_db()
    assert draft.state == Issue.State.DRAFT


def test_a_correction_is_shown_beside_the_issue_that_stays_as_printed(issue, now):
    with pytest.raises(Exception, match="没有变化"):
        actions.correct(issue=issue, figure="lecture.date", reason="核对", by=None, at=now)
    Event.objects.filter(kind="lecture").update(on=date(2024, 3, 12))
    row = actions.correct(issue=issue, figure="lecture.date", reason="日期登记有误", by=None, at=now)
    assert (row.printed, row.corrected) == ("2024-03-11", "2024-03-12")


def test_the_issues_of_a_year_are_numbered(draft):
    assert draft.number == 2
