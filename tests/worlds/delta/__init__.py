"""World "delta": an acceptance suite of invented coal mines; the conducts stand in truth.json.

scenario holds the styles and events, layout the built mine and register.json, people the descents,
snapshots the location files, plant the machines, the CSV files and the gas and air sensors.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from .layout import Mine, build_mine, register
from .people import Roster
from .plant import Plant, conduct_span, masked_point
from .scenario import Case, kind_sequence, make_case
from .snapshots import Snapshots, TextWriter, write_base_files

REGIONS = ("520221", "140921", "410403", "620823", "610632", "530325")


def write_world(
    seed: int,
    mines: int,
    days: int,
    inbox: Path,
    truth: Path,
    kinds: Sequence[str] = (),
    *,
    skip: int = 0,
) -> None:
    """Writes `mines` mines over `days` days to `inbox`, and what is true about them to `truth`."""
    rng = np.random.default_rng([seed, 4])
    origin = datetime(2024, 3, 4) + timedelta(weeks=int(rng.integers(0, 30)))
    turns: dict[str, int] = {}
    offset = int(rng.integers(0, 9)) if not kinds else 0
    entries = []
    for i, kind in enumerate(kind_sequence(rng, mines, kinds)):
        turn = turns.get(kind, offset)
        turns[kind] = turn + 1
        if i < skip:
            continue
        own = np.random.default_rng([seed, 4, i])
        case = make_case(own, kind, turn, days)
        code = f"{REGIONS[int(own.integers(0, len(REGIONS)))]}{400000 + i * 13 + seed % 13:06d}"
        entries.append(_write_mine(own, build_mine(own, code, i + 1, origin, case), inbox / code))
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": entries}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_mine(rng: np.random.Generator, m: Mine, folder: Path) -> dict[str, object]:
    """Writes one mine's folder and gives back its truth entry."""
    case = m.case
    for sub in ("rydw", "aqjk") if "aqjk" in case.systems else ("rydw",):
        (folder / sub).mkdir(parents=True, exist_ok=True)
    text = json.dumps(register(m), ensure_ascii=False, indent=1)
    (folder / "register.json").write_text(text + "\n", encoding="utf-8")
    case.events += ["man_riding"] * m.train + ["handover_at_face"] * m.handover
    roster = Roster(m, rng)
    roster.run()
    plant = Plant(m, rng)
    m3 = plant.water()
    out = TextWriter(m, folder, rng)
    if "aqjk" in case.systems:
        plant.sensors(out)
    if "power" in case.systems:
        plant.power(folder, m3)
    if "haulage" in case.systems:
        plant.haulage(folder)
    if "output" in case.systems:
        plant.output(folder)
    if "water" in case.systems:
        plant.write_water(folder, m3)
    if "explosives" in case.systems:
        plant.explosives(folder)
    if "video" in case.systems:
        plant.video(folder, roster)
    snaps = Snapshots(m, roster, out, rng)
    snaps.run()
    write_base_files(m, roster, out, rng, snaps.blind)
    return {"mine_code": m.code, "conduct": _conduct(m, case, roster), "events": case.events}


def _conduct(m: Mine, case: Case, roster: Roster) -> list[dict[str, object]]:
    """The planted conduct as truth.json wants it."""
    if case.style is None:
        return []
    begin, end = conduct_span(m)
    stations: list[int] = list(m.site)
    first = m.places[0].stations
    parked = {"waiting_chamber": "WC", "shaft_bottom_whole_period": "B", "left_for_days": "RC"}
    if case.kind == "card_parked":
        stations = [m.at[parked[case.name()]]] if case.name() in parked else m.places[-1].stations[:1]
    elif case.kind == "sensor_masked":
        stations = [int(str(m.points[masked_point(m)]["_station"]))]
    elif case.kind == "overstaffed" and case.name() != "whole_mine_over_limit":
        head = next(p for p in m.places if p.kind == "heading")
        stations = first if case.name() == "face_double_crew" else head.stations
    elif case.kind in ("over_capacity", "working_while_stopped"):
        working = [p for p in m.places if p.kind == "coal_face" or case.name() == "suspended_headings_only"]
        stations = [
            s
            for p in working
            for s in p.stations
            if case.name() != "suspended_headings_only" or p.kind == "heading"
        ]
    return [
        {
            "kind": case.kind,
            "style": case.name(),
            "from": m.iso(begin),
            "to": m.iso(end),
            "stations": [m.codes[s] for s in stations],
            "cards": sorted(roster.persons[c].card for c in roster.cards),
        }
    ]
