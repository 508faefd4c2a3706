"""Ways of looking at splats other than as a picture, in numpy: the twin of what ``deform.frag`` and ``splat.frag`` do.

Points, depth and normals are ordinary splats with other sizes or colours; only ellipsoids, which have hard edges, are
drawn apart.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from core.types import Camera, FloatArray, Splats

POINT_SHARE = 0.0012
"""Standard deviation of a point's disc, as a share of the picture's shorter side."""
POINT_OPACITY = 0.9
FAINT = 0.05
"""Splats fainter than this are neither points nor ellipsoids: nobody sees them in the picture either."""
ELLIPSOID_SIGMAS = 1.2
SHADE_LEAST = 0.35
DEPTH_STOPS = ((0.99, 0.91, 0.64), (0.96, 0.55, 0.36), (0.72, 0.22, 0.47), (0.32, 0.13, 0.48), (0.05, 0.04, 0.20))
"""Colours from near to far, evenly spaced."""
_BLUR = 0.3
_MOST_PAIRS = 1_000_000


class ViewMode(Enum):
    """What a viewer shows of the splats; the values are those of the shaders."""

    PICTURE = 0
    POINTS = 1
    ELLIPSOIDS = 2
    DEPTH = 3
    NORMALS = 4


def depth_range(distance_m: float) -> tuple[float, float]:
    """Near and far end of the depth view for a head at a distance, metres."""
    return max(distance_m - 0.06, 0.02), max(distance_m, 0.02) + 0.14


def recast(splats: Splats, camera: Camera, mode: ViewMode, depths: tuple[float, float]) -> Splats:
    """The splats that show a mode when they are drawn as ever; those of PICTURE and ELLIPSOIDS stay as they are.

    Args:
        splats: in world space.
        camera: that will see them.
        mode: what is to be shown.
        depths: near and far end of the depth view, metres.
    """
    z = _depth(splats, camera)
    if mode is ViewMode.POINTS:
        sigma = POINT_SHARE * min(camera.width, camera.height) * np.maximum(z, 1e-3) / float(camera.K[0, 0])
        opacity = np.where(splats.opacities >= FAINT, POINT_OPACITY, 0.0)
        scales = np.repeat(sigma[:, None], 3, axis=1).astype(np.float32)
        return replace(splats, scales=scales, opacities=opacity.astype(np.float32))
    if mode is ViewMode.DEPTH:
        share = np.clip((z - depths[0]) / (depths[1] - depths[0]), 0, 1)
        return replace(splats, colors=np.repeat(share[:, None], 3, axis=1).astype(np.float32))
    if mode is ViewMode.NORMALS:
        normal = _normals(splats, camera)
        return replace(splats, colors=(normal * (0.5, -0.5, -0.5) + 0.5).astype(np.float32))
    return splats


def color_depth(rgba: FloatArray) -> FloatArray:
    """Depth shares, premultiplied, [H, W, 4] -> the depth view's colours, premultiplied."""
    alpha = rgba[..., 3:]
    share = np.clip(rgba[..., 0] / np.maximum(alpha[..., 0], 1e-4), 0, 1)
    stops = np.array(DEPTH_STOPS, np.float32)
    at = np.linspace(0, 1, len(stops))
    colors = np.stack([np.interp(share, at, stops[:, i]) for i in range(3)], axis=-1)
    return np.concatenate([colors * alpha, alpha], axis=-1).astype(np.float32)


def draw_ellipsoids(splats: Splats, camera: Camera) -> FloatArray:
    """Solid ellipsoids, each shaded like a ball, the nearest centre in front: premultiplied RGBA, [H, W, 4].

    Works through the splats from far to near; memory is bounded whatever their size.
    """
    W, H = camera.width, camera.height
    centre, inverse, radius, order = _ellipses(splats, camera)
    low = np.clip(np.ceil(centre - radius - 0.5), 0, (W, H)).astype(np.int64)
    high = np.clip(np.floor(centre + radius - 0.5) + 1, 0, (W, H)).astype(np.int64)
    span = np.maximum(high - low, 0)
    counts = span[:, 0] * span[:, 1]
    owner = np.full(H * W, -1, np.int64)
    inside = np.zeros(H * W, np.float32)
    begin, ends = 0, np.cumsum(counts[order])
    while begin < len(order):
        done = ends[begin - 1] if begin else 0
        end = max(int(np.searchsorted(ends, done + _MOST_PAIRS, side="right")), begin + 1)
        part = order[begin:end]
        begin = end
        who = np.repeat(part, counts[part])
        first = np.repeat(np.cumsum(counts[part]) - counts[part], counts[part])
        local = np.arange(len(who)) - first
        column, row = low[who, 0] + local % span[who, 0], low[who, 1] + local // span[who, 0]
        dx, dy = column + 0.5 - centre[who, 0], row + 0.5 - centre[who, 1]
        a, b, c = inverse[who].T
        share = (a * dx * dx + c * dy * dy + 2 * b * dx * dy) / ELLIPSOID_SIGMAS**2
        hit = share <= 1.0
        pixel = row[hit] * W + column[hit]
        owner[pixel], inside[pixel] = who[hit], share[hit]  # of equal pixels the last, which is the nearest, stays
    rgba = np.zeros((H * W, 4), np.float32)
    seen = owner >= 0
    shade = SHADE_LEAST + (1 - SHADE_LEAST) * np.sqrt(1 - inside[seen])
    rgba[seen, :3] = splats.colors[owner[seen]] * shade[:, None]
    rgba[seen, 3] = 1.0
    return rgba.reshape(H, W, 4)


def project_ellipses(splats: Splats, camera: Camera) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Where splats are in the picture, as the rasteriser has it.

    Returns:
        Centres in pixels [N, 2], covariances xx, xy, yy in square pixels [N, 3], depths in metres [N].
    """
    R = camera.cam_from_world[:3, :3]
    means = splats.means @ R.T + camera.cam_from_world[:3, 3]
    z = means[:, 2]
    safe = np.where(np.abs(z) > 1e-6, z, 1e-6)
    focal, centre = camera.K[[0, 1], [0, 1]], camera.K[[0, 1], [2, 2]]
    slope = means[:, :2] / safe[:, None]
    size = np.array([camera.width, camera.height], np.float32)
    slack = 0.15 * size / focal
    limited = np.clip(slope, -centre / focal - slack, (size - centre) / focal + slack)
    half = (R @ rotations(splats.quats)) * splats.scales[:, None, :]  # [N, 3, 3]
    rows = focal[None, :, None] * (half[:, :2] - limited[:, :, None] * half[:, 2:3]) / safe[:, None, None]
    xx, yy = (rows**2).sum(axis=2).T + _BLUR
    xy = (rows[:, 0] * rows[:, 1]).sum(axis=1)
    cov = np.asarray(np.stack([xx, xy, yy], axis=1), np.float32)
    return np.asarray(slope * focal + centre, np.float32), cov, np.asarray(z, np.float32)


def rotations(quats: FloatArray) -> FloatArray:
    """Rotation matrices of quaternions wxyz, [N, 4] -> [N, 3, 3]."""
    q = quats / np.maximum(np.linalg.norm(quats, axis=1, keepdims=True), 1e-12)
    w, x, y, z = q.T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.asarray(np.moveaxis(np.array(rows), 2, 0), np.float32)


def _ellipses(splats: Splats, camera: Camera) -> tuple[FloatArray, FloatArray, FloatArray, npt.NDArray[np.int64]]:
    """Centres, inverse covariances a, b, c, half extents and the order from far to near of those that can be seen."""
    centre, cov, z = project_ellipses(splats, camera)
    det = cov[:, 0] * cov[:, 2] - cov[:, 1] ** 2
    good = (z > 0.01) & (det > 0) & (splats.opacities >= FAINT) & np.isfinite(centre).all(axis=1) & np.isfinite(det)
    rows = np.flatnonzero(good)
    inverse = np.zeros_like(cov)
    inverse[rows] = np.stack([cov[rows, 2], -cov[rows, 1], cov[rows, 0]], axis=1) / det[rows, None]
    radius = np.zeros((len(z), 2), np.float32)
    radius[rows] = ELLIPSOID_SIGMAS * np.sqrt(cov[rows][:, (0, 2)])
    centre = np.asarray(np.where(good[:, None], centre, -1e6), np.float32)
    return centre, inverse, radius, rows[np.argsort(-z[rows], kind="stable")]


def _depth(splats: Splats, camera: Camera) -> FloatArray:
    return np.asarray(splats.means @ camera.cam_from_world[2, :3] + camera.cam_from_world[2, 3], np.float32)


def _normals(splats: Splats, camera: Camera) -> FloatArray:
    """The shortest axis of every splat in the camera's space, turned towards the camera, [N, 3]."""
    R = camera.cam_from_world[:3, :3]
    axes = R @ rotations(splats.quats)
    shortest = np.argmin(splats.scales, axis=1)
    normal = np.take_along_axis(axes, shortest[:, None, None], axis=2)[..., 0]
    means = splats.means @ R.T + camera.cam_from_world[:3, 3]
    away = (normal * means).sum(axis=1) > 0
    return np.asarray(np.where(away[:, None], -normal, normal), np.float32)
