# ruff: noqa: E501
"""The files of a `Scene`: register, text files and CSV files, as section 1 to 3 of the contract want them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.factors.scenes import Scene, Trip

BASE_T = (620.0, 210.0)  # tonnes a day of the coal face and of a heading


def write(scene: Scene, inbox: Path) -> Path:
    from tests.factors.scenes import CODE, dump

    folder = inbox / CODE
    for name in ("rydw", "aqjk"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    if scene.registered:
        dump(folder / "register.json", register(scene))
    if "people" in scene.s.systems:
        snapshots(scene, folder / "rydw")
    if "cdss" in scene.s.systems:
        sensors(scene, folder / "aqjk")
    for name in ("power", "haulage", "output", "water", "explosives", "video"):
        if name in scene.s.systems:
            lines = globals()[name](scene)
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def register(scene: Scene) -> dict[str, object]:
    s, lad = scene.s, scene.lad
    faces = []
    for f, place in enumerate(lad.face_ends):
        coal = f == 0
        faces.append({
            "face_id": f"W{f + 1}", "name": f"{'综采' if coal else '掘进'}{f + 1}", "kind": "coal_face" if coal else "heading",
            "stations": [scene.station(p) for p in place], "from": "2024-06-01", "to": None,
            "crew_per_shift": [8, 8, 8], "planned_t_per_day": 650.0 if coal else 220.0, "advance_m_per_day": 3.0,
            "air_m3_per_min": 820.0 if coal else 300.0, "ch4_m3_per_min": 2.4 if coal else 0.7,
            "inflow_m3_per_h": 14.0 if coal else 4.0, "explosive_kg_per_day": 0.0 if coal else 48.0})  # fmt: skip
    day = scene.s.start.date()
    if scene.heading_until is not None:
        faces[1]["to"] = str(day + timedelta(days=scene.heading_until))
    status: list[dict[str, object]] = [{"state": "producing", "from": "2023-01-01", "to": None}]
    if s.stopped_days:
        low, high = min(s.stopped_days), max(s.stopped_days)
        status = [
            {"state": "producing", "from": "2023-01-01", "to": str(day + timedelta(days=low - 1))},
            {"state": "suspended", "from": str(day + timedelta(days=low)), "to": str(day + timedelta(days=high))},
            {"state": "producing", "from": str(day + timedelta(days=high + 1)), "to": None}]  # fmt: skip
    points = [
        {"point_code": point(i), "kind": kind, "station": scene.station(at), "section_m2": section}
        for i, (kind, at, section) in enumerate(layout(scene))
    ]
    return {
        "mine_code": point(0)[:12], "name": "试验煤矿", "region": "140922", "kind": "coal", "capacity_t_per_year": 330000,
        "headcount_limit": 90, "shift_starts": [f"{h:02d}:00" for h in s.shifts], "status": status,
        "areas": [], "stations": [
            {"station_code": scene.station(i), "name": f"{i}#", "x": x, "y": y, "z": -300.0} for i, (x, y) in enumerate(lad.xy)],
        "roadways": [{"from": scene.station(a), "to": scene.station(b), "length_m": 110.0} for a, b in lad.ways],
        "faces": faces, "seals": [{"seal_id": "S1", "name": "老空区密闭", "stations": [scene.station(lad.seal)],
                                     "built": "2023-05-01"}] if scene.seal_declared else [],
        "feeders": [{"feeder": f, "serves": to, "rated_kw": kw} for f, to, kw in FEEDERS],
        "conveyors": [{"conveyor": "B1", "serves": ["W1"], "rated_t_per_h": 250.0},
                      {"conveyor": "B0", "serves": ["W1", "W2"], "rated_t_per_h": 400.0}],
        "pumps": [{"pump": "P1", "station": scene.station(lad.pit), "rated_m3_per_h": 120.0}], "points": points,
    }  # fmt: skip


FEEDERS = (("K1", "W1", 900.0), ("K2", "W2", 260.0), ("K3", "hoist", 700.0), ("K4", "main_fan", 400.0),
           ("K5", "other", 350.0), ("K6", "pump", 250.0))  # fmt: skip


def layout(scene: Scene) -> list[tuple[str, int, float]]:
    a, b = (place[0] for place in scene.lad.face_ends[:2])
    return [("ch4", a, 0.0), ("ch4", b, 0.0), ("air_velocity", a, 12.0), ("air_velocity", 21, 14.0), ("ch4", 21, 0.0),
            ("ch4", scene.lad.seal, 0.0)]  # fmt: skip


def point(number: int) -> str:
    from tests.factors.scenes import CODE

    return f"{CODE}01MN0001{number:05d}A"


def snapshots(scene: Scene, folder: Path) -> None:
    from tests.factors.scenes import CODE, local, stamp

    mark, end, prefix = ("^", "]]]", "N") if scene.s.caret else ("~", "||", "")

    def send(kind: str, at: int, header: str, records: list[str]) -> None:
        text = mark.join([header, *records]) + mark + end
        (folder / f"{CODE}_{prefix}{kind}_{stamp(at)}.txt").write_text(text, encoding="utf-8")

    head = f"{CODE};试验煤矿;{local(scene.t0)}"
    send("RYXX", scene.t0, f"{CODE};试验煤矿;90;K;S;M;2030-01-01;{local(scene.t0)}",
         [f"{card};人{i};{trade};工人;{team};1990-01-01;;0;0" for i, (card, trade, team) in enumerate(scene.roster)])  # fmt: skip
    send(
        "RYJZ",
        scene.t0,
        head,
        [f"{scene.station(i)};{i}#;{x};{y};-300;" for i, (x, y) in enumerate(scene.lad.xy)],
    )
    for card, at, station in scene.alarms:
        code, since = scene.station(station), local(at)
        send("RYXZ", at, f"{CODE};试验煤矿;{since}",
             [f"{card};人{card[-5:]};{since};;{since};{code[:16]};{since};{code};{since}"])  # fmt: skip
    trips = sorted(scene.trips, key=lambda t: t.entered)
    past: dict[int, list[str]] = {}
    for at in range(scene.t0 + 120, scene.t0 + scene.s.days * 86400, scene.s.period_s):
        if any(low <= at < high for low, high in scene.deletions):
            continue
        if scene.replay and scene.replay[0] <= at < scene.replay[1]:
            records = past.get(at - scene.replay[2], [])
        else:
            records = [record(scene, trip, at) for trip in trips if visible(scene, trip, at)]
        past[at] = records
        send("RYSS", at, f"{CODE};试验煤矿;{local(at)}", records)


def visible(scene: Scene, trip: Trip, at: int) -> bool:
    low, high = trip.entered, trip.until + 300
    if not low <= at < high or trip.hidden_from <= at < trip.hidden_to:
        return False
    number = int(trip.card[-5:])
    return not any(a <= at < b and number % 3 == r for a, b, r in scene.unlisted)


def record(scene: Scene, trip: Trip, at: int) -> str:
    from tests.factors.scenes import local

    seen, station = max((x for x in trip.steps if x[0] <= at), default=trip.steps[0])
    out = at >= trip.until
    metres = trip.distance if trip.distance is not None else scene.rng.uniform(-40, 40)
    entered = trip.entered
    code = scene.station(station)
    area = code[:16]
    if scene.made_up and scene.made_up[0] <= at < scene.made_up[1]:
        starts = [scene.t0 + d * 86400 + h * 3600 for d in range(-1, scene.s.days) for h in scene.s.shifts]
        entered = max(x for x in starts if x <= at)
        code, seen = scene.station(scene.rng.randrange(2, 24)), at
        area = scene.station(scene.rng.randrange(2, 24))[:16]
    return ";".join([
        trip.card, f"人{trip.card[-5:]}", "2" if out else "1", local(entered) if scene.s.entries else "",
        local(trip.until) if out else "",
        area, local(seen), code, local(seen), "三八制", f"{metres:.1f}", "正常", "0", "0", ""])  # fmt: skip


def sensors(scene: Scene, folder: Path) -> None:
    from tests.factors.scenes import CODE, local, stamp

    if any(plot.style == "range" for plot in scene.s.plots):
        ranges = [
            (i, 10.0 if i == 0 else 4.0) for i, (kind, _, _) in enumerate(layout(scene)) if kind == "ch4"
        ]
        points = [
            f"{point(i)};01;;甲烷;MN;%CH4;{high};0{';' * 10};p{i};;;;;{local(scene.t0)}" for i, high in ranges
        ]
        text = f"{CODE};试验煤矿;K;S;M;2030-01-01;{local(scene.t0)}~" + "~".join(points) + "~||"
        (folder / f"{CODE}_CDDY_{stamp(scene.t0)}.txt").write_text(text, encoding="utf-8")
    sent: dict[int, float] = {}
    for at in range(scene.t0, scene.t0 + scene.s.days * 86400, 600):
        day, hour = (at - scene.t0) // 86400, (at - scene.t0) % 86400 / 3600
        work, dark = scene.at_work(day, hour), scene.dark(day, hour, "gas")
        air = scene.dark(day, hour, "air")
        values = [
            max(0.0, scene.near(0.12 + 0.18 * work, 0.08)), max(0.0, scene.near(0.1 + 0.1 * work, 0.08)),
            scene.near(820 / 60 / 12, 0.02), scene.near((1900 + 330 * air) / 60 / 14, 0.02),
            max(0.0, scene.near(0.15 + 0.07 * work + 0.05 * dark, 0.06)),
            max(0.0, scene.near(0.2 + 0.3 * dark, 0.06))]  # fmt: skip
        masked = scene.plot("sensor_masked", day)
        if masked and masked.style == "replay":
            values[0] = sent[at - 86400]
        elif masked and masked.style == "range":
            values[0] *= 0.35
        elif masked:
            values[0] = 0.06 if masked.style == "flat" else max(0.0, scene.rng.gauss(0.02, 0.004))
        sent[at] = values[0]
        records = [
            f"{point(i)};{'甲烷' if kind == 'ch4' else '风速'};p{i};{values[i]:.2f};{'%CH4' if kind == 'ch4' else 'm/s'};0;{local(at)}"
            for i, (kind, _, _) in enumerate(layout(scene))
        ]
        text = f"{CODE};试验煤矿;{local(at)}~" + "~".join(records) + "~||"
        (folder / f"{CODE}_CDSS_{stamp(at)}.txt").write_text(text, encoding="utf-8")


def quarters(scene: Scene) -> list[tuple[int, int, float]]:
    steps = range(scene.t0, scene.t0 + scene.s.days * 86400, 900)
    return [(at, (at - scene.t0) // 86400, (at - scene.t0) % 86400 / 3600) for at in steps]


def power(scene: Scene) -> list[str]:
    lines = ["at,feeder,kw"]
    for at, day, hour in quarters(scene):
        work, dark = scene.at_work(day, hour), scene.dark(day, hour, "power")
        boost = 1.5 if scene.plot("over_capacity", day) else 1.0
        load = {"K1": 40 + 460 * work * boost, "K2": 15 + 110 * work, "K3": 60 + 230 * work * boost, "K4": 260,
                "K5": 90 + 170 * dark, "K6": 70 + 20 * scene.dark(day, hour, "water")}  # fmt: skip
        lines += [f"{scene.iso(at)},{name},{max(0.0, scene.near(kw, 0.08)):.1f}" for name, kw in load.items()]
    return lines


def tonnes(scene: Scene, day: int) -> tuple[float, float, float]:
    """Coal face, heading, hidden."""
    work = 0.0 if scene.at_work(day, 15.0) == 0 else 1.0
    boost = 1.7 if scene.plot("over_capacity", day) else 1.0
    return BASE_T[0] * work * boost, BASE_T[1] * work * boost, 240.0


def haulage(scene: Scene) -> list[str]:
    lines = ["at,conveyor,running_s,t"]
    for at, day, hour in quarters(scene):
        face, heading, hidden = tonnes(scene, day)
        share = scene.at_work(day, hour) / (0.35 * 6 + 18) / 4
        extra = hidden * scene.dark(day, hour, "haulage") / (14 + 1.5) / 4
        for name, t in (("B1", face * share), ("B0", (face + heading) * share + extra)):
            t = max(0.0, scene.near(t, 0.1))
            lines.append(f"{scene.iso(at)},{name},{int(min(900, t * 14))},{t:.2f}")
    return lines


def output(scene: Scene) -> list[str]:
    lines = ["date,shift,hoisted_t,reported_t"]
    for day in range(scene.s.days):
        face, heading, hidden = tonnes(scene, day)
        told = scene.near(face + heading)
        up = told * scene.rng.uniform(0.985, 1.015) + hidden * (scene.dark(day, 12, "output") > 0)
        date = scene.iso(scene.t0 + day * 86400)[:10]
        lines += [f"{date},{k},{up / 3:.1f},{told / 3:.1f}" for k in ("早班", "中班", "夜班")]
    return lines


def water(scene: Scene) -> list[str]:
    lines = ["at,pump,m3"]
    for at in range(scene.t0, scene.t0 + scene.s.days * 86400, 3600):
        day, hour = (at - scene.t0) // 86400, (at - scene.t0) % 86400 / 3600
        lines.append(
            f"{scene.iso(at)},P1,{max(0.0, scene.near(19.5 + 6 * (scene.dark(day, hour, 'water') > 0), 0.1)):.2f}"
        )
    return lines


def explosives(scene: Scene) -> list[str]:
    lines = ["at,face_id,explosive_kg,detonators,returned_kg"]
    for day in range(scene.s.days):
        if scene.at_work(day, 15.0):
            lines.append(f"{scene.iso(scene.t0 + day * 86400 + 30000)},W2,{scene.near(46, 0.1):.1f},60,2.0")
        if scene.dark(day, 12, "explosives"):
            lines.append(f"{scene.iso(scene.t0 + day * 86400 + 50000)},W9,{scene.near(30, 0.1):.1f},40,1.0")
    return lines


def video(scene: Scene) -> list[str]:
    lines = ["at,position,direction,persons"]
    moves = [(t.entered, "in", 1) for t in scene.trips] + [
        (t.bearer_until or t.until, "out", 1) for t in scene.trips
    ]
    for plot in scene.s.plots:
        if plot.kind == "headcount_concealed":
            for day in range(plot.from_day, plot.to_day + 1):
                for hour in scene.s.shifts:
                    at = scene.t0 + day * 86400 + hour * 3600
                    moves += [(at + 60 * i, "in", 1) for i in range(plot.crew)]
                    moves += [(at + 28000 + 60 * i, "out", 1) for i in range(plot.crew)]
    for at, direction, count in sorted(moves):
        lines.append(f"{scene.iso(at)},main_shaft,{direction},{count}")
    return lines
