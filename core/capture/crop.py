"""Cutting the square window of a clip out of its frames."""

from __future__ import annotations

import numpy as np

from core.capture.crop_window import crop_window
from core.capture.cv import cv2
from core.types import ByteArray

__all__ = ["crop_window", "cut_window"]


def cut_window(image: ByteArray, window: tuple[float, float, float], size: int) -> ByteArray:
    """The window as ``size`` x ``size`` RGB; beyond the frame its edge is repeated."""
    x, y, side = (int(v) for v in window)
    height, width = image.shape[:2]
    rows = np.clip(np.arange(y, y + side), 0, height - 1)
    columns = np.clip(np.arange(x, x + side), 0, width - 1)
    inside = y >= 0 and x >= 0 and y + side <= height and x + side <= width
    square = image[y : y + side, x : x + side] if inside else image[rows[:, None], columns[None]]
    if side == size:
        return np.ascontiguousarray(square)
    method = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(np.ascontiguousarray(square), (size, size), interpolation=method), np.uint8)
