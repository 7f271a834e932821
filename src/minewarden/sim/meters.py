"""What instruments, books and cameras of a day become: gas files and CSV rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minewarden.sim import declare
from minewarden.sim.clock import BIN_S, DAY_S, china_iso, china_text
from minewarden.sim.day import Day
from minewarden.sim.files import Inbox
from minewarden.sim.plan import Point

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine

CSV_HEADERS = {
    "power": "at,feeder,kw",
    "haulage": "at,conveyor,running_s,t",
    "output": "date,shift,hoisted_t,reported_t",
    "water": "at,pump,m3",
    "explosives": "at,face_id,explosive_kg,detonators,returned_kg",
    "video": "at,position,direction,persons",
}
QUARTER_S = 900
_STATION_EVERY_S = 1800


def write_meters(mine: Mine, day: Day, inbox: Inbox) -> None:
    """Rows of power, haulage, water and explosives of the day."""
    times = [china_iso(day.starts_at + i * QUARTER_S) for i in range(DAY_S // QUARTER_S)]
    here = [not gone for gone in day.offline[::3].tolist()]
    for name, kw in day.power.items():
        for at, value, sent in zip(times, kw.reshape(-1, 3).mean(axis=1).tolist(), here, strict=True):
            if sent:
                inbox.row("power", f"{at},{name},{value:.1f}")
    for conveyor in mine.plan.conveyors:
        coal = day.belts.get(conveyor.name, np.zeros(288))
        measured = coal.reshape(-1, 3).sum(axis=1) * mine.noise.normal(1.0, 0.012, 96)
        running = (coal > 0).reshape(-1, 3).sum(axis=1) * BIN_S
        for at, seconds, t, sent in zip(times, running.tolist(), measured.tolist(), here, strict=True):
            if sent:
                inbox.row("haulage", f"{at},{conveyor.name},{seconds},{t:.2f}")
    _write_water(mine, day, inbox)
    for blast in sorted(day.blasts, key=lambda b: b.at):
        inbox.row(
            "explosives",
            f"{china_iso(blast.at)},{blast.face_id},{blast.kg:.1f},{blast.detonators},{blast.returned_kg:.1f}",
        )


def _write_water(mine: Mine, day: Day, inbox: Inbox) -> None:
    """Pumps take the hour's water in turn, the first one first."""
    for hour, m3 in enumerate(day.pumped.tolist()):
        at = china_iso(day.starts_at + hour * 3600)
        for pump in mine.plan.pumps:
            share = min(m3, pump.rated_m3_per_h)
            inbox.row("water", f"{at},{pump.name},{share:.1f}")
            m3 -= share


def write_video(mine: Mine, day: Day, inbox: Inbox) -> None:
    """People counted at the portal in five-minute intervals; about one in a hundred is missed."""
    if "video" not in mine.spec.systems:
        return
    for direction in ("in", "out"):
        counts = np.zeros(DAY_S // BIN_S, dtype=np.int64)
        for trip in mine.trips:
            out = trip.left_at if trip.body_out_at is None else trip.body_out_at
            at = (trip.entered_at if direction == "in" else out) - day.starts_at
            if trip.body and 0 <= at < DAY_S and mine.staffing.random() > 0.01:
                counts[at // BIN_S] += 1
        for slot in np.flatnonzero(counts).tolist():
            at_text = china_iso(day.starts_at + slot * BIN_S)
            inbox.row("video", f"{at_text},main_shaft,{direction},{counts[slot]}")


def write_stations(mine: Mine, day: Day, inbox: Inbox, header: str, dead: dict[int, set[int]]) -> None:
    """JZSS every half hour; `dead` names by half hour the stations that do not answer."""
    for number in range(DAY_S // _STATION_EVERY_S):
        at = day.starts_at + number * _STATION_EVERY_S + 17
        when, silent = china_text(at), dead.get(number, set())
        rows = [
            f"{station.code};{1 if i in silent else 0};{2 if i in silent else 1};{when}"
            for i, station in enumerate(mine.plan.stations)
        ]
        if not day.offline[number * 6]:
            inbox.send("rydw", "JZSS", at, header + when, rows)


def write_gas(mine: Mine, day: Day, inbox: Inbox, header: str, base_at: int) -> None:
    """CDDY once, CDSS every `gas_s`, TJSJ every hour, KGBH at changes, YCBJ at alarms, JZSS half-hourly."""
    points = mine.plan.points
    system = f"KJ-SIM;煤矿安全监控系统;模拟厂家;2027-12-31;{china_text(base_at)}"
    inbox.send("aqjk", "CDDY", base_at + 6, header + system, declare.point_records(mine.plan, base_at))
    texts = [_texts(mine, day, i) for i in range(len(points))]
    heads = [f"{p.code};{p.type_name};{p.place};" for p in points]
    for second in range(mine.spec.gas_s // 2, DAY_S, mine.spec.gas_s):
        at = day.starts_at + second
        slot = second // BIN_S
        when = china_text(at)
        rows = [
            f"{head}{values[slot]};{p.unit};{day.states[p.code][slot]};{when}"
            for head, values, p in zip(heads, texts, points, strict=True)
        ]
        if not day.offline[slot]:
            inbox.send("aqjk", "CDSS", at, header + when, rows)
    _write_statistics(mine, day, inbox, header)
    _write_changes(mine, day, inbox, header)


def _texts(mine: Mine, day: Day, number: int) -> list[str]:
    point = mine.plan.points[number]
    values = day.values[point.code].tolist()
    if point.kind == "fan":
        return ["开" if value > 0.5 else "停" for value in values]
    places = 0 if point.kind == "co" else 2
    return [f"{value:.{places}f}" if value > -9000 else "-9999" for value in values]


def _write_statistics(mine: Mine, day: Day, inbox: Inbox, header: str) -> None:
    for hour in range(24):
        a, b = day.starts_at + hour * 3600, day.starts_at + (hour + 1) * 3600
        begins, ends = china_text(a), china_text(b)
        rows = []
        for point in mine.plan.points:
            if point.kind == "fan":
                continue
            values = day.values[point.code][hour * 12 : hour * 12 + 12]
            high, low = int(values.argmax()), int(values.argmin())
            rows.append(
                f"{point.code};{point.type_name};{point.place};{point.unit};{begins};{ends};"
                f"{values[high]:.2f};{china_text(a + high * BIN_S)};{values[low]:.2f};"
                f"{china_text(a + low * BIN_S)};{values.mean():.3f};{ends}"
            )
        if not day.offline[hour * 12 + 11]:
            inbox.send("aqjk", "TJSJ", b + 5, header + china_text(b + 5), rows)


def _write_changes(mine: Mine, day: Day, inbox: Inbox, header: str) -> None:
    """Changes of switches and gas alarms."""
    for point in mine.plan.points:
        values = day.values[point.code]
        if point.kind == "fan":
            for slot in (np.flatnonzero(np.diff(values) != 0) + 1).tolist():
                at = day.starts_at + slot * BIN_S + 11
                word = "开" if values[slot] > 0.5 else "停"
                row = f"{point.code};{point.type_name};{point.place};{word};{china_text(at)}"
                inbox.collect("aqjk", "KGBH", at + 3, header, row)
        elif point.kind == "ch4":
            over = (values >= 1.0).astype(int)
            edges = np.flatnonzero(np.diff(np.concatenate(([0], over, [0]))))
            for span in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                at = day.starts_at + span[1] * BIN_S + 70
                inbox.collect("aqjk", "YCBJ", at, header, _alarm(point, day, span))
    inbox.flush()


def _alarm(point: Point, day: Day, span: tuple[int, int]) -> str:
    """A YCBJ record: the 17 fields of one alarm that has ended."""
    values = day.values[point.code][span[0] : span[1]]
    a, b = day.starts_at + span[0] * BIN_S, day.starts_at + span[1] * BIN_S
    high, low = a + int(values.argmax()) * BIN_S, a + int(values.argmin()) * BIN_S
    calibrating = int(day.states[point.code][span[0]]) == 4
    kind, cause = ("007", "标校") if calibrating else ("001", "瓦斯涌出波动")
    return (
        f"{point.code};{point.type_name};{point.place};{point.unit};{kind};{china_text(a)};{china_text(b)};"
        f"{values.max():.2f};{china_text(high)};{values.min():.2f};{china_text(low)};{values.mean():.3f};"
        f"{cause};已处理;{china_text(b + 60)};值班员;{china_text(b + 60)}"
    )
