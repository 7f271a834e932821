"""The station graph on a hand-drawn mine."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from minewarden.engine.graph import StationGraph
from minewarden.feeds.register import Register, Roadway, Station

# mouth -100- junction -200- face ;  junction -50- pump -60- face (shorter) ;  seal stands alone
MINE = Register(
    mine_code="520221000101",
    stations=(
        Station("mouth", x=0, y=0, z=0),
        Station("junction", x=100, y=0, z=0),
        Station("face", x=200, y=0, z=0),
        Station("pump", x=150, y=40, z=0),
        Station("seal", x=400, y=0, z=0),
    ),
    roadways=(
        Roadway("mouth", "junction", 100),
        Roadway("junction", "face", 200),
        Roadway("junction", "pump", 50),
        Roadway("pump", "face", 60),
        Roadway("face", "heading", None),
    ),
)


def test_the_distance_is_that_of_the_shortest_way() -> None:
    graph = StationGraph(MINE)
    assert graph.distance_m("mouth", "face") == 210
    assert graph.distance_m("face", "mouth") == 210
    assert graph.hops("mouth", "face") == 2


def test_what_the_roadways_do_not_reach_is_infinitely_far() -> None:
    graph = StationGraph(MINE)
    assert graph.distance_m("mouth", "seal") == math.inf
    assert graph.hops("mouth", "seal") is None
    assert graph.distance_m("mouth", "nowhere") == math.inf
    assert graph.distance_m("nowhere", "nowhere") == 0


def test_a_station_that_only_a_roadway_names_is_part_of_the_graph() -> None:
    assert StationGraph(MINE).neighbours("heading") == {"face": StationGraph.DEFAULT_LENGTH_M}


def test_a_roadway_without_a_length_is_as_long_as_it_is_drawn() -> None:
    pair = (Station("a", x=0, y=0, z=0), Station("b", x=30, y=40, z=0))
    graph = StationGraph(Register(mine_code="m", stations=pair, roadways=(Roadway("a", "b"),)))
    assert graph.distance_m("a", "b") == 50


def test_the_nearest_come_first_and_begin_with_the_station_itself() -> None:
    graph = StationGraph(MINE)
    assert graph.nearest("junction", 3) == [("junction", 0.0), ("pump", 50.0), ("mouth", 100.0)]
    assert graph.nearest("junction", 1, among=["face", "mouth"]) == [("mouth", 100.0)]
    assert graph.nearest_to_point(390, 0, 0, 1) == [("seal", 10.0)]


def test_distance_to_any_is_that_to_the_nearest_place() -> None:
    graph = StationGraph(MINE)
    assert graph.distance_to_any("mouth", ["face", "pump"]) == 150
    assert graph.distance_to_any("mouth", []) == math.inf


def test_an_empty_register_makes_an_empty_graph() -> None:
    graph = StationGraph(Register(mine_code="m"))
    assert not graph.has_roadways
    assert graph.distances_m.shape == (0, 0)
    assert graph.nearest("a") == []


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(1, 500, allow_nan=False)), max_size=20
    ),
)
def test_distances_are_a_metric_that_agrees_with_relaxing_every_edge(
    edges: list[tuple[int, int, float]],
) -> None:
    register = Register(mine_code="m", roadways=tuple(Roadway(str(a), str(b), m) for a, b, m in edges))
    graph = StationGraph(register)
    size = len(graph.codes)
    plain = np.full((size, size), math.inf)
    np.fill_diagonal(plain, 0)
    for a, b, length_m in edges:
        i, j = graph.index[str(a)], graph.index[str(b)]
        if i != j:
            plain[i, j] = plain[j, i] = min(plain[i, j], length_m)
    for via in range(size):
        plain = np.minimum(plain, plain[:, via : via + 1] + plain[via : via + 1, :])
    assert np.allclose(graph.distances_m, plain)
