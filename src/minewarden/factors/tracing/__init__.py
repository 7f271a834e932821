"""Backwards from a tip: walks read around it, what is odd about them, and how it is told."""
