"""Made-up coal mines: monitoring data of honest and dishonest mines with the truth beside them."""

from .world import write_world

__all__ = ["write_world"]
