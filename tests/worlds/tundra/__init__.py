"""A small simulator of underground coal mines and of the monitoring data they send."""

from .world import write_world

__all__ = ["write_world"]
