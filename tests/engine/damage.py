"""Damaged files by seed: cut, flipped, wrongly encoded, packed, endless, nested; and what good ones survive."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from tests.engine.inbox import MINE, START, name, snapshot

Spoil = Callable[[bytes, random.Random], bytes]


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) - 1)]


def _flip(data: bytes, dice: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(max(40, len(data) // 60)):  # enough to hit more than a fifth of the records
        spoiled[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(spoiled)


def _middle_lost(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) // 2)
    return data[:start] + data[start + len(data) // 2 : -2]


def _zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb", bytes(50_000_000))
    return packed.getvalue()


_BOMBS = {"gzip": gzip.compress(gzip.compress(bytes(50_000_000))), "zip": _zip_bomb()}

SPOILS: dict[str, Spoil] = {
    "cut": _cut,
    "bits flipped": _flip,
    "middle lost": _middle_lost,
    "gbk": lambda data, dice: data.decode().encode("gbk"),
    "utf-16": lambda data, dice: data.decode().encode("utf-16-le"),
    "big5": lambda data, dice: data.decode().encode("big5", "replace") + b"\xa4",
    "bom": lambda data, dice: b"\xef\xbb\xbf" + data,
    "full-width": lambda data, dice: data.replace(b";", "；".encode()),
    "noise": lambda data, dice: dice.randbytes(dice.randrange(1, 3000)),
    "zeros behind": lambda data, dice: data + bytes(dice.randrange(1, 4096)),
    "zeros": lambda data, dice: bytes(dice.randrange(1, 4096)),
    "empty": lambda data, dice: b"",
    "gzip": lambda data, dice: gzip.compress(data),
    "gzip bomb": lambda data, dice: _BOMBS["gzip"] + dice.randbytes(4),
    "zip bomb": lambda data, dice: _BOMBS["zip"] + dice.randbytes(4),
    "separators": lambda data, dice: data[:60] + b";~" * dice.randrange(1, 5000) + b"||",
    "one endless field": lambda data, dice: data[:-3] + b"9" * dice.randrange(100_000, 300_000) + b";",
    "nested json": lambda data, dice: b'"' + b"[" * 20_000,
    "html": lambda data, dice: b"<html><body>404 Not Found</body></html>",
    "header only, cut": lambda data, dice: data[: data.index(b"~") - 3],
    "records joined": lambda data, dice: data.replace(b"~", b";", data.count(b"~") // 2 + 3),
    "columns lost": lambda data, dice: data.replace(";三八制".encode(), b""),
    "times broken": lambda data, dice: data.replace(b"-03-", b"-13-"),
    "two files in one": lambda data, dice: data + data,
    "other mine": lambda data, dice: data.replace(MINE.encode(), b"520221000777"),
}


def damaged_inbox(inbox: Path, count: int, seed: int = 7) -> int:
    """Out: how many files were written: `count` damaged ones, each of another content.

    Tables, registers and strange names come on top of the spoiled snapshots.
    """
    dice = random.Random(seed)
    kinds = list(SPOILS)
    folder = inbox / MINE / "rydw"
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        at: datetime = START + timedelta(seconds=20 * index)
        spoiled = SPOILS[kinds[index % len(kinds)]](snapshot(at, dice.randrange(6, 30), seed=index), dice)
        (folder / name("RYSS", at)).write_bytes(spoiled)
    return count + _strange_files(inbox)


def _strange_files(inbox: Path) -> int:
    mine = inbox / MINE
    (mine / "register.json").write_bytes(json.dumps({"mine_code": MINE, "faces": {"a": 1}}).encode())
    (mine / "power.csv").write_bytes(b"at,feeder,kw\n" + b"\x00\xff" * 500)
    (mine / "water.csv").write_bytes(b'at,pump,m3\n"unclosed,' + b"1," * 40_000)
    (mine / "output.csv").write_bytes("date,shift,hoisted_t,reported_t\n二月三十日,早班,1,1\n".encode())
    (mine / os.fsdecode(b"\x80\x81.txt")).write_bytes(b"x")
    (mine / ("n" * 250)).write_bytes(b"x")
    return 6


def sparse(path: Path, megabytes: int) -> Path:
    """Out: a file of one endless line that takes no room on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(f"{MINE};测试煤矿;2024-03-01 00:00:00~".encode())
        file.truncate(megabytes * 1024 * 1024)
    return path
