"""Checks on the data and on declared limits, one file per kind of conduct."""

from __future__ import annotations
