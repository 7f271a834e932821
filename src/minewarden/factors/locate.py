"""Where a hidden place lies when no crew is seen at it: what every reading says for and against every station.

Gas goes with the air, so a methane sensor that rises lies on the way from the place to where all air leaves, and one on
that way that stays calm speaks against the place. Air that serves the place is drawn from the fresh side and passes on,
so it shows on both. Fans, pumps, and the feeders and belts of declared faces are only near. What nearly all places
share, a sensor in the main return, says nothing of the place, and needs no rule to say nothing. Source: detection T10
to T12, and the way mines are ventilated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from minewarden.factors.channels import SPEAKS, Channel, Reading, Suspicion, readings
from minewarden.factors.clock import Bools, Floats
from minewarden.factors.month import Month, once
from minewarden.feeds.register import Face

# Settings of the comparison, not law.
QUIET_SHARE = 0.02  # of all descents: stations that fewer pass are ends where nobody has work
BUSY_SHARE = 0.15  # and stations that more pass are ways
OLD_ROADS = ("旧", "老", "废", "采空", "密闭", "盲巷", "闭墙", "停掘", "停采")
WAITING = ("候车", "等候", "避难", "井口", "硐口", "井底")  # nobody builds, repairs or drills there
ROOMS = (
    *WAITING, "硐室", "变电所", "泵房", "水仓", "煤仓", "绞车房", "充电", "材料库", "药库", "值班", "调度",
)  # fmt: skip
MAIN_ROADS = ("大巷", "车场")
PRIOR = {
    "any": 0.07,
    "room": 0.02,
    "main": 0.05,
    "busy": 0.04,
    "quiet": 0.08,
    "old": 0.25,
    "ended": 0.2,
    "seal": 0.25,
    "face": 0.01,
    "heading": 0.05,
}
OUTLETS = ("总回", "回风井", "回风斜井", "回风立井", "风井")
MAIN_AIR = ("总回", "总进")
DETOUR_M, DETOUR_SHARE = 60.0, 0.1  # what a way may be longer than the shortest and still be the way
SETTLED = 20.0  # how much one full crew-day of settled persons speaks


@dataclass(frozen=True)
class Says:
    """How a factor's reading at one place speaks of others: `rise` at full strength, `calm` at none, over metres."""

    rise: float
    calm: float
    reach_m: float
    downstream: bool = False  # only for places that it lies downstream of


LEFT = Says(8.0, 0.0, 400.0)  # cards that lie
IN_STEP = Says(15.0, 0.0, 200.0)  # gas that comes from behind a seal comes from right behind it
MEASURED = {"gas": Says(9.0, 0.5, 600.0, downstream=True), "air": Says(6.0, 0.2, 500.0)}
NEAR = {"air": Says(6.0, 0.0, 300.0), "power": Says(6.0, 0.0, 400.0), "haulage": Says(3.0, 0.0, 400.0),
        "explosives": Says(3.0, 0.0, 400.0)}  # fmt: skip
FAR = 0.5  # how far a sensor tells of places upstream of it, however far
BESIDE = 0.2  # how far it tells of places that are near but not upstream
WHOLE_MINE = 0.7  # share of the stations upstream, from which a sensor tells of none


def likelihood(
    month: Month,
    groups: Mapping[str, Iterable[Channel]],
    suspicion: Suspicion,
    settled: Floats | float = 0.0,
    left: tuple[str, ...] = (),
) -> Floats:
    """Out: per station how likely it is nearest to the hidden place; they sum up to 1.

    In: the channels of each factor, the suspected days, per station how far people were there who are not on other
    days (1 for a crew that settles), and the stations at which people left their cards: they did not walk far without.
    """
    rooms = named(month, ROOMS)  # where people sit, and cards are left
    told = np.log(prior(month, suspicion.days)) + np.log1p(SETTLED * np.where(rooms, 0.0, settled))
    for name, channels in groups.items():
        for reading in readings(channels, suspicion):
            told += _said(month, name, reading)
    lying = month.movement.station_mask(left) & ~rooms
    if lying.any():
        told += np.log1p(LEFT.rise * np.exp(-month.movement.near.metres[lying].min(axis=0) / LEFT.reach_m))
    weight: Floats = np.exp(told - told.max(initial=0.0))
    return weight / max(float(weight.sum()), 1e-300)


def prior(month: Month, days: Bools) -> Floats:
    """Out: per station how likely it leads to a hidden place before anything was measured, by its name and visits."""
    move = month.movement
    visited = (move.hours > 0).mean(axis=0) if len(move.descents) else np.ones(len(move.stations))
    likely = np.where(visited < QUIET_SHARE, PRIOR["quiet"], PRIOR["any"])
    likely[visited > BUSY_SHARE] = PRIOR["busy"]
    likely[named(month, MAIN_ROADS)] = PRIOR["main"]
    likely[named(month, ROOMS)] = PRIOR["room"]
    likely[named(month, OLD_ROADS)] = PRIOR["old"]
    for seal in month.register.seals:
        likely[move.station_mask(seal.stations)] = PRIOR["seal"]
    approved = [(month.clock.valid(face.since, face.until) & days).any() for face in month.register.faces]
    for kind in (False, True):  # a station of two faces is one of the face that works
        faces = [face for face, on in zip(month.register.faces, approved, strict=True) if on == kind]
        at = move.station_mask([code for face in faces for code in face.stations])
        likely[at] = PRIOR["face"] if kind else np.maximum(likely[at], PRIOR["ended"])
        if kind:  # a heading may be driven on beyond its end
            likely[_ends(month, [face for face in faces if face.kind == "heading"])] = PRIOR["heading"]
    return likely


def _ends(month: Month, headings: list[Face]) -> list[int]:
    """The innermost station of each heading: the farthest one from where everybody passes."""
    move = month.movement
    if not len(move.descents):
        return []
    far = move.near.metres[move.pit]
    at = [move.at_face(face) for face in headings]
    return [int(np.where(stations, far, -1.0).argmax()) for stations in at if stations.any()]


def _said(month: Month, factor: str, reading: Reading) -> Floats:
    """Per station the logarithm of how much likelier the reading is if the place lies there than if elsewhere."""
    channel = reading.channel
    says = MEASURED.get(factor) if channel.station else NEAR.get(factor)
    if reading.in_step:
        says = IN_STEP
    sources = month.movement.station_mask([channel.station] if channel.station else channel.near)
    if says is None or not sources.any():
        return np.zeros(len(sources))
    fades = np.exp(-month.movement.near.metres[sources].min(axis=0) / says.reach_m)
    upstream = downstream(month)[sources].any(axis=0)
    if says.downstream:
        fades = np.where(upstream, FAR + (1 - FAR) * fades, BESIDE * fades)
    of_all = any(word in channel.label.zh for word in MAIN_AIR) or bool(named(month, MAIN_AIR)[sources].any())
    if channel.station and (upstream.mean() > WHOLE_MINE or of_all):
        return np.zeros(len(sources))  # all air passes here, wherever the place is
    speaks = reading.strength if reading.strength >= SPEAKS else 0.0
    calm = says.calm * (1 - reading.strength / SPEAKS) if not speaks and reading.z is not None else 0.0
    said: Floats = np.log1p(says.rise * speaks * fades) + np.log1p(-calm * fades)
    return said


@once
def downstream(month: Month) -> Bools:
    """Out: stations x stations: whether the first lies on the way of the air from the second to where all air leaves.

    Where the register names no outlet, whatever is near counts as downstream.
    """
    metres = month.movement.near.metres
    out = _outlets(month)
    if not out.any():
        near: Bools = metres <= MEASURED["gas"].reach_m
        return near
    left = metres[:, out].min(axis=1)
    with np.errstate(invalid="ignore"):
        on_way: Bools = metres + left[:, None] <= (left * (1 + DETOUR_SHARE) + DETOUR_M)[None, :]
    return on_way & np.isfinite(metres)


def _outlets(month: Month) -> Bools:
    """Stations where all air leaves: by the first of the words that names any."""
    fresh = named(month, ("进风",))
    found = [named(month, (word,)) & ~fresh for word in OUTLETS]
    return next((stations for stations in found if stations.any()), np.zeros_like(fresh))


@once
def named(month: Month, words: tuple[str, ...]) -> Bools:
    """Out: stations whose declared name holds one of the words."""
    names = {station.station_code: station.name or "" for station in month.register.stations}
    named = [any(word in names.get(code, "") for word in words) for code in month.movement.stations]
    return np.asarray(named, dtype=bool)


def on_way_to(month: Month, place: int) -> Bools:
    """Out: the stations that one passes, or might, from the pit to a place."""
    metres, pit = month.movement.near.metres, month.movement.pit
    way: Bools = metres[pit] + metres[:, place] <= metres[pit, place] * (1 + DETOUR_SHARE) + DETOUR_M
    return way
