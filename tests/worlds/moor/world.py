"""Draws the mines one by one and writes their folders and the truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np

from .aqjk import write_sensors
from .conduct import add_conduct, draw_kind
from .layout import draw
from .look import choose_looks
from .model import DAY, Calendar, Deed, Mine
from .movement import Walker
from .physics import simulate
from .rydw import write_people
from .staff import hire, staff_mine
from .tables import (
    write_explosives,
    write_haulage,
    write_output,
    write_power,
    write_register,
    write_video,
    write_water,
)

REGIONS = ["520221", "520203", "520281", "530325", "140581", "140922", "431321", "511525", "410481", "340403"]
NAMES = [
    "青石",
    "白马",
    "长岭",
    "大河",
    "红岩",
    "金竹",
    "老鹰",
    "平坝",
    "三岔",
    "石门",
    "双河",
    "铜鼓",
    "新桥",
    "玉山",
]
SHIFTS = {
    "三八制": ([[0, 8, 16], [7, 15, 23], [6, 14, 22]], 8.0),
    "四六制": ([[0, 6, 12, 18], [2, 8, 14, 20]], 6.0),
    "两班制": ([[7, 19], [6, 18], [8, 20]], 9.5),
}


def start_day(seed: int, days: int) -> date:
    """The first day of a world; the same for all its mines."""
    return date(2024, 1, 8) + timedelta(days=Random(f"moor start {seed}").randrange(600))


def draw_system(rnd: Random) -> tuple[str, list[int], float, list[float]]:
    """Shift system with starts, length and which shifts produce."""
    system = rnd.choices(list(SHIFTS), [6, 2, 2])[0]
    starts, hours = SHIFTS[system]
    hour = rnd.choice(starts)
    repair = min(range(len(hour)), key=lambda i: abs(hour[i] - 8))
    prod = [1.0] * len(hour)
    if system != "两班制":
        prod[repair] = rnd.choice([0.05, 0.1, 0.25])
    return system, [h * 3600 for h in hour], hours * 3600.0, prod


def draw_mine(seed: int, number: int, days: int, kinds: list[str]) -> Mine:
    """Everything about mine `number` of the world `seed`, conduct included."""
    rnd = Random(f"moor {seed} {number}")
    region = rnd.choice(REGIONS)
    code = f"{region}{seed % 1000:03d}{number % 1000:03d}"
    system, starts, length, prod = draw_system(rnd)
    size = rnd.choices([0, 1, 2], [4, 4, 2])[0]
    short = [60, 120, 120, 180, 180, 240, 240, 300, 300, 300, 600, 600]
    period = rnd.choice([120, 180, 300, 300, 300, 600] if size else short)
    mine = Mine(
        code,
        f"{rnd.choice(NAMES)}{rnd.choice(['', '一', '二', '东', '西'])}煤矿",
        rnd,
        Calendar(start_day(seed, days), days),
        days,
        period,
        rnd.choice([300, 300, 600]),
        system,
        starts,
        length,
        size,
    )
    mine.prod = prod
    mine.capacity = 1000 * rnd.choice([[90, 120, 150, 210], [300, 390, 450], [600, 750, 900]][size])
    mine.depth = float(rnd.randint(150, 620))
    mine.kwh_t = 9.81 * mine.depth / 3600 / rnd.uniform(0.5, 0.62) + rnd.uniform(0.3, 0.6)
    mine.base_inflow = rnd.uniform(18, 60) * (1 + size)
    mine.bunker = rnd.uniform(0.1, 0.25) * mine.capacity / 330
    mine.rotate, mine.rider = rnd.random() < 0.4, rnd.random() < 0.5
    mine.cage = rnd.choice([0, 0, 180, 240, 300])
    mine.hold, mine.profile = rnd.random() < 0.55, rnd.random() < 0.08
    mine.two_portals, mine.show_wellhead = rnd.random() < 0.2, rnd.random() < 0.3
    mine.status = [("producing", None, None)]
    mine.day_factor = [rnd.uniform(0.95, 1.03) for _ in range(days)]
    draw(mine)
    staff_mine(mine)
    add_conduct(mine, draw_kind(mine, number, kinds))
    choose_looks(mine)
    swell(mine)
    for _ in range(rnd.randint(1, 3)):
        t = rnd.uniform(0, days * DAY)
        mine.fan_swaps.append((t, t + rnd.uniform(40, 400)))
    return mine


def swell(mine: Mine) -> None:
    """Gives overstaffed mines the people they need."""
    over = mine.deed("overstaffed")
    if not over:
        return
    for team in mine.teams:
        if team.tag or team.mode not in ("crew", "haul", "rounds"):
            continue
        need = int(max(team.counts) * over.factor * 1.2) + 1
        for group in team.groups:
            while len(group) < need:
                group.append(hire(mine, team.trades[len(group) % len(team.trades)], "工人", team.name))


def truth_of(mine: Mine) -> dict:
    """The truth about one mine."""
    return {
        "mine_code": mine.code,
        "conduct": [deed_truth(mine, d) for d in mine.deeds],
        "lookalikes": mine.looks,
    }


def deed_truth(mine: Mine, deed: Deed) -> dict:
    """The truth about one conduct."""
    return {
        "kind": deed.kind,
        "from": mine.cal.iso(deed.day_from * DAY),
        "to": mine.cal.iso((deed.day_to + 1) * DAY - 1),
        "stations": [mine.stations[s].code for s in deed.stations],
        "cards": sorted(mine.people[c].card for c in deed.cards),
        "style": deed.style,
        "note": deed.note,
    }


def write_mine(seed: int, number: int, days: int, inbox: Path, kinds: list[str]) -> dict:
    """Writes the folder of one mine and answers its truth."""
    mine = draw_mine(seed, number, days, kinds)
    gen = np.random.default_rng([seed, number, 77])
    folder = inbox / mine.code
    folder.mkdir(parents=True, exist_ok=True)
    trips = Walker(mine).all_trips()
    flows = simulate(mine, gen)
    write_people(mine, trips, folder / "rydw")
    write_sensors(mine, flows, gen, folder / "aqjk")
    write_power(mine, flows, folder)
    write_haulage(mine, flows, gen, folder)
    write_output(mine, flows, gen, folder)
    write_water(mine, flows, gen, folder)
    write_explosives(mine, flows, gen, folder)
    write_video(mine, trips, folder)
    write_register(mine, folder)
    return truth_of(mine)


def write_world(
    seed: int, mines: int, days: int, inbox: Path, truth: Path, kinds: Sequence[str] = (), *, skip: int = 0
) -> None:
    """Writes the mines `skip` to `mines - 1` into `inbox` and what they hide into `truth`."""
    inbox.mkdir(parents=True, exist_ok=True)
    told = [write_mine(seed, number, days, inbox, list(kinds)) for number in range(skip, mines)]
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": told}, ensure_ascii=False, indent=1), encoding="utf-8")
