"""The dated catalogue of statutes: which text applies on a day, and whether a citation can be right."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

from minewarden.law.model import (
    ArticleKey,
    CitationVerdict,
    Cited,
    PenaltyBand,
    Standing,
    Statute,
    StatuteKind,
)
from minewarden.law.structure import read_key
from minewarden.rules.numerals import to_numeral
from minewarden.rules.penalties import Band

_STATE = "中华人民共和国"
_DATA = "minewarden.law"


@lru_cache(maxsize=1)
def statutes() -> tuple[Statute, ...]:
    """All versions of all statutes, as the data files list them."""
    folder = resources.files(_DATA) / "data"
    structures = tomllib.loads((folder / "structure.toml").read_text(encoding="utf-8"))
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.startswith("statutes")), key=lambda e: e.name
    )
    return tuple(
        _statute(row, structures)
        for file in files
        for row in tomllib.loads(file.read_text(encoding="utf-8"))["statute"]
    )


def _statute(row: dict[str, Any], structures: dict[str, dict[str, list[int]]]) -> Statute:
    rows = structures.get(row.get("structure", ""), {})
    return Statute(
        key=row["key"],
        title=row["title"],
        kind=StatuteKind[row["kind"]],
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        number=row.get("number", ""),
        short=tuple(row.get("short", ())),
        replaced_by=row.get("replaced_by", ""),
        certainty=row.get("certainty", "V"),
        source=row.get("source", ""),
        gists={read_key(key): text for key, text in row.get("gist", {}).items()},
        bands=tuple(_band(band) for band in row.get("band", ())),
        structure={read_key(key): tuple(counts) for key, counts in rows.items()},
    )


def _band(row: dict[str, Any]) -> PenaltyBand:
    bounds = {name: Decimal(str(value)) for name, value in row.items() if name in _BOUNDS}
    return PenaltyBand(
        article=read_key(str(row["article"])),
        paragraph=row.get("paragraph"),
        item=row.get("item"),
        payer=row.get("payer", "unit"),
        band=Band(**bounds),
        overdue=row.get("overdue", False),
        note=row.get("note", ""),
    )


_BOUNDS = {"min_yuan", "max_yuan", "multiple_min", "multiple_max", "income_min", "income_max"}


def on(day: dt.date) -> tuple[Statute, ...]:
    """The statutes in force on `day`."""
    return tuple(statute for statute in statutes() if statute.in_force(day))


def plain_title(title: str) -> str:
    """A title without marks, blanks, state name, year of edition or "trial" addition, for comparing."""
    bare = re.sub(r"[\s《》〈〉<>]", "", title).removeprefix(_STATE)
    return re.sub(r"[（(](?:试行|\d{4}.*?|.*?修[正订].*?)[）)]$", "", bare)


@lru_cache(maxsize=1)
def _by_title() -> dict[str, tuple[Statute, ...]]:
    table: dict[str, tuple[Statute, ...]] = {}
    for statute in statutes():
        for name in statute.names:
            table[plain_title(name)] = (*table.get(plain_title(name), ()), statute)
    return table


def versions(title: str) -> tuple[Statute, ...]:
    """All versions that carry this full or standard short title, in the order of the data."""
    return _by_title().get(plain_title(title), ())


def find(title: str, day: dt.date) -> Statute | None:
    """The version of `title` (full or standard short title) in force on `day`; None when there is none."""
    return next((statute for statute in versions(title) if statute.in_force(day)), None)


def get(key: str) -> Statute:
    """The statute of that key of the data files. Errors: KeyError."""
    for statute in statutes():
        if statute.key == key:
            return statute
    raise KeyError(key)


def check_citation(citation: Cited, day: dt.date) -> CitationVerdict:
    """Whether the provision cited existed and applied on `day`.

    A statute that is not in the catalogue, or whose structure is not known, is never called wrong.
    """
    known = versions(citation.law)
    if not known:
        return CitationVerdict(Standing.UNKNOWN_LAW)
    statute = next((version for version in known if version.in_force(day)), None)
    if statute is None:
        return _out_of_force(known, day)
    if citation.article is None:
        return CitationVerdict(Standing.NO_ARTICLE, f"引用《{statute.title}》没有写明条款", statute)
    if not statute.structure:
        return CitationVerdict(Standing.UNKNOWN_ARTICLE, statute=statute)
    return _check_structure(statute, citation)


def _out_of_force(known: tuple[Statute, ...], day: dt.date) -> CitationVerdict:
    past = [statute for statute in known if statute.valid_to is not None and statute.valid_to < day]
    if past:
        last = max(past, key=lambda statute: statute.valid_to or day)
        instead = f"，应当适用《{last.replaced_by}》" if last.replaced_by else ""
        return CitationVerdict(
            Standing.REPEALED, f"《{last.title}》{last.valid_to}以后不再施行{instead}", last
        )
    first = min(known, key=lambda statute: statute.valid_from)
    return CitationVerdict(
        Standing.NOT_YET_IN_FORCE, f"《{first.title}》自{first.valid_from}起施行，当时尚未生效", first
    )


def _check_structure(statute: Statute, citation: Cited) -> CitationVerdict:
    key = ArticleKey(citation.article or 0, citation.inserted)
    items = statute.structure.get(key)
    where = f"《{statute.title}》"
    if items is None:
        last = max(statute.structure, key=lambda article: (article.number, article.inserted))
        return CitationVerdict(
            Standing.NO_SUCH_ARTICLE,
            f"{where}没有{_article(citation)}（最后一条是{last.written()}）",
            statute,
        )
    where += key.written()
    paragraph, item = citation.paragraph, citation.item
    if paragraph is not None and paragraph > len(items):
        return CitationVerdict(Standing.NO_SUCH_PARAGRAPH, f"{where}只有{len(items)}款", statute)
    counts = items if paragraph is None else (items[paragraph - 1],)
    if item is not None and item > max(counts):
        has = f"只有{max(counts)}项" if max(counts) else "没有分项"
        return CitationVerdict(Standing.NO_SUCH_ITEM, f"{where}{_paragraph(paragraph)}{has}", statute)
    if item is None and any(counts):
        return CitationVerdict(
            Standing.TOO_COARSE, f"{where}{_paragraph(paragraph)}分项，应当写明项", statute
        )
    if paragraph is None and len(items) > 1:
        return CitationVerdict(Standing.TOO_COARSE, f"{where}有{len(items)}款，应当写明款", statute)
    return CitationVerdict(Standing.RIGHT, statute=statute)


def _article(citation: Cited) -> str:
    number = citation.article or 0
    written = to_numeral(number) if 1 <= number <= 9999 else str(number)
    return f"第{written}条" + (f"之{to_numeral(citation.inserted)}" if citation.inserted else "")


def _paragraph(paragraph: int | None) -> str:
    return f"第{to_numeral(paragraph)}款" if paragraph else ""


def bands_for(statute: Statute, citation: Cited, payer: str) -> list[PenaltyBand]:
    """The fines that the cited provision allows for `payer` (unit, head, person)."""
    key = ArticleKey(citation.article or 0, citation.inserted)
    return [band for band in _of_article(statute.bands, key) if _fits(band, citation, payer)]


def _of_article(bands: Iterable[PenaltyBand], key: ArticleKey) -> list[PenaltyBand]:
    return [band for band in bands if band.article == key]


def _fits(band: PenaltyBand, citation: Cited, payer: str) -> bool:
    paragraph_fits = band.paragraph is None or citation.paragraph in (None, band.paragraph)
    item_fits = band.item is None or citation.item in (None, band.item)
    return paragraph_fits and item_fits and band.payer == payer
