"""Honest events are in the data and never in the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minewarden.sim.events import EVENTS
from tests.sim.reader import table, texts

Made = tuple[Path, dict[str, Any], list[dict[str, Any]]]
Make = Callable[..., Made]
STYLES = [(kind, style) for kind, event in EVENTS.items() for style in event.styles]


def _event(kind: str, style: str | None = None, **more: Any) -> dict[str, Any]:
    told = {"kind": kind} | ({"style": style} if style else {}) | more
    return {"size": "small", "shifts": "三八制", "event": [told]}


def _coal(home: Path) -> float:
    return sum(float(row["t"]) for row in table(home, "haulage"))


@pytest.mark.parametrize(("kind", "style"), STYLES)
def test_every_event_runs_and_is_no_conduct(made: Make, kind: str, style: str) -> None:
    home, _, rows = made(days=1, **_event(kind, style))
    assert rows == []
    for text in texts(home, "RYSS"):
        below = [row[0] for row in text.rows if row[2] == "1"]
        assert len(below) == len(set(below))


@pytest.mark.parametrize(
    ("kind", "state"), [("holiday", None), ("overhaul", "overhaul"), ("suspension", "suspended")]
)
def test_a_stop_brings_no_coal(made: Make, kind: str, state: str | None) -> None:
    home, register, _ = made(**_event(kind))
    assert _coal(home) < 0.1 * 2 * sum(face["planned_t_per_day"] for face in register["faces"])
    assert {"producing", state} - {None} == {status["state"] for status in register["status"]}


def test_a_face_move_ends_one_face_and_begins_another(made: Make) -> None:
    _, register, _ = made(**_event("face_move", **{"from": "2024-01-02"}))
    ended = [face for face in register["faces"] if face["to"] == "2024-01-02"]
    begun = [face for face in register["faces"] if face["from"] == "2024-01-02"]
    assert len(ended) == len(begun) == 1


def test_in_a_drill_everyone_meets_at_the_refuge(made: Make) -> None:
    home, _, _ = made(**_event("gathering", "drill", hour=11, minutes=60))
    text = next(text for text in texts(home, "RYSS") if text.at.hour == 11 and text.at.minute >= 50)
    most = Counter(row[7] for row in text.rows if row[2] == "1").most_common(1)[0][1]
    assert most > 0.8 * sum(row[2] == "1" for row in text.rows)


def test_an_outage_stops_the_power_and_gas_rises(made: Make) -> None:
    home, _, _ = made(**_event("power_outage", hour=14, minutes=60))
    kw = Counter[str]()
    for row in table(home, "power"):
        kw[row["at"][:16]] += float(row["kw"])
    assert kw["2024-01-01T14:15"] < 0.1 * kw["2024-01-01T12:15"]
    gas = {text.at.hour: float(text.rows[0][3]) for text in texts(home, "CDSS") if text.at.day == 1}
    assert gas[14] > gas[12]


def test_a_network_outage_silences_all_systems(made: Make) -> None:
    home, _, _ = made(**_event("network_outage", hour=10, hours=3.0))
    for kind in ("RYSS", "CDSS", "JZSS"):
        hours = {text.at.hour for text in texts(home, kind) if text.at.day == 1}
        assert 11 not in hours
        assert 14 in hours


def test_a_dead_station_reads_nobody_and_says_so(made: Make) -> None:
    home, _, _ = made(
        **_event("dead_station", "trunk", **{"from": "2024-01-01T06:00:00", "to": "2024-01-02T00:00:00"})
    )
    silent = {row[0] for text in texts(home, "JZSS") for row in text.rows if row[1] == "1"}
    assert len(silent) == 1
    late = [
        row for text in texts(home, "RYSS") if text.at.day == 1 and text.at.hour >= 7 for row in text.rows
    ]
    fresh = [row for row in late if row[7] in silent and row[8] > "2024-01-01 06:00:01"]
    assert not fresh


def test_calibration_shows_as_a_pulse_with_state_4(made: Make) -> None:
    home, _, _ = made(**_event("calibration", every_days=1))
    rows = [row for text in texts(home, "CDSS") for row in text.rows if row[5] == "4"]
    assert rows
    assert all(1.8 < float(row[3]) < 2.2 for row in rows)


def test_visitors_go_round_together_and_the_cameras_see_each(made: Make) -> None:
    home, _, _ = made(**_event("visitors", persons=9))
    party = {row[0] for row in next(texts(home, "RYXX")).rows if row[4] == "来宾"}
    entries = {(row[0], row[3]) for text in texts(home, "RYSS") for row in text.rows}
    listed = {entry for entry in entries if entry[0] in party}
    assert len(listed) == len(party) == 9


def test_a_replaced_card_has_its_holder_s_name_twice(made: Make) -> None:
    home, _, _ = made(**_event("replaced_card"))
    names = Counter(row[1] for row in list(texts(home, "RYXX"))[-1].rows)
    assert sorted(names.values())[-1] == 2


def test_wet_coal_is_heavier_for_the_same_power(made: Make) -> None:
    home, register, _ = made(**_event("wet_coal", share=0.5))
    assert _coal(home) > 1.3 * 2 * sum(face["planned_t_per_day"] for face in register["faces"])


def test_rock_is_hoisted_and_is_no_output(made: Make) -> None:
    home, _, _ = made(**_event("rock_hoisting", t_per_day=300.0))
    rows = table(home, "output")
    rock = sum(float(row["hoisted_t"]) - float(row["reported_t"]) for row in rows)
    assert rock > 250
