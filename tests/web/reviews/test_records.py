"""Rounds, files, documents and problems: counted from rows, decided by persons."""

from __future__ import annotations

from datetime import date

import pytest

from minewarden.errors import BadInput, WrongState
from minewarden.web.org.models import Unit
from minewarden.web.reviews import actions, queries
from minewarden.web.reviews.models import CaseDocument, CaseFile, Problem, ReviewRound

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 31)


@pytest.fixture
def running(now):
    """A provincial review with one body and one file, begun."""
    review = actions.open_round(
        unit=Unit.objects.get(code="R520000C"),
        title="省内评查（虚构）",
        method="集中",
        sector="coal",
        starts_on=date(2024, 3, 1),
        by=None,
        at=now,
    )
    units = [Unit.objects.get(code="R520281C")]
    actions.draw_bodies(review=review, units=units, on=date(2024, 3, 2), by=None, at=now)
    review = actions.start(review=review, by=None, at=now)
    row = CaseFile(
        body=review.bodies.get(), number="1", title="案（虚构）", kind="penalty", drawn_on=date(2024, 3, 2)
    )
    actions.draw_files([row], by=None, at=now)
    return review


def propose(review, now, **changes):
    given = {"rule": "R41", "text": "金额（虚构）", "found_on": date(2024, 3, 5), **changes}
    row = Problem(case_file=CaseFile.objects.get(body__round=review), **given)
    return actions.record_problems([row], by=None, at=now)[0]


def test_the_bulletin_counts_9_bodies_81_files_950_documents_and_462_problems():
    assert [b.unit.short_name for b in queries.bureaux(DAY)] == ["黑龙江局", "河南局", "贵州局"]
    provinces = [b.unit.short_name for b in queries.provinces(DAY)]
    assert provinces == ["云南", "辽宁", "吉林", "陕西", "山西", "甘肃"]
    counts = queries.case_files(DAY).count(), queries.documents(DAY).count(), queries.problems(DAY).count()
    assert counts == (81, 950, 462)


def test_no_body_is_without_problems_and_no_rule_stands_for_them_all():
    rows = queries.problems(DAY).order_by()
    assert rows.values("case_file__body").distinct().count() == 9
    assert rows.values("rule").distinct().count() >= 15


def test_a_problem_that_a_person_dismissed_is_not_counted(now):
    row = queries.problems(DAY).first()
    actions.decide(problem=row, act="dismiss", on=date(2024, 3, 30), reason="有附件", by=None, at=now)
    assert queries.problems(DAY).count() == 461


def test_a_proposed_problem_counts_only_when_confirmed(running, now):
    row = propose(running, now)
    assert queries.problems(DAY).count() == 462
    row = actions.decide(problem=row, act="confirm", on=date(2024, 3, 6), by=None, at=now)
    assert queries.problems(DAY).count() == 463
    actions.correct(problem=row, on=date(2024, 3, 20), correction="已更正", by=None, at=now)
    assert queries.problems(DAY).count() == 463


def test_a_dismissal_needs_its_reason_and_a_correction_its_words(running, now):
    row = propose(running, now)
    with pytest.raises(BadInput, match="理由"):
        actions.decide(problem=row, act="dismiss", on=date(2024, 3, 6), by=None, at=now)
    row = actions.decide(problem=row, act="confirm", on=date(2024, 3, 6), by=None, at=now)
    with pytest.raises(BadInput, match="整改情况"):
        actions.correct(problem=row, on=date(2024, 3, 6), correction=" ", by=None, at=now)


def test_a_review_closes_only_when_every_problem_is_decided(running, now):
    row = propose(running, now)
    with pytest.raises(BadInput, match="还有1条"):
        actions.close(review=running, on=date(2024, 3, 20), by=None, at=now)
    actions.decide(problem=row, act="confirm", on=date(2024, 3, 6), by=None, at=now)
    closed = actions.close(review=running, on=date(2024, 3, 20), by=None, at=now)
    assert closed.state == "closed"
    with pytest.raises(WrongState):
        propose(closed, now)


def test_a_review_without_bodies_does_not_begin(now):
    review = actions.open_round(
        unit=Unit.objects.get(code="R520000C"),
        title="空（虚构）",
        method="集中",
        sector="coal",
        starts_on=date(2024, 3, 1),
        by=None,
        at=now,
    )
    with pytest.raises(BadInput):
        actions.start(review=review, by=None, at=now)


def test_a_mine_and_a_regulator_of_another_sector_have_no_files_for_it(running, now):
    for code in ("520281990001", "R520000N"):
        with pytest.raises(BadInput):
            units = [Unit.objects.get(code=code)]
            actions.draw_bodies(review=running, units=units, on=date(2024, 3, 3), by=None, at=now)


def test_a_problem_names_a_document_of_its_own_file_only(running, now):
    other = CaseDocument.objects.exclude(case_file__body__round=running).first()
    with pytest.raises(BadInput, match="不在案卷"):
        propose(running, now, document=other)


def test_two_people_deciding_the_same_problem_do_not_overwrite_each_other(running, person, now):
    row = propose(running, now)
    seen = row.version
    who = person("province")
    actions.decide(problem=row, act="confirm", on=date(2024, 3, 6), version=seen, by=who, at=now)
    with pytest.raises(WrongState, match="province"):
        actions.decide(
            problem=row, act="dismiss", on=date(2024, 3, 6), reason="x", version=seen, by=who, at=now
        )
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_the_review_of_march_is_closed_within_its_days():
    review = ReviewRound.objects.get(method="线上点穴式")
    assert review.state == "closed" and review.ends_on <= date(2024, 3, 29)
