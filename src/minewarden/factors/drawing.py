"""The station plan as an SVG that survives a black-and-white printer: shapes and numbers, no colour."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from minewarden.factors.plan import Place, Plan, names, places, route, shaft

WIDTH, HEIGHT, MARGIN = 680.0, 360.0, 26.0
_LABEL = 11  # height of the names
Box = tuple[float, float, float, float]
_FONTS = "Noto Sans CJK SC, FandolHei, Liberation Sans, sans-serif"


def plan_svg(plan: Plan, suspects: Sequence[str]) -> str | None:
    """Out: an SVG of the roadways with the suspected stations numbered 1, 2, 3 and the way from the shaft drawn thick.

    None where the register names no stations. In: station codes, nearest first.
    """
    spots = _fitted(places(plan))
    if not spots:
        return None
    way = route(plan, suspects[0])[0] if suspects else []
    parts = [*_roads(plan, spots, way), *_stations(plan, spots)]
    start = shaft(plan)
    if start in spots:
        x, y = spots[start]
        parts.append(f'<polygon points="{x - 8},{y + 6} {x + 8},{y + 6} {x},{y - 8}" fill="black"/>')
    parts += [*_suspects(spots, suspects), *_labels(plan, spots, suspects)]
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">{body}</svg>'


def _fitted(spots: dict[str, Place]) -> dict[str, Place]:
    """Scaled into the frame; the two axes may be scaled differently, it is a sketch for finding the way."""
    if not spots:
        return {}
    xs, ys = [p[0] for p in spots.values()], [p[1] for p in spots.values()]
    wide, high = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
    scale_x, scale_y = (WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high
    scale_x, scale_y = min(scale_x, 3 * scale_y), min(scale_y, 3 * scale_x)
    left, top = (WIDTH - wide * scale_x) / 2, (HEIGHT - high * scale_y) / 2
    return {
        code: (left + (x - min(xs)) * scale_x, HEIGHT - top - (y - min(ys)) * scale_y)
        for code, (x, y) in spots.items()
    }


def _roads(plan: Plan, spots: dict[str, Place], way: Sequence[str]) -> list[str]:
    on_way = {frozenset(pair) for pair in pairwise(way)}
    parts = []
    for a, b, _ in plan["roadways"]:
        if a in spots and b in spots:
            (x1, y1), (x2, y2) = spots[a], spots[b]
            style = (
                'stroke="black" stroke-width="4"'
                if frozenset((a, b)) in on_way
                else 'stroke="#777" stroke-width="1.4"'
            )
            parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>')
    return parts


def _stations(plan: Plan, spots: dict[str, Place]) -> list[str]:
    faces = {code for face in plan["faces"] for code in face["stations"]}
    seals = {code for seal in plan["seals"] for code in seal["stations"]}
    parts = []
    for code, (x, y) in spots.items():
        if code in faces:
            parts.append(
                f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="white" stroke="black" '
                'stroke-width="1.6"/>'
            )
        elif code in seals:
            parts.append(
                f'<path d="M{x - 5:.1f} {y - 5:.1f}l10 10M{x - 5:.1f} {y + 5:.1f}l10 -10" '
                'stroke="black" stroke-width="2"/>'
            )
        else:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="#555"/>')
    return parts


def _suspects(spots: dict[str, Place], suspects: Sequence[str]) -> list[str]:
    """Numbered discs, the first black and larger; the numbers are those of the list beside the plan."""
    parts = []
    numbered = [(n, code) for n, code in enumerate(suspects, 1) if code in spots]
    for number, code in reversed(numbered):
        x, y = spots[code]
        fill, ink, radius = ("black", "white", 12) if number == 1 else ("white", "black", 9)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="black" stroke-width="2"/>'
        )
        parts.append(_text(x, y + 4.5, str(number), 13, ink, "middle"))
    return parts


def _labels(plan: Plan, spots: dict[str, Place], suspects: Sequence[str]) -> list[str]:
    """The shaft, each face and each seal named once, where the name covers neither a sign nor another name."""
    start = shaft(plan) or ""
    named = [(start, names(plan).get(start, ""))]
    for one in (*plan["faces"], *plan["seals"]):
        named += [(code, one["name"]) for code in one["stations"] if code in spots][:1]
    taken = [(x - 9, y - 9, x + 9, y + 9) for x, y in spots.values()]
    taken += [(x - 13, y - 13, x + 13, y + 13) for code, (x, y) in spots.items() if code in suspects]
    parts = []
    for code, name in named:
        if code not in spots or not name:
            continue
        wide, (x, y) = _LABEL * _width(name), spots[code]
        beside = [(x + 14, y + 4), (x - 14 - wide, y + 4), (x - wide / 2, y - 14), (x - wide / 2, y + 23),
                  (x + 10, y - 12), (x + 10, y + 20), (x - 10 - wide, y - 12), (x - 10 - wide, y + 20)]  # fmt: skip
        for left, foot in beside:
            box = (left, foot - _LABEL, left + wide, foot + 2)
            if (
                box[0] >= 0
                and box[2] <= WIDTH
                and box[1] >= 0
                and box[3] <= HEIGHT
                and not _covers(box, taken)
            ):
                taken.append(box)
                parts.append(_halo(left, foot, name))
                break
    return parts


def _width(text: str) -> float:
    """In letters as wide as high."""
    return sum(1.0 if char > "\u2e7f" else 0.58 for char in text)


def _covers(box: Box, others: Sequence[Box]) -> bool:
    return any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in others)


def _halo(x: float, y: float, text: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{_LABEL}" font-family="{_FONTS}" fill="black" stroke="white" '
        f'stroke-width="3" paint-order="stroke" stroke-linejoin="round">{escape(text)}</text>'
    )


def _text(x: float, y: float, text: str, size: int, ink: str = "black", anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="bold" font-family="{_FONTS}" fill="{ink}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
