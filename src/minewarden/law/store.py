"""Statute texts on this machine: loaded from Markdown, shown beside the gist, never shipped."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from minewarden.errors import BadInput
from minewarden.law import catalogue
from minewarden.law.model import ArticleKey, Statute
from minewarden.law.structure import items_per_paragraph, read_articles, read_key, write_key


@dataclass(frozen=True)
class Imported:
    """What became of one file: the statute it belongs to, articles read, articles whose counts differ."""

    file: str
    title: str
    articles: int
    statute: str | None
    differing: tuple[str, ...] = ()


def folder() -> Path:
    """Where the texts lie: `law` in MINEWARDEN_HOME, or in ~/.minewarden."""
    return Path(os.environ.get("MINEWARDEN_HOME") or Path.home() / ".minewarden") / "law"


def import_folder(source: Path) -> tuple[list[Imported], list[str]]:
    """Load every `*.md` of `source`: (what was loaded, why the others were not).

    Errors: BadInput when there is no Markdown file at all.
    """
    files = sorted(source.glob("*.md"))
    if not files:
        raise BadInput(f"no Markdown file in {source}; expected statutes as *.md")
    loaded: list[Imported] = []
    refused: list[str] = []
    for file in files:
        try:
            loaded.append(_import_file(file))
        except BadInput as error:
            refused.append(str(error))
    return loaded, refused


def _import_file(file: Path) -> Imported:
    title, articles = read_articles(file)
    statute = _matching(title, {key: items_per_paragraph(lines) for key, lines in articles.items()})
    name = statute.key if statute else catalogue.plain_title(file.stem)
    folder().mkdir(parents=True, exist_ok=True)
    rows = {write_key(key): lines for key, lines in articles.items()}
    target = folder() / f"{name}.json"
    target.write_text(json.dumps({"title": title, "articles": rows}, ensure_ascii=False), encoding="utf-8")
    differing = _differing(statute, articles) if statute else ()
    return Imported(file.name, title, len(articles), statute.key if statute else None, differing)


def _matching(title: str, structure: dict[ArticleKey, tuple[int, ...]]) -> Statute | None:
    """The version whose structure is most like the text's; None when the title is not in the catalogue."""
    known = [statute for statute in catalogue.versions(title) if statute.structure]
    return max(known, key=lambda s: sum(structure.get(k) == v for k, v in s.structure.items()), default=None)


def _differing(statute: Statute, articles: dict[ArticleKey, list[str]]) -> tuple[str, ...]:
    return tuple(
        key.written()
        for key, counts in statute.structure.items()
        if key not in articles or items_per_paragraph(articles[key]) != counts
    )


def article_text(statute: Statute, key: ArticleKey) -> list[str] | None:
    """The paragraphs and items of an article as imported; None where the text was not imported."""
    file = folder() / f"{statute.key}.json"
    if not file.is_file():
        return None
    rows: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))["articles"]
    return {read_key(name): lines for name, lines in rows.items()}.get(key)
