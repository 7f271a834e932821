"""The picture of a red round seal, for documents that are printed without a real one (examples, drafts)."""

from __future__ import annotations

import math
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from minewarden.fonts import font_folders

RED = (216, 32, 42, 215)
SIZE_PX = 420  # 42 mm at 254 dpi
_FACES = ("FandolSong-Regular.otf", "NotoSerifCJK-Regular.ttc", "DroidSansFallbackFull.ttf")


@lru_cache(maxsize=64)
def seal_png(organ: str, legend: str = "") -> bytes:
    """PNG, square, transparent around the red: `organ` along the rim, a star, `legend` below it."""
    image = Image.new("RGBA", (SIZE_PX, SIZE_PX), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, SIZE_PX - 8, SIZE_PX - 8), outline=RED, width=10)
    draw.polygon(_star(SIZE_PX / 2, SIZE_PX / 2, 58), fill=RED)
    _write_round(image, organ)
    if legend:
        face = _face(34)
        draw.text((SIZE_PX / 2, SIZE_PX * 0.76), legend, font=face, fill=RED, anchor="mm")
    made = BytesIO()
    image.quantize(16).save(made, "PNG", optimize=True)
    return made.getvalue()


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    points = []
    for at in range(10):
        angle, reach = math.pi * at / 5 - math.pi / 2, radius if at % 2 == 0 else radius * 0.4
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def _write_round(image: Image.Image, text: str) -> None:
    face = _face(44)
    sweep = min(4.6, 0.42 * len(text))
    for at, letter in enumerate(text):
        angle = -sweep / 2 + sweep * (at + 0.5) / len(text)
        tile = Image.new("RGBA", (72, 72), (0, 0, 0, 0))
        ImageDraw.Draw(tile).text((36, 36), letter, font=face, fill=RED, anchor="mm")
        turned = tile.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
        x = SIZE_PX / 2 + 158 * math.sin(angle) - 36
        y = SIZE_PX / 2 - 158 * math.cos(angle) - 36
        image.alpha_composite(turned, (round(x), round(y)))


@lru_cache(maxsize=8)
def _face(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = _face_path()
    return ImageFont.truetype(str(path), size) if path else ImageFont.load_default(size)


@lru_cache(maxsize=1)
def _face_path() -> Path | None:
    for name in _FACES:
        for folder in font_folders():
            found = next(iter(sorted(folder.rglob(name))), None)
            if found is not None:
                return found
    return None
