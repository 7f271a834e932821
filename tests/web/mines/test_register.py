"""The register: the real one of another house, the Excel template, states with history, one supervisor."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from minewarden.errors import BadInput, WrongState
from minewarden.web.campaigns import indicators
from minewarden.web.campaigns.models import Target
from minewarden.web.mines import actions, queries, sheet, tracker
from minewarden.web.mines.models import Mine, StatePeriod
from minewarden.web.org import scope
from minewarden.web.org.models import Unit
from tests.shared_data import shared_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> Mine:
    return Mine.objects.get(unit__name__startswith="演示盘州一号")


@pytest.mark.shared
def test_the_real_register_is_taken_and_every_other_row_is_listed(now):
    reading = tracker.read(shared_path("data/mines/non_closed_mines.csv"))
    assert (reading.rows, len(reading.entries), len(reading.refused)) == (7136, 2582, 4554)
    assert all(row.reason for row in reading.refused)
    assert dict(reading.reasons())["columns are shifted: the status is no legal value"] == 572
    actions.register(reading.entries, by=None, at=now)
    target = Target.objects.select_related("plan__unit", "indicator").get(indicator__code="capacity_share")
    found = indicators.measured(target, date(2024, 3, 31))
    assert (round(found.value, 3), found.numerator, found.denominator) == (
        0.688,
        "105.42 Mt/a",
        "153.12 Mt/a",
    )
    assert target.met_by(found.value) is False
    again = tracker.read(shared_path("data/mines/non_closed_mines.csv"))
    assert len(again.entries) == 0


def test_a_file_without_a_known_header_is_explained(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="known headers"):
        tracker.read(path)


def test_a_state_keeps_its_days_when_the_next_begins(mine, now):
    actions.change_state(
        mine=mine,
        state="suspended",
        on=date(2024, 3, 10),
        document="x",
        version=mine.version,
        by=None,
        at=now,
    )
    rows = Mine.objects.filter(pk=mine.pk)
    assert queries.in_state(rows, "producing", date(2024, 3, 9)).exists()
    assert queries.in_state(rows, "suspended", date(2024, 3, 10)).exists()
    assert StatePeriod.objects.filter(mine=mine).count() == 2


def test_a_state_that_begins_before_the_present_one_is_refused(mine, now):
    with pytest.raises(BadInput):
        actions.change_state(
            mine=mine, state="suspended", on=date(2021, 1, 1), document="", version=None, by=None, at=now
        )


def test_a_stale_change_is_refused(mine, now):
    actions.change(mine=mine, version=mine.version, by=None, at=now, workforce=900)
    with pytest.raises(WrongState):
        actions.change(mine=mine, version=mine.version, by=None, at=now, workforce=901)


def test_handing_a_mine_over_moves_it_in_both_trees(mine, person, now):
    other = Unit.objects.get(code="R520203C")
    actions.hand_over(mine=mine, to=other, on=date(2024, 3, 1), version=None, by=None, at=now)
    assert not scope.within(Mine.objects.filter(pk=mine.pk), person("county")).exists()
    assert scope.within(Mine.objects.filter(pk=mine.pk), person("city")).exists()


def test_a_mine_sees_itself_only(person):
    seen = scope.within(Mine.objects.all(), person("mine"))
    assert [m.unit.name for m in seen] == ["演示盘州一号煤矿（虚构）"]


def workbook(*rows: dict[str, object]) -> BytesIO:
    book = Workbook()
    book.active.append([str(c.header) for c in sheet.COLUMNS])
    for row in rows:
        book.active.append([row.get(c.key) for c in sheet.COLUMNS])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "mines.xlsx"
    return file


GOOD = {
    "code": "520281000777", "name": "某煤矿（虚构）", "sector": "煤矿", "supervisor": "R520281C", "state": "生产",
    "state_since": "2022-01-01", "valid_from": "2010-01-01", "capacity": 45, "gas": "高瓦斯",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"code": "52028100077"}, "12位"),
        ({"supervisor": "R530000C"}, "管辖范围"),
        ({"supervisor": "R520281X"}, "管辖范围"),
        ({"sector": "非煤矿山"}, "不符"),
        ({"state_since": "2009-01-01"}, "早于设立"),
        ({"capacity": -3}, "应在"),
        ({"gas": "很高"}, "应为"),
        ({"code": "520281000001"}, "已登记"),
        ({"state_since": "2999-01-01"}, "晚于今天"),
        ({"name": None}, "必填"),
    ],
)
def test_a_bad_row_keeps_the_whole_file_out_and_says_why(sign_in, change, word):
    before = Mine.objects.count()
    answer = sign_in("county").post(
        "/mines/import/", {"file": workbook(GOOD, GOOD | {"code": "520281000778"} | change)}
    )
    assert answer.status_code == 400 and word in answer.content.decode()
    assert Mine.objects.count() == before


def test_a_good_file_is_taken_whole(sign_in):
    answer = sign_in("county").post(
        "/mines/import/", {"file": workbook(GOOD, GOOD | {"code": "520281000778"})}
    )
    assert answer.status_code == 302
    mine = Mine.objects.get(unit__code="520281000777")
    assert (mine.capacity_t_per_year, mine.gas, mine.supervised_by.code) == (450_000, "high", "R520281C")


def test_the_list_and_the_page_take_few_queries(sign_in, mine, django_assert_max_num_queries):
    browser = sign_in("province")
    with django_assert_max_num_queries(14):
        assert browser.get("/mines/?state=producing&sort=-capacity").status_code == 200
    with django_assert_max_num_queries(18):
        assert "1203综采工作面" in browser.get(mine.get_absolute_url()).content.decode()


def test_the_template_names_every_column(sign_in):
    answer = sign_in("county").get("/mines/import/?template=1")
    assert answer.status_code == 200 and answer["Content-Disposition"].endswith('"mines.xlsx"')
