"""Removing head pose from landmarks: similarity alignment onto a person's own stable points. Light.

The tracker's z is in the unit of its x and y (weak perspective), so that a similarity fits a turned head well enough
and needs no focal length; it works the same for one live face.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import ShapeError
from core.types import NUM_LANDMARKS, FloatArray

# nose bridge, eye corners, temples and forehead: skin over bone that expressions move little
STABLE_LANDMARKS = (
    *(168, 6, 197, 195, 5, 193, 417, 122, 351, 196, 419, 3, 248),
    *(33, 133, 263, 362, 243, 463, 244, 464, 245, 465, 188, 412),
    *(127, 356, 234, 454, 10, 109, 338, 151),
)
_HUBER = 1.5  # residuals beyond this many times the median weigh less
_ROUNDS = 2


def align_landmarks(
    landmarks: npt.NDArray[Any], anchors: npt.NDArray[Any], *, only: Sequence[int] | None = None
) -> npt.NDArray[np.float64]:
    """Landmarks in head space, with pose, place and size of the head removed.

    Args:
        landmarks: pixels, y down, [T, 478, 3].
        anchors: the person's STABLE_LANDMARKS in head space, metres, [S, 3].
        only: landmarks that are wanted, n of them; all by default.
    Returns:
        [T, 478 or n, 3] metres, head space (+x to the subject's left, +y up, +z out of the face). Faces whose stable
        points are degenerate or not finite come out as NaN.
    Raises:
        ShapeError: wrong shapes.
    """
    points = np.asarray(landmarks, np.float64)
    target = np.asarray(anchors, np.float64)
    if points.ndim != 3 or points.shape[1:] != (NUM_LANDMARKS, 3) or target.shape != (len(STABLE_LANDMARKS), 3):
        raise ShapeError("Landmarks cannot be aligned", got=f"{list(points.shape)} onto {list(target.shape)}")
    stable = points[:, STABLE_LANDMARKS]
    good = np.isfinite(points).all(axis=(1, 2)) & (np.ptp(stable, axis=1).max(axis=1) > 1e-9)
    points = points if only is None else points[:, only]
    out = np.full(points.shape, np.nan)
    if good.any():
        out[good] = _align(points[good], stable[good], target)
    return out


def _align(points: npt.NDArray[np.float64], stable: npt.NDArray[np.float64], target: npt.NDArray[np.float64]) -> Any:
    weight = np.ones(stable.shape[:2])
    for _ in range(_ROUNDS):
        rotation, scale, source_mean, target_mean = _similarity(stable, target, weight)
        moved = _move(stable, rotation, scale, source_mean, target_mean)
        residual = np.linalg.norm(moved - target, axis=2)
        bound = _HUBER * np.maximum(np.median(residual, axis=1, keepdims=True), 1e-9)
        weight = np.minimum(1.0, bound / np.maximum(residual, 1e-12))
    rotation, scale, source_mean, target_mean = _similarity(stable, target, weight)
    return _move(points, rotation, scale, source_mean, target_mean)


def _similarity(source: Any, target: Any, weight: Any) -> tuple[Any, Any, Any, Any]:
    """Weighted least-squares similarity [T]. Source: Umeyama, PAMI 1991."""
    share = weight / weight.sum(axis=1, keepdims=True)  # [T, S]
    source_mean = np.einsum("ts,tsi->ti", share, source)
    target_mean = share @ target
    a = source - source_mean[:, None]
    b = target[None] - target_mean[:, None]
    u, values, vt = np.linalg.svd(np.einsum("ts,tsi,tsj->tij", share, b, a))
    sign = np.ones_like(values)
    sign[:, 2] = np.sign(np.linalg.det(u) * np.linalg.det(vt))
    rotation = np.einsum("tij,tj,tjk->tik", u, sign, vt)
    spread = np.einsum("ts,tsi,tsi->t", share, a, a)
    return rotation, (values * sign).sum(axis=1) / np.maximum(spread, 1e-18), source_mean, target_mean


def _move(points: Any, rotation: Any, scale: Any, source_mean: Any, target_mean: Any) -> Any:
    turned = np.einsum("tij,tnj->tni", rotation, points - source_mean[:, None])
    return scale[:, None, None] * turned + target_mean[:, None]


def anchors_of(shape: FloatArray) -> FloatArray:
    """The stable points [S, 3] of a person's landmarks in head space [478, 3]."""
    if shape.shape != (NUM_LANDMARKS, 3):
        raise ShapeError("A face shape has the wrong shape", got=str(list(shape.shape)), expected="[478, 3]")
    return np.asarray(shape, np.float32)[list(STABLE_LANDMARKS)]
