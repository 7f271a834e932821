"""What the March 2024 bulletin says of special inspections is counted from rows."""

from __future__ import annotations

from datetime import date

import pytest

from minewarden.web.inspections import actions, queries
from minewarden.web.inspections.models import HiddenFace

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 31)


def test_the_hidden_face_inspection_ran_from_mid_january_to_early_february():
    found = queries.inspections(DAY, queries.HIDDEN_FACES).get()
    assert (found.starts_on, found.ends_on) == (date(2024, 1, 15), date(2024, 2, 5))
    assert found.period_text == "1月中旬至2月初"


def test_five_squads_went_to_five_regions_and_two_supervision_groups_joined():
    assert [s.region.short_name for s in queries.squads(DAY)] == ["陕西", "河南", "贵州", "内蒙古", "云南"]
    assert [s.region.short_name for s in queries.supervision_groups(DAY)] == ["山西", "黑龙江"]


def test_eight_hidden_faces_lay_in_four_mines():
    assert queries.hidden_faces(DAY).count() == 8
    assert queries.mines_with_hidden_faces(DAY).count() == 4


def test_a_ninth_face_at_one_of_the_four_mines_makes_nine_faces_in_four_mines(now):
    visit = queries.hidden_faces(DAY).first().visit
    actions.reopen(inspection=visit.inspection, reason="补登", by=None, at=now)
    visit.refresh_from_db()
    face = HiddenFace(visit=visit, name="又一处", found_on=date(2024, 3, 30))
    actions.record_hidden_faces([face], by=None, at=now)
    assert (queries.hidden_faces(DAY).count(), queries.mines_with_hidden_faces(DAY).count()) == (9, 4)
    assert queries.hidden_faces(date(2024, 3, 29)).count() == 8


def test_seven_cases_were_exposed_and_one_of_them_on_the_national_account():
    assert queries.exposures(DAY).count() == 7
    assert [e.mine.name for e in queries.national_exposures(DAY)] == ["晋城市羊泉煤矿"]


def test_nothing_of_an_inspection_counts_before_it_happened():
    assert not queries.inspections(date(2024, 1, 14), queries.HIDDEN_FACES).exists()
    assert queries.exposures(date(2024, 2, 19)).count() == 0


def test_the_duty_check_has_its_notice_and_tracks_five_kinds():
    assert queries.inspections(DAY, queries.DUTY).get().notice == "矿安综〔2024〕11号"
    kinds = [row.get_kind_display() for row in queries.tracked_kinds(DAY)]
    assert kinds == ["谈话", "通报", "追责", "惩处", "典型案例"]
    assert queries.outcomes(DAY, kind="talk").count() == 5


def test_mines_that_no_source_names_are_marked_as_made_up():
    mines = {visit.mine for visit in queries.visits(DAY)}
    real = [mine.name for mine in mines if not mine.synthetic]
    assert real == ["晋城市羊泉煤矿"]
    assert all("虚构" in mine.name for mine in mines if mine.synthetic)
