"""The drawing of a mine that goes with its leads: stations, roadways, faces, seals, and ways from the shaft."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

from minewarden.factors.model import Lead
from minewarden.feeds.register import Register

Plan = dict[str, Any]
Place = tuple[float, float]
EMPTY: Plan = {"name": "", "stations": [], "roadways": [], "faces": [], "seals": []}
"""Of a mine whose register did not come with its leads."""


def plan_dict(register: Register) -> Plan:
    """Out: what of the register the sheet and the pages draw, JSON-able."""
    return {
        "name": register.name,
        "stations": [
            {"code": s.station_code, "name": s.name, "x": s.x, "y": s.y, "z": s.z} for s in register.stations
        ],
        "roadways": [[r.from_station, r.to_station, r.length_m] for r in register.roadways],
        "faces": [{"name": f.name or f.face_id, "stations": list(f.stations)} for f in register.faces],
        "seals": [{"name": s.name or s.seal_id, "stations": list(s.stations)} for s in register.seals],
    }


def places(plan: Plan) -> dict[str, Place]:
    """Out: station code to drawing coordinates in metres; a schematic of layers where the register has none."""
    known = {s["code"]: (float(s["x"]), float(s["y"])) for s in plan["stations"] if s["x"] or s["y"]}
    if len(known) >= 0.6 * max(len(plan["stations"]), 1):
        return known | {s["code"]: (0.0, 0.0) for s in plan["stations"] if s["x"] == 0 and s["y"] == 0}
    return _layers(plan)


def _layers(plan: Plan) -> dict[str, Place]:
    """Columns by the number of roadways from the shaft, spread evenly in each."""
    depth = _depths(plan)
    columns: dict[int, list[str]] = {}
    for code, column in depth.items():
        columns.setdefault(column, []).append(code)
    return {
        code: (column * 100.0, (row - (len(codes) - 1) / 2) * 60.0)
        for column, codes in columns.items()
        for row, code in enumerate(codes)
    }


def _ways(plan: Plan) -> dict[str, dict[str, float]]:
    ways: dict[str, dict[str, float]] = {s["code"]: {} for s in plan["stations"]}
    for a, b, length in plan["roadways"]:
        ways.setdefault(a, {})[b] = ways.setdefault(b, {})[a] = length or 0.0
    return ways


def shaft(plan: Plan) -> str | None:
    """Out: the station where people enter: named so, else the highest one, else the first of the register."""
    stations = plan["stations"]
    if not stations:
        return None
    named = next((s for s in stations if any(word in s["name"] for word in ("井口", "井筒", "井底"))), None)
    heights = [s for s in stations if s["z"] is not None]
    highest = max(heights, key=lambda s: s["z"], default=None)
    if named is None and highest is not None and len({s["z"] for s in heights}) > 1:
        named = highest
    return str((named or stations[0])["code"])


def _depths(plan: Plan) -> dict[str, int]:
    ways, start = _ways(plan), shaft(plan)
    depth = {start: 0} if start else {}
    queue = deque(depth)
    while queue:
        here = queue.popleft()
        for there in ways[here]:
            if there not in depth:
                depth[there] = depth[here] + 1
                queue.append(there)
    last = max(depth.values(), default=0) + 1
    return {code: depth.get(code, last) for code in ways}


def route(plan: Plan, to: str) -> tuple[list[str], float]:
    """Out: the station codes of the shortest way from the shaft to `to`, and its metres; empty where none is known."""
    ways, start = _ways(plan), shaft(plan)
    if start is None or to not in ways:
        return [], 0.0
    far, before, left = {start: 0.0}, {start: start}, {start}
    while left:
        here = min(left, key=lambda code: far[code])
        left.remove(here)
        for there, metres in ways[here].items():
            if far[here] + metres < far.get(there, math.inf):
                far[there], before[there] = far[here] + metres, here
                left.add(there)
    if to not in far:
        return [], 0.0
    way = [to]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1], far[to]


def suspected(lead: Lead) -> tuple[str, ...]:
    """Out: those stations of a lead that are suspected themselves; the others only lie near, to go on from there."""
    own = lead.details.get("suspected_stations")
    return lead.stations[:own] if isinstance(own, int) and own > 0 else lead.stations


def names(plan: Plan) -> dict[str, str]:
    """Out: station code to a name that can be read underground."""
    return {s["code"]: s["name"] or s["code"][-6:] for s in plan["stations"]}
