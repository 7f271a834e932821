"""Each integrity check on a scene written straight by the contract: the conduct, and what merely looks like it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from minewarden.factors.find import find_leads
from tests.factors.conftest import Asked
from tests.factors.scenes import CHINA, CODE, Plot, Scene

DAY = 86_400


def made_up(scene: Scene) -> None:
    scene.made_up = (scene.t0 + 4 * DAY, scene.t0 + 7 * DAY)


def replayed(scene: Scene) -> None:
    scene.replay = (scene.t0 + 4 * DAY, scene.t0 + 6 * DAY, DAY)


def deleted(scene: Scene) -> None:
    scene.deletions = [(scene.t0 + d * DAY + 22 * 3600, scene.t0 + d * DAY + 30 * 3600) for d in (3, 4, 5)]


def filtered(scene: Scene) -> None:
    scene.unlisted = [(scene.t0 + 3 * DAY + 9 * 3600, scene.t0 + 6 * DAY + 12 * 3600, 1)]


def taken_up(scene: Scene) -> None:
    """On five days one man of a crew goes out two hours early with the cards of six who work on."""
    people = scene.people

    def with_bundles() -> None:
        people()
        face = scene.lad.face_ends[0][0]
        way = scene.lad.path(face)[::-1][-4:]
        for day in range(2, 7):
            start = scene.t0 + day * DAY + scene.s.shifts[0] * 3600
            crew = [
                t for t in scene.trips if abs(t.entered - start) <= 900 and face in {p for _, p in t.steps}
            ]
            out = start + 19_800
            crew = [t for t in crew if t.until > out + 3600][:7]
            for i, trip in enumerate(crew):
                last = [(out - 960 + 240 * n + i % 3, station) for n, station in enumerate(way)]
                trip.steps = [x for x in trip.steps if x[0] < out - 1100] + last
                trip.until = out + i % 3

    scene.people = with_bundles  # type: ignore[method-assign]  # the one seam between hiring and writing


def checked_out(scene: Scene) -> None:
    """On five days four of a crew have their cards taken out after an hour and a half, and work on."""
    people = scene.people

    def with_early_cards() -> None:
        people()
        face = scene.lad.face_ends[0][0]
        for day in range(2, 7):
            start = scene.t0 + day * DAY + scene.s.shifts[0] * 3600
            crew = [
                t for t in scene.trips if abs(t.entered - start) <= 900 and face in {p for _, p in t.steps}
            ]
            for trip in crew[:4]:
                trip.bearer_until, trip.until = trip.until, trip.entered + 5400
                trip.steps = [x for x in trip.steps if x[0] < trip.until - 300] + [(trip.until - 200, 0)]

    scene.people = with_early_cards  # type: ignore[method-assign]  # the one seam between hiring and writing


def one_outage(scene: Scene) -> None:
    scene.deletions = [(scene.t0 + 4 * DAY + 11 * 3600, scene.t0 + 4 * DAY + 14 * 3600)]


@pytest.mark.parametrize(
    ("kind", "style", "days"),
    [
        ("headcount_concealed", "", (3, 6)),
        ("cards_carried", "", (2, 8)),
        ("card_parked", "", (2, 8)),
        ("sensor_masked", "flat", (3, 6)),
        ("sensor_masked", "shield", (3, 6)),
        ("sensor_masked", "replay", (3, 6)),
        ("sensor_masked", "range", (0, 9)),
        ("over_capacity", "", (2, 9)),
        ("overstaffed", "", (3, 6)),
    ],
)
def test_the_conduct_is_found_and_nothing_else(
    leads_of: Asked, kind: str, style: str, days: tuple[int, int]
) -> None:
    leads = leads_of(Plot(kind, style, *days, crew=6))

    assert {lead["kind"] for lead in leads} == {kind}
    assert all(lead["factors"][0]["evidence"] for lead in leads)


@pytest.mark.parametrize("prepare", [made_up, replayed, deleted, filtered])
def test_fabricated_snapshots_are_found_whatever_the_way(leads_of: Asked, prepare: object) -> None:
    leads = leads_of(prepare=prepare)

    assert {lead["kind"] for lead in leads} == {"data_fabricated"}


@pytest.mark.parametrize("prepare", [made_up, replayed, deleted, filtered, taken_up, checked_out])
def test_a_span_of_few_days_is_compared_too(lake_of: Callable[..., Path], prepare: object) -> None:
    lake = str(lake_of(prepare=prepare, plots=[], **({"period_s": 300} if prepare is taken_up else {})))
    first = datetime(2025, 3, 6, tzinfo=CHINA)

    for days in (1, 2, 3, 4):
        assert find_leads(lake, CODE, first, first + timedelta(days=days))["mine_code"] == CODE


def test_one_outage_of_the_location_system_is_a_fault_and_no_deletion(leads_of: Asked) -> None:
    assert leads_of(prepare=one_outage) == []


def test_work_in_a_declared_stop_is_found(leads_of: Asked) -> None:
    leads = leads_of(Plot("working_while_stopped", "", 4, 7), stopped_days=frozenset({4, 5, 6, 7}))

    assert {lead["kind"] for lead in leads} == {"working_while_stopped"}


def test_cards_that_leave_before_their_bearers_are_found(leads_of: Asked) -> None:
    (lead,) = leads_of(prepare=checked_out)

    assert lead["kind"] == "headcount_concealed"
    assert len(lead["cards"]) >= 3
    assert "疑卡先于人出井" in lead["factors"][0]["text"]


def test_a_sender_that_tells_no_times_of_entry_is_not_suspect(leads_of: Asked) -> None:
    assert leads_of(entries=False, shifts=(0, 8, 16), days=5) == []


def test_a_hidden_face_is_found_without_times_of_entry(leads_of: Asked) -> None:
    leads = leads_of(Plot("hidden_face", "vanish", 3, 8), entries=False)

    assert {lead["kind"] for lead in leads} == {"hidden_face"}


def test_carried_cards_name_the_cards(leads_of: Asked) -> None:
    (lead,) = leads_of(Plot("cards_carried", "", 2, 8, crew=6))

    assert len(lead["cards"]) == 5


def test_cards_taken_up_on_the_way_out_are_carried(leads_of: Asked) -> None:
    leads = leads_of(prepare=taken_up, period_s=300)

    assert [lead["kind"] for lead in leads] == ["cards_carried"]
    assert len(leads[0]["cards"]) >= 6


def test_parked_cards_name_the_station(leads_of: Asked) -> None:
    (lead,) = leads_of(Plot("card_parked", "", 2, 8, crew=6))

    assert lead["stations"][0].endswith("000003")
