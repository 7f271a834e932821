"""Station visits: how fast, beside databases and mobility libraries on the same rows"""

from __future__ import annotations

from pathlib import Path

from tests.bench.environments import python_of
from tests.bench.measure import Measured, line, measure
from tests.bench.positions import write_positions
from tests.bench.report import Report

ROWS = 50_000_000
PEER_ROWS = 1_000_000
PEER_CARDS = 400  # few long tracks: the libraries loop over tracks, and many short ones cost them far more
TITLES = {
    "movingpandas": "MovingPandas 0.23.0",
    "trackintel": "trackintel 1.4.2",
    "scikit-mobility": "scikit-mobility 1.3.1",
}
FOLDER = Path(__file__).resolve().parents[2] / "var" / "bench"
COLUMNS = ["rows from", "time", "speed", "peak memory", "result"]

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


def run(out: Report) -> None:
    """Two tables: the big file beside engines, a small one beside mobility libraries."""
    _engines(out)
    _libraries(out)


def _engines(out: Report) -> None:
    source, target = FOLDER / "positions-50m.parquet", FOLDER / "visits.parquet"
    write_positions(source, ROWS)
    python, why = python_of("engines")
    ours = measure(OURS, source, target, 120)
    reading = measure(READING, source, "numbers")
    text = measure(READING, source, "text", runs=1)
    duckdb = measure(DUCKDB, source, target, python=python) if python else why
    polars = measure(POLARS, source, target, python=python) if python else why
    rows = [
        line("minewarden, Parquet to Parquet", ROWS, ours, unit=" visits"),
        line("merely reading the same columns, words as numbers", ROWS, reading, unit=" rows"),
        line("merely reading the same columns, words as text", ROWS, text, unit=" rows"),
        line("DuckDB, window query, to Parquet", ROWS, duckdb, unit=" visits"),
        line("Polars, sort and streaming, to Parquet", ROWS, polars, unit=" visits"),
    ]
    out.note(
        f"{ROWS:,} rows of 20,000 cards in 50 mines in time order, 10 s apart, one station change in 60 reads; six "
        "columns (mine, card, station, time, flag, file); gap 120 s. Each figure is the median of 3 fresh processes, "
        "timed from opening the file to the written result, without starting Python and importing libraries."
    )
    out.table("Beside engines", COLUMNS, rows)
    for name, other in (("DuckDB", duckdb), ("Polars", polars)):
        if isinstance(ours, Measured) and isinstance(other, Measured):
            out.note(f"minewarden is {other.seconds / ours.seconds:.1f} times as fast as {name}.")
    if isinstance(ours, Measured) and isinstance(reading, Measured):
        out.note(
            f"It takes {ours.seconds / reading.seconds:.2f} times as long as merely reading, words as numbers."
        )


def _libraries(out: Report) -> None:
    source, target = FOLDER / "positions-1m-400.parquet", FOLDER / "visits-1m.parquet"
    write_positions(source, PEER_ROWS, cards=PEER_CARDS)
    ours = measure(OURS, source, target, 120)
    again = measure(OURS_AGAIN, source, target, 120, runs=5)
    scripts = {"movingpandas": MOVINGPANDAS, "trackintel": TRACKINTEL, "scikit-mobility": SKMOB}
    found: dict[str, Measured | str] = {}
    for name, script in scripts.items():
        python, why = python_of(name)
        runs = 1 if name == "movingpandas" else 3
        found[name] = measure(script, source, python=python, runs=runs) if python else why
    rows = [
        line("minewarden, Parquet to Parquet, first call of a process", PEER_ROWS, ours, unit=" visits"),
        line("minewarden, the same, kernel already loaded", PEER_ROWS, again, unit=" visits"),
        *(
            line(f"{TITLES[name]}, stop detection", PEER_ROWS, one, unit=" stops")
            for name, one in found.items()
        ),
    ]
    out.note(
        f"The libraries want coordinates: {PEER_ROWS:,} rows of {PEER_CARDS} cards, the same for all, stations 50 m "
        "apart, 1 m of noise; a stop lasts 120 s within 20 m. Their time leaves out reading the file and importing "
        "their compiled parts and takes in building their own objects; ours takes in reading and writing the files. "
        "One run for MovingPandas."
    )
    out.table("Beside mobility libraries", COLUMNS, rows)
    _ratios(out, ours, again, list(found.values()))


def _ratios(out: Report, ours: Measured | str, again: Measured | str, peers: list[Measured | str]) -> None:
    """How many times the best of the peers, said for each way of measuring ours."""
    rates = [peer.rate(PEER_ROWS) for peer in peers if isinstance(peer, Measured)]
    big = measure(OURS, FOLDER / "positions-50m.parquet", FOLDER / "visits.parquet", 120, runs=1)
    if rates and isinstance(ours, Measured) and isinstance(again, Measured) and isinstance(big, Measured):
        out.note(
            f"Against the best of them ({max(rates) / 1e3:.1f} k rows/s), Parquet to Parquet: "
            f"{ours.rate(PEER_ROWS) / max(rates):.0f} times in the first call of a process, "
            f"{again.rate(PEER_ROWS) / max(rates):.0f} times from the second call on; at {ROWS:,} rows, where they "
            f"were not run, {big.rate(ROWS) / max(rates):.0f} times their rate."
        )
