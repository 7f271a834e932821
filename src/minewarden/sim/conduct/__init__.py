"""Conduct: one file per kind of the contract. Registration is the import and the tuple entry."""

from __future__ import annotations

from minewarden.sim.behaviour import Behaviour
from minewarden.sim.conduct.hidden_face import HiddenFace

_ALL: tuple[type[Behaviour], ...] = (HiddenFace,)
CONDUCTS: dict[str, type[Behaviour]] = {conduct.kind: conduct for conduct in _ALL}
