"""Rigid motions as 6-vectors (translation, rotation) and back, in numpy. The torch twin is in ``se3_torch``."""

from __future__ import annotations

import numpy as np

from core.types import FloatArray

_SMALL_ANGLE = 1e-6


def exp_se3(delta: FloatArray) -> FloatArray:
    """Rigid transforms from 6-vectors: [R(omega) | t], translation not coupled to the rotation.

    Args:
        delta: metres and radians, [..., 6] as (t, omega).
    Returns:
        Transforms [..., 4, 4], float32.
    Source: Rodrigues' formula; decoupled translation (SO(3) x R^3), as pose refinement usually does.
    """
    delta = np.asarray(delta, np.float64)
    omega = delta[..., 3:]
    theta = np.linalg.norm(omega, axis=-1)[..., None, None]
    skew = _skew(omega)
    safe = np.maximum(theta, _SMALL_ANGLE)
    a = np.where(theta < _SMALL_ANGLE, 1.0, np.sin(safe) / safe)
    b = np.where(theta < _SMALL_ANGLE, 0.5, (1.0 - np.cos(safe)) / safe**2)
    out = np.zeros((*delta.shape[:-1], 4, 4))
    out[..., :3, :3] = np.eye(3) + a * skew + b * (skew @ skew)
    out[..., :3, 3] = delta[..., :3]
    out[..., 3, 3] = 1.0
    return out.astype(np.float32)


def log_se3(transform: FloatArray) -> FloatArray:
    """Inverse of exp_se3 for rotations below pi: [..., 4, 4] -> [..., 6], float32."""
    transform = np.asarray(transform, np.float64)
    rotation = transform[..., :3, :3]
    vee = np.stack(
        [
            rotation[..., 2, 1] - rotation[..., 1, 2],
            rotation[..., 0, 2] - rotation[..., 2, 0],
            rotation[..., 1, 0] - rotation[..., 0, 1],
        ],
        axis=-1,
    )
    sin = 0.5 * np.linalg.norm(vee, axis=-1)
    cos = 0.5 * (np.trace(rotation, axis1=-2, axis2=-1) - 1.0)
    theta = np.arctan2(sin, cos)
    factor = np.where(sin < _SMALL_ANGLE, 0.5, 0.5 * theta / np.maximum(sin, _SMALL_ANGLE))
    return np.concatenate([transform[..., :3, 3], factor[..., None] * vee], axis=-1).astype(np.float32)


def quat_from_matrix(rotation: FloatArray) -> FloatArray:
    """Unit quaternions wxyz (w >= 0) of rotation matrices: [..., 3, 3] -> [..., 4], float32."""
    m = np.asarray(rotation, np.float64)
    trace = m[..., 0, 0] + m[..., 1, 1] + m[..., 2, 2]
    # The largest of the four is computed first, so that nothing is divided by a small number.
    squares = np.stack(
        [
            1 + trace,
            1 + 2 * m[..., 0, 0] - trace,
            1 + 2 * m[..., 1, 1] - trace,
            1 + 2 * m[..., 2, 2] - trace,
        ],
        axis=-1,
    )
    d = (
        (m[..., 2, 1] - m[..., 1, 2]),
        (m[..., 0, 2] - m[..., 2, 0]),
        (m[..., 1, 0] - m[..., 0, 1]),
        (m[..., 0, 1] + m[..., 1, 0]),
        (m[..., 0, 2] + m[..., 2, 0]),
        (m[..., 1, 2] + m[..., 2, 1]),
    )
    rows = np.stack(
        [
            np.stack([squares[..., 0], d[0], d[1], d[2]], axis=-1),
            np.stack([d[0], squares[..., 1], d[3], d[4]], axis=-1),
            np.stack([d[1], d[3], squares[..., 2], d[5]], axis=-1),
            np.stack([d[2], d[4], d[5], squares[..., 3]], axis=-1),
        ],
        axis=-2,
    )
    best = np.argmax(squares, axis=-1)
    quat = np.take_along_axis(rows, best[..., None, None], axis=-2)[..., 0, :]
    quat /= np.linalg.norm(quat, axis=-1, keepdims=True)
    return (quat * np.where(quat[..., :1] < 0, -1.0, 1.0)).astype(np.float32)


def quat_multiply(a: FloatArray, b: FloatArray) -> FloatArray:
    """Hamilton product of wxyz quaternions, broadcasting over leading dimensions."""
    aw, ax, ay, az = np.moveaxis(a, -1, 0)
    bw, bx, by, bz = np.moveaxis(b, -1, 0)
    return np.stack(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ],
        axis=-1,
    ).astype(np.float32)


def _skew(v: FloatArray) -> FloatArray:
    zero = np.zeros_like(v[..., 0])
    x, y, z = v[..., 0], v[..., 1], v[..., 2]
    rows = [np.stack(r, axis=-1) for r in ((zero, -z, y), (z, zero, -x), (-y, x, zero))]
    return np.asarray(np.stack(rows, axis=-2))
