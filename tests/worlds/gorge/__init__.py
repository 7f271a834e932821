"""A made-up world of coal mines in the gorges: registers, monitoring files and the truth about them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np

from . import crews, honest, meters, paper, schemes
from .crews import DAY, Mine
from .ground import KINDS, build

REGIONS = (
    "520221",
    "520222",
    "520281",
    "520521",
    "520524",
    "520527",
    "522325",
    "530325",
    "530326",
    "530381",
    "532621",
    "511502",
    "511523",
    "511722",
    "500110",
    "500222",
)
TOWNS = [
    "红岩",
    "青杠",
    "白水",
    "龙潭",
    "石门",
    "柏林",
    "双河",
    "新场",
    "大湾",
    "马场",
    "落水",
    "纳雍沟",
    "黑石",
    "团山",
    "响水",
    "梨树",
    "羊场",
    "滥坝",
    "兴隆",
    "回龙",
]
BIRDS = [
    "顺发",
    "宏达",
    "永兴",
    "鑫源",
    "金沙",
    "恒泰",
    "兴旺",
    "富民",
    "五一",
    "胜利",
    "二号",
    "三号",
    "复兴",
    "长青",
]
SYSTEMS = (
    ("三八制", (0, 8, 16)),
    ("三八制", (7, 15, 23)),
    ("三八制", (6.5, 14.5, 22.5)),
    ("三八制", (5, 13, 21)),
    ("四六制", (2, 8, 14, 20)),
    ("四六制", (0, 6, 12, 18)),
    ("两班制", (7, 19)),
    ("两班制", (8, 20)),
    ("三八制", (0, 8, 16)),
    ("三八制", (7.5, 15.5, 23.5)),
)
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


def _first_day(rnd: Random, days: int) -> datetime:
    x = rnd.random()
    if x < 0.22:
        d = rnd.choice(honest.FESTIVALS) - timedelta(days=rnd.randint(0, max(4, min(days, 25))))
    elif x < 0.36:
        d = date(rnd.choice([2023, 2024, 2025]), 10, 1) - timedelta(
            days=rnd.randint(0, max(3, min(days, 20)))
        )
    else:
        d = date(2023, 1, 1) + timedelta(days=rnd.randint(0, 1000))
    d = max(d, date(2023, 1, 1))
    return datetime(d.year, d.month, d.day)


def _kind(rnd: Random) -> str:
    x = rnd.random()
    if x < 0.40:
        return "healthy"
    return "hidden_face" if x < 0.65 else OTHERS[min(7, int((x - 0.65) / 0.35 * 8))]


def make_mine(number: int, days: int, kind: str | None = None) -> tuple[Mine, meters.Meters]:
    """Make up mine `number` (seed + index); `kind` None draws what it does."""
    rng = np.random.default_rng([number])
    rnd = Random(int(rng.integers(2**62)))
    drawn = _kind(rnd)
    kind = kind or drawn
    region = rnd.choice(REGIONS)
    code = f"{region}{(number * 7919 + 2101) % 1000000:06d}"
    system, hours = rnd.choice(SYSTEMS)
    starts = [int(h * 3600) for h in hours]
    layout = rnd.choice(KINDS)
    ground, cap = build(rnd, layout, code, len(starts))
    name = f"{rnd.choice(TOWNS)}{rnd.choice(BIRDS)}煤矿"
    m = Mine(
        code,
        name,
        region,
        kind,
        rnd,
        rng,
        days,
        _first_day(rnd, days),
        ground,
        cap,
        starts,
        int(DAY / len(starts)) if len(starts) > 2 else int(rnd.choice([10, 10.5, 11]) * 3600),
        system,
    )
    _habits(m)
    crews.roster(m)
    nf = len(ground.faces)
    m.stop = [""] * days
    m.mode = [["cut"] * days for _ in range(nf)]
    m.prod = np.ones((nf, days))
    after = None
    if kind != "healthy":
        after = rnd.choice(schemes.BOOK[kind])(m)
    later = honest.happen(m, kind == "healthy")
    crews.live(m)
    crews.withdraw(m)
    for fn in later:
        fn(m)
    _limits(m)
    if after:
        after()
    crews.tidy(m)
    _dead_readers(m)
    measured = meters.Meters(m)
    _by_products(m, measured)
    return m, measured


def _by_products(m: Mine, s: meters.Meters) -> None:
    """What else is true because of the main conduct: too much coal, too many people."""
    if not m.conduct:
        return
    main = m.conduct[0]
    coal = float(s.coal5.sum()) + sum(float(h.cut.sum()) for h in m.hidden if h.cut is not None)
    if main["kind"] != "over_capacity" and coal > 1.1 * m.cap / 365 * m.days:
        m.blame("over_capacity", "by_product", main["t0"], main["t1"], incidental=True)
    for h in m.hidden:
        for st in m.status:
            a, b = max(h.d0, st["d0"]), min(h.d1, st["d1"])
            if a < b:
                own = main["stations"]
                m.blame("working_while_stopped", "by_product", a * DAY, b * DAY, own, incidental=True)
    if main["kind"] == "overstaffed":
        return
    top, per = crews.crowd(m, ("ghost", "twin", "replay", "invented", "level", "double"))
    faces = {m.ground.stations[f.stations[0]].area for f in m.ground.faces}
    hot = [a for a in faces if per[a] > 1.2 * m.ground.areas[a].limit]
    if top > m.head_limit or hot:
        own = [i for i, x in enumerate(m.ground.stations) if x.area in hot][:3]
        m.blame("overstaffed", "by_product", main["t0"], main["t1"], own, incidental=True)


def _habits(m: Mine) -> None:
    r, k, g = m.rnd, m.knobs, m.ground
    big = m.cap >= 300000
    est = sum(max(f.crew) for f in g.faces) + (28 if big else 18)
    k["period"] = r.choice([60, 120] if est < 30 else [120, 180, 300] if est < 55 else [240, 300, 300, 600])
    k["jitter"] = r.choice([0.0, 0.01, 0.03, 0.08])
    k["trace"] = r.choice([0, 1, 2, 3, 6, 12])
    k["next_card"] = r.choice([1, 101, 1001, r.randint(200, 9000)])
    k["lazy_roster"] = r.random() < 0.25
    k["rotate"], k["rot0"] = r.choice([0, 7, 7, 10]), r.randint(0, 40)
    night = [abs((s / 3600 + 2) % 24 - 1) for s in m.starts]
    k["night"] = int(np.argmin(night))
    fix = [f.maint for f in g.faces if f.maint >= 0]
    k["fix_shift"] = fix[0] if fix else k["night"]
    k["drilling"] = r.random() < 0.8
    k["ride_ok"], k["ride_wait"] = (lambda t: True), r.choice([120, 300, 600, 900])
    k["miss"], k["double"] = r.choice([0.005, 0.02, 0.05, 0.09]), r.choice([0.0, 0.01, 0.04])
    k["battery"], k["lazy_cadre"] = r.choice([0.0003, 0.001, 0.003]), r.random() < 0.3
    k["secret"], k["no_stop"] = [], m.conduct_kind in ("working_while_stopped", "over_capacity")
    k["base_inflow"] = r.uniform(8, 60) * (m.cap / 300000) ** 0.4
    k["goaf"], k["other_air"] = r.uniform(0.12, 0.4), r.uniform(250, 700)
    k["belt_delay"], k["rated"] = r.randint(2, 5), meters.rated(m)
    k["hoist_kwh_t"] = {"skip": r.uniform(1.6, 3.2), "belt": r.uniform(0.9, 1.8), "car": r.uniform(1.0, 2.4)}[
        {"shaft": "skip", "hangcar": "belt", "drain": "belt"}.get(g.kind, "car")
    ]
    k["pump_rated"] = (k["base_inflow"] + sum(f.inflow for f in g.faces)) * r.uniform(2.4, 4)
    k["sump_hours"], k["valley_pumping"] = r.uniform(5, 12), r.random() < 0.6
    k["pump_kwh_m3"] = r.uniform(0.9, 2.2)
    k["sensor_noise"], k["calib_days"] = r.choice([0.006, 0.01, 0.018]), r.choice([7, 10, 15])
    k["caret"], k["crlf"] = r.random() < 0.14, r.random() < 0.1
    k["late"], k["half"] = r.choice([0.0, 0.001, 0.004]), r.choice([0.0, 0.0005, 0.002])
    k["twice"] = r.choice([0.0, 0.001, 0.003])
    k["coords"] = r.choice(["full"] * 6 + ["zero", "zero", "none"])
    k["lengths"] = r.choice(["full"] * 7 + ["null", "omit", "none"])
    k["x0"], k["y0"] = r.choice([(0.0, 0.0), (35512000.0, 2951000.0), (18433000.0, 2840000.0)])
    k["gates_in_face"] = r.random() < 0.5
    k["producing_since"] = f"{r.randint(2016, 2022)}-{r.randint(1, 12):02d}-01"
    before = [(m.start - timedelta(days=r.randint(20, 260))).date().isoformat() for _ in range(12)]
    k["faces_since"] = before
    k["seals_built"] = [(m.start - timedelta(days=r.randint(60, 1500))).date().isoformat() for _ in range(20)]
    k["system_text"] = m.system if r.random() < 0.7 else "默认班制"
    k["zero_dist"], k["send_gone"] = r.random() < 0.25, r.random() < 0.85
    k["alarms"], k["flag0"] = r.random() < 0.75, r.random() < 0.3
    k["basic_at"], k["basic_every"] = r.randint(0, 7200), r.choice([1, 1, 1, 7])
    k["jzss"] = r.choice([900, 1800, 3600])
    k["bad_state"] = r.choice([1, 2, 0, 1])
    k["stay_limit"] = m.slen + r.uniform(1.8, 3.5) * 3600
    k["model"], k["model2"] = r.choice(["69J", "251A", "725", "405T"]), r.choice(["95X", "90X", "83X"])
    k["maker"], k["maker2"], k["valid"] = "某某定位厂", "某某监控厂", f"{r.randint(2025, 2028)}-06-30"
    k["cdss"] = 600 if len(g.points) > 16 else 300
    k["tjsj"] = r.choice([1, 1, 2]) if len(g.points) <= 20 else 2
    k["lag"] = r.randint(0, 50)
    k["lost_rows"] = r.choice([0.0, 0.0, 0.002, 0.01])
    k["daily_csv"] = r.random() < 0.3
    k["wind_camera"] = False
    k["video_name"], k["video_miss"] = (
        r.choice(["main_shaft", "aux_incline", "main_adit"]),
        r.choice([0, 0.002, 0.01]),
    )
    k["video_gap"] = []
    for _ in range(r.randint(0, 1 + m.days // 8)):
        a = r.uniform(0, m.days * DAY)
        k["video_gap"].append((a, a + r.uniform(0.2, 3) * 3600))
    car = g.kind in ("steep", "thin", "adit")
    odds = {
        "video": 0.3,
        "water": 0.25,
        "explosives": 0.2,
        "haulage": 0.5 if car else 0.2,
        "power": 0.18,
        "output": 0.08,
    }
    lack = [x for x, p in odds.items() if r.random() < p]
    if m.conduct_kind != "healthy":
        most = 1 if m.conduct_kind == "hidden_face" and r.random() < 0.6 else 2
        lack = r.sample(lack, min(most, len(lack)))
        if m.conduct_kind == "headcount_concealed" and r.random() < 0.9:
            lack = [x for x in lack if x != "video"]
        if m.conduct_kind in ("over_capacity", "working_while_stopped"):
            lack = lack[:1]
    k["lack"] = set(lack)
    plain = r.random() < 0.6
    k["feeder_names"] = {
        x: (f"FD{i + 50}" if plain else f"{x.upper()}-{r.randint(1, 9)}")
        for i, x in enumerate(meters.FEEDERS)
    }
    own = r.random() < 0.5
    for i, f in enumerate(g.faces):
        f.feeder = f"FD{i + 1:02d}"
        f.conveyor = f"C{i + 2}" if own and f.kind == "coal_face" else "C1"


def _limits(m: Mine) -> None:
    r = m.rnd
    top, per = crews.crowd(m)
    m.head_limit = int(np.ceil(top * r.uniform(1.04, 1.35) / 5) * 5)
    crew = {m.ground.stations[f.stations[0]].area: max(f.crew) for f in m.ground.faces}
    for i, (a, n) in enumerate(zip(m.ground.areas, per, strict=False)):
        if i in crew:
            n = max(n, int(crew[i] * 1.2) + 2)
        least = r.choice([3, 5, 10]) if a.type == "限制区域" else r.choice([5, 10])
        a.limit = max(least, int(np.ceil(n * r.uniform(1.03, 1.25))))
        if a.type in ("其它区域", "井口区域"):
            a.limit = max(a.limit, int(np.ceil(n * 1.3 / 10) * 10))


def _dead_readers(m: Mine) -> None:
    for st, a, b in m.reader_off:
        for tr in m.trips:
            if tr.t_in < b and tr.t_out > a and st in tr.s[1:]:
                own = [
                    (t, s)
                    for q, (t, s) in enumerate(zip(tr.t, tr.s, strict=False))
                    if q == 0 or s != st or not a <= t < b
                ]
                tr.t, tr.s = [t for t, _ in own], [s for _, s in own]


def _truth(m: Mine) -> dict:
    c, last = paper.Clock(m), m.days * DAY

    def span(x: dict) -> tuple[str, str]:
        t0 = min(max(x["t0"], 0), last - 60)
        return c.iso(t0), c.iso(max(min(x["t1"], last), t0 + 60))

    conduct = []
    for x in m.conduct:
        a, b = span(x)
        row = {
            "kind": x["kind"],
            "style": x["style"],
            "from": a,
            "to": b,
            "stations": [m.ground.stations[s].code for s in x["stations"]],
            "cards": sorted(m.people[p].card for p in x["cards"]),
        }
        if x.get("incidental"):
            row["incidental"] = True
        conduct.append(row)
    events = []
    for x in m.events:
        a, b = span(x)
        events.append({"name": x["name"], "from": a, "to": b})
    return {"mine_code": m.code, "conduct": conduct, "events": events}


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
    """Write the files of `mines` made-up mines over `days` days, and the truth about them."""
    inbox, truth = Path(inbox), Path(truth)
    rows = []
    for i in range(skip, mines):
        m, s = make_mine(seed + i, days, kinds[i % len(kinds)] if kinds else None)
        root = inbox / m.code
        root.mkdir(parents=True, exist_ok=True)
        post = paper.Post(m, root)
        paper.register(m, root)
        paper.people(m, post)
        paper.safety(m, s, post)
        paper.tables(m, s, root)
        rows.append(_truth(m))
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": rows}, ensure_ascii=False, indent=1), encoding="utf-8")


__all__ = ["make_mine", "write_world"]
