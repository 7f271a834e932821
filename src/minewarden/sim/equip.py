"""Gives the drawn mine its amounts: capacity, crews, air, gas, water, feeders, conveyors, pumps, sensors."""

from __future__ import annotations

import random
from dataclasses import replace

from minewarden.sim.plan import Area, Conveyor, Face, Feeder, Plan, Point, Pump, Station
from minewarden.sim.spec import MineSpec

_CAPACITY_KT = {"small": (150, 300), "medium": (300, 900), "large": (1200, 3000)}
_WORK_DAYS = 330


def draw_capacity(spec: MineSpec, rng: random.Random) -> int:
    """Approved capacity in tonnes a year, a round figure as approvals are."""
    if spec.capacity_t_per_year is not None:
        return spec.capacity_t_per_year
    low, high = _CAPACITY_KT[spec.size]
    return rng.randrange(low, high + 1, 50 if low < 1000 else 100) * 1000


def equip(plan: Plan, spec: MineSpec, capacity: int, shift_count: int, rng: random.Random) -> None:
    """Fill in every amount of the plan, in place."""
    _amounts(plan, spec, capacity, shift_count, rng)
    _machines(plan, capacity, rng)
    _sensors(plan, rng)
    for face in plan.faces:
        plan.areas[plan.stations[face.stations[0]].area].limit = round(max(face.crew) * 1.5) + rng.randint(
            4, 10
        )


def _amounts(plan: Plan, spec: MineSpec, capacity: int, shift_count: int, rng: random.Random) -> None:
    per_day = capacity / _WORK_DAYS * rng.uniform(0.88, 0.98)
    coal = [face for face in plan.faces if face.kind == "coal_face"]
    driving = [face for face in plan.faces if face.kind == "heading"]
    shares = [rng.uniform(0.8, 1.2) for _ in coal]
    gassy = rng.choice((0.25, 0.6, 1.0, 1.8))
    scale = {"small": 0.7, "medium": 1.0, "large": 1.25}[spec.size]
    heading_t = per_day * rng.uniform(0.06, 0.13) if coal else per_day
    for face, share in zip(coal, shares, strict=True):
        face.t_per_day = round((per_day - heading_t) * share / sum(shares), 0)
        face.advance_m_per_day = round(rng.uniform(1.6, 4.8), 1)
        face.maintenance_shift = rng.randrange(shift_count)
        crew = round(rng.uniform(13, 19) * scale)
        face.crew = [crew] * shift_count
        face.crew[face.maintenance_shift] = round(crew * rng.uniform(1.1, 1.5))
        face.air_m3_per_min = float(rng.randrange(600, 1300, 20))
        face.ch4_m3_per_min = round(gassy * rng.uniform(1.5, 3.5), 2)
        face.inflow_m3_per_h = round(rng.uniform(4, 25), 1)
    for face in driving:
        face.t_per_day = round(heading_t / len(driving) * rng.uniform(0.7, 1.3), 0)
        face.advance_m_per_day = round(rng.uniform(3.0, 9.0), 1)
        face.crew = [round(rng.uniform(7, 11) * scale)] * shift_count
        face.air_m3_per_min = float(rng.randrange(220, 420, 10))
        face.ch4_m3_per_min = round(gassy * rng.uniform(0.3, 0.9), 2)
        face.inflow_m3_per_h = round(rng.uniform(1, 7), 1)
        if rng.random() < 0.55:
            face.explosive_kg_per_day = round(rng.uniform(25, 110), 0)


def _machines(plan: Plan, capacity: int, rng: random.Random) -> None:
    number = 0

    def feed(serves: str, rated_kw: float) -> str:
        nonlocal number
        number += 1
        plan.feeders.append(Feeder(f"FD{number:02d}", serves, round(rated_kw / 10) * 10.0))
        return plan.feeders[-1].name

    scale = capacity / 900_000
    feed("hoist", 800 + 700 * scale)
    feed("main_fan", rng.uniform(250, 420) + 160 * scale)
    feed("pump", rng.uniform(350, 700))
    feed("surface", 350 + 250 * scale)
    feed("other", 300 + 300 * scale)
    trunk = Conveyor("C1", [], round(max(300.0, capacity / _WORK_DAYS / 16 * 3) / 50) * 50.0)
    plan.conveyors.append(trunk)
    for face in plan.faces:
        equip_face(plan, face, rng)
        face.feeder = feed(face.face_id, _face_kw(face, rng))
        trunk.serves.append(face.face_id)
    feed("local_fan", 60.0 * max(1, sum(face.kind == "heading" for face in plan.faces)))
    room = plan.role("pump") or plan.role("shaft")
    for unit in range(rng.randint(2, 3)):
        plan.pumps.append(Pump(f"P{unit + 1}", room[0], float(rng.choice((85, 150, 280)))))


def equip_face(plan: Plan, face: Face, rng: random.Random) -> None:
    """Give a coal face its own belt; headings load onto the trunk belt."""
    if face.kind == "coal_face":
        name = f"C{len(plan.conveyors) + 1}"
        plan.conveyors.append(Conveyor(name, [face.face_id], round(face.t_per_day / 14 * 3 / 50 + 1) * 50.0))
        face.conveyor = name


def _face_kw(face: Face, rng: random.Random) -> float:
    return (
        rng.uniform(500, 900) + face.t_per_day * 0.25 if face.kind == "coal_face" else rng.uniform(160, 340)
    )


_POINTS = {
    "ch4": ("MN", "0001", "%CH4", "甲烷"),
    "air_velocity": ("MN", "0002", "m/s", "风速"),
    "fan": ("KG", "1010", "", "局部通风机开停"),
    "co": ("MN", "0004", "ppm", "一氧化碳"),
}


def add_point(
    plan: Plan, kind: str, station: int, what: str, place: str, section: float = 0.0, high: float = 4.0
) -> None:
    """Install a sensor; codes count up, sixteen points a substation."""
    number = len(plan.points) + 1
    value, type_code, unit, name = _POINTS[kind]
    own = f"{number // 16 + 1:03d}{'A' if value == 'MN' else 'D'}{number % 16 + 1:02d}"
    code = f"{plan.code}01{value}{type_code}{own}"
    substation = f"{plan.code}{number // 16 + 1:05d}"
    plan.points.append(Point(code, kind, station, what, place, section, high, unit, name, substation))


def face_sensors(plan: Plan, face: Face, rng: random.Random) -> None:
    """The sensors of one working place."""
    inner, outer, at = face.stations[0], face.stations[-1], f"face:{face.face_id}"
    add_point(plan, "ch4", inner, f"{at}:ch4_face", f"{face.name}T1")
    add_point(plan, "ch4", outer, f"{at}:ch4_return", f"{face.name}回风T2")
    if face.kind == "coal_face":
        add_point(plan, "ch4", inner, f"{at}:ch4_corner", f"{face.name}上隅角T0")
        add_point(plan, "co", outer, f"{at}:co", f"{face.name}回风CO", high=500.0)
    if face.kind == "coal_face" or rng.random() < 0.7:
        section = round(rng.uniform(9, 15), 1)
        add_point(plan, "air_velocity", outer, f"{at}:air", f"{face.name}回风", section, 15.0)
    if face.kind == "heading":
        add_point(plan, "fan", outer, f"{at}:fan", f"{face.name}局部通风机", 0.0, 1.0)


def _sensors(plan: Plan, rng: random.Random) -> None:
    for face in plan.faces:
        face_sensors(plan, face, rng)
    back, front = plan.role("return")[-1], plan.role("shaft")[0]
    add_point(plan, "ch4", back, "mine:ch4_return", "总回风巷甲烷")
    section = round(rng.uniform(14, 22), 1)
    add_point(plan, "air_velocity", back, "mine:air_return", "总回风巷风速", section, 15.0)
    if rng.random() < 0.8:
        section = round(rng.uniform(14, 22), 1)
        add_point(plan, "air_velocity", front, "mine:air_intake", "总进风风速", section, 15.0)
    add_point(plan, "ch4", front, "mine:ch4_intake", "进风大巷甲烷")
    for seal in plan.seals:
        if rng.random() < 0.75:
            add_point(plan, "ch4", seal.stations[0], f"seal:{seal.seal_id}:ch4", f"{seal.name}甲烷")
    for station in plan.role("branch", "return")[:-1]:
        if rng.random() < 0.5:
            name = plan.stations[station].name
            add_point(plan, "ch4", station, f"near:{station}:ch4", f"{name}甲烷")


def new_face(plan: Plan, like: Face, from_at: int, rng: random.Random) -> Face:
    """A working place approved later: two stations off the trunk, its own feeder, belt and sensors."""
    number = sum(not face.hidden for face in plan.faces) + 1
    title = f"{rng.randint(1, 3)}{rng.randint(5, 9)}{number:02d}{like.name[4:]}"
    code = f"{plan.code}{len(plan.areas) + 1:04d}"
    plan.areas.append(Area(code, "重点区域", title, round(max(like.crew) * 1.6) + 5))
    near = rng.choice(plan.role("trunk"))
    stations = []
    for role, name, metres in (("gate", f"{title[:4]}顺槽1#", 170.0), ("face", title, 190.0)):
        base, index = plan.stations[near], len(plan.stations) + 1
        place = Station(
            f"{code}{index:06d}", name, len(plan.areas) - 1, base.x + 5, base.y - metres, base.z, role
        )
        near = plan.grow(place, near, metres)
        stations.append(near)
    face = replace(
        like, face_id=f"F{number}", name=title, stations=stations[::-1], crew=list(like.crew), from_at=from_at,
        to_at=None, conveyor=None,
    )  # fmt: skip
    plan.faces.append(face)
    equip_face(plan, face, rng)
    plan.feeders.append(
        Feeder(f"FD{len(plan.feeders) + 1:02d}", face.face_id, round(_face_kw(face, rng), -1))
    )
    plan.conveyors[0].serves.append(face.face_id)
    face_sensors(plan, face, rng)
    return face
