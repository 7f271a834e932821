"""What the run tests do with a mine: top-level functions, as processes and Spark workers must find them by name."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from minewarden.engine.presence import presence
from minewarden.engine.visits import VisitRules, visits_table
from minewarden.engine.walks_pairs import companions
from minewarden.errors import BadInput


def hours_by_station(
    lake: str, mine: str, from_at: datetime | None, to_at: datetime | None
) -> dict[str, Any]:
    """Person-hours of a mine from a Parquet file named by it; a mine called `bad…` is refused, `worse…` is a defect."""
    if mine.startswith("bad"):
        raise BadInput(f"mine {mine}: nothing to read")
    if mine.startswith("worse"):
        raise ZeroDivisionError("a defect")
    rows = pq.read_table(Path(lake) / f"{mine}.parquet").to_batches()
    found = presence(visits_table(rows, VisitRules()), ["station_code"]).to_pylist()
    return {
        "mine": mine,
        "from": from_at and from_at.isoformat(),
        "矿": [[r["station_code"], r["person_hours"]] for r in found],
    }


def hours_in_company(
    lake: str, mine: str, from_at: datetime | None, to_at: datetime | None
) -> dict[str, Any]:
    """As `hours_by_station`, begun only once a second process has taken part, for a minute at most.

    A few small mines would otherwise all be done by the worker that happens to start first. Each process leaves an
    empty file named by its number.
    """
    (Path(lake) / f"{os.getpid()}.pid").touch()
    until = time.monotonic() + 60
    while len(list(Path(lake).glob("*.pid"))) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    return hours_by_station(lake, mine, from_at, to_at)


def die(lake: str, mine: str, from_at: datetime | None, to_at: datetime | None) -> dict[str, Any]:
    """Ends the worker process itself, as a lack of memory would, in the mine called `fatal`."""
    if mine == "fatal":
        os._exit(9)
    return {"mine": mine}


def burn(lake: str, mine: str, from_at: datetime | None, to_at: datetime | None) -> dict[str, Any]:
    """A fixed amount of processor time on one core; says where it ran and how long it took."""
    started = time.perf_counter()
    total = 0
    for n in range(int(lake)):
        total += n * n % 7
    return {"mine": mine, "total": total, "pid": os.getpid(), "seconds": time.perf_counter() - started}


def shift_work(lake: str, mine: str, from_at: datetime | None, to_at: datetime | None) -> dict[str, Any]:
    """What a comparison does with rows, on one file for every mine: visits, presence, descents, pairs."""
    visits = visits_table(pq.ParquetFile(lake).iter_batches(), VisitRules(gap_s=120))
    hours = presence(visits, ["station_code", "hour"], period_s=10)
    return {"visits": visits.num_rows, "cells": hours.num_rows, "pairs": companions(visits).num_rows}
