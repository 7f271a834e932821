"""Parts that a reader holds on to, so that a writer may drop them at any moment.

A DuckDB view opens its files when it is asked, long after it was made. It is therefore given names of its own for
them, as links outside `data`: there every Parquet reader would count a replaced part twice.
"""

from __future__ import annotations

import os
import shutil
import time
import weakref
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

FOLDER = "readers"
GRACE_S = 24 * 3600.0  # setting: how long a reader may hold parts that have been replaced


def hold(lake: Path, paths: Iterable[str], reader: object) -> dict[str, Path]:
    """Out: where each part can be read as long as `reader` lives; its own place where no links can be made.

    Errors: FileNotFoundError when a part has just been dropped. Cost: one link a part.
    """
    folder = lake / FOLDER / f"{os.getpid()}-{uuid4().hex[:12]}"
    parts = list(paths)
    try:
        folder.mkdir(parents=True)
    except OSError:  # a lake that this user may only read
        return {path: lake / path for path in parts}
    weakref.finalize(reader, shutil.rmtree, folder, ignore_errors=True)
    return {path: _linked(lake / path, folder / f"{number:06d}.parquet") for number, path in enumerate(parts)}


def _linked(part: Path, link: Path) -> Path:
    try:
        os.link(part, link)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without links
        return part
    return link


def let_go(lake: Path) -> None:
    """Removes what readers have held for longer than the grace time; those that died removed nothing themselves."""
    for folder in (lake / FOLDER).glob("*"):
        with suppress(FileNotFoundError):  # let go by its reader in this very moment
            if time.time() - folder.stat().st_mtime > GRACE_S:
                shutil.rmtree(folder, ignore_errors=True)
