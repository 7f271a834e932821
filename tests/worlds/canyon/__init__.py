"""Canyon: an independent test world of coal mines and their monitoring data."""

from .world import write_world

__all__ = ["write_world"]
