"""How long the lake keeps rows and raw files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from minewarden.engine import quarantine
from minewarden.engine.catalogue import Catalogue, State, stamp
from minewarden.engine.lake_home import WAIT_S, home, writing
from minewarden.errors import BadInput
from minewarden.feeds.values import CHINA

KEEP_DAYS = 730  # setting, 待核: no public text fixes how long a regulator keeps what mines send


@dataclass(frozen=True)
class Pruned:
    """What was removed."""

    rows: int
    parts: int
    raw_files: int
    quarantined: int


def prune(
    lake: str | Path,
    keep_days: int = KEEP_DAYS,
    *,
    now: datetime | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Pruned:
    """Out: what was removed: all that is older than `keep_days` China days before `now`.

    Raw files go with their pack, when all of it is too old. The catalogue keeps their names and hashes, so that
    a pruned file is not taken again; registers stay.
    Errors: BadInput when it is no lake, or `keep_days` is below 1; WrongState when another writer does not end.
    """
    if keep_days < 1:
        raise BadInput(f"--keep-days must be at least 1, not {keep_days}")
    place = home(lake)
    today = (now or datetime.now(UTC)).astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    first_kept = today - timedelta(days=keep_days)
    with writing(place, WAIT_S, say, tidy=True) as catalogue:
        return _remove(place.work, catalogue, f"{first_kept:%Y-%m-%d}", stamp(first_kept))


def _remove(lake: Path, catalogue: Catalogue, first_day: str, first_ms: int) -> Pruned:
    query = catalogue.db.execute
    parts = query("SELECT path, sum(rows) FROM parts WHERE day < ? GROUP BY path", (first_day,)).fetchall()
    packs = [
        pack
        for (pack,) in query(
            "SELECT pack FROM files WHERE pack NOT NULL GROUP BY pack "
            "HAVING max(coalesce(header_ms, arrived_ms)) < ?",
            (first_ms,),
        )
    ]
    kept_aside = query(
        "SELECT state, file_no, mine_code, path, sha256 FROM files "
        "WHERE (state = ? OR file_no IN (SELECT file_no FROM rejects)) AND arrived_ms < ?",
        (State.QUARANTINED, first_ms),
    ).fetchall()
    raw_files = 0
    with catalogue.transaction() as db:
        db.execute("DELETE FROM parts WHERE day < ?", (first_day,))
        for pack in packs:
            raw_files += db.execute(
                "UPDATE files SET state = ?, pack = NULL WHERE pack = ?", (State.PRUNED, pack)
            ).rowcount
        db.executemany(
            "UPDATE files SET state = ? WHERE file_no = ?",
            [(State.PRUNED, no) for state, no, *_ in kept_aside if state == State.QUARANTINED],
        )
        db.executemany("DELETE FROM rejects WHERE file_no = ?", [(no,) for _, no, *_ in kept_aside])
    for path in [*(path for path, _ in parts), *packs]:
        (lake / path).unlink(missing_ok=True)
    for _, _, mine_code, path, sha256 in kept_aside:
        quarantine.release(lake, mine_code, path, sha256)
    return Pruned(sum(rows for _, rows in parts), len(parts), raw_files, len(kept_aside))
