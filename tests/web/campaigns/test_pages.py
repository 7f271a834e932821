"""The pages of the campaign: lists, forms that keep what was typed, imports that take all or nothing."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook

from minewarden.web.campaigns.models import Contribution, Event, Plan

pytestmark = pytest.mark.django_db

LISTS = ["", "plans/", "reports/", "events/", "teams/", "duties/", "contributions/"]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_answers_with_few_queries(sign_in, path, django_assert_max_num_queries):
    browser = sign_in("national")
    with django_assert_max_num_queries(22):
        assert browser.get(f"/campaigns/{path}").status_code == 200


def test_a_plan_shows_its_tasks_and_targets(sign_in):
    plan = Plan.objects.get(unit__code="R520000C")
    page = sign_in("province").get(plan.get_absolute_url()).content.decode()
    assert "≥ 0.7" in page and "从业人员安全素质能力提升" in page


def test_the_national_plan_is_shared_down_and_the_neighbours_plan_is_not(sign_in):
    national = Plan.objects.get(unit__code="NMSA")
    guizhou = Plan.objects.get(unit__code="R520000C")
    assert sign_in("county").get(national.get_absolute_url()).status_code == 200
    assert sign_in("neighbour").get(guizhou.get_absolute_url()).status_code == 404


def test_a_stale_form_keeps_what_was_typed(sign_in):
    event = Event.objects.get(title="贵州省矿山安全法规宣贯与治本攻坚部署会议")
    browser = sign_in("bureau")
    data = {
        "kind": "meeting",
        "title": "新名称",
        "on": "2024-03-01",
        "unit": event.unit_id,
        "version": event.version,
    }
    assert browser.post(f"/campaigns/events/{event.pk}/edit/", data).status_code == 302
    answer = browser.post(f"/campaigns/events/{event.pk}/edit/", data | {"title": "另一个名称"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "另一个名称" in page and "保存过" in page


def book(rows: list[list[str]]) -> BytesIO:
    sheet = Workbook()
    for row in rows:
        sheet.active.append(row)
    file = BytesIO()
    sheet.save(file)
    file.seek(0)
    file.name = "events.xlsx"
    return file


HEADER = ["类别", "名称", "日期", "单位编码"]


def test_an_import_with_one_bad_row_takes_none_and_names_it(sign_in):
    before = Event.objects.count()
    rows = [HEADER, ["会议", "甲", "2024-03-02", "R520000C"], ["会议", "乙", "2024-13-02", "R530000C"]]
    answer = sign_in("province").post("/campaigns/events/import/", {"file": book(rows)})
    assert answer.status_code == 400 and "2024-13-02" in answer.content.decode()
    assert Event.objects.count() == before


def test_an_import_cannot_write_for_the_neighbour(sign_in):
    rows = [HEADER, ["会议", "乙", "2024-03-02", "R530000C"]]
    answer = sign_in("province").post("/campaigns/events/import/", {"file": book(rows)})
    assert answer.status_code == 400 and "管辖范围" in answer.content.decode()


def test_a_good_import_is_taken_whole(sign_in):
    rows = [HEADER, ["会议", "甲", "2024-03-02", "R520000C"], ["宣讲培训", "乙", "2024年3月3日", "R520200C"]]
    answer = sign_in("province").post("/campaigns/events/import/", {"file": book(rows)})
    assert answer.status_code == 302
    assert Event.objects.filter(title__in=["甲", "乙"]).count() == 2


def test_a_file_that_is_no_workbook_is_explained(sign_in):
    file = BytesIO(b"not a workbook")
    file.name = "x.xlsx"
    answer = sign_in("province").post("/campaigns/events/import/", {"file": file})
    assert answer.status_code == 400 and ".xlsx" in answer.content.decode()


def test_a_text_is_submitted_returned_and_accepted_through_the_pages(sign_in):
    browser, national = sign_in("province"), sign_in("national")
    unit = Plan.objects.get(unit__code="R520000C").unit_id
    fields = {
        "unit": unit,
        "month": "2024-03-15",
        "place": "贵州省",
        "title": "做法",
        "body": "正文",
        "version": 1,
    }
    assert browser.post("/campaigns/contributions/add/", fields).status_code == 302
    text = Contribution.objects.get(title="做法")
    for client, state in (
        (browser, "submitted"),
        (national, "returned"),
        (browser, "submitted"),
        (national, "accepted"),
    ):
        client.post(f"/campaigns/contributions/{text.pk}/{state}/", {"reason": "补充数据"})
        text.refresh_from_db()
        assert text.state == state


def test_a_county_cannot_accept_texts(sign_in):
    text = Contribution.objects.first()
    assert sign_in("county").post(f"/campaigns/contributions/{text.pk}/accepted/").status_code == 403


def test_the_list_exports_what_its_filters_leave(sign_in):
    answer = sign_in("national").get("/campaigns/events/?kind=lecture&export=xlsx")
    assert answer.status_code == 200 and answer["Content-Type"].endswith("sheet")
