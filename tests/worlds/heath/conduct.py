"""The deliberate conducts. Each style is a class method set working in stages: layout (plan), people (cards), matter (physics),
sensors (readings) and files (snapshots)."""

from __future__ import annotations

import numpy as np

from .clock import DAY, date_text
from .layout import Mine, Place
from .people import Crew, Staff, Trip, carry, freeze, park
from .physics import World

# style -> (place, way to hide the people)
HIDDEN = {
    "seal_vanish": ("seal", "frozen"),
    "seal_nocards": ("seal", "none"),
    "seal_filtered": ("seal", "filter_all"),
    "boundary_open": ("boundary", "open"),
    "boundary_vanish": ("boundary", "absent"),
    "branch_parked": ("branch", "parked"),
    "branch_carried": ("branch", "carried"),
    "branch_vanish": ("branch", "frozen"),
    "old_open": ("old", "open"),
    "old_parked": ("old", "parked"),
    "old_filtered": ("old", "filter_part"),
    "ended_open": ("ended", "open"),
    "ended_nocards": ("ended", "none"),
    "future_open": ("future", "open"),
    "dayface_night": ("dayface", "frozen"),
    "lower_nocards": ("lower", "none"),
    "lower_carried": ("lower", "carried"),
}
STYLES = {
    "hidden_face": tuple(HIDDEN),
    "headcount_concealed": ("diggers_without_cards", "count_capped", "logged_out_stayed", "air_shaft_entry"),
    "cards_carried": ("batch_on_one_man", "leader_escort", "second_card", "two_carriers"),
    "card_parked": ("group_in_chamber", "leader_at_face", "gas_inspector_hook", "left_for_days"),
    "data_fabricated": ("replayed", "invented", "crew_deleted", "holes_by_shift"),
    "sensor_masked": ("flat", "shielded", "capped", "moved_to_intake"),
    "working_while_stopped": ("night_overhaul", "open_suspension", "heading_only", "stop_without_cards"),
    "over_capacity": ("under_reported", "books_cooked", "open_overrun"),
    "overstaffed": ("coal_face", "whole_mine", "heading"),
}


def draw_style(rng, kind: str, wanted: str = "") -> tuple[str, str]:
    """Style and the layout feature it needs."""
    style = STYLES[kind][int(rng.integers(len(STYLES[kind])))]
    style = wanted or style
    need = ""
    if kind == "hidden_face":
        need = HIDDEN[style][0]
        if need in ("old", "seal", "lower") and rng.random() < 0.4 and need != "old":
            need = "blast"
    if style == "heading_only":
        need = "blast"
    return style, need


class Conduct:
    """Does nothing; also used for healthy mines."""

    def __init__(self, kind: str, style: str, m: Mine, rng: np.random.Generator):
        self.kind, self.style, self.m, self.rng = kind, style, m, rng
        d = m.days
        if d <= 3 or rng.random() < 0.2:
            self.a, self.b = m.start, m.start + d
        else:
            span = int(rng.integers(max(3, int(d * 0.4)), max(4, int(d * 0.85)) + 1))
            self.a = m.start + int(rng.integers(0, d - span + 1))
            self.b = self.a + span
        self.stations: list[int] = []
        self.cards: set[str] = set()
        self.extra: list[tuple[str, list[int], set[str]]] = []  # incidental rows
        self.cap: int | None = None
        self.holes: list[tuple[float, float]] = []
        self.invented: list[tuple[float, float]] = []
        self.alarms: list[tuple[Trip, float, float, int]] = []  # restricted-area alarms that were forgotten
        self.exact = False  # snapshot clock without jitter

    @property
    def t0(self):
        return self.a * DAY

    @property
    def t1(self):
        return self.b * DAY

    def inside(self, t: float) -> bool:
        return self.t0 <= t < self.t1

    def plan(self, staff: Staff) -> None: ...
    def people(self, staff: Staff) -> None: ...
    def matter(self, w: World) -> None: ...
    def sensors(self, w: World, val: dict[str, np.ndarray]) -> None: ...

    def mask(self, w: World) -> np.ndarray:
        return ((w.t >= self.t0) & (w.t < self.t1)).astype(float)

    def live(self) -> list[Place]:
        return [p for p in self.m.places if p.declared and p.pid not in ("F8", "F9")]

    def mine_of(self, trips) -> list[Trip]:
        return [t for t in trips if t.tag == "hid"]

    def rows(self) -> list[dict]:
        from .clock import iso

        if not self.kind or self.kind == "healthy":
            return []
        sc = self.m.station_code

        def row(k, st, cards):
            return {
                "kind": k,
                "from": iso(self.t0),
                "to": iso(self.t1),
                "stations": [sc(s) for s in st],
                "cards": sorted(c for c in cards if c),
                "style": self.style,
            }

        return [row(self.kind, self.stations, self.cards)] + [
            dict(row(k, s, c), incidental=True) for k, s, c in self.extra
        ]


# ------------------------------------------------------------------------------------------------ hidden face
class HiddenFace(Conduct):
    def plan(self, staff):
        m, r, key = self.m, self.rng, self.m.key
        where, self.way = HIDDEN[self.style]
        self.where = where
        ns = len(m.shifts)
        coal = [p for p in self.live() if p.kind == "coal_face"]
        kind = "heading" if r.random() < 0.2 else "coal_face"
        only = (
            tuple(range(ns)) if r.random() < 0.45 else tuple(sorted(r.choice(ns, 2, replace=False).tolist()))
        )
        if where == "seal":
            st = [key["seal_st"][int(r.integers(len(key["seal_st"])))]]
        elif where == "boundary":
            st = list(key["bound"])
        elif where == "branch":
            p = coal[int(r.integers(len(coal)))]
            st = [p.gate[len(p.gate) // 2]]
            self.host = p
        elif where == "old":
            st = list(key["old"])
        elif where in ("ended", "future"):
            st = next(p for p in m.places if p.pid == ("F8" if where == "ended" else "F9")).st
        elif where == "dayface":
            p = coal[int(r.integers(len(coal)))]
            st, only, kind = [p.gate[0]], (staff.night,), "coal_face"
            self.host = p
        else:
            st = [key["road"][int(r.integers(3, len(key["road"]) - 1))]]
        plan = sum(p.tpd for p in self.live())
        tpd = (
            plan * float(r.uniform(0.16, 0.42))
            if kind == "coal_face"
            else plan * float(r.uniform(0.06, 0.12)) + 20
        )
        if where == "dayface":
            tpd = plan * float(r.uniform(0.15, 0.28))
        blast = any(p.expl for p in self.live()) and (kind == "heading" or r.random() < 0.5)
        air = float(r.integers(25, 45) * 10) if kind == "heading" else float(r.integers(40, 80) * 10)
        p = Place(
            "X1",
            "",
            kind,
            list(st),
            [],
            float(self.t0),
            float(self.t1),
            [0] * ns,
            tpd=tpd,
            air=air,
            ch4=round(air * float(r.uniform(0.3, 0.6)) / 100, 2),
            inflow=float(r.uniform(2, 9)),
            expl=float(r.uniform(30, 70)) if blast else 0.0,
            declared=False,
            only=only,
            dept="",
        )
        m.places.append(p)
        self.p = p
        # the supports of the place's location: nearest stations
        self.stations = (list(st) + [k for k in m.near(st[0], 4) if k not in st])[: max(2, min(3, len(st)))]
        n = int(r.integers(8, 17)) if kind == "coal_face" else int(r.integers(6, 9))
        dept = ["综采三队", "外委施工队", "准备队", "掘进三队", "回采突击队"][int(r.integers(5))]
        role = "coal" if kind == "coal_face" else "head"
        pattern = "face" if len(st) > 1 else "gang"
        for s in only:
            staff.crew(
                role,
                dept,
                n,
                s,
                pattern,
                st,
                "X1",
                "hid",
                (self.a, self.b),
                card=self.way != "none",
                spare=0.25,
            )
            if self.way in (
                "none",
                "parked",
            ):  # one foreman wears his card and is lost at the place for some hours
                staff.crew(
                    "safe", "安监处", 1, s, "gang", [st[0]], "X1", "hidlead", (self.a, self.b), spare=0
                )
        self.n = n

    def people(self, staff):
        r, m, key = self.rng, self.m, self.m.key
        st = self.p.st
        groups: dict = {}
        for t in staff.trips:
            if t.tag in ("hid", "hidlead"):
                groups.setdefault((t.day, t.shift, t.tag), []).append(t)
        refuge = key["refuge"] if r.random() < 0.6 else key["wait"]
        for (day, shift, tag), trips in sorted(groups.items()):
            back = float(np.median([max(e[0] for e in t.ev if e[1] in st) for t in trips]))
            boss = None
            for t in trips:
                hits = [e[0] for e in t.ev if e[1] in st]
                a, b = min(hits) + float(r.uniform(40, 150)), max(hits)
                b = max(b, back - 900)
                if tag == "hidlead":
                    b = a + float(r.uniform(5400, 11000))
                    after_walk = []
                    end = staff.walk(after_walk, b + 60, st[0], key["bottom"], 1.2, 10)
                    cage = (np.floor((end + 60) / staff.cage) + 1) * staff.cage + 9
                    t.ev = (
                        [e for e in t.ev if e[0] <= a]
                        + [(a, st[0], 0), (b, st[0], 10)]
                        + after_walk
                        + [(cage + key["depth"] / 7, key["portal"], 5)]
                    )
                    t.t_out = cage + key["depth"] / 7 + 30
                elif self.way == "frozen":
                    out = float(r.normal(back, 150))
                    leave = [e for e in t.ev if e[0] > max(hits)]
                    freeze(
                        t,
                        a,
                        max(out, a + 3600) if not leave else min(max(out, a + 3600), leave[0][0] - 20),
                        st[0],
                    )
                elif self.way == "absent":
                    t.gaps = [(a, b - 60)]
                elif self.way == "parked":
                    park(t, refuge, key, staff.walk, back + float(r.normal(0, 45)), staff.cage)
                elif self.way == "carried":
                    if boss is None:
                        # the cards change hands at the place, go on a round in one pocket, and come back there
                        c = Crew(
                            "safe",
                            t.who.dept,
                            1,
                            shift,
                            "patrol",
                            [st[0]] + key["road"][1:5] + [p.st[0] for p in self.live()],
                            "",
                        )
                        g = {"t_in": trips[0].t_in, "train": trips[0].t_in + 500, "v": 2.8}
                        new = staff.trip(c, t.who, day, g)
                        end = day * DAY + m.shifts[shift] * 3600 + DAY // len(m.shifts) - 1500
                        ev = [e for e in new.ev if e[0] < end]
                        x = staff.walk(ev, max(end, ev[-1][0] + 60), ev[-1][1], st[0], 1.2, 10)
                        x = staff.walk(ev, x + float(r.uniform(300, 700)), st[0], key["bottom"], 1.2, 10)
                        x = (np.floor((x + 60) / staff.cage) + 1) * staff.cage + 8
                        ev.append((x + key["depth"] / 7, key["portal"], 5))
                        t.ev, t.t_in, t.t_out = ev, new.t_in, x + key["depth"] / 7 + 30
                        boss = t
                    else:
                        carry(boss, t, r)
                elif self.way == "filter_all":
                    t.card = False
                    if r.random() < 0.35:
                        self.alarms.append((t, a, b, st[0]))
                elif self.way == "filter_part":
                    node = [e[0] for e in t.ev if e[1] == key["road"][1]]
                    lo = node[0] if node else a - 600
                    hi = node[-1] if len(node) > 1 and node[-1] > b else b + 300
                    t.gaps = [(lo + 30, hi - 30)]
                if t.who.card:
                    self.cards.add(t.who.card)
        inc = {
            "parked": ("card_parked", [refuge]),
            "carried": ("cards_carried", []),
            "filter_all": ("data_fabricated", []),
            "filter_part": ("data_fabricated", []),
            "none": ("headcount_concealed", []),
        }.get(self.way)
        if inc:
            self.extra.append((inc[0], inc[1], set() if inc[0] == "headcount_concealed" else set(self.cards)))

    def matter(self, w):
        r, m, p = self.rng, self.m, self.p
        w.add(p)
        coal, a, on = w.coal["X1"], w.act["X1"], self.mask(w)
        cooked = r.random() < 0.5
        w.report_cut += coal
        if cooked:
            w.output_hide += coal
            if r.random() < 0.35:  # the main belt's weigher is bypassed, its running time is not
                w.belt_hide += coal
        if self.where in ("branch", "dayface") and r.random() < 0.5:
            w.belt_extra[self.host.pid] = coal  # goes over the host face's own belt
        which = r.random()
        face = next(f for f in m.feeders if f["ref"] is not None and f["ref"].kind == "coal_face")
        name = {0: "other", 1: "surface"}.get(int(which * 3))
        f = next((f for f in m.feeders if f["serves"] == name), face)
        if self.where == "dayface":
            f = next(x for x in m.feeders if x["ref"] is self.host)
        w.extra_kw[f["feeder"]] += a * (
            float(r.uniform(180, 420)) if p.kind == "coal_face" else float(r.uniform(70, 130))
        )
        fan = next(x for x in m.feeders if x["serves"] == "local_fan")
        if self.where not in ("ended", "future") or r.random() < 0.5:
            w.extra_kw[fan["feeder"]] += on * float(r.uniform(28, 60))
        w.air_take += on * p.air * float(r.uniform(0.55, 1.0))
        k = np.exp(-np.arange(12) / 3.0)
        gas = np.convolve(a, k / k.sum(), "full")[: w.n]
        for q in m.points:  # what the nearest sensors feel
            near = (
                q["st"] in p.st
                or q["st"] in m.adj[p.st[0]]
                or (q["role"] == "idle" and q["ref"] and q["ref"].st == p.st)
            )
            if near and q["role"] in ("seal", "old", "bound", "idle"):
                if q["kind"] == "ch4":
                    w.point_add[q["code"]] = on * 0.04 + gas * float(r.uniform(0.08, 0.3))
                elif q["kind"] == "air_velocity":
                    w.point_add[q["code"]] = on * float(r.uniform(0.5, 1.3))
            if self.where in ("branch", "dayface") and q["ref"] is self.host and q["role"] == "face_return":
                w.point_add[q["code"]] = gas * float(r.uniform(0.06, 0.16))
        if p.expl:
            heads = [x for x in self.live() if x.expl]
            book = heads[int(r.integers(len(heads)))].pid
            for d in range(self.a, self.b):
                for s in p.only:
                    if r.random() < 0.8:
                        t = d * DAY + m.shifts[s] * 3600 + int(r.integers(5400, 18000))
                        w.blasts.append((t, book, p.expl / len(p.only) * float(r.uniform(0.8, 1.2))))


# ------------------------------------------------------------------------------------------------ headcount
class Headcount(Conduct):
    def plan(self, staff):
        m, r = self.m, self.rng
        live = self.live()
        p = live[0]
        self.target = p
        ns = len(m.shifts)
        shifts = [s for s in range(ns) if s != p.maint][:2] if r.random() < 0.5 else list(range(ns))
        self.stations = list(p.st)[:2]
        if self.style != "logged_out_stayed":
            n = int(r.integers(6, 15))
            for s in shifts:
                staff.crew(
                    "coal",
                    p.dept,
                    n if self.style != "count_capped" else n + 6,
                    s,
                    "face",
                    p.st,
                    p.pid,
                    "hid",
                    (self.a, self.b),
                    card=self.style == "count_capped",
                    spare=0.2,
                )

    def matter(self, w):  # more hands win a little more
        w.coal[self.target.pid] *= 1 + 0.12 * self.mask(w)

    def people(self, staff):
        r, m = self.rng, self.m
        if self.style == "count_capped":
            regular = [t for t in staff.trips if t.tag != "hid"]
            mids = np.concatenate([np.arange(m.days) * DAY + m.t0 + s * 3600 + 3 * 3600 for s in m.shifts])
            counts = [sum(t.t_in <= x < t.t_out for t in regular) for x in mids]
            self.cap = int(max(counts)) + 2
            m.limit = self.cap
            self.cards = {t.who.card for t in staff.trips if t.tag == "hid"}
            staff.trips.sort(key=lambda t: (t.tag == "hid", t.t_in))
            self.extra.append(("data_fabricated", [], set(self.cards)))
        elif self.style == "logged_out_stayed":
            ns = len(m.shifts)
            for day in range(self.a, self.b):
                crew = [
                    t for t in staff.trips if t.day == day and t.place == self.target.pid and t.role == "coal"
                ]
                shift = int(r.integers(ns))
                crew = [t for t in crew if t.shift == shift]
                for t in crew[: int(r.integers(5, 10))]:
                    t.video_out = False  # the card leaves, the man stays for a second shift
                    ghost = Trip(
                        t.who,
                        day,
                        shift,
                        t.t_out,
                        t.t_out + DAY / ns + float(r.normal(0, 500)),
                        [],
                        t.role,
                        t.place,
                        "ghost",
                        card=False,
                        video_in=False,
                        salt=t.salt + 1,
                    )
                    staff.trips.append(ghost)
                    self.cards.add(t.who.card)
        elif self.style == "air_shaft_entry":
            for t in self.mine_of(staff.trips):
                t.seen = r.random() < 0.9
                t.tag = "air_shaft"


# ------------------------------------------------------------------------------------------------ cards
class Carried(Conduct):
    def people(self, staff):
        r = self.rng
        ns = len(self.m.shifts)
        pool = {}
        for t in staff.trips:
            if self.inside(t.t_in) and not t.tag:
                pool.setdefault((t.day, t.shift), []).append(t)
        shift = int(r.integers(ns))
        size = {
            "batch_on_one_man": int(r.integers(8, 18)),
            "leader_escort": 3,
            "second_card": 2,
            "two_carriers": int(r.integers(8, 14)),
        }[self.style]
        chosen: list = []
        for (day, s), trips in sorted(pool.items()):
            if s != shift and r.random() < 0.7:
                continue
            if self.style == "leader_escort":
                rest = [t for t in trips if t.role in ("lead", "survey")][:size]
                boss = [t for t in trips if t.role in ("safe", "fix")][:1]
            else:
                crew = [t for t in trips if t.role in ("coal", "head")]
                known = [t for t in crew if t.who.card in chosen]
                crew = known + [t for t in crew if t.who.card not in chosen]
                boss, rest = crew[:1], crew[1:size]
                if not chosen:
                    chosen = [t.who.card for t in crew[:size]]
            if not boss or not rest:
                continue
            if self.style == "second_card":  # the colleague goes on two cards of his own name
                boss, rest = boss[:1], rest[:1]
                if boss[0].who.card not in chosen or rest[0].who.card not in chosen:
                    continue
                rest[0].who.name, rest[0].who.dept, rest[0].who.born = (
                    boss[0].who.name,
                    boss[0].who.dept,
                    boss[0].who.born,
                )
            bosses = boss if self.style != "two_carriers" else boss + rest[:1]
            for i, t in enumerate(rest):
                if t in bosses:
                    continue
                carry(bosses[i % len(bosses)], t, r)
                t.seen = False  # the owner never went down
            self.cards |= {t.who.card for t in rest + boss}


class Parked(Conduct):
    def people(self, staff):
        r, m, key = self.rng, self.m, self.m.key
        len(m.shifts)
        spot = [key["refuge"], key["wait"], self.live()[0].gate[0]][int(r.integers(3))]
        if self.style == "gas_inspector_hook":
            spot = self.live()[-1].st[0]
        if self.style == "leader_at_face":
            spot = self.live()[0].st[1] if len(self.live()[0].st) > 1 else self.live()[0].st[0]
        self.stations = [spot]
        roles = {
            "group_in_chamber": ("coal", "head"),
            "leader_at_face": ("lead",),
            "gas_inspector_hook": ("gas",),
            "left_for_days": ("coal", "fix"),
        }[self.style]
        n = {
            "group_in_chamber": int(r.integers(4, 10)),
            "leader_at_face": 1,
            "gas_inspector_hook": 2,
            "left_for_days": 3,
        }[self.style]
        groups = {}
        for t in staff.trips:
            if self.inside(t.t_in) and not t.tag and t.role in roles:
                groups.setdefault((t.day, t.shift), []).append(t)
        if self.style == "left_for_days":
            first = sorted((t for g in groups.values() for t in g), key=lambda t: t.t_in)[:40]
            for t in first[:n]:
                end = min(self.t1, t.t_in + DAY * float(r.uniform(1.5, 5)))
                park(t, spot, key, staff.walk, end, staff.cage)
                t.tag = "hid"
                for o in list(staff.trips):  # his later shifts go without the card
                    if o is not t and o.who is t.who and t.t_in < o.t_in < t.t_out:
                        o.card = False
                self.cards.add(t.who.card)
            return
        for (day, s), trips in sorted(groups.items()):
            if self.style == "group_in_chamber" and (day + s) % 2 == 0:
                continue
            pick = sorted(trips, key=lambda t: t.who.card)[:n]
            back = float(np.median([t.t_out for t in pick])) - 2400
            for t in pick:
                park(t, spot, key, staff.walk, back + float(r.normal(0, 40)), staff.cage)
                self.cards.add(t.who.card)

    def matter(self, w):
        if (
            self.style == "group_in_chamber"
        ):  # the owners help at another face: it wins a little more than its crew could
            p = self.live()[0]
            if p.pid in w.coal:
                w.coal[p.pid] *= 1 + 0.08 * self.mask(w)


# ------------------------------------------------------------------------------------------------ data
class Fabricated(Conduct):
    def people(self, staff):
        r, m = self.rng, self.m
        ns = len(m.shifts)
        self.exact = self.style in ("replayed", "invented")
        if self.style == "replayed":
            src = self.a - 1 if self.a > m.start else self.a
            a = src + 1
            self.a = a
            base = [t for t in staff.trips if t.day == src]
            for t in staff.trips:
                if a <= t.day < self.b:
                    t.card = False
            for d in range(a, self.b):
                k = (d - src) * DAY
                for t in base:
                    staff.trips.append(
                        Trip(
                            t.who,
                            d,
                            t.shift,
                            t.t_in + k,
                            t.t_out + k,
                            [(x + k, s, w) for x, s, w in t.ev],
                            t.role,
                            t.place,
                            "replay",
                            seen=False,
                            salt=t.salt,
                        )
                    )
        elif self.style == "invented":
            self.invented = [(float(self.t0), float(self.t1))]
        elif self.style == "crew_deleted":
            p = self.live()[0]
            shift = next(s for s in range(ns) if s != p.maint)
            self.stations = list(p.st)[:2]
            for t in staff.trips:
                if self.inside(t.t_in) and t.place == p.pid and t.shift == shift:
                    if r.random() < 0.5:
                        t.card = False
                    else:
                        t.gaps = [(t.t_in + 1200, t.t_out - 1200)]
                    self.cards.add(t.who.card)
                    if r.random() < 0.1:
                        self.alarms.append((t, t.t_in + 3000, t.t_out - 3000, p.st[0]))
        else:
            h = m.shifts[staff.night]
            for d in range(self.a, self.b):
                if r.random() < 0.85:
                    a = d * DAY + h * 3600 + float(r.integers(600, 2400))
                    self.holes.append((a, a + float(r.uniform(0.6, 0.85)) * DAY / ns))

    def matter(self, w):
        if self.style in ("holes_by_shift", "crew_deleted"):
            on = np.zeros(w.n)
            for a, b in self.holes:
                on[(w.t >= a) & (w.t < b)] = 1
            for p in self.live():
                w.coal[p.pid] *= 1 + 0.3 * on
                w.act[p.pid] *= 1 + 0.2 * on


class Masked(Conduct):
    def sensors(self, w, val):
        r, m = self.rng, self.m
        cand = [
            q
            for q in m.points
            if q["kind"] == "ch4"
            and q["role"] in ("face", "face_return")
            and (q["ref"].kind == "coal_face" or self.style == "flat")
        ]
        q = cand[int(r.integers(len(cand)))]
        self.point, self.stations = q["code"], [q["st"]]
        v, on = val[q["code"]], self.mask(w) > 0
        if self.style == "flat":
            v[on] = round(float(np.percentile(v, 15)), 2)
        elif self.style == "shielded":
            k = np.ones(24) / 24
            v[on] = (np.convolve(v, k, "same") * float(r.uniform(0.22, 0.4)))[on]
        elif self.style == "capped":
            v[on] = np.minimum(v[on], float(np.percentile(v, 62)))
        else:
            v[on] = 0.015

    def matter(self, w):  # the reason: the true gas is higher, the return of the mine shows it
        for p in self.live():
            if p.kind == "coal_face":
                w.gas_up[p.pid] = 1 + float(self.rng.uniform(0.25, 0.7)) * self.mask(w)
                w.coal[p.pid] *= 1 + 0.12 * self.mask(w)


# ------------------------------------------------------------------------------------------------ stopped, capacity, crews
class Stopped(Conduct):
    def plan(self, staff):
        m = self.m
        state = "overhaul" if self.style in ("night_overhaul", "stop_without_cards") else "suspended"
        # the declared stop ends with the period in file or goes on
        m.status = [
            {"state": "producing", "from": "2022-03-01", "to": date_text(self.a)},
            {"state": state, "from": date_text(self.a), "to": date_text(self.b)},
            {"state": "producing", "from": date_text(self.b), "to": None},
        ]
        self.stations = list(self.live()[0].st if self.style != "heading_only" else self.live()[-1].st)[:2]

    def works(self, pid: str, shift: int, staff) -> bool:
        if self.style == "night_overhaul":
            return shift in (staff.night, (staff.night - 1) % len(self.m.shifts))
        if self.style == "heading_only":
            return pid.startswith("H")
        return True

    def people(self, staff):
        self.staff = staff
        keep = []
        for t in staff.trips:
            if (
                self.inside(t.t_in)
                and t.role in ("coal", "head", "belt", "haul", "road")
                and not (t.role == "belt" and self.rng.random() < 0.5)
            ):
                if not self.works(t.place or "H", t.shift, staff) and t.role in ("coal", "head"):
                    continue
                if self.style == "stop_without_cards" and t.role in ("coal", "head"):
                    t.card = False
                elif t.role in ("coal", "head"):
                    self.cards.add(t.who.card)
            keep.append(t)
        staff.trips = keep
        if self.style == "stop_without_cards":
            self.extra.append(("headcount_concealed", list(self.stations), set()))

    def matter(self, w):
        on = self.mask(w) > 0
        sh = w.shift_of(w.t)
        for p in self.live():
            ok = np.array([self.works(p.pid, s, self.staff) for s in range(len(self.m.shifts))])[sh]
            for x in (w.act[p.pid], w.coal[p.pid]):
                x[on & ~ok] = 0
        total = sum(w.coal.values()) * on
        w.report_cut += total
        if self.style != "open_suspension" or self.rng.random() < 0.5:
            w.output_hide += total


class OverCapacity(Conduct):
    def plan(self, staff):
        r = self.rng
        self.over = float(r.uniform(1.35, 1.75))
        self.stations = list(self.live()[0].st)[:1]

    def matter(self, w):
        m, on = self.m, self.mask(w)
        cap = m.capacity / 330
        for p in self.live():
            plan = sum(x.tpd for x in self.live())
            k = cap * self.over / plan
            w.coal[p.pid] *= 1 + (k - 1) * on
            w.act[p.pid] *= 1 + (min(k, 1.6) - 1) * 0.7 * on
        total = sum(w.coal.values())
        surplus = total * (1 - 1 / (self.over * 1.04)) * on
        if self.style != "open_overrun":
            w.report_cut += surplus
        if self.style == "books_cooked":
            w.output_hide += surplus
            if self.rng.random() < 0.5:
                w.belt_hide += surplus


class Overstaffed(Conduct):
    def plan(self, staff):
        m, r = self.m, self.rng
        live = self.live()
        ns = len(m.shifts)
        self.where = live
        if self.style == "coal_face":
            sel = [live[0]]
        elif self.style == "heading":
            sel = [live[-1]]
        else:
            sel = live
        for p in sel:
            for s in range(ns):
                n = (
                    int(np.ceil(p.crew[s] * float(r.uniform(0.6, 0.95))))
                    if len(sel) == 1
                    else int(np.ceil(p.crew[s] * 0.75)) + 4
                )
                staff.crew(
                    "coal" if p.kind == "coal_face" else "head",
                    p.dept,
                    n,
                    s,
                    "face",
                    p.st + p.gate[-1:],
                    p.pid,
                    "hid",
                    (self.a, self.b),
                    spare=0.2,
                )
        self.stations = list(sel[0].st)[:3]

    def people(self, staff):
        m = self.m
        if self.style == "whole_mine":  # limit of the mine below what really works in the middle of a shift
            normal = [t for t in staff.trips if t.tag != "hid"]
            mids = [d * DAY + s * 3600 + 3 * 3600 for d in range(m.start, m.start + m.days) for s in m.shifts]
            m.limit = int(max(sum(t.t_in <= x < t.t_out for t in normal) for x in mids)) + 3
        self.cards = {t.who.card for t in self.mine_of(staff.trips)}


CLASSES = {
    "hidden_face": HiddenFace,
    "headcount_concealed": Headcount,
    "cards_carried": Carried,
    "card_parked": Parked,
    "data_fabricated": Fabricated,
    "sensor_masked": Masked,
    "working_while_stopped": Stopped,
    "over_capacity": OverCapacity,
    "overstaffed": Overstaffed,
    "healthy": Conduct,
}
