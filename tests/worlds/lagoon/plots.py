"""What mines hide: each style changes the mine itself before people and physics are drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta

import numpy as np

from .scene import Conduct, Face, Job, Scene, make_face, set_limits, shift_shares
from .words import COAL_TRADES, HEADING_TRADES

KINDS = (
    "hidden_face",
    "headcount_concealed",
    "cards_carried",
    "card_parked",
    "data_fabricated",
    "sensor_masked",
    "working_while_stopped",
    "over_capacity",
    "overstaffed",
)
LOADS = {"hidden_face": (0.6, 0.7), "over_capacity": (0.86, 0.96), "working_while_stopped": (0.7, 0.9)}
Style = Callable[[Scene, int, int], None]


def window(scene: Scene) -> tuple[int, int]:
    """First day and day after the last of a conduct."""
    dice, days = scene.dice, scene.days
    least = max(4, math.ceil(days / 3))
    if dice.random() < 0.25 or days < least + 2:
        return 0, days
    d0 = dice.randint(min(2, days - least), max(2, min(days // 2, days - least)))
    d1 = days if dice.random() < 0.55 else dice.randint(d0 + least, days)
    return d0, d1


def pause(scene: Scene, d0: int, d1: int, faces: bool = True, care: float = 0.3) -> None:
    """Stop coal and send most people home for some days."""
    scene.quiet.update(range(d0, d1))
    for face in scene.faces:
        if faces:
            face.plan[d0:d1] = 0.0
            face.men[d0:d1] = 0
    for job in scene.jobs:
        if job.face is None and not job.static and job.pattern != "tour":
            job.men[d0:d1] = np.ceil(job.men[d0:d1] * care).astype(int)


def declare(scene: Scene, state: str, d0: int, d1: int | None) -> None:
    """Insert a declared state from day d0 to day d1 (excluded) into the register."""
    clock = scene.clock
    last = scene.status[-1]
    scene.status[-1:] = [
        {**last, "to": clock.day(d0 - 1)},
        {"state": state, "from": clock.day(d0), "to": None if d1 is None else clock.day(d1 - 1)},
    ]
    if d1 is not None:
        scene.status.append({"state": last["state"], "from": clock.day(d1), "to": None})


def _record(scene: Scene, kind: str, style: str, d0: int, d1: int, sites: list[int], note: str) -> None:
    scene.conducts.append(Conduct(kind, style, d0, d1, sites, [], note))


# --- hidden faces ------------------------------------------------------------


def _near(scene: Scene, first: int, count: int) -> list[int]:
    """The station nearest to a secret place and its neighbours."""
    return scene.layout.nearest(first, count)


def _secret(
    scene: Scene,
    d0: int,
    d1: int,
    sites: list[int],
    mode: str,
    kind: str,
    size: tuple[float, float],
    shifts: list[int] | None = None,
    crew: tuple[int, int] = (8, 24),
) -> Face:
    """Add an undeclared working place with its own crew."""
    dice, days = scene.dice, scene.days
    on = shifts if shifts is not None else [s for s in range(scene.shifts) if s != scene.maintenance]
    tons = max(45.0, scene.capacity_day * dice.uniform(*size))
    men = dice.randint(max(6, crew[0]), min(25, max(crew[0] + 2, min(crew[1], round(tons / 12) + 6))))
    per_shift = [men + dice.randint(-1, 1) if s in on else 0 for s in range(scene.shifts)]
    share = [1.0 / len(on) if s in on else 0.0 for s in range(scene.shifts)]
    factors = np.clip(scene.rng.normal(1.0, 0.08, days), 0.75, 1.25)
    face = make_face(days, "X1", "", kind, sites, per_shift, tons, share, dice, "", factors, declared=False)
    face.alive[:] = False
    face.alive[d0:d1] = True
    face.plan[~face.alive] = 0.0
    face.men[~face.alive] = 0
    face.inflow = dice.uniform(6, 20)
    if kind == "heading":
        face.kg = dice.uniform(45, 110)
    scene.hidden, scene.hidden_mode = face, mode
    _secret_team(scene, face, d0)
    scene.power_sink = dice.choice(("other", "other", "neighbour", "local_fan", "surface"))
    scene.books = dice.choice(("true", "true", "cooked"))
    return face


def _secret_team(scene: Scene, face: Face, d0: int) -> None:
    """The people of the secret place; some did declared work before."""
    dice = scene.dice
    trades = COAL_TRADES if face.kind == "coal_face" else HEADING_TRADES
    job = Job(
        "X",
        trades,
        dice.choice(("综采三队", "掘进五队", "开拓队", "外委工程队", "准备队")),
        "face",
        face.sites,
        face.men,
        face=face,
        hidden=True,
    )
    if d0 > 0 and dice.random() < 0.5 and scene.hidden_mode != "dark":
        job.elsewhere = ("haul", scene.layout.mains)
        face.men[:d0] = np.array(face.crew)
    if scene.hidden_mode == "dark":
        face.dark[:] = face.men
    scene.jobs.append(job)


def _hidden(scene: Scene, d0: int, d1: int, sites: list[int], style: str, note: str) -> None:
    more = "more coal on the main belt (haulage), hoist and feeder load (power), gas and air in CDSS, water"
    _record(scene, "hidden_face", style, d0, d1, sites, f"{note}; {more}.")


def _old_end(scene: Scene) -> int:
    return scene.dice.choice(scene.layout.olds)[-1]


def carded_at_old_branch(scene: Scene, d0: int, d1: int) -> None:
    """The crew carries cards and works openly near a sealed branch."""
    sites = _near(scene, _old_end(scene), 2)
    _secret(scene, d0, d1, sites, "carded", "coal_face", (0.2, 0.32))
    _hidden(
        scene,
        d0,
        d1,
        sites,
        "carded_at_old_branch",
        "RYSS shows a mining crew for whole shifts at a sealed branch",
    )


def vanish_behind_seal(scene: Scene, d0: int, d1: int) -> None:
    """Cards drop out of the list at the seal and come back there hours later."""
    end = _old_end(scene)
    _secret(scene, d0, d1, [end], "vanish", "coal_face", (0.2, 0.32))
    _hidden(
        scene,
        d0,
        d1,
        _near(scene, end, 2),
        "vanish_behind_seal",
        "RYSS loses a crew for hours at the seal station and finds it again there",
    )


def frozen_at_seal(scene: Scene, d0: int, d1: int) -> None:
    """Cards stay listed at the seal with a frozen record."""
    end = _old_end(scene)
    _secret(scene, d0, d1, [end], "frozen", "coal_face", (0.2, 0.32))
    _hidden(
        scene,
        d0,
        d1,
        _near(scene, end, 2),
        "frozen_at_seal",
        "RYSS keeps a crew for hours at the seal station with unchanged entry time and distance",
    )


def finished_panel_still_mined(scene: Scene, d0: int, d1: int) -> None:
    """A panel declared finished is mined on."""
    lay = scene.layout
    sites = lay.exhausted[-2:] if lay.exhausted else _near(scene, _old_end(scene), 2)
    _secret(scene, d0, d1, sites, "carded", "coal_face", (0.22, 0.32))
    note = (
        "RYSS shows a coal crew at a panel whose register validity ended"
        if lay.exhausted
        else ("RYSS shows a coal crew at an abandoned branch")
    )
    _hidden(
        scene,
        d0,
        d1,
        sites,
        "finished_panel_still_mined" if lay.exhausted else "abandoned_branch_mined",
        note,
    )


def extra_heading_off_main(scene: Scene, d0: int, d1: int) -> None:
    """An undeclared heading driven from the last main roadway station."""
    place = scene.layout.mains[-1]
    for job in scene.jobs:
        if job.static and place in job.sites:
            job.sites[:] = [scene.layout.mains[0]]
    sites = _near(scene, place, 2)
    face = _secret(scene, d0, d1, [place], "carded", "heading", (0.07, 0.12), crew=(6, 12))
    face.ch4 = max(face.ch4, 1.2)
    _hidden(
        scene,
        d0,
        d1,
        sites,
        "extra_heading_off_main",
        "RYSS shows heading trades for whole shifts at a main roadway and explosives.csv exceeds the plan",
    )


def night_crew_behind_seal(scene: Scene, d0: int, d1: int) -> None:
    """Only the night shift works behind the seal."""
    end = _old_end(scene)
    mode = scene.dice.choice(("vanish", "frozen", "carded"))
    _secret(scene, d0, d1, [end], mode, "coal_face", (0.16, 0.26), [scene.night], (10, 25))
    _hidden(
        scene,
        d0,
        d1,
        _near(scene, end, 2),
        "night_crew_behind_seal",
        f"RYSS shows every night a crew going to the seal station ({mode})",
    )


def uncarded_crew_behind_seal(scene: Scene, d0: int, d1: int) -> None:
    """The secret crew has no cards at all."""
    end = _old_end(scene)
    _secret(scene, d0, d1, [end], "dark", "coal_face", (0.22, 0.34), crew=(9, 20))
    _hidden(
        scene,
        d0,
        d1,
        _near(scene, end, 2),
        "uncarded_crew_behind_seal",
        "video.csv counts a crew that RYSS lacks and the seal sensor in CDSS follows the shifts",
    )
    _record(
        scene,
        "headcount_concealed",
        "uncarded_crew_behind_seal",
        d0,
        d1,
        [],
        "video.csv counts more people entering than RYSS lists cards.",
    )


def cards_left_at_legal_place(scene: Scene, d0: int, d1: int) -> None:
    """The secret crew leaves its cards at a declared place."""
    end = _old_end(scene)
    legal = scene.layout.rooms.get("refuge", scene.layout.mains[:1])[0]
    _secret(scene, d0, d1, [end], "parked", "coal_face", (0.2, 0.32))
    scene.tricks["park_site"] = legal
    _hidden(
        scene,
        d0,
        d1,
        _near(scene, end, 2),
        "cards_left_at_legal_place",
        "RYSS shows a crew's cards lying still at a declared place; the seal sensor in CDSS follows shifts",
    )
    _record(
        scene,
        "card_parked",
        "cards_left_at_legal_place",
        d0,
        d1,
        [legal],
        "RYSS shows the cards of a mining crew lying still together for whole shifts.",
    )


# --- people ------------------------------------------------------------


def _darken(scene: Scene, d0: int, d1: int, s: int, count: int, extra: bool) -> None:
    """Let some people of one shift work without cards, spread over the faces."""
    teams = [f for f in scene.faces if f.crew[s] > 0]
    order = sorted(teams, key=lambda f: -f.crew[s])
    left = count
    for n, face in enumerate(order):
        last = n == len(order) - 1
        part = left if last else min(left, max(1, round(face.crew[s] * 0.7)))
        room = 0 if extra else min(part, max(0, int(face.men[d0, s]) - 2))
        face.men[d0:d1, s] += part - room
        face.dark[d0:d1, s] += part
        left -= part


def uncarded_in_crew(scene: Scene, d0: int, d1: int) -> None:
    """Most of each crew goes down without a card while output stays."""
    for s in range(scene.shifts):
        _darken(scene, d0, d1, s, scene.dice.randint(8, 16), extra=False)
    _record(
        scene,
        "headcount_concealed",
        "uncarded_in_crew",
        d0,
        d1,
        [],
        "video.csv counts more people than RYSS, and RYSS face crews fall far below crew_per_shift.",
    )


def night_extra_uncarded(scene: Scene, d0: int, d1: int) -> None:
    """Extra diggers without cards every night."""
    _darken(scene, d0, d1, scene.night, scene.dice.randint(10, 22), extra=True)
    face = max(scene.faces, key=lambda f: f.tons)
    face.plan[d0:d1, scene.night] += face.tons * scene.dice.uniform(0.1, 0.16)
    _record(
        scene,
        "headcount_concealed",
        "night_extra_uncarded",
        d0,
        d1,
        [],
        "video.csv counts more people than RYSS every night, with more night coal in output and haulage.",
    )


def contractors_by_side_entrance(scene: Scene, d0: int, d1: int) -> None:
    """A contract team without cards uses the second entrance."""
    scene.tricks["side_entrance"] = True
    count = scene.dice.randint(9, 18)
    face = scene.dice.choice([f for f in scene.faces if f.kind == "heading"] or scene.faces)
    on = [s for s in range(scene.shifts) if s != scene.maintenance][:2]
    for s in on:
        face.men[d0:d1, s] += count
        face.dark[d0:d1, s] += count
    face.plan[d0:d1] *= 1.6 if face.kind == "heading" else 1.05
    _record(
        scene,
        "headcount_concealed",
        "contractors_by_side_entrance",
        d0,
        d1,
        [],
        "video.csv counts a team at the aux_shaft without cards in RYSS; its heading yields more coal.",
    )


def half_crews_uncarded(scene: Scene, d0: int, d1: int) -> None:
    """Half of all face crews go down without a card, in every shift."""
    total = sum(sum(f.crew) for f in scene.faces)
    for s in range(scene.shifts):
        share = sum(f.crew[s] for f in scene.faces) / max(1, total)
        _darken(scene, d0, d1, s, max(8, round(total * share * 0.5)), extra=scene.dice.random() < 0.5)
    _record(
        scene,
        "headcount_concealed",
        "half_crews_uncarded",
        d0,
        d1,
        [],
        "RYSS stays below the approved headcount while video.csv counts many more people in each shift.",
    )


def cards_die_underground(scene: Scene, d0: int, d1: int) -> None:
    """Part of the crews switch their cards off soon after the shaft bottom."""
    scene.tricks["cut"] = scene.dice.randint(9, 18)
    _record(
        scene,
        "headcount_concealed",
        "cards_die_underground",
        d0,
        d1,
        [],
        "RYSS loses many cards near the bottom without exit, but video.csv counts them out at shift end.",
    )


def _card_style(kind: str, style: str, note: str, low: int, high: int) -> Style:
    """A style that is carried out on the location records later."""

    def act(scene: Scene, d0: int, d1: int) -> None:
        scene.tricks[style] = scene.dice.randint(low, high)
        _record(scene, kind, style, d0, d1, [], note)

    act.__name__ = style
    act.__doc__ = note
    return act


# --- output and staffing ------------------------------------------------------------


def _boost(scene: Scene, d0: int, d1: int, shifts: list[int]) -> float:
    """Raise the coal of some shifts until the mine is clearly above its capacity."""
    target = scene.capacity_day * scene.dice.uniform(1.32, 1.75)
    now = sum(f.plan[d0:d1].sum() for f in scene.faces) / (d1 - d0)
    coal = [f for f in scene.faces if f.kind == "coal_face"]
    for face in coal:
        face.plan[d0:d1, shifts] += (target - now) / len(coal) / len(shifts)
        face.men[d0:d1, shifts] += 1
    return target


def _over(style: str, report: str, which: str, note: str) -> Style:
    """An over-capacity style by which shifts cut more and what is reported."""

    def act(scene: Scene, d0: int, d1: int) -> None:
        every = [s for s in range(scene.shifts) if s != scene.maintenance]
        upkeep = [scene.maintenance if scene.maintenance >= 0 else scene.night]
        shifts = {"every": every, "night": [scene.night], "upkeep": upkeep, "all": list(range(scene.shifts))}[
            which
        ]
        _boost(scene, d0, d1, shifts)
        scene.report = "capped" if report == "cooked" else report
        if report == "cooked":
            scene.books = "cooked"
        sites = [f.sites[-1] for f in scene.faces if f.kind == "coal_face"]
        _record(scene, "over_capacity", style, d0, d1, sites, note)

    act.__name__ = style
    act.__doc__ = note
    return act


def _crowd_sites(scene: Scene, face: Face) -> list[int]:
    return [face.sites[-1], *face.sites[:-1]][:3]


def _crowd(scene: Scene, d0: int, d1: int, kind: str, shifts: list[int], style: str) -> None:
    """Fill one face area far above its limit."""
    pool = [f for f in scene.faces if f.kind == kind] or scene.faces
    face = scene.dice.choice(pool)
    limit = scene.layout.areas[scene.layout.sites[face.sites[-1]].area].limit
    for s in shifts:
        face.men[d0:d1, s] = round(limit * scene.dice.uniform(1.4, 1.8))
    _record(
        scene,
        "overstaffed",
        style,
        d0,
        d1,
        _crowd_sites(scene, face),
        "RYSS counts more people in a face area than the RYQY limit and crew_per_shift, as does video.csv.",
    )


def face_crowd(scene: Scene, d0: int, d1: int) -> None:
    """A coal face far above its limit in all shifts."""
    _crowd(scene, d0, d1, "coal_face", list(range(scene.shifts)), "face_crowd")


def heading_crowd(scene: Scene, d0: int, d1: int) -> None:
    """A heading far above its limit in all shifts."""
    _crowd(scene, d0, d1, "heading", list(range(scene.shifts)), "heading_crowd")


def maintenance_shift_crowd(scene: Scene, d0: int, d1: int) -> None:
    """One shift of a face is crammed with people."""
    s = scene.maintenance if scene.maintenance >= 0 else scene.dice.randrange(scene.shifts)
    _crowd(scene, d0, d1, "coal_face", [s], "maintenance_shift_crowd")


def whole_mine_crowd(scene: Scene, d0: int, d1: int) -> None:
    """The whole mine above its approved headcount."""
    dice = scene.dice
    plan = sum(job.men for job in scene.jobs).max(axis=0)
    target = scene.limit * dice.uniform(1.28, 1.5)
    men = np.zeros((scene.days, scene.shifts), dtype=int)
    men[d0:d1] = [max(0, round(target - p)) for p in plan]
    spots = [f.sites[0] for f in scene.faces] + scene.layout.mains
    trades = ("巷修工", "掘进工", "运输工", "安装工")
    scene.jobs.append(Job("突击队", trades, "突击队", "repair", spots, men))
    _record(
        scene,
        "overstaffed",
        "whole_mine_crowd",
        d0,
        d1,
        [],
        "RYSS counts far more people underground than headcount_limit, and video.csv agrees.",
    )


def two_crews_overlap(scene: Scene, d0: int, d1: int) -> None:
    """The outgoing crew stays on for hours, so that two crews work one face."""
    face = max(scene.faces, key=lambda f: max(f.crew))
    least = max(0, 13 - min(face.crew))
    face.men += least
    face.crew = [c + least for c in face.crew]
    area = scene.layout.areas[scene.layout.sites[face.sites[-1]].area]
    area.limit = math.ceil(max(face.crew) * 1.15) + 3
    scene.tricks["stay"] = (face.face_id, scene.dice.uniform(2.2, 3.5))
    _record(
        scene,
        "overstaffed",
        "two_crews_overlap",
        d0,
        d1,
        _crowd_sites(scene, face),
        "RYSS shows two whole crews in one face area for hours after shift change, above the RYQY limit.",
    )


# --- declared stops ------------------------------------------------------------


def _stopped(style: str, state: str, which: str, rate: tuple[float, float], note: str) -> Style:
    """A style of working in a declared stop."""

    def act(scene: Scene, d0: int, d1: int) -> None:
        dice = scene.dice
        if state in ("closed", "building"):
            d0, d1 = 0, scene.days
        d1 = min(scene.days, max(d1, d0 + 5))
        scene.plot.update(d0=d0, d1=d1)
        plans = [f.plan.copy() for f in scene.faces]
        mens = [f.men.copy() for f in scene.faces]
        _stop_state(scene, state, d0, d1)
        pause(scene, d0, d1)
        shares = shift_shares(scene.shifts, scene.maintenance)
        for d in range(d0 if d0 == 0 else d0 + 1, d1):
            for s in _secret_shifts(scene, which, d):
                for face, plan, men in zip(scene.faces, plans, mens):
                    part = max(plan[d, s], face.tons * (0.25 if shares[s] == 0 else 0.0))
                    face.plan[d, s] = part * dice.uniform(*rate)
                    face.men[d, s] = max(6, round(men[d, s] * max(0.6, rate[0])))
        scene.report = "zero"
        scene.books = dice.choice(("true", "cooked"))
        sites = [f.sites[-1] for f in scene.faces if f.kind == "coal_face"]
        _record(scene, "working_while_stopped", style, d0 if d0 == 0 else d0 + 1, d1, sites, note)

    act.__name__ = style
    act.__doc__ = note
    return act


def _stop_state(scene: Scene, state: str, d0: int, d1: int) -> None:
    """Write the stop into the register."""
    if d0 > 0:
        declare(scene, state, d0, d1 if d1 < scene.days else None)
        return
    since = scene.clock.start - timedelta(days=scene.dice.randint(8, 60))
    before = (since - timedelta(days=1)).isoformat()
    head = scene.status[0]["from"]
    scene.status[:] = [
        {"state": "producing", "from": head, "to": before},
        {"state": state, "from": since.isoformat(), "to": None},
    ]
    if d1 < scene.days:
        scene.status[-1]["to"] = scene.clock.day(d1 - 1)
        scene.status.append({"state": "producing", "from": scene.clock.day(d1), "to": None})


def _secret_shifts(scene: Scene, which: str, d: int) -> list[int]:
    """The shifts in which a stopped mine works."""
    if which == "night":
        return [scene.night]
    if which == "dark":
        return [s for s in range(scene.shifts) if not 5 <= scene.starts[s] <= 11]
    if which == "rotating":
        return [d % scene.shifts, (d + 1) % scene.shifts][: 2 if scene.shifts > 2 else 1]
    return list(range(scene.shifts))


_FACES_NOTE = (
    "RYSS shows coal crews at the faces, with belts and hoist active in haulage and power, in a declared "
)
STYLES: dict[str, tuple[Style, ...]] = {
    "hidden_face": (
        carded_at_old_branch,
        vanish_behind_seal,
        frozen_at_seal,
        finished_panel_still_mined,
        extra_heading_off_main,
        night_crew_behind_seal,
        uncarded_crew_behind_seal,
        cards_left_at_legal_place,
    ),
    "headcount_concealed": (
        uncarded_in_crew,
        night_extra_uncarded,
        contractors_by_side_entrance,
        half_crews_uncarded,
        cards_die_underground,
    ),
    "cards_carried": (
        _card_style(
            "cards_carried",
            "one_man_many_cards",
            "RYSS shows many cards with one and the same track; video.csv counts fewer people.",
            7,
            14,
        ),
        _card_style(
            "cards_carried",
            "leader_card_carried",
            "RYSS shows the leaders' cards on the track of a worker every day; video.csv counts fewer.",
            3,
            4,
        ),
        _card_style(
            "cards_carried",
            "collector_at_exit",
            "RYSS shows many cards leaving within seconds hours before video.csv counts the people out.",
            12,
            30,
        ),
        _card_style(
            "cards_carried",
            "two_carriers",
            "RYSS shows two bundles of cards with identical tracks; video.csv counts fewer people.",
            5,
            8,
        ),
        _card_style(
            "cards_carried",
            "changing_carrier",
            "RYSS shows the same absent cards on another worker's track each day; video.csv counts fewer.",
            6,
            10,
        ),
    ),
    "card_parked": (
        _card_style(
            "card_parked",
            "hung_at_haulage_station",
            "RYSS shows a group of crew cards lying still at a roadway station for whole shifts.",
            6,
            14,
        ),
        _card_style(
            "card_parked",
            "left_in_refuge",
            "RYSS shows crew cards lying still in a side room; the face has few cards at full output.",
            6,
            14,
        ),
        _card_style(
            "card_parked",
            "never_brought_out",
            "RYSS shows cards lying still for days without exit, with RYCS alarms.",
            5,
            10,
        ),
        _card_style(
            "card_parked",
            "parked_at_shaft_bottom",
            "RYSS shows crew cards lying still at the shaft bottom for whole shifts.",
            8,
            16,
        ),
        _card_style(
            "card_parked",
            "leaders_cards_parked",
            "RYSS shows the leaders' and inspectors' cards lying still where they should tour.",
            4,
            6,
        ),
    ),
    "data_fabricated": tuple(
        _card_style("data_fabricated", style, note, 1, 9)
        for style, note in (
            ("replayed_day", "RYSS repeats the tracks of an earlier day to the second; video.csv does not."),
            (
                "made_up_lists",
                "RYSS has round entry times, fresh station times and areas that do not match stations.",
            ),
            ("constant_count", "RYSS always lists the same number of people, padded with those who left."),
            ("deleted_nights", "RYSS files are missing every night while CDSS files go on."),
            ("frozen_lists", "RYSS repeats one list for hours every day while only the header time goes on."),
            ("scrambled_places", "RYSS shows people jumping between far stations faster than anyone walks."),
        )
    ),
    "sensor_masked": tuple(
        _card_style("sensor_masked", style, note, 1, 9)
        for style, note in (
            (
                "flat_value",
                "One ch4 point in CDSS and TJSJ repeats one value for days while its neighbours move.",
            ),
            (
                "fed_clean_air",
                "One ch4 point at a working face in CDSS reads almost nothing while neighbours rise.",
            ),
            (
                "clipped_below_alarm",
                "One ch4 point in CDSS and TJSJ never exceeds a round value while its neighbours do.",
            ),
            (
                "moved_to_intake",
                "A return ch4 point in CDSS follows the intake and no longer the coal of its face.",
            ),
            (
                "wrapped_sensor",
                "One ch4 point in CDSS is almost motionless, slow and misses its calibration.",
            ),
            ("pinned_airflow", "One air velocity point in CDSS repeats one value for days."),
        )
    ),
    "working_while_stopped": (
        _stopped(
            "night_hoisting_in_overhaul", "overhaul", "night", (0.8, 1.1), _FACES_NOTE + "overhaul by night."
        ),
        _stopped(
            "suspended_business_as_usual", "suspended", "all", (0.7, 1.0), _FACES_NOTE + "suspension all day."
        ),
        _stopped(
            "closed_but_digging",
            "closed",
            "rotating",
            (0.5, 0.8),
            _FACES_NOTE + "closure in changing shifts.",
        ),
        _stopped("building_but_producing", "building", "all", (0.5, 0.9), _FACES_NOTE + "building phase."),
        _stopped(
            "day_stop_night_work", "suspended", "dark", (0.6, 0.9), _FACES_NOTE + "suspension after dark."
        ),
    ),
    "over_capacity": (
        _over(
            "open_overproduction",
            "declared",
            "every",
            "output.csv itself reports far above capacity; belts, hoist.",
        ),
        _over(
            "double_books",
            "capped",
            "every",
            "reported_t hugs the capacity while belts, hoist and power show more.",
        ),
        _over(
            "maintenance_shift_cuts",
            "capped",
            "upkeep",
            "Coal on belts and face power in the shift without plan.",
        ),
        _over(
            "unreported_night_coal",
            "no_night",
            "night",
            "Night coal on belts and hoist that reported_t leaves out.",
        ),
        _over(
            "every_shift_cooked_books",
            "cooked",
            "all",
            "Haulage and power far above capacity_t_per_year in every shift; output.csv is cooked down.",
        ),
    ),
    "overstaffed": (face_crowd, heading_crowd, maintenance_shift_crowd, whole_mine_crowd, two_crews_overlap),
}
CARD_KINDS = ("cards_carried", "card_parked", "data_fabricated", "sensor_masked")


def plot(scene: Scene, kind: str) -> None:
    """Let the mine take up one kind of conduct."""
    dice = scene.dice
    if kind == "overstaffed":
        scene.habits.surface_handover = True
    if kind in ("over_capacity", "hidden_face", "sensor_masked", "headcount_concealed"):
        scene.habits.video_error = min(scene.habits.video_error, 0.01)
    set_limits(scene, dice.uniform(1.05, 1.2) if kind == "overstaffed" else dice.uniform(1.12, 1.45))
    if kind == "healthy":
        return
    d0, d1 = window(scene)
    style = dice.choice(STYLES[kind])
    scene.plot = {"kind": kind, "style": style.__name__, "d0": d0, "d1": d1}
    style(scene, d0, d1)
