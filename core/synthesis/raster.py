"""A z-buffer for triangles, vectorised in numpy: scan lines, spans, then one scatter of packed depth and number."""

from __future__ import annotations

import numpy as np

from core.synthesis.arrays import Floats, Ints

EMPTY = -1
CHUNK = 4096
"""Triangles at a time: what they spread to stays in the processor's cache."""


def rasterize(xy: Floats, nearness: Floats, width: int, height: int) -> tuple[Ints, Floats]:
    """Find the nearest triangle at every pixel centre.

    Args:
        xy: corner positions in pixels, [F, 3, 2] float32.
        nearness: a value that is linear on the screen and grows towards the viewer (1/z for a pinhole camera), [F, 3];
            triangles with a corner at or below 0, or not finite, are left out.
        width, height: pixels.
    Returns:
        Triangle numbers [H, W] (EMPTY where there is none) and nearness [H, W] (0 where there is none).
    """
    low_x, high_x = _least(xy[..., 0]), _most(xy[..., 0])
    low_y, high_y, far = _least(xy[..., 1]), _most(xy[..., 1]), _least(nearness)
    # sums carry anything that is not finite
    keep = np.flatnonzero(
        np.isfinite(low_x + high_x + low_y + high_y + _most(nearness))
        & (far > 0)
        & (high_x > 0)
        & (low_x < width)
        & (high_y > 0)
        & (low_y < height)
    )
    buffer = np.zeros(width * height, np.int64)
    for first in range(0, len(keep), CHUNK):
        _draw(xy, nearness, keep[first : first + CHUNK], buffer, width, height)
    hit = buffer > 0
    ids = np.where(hit, buffer & 0x7FFFFFFF, EMPTY).astype(np.int32)
    depth = (buffer >> 31).astype(np.uint32).view(np.float32)
    return ids.reshape(height, width), depth.reshape(height, width)


def _draw(xy: Floats, nearness: Floats, some: Ints, buffer: Ints, width: int, height: int) -> None:
    corners = xy[some]
    tri, row = _scan_lines(corners[..., 1], height)
    tri, row, column = _spans(corners, tri, row, width)
    a, b, c = (p.astype(np.float32) for p in planes(corners, nearness[some]))
    x, y = column.astype(np.float32) + np.float32(0.5), row.astype(np.float32) + np.float32(0.5)
    value = np.maximum(a[tri] * x + b[tri] * y + c[tri], np.float32(1e-12))
    # positive floats sort like their bits, so one integer holds depth (high) and triangle (low)
    packed = (value.view(np.uint32).astype(np.int64) << 31) | some[tri]
    np.maximum.at(buffer, row.astype(np.int64) * width + column, packed)


def planes(xy: Floats, values: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients a, b, c of ``a x + b y + c`` through each triangle's corner values, each [F]; slivers are flat."""
    e1, e2 = xy[:, 1] - xy[:, 0], xy[:, 2] - xy[:, 0]
    area = e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0]
    inverse = np.where(np.abs(area) > 1e-9, 1.0 / np.where(area == 0, 1, area), 0).astype(np.float32)
    d1, d2 = values[:, 1] - values[:, 0], values[:, 2] - values[:, 0]
    a = (d1 * e2[:, 1] - d2 * e1[:, 1]) * inverse
    b = (d2 * e1[:, 0] - d1 * e2[:, 0]) * inverse
    return a, b, values[:, 0] - a * xy[:, 0, 0] - b * xy[:, 0, 1]


def barycentric(xy: Floats, at: Floats) -> Floats:
    """Screen-space barycentric weights of points ``at`` [P, 2] in triangles ``xy`` [P, 3, 2] -> [P, 3]."""
    e1, e2, d = xy[:, 1] - xy[:, 0], xy[:, 2] - xy[:, 0], at - xy[:, 0]
    area = e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0]
    inverse = 1.0 / np.where(np.abs(area) > 1e-9, area, 1e-9)
    v = (d[:, 0] * e2[:, 1] - d[:, 1] * e2[:, 0]) * inverse
    w = (e1[:, 0] * d[:, 1] - e1[:, 1] * d[:, 0]) * inverse
    weights: Floats = np.stack([1 - v - w, v, w], axis=1).astype(np.float32)
    return weights


def _scan_lines(y: Floats, height: int) -> tuple[Ints, Ints]:
    first = np.clip(np.ceil(_least(y) - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.floor(_most(y) - 0.5), -1, height - 1).astype(np.int64)
    count = np.maximum(last - first + 1, 0)
    tri = np.repeat(np.arange(len(y), dtype=np.int32), count)
    shift = (first - (np.cumsum(count) - count)).astype(np.int32)
    return tri, np.arange(len(tri), dtype=np.int32) + shift[tri]


def _spans(xy: Floats, tri: Ints, row: Ints, width: int) -> tuple[Ints, Ints, Ints]:
    lines = _edges(xy)[tri]
    down = row.astype(np.float32) + np.float32(0.5) - lines[:, 1]
    # from the top corner one side is the long edge, the other bends at the middle corner
    long_side = lines[:, 0] + down * lines[:, 2]
    bent = np.where(down < lines[:, 3], lines[:, 0] + down * lines[:, 4], lines[:, 5] + down * lines[:, 6])
    first = np.ceil(np.minimum(long_side, bent) - np.float32(0.5)).astype(np.int32)
    stop = np.ceil(np.maximum(long_side, bent) - np.float32(0.5)).astype(np.int32)
    np.clip(first, 0, width, out=first)
    np.clip(stop, 0, width, out=stop)
    count = np.maximum(stop - first, 0)
    line = np.repeat(np.arange(len(tri), dtype=np.int32), count)
    shift = first - (np.cumsum(count) - count).astype(np.int32)
    column = np.arange(len(line), dtype=np.int32) + shift[line]
    return tri[line], row[line], column


def _edges(xy: Floats) -> Floats:
    """Per triangle: x and y of the top corner, slope of the long edge, height of the middle corner below the top,
    slope of the upper short edge, and offset and slope of the lower one; [F, 7]."""
    x, y = [xy[:, i, 0] for i in range(3)], [xy[:, i, 1] for i in range(3)]
    for i, j in ((0, 1), (1, 2), (0, 1)):
        swap = y[j] < y[i]
        x[i], x[j] = np.where(swap, x[j], x[i]), np.where(swap, x[i], x[j])
        y[i], y[j] = np.where(swap, y[j], y[i]), np.where(swap, y[i], y[j])
    slope02, slope01, slope12 = (
        (x[j] - x[i]) / np.where(y[j] > y[i], y[j] - y[i], np.float32(np.inf)) for i, j in ((0, 2), (0, 1), (1, 2))
    )
    middle = y[1] - y[0]
    lower = x[1] - middle * slope12
    return np.stack([x[0], y[0], slope02, middle, slope01, lower, slope12], axis=1).astype(np.float32)


def _least(values: Floats) -> Floats:
    """The smallest of three [F, 3] -> [F]; numpy's own reduction is ten times slower over so short an axis."""
    least: Floats = np.minimum(np.minimum(values[:, 0], values[:, 1]), values[:, 2])
    return least


def _most(values: Floats) -> Floats:
    most: Floats = np.maximum(np.maximum(values[:, 0], values[:, 1]), values[:, 2])
    return most
