"""Makes a printed PDF look scanned: skew, noise, grey paper, JPEG."""

from __future__ import annotations

import io
import random

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

DPI = 150


def scan(data: bytes, rng: random.Random, dpi: int = DPI) -> bytes:
    """A PDF whose pages are pictures of the pages of `data`."""
    document = pypdfium2.PdfDocument(data)
    pictures = [worn(page.render(scale=dpi / 72).to_pil().convert("RGB"), rng) for page in document]
    document.close()
    made = io.BytesIO()
    pictures[0].save(
        made,
        "PDF",
        save_all=True,
        append_images=pictures[1:],
        resolution=dpi,
        quality=rng.choice((60, 75, 85)),
    )
    return made.getvalue()


def worn(picture: Image.Image, rng: random.Random) -> Image.Image:
    """The picture a little turned, blurred, greyed and noisy."""
    turned = picture.rotate(
        rng.uniform(-1.4, 1.4), resample=Image.Resampling.BICUBIC, fillcolor=(250, 250, 248)
    )
    soft = turned.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.6)))
    pixels = np.asarray(soft).astype(np.int16)
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(2, 7), pixels.shape[:2])
    grey = pixels - rng.randrange(0, 16) + noise[..., None]
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
