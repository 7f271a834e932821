"""Pages of leads: scope, the lead with its plan and factors, upload, raw files, the live picture of the feeds."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from minewarden.errors import WrongState
from minewarden.web import worklist
from minewarden.web.leads import actions, demo_lake, feeds_views, queries
from minewarden.web.leads import lake as lake_of_pages
from minewarden.web.leads.models import Lead
from minewarden.web.org.models import Unit
from tests.web.leads.files import MINE, NEIGHBOUR, START, STATIONS, factor, run, series, told

pytestmark = pytest.mark.django_db
PLAN = {
    "name": "x", "stations": [{"code": code, "name": code, "x": 1.0, "y": 2.0, "z": 0.0} for code in STATIONS],
    "roadways": [], "faces": [], "seals": [],
}  # fmt: skip
DAY = date(2024, 3, 31)


def demo(code):
    return Lead.objects.get(mine__unit__code=code)


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize(
    ("username", "regions"),
    [
        ("national", {"520281", "530325"}),
        ("bureau", {"520281"}),
        ("province", {"520281"}),
        ("city", {"520281"}),
        ("county", {"520281"}),
        ("neighbour", {"530325"}),
        ("guangdong", set()),
        ("noncoal", set()),
        ("mine", {"520281"}),
    ],
)
def test_each_role_sees_the_leads_of_its_own_area_only(person, username, regions):
    found = queries.leads(person(username))
    assert {lead.mine.region_code for lead in found} == regions


def test_a_mine_never_sees_a_lead_even_about_itself(sign_in):
    client = sign_in("mine")
    lead = demo(MINE)
    urls = ["", f"{lead.pk}/", f"{lead.pk}/sheet.pdf", f"{lead.pk}/assess/", f"{lead.pk}/raw/{'a' * 64}/"]
    for url in [*urls, "take-in/", "feeds/"]:
        assert client.get(f"/leads/{url}").status_code == 403, url
    assert "线索" not in client.get("/").content.decode()


def test_the_lead_of_a_neighbour_answers_as_if_it_did_not_exist(sign_in):
    lead = demo(NEIGHBOUR)
    client = sign_in("county")
    for tail in ("", "sheet.pdf", "assess/", f"raw/{'a' * 64}/"):
        assert client.get(f"/leads/{lead.pk}/{tail}").status_code == 404, tail
    assert client.post(f"/leads/{lead.pk}/assess/", {}).status_code == 404


def test_a_lead_shows_where_when_why_and_on_what_evidence(sign_in):
    lead = demo(MINE)
    text = page(sign_in("county"), f"/leads/{lead.pk}/")
    for word in (
        "疑似隐蔽工作面",
        "行政处罚法第四十一条",
        "人员及位置",
        "火工品",
        "权重贡献",
        "核查单 PDF",
        "研判",
    ):
        assert word in text, word
    drawn = json.loads(re.search(r'<script id="plan-data"[^>]*>(.*?)</script>', text, re.S)[1])
    roles = {station["role"] for station in drawn["stations"]}
    assert {"suspect", "face", "seal", "shaft", "station"} == roles
    first = next(station for station in drawn["stations"] if station["number"] == 1)
    assert first["code"] == lead.stations[0]
    assert len(drawn["presence"]["hours"]) == len(drawn["presence"]["persons"]) > 100
    assert re.search(r'href="/leads/\d+/raw/[0-9a-f]{64}/\?row=\d"', text)


def test_a_lead_without_plan_or_data_says_what_is_missing(sign_in, now):
    actions.take_in(run(told(factors=[], stations=[])), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    text = page(sign_in("county"), f"/leads/{lead.pk}/")
    for word in ("无法画图", "没有因素", "没有列出原始文件"):
        assert word in text, word


def test_words_of_a_file_are_shown_as_text_never_as_markup(sign_in, now):
    evil = "</script><img src=x>"
    plan = {
        "name": evil, "stations": [{"code": "s1", "name": evil, "x": 1.0, "y": 2.0, "z": 0.0}],
        "roadways": [], "faces": [], "seals": [],
    }  # fmt: skip
    days = series(SEEN, DUE, label=evil, label_en=evil)
    rows = [
        {**factor("people", "contradicts", 1.0, 0.0, evil), "text": evil, "text_en": evil, "series": days}
    ]
    actions.take_in(run(told(factors=rows, stations=["s1"]), plans={MINE: plan}), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    text = page(sign_in("county"), f"/leads/{lead.pk}/")
    assert "<img" not in text and "&lt;img" in text


SEEN = [40.0, 42.0, 130.0, None, 128.5, 41.0]
DUE = [40.5, 40.5, 40.5, 40.5, 40.5, None]


def with_days(now, **changes):
    rows = [factor("power", "contradicts", 129.25, 40.5, "kW", series=series(SEEN, DUE, **changes))]
    actions.take_in(run(told(factors=rows)), by=None, at=now)
    return Lead.objects.get(kind="card_parked")


def test_the_plan_numbers_only_stations_that_are_suspected_themselves(sign_in, now):
    stations = [
        {"code": code, "name": code, "x": 1.0, "y": float(n), "z": 0.0} for n, code in enumerate(STATIONS)
    ]
    plan = {"name": "x", "stations": stations, "roadways": [], "faces": [], "seals": []}
    actions.take_in(run(told(details={"suspected_stations": 1}), plans={MINE: plan}), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    text = page(sign_in("county"), f"/leads/{lead.pk}/")
    drawn = json.loads(re.search(r'<script id="plan-data"[^>]*>(.*?)</script>', text, re.S)[1])
    assert [station["number"] for station in drawn["stations"]] == [1, None]
    actions.assess(lead=lead, on=DAY, conclusion="true", reason="看图", by=None, at=now)
    assert STATIONS[1] not in page(sign_in("county"), f"/leads/{lead.pk}/task/")


def test_each_factor_shows_its_days_as_a_chart_and_the_table_behind_it(sign_in, now):
    text = page(sign_in("county"), f"/leads/{with_days(now).pk}/")
    (figure,) = re.findall(r'<figure class="multiple" id="days-1">.*?</figure>', text, re.S)
    assert figure.count('class="counted"') == 2 and figure.count('class="missing"') == 1
    assert figure.count('class="other"') == 2 and figure.count('class="uncompared"') == 1
    assert 'class="expected-line"' in figure and 'class="suspected"' in figure
    assert "2024-02-28" in figure and "2024-03-04" in figure and "kW" in figure and "馈线FD07" in figure
    rows = re.findall(r'<tr(?: class="suspect")?><td class="k-date">(.*?)</tr>', figure)
    assert len(rows) == len(SEEN) and "无数据" in rows[3] and "不作比较" in rows[5] and "128.5" in rows[4]


def test_the_days_are_had_as_csv_within_scope_only(sign_in, now):
    lead = with_days(now, label="=1+1")
    response = sign_in("county").get(f"/leads/{lead.pk}/days.csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8" and len(lines) == 1 + len(SEEN)
    assert lines[3] == "用电,'=1+1,kW,2024-03-01,130.0,40.5,是,计入"
    assert lines[4] == "用电,'=1+1,kW,2024-03-02,,40.5,是,无数据"
    assert sign_in("neighbour").get(f"/leads/{lead.pk}/days.csv").status_code == 404
    assert sign_in("mine").get(f"/leads/{lead.pk}/days.csv").status_code == 403


def test_a_lead_of_an_earlier_version_says_that_it_has_no_days(sign_in, now):
    actions.take_in(run(told()), by=None, at=now)
    text = page(sign_in("county"), f"/leads/{Lead.objects.get(kind='card_parked').pk}/")
    assert "没有逐日数据" in text and "<figure" not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"observed": [1.0]},
        {"days": ["20240301"] * 3 + ["x"] * 3},
        {"label": "长" * 200},
        {"label_en": "long" * 200},
        {"expected": ["<img>"] * 6},
        {"observed": [float("inf")] * 6},
    ],
)
def test_a_file_with_days_that_do_not_hold_is_refused_whole(sign_in, changes):
    rows = [factor("power", "contradicts", 1.0, 0.0, "kW", series=series(SEEN, DUE) | changes)]
    assert upload(sign_in("province"), run(told(factors=rows))).status_code == 400
    assert not Lead.objects.filter(kind="card_parked").exists()


def test_the_sheet_for_the_squad_is_a_pdf(sign_in):
    response = sign_in("county").get(f"/leads/{demo(MINE).pk}/sheet.pdf")
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF")


def test_the_sheet_says_over_what_data_it_was_compared(sign_in):
    lead = demo(MINE)
    text = (
        PdfDocument(sign_in("county").get(f"/leads/{lead.pk}/sheet.pdf").content)[0]
        .get_textpage()
        .get_text_range()
    )
    assert "2024-03-12 00:00 至 2024-03-26 00:00" in text.replace("\r\n", " ")
    assert lead.from_at.date() > date(2024, 3, 12)


def upload(client, data):
    return client.post("/leads/take-in/", {"file": SimpleUploadedFile("leads.json", data)})


def test_a_province_uploads_a_comparison_and_reads_what_was_refused(sign_in):
    client = sign_in("province")
    assert upload(client, run(told())).status_code == 302
    text = upload(client, run(told(), told(mine_code=NEIGHBOUR))).content.decode()
    assert NEIGHBOUR in text and "管辖范围内" in text and "已有1条" in text
    broken = upload(client, b"{")
    assert broken.status_code == 400 and "不是可用的 leads.json" in broken.content.decode()
    assert client.post("/leads/take-in/", {}).status_code == 400
    assert upload(sign_in("county"), run(told())).status_code == 403


def test_the_steps_are_walked_in_the_pages(sign_in):
    client, lead = sign_in("county"), demo(MINE)
    url = f"/leads/{lead.pk}/"
    wrong = client.post(
        url + "assess/", {"version": 1, "on": "2024-03-28", "conclusion": "", "reason": "看图"}
    )
    assert wrong.status_code == 400 and "看图" in wrong.content.decode()
    assess = {"version": lead.version, "on": "2024-03-28", "conclusion": "true", "reason": "看图"}
    assert client.post(url + "assess/", assess).status_code == 302
    task = {
        "version": lead.version + 1,
        "on": "2024-03-28",
        "unit": "R520281C",
        "due_on": "2024-04-10",
        "instructions": "查密闭",
    }
    assert client.post(url + "task/", {**task, "unit": "R530000C"}).status_code == 400
    assert client.post(url + "task/", task).status_code == 302
    result = {"version": lead.version + 2, "on": "2024-03-30", "result": "partly", "note": "现场所见"}
    assert client.post(url + "result/", {**result, "version": 1}).status_code == 409
    assert client.post(url + "result/", result).status_code == 302
    text = page(client, url)
    assert "部分属实" in text and "现场所见" in text and "已办结" in text
    lead.refresh_from_db()
    assert lead.shown_score == 0.5


def test_two_leads_of_a_mine_are_merged_in_the_page(sign_in, now):
    actions.take_in(run(told(kind="overstaffed")), by=None, at=now)
    lead, into = Lead.objects.get(kind="overstaffed"), demo_face()
    form = {"version": 1, "on": "2024-03-30", "into": into.pk, "reason": "同一处"}
    assert sign_in("county").post(f"/leads/{lead.pk}/merge/", form).status_code == 302
    assert str(lead.pk) in page(sign_in("county"), f"/leads/{into.pk}/")


def test_a_merge_by_mistake_is_undone_and_the_lead_stands_by_itself(sign_in, now):
    actions.take_in(run(told(kind="overstaffed")), by=None, at=now)
    lead, into = Lead.objects.get(kind="overstaffed"), demo_face()
    actions.merge(lead=lead, into=into, on=DAY, reason="同一处", by=None, at=now)
    form = {"version": 2, "on": "2024-03-31", "reason": "两处不是一处"}
    assert "重新研判" in page(sign_in("county"), f"/leads/{lead.pk}/")
    assert sign_in("county").post(f"/leads/{lead.pk}/reopen/", form).status_code == 302
    lead.refresh_from_db()
    assert lead.state == "new" and lead.merged_into is None


def test_of_two_who_assess_at_once_the_second_is_told_who_was_first_and_keeps_what_was_typed(sign_in):
    lead = demo(MINE)
    form = {"version": lead.version, "on": "2024-03-28", "conclusion": "true", "reason": "第一人"}
    assert sign_in("county").post(f"/leads/{lead.pk}/assess/", form).status_code == 302
    second = sign_in("city").post(f"/leads/{lead.pk}/assess/", {**form, "reason": "第二人所写"})
    text = second.content.decode()
    assert second.status_code == 409 and "第二人所写" in text and "county" in text


def test_the_list_sorts_by_the_persons_to_be_expected_at_risk(sign_in, now):
    times = [
        {"from": f"2024-02-{n:02d}T00:00:00+08:00", "to": f"2024-02-{n + 1:02d}T00:00:00+08:00"}
        for n in (1, 3, 5)
    ]
    told_of = ((0.9, 5.0), (0.6, 40.0), (0.8, None))
    leads = [
        told(score=score, persons_per_shift=persons, **at)
        for (score, persons), at in zip(told_of, times, strict=True)
    ]
    actions.take_in(run(*leads), by=None, at=now)
    text = page(sign_in("county"), "/leads/?kind=card_parked&sort=-worth")
    assert text.index("24.0") < text.index("4.5") < text.index("80%")
    assert "2024-02-01 – 02-01" in text


def demo_face():
    return Lead.objects.get(mine__unit__code=MINE, kind="hidden_face")


def test_the_work_list_names_what_waits_for_the_county(person):
    found = {work.text: work for work in worklist.gather(person("county"), DAY)}
    assert found["线索待研判"].count == 2 and found["核查交办的线索"].count == 1
    later = {work.text: work for work in worklist.gather(person("county"), date(2024, 4, 20))}
    assert later["核查交办的线索"].late and later["线索核查逾期"].late


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4), ("kind=hidden_face", 2), ("state=done", 1), ("result=true", 1), ("overdue=1", 0), ("score=0.9", 4),
        ("region=53", 0), ("q=一号", 1), ("level=county", 4), ("sort=-persons", 4),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_what_officers_ask(sign_in, query, count):
    text = page(sign_in("province"), f"/leads/?as_of=2024-03-31&{query}")
    assert f"共 {count} 条" in text, query


def test_the_list_is_exported_with_every_row(sign_in):
    response = sign_in("national").get("/leads/?export=xlsx")
    assert response["Content-Type"].endswith("sheet") and len(response.content) > 3000


def test_search_finds_a_lead_within_scope_only(sign_in):
    assert "/leads/" in page(sign_in("county"), "/search/?q=隐蔽工作面").split("<main")[1]
    assert "/leads/" not in page(sign_in("guangdong"), "/search/?q=隐蔽工作面").split("<main")[1]


def test_lists_and_records_ask_the_database_the_same_few_questions(
    sign_in, django_assert_max_num_queries, now
):
    periods = [
        {"from": f"2024-02-{n:02d}T00:00:00+08:00", "to": f"2024-02-{n + 1:02d}T00:00:00+08:00"}
        for n in range(1, 28)
    ]
    actions.take_in(run(*(told(**period) for period in periods)), by=None, at=now)
    client = sign_in("national")
    with django_assert_max_num_queries(12):
        assert "共 32 条" in page(client, "/leads/")
    with django_assert_max_num_queries(26):
        page(client, f"/leads/{demo_face().pk}/")


def test_a_raw_file_is_shown_line_by_line_with_names_masked(sign_in, lake, now):
    _folder, sha, _other = lake
    rows = [factor("people", "contradicts", 1.0, 0.0, "", [{"file": "s.txt", "sha256": sha, "rows": 4}])]
    actions.take_in(run(told(factors=rows)), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    text = page(sign_in("county"), f"/leads/{lead.pk}/raw/{sha}/")
    assert f"{MINE}00001" in text and "矿＊＊" in text and "矿工1" not in text and "人员卡编码" in text


def test_a_raw_file_of_another_mine_is_not_shown_whatever_a_lead_claims(sign_in, lake, now):
    _folder, sha, other = lake
    rows = [factor("people", "contradicts", 1.0, 0.0, "", [{"file": "s.txt", "sha256": other, "rows": 4}])]
    actions.take_in(run(told(factors=rows)), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    client = sign_in("county")
    text = page(client, f"/leads/{lead.pk}/raw/{other}/")
    assert "没有这个原始文件" in text and NEIGHBOUR not in text
    assert (
        client.get(f"/leads/{lead.pk}/raw/{sha}/").status_code == 404
    )  # in the lake, but no evidence of this lead


def test_the_feeds_page_shows_the_mines_of_ones_own_area(sign_in, lake):
    text = page(sign_in("county"), "/leads/feeds/?as_of=2024-03-20")
    assert "演示盘州一号煤矿" in text and "云南" not in text and "离线" in text and "every 30s" not in text
    assert "云南" in page(sign_in("neighbour"), "/leads/feeds/?as_of=2024-03-20")


def test_a_mine_that_has_just_sent_is_on_line(lake):
    found = {row.mine_code: row for row in lake_of_pages.statuses(START + timedelta(hours=2))}
    assert not found[MINE].offline and found[MINE].last_snapshot_at == START + timedelta(minutes=115)


def test_the_feeds_page_renews_its_table_by_itself(sign_in, lake):
    client = sign_in("county")
    assert "every 30s" in page(client, "/leads/feeds/?as_of=")
    part = client.get("/leads/feeds/", headers={"HX-Request": "true", "HX-Target": "feeds"}).content.decode()
    assert "<table" in part and "<html" not in part


def test_without_a_lake_the_feeds_page_says_how_to_get_one(sign_in):
    assert "minewarden feeds load" in page(sign_in("county"), "/leads/feeds/")


def test_with_a_lake_in_a_store_the_pages_say_that_they_need_one_on_a_disk(sign_in, settings, now):
    settings.MINEWARDEN_LAKE = Path("s3://key:secret@bucket/lake")  # as the settings hand it on
    actions.take_in(run(told(), plans={MINE: PLAN}), by=None, at=now)
    lead, client = Lead.objects.get(kind="card_parked"), sign_in("county")
    for url in ("/leads/feeds/", f"/leads/{lead.pk}/", f"/leads/{lead.pk}/raw/{'a' * 64}/"):
        text = page(client, url)
        assert "网页只读本机磁盘上的数据湖" in text and "secret" not in text and "不存在" not in text, url
    with pytest.raises(WrongState, match="on a disk"):
        demo_lake.build(print)


def test_who_was_where_is_looked_up_once_where_the_lake_came_later(
    sign_in, settings, loaded, monkeypatch, now
):
    period = {"from": START.isoformat(), "to": (START + timedelta(hours=2)).isoformat()}
    actions.take_in(run(told(**period), plans={MINE: PLAN}), by=None, at=now)
    lead, client = Lead.objects.get(kind="card_parked"), sign_in("county")
    settings.MINEWARDEN_LAKE = loaded[0]
    assert '"persons": [[' in page(client, f"/leads/{lead.pk}/")
    kept = lead.sightings.get().presence
    monkeypatch.setattr(lake_of_pages, "presence_by_hour", None)  # whoever asks again fails
    assert '"persons": [[' in page(client, f"/leads/{lead.pk}/")
    assert len(kept["hours"]) == 2


def test_the_command_takes_a_file_in_and_names_what_it_could_not(tmp_path):
    path, out, err = tmp_path / "leads.json", StringIO(), StringIO()
    path.write_bytes(run(told(), told(mine_code="999999999999")))
    call_command("take_in_leads", str(path), stdout=out, stderr=err)
    assert out.getvalue().startswith("1 new, 0 updated") and "999999999999" in err.getvalue()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("take_in_leads", str(tmp_path / "none.json"))


def in_english(sign_in, url):
    """The page as a person reads it who has chosen English."""
    client = sign_in("county")
    with translation.override("zh-hans"):  # so that the language of this person does not stay for other tests
        client.post("/language/", {"language": "en", "next": "/"})
        response = client.get(url)
    assert response.status_code == 200
    return response.content.decode("utf-8-sig")


def test_an_english_reader_is_told_the_factors_in_english_only(sign_in, now):
    lead = with_days(now)
    text = in_english(sign_in, f"/leads/{lead.pk}/")
    assert "power: one sentence." in text and "feeder FD07 (other) (kW)" in text
    assert "一句话" not in text and "馈线FD07" not in text
    lines = in_english(sign_in, f"/leads/{lead.pk}/days.csv").splitlines()
    assert lines[3] == "Power,feeder FD07 (other),kW,2024-03-01,130.0,40.5,Yes,counted"


def test_a_chinese_reader_is_told_the_factors_in_chinese_only(sign_in, now):
    text = page(sign_in("county"), f"/leads/{with_days(now).pk}/")
    assert "power：一句话。" in text and "馈线FD07（其他）" in text
    assert "one sentence" not in text and "feeder FD07" not in text


@pytest.mark.parametrize("code", [MINE, "520281000002", "520281000003"])
def test_the_leads_of_the_demonstration_are_told_in_english(sign_in, code):
    lead = Lead.objects.filter(mine__unit__code=code).order_by("-score")[0]
    text = in_english(sign_in, f"/leads/{lead.pk}/")
    told = re.findall(r'<td class="told">(.*?)</td>', text)
    assert told and not [sentence for sentence in told if "：" in sentence or "。" in sentence]
    assert all(re.match(r"(People|Air|Power|Output|Haulage|Gas|Water|Explosives): ", line) for line in told)


def test_a_file_of_an_earlier_version_is_told_in_chinese_to_everyone(sign_in, now):
    days = series(SEEN, DUE)
    del days["label_en"]
    row = factor("power", "contradicts", 129.25, 40.5, "kW", series=days)
    del row["text_en"]
    actions.take_in(run(told(factors=[row])), by=None, at=now)
    text = in_english(sign_in, f"/leads/{Lead.objects.get(kind='card_parked').pk}/")
    assert "power：一句话。" in text and "馈线FD07（其他）" in text


def two_of_a_mine(now):
    """A lead and another of the same mine and kind, earlier."""
    early = {"from": "2024-02-01T00:00:00+08:00", "to": "2024-02-04T00:00:00+08:00", "score": 0.61}
    actions.take_in(run(told(), told(**early)), by=None, at=now)
    return Lead.objects.filter(kind="card_parked").order_by("-from_at")


def test_leads_of_a_mine_are_told_apart_where_one_is_merged(sign_in, now):
    lead, early = two_of_a_mine(now)
    client = sign_in("county")
    name = f"2024-02-01 – 02-03 61% 第{early.pk}号"
    assert name in page(client, f"/leads/{lead.pk}/merge/") and name in str(early)
    actions.merge(lead=early, into=lead, on=DAY, reason="同一处", by=None, at=now)
    text = page(client, f"/leads/{lead.pk}/")
    assert text.count(name) == 2  # among those merged, and in what happened
    own = page(client, f"/leads/{early.pk}/")
    assert name in own.split("<h1>")[1].split("</h1>")[0] and f"第{lead.pk}号" in own


def test_merging_parting_and_reopening_are_told_in_words_on_both_pages(sign_in, now):
    lead, early = two_of_a_mine(now)
    client = sign_in("county")
    actions.merge(lead=early, into=lead, on=DAY, reason="同一处", by=None, at=now)
    actions.reopen(lead=early, on=DAY, reason="两处不是一处", by=None, at=now)
    own, other = page(client, f"/leads/{early.pk}/"), page(client, f"/leads/{lead.pk}/")
    assert f"并入{lead}" in own and f"从{lead}分出" in own and "两处不是一处" in own
    assert f"并入了{early}" in other and f"分出了{early}" in other
    assert "待研判 → 已并入" in own and f"— → {lead}" in own and f"{lead} → —" in own
    assert "new → merged" not in own


def test_the_levels_and_shares_of_the_history_are_words(sign_in, now):
    lead, _early = two_of_a_mine(now)
    county = Unit.objects.get(code="R520281C")
    actions.assess(lead=lead, on=DAY, conclusion="true", reason="看图", by=None, at=now)
    actions.hand_over(
        lead=lead, unit=county, on=DAY, due_on=date(2024, 4, 10), instructions="查", by=None, at=now
    )
    actions.bring_back(lead=lead, on=DAY, result="city", note="看不清", by=None, at=now)
    text = page(sign_in("county"), f"/leads/{lead.pk}/")
    assert "县级 → 市级" in text and "county → city" not in text


def test_the_workbook_holds_numbers_that_sort_and_sum(sign_in, now):
    actions.take_in(run(told(score=1.0, persons_per_shift=15.5)), by=None, at=now)
    response = sign_in("county").get("/leads/?kind=card_parked&export=xlsx")
    sheet = load_workbook(BytesIO(response.content)).active
    head, row = [cell.value for cell in sheet[1]], list(sheet[2])
    cells = dict(zip(head, row, strict=True))
    assert (cells["概率"].value, cells["概率"].number_format) == (0.99, "0%")
    assert (cells["每班人数"].value, cells["预计涉险人数"].value) == (15.5, 15.3)
    assert cells["天数"].value == 7 and cells["不符因素"].value == 1
    assert cells["区划"].value == "六盘水市盘州市"


@pytest.mark.parametrize("word", ["三采区石门", STATIONS[0], f"{MINE}00001"])
def test_a_lead_is_found_by_the_name_or_code_of_its_station_and_by_a_card(sign_in, now, word):
    plan = {**PLAN, "stations": [{**PLAN["stations"][0], "name": "三采区石门"}, PLAN["stations"][1]]}
    actions.take_in(run(told(), plans={MINE: plan}), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    for url in ("/search/", "/leads/"):
        assert f'"/leads/{lead.pk}/"' in page(sign_in("county"), f"{url}?q={word}"), url
        assert f'"/leads/{lead.pk}/"' not in page(sign_in("neighbour"), f"{url}?q={word}"), url


def test_the_sheet_names_the_mine_where_the_file_brought_no_plan(sign_in, now):
    actions.take_in(run(told()), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    pdf = PdfDocument(sign_in("county").get(f"/leads/{lead.pk}/sheet.pdf").content)
    assert lead.mine.unit.name in pdf[0].get_textpage().get_text_bounded()


def test_the_feeds_page_counts_the_gaps_that_its_rows_show(sign_in, lake):
    text = page(sign_in("county"), "/leads/feeds/?as_of=2024-03-20")
    row = re.search(r"<tr><td><a.*?</tr>", text, re.S)[0]
    assert "离线" in row and "六盘水市盘州市" in row and "14小时4分" in row
    (count,) = re.findall(r"24小时内有中断 (\d+) 座", text)
    shown = re.findall(r"</td><td class=\"k-number\">(\d+)</td><td class=\"k-number\">\d", row)
    assert int(count) == sum(int(number) > 0 for number in shown)


@pytest.mark.parametrize(
    ("minutes", "told_as"),
    [(0, "0分"), (59, "59分"), (60, "1小时0分"), (1439, "23小时59分"), (1_410_627, "979天14小时")],
)
def test_a_silence_is_told_in_days_hours_and_minutes(minutes, told_as):
    assert feeds_views.told_time(timedelta(minutes=minutes)) == told_as


def test_the_columns_of_a_raw_file_are_named_in_english_for_an_english_reader(sign_in, lake, now):
    _folder, sha, _other = lake
    rows = [factor("people", "contradicts", 1.0, 0.0, "", [{"file": "s.txt", "sha256": sha, "rows": 4}])]
    actions.take_in(run(told(factors=rows)), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    text = in_english(sign_in, f"/leads/{lead.pk}/raw/{sha}/")
    assert "card, name, " in text and "人员卡编码" not in text
