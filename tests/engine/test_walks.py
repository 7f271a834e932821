"""Walks: hand cases for every trace, beside the harmless look-alike."""

from __future__ import annotations

import math

import pyarrow as pa

from minewarden.engine.graph import StationGraph
from minewarden.engine.visits import VisitRules, visits_table
from minewarden.engine.walks import (
    WalkRules,
    absences,
    descents,
    impossible_moves,
    joint_returns,
    moves,
    re_entries,
)
from minewarden.engine.walks_pairs import companions, live_twins
from minewarden.engine.walks_stays import frozen_cards
from minewarden.feeds.register import Register, Roadway, Station
from tests.engine.scenes import Read, at, batch_of

HOUR = 3600
ROADS = StationGraph(
    Register(
        mine_code="m",
        stations=(Station("island"),),
        roadways=tuple(Roadway(f"s{n}", f"s{n + 1}", 1000) for n in range(8)),
    )
)


def visits_of(reads: list[Read]) -> pa.Table:
    return visits_table([batch_of(sorted(reads, key=lambda r: r.at_s))], VisitRules(gap_s=900))


def walk(card: str, stations: str, start_s: float = 0, step_s: float = 300, end: bool = True) -> list[Read]:
    """Reads of a card at stations named by digits, one a step; the last one is its exit."""
    reads = [Read(card, f"s{s}", start_s + n * step_s, file_no=n) for n, s in enumerate(stations)]
    return [*reads, Read(card, "s0", start_s + len(stations) * step_s, flag=2)] if end else reads


def test_a_move_knows_its_way_and_the_least_speed_it_took() -> None:
    (step,) = moves(visits_of(walk("c", "0022", step_s=250)), ROADS).to_pylist()
    assert (step["from_station"], step["to_station"], step["distance_m"], step["hops"]) == (
        "s0",
        "s2",
        2000.0,
        2,
    )
    assert (step["elapsed_s"], step["speed_m_per_s"]) == (250.0, 8.0)


def test_a_walk_faster_than_any_transport_is_impossible_and_a_ride_is_not() -> None:
    fast, ride = walk("fast", "04", step_s=300), walk("ride", "01", step_s=300)
    found = impossible_moves(moves(visits_of(fast + ride), ROADS), WalkRules(speed_limit_m_per_s=6))
    assert [(r["card"], r["why"]) for r in found.to_pylist()] == [("fast", "speed")]


def test_the_reach_of_the_readers_is_taken_off_the_way() -> None:
    steps = moves(visits_of(walk("c", "01", step_s=150)), ROADS)  # 1000 m in 150 s, 6.7 m/s
    assert impossible_moves(steps, WalkRules(speed_limit_m_per_s=6, reach_m=0)).num_rows == 1
    assert impossible_moves(steps, WalkRules(speed_limit_m_per_s=6, reach_m=60)).num_rows == 0


def test_a_way_that_nobody_declared_is_unconnected_and_an_unknown_station_is_not_judged() -> None:
    reads = [Read("c", "s0", 0), Read("c", "island", 300), Read("d", "s0", 0), Read("d", "elsewhere", 300)]
    steps = moves(visits_of(reads), ROADS)
    assert [(r["card"], r["why"]) for r in impossible_moves(steps).to_pylist()] == [("c", "unconnected")]
    assert [r["in_graph"] for r in steps.to_pylist()] == [True, False]
    assert all(math.isinf(r["distance_m"]) for r in steps.to_pylist())


def test_descents_end_with_an_exit_and_a_quick_return_is_a_re_entry() -> None:
    found = descents(
        visits_of(walk("c", "010") + walk("c", "01", start_s=2000) + walk("c", "0", start_s=30_000))
    )
    assert [(r["visits"], r["stations"], r["out"]) for r in found.to_pylist()] == [
        (3, 2, True),
        (2, 2, True),
        (1, 1, True),
    ]
    assert [r["out_before_s"] for r in found.to_pylist()] == [None, 1400.0, 27_700.0]
    assert [r["entered_at"] for r in re_entries(found).to_pylist()] == [at(2000)]


def absent(card: str, back_s: float) -> list[Read]:
    return [*walk(card, "012", end=False), Read(card, "s2", back_s), *walk(card, "10", start_s=back_s + 300)]


def test_cards_that_vanish_at_a_station_and_come_back_together_are_a_joint_return() -> None:
    others = [Read("rest", "s1", t) for t in range(0, 8 * HOUR, 300)]
    reads = others + [r for n in range(4) for r in absent(f"c{n}", 5 * HOUR + 20 * n)]
    silences = absences(visits_of(reads), rules=WalkRules(descent_gap_s=8 * HOUR))
    (group,) = joint_returns(silences)
    assert (group.station, group.cards) == ("s2", ("c0", "c1", "c2", "c3"))
    assert all(r["same_station"] and r["unexplained_s"] == r["silent_s"] for r in silences.to_pylist())


def test_a_hole_in_the_mines_data_explains_a_silence() -> None:
    silences = absences(visits_of(absent("c", 5 * HOUR)), holes=[(at(600), at(4 * HOUR))]).to_pylist()
    assert [round(r["unexplained_s"]) for r in silences] == [HOUR]


def test_a_card_that_lies_at_one_place_is_frozen_and_one_that_works_along_a_road_is_not() -> None:
    parked = [Read(f"p{n}", "s3", t) for n in range(3) for t in range(0, 8 * HOUR, 300)]
    busy = walk("busy", "0123" + "45" * 45 + "321")
    found = frozen_cards(visits_of(parked + busy)).to_pylist()
    assert [(r["card"], r["station_code"], r["moves"], r["together"]) for r in found] == [
        ("p0", "s3", 0, 3),
        ("p1", "s3", 0, 3),
        ("p2", "s3", 0, 3),
    ]


def test_walking_to_a_post_and_back_still_counts_as_sitting_there() -> None:
    (row,) = frozen_cards(visits_of(walk("pump", "01" + "2" * 80 + "10"))).to_pylist()
    assert row["moves"] == 0 and row["station_code"] == "s2" and 0.9 < row["share"] < 1
    assert row["usual_share"] == row["share"] and row["descents"] == 1


def test_two_cards_in_one_pocket_walk_as_one() -> None:
    route = "0123432123"
    reads = walk("a", route) + walk("b", route, start_s=3) + walk("alone", "0101232321", start_s=100)
    (pair,) = companions(visits_of(reads)).to_pylist()
    assert (pair["card"], pair["other"], pair["entries"], pair["changes"] >= 3) == ("a", "b", 10, True)
    assert pair["exclusivity"] == 0.5


def test_a_crew_on_one_man_rider_is_no_pair() -> None:
    reads = [r for n in range(12) for r in walk(f"c{n:02d}", "0123432123", start_s=n)]
    assert companions(visits_of(reads)).num_rows == 0


def test_a_pair_inside_a_crew_shows_only_where_it_walks_apart_from_the_crew() -> None:
    crew = [r for n in range(8) for r in walk(f"c{n}", "01234444444444443210", start_s=n)]
    pair = [r for n in range(2) for r in walk(f"p{n}", "01234565656565653210", start_s=n)]
    (found,) = companions(visits_of(crew + pair)).to_pylist()
    assert (found["card"], found["other"]) == ("p0", "p1")


def test_two_living_cards_of_one_person_are_twins_and_a_replaced_card_found_again_is_not() -> None:
    reads = walk("a1", "0123210") + walk("a2", "0121010", start_s=600)
    reads += walk("lost1", "012" + "3" * 40, end=False) + walk("lost2", "01210", start_s=3000)
    reads += walk("b1", "0123210") + walk("b2", "010", start_s=30_000) + walk("b1", "0", start_s=90_000)
    person_of = {"a1": "a", "a2": "a", "b1": "b", "b2": "b", "lost1": "l", "lost2": "l"}
    (twins,) = live_twins(visits_of(reads), person_of)
    assert (twins.person, twins.card, twins.other, twins.times) == ("a", "a1", "a2", 1)
    assert twins.overlap_s == 1200


def test_nothing_comes_of_nothing() -> None:
    nothing = visits_of([])
    assert moves(nothing, ROADS).num_rows == 0
    assert impossible_moves(moves(nothing, ROADS)).num_rows == 0
    assert descents(nothing).num_rows == 0
    assert absences(nothing).num_rows == 0
    assert frozen_cards(nothing).num_rows == 0
    assert companions(nothing).num_rows == 0
    assert live_twins(nothing, {}) == []
