"""Made-up coal mines for acceptance tests: written as a regulator receives them."""

from .world import write_world

__all__ = ["write_world"]
