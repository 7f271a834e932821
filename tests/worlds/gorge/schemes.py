"""Dishonest conduct: how this world's bad mines go about it.

A scheme is a function that changes the plan before the people are simulated and answers a second function,
which is called when the honest trips and the limits are known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np

from .crews import DAY, FACE_TRADES, HEAD_TRADES, Hidden, Mine, Trip, Walk, keep, pick, shift_trip

After = Callable[[], None]
Scheme = Callable[[Mine], After]


# ---- helpers ------------------------------
def _shifts(m: Mine, how: str) -> list[int]:
    if how == "night":
        return [m.knobs["night"]]
    if how == "two" and m.nsh > 2:
        return sorted(m.rnd.sample(range(m.nsh), 2))
    return list(range(m.nsh))


def _edge(m: Mine, d0: int, d1: int, shifts: list[int]) -> tuple[float, float]:
    return m.at(d0, min(shifts)), min(m.days * DAY, m.at(d1 - 1, max(shifts)) + m.slen)


def _place(m: Mine, *roles: str) -> int:
    own = m.ground.role(*roles) or m.ground.role("seal", "old") or m.ground.role("return")
    return m.rnd.choice(own)


def _hole(
    m: Mine,
    anchor: int,
    people: tuple[int, int],
    how: str,
    beyond: tuple[float, float],
    machine: bool = False,
    blast: bool = True,
    span: tuple[int, int] | None = None,
    **chan: Any,
) -> Hidden:
    r = m.rnd
    n = r.randint(*people)
    sh = _shifts(m, how)
    d0, d1 = span or m.span(0.3, 0.8, 3)
    t = n * len(sh) * r.uniform(2.2, 4.6) * (1.7 if machine else 1.0)
    t = min(t, m.cap / 365 * 0.6)
    air = 70 + n * r.uniform(7, 17)
    h = Hidden(
        anchor,
        r.uniform(*beyond),
        d0,
        d1,
        sh,
        n,
        t,
        air,
        air / 100 * r.uniform(0.14, 0.5),
        r.uniform(0.8, 9),
        22 + t * r.uniform(0.5, 1.0),
        t * r.uniform(0.16, 0.28) if blast else 0.0,
        dict(chan),
    )
    if d1 - d0 >= 4 and r.random() < 0.35:
        h.rest = set(r.sample(range(d0 + 1, d1 - 1), r.randint(1, 2)))
    m.hidden.append(h)
    return h


def _declare(m: Mine, h: Hidden, style: str, cards: Any = (), near: list[int] | None = None) -> dict:
    t0, t1 = _edge(m, h.d0, h.d1, h.shifts)
    return m.blame("hidden_face", style, t0, t1, near or m.ground.nearest(h.anchor, h.beyond), cards)


def _ghost(m: Mine, pid: int, t0: float, t1: float, at: int, d: int, k: int, stir: float = 0.0) -> Trip:
    """A card without its owner, brought to a place and left there."""
    w = Walk(m, t0)
    w.go(at)
    lie = max(w.t + 600, t1 - w.back())
    if stir:
        w.work([at] + [x for x, _, _ in m.ground.path(at, m.ground.portal)[:1]], lie, stir)
    else:
        w.t = lie
    tr = w.home(pid, "ghost", d, k)
    tr.seen = False
    m.trips.append(tr)
    return tr


def _dig(
    m: Mine, h: Hidden, team: str, worn: str, park: int | None = None, late: float = 0.0, frac: float = 1.0
) -> set[int]:
    """All trips of a hidden crew; answers the cards that lie or are worn."""
    r, g = m.rnd, m.ground
    cards: set[int] = set()
    for d in range(h.d0, h.d1):
        for k in h.shifts if d not in h.rest else ():
            n = max(2, h.people + r.choice([-1, 0, 0, 0, 1]))
            for pid in pick(m, team, n, m.at(d, k) - 1200):
                t0 = m.at(d, k) + late + r.gauss(0, 7) * 60
                end = m.at(d, k) + m.slen + r.uniform(-40, 8) * 60
                w = Walk(m, t0)
                w.go(h.anchor)
                lie = end - w.back() - h.beyond / 0.8
                if worn == "near":
                    w.work([h.anchor], lie, 2400)
                elif worn == "faint":
                    while w.t < lie:
                        w.t += r.expovariate(1 / 5400) + 600
                        if w.t < lie:
                            w.T.append(w.t)
                            w.S.append(h.anchor)
                    w.t = max(lie, w.T[-1])
                else:
                    w.t += h.beyond / 0.8
                    w.dark(max(lie, w.t + 600))
                tr = keep(m, w.home(pid, "hidden", d, k))
                if worn in ("dark", "near", "faint"):
                    cards.add(pid)
                    if r.random() > frac:
                        tr.card = -1
                elif worn == "none":
                    tr.card = -1
                else:
                    tr.card = -1
                    cards.add(pid)
                    at = {"lamp": g.portal}.get(worn, park if park is not None else g.portal)
                    if worn == "lamp":
                        gh = Trip(pid, tr.t_in, tr.t_out, [tr.t_in], [g.portal], "ghost", d, k)
                        gh.seen = False
                        m.trips.append(gh)
                    else:
                        _ghost(m, pid, tr.t_in, tr.t_out, at, d, k)
    return cards


def _gang(m: Mine, h: Hidden, trades: tuple[str, ...], dept: str) -> str:
    m.hire("gang", int(h.people * len(h.shifts) * 1.25) + 2, trades, dept)
    return "gang"


def _face_of(m: Mine, kind: str = "") -> int:
    own = [
        i
        for i, f in enumerate(m.ground.faces)
        if (not kind or f.kind == kind) and not f.since and not f.until
    ]
    return m.rnd.choice(own or list(range(len(m.ground.faces))))


def _twin(m: Mine, base: Trip, pid: int, jit: float = 4.0) -> Trip:
    sh = m.rnd.uniform(-jit, jit)
    tr = Trip(
        pid,
        base.t_in + sh,
        base.t_out + sh,
        [x + sh for x in base.t],
        list(base.s),
        "twin",
        base.day,
        base.shift,
    )
    tr.seen = False
    return tr


def _more(m: Mine, low: float, high: float) -> float:
    """More coal than planned, but not beyond what the mine may cut."""
    plan = sum(f.t_day for f in m.ground.faces) or 1.0
    return min(m.rnd.uniform(low, high), max(1.0, 1.04 * m.cap / 365 / plan))


def _in(m: Mine, d0: int, d1: int, *tags: str) -> list[Trip]:
    return [
        t for t in m.trips if d0 <= t.day < d1 and any(t.tag.startswith(x) for x in tags) and len(t.t) > 3
    ]


def _hook(m: Mine, key: str, fn: Callable[[Any], None]) -> None:
    m.fx.setdefault(key, []).append(fn)


# ---- hidden faces ------------------------------
def h_seal(m: Mine) -> After:
    """A crew goes out of sight at a seal, cards on."""
    h = _hole(
        m,
        _place(m, "seal"),
        (6, 18),
        m.rnd.choice(["all", "two"]),
        (40, 160),
        gas="seal",
        belt="main",
        output=m.rnd.choice(["hoisted", "hidden"]),
        power={"other": 0.8},
        air="return",
    )
    team = _gang(m, h, ("巷修工", "采煤工", "运输工"), "巷修队")
    return lambda: _declare(m, h, "behind_seal_dark", _dig(m, h, team, "dark")) and None


def h_old(m: Mine) -> After:
    """A crew without cards in an old level."""
    h = _hole(
        m,
        _place(m, "old"),
        (5, 15),
        m.rnd.choice(["all", "night"]),
        (60, 260),
        gas="return",
        belt="none",
        output="hidden",
        power={"other": 0.35, "surface": 0.5},
        fan_kw=m.rnd.uniform(11, 30),
        expl=_face_of(m, "heading"),
    )
    team = _gang(m, h, HEAD_TRADES, "掘进外委队")

    def go() -> None:
        _dig(m, h, team, "none")
        row = _declare(m, h, "old_level_uncarded")
        m.blame("headcount_concealed", "uncarded_hidden_crew", row["t0"], row["t1"], incidental=True)

    return go


def h_parked(m: Mine) -> After:
    """A drift off a return; the cards lie in the refuge."""
    i = _face_of(m, "coal_face")
    h = _hole(
        m,
        _place(m, "return"),
        (4, 14),
        m.rnd.choice(["two", "all"]),
        (50, 190),
        gas="return",
        belt="later",
        output="both",
        power={m.ground.faces[i].feeder or "other": 0.9},
        air=i,
    )
    team = _gang(m, h, FACE_TRADES, "采煤外委队")
    park = _place(m, "refuge", "yard")

    def go() -> None:
        cards = _dig(m, h, team, "parked", park)
        row = _declare(m, h, "return_offshoot_parked", cards)
        m.blame("card_parked", "cards_of_hidden_crew", row["t0"], row["t1"], [park], cards, True)

    return go


def h_double(m: Mine) -> After:
    """A declared crew also works next to its own face."""
    i = _face_of(m)
    f = m.ground.faces[i]
    anchor = m.rnd.choice(f.gates)
    h = _hole(
        m,
        anchor,
        (4, 8),
        "all",
        (25, 110),
        gas=i,
        air=i,
        belt="main",
        output="both",
        power={f.feeder: 1.0},
        expl=i if f.blast else None,
        part=0.5,
        face_belt=i,
    )
    share = m.rnd.uniform(0.35, 0.6)

    def go() -> None:
        cards: set[int] = set()
        for d in range(h.d0, h.d1):
            for k in h.shifts if d not in h.rest else ():
                crew = [t for t in _in(m, d, d + 1, f"face{i}") if t.shift == k]
                m.rnd.shuffle(crew)
                for t in crew[: h.people]:
                    cut = t.t_in + (t.t_out - t.t_in) * (1 - share) * m.rnd.uniform(0.9, 1.05)
                    c = max(2, int(np.searchsorted(t.t, cut)))
                    w = Walk(m, t.t_in, t.s[c - 1])
                    w.T, w.S, w.t = list(t.t[:c]), list(t.s[:c]), max(cut, t.t[c - 1])
                    w.go(anchor)
                    w.dark(max(w.t, t.t_out - w.back() - 300))
                    new = w.home(t.pid, t.tag, d, k)
                    t.t, t.s, t.t_out = new.t, new.s, max(new.t_out, t.t_out)
                    cards.add(t.pid)
        _declare(m, h, "beside_face_double_duty", cards)

    return go


def h_lamp(m: Mine) -> After:
    """Beyond the boundary; the cards stay in the lamp room."""
    h = _hole(
        m,
        _place(m, "old", "haul"),
        (6, 20),
        "all",
        (220, 520),
        gas="return",
        belt="main",
        output="hidden",
        power={"other": 0.5, "hoist": 0.3},
        fan_kw=m.rnd.uniform(15, 44),
        fan_on="other",
    )
    h.inflow *= m.rnd.uniform(2.0, 4.0)
    team = _gang(m, h, FACE_TRADES, "采煤三队")

    def go() -> None:
        cards = _dig(m, h, team, "lamp")
        row = _declare(m, h, "beyond_boundary_lamp_room", cards)
        m.blame(
            "card_parked", "lamp_room_of_hidden_crew", row["t0"], row["t1"], [m.ground.portal], cards, True
        )

    return go


def h_stone(m: Mine) -> After:
    """Coal is cut ahead of a declared stone drift."""
    own = [i for i, f in enumerate(m.ground.faces) if f.kind == "heading"]
    i = m.rnd.choice([x for x in own if m.ground.faces[x].rock] or own)
    f = m.ground.faces[i]
    f.rock, f.blast, f.t_day = True, True, 0.0
    f.explosive = f.explosive or m.rnd.uniform(15, 45)
    f.name = (
        f.name.replace("运输巷", "岩石集中巷").replace("回风巷", "岩石回风巷").replace("开切眼", "岩石联络巷")
    )
    m.ground.areas[m.ground.stations[f.stations[0]].area].name = f.name
    h = _hole(
        m,
        f.stations[0],
        (7, 16),
        "all",
        (15, 90),
        machine=True,
        gas=i,
        air=i,
        belt="main",
        output="hoisted",
        power={f.feeder: 1.0},
        expl=i,
    )
    team = _gang(m, h, HEAD_TRADES, "掘进二队")
    worn = m.rnd.choice(["near", "faint"])
    return lambda: _declare(m, h, "ahead_of_stone_drift", _dig(m, h, team, worn)) and None


def h_carried(m: Mine) -> After:
    """The crew's cards walk along on somebody's tour."""
    h = _hole(
        m,
        _place(m, "return", "seal"),
        (4, 11),
        m.rnd.choice(["two", "night"]),
        (50, 200),
        gas="return",
        belt="later",
        output="both",
        power={"other": 1.0},
        fan_always=False,
    )
    team = _gang(m, h, HEAD_TRADES, "掘进一队")

    def go() -> None:
        cards = _dig(m, h, team, "none")
        cards = set()
        for t in [x for x in m.trips if x.tag == "hidden"]:
            lead = [x for x in _in(m, t.day, t.day + 1, "gas", "move") if x.shift == t.shift]
            if lead:
                t2 = _twin(m, sorted(lead, key=lambda x: x.pid)[0], t.pid)
                m.trips.append(t2)
                cards.add(t.pid)
        row = _declare(m, h, "cards_on_a_tour", cards)
        m.blame("cards_carried", "tour_for_hidden_crew", row["t0"], row["t1"], [], cards, True)

    return go


def h_night(m: Mine) -> After:
    """A handful of people, at night only."""
    h = _hole(
        m,
        _place(m, "seal", "old", "return"),
        (3, 6),
        "night",
        (30, 120),
        gas="return",
        belt="none",
        output="hidden",
        power={"other": 0.6},
        air="none",
        fan_always=False,
        expl=_face_of(m, "heading"),
    )
    team = _gang(m, h, ("巷修工", "运输工"), "巷修队")
    worn = m.rnd.choice(["dark", "none", "faint"])
    return lambda: (
        _declare(m, h, "small_at_night", _dig(m, h, team, worn, late=m.rnd.uniform(20, 70) * 60)) and None
    )


def h_drill(m: Mine) -> After:
    """Cutting under the name of drilling."""
    h = _hole(
        m,
        _place(m, "drain", "haul"),
        (5, 10),
        "all",
        (10, 60),
        machine=m.rnd.random() < 0.5,
        gas="return",
        belt="main",
        output=m.rnd.choice(["hoisted", "both"]),
        power={"local_fan": 0.4, "other": 0.6},
        fan_kw=m.rnd.uniform(11, 22),
        blast=False,
    )
    team = _gang(m, h, ("打钻工", "探放水工", "打钻工"), "防突打钻队")
    return lambda: _declare(m, h, "called_drill_site", _dig(m, h, team, "near")) and None


def h_retired(m: Mine) -> After:
    """A face that has been given up on paper goes on."""
    own = [i for i, f in enumerate(m.ground.faces)]
    coal = [i for i in own if m.ground.faces[i].kind == "coal_face"]
    i = m.rnd.choice(coal if len(coal) > 1 else [x for x in own if x not in coal])
    f = m.ground.faces[i]
    d0, d1 = m.span(0.3, 0.8, 2)
    d0 = min(max(d0, 1), max(1, m.days - 1))
    d1 = max(d1, min(m.days, d0 + 1))
    f.until = (m.start + timedelta(days=d0)).date().isoformat()
    for d in range(d0, m.days):
        m.mode[i][d] = "gone"
    h = _hole(
        m,
        f.stations[-1],
        (max(3, min(f.crew) - 3), max(5, max(f.crew))),
        m.rnd.choice(["all", "two"]),
        (8, 40),
        machine=f.kind == "coal_face",
        span=(d0, d1),
        gas=i,
        air="own",
        belt="main",
        output="hidden",
        power={f.feeder: 0.9},
        blast=f.blast,
        expl=i if m.rnd.random() < 0.3 else None,
    )
    team = _gang(m, h, ("巷修工", "回撤工"), "综采准备队")
    worn = m.rnd.choice(["near", "dark", "faint"])
    return lambda: (
        _declare(m, h, "retired_but_cutting", _dig(m, h, team, worn), list(reversed(f.stations))) and None
    )


def h_early(m: Mine) -> After:
    """A face is worked before it is approved."""
    own = [i for i, f in enumerate(m.ground.faces)]
    coal = [i for i in own if m.ground.faces[i].kind == "coal_face"]
    i = m.rnd.choice(coal if len(coal) > 1 else [x for x in own if x not in coal])
    f = m.ground.faces[i]
    d0, d1 = m.span(0.35, 0.8, 2)
    later = d1 + m.rnd.randint(0, 12)
    f.since = (m.start + timedelta(days=later)).date().isoformat()
    for d in range(min(later, m.days)):
        m.mode[i][d] = "off"
    h = _hole(
        m,
        f.stations[-1],
        (max(3, min(f.crew) - 2), max(4, max(f.crew))),
        "all",
        (5, 40),
        span=(d0, d1),
        machine=True,
        gas=i,
        air="own",
        belt="main",
        output="both",
        power={f.feeder: 0.9},
        blast=f.blast,
    )
    team = _gang(m, h, ("安装工", "运输工", "支护工"), "准备队")
    return lambda: (
        _declare(m, h, "before_approval", _dig(m, h, team, "near"), list(reversed(f.stations))) and None
    )


def h_branch(m: Mine) -> After:
    """The readers of a branch are silent while it is worked."""
    h = _hole(
        m,
        _place(m, "old", "return", "seal"),
        (6, 25),
        m.rnd.choice(["all", "two"]),
        (20, 150),
        machine=True,
        gas="return",
        belt="main",
        output=m.rnd.choice(["hidden", "hoisted"]),
        power={"other": 1.0},
    )
    team = _gang(m, h, FACE_TRADES, "采煤二队")
    fault = m.rnd.random() < 0.5
    near = m.ground.nearest(h.anchor, h.beyond)

    def go() -> None:
        cards = _dig(m, h, team, "near")
        row = _declare(m, h, "branch_kept_silent", cards)
        if fault:
            for s in near[:2]:
                m.reader_off.append((s, row["t0"] - 600, row["t1"]))
        else:
            m.blank.append((set(near[:2]), row["t0"], row["t1"]))
            m.blame(
                "data_fabricated", "records_of_branch_removed", row["t0"], row["t1"], near[:2], cards, True
            )

    return go


def h_side(m: Mine) -> After:
    """A working place with an entrance of its own."""
    h = _hole(
        m,
        _place(m, "old", "return"),
        (8, 22),
        "all",
        (120, 400),
        machine=True,
        gas="return",
        belt="none",
        output="hidden",
        power={"surface": 1.0},
        air="return",
        expl=None,
    )
    h.inflow *= 2
    hole = m.rnd.choice(["away", "back"])

    def go() -> None:
        if hole == "back":
            _hook(
                m,
                "source",
                lambda s: s.inflow.__setitem__(
                    slice(h.d0 * 24, h.d1 * 24), s.inflow[h.d0 * 24 : h.d1 * 24] + h.inflow
                ),
            )
        _declare(m, h, "own_side_adit")

    return go


def h_rib(m: Mine) -> After:
    """The repair shift takes coal beside the return gate."""
    i = _face_of(m, "coal_face")
    f = m.ground.faces[i]
    how = [f.maint] if f.maint >= 0 else [m.knobs["night"]]
    h = _hole(
        m,
        f.gates[-1],
        (5, 10),
        "night",
        (20, 70),
        gas=i,
        air=i,
        belt="main",
        output="both",
        power={f.feeder: 0.8},
        face_belt=i,
        part=0.8,
    )
    h.shifts = how
    team = _gang(m, h, ("端头维护工", "巷修工", "采煤工"), f"采煤{i + 1}队")
    return lambda: (
        _declare(m, h, "rib_in_repair_shift", _dig(m, h, team, m.rnd.choice(["dark", "faint"]))) and None
    )


# ---- more people than cards ------------------------------
def _extras(
    m: Mine,
    d0: int,
    d1: int,
    n: int,
    faces: list[int],
    shifts: list[int],
    trades: tuple[str, ...] = FACE_TRADES,
    dept: str = "外委队",
) -> list[Trip]:
    m.hire("extra", int(n * len(shifts) * 1.25) + 2, trades, dept)
    out = []
    for d in range(d0, d1):
        for k in shifts:
            own = [i for i in faces if m.mode[i][d] not in ("gone", "off")]
            for j, pid in enumerate(pick(m, "extra", n, m.at(d, k) - 1200)):
                if own:
                    f = m.ground.faces[own[j % len(own)]]
                    out.append(
                        shift_trip(
                            m, pid, d, k, f.stations * 3 + f.gates[:1], 1800, f"extra{own[j % len(own)]}"
                        )
                    )
    return out


def c_naked(m: Mine) -> After:
    """Extra workers without cards."""
    d0, d1 = m.span()
    n = m.rnd.randint(4, 14)
    sh = _shifts(m, m.rnd.choice(["all", "two", "night"]))
    m.prod[:, d0:d1] *= _more(m, 1.05, 1.2)

    def go() -> None:
        cards = set()
        for t in _extras(m, d0, d1, n, list(range(len(m.ground.faces))), sh):
            cards.add(t.pid)
            t.card = -1
        m.blame("headcount_concealed", "extra_without_cards", *_edge(m, d0, d1, sh), [], cards)

    return go


def c_wind(m: Mine) -> After:
    """Extra workers come in by the return shaft."""
    d0, d1 = m.span()
    n = m.rnd.randint(5, 16)
    sh = _shifts(m, "two")
    m.prod[:, d0:d1] *= _more(m, 1.05, 1.2)
    m.knobs["wind_camera"] = True

    def go() -> None:
        for t in _extras(m, d0, d1, n, list(range(len(m.ground.faces))), sh):
            t.card, t.via = -1, "wind"
        m.blame("headcount_concealed", "by_the_return_shaft", *_edge(m, d0, d1, sh), [m.ground.windmouth])

    return go


def c_checkout(m: Mine) -> After:
    """Cards leave early, their owners do not."""
    d0, d1 = m.span()
    share = m.rnd.uniform(0.15, 0.4)
    sh = _shifts(m, m.rnd.choice(["all", "two"]))

    def go() -> None:
        cards = set()
        for t in _in(m, d0, d1, "face", "repair", "move"):
            if t.shift in sh and m.rnd.random() < share:
                body = Trip(t.pid, t.t_in, t.t_out, list(t.t), list(t.s), t.tag, t.day, t.shift)
                body.card = -1
                leave = t.t_in + (t.t_out - t.t_in) * m.rnd.uniform(0.15, 0.4)
                c = max(1, int(np.searchsorted(t.t, leave)))
                t.t, t.s = [*t.t[:c], leave], [*t.s[:c], m.ground.portal]
                t.t_out, t.seen = leave + 30, False
                m.trips.append(body)
                cards.add(t.pid)
        m.blame(
            "headcount_concealed", "checked_out_but_below", *_edge(m, d0, d1, sh), [m.ground.portal], cards
        )

    return go


def c_trim(m: Mine) -> After:
    """Snapshots are cut off at a number."""
    d0, d1 = m.span()
    sh = _shifts(m, "all")

    def go() -> None:
        n = max(6, int(m.head_limit * m.rnd.uniform(0.15, 0.35)))
        ex = _extras(m, d0, d1, n, list(range(len(m.ground.faces))), sh)
        t0, t1 = _edge(m, d0, d1, sh)
        m.trim.append((t0, t1, int(m.head_limit * m.rnd.uniform(0.7, 0.9))))
        m.blame("headcount_concealed", "snapshot_trimmed", t0, t1, [], {t.pid for t in ex})

    return go


def c_pairs(m: Mine) -> After:
    """Two people share one card."""
    d0, d1 = m.span()
    share = m.rnd.uniform(0.12, 0.35)
    sh = _shifts(m, "all")

    def go() -> None:
        cards = set()
        for t in _in(m, d0, d1, "face"):
            if m.rnd.random() < share:
                j = m.rnd.uniform(-20, 20)
                t2 = Trip(t.pid, t.t_in + j, t.t_out + j, list(t.t), list(t.s), t.tag, t.day, t.shift)
                t2.card = -1
                m.trips.append(t2)
                cards.add(t.pid)
        m.blame("headcount_concealed", "two_on_one_card", *_edge(m, d0, d1, sh), [], cards)

    return go


# ---- one person, many cards ------------------------------
def _carry(
    m: Mine, style: str, tags: tuple[str, ...], many: tuple[int, int], whole: str, back: bool
) -> After:
    d0, d1 = m.span()
    n = m.rnd.randint(*many)
    sh = _shifts(m, m.rnd.choice(["all", "two", "night"]))
    m.hire(
        "absent",
        n * 2 + 2,
        ("采煤工", "掘进工", "带班副矿长" if "cadre" in whole else "巷修工"),
        "矿部" if "cadre" in whole else "采煤一队",
        leader=1 if "cadre" in whole else 0,
    )

    def go() -> None:
        cards: set[int] = set()
        stops: list[int] = []
        for d in range(d0, d1):
            for k in sh:
                lead = [t for t in _in(m, d, d + 1, *tags) if t.shift == k]
                if not lead:
                    continue
                base = m.rnd.choice(lead)
                group = pick(m, "absent", n, m.at(d, k) - 1200)
                for pid in group:
                    t = _twin(m, base, pid, 1.0 if whole == "tight" else 6.0)
                    if whole == "relay" and len(lead) > 1:
                        other = m.rnd.choice([x for x in lead if x is not base])
                        c = len(t.t) // 2
                        mid = t.t[c - 1]
                        e = int(np.searchsorted(other.t, mid + 600))
                        t.t, t.s = t.t[:c] + list(other.t[e:]), t.s[:c] + list(other.s[e:])
                        t.t_out = max(other.t_out, t.t[-1] + 10)
                    elif whole == "drop":
                        c = max(2, len(t.t) // 2)
                        stops.append(t.s[c - 1])
                        t.t, t.s = t.t[:c], t.s[:c]
                        t.t += [t.t_out - 25]
                        t.s += [m.ground.portal]
                    if back:
                        body = Trip(
                            pid, base.t_in + 90, base.t_out + 200, list(base.t), list(base.s), "absent", d, k
                        )
                        body.card = -1
                        m.trips.append(body)
                    m.busy[pid] = t.t_out
                    m.trips.append(t)
                    cards.add(pid)
                cards.add(base.pid)
        m.blame("cards_carried", style, *_edge(m, d0, d1, sh), sorted(set(stops))[:3], cards)

    return go


def k_one(m: Mine) -> After:
    """One person carries the cards of absent people."""
    return _carry(m, "one_for_all", ("move", "gas"), (4, 12), "whole", False)


def k_relay(m: Mine) -> After:
    """Cards are handed on half way."""
    return _carry(m, "handed_on_half_way", ("move", "elec", "gas"), (3, 8), "relay", False)


def k_cadre(m: Mine) -> After:
    """A worker carries a leader's card."""
    return _carry(m, "leader_carried_by_worker", ("safe", "gas", "face"), (1, 3), "cadre", False)


def k_drop(m: Mine) -> After:
    """Cards are left at a place and collected."""
    return _carry(m, "left_and_collected", ("move", "repair"), (6, 15), "drop", True)


def k_bag(m: Mine) -> After:
    """A bag of cards rides on the material car."""
    return _carry(m, "bag_on_the_material_car", ("move",), (8, 20), "tight", True)


def k_exit(m: Mine) -> After:
    """One person takes up the cards of a crew that stays."""
    d0, d1 = m.span()
    sh = _shifts(m, m.rnd.choice(["all", "two"]))
    n = m.rnd.randint(8, 24)

    def go() -> None:
        cards: set[int] = set()
        for d in range(d0, d1):
            for k in sh:
                crew = [t for t in _in(m, d, d + 1, "face") if t.shift == k]
                m.rnd.shuffle(crew)
                crew = crew[:n]
                if len(crew) < 4:
                    continue
                out = min(t.t_out for t in crew)
                for t in crew:
                    body = Trip(
                        t.pid,
                        t.t_in,
                        t.t_out + m.rnd.uniform(0.5, 2.5) * 3600,
                        list(t.t),
                        list(t.s),
                        t.tag,
                        d,
                        k,
                    )
                    body.card = -1
                    c = max(2, int(np.searchsorted(t.t, out - 1500)))
                    way = m.ground.path(t.s[c - 1], m.ground.portal)
                    at = np.linspace(max(out - 1200, t.t[c - 1] + 1), out - 20, len(way)) if way else []
                    t.t = list(t.t[:c]) + [float(x) for x in at]
                    t.s = list(t.s[:c]) + [x for x, _, _ in way]
                    t.t_out, t.seen = out + m.rnd.uniform(0, 2.5), False
                    m.trips.append(body)
                    cards.add(t.pid)
        m.blame("cards_carried", "all_taken_up_by_one", *_edge(m, d0, d1, sh), [m.ground.portal], cards)

    return go


# ---- parked cards ------------------------------
def _park(
    m: Mine,
    style: str,
    role: tuple[str, ...],
    tags: tuple[str, ...],
    many: tuple[int, int],
    stir: float,
    home: bool,
    swap: bool = False,
) -> After:
    d0, d1 = m.span()
    n = m.rnd.randint(*many)
    sh = _shifts(m, m.rnd.choice(["all", "two", "night"]))
    spot = _place(m, *role) if role else -1

    def go() -> None:
        cards: set[int] = set()
        places: set[int] = set()
        for d in range(d0, d1):
            for k in sh:
                crew = [t for t in _in(m, d, d + 1, *tags) if t.shift == k and t.card >= 0]
                m.rnd.shuffle(crew)
                for t in crew[:n]:
                    at = spot if spot >= 0 else t.s[len(t.s) // 2]
                    if home:
                        t.seen = t.seen and m.rnd.random() < 0.2
                        t.card = -1
                    else:
                        t.card = -1
                    if at == m.ground.portal:
                        gh = Trip(t.pid, t.t_in, t.t_out, [t.t_in], [at], "ghost", d, k)
                        gh.seen = False
                        m.trips.append(gh)
                    elif swap:
                        w = Walk(m, t.t_in)
                        two = [at, m.rnd.choice(m.ground.role("haul", "yard"))]
                        end = t.t_out - 2400
                        while w.t < end:
                            two.reverse()
                            w.go(two[0])
                            w.t += m.rnd.uniform(1.2, 2.6) * 3600
                        w.t = max(min(w.t, end), w.T[-1])
                        gh = w.home(t.pid, "ghost", d, k)
                        gh.seen = False
                        m.trips.append(gh)
                        places.add(two[1])
                    else:
                        _ghost(m, t.pid, t.t_in, t.t_out, at, d, k, stir)
                    cards.add(t.pid)
                    places.add(at)
        m.blame(
            "card_parked", style, *_edge(m, d0, d1, sh), sorted(places)[:3] if spot < 0 else [spot], cards
        )

    return go


def p_refuge(m: Mine) -> After:
    """Cards lie in the refuge."""
    return _park(m, "box_in_the_refuge", ("refuge", "yard"), ("face", "repair"), (3, 10), 0, False)


def p_tool(m: Mine) -> After:
    """Cards lie in a tool box of a gate."""
    i = _face_of(m)
    f = m.ground.faces[i]
    spot = m.rnd.choice(f.gates)
    m.ground.stations[spot].role, old = "parkhere", m.ground.stations[spot].role
    go = _park(m, "tool_box_in_the_gate", ("parkhere",), (f"face{i}",), (3, 9), 0, True)
    m.ground.stations[spot].role = old
    return go


def p_cadre(m: Mine) -> After:
    """A leader's card lies at the pit bottom."""
    return _park(
        m, "leader_card_at_the_pit_bottom", ("yard", "substation"), ("cadre", "safe"), (1, 2), 0, True
    )


def p_lamp(m: Mine) -> After:
    """Cards hang at the portal reader."""
    return _park(m, "hung_at_the_portal_reader", ("portal",), ("face", "move"), (4, 12), 0, False)


def p_stir(m: Mine) -> After:
    """An attendant moves the cards about."""
    return _park(
        m,
        "moved_about_by_an_attendant",
        ("substation", "pump", "haul"),
        ("face", "gas"),
        (2, 7),
        0,
        True,
        True,
    )


# ---- invented data ------------------------------
def _wipe(m: Mine, t0: float, t1: float) -> list[Trip]:
    gone = []
    for t in list(m.trips):
        if t.card >= 0 and t0 <= t.t_in < t1:
            body = Trip(t.pid, t.t_in, t.t_out, t.t, t.s, t.tag, t.day, t.shift)
            body.card, body.seen, body.count = t.card, False, 0
            gone.append(body)
            t.card = -1
        elif t.card >= 0 and t.t_in < t0 < t.t_out:
            body = Trip(t.pid, t.t_in, t.t_out, list(t.t), list(t.s), t.tag, t.day, t.shift)
            body.card = -1
            m.trips.append(body)
            n = max(1, int(np.searchsorted(t.t, t0)))
            t.t, t.s, t.t_out, t.seen = list(t.t[:n]), list(t.s[:n]), t0 - 1, False
    return gone


def d_replay(m: Mine) -> After:
    """Earlier days are sent again."""
    d0, d1 = m.span(0.2, 0.5, 1)
    back = m.rnd.randint(1, 7)
    d0 = max(d0, 1)
    back = min(back, d0)
    d1 = max(d1, d0 + 1)
    m.prod[:, d0:d1] *= _more(m, 1.0, 1.25)

    def go() -> None:
        t0, t1 = d0 * DAY, min(d1, m.days) * DAY
        old = [t for t in m.trips if t.card >= 0 and (d0 - back) * DAY <= t.t_in < d0 * DAY]
        _wipe(m, t0, t1)
        cards = set()
        for rep in range(int((t1 - t0) / DAY / back) + 1):
            sh = (rep + 1) * back * DAY
            for t in old:
                if t0 <= t.t_in + sh < t1:
                    c = Trip(
                        t.card,
                        t.t_in + sh,
                        t.t_out + sh,
                        [x + sh for x in t.t],
                        t.s,
                        "replay",
                        t.day + (rep + 1) * back,
                        t.shift,
                    )
                    c.seen = False
                    m.trips.append(c)
                    cards.add(t.card)
        m.blame("data_fabricated", "earlier_days_replayed", t0, t1, [], cards)

    return go


def d_invent(m: Mine) -> After:
    """Snapshots are made up."""
    d0, d1 = m.span(0.2, 0.6, 1)
    sh = _shifts(m, m.rnd.choice(["all", "night"]))

    def go() -> None:
        cards = set()
        allst = [i for i, s in enumerate(m.ground.stations) if s.role not in ("portal", "windmouth")]
        for d in range(d0, d1):
            for k in sh:
                s0, s1 = m.at(d, k), m.at(d, k) + m.slen
                crew = [t for t in m.trips if t.day == d and t.shift == k and t.card >= 0]
                for t in crew:
                    pid, t.card = t.card, -1
                    at = np.arange(s0, s1, m.knobs["period"] * m.rnd.choice([1, 2]))
                    st = [m.rnd.choice(allst) for _ in at]
                    c = Trip(pid, s0, s1, [float(x) for x in at], st, "invented", d, k)
                    c.seen, c.mad = False, m.knobs["mad_area"]
                    m.trips.append(c)
                    cards.add(pid)
        m.blame("data_fabricated", "snapshots_made_up", *_edge(m, d0, d1, sh), [], cards)

    m.knobs["mad_area"] = m.rnd.random() < 0.6
    return go


def d_filter(m: Mine) -> After:
    """A place is filtered out."""
    d0, d1 = m.span(0.3, 0.7, 1)
    i = _face_of(m)
    f = m.ground.faces[i]

    def go() -> None:
        t0, t1 = d0 * DAY, d1 * DAY
        spots = f.stations + f.gates[-1:]
        m.blank.append((set(spots), t0, t1))
        cards = {t.card for t in _in(m, d0, d1, f"face{i}") if t.card >= 0}
        m.blame("data_fabricated", "place_filtered_out", t0, t1, spots[:3], cards)

    return go


def d_freeze(m: Mine) -> After:
    """The same snapshot is sent for hours."""
    d0, d1 = m.span(0.3, 0.8, 2)
    hours = m.rnd.uniform(2.5, 7)
    k = m.knobs["night"]

    def go() -> None:
        for d in range(d0, d1):
            a = m.at(d, k) + m.rnd.uniform(0.5, 2) * 3600
            m.freeze.append((a, a + hours * 3600))
        m.blame("data_fabricated", "frozen_at_night", m.freeze[0][0], m.freeze[-1][1])

    return go


def d_delete(m: Mine) -> After:
    """Night snapshots are deleted."""
    d0, d1 = m.span(0.4, 0.9, 2)
    k = m.knobs["night"]

    def go() -> None:
        n = m.rnd.randint(5, 15)
        ex = _extras(m, d0, d1, n, list(range(len(m.ground.faces))), [k])
        for d in range(d0, d1):
            if m.rnd.random() < 0.85:
                a = m.at(d, k) + m.rnd.uniform(10, 60) * 60
                m.ryss_gap.append((a, a + m.slen * m.rnd.uniform(0.55, 0.9)))
        m.blame("data_fabricated", "night_snapshots_deleted", *_edge(m, d0, d1, [k]), [], {t.pid for t in ex})

    return go


def d_level(m: Mine) -> After:
    """A constant crowd is made up."""
    d0, d1 = m.span(0.3, 0.7, 1)

    def go() -> None:
        mine = sorted({t.pid for t in m.trips if t.tag.startswith("face")})
        keep_n = max(8, int(m.head_limit * m.rnd.uniform(0.35, 0.5)))
        t0, t1 = d0 * DAY, d1 * DAY
        _wipe(m, t0, t1)
        cards = mine[: keep_n + 3]
        posts = m.ground.role("front", "face", "haul", "gate_in")
        for j, pid in enumerate(cards):
            for d in range(d0, d1):
                s0 = d * DAY + m.rnd.uniform(0, 60)
                t = Trip(
                    pid,
                    s0,
                    s0 + DAY - m.rnd.uniform(60, 4000 if j < 6 else 400),
                    [s0],
                    [posts[j % len(posts)]],
                    "level",
                    d,
                    0,
                )
                step = m.rnd.uniform(5000, 9000)
                t.t += [s0 + step * q for q in range(1, int(DAY * 0.95 / step))]
                t.s += [posts[(j + q) % len(posts)] for q in range(1, int(DAY * 0.95 / step))]
                t.seen = False
                m.trips.append(t)
        m.blame("data_fabricated", "constant_crowd_invented", t0, t1, [], cards)

    return go


# ---- sensors ------------------------------
def _mask(m: Mine, style: str, kind: str) -> After:
    d0, d1 = m.span(0.3, 0.8, 2)
    faces = [i for i, f in enumerate(m.ground.faces) if not f.rock]
    i = m.rnd.choice(faces or [0])
    f = m.ground.faces[i]
    need = f.air / 100 * m.rnd.uniform(0.65, 1.1)
    up = need / max(f.ch4, 0.01)

    def src(s: Any) -> None:
        a, b = d0 * 288, d1 * 288
        s.gas[i][a:b] *= max(1.5, up)

    def point(s: Any) -> None:
        a, b = d0 * 288, d1 * 288
        r = m.rng
        what = ["face", "face_ret"] if m.knobs["mask_both"] else [m.knobs["mask_one"]]
        for j in [x for w in what for x in s.series(w, i)]:
            v, st = s.vals[j], s.state[j]
            own = v[a:b].copy()
            if kind == "flat":
                v[a:b] = round(float(r.uniform(0.08, 0.3)), 2) + (r.random(b - a) < 0.03) * 0.01
                st[a:b] = 0
            elif kind == "bag":
                v[a:b] = 0.06 + 0.22 * np.convolve(own, np.ones(9) / 9, "same")
            elif kind == "moved":
                v[a:b] = np.maximum(0, 0.05 + r.normal(0, 0.008, b - a))
            elif kind == "clip":
                top = m.knobs["clip"]
                v[a:b] = np.where(own > top, top - np.abs(r.normal(0, 0.006, b - a)), own)
            elif kind == "replay":
                if a >= 288:
                    v[a:b] = np.resize(v[a - 288 : a], b - a)
                else:
                    v[a:b] = np.resize(own[:144] * 0.3, b - a)
            elif kind == "calib":
                for d in range(d0, d1):
                    for k in range(m.nsh):
                        if k != f.maint and r.random() < 0.8:
                            x = int((m.at(d, k) + m.slen * r.uniform(0.25, 0.5)) // 300)
                            y = min(x + int(r.integers(6, 20)), b)
                            st[x:y] = 4
                            v[x:y] = r.uniform(0.05, 0.2)
                v[a:b] = np.minimum(v[a:b], r.uniform(0.85, 0.97))
            if kind in ("flat", "moved", "bag"):
                s.calib = [c for c in s.calib if not (c[0] == j and a <= c[1] < b)]
                st[a:b] = np.where(st[a:b] == 4, 0, st[a:b])

    m.knobs["mask_both"] = m.rnd.random() < 0.5
    m.knobs["mask_one"] = m.rnd.choice(["face", "face_ret"])
    m.knobs["clip"] = m.rnd.uniform(0.74, 0.95)
    _hook(m, "source", src)
    _hook(m, "point", point)

    def go() -> None:
        what = ["face", "face_ret"] if m.knobs["mask_both"] else [m.knobs["mask_one"]]
        st = sorted({p.station for p in m.ground.points if p.face == i and p.what in what})
        m.blame("sensor_masked", style, d0 * DAY, d1 * DAY, st)

    return go


def s_flat(m: Mine) -> After:
    """The value stands still."""
    return _mask(m, "flat_value", "flat")


def s_bag(m: Mine) -> After:
    """A bag over the sensor."""
    return _mask(m, "bag_over_the_head", "bag")


def s_moved(m: Mine) -> After:
    """The sensor hangs in fresh air."""
    return _mask(m, "hung_in_fresh_air", "moved")


def s_clip(m: Mine) -> After:
    """Values are cut off below the alarm."""
    return _mask(m, "clipped_below_alarm", "clip")


def s_replay(m: Mine) -> After:
    """Yesterday's values are sent again."""
    return _mask(m, "yesterday_again", "replay")


def s_calib(m: Mine) -> After:
    """Calibration covers the cutting hours."""
    return _mask(m, "calibration_as_cover", "calib")


# ---- working in a stop ------------------------------
def _stopped(
    m: Mine,
    style: str,
    state: str,
    how: str,
    faces: str,
    factor: tuple[float, float],
    worn: str,
    report: bool,
) -> After:
    least = 2 if m.days > 2 else 1
    d0, d1 = m.span(0.3, 0.75, least)
    sh = _shifts(m, how)
    own = [i for i, f in enumerate(m.ground.faces) if not faces or f.kind == faces]
    fac = m.rnd.uniform(*factor)
    for d in range(d0, d1):
        m.stop[d] = state
    m.status.append({"state": state, "d0": d0, "d1": d1})
    late = m.rnd.randint(0, 1) if d1 - d0 > 2 else 0
    w0 = d0 + late
    coal = [i for i in own if m.ground.faces[i].kind == "coal_face" and m.ground.faces[i].maint >= 0]
    use = [k for k in sh if not all(m.ground.faces[i].maint == k for i in coal)] if coal else sh
    if not use:
        use = [k for k in range(m.nsh) if k not in sh][:1]
    for i in own:
        if m.ground.faces[i].maint in use and len(use) == 1:
            m.ground.faces[i].maint = -1
    m.knobs["secret"].append(
        {
            "d0": w0,
            "d1": d1,
            "faces": own,
            "shifts": use,
            "factor": fac * m.nsh / len(use) if how != "all" else fac,
        }
    )

    def out(s: Any) -> None:
        if not report:
            s.reported[d0:d1] *= m.rng.uniform(0, 0.06)
            if m.rng.random() < 0.5:
                s.hoisted[d0:d1] *= m.rng.uniform(0.0, 0.1)

    _hook(m, "output", out)

    def go() -> None:
        cards: set[int] = set()
        for d in range(w0, d1):
            for k in use:
                for i in own:
                    f = m.ground.faces[i]
                    if m.mode[i][d] not in ("cut",):
                        continue
                    crew = pick(
                        m, f"face{i}.{k}", max(3, int(f.crew[k] * min(1, fac + 0.15))), m.at(d, k) - 1000
                    )
                    lag = m.rnd.uniform(-10, 25) * 60
                    for pid in crew:
                        t = shift_trip(m, pid, d, k, f.stations * 3 + f.gates[:1], 1700, f"stop{i}", lag)
                        cards.add(pid)
                        if worn == "none" or (worn == "some" and m.rnd.random() < 0.5):
                            t.card = -1
        st = [s for i in own for s in m.ground.faces[i].stations][:3]
        m.blame("working_while_stopped", style, *_edge(m, w0, d1, use), st, cards if worn != "none" else ())

    return go


def w_night(m: Mine) -> After:
    """Night work in a stop."""
    return _stopped(m, "only_at_night", "suspended", "night", "", (0.3, 0.6), "worn", False)


def w_repair(m: Mine) -> After:
    """Production called overhaul."""
    return _stopped(m, "overhaul_in_name", "overhaul", "all", "", (0.6, 1.0), "worn", m.rnd.random() < 0.3)


def w_head(m: Mine) -> After:
    """Headings go on in a stop."""
    return _stopped(m, "headings_go_on", "suspended", "two", "heading", (0.7, 1.0), "worn", False)


def w_bare(m: Mine) -> After:
    """Work in a stop without cards."""
    return _stopped(m, "without_cards", "suspended", "two", "coal_face", (0.3, 0.7), "none", False)


def w_half(m: Mine) -> After:
    """Work in a stop with some of the cards."""
    return _stopped(m, "half_crew_half_cards", "overhaul", "two", "coal_face", (0.35, 0.7), "some", False)


# ---- too much coal ------------------------------
def _over(m: Mine, style: str, rep: str, long: bool = True, rush: bool = False) -> After:
    d0, d1 = m.span(0.6, 1.0, 3) if long else m.span(0.3, 0.6, 2)
    if rush:
        d0, d1 = max(0, m.days - max(2, int(m.days * 0.5))), m.days
    plan = sum(f.t_day for f in m.ground.faces) or 1.0
    share, n = m.cap / 365, max(1, d1 - d0)
    least = (1.2 * m.days * share - plan * (m.days - n)) / n
    goal = max(share * m.rnd.uniform(1.25, 1.75), least)
    k = goal / plan
    m.prod[:, d0:d1] *= k
    if style == "on_the_repair_shift":
        for f in m.ground.faces:
            if f.kind == "coal_face":
                f.maint = -1

    def out(s: Any) -> None:
        lid = m.cap / 365 * m.rng.uniform(0.9, 1.0)
        for d in range(d0, d1):
            tot = s.reported[d].sum()
            if rep in ("report", "both") and tot > lid:
                s.reported[d] *= lid / tot * m.rng.uniform(0.95, 1.0)
            if rep == "both" and s.hoisted[d].sum() > lid:
                s.hoisted[d] *= lid / s.hoisted[d].sum() * m.rng.uniform(0.97, 1.02)

    def haul(s: Any) -> None:
        if rep == "both":
            for c in s.belt_t:
                s.belt_t[c][d0 * 96 : d1 * 96] /= k * m.rng.uniform(0.97, 1.03)

    _hook(m, "output", out)
    _hook(m, "haul", haul)

    def go() -> None:
        if m.rnd.random() < 0.6:
            n = max(2, int(sum(max(f.crew) for f in m.ground.faces) * 0.12))
            _extras(
                m,
                d0,
                d1,
                n,
                [i for i, f in enumerate(m.ground.faces) if f.kind == "coal_face"],
                _shifts(m, "all"),
                dept="采煤一队",
            )
        m.blame("over_capacity", style, d0 * DAY, d1 * DAY)

    return go


def o_report(m: Mine) -> After:
    """Too much coal, report cut down."""
    return _over(m, "report_cut_down", "report")


def o_both(m: Mine) -> After:
    """Too much coal, scale and report cut down."""
    return _over(m, "scale_and_report_cut_down", "both")


def o_rush(m: Mine) -> After:
    """Too much coal at the end."""
    return _over(m, "month_end_rush", m.rnd.choice(["none", "report"]), rush=True)


def o_repair(m: Mine) -> After:
    """Too much coal by using the repair shift."""
    return _over(m, "on_the_repair_shift", "report")


def o_open(m: Mine) -> After:
    """Too much coal, openly."""
    return _over(m, "openly", "none")


# ---- too many people ------------------------------
def _many(m: Mine, style: str, whole: bool, kind: str, trades: tuple[str, ...], dept: str, sh: str) -> After:
    d0, d1 = m.span(0.3, 0.8, 2)
    shifts = _shifts(m, sh)
    i = _face_of(m, kind)

    def go() -> None:
        g = m.ground
        if whole:
            faces = list(range(len(g.faces)))
            n = int(m.head_limit * m.rnd.uniform(0.55, 0.85)) + 4
        else:
            faces = [i]
            lim = g.areas[g.stations[g.faces[i].stations[0]].area].limit
            n = max(5, int(lim * m.rnd.uniform(1.25, 1.7)) - min(g.faces[i].crew[k] for k in shifts) + 1)
            n = min(n, 40)
        ex = _extras(m, d0, d1, n, faces, shifts, trades, dept)
        st = [s for j in faces for s in g.faces[j].stations][:3]
        m.blame("overstaffed", style, *_edge(m, d0, d1, shifts), st, {t.pid for t in ex})

    return go


def v_face(m: Mine) -> After:
    """Too many people at a coal face."""
    return _many(m, "face_beyond_its_limit", False, "coal_face", FACE_TRADES, "采煤外委队", "all")


def v_mine(m: Mine) -> After:
    """Too many people in the mine."""
    return _many(m, "mine_beyond_its_limit", True, "", FACE_TRADES + HEAD_TRADES, "外委队", "two")


def v_team(m: Mine) -> After:
    """A second team in a heading."""
    return _many(m, "second_team_in_a_heading", False, "heading", HEAD_TRADES, "掘进外委队", "two")


def v_stay(m: Mine) -> After:
    """Crews stay on into the next shift."""
    d0, d1 = m.span(0.3, 0.8, 2)
    more = m.rnd.uniform(3.5, 6.5) * 3600
    sh = _shifts(m, "all")

    def go() -> None:
        cards = set()
        for t in _in(m, d0, d1, "face"):
            if m.rnd.random() < 0.85:
                c = max(1, len(t.t) * 2 // 3)
                t.t = [x if q < c else x + more for q, x in enumerate(t.t)]
                t.t_out += more
                cards.add(t.pid)
        st = [s for f in m.ground.faces for s in f.stations][:3]
        last: dict[int, float] = {}
        for t in sorted((x for x in m.trips if x.card >= 0), key=lambda x: x.t_in):
            if last.get(t.card, -1.0) > t.t_in:
                t.card = -1
                t.count = 0
            else:
                last[t.card] = t.t_out
        m.blame("overstaffed", "crews_kept_on", *_edge(m, d0, d1, sh), st, cards)

    return go


BOOK: dict[str, tuple[Scheme, ...]] = {
    "hidden_face": (
        h_seal,
        h_old,
        h_parked,
        h_double,
        h_lamp,
        h_stone,
        h_carried,
        h_night,
        h_drill,
        h_retired,
        h_early,
        h_branch,
        h_side,
        h_rib,
    ),
    "headcount_concealed": (c_naked, c_wind, c_checkout, c_trim, c_pairs),
    "cards_carried": (k_one, k_relay, k_cadre, k_drop, k_bag, k_exit),
    "card_parked": (p_refuge, p_tool, p_cadre, p_lamp, p_stir),
    "data_fabricated": (d_replay, d_invent, d_filter, d_freeze, d_delete, d_level),
    "sensor_masked": (s_flat, s_bag, s_moved, s_clip, s_replay, s_calib),
    "working_while_stopped": (w_night, w_repair, w_head, w_bare, w_half),
    "over_capacity": (o_report, o_both, o_rush, o_repair, o_open),
    "overstaffed": (v_face, v_mine, v_team, v_stay),
}
