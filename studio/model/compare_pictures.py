"""The pictures of one frame in a comparison: truth, both avatars, and where they differ, as heat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from core.avatar.runtime import Avatar
from core.types import ByteArray, FloatArray
from studio.model.compare_errors import mean_difference, render
from studio.model.compare_line import Line
from studio.model.run_pictures import to_image
from studio.services.pictures import decode_picture

HEAT_TOP = 64
"""Mean difference of the channels in levels of 255 that is shown brightest."""
_STOP_PLACES = (0.0, 0.25, 0.5, 0.75, 1.0)
_STOP_COLORS = ((8, 8, 8), (38, 44, 130), (158, 40, 122), (240, 128, 48), (255, 244, 214))
TILES = ("truth", "a", "b", "apart", "error_a", "error_b")
CAPTION_PX, GAP_PX, MARGIN_PX = 36, 8, 16
MOST_PX = 8192
LEAST_PX = 256
"""Smaller pictures are drawn larger, so that their captions can be read."""


@dataclass(frozen=True, eq=False)
class Tiles:
    """The pictures of a frame.

    Attributes:
        frame: row of the timeline.
        images: by a name of TILES; what cannot be shown is not there.
        errors: mean difference of A and of B to the truth in levels of 255, or None.
        apart: mean difference between A and B, or None where their pictures are of different sizes.
    """

    frame: int
    images: Mapping[str, QImage]
    errors: tuple[float | None, float | None]
    apart: float | None


def make_tiles(line: Line, avatars: tuple[Avatar, Avatar], frame: int) -> Tiles:
    """Draw a frame; runs on a worker thread."""
    renders = [render(avatar, line, side, frame) for side, avatar in enumerate(avatars)]
    images = {name: to_image(picture) for name, picture in zip("ab", renders, strict=True)}
    errors: list[float | None] = [None, None]
    for side, (name, avatar) in enumerate(zip("ab", avatars, strict=True)):
        truth = line.truth.picture(frame, avatar.meta.background) if line.truth and line.judged(side) else None
        if truth is not None:
            images.setdefault("truth", to_image(truth))
            images[f"error_{name}"] = to_image(heat(truth, renders[side]))
            errors[side] = mean_difference(truth, renders[side])
    if "truth" not in images:
        small = decode_picture(line.small_picture(frame), most_px=2048)
        if not small.isNull():
            images["truth"] = small
    apart = None
    if renders[0].shape == renders[1].shape:
        images["apart"] = to_image(heat(*renders))
        apart = mean_difference(*renders)
    return Tiles(frame, images, (errors[0], errors[1]), apart)


def heat(first: ByteArray, second: ByteArray) -> ByteArray:
    """The difference of two pictures as colours from dark (none) to bright (HEAT_TOP levels), uint8 [H, W, 3]."""
    apart = np.abs(first.astype(np.int16) - second).mean(axis=-1)
    return np.asarray(heat_colors()[np.minimum(apart * (255.0 / HEAT_TOP), 255.0).astype(np.uint8)])


def heat_colors() -> ByteArray:
    """256 colours, brighter with every step, uint8 [256, 3]."""
    places = np.linspace(0.0, 1.0, 256)
    channels = [np.interp(places, _STOP_PLACES, [color[i] for color in _STOP_COLORS]) for i in range(3)]
    return np.asarray(np.rint(np.stack(channels, axis=1)), np.uint8)


def sheet(pictures: list[tuple[str, QImage]], columns: int, title: str, background: FloatArray | None = None) -> QImage:
    """Pictures side by side with their captions, for a file. May be called from any thread.

    Args:
        pictures: captions and pictures; all are drawn at the first one's size or a multiple of it.
        columns: pictures in a row.
        title: stands below.
        background: grey behind them in 0..1, [3]; mid grey if None.
    """
    width, height = pictures[0][1].width(), pictures[0][1].height()
    larger = max(1, -(-LEAST_PX // max(width, 1)))
    width, height = width * larger, height * larger
    rows = -(-len(pictures) // columns)
    total_width = min(2 * MARGIN_PX + columns * (width + GAP_PX) - GAP_PX, MOST_PX)
    total_height = min(2 * MARGIN_PX + rows * (height + CAPTION_PX) + CAPTION_PX, MOST_PX)
    made = QImage(total_width, total_height, QImage.Format.Format_RGB32)
    made.fill(QColor.fromRgbF(*(float(v) for v in (background if background is not None else (0.16, 0.16, 0.16)))))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    font = QFont()
    font.setPixelSize(16)
    painter.setFont(font)
    painter.setPen(QColor(230, 230, 230))
    left_middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for i, (caption, image) in enumerate(pictures):
        x = MARGIN_PX + (i % columns) * (width + GAP_PX)
        y = MARGIN_PX + (i // columns) * (height + CAPTION_PX)
        painter.drawImage(QRectF(x, y, width, height), image, QRectF(image.rect()))
        shown = painter.fontMetrics().elidedText(caption, Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(QRectF(x, y + height, width, CAPTION_PX), left_middle, shown)
    painter.setPen(QColor(170, 170, 170))
    below = QRectF(MARGIN_PX, total_height - MARGIN_PX - CAPTION_PX, total_width - 2 * MARGIN_PX, CAPTION_PX)
    painter.drawText(below, left_middle, title)
    painter.end()
    return made
