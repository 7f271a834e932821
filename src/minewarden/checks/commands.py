"""`minewarden cases`: review case files on the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from tqdm import tqdm

from minewarden.errors import BadInput


@click.group()
def cases() -> None:
    """Review case files: read them, judge them by the rules, list the problems."""


@cases.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Result as JSON.")
@click.option(
    "--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Problems and totals as a workbook."
)
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Printable report in Chinese.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=None, help="Reading processes; the cores when absent."
)
@click.option(
    "--sheet", type=click.Path(dir_okay=False, path_type=Path), help="Score sheet (TOML) of the province."
)
@click.option(
    "--settings", type=click.Path(dir_okay=False, path_type=Path), help="Thresholds (TOML) of the province."
)
@click.option("--resume", is_flag=True, help="Keep the cases that an interrupted round has finished.")
def review(
    folder: Path,
    out: Path,
    xlsx: Path | None,
    pdf: Path | None,
    workers: int | None,
    sheet: Path | None,
    settings: Path | None,
    resume: bool,
) -> None:
    """Review every case file (sub-folder) of FOLDER. Nothing inside a file is run, nothing leaves the machine."""
    from minewarden.checks import round as rounds
    from minewarden.checks.scoring import read_sheet
    from minewarden.checks.settings import read_settings

    folders = rounds.case_folders(folder)
    _check_writable(out, xlsx, pdf)
    with tqdm(total=len(folders), unit="case", disable=not sys.stderr.isatty()) as bar:

        def advance(row: rounds.Row) -> None:
            bar.set_postfix_str(row["case"][:24], refresh=False)
            bar.update()

        answer = rounds.run(
            folder,
            out,
            workers=workers or os.cpu_count() or 1,
            resume=resume,
            sheet=read_sheet(sheet) if sheet else None,
            settings=read_settings(settings) if settings else None,
            progress=advance,
        )
    if xlsx is not None:
        from minewarden.checks.workbook import write_workbook

        write_workbook(answer, xlsx)
    if pdf is not None:
        from minewarden.checks.report import write_report

        write_report(answer, pdf)
    summed = answer["totals"]
    click.echo(
        f"{summed['cases']} cases, {summed['documents']} documents, {summed['problems']} problems: {out}",
        err=True,
    )


def _check_writable(*targets: Path | None) -> None:
    """Before hours of reading: every result can be written where it was asked for."""
    for target in targets:
        if target is None:
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(f"cannot write {target}: {error.strerror}") from error
        if not os.access(target.parent, os.W_OK) or target.is_dir():
            raise BadInput(f"cannot write {target}; choose another place")


@cases.command()
@click.option("--markdown", is_flag=True, help="As the page docs/reference/rules.md.")
def rules(markdown: bool) -> None:
    """List the rules with their clause and severity."""
    from minewarden.checks import RULES
    from minewarden.checks.reference import rules_page

    if markdown:
        click.echo(rules_page(), nl=False)
        return
    for rule in RULES:
        click.echo(f"{rule.id}\t{rule.severity.value}\t{rule.family}\t{rule.title}\t{rule.basis}")
