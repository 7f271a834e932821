"""Deliberate conduct: nine kinds, several styles each. Changes trips (before reads are lost) and leaves demands for the series."""

from __future__ import annotations

from bisect import bisect_right

from .people import TRADES, Team, Trip, descend, hire

STYLES = {
    "hidden_face": [
        "seal_gap",
        "seal_still",
        "cards_at_rest",
        "without_cards",
        "old_road_open",
        "night_crew",
        "ended_face",
        "erased_tracks",
        "blast_heading",
        "tracks_carried",
    ],
    "headcount_concealed": ["no_card", "night_gang", "cut_at_limit", "second_door"],
    "cards_carried": ["crew_bundle", "leader_tag", "exit_bundle", "brother"],
    "card_parked": ["refuge", "chamber", "own_face", "bottom"],
    "data_fabricated": ["replay", "generator", "filter", "hole_shift", "frozen"],
    "sensor_masked": ["flat", "hose", "clipped", "covered"],
    "working_while_stopped": ["repair_stop", "suspended_night", "holiday_stop", "seal_order"],
    "over_capacity": ["open", "under_reported", "rush", "belt_bypass"],
    "overstaffed": ["face_double", "mine_limit", "long_overlap"],
}


def choose(m, kind: str) -> None:
    """Style, days and target of the conduct (before the organisation is drawn)."""
    r = m.rc
    m.kind = kind
    m.c = c = {"style": r.choice(STYLES[kind]), "stations": [], "cards": set(), "extra": []}
    live = [f for f in m.faces if not f["to"] and not f.get("window")] or [f for f in m.faces if not f["to"]]
    coal = [f for f in live if f["kind"] == "coal_face"]
    if kind == "hidden_face":
        if c["style"] == "ended_face" and not m.ended:
            c["style"] = r.choice(STYLES[kind][:6])
        if c["style"] == "blast_heading":
            m.drill_blast = True
    if r.random() < 0.2:
        c["d"] = (0, m.days)
    else:
        n = max(min(3, m.days), int(m.days * r.uniform(0.35, 0.75)))
        a = r.randint(0, m.days - n) if r.random() < 0.3 else r.randint(min(1, m.days - n), m.days - n)
        c["d"] = (a, a + n)
    c["face"] = r.choice(coal or live)
    night = [s for s in range(m.ns) if m.starts[s] >= 18 or m.starts[s] < 5] or [m.ns - 1]
    day = [s for s in range(m.ns) if s not in night]
    c["night"], c["day"] = night[0], day[0] if day else 0
    if kind == "hidden_face":
        _hidden_plan(m, c, live)
    if kind == "working_while_stopped":
        a, b = c["d"]
        state = {
            "repair_stop": "overhaul",
            "suspended_night": "suspended",
            "holiday_stop": "suspended",
            "seal_order": "suspended",
        }[c["style"]]
        before = m.day(a - 1)
        if a > 0:
            m.status = [{"state": "producing", "from": "2023-01-01", "to": before}]
        else:
            m.status = []
        m.status.append({"state": state, "from": m.day(a), "to": None if b >= m.days else m.day(b - 1)})
        if b < m.days:
            m.status.append({"state": "producing", "from": m.day(b), "to": None})
        c["shifts"] = [c["night"]] if c["style"] in ("suspended_night", "repair_stop") else list(range(m.ns))
        c["level"] = r.uniform(0.35, 0.85)
    if kind == "over_capacity":
        c["level"] = r.uniform(1.6, 2.2)
        m.capacity = int(round(m.plan_t * 330 * r.uniform(1.0, 1.1), -4)) or 10000
        if c["style"] == "rush":
            c["d"] = (m.days - (c["d"][1] - c["d"][0]), m.days)
    if kind == "sensor_masked":  # there must be gas to hide
        m.metal, m.gassy = False, max(m.gassy, 1.0)
        for f in m.faces:
            f["q"] = max(
                f["q"], 0.7 * r.uniform(1.2, 2.2) if f["kind"] == "coal_face" else r.uniform(0.45, 0.8)
            )
        m.name = m.name if "煤矿" in m.name else m.name.replace("矿", "煤矿")


def _hidden_plan(m, c, live) -> None:
    r, style = m.rc, c["style"]
    seal = r.choice(m.seals)["node"]
    site = {
        "seal_gap": seal,
        "seal_still": seal,
        "cards_at_rest": r.choice(m.old),
        "without_cards": seal,
        "erased_tracks": r.choice(m.old),
        "tracks_carried": seal,
    }.get(style, r.choice(m.old))
    if style == "ended_face":
        site = m.ended["stations"][0]
    c["site"] = site
    near = sorted(
        (i for i in range(len(m.nodes)) if m.nodes[i]["kind"] not in ("mouth",)),
        key=lambda i: m.dist[site][i],
    )
    c["near"] = near[:2]
    c["shifts"] = (
        [c["night"]]
        if style == "night_crew"
        else sorted(r.sample(range(m.ns), r.randint(max(1, m.ns - 1), m.ns)))
    )
    c["crew"] = (
        r.randint(6, 9)
        if m.archetype == "tiny" or style in ("blast_heading", "night_crew")
        else r.randint(8, 16)
    )
    heading = style == "blast_heading" or (style != "ended_face" and r.random() < 0.3)
    c["heading"] = heading
    base = max(m.plan_t, 150)
    c["t"] = (
        (r.uniform(40, 90) if heading else r.uniform(0.18, 0.45) * base)
        * (0.7 + 0.3 * len(c["shifts"]))
        / 1.3
    )
    leaks = {
        "haul": 0.75,
        "output": 0.5,
        "power": 0.85,
        "gas": 0.75,
        "water": 0.5,
        "air": 0.5,
        "explosives": 0.9 if style == "blast_heading" else 0.1,
    }
    c["leaks"] = {k for k, p in leaks.items() if r.random() < p}
    while len(c["leaks"]) < 3:
        c["leaks"].add(r.choice(["haul", "power", "gas", "water", "output", "air"]))
    c["face"] = min(live, key=lambda f: m.dist[f["stations"][0]][site])
    c["power_in"] = r.choice(["other", "local_fan", c["face"]["id"]])
    c["q"] = max(0.35, m.gassy * r.uniform(0.5, 1.3)) * (0.5 if heading else 1.0)
    c["inflow"] = r.uniform(6, 20)
    c["air"] = r.uniform(0.12, 0.28)


def _gang(m, key, dept, trades, size, shifts) -> Team:
    t = Team(key, dept, trades, "crew", [m.bottom], [size if s in shifts else 0 for s in range(m.ns)])
    hire(m, t)
    return t


def _days(m):
    a, b = m.c["d"]
    return range(a, b)


def people(m, trips: list[Trip]) -> None:
    """Apply the conduct to the physical trips and to what the cards show of them."""
    if m.kind != "healthy":
        globals()["_" + m.kind](m, trips)


def _hidden_face(m, trips) -> None:
    r, c = m.rc, m.c
    style, site = c["style"], c["site"]
    cover = r.choice(["巷修队", "掘进一队", "综合队"])
    trades = (
        [("巷修工", 2), ("掘进工", 3), ("采煤工", 3), ("未设置", 2)]
        if style != "blast_heading"
        else [("打眼工", 3), ("爆破工", 1), ("掘进工", 3)]
    )
    gang = _gang(m, "gang", cover, trades, c["crew"], c["shifts"])
    rest = r.choice([m.sub, m.refuge, c["face"]["stations"][-1]])
    frozen = style == "seal_still"
    for d in _days(m):
        if r.random() < 0.06:
            continue
        for s in c["shifts"]:
            start = d * 86400 + m.starts[s] * 3600
            end = start + m.lengths[s] * 3600
            present = [p for p in gang.roster[s] if r.random() < 0.9][: c["crew"]]
            lag = r.uniform(-400, 300)
            bundle = None
            for p in present:
                t = descend(
                    m,
                    r,
                    p,
                    gang,
                    d,
                    s,
                    start - r.choice(m.bunches) + lag + r.uniform(-60, 60),
                    end + r.uniform(-300, 300),
                    "fixed",
                    [site],
                )
                v = t.v
                k = next((i for i, x in enumerate(v) if x[1] == site), len(v) // 2)
                back = next((i for i in range(len(v) - 1, -1, -1) if v[i][1] == site), k)
                enter = v[k][0]
                leave = v[back + 1][0] - r.randint(60, 200) if back + 1 < len(v) else v[-1][0] - 900
                if style in ("seal_gap", "seal_still"):
                    t.v = v[: k + 1] + [(leave, site, r.uniform(-20, 20), 6.0)] + v[back + 1 :]
                    t.v[k] = (enter, site, r.uniform(5, 40), 0.0 if frozen else 6.0)
                    if not frozen:
                        t.hide.append((enter + r.randint(60, 500), leave - r.randint(5, 60)))
                elif style == "cards_at_rest":
                    to = descend(m, r, p, gang, d, s, v[0][0], end, "fixed", [rest])
                    w = to.v
                    j = next((i for i, x in enumerate(w) if x[1] == rest), len(w) - 2)
                    b = next((i for i in range(len(w) - 1, -1, -1) if w[i][1] == rest), j)
                    t.v = w[:j] + [(w[j][0], rest, r.uniform(-6, 6), 0.2)] + w[b + 1 :]
                    t.out = to.out
                elif style == "without_cards":
                    t.card = False
                elif style == "erased_tracks":
                    if r.random() < 0.93:
                        t.card = False
                elif style == "tracks_carried":
                    face = c["face"]["stations"]
                    if bundle is None:
                        t = descend(m, r, p, gang, d, s, v[0][0], end, "crew", face)
                        bundle = t
                    else:
                        t = Trip(
                            p,
                            [(a + r.randint(0, 3), n, x, sd) for a, n, x, sd in bundle.v],
                            bundle.out + r.randint(0, 3),
                            gang,
                            d,
                            s,
                        )
                elif style == "night_crew" and r.random() < 0.5:
                    t.hide.append((enter + 600, leave - 60))
                else:  # read openly where nothing is declared: walk about between the site and its neighbour
                    nodes = [site] + [n for n in m.near[site] if n != m.mouth][:1]
                    t = descend(m, r, p, gang, d, s, v[0][0], end + r.uniform(-300, 300), "crew", nodes)
                trips.append(t)
                c["cards"].add(p)
    if style in ("without_cards",):
        c["cards"] = set()
        for p in [p for g in gang.roster for p in g]:
            m.persons[p]["listed"] = False
        c["extra"].append("headcount_concealed")
    if style == "erased_tracks":
        c["extra"] += ["data_fabricated", "headcount_concealed"]
    if style == "cards_at_rest":
        c["extra"].append("card_parked")
        c["rest"] = rest
    if style == "tracks_carried":
        c["extra"].append("cards_carried")
    c["stations"] = c["near"]


def _headcount_concealed(m, trips) -> None:
    r, c = m.rc, m.c
    style = c["style"]
    if style == "cut_at_limit":
        # nobody beyond a round number is ever sent; extra men are below with cards that are filtered out
        c["cap_share"] = r.uniform(0.6, 0.75)
        return
    shifts = [c["night"]] if style == "night_gang" else list(range(m.ns))
    size = max(5, int(len(m.persons) / m.ns * r.uniform(0.2, 0.4)))
    gang = _gang(m, "gang", "采煤一队", TRADES["coal"], size, shifts)
    for p in [p for g in gang.roster for p in g]:
        m.persons[p]["listed"] = False
    for d in _days(m):
        for s in shifts:
            start = d * 86400 + m.starts[s] * 3600
            for p in gang.roster[s][: max(3, round(size * r.uniform(0.8, 1.0)))]:
                t = descend(
                    m,
                    r,
                    p,
                    gang,
                    d,
                    s,
                    start - r.choice(m.bunches) + r.uniform(-60, 60),
                    start + m.lengths[s] * 3600,
                    "crew",
                    c["face"]["stations"],
                )
                t.card = False
                if style == "second_door":
                    t.video = "air_shaft"
                trips.append(t)
    c["stations"] = c["face"]["stations"][:1]
    c["output_boost"] = 1.12


def _cards_carried(m, trips) -> None:
    r, c = m.rc, m.c
    style = c["style"]
    a, b = c["d"]
    by = {}
    for t in trips:
        if a <= t.day < b and t.card:
            by.setdefault((t.day, t.shift, t.team.key), []).append(t)
    if style in ("crew_bundle", "brother"):
        team = r.choice([t for t in m.teams if t.key == c["face"]["id"] and sum(t.sizes)])
        s = next(i for i in range(m.ns) if team.sizes[i])
        many = r.randint(4, 8) if style == "crew_bundle" else 2
        carrier, carried = team.roster[s][0], team.roster[s][1:many]
        for d in range(a, b):
            group = {t.p: t for t in by.get((d, s, team.key), [])}
            lead = group.get(carrier) or next(iter(group.values()), None)
            if lead is None or r.random() < 0.1:
                continue
            lead_p, lead.p = lead.p, carrier
            if lead_p != carrier:
                trips[:] = [
                    t for t in trips if t is lead or not (t.day == d and t.shift == s and t.p == carrier)
                ]
            for p in carried:
                trips[:] = [t for t in trips if t is lead or not (t.day == d and t.shift == s and t.p == p)]
                twin = Trip(
                    p,
                    [(x + r.randint(0, 4), n, y + r.uniform(-1, 1), sd) for x, n, y, sd in lead.v],
                    lead.out + r.randint(0, 4),
                    team,
                    d,
                    s,
                )
                twin.video = False
                trips.append(twin)
        c["cards"] = {carrier, *carried}
        c["stations"] = team.nodes[:1]
    elif style == "leader_tag":
        for t in [t for ts in by.values() for t in ts if t.team.key == "leader"]:
            if r.random() < 0.85:
                workers = list(by.get((t.day, t.shift, c["face"]["id"]), [])) or [
                    w for k, ws in by.items() if k[:2] == (t.day, t.shift) and k[2] != "leader" for w in ws
                ]
                w = r.choice(workers[:3])
                t.v = [(x + r.randint(0, 4), n, y + r.uniform(-1, 1), sd) for x, n, y, sd in w.v]
                t.out = w.out + r.randint(0, 4)
                t.video = False
                c["cards"] |= {t.p, w.p}
        c["stations"] = [m.bottom]
    else:  # exit_bundle: one man takes up the cards of people who go on working
        for (d, s, key), ts in sorted(by.items(), key=lambda x: str(x[0])):
            if key != c["face"]["id"] or r.random() < 0.2:
                continue
            pick = ts[: max(4, int(len(ts) * 0.8))]
            out0 = min(t.out for t in pick) - r.randint(7200, 12000)
            for t in pick:
                m.true_out[id(t)] = t.out + r.randint(3600, 7200)
                k = bisect_right(t.v, (out0 - 2400,))
                at = t.v[max(0, k - 1)][1]
                t.v = t.v[: max(k, 2)]
                path, _clock = [], out0 - 900
                while at != m.mouth:
                    nxt = m.hop[at][m.mouth]
                    at = nxt
                    path.append(at)
                for j, n in enumerate(path[-5:]):
                    clock_n = out0 - 60 - int((len(path[-5:]) - 1 - j) * 320)
                    if clock_n > t.v[-1][0]:
                        t.v.append((clock_n + r.randint(0, 2), n, 5.0, 3.0))
                t.out = out0 + r.randint(0, 1)
                c["cards"].add(t.p)
        c["stations"] = [m.mouth, m.bottom]


def _card_parked(m, trips) -> None:
    r, c = m.rc, m.c
    style = c["style"]
    team = r.choice([t for t in m.teams if t.key[0] == "F" and sum(t.sizes)])
    s = next(i for i in range(m.ns) if team.sizes[i])
    place = {"refuge": m.refuge, "chamber": m.sub, "own_face": team.nodes[-1], "bottom": m.bottom}[style]
    a, b = c["d"]
    chosen = set(team.roster[s][: r.randint(4, 8)])
    for t in trips:
        if t.p in chosen and a <= t.day < b and r.random() < 0.9:
            head = descend(m, r, t.p, team, t.day, t.shift, t.v[0][0], t.out - 900, "fixed", [place])
            w = head.v
            j = next((i for i, x in enumerate(w) if x[1] == place), 1)
            k = next((i for i in range(len(w) - 1, -1, -1) if w[i][1] == place), j)
            t.out - r.randint(300, 400)
            t.v = (
                w[:j] + [(w[j][0], place, r.uniform(-8, 8), 0.15)] + [x for x in w[k + 1 :] if x[0] > w[j][0]]
            )
            t.out = max(head.out, t.v[-1][0] + 20)
            c["cards"].add(t.p)
    c["stations"] = [place]


def _data_fabricated(m, trips) -> None:
    r, c = m.rc, m.c
    if c["style"] == "filter":  # every row of one team is cut out of the files; the camera still counts them
        keys = sorted({t.key for t in m.teams if t.key[0] == "F"})
        key = r.choice(keys)
        a, b = c["d"]
        for t in trips:
            if t.team.key == key and a <= t.day < b and r.random() < 0.95:
                gate = next((x[0] for x in t.v if x[1] in m.main), t.v[1][0])
                back = next((x[0] for x in reversed(t.v) if x[1] in m.main), t.out)
                t.hide.append((gate, back) if r.random() < 0.5 else (t.v[0][0], t.out + 3000))
                c["cards"].add(t.p)
        c["extra"].append("headcount_concealed")
        c["stations"] = next(f for f in m.faces if f["id"] == key)["stations"][:1]


def _sensor_masked(m, trips) -> None:
    cands = [
        p
        for p in m.points
        if p["kind"] == "ch4" and p["role"] in ("T1", "T2") and p["face"]["kind"] == "coal_face"
    ] or [p for p in m.points if p["role"] in ("T1", "T2")]
    p = m.c["point"] = m.rc.choice(cands)
    m.c["stations"] = [p["node"]]
    if m.c["style"] == "clipped":
        m.gas_push = 2.2  # there is a reason to cut the peaks


def _working_while_stopped(m, trips) -> None:
    r, c = m.rc, m.c
    a, b = c["d"]
    # care crews stay; production crews go on in some shifts, called repairmen or not at all
    for t in list(trips):
        if a <= t.day < b and t.team.key[0] == "F":
            if t.shift not in c["shifts"] or r.random() > 0.6 + 0.4 * c["level"]:
                if r.random() < 0.9:
                    trips.remove(t)
            else:
                c["cards"].add(t.p)
                if c["style"] == "seal_order" and r.random() < 0.5:
                    t.card = False
    c["stations"] = c["face"]["stations"][:1]
    if c["style"] == "seal_order":
        c["extra"].append("headcount_concealed")


def _over_capacity(m, trips) -> None:
    m.c["stations"] = m.c["face"]["stations"][:1]


def _overstaffed(m, trips) -> None:
    r, c = m.rc, m.c
    style = c["style"]
    f = c["face"]
    if style == "long_overlap":  # shifts stay on for hours: two crews at one face
        a, b = c["d"]
        for t in trips:
            if a <= t.day < b and t.team.key == f["id"] and len(t.v) > 6 and r.random() < 0.9:
                late = r.randint(9000, 12600)
                k = next((i for i in range(len(t.v) - 1, -1, -1) if t.v[i][1] in f["stations"]), 3)
                t.v = t.v[: k + 1] + [(x + late, n, y, sd) for x, n, y, sd in t.v[k + 1 :]]
                t.out += late
                c["cards"].add(t.p)
        # the man's next descent must not begin before this one ends
    else:
        more = [x for x in m.faces if not x["to"]] if style == "mine_limit" else [f]
        for x in more:
            limit = m.areas[x["area"]]["limit"]
            size = int(limit * r.uniform(0.75, 1.1)) + 2
            gang = _gang(
                m,
                x["id"],
                "采煤一队" if x["kind"] == "coal_face" else "掘进一队",
                TRADES["coal" if x["kind"] == "coal_face" else "head"],
                size,
                range(m.ns),
            )
            for d in _days(m):
                for s in range(m.ns):
                    start = d * 86400 + m.starts[s] * 3600
                    for p in r.sample(gang.roster[s], max(1, round(size * r.uniform(0.85, 1.0)))):
                        trips.append(
                            descend(
                                m,
                                r,
                                p,
                                gang,
                                d,
                                s,
                                start - r.choice(m.bunches) + r.uniform(-60, 60),
                                start + m.lengths[s] * 3600 + r.uniform(-300, 300),
                                "crew",
                                x["stations"],
                            )
                        )
                        c["cards"].add(p)
    c["stations"] = f["stations"][:1]


def truth_rows(m) -> list[dict]:
    """The truth of this mine."""
    if m.kind == "healthy":
        return []
    c = m.c
    a, b = c["d"]
    row = {
        "kind": m.kind,
        "from": m.iso(a * 86400),
        "to": m.iso(b * 86400),
        "stations": [m.station[i] for i in c["stations"][:3]],
        "cards": sorted(m.persons[p]["card"] for p in c["cards"] if m.persons[p].get("listed", True)),
        "style": c["style"],
    }
    rows = [row]
    for kind in c["extra"]:
        other = dict(row, kind=kind, incidental=True)
        if kind == "card_parked":
            other["stations"] = [m.station[c["rest"]]]
        rows.append(other)
    return rows
