"""Person-hours on hand-made visits, and their balance on random ones."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minewarden.engine.presence import presence, snapshot_period_s
from minewarden.engine.visits import VisitRules, visits_table
from minewarden.errors import BadInput
from tests.engine.scenes import Read, batch_of, batches_of

HOUR = 3600


def visits_of(*reads: Read):
    return visits_table([batch_of(reads)], VisitRules(gap_s=2 * HOUR))


# two cards: one stays at A for an hour, the other is read once at A and then at B; the scene begins at 08:00 in China
READS = [
    *(Read("c1", "A", t) for t in range(0, HOUR, 300)),
    Read("c2", "A", 0),
    Read("c2", "B", 600),
    Read("c2", "B", 900),
]


def test_person_hours_by_station_count_a_snapshot_period_for_each_last_read() -> None:
    found = presence(visits_of(*READS), ["station_code"]).to_pylist()
    assert [(r["station_code"], round(r["person_hours"] * 60), r["persons"]) for r in found] == [
        ("A", 65, 2),
        ("B", 10, 1),
    ]


def test_a_stay_ends_where_the_card_arrives_elsewhere() -> None:
    reads = [Read("c", "A", 0), Read("c", "B", 60)]
    found = presence(visits_of(*reads), ["station_code"], period_s=300).to_pylist()
    assert [(r["station_code"], round(r["person_hours"] * 3600)) for r in found] == [("A", 60), ("B", 300)]


def test_a_stay_over_a_shift_change_is_split_between_the_shifts() -> None:
    reads = [Read("c", "A", t) for t in range(0, 9 * HOUR, 600)]
    found = presence(
        visits_of(*reads), ["day", "shift"], period_s=600, shift_starts=[time(0), time(8), time(16, 30)]
    )
    assert [(r["day"], r["shift"], round(r["person_hours"], 3)) for r in found.to_pylist()] == [
        (date(2024, 3, 1), 1, 8.5),
        (date(2024, 3, 1), 2, 0.5),
    ]


def test_the_night_before_the_first_shift_belongs_to_the_last_shift_of_the_day_before() -> None:
    reads = [Read("c", "A", t) for t in range(-2 * HOUR, -HOUR, 600)]  # 06:00 to 07:00 in China
    found = presence(
        visits_of(*reads), ["day", "shift"], period_s=600, shift_starts=[time(7), time(15), time(23)]
    )
    assert [(r["day"], r["shift"]) for r in found.to_pylist()] == [(date(2024, 2, 29), 2)]


def test_areas_trades_and_hours_are_dimensions_like_any_other() -> None:
    found = presence(
        visits_of(*READS), ["area_code", "trade", "hour"], areas={"A": "a1"}, trades={"c1": "采煤工"}
    ).to_pylist()
    assert [(r["area_code"], r["trade"], r["hour"].hour) for r in found] == [
        ("B", "", 0),
        ("a1", "", 0),
        ("a1", "采煤工", 0),
    ]


@pytest.mark.parametrize("mine_code", ["34010000101", "520221000101", "150622B0012000200092"])
def test_a_station_lies_in_the_area_that_its_code_names_however_long_mine_codes_are(mine_code: str) -> None:
    visits = visits_of(Read("c", f"{mine_code}0003000012", 0), Read("d", f"{mine_code}0003000013", 0))
    (row,) = presence(visits, ["area_code"]).to_pylist()
    assert (row["area_code"], row["persons"]) == (f"{mine_code}0003", 2)


def test_the_raw_files_behind_a_figure_are_named() -> None:
    reads = [Read("c", "A", 0, file_no=7), Read("c", "A", 300, file_no=8), Read("c", "A", 600, file_no=11)]
    (row,) = presence(visits_of(*reads), ["mine_code"]).to_pylist()
    assert (row["first_file_no"], row["last_file_no"]) == (7, 11)


def test_no_visits_are_no_presence() -> None:
    assert presence(visits_of(), ["station_code", "day"]).num_rows == 0


def test_an_unknown_dimension_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="colour"):
        presence(visits_of(*READS), ["colour"])


def test_the_period_of_the_snapshots_is_found_from_the_visits() -> None:
    assert snapshot_period_s(visits_of(*READS)) == 300
    assert snapshot_period_s(visits_of(), nominal_s=120) == 120


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("XYZ"), st.integers(1, 50)), min_size=1, max_size=40
    )
)
def test_person_hours_add_up_the_same_whichever_way_they_are_cut(steps: list[tuple[str, str, int]]) -> None:
    clock = 0
    reads = []
    for card, station, step in steps:
        clock += step * 60
        reads.append(Read(card, station, clock))
    visits = visits_table(batches_of(reads, 9), VisitRules(gap_s=900))
    ways = (["mine_code"], ["station_code", "hour"], ["card", "day", "shift"], ["trade", "area_code"])
    sums = [sum(r["person_hours"] for r in presence(visits, way).to_pylist()) for way in ways]
    assert sums == pytest.approx([sums[0]] * len(ways))
