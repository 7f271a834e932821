"""A mine-day on five-minute bins: what is given, what follows from it, what instruments say."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from minewarden.sim.clock import BINS

Floats = NDArray[np.float64]


@dataclass
class Blast:
    """Explosive issued to a place; `face_id` is what the book says."""

    at: int
    face_id: str
    kg: float
    detonators: int
    returned_kg: float


@dataclass
class Ways:
    """Where the streams of a hidden place go, as its conduct decided; unused for declared places."""

    power: str | None = "other"
    coal: bool = True
    hoist: bool = True
    air: str = "total"
    gas_seal: str | None = None
    water: bool = True
    explosive_book: str | None = None


@dataclass
class Day:
    """True amounts of a day: arrays of 288 five-minute values unless said otherwise."""

    starts_at: int
    pressure: Floats
    supply: Floats
    inflow_factor: float = 1.0
    rock_t: float = 0.0
    wet: float = 1.0
    leak: float = 1.0
    activity: dict[str, Floats] = field(default_factory=dict)
    coal: dict[str, Floats] = field(default_factory=dict)
    air: dict[str, Floats] = field(default_factory=dict)
    gas: dict[str, Floats] = field(default_factory=dict)
    belts: dict[str, Floats] = field(default_factory=dict)
    power: dict[str, Floats] = field(default_factory=dict)
    extra_kw: dict[str, Floats] = field(default_factory=dict)
    hoisted: Floats = field(default_factory=lambda: np.zeros(BINS))
    booked: Floats = field(default_factory=lambda: np.zeros(BINS))
    reported: Floats = field(default_factory=lambda: np.zeros(BINS))
    pumped: Floats = field(default_factory=lambda: np.zeros(24))
    blasts: list[Blast] = field(default_factory=list)
    values: dict[str, Floats] = field(default_factory=dict)
    states: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    offline: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(BINS, dtype=np.bool_))
    silent: dict[int, set[int]] = field(default_factory=dict)

    def activity_zero(self) -> Floats:
        """A day of zeros."""
        return np.zeros(BINS)
