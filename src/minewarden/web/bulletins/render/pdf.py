"""The bulletin as PDF, by Typst; the page is described in bulletin.typ beside this file."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

import typst

from minewarden.errors import MinewardenError
from minewarden.fonts import font_folders
from minewarden.web.bulletins.content import Bulletin, plain

CHINESE = {
    "FandolFang R", "FangSong", "Noto Serif CJK SC", "Noto Sans CJK SC", "FandolSong", "AR PL UMing CN",
    "WenQuanYi Zen Hei",
}  # fmt: skip


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The faces of this installation; an error says how to get some where there is no Chinese one."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in font_folders()])
    if not CHINESE & set(fonts.families()):
        raise MinewardenError(
            "No Chinese typeface was found. Run tools/fonts in the checkout, or: "
            "sudo apt-get install fonts-noto-cjk, or set MINEWARDEN_FONTS to a folder that holds one."
        )
    return fonts


def render(bulletin: Bulletin) -> bytes:
    """The PDF, A4, 22 lines of 28 characters a full page (GB/T 9704-2012, clauses 5 and 7)."""
    content = {
        "title": bulletin.title,
        "number": plain(bulletin.number),
        "unit": bulletin.unit,
        "date": plain(bulletin.date),
        "parts": [
            {
                "heading": part.heading,
                "entries": [
                    {
                        "titles": [plain(title) for title in entry.titles],
                        "paragraphs": [plain(paragraph) for paragraph in entry.paragraphs],
                    }
                    for entry in part.entries
                ],
            }
            for part in bulletin.parts
        ],
        "tail": [plain(row) for row in bulletin.tail],
    }
    template = (files(__package__) / "bulletin.typ").read_bytes()
    return typst.compile(
        template, font_paths=_fonts(), sys_inputs={"content": json.dumps(content, ensure_ascii=False)}
    )
