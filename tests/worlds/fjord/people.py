"""The persons: who works where, the plan of the day, and the walk that follows from it."""

from __future__ import annotations

from .chance import DAY
from .layout import Face
from .state import Mine, Trip, idle_in_stop


def hire(m: Mine) -> None:
    """Fills the roster of the honest mine."""
    d, g = m.d, m.g
    n = len(m.starts)
    for f in g.faces:
        unit = f"{'采煤' if f.kind == 'coal_face' else '掘进'}{d.choice('一二三')}队"
        places = f.nodes + f.inlet[-1:] + (f.outlet[-1:] if f.kind == "coal_face" else [])
        trades = (
            ["采煤机司机", "支架工", "刮板机司机", "采煤工", "采煤工", "端头工"]
            if f.kind == "coal_face"
            else ["掘进机司机", "掘进工", "支护工", "掘进工", "爆破工" if f.explosive else "锚杆工"]
        )
        for s in range(n):
            for i in range(max(f.crew[s] + 1, round(f.crew[s] * 1.2))):
                home = [places[i % len(places)] if i % 3 else f.nodes[0], *places]
                m.add_person(
                    trades[i % len(trades)] if f.working[s] else ["检修工", "电钳工", "支架检修工"][i % 3],
                    unit,
                    "crew",
                    s,
                    home,
                    f"{f.face_id}/{s}",
                    post="班长" if i == 0 else "工人",
                    special=i % 6 == 0,
                )
    belts = [*g.intake[1::3], g.spots["bunker"]]
    for s in range(n):
        for b in belts[: max(2, round(m.size / 60))]:
            for _ in range(2 if d.random() < 0.5 else 1):
                m.add_person("皮带司机", "运输队", "attendant", s, [b])
        for key, trade in (("pump", "水泵工"), ("substation", "变电工")):
            m.add_person(trade, "机电队", "attendant", s, [g.spots[key]])
        for _ in range(1 + m.size // 160):
            m.add_person("瓦斯检查工", "通风队", "rover", s, [], special=True)
        for _ in range(1 + m.size // 200):
            m.add_person("安全检查工", "安监部", "rover", s, [], special=True)
        for _ in range(1 + m.size // 110):
            m.add_person(d.choice(["电钳工", "维修电工"]), "机电队", "rover", s, [], special=True)
        for _ in range(1 + m.size // 260):
            m.add_person(
                "矿长" if s == 0 else d.choice(["副矿长", "总工程师", "安全副矿长"]),
                "矿领导",
                "rover",
                s,
                [],
                lead=True,
                post="矿领导",
            )
        for _ in range(max(1, m.size // 70)):
            m.add_person(
                d.choice(["运料工", "把钩工", "电机车司机"]), "运输队", "haul", s, [d.choice(g.intake[:3])]
            )
        if "drill" in g.spots and n > 2:
            for _ in range(3 + m.size // 200):
                m.add_person("打钻工", "抽放队", "crew", s, [g.spots["drill"]], f"drill/{s}")
    day = min(range(n), key=lambda i: abs(m.start_seconds[i] - 8 * 3600))
    m.opts["day_shift"] = day
    for _ in range(2 + m.size // 80):
        m.add_person("巷修工", "巷修队", "repair", day, [], "repair")
    for _ in range(2 + m.size // 140):
        m.add_person("通风工", "通风队", "ventman", day, [], "vent")
    for _ in range(1 + m.size // 250):
        m.add_person(d.choice(["测量工", "地质技术员"]), "生技部", "rover", day, [])
    if "drill" in g.spots and n > 2:
        m.events.append("gas_drainage_drilling")


class Planner:
    """Makes the trips of all persons for all shifts."""

    def __init__(self, m: Mine) -> None:
        self.m = m
        self.tour = [i for i, x in enumerate(m.g.nodes) if x.drawn and x.kind not in ("gate", "stub_end")]

    # ---- pieces of a walk -------------------------------------------------------------------------------------
    def walk(self, tr: Trip, to: int, t: float, pace: float) -> float:
        """Walks to a place; every reader on the way notes the tag."""
        a = tr.st[-1]
        if a == to:
            return t
        nodes, cum = self.m.g.path(a, to)
        for node, metres in zip(nodes, cum, strict=True):
            tr.st.append(node)
            tr.ts.append(int(t + metres / pace))
        return t + cum[-1] / pace

    def stay(self, tr: Trip, home: list[int], t: float, until: float, pace: float, mean: float) -> float:
        """Works around the home places."""
        d = self.m.d
        while t < until:
            t = t + min(d.expovariate(1.0 / mean) + 120, max(60.0, until - t))
            if t < until and len(home) > 1:
                nxt = home[0] if d.random() < 0.5 else d.choice(home)
                t = self.walk(tr, nxt, t, pace)
        return t

    def leave(self, tr: Trip, t: float, pace: float) -> None:
        """Walks out and takes the next cage."""
        m = self.m
        bottom = m.g.spots["bottom"]
        t = self.walk(tr, bottom, t, pace)
        gap = m.opts["cage_gap"]
        cage = (int(t) // gap + 1) * gap
        ride = 70 + int(m.g.eff[bottom, m.g.spots["gate"]] / 2.5)
        tr.out = cage + ride + int(m.d.random() * 28)

    # ---- a shift ------------------------------------------------------------------------------------------------
    def shift(self, day: int, s: int, who: list[tuple[int, list[int], float]]) -> list[Trip]:
        """Trips of persons `(person, homes, mean stay)` in one shift; they go down in cages, team by team."""
        m, d = self.m, self.m.d
        begin = day * DAY + m.start_seconds[s]
        gap, cap = m.opts["cage_gap"], m.opts["cage_size"]
        teams: dict[str, float] = {}
        order = sorted(
            who, key=lambda w: (teams.setdefault(m.people[w[0]].team or str(w[0]), d.random()), w[0])
        )
        cages = (len(order) + cap - 1) // cap
        first = begin - 300 - int(cages * gap * d.uniform(0.9, 1.1)) - d.randint(0, 400)
        trips = []
        gate, bottom = m.g.spots["gate"], m.g.spots["bottom"]
        ride = 60 + int(m.g.eff[gate, bottom] / 2.5)
        for i, (p, home, mean) in enumerate(order):
            person = m.people[p]
            t_in = first + (i // cap) * gap + int(d.random() * 45) + (i % cap) * 2
            tr = Trip(p, person.card, [gate, bottom], [t_in, t_in + ride + int(d.random() * 9)], 0)
            pace = person.pace if not m.opts["man_train"] else 1.0 + 0.01 * d.random()
            t = float(tr.ts[-1] + (20 if m.opts["man_train"] else d.randint(10, 150)))
            end = begin + m.hours * 3600 - d.randint(-6, 12) * 60
            self.day_plan(tr, person.role, home, t, end, pace, mean)
            trips.append(tr)
        return trips

    def day_plan(
        self, tr: Trip, role: str, home: list[int], t: float, end: float, pace: float, mean: float
    ) -> None:
        """What somebody does below ground until it is time to leave."""
        m, d = self.m, self.m.d
        if role == "rover":
            while True:
                to = d.choice(self.tour)
                t = self.walk(tr, to, t, pace)
                t += d.uniform(4, 28) * 60
                if t + m.g.eff[tr.st[-1], m.g.spots["bottom"]] > end:
                    break
        elif role == "haul":
            stops = m.g.intake[: max(3, len(m.g.intake) * 2 // 3)] + [f.inlet[0] for f in m.g.faces]
            while t < end - 900:
                t = self.walk(tr, d.choice(stops), t, pace)
                t += d.uniform(10, 40) * 60
        else:
            t = self.walk(tr, home[0], t, pace)
            back = m.g.eff[home[0], m.g.spots["bottom"]] / pace
            t = self.stay(tr, home, t, end - back * 0.85, pace, mean)
        self.leave(tr, t, pace)

    # ---- all days -----------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Fills m.trips."""
        m = self.m
        groups: dict[tuple[int, str], list[int]] = {}
        for i, p in enumerate(m.people):
            if p.role != "extra":
                groups.setdefault((p.shift, p.team or p.role), []).append(i)
        crew_need = {f"{f.face_id}/{s}": (f, c) for f in m.g.faces for s, c in enumerate(f.crew)}
        spots = [x for x in m.g.intake + m.g.ret if m.g.nodes[x].drawn]
        repair_spot = m.d.choice(spots[1:])
        for day in range(-1, m.days):
            if (day + 1) % 4 == 0:
                repair_spot = m.d.choice(spots[1:])
            for s in range(len(m.starts)):
                begin = day * DAY + m.start_seconds[s]
                who: list[tuple[int, list[int], float]] = []
                for (shift, key), members in groups.items():
                    if shift == s:
                        who += self.chosen(begin, members, crew_need.get(key), repair_spot)
                m.trips += self.shift(day, s, who)

    def chosen(
        self, begin: int, members: list[int], need: tuple[Face, int] | None, repair_spot: int
    ) -> list[tuple[int, list[int], float]]:
        """Who of a team comes, and to which places."""
        m, d = self.m, self.m.d
        stop = m.stopped(begin + 7200)
        power_off = any(a <= begin + 9000 < b for a, b in m.opts.get("no_work", []))
        role = m.people[members[0]].role
        if need is not None:
            f, count = need
            alive = f.since * DAY <= begin and (f.until is None or begin < f.until * DAY)
            if not alive:
                return []
            if stop and not m.opts.get("stop_work", idle_in_stop)(begin, f.face_id):
                count = min(2, count) if m.labour != "两班制" else 2
            elif power_off:
                count = max(2, count // 3)
            take = d.sample(
                members, min(len(members), max(1, count - (d.random() < 0.35) - (d.random() < 0.15)))
            )
        elif role == "attendant":
            take = [p for p in members if d.random() < 0.97 or m.people[p].trade in ("水泵工", "变电工")]
            if stop:
                take = [p for p in take if m.people[p].trade in ("水泵工", "变电工")]
        elif stop and role in ("haul", "crew"):
            return []
        elif stop and role == "repair":
            take = [p for p in members if d.random() < 0.6]
        else:
            take = [p for p in members if d.random() < 0.86]
        out = []
        for p in take:
            person = m.people[p]
            home, mean = person.home, 1500.0
            if person.role == "repair":
                home, mean = m.opts.get("repair_at", [repair_spot]), 1800.0
            elif person.role == "ventman":
                pick = m.opts.get("seal_gang")
                if pick and pick[0] <= begin < pick[1]:
                    home, mean = [pick[2]], 2400.0
                else:
                    seals = [n for _, _, ns in m.g.seals for n in ns]
                    k = d.sample(seals, min(2, len(seals)))
                    home, mean = k + d.sample(m.g.ret, 2), 1500.0
            elif person.role == "attendant":
                home = person.home + m.g.neighbours(person.home[0])[:1] if d.random() < 0.4 else person.home
                home, mean = ([person.home[0]] * 5 + home), 3600.0
            out.append((p, home, mean))
        return out
