"""Hidden faces in scenes written straight by the contract, without the project's simulator."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from minewarden.factors.channels import Suspicion
from minewarden.factors.hidden import Candidate, distinct
from minewarden.factors.model import FactorRow, Verdict
from minewarden.factors.month import Month
from minewarden.factors.words import Words
from tests.factors.conftest import Asked, Prepare
from tests.factors.scenes import TRACES, Ladder, Plot, Scene

FACTORS = ["people", "air", "power", "output", "haulage", "gas", "water", "explosives"]
SEAL = Ladder(2).seal


def unregistered(scene: Scene) -> None:
    scene.registered = False


def without_seal(scene: Scene) -> None:
    scene.seal_declared = False


def heading_that_expires(scene: Scene) -> None:
    scene.heading_until = 4


def heading_that_expired_before(scene: Scene) -> None:
    scene.heading_until = -3


def faces(leads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [lead for lead in leads if lead["kind"] == "hidden_face"]


@pytest.mark.parametrize("style", ["seen", "vanish", "frozen"])
def test_a_crew_behind_the_seal_gives_one_lead_at_the_seal(leads_of: Asked, style: str) -> None:
    leads = faces(leads_of(Plot("hidden_face", style, 3, 7)))

    assert len(leads) == 1
    assert f"{SEAL:06d}" in {code[-6:] for code in leads[0]["stations"][:3]}
    assert leads[0]["from"] == "2025-03-06T00:00:00+08:00"
    assert leads[0]["to"] in {"2025-03-11T00:00:00+08:00", "2025-03-12T00:00:00+08:00"}


@pytest.mark.parametrize("prepare", [heading_that_expires, heading_that_expired_before])
def test_a_heading_that_is_driven_on_after_its_last_day_is_hidden(leads_of: Asked, prepare: Prepare) -> None:
    (lead,) = leads_of(prepare=prepare)

    assert lead["kind"] == "hidden_face"
    assert lead["factors"][0]["strength"] > 0.5  # its crew is no crew that takes out machines
    assert {int(code[-6:]) for code in lead["stations"][:2]} & set(Ladder(2).face_ends[1])
    assert lead["to"] == "2025-03-13T00:00:00+08:00"


def test_a_crew_that_rides_in_is_looked_for_where_it_was_read_innermost(leads_of: Asked) -> None:
    ridden = Plot("hidden_face", "ridden", 3, 7, traces=frozenset(), crew=12)
    (lead,) = faces(leads_of(ridden, prepare=without_seal, jitter_s=10, systems=frozenset({"people"})))

    assert "lost signal" in lead["factors"][0]["text_en"]
    assert int(lead["stations"][0][-6:]) in Ladder(2).path(SEAL)[-5:]


def test_beside_its_station_a_crew_is_looked_for_farther_in_rather_than_on_the_way(leads_of: Asked) -> None:
    (lead,) = faces(leads_of(Plot("hidden_face", "frozen", 3, 7)))

    assert [int(code[-6:]) for code in lead["stations"][:2]] == [SEAL, Ladder(2).old]


@pytest.mark.parametrize(
    ("elsewhere", "stations", "own"), [("D", ("A", "D", "B", "C"), 4), ("C", ("A", "C", "B"), 3)]
)
def test_a_suspicion_without_a_crew_names_the_place_that_others_of_its_days_point_to(
    elsewhere: str, stations: tuple[str, ...], own: int
) -> None:
    days = np.arange(10) > 4
    row = FactorRow("power", Verdict.CONTRADICTS, 2.0, 1.0, "kW", 0.9, Words("用电", "power"))
    first, second, doubtful, before = (
        Candidate(Suspicion(when, places, own=3), None, (row,), score)
        for when, places, score in (
            (days, ("A", "B", "C"), 0.9), (days, (elsewhere, "A"), 0.4), (days, ("E",), 0.1), (~days, ("F",), 0.45)
        )
    )  # fmt: skip

    (kept,) = distinct(cast(Month, SimpleNamespace()), [first, before, second, doubtful], cut=0.5)

    assert (kept.suspicion.stations, kept.suspicion.own) == (stations, own)


def test_a_lead_lists_the_eight_factors_with_evidence_and_figures(leads_of: Asked) -> None:
    (lead,) = faces(leads_of(Plot("hidden_face", "seen", 3, 7)))

    assert [row["factor"] for row in lead["factors"]] == FACTORS
    assert {row["verdict"] for row in lead["factors"]} == {"contradicts"}
    for row in lead["factors"]:
        assert row["observed"] > row["expected"]
        assert 0 < row["strength"] <= 1
        assert (
            all(len(one["sha256"]) == 64 and one["rows"] > 0 for one in row["evidence"]) and row["evidence"]
        )


def test_a_face_that_works_through_all_of_the_data_is_found_without_a_quiet_day(leads_of: Asked) -> None:
    leads = faces(leads_of(Plot("hidden_face", "seen", 0, 9)))

    assert len(leads) == 1


def test_without_cards_the_resources_alone_give_the_lead(leads_of: Asked) -> None:
    leads = faces(leads_of(Plot("hidden_face", "no_cards", 3, 7)))

    assert len(leads) == 1
    assert leads[0]["factors"][0]["verdict"] == "agrees"
    assert f"{SEAL:06d}" in {code[-6:] for code in leads[0]["stations"][:3]}


def test_alarms_of_persons_whom_the_snapshots_leave_out_tell_the_place(leads_of: Asked) -> None:
    leads = leads_of(Plot("hidden_face", "erased", 0, 9, traces=frozenset()), systems=frozenset({"people"}))
    (lead,) = faces(leads)

    assert {other["kind"] for other in leads} == {"hidden_face", "data_fabricated"}
    assert int(lead["stations"][0][-6:]) == SEAL
    assert len(lead["cards"]) == 2 * 9  # of two shifts
    assert all("_RYXZ_" in one["file"] for one in lead["factors"][0]["evidence"])


@pytest.mark.parametrize("missing", ["power", "haulage", "output", "water", "explosives", "cdss"])
def test_a_system_that_sends_nothing_is_no_data_and_no_suspicion(leads_of: Asked, missing: str) -> None:
    systems = frozenset({"people", "cdss", "power", "haulage", "output", "water", "explosives"}) - {missing}
    (lead,) = faces(leads_of(Plot("hidden_face", "seen", 3, 7), systems=systems))

    silent = {"cdss": {"air", "gas"}}.get(missing, {missing})
    told = {row["factor"]: row for row in lead["factors"]}
    for name in silent - {"output", "water"}:  # the power of hoist and pumps still speaks for these
        assert told[name]["verdict"] == "no_data"
        assert told[name]["evidence"] == []


def test_people_alone_are_enough_where_nothing_else_is_sent(leads_of: Asked) -> None:
    leads = faces(leads_of(Plot("hidden_face", "vanish", 2, 8), systems=frozenset({"people"})))

    assert len(leads) == 1


def test_the_second_profile_gives_the_same_lead(leads_of: Asked) -> None:
    leads = faces(leads_of(Plot("hidden_face", "seen", 3, 7), caret=True))

    assert len(leads) == 1


def test_four_shifts_and_unset_trades_do_not_hide_the_crew(leads_of: Asked) -> None:
    leads = faces(leads_of(Plot("hidden_face", "seen", 3, 7), trades=False, period_s=300, seed=5))

    assert len(leads) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_healthy_mine_gives_no_lead(leads_of: Asked, seed: int) -> None:
    assert leads_of(seed=seed) == []


@pytest.mark.parametrize("style", ["", "seen", "no_cards"])
def test_without_a_register_no_place_is_undeclared(leads_of: Asked, style: str) -> None:
    plots = [Plot("hidden_face", style, 3, 7)] if style else []

    assert faces(leads_of(*plots, prepare=unregistered)) == []


def test_the_persons_of_a_shift_are_told_whole(leads_of: Asked) -> None:
    (lead,) = faces(leads_of(Plot("hidden_face", "seen", 3, 7, crew=12)))

    assert 10.5 <= lead["persons_per_shift"] <= 13


def test_rest_days_are_no_suspicion(leads_of: Asked) -> None:
    assert leads_of(rest_days=frozenset({3, 4, 8})) == []


def test_a_declared_stop_that_is_kept_is_no_suspicion(leads_of: Asked) -> None:
    assert leads_of(stopped_days=frozenset({4, 5, 6, 7})) == []


def test_five_days_of_data_with_three_quiet_days_are_enough(leads_of: Asked) -> None:
    leads = faces(leads_of(Plot("hidden_face", "vanish", 3, 4), days=5))

    assert len(leads) == 1


@pytest.mark.parametrize("trace", sorted(TRACES))
def test_one_odd_resource_without_people_is_no_lead(leads_of: Asked, trace: str) -> None:
    leads = faces(leads_of(Plot("hidden_face", "no_cards", 3, 7, traces=frozenset({trace}))))

    assert leads == []
