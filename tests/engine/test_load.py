"""Loading an inbox: what is taken, what is not and why, and that a second time changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from minewarden.engine.commands import feeds
from minewarden.engine.lake import Lake
from minewarden.engine.lake_raw import raw_bytes
from minewarden.engine.load import LoadReport, Settings, load
from minewarden.errors import BadInput
from tests.engine.inbox import (
    MINE,
    NOW,
    START,
    china,
    name,
    person,
    put,
    put_power,
    put_register,
    put_snapshots,
    snapshot,
    text,
)
from tests.engine.lakes import catalogue_rows, files_below, lake_rows

ONE = Settings(workers=1)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def loaded(inbox: Path, lake: Path, **more: object) -> LoadReport:
    return load(inbox, lake, **{"now": NOW, "settings": ONE, **more})  # type: ignore[arg-type]


def reasons(report: LoadReport) -> list[str]:
    return [one.reason for one in report.quarantined]


def test_every_row_of_a_clean_inbox_is_taken(inbox: Path, lake: Path) -> None:
    put_snapshots(inbox, 6, persons=5)
    put_register(inbox)
    put_power(inbox, 8)
    report = loaded(inbox, lake)
    assert report == LoadReport(files=8, rows=38)
    rows = Lake(lake).table("ryss", MINE)
    assert rows.num_rows == 30
    assert rows["at"].to_pylist() == sorted(rows["at"].to_pylist())


def test_a_second_load_changes_nothing(inbox: Path, lake: Path) -> None:
    put_snapshots(inbox, 3)
    put_power(inbox, 8)
    (inbox / MINE / "README").write_text("remark")
    loaded(inbox, lake)
    before = catalogue_rows(lake), lake_rows(lake), files_below(lake, "data", "raw", "quarantine")
    report = loaded(inbox, lake)
    assert (report.rows, report.duplicates, len(report.quarantined)) == (0, 4, 1)
    after = catalogue_rows(lake), lake_rows(lake), files_below(lake, "data", "raw", "quarantine")
    assert before == after


def test_the_same_content_under_another_path_is_a_duplicate(inbox: Path, lake: Path) -> None:
    (path,) = put_snapshots(inbox, 1)
    loaded(inbox, lake)
    path.rename(path.parent.parent / path.name)
    report = loaded(inbox, lake)
    assert (report.rows, report.duplicates) == (0, 1)
    assert loaded(inbox, lake).duplicates == 1


def test_twins_in_one_batch_count_once(inbox: Path, lake: Path) -> None:
    (path,) = put_snapshots(inbox, 1, persons=3)
    (path.parent / "copy").mkdir()
    (path.parent / "copy" / path.name).write_bytes(path.read_bytes())
    report = loaded(inbox, lake)
    assert (report.rows, report.duplicates) == (3, 1)


def test_twins_that_are_both_bad_are_both_reported(inbox: Path, lake: Path) -> None:
    (path,) = put_snapshots(inbox, 1, persons=3)
    path.write_bytes(path.read_bytes().replace(b";1;2024", b";7;2024"))
    (path.parent / "copy").mkdir()
    (path.parent / "copy" / path.name).write_bytes(path.read_bytes())
    for _ in range(2):
        report = loaded(inbox, lake)
        assert (report.rows, len(report.quarantined), report.duplicates) == (0, 2, 0)


def test_a_half_written_file_waits_in_quarantine_and_is_taken_when_whole(inbox: Path, lake: Path) -> None:
    (path,) = put_snapshots(inbox, 1, persons=4)
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    first = loaded(inbox, lake)
    assert (first.rows, reasons(first)) == (0, ["incomplete: the end mark || is missing"])
    kept = list((lake / "quarantine").rglob("*.txt"))
    assert [p.read_bytes() for p in kept] == [whole[:-30]]
    path.write_bytes(whole)
    second = loaded(inbox, lake)
    assert (second.rows, second.quarantined) == (4, [])


def test_a_bad_record_is_kept_apart_with_its_line(inbox: Path, lake: Path) -> None:
    (path,) = put_snapshots(inbox, 1, persons=10)
    segments = path.read_bytes().split(b"~")
    segments[4] = segments[4].rpartition(b";")[0]
    path.write_bytes(b"~".join(segments))
    report = loaded(inbox, lake)
    assert (report.rows, report.rejected_rows) == (9, 1)
    assert [(one.line, one.reason) for one in report.quarantined] == [(5, "14 fields, not 15")]
    (kept,) = (lake / "quarantine").rglob("*.rejected.jsonl")
    assert json.loads(kept.read_text())["text"].encode() == segments[4]


def test_a_file_with_more_than_a_fifth_of_bad_records_is_refused_whole(inbox: Path, lake: Path) -> None:
    records = [person(card, START) for card in range(1, 11)]
    for bad, taken in ((2, 8), (3, 0)):
        at = START + timedelta(minutes=bad)
        spoiled = [record.replace(";1;", ";5;") if i < bad else record for i, record in enumerate(records)]
        put(inbox, at, "RYSS", text("RYSS", at, spoiled))
        assert loaded(inbox, lake).rows == taken


REFUSED = {
    "fullwidth": (lambda body: body.replace(b";", "；".encode()), "full-width separator"),
    "bom": (lambda body: b"\xef\xbb\xbf" + body, "byte order mark"),
    "gbk": (lambda body: body.decode().encode("gbk"), "not UTF-8"),
    "utf16": (lambda body: body.decode().encode("utf-16"), "UTF-16"),
    "gzip": (lambda body: b"\x1f\x8b\x08" + body, "packed with gzip"),
    "zip": (lambda body: b"PK\x03\x04" + body, "packed with zip"),
    "empty": (lambda body: b"", "empty file"),
    "zeros": (lambda body: bytes(5000), "zero bytes"),
    "no end": (lambda body: body[:-2], "end mark || is missing"),
    "twice": (lambda body: body + body, "text after the end mark"),
    "other mine": (lambda body: body.replace(MINE.encode(), b"520221000199"), "the header says mine"),
    "bad time": (lambda body: body.replace(china(START).encode(), b"2024-13-01 00:00:00", 1), "upload time"),
    "caret end": (lambda body: body.replace(b"||", b"]]]"), "does not go with"),
    "quoted": (lambda body: b'"' + body, "no JSON text"),
    "header": (lambda body: body.replace(b"~", b";x~", 1), "header of 4 fields"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_breaks_the_format_is_kept_whole_with_its_reason(
    inbox: Path, lake: Path, kind: str
) -> None:
    spoil, reason = REFUSED[kind]
    content = spoil(snapshot(START, 5))
    put(inbox, START, "RYSS", content)
    report = loaded(inbox, lake)
    assert report.rows == 0
    assert reason in reasons(report)[0]
    (told,) = (lake / "quarantine").rglob("*.reason.json")
    assert reason in json.loads(told.read_text())["reason"]
    assert told.with_name(told.name.removesuffix(".reason.json")).read_bytes() == content


def test_an_upload_time_in_the_future_waits_until_it_has_come(inbox: Path, lake: Path) -> None:
    soon = NOW + timedelta(minutes=4)
    later = NOW + timedelta(minutes=6)
    for at in (soon, later):
        put(inbox, at, "RYSS", snapshot(at, 2))
    first = loaded(inbox, lake)
    assert first.rows == 2
    assert "lies in the future" in reasons(first)[0]
    second = loaded(inbox, lake, now=NOW + timedelta(minutes=2))
    assert (second.rows, second.quarantined) == (2, [])
    assert files_below(lake, "quarantine") == []


def test_a_file_of_another_mine_is_refused(inbox: Path, lake: Path) -> None:
    content = snapshot(START, 2, mine="520221000199")
    path = inbox / MINE / "rydw" / name("RYSS", START, "520221000199")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert reasons(loaded(inbox, lake)) == ["file of another mine: 520221000199"]


def test_a_second_snapshot_of_the_same_instant_is_refused(inbox: Path, lake: Path) -> None:
    put(inbox, START, "RYSS", snapshot(START, 5))
    loaded(inbox, lake)
    put(inbox, START, "RYSS", snapshot(START, 3))
    report = loaded(inbox, lake)
    assert report.rows == 0
    assert "contradicts the snapshot" in reasons(report)[0]
    assert Lake(lake).table("ryss", MINE).num_rows == 5


def test_late_files_become_history_in_time_order(inbox: Path, lake: Path) -> None:
    put_snapshots(inbox, 2, persons=2, start=START + timedelta(hours=1))
    loaded(inbox, lake)
    put_snapshots(inbox, 2, persons=2, start=START)
    put_snapshots(inbox, 1, persons=2, start=START + timedelta(hours=1, minutes=2))
    loaded(inbox, lake)
    at = Lake(lake).table("ryss", MINE, columns=["at"])["at"].to_pylist()
    assert at == sorted(at)
    assert len(at) == 10


def test_whatever_else_lies_in_the_inbox_is_reported(inbox: Path, lake: Path) -> None:
    put_snapshots(inbox, 1)
    (inbox / "README").write_text("x")
    (inbox / "notes").mkdir()
    (inbox / "notes" / "a.txt").write_text("x")
    (inbox / MINE / "a.tmp").write_text("x")
    (inbox / MINE / "speeds.csv").write_text("x")
    (inbox / MINE / name("YSLCDSS", START)).write_text("x")
    (inbox / MINE / os.fsdecode(b"\xff\xfe.txt")).write_text("x")
    (inbox / MINE / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(inbox / MINE / "pipe.txt")
    report = loaded(inbox, lake)
    assert (report.files, report.rows, len(report.quarantined)) == (9, 5, 8)
    assert "unknown type YSLCDSS" in reasons(report)
    json.dumps(report.as_json()).encode()


def test_a_file_over_the_cap_is_refused_without_being_read_whole(inbox: Path, lake: Path) -> None:
    put(inbox, START, "RYSS", snapshot(START, 50))
    report = loaded(inbox, lake, settings=Settings(max_file_bytes=2_000_000, workers=1))
    assert report.rows == 50
    (inbox / MINE / name("RYSS", NOW)).write_bytes(b"9" * 2_000_001)
    report = loaded(inbox, lake, settings=Settings(max_file_bytes=2_000_000, workers=1))
    assert reasons(report) == ["larger than 1 MB"]


def test_clues_are_kept_and_flagged_not_refused(inbox: Path, lake: Path) -> None:
    record = person(1, START).replace(f";{MINE}0003;", f";{MINE}0009;", 1)
    put(inbox, START, "RYSS", text("RYSS", START, [record, person(2, START)]))
    report = loaded(inbox, lake)
    assert (report.rows, report.rejected_rows) == (2, 0)
    assert catalogue_rows(lake)["clues"] == [(1, "station_outside_area", 1)]


def test_every_row_leads_to_the_bytes_of_its_raw_file(inbox: Path, lake: Path) -> None:
    paths = put_snapshots(inbox, 30, persons=3)
    loaded(inbox, lake)
    for part in Lake(lake).parts("ryss"):
        rows = pq.read_table(part, columns=["sha256", "at"]).to_pylist()
        for row in rows:
            raw = raw_bytes(lake, row["sha256"])
            assert hashlib.sha256(raw).hexdigest() == row["sha256"]
            assert china(row["at"]).encode() in raw
    assert {raw_bytes(lake, hashlib.sha256(p.read_bytes()).hexdigest()) for p in paths} == {
        p.read_bytes() for p in paths
    }


def test_parts_lie_by_data_set_china_date_and_group(inbox: Path, lake: Path) -> None:
    put_snapshots(inbox, 2, start=START - timedelta(minutes=5))
    loaded(inbox, lake)
    folders = [path.rpartition("/")[0] for path in files_below(lake, "data")]
    assert folders == [
        "data/ryss/date=2024-02-29/group=520221",
        "data/ryss/date=2024-03-01/group=520221",
    ]


# -- tables ------------------------------------------------------------------------------------------------


def test_a_table_that_grows_and_is_sent_again_counts_once(inbox: Path, lake: Path) -> None:
    put_power(inbox, 10)
    loaded(inbox, lake)
    put_power(inbox, 200)
    report = loaded(inbox, lake)
    power = Lake(lake).table("power", MINE)
    assert report.rows == 200
    assert power.num_rows == 200
    assert power["kw"].to_pylist() == [100.0 + n for n in range(200)]


@pytest.mark.parametrize("together", [True, False])
def test_a_table_that_arrived_later_replaces_the_rows_that_it_repeats(
    inbox: Path, lake: Path, together: bool
) -> None:
    os.utime(put_power(inbox, 10, file_name="power.csv"), (1000, 1000))
    if not together:
        loaded(inbox, lake)
    os.utime(put_power(inbox, 4, file_name="power-2.csv", kw=7.0), (2000, 2000))
    loaded(inbox, lake)
    kw = Lake(lake).table("power", MINE)["kw"].to_pylist()
    assert kw == [7.0, 8.0, 9.0, 10.0] + [100.0 + n for n in range(4, 10)]


def test_tables_of_every_kind_are_typed(inbox: Path, lake: Path) -> None:
    folder = inbox / MINE
    folder.mkdir(parents=True)
    tables = {
        "haulage": "at,conveyor,running_s,t\n2024-03-01T00:00:00+08:00,C1,900,120.5\n",
        "output": "date,shift,hoisted_t,reported_t\n2024-03-01,早班,1100.5,900\n",
        "water": "at,pump,m3\r\n2024-03-01T00:00:00+08:00,P1,75.0\r\n",
        "explosives": "at,face_id,explosive_kg,detonators,returned_kg\n2024-03-01T08:00:00+08:00,F1,12.5,30,0\n",
        "video": "at,position,direction,persons\n2024-02-29T16:00:00Z,main_shaft,in,12\n",
    }
    for kind, content in tables.items():
        (folder / f"{kind}.csv").write_text(content, encoding="utf-8", newline="")
    assert loaded(inbox, lake) == LoadReport(files=5, rows=5)
    reader = Lake(lake)
    rows = {kind: reader.table(kind, MINE).to_pylist()[0] for kind in tables}
    assert rows["output"]["at"] == START
    assert (rows["output"]["date"].isoformat(), rows["output"]["shift"]) == ("2024-03-01", "早班")
    assert rows["video"]["at"] == START
    assert (rows["explosives"]["detonators"], rows["water"]["m3"], rows["haulage"]["t"]) == (30, 75.0, 120.5)


def test_bad_lines_of_a_table_are_rejected_one_by_one(inbox: Path, lake: Path) -> None:
    path = put_power(inbox, 10)
    lines = path.read_text().splitlines()
    lines[3] = lines[3].replace("+08:00", "")
    path.write_text("\n".join(lines) + "\n")
    report = loaded(inbox, lake)
    assert (report.rows, report.rejected_rows) == (9, 1)
    assert [(one.line, one.reason) for one in report.quarantined] == [(4, "at: time without offset")]


# -- profiles ----------------------------------------------------------------------------------------------


def test_the_second_profile_is_known_by_its_marks(inbox: Path, lake: Path) -> None:
    content = snapshot(START, 3).replace(b"~||", b"^]]]").replace(b"~", b"^")
    (inbox / MINE / "rydw").mkdir(parents=True)
    (inbox / MINE / "rydw" / name("NRYSS", START)).write_bytes(content)
    report = loaded(inbox, lake)
    assert (report.rows, report.quarantined) == (3, [])


def test_a_profile_laid_down_for_a_mine_is_followed(inbox: Path, lake: Path) -> None:
    old = "150622B0012000200092"
    folder = inbox / MINE
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(
        f'mine_code = "{old}"\ntime = "yyyy-MM-dd/HH:mm:ss"\n[columns]\nRYSS = ["card", "name", "flag", '
        '"entered_at", "left_at", "area_code", "area_entered_at", "-"]\n'
    )
    record = f"{old}02433;张三;1;2024-03-01/00:00:00;xxxx-xx-xx xx:xx:xx;{old}0001;;whatever"
    content = f"{old};某矿;2024-03-01/00:05:00~{record}~||".encode()
    (folder / f"{old}_RYSS_20240301000500.txt").write_bytes(content)
    report = loaded(inbox, lake)
    assert (report.files, report.rows, report.quarantined) == (1, 1, [])
    (row,) = Lake(lake).table("ryss", MINE).to_pylist()
    assert (row["card"], row["left_at"], row["station_code"]) == (old + "02433", None, None)


def test_slips_that_senders_are_known_for_are_tolerated(inbox: Path, lake: Path) -> None:
    broken = snapshot(START, 3).replace(b"~", b"~\r\n")
    put(inbox, START, "RYSS", broken + b"\r\n")
    at = START + timedelta(minutes=5)
    put(inbox, at, "RYSS", json.dumps(snapshot(at, 3).decode()).encode())
    at = START + timedelta(minutes=10)
    put(inbox, at, "RYSS", snapshot(at, 3).replace(b"~||", b"||"))
    at = START + timedelta(minutes=15)
    put(inbox, at, "RYSS", snapshot(at, 3).replace(b";;", b";xxxx-xx-xx xx:xx:xx;"))
    assert loaded(inbox, lake) == LoadReport(files=4, rows=12)


def test_an_unusable_profile_is_reported_and_the_rest_goes_on(inbox: Path, lake: Path) -> None:
    put_snapshots(inbox, 1, persons=2)
    (inbox / MINE / "profile.toml").write_text("separator = 5")
    report = loaded(inbox, lake)
    assert report.rows == 2
    assert "unknown key separator" in reasons(report)[0]


# -- the command -------------------------------------------------------------------------------------------


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(feeds, [str(word) for word in words])
    if isinstance(result.exception, BadInput):
        return result.exception.exit_code, ""
    return result.exit_code, result.stdout


def test_the_command_prints_one_json_object_and_exits_zero(inbox: Path, lake: Path) -> None:
    put_snapshots(inbox, 2, persons=2)
    code, out = run("load", inbox, "--lake", lake, "--json")
    assert (code, json.loads(out)) == (
        0, {"files": 2, "rows": 4, "duplicates": 0, "quarantined": [], "rejected_rows": 0}
    )  # fmt: skip


def test_the_command_exits_three_when_something_was_not_taken(inbox: Path, lake: Path) -> None:
    put(inbox, START, "RYSS", snapshot(START, 5)[:-1])
    code, out = run("load", inbox, "--lake", lake, "--json")
    assert code == 3
    assert json.loads(out)["quarantined"] == [
        {
            "file": f"{MINE}/rydw/{name('RYSS', START)}",
            "reason": "incomplete: the end mark || is missing",
            "line": 0,
        }
    ]


def test_the_command_exits_two_for_unusable_arguments(inbox: Path, lake: Path) -> None:
    inbox.mkdir()
    file = inbox.parent / "file"
    file.write_text("x")
    assert run("load", inbox / "absent", "--lake", lake)[0] == 2
    assert run("load", inbox)[0] == 2
    assert run("load", inbox, "--lake", file)[0] == 2
    assert run("load", inbox, "--lake", inbox / "lake")[0] == 2


def test_bad_records_of_a_file_that_was_refused_at_first_stay_in_quarantine(inbox: Path, lake: Path) -> None:
    later = NOW + timedelta(days=1)
    put(inbox, later, "RYSS", snapshot(later, 10).replace(b";1;2024", b";7;2024", 1))
    assert "lies in the future" in reasons(loaded(inbox, lake))[0]
    assert loaded(inbox, lake, now=later).rejected_rows == 1
    kept = [name.rpartition(".txt")[2] for name in files_below(lake, "quarantine")]
    assert kept == [".rejected.jsonl", ".rejected.jsonl.reason.json"]
