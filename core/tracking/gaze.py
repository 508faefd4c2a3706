"""Gaze from the iris landmarks. numpy only.

The eyeball is a sphere behind the eye corners. The ray through the iris centre meets it where the pupil is; the
direction from the ball's centre to there, in the head's own axes, is the gaze. The zero is the person's own (the ball's
place is an average), so descriptors subtract a neutral.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.tracking.names import (
    LEFT_EYE_INNER,
    LEFT_EYE_OUTER,
    LEFT_IRIS,
    RIGHT_EYE_INNER,
    RIGHT_EYE_OUTER,
    RIGHT_IRIS,
)
from core.types import FloatArray

# an adult's palpebral fissure is about 30 mm, the pupil turns about 10.5 mm from the ball's centre
_RADIUS_PER_EYE_WIDTH = 0.36
_FOREHEAD = (10, 109, 338)
_EARS = (234, 454)
# the ball's centre against the middle of the corners, in ball radii: outwards and up, so that 30 people's median is 0
_BALL_OUT, _BALL_UP = 0.13, 0.17


def head_axes(landmarks: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The head's axes in image space, from points that do not move with expression.

    Args:
        landmarks: x right, y down, z away from the camera, one unit for all, [T, 478, 3].
    Returns:
        Unit rows x (to the subject's left), y (up), z (out of the face), each in image axes, [T, 3, 3].
    """
    points = np.asarray(landmarks, np.float64)
    across = (
        points[:, [LEFT_EYE_OUTER, LEFT_EYE_INNER, _EARS[1]]] - points[:, [RIGHT_EYE_OUTER, RIGHT_EYE_INNER, _EARS[0]]]
    )
    x = _unit(across.sum(axis=1))
    up = points[:, _FOREHEAD].mean(axis=1) - points[:, _EARS].mean(axis=1)
    y = _unit(up - x * np.sum(x * up, axis=-1, keepdims=True))
    return np.stack([x, y, np.cross(x, y)], axis=1)


def gaze_angles(landmarks: npt.NDArray[Any]) -> FloatArray:
    """Gaze of both eyes.

    Args:
        landmarks: as the tracker yields them, [T, 478, 3].
    Returns:
        Left yaw, left pitch, right yaw, right pitch, radians, float32 [T, 4]; yaw is positive to the subject's left,
        pitch upwards.
    """
    points = np.asarray(landmarks, np.float64)
    axes = head_axes(points)
    left = _eye(points, axes, (LEFT_EYE_INNER, LEFT_EYE_OUTER), LEFT_IRIS[0], _BALL_OUT)
    right = _eye(points, axes, (RIGHT_EYE_INNER, RIGHT_EYE_OUTER), RIGHT_IRIS[0], -_BALL_OUT)
    return np.concatenate([left, right], axis=1).astype(np.float32)


def _eye(
    points: npt.NDArray[np.float64], axes: npt.NDArray[np.float64], corners: tuple[int, int], iris: int, out: float
) -> npt.NDArray[np.float64]:
    inner, outer = corners
    middle = (points[:, inner] + points[:, outer]) / 2
    width = np.linalg.norm(points[:, inner] - points[:, outer], axis=-1)
    radius = np.maximum(_RADIUS_PER_EYE_WIDTH * width, 1e-6)
    ball = middle + (out * axes[:, 0] + _BALL_UP * axes[:, 1] - axes[:, 2]) * radius[:, None]
    offset = points[:, iris, :2] - ball[:, :2]
    # an iris seen beyond the ball's outline is put on the outline
    reach = np.linalg.norm(offset, axis=-1) / radius
    offset = offset / np.maximum(reach, 1.0)[:, None]
    depth = -np.sqrt(np.maximum(radius**2 - np.sum(offset**2, axis=-1), 0.0))
    direction = np.concatenate([offset, depth[:, None]], axis=-1) / radius[:, None]
    x, y, z = np.moveaxis(np.einsum("tij,tj->ti", axes, direction), -1, 0)
    return np.stack([np.arctan2(x, z), np.arcsin(np.clip(y, -1.0, 1.0))], axis=-1)


def _unit(v: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12))
