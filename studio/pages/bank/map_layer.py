"""Pictures of very many points: a smooth density, or one dot each. numpy only, made on worker threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.types import ByteArray, FloatArray

CELL_PX = 4
"""Of the density: finer is noise, coarser is blocks."""
DOTS_MOST = 3000
"""So many points in view are drawn one by one."""
DOT_RADIUS_PX = 2.2
SMOOTHING = np.array([0.06, 0.24, 0.4, 0.24, 0.06], np.float32)
FAINTEST = 0.18
MARGIN = 1.15
MIN_SPAN, MAX_SPAN = 0.02, 40.0
Color = tuple[int, int, int]


@dataclass(frozen=True)
class View:
    """Which part of the plane is seen.

    Attributes:
        x: the middle.
        y: the middle, up.
        span: width and height of the square that fits into the picture.
        width: pixels.
        height: pixels.
    """

    x: float
    y: float
    span: float
    width: int
    height: int

    @property
    def px_per_unit(self) -> float:
        """Scale."""
        return min(self.width, self.height) / self.span

    def to_px(self, points: FloatArray) -> FloatArray:
        """Points of the plane [n, 2] as pixels [n, 2], y down."""
        scale = self.px_per_unit
        x = (points[:, 0] - self.x) * scale + self.width / 2
        y = (self.y - points[:, 1]) * scale + self.height / 2
        return np.stack([x, y], axis=1).astype(np.float32)

    def from_px(self, x: float, y: float) -> tuple[float, float]:
        """A pixel as a point of the plane."""
        scale = self.px_per_unit
        return (x - self.width / 2) / scale + self.x, self.y - (y - self.height / 2) / scale

    def inside(self, points: FloatArray, margin_px: float = 0.0) -> npt.NDArray[np.intp]:
        """Which points are seen."""
        px = self.to_px(points)
        x, y = px[:, 0], px[:, 1]
        seen = (x >= -margin_px) & (x < self.width + margin_px) & (y >= -margin_px) & (y < self.height + margin_px)
        return np.flatnonzero(seen)


def fitting(points: FloatArray, width: int, height: int) -> View:
    """A view of all points."""
    if not len(points):
        return View(0.0, 0.0, 2.0, max(width, 1), max(height, 1))
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    # the picture's longer side shows more than the square
    short = min(width, height) or 1
    reach = max((high - low)[0] * short / max(width, 1), (high - low)[1] * short / max(height, 1))
    span = min(max(float(reach) * MARGIN, MIN_SPAN), MAX_SPAN)
    return View(float(middle[0]), float(middle[1]), span, max(width, 1), max(height, 1))


@dataclass(frozen=True, eq=False)
class PointGroup:
    """Points of one colour.

    Attributes:
        points: [n, 2].
        color: red, green, blue.
    """

    points: FloatArray
    color: Color


@dataclass(frozen=True, eq=False)
class Layer:
    """A picture of points.

    Attributes:
        view: what it shows.
        rgba: premultiplied, [h, w, 4]; smaller than the view where it is a density.
        dots: True where every point was drawn.
    """

    view: View
    rgba: ByteArray
    dots: bool


def draw(groups: Sequence[PointGroup], view: View) -> Layer:
    """Draw groups over each other: as dots where they are few, else as densities."""
    seen = [group.points[view.inside(group.points, DOT_RADIUS_PX)] for group in groups]
    if sum(len(points) for points in seen) <= DOTS_MOST:
        rgba = np.zeros((view.height, view.width, 4), np.float32)
        for points, group in zip(seen, groups, strict=True):
            _over(rgba, _dots(view.to_px(points), view.width, view.height), group.color)
        return Layer(view, _bytes(rgba), True)
    shape = (-(-view.height // CELL_PX), -(-view.width // CELL_PX))
    rgba = np.zeros((*shape, 4), np.float32)
    most = 1.0
    counts = [_counts(view.to_px(points), shape) for points in seen]
    most = max(1.0, *(float(np.percentile(c[c > 0], 99)) for c in counts if (c > 0).any()))
    for count, group in zip(counts, groups, strict=True):
        _over(rgba, np.clip(_shade(count, most), 0, 1), group.color)
    return Layer(view, _bytes(rgba), False)


def _counts(px: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Points in each cell, smoothed, [h, w]."""
    column = (px[:, 0] / CELL_PX).astype(np.int64)
    row = (px[:, 1] / CELL_PX).astype(np.int64)
    good = (column >= 0) & (column < shape[1]) & (row >= 0) & (row < shape[0])
    flat = np.bincount(row[good] * shape[1] + column[good], minlength=shape[0] * shape[1])
    grid = flat.reshape(shape).astype(np.float32)
    for axis in (0, 1):
        padded = np.pad(grid, [(2, 2) if a == axis else (0, 0) for a in (0, 1)])
        length = grid.shape[axis]
        parts = [np.take(padded, range(i, i + length), axis=axis) * w for i, w in enumerate(SMOOTHING)]
        grid = np.sum(parts, axis=0, dtype=np.float32)
    return grid


def _shade(count: FloatArray, most: float) -> FloatArray:
    """Opacity by the logarithm of the count; a single point is still seen."""
    shade = np.log1p(count) / np.log1p(most)
    return np.where(count > 0.02, np.maximum(shade, FAINTEST * np.minimum(count * 6, 1.0)), 0.0).astype(np.float32)


def _dots(px: FloatArray, width: int, height: int) -> FloatArray:
    """Opacity of discs at pixels, [height, width]."""
    reach = int(np.ceil(DOT_RADIUS_PX))
    alpha = np.zeros(height * width, np.float32)
    corner = np.floor(px).astype(np.int64)
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            x, y = corner[:, 0] + dx, corner[:, 1] + dy
            gap = np.hypot(x + 0.5 - px[:, 0], y + 0.5 - px[:, 1])
            ink = np.clip(DOT_RADIUS_PX + 0.5 - gap, 0, 1) * 0.85
            good = (x >= 0) & (x < width) & (y >= 0) & (y < height) & (ink > 0)
            np.maximum.at(alpha, y[good] * width + x[good], ink[good].astype(np.float32))
    return alpha.reshape(height, width)


def _over(rgba: FloatArray, alpha: FloatArray, color: Color) -> None:
    """Lay a colour with an opacity over a premultiplied picture, in place."""
    keep = 1.0 - alpha[..., None]
    rgba *= keep
    rgba[..., :3] += alpha[..., None] * (np.asarray(color, np.float32) / 255)
    rgba[..., 3] += alpha


def _bytes(rgba: FloatArray) -> ByteArray:
    return np.ascontiguousarray((rgba * 255 + 0.5).astype(np.uint8))
