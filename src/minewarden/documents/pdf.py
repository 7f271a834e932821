"""Blocks set as PDF by Typst."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib import resources
from typing import Any

import typst

from minewarden.documents.blocks import Block, Grid, Para, Row, Stamp, runs
from minewarden.documents.seal import seal_png
from minewarden.fonts import font_folders


def pdf_bytes(
    blocks: Sequence[Block],
    *,
    underline: bool = True,
    numbered: bool = False,
    made_at: dt.datetime | None = None,
) -> bytes:
    """The PDF of `blocks`, A4; the same input gives the same bytes when `made_at` is given.

    In: `underline` prints what was filled in on a line, `numbered` prints page numbers.
    """
    sealed = {_seal_key(block): block for block in blocks if isinstance(block, Stamp) and block.sealed}
    page = {
        "blocks": [_plain(block) for block in blocks],
        "seals": {key: list(seal_png(stamp.organ, stamp.legend)) for key, stamp in sealed.items()},
        "underline": underline,
        "numbered": numbered,
    }
    made = _compiler().compile(
        input=_template(),
        format="pdf",
        sys_inputs={"page": json.dumps(page, ensure_ascii=False)},
        timestamp=made_at,
        pdf_tags=False,  # a tag tree doubles the time and the readers of these papers have no use for it
    )
    assert isinstance(made, bytes)  # one PDF, never a list of pages
    return made


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=[str(folder) for folder in font_folders()])


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (resources.files("minewarden.documents") / "form.typ").read_bytes()


def _plain(block: Block) -> dict[str, Any]:
    """`block` as JSON can carry it, with its class as `kind`."""
    if isinstance(block, Row):
        cells = [{"label": label, "runs": _runs(value)} for label, value in block.cells]
        return {"kind": "Row", "boxed": block.boxed, "cells": cells}
    if isinstance(block, Para):
        return {"kind": "Para", "indent": block.indent, "runs": _runs(block.text)}
    plain = asdict(block)
    if isinstance(block, Stamp):
        plain["seal"] = _seal_key(block)
    if isinstance(block, Grid):
        plain["widths"] = block.widths or (1.0,) * len(block.header)
    return {"kind": type(block).__name__, **plain}


def _seal_key(stamp: Stamp) -> str:
    return f"{stamp.organ}|{stamp.legend}"


def _runs(text: str) -> list[dict[str, str]]:
    return [{"text": run.text, "look": run.look} for run in runs(text)]
