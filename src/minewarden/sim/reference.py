"""Writes docs/reference/scenes.md from the tables that read scenes: `python -m minewarden.sim.reference`."""

from __future__ import annotations

import sys
from dataclasses import fields

from minewarden.sim.behaviour import Behaviour
from minewarden.sim.conduct import CONDUCTS
from minewarden.sim.events import EVENTS
from minewarden.sim.scene import MINE_CHOICES, MINE_NUMBERS
from minewarden.sim.spec import SYSTEMS, Dirt, MineSpec

STYLES: dict[str, dict[str, str]] = {
    "hidden_face": {
        "seal": "crew vanishes behind a declared seal and comes back after the shift",
        "branch": "the same at an abandoned side way",
        "legal_station": "crew dwells all shift at a station that is no face",
        "declared_face": "crew is shown at a declared face; power, air, coal, water betray it",
        "no_cards": "nobody carries a card",
        "night_only": "worked in the night shift only",
        "small_heading": "five people with explosives",
        "big_longwall": "twenty-two people, a shearer, hundreds of tonnes a day",
        "deleted_tracks": "descents of its crew are deleted before sending; a few slip through",
        "intermittent": "worked on some days only",
        "disguised": "crew registered under auxiliary trades, dwelling on the trunk",
        "expired_face": "a declared place worked on after its approval ended",
    },
    "headcount_concealed": {
        "no_cards": "an extra gang without cards at a declared face",
        "night_gang": "the same in the night shift",
        "held_back": "part of a crew leaves its cards above ground",
        "capped": "the listing stops at a share of the usual number",
    },
    "cards_carried": {
        "bundle": "one man carries the cards of absent people, day after day",
        "rotating": "another man every shift",
        "leader": "a worker carries the tag of the leader on duty",
        "way_out": "one man takes up the tags of people still at work",
    },
    "card_parked": {
        "chamber": "left in a refuge, waiting room or substation",
        "face": "left at a declared face",
        "bottom": "left at the shaft bottom",
        "night": "left in a chamber, night shift only",
        "all_day": "hung up below for a day and longer",
    },
    "data_fabricated": {
        "made_up": "invented carelessly: entry at the shift start, area without regard to the station",
        "made_up_careful": "invented with care: codes agree, walks do not",
        "replayed": "records of an earlier day with the date changed",
        "frozen": "one snapshot sent again for hours",
        "filtered_people": "certain people taken out",
        "filtered_stations": "whoever is near certain stations taken out",
        "deleted": "no files at the same hours every day",
    },
    "sensor_masked": {
        "flat": "one value for days",
        "shielded": "covered: a small, slow part of the true value",
        "clean_air": "moved into fresh air",
        "range": "set to another range: a fixed part of the true value",
        "capped": "cut off below a ceiling",
    },
    "working_while_stopped": {
        "open": "everyone as usual",
        "night": "production by night, care crew by day; hoisting is not booked",
        "one_face": "a single place goes on",
        "no_cards": "crews without cards",
        "overhaul_cover": "declared overhaul: repair by day, coal by night",
    },
    "over_capacity": {
        "open": "hoisted and reported alike",
        "reported_cut": "hoisted as it is, reported as approved",
        "scale_cheat": "hoist counter and belt scales turned down; power is not",
    },
    "overstaffed": {
        "face": "one place beyond its crew and its area's limit, every shift",
        "one_shift": "the same in one shift of the day",
        "mine": "the whole mine beyond its headcount limit",
    },
}

PARAMETERS = {
    "place": "kind of the hidden place",
    "near": "what it is worked from",
    "shown": "what the cards show: vanish, dwell at a station, at a declared face, none, deleted",
    "crew": "people a shift",
    "shifts": "all or night",
    "duty": "share of days or shifts",
    "t_per_day": "tonnes a day",
    "air_m3_per_min": "air taken",
    "ch4_m3_per_min": "methane given off",
    "inflow_m3_per_h": "water let in",
    "explosive_kg_per_day": "explosive used, booked on a declared face where one uses any",
    "power": "whose meter carries its load: a feeder's `serves`, declared (a declared face's) or none",
    "coal": "belt, cars (hoisted past the belt) or away (never hoisted)",
    "air": "total (drawn beside the declared places), faces (taken from them) or none",
    "disguised": "auxiliary trades",
    "reported": "whether its coal is reported",
    "persons": "people (0: as many as usual, where data are made up)",
    "pace": "production over planned",
    "share": "share, 0..1; see the style",
    "cards": "cards",
    "jitter_s": "seconds between reads of cards carried together",
    "first_hour": "hour of the day at which it begins",
    "hours": "how many hours a day it lasts",
    "spread": "how far the invented headcount varies",
    "sloppy": "share of records whose area does not fit",
    "lag_days": "age of what is replayed",
    "stations": "how many stations",
    "sensors": "how many sensors of one place",
    "level": "reading, in the sensor's unit",
    "factor": "part of the true value; for over_capacity: production over approved daily capacity",
    "state": "what is declared",
    "hoist_booked": "whether output.csv shows what was hoisted",
    "hoist_kw": "extra hoist load by day",
    "fitters": "people a shift who dismantle and set up",
    "hour": "hour of the day",
    "minutes": "how long",
    "everyone": "all, or one crew",
    "pairs": "how many pairs",
    "kw": "extra load",
    "every_days": "days between tests of a sensor",
    "inflow_share": "more water, as a share",
    "hpa": "depth of the low",
}

_HEAD = """# Scenes

What `minewarden sim SCENE.toml --out INBOX --truth truth.json` reads. This page is written by
`python -m minewarden.sim.reference`; a test compares it with the code.

```toml
[scene]
seed = 7                # same seed, same bytes
from = 2024-01-01       # a day, China time
days = 14
snapshot_s = 300        # optional; snapshot_s, trace and systems given here hold for every mine

[[mine]]
code = "520221000101"   # twelve digits
size = "medium"         # what is not given is drawn from the seed

[[mine.conduct]]        # what the mine does wrong; goes into truth.json
kind = "hidden_face"
style = "seal"
from = 2024-01-05       # a day or an instant; the whole scene if not given
crew = 9                # any parameter of the style

[[mine.event]]          # what is honest and looks odd; never in truth.json
kind = "holiday"
from = 2024-01-10
to = 2024-01-13         # the first day on which it is over

[mine.dirt]
late = 0.01
```

A wrong key or value stops the command with its place and what is allowed (exit code 2). An act that begins at
midnight takes in the shift whose middle is after it.

`truth.json` follows the contract, with `style` beside it, `persons_per_shift` for hidden faces, `points` for masked
sensors, and `incidental: true` for rows that follow from another one (no cards at a hidden face is a concealed
headcount too): finding them is right, missing them is no miss.
"""


def page() -> str:
    """The whole page, Markdown."""
    return (
        "\n".join([_HEAD, *_mine(), *_acts("Conduct", CONDUCTS), *_acts("Events", EVENTS), *_parameters()])
        + "\n"
    )


def _mine() -> list[str]:
    lines = ["## Keys of a mine", "", "| key | allowed | default |", "|---|---|---|"]
    defaults = {field.name: field.default for field in fields(MineSpec)}
    for name, choices in MINE_CHOICES.items():
        lines.append(f"| `{name}` | {', '.join(choices)} | {_default(defaults[name])} |")
    for name, (low, high) in MINE_NUMBERS.items():
        lines.append(f"| `{name}` | {low} to {high} | {_default(defaults[name])} |")
    lines.append("| `code` | twelve digits, in quotes | none |")
    lines.append("| `name` | text | made of the code |")
    lines.append(f"| `systems` | list of {', '.join(SYSTEMS)} | all |")
    lines += [
        "",
        "`listing`: what happens to a card that is not read any more: `keep` lists it on at its last station,",
    ]
    lines += ["`drop` leaves it out.", "", "## Dirt", "", "| key | default |", "|---|---|"]
    lines += [f"| `{field.name}` | {_default(field.default)} |" for field in fields(Dirt)]
    return [*lines, ""]


def _default(value: object) -> str:
    return "drawn" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _acts(title: str, kinds: dict[str, type[Behaviour]]) -> list[str]:
    lines = [f"## {title}", ""]
    for kind, cls in kinds.items():
        lines += [
            f"### {kind}",
            "",
            (cls.__doc__ or "").strip(),
            "",
            "| style | what | parameters |",
            "|---|---|---|",
        ]
        first: dict[str, object] = {}
        for style, params in cls.styles.items():
            shown = params if not first else {k: v for k, v in params.items() if first.get(k) != v}
            first = first or params
            told = ", ".join(f"`{name}` {_default(value)}" for name, value in shown.items())
            lines.append(f"| `{style}` | {STYLES.get(kind, {}).get(style, '')} | {told} |")
        for name, words in cls.choices.items():
            lines.append(f"\n`{name}`: {', '.join(words)}.")
        lines.append("")
    return lines


def _parameters() -> list[str]:
    lines = ["## Parameters", "", "A style has those of its kind's first style unless told otherwise.", ""]
    return [
        *lines,
        "| parameter | meaning |",
        "|---|---|",
        *(f"| `{n}` | {text} |" for n, text in PARAMETERS.items()),
    ]


if __name__ == "__main__":
    sys.stdout.write(page())
