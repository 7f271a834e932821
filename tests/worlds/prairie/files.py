"""Writes a mine's folder: register, text files and CSVs."""

import json
from pathlib import Path

import numpy as np

from .clock import DAY, SLOT, Clock
from .layout import BARRED_AREA, Mine
from .people import READ, UNLISTED
from .physics import CALIBRATING, NORMAL, Readings
from .register import register_of
from .scene import Scene
from .snapshots import Snapshots, alarms_of_crowding, cards_in_area, long_stays

SENSOR_NAMES = {"ch4": ("环境瓦斯", "%CH4"), "air_velocity": ("风速", "m/s"), "fan": ("开停", "")}
SENSOR_CODES = {"ch4": "0001", "air_velocity": "0002", "fan": "1010"}
STATISTICS_S = 1800


class Folder:
    """Folder of one mine in the inbox."""

    def __init__(self, root: Path, mine: Mine, clock: Clock) -> None:
        self.path = root / mine.code
        self.mine = mine
        self.clock = clock
        for name in ("rydw", "aqjk"):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        second = mine.habits.second_profile
        self._record_end, self._file_end, self._prefix = ("^", "]]]", "N") if second else ("~", "||", "")
        self.written: list[tuple[str, str, int]] = []

    def send(self, system: str, kind: str, moment: int, records: list[str], header: str = "") -> None:
        """Write one text file unless the mine does not send this type."""
        if kind in self.mine.habits.missing:
            return
        head = f"{self.mine.code};{self.mine.name};{header}{self.clock.text(moment)}"
        body = self._record_end.join([head, *records]) + self._record_end + self._file_end
        self._path(system, kind, moment).write_bytes(body.encode())
        self.written.append((system, kind, moment))

    def _path(self, system: str, kind: str, moment: int) -> Path:
        """Name of a text file."""
        return self.path / system / f"{self.mine.code}_{self._prefix}{kind}_{self.clock.stamp(moment)}.txt"

    def spoil(self, count: int, rng: np.random.Generator) -> None:
        """Send some files once more, whole or cut off."""
        for index in rng.integers(0, len(self.written), count):
            system, kind, moment = self.written[int(index)]
            content = self._path(system, kind, moment).read_bytes()
            if rng.random() < 0.5:
                content = content[: int(len(content) * rng.uniform(0.3, 0.9))]
            self._path(system, kind, moment + 1 + int(rng.integers(0, 2))).write_bytes(content)

    def table(self, name: str, columns: str, rows: list[str]) -> None:
        """Write a CSV."""
        if name.split("-")[0] not in self.mine.habits.missing:
            (self.path / f"{name}.csv").write_bytes(("\n".join([columns, *rows]) + "\n").encode())


def write_mine(root: Path, scene: Scene, readings: Readings, taken: Snapshots) -> None:
    """Write everything the mine sends."""
    folder = Folder(root, scene.mine, scene.clock)
    text = json.dumps(register_of(scene.mine), ensure_ascii=False, indent=1)
    (folder.path / "register.json").write_bytes(text.encode())
    _write_master_data(folder, scene)
    _write_snapshots(folder, scene, taken)
    _write_reader_states(folder, scene)
    _write_personnel_alarms(folder, scene, taken)
    _write_gas(folder, scene, readings)
    _write_gas_alarms(folder, scene, readings)
    _write_tables(folder, scene, readings)
    if scene.broken_files:
        folder.spoil(scene.broken_files, scene.rng)


def _silent(scene: Scene, moment: int, system: str) -> bool:
    """Whether the line of a system is down."""
    return any(begin <= moment < end and which in ("both", system) for begin, end, which in scene.silences)


def _write_master_data(folder: Folder, scene: Scene) -> None:
    """Areas, readers, people and measuring points, once a day."""
    mine, rng = scene.mine, scene.rng
    habits = mine.habits
    minute = int(rng.integers(60, 3000))
    model, system = habits.location_vendor
    people_head = f"{mine.headcount_limit};{model};{system};{habits.maker};2027-06-30;"
    model, system = habits.gas_vendor
    point_head = f"{model};{system};{habits.maker};2027-03-31;"
    blank = rng.random() < 0.5
    areas = [f"{a.kind};{a.code};{a.limit};{a.name}" for a in mine.areas]
    for day in range(scene.clock.days):
        at = day * DAY + minute
        if _silent(scene, at, "rydw"):
            continue
        folder.send("rydw", "RYQY", at, areas)
        readers = []
        for station in mine.stations:
            if station.known_from <= day:
                spot = f"{station.x};{station.y};{station.z}"
                if not habits.sends_coordinates:
                    spot = ";;" if blank else "0;0;0"
                readers.append(f"{station.code};{station.name};{spot};{mine.areas[station.area].name}")
        folder.send("rydw", "RYJZ", at + 2, readers)
        people = [
            f"{p.card};{p.name};{p.trade};{p.post};{p.team};{p.born};{p.education};"
            f"{int(p.leader)};{int(p.special)}"
            for p in scene.people
            if p.listed_from <= day
        ]
        folder.send("rydw", "RYXX", at + 4, people, people_head)
        folder.send("aqjk", "CDDY", at + 6, _point_rows(scene, at), point_head)


def _point_rows(scene: Scene, at: int) -> list[str]:
    """Definition of the measuring points."""
    mine = scene.mine
    rows = []
    for point in mine.points:
        if point.kind == "ch4":
            marks = "MN;%CH4;4.00;0;1.00;0.99;;;1.50;0.99;;;;"
        elif point.kind == "air_velocity":
            marks = "MN;m/s;15.00;0.3;8.00;7.90;0.25;0.26;;;;;;"
        else:
            marks = "KG;;;;;;;;;;;;开;停"
        spot = mine.stations[point.station]
        where = f"{spot.x};{spot.y};{spot.z}" if mine.habits.sends_coordinates else ";;"
        station = f"{mine.code}{int(point.code[20:23]):05d}"
        kind = SENSOR_CODES[point.kind]
        rows.append(f"{point.code};01;{station};{kind};{marks};{point.label};{where};;{scene.clock.text(at)}")
    return rows


def _write_snapshots(folder: Folder, scene: Scene, taken: Snapshots) -> None:
    """One RYSS per snapshot."""
    for moment, rows in zip(taken.moments, taken.lists, strict=True):
        if rows is not None and not _silent(scene, moment, "rydw"):
            folder.send("rydw", "RYSS", moment, rows)


def _write_reader_states(folder: Folder, scene: Scene) -> None:
    """States of the readers every half hour."""
    for moment in range(120, scene.clock.end, 1800):
        if _silent(scene, moment, "rydw"):
            continue
        now = scene.clock.text(moment)
        dead = {station for station, begin, end in scene.dead_readers if begin <= moment < end}
        dark = any(begin + 7200 <= moment < end for begin, end in scene.power_cuts)
        rows = []
        for number, station in enumerate(scene.mine.stations):
            if station.known_from * DAY <= moment:
                rows.append(f"{station.code};{1 if number in dead else 0};{0 if dark else 1};{now}")
        folder.send("rydw", "JZSS", moment, rows)


def _write_personnel_alarms(folder: Folder, scene: Scene, taken: Snapshots) -> None:
    """Overtime, crowding, barred areas and calls for help."""
    mine, spell = scene.mine, scene.clock.text
    for trip, at in long_stays(scene, 14):
        where = trip.station_at(at)
        since = spell(trip.times[max(0, int(np.searchsorted(trip.times, at, side="right")) - 1)])
        area = mine.areas[mine.stations[where].area].code
        for moment, ended in ((at, ""), (trip.leave, spell(trip.leave))):
            who = f"{trip.person.card};{trip.person.name}"
            row = f"{who};{spell(trip.enter)};{spell(at)};{ended};{area};{since};"
            if 0 <= moment < scene.clock.end:
                folder.send("rydw", "RYCS", moment, [f"{row}{mine.stations[where].code};{since}"])
    for area, begin, end, most in alarms_of_crowding(scene, taken):
        limit = mine.headcount_limit if area < 0 else mine.areas[area].limit
        kind, code, name = (
            ("全矿井超员", "", mine.name)
            if area < 0
            else ("区域超员", mine.areas[area].code, mine.areas[area].name)
        )
        cards = ",".join(cards_in_area(scene, area, begin))
        for moment, ended in ((begin + 5, ""), (end + 5, spell(end))):
            if moment < scene.clock.end:
                row = f"{kind};{limit};{most};{code};{name};{spell(begin)};{ended};{cards}"
                folder.send("rydw", "RYCY", moment, [row])
    _write_barred_entries(folder, scene)
    for moment in scene.calls_for_help:
        trip = next((t for t in scene.trips if t.carded and t.enter < moment < t.leave), None)
        if trip is not None:
            where = mine.stations[trip.station_at(moment)]
            area, since = mine.areas[where.area].code, spell(trip.times[0])
            who = f"{trip.person.card};{trip.person.name}"
            row = f"{who};{spell(moment)};{spell(moment + 90)};{spell(trip.enter)};"
            folder.send("rydw", "RYQJ", moment + 100, [f"{row}{area};{since};{where.code};{since}"])


def _write_barred_entries(folder: Folder, scene: Scene) -> None:
    """Cards read in barred areas."""
    mine, spell = scene.mine, scene.clock.text
    entries: dict[int, list[str]] = {}
    for trip in scene.trips:
        if not trip.carded:
            continue
        inside = [mine.areas[mine.stations[s].area].kind == BARRED_AREA for s in trip.stations]
        for i, here in enumerate(inside):
            if not here or (i and inside[i - 1]) or trip.modes[i] == UNLISTED or trip.modes[i] != READ:
                continue
            end = next((trip.times[j] for j in range(i, len(inside)) if not inside[j]), trip.leave)
            station = mine.stations[trip.stations[i]]
            since = spell(trip.times[i])
            row = f"{trip.person.card};{trip.person.name};{since};{spell(end)};{spell(trip.enter)};"
            row += f"{mine.areas[station.area].code};{since};{station.code};{since}"
            entries.setdefault(end // 3600 * 3600 + 3590, []).append(row)
    for moment, rows in entries.items():
        if 0 <= moment < scene.clock.end:
            folder.send("rydw", "RYXZ", moment, rows)


def _write_gas(folder: Folder, scene: Scene, readings: Readings) -> None:
    """Real-time values and half-hourly statistics of the measuring points."""
    points = scene.mine.points
    heads = []
    for point in points:
        name, unit = SENSOR_NAMES[point.kind]
        heads.append(
            (f"{point.code};{name};{point.label};", f";{unit};", f"{point.code};{name};{point.label};{unit};")
        )
    values = np.array([readings.points[point.code] for point in points])
    states = np.array([readings.states[point.code] for point in points])
    formats = ["{:.0f}" if point.kind == "fan" else "{:.2f}" for point in points]
    every = scene.mine.habits.gas_s // SLOT
    for slot in range(0, scene.clock.slots, every):
        moment = slot * SLOT + 30
        if _silent(scene, moment, "aqjk"):
            continue
        now = scene.clock.text(moment)
        rows = [
            f"{head}{form.format(value)}{unit}{state};{now}"
            for (head, unit, _), form, value, state in zip(
                heads, formats, values[:, slot].tolist(), states[:, slot].tolist(), strict=True
            )
        ]
        folder.send("aqjk", "CDSS", moment, rows)
    if "TJSJ" in scene.mine.habits.missing:
        return
    step = STATISTICS_S // SLOT
    spell = scene.clock.text
    for slot in range(0, scene.clock.slots - step + 1, step):
        begin, end = slot * SLOT, (slot + step) * SLOT
        if end >= scene.clock.end or _silent(scene, end, "aqjk"):
            continue
        rows = []
        for number, point in enumerate(points):
            if point.kind == "fan":
                continue
            part = values[number, slot : slot + step]
            high, low = int(part.argmax()), int(part.argmin())
            rows.append(
                f"{heads[number][2]}{spell(begin)};{spell(end)};{part[high]:.2f};"
                f"{spell(begin + high * SLOT)};{part[low]:.2f};{spell(begin + low * SLOT)};"
                f"{part.mean():.3f};{spell(end)}"
            )
        folder.send("aqjk", "TJSJ", end + 10, rows)


def _write_gas_alarms(folder: Folder, scene: Scene, readings: Readings) -> None:
    """Abnormal values, tests and faults of points; switching of fans."""
    spell = scene.clock.text
    for point in scene.mine.points:
        values, states = readings.points[point.code], readings.states[point.code]
        name, unit = SENSOR_NAMES[point.kind]
        if point.kind == "fan":
            for slot in (np.flatnonzero(np.diff(values)) + 1).tolist():
                at = slot * SLOT
                row = f"{point.code};{name};{point.label};{int(values[slot])};{spell(at)}"
                folder.send("aqjk", "KGBH", at + int(point.code[-2:]), [row])
            continue
        if point.kind != "ch4":
            continue
        odd = np.flatnonzero((states != NORMAL) | (values >= 1.0))
        for run in np.split(odd, np.flatnonzero(np.diff(odd) > 1) + 1):
            if not len(run):
                continue
            state = int(states[run[0]])
            kind, reason = {NORMAL: ("001", "瓦斯超限"), CALIBRATING: ("007", "传感器标校")}.get(
                state, ("004", "传感器断线")
            )
            begin, end = int(run[0]) * SLOT, (int(run[-1]) + 1) * SLOT
            part = values[run]
            high, low = int(run[part.argmax()]) * SLOT, int(run[part.argmin()]) * SLOT
            row = (
                f"{point.code};{name};{point.label};{unit};{kind};{spell(begin)};{spell(end)};"
                f"{part.max():.2f};{spell(high)};{part.min():.2f};{spell(low)};{part.mean():.2f};{reason};"
                f"已处理;{spell(end)};值班员;{spell(end)}"
            )
            if end < scene.clock.end:
                folder.send("aqjk", "YCBJ", end + int(point.code[-2:]), [row])


def _write_tables(folder: Folder, scene: Scene, readings: Readings) -> None:
    """Power, haulage, output, water, explosives and video."""
    clock, mine = scene.clock, scene.mine
    quarters = range(clock.slots // 3)
    stamps = [clock.iso(quarter * 900) for quarter in quarters]
    means = {key: load.reshape(-1, 3).mean(axis=1) for key, load in sorted(readings.power.items())}
    for part, (first, last) in _parts(scene, len(stamps)).items():
        rows = [
            f"{stamps[q]},{key},{max(0.0, load[q]):.1f}"
            for q in range(first, last)
            for key, load in means.items()
        ]
        folder.table(f"power{part}", "at,feeder,kw", rows)
    rows = []
    running = {}
    for key, flow in readings.belts.items():
        active = (flow > 0).reshape(-1, 3).sum(axis=1) * 300
        idle = scene.rng.random(len(active)) < 0.04
        running[key] = np.where(
            (active > 0) | idle, np.minimum(900, active + scene.rng.integers(20, 160, len(active))), 0
        )
    weights = {key: flow.reshape(-1, 3).sum(axis=1) for key, flow in readings.belts.items()}
    for quarter in quarters:
        for key in sorted(weights):
            rows.append(f"{stamps[quarter]},{key},{int(running[key][quarter])},{weights[key][quarter]:.2f}")
    folder.table("haulage", "at,conveyor,running_s,t", rows)
    rows = [
        f"{clock.day_text(day * DAY)},{shift + 1},{hoisted:.1f},{reported:.0f}"
        for day, shift, hoisted, reported in readings.output
    ]
    folder.table("output", "date,shift,hoisted_t,reported_t", rows)
    rows = [
        f"{clock.iso(hour * 3600)},{key},{readings.water[key][hour]:.1f}"
        for hour in range(clock.days * 24)
        for key in sorted(readings.water)
    ]
    folder.table("water", "at,pump,m3", rows)
    if any(face.explosive_kg for face in mine.faces):
        rows = [
            f"{clock.iso(at)},{face_id},{kilos},{detonators},{back}"
            for at, face_id, kilos, detonators, back in sorted(readings.explosives)
            if 0 <= at < clock.end
        ]
        folder.table("explosives", "at,face_id,explosive_kg,detonators,returned_kg", rows)
    rows = [f"{clock.iso(at)},{position},{way},{persons}" for at, position, way, persons in readings.video]
    folder.table("video", "at,position,direction,persons", rows)


def _parts(scene: Scene, count: int) -> dict[str, tuple[int, int]]:
    """Some mines split their power data by week."""
    if scene.rng.random() < 0.75:
        return {"": (0, count)}
    week = 7 * 96
    return {f"-{first // week + 1}": (first, min(count, first + week)) for first in range(0, count, week)}
