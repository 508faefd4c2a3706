"""Where the first splats stand, what colour they have and how the face's own landmarks say that they move.

The landmarks are the clip's own (no template): they give a starting surface and starting motions. Training is free to
leave both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay, cKDTree

from core.avatar import layout
from core.types import BoolArray, ByteArray, FloatArray

FACE_LANDMARKS = 468  # the rest are irises
CHIN = 152

FACE_SHARE, SKULL_SHARE = 0.5, 0.2  # the rest is the sheet
MOTION_REACH_M = 0.012
FACE_COVERS = 0.92  # of the landmarks' outline
FACE_OPACITY_LOGIT = 2.0  # 0.88: nothing behind a face is seen through it; all else begins at 0.5


@dataclass(frozen=True)
class StartingSplats:
    """Initial attributes in natural units [N, 14], blend [N], positions in head space [N, 3], and which splats the
    landmarks put on the face [N]: of these alone the depth is known."""

    base: FloatArray
    blend: FloatArray
    means: FloatArray
    on_face: BoolArray


@dataclass(frozen=True)
class StartingMotion:
    """Landmark motion as bases: ``modes`` [Kp, 478, 3] metres, and ``linear`` [Kp, D] from standardised descriptors."""

    modes: FloatArray
    linear: FloatArray


def starting_splats(
    shape: FloatArray,
    images: ByteArray,
    masks: ByteArray,
    cam_from_head: FloatArray,
    typical: int,
    K: FloatArray,
    count: int,
    rng: np.random.Generator,
) -> StartingSplats:
    """Splats on the face, on a skull around it, and on a camera-facing sheet that fills the rest of the mask.

    Args:
        shape: the person's landmarks in head space, [478, 3] metres.
        images: a few frames, uint8 [F, S, S, 3].
        masks: their foreground, uint8 [F, S, S].
        cam_from_head: their poses, [F, 4, 4].
        typical: index of the most typical frame among them.
        K: intrinsics, [3, 3].
        count: N.
        rng: for the sampling.
    """
    face = _on_face(shape, int(count * FACE_SHARE), rng)
    skull = _on_skull(shape, int(count * SKULL_SHARE), masks[typical], cam_from_head[typical], K, rng)
    sheet = _on_sheet(shape, count - len(face) - len(skull), masks[typical], cam_from_head[typical], K, rng)
    means = np.concatenate([face, skull, sheet]).astype(np.float32)
    blend = _head_share(means, shape)
    # torso splats do not follow the head: their colour comes from the typical frame alone
    colors = _sample_colors(means, blend > 0.5, images, masks, cam_from_head, typical, K)
    base = _pack(means, colors, rng)
    on_face = np.arange(len(means)) < len(face)
    base[on_face, layout.OPACITY] = FACE_OPACITY_LOGIT / layout.OPACITY_STEP
    return StartingSplats(base, blend, means, on_face)


def landmark_motion(
    landmarks: FloatArray,
    shape: FloatArray,
    cam_from_head: FloatArray,
    K: FloatArray,
    x: FloatArray,
    modes: int,
    ridge: float = 3.0,
) -> StartingMotion:
    """How the landmarks move with the expression, as a few modes.

    Args:
        landmarks: pixels of the images that K belongs to (z in the same unit), [T, 478, 3].
        shape: at rest in head space, [478, 3].
        cam_from_head: [T, 4, 4].
        K: [3, 3].
        x: standardised descriptors, [T, D].
        modes: how many at most.
        ridge: regularisation of the map from descriptors, per frame count of 100.
    Returns:
        Modes whose weights have unit deviation over the capture.
    """
    moved = _landmarks_in_head(landmarks, cam_from_head, K) - shape
    moved = (moved - np.median(moved, axis=0)).reshape(len(x), -1)
    gram = x.T @ x + ridge * max(len(x) / 100.0, 1.0) * np.eye(x.shape[1])
    coefficients = np.linalg.solve(gram, x.T @ moved)  # [D, 478*3]
    singular, directions = _principal(x @ coefficients)
    keep = min(modes, int((singular > 1e-6).sum()))
    deviation = np.maximum(singular[:keep] / np.sqrt(len(x)), 1e-9)
    linear = (coefficients @ directions[:keep].T / deviation).T
    return StartingMotion(
        modes=(directions[:keep] * deviation[:, None]).reshape(keep, -1, 3).astype(np.float32),
        linear=linear.astype(np.float32),
    )


def _principal(rows: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Singular values and right vectors of a tall, low-rank matrix, through its small Gram matrix."""
    values, vectors = np.linalg.eigh(rows @ rows.T if len(rows) < rows.shape[1] else rows.T @ rows)
    values, vectors = np.sqrt(np.maximum(values[::-1], 0.0)), vectors[:, ::-1]
    if len(rows) >= rows.shape[1]:
        return values, vectors.T
    return values, vectors.T @ rows / np.maximum(values[:, None], 1e-12)


def spread_motion(motion: StartingMotion, shape: FloatArray, means: FloatArray) -> FloatArray:
    """Landmark modes carried to splats near them, in natural units: [Kp, N, 14]."""
    near, index = cKDTree(shape).query(means, k=4)
    weight = np.exp(-0.5 * (near / MOTION_REACH_M) ** 2)
    weight = weight / (weight.sum(axis=1, keepdims=True) + 0.05)
    out = np.zeros((len(motion.modes), len(means), layout.ATTRIBUTES), np.float32)
    carried = np.einsum("knjc,nj->knc", motion.modes[:, index], weight)
    out[..., layout.MEAN] = carried / layout.MEAN_STEP_M
    return out


def _landmarks_in_head(landmarks: FloatArray, cam_from_head: FloatArray, K: FloatArray) -> FloatArray:
    """Lift pixel landmarks to head space: the z of a landmark is relative to the head's depth, in pixels."""
    focal = float(K[0, 0])
    depth0 = cam_from_head[:, 2, 3][:, None]
    mid = landmarks[..., 2].mean(axis=1, keepdims=True)
    depth = depth0 + (landmarks[..., 2] - mid) * depth0 / focal
    x = (landmarks[..., 0] - K[0, 2]) * depth / focal
    y = (landmarks[..., 1] - K[1, 2]) * depth / focal
    cam = np.stack([x, y, depth], axis=-1) - cam_from_head[:, None, :3, 3]
    return np.asarray(np.einsum("tji,tlj->tli", cam_from_head[:, :3, :3], cam))


def _on_face(shape: FloatArray, count: int, rng: np.random.Generator) -> FloatArray:
    points = shape[:FACE_LANDMARKS]
    triangles = Delaunay(points[:, :2]).simplices
    a, b, c = (points[triangles[:, i]] for i in range(3))
    area = 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1)
    # small features need more splats than cheeks: density follows the landmarks' own density half-way
    share = np.sqrt(area)
    chosen = rng.choice(len(triangles), count, p=share / share.sum())
    u, v = rng.random((2, count))
    flip = u + v > 1
    u, v = np.where(flip, 1 - u, u)[:, None], np.where(flip, 1 - v, v)[:, None]
    return np.asarray(a[chosen] * (1 - u - v) + b[chosen] * u + c[chosen] * v)


def _on_skull(
    shape: FloatArray, count: int, mask: ByteArray, pose: FloatArray, K: FloatArray, rng: np.random.Generator
) -> FloatArray:
    low, high = shape[:FACE_LANDMARKS].min(axis=0), shape[:FACE_LANDMARKS].max(axis=0)
    half = 0.5 * (high - low)
    centre = np.array([0.0, 0.5 * (low[1] + high[1]) + 0.15 * half[1], low[2] - 0.2 * half[0]])
    radii = np.array([1.15 * half[0], 1.35 * half[1], 1.2 * half[0]])
    direction = rng.normal(size=(count * 6, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    points = np.asarray(centre + radii * direction, np.float32)
    inside = _mask_at(points, mask, pose, K) & ~_in_face(_project(points, pose, K)[0], shape, pose, K)
    # those in front of the face would hide it
    inside &= ~((np.abs(points[:, 0]) < half[0]) & (points[:, 1] < high[1]) & (points[:, 2] > low[2] + 0.2 * half[0]))
    return np.asarray(points[inside][:count])


def _on_sheet(
    shape: FloatArray, count: int, mask: ByteArray, pose: FloatArray, K: FloatArray, rng: np.random.Generator
) -> FloatArray:
    pixels = np.indices(mask.shape)[::-1].reshape(2, -1).T + 0.5
    beside = (mask > 127) & ~_in_face(pixels, shape, pose, K).reshape(mask.shape)
    rows, columns = np.nonzero(beside)
    if len(rows) == 0:
        rows, columns = np.indices(mask.shape).reshape(2, -1)
    pick = rng.integers(0, len(rows), count)
    pixel = np.stack([columns[pick], rows[pick]], axis=1) + rng.random((count, 2))
    depth = pose[2, 3] + (0.055 + 0.02 * rng.random(count))
    x = (pixel[:, 0] - K[0, 2]) / K[0, 0] * depth
    y = (pixel[:, 1] - K[1, 2]) / K[1, 1] * depth
    return np.asarray((np.stack([x, y, depth], axis=1) - pose[:3, 3]) @ pose[:3, :3])


def _in_face(pixels: FloatArray, shape: FloatArray, pose: FloatArray, K: FloatArray) -> BoolArray:
    """Which pixels [P, 2] the face covers, a little less than its outline: what stands behind it there comes to be
    seen through it, and moves otherwise when the head turns."""
    outline = _project(shape[:FACE_LANDMARKS], pose, K)[0]
    middle = outline.mean(axis=0)
    return np.asarray(Delaunay(middle + FACE_COVERS * (outline - middle)).find_simplex(pixels) >= 0)


def _head_share(means: FloatArray, shape: FloatArray) -> FloatArray:
    chin = float(shape[CHIN, 1]) - 0.02
    return np.asarray(1.0 / (1.0 + np.exp(-(means[:, 1] - chin) / 0.012)), np.float32).clip(0.02, 0.98)


def _project(points: FloatArray, pose: FloatArray, K: FloatArray) -> tuple[FloatArray, FloatArray]:
    cam = points @ pose[:3, :3].T + pose[:3, 3]
    z = np.maximum(cam[:, 2:], 1e-3)
    return cam[:, :2] / z * np.array([K[0, 0], K[1, 1]]) + np.array([K[0, 2], K[1, 2]]), z[:, 0]


def _mask_at(points: FloatArray, mask: ByteArray, pose: FloatArray, K: FloatArray) -> np.ndarray:
    pixel = np.floor(_project(points, pose, K)[0]).astype(int)
    size = mask.shape[0]
    inside = ((pixel >= 0) & (pixel < size)).all(axis=1)
    pixel = pixel.clip(0, size - 1)
    return np.asarray(inside & (mask[pixel[:, 1], pixel[:, 0]] > 127))


def _sample_colors(
    means: FloatArray,
    follows: np.ndarray,
    images: ByteArray,
    masks: ByteArray,
    poses: FloatArray,
    typical: int,
    K: FloatArray,
) -> FloatArray:
    """Mean colour seen by each point over the frames, those in the mask only; [N, 3] in 0..1."""
    total = np.zeros((len(means), 3))
    weight = np.full((len(means), 1), 1e-6)
    size = images.shape[1]
    for index in range(len(images)):
        pixel = np.floor(_project(means, poses[index], K)[0]).astype(int)
        inside = ((pixel >= 0) & (pixel < size)).all(axis=1)
        pixel = pixel.clip(0, size - 1)
        seen = inside & (masks[index][pixel[:, 1], pixel[:, 0]] > 127) & (follows | (index == typical))
        total[seen] += images[index][pixel[seen, 1], pixel[seen, 0]] / 255.0
        weight[seen] += 1.0
    colors = total / weight
    unseen = weight[:, 0] < 0.5
    colors[unseen] = colors[~unseen].mean(axis=0) if (~unseen).any() else 0.5
    return np.asarray(colors, np.float32)


def _pack(means: FloatArray, colors: FloatArray, rng: np.random.Generator) -> FloatArray:
    near = cKDTree(means).query(means, k=4)[0][:, 1:].mean(axis=1)
    base = np.zeros((len(means), layout.ATTRIBUTES), np.float32)
    base[:, layout.MEAN] = means
    base[:, layout.QUAT] = rng.normal(scale=0.1, size=(len(means), 4))
    base[:, layout.QUAT.start] += 1.0
    base[:, layout.LOG_SCALE] = np.log(np.clip(near, 3e-4, 0.01) * 0.8)[:, None]
    base[:, layout.OPACITY] = 0.0
    safe = colors.clip(0.02, 0.98)
    base[:, layout.COLOR] = np.log(safe / (1 - safe))
    return base / layout.natural_units()
