"""A made-up world of coal mines: what they declare, what their systems send, and what really happens."""

from .world import write_world

__all__ = ["write_world"]
