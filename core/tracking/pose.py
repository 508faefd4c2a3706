"""Head pose: where a known head must be so that its landmarks fall where they were seen. numpy, all frames at once.

Weighted, robust Gauss-Newton on the reprojection error. It starts from a Procrustes fit of the 3D landmarks, so it
needs no general perspective-n-point solver (whose in-place refinement of its arguments has bitten before).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.tracking.names import RIGID
from core.tracking.shape import LandmarkModel
from core.types import NUM_LANDMARKS, FloatArray, check_shape

DEFAULT_FOCAL = 1.3
_ITERATIONS = 8
_CHUNK = 256
_CAUCHY_PX_AT_FACE_256 = 2.0
_MIN_DEPTH_M = 0.02

Array = npt.NDArray[np.float64]


def default_intrinsics(width: int, height: int, focal: float = DEFAULT_FOCAL) -> FloatArray:
    """Intrinsics of an unknown camera: focal length ``focal`` times the longer side, centred. float32 [3, 3]."""
    f = focal * max(width, height)
    return np.array([[f, 0, width / 2], [0, f, height / 2], [0, 0, 1]], np.float32)


def solve_poses(
    landmarks: npt.NDArray[Any],
    blendshapes: npt.NDArray[Any],
    K: npt.NDArray[Any],
    model: LandmarkModel,
    *,
    start: npt.NDArray[Any] | None = None,
) -> FloatArray:
    """Head poses of some frames against a person's model, each frame for itself.

    Args:
        landmarks: pixels, z in the same unit, [T, 478, 3].
        blendshapes: scores, [T, 52].
        K: intrinsics in pixels, [3, 3].
        model: the person's landmark model.
        start: poses to start from, [T, 4, 4]; found from the landmarks' own depths by default.
    Returns:
        cam_from_head, float32 [T, 4, 4].
    """
    check_shape("landmarks", landmarks, None, NUM_LANDMARKS, 3)
    T = len(landmarks)
    poses = np.tile(np.eye(4), (T, 1, 1))
    for low in range(0, T, _CHUNK):
        part = slice(low, min(low + _CHUNK, T))
        points = model.posed(np.asarray(blendshapes)[part])
        seen = np.asarray(landmarks[part], np.float64)
        first = initial_poses(seen, points, K) if start is None else np.asarray(start[part], np.float64)
        poses[part] = refine_poses(first, points, seen[..., :2], K, np.asarray(model.weights, np.float64))
    return poses.astype(np.float32)


def initial_poses(landmarks: Array, points: Array, K: npt.NDArray[Any]) -> Array:
    """Poses from the landmarks' own depths: a similarity between seen and known rigid points, [T, 4, 4].

    Args:
        landmarks: pixels, [T, 478, 3].
        points: the same landmarks in head space, metres, [T, 478, 3].
        K: intrinsics, [3, 3].
    """
    rigid = list(RIGID)
    rotation, scale, _ = procrustes(points[:, rigid], landmarks[:, rigid])
    K = np.asarray(K, np.float64)
    centre = landmarks[:, rigid].mean(axis=1)
    depth = K[0, 0] / np.maximum(scale, 1e-9)
    middle = np.stack(
        [(centre[:, 0] - K[0, 2]) * depth / K[0, 0], (centre[:, 1] - K[1, 2]) * depth / K[1, 1], depth], axis=-1
    )
    poses = np.tile(np.eye(4), (len(landmarks), 1, 1))
    poses[:, :3, :3] = rotation
    poses[:, :3, 3] = middle - np.einsum("tij,tj->ti", rotation, points[:, rigid].mean(axis=1))
    return poses


def refine_poses(
    poses: Array,
    points: Array,
    pixels: Array,
    K: npt.NDArray[Any],
    weights: Array,
    *,
    iterations: int = _ITERATIONS,
) -> Array:
    """Minimise the weighted, Cauchy-robust reprojection error of every frame.

    Args:
        poses: to start from, [T, 4, 4].
        points: landmarks in head space, metres, [T, L, 3].
        pixels: where they were seen, [T, L, 2].
        K: intrinsics, [3, 3].
        weights: per landmark [L] or per frame and landmark [T, L].
        iterations: Gauss-Newton steps.
    Returns:
        Poses, [T, 4, 4].
    """
    poses = poses.copy()
    weights = np.broadcast_to(weights, points.shape[:2])
    for _ in range(iterations):
        turned = points @ poses[:, :3, :3].transpose(0, 2, 1)
        placed = turned + poses[:, None, :3, 3]
        error, by_point = _residuals(placed, pixels, K)
        scale = _CAUCHY_PX_AT_FACE_256 / 256.0 * np.ptp(pixels[..., 1], axis=1)[:, None]
        robust = weights / (1.0 + np.sum(error**2, axis=-1) / np.maximum(scale, 1e-6) ** 2)
        # a small rotation w and shift v move a point by w x turned + v
        J = np.concatenate([by_point @ -_cross_matrices(turned), by_point], axis=-1)
        WJ = J * robust[..., None, None]
        n = J.shape[1] * 2
        turned_WJ = WJ.reshape(-1, n, 6).transpose(0, 2, 1)  # a stacked product is several times faster than einsum
        A = turned_WJ @ J.reshape(-1, n, 6) + 1e-9 * np.eye(6)
        step = np.linalg.solve(A, -turned_WJ @ error.reshape(-1, n, 1))[..., 0]
        poses[:, :3, :3] = rotations(step[:, :3]) @ poses[:, :3, :3]
        poses[:, :3, 3] += step[:, 3:]
    return poses


def information(poses: Array, points: Array, K: npt.NDArray[Any], weights: Array) -> Array:
    """How well landmarks fix each pose: J^T W J over small rotations and shifts, [T, 6, 6] (pixels^-2 taken as 1)."""
    turned = points @ poses[:, :3, :3].transpose(0, 2, 1)
    placed = turned + poses[:, None, :3, 3]
    _, by_point = _residuals(placed, placed[..., :2], K)
    J = np.concatenate([by_point @ -_cross_matrices(turned), by_point], axis=-1)
    WJ = J * weights[:, None, None]
    n = J.shape[1] * 2
    return np.asarray(WJ.reshape(-1, n, 6).transpose(0, 2, 1) @ J.reshape(-1, n, 6))


def project(points: Array, poses: npt.NDArray[Any], K: npt.NDArray[Any]) -> Array:
    """Head points [T, L, 3] under poses [T, 4, 4] to pixels [T, L, 2]."""
    placed = points @ poses[:, :3, :3].transpose(0, 2, 1) + poses[:, None, :3, 3]
    z = np.maximum(placed[..., 2:], _MIN_DEPTH_M)
    return np.asarray(placed[..., :2] / z * np.array([K[0, 0], K[1, 1]]) + np.array([K[0, 2], K[1, 2]]))


def _residuals(placed: Array, pixels: Array, K: npt.NDArray[Any]) -> tuple[Array, Array]:
    """Reprojection error [T, L, 2] and its derivative by the camera-space point [T, L, 2, 3]."""
    z = np.maximum(placed[..., 2], _MIN_DEPTH_M)
    fx, fy = float(K[0, 0]), float(K[1, 1])
    u, v = placed[..., 0] / z, placed[..., 1] / z
    error = np.stack([fx * u + K[0, 2], fy * v + K[1, 2]], axis=-1) - pixels
    J = np.zeros((*z.shape, 2, 3))
    J[..., 0, 0], J[..., 1, 1] = fx / z, fy / z
    J[..., 0, 2], J[..., 1, 2] = -fx * u / z, -fy * v / z
    return error, J


def procrustes(source: Array, target: Array, weights: Array | None = None) -> tuple[Array, Array, Array]:
    """The similarities that bring ``source`` to ``target``, least squares.

    Args:
        source: [T, L, 3].
        target: [T, L, 3].
        weights: [L]; all equal by default.
    Returns:
        Rotations [T, 3, 3], scales [T], shifts [T, 3].
    Source: Umeyama, Least-squares estimation of transformation parameters between two point patterns, 1991.
    """
    w = np.ones(source.shape[1]) if weights is None else weights
    w = w / w.sum()
    mean_s, mean_t = np.einsum("l,tli->ti", w, source), np.einsum("l,tli->ti", w, target)
    s, t = source - mean_s[:, None], target - mean_t[:, None]
    U, D, Vt = np.linalg.svd(np.einsum("l,tli,tlj->tij", w, t, s))
    sign = np.ones_like(D)
    sign[:, 2] = np.sign(np.linalg.det(U) * np.linalg.det(Vt))
    R = (U * sign[:, None, :]) @ Vt
    scale = np.sum(D * sign, axis=-1) / np.maximum(np.einsum("l,tli,tli->t", w, s, s), 1e-18)
    return R, scale, mean_t - scale[:, None] * np.einsum("tij,tj->ti", R, mean_s)


def rotations(vectors: Array) -> Array:
    """Rotation vectors [T, 3] to matrices [T, 3, 3] (Rodrigues)."""
    angle = np.linalg.norm(vectors, axis=-1)
    safe = np.maximum(angle, 1e-12)
    X = _cross_matrices(vectors / safe[:, None])
    s, c = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    return np.asarray(np.eye(3) + s * X + (1.0 - c) * (X @ X))


def rotation_vectors(matrices: npt.NDArray[Any]) -> Array:
    """Matrices [T, 3, 3] to rotation vectors [T, 3]."""
    from scipy.spatial.transform import Rotation

    return np.asarray(Rotation.from_matrix(np.asarray(matrices, np.float64)).as_rotvec())


def _cross_matrices(v: Array) -> Array:
    x, y, z = np.moveaxis(v, -1, 0)
    o = np.zeros_like(x)
    return np.stack([np.stack([o, -z, y], -1), np.stack([z, o, -x], -1), np.stack([-y, x, o], -1)], -2)
