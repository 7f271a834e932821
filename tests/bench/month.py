"""How long all factors and checks take for one mine over one month

The mines are of the simulator and of another author; their lakes are kept (`kept_lakes`).
"""

from __future__ import annotations

from statistics import median

from minewarden.engine.lake import Lake
from tests.bench.report import Report
from tests.factors.measured import Batch, kept_lakes, observe, prepare

MONTHS = (Batch(507, 6, 30), Batch(307, 6, 30, world="oasis"))
WANTED_S = 2.0


def run(out: Report) -> None:
    """Prints and writes seconds per mine-month, one mine at a time and one on each of two cores."""
    homes = [prepare(batch, kept_lakes()) for batch in MONTHS]
    taken = {}
    for workers in (1, 2):
        mines = [mine for home in homes for mine in observe(home, workers)]
        taken[workers] = {mine["mine_code"]: float(mine["seconds"]) for mine in mines}
    rows = {code: _rows(Lake(home / "lake"), code) for home in homes for code in Lake(home / "lake").mines()}
    out.note(
        f"{len(rows)} mines of {', '.join(batch.name for batch in MONTHS)}; wall clock of reading the lake, all eight "
        "factors, all integrity checks and the fusion, up to the leads. The first mine of a process pays for starting "
        "up: it is in the figures."
    )
    out.table(
        "Seconds for a mine-month",
        ("mines at a time", "median", "slowest", "asked", "location rows of a mine"),
        [
            (workers, f"{median(seconds.values()):.2f}", f"{max(seconds.values()):.2f}", f"≤ {WANTED_S:.0f}",
             f"{min(rows.values()):,} to {max(rows.values()):,}")
            for workers, seconds in taken.items()
        ],
    )  # fmt: skip
    out.table(
        "By mine, one at a time",
        ("mine", "location rows", "seconds"),
        [(code, f"{rows[code]:,}", f"{seconds:.2f}") for code, seconds in taken[1].items()],
    )


def _rows(lake: Lake, mine_code: str) -> int:
    low, high = lake.period(mine_code) or (None, None)
    with lake.sql(mine_code, low, high) as sql:
        return int((sql.execute("SELECT count(*) FROM ryss").fetchone() or (0,))[0])
