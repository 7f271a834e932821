"""Makes mines, lets them work, writes what they send and the truth beside it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from .base import DAY, Clock, Span, chance, pick, uni, whole
from .conduct import KINDS, Plan, Planner
from .events import EventDraw, Happenings, open_new_faces
from .gasfiles import GasFiles
from .layout import REGIONS, Builder, Layout
from .people import Crews, Session
from .physics import Physics, Series
from .positions import PositionFiles, Profile, Sender
from .tables import FILES, Tables


def mine_code(seed: int, number: int) -> str:
    """Twelve digits, no two alike for seeds and numbers below a thousand."""
    rng = np.random.default_rng([seed, number, 11])
    serial = ((seed % 1000) * 1000 + number % 1000) * 387_411 % 1_000_000
    return pick(rng, REGIONS) + f"{serial:06d}"


def period_start(seed: int) -> date:
    """The first day of the period of this seed."""
    rng = np.random.default_rng([seed, 5])
    return date(2023, 2, 1) + timedelta(days=whole(rng, 0, 1000))


def draw_kind(rng: np.random.Generator) -> str:
    """Half of the mines are honest, a quarter hide a face."""
    x = rng.random()
    if x < 0.5:
        return "healthy"
    return "hidden_face" if x < 0.75 else pick(rng, KINDS[1:])


class MineWorld:
    """One mine from first to last."""

    def __init__(self, seed: int, number: int, days: int, kind: str) -> None:
        self.rng = np.random.default_rng([seed, number, 7919])
        kind = kind or draw_kind(self.rng)
        self.kind = kind
        rng = self.rng
        clock = Clock(period_start(seed), days)
        size = int(np.clip(np.exp(rng.normal(4.68, 0.38)), 56, 205))
        stopped_kind = kind == "working_while_stopped"
        extra: tuple[str, ...] = ()
        if not stopped_kind and days >= 8:
            extra = tuple(x for x, p in (("face", 0.11), ("heading", 0.13)) if chance(rng, p))
        self.mine: Layout = Builder(rng, mine_code(seed, number), clock, size, extra).build()
        open_new_faces(rng, self.mine, extra)
        self.plan: Plan = Planner(rng, self.mine).plan(kind)
        self.stops: list[Span] = []
        self.overhaul = False
        self._status()
        self.happen: Happenings = EventDraw(rng, self.mine, bool(self.stops)).draw()
        self._protect()
        self.crews = Crews(rng, self.mine, self.happen, self.plan, self.stops, self.overhaul)
        self.crews.set_crews()
        self.crews.set_posts()
        self.sessions: list[Session] = self.crews.simulate()
        self._limits()

    def _status(self) -> None:
        rng, mine, clock = self.rng, self.mine, self.mine.clock
        early = (clock.start - timedelta(days=whole(rng, 200, 500))).isoformat()
        trick = next(iter(self.plan.of("working_while_stopped")), None)
        if trick:
            a = max(0.0, trick.span.a - whole(rng, 0, 2) * DAY)
            self.stops = [Span(a, trick.span.b)]
        elif self.kind == "healthy" and chance(rng, 0.11):
            n = whole(rng, 3, max(4, clock.days))
            a = float(whole(rng, 0, max(0, clock.days - n)) * DAY)
            self.stops = [Span(a, min(clock.end, a + n * DAY))]
        if not self.stops:
            mine.status = [("producing", early, None)]
            return
        state = pick(rng, ("overhaul", "overhaul", "suspended"))
        self.overhaul = state == "overhaul"
        stop = self.stops[0]
        begins = clock.date_text(int(stop.a // DAY))
        if stop.a <= 0:
            back = whole(rng, 0, 20)
            begins = (clock.start - timedelta(days=back)).isoformat()
            self.stops = [Span(-back * DAY - 1.0, stop.b)]
        ends = stop.b < clock.end
        b = clock.date_text(int(stop.b // DAY)) if ends else None
        mine.status = [("producing", early, begins), (state, begins, b)]
        if ends and b:
            mine.status.append(("producing", b, None))
        else:
            self.stops = [Span(self.stops[0].a, clock.end + 2 * DAY)]

    def _protect(self) -> None:
        """No holiday over a short window in which the mine does what it should not."""
        for t in self.plan.tricks:
            if t.span.b - t.span.a < 6 * DAY:
                for d in range(int(t.span.a // DAY) - 1, int(t.span.b // DAY) + 1):
                    self.happen.off_days.pop(d, None)
        if len(self.happen.off_days) > 0.6 * self.mine.clock.days and self.plan.tricks:
            self.happen.off_days.clear()

    def _limits(self) -> None:
        """Approved capacity and headcount, as they stood before anything was amiss."""
        rng, mine, plan = self.rng, self.mine, self.plan
        faces = [f for f in mine.faces if f.open_a <= 0 and not f.rock]
        used = uni(rng, 0.98, 1.08) if plan.of("over_capacity") else uni(rng, 0.86, 1.0)
        year = sum(f.t_day for f in faces) * 365.0 / used
        mine.capacity = float(np.ceil(year / 10_000) * 10_000)
        if mine.headcount_limit:
            return
        odd = set().union(*(t.cards for t in plan.tricks)) if plan.tricks else set()
        at = np.arange(0, mine.clock.end, 600.0)
        load = np.zeros(at.size)
        for s in self.sessions:
            if s.carded and s.person.card not in odd:
                load[(at >= s.t_in) & (at < s.t_out)] += 1
        top = float(load.max())
        crowd = next((t for t in plan.of("overstaffed") if t.style == "mine_crowd"), None)
        if crowd:
            inside = load[(at >= crowd.span.a) & (at < crowd.span.b)]
            mine.headcount_limit = int(np.quantile(inside, 0.93) / uni(rng, 1.25, 1.42))
        else:
            mine.headcount_limit = int(np.ceil(top * uni(rng, 1.05, 1.35) / 5) * 5)

    def _files(self) -> set[str]:
        rng, needs = self.rng, self.plan.needs
        gone = {
            "power": 0.05,
            "haulage": 0.16,
            "output": 0.06,
            "water": 0.13,
            "explosives": 0.12,
            "video": 0.3,
        }
        out = {f for f in FILES if f in needs or not chance(rng, gone[f])}
        if self.plan.hidden:
            for name in ("power", "output", "haulage", "water"):
                if len(out & {"power", "output", "haulage", "water"}) < 3:
                    out.add(name)
        if not any(f.explosive for f in self.mine.faces):
            out.discard("explosives")
        return out

    def write(self, inbox: Path) -> dict[str, object]:
        """Writes the files; returns the row of the truth."""
        rng, mine, plan = self.rng, self.mine, self.plan
        folder = inbox / mine.code
        folder.mkdir(parents=True, exist_ok=True)
        names = self._files()
        hid = plan.hidden
        cooked = bool(hid) and "output" not in plan.needs and chance(rng, 0.6)
        if plan.kind == "working_while_stopped":
            cooked = chance(rng, 0.6)
        if hid and "haulage" in plan.needs and not hid.belt:
            hid.belt = mine.conveyors[-1].name
        series = Physics(rng, mine, self.happen, plan, self.stops, cooked).run()
        self._settle_capacity(series)
        register = json.dumps(mine.register(), ensure_ascii=False, indent=1)
        (folder / "register.json").write_text(register, encoding="utf-8")
        profile = (
            Profile("^", "]]]", "N") if chance(rng, 0.06) else Profile("~\r\n" if chance(rng, 0.08) else "~")
        )
        PositionFiles(
            rng,
            mine,
            self.happen,
            plan,
            self.sessions,
            self.crews.people,
            Sender(folder / "rydw", mine, profile),
            self._period(),
        ).write()
        if plan.hidden or plan.of("sensor_masked") or plan.of("over_capacity") or not chance(rng, 0.05):
            GasFiles(rng, mine, self.happen, series, Sender(folder / "aqjk", mine, profile)).write()
        Tables(rng, mine, self.happen, series, self.sessions, folder).write(names)
        return self.truth()

    def _settle_capacity(self, series: Series) -> None:
        """An honest mine keeps within its capacity over the period; an over-producing one does not in its window."""
        rng, mine = self.rng, self.mine
        coal = sum((series.coal[f.fid] for f in mine.faces if not f.rock), np.zeros(mine.clock.steps))
        over = next(iter(self.plan.of("over_capacity")), None)
        most, least = uni(rng, 1.15, 1.3), uni(rng, 0.98, 1.06)
        if over:
            daily = float(coal[over.span.mask(mine.clock.steps)].sum()) / ((over.span.b - over.span.a) / DAY)
            mine.capacity = min(mine.capacity, float(np.floor(daily * 365 / most / 10_000) * 10_000))
        else:
            daily = float(coal.sum()) / mine.clock.days
            mine.capacity = max(mine.capacity, float(np.ceil(daily * 365 / least / 10_000) * 10_000))

    def _period(self) -> int:
        rng, mine = self.rng, self.mine
        if mine.size < 85 and mine.clock.days <= 15:
            return pick(rng, (60, 120, 180, 300, 600), (1.0, 1.5, 1.0, 5.5, 1.0))
        if mine.size < 120:
            return pick(rng, (180, 300, 600), (1.0, 7.0, 1.5))
        return pick(rng, (300, 600), (8.0, 2.0))

    def truth(self) -> dict[str, object]:
        """What the mine really did."""
        mine, clock = self.mine, self.mine.clock
        rows = []
        for place, t in enumerate(sorted(self.plan.tricks, key=lambda t: t.kind != self.plan.kind)):
            rows.append(
                {
                    "kind": t.kind,
                    "from": clock.iso(max(0.0, t.span.a)),
                    "to": clock.iso(min(t.span.b, clock.end)),
                    "stations": [mine.stations[s].code for s in dict.fromkeys(t.stations)],
                    "cards": sorted(mine.code + c for c in t.cards),
                    "style": t.style,
                    **({"incidental": True} if place else {}),
                }
            )
        return {"mine_code": mine.code, "style": self.plan.style, "conduct": rows}


def write_world(
    seed: int, count: int, days: int, inbox: Path, truth: Path, kinds: tuple[str, ...] = (), skip: int = 0
) -> None:
    """Writes the mines numbered `skip` to `count - 1` of this seed below `inbox` and what they did to `truth`."""
    inbox = Path(inbox)
    inbox.mkdir(parents=True, exist_ok=True)
    rows = []
    for number in range(skip, count):
        kind = kinds[number % len(kinds)] if kinds else ""
        rows.append(MineWorld(seed, number, days, kind).write(inbox))
    truth = Path(truth)
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps({"mines": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
