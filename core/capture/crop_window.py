"""The one square window of a clip around head and shoulders. Light: the window process shows it."""

from __future__ import annotations

import numpy as np

from core.tracking.names import OVAL
from core.tracking.tracks import FaceTracks

# the window against the face's outline, in face heights (chin to top of the forehead): room for hair and shoulders
_SIDE = 2.1
_ABOVE_MIDDLE = 0.08
# the window also covers where the head moves: outlines between these quantiles, with this margin in face heights
_QUANTILES = (0.01, 0.99)
_MARGIN = (0.25, 0.55, 0.25, 0.25)  # left, above, right, below


def crop_window(tracks: FaceTracks) -> tuple[float, float, float]:
    """The square (x, y, side) in source pixels that holds head and shoulders throughout.

    It never reaches past the frame further than the head needs; cutting repeats the frame's edge there.
    """
    # the outline first: all landmarks of a long capture would be copied
    outline = tracks.landmarks[:, list(OVAL), :2][tracks.found].astype(np.float64)
    low, high = outline.min(axis=1), outline.max(axis=1)
    height = float(np.median(high[:, 1] - low[:, 1]))
    left, top = np.quantile(low, _QUANTILES[0], axis=0) - height * np.array(_MARGIN[:2])
    right, bottom = np.quantile(high, _QUANTILES[1], axis=0) + height * np.array(_MARGIN[2:])
    middle = np.median((low + high) / 2, axis=0) + np.array([0.0, _ABOVE_MIDDLE * height])
    side = max(_SIDE * height, right - left, bottom - top)
    # a window larger than the frame would be mostly padding
    side = max(min(side, float(min(tracks.width, tracks.height))), min(right - left, 1.25 * height))
    x = _place(middle[0] - side / 2, side, left, right, tracks.width)
    y = _place(middle[1] - side / 2, side, top, bottom, tracks.height)
    return round(x), round(y), round(side)


def _place(start: float, side: float, low: float, high: float, limit: float) -> float:
    """Shift a window so that it holds low..high where it can, then into the frame where it fits."""
    if high - low <= side:
        start = min(max(start, high - side), low)
    else:
        start = (low + high - side) / 2
    return min(max(start, 0.0), limit - side) if side <= limit else (limit - side) / 2
