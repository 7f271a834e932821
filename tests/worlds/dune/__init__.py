"""dune: an independent test world of coal mines (and mine-like places) with a known truth."""

from .world import write_world

__all__ = ["write_world"]
