"""What dishonest managers do, as plans that people, machines and clerks then carry out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .base import DAY, Span, chance, pick, uni, whole
from .layout import Layout

KINDS = (
    "hidden_face",
    "headcount_concealed",
    "cards_carried",
    "card_parked",
    "data_fabricated",
    "sensor_masked",
    "working_while_stopped",
    "over_capacity",
    "overstaffed",
)


@dataclass
class Trick:
    """One conduct: what the truth names, with what its doers need to know."""

    kind: str
    style: str
    span: Span
    stations: list[int] = field(default_factory=list)
    cards: set[str] = field(default_factory=set)
    n: int = 0
    face: str = ""
    place: int = 0
    shifts: frozenset[int] = frozenset()
    size: float = 0.0
    days: frozenset[int] = frozenset()
    point: int = -1


@dataclass
class Hidden:
    """An undeclared working place."""

    anchor: int
    beyond: float
    district: int
    span: Span
    shifts: frozenset[int]
    crew: int
    t_day: float
    blast: bool
    belt: str
    feeder: str
    kw_idle: float
    kwh_t: float
    air_from: str
    air: float
    gas: float
    gas_to: str
    inflow: float
    pump: str
    explosive_to: str
    modes: tuple[tuple[str, float], ...]
    rest: frozenset[int]
    hide_at: int
    cover_at: int
    fan_point: bool = False


@dataclass
class Plan:
    """All that is wrong at one mine."""

    style: str = "honest"
    kind: str = "healthy"
    hidden: Hidden | None = None
    tricks: list[Trick] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)

    def of(self, kind: str) -> list[Trick]:
        """The tricks of one kind."""
        return [t for t in self.tricks if t.kind == kind]


class Planner:
    """Draws a plan of the asked kind for a mine."""

    def __init__(self, rng: np.random.Generator, mine: Layout) -> None:
        self.rng, self.mine = rng, mine
        self.days = mine.clock.days

    def plan(self, kind: str) -> Plan:
        """A plan; of kind `healthy` an empty one."""
        if kind == "healthy":
            return Plan()
        makers: dict[str, Callable[[], Plan]] = {
            "hidden_face": self._hidden_face,
            "headcount_concealed": self._headcount,
            "cards_carried": self._carried,
            "card_parked": self._parked,
            "data_fabricated": self._fabricated,
            "sensor_masked": self._masked,
            "working_while_stopped": self._stopped,
            "over_capacity": self._capacity,
            "overstaffed": self._overstaffed,
        }
        plan = makers[kind]()
        plan.kind = kind
        return plan

    def _window(self, whole_share: float = 0.5, least: float = 3.0) -> Span:
        rng, end = self.rng, self.mine.clock.end
        if chance(rng, whole_share):
            return Span(0.0, end)
        length = uni(rng, min(least, self.days * 0.5), self.days * 0.8)
        a = whole(rng, 0, int(self.days - length)) * DAY
        return Span(float(a), min(end, float(a + round(length) * DAY)))

    def _night(self) -> int:
        starts = self.mine.shift_starts
        middle = [((s / 3600 + self.mine.shift_hours / 2) % 24) for s in starts]
        return min(range(len(starts)), key=lambda k: min(abs(middle[k] - 3), abs(middle[k] - 27)))

    def _shifts(self, share_night: float = 0.4) -> frozenset[int]:
        n = len(self.mine.shift_starts)
        if chance(self.rng, share_night):
            return frozenset({self._night()})
        if chance(self.rng, 0.5):
            return frozenset(range(n))
        gone = whole(self.rng, 0, n - 1)
        return frozenset(k for k in range(n) if k != gone) or frozenset({0})

    def _anchor(self, kind: str) -> int:
        """Station next to the hidden place: at a seal, at a side cut, or in a finished heading."""
        mine, rng = self.mine, self.rng
        seals = [s for _, _, s, _ in mine.seals]
        cuts = mine.by_role("main", "incline", "gate_mid", "head_mid", "mouth")
        olds = mine.by_role("old_end")
        if kind == "old" and olds:
            return pick(rng, olds)
        if kind == "cut" and cuts:
            return pick(rng, cuts)
        if kind == "seal" and seals:
            return pick(rng, seals)
        return pick(rng, seals or olds or cuts)

    def _hide_place(self, anchor: int) -> int:
        """A lawful place on the way where cards can lie: a chamber, or a quiet roadway."""
        mine = self.mine
        rooms = mine.by_role("refuge", "waiting", "substation", "winch", "pump", "mouth", "gate_in")
        rooms = [r for r in rooms if r != anchor] or [1]
        rooms.sort(key=lambda r: mine.distance(r, anchor))
        return rooms[min(len(rooms) - 1, whole(self.rng, 0, 2))]

    def _hidden(
        self,
        modes: tuple[tuple[str, float], ...],
        anchor_kind: str,
        span: Span,
        shifts: frozenset[int],
        big: float = 1.0,
    ) -> Hidden:
        rng, mine = self.rng, self.mine
        anchor = self._anchor(anchor_kind)
        district = max(0, mine.stations[anchor].district)
        crew = max(5, int(round(mine.size * uni(rng, 0.055, 0.1) * (1.15 if len(shifts) == 1 else 0.9))))
        crew = min(crew, 17)
        blast = chance(rng, 0.6)
        t_day = crew * len(shifts) * uni(rng, 6.5, 13.0) * (1.0 if blast else 1.7) * big
        faces = [f for f in mine.faces if f.works_at(span.a) or f.works_at(span.b)]
        coal = [f for f in faces if f.kind == "coal_face"]
        heads = [f for f in faces if f.kind == "heading"]
        belts = [c.name for c in mine.conveyors]
        olds = [f for f in mine.old if f.feeder]
        kw_idle, kwh_t = uni(rng, 18, 55), uni(rng, 2.6, 4.6) if blast else uni(rng, 3.6, 6.2)
        peak = kw_idle + 24 + t_day / len(shifts) / (0.45 * mine.shift_hours) * kwh_t
        uses = ["other", "local_fan", *[f.fid for f in heads + coal + olds + olds]]
        rated = {f.serves: f.rated for f in mine.feeders}
        roomy = [u for u in uses if rated[u] * 0.55 > peak] or [max(uses, key=lambda u: rated[u])]
        use = pick(rng, roomy)
        blasting = [f.fid for f in faces if f.explosive > 0]
        steals = [f.fid for f in coal] or [faces[0].fid]
        air = uni(rng, 190, 420) + 9.0 * crew
        fan = mine.face(use) if any(f.fid == use for f in mine.old) else None
        return Hidden(
            anchor=anchor,
            beyond=uni(rng, 90, 420),
            district=district,
            span=span,
            shifts=shifts,
            crew=crew,
            t_day=t_day,
            blast=blast,
            belt=pick(
                rng, [belts[-1], belts[-1], belts[0], pick(rng, belts), "" if t_day < 180 else belts[-1]]
            ),
            feeder=mine.feeder(use),
            kw_idle=kw_idle,
            kwh_t=kwh_t,
            air_from=pick(rng, (pick(rng, steals), "leak", "extra"), (1.2, 1.0, 0.8)),
            air=air,
            gas=mine.gassy * (0.10 + 0.0017 * t_day),
            gas_to=pick(rng, ("district", "series"), (4, 1)),
            inflow=uni(rng, 2.0, 11.0),
            pump=pick(rng, mine.pumps).name,
            explosive_to=pick(rng, blasting) if blast and blasting else "",
            modes=modes,
            rest=frozenset(d for d in range(self.days) if chance(rng, 0.06)),
            hide_at=self._hide_place(anchor),
            cover_at=pick(rng, (coal[0] if coal else faces[0]).work),
            fan_point=fan is not None and any(p.node == "old_fan" and p.face == use for p in mine.points),
        )

    def _hidden_face(self) -> Plan:
        style = pick(
            self.rng,
            (
                "seal_vanish",
                "toolbox",
                "face_cover",
                "night_no_card",
                "carriers",
                "filtered",
                "patchwork",
                "old_heading_open",
                "hooded_return",
                "pauses",
            ),
            (1.5, 1.2, 1.0, 1.0, 1.0, 0.8, 1.2, 0.9, 0.8, 0.8),
        )
        return self._hidden_style(style)

    def _hidden_style(self, style: str) -> Plan:
        rng, mine = self.rng, self.mine
        window = self._window()
        modes: dict[str, tuple[tuple[str, float], ...]] = {
            "seal_vanish": (("vanish", 1.0),),
            "toolbox": (("park", 0.8), ("vanish", 0.2)),
            "face_cover": (("cover", 1.0),),
            "night_no_card": (("none", 1.0),),
            "carriers": (("carry", 0.75), ("vanish", 0.25)),
            "filtered": (("filter", 1.0),),
            "patchwork": (("vanish", 0.35), ("park", 0.35), ("none", 0.3)),
            "old_heading_open": (("open", 1.0),),
            "hooded_return": (("vanish", 0.75), ("none", 0.25)),
            "pauses": (("vanish", 0.7), ("park", 0.3)),
        }
        kind = {"old_heading_open": "old", "face_cover": "cut", "hooded_return": "cut"}.get(style) or pick(
            rng, ("seal", "cut", "old"), (3, 1.3, 1)
        )
        if style == "face_cover":
            window = self._window(0.15)
        shifts = frozenset({self._night()}) if style == "night_no_card" else self._shifts(0.35)
        hidden = self._hidden(modes[style], kind, window, shifts, 1.3 if style == "night_no_card" else 1.0)
        if style == "pauses":
            first = whole(rng, 1, max(1, self.days - 3))
            quiet = set(range(first, first + whole(rng, 2, max(2, self.days // 4))))
            quiet |= {d for d in range(self.days) if mine.clock.weekday(d) in (1, 3) and chance(rng, 0.4)}
            hidden.rest = frozenset(quiet)
        plan = Plan(style, "hidden_face", hidden)
        near = mine.nearest(hidden.anchor, 3)
        plan.tricks.append(Trick("hidden_face", style, window, near))
        used = {m for m, _ in hidden.modes}
        extra = {
            "park": "card_parked",
            "cover": "card_parked",
            "none": "headcount_concealed",
            "carry": "cards_carried",
            "filter": "data_fabricated",
        }
        for mode, name in extra.items():
            if mode in used:
                where = {"park": [hidden.hide_at], "cover": [hidden.cover_at]}.get(mode, near[:1])
                plan.tricks.append(Trick(name, "hidden:" + mode, window, where))
        if used & {"none", "filter"}:
            plan.needs.add("video")
        if style == "hooded_return":
            points = [i for i, p in enumerate(mine.points) if p.node == f"D{hidden.district}"]
            points = points or [i for i, p in enumerate(mine.points) if p.node == "M"]
            hidden.gas_to = "district"
            plan.tricks.append(
                Trick(
                    "sensor_masked",
                    pick(rng, ("bag", "clipped")),
                    window,
                    [mine.points[points[0]].station],
                    point=points[0],
                )
            )
        plan.needs |= {"power", pick(rng, ("haulage", "output"))}
        return plan

    def _work_face(self, kinds: tuple[str, ...] = ("coal_face", "heading")) -> str:
        faces = [f for f in self.mine.faces if f.kind in kinds and f.open_a <= 0 and f.open_b > 1e11]
        faces = faces or [f for f in self.mine.faces if f.open_a <= 0 and f.open_b > 1e11] or self.mine.faces
        return pick(self.rng, faces).fid

    def _headcount(self) -> Plan:
        rng, mine = self.rng, self.mine
        style = pick(rng, ("no_cards", "card_back", "over_limit_held"))
        face = self._work_face()
        n = max(4, int(mine.size * uni(rng, 0.04, 0.085)))
        trick = Trick(
            "headcount_concealed",
            style,
            self._window(),
            [mine.face(face).work[-1], 1],
            n=n,
            face=face,
            shifts=self._shifts(),
        )
        if style == "over_limit_held":
            trick.stations, trick.shifts = [1], frozenset(range(len(mine.shift_starts)))
            trick.span = Span(0.0, mine.clock.end)
        if style == "card_back":
            trick.stations = [0, 1]
        return Plan(style, tricks=[trick], needs={"video", "output"})

    def _carried(self) -> Plan:
        rng, mine = self.rng, self.mine
        style = pick(rng, ("leader_proxy", "bundle_out", "ghost_crew"))
        n = {
            "leader_proxy": whole(rng, 2, 3),
            "bundle_out": max(7, int(mine.size * uni(rng, 0.06, 0.12))),
            "ghost_crew": whole(rng, 4, 8),
        }[style]
        days = frozenset(d for d in range(self.days) if chance(rng, 0.4)) or frozenset({self.days // 2})
        trick = Trick(
            "cards_carried",
            style,
            self._window(0.6),
            [1],
            n=n,
            shifts=self._shifts(0.3),
            days=days,
            size=uni(rng, 1.7, 3.6) * 3600,
        )
        if style == "bundle_out":
            trick.stations = [0, 1]
        return Plan(
            style, tricks=[trick], needs={"video"} if style != "ghost_crew" or chance(rng, 0.7) else set()
        )

    def _parked(self) -> Plan:
        rng, mine = self.rng, self.mine
        style = pick(rng, ("hook", "never_up", "wrong_face"))
        face = self._work_face(("coal_face",) if style != "never_up" else ("coal_face", "heading"))
        n = max(4, int(mine.size * uni(rng, 0.04, 0.075)))
        place = self._hide_place(mine.face(face).work[0])
        if style == "never_up":
            place = pick(rng, mine.face(face).work)
        if style == "wrong_face":
            heads = [f for f in mine.faces if f.kind == "heading" and f.open_a <= 0]
            place = pick(rng, heads).work[-1] if heads else place
        trick = Trick(
            "card_parked",
            style,
            self._window(),
            [place],
            n=n,
            face=face,
            place=place,
            shifts=self._shifts(0.25),
        )
        return Plan(style, tricks=[trick], needs={"video"} if style == "never_up" else set())

    def _fabricated(self) -> Plan:
        rng, mine = self.rng, self.mine
        style = pick(rng, ("replay", "written", "team_removed", "deleted_nights", "frozen"))
        night = self._night()
        span = self._window(0.45)
        if style == "replay":
            first = whole(rng, 2, self.days - 2)
            a = first * DAY + uni(rng, 0, 20) * 3600
            a -= a % 600
            span = Span(a, min(mine.clock.end, a + whole(rng, 8, 40) * 3600))
        elif style in ("written", "frozen"):
            first = whole(rng, 1, self.days - 2)
            a = first * DAY + mine.shift_starts[night] + uni(rng, 0, 2) * 3600
            hours = uni(rng, 14, 60) if style == "written" else uni(rng, 3.5, 9)
            span = Span(a, min(mine.clock.end, a + hours * 3600))
        n = max(5, int(mine.size * uni(rng, 0.06, 0.11)))
        face = self._work_face()
        trick = Trick(
            "data_fabricated",
            style,
            span,
            [mine.face(face).work[-1]],
            n=n,
            face=face,
            shifts=frozenset({night}),
            size=whole(rng, 1, 2) * DAY,
        )
        if style in ("replay", "written", "frozen", "deleted_nights"):
            trick.stations = [1]
        return Plan(style, tricks=[trick], needs={"video"})

    def _masked(self) -> Plan:
        rng, mine = self.rng, self.mine
        mine.gassy = max(mine.gassy, uni(rng, 1.1, 2.2))
        for f in mine.faces:
            f.ch4 = max(f.ch4, f.air * uni(rng, 0.0022, 0.0045))
        style = pick(rng, ("bag", "fresh_air", "clipped", "looped"))
        face = self._work_face(("coal_face",) if chance(rng, 0.7) else ("coal_face", "heading"))
        points = [i for i, p in enumerate(mine.points) if p.face == face and p.node in ("T1", "T2")]
        i = pick(rng, points)
        if style == "clipped":
            mine.face(face).ch4 = mine.face(face).air * uni(rng, 0.0062, 0.0078)
        span = self._window(0.35)
        return Plan(
            style, tricks=[Trick("sensor_masked", style, span, [mine.points[i].station], face=face, point=i)]
        )

    def _stopped(self) -> Plan:
        rng, mine = self.rng, self.mine
        style = pick(rng, ("night_full", "night_no_cards", "tunnelling", "day_and_night"))
        span = self._window(0.35, 5.0)
        face = self._work_face(("heading",) if style == "tunnelling" else ("coal_face",))
        shifts = frozenset({self._night()}) if style.startswith("night") else self._shifts(0.3)
        quiet = frozenset(d for d in range(self.days) if chance(rng, 0.15))
        trick = Trick(
            "working_while_stopped",
            style,
            span,
            list(mine.face(face).work),
            face=face,
            shifts=shifts,
            size=uni(rng, 0.45, 0.85),
            days=quiet,
        )
        plan = Plan(style, tricks=[trick], needs={"power"})
        if style == "night_no_cards":
            plan.tricks.append(
                Trick(
                    "headcount_concealed",
                    "stopped:none",
                    span,
                    [mine.face(face).work[-1], 1],
                    face=face,
                    shifts=shifts,
                    n=0,
                    days=quiet,
                )
            )
            plan.needs |= {"video", "haulage"}
        return plan

    def _capacity(self) -> Plan:
        rng, mine = self.rng, self.mine
        style = pick(rng, ("reported_over", "under_reported", "scale_bypassed"))
        coal = [f for f in mine.faces if f.kind == "coal_face"]
        trick = Trick(
            "over_capacity",
            style,
            Span(0.0, mine.clock.end) if chance(rng, 0.7) else self._window(0.0, 8),
            list(coal[0].work),
            size=uni(rng, 1.48, 1.8),
        )
        needs = {
            "reported_over": {"output"},
            "under_reported": {"output", "haulage"},
            "scale_bypassed": {"output", "power"},
        }
        return Plan(style, tricks=[trick], needs=needs[style])

    def _overstaffed(self) -> Plan:
        rng, mine = self.rng, self.mine
        style = pick(rng, ("face_crowd", "heading_crowd", "mine_crowd"))
        face = self._work_face(("heading",) if style == "heading_crowd" else ("coal_face",))
        stations = [1] if style == "mine_crowd" else list(mine.face(face).work)
        trick = Trick(
            "overstaffed",
            style,
            self._window(0.5),
            stations,
            face=face,
            shifts=self._shifts(0.15),
            size=uni(rng, 1.4, 1.8),
        )
        return Plan(style, tricks=[trick])
