"""Small inboxes for tests and benchmarks: plausible files of one mine, every byte chosen by a seed."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from minewarden.feeds.profile import DEFAULT, Profile
from minewarden.feeds.values import CHINA

MINE = "520221000101"
START = datetime(2024, 3, 1, tzinfo=CHINA)
NOW = datetime(2024, 6, 1, tzinfo=UTC)


def china(at: datetime) -> str:
    """Out: the time as files write it."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def text(
    type_name: str, at: datetime, records: list[str], mine: str = MINE, profile: Profile = DEFAULT
) -> bytes:
    """Out: the content of a file with the plain header."""
    head = profile.field_mark.join([mine, "测试煤矿", china(at)])
    return (profile.record_mark.join([head, *records]) + profile.record_mark + profile.end_mark).encode()


def name(type_name: str, at: datetime, mine: str = MINE) -> str:
    """Out: the name of a file."""
    return f"{mine}_{type_name}_{at.astimezone(CHINA):%Y%m%d%H%M%S}.txt"


def person(
    card: int, at: datetime, *, mine: str = MINE, station: int = 1, area: int = 3, trace: int = 2
) -> str:
    """Out: one RYSS record of somebody underground."""
    area_code = f"{mine}{area:04d}"
    station_code = f"{area_code}{station:06d}"
    entered = at.replace(hour=at.hour // 8 * 8, minute=0, second=0)
    walked = ",".join(
        f"{area_code}{(station + step) % 40:06d}&{china(entered + timedelta(minutes=step))}"
        for step in range(trace)
    )
    fields = [
        f"{mine}{card:05d}", f"矿工{card}", "1", china(entered), "", area_code, china(entered), station_code,
        china(at - timedelta(seconds=card % 50)), "三八制", f"{(card * 7) % 90 - 45}.5", "正常", "0",
        str(card % 2), walked,
    ]  # fmt: skip
    return ";".join(fields)


def snapshot(at: datetime, persons: int, *, mine: str = MINE, trace: int = 2, seed: int = 0) -> bytes:
    """Out: a RYSS file of `persons` people."""
    dice = random.Random(f"{seed}{at}")
    records = [
        person(card, at, mine=mine, station=dice.randrange(40), trace=trace) for card in range(1, persons + 1)
    ]
    return text("RYSS", at, records, mine)


def put(
    inbox: Path, at: datetime, type_name: str, content: bytes, mine: str = MINE, system: str = "rydw"
) -> Path:
    """Out: the path of the file that was written."""
    path = inbox / mine / system / name(type_name, at, mine)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def put_snapshots(
    inbox: Path, count: int, *, persons: int = 5, mine: str = MINE, start: datetime = START, trace: int = 2
) -> list[Path]:
    """Out: paths of `count` RYSS files, five minutes apart."""
    times = [start + timedelta(minutes=5 * index) for index in range(count)]
    return [put(inbox, at, "RYSS", snapshot(at, persons, mine=mine, trace=trace), mine) for at in times]


def put_register(inbox: Path, mine: str = MINE) -> Path:
    """Out: the path of a small register.json."""
    area = f"{mine}0003"
    register = {
        "mine_code": mine, "name": "测试煤矿", "region": mine[:6], "kind": "coal", "capacity_t_per_year": 450000,
        "headcount_limit": 180, "shift_starts": ["00:00", "08:00", "16:00"],
        "status": [{"state": "producing", "from": "2024-01-01", "to": None}],
        "areas": [{"area_code": area, "type": "重点区域", "limit": 30, "name": "1203工作面"}],
        "stations": [{"station_code": f"{area}{n:06d}", "name": f"{n}号", "x": n * 100.0, "y": 0.0, "z": -310.0}
                     for n in range(40)],
        "roadways": [{"from": f"{area}{n:06d}", "to": f"{area}{n + 1:06d}", "length_m": 100.0} for n in range(39)],
        "faces": [], "remark": "kept",
    }  # fmt: skip
    path = inbox / mine / "register.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(register, ensure_ascii=False), encoding="utf-8")
    return path


def put_power(
    inbox: Path, quarters: int, mine: str = MINE, file_name: str = "power.csv", kw: float = 100.0
) -> Path:
    """Out: the path of a power.csv of `quarters` quarter hours of one feeder."""
    lines = ["at,feeder,kw"]
    lines += [f"{(START + timedelta(minutes=15 * n)).isoformat()},FD03,{kw + n}" for n in range(quarters)]
    path = inbox / mine / file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
