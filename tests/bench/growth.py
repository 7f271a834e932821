"""Growth: station visits at 1, 10 and 100 million rows"""

from __future__ import annotations

from pathlib import Path

from tests.bench.measure import Measured, line, measure
from tests.bench.positions import write_positions
from tests.bench.report import Report
from tests.bench.visits import COLUMNS, FOLDER, OURS

SIZES = (1_000_000, 10_000_000, 100_000_000)


def run(out: Report) -> None:
    """Time and memory by size; memory follows the cards, time follows the rows."""
    found: dict[int, Measured | str] = {}
    for rows in SIZES:
        source = FOLDER / f"positions-{rows // 1_000_000}m.parquet"
        write_positions(source, rows)
        found[rows] = measure(OURS, source, Path(FOLDER / "visits.parquet"), 120)
    out.note("The same 20,000 cards for longer and longer; fresh processes, median of 3, Parquet to Parquet.")
    lines = [line(f"{rows:,}", rows, one, unit=" visits") for rows, one in found.items()]
    out.table("Station visits by size", COLUMNS, lines)
    _, middle, large = (found[rows] for rows in SIZES)
    if isinstance(middle, Measured) and isinstance(large, Measured):
        start = middle.seconds - (large.seconds - middle.seconds) / 9  # of a line through both
        out.note(
            f"Ten times the rows, from 10 to 100 million, take {large.seconds / middle.seconds:.1f} times as long: "
            f"linear but for a fixed start of {start:.2f} s, most of it loading the compiled kernel."
        )
