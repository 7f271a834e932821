"""How far a crew speaks for a working face, by its traits."""

from __future__ import annotations

from minewarden.factors import crews, fusion

FULL = {"heads": 1.4, "shifts": 1.5, "unset_trade": 0.0, "repair": 0.0, "repair_heads": 0.0, "out_of_sight": 0.5,
        "shut_place": 1.0, "shut_repair": 0.0, "in_rooms": 0.0, "moving": 0.0, "unapproved": 0.0,
        "again": 0.8}  # fmt: skip


def test_a_full_crew_at_an_old_place_speaks_and_one_that_takes_out_a_face_hardly() -> None:
    weights = fusion.parameters().crew

    assert crews.spoken(FULL, weights) > 0.9
    assert crews.spoken(FULL | {"unapproved": 0.8}, weights) < fusion.CREW_COUNTS


def test_a_repair_gang_says_less_than_a_crew_of_a_face() -> None:
    weights = fusion.parameters().crew
    gang = FULL | {"repair": 1.0, "repair_heads": FULL["heads"], "shut_repair": 1.0}

    assert crews.spoken(gang, weights) < crews.spoken(FULL, weights)
