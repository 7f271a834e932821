"""What lies in an inbox, and how it is cut into batches.

The cut depends on the listing alone, never on what is loaded already: a load that was killed and one that was not
make the same batches, hence the same parts.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from minewarden.feeds.reading import TEXT_SUFFIX, Refused, parse_name
from minewarden.feeds.tables import csv_type

BATCH_BYTES = 16 * 1024 * 1024
PROFILE = "profile.toml"
REGISTER = "register.json"
MINE_CODE = re.compile(r"[0-9]{6}[0-9A-Z]{5,14}", re.ASCII)
MAX_DEPTH = 8


class Task(StrEnum):
    """How a batch is worked on; tasks run in this order."""

    REGISTER = "register"
    TEXT = "text"
    CSV = "csv"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Found:
    """A file of the inbox. `path` is relative to it; `problem` is why it is not taken.

    `shut` files are never opened: what is no regular file may hang, and what cannot be read has no content to keep.
    """

    path: str
    mine_code: str
    name: str
    size: int
    changed_ns: int
    arrived_ms: int
    task: Task
    type_name: str
    problem: str | None = None
    shut: bool = False


@dataclass(frozen=True)
class Batch:
    """Files of one mine and type that are read together."""

    task: Task
    mine_code: str
    type_name: str
    files: tuple[Found, ...]


def units(inbox: Path) -> list[str]:
    """Out: what is listed and loaded one after the other: "" for loose files, then each folder, by name."""
    try:
        folders = [entry.name for entry in _listing(inbox) if _is_folder(entry)]
    except OSError:
        folders = []  # `scan` reports it
    return ["", *sorted(folders)]


def scan(inbox: Path, unit: str) -> list[Found]:
    """Out: every file of a unit, sorted by task, mine, type, then name; profiles are settings, no files.

    Tables stand in the order of their arrival, because a later one replaces what it repeats. A folder that cannot be
    listed stands for its files.
    """
    order = list(Task)
    return sorted(
        _walk(inbox / unit, (unit,) if unit else ()),
        key=lambda one: (
            order.index(one.task),
            one.mine_code,
            one.type_name,
            one.arrived_ms if one.task is Task.CSV else 0,
            one.name,
            one.path,
        ),
    )


def total_bytes(inbox: Path) -> int:
    """Out: the size of all files of the inbox, for a progress bar."""
    return sum(found.size for unit in units(inbox) for found in scan(inbox, unit))


def _listing(folder: Path) -> list[os.DirEntry[str]]:
    """Out: the entries of a folder; none where it is gone. Errors: OSError when it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False  # then it is looked at as a file, and reported


def _walk(folder: Path, parts: tuple[str, ...]) -> Iterator[Found]:
    """Out: the files below a folder of the inbox. In: the names that lead to it; none: loose files alone."""
    try:
        entries = _listing(folder)
    except OSError as error:
        yield _unreadable(parts, error)
        return
    for entry in entries:
        if not _is_folder(entry) or len(parts) >= MAX_DEPTH:
            found = _found(entry, parts)
            if found is not None:
                yield found
        elif parts:
            yield from _walk(Path(entry.path), (*parts, entry.name))


def _found(entry: os.DirEntry[str], parts: tuple[str, ...]) -> Found | None:
    """Out: the file, None for a profile. In: the entry and the names of the folders that it lies in."""
    mine_code = parts[0] if parts else ""
    if len(parts) == 1 and entry.name == PROFILE:
        return None
    try:
        told = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None  # taken away between listing and looking
    except OSError as error:
        return _unreadable((*parts, entry.name), error)
    task, type_name, problem = _judged(entry.name, mine_code, len(parts))
    shut = not stat.S_ISREG(told.st_mode)
    if shut:
        task, type_name, problem = Task.REFUSE, "", "not a regular file"
    return Found(
        path="/".join((*parts, entry.name)),
        mine_code=mine_code,
        name=entry.name,
        size=told.st_size,
        changed_ns=told.st_ctime_ns,
        arrived_ms=told.st_mtime_ns // 1_000_000,
        task=task,
        type_name=type_name,
        problem=problem,
        shut=shut,
    )


def _unreadable(parts: tuple[str, ...], error: OSError) -> Found:
    """Out: what cannot even be looked at; it has no size and no times, so it is looked at again by every load."""
    return Found(
        path="/".join(parts) or ".",
        mine_code=parts[0] if parts else "",
        name=parts[-1] if parts else ".",
        size=0,
        changed_ns=0,
        arrived_ms=0,
        task=Task.REFUSE,
        type_name="",
        problem=f"cannot be read: {error.strerror}",
        shut=True,
    )


def _judged(name: str, mine_code: str, depth: int) -> tuple[Task, str, str | None]:
    """Out: task, type and problem, by the name alone."""
    if not MINE_CODE.fullmatch(mine_code):
        return Task.REFUSE, "", "not inside a folder named by a mine code"
    if name == REGISTER and depth == 1:
        return Task.REGISTER, "", None
    try:
        if name.endswith(TEXT_SUFFIX):
            told = parse_name(name)
            if told.file_type is None:
                return Task.REFUSE, "", f"unknown type {told.type_name}"
            return Task.TEXT, told.file_type.name, None
        if name.endswith(".csv"):
            return Task.CSV, csv_type(name).name, None
    except Refused as refused:
        return Task.REFUSE, "", str(refused)
    return Task.REFUSE, "", "unknown kind of file"


def batches(found: Iterable[Found], batch_bytes: int = BATCH_BYTES) -> Iterator[Batch]:
    """Out: the files cut into batches of about `batch_bytes`, in order. In: sorted as `scan` sorts."""
    for (task, mine_code, type_name), group in groupby(
        found, key=lambda one: (one.task, one.mine_code, one.type_name)
    ):
        pending: list[Found] = []
        size = 0
        for one in group:
            if pending and size + one.size > batch_bytes:
                yield Batch(task, mine_code, type_name, tuple(pending))
                pending, size = [], 0
            pending.append(one)
            size += one.size
        yield Batch(task, mine_code, type_name, tuple(pending))
