"""An independent test world: coal mines, their people, what they hide, and the files they send."""

from .world import write_world

__all__ = ["write_world"]
