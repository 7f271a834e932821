"""Pages of the ledger: scope, each step in the page, imports, counts, work lists."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minewarden.web.hazards import queries
from minewarden.web.hazards.models import Hazard
from minewarden.web.org import actions as org
from minewarden.web.org.models import Role, Unit
from minewarden.web.org.queries import eyes_of
from tests.web.uploads import workbook

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 31)
MINE = "520281990001"


@pytest.fixture
def miner(now):
    """An account of one demonstration mine."""
    account = org.create_account(
        username="mine-of-pages",
        display_name="演示煤矿账号（虚构）",
        password=None,
        role=Role.MINE,
        unit=Unit.objects.get(code=MINE),
        sector="coal",
        by=None,
        at=now,
    )
    account.eyes = eyes_of(account)
    return account


@pytest.fixture
def mine_browser(miner):
    client = Client()
    client.force_login(miner)
    return client


def test_the_hidden_face_inspection_found_24_major_hazards():
    assert queries.found_in_inspection(DAY).count() == 24
    assert queries.found_in_inspection(date(2024, 1, 15)).count() == 0


def test_general_hazards_of_the_same_visits_do_not_count_as_major():
    row = queries.found_in_inspection(DAY).first()
    Hazard.objects.filter(pk=row.pk).update(level="general", category_no=None)
    assert queries.found_in_inspection(DAY).count() == 23


@pytest.mark.parametrize(
    ("username", "prefixes"),
    [("province", {"52"}), ("city", {"52"}), ("county", {"52"}), ("neighbour", {"53"}), ("noncoal", set())],
)
def test_each_role_sees_the_hazards_of_its_own_area_only(person, username, prefixes):
    rows = queries.hazards(person(username)).select_related("mine")
    assert {row.mine.region_code[:2] for row in rows} == prefixes


def test_a_mine_sees_its_own_hazards_only(miner):
    assert {row.mine.code for row in queries.hazards(miner)} == {MINE}


def test_the_hazard_of_a_neighbour_answers_as_if_it_did_not_exist(sign_in, mine_browser):
    row = Hazard.objects.filter(mine__region_code="530325").first()
    for client in (sign_in("county"), mine_browser):
        assert client.get(f"/hazards/{row.pk}/").status_code == 404


def test_a_mine_fixes_the_plan_and_reports_but_may_not_accept(mine_browser, sign_in):
    row = Hazard.objects.filter(mine__code=MINE, level="general").first()
    url = f"/hazards/{row.pk}/"
    plan = {
        "version": row.version,
        "on": "2024-03-20",
        "responsibility": "矿长（岗位）",
        "measures": "补设标志",
        "money_yuan": "1000",
        "due_on": "2024-04-05",
        "contingency": "无需撤人",
    }
    assert mine_browser.post(url + "plan/", plan).status_code == 302
    done = {"version": row.version + 1, "on": "2024-03-25"}
    assert mine_browser.post(url + "rectify/", done).status_code == 302
    accept = {"version": row.version + 2, "on": "2024-03-28"}
    assert mine_browser.post(url + "accept/", accept).status_code == 403
    assert sign_in("county").post(url + "accept/", accept).status_code == 302
    row.refresh_from_db()
    assert row.state == "accepted" and row.accepted_by.code == "R520281C"


def test_a_hazard_is_recorded_in_the_page_by_the_criteria_of_its_day(sign_in):
    client = sign_in("county")
    values = {
        "mine": MINE,
        "sector": "coal",
        "source": "planned",
        "found_on": "2024-03-20",
        "level": "major",
        "category_no": 16,
        "description": "承包（虚构）",
    }
    wrong = client.post("/hazards/add/", values)
    assert wrong.status_code == 400 and "没有第16类" in wrong.content.decode()
    right = client.post("/hazards/add/", {**values, "category_no": 13})
    assert right.status_code == 302
    assert "应急管理部令第4号第13类" in client.get(right["Location"]).content.decode()


HEADER = ["矿山", "行业", "来源", "查出日期", "等级", "判定类别", "隐患描述", "整改期限"]


def test_hazards_are_imported_whole_or_not_at_all(sign_in):
    client, count = sign_in("county"), Hazard.objects.count()
    right = [MINE, "煤矿", "计划检查", "2024-03-20", "一般隐患", None, "标志（虚构）", "2024-04-01"]
    bad = workbook(
        HEADER,
        right,
        ["530325990001", "煤矿", "计划检查", "2024-03-20", "一般隐患", None, "邻省（虚构）", None],
        [MINE, "煤矿", "计划检查", "三月", "很大", None, "日期不对（虚构）", None],
    )
    response = client.post("/hazards/import/", {"file": bad})
    page = response.content.decode()
    assert response.status_code == 400 and Hazard.objects.count() == count
    for part in ("不在您的管辖范围内", "不是日期", "应为：一般隐患、重大隐患"):
        assert part in page
    unlawful = workbook(HEADER, right, [MINE, "煤矿", "计划检查", "2024-03-20", "重大隐患", None, "x", None])
    assert "判定类别" in client.post("/hazards/import/", {"file": unlawful}).content.decode()
    assert Hazard.objects.count() == count
    assert client.post("/hazards/import/", {"file": workbook(HEADER, right, right)}).status_code == 302
    assert Hazard.objects.count() == count + 2


def test_a_wrong_file_is_told_in_a_sentence(sign_in):
    file = SimpleUploadedFile("rows.xlsx", b"not a workbook")
    response = sign_in("county").post("/hazards/import/", {"file": file})
    assert response.status_code == 400 and "不是可读的" in response.content.decode()


def test_an_overdue_hazard_listed_by_a_province_comes_up_to_the_nation(sign_in, person):
    day = date(2024, 5, 1)
    raised = queries.reaching(person("national"), day)
    assert raised.exists() and {row.listing_level for row in raised} == {"province"}
    assert not queries.reaching(person("county"), day).exists()
    client = sign_in("national")
    page = client.get("/?as_of=2024-05-01").content.decode()
    assert "升级督办" in page and "逾期" in page


def test_the_ledger_counts_by_mine_and_region(person):
    rows = queries.by_region(person("national"), DAY)
    assert sum(row.major for row in rows) == 24
    mine = queries.by_mine(person("county"), DAY).get(code=MINE)
    assert mine.all_count == Hazard.objects.filter(mine__code=MINE).count()
    assert mine.overdue_count >= 1


def test_the_list_of_overdue_ones_is_that_of_the_day_looked_at(sign_in):
    client = sign_in("county")
    assert "逾期" in client.get("/hazards/?overdue=1&as_of=2024-03-31").content.decode()
    page = client.get("/hazards/?overdue=1&as_of=2024-02-15").content.decode()
    assert "没有符合筛选条件的记录" in page


@pytest.mark.parametrize("tail", ["", "?overdue=1", "by-mine/", "by-region/"])
def test_a_list_asks_the_database_the_same_few_questions(sign_in, django_assert_max_num_queries, tail):
    client = sign_in("national")
    with django_assert_max_num_queries(17):
        assert client.get(f"/hazards/{tail}").status_code == 200


def test_search_finds_a_hazard_within_scope_only(sign_in):
    assert "520281990001-2024" in sign_in("county").get("/search/?q=520281990001").content.decode()
    assert "520281990001-2024" not in sign_in("neighbour").get("/search/?q=520281990001").content.decode()
