"""The fast reader and the exact reader give the same rows, or the fast one declines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from minewarden.engine.load_rows import Irregular, csv_table, exact_rows, reading_rows, text_rows
from minewarden.feeds import CSV_TYPES, TYPES, FileType
from minewarden.feeds.filetype import Column
from minewarden.feeds.profile import CARET, DEFAULT, Profile
from minewarden.feeds.reading import Refused, open_text, parse_name, read_records
from minewarden.feeds.tables import header_line, read_csv
from minewarden.feeds.values import Kind
from tests.engine.inbox import MINE, START, china, text
from tests.engine.lakes import plain

TIMES = st.integers(-(10**9), 10**9).map(lambda s: china(START + timedelta(seconds=s)))
WORDS = st.text(
    st.characters(exclude_characters=';~^|]"；,\r\n', exclude_categories=["Cs", "Cc"]), max_size=6
)
NUMBERS = st.one_of(
    st.integers(0, 800).map(str), st.floats(0, 800).map(lambda x: f"{x:.3f}"), st.just("-9999"), st.just("")
)
SPOILED = st.sampled_from(
    ["", "；", "2024-02-30 10:00:00", "2024-01-01T10:00:00", "xxxx-xx-xx xx:xx:xx", "-", "1e3", "１２", "nan", "\x07",
     "a;b", "x~y", "\r\n", "\n", "||", "9" * 30, "0x1", " 1", "-1", "7", "\ufeff", '"', "张　三"]
)  # fmt: skip


def good(column: Column) -> st.SearchStrategy[str]:
    """Out: texts that a well-behaved sender writes."""
    digits = {Kind.CARD: 5, Kind.AREA: 4, Kind.STATION: 10}
    match column.kind:
        case Kind.CARD | Kind.AREA | Kind.STATION:
            code = st.integers(0, 9999).map(lambda n: f"{MINE}{n:0{digits[column.kind]}d}")
            return code if column.required else st.one_of(code, st.just(""))
        case Kind.POINT:
            return st.integers(0, 99).map(lambda n: f"{MINE}01MN0001{n:04d}")
        case Kind.INT:
            low = int(max(column.low, 0))
            chosen = sorted(column.choices) or list(range(low, low + 9))
            return st.sampled_from([str(n) for n in chosen] + ([] if column.required else [""]))
        case Kind.NUMBER:
            return NUMBERS
        case Kind.READING:
            return st.one_of(NUMBERS, st.just("开"))
        case Kind.TIME:
            return TIMES if column.required else st.one_of(TIMES, st.just(""))
        case Kind.INSTANT:
            return st.integers(0, 10**6).map(lambda s: (START + timedelta(seconds=s)).isoformat())
        case Kind.DAY:
            return st.dates().map(str)
        case Kind.TEXT if column.words:
            return st.sampled_from([*column.words, *map(str.upper, column.words)])
        case _:
            return WORDS.filter(bool) if column.required else WORDS


@st.composite
def records(draw: st.DrawFn, file_type: FileType, mark: str, spoil: bool) -> list[str]:
    rows = draw(st.lists(st.tuples(*(good(column) for column in file_type.sent)), max_size=12))
    fields = [list(row) for row in rows]
    if spoil and fields:
        for _ in range(draw(st.integers(0, 2))):
            row = draw(st.sampled_from(fields))
            row[draw(st.integers(0, len(row) - 1))] = draw(SPOILED)
    return [mark.join(row) for row in fields]


def both_agree(contents: list[bytes], file_type: FileType, profile: Profile) -> bool:
    """Out: whether the fast reader took the files; fails where its rows are not those of the exact reader."""
    name = parse_name(f"{MINE}_{profile.type_prefix}{file_type.name}_20240301000000.txt")
    files = [(number + 1, open_text(content, name)) for number, content in enumerate(contents)]
    try:
        fast = text_rows(MINE, files)
    except Irregular:
        return False
    exact = [exact_rows(MINE, number, file) for number, file in files]  # Refused here would fail the test
    assert not any(rows.bad for rows in exact)
    rows = [row for one in exact for row in plain(one.table).to_pylist()]
    assert plain(fast.table).to_pylist() == rows
    assert fast.table.schema == exact[0].table.schema
    assert fast.counts == [one.counts[0] for one in exact]
    return True


@pytest.mark.parametrize("file_type", TYPES, ids=lambda one: one.name)
@pytest.mark.parametrize("profile", [DEFAULT, CARET], ids=lambda one: one.name)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_files_without_a_fault_are_read_fast_and_exactly(
    file_type: FileType, profile: Profile, data: st.DataObject
) -> None:
    contents = [
        text(
            file_type.name,
            START,
            data.draw(records(file_type, profile.field_mark, spoil=False)),
            profile=profile,
        )
        for _ in range(2)
    ]
    assert both_agree(contents, file_type, profile)


@pytest.mark.parametrize("file_type", TYPES, ids=lambda one: one.name)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_the_fast_reader_takes_the_exact_reader_takes_alike(
    file_type: FileType, data: st.DataObject
) -> None:
    content = text(file_type.name, START, data.draw(records(file_type, ";", spoil=True)))
    taken = both_agree([content], file_type, DEFAULT)
    if not taken:  # then the exact reader has found a fault, or repaired a line break that may stand there
        name = parse_name(f"{MINE}_{file_type.name}_20240301000000.txt")
        try:
            rows = exact_rows(MINE, 1, open_text(content, name))
        except Refused:
            return
        assert rows.bad or b"\n" in content or b"\r" in content


@pytest.mark.parametrize("file_type", CSV_TYPES, ids=lambda one: one.name)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), spoil=st.booleans())
def test_tables_are_read_alike_by_both_readers(file_type: FileType, data: st.DataObject, spoil: bool) -> None:
    lines = [header_line(file_type), *data.draw(records(file_type, ",", spoil))]
    content = ("\n".join(lines) + "\n").encode()
    try:
        fast = csv_table(MINE, 1, file_type, content)
    except Irregular:
        return
    exact = reading_rows(MINE, 1, file_type, read_csv(content, file_type), None)
    assert not exact.bad
    assert plain(fast.table).to_pylist() == plain(exact.table).to_pylist()


@settings(deadline=None)
@example(content=b"")
@example(content=f"{MINE};m;2024-03-01 00:00:00~".encode() + b"\xff" * 50 + b"~||")
@given(content=st.binary(max_size=300))
def test_no_bytes_make_the_readers_fail_otherwise_than_by_refusing(content: bytes) -> None:
    name = parse_name(f"{MINE}_RYSS_20240301000000.txt")
    head = f"{MINE};m;2024-03-01 00:00:00~".encode()
    for whole in (content, head + content, head + content + b"~||"):
        try:
            file = open_text(whole, name)
            try:
                text_rows(MINE, [(1, file)])
            except Irregular:
                exact_rows(MINE, 1, file)
        except Refused as refused:
            assert str(refused)
            continue
        assert file.header_at <= datetime.now(UTC)


def test_a_byte_order_mark_at_the_start_of_the_records_is_a_fault_for_both() -> None:
    file_type = next(one for one in TYPES if one.name == "RYQY")
    content = text("RYQY", START, [f"\ufeff;{MINE}0000;0;"] * 3)
    assert both_agree([content], file_type, DEFAULT) is False


@pytest.mark.parametrize("spoiled", [False, True])
def test_both_readers_judge_the_times_of_rows_alike(spoiled: bool) -> None:
    now = datetime(2024, 6, 1, tzinfo=UTC)
    times = [START - timedelta(days=30), START, START + timedelta(hours=2)]
    times += [START - timedelta(days=40)] if spoiled else [START + timedelta(hours=1)]
    content = text("CDSS", START, [f"{MINE}01MN00010001;甲烷;面;0.1;%;0;{china(at)}" for at in times * 2])
    file = open_text(content, parse_name(f"{MINE}_CDSS_20240301000000.txt"))
    power = next(one for one in CSV_TYPES if one.name == "power")
    apart = [*times[:3], times[3] - timedelta(days=400) if spoiled else times[3]]
    table = "".join(f"{at.isoformat()},FD03,1\n" for at in apart * 2)
    data = f"{header_line(power)}\n{table}".encode()
    readers = [
        (lambda: text_rows(MINE, [(1, file)], now), lambda: read_records(file, now)),
        (lambda: csv_table(MINE, 1, power, data, now), lambda: read_csv(data, power, now)),
    ]
    for fast, exact in readers:
        if spoiled:
            with pytest.raises(Irregular):
                fast()
            with pytest.raises(Refused, match="too many bad records"):
                exact()
        else:
            assert fast().counts == [exact().rows] == [8]
