"""A paper as the page shows it: the picture of its page with the places marked, or the text of a DOCX.

Pictures are made once and kept in `page-images` of the home folder; they can be thrown away at any time.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from minewarden.errors import BadInput
from minewarden.web.reviews import storage
from minewarden.web.reviews.models import CaseFile, Problem
from minewarden.web.reviews.paint import DPI

DRAWING_S = 40
LEAST_SHARED = 3  # characters; an excerpt may begin before its paragraph and end behind it
PARAGRAPH = re.compile(r'<p id="p(\d+)-(\d+)"( class="[^"]*")?>(.*?)</p>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Mark:
    """A place on the page in points from the upper left; `problem` is what was found there."""

    problem: Problem
    x: float
    y: float
    width: float
    height: float
    chosen: bool


@dataclass(frozen=True)
class Sheet:
    """One page of a file: a picture with its size in points and marks, or `html`, or neither with the reason."""

    name: str
    page: int
    width: float = 0.0
    height: float = 0.0
    marks: tuple[Mark, ...] = ()
    html: str = ""
    reason: str = ""


def path_of(row: CaseFile, name: str) -> Path | None:
    """Where the file `name` of `row` lies; None when it has no such file.

    `name` is matched against what lies there, never trusted as a path.
    """
    folder = storage.folder_of(row.body.round_id, row.pk)
    return folder / name if name in storage.names_in(folder) else None


def sheet(row: CaseFile, name: str, page: int, problems: Iterable[Problem], chosen: int | None) -> Sheet:
    """Page `page` of file `name` with the places of `problems`, that of the problem `chosen` set off."""
    path = path_of(row, name)
    if path is None:
        return Sheet(name, page, reason=_("本案卷没有上传原件，只有登记的问题。"))
    here = [row for row in problems if row.file == name]
    try:
        if path.suffix.lower() == ".docx":
            text = drawn(path, 0).read_text(encoding="utf-8")
            picked = next((row for row in here if row.pk == chosen), None)
            return Sheet(name, page, html=_marked(text, picked))
        with Image.open(drawn(path, page)) as image:
            width, height = (side * 72 / DPI for side in image.size)
    except BadInput as error:
        return Sheet(name, page, reason=str(error))
    marks = tuple(
        Mark(row, left - 2, top - 2, right - left + 4, bottom - top + 4, row.pk == chosen)
        for row in here
        if row.page == page and row.box
        for left, top, right, bottom in [row.box]
    )
    return Sheet(name, page, round(width, 1), round(height, 1), marks)


def drawn(path: Path, page: int) -> Path:
    """The picture of a page (JPEG), or for page 0 the text of a DOCX (HTML), drawn now if it was not before.

    Errors: BadInput when it cannot be drawn.
    """
    told = path.stat()
    key = hashlib.sha256(f"{path}\x1f{told.st_size}\x1f{told.st_mtime_ns}\x1f{page}".encode()).hexdigest()
    target = Path(settings.HOME) / "page-images" / key[:2] / f"{key}{'.jpg' if page else '.html'}"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".new")
    words = [sys.executable, "-m", "minewarden.web.reviews.paint", str(path), str(page), str(partial)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=DRAWING_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise BadInput(_("这一页绘制超时，请下载原件查看。")) from error
    if done.returncode != 0 or not partial.exists():
        partial.unlink(missing_ok=True)
        raise BadInput(_("这一页无法显示，请下载原件查看。"))
    partial.replace(target)
    return target


def _marked(html: str, problem: Problem | None) -> str:
    """`html` with the paragraph of `problem` set off: the one with the most of its excerpt on its page."""
    if problem is None or not problem.excerpt:
        return html
    wanted = BLANK.sub("", problem.excerpt)
    best, most = "", LEAST_SHARED
    for found in PARAGRAPH.finditer(html):
        if int(found[1]) != problem.page:
            continue
        text = BLANK.sub("", unescape(TAG.sub("", found[4])))
        shared = SequenceMatcher(None, text, wanted, autojunk=False).find_longest_match().size
        if shared > most:
            best, most = found[0], shared
    if not best:
        return html
    return html.replace(best, best.replace("<p ", '<p data-marked aria-current="true" tabindex="-1" ', 1), 1)
