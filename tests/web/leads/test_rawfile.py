"""Raw files as evidence: what is shown is what the lake read there, and never the name of a person."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from minewarden.engine.load import load
from minewarden.feeds import BY_NAME
from minewarden.web.leads import actions
from minewarden.web.leads import lake as pages_lake
from minewarden.web.leads.lake import RawText
from minewarden.web.leads.models import Lead
from minewarden.web.leads.rawfile import lines_of, mask
from tests.engine import inbox
from tests.web.leads.files import MINE, START, factor, run, told

pytestmark = pytest.mark.django_db
USUAL = [column.name for column in BY_NAME["RYSS"].sent]
NAME, SHIFT = USUAL.index("name"), USUAL.index("shift_system")


def swapped(fields):
    """The fields with the name where the working shifts usually stand, and the other way round."""
    fields = list(fields)
    fields[NAME], fields[SHIFT] = fields[SHIFT], fields[NAME]
    return fields


def record(card, name, **changes):
    """A record of RYSS in the usual order."""
    fields = dict(zip(USUAL, inbox.person(card, START, mine=MINE, trace=0).split(";"), strict=True))
    return list((fields | {"name": name} | changes).values())


def lake_with(settings, tmp_path, profile, records):
    """The site with a lake of one snapshot of a mine that has laid down `profile`; the hash of the snapshot."""
    folder = tmp_path / "inbox" / MINE
    inbox.put_register(tmp_path / "inbox", MINE)
    (folder / "profile.toml").write_text(profile, encoding="utf-8")
    path = inbox.put(
        tmp_path / "inbox",
        START,
        "RYSS",
        inbox.text("RYSS", START, [";".join(r) for r in records], MINE),
        MINE,
    )
    load(tmp_path / "inbox", tmp_path / "lake", now=START + timedelta(days=1))
    settings.MINEWARDEN_LAKE = tmp_path / "lake"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def shown(raw):
    lines = lines_of(raw)
    return [lines.masked(line) for line in lines.lines]


def columns(names):
    return f"[columns]\nRYSS = {names!r}\n".replace("'", '"')


def page_of(sign_in, now, sha):
    rows = [factor("people", "contradicts", 1.0, 0.0, "", [{"file": "s.txt", "sha256": sha, "rows": 4}])]
    actions.take_in(run(told(factors=rows)), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    return sign_in("county").get(f"/leads/{lead.pk}/raw/{sha}/").content.decode()


def test_a_name_that_the_mines_profile_has_in_another_column_is_not_shown(sign_in, settings, tmp_path, now):
    people = [swapped(record(1, "王建国")), swapped(record(2, "ZHANG SAN"))]
    sha = lake_with(settings, tmp_path, columns(swapped(USUAL)), people)
    text = page_of(sign_in, now, sha)
    assert "王建国" not in text and "建国" not in text and "ZHANG" not in text
    assert f"{MINE}00001" in text and "2024-03-20 08:00:00" in text


def test_a_name_that_the_profile_skips_is_not_shown(sign_in, settings, tmp_path, now):
    names = swapped(USUAL)
    names[SHIFT] = "-"
    sha = lake_with(settings, tmp_path, columns(names), [swapped(record(1, "王建国"))])
    assert "王建国" not in page_of(sign_in, now, sha)


def test_a_file_with_other_marks_than_the_usual_shows_codes_and_times_only(sign_in, settings, tmp_path, now):
    people = [[field.replace(";", "#") for field in record(1, "王建国")]]
    content = "#".join(people[0])
    folder = tmp_path / "inbox" / MINE
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text('field = "#"\nrecord = "^"\nend = "$$"\n', encoding="utf-8")
    text = f"{MINE}#测试煤矿#{inbox.china(START)}^{content}^$$"
    path = inbox.put(tmp_path / "inbox", START, "RYSS", text.encode(), MINE)
    load(tmp_path / "inbox", tmp_path / "lake", now=START + timedelta(days=1))
    settings.MINEWARDEN_LAKE = tmp_path / "lake"
    told = page_of(sign_in, now, hashlib.sha256(path.read_bytes()).hexdigest())
    assert "＊" in told and "王" not in told and "测试" not in told


def test_a_record_that_was_not_taken_shows_codes_and_times_only(settings, tmp_path):
    people = [record(n, f"王建{n}") for n in range(1, 9)]
    broken = [*record(9, "李大伟")[:4], "赵六", *record(9, "")[4:]]
    sha = lake_with(settings, tmp_path, "", [*people, broken])
    lines = shown(pages_lake.raw_text(MINE, sha))
    assert len(lines) == 10 and "王＊＊" in lines[1] and "三八制" in lines[1]
    assert (
        f"{MINE}00009" in lines[9]
        and "李" not in lines[9]
        and "赵" not in lines[9]
        and "三八制" not in lines[9]
    )


def test_the_usual_file_is_shown_as_it_came_but_for_its_names(settings, tmp_path):
    sha = lake_with(settings, tmp_path, "", [record(1, "王建国", left_at="xxxx-xx-xx xx:xx:xx")])
    raw = pages_lake.raw_text(MINE, sha)
    usual = record(1, "王＊＊", left_at="xxxx-xx-xx xx:xx:xx")
    assert shown(raw)[1] == ";".join(usual)
    assert lines_of(raw).columns[NAME] == "姓名"


def test_columns_that_are_not_where_they_usually_are_are_not_named(settings, tmp_path):
    sha = lake_with(settings, tmp_path, columns(swapped(USUAL)), [swapped(record(1, "王建国"))])
    found = lines_of(pages_lake.raw_text(MINE, sha)).columns
    assert found[NAME] == found[SHIFT] == "—" and found[0] == "人员卡编码"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张＊"), ("欧阳明华", "欧＊＊＊"), ("李", "＊"), ("", ""), (" 王五 ", "王＊")],
)
def test_a_name_is_masked(name, masked):
    assert mask(name) == masked


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("x_RYSS_1.txt", "a;张三~b;Li Si", ["＊;＊＊", "＊;＊＊＊＊＊"]),
        ("x_RYSS_1.txt", f"{MINE}00001;2024-03-20 08:00:00;522121198001011234",
         [f"{MINE}00001;2024-03-20 08:00:00;" + "＊" * 18]),
        ("register.json", f'{{"mine_code": "{MINE}",\n"矿长": "张三"}}',
         ['{"＊＊＊＊＊＊＊＊＊"＊＊"' + MINE + '",', '"＊＊"＊＊"＊＊"}']),
        ("power.csv", "at,feeder,kw\n2024-03-20T08:00+08:00,FD1,3.5\n2024-03-20T08:00+08:00,FD1,3.5,张三",
         ["at,feeder,kw", "2024-03-20T08:00+08:00,FD1,3.5", "＊" * 22 + ",＊＊＊,＊＊＊,＊＊"]),
    ],
)  # fmt: skip
def test_a_file_of_unknown_layout_has_all_its_words_masked(now, name, text, lines):
    assert shown(RawText(MINE, name, "RYSS", now, 1, text)) == lines


def test_a_long_file_opens_where_its_first_line_is_marked_and_says_what_it_is(
    sign_in, settings, tmp_path, now
):
    inbox.put_register(tmp_path / "inbox", MINE)
    path = tmp_path / "inbox" / MINE / "power.csv"
    feeders = [f"FD0{n}" for n in (1, 2)]
    times = [START.replace(hour=0, minute=0) + timedelta(minutes=15 * n) for n in range(300)]
    rows = [f"{at.isoformat()},{feeder},1.5" for feeder in feeders for at in times]
    path.write_text("\n".join(["at,feeder,kw", *rows]) + "\n", encoding="utf-8")
    load(tmp_path / "inbox", tmp_path / "lake", now=START + timedelta(days=9))
    settings.MINEWARDEN_LAKE = tmp_path / "lake"
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    period = {"from": "2024-03-21T00:00:00+08:00", "to": "2024-03-22T00:00:00+08:00"}
    days = {"label": "馈线FD02（其他）", "days": ["2024-03-21"], "observed": [1.5], "expected": [1.0]}
    proof = [{"file": "power.csv", "sha256": sha, "rows": 96}]
    row = factor("power", "contradicts", 1.5, 1.0, "kW", proof, series=days)
    actions.take_in(run(told(factors=[row], **period)), by=None, at=now)
    lead = Lead.objects.get(kind="card_parked")
    text = sign_in("county").get(f"/leads/{lead.pk}/raw/{sha}/").content.decode()
    assert "标出 96 行" in text and "第 398 行" in text and "“FD02”" in text and "相关卡" not in text
    assert "2 / 4" in text and text.count("<mark>") == 3
    text = sign_in("county").get(f"/leads/{lead.pk}/raw/{sha}/?page=1").content.decode()
    assert "1 / 4" in text and "<mark>" not in text
