"""Face tracks made from a random but fixed head, with known pose and known motion of single landmarks."""

from __future__ import annotations

import numpy as np

from core.expression.alignment import STABLE_LANDMARKS
from core.tracking.tracks import FaceTracks

FOCAL_PX = 650.0
SIZE_PX = 512


def head_shape(seed: int = 0) -> np.ndarray:
    """Landmarks in head space, metres, [478, 3]: a rough face, mouth below, eyes at the height of the origin."""
    rng = np.random.default_rng(seed)
    shape = rng.uniform([-0.07, -0.1, -0.03], [0.07, 0.06, 0.03], (478, 3))
    for right, left, x, y in (
        (33, 263, 0.045, 0.0),
        (133, 362, 0.018, 0.0),
        (61, 291, 0.025, -0.06),
        (78, 308, 0.02, -0.06),
    ):
        shape[right], shape[left] = (-x, y, 0.0), (x, y, 0.0)
    for upper, lower, y in (
        (13, 14, -0.055),
        (82, 87, -0.055),
        (312, 317, -0.055),
        (81, 178, -0.056),
        (311, 402, -0.056),
    ):
        shape[upper], shape[lower] = (0.0, y, 0.02), (0.0, y - 0.001, 0.02)
    for upper, lower in ((386, 374), (385, 380), (387, 373), (388, 390), (384, 381)):
        shape[upper], shape[lower] = (0.03, 0.005, 0.0), (0.03, -0.005, 0.0)
    for upper, lower in ((159, 145), (158, 153), (160, 144), (161, 163), (157, 154)):
        shape[upper], shape[lower] = (-0.03, 0.005, 0.0), (-0.03, -0.005, 0.0)
    return shape


def rotation(yaw: float, pitch: float, roll: float) -> np.ndarray:
    """Head rotation of Tait-Bryan angles in head space, [3, 3]."""
    cy, sy, cp, sp, cr, sr = (f(a) for a in (yaw, pitch, roll) for f in (np.cos, np.sin))
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    about_z = np.array([[cr, sr, 0], [-sr, cr, 0], [0, 0, 1]])
    return about_y @ about_x @ about_z


def project(points: np.ndarray, turn: np.ndarray, centre: tuple[float, float], scale: float) -> np.ndarray:
    """Weak perspective as the tracker's landmarks have it: pixels, y down, z smaller when nearer, [478, 3]."""
    return (points @ turn.T) * np.array([scale, -scale, -scale]) + np.array([*centre, 0.0])


def make_tracks(
    blendshapes: np.ndarray, points: np.ndarray | None = None, angles: np.ndarray | None = None, seed: int = 0
) -> FaceTracks:
    """Tracks of T frames.

    Args:
        blendshapes: [T, 52].
        points: landmarks in head space, [T, 478, 3]; the fixed head when None.
        angles: yaw, pitch, roll, [T, 3].
    """
    T = len(blendshapes)
    shape = head_shape(seed)
    points = np.broadcast_to(shape, (T, 478, 3)) if points is None else points
    angles = np.zeros((T, 3)) if angles is None else angles
    rng = np.random.default_rng(seed + 1)
    pose = np.tile(np.eye(4), (T, 1, 1))
    landmarks = np.empty((T, 478, 3))
    for t in range(T):
        turn = rotation(*angles[t])
        pose[t, :3, :3] = np.diag([1.0, -1.0, -1.0]) @ turn
        pose[t, 2, 3] = 0.6
        centre = (250 + 10 * rng.standard_normal(), 250 + 10 * rng.standard_normal())
        landmarks[t] = project(points[t], turn, centre, 1500.0 * (1 + 0.1 * rng.standard_normal()))
    return FaceTracks(
        frame_index=np.arange(T, dtype=np.int32),
        time_s=np.arange(T) / 25.0,
        found=np.ones(T, bool),
        blur=np.zeros(T, np.float32),
        score=np.ones(T, np.float32),
        landmarks=landmarks.astype(np.float32),
        blendshapes=np.asarray(blendshapes, np.float32),
        gaze=np.zeros((T, 4), np.float32),
        cam_from_head=pose.astype(np.float32),
        shape=shape.astype(np.float32),
        K=np.array([[FOCAL_PX, 0, 256], [0, FOCAL_PX, 256], [0, 0, 1]], np.float32),
        width=SIZE_PX,
        height=SIZE_PX,
        fps=25.0,
        tracker_id="made",
        source_sha256="0" * 64,
    )


STABLE = np.array(STABLE_LANDMARKS)
