"""Fitting a person's landmark model to their own clip: shape, motion with expression, trust, and all poses together.

Plain bundle adjustment by turns. Poses are solved against the model; then each landmark's place, and how it moves with
the expression, is solved by ridge regression against the poses; then each landmark's trust follows from what is left.
What moves with the expression so does not pull the pose along: the jaw, the smile, and the network's own habit of
moving points that do not move on the face.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import CaptureError
from core.tracking.names import LEFT_IRIS, RIGHT_IRIS, RIGID
from core.tracking.pose import Array, initial_poses, procrustes, project, refine_poses
from core.tracking.shape import LandmarkModel, head_from_shape
from core.tracking.tracks import FaceTracks
from core.types import NUM_BLENDSHAPES, NUM_LANDMARKS, BoolArray, FloatArray, check_shape

_MAX_FRAMES = 400
_ROUNDS = 4
# the network errs alike in neighbouring frames and landmarks: one observation in so many counts against the ridge
_FRAMES_PER_FACT = 100.0
_MOVABLE_SHARE, _RIGID_FLOOR = 0.02, 0.5


@dataclass(frozen=True)
class FitOptions:
    """How the landmark model is fitted.

    Attributes:
        components: how many principal directions of the blendshapes may move landmarks; 0 keeps the head rigid.
        ridge_m: displacement, metres per standard deviation of a direction, expected of a landmark that can move.
        rigid_ridge_m: the same for landmarks on the skull.
        depth_px: how far the network's depths are trusted, as a standard deviation in pixels at a 256 px face.
        rounds: turns of the adjustment.
    """

    components: int = 12
    ridge_m: float = 2e-3
    rigid_ridge_m: float = 3e-4
    depth_px: float = 6.0
    rounds: int = _ROUNDS


def fit_landmark_shape(landmarks: npt.NDArray[Any], K: npt.NDArray[Any]) -> FloatArray:
    """A person's landmarks at rest from their clip's 3D landmarks: robust generalised Procrustes, in head space.

    Args:
        landmarks: pixels, z in the same unit, [T, 478, 3].
        K: intrinsics in pixels, [3, 3]; perspective is taken out with them.
    Returns:
        Metres, float32 [478, 3].
    Raises:
        CaptureError: no frames.
    """
    check_shape("landmarks", landmarks, None, NUM_LANDMARKS, 3)
    if len(landmarks) == 0:
        raise CaptureError("No frame shows the face", next_step="Choose another clip.")
    rigid = list(RIGID)
    points = np.asarray(landmarks, np.float64).copy()
    # nearer points look larger: a point's pixels over its depth, both in units of the face's own depth
    points[..., 2] -= points[:, rigid, 2].mean(axis=1, keepdims=True)
    points[..., :2] = (points[..., :2] - np.asarray(K)[:2, 2]) * (1.0 + points[..., 2:] / float(K[0, 0]))
    points *= np.array([1.0, -1.0, -1.0])
    mean = points[len(points) // 2]
    for _ in range(4):
        R, scale, shift = procrustes(points[:, rigid], np.broadcast_to(mean[rigid], (len(points), len(rigid), 3)))
        aligned = scale[:, None, None] * points @ R.transpose(0, 2, 1) + shift[:, None]
        mean = np.median(aligned, axis=0)
    head = head_from_shape(mean)
    return np.asarray(mean @ head[:3, :3].T + head[:3, 3], np.float32)


def rigid_model(shape: npt.NDArray[Any]) -> LandmarkModel:
    """A model that does not move with expression and trusts the rigid points alone, around a known shape."""
    weights = np.zeros(NUM_LANDMARKS, np.float32)
    weights[list(RIGID)] = 1.0
    return LandmarkModel(
        shape=np.asarray(shape, np.float32),
        basis=np.zeros((NUM_BLENDSHAPES, NUM_LANDMARKS, 3), np.float32),
        neutral=np.zeros(NUM_BLENDSHAPES, np.float32),
        weights=weights,
    )


def fit_landmark_model(
    tracks: FaceTracks, frames: BoolArray | None = None, options: FitOptions | None = None
) -> LandmarkModel:
    """Fit the landmark model of the person in ``tracks``.

    Args:
        tracks: a tracked clip; its poses and shape are not used.
        frames: which frames may be used, bool [T]; all that were found by default.
        options: see FitOptions.
    Returns:
        The model. With fewer than 24 frames it is rigid.
    Raises:
        CaptureError: no frame of those shows the face.
    """
    usable = tracks.found if frames is None else tracks.found & frames
    rows = np.nonzero(usable)[0]
    if len(rows) > _MAX_FRAMES:
        rows = rows[np.linspace(0, len(rows) - 1, _MAX_FRAMES).astype(int)]
    return _fit(
        np.asarray(tracks.landmarks[rows], np.float64),
        np.asarray(tracks.blendshapes[rows], np.float64),
        np.asarray(tracks.K, np.float64),
        options or FitOptions(),
    )


def _fit(landmarks: Array, blendshapes: Array, K: Array, options: FitOptions) -> LandmarkModel:
    model = rigid_model(fit_landmark_shape(landmarks, K))
    if len(landmarks) < 24:
        return model
    neutral, directions = expression_directions(blendshapes, options.components)
    drivers = (blendshapes - neutral) @ directions.T
    poses = initial_poses(landmarks, model.posed(blendshapes), K)
    prior = np.asarray(model.shape, np.float64)
    shape, moves = prior, np.zeros((len(directions), NUM_LANDMARKS, 3))
    weights = trust = np.asarray(model.weights, np.float64)
    for turn in range(options.rounds):
        points = _moved(shape, drivers, moves)
        poses = refine_poses(poses, points, landmarks[..., :2], K, weights, iterations=8 if turn == 0 else 3)
        shape, moves = _solve_points(landmarks, drivers, poses, K, shape, moves, options)
        trust = _trust(project(_moved(shape, drivers, moves), poses, K) - landmarks[..., :2])
        weights = _anchored(trust)
        shape, moves, poses = _regauge(shape, moves, poses)
    return _assemble(shape, moves, neutral, directions, trust)


def fit_model_to_poses(
    landmarks: Array, blendshapes: Array, poses: Array, K: Array, model: LandmarkModel, options: FitOptions
) -> LandmarkModel:
    """Fit shape, motion and trust to poses that are known, which stay as they are.

    Args:
        landmarks: pixels, [T, 478, 3].
        blendshapes: [T, 52].
        poses: cam_from_head, [T, 4, 4].
        K: intrinsics, [3, 3].
        model: to start from.
        options: see FitOptions.
    """
    neutral, directions = expression_directions(blendshapes, options.components)
    drivers = (blendshapes - neutral) @ directions.T
    shape = np.asarray(model.shape, np.float64)
    moves = np.zeros((len(directions), NUM_LANDMARKS, 3))
    for _ in range(2):
        shape, moves = _solve_points(landmarks, drivers, poses, K, shape, moves, options)
    weights = _trust(project(_moved(shape, drivers, moves), poses, K) - landmarks[..., :2])
    return _assemble(shape, moves, neutral, directions, weights)


def _assemble(shape: Array, moves: Array, neutral: Array, directions: Array, weights: Array) -> LandmarkModel:
    return LandmarkModel(
        shape=shape.astype(np.float32),
        basis=np.einsum("kb,kli->bli", directions, moves).astype(np.float32),
        neutral=neutral.astype(np.float32),
        weights=weights.astype(np.float32),
    )


def expression_directions(blendshapes: Array, count: int) -> tuple[Array, Array]:
    """The clip's main directions of expression.

    Args:
        blendshapes: [T, 52].
        count: at most so many directions.
    Returns:
        The median scores [52], and the rows [count, 52] that turn centred scores into drivers of unit variance.
    """
    neutral = np.median(blendshapes, axis=0)
    centred = blendshapes - neutral
    _, sigma, Vt = np.linalg.svd(centred / np.sqrt(len(centred)), full_matrices=False)
    kept = min(count, int(np.sum(sigma > 0.02)))
    return neutral, Vt[:kept] / np.maximum(sigma[:kept, None], 1e-6)


def _moved(shape: Array, drivers: Array, moves: Array) -> Array:
    """Landmarks under some expressions, [T, 478, 3]."""
    moved = drivers @ moves.reshape(len(moves), NUM_LANDMARKS * 3)
    return np.asarray(shape + moved.reshape(-1, NUM_LANDMARKS, 3))


def _solve_points(
    landmarks: Array, drivers: Array, poses: Array, K: Array, shape: Array, moves: Array, options: FitOptions
) -> tuple[Array, Array]:
    """Every landmark's place and motion, given the poses: ridge regression of 3 (1 + k) numbers each."""
    T, L = landmarks.shape[:2]
    inputs = np.concatenate([np.ones((T, 1)), drivers], axis=1)
    n = inputs.shape[1]
    points = _moved(shape, drivers, moves)
    face_px = np.ptp(landmarks[..., 1], axis=1)
    J, error, sigma = _observations(landmarks, points, poses, K, face_px, options.depth_px)
    robust = (
        1.0
        / sigma**2
        / (1.0 + np.sum(error[..., :2] ** 2, axis=-1, keepdims=True) / (face_px / 60.0)[:, None, None] ** 2)
    )
    WJt = np.swapaxes(J * robust[..., None], -1, -2)
    per_frame = (WJt @ J).reshape(T, L * 9)
    per_error = (WJt @ error[..., None]).reshape(T, L * 3)
    outer = np.einsum("ta,tb->tab", inputs, inputs).reshape(T, n * n)
    A = (outer.T @ per_frame).reshape(n, n, L, 3, 3).transpose(2, 0, 3, 1, 4).reshape(L, 3 * n, 3 * n)
    b = (inputs.T @ per_error).reshape(n, L, 3).transpose(1, 0, 2).reshape(L, 3 * n)
    current = np.concatenate([shape[None], moves]).transpose(1, 0, 2).reshape(L, 3 * n)
    penalty = _penalties(n, options)
    A = A + penalty[:, :, None] * np.eye(3 * n)
    held = current.copy()
    held[:, :3] = 0.0  # the place itself is free
    delta = np.linalg.solve(A, -(b + penalty * held)[..., None])[..., 0]
    solved = (current + delta).reshape(L, n, 3).transpose(1, 0, 2)
    return solved[0], solved[1:]


def _observations(
    landmarks: Array, points: Array, poses: Array, K: Array, face_px: Array, depth_px: float
) -> tuple[Array, Array, Array]:
    """Errors in x, y and depth (all in pixels), their derivatives by the head-space point, and their deviations."""
    R = poses[:, :3, :3]
    placed = points @ R.transpose(0, 2, 1) + poses[:, None, :3, 3]
    z = np.maximum(placed[..., 2], 1e-3)
    f = K[0, 0]
    u, v = placed[..., 0] / z, placed[..., 1] / z
    in_camera = np.zeros((*z.shape, 3, 3))
    in_camera[..., 0, 0] = in_camera[..., 1, 1] = f / z
    in_camera[..., 0, 2], in_camera[..., 1, 2] = -f * u / z, -f * v / z
    scale = f / poses[:, 2, 3]
    in_camera[..., 2, 2] = scale[:, None]
    rigid = list(RIGID)
    depth = (placed[..., 2] - placed[:, rigid, 2].mean(axis=1, keepdims=True)) * scale[:, None]
    seen = landmarks[..., 2] - landmarks[:, rigid, 2].mean(axis=1, keepdims=True)
    error = np.stack([f * u + K[0, 2] - landmarks[..., 0], f * v + K[1, 2] - landmarks[..., 1], depth - seen], axis=-1)
    sigma = np.ones_like(error) * (face_px / 256.0)[:, None, None]
    sigma[..., 2] *= depth_px
    return in_camera @ R[:, None], error, sigma


def _penalties(n: int, options: FitOptions) -> Array:
    """Ridge per unknown, [478, 3 n]: none on the place, 1 / expected displacement squared on the motion."""
    expected = np.full(NUM_LANDMARKS, options.ridge_m)
    expected[list(RIGID)] = options.rigid_ridge_m
    penalty = np.repeat(_FRAMES_PER_FACT / expected[:, None] ** 2, 3 * n, axis=1)
    penalty[:, :3] = 0.0
    return penalty


def _trust(error: Array) -> Array:
    """Weights from what the model leaves unexplained: inverse robust variance, largest 1; irises never count."""
    spread = np.median(np.sum(error**2, axis=-1), axis=0)
    floor = np.percentile(spread, 5)
    weights = (floor + 1e-12) / (spread + floor + 1e-12)
    weights[list(RIGHT_IRIS + LEFT_IRIS)] = 0.0
    return np.asarray(weights / weights.max())


def regauge(model: LandmarkModel, poses: Array) -> tuple[LandmarkModel, Array]:
    """Bring a model back to the definition of head space, and the poses with it; every projection stays."""
    shape, moves, poses = _regauge(model.shape.astype(np.float64), model.basis.astype(np.float64), poses)
    return replace(model, shape=shape.astype(np.float32), basis=moves.astype(np.float32)), poses


def _anchored(weights: Array) -> Array:
    """Let the skull lead while poses and motion are solved by turns.

    What may move explains anything, and would earn all the trust: the pose would drift after it round by round.
    """
    anchored = _MOVABLE_SHARE * weights
    rigid = list(RIGID)
    anchored[rigid] = np.maximum(weights[rigid], _RIGID_FLOOR)
    return anchored


def _regauge(shape: Array, moves: Array, poses: Array) -> tuple[Array, Array, Array]:
    """Bring shape, motion and poses back to the definition of head space, leaving every projection as it is."""
    head = head_from_shape(shape)
    scale = float(np.cbrt(np.linalg.det(head[:3, :3])))
    turned = shape @ head[:3, :3].T + head[:3, 3]
    back = np.linalg.inv(head)
    new = poses @ back
    new[:, :3, :3] *= scale
    new[:, :3, 3] *= scale
    return turned, moves @ head[:3, :3].T, new
