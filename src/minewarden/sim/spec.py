"""What a scene asks for: plain values, checked by `sim.scene` before anything is simulated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SYSTEMS = ("gas", "power", "haulage", "output", "water", "explosives", "video")
SIZES = ("small", "medium", "large")
SHIFT_SYSTEMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "三八制": (("00:00", "08:00", "16:00"), ("07:00", "15:00", "23:00"), ("06:00", "14:00", "22:00")),
    "四六制": (("00:00", "06:00", "12:00", "18:00"), ("02:00", "08:00", "14:00", "20:00")),
    "两班制": (("07:00", "19:00"), ("08:00", "20:00")),
}
TRACES = ("none", "recent", "full")
LISTINGS = ("keep", "drop")
PROFILES = ("default", "caret")


@dataclass(frozen=True)
class Act:
    """One conduct or one event of a mine: kind, style, when, and its parameters, complete with defaults."""

    kind: str
    style: str
    from_at: int
    to_at: int
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dirt:
    """How imperfect the sending is; shares are per file or per record, 0..1."""

    missing_reads: float = 0.04
    late: float = 0.003
    duplicate: float = 0.002
    partial: float = 0.001
    lost: float = 0.002
    bad_record: float = 0.00003
    other_mine: float = 0.0
    future: float = 0.0
    full_width: float = 0.0
    crlf: bool = False
    unset_trades: float = 0.06
    no_coordinates: bool = False


@dataclass(frozen=True)
class MineSpec:
    """One mine. `None` means: drawn from the seed."""

    code: str
    name: str
    size: str = "medium"
    coal_faces: int | None = None
    headings: int | None = None
    trunk: int | None = None
    seals: int | None = None
    capacity_t_per_year: int | None = None
    shifts: str | None = None
    profile: str = "default"
    trace: str | None = None
    listing: str | None = None
    snapshot_s: int = 300
    jitter_s: int = 3
    gas_s: int = 300
    systems: tuple[str, ...] = SYSTEMS
    conduct: tuple[Act, ...] = ()
    events: tuple[Act, ...] = ()
    dirt: Dirt = Dirt()


@dataclass(frozen=True)
class Scene:
    """Mines over a period; the same scene always gives the same bytes."""

    seed: int
    from_at: int
    days: int
    mines: tuple[MineSpec, ...]
