"""Pictures of pages before recognition: opened under bounds, upright, straight, without the seal's red."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence

from minewarden.casefile.limits import Limits, ReadingStopped
from minewarden.casefile.model import ProblemKind

Pixels = NDArray[np.uint8]

PAGE_POINTS = 842.0  # the longer side of a picture without a resolution is taken for that of A4
TARGET_PIXELS = 1_754  # longer side for recognition: A4 at 150 dpi
_UNUSABLE = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError)


def open_pictures(path: Path, limits: Limits) -> Iterator[Image.Image]:
    """The pages of a PNG, JPEG or TIFF as RGB, turned as their EXIF says, no larger than recognition needs.

    Errors: ReadingStopped when the file is damaged, too large, or no picture.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a suspicious size is judged below, by our own bound
        try:
            with Image.open(path) as image:
                count = getattr(image, "n_frames", 1)
                if count > limits.scanned_pages:
                    raise ReadingStopped(
                        ProblemKind.OVERSIZED, f"图像共{count}页，超过{limits.scanned_pages}页的上限。"
                    )
                for frame in ImageSequence.Iterator(image):
                    yield _prepared(frame, limits)
        except _UNUSABLE as error:
            raise ReadingStopped(ProblemKind.UNREADABLE, "图像已损坏或格式不受支持，无法读取。") from error


def _prepared(frame: Image.Image, limits: Limits) -> Image.Image:
    width, height = frame.size
    if width * height > limits.image_pixels or max(width, height) > limits.image_side:
        raise ReadingStopped(ProblemKind.OVERSIZED, f"图像尺寸{width}×{height}过大，请缩小后重新提交。")
    if frame.format == "JPEG":
        frame.draft("RGB", (TARGET_PIXELS, TARGET_PIXELS))
    upright = ImageOps.exif_transpose(frame) or frame
    if upright.mode in ("RGBA", "LA", "PA", "P"):
        layered = upright.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        ground.alpha_composite(layered)
        upright = ground
    shown = upright.convert("RGB")
    longer = max(shown.size)
    if longer > TARGET_PIXELS:
        shown = shown.resize(
            (round(shown.width * TARGET_PIXELS / longer), round(shown.height * TARGET_PIXELS / longer)),
            Image.Resampling.LANCZOS,
        )
    return shown


def without_red(pixels: Pixels) -> Pixels:
    """The page as its red channel shows it: there red ink is as light as paper, so text under a seal stays."""
    red = pixels[..., 0]
    dark, light = np.percentile(red, (1, 90))
    if light - dark < 40:
        return np.asarray(red, np.uint8)
    stretched = (red.astype(np.float32) - dark) * (255.0 / (light - dark))
    clear: Pixels = np.clip(stretched, 0, 255).astype(np.uint8)
    return clear


def skew_of(grey: Pixels) -> float:
    """By how many degrees the lines of text lean (positive: turn clockwise to straighten), within ±6."""
    import cv2

    scale = 640 / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (small < 160).astype(np.float32)
    if ink.mean() < 0.003:
        return 0.0
    best = max((_sharpness(ink, angle), angle) for angle in np.arange(-6.0, 6.01, 1.0))[1]
    fine = max((_sharpness(ink, angle), angle) for angle in np.arange(best - 0.8, best + 0.81, 0.2))[1]
    return float(fine)


def _sharpness(ink: NDArray[np.float32], angle: float) -> float:
    """How sharply the rows of ink part when the page is turned by `angle`."""
    import cv2

    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, turn, (width, height)).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def straightened(pixels: Pixels, angle: float) -> Pixels:
    """The page turned by `angle` degrees, its corners filled with paper."""
    if abs(angle) < 0.15:
        return pixels
    import cv2

    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    paper = (255,) * (pixels.shape[2] if pixels.ndim == 3 else 1)
    turned = cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=paper)
    return np.asarray(turned, np.uint8)
