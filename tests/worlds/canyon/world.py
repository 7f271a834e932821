"""The world: draws the mines, lets things happen and writes everything."""

import csv
import datetime as dt
import json
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from . import crews, harmless, physics, story, wrongs
from .files import Writer
from .layout import build

KINDS = (
    "headcount_concealed",
    "cards_carried",
    "card_parked",
    "data_fabricated",
    "sensor_masked",
    "working_while_stopped",
    "over_capacity",
    "overstaffed",
)


def write_world(
    seed: int,
    mines: int,
    days: int,
    inbox: Path,
    truth: Path,
    kinds: Sequence[str] = (),
    *,
    skip: int = 0,
) -> None:
    """Write `mines` mine folders of `days` days and the truth about them."""
    inbox, truth = Path(inbox), Path(truth)
    rng = random.Random(f"canyon/{seed}")
    start = dt.datetime(2024, 3, 4) + dt.timedelta(days=rng.randrange(240))
    used, answers = set(), []
    for i in range(mines):
        while True:
            region = rng.choice(
                (520221, 520425, 530325, 141024, 610526, 410482, 340621, 511521, 231083, 620823)
            )
            code = f"{region}{rng.randrange(3000, 989999):06d}"
            if code not in used:
                used.add(code)
                break
        if kinds:
            kind = kinds[i % len(kinds)]
        else:
            x = rng.random()
            kind = "healthy" if x < 0.4 else "hidden_face" if x < 0.7 else rng.choice(KINDS)
        if i >= skip:
            answers.append(_one(f"canyon/{seed}/{i}", code, days, start, kind, inbox / code))
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": answers}, ensure_ascii=False, indent=1), encoding="utf-8")


def _one(seed: str, code: str, days: int, start: dt.datetime, kind: str, folder: Path) -> dict:
    rng = random.Random(seed)
    size = rng.choices(("small", "middle", "large"), (4, 4, 2))[0]
    mine = build(random.Random(seed + "/mine"), code, size)
    run = crews.Run(mine, days, start, seed)
    crews.levels(run)
    crews.staff(run)
    for name in ("water", "explosives", "video", "haulage", "power", "aqjk"):
        if rng.random() < {"explosives": 0.3, "water": 0.2, "video": 0.25, "haulage": 0.12}.get(name, 0.05):
            run.missing.add(name)
    if kind != "healthy":
        run.missing -= {"power", "aqjk", "haulage"}
        wrongs.commit(run, kind)
    harmless.happen(run, rng.randint(1, 4) if kind == "healthy" else rng.randint(0, 2), kind == "healthy")
    crews.roster(run)
    story.settle(run)
    physics.compute(run)
    _limits(run)
    went = {trip.person.card for trip in run.trips}
    for row in run.conduct:
        row["cards"] = [card for card in row["cards"] if card in went]
    folder.mkdir(parents=True, exist_ok=True)
    _register(run, rng, folder)
    writer = Writer(run, folder)
    writer.people()
    writer.snapshots(_period(run, rng))
    if "aqjk" not in run.missing:
        writer.sensors()
    _tables(run, rng, folder)
    for name in ("rydw", "aqjk"):
        if not any((folder / name).iterdir()):
            shutil.rmtree(folder / name)
    return {"mine_code": code, "conduct": run.conduct, "lookalikes": run.names}


def _period(run, rng):
    """Seconds between snapshots: at most about a million rows in thirty days."""
    hours = sum(t.t_out - t.t_in for t in run.trips if t.card) / max(1, run.days)
    mean = hours / 86400 * 1.05
    least = 30 * 86400 * mean / 1.0e6
    choice = [p for p in (30, 60, 120, 180, 300, 300, 600) if p >= max(least, 120 if run.days > 6 else 30)]
    return rng.choice(choice[:3]) if choice else 600


def _limits(run):
    """Declared limits leave room for what is ordinary (and for cover teams), not for undeclared extra people."""
    events, peak = [], Counter()
    for trip in run.trips:
        if trip.person.card in run.undeclared or not trip.card:
            continue
        marks = [*[v[1] for v in trip.visits[1:]], trip.t_out]
        events += [(trip.t_in, 1, None), (trip.t_out, -1, None)]
        for (s, a, mode), b in zip(trip.visits, marks, strict=True):
            area = run.mine.stations[s].area
            if area.endswith("封闭区") and trip.tag == "hidden":
                continue
            events += [(a, 1, area), (b, -1, area)]
    now = Counter()
    for _, step, area in sorted(events, key=lambda e: (e[0], e[1])):
        now[area] += step
        peak[area] = max(peak[area], now[area])
    run.limit = int(peak[None] * 1.1) + 3
    for name, area in run.mine.areas.items():
        area["limit"] = int(peak[name] * 1.12) + 2 if area["type"] != "限制区域" or peak[name] else 0
    run.peak = peak


def _register(run, rng, folder):
    mine = run.mine
    plain, lean = rng.random() < 0.08, rng.random() < 0.1
    faces = []
    for f in mine.faces + mine.ended:
        f.end = (
            run.date(-rng.randint(*(5, 25) if f.closing else (20, 150)))
            if not f.live and not f.future
            else None
        )
        f.start = run.date(run.days + 15) if f.future else f.start
        faces.append(
            {
                "face_id": f.face_id,
                "name": f.name,
                "kind": f.kind,
                "stations": [mine.stations[s].code for s in f.stations],
                "from": f.start,
                "to": f.end,
                "crew_per_shift": f.crew,
                "planned_t_per_day": f.plan,
                "advance_m_per_day": f.advance,
                "air_m3_per_min": f.air,
                "ch4_m3_per_min": f.ch4,
                "inflow_m3_per_h": f.inflow,
                "explosive_kg_per_day": f.explosive,
            }
        )
    roads = [
        {"from": mine.stations[a].code, "to": mine.stations[b].code, "length_m": m}
        for a, way in mine.links.items()
        for b, m in way.items()
        if a < b
    ]
    register = {
        "mine_code": mine.code,
        "name": mine.name,
        "region": mine.code[:6],
        "kind": "coal",
        "capacity_t_per_year": mine.capacity,
        "headcount_limit": run.limit,
        "shift_starts": [f"{m // 60:02d}:{m % 60:02d}" for m in mine.shifts],
        "status": run.status,
        "areas": [
            {"area_code": a["code"], "type": a["type"], "limit": a["limit"], "name": n}
            for n, a in mine.areas.items()
        ],
        "stations": [
            {
                "station_code": s.code,
                "name": s.name,
                "x": 0.0 if plain else round(s.x, 1),
                "y": 0.0 if plain else round(s.y, 1),
                "z": 0.0 if plain else round(s.z, 1),
            }
            for s in mine.stations
        ],
        "roadways": roads if not (plain and not run.conduct) else [],
        "faces": faces,
        "seals": [
            {
                "seal_id": f"S{k + 1}",
                "name": s["name"],
                "stations": [mine.stations[x].code for x in s["stations"]],
                "built": f"202{rng.randint(1, 3)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
            }
            for k, s in enumerate(mine.seals)
        ],
        "feeders": mine.feeders if not (lean and not run.conduct) else [],
        "conveyors": mine.conveyors,
        "pumps": [dict(p, station=mine.stations[p["station"]].code) for p in mine.pumps],
        "points": [
            {
                "point_code": p.code,
                "kind": p.kind,
                "station": mine.stations[p.station].code,
                "section_m2": p.section,
            }
            for p in mine.points
        ],
    }
    if run.notices:
        register["notices"] = run.notices
    (folder / "register.json").write_text(
        json.dumps(register, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def _csv(path, head, rows):
    with path.open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)


def _tables(run, rng, folder):
    mine, miss = run.mine, run.missing
    stamps = [run.iso(i * 900) for i in range(run.n)]
    if "power" not in miss:
        rows = [
            [stamps[i], f["feeder"], round(max(0.0, run.kw[k][i] * (1 + 0.01 * rng.gauss(0, 1))), 1)]
            for i in range(run.n)
            if rng.random() > 0.002
            for k, f in enumerate(mine.feeders)
        ]
        parts = 3 if run.resend else 1
        for n in range(parts):
            a, b = len(rows) * n // parts, len(rows) * (n + 1) // parts
            _csv(
                folder / ("power.csv" if parts == 1 else f"power-{n + 1}.csv"),
                ["at", "feeder", "kw"],
                rows[a:b],
            )
    if "haulage" not in miss:
        rows = []
        for i in range(run.n):
            for k, c in enumerate(mine.conveyors):
                t = float(run.belt[k][i])
                rate = c["rated_t_per_h"] / 4
                rows.append(
                    [
                        stamps[i],
                        c["conveyor"],
                        round(min(900, 900 * min(1, t / rate * 1.5 + 0.12) if t > 0.05 else 0)),
                        round(t, 2),
                    ]
                )
        _csv(folder / "haulage.csv", ["at", "conveyor", "running_s", "t"], rows)
    rows = run.output
    for row in rows:
        day = next(d for d in range(run.days) if run.date(d) == row[0])
        if run.silent and run.silent[0] <= day < run.silent[1]:
            row[2], row[3] = 0.0 if run.silent[2] else row[2], 0.0
        if run.report_factor and run.report_factor[0] <= day < run.report_factor[1]:
            row[3] = round(row[3] * run.report_factor[2], 1)
    _csv(folder / "output.csv", ["date", "shift", "hoisted_t", "reported_t"], rows)
    if "water" not in miss:
        _csv(
            folder / "water.csv",
            ["at", "pump", "m3"],
            [
                [stamps[h * 4], p["pump"], round(float(run.pumped[k][h]), 1)]
                for h in range(run.n // 4)
                for k, p in enumerate(mine.pumps)
            ],
        )
    if "explosives" not in miss and run.blasts:
        _csv(
            folder / "explosives.csv",
            ["at", "face_id", "explosive_kg", "detonators", "returned_kg"],
            [
                [run.iso(t), f, round(kg, 1), det, back]
                for t, f, kg, det, back in sorted(run.blasts)
                if 0 <= t < run.days * 86400
            ],
        )
    if "video" not in miss:
        _csv(folder / "video.csv", ["at", "position", "direction", "persons"], _video(run, rng))


def _video(run, rng):
    """Heads counted at the gate, minute by minute; a camera misses or doubles now and then."""
    counts = Counter()
    for trip in run.trips:
        if trip.body and trip.video:
            for t, direction in ((trip.t_in - 45, "in"), ((trip.body_out or trip.t_out) + 30, "out")):
                if 0 <= t < run.days * 86400:
                    counts[int(t // 60), direction] += 1
    rows = []
    for (minute, direction), n in sorted(counts.items()):
        miss = 0.006
        if run.blind and run.blind[0] <= minute * 60 < run.blind[1]:
            miss = run.blind[2]
        n = sum(1 for _ in range(n) if rng.random() > miss) + (rng.random() < 0.008)
        if n:
            gate = "副井口"
            if run.other_gate and run.other_gate[0] <= minute * 60 < run.other_gate[1]:
                gate = "主井口"
            rows.append([run.iso(minute * 60), gate, direction, int(n)])
    return rows
