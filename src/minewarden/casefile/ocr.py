"""Recognition of scanned pages: lines with boxes and confidence, cells from ruled lines, seals.

The models are inside the rapidocr-onnxruntime package: nothing is fetched. A page keeps its place on the paper as
it lies in the file; a page that was turned or leaning is read upright, and its boxes are those of the upright page.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from minewarden.casefile.columns import Pair, unbraided
from minewarden.casefile.image import Pixels, skew_of, straightened, without_red
from minewarden.casefile.limits import Limits
from minewarden.casefile.marks import red_marks
from minewarden.casefile.model import Line, Place
from minewarden.casefile.page import Box, Page, settle
from minewarden.casefile.pdf import lay_out
from minewarden.casefile.ruling import Cell, Rule, find_cells

DPI = 150
DETECT_SIDE = 1_184  # longer side at which text is looked for; it is read at full resolution
LEAST_SCORE = 0.35
Found = tuple[Box, str, float]  # box in pixels, text, score


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The recogniser of this process, on one core: two processes make better use of two cores than threads."""
    from rapidocr_onnxruntime import RapidOCR  # loading it takes a second; only scans need it

    return RapidOCR(
        intra_op_num_threads=1,
        inter_op_num_threads=1,
        det_limit_side_len=DETECT_SIDE,
        det_limit_type="max",
        max_side_len=3_000,
        text_score=LEAST_SCORE,
    )


def recognise_sheet(sheet: pdfium.PdfPage, page: Page, limits: Limits) -> None:
    """Fill `page` with what is recognised on the rendering of a PDF page."""
    longer = max(page.width, page.height)
    scale = min(DPI / 72, 2_600 / longer)
    recognise(sheet.render(scale=scale).to_pil().convert("RGB"), page)


def recognise(image: Image.Image, page: Page) -> None:
    """Fill `page` with lines, tables and seals of its picture; its width and height set the scale to points."""
    page.scanned = True
    pixels: Pixels = np.asarray(image)
    pixels, found = _upright(pixels)
    if (pixels.shape[0] > pixels.shape[1]) != (page.height > page.width):
        page.width, page.height = page.height, page.width
    scale = page.width / pixels.shape[1]
    grey = without_red(pixels)
    cells = find_cells(*_rules(grey, scale))
    lay_out(page, _in_cells(found, cells, scale), cells)
    page.pictures += red_marks(Image.fromarray(pixels), scale)
    settle(page)


def _upright(pixels: Pixels) -> tuple[Pixels, list[Found]]:
    """The page turned so that its lines run from left to right, straight, and what is read there."""
    pixels = straightened(pixels, skew_of(without_red(pixels)))
    grey = without_red(pixels)
    boxes = _detect(grey)
    if _stands_on_its_side(boxes):
        pixels = np.ascontiguousarray(np.rot90(pixels))
        pixels = straightened(pixels, skew_of(without_red(pixels)))
        grey = without_red(pixels)
        boxes = _detect(grey)
    if _is_upside_down(grey, boxes):
        pixels = np.ascontiguousarray(np.rot90(pixels, 2))
        grey = without_red(pixels)
        boxes = _detect(grey)
    return pixels, _read(grey, boxes)


def _detect(grey: Pixels) -> list[Pixels]:
    boxes, _ = _engine().text_det(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    return [] if boxes is None else list(boxes)


def _stands_on_its_side(boxes: list[Pixels]) -> bool:
    tall = sum(1 for box in boxes if np.ptp(box[:, 1]) > 1.8 * np.ptp(box[:, 0]))
    return len(boxes) >= 3 and tall > 0.6 * len(boxes)


def _is_upside_down(grey: Pixels, boxes: list[Pixels]) -> bool:
    """A vote of the longest lines; short ones look much the same either way."""
    longest = sorted(boxes, key=lambda box: -float(np.ptp(box[:, 0])))[:6]
    if len(longest) < 2:
        return False
    crops = [_crop(grey, box) for box in longest]
    _, votes, _ = _engine().text_cls(crops)
    turned = sum(1 for label, score in votes if "180" in label and score > 0.9)
    return turned > 0.6 * len(longest)


def _crop(grey: Pixels, box: Pixels) -> Pixels:
    left, top = (int(v) for v in np.floor(box.min(axis=0)))
    right, bottom = (int(v) for v in np.ceil(box.max(axis=0)))
    part = grey[max(top, 0) : bottom + 1, max(left, 0) : right + 1]
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR), np.uint8)


def _read(grey: Pixels, boxes: list[Pixels]) -> list[Found]:
    boxes = [box for box in boxes if np.ptp(box[:, 1]) >= 6 and np.ptp(box[:, 0]) >= 6]
    if not boxes:
        return []
    texts, _ = _engine().text_rec([_crop(grey, box) for box in boxes])
    found = []
    for box, (text, score) in zip(boxes, texts, strict=True):
        if float(score) < LEAST_SCORE or not text.strip():
            continue
        left, top, right, bottom = (float(v) for v in (*box.min(axis=0), *box.max(axis=0)))
        found.append(((left, top, right, bottom), _cleaned(text), float(score)))
    return [one for one in found if one[1]]


_ALIKE = str.maketrans({"￥": "¥"})
_YEAR = re.compile(
    r"(?<=[\u4e00-\u9fffA-Z）)])[ ]?[\[【（(［﹝〔{]{1,2}((?:19|20)[0-9X]{2})"
    r"[\]】）)］﹞〕}]{1,2}[ ]?(?=[0-9X]{1,6}号?)"
)
_LOST_ONE = re.compile(r"(?:^|(?<=第)|(?<=十))[—\-](?=[条款项])")  # the numeral is a dash to the recogniser
_TEN = re.compile(
    r"(?<=第)[士土](?=[一二三四五六七八九条款项]|$)|(?<=[二三四五六七八九])[士土](?=[一二三四五六七八九]?[条款项])"
)
_MISREAD = {"监寨": "监察", "监窣": "监察"}  # the ornate type of the letterhead


def _cleaned(text: str) -> str:
    """What recognition adds to underlined text is taken off; year brackets it cannot tell apart become 〔〕."""
    for wrong, right in _MISREAD.items():
        text = text.replace(wrong, right)
    text = _YEAR.sub(r"〔\1〕", text.translate(_ALIKE))
    text = _TEN.sub("十", _LOST_ONE.sub("一", text.replace("_", "")))
    return text.strip(" ＿—-~·.`'|")


def _rules(grey: Pixels, scale: float) -> tuple[list[Rule], list[Rule]]:
    """Ruled lines of a scan in points, by opening the ink with long thin shapes."""
    ink = cv2.threshold(grey, 170, 255, cv2.THRESH_BINARY_INV)[1]
    long_x, long_y = max(25, grey.shape[1] // 30), max(25, grey.shape[0] // 60)
    horizontal = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, long_x), np.uint8))
    vertical = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((long_y, 1), np.uint8))
    across = [
        ((top + height / 2) * scale, left * scale, (left + width) * scale)
        for left, top, width, height in _parts(horizontal)
        if height < 12
    ]
    down = [
        ((left + width / 2) * scale, top * scale, (top + height) * scale)
        for left, top, width, height in _parts(vertical)
        if width < 12 and height * scale > 14
    ]
    return across, down


def _parts(mask: cv2.typing.MatLike) -> list[tuple[int, int, int, int]]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats[1 : min(count, 1_500)]]


def _in_cells(found: list[Found], cells: list[Cell], scale: float) -> list[tuple[Cell | None, list[Line]]]:
    homes: dict[int, list[Found]] = {}
    for (left, top, right, bottom), text, score in found:
        box = (left * scale, top * scale, right * scale, bottom * scale)
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        home = next(
            (k for k, c in enumerate(cells) if c.box[0] <= x <= c.box[2] and c.box[1] <= y <= c.box[3]), -1
        )
        homes.setdefault(home, []).append((box, text, score))
    return [(cells[home] if home >= 0 else None, _lines(members)) for home, members in homes.items()]


def _lines(found: list[Found]) -> list[Line]:
    """Pieces of one height side by side are one line, parted by two blanks where the form leaves a field."""
    rows: list[list[Found]] = []
    for piece in sorted(found, key=lambda one: (one[0][1] + one[0][3]) / 2):
        middle, height = (piece[0][1] + piece[0][3]) / 2, piece[0][3] - piece[0][1]
        last = rows[-1] if rows else None
        if last is not None:
            base = sum((one[0][1] + one[0][3]) / 2 for one in last) / len(last)
            if abs(middle - base) < 0.5 * max(height, last[0][0][3] - last[0][0][1]) and not any(
                _overlap(one[0], piece[0]) for one in last
            ):
                last.append(piece)
                continue
        rows.append([piece])
    return _in_columns([sorted(row) for row in rows])


def _in_columns(rows: list[list[Found]]) -> list[Line]:
    """One line a row, but two where labelled columns stand side by side and the value of the left one wraps."""
    rows = [_parted(row, rows[at + 1] if at + 1 < len(rows) else []) for at, row in enumerate(rows)]
    pieces = {(text, *box): (box, text, score) for row in rows for box, text, score in row}
    found: list[Line] = []
    for part in unbraided([[(text, *box) for box, text, _ in row] for row in rows]):
        if not isinstance(part, Pair):
            found.append(_joined([pieces[piece] for piece in part]))
            continue
        top = min(piece[2] for row in (part.left[0], part.right[0]) for piece in row)
        for column in (part.left, part.right):
            line = _joined([pieces[piece] for row in column for piece in row], gap="")
            _, _, right, bottom = line.place.box or (0.0, 0.0, 0.0, 0.0)
            left = min(piece[1] for row in column for piece in row)
            line.place = Place("", 0, (left, top, right, bottom))
            found.append(line)
    return found


_SECOND_LABEL = re.compile(
    r"(?<=[^：:\s])(?:地址|有效期|联系电话|电话|邮政编码|日期|职务|执法证号|陪同检查人员|陪同人员|安全生产许可证|文化程度)[：:]"
)


def _parted(row: list[Found], following: list[Found]) -> list[Found]:
    """`row` cut before a second label that the detector took into one piece, where the value before it wraps."""
    if len(row) != 1 or len(following) != 1:
        return row
    (box, text, score), (below, rest, _) = row[0], following[0]
    inside = _SECOND_LABEL.search(text)
    if inside is None or "：" not in text[: inside.start()] or re.search("[：:]", rest):
        return row
    widths = [0.5 if character.isascii() else 1.0 for character in text]
    edge = box[0] + (box[2] - box[0]) * sum(widths[: inside.start()]) / sum(widths)
    if abs(below[0] - box[0]) > box[3] - box[1] or below[2] > edge:
        return row
    left, right = text[: inside.start()], text[inside.start() :]
    return [((box[0], box[1], edge, box[3]), left, score), ((edge, box[1], box[2], box[3]), right, score)]


def _overlap(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > 0.3 * min(one[2] - one[0], other[2] - other[0])


def _joined(row: list[Found], gap: str = "  ") -> Line:
    boxes = [box for box, _, _ in row]
    box = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    size = float(np.median([b[3] - b[1] for b in boxes])) * 0.78  # the detector leaves air around the type
    score = min(score for _, _, score in row)
    return Line(gap.join(text for _, text, _ in row), Place("", 0, box), score, size=size)
