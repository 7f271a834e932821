"""`minewarden law`: statute texts, provisions and citations on the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from minewarden.errors import BadInput
from minewarden.law import catalogue, store
from minewarden.law.citations import find_citations
from minewarden.law.structure import derive, read_key, to_toml


@click.group()
def law() -> None:
    """Statutes by date: load their texts, show a provision, check a citation."""


@law.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_texts(folder: Path) -> None:
    """Load statute texts (Markdown) from FOLDER into the local store; nothing is sent anywhere."""
    loaded, refused = store.import_folder(folder)
    for row in loaded:
        belongs = row.statute or "not in the catalogue"
        click.echo(f"{row.file}: {row.articles} articles, {belongs}")
        if row.differing:
            click.echo(f"  differs from the catalogue in {', '.join(row.differing[:8])}", err=True)
    for reason in refused:
        click.echo(f"not loaded: {reason}", err=True)
    click.echo(f"{len(loaded)} statutes in {store.folder()}")


@law.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def structure(files: tuple[Path, ...]) -> None:
    """Print the structure (counts only) of statutes in Markdown as TOML for the catalogue."""
    for file in files:
        title, derived = derive(file)
        click.echo(f"# {title}")
        click.echo(to_toml(file.stem, derived))


@law.command()
@click.argument("title")
@click.argument("article", required=False)
@click.option("--on", "on_day", default=None, help="Day as YYYY-MM-DD; today when absent.")
def show(title: str, article: str | None, on_day: str | None) -> None:
    """Show a statute of the catalogue, or its ARTICLE (64, 134-1), as of a day."""
    day = _day(on_day)
    statute = catalogue.find(title, day)
    if statute is None:
        raise BadInput(f"no statute called {title} was in force on {day}; check the title or the day")
    until = statute.valid_to or "…"
    mark = "" if statute.certain else "（待核）"
    click.echo(f"{statute.title} {statute.number} {statute.valid_from} – {until}{mark}")
    for key, gist in statute.gists.items():
        if article is None or key == read_key(article):
            click.echo(f"{key.written()}：{gist}")
    if article is not None:
        for line in store.article_text(statute, read_key(article)) or [
            "（原文未导入：minewarden law import）"
        ]:
            click.echo(f"    {line}")


@law.command()
@click.argument("citation")
@click.option("--on", "on_day", default=None, help="Day as YYYY-MM-DD; today when absent.")
def check(citation: str, on_day: str | None) -> None:
    """Check a CITATION such as 《煤矿安全生产条例》第三十六条第（二）项 against the law of a day."""
    day = _day(on_day)
    found = find_citations("".join(citation.split()))
    if not found:
        raise BadInput(f"no citation in {citation}; expected 《title》第…条")
    for cited in found:
        verdict = catalogue.check_citation(cited, day)
        click.echo(
            f"{cited.text}：{verdict.standing.value}{'，' if verdict.message else ''}{verdict.message}"
        )


def _day(text: str | None) -> dt.date:
    if text is None:
        return dt.datetime.now(dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text} is not a day; write it as YYYY-MM-DD") from error
