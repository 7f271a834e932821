"""Honest events that look like conduct, one file per family. Registration is the import and the tuple entry."""

from __future__ import annotations

from minewarden.sim.behaviour import Behaviour
from minewarden.sim.events.devices import Calibration, DeadStation, NetworkOutage, NewPump, PowerOutage
from minewarden.sim.events.faces import FaceMove, NewFace
from minewarden.sim.events.nature import DoorsOpen, LowPressure, Rain, RockHoisting, WetCoal
from minewarden.sim.events.people import FlatBattery, Gang, Gathering, Overtime, Pairs, ReplacedCard, Visitors
from minewarden.sim.events.stops import Holiday, Overhaul, Suspension

_ALL: tuple[type[Behaviour], ...] = (
    Holiday,
    Overhaul,
    Suspension,
    FaceMove,
    NewFace,
    Gathering,
    Visitors,
    Pairs,
    FlatBattery,
    ReplacedCard,
    Overtime,
    Gang,
    PowerOutage,
    NetworkOutage,
    DeadStation,
    Calibration,
    NewPump,
    Rain,
    LowPressure,
    WetCoal,
    RockHoisting,
    DoorsOpen,
)
EVENTS: dict[str, type[Behaviour]] = {event.kind: event for event in _ALL}
