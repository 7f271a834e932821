"""Conduct: one file per kind of the contract. Registration is the import and the tuple entry."""

from __future__ import annotations

from minewarden.sim.behaviour import Behaviour
from minewarden.sim.conduct.card_parked import CardParked
from minewarden.sim.conduct.cards_carried import CardsCarried
from minewarden.sim.conduct.data_fabricated import DataFabricated
from minewarden.sim.conduct.headcount_concealed import HeadcountConcealed
from minewarden.sim.conduct.hidden_face import HiddenFace
from minewarden.sim.conduct.over_capacity import OverCapacity
from minewarden.sim.conduct.overstaffed import Overstaffed
from minewarden.sim.conduct.sensor_masked import SensorMasked
from minewarden.sim.conduct.working_while_stopped import WorkingWhileStopped

_ALL: tuple[type[Behaviour], ...] = (
    HiddenFace,
    HeadcountConcealed,
    CardsCarried,
    CardParked,
    DataFabricated,
    SensorMasked,
    WorkingWhileStopped,
    OverCapacity,
    Overstaffed,
)
CONDUCTS: dict[str, type[Behaviour]] = {conduct.kind: conduct for conduct in _ALL}
