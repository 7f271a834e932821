"""What single mines of other authors taught the comparison; each would fail by the rules before it was looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minewarden.engine.load import load
from minewarden.factors.find import find_leads
from tests.factors.fit import CONDUCTS
from tests.factors.measured import Batch, Row, write_mine
from tests.factors.scoring import found, right_place

HEALTHY = ("healthy",)
QUIET = {
    "an empty mine between two shifts sends snapshots that name nobody": (
        Batch(61, 60, 12, world="steppe"),
        16,
    ),
    "a sender that never says who came out": (Batch(61, 60, 12, world="steppe"), 31),
    "air led to a face shortly before its first day": (Batch(61, 60, 12, world="steppe"), 48),
    "stock hoisted and lights burning in an overhaul": (Batch(67, 30, 14, HEALTHY, world="steppe"), 25),
    "more at a face than its crew, and no more than its areas may hold": (
        Batch(105, 40, 12, HEALTHY, world="taiga"),
        0,
    ),
    "a repair team with supporters of its own": (Batch(105, 40, 12, HEALTHY, world="taiga"), 10),
    "more inflow that is pumped and drilled for": (Batch(105, 40, 12, HEALTHY, world="taiga"), 23),
    "crews that drive a heading on one spot all shift": (Batch(202, 40, 12, HEALTHY, world="fjord"), 0),
    "a weak new sensor where there is hardly any gas": (Batch(202, 40, 12, HEALTHY, world="fjord"), 2),
    "a face that stands while its machines are moved": (Batch(202, 40, 12, HEALTHY, world="fjord"), 21),
    "visitors of a face who pass its limit for an hour": (Batch(301, 60, 12, world="oasis"), 10),
    "old workings that are pumped dry": (Batch(301, 60, 12, world="oasis"), 2),
    "repair crews and inspectors at a face in its repair shift": (Batch(601, 60, 12, world="tundra"), 0),
    "crews that walk out of one cage": (Batch(601, 60, 12, world="tundra"), 22),
    "a face that ended two weeks ago and is taken out": (Batch(701, 60, 12, world="savanna"), 31),
    "crews that come and go within seconds, of whom some stay": (Batch(701, 60, 12, world="savanna"), 6),
    "two of a crew who walked in step once": (Batch(701, 60, 12, world="savanna"), 1),
    "new workers who are shown the mine": (Batch(701, 60, 12, world="savanna"), 52),
    "drills on a feeder of their own": (Batch(701, 60, 12, world="savanna"), 35),
    "grouting behind a seal, and a holiday without blasting": (Batch(801, 60, 12, world="canyon"), 13),
    "a night shift that reaches into a holiday": (Batch(1, 50, 12, world="lagoon"), 16),
    "a heading that ends the day before its last one": (Batch(1, 50, 12, world="lagoon"), 25),
    "a master and his apprentice, who once came with a third": (Batch(1, 50, 12, world="lagoon"), 40),
    "crews of one size, day after day": (Batch(1, 50, 12, world="moor"), 39),
    "a heading whose reader is out of order": (Batch(1, 50, 12, world="moor"), 44),
    "work at a seal whose reader is out of order": (Batch(2, 50, 14, world="moor"), 11),
    "a main fan at the pit mouth": (Batch(1, 60, 10, world="heath"), 32),
    "a main fan turned down before a stop": (Batch(107, 20, 12, HEALTHY, world="taiga"), 8),
    "a stop that begins with the data": (Batch(107, 20, 12, HEALTHY, world="taiga"), 6),
    "two faces of one number, one of them over": (Batch(2, 40, 10, HEALTHY, world="heath"), 32),
    "a mine whose only coal face ends": (Batch(2, 40, 10, HEALTHY, world="dune"), 2),
    "riggers who take out a face": (Batch(1, 40, 12, world="marsh"), 31),
    "coal hoisted from a bunker in a stop": (Batch(1, 40, 12, world="bluff"), 6),
    "headings of which all have people at both readers": (Batch(1, 40, 12, world="bluff"), 24),
    "three of a crew who stay at one reader by chance": (Batch(1, 40, 12, world="bluff"), 13),
}
TOLD = {
    "a crew off the gate road of an approved face": (Batch(61, 60, 12, world="steppe"), 47),
    "carried cards where nobody says who came out": (
        Batch(65, 16, 8, ("cards_carried",), world="steppe"),
        6,
    ),
    "a sensor that does not follow the others of its face": (Batch(71, 60, 12, world="gorge"), 38),
    "cards that flicker between two readers in the same second": (
        Batch(106, 6, 8, ("card_parked",), world="taiga"),
        3,
    ),
    "a listing cut at a number": (Batch(76, 40, 12, CONDUCTS, world="gorge"), 28),
    "a sensor that sends yesterday again": (Batch(76, 40, 12, CONDUCTS, world="gorge"), 14),
    "a crew on the way into a face whose own crew is there": (Batch(301, 60, 12, world="oasis"), 56),
    "a crew within sight of one reader, whose cards hardly stir": (
        Batch(62, 40, 12, ("hidden_face",), world="steppe"),
        21,
    ),
    "a crew that is there all the time, and quantities that rose on some of its days": (
        Batch(303, 30, 12, ("hidden_face",), world="oasis"),
        25,
    ),
    "men of a mining team who are called repairers": (Batch(81, 60, 12, world="plateau"), 41),
    "a crew that is checked out on its way in and checked in on its way out": (
        Batch(701, 60, 12, world="savanna"),
        15,
    ),
    "more men at the end of a heading, who go on beyond it": (Batch(701, 60, 12, world="savanna"), 32),
    "cards taken out in a bag, of a sender that tells no exits": (Batch(62, 40, 12, world="steppe"), 38),
    "cards that go out two hours before their bearers": (Batch(62, 40, 12, world="steppe"), 6),
    "cards of a shift handed up together": (Batch(801, 60, 12, world="canyon"), 6),
    "a repair crew of which some fall silent at a seal": (Batch(1, 50, 12, world="moor"), 16),
    "a small crew, day after day of a stop": (Batch(2, 50, 14, world="moor"), 7),
    "a crew of several trades that falls silent at a seal": (Batch(801, 60, 12, world="canyon"), 56),
    "a bundle of cards that waits for its owners beside their work": (Batch(1, 60, 10, world="heath"), 27),
    "a crew that is filtered out, and the alarms of it that are not": (Batch(1, 60, 10, world="heath"), 53),
    "faces that draw their ordinary load in a stop without coal": (Batch(1, 60, 10, world="dune"), 27),
    "a mine that sends down too many, some of them in a gate": (Batch(1, 60, 10, world="dune"), 24),
    "people without cards while a fan blows into an old road": (Batch(1, 60, 10, world="dune"), 8),
    "cards that lie, and gas behind a seal that keeps the hours of work": (
        Batch(303, 30, 12, ("hidden_face",), world="oasis"),
        20,
    ),
    "gas behind a seal rather than a crew that may be there by chance": (
        Batch(81, 60, 12, world="plateau"),
        15,
    ),
    "men in hiding all the time, and more coal than is reported": (Batch(1, 40, 12, world="dune"), 31),
    "a sensor that sends yesterday again, of a mine that sends only statistics": (
        Batch(1, 40, 12, world="atoll"),
        8,
    ),
    "a heading that is driven on in a stop": (Batch(1, 40, 12, world="atoll"), 26),
    "a crew that is missed at its heading, which is driven on": (Batch(2, 40, 12, world="marsh"), 15),
    "a heading that is given up on paper": (Batch(75, 30, 12, ("hidden_face",), world="gorge"), 2),
}


def told(batch: Batch, number: int, folder: Path) -> tuple[Row, list[Row]]:
    """Out: the truth about one mine of a batch, and its leads."""
    write_mine(batch, number, folder / "inbox", folder / "truth.json")
    (truth,) = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["mines"]
    load(folder / "inbox", folder / "lake")
    return truth, find_leads(str(folder / "lake"), truth["mine_code"], None, None)["leads"]


@pytest.mark.heavy
@pytest.mark.parametrize("case", QUIET)
def test_an_honest_mine_gives_no_lead(case: str, tmp_path: Path) -> None:
    truth, leads = told(*QUIET[case], tmp_path)

    assert truth["conduct"] == []
    assert leads == []


@pytest.mark.heavy
@pytest.mark.parametrize("case", TOLD)
def test_a_conduct_is_found_where_it_is(case: str, tmp_path: Path) -> None:
    truth, leads = told(*TOLD[case], tmp_path)
    (act,) = [row for row in truth["conduct"] if not row.get("incidental")]
    lead = found(act, leads)

    assert lead is not None
    nowhere = act["kind"] != "hidden_face" and not lead["stations"]  # cameras at the pit mouth tell no place
    assert nowhere or not act["stations"] or right_place(act, lead)


@pytest.mark.heavy
@pytest.mark.parametrize(
    "number", [pytest.param(40, id="a refuge"), pytest.param(15, id="the pit bottom, shift after shift")]
)
def test_cards_of_a_repair_crew_that_lie_where_people_wait_were_left_there(
    number: int, tmp_path: Path
) -> None:
    truth, leads = told(Batch(801, 60, 12, world="canyon"), number, tmp_path)
    (left,) = [row for row in truth["conduct"] if row["kind"] == "card_parked"]

    assert found(left, leads) is not None


@pytest.mark.heavy
def test_an_apprentice_beside_his_master_carries_his_own_card(tmp_path: Path) -> None:
    _, leads = told(Batch(61, 60, 12, world="steppe"), 27, tmp_path)

    assert "cards_carried" not in {lead["kind"] for lead in leads}


@pytest.mark.heavy
def test_alarms_of_those_whom_a_list_cut_at_a_number_leaves_out_tell_of_no_crew(tmp_path: Path) -> None:
    _, leads = told(Batch(1, 40, 12, world="marsh"), 30, tmp_path)

    assert "headcount_concealed" in {lead["kind"] for lead in leads}
    assert "hidden_face" not in {lead["kind"] for lead in leads}
