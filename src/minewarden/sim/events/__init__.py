"""Honest events that look like conduct, one file per family. Registration is the import and the tuple entry."""

from __future__ import annotations

from minewarden.sim.behaviour import Behaviour

_ALL: tuple[type[Behaviour], ...] = ()
EVENTS: dict[str, type[Behaviour]] = {event.kind: event for event in _ALL}
