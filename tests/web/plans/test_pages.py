"""Pages of plans: who sees what, approving in the page, importing, what goes wrong is said."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import translation

from minewarden.web.org.models import Unit
from minewarden.web.plans import queries
from minewarden.web.plans.models import EnforcementPlan, PlanCheck, SystemActivity
from tests.web.uploads import workbook

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 31)


def plan_of(code):
    return EnforcementPlan.objects.get(unit__code=code)


@pytest.mark.parametrize(
    ("username", "codes"),
    [
        ("province", {"R520000C", "R520200C", "R520281C"}),
        ("city", {"R520200C", "R520281C"}),
        ("county", {"R520281C"}),
        ("neighbour", {"R530000C"}),
        ("noncoal", {"R520000N"}),
        ("guangdong", {"R440000C", "R460000C"}),
    ],
)
def test_each_role_sees_the_plans_of_its_own_area_only(person, username, codes):
    assert set(queries.plans(person(username)).values_list("unit__code", flat=True)) == codes


@pytest.mark.parametrize("username", ["city", "county", "neighbour", "noncoal"])
@pytest.mark.parametrize("tail", ["", "edit/", "workdays/", "visits/", "submit/", "approve/"])
def test_a_plan_outside_ones_area_answers_as_if_it_did_not_exist(sign_in, username, tail):
    url = f"/plans/{plan_of('R520000C').pk}/{tail}"
    assert sign_in(username).get(url).status_code == 404


def test_an_inspector_reads_plans_but_may_not_approve_them(sign_in):
    client, plan = sign_in("inspector"), plan_of("R520281C")
    assert client.get(f"/plans/{plan.pk}/").status_code == 200
    assert client.post(f"/plans/{plan.pk}/approve/").status_code == 403


def test_a_reviewer_has_no_plans(sign_in):
    assert sign_in("reviewer").get("/plans/").status_code == 403


def test_approving_the_plan_of_jilin_in_the_page_leaves_three_regions(sign_in):
    client, plan = sign_in("jilin"), plan_of("R220000C")
    url = f"/plans/{plan.pk}/approve/"
    assert client.get(url).status_code == 200
    response = client.post(
        url,
        {
            "version": plan.version,
            "on": "2024-03-30",
            "government": "吉林省人民政府",
            "document": "演示批复（虚构）",
        },
    )
    assert response.status_code == 302
    left = [unit.short_name for unit in queries.unapproved(DAY, 2024)]
    assert left == ["内蒙古", "辽宁", "兵团"]


def test_the_nation_may_approve_on_behalf_of_a_province(sign_in):
    plan = plan_of("R210000C")
    values = {"version": plan.version, "on": "2024-03-30", "government": "辽宁省人民政府", "document": "函"}
    assert sign_in("national").post(f"/plans/{plan.pk}/approve/", values).status_code == 302


def test_a_stale_form_keeps_what_was_typed_and_names_who_saved(sign_in):
    client, plan = sign_in("jilin"), plan_of("R220000C")
    values = {"version": plan.version, "on": "2024-03-30", "reason": "请补充矿次"}
    client.post(f"/plans/{plan.pk}/return/", values)
    plan.refresh_from_db()
    edit = {
        "version": plan.version - 1,
        "title": "我输入的标题",
        "officers": 9,
        "legal_days": 250,
        "made_on": "2024-01-02",
    }
    response = client.post(f"/plans/{plan.pk}/edit/", edit)
    page = response.content.decode()
    assert response.status_code == 409
    assert "我输入的标题" in page and "jilin" in page


def test_a_step_out_of_order_is_told_in_the_form(sign_in):
    client, plan = sign_in("province"), plan_of("R520000C")
    values = {"version": plan.version, "on": "2024-03-30"}
    response = client.post(f"/plans/{plan.pk}/submit/", values)
    assert response.status_code == 409 and "已录入" in response.content.decode()


def test_a_plan_is_made_in_the_page_with_its_ledger_pasted_from_excel(sign_in):
    client = sign_in("city")
    values = {
        "unit": "R520203C",
        "sector": "coal",
        "year": 2024,
        "title": "演示计划（虚构）",
        "officers": 2,
        "legal_days": 250,
        "made_on": "2024-03-01",
    }
    assert client.post("/plans/add/", values).status_code == 302
    plan = plan_of("R520203C")
    rows = "监督检查：重点检查\t重点\t300\n其他执法工作日\t许可\t150\n非执法工作日\t学习\t50"
    response = client.post(f"/plans/{plan.pk}/workdays/", {"version": plan.version, "rows": rows})
    assert response.status_code == 302
    assert queries.ledger(plan).open == 0


def test_a_wrong_pasted_row_is_named_by_line_and_column(sign_in):
    client, plan = sign_in("county"), plan_of("R520281C")
    rows = "其他执法工作日\t许可\t很多\n不知道\t学习\t50"
    response = client.post(f"/plans/{plan.pk}/workdays/", {"version": plan.version, "rows": rows})
    page = response.content.decode()
    assert response.status_code == 400
    assert "第1行“工作日（人·天）”（很多）：不是数字" in page and "第2行“用途”" in page and "很多" in page


def test_a_unit_outside_ones_area_cannot_be_named_in_a_form(sign_in):
    values = {"unit": "R530000C", "sector": "coal", "year": 2025, "title": "x", "officers": 2}
    response = sign_in("city").post("/plans/add/", values)
    assert response.status_code == 400 and "不在您的管辖范围内" in response.content.decode()


HEADER = [
    "监管部门",
    "行业",
    "年度",
    "计划名称",
    "执法人员数",
    "每人法定工作日",
    "制定日期",
    "报批日期",
    "批准日期",
]


def test_an_import_with_one_wrong_row_takes_nothing_and_names_each_fault(sign_in):
    count = EnforcementPlan.objects.count()
    file = workbook(
        HEADER,
        ["R520203C", "煤矿", 2024, "对的", 3, 250, "2024-01-02", None, None],
        ["R530000C", "煤矿", 2024, "邻省", 3, 250, "2024-01-02", None, None],
        ["R520222C", "煤炭", 2024, "行业不对", 3, 250, "2024-01-02", None, None],
        ["R520200C", "煤矿", 2024, "人数不对", 0, 250, "昨天", None, None],
    )
    response = sign_in("province").post("/plans/import/", {"file": file})
    page = response.content.decode()
    assert response.status_code == 400 and EnforcementPlan.objects.count() == count
    for part in ("不在您的管辖范围内", "应为：煤矿、非煤矿山", "不是日期"):
        assert part in page


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["R520203C", "煤矿", 2024, "缺报批", 3, 250, "2024-01-02", None, "2024-02-02"], "缺已报批的日期"),
        (["R520203C", "煤矿", 2024, "缺政府", 3, 250, "2024-01-02", "2024-01-03", "2024-02-02"], "人民政府"),
        (["R520281C", "煤矿", 2024, "已有", 3, 250, "2024-01-02", None, None], "已经存在"),
        (["R520203C", "非煤矿山", 2024, "行业", 3, 250, "2024-01-02", None, None], "不监管"),
        (["R520203C", "煤矿", 2024, "太早", 3, 250, "2020-01-02", None, None], "不存在"),
    ],
)
def test_a_row_that_reads_well_but_is_not_lawful_is_explained(sign_in, cells, why):
    count = EnforcementPlan.objects.count()
    response = sign_in("province").post("/plans/import/", {"file": workbook(HEADER, cells)})
    page = response.content.decode()
    assert response.status_code == 400 and re.search(why, page)
    assert EnforcementPlan.objects.count() == count


def test_a_right_workbook_is_taken_whole(sign_in):
    file = workbook(
        HEADER,
        ["R520203C", "煤矿", 2024, "六枝计划", 3, 250, "2024-01-02", "2024-01-10", None],
        ["R520204C", "煤矿", 2024, "水城计划", 3, 250, "2024-01-02", None, None],
    )
    assert sign_in("province").post("/plans/import/", {"file": file}).status_code == 302
    assert plan_of("R520203C").state == "submitted" and plan_of("R520204C").state == "made"


def test_the_same_unit_twice_in_one_workbook_is_refused(sign_in):
    row = ["R520203C", "煤矿", 2024, "六枝计划", 3, 250, "2024-01-02", None, None]
    response = sign_in("province").post("/plans/import/", {"file": workbook(HEADER, row, row)})
    assert response.status_code == 400 and "与第2行重复" in response.content.decode()


def test_what_departments_entered_is_imported_and_counts_as_use(sign_in):
    header = ["监管部门", "日期", "操作", "次数", "数据来源"]
    file = workbook(header, ["R520281C", "2024-03-01", "录入检查", 4, "系统导出"])
    assert sign_in("province").post("/plans/activity/import/", {"file": file}).status_code == 302
    assert SystemActivity.objects.get(unit__code="R520281C").count == 4


def test_a_check_of_plans_is_opened_and_filled_in_the_page(sign_in):
    client = sign_in("national")
    values = {
        "title": "复查",
        "sector": "coal",
        "year": 2024,
        "starts_on": "2024-04-01",
        "ends_on": "2024-04-30",
    }
    url = client.post("/plans/checks/add/", values)["Location"]
    unit = Unit.objects.get(code="R520000C")
    response = client.post(url + "plans/", {"units": [unit.pk], "checked_on": "2024-04-02"})
    assert response.status_code == 302
    assert PlanCheck.objects.filter(unit=unit, round__title="复查").exists()
    assert "未全覆盖" in client.get(url).content.decode()
    late = client.post(url + "usage/", {"units": [unit.pk], "checked_on": "2024-05-02", "cities": "on"})
    assert late.status_code == 400 and "不在本次检查的时段" in late.content.decode()


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/plans/", 16),
        ("/plans/standing/", 16),
        ("/plans/use/", 16),
        ("/plans/activity/", 16),
        ("/plans/checks/", 16),
    ],
)
def test_a_list_asks_the_database_the_same_few_questions_however_long_it_is(
    sign_in, django_assert_max_num_queries, url, most
):
    client = sign_in("national")
    client.get("/plans/?as_of=2024-03-31")
    with django_assert_max_num_queries(most):
        assert client.get(url).status_code == 200


def test_the_work_list_of_jilin_waits_for_the_approval(sign_in):
    client = sign_in("jilin")
    page = client.get("/?as_of=2024-03-31").content.decode()
    assert "登记人民政府对执法计划的批准" in page


def test_the_page_of_a_plan_is_complete_in_english(sign_in):
    client, pk = sign_in("national"), plan_of("R220000C").pk
    with translation.override("zh-hans"):  # so that the language of this person does not stay for other tests
        client.post("/language/", {"language": "en", "next": "/"})
        page = client.get(f"/plans/{pk}/").content.decode()
    assert 'lang="en"' in page and "Work-day ledger" in page and "Approving government" in page
