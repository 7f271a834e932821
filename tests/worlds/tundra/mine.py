"""The state of one simulated mine, shared by all modules."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from .clock import DAY, Clock
from .layout import Face, Layout, Sizes
from .words import Region


@dataclass
class Person:
    """A row of the personnel file."""

    card: str
    name: str
    trade: str
    post: str
    team: str
    birth: str
    education: str
    leader: bool = False
    special: bool = False


@dataclass
class Job:
    """A post or gang that is manned shift after shift."""

    jid: int
    team: str
    trades: tuple[tuple[str, int], ...]
    behave: str
    counts: list[int]
    sites: list[int]
    group: str = "other"  # prod, care, other, office, hidden
    face: Face | None = None
    lead: int = 2400
    spread: float = 14.0
    pools: list[list[int]] = field(default_factory=list)
    turn: list[int] = field(default_factory=list)  # shifts among which the crews rotate
    open_face: Face | None = None  # a face that is worked though it is declared ended
    extra: bool = False  # belongs to conduct: left out when limits are set
    bare: bool = False  # its people carry no cards


class Trip:
    """One descent of one card: where its bearer truly is, and what is shown of it."""

    __slots__ = (
        "who",
        "t_in",
        "t_out",
        "nodes",
        "times",
        "spread",
        "calm",
        "card",
        "vid_in",
        "vid_out",
        "hide",
        "job",
        "day",
        "shift",
        "leave",
        "dead",
        "gone",
    )

    def __init__(self, who: int, t_in: int, job: Job, day: int, shift: int, spread: float) -> None:
        self.who = who
        self.t_in = t_in
        self.t_out = t_in
        self.nodes: list[int] = []
        self.times: list[int] = []
        self.spread = spread
        self.calm: tuple[int, int] | None = None  # the card lies still
        self.card = True
        self.vid_in: int | None = t_in
        self.vid_out: int | None = None
        self.hide: list[tuple[int, int]] = []  # times in which its rows are missing
        self.job = job
        self.day = day
        self.shift = shift
        self.leave = 0
        self.dead = 0  # time at which the battery fails
        self.gone = 0  # time at which a silent card is dropped

    def copy(self, who: int) -> Trip:
        """The same descent for another card."""
        twin = Trip(who, self.t_in, self.job, self.day, self.shift, self.spread)
        twin.nodes, twin.times = list(self.nodes), list(self.times)
        twin.t_out, twin.vid_in, twin.vid_out, twin.leave = self.t_out, self.vid_in, self.vid_out, self.leave
        return twin


@dataclass
class HiddenPlace:
    """An undeclared working place and its demands."""

    anchor: int
    nodes: list[int]
    active: np.ndarray  # per day
    crews: list[int]  # per shift
    tpd: float
    mech: bool
    air: float
    ch4: float
    inflow: float
    explosive: float
    coal_path: str  # main, face_belt, heading_belt, cars, own
    power_path: str  # other, face, heading, surface
    explosive_path: str  # heading, none
    declared: Face | None  # the declared place through which coal, power or explosives run
    in_report: float = 0.0  # share of its coal that is reported
    scale_cut: float = 0.0  # share kept off the hoist scale


@dataclass
class Mask:
    """A falsified sensor."""

    point: int
    style: str
    windows: list[tuple[int, int]]
    level: float = 0.0


class Mine:
    """Everything that is known of one mine while it is made."""

    def __init__(self, seed: int, number: int, days: int, kind: str) -> None:
        self.rnd = random.Random(f"tundra/{seed}/{number}/{days}/{kind}")
        self.rng = np.random.default_rng(self.rnd.getrandbits(63))
        self.number, self.days, self.kind = number, days, kind
        self.clock: Clock
        self.region: Region
        self.sizes: Sizes
        self.lay: Layout
        self.code = ""
        self.name = ""
        self.starts: list[int] = []
        self.length = 0
        self.maint = 0
        self.people: list[Person] = []
        self.jobs: list[Job] = []
        self.trips: list[Trip] = []
        self.truth: list[dict[str, object]] = []
        # behaviour through the days
        self.stop = np.zeros(days + 1, bool)  # declared stop; the last item stands for the day before
        self.low = np.ones(days + 1)  # whole-mine activity
        self.prod: dict[str, np.ndarray] = {}
        self.gang_sites: dict[int, list[int]] = {}
        self.downs: list[tuple[str, int, int]] = []  # hours without coal at a face
        self.inflow = np.ones(days)
        self.fan_tests: list[tuple[int, int]] = []
        self.wet = 1.0  # reported over hoisted
        self.rock_hoist = False
        # register
        self.limit = 0
        self.capacity = 0
        self.status: list[dict[str, object]] = []
        self.next_card = self.rnd.randint(10, 400)
        self.plain_births = self.rnd.random() < 0.2
        self.spares: list[int] = []
        # monitoring
        self.linger = 330  # how long a card that left is still sent
        self.ghost = 0.0
        self.period = 300
        self.cd_period = 300
        self.send: set[str] = set()
        self.need: set[str] = set()
        self.outages: list[tuple[int, int, int]] = []
        self.net_out: list[tuple[int, int]] = []
        self.weak: dict[int, float] = {}
        self.lost = 0.003
        self.trace = 2
        self.dist_mode = "metres"
        self.profile = "plain"
        # conduct
        self.window = (0, days)
        self.target: Face | None = None
        self.cap = 0
        self.stop_state = ""
        self.hidden: list[HiddenPlace] = []
        self.masks: list[Mask] = []
        self.secret_rate = np.zeros(days)  # production during a declared stop, as a share of normal
        self.stop_kind = "full"
        self.night_only = False
        self.heads_only = False
        self.push = np.ones(days)  # over-production factor
        self.push_style = ""
        self.gas_lift: dict[str, float] = {}
        self.row_cap: tuple[int, list[tuple[int, int]], set[int]] | None = None
        self.cut: list[tuple[int, int]] = []  # snapshots not sent
        self.freeze: list[tuple[int, int]] = []  # snapshots repeated
        self.invent: list[tuple[int, int]] = []  # snapshots made up
        self.replay: list[tuple[int, int, int]] = []  # from, to, shift in seconds
        self.tight = ""  # how the headcount limit is exceeded: peak or shift
        self.park = -1  # where a crew on its way to an undeclared place leaves its cards

    def idx(self, day: int) -> int:
        """Index into per-day arrays; the day before the data is the last item."""
        return day if day >= 0 else self.days

    def shift_start(self, day: int, shift: int) -> int:
        """Start of a shift in seconds."""
        return day * DAY + self.starts[shift]

    @property
    def end(self) -> int:
        """End of the data in seconds."""
        return self.days * DAY

    def night_shifts(self) -> list[int]:
        """Shifts that lie mostly between 18:00 and 10:00."""
        mids = [(s + self.length / 2) % DAY / 3600 for s in self.starts]
        return [k for k, h in enumerate(mids) if h >= 20.5 or h <= 7] or [0]

    def prod_shifts(self) -> list[int]:
        """All shifts but the maintenance shift."""
        return [k for k in range(len(self.starts)) if k != self.maint]

    def add_truth(
        self,
        kind: str,
        style: str,
        t0: int,
        t1: int,
        nodes: list[int],
        who: Collection[int] = (),
        incidental: bool = False,
        **more: object,
    ) -> None:
        """Record a conduct; people without cards are left out of the card list."""
        row: dict[str, object] = {
            "kind": kind,
            "style": style,
            "from": self.clock.iso(max(0, int(t0))),
            "to": self.clock.iso(min(self.end, int(t1))),
            "stations": [self.lay.nodes[n].code for n in dict.fromkeys(nodes) if self.lay.nodes[n].code],
            "cards": sorted(self.code + self.people[w].card for w in who if self.people[w].card),
        }
        row.update(more)
        if incidental:
            row["incidental"] = True
        self.truth.append(row)
