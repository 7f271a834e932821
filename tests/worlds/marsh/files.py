"""Writes what the mine sends: personnel files, safety monitoring files, register and tables."""

from __future__ import annotations

import csv
import json
from bisect import bisect_left
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from .model import DAY, GRID, HOUR, Mine, Sensor, Trip, inside
from .physics import quarter_means, quarter_sums
from .vocabulary import SAFETY_VENDORS, SHIFT_SYSTEM_NAMES, VENDORS

CLOCK = tuple(f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY))
COMPACT = tuple(clock.replace(":", "") for clock in CLOCK)
DAYS_BEFORE = 3

SENSOR_TYPES = {"ch4": ("0001", "环境瓦斯", "%CH4", "MN"), "air_velocity": ("1007", "风速", "m/s", "MN")}
SENSOR_TYPES["fan"] = ("1010", "设备开停", "", "KG")


class Calendar:
    """Fast texts for seconds of the period."""

    def __init__(self, mine: Mine):
        """Prepare the dates around the period."""
        dates = [mine.start + timedelta(days=day) for day in range(-DAYS_BEFORE, mine.days + 4)]
        self.dates = [date.strftime("%Y-%m-%d ") for date in dates]
        self.compact_dates = [date.strftime("%Y%m%d") for date in dates]

    def text(self, second: int) -> str:
        """Time as it stands in the text files."""
        return self.dates[second // DAY + DAYS_BEFORE] + CLOCK[second % DAY]

    def compact(self, second: int) -> str:
        """Time as it stands in file names."""
        return self.compact_dates[second // DAY + DAYS_BEFORE] + COMPACT[second % DAY]


class TextFiles:
    """The text files of one mine in the separators of its profile."""

    def __init__(self, mine: Mine, folder: Path):
        """Open the folders."""
        self.mine = mine
        self.calendar = Calendar(mine)
        self.folders = {system: folder / system for system in ("rydw", "aqjk")}
        for path in self.folders.values():
            path.mkdir(parents=True, exist_ok=True)
        caret = mine.profile.caret
        self.record = "^" if caret else "~"
        if mine.profile.carriage_return:
            self.record += "\r\n"
        self.finish = "]]]" if caret else "||"
        self.prefix = "N" if caret else ""

    def write(
        self, system: str, kind: str, second: int, records: list[str], header: str = "", at: int = 0
    ) -> None:
        """One whole file; `at` is a later time for the file name of a file sent late."""
        stamp = self.calendar.text(second)
        title = header or f"{self.mine.code};{self.mine.name}"
        body = self.record.join([f"{title};{stamp}", *records, ""]) + self.finish
        dice = self.mine.dice
        name = f"{self.mine.code}_{self.prefix}{kind}_{self.calendar.compact(at or second)}.txt"
        if kind in ("RYSS", "CDSS") and dice.random() < 0.0012:
            body = body[: int(len(body) * dice.uniform(0.3, 0.95))]
        (self.folders[system] / name).write_text(body, encoding="utf-8", newline="")
        if kind in ("RYSS", "CDSS") and dice.random() < 0.0015:
            again = f"{self.mine.code}_{self.prefix}{kind}_{self.calendar.compact((at or second) + 7)}.txt"
            (self.folders[system] / again).write_text(body, encoding="utf-8", newline="")


def _distances(mine: Mine) -> list[str]:
    """A pool of distances from a reader."""
    return [f"{mine.dice.uniform(-48, 48):.1f}" for _ in range(211)]


def snapshot_buckets(mine: Mine, calendar: Calendar, times: list[int]) -> list[list[str] | None]:
    """The rows of each snapshot."""
    buckets: list[list[str] | None] = [[] for _ in times]
    pool = _distances(mine)
    for number, trip in enumerate(sorted(mine.trips, key=lambda trip: (trip.t_in, trip.person.card))):
        if trip.recorded:
            _fill(mine, calendar, times, buckets, trip, pool, number)
    return buckets


def _fill(
    mine: Mine,
    calendar: Calendar,
    times: list[int],
    buckets: list[list[str] | None],
    trip: Trip,
    pool: list[str],
    salt: int,
) -> None:
    """Put one trip into the snapshots it spans."""
    person, stations = trip.person, mine.layout.stations
    text = calendar.text
    head = f"{person.card};{person.name};"
    came = text(trip.t_in)
    system = SHIFT_SYSTEM_NAMES[mine.seams]
    flags = f"{int(person.leader)};{int(person.special)};"
    visits = [visit for visit in trip.visits if visit[0] < trip.shown_out]
    trace: list[str] = []
    area, area_since = "", ""
    tail = ""
    for number, (since, index) in enumerate(visits):
        until = visits[number + 1][0] if number + 1 < len(visits) else trip.shown_out
        station = stations[index]
        here = text(since)
        if station.area.code != area:
            area, area_since = station.area.code, here
        if mine.profile.trace_length:
            trace = (trace + [f"{station.code}&{here}"])[-mine.profile.trace_length :]
        tail = f";正常;{flags}{','.join(trace)}"
        place = f"{area};{area_since};{station.code};{here};{system};"
        first, last = bisect_left(times, since), bisect_left(times, until)
        if first == last:
            continue
        row = f"{head}1;{came};;{place}"
        fixed = float(pool[(salt * 7 + number) % 211])
        for turn in range(first, last):
            if trip.gaps and inside(times[turn], trip.gaps):
                continue
            if trip.still:
                distance = f"{fixed + (turn * 37 % 11 - 5) / 10:.1f}"
            elif trip.vanishes and until - since > HOUR:
                distance = pool[(salt * 7 + number) % 211]
            else:
                distance = pool[(turn * 31 + salt) % 211]
            buckets[turn].append(f"{row}{distance}{tail}")
    if visits and trip.shown_out < mine.end:
        mouth = stations[visits[-1][1]]
        place = f"{area};{area_since};{mouth.code};{text(visits[-1][0])};{system};"
        gone = f"{head}2;{came};{text(trip.shown_out)};{place}"
        begin, end = trip.shown_out, trip.shown_out + mine.profile.linger
        for turn in range(bisect_left(times, begin), bisect_left(times, end)):
            buckets[turn].append(f"{gone}0{tail}")
    if mine.profile.wellhead_rows and visits:
        turn = bisect_left(times, trip.t_in - 100)
        if turn < len(times) and times[turn] < trip.t_in:
            mouth = stations[0]
            waiting = text(times[turn] - 20)
            row = f"{head}0;;;{mouth.area.code};{waiting};{mouth.code};{waiting};{system};2.5;正常;{flags}"
            buckets[turn].append(row)


def write_personnel(mine: Mine, folder: Path) -> None:
    """All files of the personnel system."""
    files = TextFiles(mine, folder)
    dice = mine.dice
    period = mine.profile.snapshot_period
    times = [second + dice.randint(0, 8) for second in range(dice.randint(5, 60), mine.end - 30, period)]
    buckets = snapshot_buckets(mine, files.calendar, times)
    for event in mine.events:
        event.edit_snapshots(mine, times, buckets)
    for second, rows in zip(times, buckets, strict=True):
        if rows is None or inside(second, mine.lost_snapshots):
            continue
        late = next(((begin, end) for begin, end in mine.late_snapshots if begin <= second < end), None)
        at = 0 if late is None else late[1] + 90 + (second - late[0]) // period * 3
        files.write("rydw", "RYSS", second, rows, at=at)
    _write_people_basics(mine, files)
    _write_station_states(mine, files)
    _write_people_alarms(mine, files, times)


def _write_people_basics(mine: Mine, files: TextFiles) -> None:
    """Daily lists of cards, areas and stations."""
    people = [
        f"{p.card};{p.name};{p.trade};{p.duty};{p.team};{p.birth};{p.education};{int(p.leader)};{int(p.special)}"
        for p in mine.people + mine.extra_register_rows
    ]
    areas = [f"{area.kind};{area.code};{area.limit};{area.name}" for area in mine.layout.areas]
    places = {"full": lambda s: f"{s.x};{s.y};{s.z:.1f}", "flat": lambda s: f"{s.x};{s.y};0"}
    where = places.get(mine.profile.coordinates, lambda s: "0;0;0")
    stations = [f"{s.code};{s.name};{where(s)};{s.area.name}" for s in mine.layout.stations]
    vendor = mine.dice.choice(VENDORS)
    header = f"{mine.code};{mine.name};{mine.headcount_limit};{';'.join(vendor)};2027-06-30"
    second = mine.dice.randint(300, 2400)
    for day in range(mine.days):
        files.write("rydw", "RYXX", day * DAY + second, people, header)
        files.write("rydw", "RYQY", day * DAY + second + 9, areas)
        files.write("rydw", "RYJZ", day * DAY + second + 15, stations)


def _write_station_states(mine: Mine, files: TextFiles) -> None:
    """State of each reader."""
    power = mine.dice.choice(("1", "0"))
    dark = mine.blackouts
    for second in range(40, mine.end, mine.profile.station_period):
        if inside(second, mine.lost_snapshots + mine.late_snapshots):
            continue
        stamp = files.calendar.text(second)
        rows = []
        for index, station in enumerate(mine.layout.stations):
            dead = inside(second, mine.dead_stations.get(index, []))
            rows.append(f"{station.code};{int(dead)};{'0' if inside(second, dark) else power};{stamp}")
        files.write("rydw", "JZSS", second, rows)


def _write_people_alarms(mine: Mine, files: TextFiles, times: list[int]) -> None:
    """Overtime, restricted area and distress alarms; overstaffed areas as the system counts them."""
    text = files.calendar.text
    stations = mine.layout.stations
    limit = int((mine.work_hours + 3.5) * HOUR)
    shown = [trip for trip in mine.trips if trip.recorded and not trip.gaps and trip.visits]
    for trip in shown:
        begin = trip.t_in + limit
        if 0 <= begin < min(trip.shown_out, mine.end):
            since, index = max(visit for visit in trip.visits if visit[0] <= begin)
            station = stations[index]
            place = f"{station.area.code};{text(since)};{station.code};{text(since)}"
            start = f"{trip.person.card};{trip.person.name};{text(trip.t_in)};{text(begin)}"
            files.write("rydw", "RYCS", begin, [f"{start};;{place}"])
            if trip.shown_out < mine.end:
                files.write("rydw", "RYCS", trip.shown_out, [f"{start};{text(trip.shown_out)};{place}"])
        for number, (since, index) in enumerate(trip.visits[:-1]):
            station = stations[index]
            until = min(trip.visits[number + 1][0], mine.end - 1)
            if station.area.kind == "限制区域" and since >= 0 and until - since > 120:
                place = f"{text(trip.t_in)};{station.area.code};{text(since)};{station.code};{text(since)}"
                row = f"{trip.person.card};{trip.person.name};{text(since)};{text(until)};{place}"
                files.write("rydw", "RYXZ", until, [row])
                break
    if shown and mine.dice.random() < 0.4:
        trip = mine.dice.choice(shown)
        since, index = trip.visits[len(trip.visits) // 2]
        if 0 < since < mine.end - 300:
            place = f"{stations[index].area.code};{text(since)};{stations[index].code};{text(since)}"
            span = f"{text(since)};{text(since + 40)};{text(trip.t_in)}"
            row = f"{trip.person.card};{trip.person.name};{span};{place}"
            files.write("rydw", "RYQJ", since + 40, [row])
    _write_crowd_alarms(mine, files, times, shown)


def _write_crowd_alarms(mine: Mine, files: TextFiles, times: list[int], shown: list[Trip]) -> None:
    """Alarms of areas above their limit for a quarter of an hour or more."""
    area_of = [mine.layout.areas.index(station.area) for station in mine.layout.stations]
    counts = np.zeros((len(mine.layout.areas), len(times)), dtype=int)
    for trip in shown:
        for number, (since, index) in enumerate(trip.visits):
            until = trip.visits[number + 1][0] if number + 1 < len(trip.visits) else trip.shown_out
            counts[area_of[index], bisect_left(times, since) : bisect_left(times, until)] += 1
    text = files.calendar.text
    for number, area in enumerate(mine.layout.areas):
        over = counts[number] > area.limit if area.limit else np.zeros(len(times), dtype=bool)
        begin = None
        for turn, high in enumerate(over):
            if high and begin is None:
                begin = turn
            elif not high and begin is not None:
                if times[turn] - times[begin] >= 900:
                    most = int(counts[number, begin:turn].max())
                    span = f"{text(times[begin])};{text(times[turn])}"
                    row = f"区域超员;{area.limit};{most};{area.code};{area.name};{span};"
                    files.write("rydw", "RYCY", times[turn], [row])
                begin = None


def write_safety(mine: Mine, folder: Path) -> None:
    """All files of the safety monitoring system."""
    files = TextFiles(mine, folder)
    text = files.calendar.text
    vendor = mine.dice.choice(SAFETY_VENDORS)
    header = f"{mine.code};{mine.name};{vendor[0]};{vendor[1]};{vendor[2]};2026-12-31"
    for day in range(mine.days):
        second = day * DAY + 1500
        rows = [_definition(mine, sensor, text(second)) for sensor in mine.sensors]
        files.write("aqjk", "CDDY", second, rows, header)
    for second in range(20, mine.end, mine.profile.sensor_period):
        step, stamp = second // GRID, text(second)
        rows = []
        for sensor in mine.sensors:
            _, kind, unit, _ = SENSOR_TYPES[sensor.kind]
            value = _shown(sensor, step)
            rows.append(f"{sensor.code};{kind};{sensor.name};{value};{unit};{sensor.states[step]};{stamp}")
        files.write("aqjk", "CDSS", second, rows)
    _write_statistics(mine, files)
    _write_safety_alarms(mine, files)
    _write_switches(mine, files)


def _shown(sensor: Sensor, step: int) -> str:
    """A value as text."""
    value = sensor.values[step]
    return f"{int(value)}" if sensor.kind == "fan" or value == -9999 else f"{value:.2f}"


def _definition(mine: Mine, sensor: Sensor, stamp: str) -> str:
    """A row of CDDY."""
    code, _, unit, numeric = SENSOR_TYPES[sensor.kind]
    station = mine.layout.stations[sensor.station]
    limits = {
        "ch4": "4.00;0.00;1.00;0.98;;;1.50;0.98;;;;",
        "air_velocity": "15.00;0.00;;;0.25;0.30;;;;;;",
        "fan": ";;;;;;;;;;开;停",
    }[sensor.kind]
    xyz = f"{station.x};{station.y};{station.z:.1f}" if mine.profile.coordinates == "full" else ";;"
    outstation = f"{mine.code}{sensor.station % 40 + 1:05d}"
    return f"{sensor.code};01;{outstation};{code};{numeric};{unit};{limits};{sensor.name};{xyz};;{stamp}"


def _write_statistics(mine: Mine, files: TextFiles) -> None:
    """Minimum, mean and maximum of the methane sensors."""
    period = mine.profile.statistic_period
    text = files.calendar.text
    chosen = [sensor for sensor in mine.sensors if sensor.kind == "ch4"]
    for begin in range(0, mine.end, period):
        first, last = begin // GRID, (begin + period) // GRID
        stamp = text(begin + period)
        rows = []
        for sensor in chosen:
            part = sensor.values[first:last]
            high, low = int(part.argmax()), int(part.argmin())
            rows.append(
                f"{sensor.code};环境瓦斯;{sensor.name};%CH4;{text(begin)};{stamp};{part[high]:.2f};"
                f"{text(begin + high * GRID + 40)};{part[low]:.2f};{text(begin + low * GRID + 80)};"
                f"{part.mean():.2f};{stamp}"
            )
        files.write("aqjk", "TJSJ", begin + period + 12, rows)


def _write_safety_alarms(mine: Mine, files: TextFiles) -> None:
    """Alarms that the safety system recorded."""
    text = files.calendar.text
    for alarm in sorted(mine.alarms, key=lambda alarm: (alarm.start, alarm.sensor.code)):
        if not 0 <= alarm.start < alarm.end < mine.end:
            continue
        sensor = alarm.sensor
        _, kind, unit, _ = SENSOR_TYPES[sensor.kind]
        middle = text((alarm.start + alarm.end) // 2)
        row = (
            f"{sensor.code};{kind};{sensor.name};{unit};{alarm.kind};{text(alarm.start)};{text(alarm.end)};"
            f"{alarm.peak:.2f};{middle};{alarm.peak * 0.6:.2f};{text(alarm.start)};{alarm.peak * 0.8:.2f};"
            f"{alarm.cause};{alarm.remedy};{text(alarm.end)};调度员;{text(alarm.end)}"
        )
        files.write("aqjk", "YCBJ", alarm.end, [row])


def _write_switches(mine: Mine, files: TextFiles) -> None:
    """Changes of the fans' on-off sensors."""
    for sensor in mine.sensors:
        if sensor.kind == "fan":
            for step in np.flatnonzero(np.diff(sensor.values)) + 1:
                second = int(step) * GRID
                word = "开" if sensor.values[step] else "停"
                stamp = files.calendar.text(second)
                files.write(
                    "aqjk", "KGBH", second, [f"{sensor.code};设备开停;{sensor.name};{word};{stamp};{stamp}"]
                )


def _table(folder: Path, name: str, columns: list[str], rows: list[list[Any]], parts: int = 1) -> None:
    """One CSV table in one or several files."""
    size = -(-len(rows) // parts) or 1
    for part in range(parts):
        label = name if parts == 1 else f"{name}-{part + 1:02d}"
        with (folder / f"{label}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows[part * size : (part + 1) * size])


def write_tables(mine: Mine, folder: Path) -> None:
    """The CSV files, without those this mine does not send."""
    missing = mine.profile.missing_files
    parts = 3 if mine.profile.split_csv else 1
    quarters = [mine.iso(second) for second in range(0, mine.end, 900)]
    if "power" not in missing:
        means = {feeder: quarter_means(mine.power[feeder]) for feeder, _, _ in mine.feeders}
        rows = [[at, f, f"{means[f][q]:.1f}"] for q, at in enumerate(quarters) for f in means]
        _table(folder, "power", ["at", "feeder", "kw"], rows, parts)
    if "haulage" not in missing:
        belts = {name: (quarter_sums(t), quarter_sums(s)) for name, (t, s) in mine.belts.items()}
        rows = [
            [at, name, int(seconds[q]), f"{tonnes[q]:.1f}"]
            for q, at in enumerate(quarters)
            for name, (tonnes, seconds) in belts.items()
        ]
        _table(folder, "haulage", ["at", "conveyor", "running_s", "t"], rows, parts)
    if "output" not in missing:
        _table(folder, "output", ["date", "shift", "hoisted_t", "reported_t"], mine.output_rows)
    if "water" not in missing:
        hours = [mine.iso(second) for second in range(0, mine.end, HOUR)]
        rows = [[at, p, f"{mine.pumped[p][h]:.1f}"] for h, at in enumerate(hours) for p in mine.pumped]
        _table(folder, "water", ["at", "pump", "m3"], rows)
    if "explosives" not in missing:
        rows = [[mine.iso(b[0]), *b[1:]] for b in sorted(mine.blasts)]
        _table(folder, "explosives", ["at", "face_id", "explosive_kg", "detonators", "returned_kg"], rows)
    if "video" not in missing:
        _table(folder, "video", ["at", "position", "direction", "persons"], _video_rows(mine))


def _video_rows(mine: Mine) -> list[list[Any]]:
    """Persons that the camera at the man shaft counted, minute by minute."""
    counted: dict[tuple[int, str], int] = {}
    for trip in mine.trips:
        if trip.seen:
            for second, direction in ((trip.t_in, "in"), (trip.t_out, "out")):
                if 0 <= second < mine.end and mine.dice.random() >= mine.profile.video_miss:
                    key = (second // 60 * 60, direction)
                    counted[key] = counted.get(key, 0) + 1
    return [[mine.iso(at), mine.position, way, persons] for (at, way), persons in sorted(counted.items())]


def write_register(mine: Mine, folder: Path) -> None:
    """What the mine declared."""
    stations = mine.layout.stations
    code = [station.code for station in stations]
    empty = mine.profile.empty_lists
    full, flat = mine.profile.coordinates == "full", mine.profile.coordinates in ("full", "flat")
    register: dict[str, Any] = {
        "mine_code": mine.code,
        "name": mine.name,
        "region": mine.region,
        "kind": "coal",
        "capacity_t_per_year": mine.capacity,
        "headcount_limit": mine.headcount_limit,
        "shift_starts": [CLOCK[begin][:5] for begin in mine.shift_starts],
        "status": [
            {"state": state, "from": mine.date(first), "to": None if last is None else mine.date(last)}
            for state, first, last in mine.status
        ],
        "areas": [
            {"area_code": area.code, "type": area.kind, "limit": area.limit, "name": area.name}
            for area in mine.layout.areas
        ],
        "stations": [
            {
                "station_code": station.code,
                "name": station.name,
                "x": station.x if flat else None,
                "y": station.y if flat else None,
                "z": round(station.z, 1) if full else None,
            }
            for station in stations
        ],
        "roadways": [
            {"from": code[a], "to": code[b], "length_m": length} for a, b, length in mine.layout.edges
        ],
        "faces": [
            {
                "face_id": place.ident,
                "name": place.name,
                "kind": place.kind,
                "stations": [code[index] for index in place.stations],
                "from": place.declared_from,
                "to": place.declared_to,
                "crew_per_shift": place.crew,
                "planned_t_per_day": round(place.planned_t, 1),
                "advance_m_per_day": place.advance,
                "air_m3_per_min": round(place.air, 1),
                "ch4_m3_per_min": round(place.ch4, 2),
                "inflow_m3_per_h": round(place.inflow, 1),
                "explosive_kg_per_day": round(place.explosive, 1),
            }
            for place in mine.declared_places()
        ],
        "seals": [
            {
                "seal_id": f"S{number + 1}",
                "name": f"{branch.name}密闭",
                "stations": [code[branch.stations[0]]],
                "built": mine.date(-(200 + 41 * number)),
            }
            for number, branch in enumerate(mine.layout.of_kind("sealed"))
        ],
        "feeders": [{"feeder": name, "serves": use, "rated_kw": rated} for name, use, rated in mine.feeders],
        "conveyors": [
            {"conveyor": name, "serves": serves, "rated_t_per_h": rated}
            for name, serves, rated in mine.conveyors
        ],
        "pumps": [
            {"pump": name, "station": code[index], "rated_m3_per_h": rated}
            for name, index, rated in mine.pumps
        ],
        "points": [
            {
                "point_code": s.code,
                "kind": s.kind,
                "station": code[s.station],
                "section_m2": round(s.section, 1),
            }
            for s in mine.sensors
        ],
    }
    for name in empty:
        register[name] = []
    text = json.dumps(register, ensure_ascii=False, indent=1)
    (folder / "register.json").write_text(text, encoding="utf-8")
