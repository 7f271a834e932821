"""What could not be taken: whole files, and single records, each with its reason beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from minewarden.engine.catalogue import Catalogue, State
from minewarden.engine.lake_store import place
from minewarden.feeds.reading import BadRecord

FOLDER = "quarantine"
_WHOLE = ("", ".reason.json")  # what is kept of a file that was refused
_RECORDS = (
    ".rejected.jsonl",
    ".rejected.jsonl.reason.json",
)  # and of one that was taken without some records
_CHUNK = 1024 * 1024
_NAME_BYTES = 120  # room for the hash and the endings in a name of 255 bytes


def printable(path: str) -> str:
    """Out: a path as text that can be stored and printed, whatever bytes the file system holds."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _target(mine_code: str, name: str, sha256: str) -> str:
    folder = mine_code if mine_code.isalnum() and mine_code.isascii() else "_"
    safe = "".join(c if c.isalnum() or c in "._-" else "_" for c in printable(name))
    kept = safe.encode()[-_NAME_BYTES:].decode("utf-8", "ignore")
    return f"{FOLDER}/{folder}/{sha256[:16]}-{kept}"


def keep_file(
    lake: Path, source: Path | None, data: bytes | None, *,
    mine_code: str, path: str, sha256: str, reason: str, line: int, size: int,
) -> None:  # fmt: skip
    """Keeps a file whole, with its reason in `.reason.json` beside it; again changes only the reason.

    In: `data` where the content is in memory, else `source` to copy from; neither for what is no regular file.
    """
    target = _target(mine_code, Path(path).name, sha256)
    if not (lake / target).exists():
        if data is not None:
            place(lake, target, lambda temporary: temporary.write_bytes(data))
        elif source is not None:
            place(lake, target, lambda temporary: _copy(source, temporary))
    _keep_reason(
        lake,
        target,
        {"file": printable(path), "sha256": sha256, "bytes": size, "reason": reason, "line": line},
    )


def _copy(source: Path, target: Path) -> None:
    """Copies a file of any size in little memory; holes stay holes, so that a sparse file cannot fill the disk."""
    with source.open("rb", buffering=0) as reading, target.open("wb", buffering=0) as writing:
        while chunk := reading.read(_CHUNK):
            if chunk.count(0) == len(chunk):
                writing.seek(len(chunk), os.SEEK_CUR)
            else:
                writing.write(chunk)
        writing.truncate(writing.tell())


def keep_records(
    lake: Path, bad: Sequence[BadRecord], *, mine_code: str, path: str, sha256: str, taken: int
) -> None:
    """Keeps the records of a file that were not taken, one JSON object a line: line, reason, text."""
    target = _target(mine_code, Path(path).name, sha256) + _RECORDS[0]
    lines = "".join(
        json.dumps({"line": one.line, "reason": one.reason, "text": one.text}, ensure_ascii=False) + "\n"
        for one in bad
    )
    place(lake, target, lambda temporary: temporary.write_text(lines, encoding="utf-8"))
    reason = f"{len(bad)} records not taken, the first: {bad[0].reason}"
    _keep_reason(
        lake,
        target,
        {"file": printable(path), "sha256": sha256, "reason": reason, "line": bad[0].line, "taken": taken},
    )


def release(lake: Path, mine_code: str, path: str, sha256: str, *, records: bool = True) -> None:
    """Forgets a file that was kept here and has been taken since; with `records` also those of it that were not."""
    target = lake / _target(mine_code, Path(path).name, sha256)
    for ending in _WHOLE + (_RECORDS if records else ()):
        target.with_name(target.name + ending).unlink(missing_ok=True)


def kept(catalogue: Catalogue) -> dict[str, str]:
    """Out: the names of all that lies in quarantine, each with what may change of it: the reason."""
    query = catalogue.db.execute
    names: dict[str, str] = {}
    for mine_code, path, sha256, reason, line in query(
        "SELECT mine_code, path, sha256, reason, line FROM files WHERE state = ? ORDER BY file_no",
        (State.QUARANTINED,),
    ):
        target = _target(mine_code, Path(path).name, sha256)
        names |= {target: "", target + _WHOLE[1]: f"{line} {reason}"}
    for mine_code, path, sha256 in query(
        "SELECT mine_code, path, sha256 FROM files WHERE file_no IN (SELECT file_no FROM rejects)"
    ):
        target = _target(mine_code, Path(path).name, sha256)
        names |= {target + ending: "" for ending in _RECORDS}
    return names


def _keep_reason(lake: Path, target: str, facts: dict[str, object]) -> None:
    text = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
    place(lake, target + _WHOLE[1], lambda temporary: temporary.write_text(text, encoding="utf-8"))
