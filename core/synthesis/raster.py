"""A z-buffer for triangles, vectorised in numpy: scan lines, then spans, then one scatter of packed depth and number."""

from __future__ import annotations

import numpy as np

from core.synthesis.arrays import Floats, Ints

EMPTY = -1


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
    keep = np.flatnonzero(
        np.isfinite(xy).all(axis=(1, 2))
        & (nearness > 0).all(axis=1)
        & (xy[..., 0].max(axis=1) > 0)
        & (xy[..., 0].min(axis=1) < width)
    )
    tri, row = _scan_lines(xy[keep, :, 1], height)
    tri, row, column = _spans(xy[keep], tri, row, width)
    a, b, c = (p.astype(np.float32) for p in planes(xy[keep], nearness[keep]))
    x, y = column.astype(np.float32) + np.float32(0.5), row.astype(np.float32) + np.float32(0.5)
    value = np.maximum(a[tri] * x + b[tri] * y + c[tri], np.float32(1e-12))
    # positive floats sort like their bits, so one integer holds depth (high) and triangle (low)
    packed = (value.view(np.uint32).astype(np.int64) << 31) | keep[tri]
    buffer = np.zeros(width * height, np.int64)
    np.maximum.at(buffer, row.astype(np.int64) * width + column, packed)
    hit = buffer > 0
    ids = np.where(hit, buffer & 0x7FFFFFFF, EMPTY).astype(np.int32)
    depth = (buffer >> 31).astype(np.uint32).view(np.float32)
    return ids.reshape(height, width), depth.reshape(height, width)


def planes(xy: Floats, values: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients a, b, c of ``a x + b y + c`` through each triangle's corner values; each [F]. Slivers give 0, 0, v0."""
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
    first = np.clip(np.ceil(y.min(axis=1) - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.floor(y.max(axis=1) - 0.5), -1, height - 1).astype(np.int64)
    count = np.maximum(last - first + 1, 0)
    tri = np.repeat(np.arange(len(y)), count)
    start = np.cumsum(count) - count
    row = first[tri] + np.arange(len(tri)) - start[tri]
    return tri, row.astype(np.int32)


def _spans(xy: Floats, tri: Ints, row: Ints, width: int) -> tuple[Ints, Ints, Ints]:
    centre = row.astype(np.float32) + np.float32(0.5)
    left = np.full(len(tri), np.inf, np.float32)
    right = np.full(len(tri), -np.inf, np.float32)
    x, y = np.ascontiguousarray(xy[..., 0]), np.ascontiguousarray(xy[..., 1])
    for i, j in ((0, 1), (1, 2), (2, 0)):
        dy = y[:, j] - y[:, i]
        slope = np.where(dy != 0, (x[:, j] - x[:, i]) / np.where(dy == 0, 1, dy), 0).astype(np.float32)
        yi = y[tri, i]
        crosses = (yi <= centre) != (y[tri, j] <= centre)
        at = x[tri, i] + (centre - yi) * slope[tri]
        left = np.where(crosses, np.minimum(left, at), left)
        right = np.where(crosses, np.maximum(right, at), right)
    covered = right > left
    left, right = np.where(covered, left, 1), np.where(covered, right, 0)
    first = np.clip(np.ceil(left - 0.5), 0, width).astype(np.int64)
    stop = np.clip(np.ceil(right - 0.5), 0, width).astype(np.int64)
    count = np.maximum(stop - first, 0)
    line = np.repeat(np.arange(len(tri)), count)
    start = np.cumsum(count) - count
    column = first[line] + np.arange(len(line)) - start[line]
    return tri[line], row[line], column.astype(np.int32)
