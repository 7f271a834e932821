"""Pages of reviews: scope, each step in the page, imports, few questions to the database."""

from __future__ import annotations

import pytest

from minewarden.web.org.models import Unit
from minewarden.web.reviews import queries
from minewarden.web.reviews.models import CaseDocument, CaseFile, Problem, ReviewRound
from tests.web.uploads import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def march():
    return ReviewRound.objects.get(method="线上点穴式")


@pytest.fixture
def started(sign_in):
    """A national review with 云南 drawn, begun in the pages; its address."""
    client = sign_in("national")
    values = {"title": "四月评查（虚构）", "method": "现场", "sector": "coal", "starts_on": "2024-03-20"}
    url = client.post("/reviews/add/", values)["Location"]
    unit = Unit.objects.get(code="R530000C")
    assert client.post(url + "bodies/", {"units": [unit.pk], "on": "2024-03-21"}).status_code == 302
    assert client.post(url + "open/", {"version": 1}).status_code == 302
    return url


FILES = ["被查单位", "案卷号", "案由", "案卷类别", "抽取日期"]
DOCUMENTS = ["案卷", "顺序", "文书种类", "文书编号", "文书日期"]
PROBLEMS = ["案卷", "规则", "文书顺序", "程度", "问题", "查出日期"]


@pytest.mark.parametrize(
    ("username", "files"),
    [("national", 81), ("reviewer", 27), ("bureau", 9), ("neighbour", 9), ("province", 0), ("noncoal", 0)],
)
def test_each_role_sees_the_case_files_of_its_own_area_only(person, username, files):
    assert queries.case_files_within(person(username)).count() == files


def test_a_round_shows_each_role_the_counts_of_its_own_area(person, march):
    row = queries.listed(person("neighbour")).get(pk=march.pk)
    assert (row.body_count, row.file_count) == (1, 9)
    row = queries.listed(person("national")).get(pk=march.pk)
    assert (row.body_count, row.file_count, row.document_count, row.problem_count) == (9, 81, 950, 462)


def test_the_files_of_another_body_answer_as_if_they_did_not_exist(sign_in):
    row = CaseFile.objects.filter(body__unit__code="R210000C").first()
    problem = row.problems.first()
    client = sign_in("neighbour")
    for url in (f"/reviews/files/{row.pk}/", f"/reviews/problems/{problem.pk}/"):
        assert client.get(url).status_code == 404
    assert client.post(f"/reviews/problems/{problem.pk}/correct/").status_code == 404


def test_a_body_reads_the_round_from_above_but_does_not_change_it(sign_in, march):
    client = sign_in("neighbour")
    assert client.get(f"/reviews/{march.pk}/").status_code == 200
    for tail in ("edit/", "bodies/", "close/", "import/files/"):
        assert client.post(f"/reviews/{march.pk}/{tail}").status_code == 403


def test_an_inspector_has_no_reviews(sign_in):
    assert sign_in("inspector").get("/reviews/").status_code == 403


def test_files_documents_and_problems_come_in_by_workbook_and_a_person_decides(sign_in, started):
    client = sign_in("national")
    files = workbook(FILES, ["R530000C", "2024-01", "案（虚构）", "行政处罚案卷", "2024-03-22"])
    assert client.post(started + "import/files/", {"file": files}).status_code == 302
    documents = workbook(DOCUMENTS, ["2024-01", 1, "现场检查记录", "", "2024-01-05"])
    assert client.post(started + "import/documents/", {"file": documents}).status_code == 302
    problems = workbook(PROBLEMS, ["2024-01", "R17", 1, "一般", "未告知（虚构）", "2024-03-23"])
    assert client.post(started + "import/problems/", {"file": problems}).status_code == 302
    row = Problem.objects.get(text="未告知（虚构）")
    assert row.state == "proposed" and row.document.kind == "现场检查记录"
    elsewhere = sign_in("reviewer").post(
        f"/reviews/problems/{row.pk}/confirm/", {"version": row.version, "on": "2024-03-24"}
    )
    assert elsewhere.status_code == 404  # not assigned to them
    decided = client.post(
        f"/reviews/problems/{row.pk}/confirm/", {"version": row.version, "on": "2024-03-24"}
    )
    assert decided.status_code == 302
    answer = {"version": row.version + 1, "on": "2024-03-28", "correction": "已补正（虚构）"}
    assert sign_in("neighbour").post(f"/reviews/problems/{row.pk}/correct/", answer).status_code == 302
    row.refresh_from_db()
    assert row.state == "corrected"


@pytest.mark.parametrize(
    ("what", "header", "cells", "why"),
    [
        ("files", FILES, ["R520000C", "1", "x", "行政处罚案卷", "2024-03-22"], "没有抽取这个单位"),
        ("files", FILES, ["R530000C", "1", "x", "行政处罚案卷", "2024-03-01"], "早于上一步"),
        ("documents", DOCUMENTS, ["没有", 1, "现场检查记录", "", None], "没有这个案卷"),
        ("problems", PROBLEMS, ["没有", "R17", 1, "一般", "x", "2024-03-23"], "没有这个案卷"),
    ],
)
def test_a_faulty_workbook_is_refused_whole_with_the_reason(sign_in, started, what, header, cells, why):
    before = CaseFile.objects.count(), CaseDocument.objects.count(), Problem.objects.count()
    file = workbook(header, cells)
    response = sign_in("national").post(f"{started}import/{what}/", {"file": file})
    assert response.status_code == 400 and why in response.content.decode()
    assert before == (CaseFile.objects.count(), CaseDocument.objects.count(), Problem.objects.count())


def test_a_rule_that_is_no_rule_number_is_refused_in_the_form(sign_in, started):
    client = sign_in("national")
    files = workbook(FILES, ["R530000C", "2024-01", "案（虚构）", "行政处罚案卷", "2024-03-22"])
    client.post(started + "import/files/", {"file": files})
    row = CaseFile.objects.get(number="2024-01")
    values = {"rule": "X1", "severity": "minor", "text": "我输入的", "found_on": "2024-03-23"}
    values["reason"] = "原件如此（虚构）"
    response = client.post(f"/reviews/files/{row.pk}/problems/", values)
    page = response.content.decode()
    assert response.status_code == 400 and "规则编号应如 R41" in page and "我输入的" in page
    assert client.post(f"/reviews/files/{row.pk}/problems/", {**values, "rule": "R17"}).status_code == 302


def test_a_round_that_ends_before_it_begins_is_refused(sign_in):
    values = {
        "title": "x",
        "method": "x",
        "sector": "coal",
        "starts_on": "2024-03-20",
        "ends_on": "2024-03-01",
    }
    response = sign_in("national").post("/reviews/add/", values)
    assert response.status_code == 400 and "结束日期早于开始日期" in response.content.decode()


def test_the_body_reviewed_finds_its_problems_in_its_work_list(sign_in):
    page = sign_in("neighbour").get("/?as_of=2024-03-31").content.decode()
    assert "本单位案卷问题待整改" in page


@pytest.mark.parametrize("tail", ["", "files/", "documents/", "problems/"])
def test_a_list_asks_the_database_the_same_few_questions(sign_in, django_assert_max_num_queries, tail):
    client = sign_in("national")
    with django_assert_max_num_queries(17):
        assert client.get(f"/reviews/{tail}").status_code == 200


def test_the_page_of_a_round_does_not_ask_once_a_body(sign_in, django_assert_max_num_queries, march):
    client = sign_in("national")
    with django_assert_max_num_queries(17):
        assert client.get(f"/reviews/{march.pk}/").status_code == 200
