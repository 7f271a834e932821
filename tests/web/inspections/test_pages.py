"""Pages of special inspections: scope, forms, imports, few questions to the database."""

from __future__ import annotations

import pytest

from minewarden.web.inspections import queries
from minewarden.web.inspections.models import HiddenFace, Outcome, SpecialInspection, Visit
from minewarden.web.org.models import Unit
from tests.web.uploads import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden():
    return SpecialInspection.objects.get(topic="hidden_faces")


@pytest.fixture
def duty():
    return SpecialInspection.objects.get(topic="duty")


def prefixes(rows):
    return {visit.mine.region_code[:2] for visit in rows}


@pytest.mark.parametrize(
    ("username", "regions"),
    [
        ("national", {"61", "41", "52", "15", "53", "14", "23"}),
        ("bureau", {"52"}),
        ("province", {"52"}),
        ("city", {"52"}),
        ("county", {"52"}),
        ("neighbour", {"53"}),
        ("noncoal", set()),
        ("jilin", set()),
    ],
)
def test_each_role_sees_the_visits_of_its_own_area_only(person, username, regions):
    assert prefixes(queries.visits_within(person(username))) == regions


def test_a_national_inspection_is_seen_below_but_its_count_of_visits_is_that_of_ones_area(person, hidden):
    row = queries.counted(person("county")).get(pk=hidden.pk)
    assert row.visit_count == 4
    assert queries.counted(person("national")).get(pk=hidden.pk).visit_count == 24


def test_the_visit_of_a_neighbour_answers_as_if_it_did_not_exist(sign_in):
    visit = Visit.objects.filter(mine__region_code="530325").first()
    client = sign_in("county")
    for tail in ("", "edit/", "faces/"):
        assert client.get(f"/inspections/visits/{visit.pk}/{tail}").status_code == 404


def test_what_was_organised_from_above_is_read_but_not_changed(sign_in, hidden):
    client = sign_in("province")
    assert client.get(f"/inspections/{hidden.pk}/").status_code == 200
    for tail in ("edit/", "squads/", "reopen/", "close/"):
        assert client.post(f"/inspections/{hidden.pk}/{tail}").status_code == 403


def test_a_reviewer_has_no_inspections(sign_in):
    assert sign_in("reviewer").get("/inspections/").status_code == 403


def test_an_inspection_goes_from_preparation_to_a_visit_with_a_hidden_face_in_the_pages(sign_in):
    client = sign_in("city")
    values = {
        "topic": "other",
        "title": "市专项（虚构）",
        "sector": "coal",
        "starts_on": "2024-03-01",
        "tracked": ["talk"],
    }
    url = client.post("/inspections/add/", values)["Location"]
    found = SpecialInspection.objects.get(title="市专项（虚构）")
    client.post(url + "open/", {"version": found.version, "on": "2024-03-01"})
    squad = {"kind": "squad", "name": "市一组", "formed_on": "2024-03-01", "members": "R520200C\t3"}
    squad["region"] = Unit.objects.get(code="R520281C").pk
    assert client.post(url + "squads/", squad).status_code == 302
    visit = {"mine": "520281990001", "squad": found.squads.get().pk, "on": "2024-03-08", "method": "covert"}
    visit_url = client.post(url + "visits/", visit)["Location"]
    face = {"name": "一号面", "found_on": "2024-03-08"}
    assert client.post(visit_url + "faces/", face).status_code == 302
    assert "一号面" in client.get(visit_url).content.decode()
    assert "市一组" in client.get(url).content.decode()


def test_a_province_reports_outcomes_to_the_national_duty_check(sign_in, duty):
    values = {"kind": "talk", "on": "2024-03-20", "count": 3, "about": "主要负责人（岗位）"}
    response = sign_in("noncoal").post(f"/inspections/{duty.pk}/outcomes/", values)
    assert response.status_code == 302
    assert Outcome.objects.get(unit__code="R520000N", on="2024-03-20").count == 3


def test_recording_into_a_closed_inspection_is_told_in_the_form(sign_in, hidden):
    values = {"mine": "520281990001", "on": "2024-01-20", "method": "open"}
    response = sign_in("province").post(f"/inspections/{hidden.pk}/visits/", values)
    assert response.status_code == 409 and "已结束" in response.content.decode()


VISITS = ["矿山", "检查组", "检查日期", "检查方式", "检查情况", "隐蔽工作面"]


@pytest.fixture
def opened(sign_in, hidden):
    url = f"/inspections/{hidden.pk}/"
    values = {"version": hidden.version, "reason": "补登"}
    assert sign_in("national").post(url + "reopen/", values).status_code == 302
    return url


def test_visits_are_imported_with_their_hidden_faces(sign_in, opened):
    faces = HiddenFace.objects.count()
    file = workbook(VISITS, ["520281990001", "赴贵州执法小分队", "2024-03-02", "暗访", "", "甲面、乙面"])
    response = sign_in("province").post(opened + "visits/import/", {"file": file})
    assert response.status_code == 302 and HiddenFace.objects.count() == faces + 2


def test_a_workbook_of_visits_with_faults_is_refused_whole_with_each_fault(sign_in, opened):
    count = Visit.objects.count()
    file = workbook(
        VISITS,
        ["520281990001", "", "2024-03-02", "暗访", "", ""],
        ["530325990001", "", "2024-03-02", "暗访", "", ""],
        ["520281990002", "没有这个组", "2024-03-02", "偷看", "", ""],
        ["520281990003", "", "2023-03-02", "明查", "", ""],
    )
    response = sign_in("province").post(opened + "visits/import/", {"file": file})
    page = response.content.decode()
    assert response.status_code == 400 and Visit.objects.count() == count
    for part in ("不在您的管辖范围内", "没有这个检查组", "应为：四不两直"):
        assert part in page


def test_outcomes_of_several_units_are_imported(sign_in, duty):
    header = ["填报单位", "种类", "日期", "件（人）次", "对象和事由"]
    file = workbook(header, ["R520000N", "惩处", "2024-03-21", 2, "某矿（虚构）"])
    response = sign_in("noncoal").post(f"/inspections/{duty.pk}/outcomes/import/", {"file": file})
    assert response.status_code == 302
    bad = workbook(header, ["R520000N", "惩处", "2024-02-01", 0, "某矿（虚构）"])
    response = sign_in("noncoal").post(f"/inspections/{duty.pk}/outcomes/import/", {"file": bad})
    assert response.status_code == 400


def test_the_work_list_asks_units_below_for_reports_until_they_reported(sign_in, duty):
    Outcome.objects.filter(unit__code="R520000N").delete()
    client = sign_in("noncoal")
    assert "报送处理情况" in client.get("/?as_of=2024-03-31").content.decode()
    values = {"kind": "talk", "on": "2024-03-20", "count": 1, "about": "主要负责人（岗位）"}
    client.post(f"/inspections/{duty.pk}/outcomes/", values)
    assert "报送处理情况" not in client.get("/").content.decode()


@pytest.mark.parametrize("tail", ["", "visits/", "faces/", "exposures/", "outcomes/"])
def test_a_list_asks_the_database_the_same_few_questions(sign_in, django_assert_max_num_queries, tail):
    client = sign_in("national")
    with django_assert_max_num_queries(16):
        assert client.get(f"/inspections/{tail}").status_code == 200


def test_the_page_of_an_inspection_does_not_ask_once_a_row(sign_in, django_assert_max_num_queries, hidden):
    client = sign_in("national")
    with django_assert_max_num_queries(24):
        assert client.get(f"/inspections/{hidden.pk}/").status_code == 200
