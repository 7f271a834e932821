"""Automatic numbers of a DOCX: 1. （一） 第一条 are not in its text, the word processor counts them."""

from __future__ import annotations

import re

from lxml import etree

from minewarden.casefile.package import Package
from minewarden.rules.numerals import to_numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
}
Level = tuple[str, str, int]  # format, text with %1, start


class Numbering:
    """Counts the numbered paragraphs of one document in the order they are asked for."""

    def __init__(self, levels: dict[str, dict[int, Level]]) -> None:
        self._levels = levels  # by numId
        self._counts: dict[str, list[int]] = {}

    def next_label(self, properties: etree._Element, style: etree._Element | None) -> str:
        """The label of the paragraph with these properties, "" when it has none."""
        reference = properties.find(f"{W}numPr")
        if reference is None and style is not None:
            reference = style.find(f"{W}pPr/{W}numPr")
        if reference is None:
            return ""
        number = _value(reference.find(f"{W}numId"))
        depth = int(_value(reference.find(f"{W}ilvl")) or 0)
        level = self._levels.get(number, {}).get(depth)
        if level is None or not 0 <= depth < 9:
            return ""
        counts = self._counts.setdefault(number, [0] * 9)
        counts[depth] = counts[depth] + 1 if counts[depth] else level[2]
        counts[depth + 1 :] = [0] * (8 - depth)
        return self._render(number, depth, counts)

    def _render(self, number: str, depth: int, counts: list[int]) -> str:
        def one(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form, _, start = self._levels[number].get(at, ("decimal", "", 1))
            return _written(counts[at] or start, form)

        form, text, _ = self._levels[number][depth]
        return "" if form == "bullet" else re.sub(r"%([1-9])", one, text)


def read_numbering(package: Package) -> Numbering:
    """The numbering of a package; an empty one when it has none."""
    root = package.xml(package.beside_main("numbering.xml"))
    if root is None:
        return Numbering({})
    abstract = {
        node.get(f"{W}abstractNumId", ""): {
            int(level.get(f"{W}ilvl") or 0): _level(level) for level in node.iterfind(f"{W}lvl")
        }
        for node in root.iterfind(f"{W}abstractNum")
    }
    levels = {}
    for node in root.iterfind(f"{W}num"):
        own = dict(abstract.get(_value(node.find(f"{W}abstractNumId")), {}))
        for override in node.iterfind(f"{W}lvlOverride"):
            level = override.find(f"{W}lvl")
            if level is not None:
                own[int(override.get(f"{W}ilvl") or 0)] = _level(level)
        levels[node.get(f"{W}numId", "")] = own
    return Numbering(levels)


def _level(level: etree._Element) -> Level:
    start = _value(level.find(f"{W}start"))
    form = _value(level.find(f"{W}numFmt")) or "decimal"
    return form, _value(level.find(f"{W}lvlText")), int(start) if start.isdigit() else 1


def _value(node: etree._Element | None) -> str:
    return node.get(f"{W}val", "") if node is not None else ""


def _written(number: int, form: str) -> str:
    if form in _CHINESE and 1 <= number <= 9999:
        return to_numeral(number)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if form in ("lowerLetter", "upperLetter") and number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if form == "lowerLetter" else letter.upper()
    return str(number)
