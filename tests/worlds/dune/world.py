"""write_world: draw mines, let them work, write their files and the truth."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path

from . import conduct, files, people, physics
from .layout import Mine, plan

OTHERS = (
    "headcount_concealed",
    "cards_carried",
    "card_parked",
    "data_fabricated",
    "sensor_masked",
    "working_while_stopped",
    "over_capacity",
    "overstaffed",
)
# look-alikes any mine may show; those of STRUCTURE change the mine's calendar and only happen in healthy mines
LOOK_ALIKES = (
    "visitors",
    "trainees",
    "rescue_drill",
    "double_descent",
    "flat_battery",
    "lost_card",
    "hoist_breakdown",
    "late_bus",
    "drill_site",
    "grouting",
    "old_road_vent",
    "seal_work",
    "drain_old",
    "fan_change",
    "feeder_switch",
    "wet_coal",
    "rock_hoist",
    "link_outage",
    "sensor_swap",
    "intake_flat",
    "belt_scale",
    "belt_repair",
    "rain",
    "drainage",
    "bunker",
    "compressor",
    "replaced_card",
    "belt_empty",
    "overtime",
    "dead_reader",
    "clock_drift",
    "short_gaps",
    "new_heading",
)
STRUCTURE = ("stand", "restart", "holiday", "face_move", "end_face", "new_heading")


def _kind(seed: int, number: int, kinds) -> str:
    if kinds:
        return kinds[number % len(kinds)]
    r = random.Random(f"dune/{seed}/{number}/kind")
    x = r.random()
    return "healthy" if x < 0.4 else "hidden_face" if x < 0.7 else r.choice(OTHERS)


def _sender(m) -> None:
    """Habits of the sender and gaps of the register."""
    r = m.rd
    honest = m.kind == "healthy"
    m.step = r.choice(
        [600, 480, 600]
        if m.archetype == "big"
        else [120, 180, 300, 300, 300, 600]
        if m.archetype == "tiny"
        else [180, 300, 300, 300, 300, 600]
    )
    m.jitter = r.choice([0.5, 3, 12])
    m.trace = r.choice([0, 2, 3]) if m.archetype == "big" else r.choice([0, 2, 3, 4])
    m.no_distance = r.random() < (0.12 if honest else 0.04)
    m.second_profile, m.newlines = r.random() < 0.1, r.random() < 0.1
    m.lost, m.half, m.double = (
        r.choice([0, 0.003, 0.02]),
        r.choice([0, 0.001, 0.004]),
        r.choice([0, 0.002, 0.01]),
    )
    m.cd_step = r.choice([120, 180, 300, 300, 300, 300])
    m.cd_offset, m.jz_step = r.randint(0, 60), r.choice([900, 1800, 3600])
    m.with_stats = r.random() < 0.3
    m.miss, m.video_miss, m.video_step = (
        r.choice([0.01, 0.04, 0.1]),
        r.choice([0.005, 0.015, 0.03]),
        r.choice([60, 60, 300]),
    )
    m.video_local = r.random() < 0.5
    m.unset, m.hr_missing, m.lazy_hr = r.choice([0, 0.05, 0.3]), r.choice([0, 0, 0.02]), r.random() < 0.3
    m.drift = r.choice([0, 0.05, 0.1])
    m.card0, m.card_step = r.choice([1, 101, 2001]), r.choice([1, 1, 3])
    m.cage_gap, m.cage_speed = r.choice([300, 420, 600]), 4.0 if m.vertical else 2.6
    m.man_rider = r.choice([0, 0, 2.2, 3.5])
    m.bunches = r.choice([[900, 1500, 2100], [1200, 1800], [600, 1200, 1800, 2400]])
    m.pump_mode = r.choice(["night", "level"])
    m.weekly_rest = r.choice([None, None, 6, 0])
    m.gas_push = 1.0
    m.reg_gaps = set()
    m.split_tables = r.random() < 0.2
    m.no_table = set()
    if honest:
        for g, p in (
            ("coordinates", 0.2),
            ("lengths", 0.15),
            ("crew", 0.15),
            ("roadways", 0.07),
            ("seals", 0.1),
            ("points", 0.07),
            ("pumps", 0.07),
            ("conveyors", 0.05),
            ("feeders", 0.06),
            ("areas", 0.07),
        ):
            if r.random() < p:
                m.reg_gaps.add(g)
        for t, p in (
            ("power", 0.05),
            ("haulage", 0.08),
            ("water", 0.12),
            ("explosives", 0.15),
            ("video", 0.12),
            ("output", 0.04),
        ):
            if r.random() < p:
                m.no_table.add(t)
    else:
        for g, p in (("coordinates", 0.15), ("lengths", 0.1), ("crew", 0.1)):
            if r.random() < p and m.kind not in ("overstaffed",):
                m.reg_gaps.add(g)
    m.outages, m.meter_gaps, m.dead_readers, m.clock_drift, m.short_gaps = [], [], {}, 0.0, 0.0


def _look_alikes(m) -> None:
    """Draw one to three look-alikes and settle their days."""
    r, total = m.r, m.days
    honest = m.kind == "healthy"
    pool = list(LOOK_ALIKES) + (list(STRUCTURE) if honest else [])
    names = r.sample(pool, r.randint(1, 3))
    if honest and r.random() < 0.5 and not set(names) & set(STRUCTURE):
        names[0] = r.choice(STRUCTURE)
    m.quirks = q = {}
    m.work = [1.0] * total
    building = m.archetype == "building"
    m.status = [{"state": "building" if building else "producing", "from": "2023-01-01", "to": None}]
    live = [f for f in m.faces if not f["to"]]
    coal, heads = [f for f in live if f["kind"] == "coal_face"], [f for f in live if f["kind"] == "heading"]

    def span(lo, hi):
        n = min(total, r.randint(lo, hi))
        a = r.randint(0, total - n)
        return (a, a + n)

    calendar_taken = False
    if len(coal) < 2 and "face_move" in names:
        names[names.index("face_move")] = r.choice(["holiday", "restart", "end_face"])
    if not coal and "end_face" in names:
        names[names.index("end_face")] = "stand"
    for x in names:
        if x in STRUCTURE:
            if calendar_taken:
                continue
            calendar_taken = True
        if x == "visitors":
            q[x] = {
                "n": r.randint(12, 28),
                "days": sorted(r.sample(range(total), min(total, r.randint(1, 3)))),
            }
        elif x == "trainees":
            q[x] = {"n": r.randint(1, 3)}
        elif x == "rescue_drill":
            q[x] = {"t": r.randrange(total) * 86400 + r.randint(34000, 56000)}
        elif x == "hoist_breakdown":
            q[x] = {"d": r.randrange(total), "s": r.randrange(m.ns), "late": r.randint(4000, 11000)}
        elif x == "late_bus":
            q[x] = {"d": r.randrange(total), "s": r.randrange(m.ns)}
        elif x in (
            "drill_site",
            "grouting",
            "drain_old",
            "old_road_vent",
            "wet_coal",
            "rock_hoist",
            "compressor",
        ):
            q[x] = (0, total) if x == "drill_site" and r.random() < 0.4 else span(2, 6)
        elif x == "seal_work":
            q[x] = span(2, 3)
        elif x == "fan_change":
            q[x] = r.randrange(1, total) * 86400 + r.randint(30000, 50000) if total > 1 else 40000
        elif x == "feeder_switch":
            q[x] = span(1, 4)
        elif x == "link_outage":
            q[x] = True
            for _ in range(r.randint(1, 3)):
                a = r.randrange(total * 86400 - 7200)
                m.outages.append((a, a + r.randint(1800, 30000)))
            if r.random() < 0.4:
                m.meter_gaps = list(m.outages)
        elif x == "sensor_swap":
            q[x] = {
                "p": r.choice([p for p in m.points if p["kind"] == "ch4" and p["role"] in ("T1", "T2")]),
                "t": r.randrange(total) * 86400 + 36000,
            }
        elif x == "belt_scale":
            q[x] = r.choice([0.95, 1.04, 1.06])
        elif x == "belt_repair":
            q[x] = {"d": r.randrange(total)}
        elif x in ("rain", "drainage"):
            q[x] = r.randrange(total)
        elif x == "dead_reader":
            q[x] = True
            for n in r.sample(range(2, len(m.nodes)), r.randint(1, 2)):
                a = r.randrange(total * 86400)
                m.dead_readers[n] = [(a, a + r.randint(4, 60) * 3600)]
        elif x == "clock_drift":
            q[x] = True
            m.clock_drift = r.choice([-6, 4, 9])
        elif x == "short_gaps":
            q[x] = True
            m.short_gaps = r.uniform(0.03, 0.12)
        elif x == "stand":
            q[x] = True
            m.work = [0.0] * total
            state = r.choice(["suspended", "overhaul"])
            m.status = [
                {"state": "producing", "from": "2023-01-01", "to": m.day(-20)},
                {"state": state, "from": m.day(-19), "to": None},
            ]
        elif x == "restart":
            q[x] = k = r.randint(1, max(1, total - 2))
            m.work = [0.0 if d < k else min(1.0, 0.45 + 0.15 * (d - k)) for d in range(total)]
            m.status = [
                {"state": "producing", "from": "2023-01-01", "to": m.day(-9)},
                {"state": "suspended", "from": m.day(-8), "to": m.day(k - 1)},
                {"state": "producing", "from": m.day(k), "to": None},
            ]
        elif x == "holiday":
            q[x] = a, b = span(2, 3)
            m.work = [0.0 if a <= d < b else 1.0 for d in range(total)]
            if r.random() < 0.5 and not building:
                m.status = [
                    {"state": "producing", "from": "2023-01-01", "to": m.day(a - 1)},
                    {"state": "suspended", "from": m.day(a), "to": m.day(b - 1)},
                    {"state": "producing", "from": m.day(b), "to": None},
                ]
        elif x == "face_move" and len(coal) >= 2:
            one, two = r.sample(coal, 2)
            a = r.randint(1, max(1, total - 3))
            b = min(total, a + r.randint(2, 4))
            q[x] = {"face": one, "salvage": (a, b)}
            one.update(coal_window=(0, a), window=(0, b), to=m.day(b - 1))
            two.update({"coal_window": (b, total), "window": (a, total), "from": m.day(a), "ramp": 3})
        elif x == "end_face" and coal:
            one = r.choice(coal)
            a = r.randint(1, max(1, total - 3))
            b = min(total, a + r.randint(3, 6))
            q[x] = {"face": one, "salvage": (a, b)}
            one.update(coal_window=(0, a), window=(0, b), to=m.day(b - 1))
        elif x == "new_heading" and len(heads) >= 2 and "new_heading" not in q:
            one = r.choice(heads)
            a = r.randint(1, max(1, total - 3))
            q[x] = a
            one.update({"window": (a, total), "from": m.day(a), "ramp": 4})
        elif x in (
            "replaced_card",
            "belt_empty",
            "overtime",
            "double_descent",
            "flat_battery",
            "lost_card",
            "intake_flat",
            "bunker",
        ):
            q[x] = True


def _organise(m) -> None:
    """Teams, limits."""
    r, q = m.rp, m.quirks
    m.teams = people.teams(m)
    day = [min(range(m.ns), key=lambda s: abs(m.starts[s] - 8))]
    site = r.choice(m.main + m.trunks)
    if "drill_site" in q:
        people.extra_team(
            m,
            "drill",
            "探放水队",
            [("探放水工", 3), ("钻机工", 2)],
            "stay",
            [site],
            r.randint(3, 5),
            q["drill_site"],
        )
    if "grouting" in q:
        people.extra_team(
            m,
            "grout",
            "防治水队",
            [("注浆工", 3), ("运料工", 1)],
            "stay",
            [r.choice(m.main)],
            r.randint(3, 5),
            q["grouting"],
        )
    if "old_road_vent" in q:
        people.extra_team(
            m,
            "oldair",
            "通风队",
            [("通风工", 2), ("测风工", 1)],
            "stay",
            [m.old[0]],
            r.randint(2, 4),
            q["old_road_vent"],
            day,
        )
    if "seal_work" in q:
        people.extra_team(
            m,
            "sealing",
            "通风队",
            [("密闭工", 3), ("通风工", 1)],
            "stay",
            [r.choice(m.seals)["node"]],
            r.randint(3, 5),
            q["seal_work"],
            day,
        )
    if "drain_old" in q:
        people.extra_team(
            m,
            "drain",
            "防治水队",
            [("主排水泵工", 1), ("探放水工", 1)],
            "fixed",
            [r.choice(m.old)],
            2,
            q["drain_old"],
        )
    for key in ("face_move", "end_face"):
        if key in q:
            f = q[key]["face"]
            people.extra_team(
                m,
                "salvage",
                "安装队",
                [("安装工", 3), ("回撤工", 3), ("绞车司机", 1)],
                "crew",
                f["stations"],
                r.randint(6, 10),
                q[key]["salvage"],
            )


def _limit(m, trips) -> None:
    """The approved number below ground: mostly above the peak at the change of shifts, sometimes a little under it."""
    edge = sorted([(t.v[0][0], 1) for t in trips] + [(t.out, -1) for t in trips])
    below = peak = 0
    for _, step in edge:
        below += step
        peak = max(peak, below)
    share = m.r.uniform(0.88, 0.98) if m.r.random() < 0.2 else m.r.uniform(1.03, 1.35)
    m.limit = int(peak * share) + 2
    if m.kind == "overstaffed" and m.c["style"] == "mine_limit":
        m.limit = int(max(sum(t.sizes[s] for t in m.teams) for s in range(m.ns)) * 1.3)
    m.areas[1]["limit"] = m.limit


def build(seed: int, number: int, days: int, start: dt.date, kind: str) -> tuple[Mine, list]:
    m = Mine(seed, number, days, start)
    for letter, what in (("rp", "people"), ("rd", "dirt"), ("rc", "conduct")):
        setattr(m, letter, random.Random(f"dune/{seed}/{number}/{what}"))
    m.kind, m.c, m.persons, m.true_out = kind, {}, [], {}
    shapes = ["tiny", "small", "mid", "big", "blast", "building"]
    weights = [2, 3, 4, 2, 2, 1] if kind == "healthy" else [1, 3, 5, 2, 1.5, 0]
    archetype = m.r.choices(shapes, weights)[0]
    plan(m, archetype)
    if kind != "healthy" and not any(f["kind"] == "coal_face" and not f["to"] for f in m.faces):
        m.__init__(seed, number, days, start)
        plan(m, "small")
    _sender(m)
    _look_alikes(m)
    if kind != "healthy":
        conduct.choose(m, kind)
    _organise(m)
    trips = people.all_trips(m)
    people.quirk_trips(m, trips)
    _limit(m, trips)
    conduct.people(m, trips)
    people.weak_coverage(m, trips)
    trips.sort(key=lambda t: (t.v[0][0], t.p))
    physics.produce(m)
    physics.water(m)
    physics.haul_power_output(m)
    physics.explosives(m)
    physics.sensors(m)
    return m, trips


def write_world(
    seed: int, count: int, days: int, inbox: Path, truth: Path, kinds: tuple[str, ...] = (), skip: int = 0
) -> None:
    """Write mines skip..count-1 into inbox and their truth; the same arguments give the same bytes."""
    inbox, truth = Path(inbox), Path(truth)
    start = dt.date(2024, 3, 1) + dt.timedelta(days=random.Random(f"dune/{seed}").randrange(0, 600))
    rows = []
    for number in range(
        skip, count
    ):  # every mine has streams of its own, so the skipped ones need no drawing
        kind = _kind(seed, number, kinds)
        m, trips = build(seed, number, days, start, kind)
        sender = files.Sender(m, inbox / m.code)
        files.personnel(m, sender, trips)
        files.static(m, sender)
        files.safety(m, sender)
        files.tables(m, sender, trips)
        rows.append(
            {
                "mine_code": m.code,
                "conduct": conduct.truth_rows(m),
                "archetype": m.archetype,
                "look_alikes": sorted(m.quirks),
            }
        )
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
