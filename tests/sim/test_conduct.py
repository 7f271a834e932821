"""Every conduct leaves its truth, and in the data the trace that the contract names."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from minewarden.sim.conduct import CONDUCTS
from tests.sim.reader import Text, table, texts

Made = tuple[Path, dict[str, Any], list[dict[str, Any]]]
Make = Callable[..., Made]
STYLES = [(kind, style) for kind, conduct in CONDUCTS.items() for style in conduct.styles]


def _act(kind: str, style: str, **more: Any) -> dict[str, Any]:
    return {"size": "small", "conduct": [{"kind": kind, "style": style} | more]}


def _below(text: Text) -> list[list[str]]:
    return [row for row in text.rows if row[2] == "1"]


def _sum(home: Path, name: str, column: str) -> float:
    return sum(float(row[column]) for row in table(home, name))


@pytest.mark.parametrize(("kind", "style"), STYLES)
def test_every_style_runs_and_tells_its_truth(made: Make, kind: str, style: str) -> None:
    home, register, rows = made(days=1, **_act(kind, style))
    own = [row for row in rows if row["kind"] == kind and not row.get("incidental")]
    assert len(own) == 1
    stations = {station["station_code"] for station in register["stations"]}
    assert set(own[0]["stations"]) <= stations
    cards = {row[0] for row in next(texts(home, "RYXX")).rows}
    assert set(own[0]["cards"]) <= cards
    assert own[0]["from"] == "2024-01-01T00:00:00+08:00"


def test_a_hidden_place_is_on_no_declaration(made: Make) -> None:
    home, register, rows = made(**_act("hidden_face", "big_longwall"))
    assert all(not face["face_id"].startswith("H") for face in register["faces"])
    declared = {station for face in register["faces"] for station in face["stations"]}
    assert rows[0]["stations"][0] not in declared
    assert "H1" not in (home / "register.json").read_text(encoding="utf-8")


def test_people_vanish_at_the_seal_and_come_back_there_hours_later(made: Make) -> None:
    home, register, rows = made(**_act("hidden_face", "seal"), listing="drop")
    seals = {station for seal in register["seals"] for station in seal["stations"]}
    place, crew = rows[0]["stations"][0], set(rows[0]["cards"])
    assert place in seals
    seen: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    for text in texts(home, "RYSS"):
        for row in _below(text):
            if row[0] in crew:
                seen[row[0]].append((text.at, row[7]))
    gaps = [
        (here, there)
        for reads in seen.values()
        for (before, here), (after, there) in itertools.pairwise(reads)
        if timedelta(hours=3) < after - before < timedelta(hours=9)
    ]
    assert len(gaps) >= 5
    assert sum(place in gap for gap in gaps) >= 0.8 * len(gaps)


def test_a_listing_that_keeps_shows_the_vanished_frozen_at_the_seal(made: Make) -> None:
    home, _, rows = made(**_act("hidden_face", "seal"), listing="keep")
    place, crew = rows[0]["stations"][0], set(rows[0]["cards"])
    frozen = Counter(
        (row[0], row[8]) for text in texts(home, "RYSS") for row in _below(text) if row[7] == place
    )
    assert sum(count > 36 for (card, _), count in frozen.items() if card in crew) >= 5


def test_without_cards_the_cameras_count_more_than_the_readers(made: Make) -> None:
    home, _, _ = made(**_act("hidden_face", "no_cards"))
    seen = sum(int(row["persons"]) for row in table(home, "video") if row["direction"] == "in")
    listed = {(row[0], row[3]) for text in texts(home, "RYSS") for row in text.rows}
    assert seen > len(listed) + 20


def test_coal_of_a_hidden_place_is_hoisted_and_not_reported(made: Make) -> None:
    home, register, _ = made(**_act("hidden_face", "big_longwall"))
    planned = 2 * sum(face["planned_t_per_day"] for face in register["faces"])
    hoisted, reported = _sum(home, "output", "hoisted_t"), _sum(home, "output", "reported_t")
    assert hoisted - reported > 500
    assert reported < 1.15 * planned


def test_a_hidden_place_draws_power_air_water_and_explosives(made: Make, tmp_path: Path) -> None:
    more = {"explosive_kg_per_day": 60.0, "duty": 1.0}
    with_it, _, _ = made(**_act("hidden_face", "big_longwall", **more))
    without, _, _ = made_twin(tmp_path)
    for name, column in (("power", "kw"), ("water", "m3"), ("haulage", "t")):
        assert _sum(with_it, name, column) > 1.04 * _sum(without, name, column), name
    other = next(r for r in table(with_it, "power"))["feeder"]
    assert other


def made_twin(tmp_path: Path) -> Made:
    """The same mine, honest."""
    from tests.sim.conftest import make

    return make(tmp_path / "twin", size="small")


def test_an_expired_face_is_worked_on_after_its_approval(made: Make) -> None:
    home, register, rows = made(**_act("hidden_face", "expired_face"))
    face = next(face for face in register["faces"] if face["to"] is not None)
    assert rows[0]["stations"] == face["stations"]
    busy = [sum(row[7] in face["stations"] for row in _below(text)) for text in texts(home, "RYSS")]
    assert sorted(busy)[len(busy) // 2] >= 3


def test_a_capped_listing_never_exceeds_its_cap(made: Make) -> None:
    home, _, _ = made(**_act("headcount_concealed", "capped"))
    counts = [len(_below(text)) for text in texts(home, "RYSS")]
    top = max(counts)
    assert counts.count(top) > 0.2 * len(counts)


def test_held_back_cards_are_known_and_never_read(made: Make) -> None:
    home, _, rows = made(**_act("headcount_concealed", "held_back"))
    known = {row[0] for row in next(texts(home, "RYXX")).rows}
    assert rows[0]["cards"]
    assert set(rows[0]["cards"]) <= known


def test_a_bundle_comes_up_at_the_same_instant(made: Make) -> None:
    home, _, rows = made(**_act("cards_carried", "bundle"))
    cards = set(rows[0]["cards"])
    outs = {
        (row[0], row[4]) for text in texts(home, "RYSS") for row in text.rows if row[4] and row[0] in cards
    }
    times = sorted({at for _, at in outs})
    assert len(times) < len(outs) / 1.5


def test_tags_taken_up_early_leave_their_owners_below(made: Make) -> None:
    home, _, rows = made(**_act("cards_carried", "way_out", duty=1.0))
    outs = {(row[0], row[4][:16]) for text in texts(home, "RYSS") for row in text.rows if row[4]}
    minutes = Counter(at for card, at in outs if card in rows[0]["cards"])
    assert minutes.most_common(1)[0][1] >= 4


def test_a_parked_card_keeps_its_station_and_its_distance(made: Make) -> None:
    home, _, rows = made(**_act("card_parked", "chamber"))
    cards, place = set(rows[0]["cards"]), rows[0]["stations"][0]
    stays: dict[tuple[str, str], list[float]] = defaultdict(list)
    for text in texts(home, "RYSS"):
        for row in _below(text):
            if row[0] in cards and row[7] == place:
                stays[row[0], row[8]].append(float(row[10]))
    longest = max(stays.values(), key=len)
    assert len(longest) > 30
    assert max(longest) - min(longest) < 1.0


@pytest.mark.parametrize(
    ("kind", "style"),
    [("cards_carried", "rotating"), ("card_parked", "all_day"), ("data_fabricated", "made_up")],
)
def test_a_card_is_never_listed_twice_whatever_the_conduct(made: Make, kind: str, style: str) -> None:
    home, _, _ = made(**_act(kind, style))
    for text in texts(home, "RYSS"):
        below = [row[0] for row in _below(text)]
        assert len(below) == len(set(below)), text.header


def test_made_up_records_do_not_know_their_areas(made: Make) -> None:
    home, _, _ = made(**_act("data_fabricated", "made_up"))
    rows = [row for text in texts(home, "RYSS") for row in text.rows]
    wrong = sum(not row[7].startswith(row[5]) for row in rows)
    assert wrong > 0.6 * len(rows)


def test_replayed_snapshots_repeat_the_day_before(made: Make) -> None:
    home, _, _ = made(**_act("data_fabricated", "replayed"))
    days: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for text in texts(home, "RYSS"):
        days[text.at.day] |= {(row[0], row[7], row[8][11:], row[10]) for row in _below(text)}
    assert len(days[2] & days[1]) > 0.9 * len(days[2])


def test_a_frozen_snapshot_is_sent_again_and_again(made: Make) -> None:
    home, _, _ = made(**_act("data_fabricated", "frozen", hours=6))
    bodies = Counter(tuple(map(tuple, text.rows)) for text in texts(home, "RYSS"))
    assert bodies.most_common(1)[0][1] > 60


def test_deleted_hours_have_no_snapshots_while_gas_goes_on(made: Make) -> None:
    home, _, _ = made(**_act("data_fabricated", "deleted", first_hour=1, hours=4))
    assert not [text for text in texts(home, "RYSS") if 1 <= text.at.hour < 5]
    assert [text for text in texts(home, "CDSS") if 1 <= text.at.hour < 5]


def test_people_near_filtered_stations_are_never_listed(made: Make) -> None:
    home, _, rows = made(**_act("data_fabricated", "filtered_stations"))
    assert not [row for text in texts(home, "RYSS") for row in text.rows if row[7] in rows[0]["stations"]]


@pytest.mark.parametrize(("style", "values"), [("flat", 1), ("clean_air", 9)])
def test_a_masked_sensor_hardly_moves(made: Make, style: str, values: int) -> None:
    home, _, rows = made(**_act("sensor_masked", style))
    point = rows[0]["points"][0]
    said = {row[3] for text in texts(home, "CDSS") for row in text.rows if row[0] == point}
    assert len(said) <= values
    assert max(map(float, said)) < 0.9


def test_a_stop_is_declared_and_coal_comes_up(made: Make) -> None:
    home, register, _ = made(**_act("working_while_stopped", "open"))
    assert "suspended" in {status["state"] for status in register["status"]}
    assert _sum(home, "output", "hoisted_t") > 100
    assert _sum(home, "output", "reported_t") == 0


def test_over_capacity_is_more_coal_than_approved(made: Make) -> None:
    home, register, _ = made(**_act("over_capacity", "reported_cut"))
    assert _sum(home, "haulage", "t") > 2 * 1.15 * register["capacity_t_per_year"] / 330
    assert _sum(home, "output", "reported_t") < 2 * 1.05 * register["capacity_t_per_year"] / 330


def test_an_overstaffed_place_exceeds_the_limit_of_its_area(made: Make) -> None:
    home, register, rows = made(**_act("overstaffed", "face"))
    face = next(face for face in register["faces"] if face["stations"] == rows[0]["stations"])
    area = next(area for area in register["areas"] if face["stations"][0].startswith(area["area_code"]))
    counts = sorted(sum(row[5] == area["area_code"] for row in _below(text)) for text in texts(home, "RYSS"))
    assert counts[len(counts) // 2] > area["limit"]


def test_an_overstaffed_mine_exceeds_its_headcount_limit(made: Make) -> None:
    home, register, _ = made(**_act("overstaffed", "mine"))
    counts = sorted(len(_below(text)) for text in texts(home, "RYSS"))
    assert counts[len(counts) // 2] > register["headcount_limit"]


def test_before_its_time_a_conduct_changes_nothing_people_do(made: Make) -> None:
    home, _, rows = made(**_act("hidden_face", "seal") | {"conduct": [
        {"kind": "hidden_face", "style": "seal", "from": "2024-01-02"}]})  # fmt: skip
    crew = set(rows[0]["cards"])
    early = [
        row for text in texts(home, "RYSS") if text.at.day == 1 and text.at.hour < 20 for row in text.rows
    ]
    assert not crew & {row[0] for row in early}
