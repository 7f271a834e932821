"""The pages of the bulletin: every number opens its records, the steps go through, files come down."""

from __future__ import annotations

import pytest

from minewarden.web.bulletins.figures import FIGURES
from minewarden.web.bulletins.models import Issue

pytestmark = pytest.mark.django_db


def test_the_preview_links_its_figures(sign_in):
    page = sign_in("national").get("/bulletins/2024-03/").content.decode()
    assert 'figures/case_review.problems/">462</a>' in page


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_opens_its_definition_and_records(sign_in, name):
    answer = sign_in("national").get(f"/bulletins/2024-03/figures/{name}/")
    page = answer.content.decode()
    assert answer.status_code == 200 and str(FIGURES[name].definition) in page and "<ol" in page


def test_an_issue_is_begun_checked_and_issued_through_the_pages(sign_in):
    browser = sign_in("national")
    fields = {
        "code": "2024-04",
        "from_on": "2024-01-01",
        "as_of": "2024-04-30",
        "report_to": "甲",
        "send_to": "乙\n丙",
    }
    assert browser.post("/bulletins/begin/", fields).status_code == 302
    browser.post("/bulletins/2024-04/check/")
    browser.post("/bulletins/2024-04/issue/", {"on": "2024-05-06"})
    issue = Issue.objects.get(code="2024-04")
    assert issue.state == "issued" and issue.issued_by.username == "national"


def test_a_text_with_a_digit_keeps_the_issue_a_draft_and_is_shown(sign_in):
    browser = sign_in("national")
    fields = {
        "code": "2024-04",
        "from_on": "2024-01-01",
        "as_of": "2024-04-30",
        "report_to": "甲",
        "send_to": "乙",
    }
    browser.post("/bulletins/begin/", fields)
    item = Issue.objects.get(code="2024-04").items.order_by("order").first()
    browser.post(
        f"/bulletins/2024-04/items/{item.pk}/", {"title": item.title, "body": "有9处问题", "version": 1}
    )
    assert "有9处问题" in browser.get("/bulletins/2024-04/").content.decode()
    assert browser.post("/bulletins/2024-04/check/").status_code == 409


@pytest.mark.parametrize("name", ["bulletin.pdf", "bulletin.docx", "figures.json"])
def test_the_files_come_down(sign_in, name):
    answer = sign_in("county").get(f"/bulletins/2024-03/file/{name}")
    assert answer.status_code == 200 and len(answer.content) > 1000


def test_a_province_reads_the_bulletin_but_cannot_edit_it(sign_in):
    browser = sign_in("province")
    assert browser.get("/bulletins/2024-03/").status_code == 200
    assert browser.get("/bulletins/begin/").status_code == 403
    assert browser.post("/bulletins/2024-03/check/").status_code == 403


def test_the_list_takes_few_queries(sign_in, django_assert_max_num_queries):
    browser = sign_in("national")
    with django_assert_max_num_queries(12):
        browser.get("/bulletins/")


def test_a_figure_shows_a_province_only_the_records_within_its_scope(sign_in):
    page = sign_in("neighbour").get("/bulletins/2024-03/figures/case_review.problems/").content.decode()
    assert "共 462 条" in page
    national = sign_in("national").get("/bulletins/2024-03/figures/case_review.problems/").content.decode()
    assert page.count("/reviews/problems/") < national.count("/reviews/problems/") == 462
