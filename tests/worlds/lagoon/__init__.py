"""Lagoon: an independent test world of coal mines, written as the monitoring files they send."""

from .world import write_world

__all__ = ["write_world"]
