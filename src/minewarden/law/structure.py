"""The structure of a statute: how many paragraphs (款) and items (项) each article has.

Only counts are derived and shipped; the text stays where it is.
"""

from __future__ import annotations

import re
from pathlib import Path

from minewarden.errors import BadInput
from minewarden.law.model import ArticleKey
from minewarden.rules.numerals import NUMERAL_CHARACTERS, parse_numeral

_ARTICLE = re.compile(rf"^第([{NUMERAL_CHARACTERS}]+)条(?:之([{NUMERAL_CHARACTERS}]+))?\s*(.*)")
_ITEM = re.compile(rf"^[（(]([{NUMERAL_CHARACTERS}]+)[）)]")
_TITLE = re.compile(r"^#\s+(.+)$")

LARGEST_FILE = 4_000_000

Structure = dict[ArticleKey, tuple[int, ...]]


def read_articles(path: Path) -> tuple[str, dict[ArticleKey, list[str]]]:
    """(title, paragraphs and items of every article in order) of a statute in Markdown.

    Errors: BadInput when the file is too large, is not UTF-8, or holds no article.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise BadInput(f"{path.name} is larger than {LARGEST_FILE} bytes; is it a statute?")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not UTF-8 text: {error.reason}") from error
    title = next((m[1].strip() for line in lines if (m := _TITLE.match(line))), path.stem)
    articles = _split_articles(lines)
    if not articles:
        raise BadInput(f"{path.name} holds no article 第…条; convert it to Markdown first")
    return title, articles


def _split_articles(lines: list[str]) -> dict[ArticleKey, list[str]]:
    articles: dict[ArticleKey, list[str]] = {}
    current: list[str] | None = None
    for line in (line.strip() for line in lines):
        if line.startswith(("#", "<!--")):
            current = None
        elif match := _ARTICLE.match(line):
            key = ArticleKey(parse_numeral(match[1]) or 0, parse_numeral(match[2] or "") or 0)
            # a second 第一条 belongs to an annex
            current = articles.setdefault(key, []) if key not in articles else None
            if current is not None and match[3]:
                current.append(match[3])
        elif line and current is not None:
            current.append(line)
    return articles


def items_per_paragraph(lines: list[str]) -> tuple[int, ...]:
    """Items of each paragraph of an article, given its lines: a paragraph without items counts 0."""
    counts: list[int] = []
    for line in lines:
        if _ITEM.match(line) and counts:
            counts[-1] += 1
        elif not _ITEM.match(line):
            counts.append(0)
    return tuple(counts)


def derive(path: Path) -> tuple[str, Structure]:
    """(title, structure) of the statute in `path`. Errors: as `read_articles`."""
    title, articles = read_articles(path)
    return title, {key: items_per_paragraph(lines) for key, lines in articles.items()}


def write_key(key: ArticleKey) -> str:
    """`64`, `134-1`: an article as a key of the data files."""
    return f"{key.number}-{key.inserted}" if key.inserted else str(key.number)


def read_key(text: str) -> ArticleKey:
    """The article of a key of the data files."""
    number, _, inserted = text.partition("-")
    return ArticleKey(int(number), int(inserted or 0))


def to_toml(name: str, structure: Structure) -> str:
    """A table `[name]` with one line an article: `18 = [7]`, `19 = [8, 0]`."""
    rows = [f"{write_key(key)} = {list(counts)}" for key, counts in structure.items()]
    return "\n".join([f"[{name}]", *rows, ""])
