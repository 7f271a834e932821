"""A lake in an S3-like store is the lake of a disk, whoever writes it and whenever he is killed."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import cast

import pytest
from click.testing import CliRunner

from minewarden.engine import lake_claim, lake_home
from minewarden.engine.catalogue import mine_status
from minewarden.engine.commands import feeds
from minewarden.engine.lake import Lake
from minewarden.engine.lake_compact import compact
from minewarden.engine.lake_home import Mirror
from minewarden.engine.lake_raw import raw_bytes
from minewarden.engine.load import Settings, load
from minewarden.engine.retention import prune
from minewarden.engine.runs import run_mines
from minewarden.engine.store import Store
from minewarden.errors import BadInput, MinewardenError, WrongState
from minewarden.factors.commands import leads
from tests.engine import stores
from tests.engine.cluster import missing
from tests.engine.inbox import MINE, NOW, START, put, put_power, put_register, put_snapshots, text
from tests.engine.lakes import assert_same_lake, files_below, lake_rows
from tests.engine.test_crash import OTHER, SMALL, mixed_inbox
from tests.factors.scenes import Plot, Scene, Setting

ONE = Settings(workers=1, wait_s=0.0)
KILLS = 12
_numbers = count()


class Killed(BaseException):
    """Ends a writer between two requests; nothing catches it."""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("moto")
    with stores.server(tmp_path_factory.mktemp("store") / "server.log") as found:
        yield found


@pytest.fixture
def url(endpoint: str) -> str:
    """The URL of a lake that is not there yet, in a bucket of its own."""
    found = stores.address(endpoint, f"bucket-{next(_numbers)}/province/lake")
    stores.make_bucket(found)
    return found


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Go to the machine with this name."""

    def go(machine: str) -> None:
        monkeypatch.setenv("MINEWARDEN_CACHE", str(tmp_path / machine))

    go("first")
    return go


def take(inbox: Path, lake: str | Path, settings: Settings = ONE) -> None:
    load(inbox, lake, now=NOW, settings=settings)


def same_as_alone(tmp_path: Path, inbox: Path, url: str) -> None:
    """Fails where the objects of the store are not, name by name and row by row, the lake of an undisturbed load."""
    alone = tmp_path / "alone"
    if not alone.exists():
        take(inbox, alone, SMALL)
    found = stores.fetched(url, tmp_path / f"fetched-{next(_numbers)}")
    assert_same_lake(alone, found)
    for name in files_below(alone, "raw", "quarantine"):
        assert (alone / name).read_bytes() == (found / name).read_bytes(), name
    assert not list(found.glob("writers/*"))


def person_rows(lake: str, mine_code: str, _low: datetime | None, _high: datetime | None) -> dict[str, int]:
    """Out: rows of a mine; what the pool runs."""
    return {"rows": Lake(lake).table("ryss", mine_code).num_rows}


# -- the same lake -----------------------------------------------------------------------------------------


def test_the_objects_of_a_store_are_the_files_of_a_lake_on_a_disk(
    tmp_path: Path, url: str, at: object
) -> None:
    inbox = mixed_inbox(tmp_path)
    take(inbox, url, SMALL)
    same_as_alone(tmp_path, inbox, url)


def test_another_machine_reads_the_same_rows_status_and_raw_files(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox, local = mixed_inbox(tmp_path), tmp_path / "local"
    take(inbox, local)
    take(inbox, url)
    at("second")
    left, right = lake_rows(local), lake_rows(url)
    assert left.keys() == right.keys()
    assert all(table.equals(right[name]) for name, table in left.items())
    with Lake(url).sql(MINE) as here, Lake(local).sql(MINE) as there:
        asked = "SELECT dataset.* FROM power AS dataset ORDER BY ALL"
        assert here.sql(asked).fetchall() == there.sql(asked).fetchall()
    assert mine_status(Lake(url).path, NOW) == mine_status(local, NOW)
    sha256 = Lake(local).table("ryss", MINE)["sha256"][0].as_py()
    assert raw_bytes(url, sha256) == raw_bytes(local, sha256)


def test_loading_again_from_anywhere_publishes_nothing(
    tmp_path: Path, url: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    put_snapshots(inbox, 3)
    take(inbox, url)
    written: list[str] = []
    put_object = Store.put
    monkeypatch.setattr(
        Store, "put", lambda self, name, source: (written.append(name), put_object(self, name, source))
    )
    for machine in ("first", "second", "second"):
        at(machine)
        take(inbox, url)
    assert [name for name in written if not name.startswith("writers/")] == []


def test_a_table_that_grows_on_another_machine_counts_once(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox, local = tmp_path / "inbox", tmp_path / "local"
    pooled = Settings(workers=2, pool_from_bytes=0)
    for quarters, machine, settings in ((40, "first", ONE), (60, "second", pooled), (80, "first", ONE)):
        at(machine)
        put_power(inbox, quarters, file_name=f"power-{quarters}.csv", kw=float(quarters))
        for lake in (local, url):
            take(inbox, lake, settings)
    assert Lake(url).table("power", MINE).num_rows == 80
    assert_same_lake(local, stores.fetched(url, tmp_path / "fetched"))


def test_what_was_not_taken_lies_in_the_store_until_it_is_taken(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox = tmp_path / "inbox"
    later = NOW + timedelta(days=1)
    record = (
        put_snapshots(tmp_path / "other", 1, start=later)[0].read_bytes().replace(b";1;2024", b";7;2024", 1)
    )
    put(inbox, later, "RYSS", record)
    take(inbox, url)
    kept = [name for name in stores.objects(url) if name.startswith("quarantine/")]
    assert [name.endswith(".reason.json") for name in kept] == [False, True]
    at("second")
    load(inbox, url, now=later, settings=ONE)
    kept = [name for name in stores.objects(url) if name.startswith("quarantine/")]
    assert [name.rpartition(".txt")[2] for name in kept] == [".rejected.jsonl", ".rejected.jsonl.reason.json"]


def test_processes_that_want_one_part_at_once_all_get_it(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox = mixed_inbox(tmp_path)
    take(inbox, url)
    compact(url)  # both mines in one part
    at("second")
    results = run_mines(url, [MINE, OTHER] * 4, person_rows, workers=4)
    assert [result.error for result in results] == [None] * 8
    assert len({result.value["rows"] for result in results if result.value}) == 1
    assert not list((tmp_path / "second").rglob("tmp/*"))


def leads_file(lake: str | Path, out: Path) -> bytes:
    """Out: leads.json as the command writes it, without the moment of writing."""
    CliRunner().invoke(leads, ["find", "--lake", str(lake), "--out", str(out)], catch_exceptions=False)
    told = out.read_bytes()
    return told.replace(json.loads(told)["made_at"].encode(), b"")


@pytest.mark.heavy
def test_leads_found_from_another_machine_are_byte_for_byte_those_of_a_lake_on_a_disk(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox, local = tmp_path / "inbox", tmp_path / "local"
    Scene(Setting(days=8, plots=[Plot("hidden_face", "seen", 3, 6)])).write(inbox)
    for lake in (local, url):
        load(inbox, lake)
    at("second")
    found = leads_file(url, tmp_path / "store.json")
    assert json.loads(found)["leads"], json.loads(found)["failed"]
    assert found == leads_file(local, tmp_path / "local.json")


@pytest.mark.spark
@pytest.mark.heavy
def test_spark_workers_read_a_lake_in_a_store(tmp_path: Path, url: str, at: Callable[[str], None]) -> None:
    if reason := missing():
        pytest.skip(reason)
    take(mixed_inbox(tmp_path), url)
    compact(url)  # both mines in one part, which all want at once
    at("second")
    results = run_mines(url, [MINE, OTHER] * 3, person_rows, engine="spark", master="local[2]")
    assert [result.error for result in results] == [None] * 6
    assert [result.value for result in results] == [person_rows(url, MINE, None, None)] * 6


# -- interrupted -------------------------------------------------------------------------------------------


@pytest.mark.heavy
def test_a_writer_that_dies_before_any_request_leaves_a_lake_that_the_next_one_completes(
    tmp_path: Path, url: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    put_register(inbox)
    put_power(inbox, 8)
    put(inbox, NOW + timedelta(days=1), "RYSS", text("RYSS", NOW + timedelta(days=1), []))
    requests, last = 0, -1
    put_object, delete_object = Store.put, Store.delete

    def counted(act: Callable[..., None]) -> Callable[..., None]:
        def run(self: Store, *words: object) -> None:
            nonlocal requests
            requests += 1
            if requests > last >= 0:
                raise Killed
            act(self, *words)

        return run

    def interrupted(lake: str, after: int) -> bool:
        """Whether the writer got so far that there was something to interrupt."""
        nonlocal requests, last
        requests, last = 0, after
        try:
            take(inbox, lake)
        except Killed:
            return True
        finally:
            last = -1
        return False

    monkeypatch.setattr(Store, "put", counted(put_object))
    monkeypatch.setattr(Store, "delete", counted(delete_object))
    assert not interrupted(url, 10_000)
    assert requests == 8
    for after in range(requests):
        for same_machine in (True, False):
            lake = url.replace("/lake?", f"/lake-{after}-{same_machine}?")
            at(f"first-{after}-{same_machine}")
            assert interrupted(lake, after)
            if not same_machine:
                at(f"second-{after}")
                monkeypatch.setattr(lake_claim, "ALIVE", timedelta(-1))  # as if ten minutes had passed
            take(inbox, lake)
            monkeypatch.setattr(lake_claim, "ALIVE", timedelta(minutes=10))
            same_as_alone(tmp_path, inbox, lake)


@pytest.mark.heavy
def test_a_lake_after_kills_at_any_moment_equals_that_of_an_undisturbed_load(
    tmp_path: Path, url: str
) -> None:
    inbox = mixed_inbox(tmp_path)
    stores.start(tmp_path / "warm", inbox, url.replace("/lake?", "/warm?"), SMALL).join(60)
    begun = perf_counter()
    stores.start(tmp_path / "whole", inbox, url.replace("/lake?", "/whole?"), SMALL).join(60)
    whole_s = perf_counter() - begun
    dice = random.Random(20240301)
    kills = 0
    while kills < KILLS:
        lake = url.replace("/lake?", f"/lake-{next(_numbers)}?")
        machine = tmp_path / f"machine-{next(_numbers)}"
        for _ in range(4):
            process = stores.start(machine, inbox, lake, SMALL)
            process.join(dice.uniform(0.0, whole_s))
            if process.is_alive():
                process.kill()
                kills += 1
            process.join()
        last = stores.start(machine, inbox, lake, SMALL)
        last.join(300)
        assert last.exitcode == 0
        same_as_alone(tmp_path, inbox, lake)


# -- several writers ---------------------------------------------------------------------------------------


def test_two_machines_that_load_at_once_take_every_file_once(tmp_path: Path, url: str) -> None:
    inbox = mixed_inbox(tmp_path)
    both = [stores.start(tmp_path / machine, inbox, url, SMALL) for machine in ("first", "second")]
    for process in both:
        process.join(300)
    assert [process.exitcode for process in both] == [0, 0]
    same_as_alone(tmp_path, inbox, url)


def test_a_machine_does_not_write_while_another_does(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox = tmp_path / "inbox"
    put_snapshots(inbox, 3)
    claim = lake_claim.Claim(Store(url), "pit-head-7")
    with claim.held(0.0, lambda text: None):
        for act in (lambda: take(inbox, url), lambda: compact_soon(url)):
            with pytest.raises(MinewardenError, match=r"pit-head-7; try again.*10 minutes|is no lake"):
                act()
    take(inbox, url)
    assert Lake(url).table("ryss", MINE).num_rows == 15


def compact_soon(url: str) -> None:
    with lake_home.writing(lake_home.home(url), 0.0, lambda text: None):
        raise AssertionError("two writers at once")


class SlowStore:
    """Claims in a dictionary; a renewal takes until somebody deletes, or a moment."""

    def __init__(self) -> None:
        self.claims: dict[str, datetime] = {}
        self.renewing, self.deleting, self.renewed = (threading.Event() for _ in range(3))

    def put(self, name: str, _: bytes) -> None:
        if self.claims:
            self.renewing.set()
            self.deleting.wait(0.2)
        self.claims[name] = NOW
        if self.renewing.is_set():
            self.renewed.set()

    def delete(self, name: str) -> None:
        self.claims.pop(name)
        self.deleting.set()
        self.renewed.wait(5)

    def names(self, _: str) -> dict[str, datetime]:
        return dict(self.claims)


def test_a_claim_that_is_being_renewed_while_it_is_given_back_does_not_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lake_claim, "RENEW_S", 0.0)
    store = SlowStore()
    with lake_claim.Claim(cast(Store, store), "pit-head-7").held(0.0, lambda text: None):
        assert store.renewing.wait(5)
    assert store.claims == {}


def test_a_machine_that_fell_silent_does_not_overwrite_what_others_published(
    tmp_path: Path, url: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    put_snapshots(ours, 3)
    put_snapshots(theirs, 4, mine=OTHER)
    upload = Mirror._upload

    def silent(self: Mirror, names: list[str]) -> None:
        """While this writer stands still, another one finds its claim too old, and publishes."""
        upload(self, names)
        monkeypatch.setattr(Mirror, "_upload", upload)
        monkeypatch.setattr(lake_claim, "ALIVE", timedelta(-1))
        at("second")
        take(theirs, url)
        at("first")

    monkeypatch.setattr(Mirror, "_upload", silent)
    with pytest.raises(WrongState, match="Call again"):
        take(ours, url)
    assert Lake(url).mines() == [OTHER]
    take(ours, url)
    at("third")
    assert Lake(url).table("ryss", MINE).num_rows == 15
    assert Lake(url).table("ryss", OTHER).num_rows == 20


def test_a_machine_that_fell_silent_does_not_overwrite_parts_either(
    tmp_path: Path, url: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    put_snapshots(ours, 3, persons=7)
    put_snapshots(theirs, 3, persons=4)  # other content, the same numbers and names
    upload = Mirror._upload

    def silent(self: Mirror, names: list[str]) -> None:
        monkeypatch.setattr(Mirror, "_upload", upload)
        monkeypatch.setattr(lake_claim, "ALIVE", timedelta(-1))
        at("second")
        take(theirs, url)
        at("first")
        upload(self, names)

    monkeypatch.setattr(Mirror, "_upload", silent)
    with pytest.raises(WrongState, match="silent for so long"):
        take(ours, url)
    at("third")
    assert Lake(url).table("ryss", MINE).num_rows == 12


def test_a_catalogue_that_somebody_put_without_a_claim_is_not_overwritten(
    tmp_path: Path, url: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    put_snapshots(ours, 3)
    put_snapshots(theirs, 4, mine=OTHER)
    other = url.replace("/lake?", "/other?")
    take(theirs, other)
    upload = Mirror._upload

    def overtaken(self: Mirror, names: list[str]) -> None:
        upload(self, names)
        for name in stores.objects(other):
            self.store.put(name, Store(other).read(name))

    monkeypatch.setattr(Mirror, "_upload", overtaken)
    with pytest.raises(WrongState, match=r"published by somebody else.*Call again"):
        take(ours, url)
    monkeypatch.setattr(Mirror, "_upload", upload)
    take(ours, url)
    assert Lake(url).mines() == [MINE, OTHER]
    assert Lake(url).table("ryss", OTHER).num_rows == 20


def test_a_part_that_was_never_published_is_not_read_for_one_with_the_same_name(
    tmp_path: Path, url: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    put_snapshots(ours, 3, persons=7)
    put_snapshots(theirs, 3, persons=4)
    exchange = Mirror._exchange

    def dies(self: Mirror, following: Path, base: Path) -> None:
        raise Killed

    monkeypatch.setattr(Mirror, "_exchange", dies)
    with pytest.raises(Killed):
        take(ours, url)
    monkeypatch.setattr(Mirror, "_exchange", exchange)
    at("second")
    take(theirs, url)
    at("first")
    assert Lake(url).table("ryss", MINE).num_rows == 12


def test_a_lake_made_anew_under_the_same_url_shows_nothing_of_the_old_one(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    put_snapshots(old, 3, persons=7)
    put_snapshots(new, 3, persons=4)
    take(old, url)
    assert Lake(url).table("ryss", MINE).num_rows == 21
    for name in stores.objects(url):
        Store(url).delete(name)
    with pytest.raises(BadInput, match="is no lake"):
        Lake(url)
    take(new, url)
    assert Lake(url).table("ryss", MINE).num_rows == 12


# -- compaction and retention ------------------------------------------------------------------------------


def test_parts_merged_elsewhere_read_the_same_from_an_older_catalogue(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox, local = mixed_inbox(tmp_path), tmp_path / "local"
    for lake in (url, local):
        take(inbox, lake, SMALL)
    at("reader")
    reader = Lake(url)
    at("second")
    merged, made = compact(url)
    assert (merged, made) == compact(local)
    assert merged > made
    at("reader")
    assert reader.table("ryss", MINE).num_rows == Lake(local).table("ryss", MINE).num_rows
    assert_same_lake(local, stores.fetched(url, tmp_path / "fetched"))
    take(inbox, url, SMALL)  # the first machine's working folder is older, too
    assert_same_lake(local, stores.fetched(url, tmp_path / "fetched-again"))


def test_a_connection_to_a_store_goes_on_while_its_parts_are_replaced(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox = tmp_path / "inbox"
    put_power(inbox, 10)
    take(inbox, url)
    for writer in ("first", "second"):
        at("first")
        with Lake(url).sql(MINE) as db:
            before = db.execute("SELECT count(*), max(kw) FROM power").fetchall()
            at(writer)
            put_power(inbox, 20, kw=500.0 + len(writer))
            take(inbox, url)
            assert db.execute("SELECT count(*), max(kw) FROM power").fetchall() == before


def test_compaction_removes_objects_that_no_catalogue_names(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox = tmp_path / "inbox"
    put_snapshots(inbox, 3)
    take(inbox, url)
    before = stores.objects(url)
    Store(url).put("data/ryss/date=2024-03-01/group=520221/lost.parquet", b"left by a machine that is gone")
    compact(url)
    assert stores.objects(url) == before


def test_retention_removes_rows_raw_files_and_quarantine_from_the_store(
    tmp_path: Path, url: str, at: Callable[[str], None]
) -> None:
    inbox, local = mixed_inbox(tmp_path), tmp_path / "local"
    put_snapshots(inbox, 4, start=START + timedelta(days=40))
    for lake in (url, local):
        take(inbox, lake, SMALL)
    at("second")
    now = START + timedelta(days=60)
    gone = [prune(lake, 30, now=now) for lake in (url, local)]
    assert gone[0] == gone[1]
    assert gone[0].parts > 0 and gone[0].raw_files > 0
    far = datetime.now(UTC) + timedelta(days=365)
    gone = [prune(lake, 30, now=far) for lake in (url, local)]
    assert gone[0] == gone[1]
    assert gone[0].quarantined > 0
    assert prune(local, 30, now=far).quarantined == 0
    assert_same_lake(local, stores.fetched(url, tmp_path / "fetched"))
    assert [name for name in stores.objects(url) if name.startswith("quarantine/")] == []


def test_the_copy_of_a_machine_can_be_cut_back_and_fills_again(
    tmp_path: Path, url: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = mixed_inbox(tmp_path)
    take(inbox, url)
    rows = Lake(url).table("ryss", MINE).num_rows
    said = CliRunner().invoke(feeds, ["cache", url, "--keep-gb", "0"], catch_exceptions=False).output
    assert " 0 files" not in said  # used within the hour
    assert stores.SECRET not in said
    monkeypatch.setattr(lake_home, "_IN_USE_S", -1.0)
    said = CliRunner().invoke(feeds, ["cache", url, "--keep-gb", "0"], catch_exceptions=False).output
    assert " 0 files, 0.0 MB" in said
    assert Lake(url).table("ryss", MINE).num_rows == rows


# -- what goes wrong ---------------------------------------------------------------------------------------


def test_a_missing_bucket_is_named_with_what_to_do(endpoint: str, tmp_path: Path, at: object) -> None:
    url = stores.address(endpoint, "nowhere/lake")
    put_snapshots(tmp_path / "inbox", 1)
    for act in (lambda: Lake(url), lambda: take(tmp_path / "inbox", url), lambda: compact(url)):
        with pytest.raises(BadInput, match="no bucket nowhere; create it, or correct the address") as told:
            act()
        assert stores.SECRET not in str(told.value)


def test_an_address_without_a_lake_says_so(url: str, at: object) -> None:
    for act in (lambda: Lake(url), lambda: compact(url), lambda: prune(url)):
        with pytest.raises(BadInput, match=r"s3://bucket-\d+/province/lake is no lake.*load an inbox"):
            act()


def test_wrong_credentials_are_refused_with_what_to_check(tmp_path: Path, at: object) -> None:
    put_snapshots(tmp_path / "inbox", 1)
    with stores.server(tmp_path / "server.log") as endpoint:
        url = stores.address(endpoint, "bucket/lake")
        stores.make_bucket(url)
        stores.check_credentials(endpoint)
        for act in (lambda: Lake(url), lambda: take(tmp_path / "inbox", url)):
            with pytest.raises(BadInput, match="refuses these credentials; check AWS_ACCESS_KEY_ID") as told:
                act()
            assert stores.SECRET not in str(told.value) and stores.KEY not in str(told.value)


def test_a_store_that_does_not_answer_is_told_and_loses_nothing(
    tmp_path: Path, at: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    put_snapshots(inbox, 3)
    url = stores.address("127.0.0.1:9", "bucket/lake")
    with pytest.raises(WrongState, match="does not answer; check network and endpoint") as told:
        take(inbox, url)
    assert stores.SECRET not in str(told.value)


@pytest.mark.parametrize(
    "url",
    [
        "s3://", "s3://key:with/slash@bucket/lake", "s3://key:secret-word@bucket/lake?nonsense=secret-word",
        "s3:///lake",
    ],
)  # fmt: skip
def test_an_unusable_address_is_refused_without_being_repeated(url: str, at: object) -> None:
    with pytest.raises(BadInput, match="address of the lake") as told:
        Lake(url)
    assert "with/slash" not in str(told.value) and "secret-word" not in str(told.value)
    assert told.value.__cause__ is None and (
        told.value.__suppress_context__ or told.value.__context__ is None
    )


def test_a_store_shows_its_name_and_never_its_credentials(endpoint: str) -> None:
    store = Store(stores.address(endpoint, "bucket/lake"))
    assert store.name == "s3://bucket/lake"
    assert stores.SECRET not in repr(store)


def test_the_copy_is_the_same_for_any_credentials(endpoint: str, at: object) -> None:
    one = Mirror(stores.address(endpoint, "bucket/lake"))
    other = Mirror(stores.address(endpoint, "bucket/lake", "k", "s"))
    elsewhere = Mirror(stores.address("127.0.0.1:9", "bucket/lake"))
    assert one.folder == other.folder != elsewhere.folder
