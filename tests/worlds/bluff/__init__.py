"""Schematic but physically coupled coal mines, honest and dishonest, with the truth beside their files."""

from .world import write_world

__all__ = ["write_world"]
