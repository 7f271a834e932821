"""Station visits: hand cases, the slow twin on random data, any batch size, any interruption."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minewarden.engine.visits import EndReason, VisitRules, VisitState, station_visits, visits_table
from minewarden.errors import BadInput
from tests.engine.scenes import MINE, Read, Visit, at, batch_of, batches_of, plain_visits, rows_of

RULES = VisitRules(gap_s=900)
A, B = "st-a", "st-b"


def visits(*reads: Read, rules: VisitRules = RULES) -> list[Visit]:
    return rows_of(visits_table([batch_of(reads)], rules))


def test_reads_at_one_station_are_one_visit_that_is_open_at_the_end() -> None:
    found = visits(Read("c1", A, 0, file_no=3), Read("c1", A, 300, file_no=4), Read("c1", A, 600, file_no=5))
    assert found == [Visit(MINE, "c1", A, 0, 600, 3, 3, 5, EndReason.OPEN)]


def test_a_read_at_another_station_ends_the_visit_by_a_move() -> None:
    found = visits(Read("c1", A, 0), Read("c1", A, 300), Read("c1", B, 600))
    assert [(v.station, v.left_s, v.end_reason) for v in found] == [
        (A, 300, EndReason.MOVED),
        (B, 600, EndReason.OPEN),
    ]


def test_silence_beyond_the_limit_splits_a_stay_at_one_station() -> None:
    found = visits(Read("c1", A, 0), Read("c1", A, 900), Read("c1", A, 1801))
    assert [(v.arrived_s, v.left_s, v.end_reason) for v in found] == [
        (0, 900, EndReason.GAP),
        (1801, 1801, EndReason.OPEN),
    ]


def test_coming_out_ends_the_visit_once_however_often_it_is_repeated() -> None:
    found = visits(
        Read("c1", A, 0), Read("c1", A, 300, flag=2), Read("c1", A, 600, flag=2), Read("c1", A, 900)
    )
    assert [(v.left_s, v.end_reason) for v in found] == [(0, EndReason.EXIT), (900, EndReason.OPEN)]


def test_someone_waiting_at_the_mouth_visits_nothing() -> None:
    assert visits(Read("c1", A, 0, flag=0), Read("c1", A, 300, flag=0)) == []


def test_a_card_that_fell_silent_while_its_mine_spoke_on_ends_by_a_gap() -> None:
    found = visits(Read("c1", A, 0), Read("c2", B, 0), Read("c2", B, 800), Read("c2", B, 1600))
    assert {(v.card, v.end_reason) for v in found} == {("c1", EndReason.GAP), ("c2", EndReason.OPEN)}


def test_one_card_code_in_two_mines_is_two_cards() -> None:
    reads = [Read("c1", A, 0, mine="m1"), Read("c1", B, 0, mine="m2"), Read("c1", A, 300, mine="m1")]
    assert sorted((v.mine, v.station, v.reads) for v in visits(*reads)) == [("m1", A, 2), ("m2", B, 1)]


def test_repeated_late_and_unusable_rows_are_counted_and_change_nothing() -> None:
    reads = [
        Read("c1", A, 0),
        Read("c1", A, 0),
        Read("c1", A, 600),
        Read("c1", B, 300),
        Read(None, A, 600),
        Read("c1", None, 600),
    ]
    state = VisitState()
    ended = rows_of(station_visits([batch_of(reads)], RULES, state))
    left = rows_of([state.open_visits(RULES)])
    assert ended == [] and [(v.station, v.reads) for v in left] == [(A, 2)]
    assert (state.duplicates, state.late, state.unusable) == (1, 1, 2)


def test_the_unit_of_time_is_read_from_the_schema() -> None:
    reads = [Read("c1", A, t) for t in (0, 300, 600)] + [Read("c1", B, 900)]
    by_unit = {u: rows_of(visits_table([batch_of(reads, unit=u)], RULES)) for u in ("s", "ms", "us", "ns")}
    assert all(found == plain_visits(reads, 900) for found in by_unit.values())


def test_plain_strings_are_as_good_as_dictionaries() -> None:
    reads = [Read("c1", A, 0), Read("c2", B, 0), Read("c1", B, 300)]
    assert rows_of(visits_table([batch_of(reads, dictionary=False)], RULES)) == plain_visits(reads, 900)


def test_the_senders_time_of_arrival_counts_between_the_two_reads_around_it() -> None:
    batch = batch_of([Read("c1", A, 0), Read("c1", B, 300), Read("c1", A, 600)])
    said = pa.array(
        [at(-60), at(130), at(100)], pa.timestamp("ms", tz="UTC")
    )  # the last one lies before the last read
    found = rows_of(visits_table([batch.append_column("station_entered_at", said)], RULES))
    assert [v.arrived_s for v in found] == [-60, 130, 600]


def test_the_trace_of_a_snapshot_gives_the_stations_passed_in_between() -> None:
    batch = batch_of([Read("c1", A, 0), Read("c1", B, 300)])
    trace = pa.array(
        ["", "st-x&2024-03-01 08:01:00,st-y&2024-03-01 08:02:30,st-z&nonsense,st-w&2024-03-01 09:00:00"]
    )
    found = rows_of(visits_table([batch.append_column("trace", trace)], VisitRules(use_trace=True)))
    assert [(v.station, v.arrived_s) for v in found] == [(A, 0), ("st-x", 60), ("st-y", 150), (B, 300)]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BadInput, match="station_code"):
        visits_table([batch_of([Read("c1", A, 0)]).drop_columns(["station_code"])], RULES)


def test_no_rows_are_no_visits() -> None:
    assert visits_table([], RULES).num_rows == 0
    assert visits_table([batch_of([])], RULES).num_rows == 0


STEPS = st.tuples(
    st.sampled_from(["c1", "c2", "c3", None]),
    st.sampled_from([A, B, "st-c", None]),
    st.integers(min_value=-2, max_value=6),  # steps of 200 s; negative ones come out of order
    st.sampled_from([1, 1, 1, 1, 1, 2, 0]),
    st.sampled_from(["m1", "m2"]),
)


@st.composite
def random_reads(draw: st.DrawFn) -> list[Read]:
    steps = draw(st.lists(STEPS, max_size=60))
    clock = itertools.accumulate(step[2] * 200 for step in steps)
    return [Read(s[0], s[1], t, s[3], n, s[4]) for n, (s, t) in enumerate(zip(steps, clock, strict=True))]


@settings(max_examples=300, deadline=None)
@given(reads=random_reads(), size=st.integers(min_value=1, max_value=61))
@example(reads=[], size=1)
def test_the_kernel_agrees_with_its_slow_twin_for_any_batch_size(reads: list[Read], size: int) -> None:
    assert rows_of(visits_table(batches_of(reads, size), RULES)) == plain_visits(reads, RULES.gap_s)


@settings(max_examples=100, deadline=None)
@given(reads=random_reads(), cut=st.integers(min_value=0, max_value=60), late_s=st.sampled_from([0, 300]))
def test_a_saved_state_goes_on_as_if_nothing_had_happened(reads: list[Read], cut: int, late_s: float) -> None:
    rules = VisitRules(gap_s=900, late_s=late_s)
    state = VisitState()
    first = rows_of(station_visits(batches_of(reads[:cut], 7), rules, state)) if reads[:cut] else []
    state = VisitState.from_bytes(state.to_bytes())
    second = rows_of(station_visits(batches_of(reads[cut:], 5), rules, state)) if reads[cut:] else []
    rest = [*station_visits(state.waiting.release(), RULES, state)]
    rest = rows_of([*rest, state.open_visits(rules)])
    assert sorted(first + second + rest) == sorted(rows_of(visits_table(batches_of(reads, 60), rules)))


@settings(max_examples=150, deadline=None)
@given(
    reads=random_reads(),
    delays=st.lists(st.integers(0, 600), min_size=60, max_size=60),
    size=st.integers(1, 61),
)
def test_rows_late_within_the_tolerance_are_sorted_in(
    reads: list[Read], delays: list[int], size: int
) -> None:
    ordered = sorted(reads, key=lambda r: r.at_s)
    arrival = sorted(range(len(ordered)), key=lambda i: ordered[i].at_s + delays[i])
    shuffled = [ordered[i] for i in arrival]
    restored = sorted(shuffled, key=lambda r: r.at_s)  # ties stay as they came
    found = rows_of(visits_table(batches_of(shuffled, size), VisitRules(gap_s=900, late_s=600)))
    assert sorted(found) == sorted(plain_visits(restored, 900))


def test_rows_later_than_the_tolerance_are_dropped_alike_for_any_batch_size() -> None:
    reads = [Read("c1", A, t) for t in (0, 1000, 300, 950, 2000, 1100, 1950)]
    answers = [
        rows_of(visits_table(batches_of(reads, n), VisitRules(gap_s=900, late_s=100))) for n in range(1, 8)
    ]
    assert all(answer == answers[0] for answer in answers)
    assert sum(v.reads for v in answers[0]) == 5  # 300 and 1100 came too late
