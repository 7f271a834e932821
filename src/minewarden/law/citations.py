"""Citations of provisions in running text: 《煤矿安全生产条例》第三十六条第（二）项.

Blanks and line ends inside a citation do not matter; a list after one title (第五十三条、第五十四条) yields one
citation each; a title that lacks one of its marks is read and said to lack it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from minewarden.rules.numerals import NUMERAL_CHARACTERS, parse_numeral

_NUMBER = rf"(?:[{NUMERAL_CHARACTERS}]+|\d{{1,4}})"
_PROVISION = re.compile(
    rf"第(?P<article>{_NUMBER})条(?:之(?P<inserted>[{NUMERAL_CHARACTERS}]))?"
    rf"(?:第?[（(]?(?P<paragraph>{_NUMBER})[）)]?款)?"
    rf"(?:第?[（(]?(?P<item>{_NUMBER})[）)]?项)?(?:第?[（(]?(?P<sub>{_NUMBER})[）)]?目)?"
)
_LINK = re.compile(r"(?:规定)?(?:[、，,；;和及与]|以及|和第|并)?")
_TITLE_CHARACTER = r"[^《》。；;，,、：:\s“”\"！？]"
_OPEN_AND_CLOSED = re.compile(
    r"《(?P<title>[^《》]{2,60}(?:〈[^〉]+〉[^《》]*)?)》(?:[（(][^（）()]{1,40}[）)])?"
)
# a title that lost 《 ends with 》; one that lost 》 runs to 第…条
_NO_OPENING = re.compile(
    rf"(?P<title>{_TITLE_CHARACTER}{{3,40}}(?:法|条例|规定|办法|规程|标准|细则|规则|决定))》"
)
_NO_CLOSING = re.compile(
    rf"《(?P<title>{_TITLE_CHARACTER}{{2,40}}?(?:法|条例|规定|办法|规程|标准|细则|规则))(?=第{_NUMBER}条)"
)
_CUES = re.compile(r".*(?:依据|根据|依照|按照|违反了?|适用|和|及|属于|符合|分别|[项条款])")


@dataclass(frozen=True)
class Citation:
    """One provision cited; `start` and `end` are offsets into the text given, without blanks."""

    law: str
    article: int | None
    inserted: int
    paragraph: int | None
    item: int | None
    sub: int | None
    start: int
    end: int
    text: str
    opened: bool = True  # 《 stands before the title
    closed: bool = True  # 》 stands behind it

    @property
    def quoted(self) -> bool:
        """True when the title stands between both marks."""
        return self.opened and self.closed


@dataclass(frozen=True)
class _Title:
    name: str
    start: int
    end: int
    opened: bool
    closed: bool


def find_citations(text: str) -> list[Citation]:
    """All provisions cited in `text`, in order; `text` should be free of blanks (offsets refer to it)."""
    return [citation for title in _titles(text) for citation in _provisions(text, title)]


def _titles(text: str) -> list[_Title]:
    found = [_Title(m["title"], m.start(), m.end(), True, True) for m in _OPEN_AND_CLOSED.finditer(text)]
    taken = [(title.start, title.end) for title in found]
    for pattern, opened in ((_NO_CLOSING, True), (_NO_OPENING, False)):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            name = match["title"] if opened else _CUES.sub("", match["title"], count=1)
            start = match.end() - len(name) - 1 if not opened else match.start()
            found.append(_Title(name, start, match.end(), opened, not opened))
    return sorted(found, key=lambda title: title.start)


def _provisions(text: str, title: _Title) -> list[Citation]:
    cited: list[Citation] = []
    at = title.end
    while True:
        link = _LINK.match(text, at) if cited else None
        match = _PROVISION.match(text, link.end() if link else at)
        if match is None:
            break
        cited.append(_citation(text, title, match, first=not cited))
        at = match.end()
    return cited or [_bare(text, title)]


def _citation(text: str, title: _Title, match: re.Match[str], *, first: bool) -> Citation:
    start = title.start if first else match.start()
    return Citation(
        law=title.name,
        article=parse_numeral(match["article"]),
        inserted=parse_numeral(match["inserted"] or "") or 0,
        paragraph=parse_numeral(match["paragraph"] or ""),
        item=parse_numeral(match["item"] or ""),
        sub=parse_numeral(match["sub"] or ""),
        start=start,
        end=match.end(),
        text=text[start : match.end()],
        opened=title.opened,
        closed=title.closed,
    )


def _bare(text: str, title: _Title) -> Citation:
    return Citation(
        law=title.name,
        article=None,
        inserted=0,
        paragraph=None,
        item=None,
        sub=None,
        start=title.start,
        end=title.end,
        text=text[title.start : title.end],
        opened=title.opened,
        closed=title.closed,
    )
