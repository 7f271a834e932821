"""Reading the lake: order, bounds, gaps, status, compaction, retention."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from minewarden.engine import lake_pins
from minewarden.engine.catalogue import mine_status
from minewarden.engine.commands import feeds
from minewarden.engine.lake import Lake
from minewarden.engine.lake_compact import compact
from minewarden.engine.lake_raw import raw_bytes
from minewarden.engine.lake_schema import DATASETS, schema
from minewarden.engine.load import Settings, load
from minewarden.engine.retention import prune
from minewarden.errors import BadInput, WrongState
from tests.engine.inbox import MINE, NOW, START, put, put_power, put_register, put_snapshots, text
from tests.engine.lakes import files_below, lake_rows

OTHER = "520221000102"
ONE = Settings(workers=1)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def crowded(inbox: Path, lake: Path) -> Lake:
    """Out: a lake of two mines that was loaded in three goes, with late files between."""
    for hours in (2, 0, 1):
        for mine in (MINE, OTHER):
            put_snapshots(inbox, 13, persons=3, mine=mine, start=START + timedelta(hours=hours))
        put_power(inbox, 30 + 30 * hours)
        load(inbox, lake, now=NOW, settings=ONE)
    put_register(inbox)
    load(inbox, lake, now=NOW, settings=ONE)
    return Lake(lake)


def test_a_path_without_a_catalogue_is_no_lake(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no lake"):
        Lake(tmp_path)
    (tmp_path / "catalogue.sqlite").write_bytes(b"no database at all, but long enough to be looked at")
    with pytest.raises(BadInput, match="cannot be used"):
        Lake(tmp_path)


def test_rows_of_a_mine_come_in_time_order_however_they_arrived(inbox: Path, lake: Path) -> None:
    table = crowded(inbox, lake).table("ryss", MINE, columns=["at", "card"])
    rows = list(zip(table["at"].to_pylist(), table["card"].to_pylist(), strict=True))
    assert rows == sorted(rows)
    assert len(rows) == 3 * 37  # 13 + 12 + 12 snapshots: those of the full hours are the same


def test_bounds_include_the_start_and_exclude_the_end(inbox: Path, lake: Path) -> None:
    reader = crowded(inbox, lake)
    start, end = START + timedelta(hours=1), START + timedelta(hours=1, minutes=10)
    table = reader.table("ryss", MINE, start, end, ["at"])
    assert set(table["at"].to_pylist()) == {start, start + timedelta(minutes=5)}
    with reader.sql(MINE, start, end) as db:
        assert db.execute("SELECT count(*) FROM ryss").fetchone() == (6,)


def test_every_data_set_is_a_typed_view_even_when_empty(inbox: Path, lake: Path) -> None:
    reader = crowded(inbox, lake)
    with reader.sql(MINE) as db:
        for dataset in DATASETS:
            assert [row[0] for row in db.execute(f"DESCRIBE {dataset}").fetchall()] == schema(dataset).names
        assert db.execute('SELECT count(*), min("at") FROM power').fetchone() == (90, START)
    assert reader.table("kgbh", MINE).schema == schema("kgbh")


def test_any_parquet_reader_takes_folders_for_columns(inbox: Path, lake: Path) -> None:
    crowded(inbox, lake)
    (inbox / MINE / "output.csv").write_text("date,shift,hoisted_t,reported_t\n2024-03-01,早班,1,2\n")
    load(inbox, lake, now=NOW, settings=ONE)
    (row,) = pq.read_table(lake / "data" / "output").to_pylist()
    assert (row["date"], row["group"]) in {("2024-03-01", "520221"), ("2024-03-01", 520221)}
    reader = Lake(lake)
    assert reader.table("output", MINE, columns=["date"])["date"].to_pylist() == [START.date()]
    with reader.sql(MINE) as db:
        assert db.execute("SELECT date, hoisted_t FROM output").fetchall() == [(START.date(), 1.0)]


def test_an_unknown_data_set_or_column_is_bad_input(inbox: Path, lake: Path) -> None:
    reader = crowded(inbox, lake)
    with pytest.raises(BadInput, match="no data set 'rysss'"):
        reader.table("rysss", MINE)
    with pytest.raises(BadInput, match="no column cards"):
        reader.table("ryss", MINE, columns=["cards"])


def test_the_register_is_that_of_the_day(inbox: Path, lake: Path) -> None:
    reader = crowded(inbox, lake)
    register = reader.register(MINE)
    assert register is not None
    assert register.name == "测试煤矿"
    assert reader.register(MINE, START) == register
    assert reader.register(OTHER) is None
    assert reader.mines() == [MINE, OTHER]
    assert reader.period(MINE) is not None


def test_the_register_taken_last_is_in_force_whatever_time_its_file_claims(inbox: Path, lake: Path) -> None:
    path = put_register(inbox)
    _arrive(path, datetime(2099, 1, 1, tzinfo=UTC))
    load(inbox, lake, now=NOW, settings=ONE)
    path.write_text(path.read_text(encoding="utf-8").replace("测试煤矿", "新矿"), encoding="utf-8")
    _arrive(path, datetime(2001, 1, 1, tzinfo=UTC))
    load(inbox, lake, now=NOW + timedelta(days=2), settings=ONE)
    put_snapshots(inbox, 1)
    load(inbox, lake, now=NOW + timedelta(days=3), settings=ONE)
    newest, yesterday = Lake(lake).register(MINE), Lake(lake).register(MINE, NOW + timedelta(days=1))
    assert newest is not None and yesterday is not None
    assert (newest.name, yesterday.name) == ("新矿", "测试煤矿")
    assert mine_status(lake, NOW)[0].name == "新矿"


def test_header_figures_of_the_roster_are_kept(inbox: Path, lake: Path) -> None:
    roster = text("RYXX", START, [f"{MINE}00001;矿工1;采煤工;;综采队;1990-01-01;;0;0"])
    eight = roster.replace("测试煤矿;".encode(), "测试煤矿;180;KJ69;系统;厂家;2025-01-01;".encode(), 1)
    put(inbox, START, "RYXX", eight)
    load(inbox, lake, now=NOW, settings=ONE)
    (row,) = Lake(lake).table("ryxx_header", MINE).to_pylist()
    assert (row["headcount_limit"], row["system_model"], row["at"]) == (180, "KJ69", START)


def test_compaction_keeps_every_row_in_its_place(inbox: Path, lake: Path) -> None:
    reader = crowded(inbox, lake)
    before = lake_rows(lake)
    merged, made = compact(lake)
    after = lake_rows(lake)
    assert made == 1
    assert merged > 3
    assert before.keys() == after.keys()
    assert all(before[name].equals(after[name]) for name in before)
    assert len(reader.parts("ryss")) == 1
    assert len(files_below(lake, "data")) == len(reader.parts("ryss") + reader.parts("power"))
    assert compact(lake) == (0, 0)


def test_loading_goes_on_after_compaction(inbox: Path, lake: Path) -> None:
    crowded(inbox, lake)
    compact(lake)
    put_snapshots(inbox, 1, persons=3, start=START + timedelta(minutes=2))
    put_power(inbox, 120, kw=500.0)
    report = load(inbox, lake, now=NOW, settings=ONE)
    assert report.rows == 123
    reader = Lake(lake)
    assert reader.table("ryss", MINE).num_rows == 3 * 38
    assert reader.table("power", MINE)["kw"].to_pylist() == [500.0 + n for n in range(120)]


def test_a_reader_survives_a_merge_under_its_hands(inbox: Path, lake: Path) -> None:
    reader = crowded(inbox, lake)
    batches = reader.batches("ryss", MINE)
    compact(lake)
    assert sum(batch.num_rows for batch in batches) == 3 * 37


@pytest.mark.parametrize("act", ["load", "compact", "prune"])
def test_a_connection_goes_on_while_a_writer_replaces_its_parts(inbox: Path, lake: Path, act: str) -> None:
    reader = crowded(inbox, lake)
    with reader.sql(MINE) as db:
        before = db.execute("SELECT count(*), max(kw) FROM power").fetchall()
        if act == "load":
            put_power(inbox, 200, kw=500.0)
            load(inbox, lake, now=NOW, settings=ONE)
        elif act == "compact":
            compact(lake)
        else:
            prune(lake, 1, now=NOW)
        assert db.execute("SELECT count(*), max(kw) FROM power").fetchall() == before
    on_disk = {path.relative_to(lake) for path in (lake / "data").rglob("*.parquet")}
    assert on_disk == {p.relative_to(lake) for name in DATASETS for p in reader.parts(name)}


def test_what_readers_held_goes_with_them_or_with_a_later_writer(inbox: Path, lake: Path) -> None:
    reader = crowded(inbox, lake)
    db = reader.sql(MINE)
    (folder,) = (lake / lake_pins.FOLDER).iterdir()
    del db
    assert not folder.exists()
    dead, alive = (lake / lake_pins.FOLDER / name for name in ("dead", "alive"))
    for left in (dead, alive):
        left.mkdir()
        (left / "000000.parquet").write_bytes(b"x")
    os.utime(dead, (1000, 1000))
    load(inbox, lake, now=NOW, settings=ONE)
    assert (dead.exists(), alive.exists()) == (False, True)


def test_a_connection_is_made_where_no_links_can_be(
    inbox: Path, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = crowded(inbox, lake)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(lake_pins.os, "link", refused)
    with reader.sql(MINE) as db:
        assert db.execute("SELECT count(*) FROM power").fetchone() == (90,)


def test_raw_bytes_that_are_not_those_of_their_hash_are_not_handed_out(inbox: Path, lake: Path) -> None:
    (path,) = put_snapshots(inbox, 1)
    content = path.read_bytes()
    load(inbox, lake, now=NOW, settings=ONE)
    sha256 = hashlib.sha256(content).hexdigest()
    assert raw_bytes(lake, sha256) == content
    (pack,) = (lake / "raw").rglob("*.zst")
    kept = pack.read_bytes()
    for spoiled in (pa.compress(content[:-1] + b"!", "zstd", asbytes=True), kept[:-9], b""):
        pack.write_bytes(spoiled)
        with pytest.raises(WrongState, match=r"damaged.*restore"):
            raw_bytes(lake, sha256)


def test_pruning_removes_what_is_too_old_and_never_takes_it_again(inbox: Path, lake: Path) -> None:
    old = put_snapshots(inbox, 3, persons=2, start=START)
    put_snapshots(inbox, 3, persons=2, start=START + timedelta(days=40), mine=OTHER)
    load(inbox, lake, now=NOW, settings=ONE)
    content = old[0].read_bytes()
    gone = prune(lake, 30, now=START + timedelta(days=45))
    assert (gone.rows, gone.parts, gone.raw_files) == (6, 1, 3)
    assert Lake(lake).mines() == [OTHER]
    assert load(inbox, lake, now=NOW, settings=ONE).duplicates == 6
    old[0].write_bytes(content)
    assert load(inbox, lake, now=NOW, settings=ONE).rows == 0
    with pytest.raises(BadInput, match="holds no raw file"):
        raw_bytes(lake, "0" * 64)
    with pytest.raises(BadInput, match="at least 1"):
        prune(lake, 0)


def test_gaps_are_where_snapshots_did_not_arrive(inbox: Path, lake: Path) -> None:
    put_snapshots(inbox, 12, persons=1)
    put_snapshots(inbox, 12, persons=1, start=START + timedelta(hours=3))
    load(inbox, lake, now=NOW, settings=ONE)
    (gap,) = Lake(lake).missing(MINE, START, START + timedelta(hours=4))
    assert (gap.from_at, gap.to_at) == (START + timedelta(minutes=55), START + timedelta(hours=3))


def test_the_status_of_a_mine_tells_lateness_gaps_and_silence(inbox: Path, lake: Path) -> None:
    put_register(inbox)
    put_snapshots(inbox, 288, persons=1)
    put_snapshots(inbox, 3, persons=1, mine=OTHER)
    for path in inbox.rglob("*RYSS*"):
        minutes = int(path.stem[-6:-4]) * 60 + int(path.stem[-4:-2])
        _arrive(path, START + timedelta(minutes=minutes, seconds=40))
    load(inbox, lake, now=NOW, settings=ONE)
    here, other = mine_status(lake, START + timedelta(hours=24))
    assert (here.name, here.late_median_s, here.gaps_24h, here.offline) == ("测试煤矿", 40.0, 0, False)
    assert here.last_snapshot_at == START + timedelta(hours=23, minutes=55)
    assert here.files_today == 288
    assert (other.gaps_24h, other.offline) == (1, True)
    early, _ = mine_status(lake, START + timedelta(hours=1))
    assert early.last_snapshot_at == START + timedelta(hours=1)
    assert early.last_arrival_at == START + timedelta(minutes=55, seconds=40)
    told = json.loads(CliRunner().invoke(feeds, ["status", str(lake), "--json"]).stdout)
    assert [mine["mine_code"] for mine in told["mines"]] == [MINE, OTHER]


def _arrive(path: Path, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_the_commands_on_a_lake_say_what_they_did(inbox: Path, lake: Path) -> None:
    crowded(inbox, lake)
    run = CliRunner().invoke
    assert "into 1" in run(feeds, ["compact", str(lake)]).stdout
    assert "2 off line" in run(feeds, ["status", str(lake)]).stdout
    assert "removed" in run(feeds, ["prune", str(lake), "--keep-days", "1"]).stdout
    watched = run(feeds, ["watch", str(inbox), "--lake", str(lake), "--once", "--settle", "0"])
    assert "0 rows taken" in watched.stdout
    assert isinstance(run(feeds, ["status", str(inbox)]).exception, BadInput)
