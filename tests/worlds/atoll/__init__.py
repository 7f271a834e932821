"""An invented world of coal mines: what they do and what they send."""

from .world import write_world

__all__ = ["write_world"]
