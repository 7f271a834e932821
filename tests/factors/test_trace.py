"""`minewarden leads trace`: from a tip back to who was there, and what is odd about their walks."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from minewarden.engine.load import load
from minewarden.errors import BadInput
from minewarden.factors.commands import leads
from minewarden.factors.tracing.oddities import KINDS, LABELS
from minewarden.factors.tracing.trace import as_csv, as_json, trace
from minewarden.factors.tracing.tracks import Lake, Tip
from tests.factors.scenes import CODE, Ladder, Plot, Scene, Setting, Trip, utc
from tests.factors.test_words import CHINESE, figures, without

LADDER = Ladder(2)
SEAL = f"{CODE}{1 + LADDER.seal // 6:04d}{LADDER.seal:06d}"
CONDUCT = [Plot(kind, "vanish", 2, 4) for kind in ("hidden_face", "cards_carried", "card_parked")]
LakeOf = Callable[..., Path]


@pytest.fixture(scope="module")
def bad(lake_of: LakeOf) -> Path:
    """From 5 to 7 March a crew vanishes behind the seal, cards are carried, and cards are left on the way."""
    return lake_of(days=6, plots=CONDUCT)


@pytest.fixture(scope="module")
def healthy(lake_of: LakeOf) -> Path:
    return lake_of(days=3)


def run(*words: object) -> str:
    result = CliRunner().invoke(leads, ["trace", *(str(word) for word in words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def asked(lake: Path, tmp_path: Path, *words: str) -> dict[str, Any]:
    run("--lake", lake, "--mine", CODE, "--out", tmp_path / "t.json", *words)
    told: dict[str, Any] = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    return told


def of_kind(told: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [odd for odd in told["oddities"] if odd["kind"] == kind]


# -- what is odd ---------------------------------------------------------------------------------------------


def test_a_crew_that_works_behind_a_seal_shows_as_silences_begun_there(bad: Path, tmp_path: Path) -> None:
    told = asked(bad, tmp_path, "--station", SEAL)

    first = told["oddities"][0]
    assert (first["kind"], first["stations"][0], first["unit"]) == ("silence", SEAL, "h")
    assert 5 < first["figure"] < 8 and not first["harmless"]
    assert len(first["cards"]) == 18 and first["trades"] == {"掘进工": 18}
    assert first["from"] > "2025-03-05T06" and first["to"] < "2025-03-08T00"
    assert "密闭处" in first["text"] and "at a seal" in first["text_en"]


def test_a_tip_of_an_hour_within_the_silence_finds_who_is_out_of_sight(bad: Path, tmp_path: Path) -> None:
    told = asked(
        bad, tmp_path, "--from", "2025-03-06T10:00", "--to", "2025-03-06T11:00",
        "--station", SEAL,
    )  # fmt: skip

    assert told["visits"] == []
    (silence,) = of_kind(told, "silence")
    assert 7 <= len(silence["cards"]) <= 9
    assert silence["from"] < "2025-03-06T10:00" < "2025-03-06T11:00" < silence["to"]


def test_cards_in_one_pocket_show_as_companions(bad: Path, tmp_path: Path) -> None:
    told = asked(bad, tmp_path)

    (group,) = of_kind(told, "companions")
    assert group["cards"] == [f"{CODE}{number:05d}" for number in range(1, 6)] and not group["harmless"]
    assert group["unit"] == "%" and group["figure"] > 90


def test_cards_left_on_the_way_show_as_frozen_and_a_pump_attendant_is_told_to_be_harmless(
    bad: Path, tmp_path: Path
) -> None:
    told = asked(bad, tmp_path)

    left = [odd for odd in of_kind(told, "frozen_card") if not odd["harmless"]]
    assert [(len(odd["cards"]), odd["trades"]) for odd in left] == [(4, {"掘进工": 4})]
    posts = [odd for odd in of_kind(told, "frozen_card") if "水泵工" in odd["trades"]]
    assert posts and all(odd["harmless"] and "岗位" in odd["text"] for odd in posts)


def test_a_healthy_mine_shows_no_impossible_moves_and_nobody_out_of_sight(
    healthy: Path, tmp_path: Path
) -> None:
    told = asked(healthy, tmp_path)

    assert told["visits"]
    assert not {odd["kind"] for odd in told["oddities"] if not odd["harmless"]}


def test_every_oddity_is_told_in_both_languages_with_the_same_figures(
    bad: Path, odd_mine: Path, tmp_path: Path
) -> None:
    told = [odd for lake in (bad, odd_mine) for odd in asked(lake, tmp_path)["oddities"]]

    assert {odd["kind"] for odd in told} == set(KINDS)
    for odd in told:
        names = [f"{number}#" for number in range(30)] + list(odd["trades"])
        assert figures(odd["text"]) == figures(odd["text_en"])
        assert not CHINESE.search(without(names, odd["text_en"])), odd["text_en"]


def test_what_may_be_nothing_stands_last(bad: Path, tmp_path: Path) -> None:
    told = asked(bad, tmp_path)

    mild = [odd["harmless"] for odd in told["oddities"]]
    assert mild == sorted(mild) and set(mild) == {False, True}


# -- a mine with one of each ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def odd_mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cards of one person, a card that jumps across the mine, one that goes out and in, a way nobody declared."""
    scene = Scene(Setting(days=2, seed=5, systems=frozenset({"people"})))
    snap = scene.t0 + 120 + 60 * 600  # 10:02
    jumps, again, *two = scene.hire(4, "掘进工", "三队")
    far, near = LADDER.face_ends[0][0], LADDER.seal
    scene.trips += [
        Trip(jumps, snap - 3000, [(snap - 3000, 0), (snap - 900, near), (snap + 20, 0)], snap + 3000),
        Trip(again, snap - 9000, [(snap - 9000, 0), (snap - 8000, 1), (snap - 900, 0)], snap - 10),
        Trip(again, snap + 1100, [(snap + 1100, 0), (snap + 2000, 1)], snap + 9000),
        Trip(two[0], snap, [(snap + 600 * k, 2 + k % 3) for k in range(20)], snap + 12000),
        Trip(two[1], snap, [(snap + 600 * k, far - k % 2) for k in range(20)], snap + 12000),
    ]
    folder = tmp_path_factory.mktemp("odd")
    mine = scene.write(folder / "inbox")
    (staff,) = (mine / "rydw").glob("*_RYXX_*.txt")
    staff.write_text(staff.read_text("utf-8").replace(f"{two[1]};人3;", f"{two[1]};人2;"), "utf-8")
    load(folder / "inbox", folder / "lake")
    return folder / "lake"


def test_a_jump_a_quick_return_and_two_cards_of_one_person_are_told(odd_mine: Path, tmp_path: Path) -> None:
    told = asked(odd_mine, tmp_path)
    jumps, again, *two = (f"{CODE}{number:05d}" for number in (1, 2, 3, 4))

    (move,) = of_kind(told, "impossible_move")
    assert (move["cards"], move["unit"]) == ([jumps], "m/s") and move["figure"] > 6
    (twice,) = of_kind(told, "re_entry")
    assert twice["cards"] == [again] and 15 < twice["figure"] < 30 and twice["harmless"]
    (both,) = of_kind(told, "live_twins")
    assert both["cards"] == two and both["figure"] == pytest.approx(3.3, abs=0.2)


def test_one_card_asked_for_is_the_only_one_told_of(odd_mine: Path, tmp_path: Path) -> None:
    card = f"{CODE}00001"

    told = asked(odd_mine, tmp_path, "--card", card)

    assert {visit["card"] for visit in told["visits"]} == {card}
    assert [odd["kind"] for odd in told["oddities"]] == ["impossible_move"]


# -- what is asked -------------------------------------------------------------------------------------------


def test_a_station_by_code_or_by_name_limits_the_visits_and_the_oddities(bad: Path, tmp_path: Path) -> None:
    by_code = asked(bad, tmp_path, "--station", SEAL)
    by_name = asked(bad, tmp_path, "--station", f"{LADDER.seal}#")
    elsewhere = asked(bad, tmp_path, "--station", f"{LADDER.pit}#")

    assert by_code == by_name
    assert {visit["station_code"] for visit in by_code["visits"]} == {SEAL}
    assert all(SEAL in odd["stations"] for odd in by_code["oddities"])
    assert elsewhere["visits"] and not of_kind(elsewhere, "silence")


def test_visits_are_those_that_touch_the_span_in_order(healthy: Path, tmp_path: Path) -> None:
    told = asked(healthy, tmp_path, "--from", "2025-03-04T09:00", "--to", "2025-03-04T10:00")

    starts = [visit["from"] for visit in told["visits"]]
    assert starts == sorted(starts)
    assert all(v["from"] < "2025-03-04T10:00" and v["to"] >= "2025-03-04T09:00" for v in told["visits"])
    assert (told["from"], told["to"]) == ("2025-03-04T09:00:00+08:00", "2025-03-04T10:00:00+08:00")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--station", "no such"], r"no station no such; give the code of one of its \d+"),
        (["--card", "1"], "no card 1"),
        (["--from", "2030-01-01"], "none in the span"),
        (["--from", "2025-03-06", "--to", "2025-03-05"], "not before"),
        (["--from", "yesterday"], "no ISO date"),
        (["--mine", "140000000000"], "no mine 140000000000"),
        (["--out", "t.txt"], "neither .json nor .csv"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence_and_leaves_no_file(
    healthy: Path, tmp_path: Path, words: list[str], says: str
) -> None:
    usual = ["trace", "--lake", str(healthy), "--mine", CODE, "--out", str(tmp_path / "t.json")]

    with pytest.raises(BadInput, match=says):
        CliRunner().invoke(leads, [*usual, *words], catch_exceptions=False)

    assert not list(tmp_path.iterdir())


# -- what is written -----------------------------------------------------------------------------------------


def test_the_files_behind_what_is_told_are_those_that_came(bad: Path, tmp_path: Path) -> None:
    told = asked(bad, tmp_path, "--station", SEAL)
    sent = bad.parent / "inbox" / CODE / "rydw"

    for one in (*told["oddities"], told["visits"][0], told["visits"][-1]):
        assert one["evidence"]
        for file in one["evidence"]:
            assert hashlib.sha256((sent / file["file"]).read_bytes()).hexdigest() == file["sha256"]


def test_json_and_csv_tell_the_same(bad: Path) -> None:
    start, end = utc("2025-03-05T00:00:00+08:00"), utc("2025-03-07T00:00:00+08:00")
    found = trace(Lake(bad), Tip(CODE, start, end, (SEAL,)))
    told = as_json(found)
    lines = list(csv.DictReader(StringIO(as_csv(found), newline="")))

    assert len(lines) == len(told["oddities"]) + len(told["visits"])
    for line, odd in zip(lines, told["oddities"], strict=False):
        assert line["row"] == "oddity" and (line["kind"], line["text"]) == (odd["kind"], odd["text"])
        assert re.findall(r"#(\d+)", line["cards"]) == odd["cards"]
        assert re.findall(r"#(\d{22})", line["stations"]) == odd["stations"]
        assert float(line["figure"]) == odd["figure"] and line["from"] == odd["from"]
        assert line["sha256"].split("; ") == [file["sha256"] for file in odd["evidence"]]
    for line, visit in zip(lines[len(told["oddities"]) :], told["visits"], strict=True):
        assert line["row"] == "visit" and line["cards"] == f"#{visit['card']}"
        assert (line["from"], line["to"], line["ended"]) == (visit["from"], visit["to"], visit["ended"])


def test_the_terminal_tells_how_much_and_what_tells_most(bad: Path, tmp_path: Path) -> None:
    lines = run(
        "--lake", bad, "--mine", CODE, "--station", SEAL, "--out", tmp_path / "t.csv"
    ).splitlines()  # fmt: skip

    assert re.search(r"\d+ visits of \d+ cards", lines[0])
    assert any(line.startswith("odd: silences underground 1") for line in lines)
    assert any("密闭处" in line for line in lines) and len(lines) < 30
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbfrow,kind,")


def test_nobody_is_named(odd_mine: Path, tmp_path: Path) -> None:
    said = run("--lake", odd_mine, "--mine", CODE, "--out", tmp_path / "t.csv")
    said += (tmp_path / "t.csv").read_text("utf-8")
    said += json.dumps(asked(odd_mine, tmp_path), ensure_ascii=False)

    assert "掘进工" in said and not re.search(r"人\d", said)


def test_every_kind_has_its_name() -> None:
    assert list(KINDS) == list(LABELS)
