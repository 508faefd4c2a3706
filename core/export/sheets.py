"""Contact sheets: rows of labelled pictures in one PNG, to look at what was made.

Two kinds are ready-made: truth beside render beside difference, and a frame beside its nearest faces in the bank.
Labels are drawn with OpenCV's built-in letters, which know ASCII only; other letters become '?'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import InputError, ShapeError, StorageError
from core.project.atomic import atomic_write_bytes
from core.types import ByteArray, FloatArray

BACKGROUND = (24, 26, 30)
_TEXT = (225, 228, 232)
_DIM_TEXT = (150, 156, 164)
_GAP_PX = 6
_CAPTION_PX = 18
_TITLE_PX = 26
_MAX_SHEET_PX = 60_000_000
DIFFERENCE_GAIN = 4.0
"""Differences are shown four times as strong; at 1 the faults that matter to the eye cannot be seen."""


@dataclass(frozen=True)
class Cell:
    """One picture on a sheet: RGB uint8 [H, W, 3] or float in 0..1, and the words under it."""

    image: ByteArray | FloatArray
    caption: str = ""


def contact_sheet(path: Path | str, rows: Sequence[Sequence[Cell]], *, title: str = "", cell_px: int = 256) -> None:
    """Write rows of pictures as one PNG, atomically.

    Args:
        path: the target, with the suffix .png.
        rows: each a row of cells; rows may differ in length.
        title: one line on top.
        cell_px: every picture is fitted into a square of this size, keeping its proportions; rows are lower
            where all pictures are wide.
    Raises:
        InputError: nothing to show, another suffix, or a sheet of more than 60 million pixels.
        StorageError: the file cannot be written.
    """
    from core.capture.cv import cv2

    target = Path(path)
    if target.suffix.lower() != ".png":
        raise InputError(f"Cannot write '{target.name}' as a picture", expected="a name that ends in .png")
    sheet = draw_sheet(rows, title=title, cell_px=cell_px)
    done, encoded = cv2.imencode(".png", np.ascontiguousarray(sheet[..., ::-1]))
    if not done:
        raise StorageError(f"Could not encode '{target.name}'")
    atomic_write_bytes(target, encoded.tobytes())


def draw_sheet(rows: Sequence[Sequence[Cell]], *, title: str = "", cell_px: int = 256) -> ByteArray:
    """The sheet as an image, uint8 [H, W, 3]; see ``contact_sheet``."""
    if not rows or not any(rows) or not 16 <= cell_px <= 2048:
        raise InputError("A contact sheet needs at least one picture", expected="cells of 16 to 2048 pixels")
    columns = max(len(row) for row in rows)
    high_px = _cell_height(rows, cell_px)
    row_px = high_px + _CAPTION_PX + _GAP_PX
    top = _GAP_PX + (_TITLE_PX if title else 0)
    height, width = top + len(rows) * row_px, _GAP_PX + columns * (cell_px + _GAP_PX)
    if height * width > _MAX_SHEET_PX:
        raise InputError(
            "The contact sheet is too large", got=f"{width} x {height} pixels", next_step="Show fewer rows"
        )
    sheet = np.empty((height, width, 3), np.uint8)
    sheet[:] = BACKGROUND
    if title:
        put_text(sheet, title, (_GAP_PX, top - 12), scale=0.55)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            x, y = _GAP_PX + c * (cell_px + _GAP_PX), top + r * row_px
            cut = (cell_px - high_px) // 2
            sheet[y : y + high_px, x : x + cell_px] = fit_square(cell.image, cell_px)[cut : cut + high_px]
            put_text(sheet[:, : x + cell_px], cell.caption, (x + 1, y + high_px + 13), scale=0.4, color=_DIM_TEXT)
    return sheet


def _cell_height(rows: Sequence[Sequence[Cell]], cell_px: int) -> int:
    """Height of the tallest picture when all are fitted into squares of ``cell_px``."""
    shapes = [to_bytes(cell.image).shape[:2] for row in rows for cell in row]
    ratio = max((h / w for h, w in shapes), default=1.0)
    return max(1, min(cell_px, round(cell_px * ratio)))


def comparison_row(truth: ByteArray | FloatArray, render: ByteArray | FloatArray, caption: str = "") -> list[Cell]:
    """Truth | render | their absolute difference, four times as strong, in one row.

    Raises:
        ShapeError: the two differ in shape.
    """
    a, b = to_bytes(truth), to_bytes(render)
    if a.shape != b.shape:
        raise ShapeError("Truth and render differ in shape", got=str(b.shape), expected=str(a.shape))
    difference = np.abs(a.astype(np.float32) - b.astype(np.float32)) * DIFFERENCE_GAIN
    shown = np.clip(difference, 0, 255).astype(np.uint8)
    return [Cell(a, f"truth {caption}".strip()), Cell(b, "render"), Cell(shown, f"difference x{DIFFERENCE_GAIN:.0f}")]


def neighbour_row(
    frame: ByteArray, neighbours: Sequence[tuple[ByteArray, float, str]], caption: str = ""
) -> list[Cell]:
    """A frame and the faces that were retrieved for it.

    Args:
        frame: the subject's picture.
        neighbours: per neighbour its thumbnail, its distance in whitened units, and where it comes from.
        caption: under the frame.
    """
    cells = [Cell(frame, caption)]
    return cells + [Cell(image, f"{distance:.2f} {origin}") for image, distance, origin in neighbours]


def fit_square(image: ByteArray | FloatArray, size: int) -> ByteArray:
    """An image scaled into a square of ``size``, proportions kept, bars in the sheet's background."""
    from core.capture.cv import cv2

    picture = to_bytes(image)
    H, W = picture.shape[:2]
    scale = size / max(H, W)
    h, w = max(1, round(H * scale)), max(1, round(W * scale))
    smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    square = np.empty((size, size, 3), np.uint8)
    square[:] = BACKGROUND
    y, x = (size - h) // 2, (size - w) // 2
    square[y : y + h, x : x + w] = cv2.resize(picture, (w, h), interpolation=smooth)
    return square


def to_bytes(image: Any) -> ByteArray:
    """An RGB image as contiguous uint8 [H, W, 3]; floats are taken as 0..1, NaN becomes black.

    Raises:
        ShapeError: not an RGB image, or an empty one.
    """
    array = np.asarray(image)
    if array.ndim != 3 or array.shape[2] != 3 or 0 in array.shape:
        raise ShapeError("A picture has the wrong shape", got=str(list(array.shape)), expected="[H, W, 3]")
    if array.dtype != np.uint8:
        array = np.rint(np.clip(np.nan_to_num(array), 0.0, 1.0) * 255.0).astype(np.uint8)
    return np.ascontiguousarray(array)


def put_text(
    image: ByteArray,
    text: str,
    origin: tuple[int, int],
    *,
    scale: float = 0.5,
    color: tuple[int, int, int] = _TEXT,
) -> None:
    """Draw one line of text into ``image`` in place, cut off at the right border; ``origin`` is its lower left."""
    from core.capture.cv import cv2

    plain = text.encode("ascii", "replace").decode()
    canvas = np.ascontiguousarray(image)
    cv2.putText(canvas, plain, origin, cv2.FONT_HERSHEY_SIMPLEX, scale, color, 1, cv2.LINE_AA)
    if canvas is not image:
        image[:] = canvas
