"""Simulated mines: roadways, people, physics, conduct and honest look-alikes → monitoring files and their truth.

Knows the contract, never the comparison.
"""

from __future__ import annotations

from minewarden.sim.draw import random_scene
from minewarden.sim.run import simulate
from minewarden.sim.scene import read_scene
from minewarden.sim.spec import Scene

__all__ = ["Scene", "random_scene", "read_scene", "simulate"]
