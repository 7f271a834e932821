"""Papers for the tests, written as python-docx does, and pictures of them as a scanner leaves them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import docx
import numpy as np
from docx.document import Document
from docx.shared import Pt
from PIL import Image, ImageDraw, ImageFilter

from minewarden.casefile.flow import Flow, flow_of
from minewarden.casefile.model import Line, Place

SUPERVISION = "煤矿安全监管行政执法文书"


def flow(text: str) -> Flow:
    """`text` as the flow of a document, a line for each of its lines."""
    return flow_of([Line(line, Place("a.docx", 1)) for line in text.split("\n")])


def add_paper(
    document: Document, title: str, lines: Iterable[str], *, number: str = "", heading: str = SUPERVISION
) -> None:
    """Append a paper: letter-spaced title under its heading, number to the right, then the lines."""
    for text, size in ((heading, 16), (" ".join(title), 22)):
        paragraph = document.add_paragraph()
        paragraph.alignment = 1
        paragraph.add_run(text).font.size = Pt(size)
    if number:
        document.add_paragraph(number).alignment = 2
    for line in lines:
        document.add_paragraph(line)


def write_paper(
    path: Path, title: str, lines: Iterable[str], *, number: str = "", heading: str = SUPERVISION
) -> Path:
    """A file with one paper."""
    document = docx.Document()
    add_paper(document, title, lines, number=number, heading=heading)
    document.save(str(path))
    return path


def scanned(
    page: Image.Image, *, lean: float = 0.0, turned: int = 0, seal: tuple[int, int, int] | None = None
) -> Image.Image:
    """`page` as a scanner leaves it: leaning, turned by quarters, with a red seal (x, y, radius) over its text."""
    page = page.convert("RGBA")
    if seal is not None:
        x, y, radius = seal
        ink = Image.new("RGBA", page.size, (0, 0, 0, 0))
        draw = ImageDraw.Draw(ink)
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), outline=(216, 32, 42, 210), width=radius // 12
        )
        draw.regular_polygon((x, y, radius // 3), 5, fill=(216, 32, 42, 210))
        page.alpha_composite(ink)
    plain = page.convert("RGB").rotate(lean, fillcolor="white", resample=Image.Resampling.BICUBIC)
    pixels = np.asarray(plain.filter(ImageFilter.GaussianBlur(0.6)), np.float32)
    noisy = pixels * 0.94 + 6 + np.random.default_rng(7).normal(0, 6, pixels.shape[:2])[..., None]
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).rotate(turned, expand=True)
