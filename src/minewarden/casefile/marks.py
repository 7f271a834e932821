"""Seals on the picture of a page: red marks of the size and shape of a stamp.

Source: seals of organs are round, 40 to 60 mm across; enforcement seals oval or round, from 30 mm.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from minewarden.casefile.page import Picture

SMALLEST_SEAL_PT = 55.0
LARGEST_SEAL_PT = 200.0


def red_mask(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """255 where an RGB pixel is seal red, faded or fresh, else 0."""
    colour = pixels.astype(np.int16)
    red, other = colour[..., 0], np.maximum(colour[..., 1], colour[..., 2])
    return (((red - other > 45) & (red > 110)) * 255).astype(np.uint8)


def red_marks(image: Image.Image, points_per_pixel: float) -> list[Picture]:
    """Marks that can be seals, with their boxes in points and `red` the share of the box that is red."""
    mask = red_mask(np.asarray(image.convert("RGB")))
    if not mask.any():
        return []
    import cv2  # half a second to load; most files have no red at all

    reach = max(3, round(9 / points_per_pixel))
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    marks = []
    for left, top, width, height, _ in stats[1:count].tolist():
        wide, high = width * points_per_pixel, height * points_per_pixel
        part = mask[top : top + height, left : left + width]
        share = float(part.mean()) / 255
        if (
            SMALLEST_SEAL_PT <= wide <= LARGEST_SEAL_PT
            and SMALLEST_SEAL_PT * 0.7 <= high <= LARGEST_SEAL_PT
            and 0.55 <= wide / high <= 1.9
            and share > 0.03
        ):
            box = (left * points_per_pixel, top * points_per_pixel)
            marks.append(Picture((*box, box[0] + wide, box[1] + high), red=share))
    return marks
