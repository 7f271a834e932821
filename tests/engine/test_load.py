"""Loading an inbox: what is taken, what is not and why, and that a second time changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import minewarden.engine.load as engine_load
from minewarden.engine import load_batch, load_plan, load_tables
from minewarden.engine.commands import feeds
from minewarden.engine.lake import Lake
from minewarden.engine.lake_raw import raw_bytes
from minewarden.engine.load import LoadReport, Settings, load
from minewarden.engine.load_plan import Found
from minewarden.errors import BadInput
from minewarden.feeds.reading import TextFile
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

OTHER = "520221000102"
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


def test_the_size_that_is_kept_is_that_of_what_was_read(
    inbox: Path, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = put_snapshots(inbox, 1, persons=3)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    scan = load_plan.scan

    def grows(root: Path, unit: str) -> list[Found]:
        """The rest of the file arrives between listing and reading."""
        found = scan(root, unit)
        if found:
            path.write_bytes(whole)
        return found

    monkeypatch.setattr(engine_load, "scan", grows)
    assert loaded(inbox, lake).rows == 3
    assert raw_bytes(lake, hashlib.sha256(whole).hexdigest()) == whole


# -- one bad file, all the others --------------------------------------------------------------------------


BAD_REGISTERS = {
    "time before the calendar": '{"mine_code": "%s", "faces": [{"face_id": "F", "from": "0001-01-01"}]}',
    "no number": '{"mine_code": "%s", "headcount_limit": NaN}',
    "endless": '{"mine_code": "%s", "capacity_t_per_year": Infinity}',
    "too large": '{"mine_code": "%s", "capacity_t_per_year": 1' + "0" * 400 + "}",
    "shifts": '{"mine_code": "%s", "shift_starts": 3}',
    "half a letter": '{"mine_code": "%s", "name": "\\ud800"}',
}


@pytest.mark.parametrize("kind", BAD_REGISTERS)
def test_a_register_with_an_impossible_value_stops_nobody_else(inbox: Path, lake: Path, kind: str) -> None:
    put_register(inbox).write_text(BAD_REGISTERS[kind].replace("%s", MINE))
    put_snapshots(inbox, 2, persons=2, mine=OTHER)
    report = loaded(inbox, lake)
    assert (report.rows, len(report.quarantined)) == (4, 1)
    assert "register.json" in reasons(report)[0]
    assert run("load", inbox, "--lake", lake)[0] == 3


BAD_PROFILES = {
    "placeholders = 5": "placeholders",
    "placeholders = 'xx'": "placeholders",
    "a = " + "[" * 5000: "cannot be read",
    "card_length = 1" + "0" * 5000: "cannot be read",
    "card_length = true": "card_length",
    "[columns]\nRYSS = ['card', 'wage']": "the profile names columns that RYSS has not: wage",
}


@pytest.mark.parametrize("told", BAD_PROFILES, ids=lambda told: told[:24])
def test_a_profile_that_cannot_be_followed_stops_nobody_else(inbox: Path, lake: Path, told: str) -> None:
    put_snapshots(inbox, 2, persons=2)
    put_snapshots(inbox, 2, persons=2, mine=OTHER)
    (inbox / MINE / "profile.toml").write_text(told)
    report = loaded(inbox, lake)
    assert BAD_PROFILES[told] in reasons(report)[0]
    assert Lake(lake).table("ryss", OTHER).num_rows == 4


@pytest.mark.parametrize("pooled", [False, True])
def test_a_file_that_a_defect_of_ours_cannot_read_is_set_aside_alone(
    inbox: Path, lake: Path, monkeypatch: pytest.MonkeyPatch, pooled: bool
) -> None:
    paths = put_snapshots(inbox, 5, persons=2)
    put_power(inbox, 4)
    put_snapshots(inbox, 2, persons=2, mine=OTHER)
    sound = load_batch.open_text

    def defective(data: bytes, *told: Any) -> TextFile:
        if data == content:
            raise ZeroDivisionError("a \ud800 defect")
        return sound(data, *told)

    content = paths[2].read_bytes()
    monkeypatch.setattr(load_batch, "open_text", defective)
    monkeypatch.setattr(engine_load, "ProcessPoolExecutor", lambda *_, **__: ThreadPoolExecutor(2))
    settings = Settings(workers=2, pool_from_bytes=0) if pooled else ONE
    for _ in range(2):
        report = loaded(inbox, lake, settings=settings)
        assert len(report.quarantined) == 1
        assert reasons(report)[0].startswith("a defect of this program: ZeroDivisionError: a ")
    assert report.rows == 0
    assert Lake(lake).table("ryss", MINE).num_rows == 8
    assert Lake(lake).table("ryss", OTHER).num_rows == 4
    monkeypatch.setattr(load_batch, "open_text", sound)
    assert loaded(inbox, lake).rows == 2
    assert files_below(lake, "quarantine") == []


def test_a_batch_that_cannot_be_written_for_a_defect_leaves_no_parts(
    inbox: Path, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_snapshots(inbox, 4, persons=2)
    clues = load_tables.clues

    def defective(dataset: str, table: pa.Table) -> dict[int, dict[str, int]]:
        if 2 in table["file_no"].to_pylist():
            raise ZeroDivisionError
        return clues(dataset, table)

    monkeypatch.setattr(load_tables, "clues", defective)
    report = loaded(inbox, lake)
    assert (report.rows, len(report.quarantined)) == (6, 1)
    assert len(files_below(lake, "data")) == len(Lake(lake).parts("ryss")) == 3
    assert Lake(lake).table("ryss", MINE).num_rows == 6


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), MemoryError()])
def test_a_full_disk_or_memory_ends_the_load_and_blames_no_file(
    inbox: Path, lake: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    put_snapshots(inbox, 2)

    def full(*_: object) -> None:
        raise error

    monkeypatch.setattr(load_tables, "write_parts", full)
    with pytest.raises(type(error)):
        loaded(inbox, lake)
    monkeypatch.undo()
    assert loaded(inbox, lake) == LoadReport(files=2, rows=10)


@pytest.mark.parametrize("what", ["file", "folder", "profile"])
def test_what_may_not_be_read_is_reported_and_the_rest_is_loaded(
    inbox: Path, lake: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    put_snapshots(inbox, 2, persons=2, mine=OTHER)
    path = put_register(inbox)
    closed = {"file": path, "folder": path.parent, "profile": path.parent / "profile.toml"}[what]
    (path.parent / "profile.toml").write_text("")
    shut(monkeypatch, closed)
    report = loaded(inbox, lake)
    assert report.rows == 4
    assert [(one.file, one.reason) for one in report.quarantined] == [
        (closed.relative_to(inbox).as_posix(), "cannot be read: Permission denied")
    ]
    assert load_plan.total_bytes(inbox) > 0
    monkeypatch.undo()
    assert loaded(inbox, lake).quarantined == []
    assert Lake(lake).register(MINE) is not None


def shut(monkeypatch: pytest.MonkeyPatch, closed: Path) -> None:
    """Makes one path refuse to be listed, looked at or opened, as it would to whoever may not."""

    class Entry:
        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.entry, self.name, self.path = entry, entry.name, entry.path

        def is_dir(self, *, follow_symlinks: bool) -> bool:
            return self.entry.is_dir(follow_symlinks=follow_symlinks)

        def stat(self, *, follow_symlinks: bool) -> os.stat_result:
            refuse(self.path)
            return self.entry.stat(follow_symlinks=follow_symlinks)

    def refuse(path: object) -> None:
        if Path(str(path)) == closed:
            raise PermissionError(13, "Permission denied")

    @contextmanager
    def listed(folder: Path) -> Iterator[Iterator[Entry]]:
        refuse(folder)
        with scandir(folder) as entries:
            yield map(Entry, entries)

    def read_bytes(path: Path) -> bytes:
        refuse(path)
        return bytes_of(path)

    scandir, bytes_of = os.scandir, Path.read_bytes
    monkeypatch.setattr(load_plan.os, "scandir", listed)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)


# -- snapshots of one instant ------------------------------------------------------------------------------


@pytest.mark.parametrize("together", [True, False])
def test_a_good_snapshot_is_taken_in_place_of_a_bad_one_of_its_instant(
    inbox: Path, lake: Path, together: bool
) -> None:
    good = snapshot(START, 10)
    put(inbox, START, "RYSS", good.replace(b";1;2024", b";7;2024", 5))
    if not together:
        assert "too many bad records" in reasons(loaded(inbox, lake))[0]
    folder = inbox / MINE / "rydw" / "resent"
    folder.mkdir()
    (folder / name("RYSS", START)).write_bytes(good)
    (folder / name("RYSS", START + timedelta(seconds=1))).write_bytes(snapshot(START, 4))
    report = loaded(inbox, lake)
    assert report.rows == 10
    assert [reason.partition(" of ")[0][:24] for reason in sorted(reasons(report))] == [
        "contradicts the snapshot", "too many bad records amo"
    ]  # fmt: skip
    assert loaded(inbox, lake).rows == 0
    assert Lake(lake).table("ryss", MINE).num_rows == 10


# -- wrong clocks ------------------------------------------------------------------------------------------


def gas(*times: datetime) -> list[str]:
    """Out: CDSS records of one sensor."""
    return [f"{MINE}01MN00010001;甲烷;工作面;0.1;%;0;{china(at)}" for at in times]


def test_a_reading_whose_own_time_is_impossible_is_rejected_alone(inbox: Path, lake: Path) -> None:
    sound = [START - timedelta(minutes=n) for n in range(20)] + [START - timedelta(days=30)]
    wrong = [NOW + timedelta(minutes=6), START - timedelta(days=32), START + timedelta(days=2)]
    put(inbox, START, "CDSS", text("CDSS", START, gas(*sound, *wrong)), system="aqjk")
    report = loaded(inbox, lake)
    assert (report.rows, report.rejected_rows) == (21, 3)
    assert [(one.line, one.reason.partition(": ")[0]) for one in report.quarantined] == [
        (line, "data_at") for line in (23, 24, 25)
    ]
    assert "has not come yet" in reasons(report)[0]
    assert "before the upload" in reasons(report)[1]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])  # for the fast reader, and for the exact one
def test_a_row_of_a_table_whose_time_is_impossible_is_rejected_alone(
    inbox: Path, lake: Path, ending: str
) -> None:
    path = put_power(inbox, 20)
    lines = path.read_text().splitlines()
    lines[3] = "2099-01-01T00:00:00+08:00,FD03,1"
    lines[5] = "1980-01-01T00:00:00+08:00,FD03,1"
    path.write_text(ending.join(lines) + ending, newline="")
    report = loaded(inbox, lake)
    assert (report.rows, report.rejected_rows) == (18, 2)
    assert [(one.line, one.reason.partition(": ")[0]) for one in report.quarantined] == [(4, "at"), (6, "at")]
    (kept,) = (lake / "quarantine").rglob("*.rejected.jsonl")
    assert [json.loads(line)["text"] for line in kept.read_text().splitlines()] == [lines[3], lines[5]]
    assert Lake(lake).table("power", MINE).num_rows == 18


def test_a_day_that_no_lake_can_hold_is_rejected(inbox: Path, lake: Path) -> None:
    days = [f"2024-03-{day:02d},早班,1,1" for day in range(1, 20)]
    (inbox / MINE).mkdir(parents=True)
    table = "\n".join(["date,shift,hoisted_t,reported_t", "0001-01-01,早班,1,1", *days])
    (inbox / MINE / "output.csv").write_text(table, encoding="utf-8")
    report = loaded(inbox, lake)
    assert (report.rows, reasons(report)) == (19, ["date: year outside 1980 to 2100"])


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


def test_a_last_line_without_its_break_is_taken_when_it_has_every_field(inbox: Path, lake: Path) -> None:
    path = put_power(inbox, 10, kw=120.0)
    whole = path.read_text()
    path.write_text(whole.rstrip("\n"))
    assert loaded(inbox, lake) == LoadReport(files=1, rows=10)
    assert Lake(lake).table("power", MINE)["kw"].to_pylist()[-1] == 129.0


@pytest.mark.parametrize(("cut", "taken"), [(4, 10), (8, 9)])  # inside the last number, before it
def test_a_whole_table_replaces_what_was_cut_inside_its_last_line(
    inbox: Path, lake: Path, cut: int, taken: int
) -> None:
    path = put_power(inbox, 10, kw=120.0)
    path.write_text(path.read_text()[:-cut])
    first = loaded(inbox, lake)
    assert (first.rows, first.rejected_rows) == (taken, 10 - taken)
    put_power(inbox, 12, kw=120.0)
    assert loaded(inbox, lake).rows == 12
    assert Lake(lake).table("power", MINE)["kw"].to_pylist() == [120.0 + n for n in range(12)]


def test_the_direction_of_a_camera_is_in_or_out(inbox: Path, lake: Path) -> None:
    (inbox / MINE).mkdir(parents=True)
    words = ["in", "out", " IN ", "Out", "in", "out", "sideways"]
    rows = [f"{(START + timedelta(minutes=n)).isoformat()},main_shaft,{w},1\n" for n, w in enumerate(words)]
    (inbox / MINE / "video.csv").write_text("at,position,direction,persons\n" + "".join(rows))
    report = loaded(inbox, lake)
    assert (report.rows, report.rejected_rows) == (6, 1)
    assert reasons(report) == ["direction: not one of in, out"]
    (inbox / MINE / "video.csv").write_text("at,position,direction,persons\n" + "".join(rows[:-1]))
    assert loaded(inbox, lake).rows == 6
    assert Lake(lake).table("video", MINE)["direction"].to_pylist() == ["in", "out"] * 3
    with Lake(lake).sql(MINE) as db:
        asked = "SELECT direction, count(*) FROM video GROUP BY 1 ORDER BY 1"
        assert db.execute(asked).fetchall() == [("in", 3), ("out", 3)]


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
