"""Station visits: how fast, beside databases and mobility libraries on the same rows"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.bench.environments import python_of
from tests.bench.measure import Measured, line, measure, measure_in_turn
from tests.bench.positions import write_positions
from tests.bench.report import Report

ROWS = 50_000_000
MORE_ROWS = 100_000_000
PEER_ROWS = 1_000_000
BEST_PEER_ROWS = 10_000_000  # for the fastest of the libraries only: the others would take half an hour
ROWS_PER_CARD = (
    2_500  # few long tracks: the libraries loop over tracks, and many short ones cost them far more
)
TITLES = {
    "movingpandas": "MovingPandas 0.23.0",
    "trackintel": "trackintel 1.4.2",
    "scikit-mobility": "scikit-mobility 1.3.1",
}
FOLDER = Path(__file__).resolve().parents[2] / "var" / "bench"
COLUMNS = ["rows from", "time", "speed", "peak memory", "result"]

# The targets: what the issue asks for.
MIN_RATE, MAX_MB, TIMES_LIBRARIES, TIMES_DUCKDB, TIMES_READING = 20e6, 1000, 200, 5, 2.0

OURS = """
from pathlib import Path
from minewarden.engine.visits import VisitRules
from minewarden.engine.visits_files import visits_to_parquet
source, out, gap_s = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
started = time.perf_counter()
count = visits_to_parquet([source], out, VisitRules(gap_s=gap_s))
report(time.perf_counter() - started, count)
"""

OURS_AGAIN = """
from pathlib import Path
from minewarden.engine.visits import VisitRules
from minewarden.engine.visits_files import visits_to_parquet
source, out, gap_s = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
visits_to_parquet([source], out, VisitRules(gap_s=gap_s))
started = time.perf_counter()
count = visits_to_parquet([source], out, VisitRules(gap_s=gap_s))
report(time.perf_counter() - started, count)
"""

READING = """
import pyarrow.parquet as pq
columns = ["mine_code", "card", "station_code", "at", "flag", "file_no"]
words = columns[:3] if sys.argv[2] == "numbers" else []
started = time.perf_counter()
count = 0
with pq.ParquetFile(sys.argv[1], read_dictionary=words) as file:
    for group in range(file.num_row_groups):
        for batch in file.iter_batches(1 << 20, row_groups=[group], columns=columns):
            count += batch.num_rows
report(time.perf_counter() - started, count)
"""

DUCKDB = """
import duckdb
source, out = sys.argv[1:3]
db = duckdb.connect()
started = time.perf_counter()
db.execute(f'''copy (
  with r as (select card, station_code, flag, file_no, "at"::timestamp as ts from '{source}'),
  w as (select *, lag(station_code) over p is distinct from station_code or lag(flag) over p = 2
      or ts - lag(ts) over p > interval 120 second as new
    from r window p as (partition by card order by ts)),
  v as (select *, sum(new::int) over (partition by card order by ts rows unbounded preceding) as visit from w)
  select card, any_value(station_code) as station_code, min(ts) as arrived_at, max(ts) as left_at, count(*) as reads,
    min(file_no) as first_file_no, max(file_no) as last_file_no
  from v where flag = 1 group by card, visit) to '{out}' (format parquet, compression zstd)''')
seconds = time.perf_counter() - started
report(seconds, db.execute(f"select count(*) from '{out}'").fetchone()[0])
"""

POLARS = """
import polars as pl
source, out = sys.argv[1:3]
c = pl.col
started = time.perf_counter()
rows = pl.scan_parquet(source).select("card", "station_code", "at", "flag", "file_no").sort("card", "at")
new = ((c("station_code") != c("station_code").shift()) | (c("card") != c("card").shift())
       | (c("flag").shift() == 2) | ((c("at") - c("at").shift()) > pl.duration(seconds=120)))
(rows.with_columns(visit=new.fill_null(True).cum_sum()).filter(c("flag") == 1).group_by("visit")
    .agg(c("card").first(), c("station_code").first(),
         c("at").min().alias("arrived_at"), c("at").max().alias("left_at"), pl.len().alias("reads"),
         c("file_no").min().alias("first_file_no"), c("file_no").max().alias("last_file_no"))
    .sink_parquet(out, engine="streaming"))
seconds = time.perf_counter() - started
report(seconds, pl.scan_parquet(out).select(pl.len()).collect().item())
"""

_POINTS = """
import numpy as np, pandas as pd, pyarrow.parquet as pq, warnings
warnings.simplefilter("ignore")
table = pq.read_table(sys.argv[1], columns=["card", "station_code", "at"])
rows = pd.DataFrame({"card": table["card"].cast("string").to_pandas().astype(str),
                     "station": table["station_code"].cast("string").to_pandas().str[-10:].astype(int),
                     "at": pd.to_datetime(table["at"].cast("timestamp[ms]").to_pandas())})
noise = np.random.default_rng(1).normal(0, 1, (len(rows), 2))
rows["x"], rows["y"] = 500_000 + 50.0 * rows["station"] + noise[:, 0], 2_900_000 + noise[:, 1]
rows["lon"], rows["lat"] = 105 + (rows["x"] - 500_000) / 99_000, 26 + (rows["y"] - 2_900_000) / 110_800
"""

MOVINGPANDAS = (
    _POINTS
    + """
import geopandas as gpd, movingpandas as mpd
from datetime import timedelta
started = time.perf_counter()
frame = gpd.GeoDataFrame(rows[["card", "at"]], geometry=gpd.points_from_xy(rows["x"], rows["y"]), crs=32648)
tracks = mpd.TrajectoryCollection(frame.set_index("at"), "card")
stops = mpd.TrajectoryStopDetector(tracks).get_stop_points(max_diameter=20, min_duration=timedelta(seconds=120))
report(time.perf_counter() - started, len(stops))
"""
)

TRACKINTEL = (
    _POINTS
    + """
import geopandas as gpd, trackintel as ti
started = time.perf_counter()
frame = gpd.GeoDataFrame({"user_id": rows["card"].astype("category").cat.codes,
                          "tracked_at": rows["at"].dt.tz_localize("UTC")},
                         geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326)
fixes = ti.Positionfixes(frame) if hasattr(ti, "Positionfixes") else frame
_, stays = fixes.generate_staypoints(method="sliding", dist_threshold=20, time_threshold=2.0, gap_threshold=2.0)
report(time.perf_counter() - started, len(stays))
"""
)

SKMOB = (
    _POINTS
    + """
import skmob
from skmob.preprocessing import detection
started = time.perf_counter()
frame = skmob.TrajDataFrame(rows[["card", "at", "lon", "lat"]], latitude="lat", longitude="lon", datetime="at",
                            user_id="card")
stays = detection.stay_locations(frame, minutes_for_a_stop=2.0, spatial_radius_km=0.02, leaving_time=True)
report(time.perf_counter() - started, len(stays))
"""
)


Found = dict[str, Measured | str]


def run(out: Report) -> None:
    """The targets first, then what they rest on: big files beside engines, smaller ones beside mobility libraries."""
    engines, libraries = _engines(), _libraries()
    _targets(out, engines, libraries)
    _engine_tables(out, engines)
    _library_tables(out, libraries)


def _file(rows: int, cards: int | None = None) -> Path:
    path = FOLDER / f"positions-{rows // 1_000_000}m{f'-{cards}' if cards else ''}.parquet"
    write_positions(path, rows, **({"cards": cards} if cards else {}))
    return path


def _engines() -> Found:
    source, more, target = _file(ROWS), _file(MORE_ROWS), FOLDER / "visits.parquet"
    python, why = python_of("engines")
    ours, reading = measure_in_turn((OURS, source, target, 120), (READING, source, "numbers"))
    ours_more, reading_more = measure_in_turn((OURS, more, target, 120), (READING, more, "numbers"), runs=3)
    return {
        "ours": ours,
        "reading": reading,
        "text": measure(READING, source, "text", runs=1),
        "duckdb": measure(DUCKDB, source, target, python=python, runs=1) if python else why,
        "polars": measure(POLARS, source, target, python=python, runs=1) if python else why,
        "ours, more": ours_more,
        "reading, more": reading_more,
    }


def _libraries() -> Found:
    """Ours and the three on the same rows; the fastest of them once more on ten times as many."""
    source, target = _file(PEER_ROWS, PEER_ROWS // ROWS_PER_CARD), FOLDER / "visits-libraries.parquet"
    scripts = {"movingpandas": MOVINGPANDAS, "trackintel": TRACKINTEL, "scikit-mobility": SKMOB}
    found: Found = {
        "first": measure(OURS, source, target, 120),
        "again": measure(OURS_AGAIN, source, target, 120, runs=5),
    }
    for name, script in scripts.items():
        python, why = python_of(name)
        runs = 1 if name == "movingpandas" else 3
        found[name] = measure(script, source, python=python, runs=runs) if python else why
    best = _best(found)
    if best:
        more = _file(BEST_PEER_ROWS, BEST_PEER_ROWS // ROWS_PER_CARD)
        found["first, more"] = measure(OURS, more, target, 120)
        found["again, more"] = measure(OURS_AGAIN, more, target, 120)
        found[f"{best}, more"] = measure(scripts[best], more, python=python_of(best)[0], runs=1)
    return found


def _best(found: Found) -> str | None:
    """The fastest of the libraries that ran."""
    times = {name: one.seconds for name in TITLES if isinstance(one := found[name], Measured)}
    return min(times, key=lambda name: times[name]) if times else None


def _times(one: Measured | str | None, other: Measured | str | None) -> float | None:
    """How many times as long the first took."""
    if isinstance(one, Measured) and isinstance(other, Measured):
        return one.seconds / other.seconds
    return None


def _targets(out: Report, engines: Found, libraries: Found) -> None:
    ours = engines["ours"]
    rows: list[list[str]] = []
    if isinstance(ours, Measured):
        speed = f"{ours.rate(ROWS) / 1e6:.1f} M rows/s"
        rows.append(["speed, Parquet to Parquet", f"at least {MIN_RATE / 1e6:.0f} M rows/s", speed])
        rows.append(["peak memory", f"below {MAX_MB:,} MB", f"{ours.peak_mb:,.0f} MB"])
    duckdb = _times(engines["duckdb"], ours)
    rows.append(["beside a DuckDB window query", f"at least {TIMES_DUCKDB} times as fast", _said(duckdb)])
    for name, size in (("", ROWS), (", more", MORE_ROWS)):
        reading = _times(engines[f"ours{name}"], engines[f"reading{name}"])
        what = f"beside merely reading the columns, {size // 1_000_000} M rows"
        rows.append([what, f"at most {TIMES_READING} times as long", _said(reading, 2)])
    best = _best(libraries)
    for name, size in (("", PEER_ROWS), (", more", BEST_PEER_ROWS)):
        peer = libraries.get(f"{best}{name}")
        first, again = (
            _times(peer, libraries.get(f"first{name}")),
            _times(peer, libraries.get(f"again{name}")),
        )
        what = f"beside the best library ({TITLES.get(best or '', 'none ran')}), the same {size // 1_000_000} M rows"
        measured = f"{_said(again)}; first call of a process: {_said(first)}"
        rows.append([what, f"at least {TIMES_LIBRARIES} times as fast", measured])
    out.table("Targets", ["what", "target", "measured"], rows)


def _said(times: float | None, digits: int = 0) -> str:
    if times is None:
        return "not measured"
    return f"{times:.{digits or (1 if times < 20 else 0)}f} times"


def _engine_tables(out: Report, found: Found) -> None:
    out.note(
        f"{ROWS:,} rows of 20,000 cards in 50 mines in time order, 10 s apart, one station change in 60 reads; six "
        "columns (mine, card, station, time, flag, file); gap 120 s. Each figure is the median of fresh processes, "
        "timed from opening the file to the written result: without starting Python and importing libraries, with "
        "loading the compiled kernel. Merely reading is the same reader on the same file and columns with the same "
        "threads, its batches counted and dropped; the two were run in turn, five times each. "
        "DuckDB and Polars ran once."
    )
    rows = [
        line("minewarden, Parquet to Parquet", ROWS, found["ours"], unit=" visits"),
        line("merely reading the same columns, words as numbers", ROWS, found["reading"], unit=" rows"),
        line("merely reading the same columns, words as text", ROWS, found["text"], unit=" rows"),
        line("DuckDB, window query, to Parquet", ROWS, found["duckdb"], unit=" visits"),
        line("Polars, sort and streaming, to Parquet", ROWS, found["polars"], unit=" visits"),
    ]
    out.table(f"Beside engines, {ROWS:,} rows", COLUMNS, rows)
    more = [
        line("minewarden, Parquet to Parquet", MORE_ROWS, found["ours, more"], unit=" visits"),
        line(
            "merely reading the same columns, words as numbers",
            MORE_ROWS,
            found["reading, more"],
            unit=" rows",
        ),
    ]
    out.table(f"Beside merely reading, {MORE_ROWS:,} rows", COLUMNS, more)
    polars = _times(found["polars"], found["ours"])
    if polars:
        out.note(f"minewarden is {_said(polars)} as fast as Polars on the {ROWS:,} rows.")


def _library_tables(out: Report, found: Found) -> None:
    out.note(
        f"The libraries want coordinates: cards with tracks of {ROWS_PER_CARD:,} reads, stations 50 m apart, 1 m of "
        "noise; a stop lasts 120 s within 20 m. Within a table all have the same rows. The libraries' time leaves out "
        "reading the file and importing their compiled parts and takes in building their own objects; ours takes in "
        "reading and writing the files. One run for MovingPandas."
    )
    out.table(f"Beside mobility libraries, {PEER_ROWS:,} rows", COLUMNS, _library_rows(found, "", PEER_ROWS))
    if "first, more" in found:
        rows = _library_rows(found, ", more", BEST_PEER_ROWS)
        out.table(f"Beside the best of them, {BEST_PEER_ROWS:,} rows", COLUMNS, rows)


def _library_rows(found: Found, size: str, rows: int) -> list[Sequence[object]]:
    names = {
        "first": "minewarden, Parquet to Parquet, first call of a process",
        "again": "minewarden, the same, kernel already loaded",
    }
    names |= {name: f"{title}, stop detection" for name, title in TITLES.items()}
    units = {name: " stops" if name in TITLES else " visits" for name in names}
    return [
        line(title, rows, found[name + size], unit=units[name])
        for name, title in names.items()
        if name + size in found
    ]
