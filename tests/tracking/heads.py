"""Made-up heads with exactly known poses: a smooth face-like surface as landmarks, and pictures of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.capture.cv import cv2
from core.tracking.names import CHIN, FOREHEAD_TOP, LEFT_EYE_OUTER, OVAL, RIGHT_EYE_OUTER, RIGID
from core.tracking.pose import default_intrinsics, project, rotations
from core.tracking.shape import LandmarkModel, head_from_shape
from core.tracking.tracks import FaceTracks
from core.types import NUM_BLENDSHAPES, NUM_LANDMARKS

SIZE = 256
Array = npt.NDArray[np.float64]


def depth_at(x: Array, y: Array) -> Array:
    """A head's front: an ellipsoid with a nose on it; z in metres."""
    dome = 0.1 * np.sqrt(np.clip(1.0 - (x / 0.09) ** 2 - ((y - 0.01) / 0.13) ** 2, 0.02, 1.0)) - 0.1
    return np.asarray(dome + 0.025 * np.exp(-((x / 0.012) ** 2) - ((y + 0.03) / 0.018) ** 2))


def head_shape(seed: int = 0) -> Array:
    """Landmarks over the surface, in head space, [478, 3]; named ones where they belong."""
    shape = _raw_shape(seed)
    head = head_from_shape(shape)
    return np.asarray(shape @ head[:3, :3].T + head[:3, 3])


def _raw_shape(seed: int) -> Array:
    rng = np.random.default_rng(seed)
    xy = np.stack([rng.uniform(-0.06, 0.06, NUM_LANDMARKS), rng.uniform(-0.085, 0.075, NUM_LANDMARKS)], axis=1)
    turn = np.linspace(0.0, 2.0 * np.pi, len(OVAL), endpoint=False)
    xy[list(OVAL)] = np.stack([0.065 * np.sin(turn), 0.085 * np.cos(turn) - 0.005], axis=1)
    upper = [i for i in RIGID if i not in OVAL]
    xy[upper, 1] = rng.uniform(-0.03, 0.07, len(upper))
    xy[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER]] = [[-0.045, 0.0], [0.045, 0.0]]
    xy[[FOREHEAD_TOP, CHIN]] = [[0.0, 0.08], [0.0, -0.09]]
    return np.concatenate([xy, depth_at(xy[:, 0], xy[:, 1])[:, None]], axis=1)


def head_poses(T: int, seed: int = 1, spread_rad: float = 0.08) -> Array:
    """Smooth head motion in front of the camera, [T, 4, 4]."""
    rng = np.random.default_rng(seed)
    phase, speed = rng.uniform(0, 6.28, 6), rng.uniform(0.05, 0.2, 6)
    waves = np.sin(np.arange(T)[:, None] * speed + phase)
    upright = np.diag([1.0, -1.0, -1.0])
    poses = np.tile(np.eye(4), (T, 1, 1))
    poses[:, :3, :3] = rotations(waves[:, :3] * spread_rad) @ upright
    poses[:, :3, 3] = np.array([0.0, 0.01, 0.5]) + waves[:, 3:] * np.array([0.01, 0.01, 0.02])
    return poses


def make_model(seed: int = 0) -> LandmarkModel:
    """A head whose lower half moves with two of the blendshapes."""
    rng = np.random.default_rng(seed + 10)
    shape = head_shape(seed)
    basis = np.zeros((NUM_BLENDSHAPES, NUM_LANDMARKS, 3))
    lower = shape[:, 1] < -0.035
    basis[25, lower] = [0.0, -0.012, -0.004]
    basis[44, lower] = rng.normal(0, 0.003, 3)
    return LandmarkModel(
        shape=shape.astype(np.float32),
        basis=basis.astype(np.float32),
        neutral=np.zeros(NUM_BLENDSHAPES, np.float32),
        weights=np.ones(NUM_LANDMARKS, np.float32),
    )


def make_tracks(T: int, *, noise_px: float = 0.0, seed: int = 0) -> FaceTracks:
    """Tracks of such a head, poses and landmarks exact up to ``noise_px``."""
    rng = np.random.default_rng(seed)
    model, poses, K = make_model(seed), head_poses(T, seed + 1), default_intrinsics(SIZE, SIZE)
    blendshapes = np.zeros((T, NUM_BLENDSHAPES), np.float32)
    blendshapes[:, 25] = np.clip(np.sin(np.arange(T) * 0.31), 0, 1)
    blendshapes[:, 44] = np.clip(np.sin(np.arange(T) * 0.17 + 1), 0, 1)
    points = model.posed(blendshapes)
    pixels = project(points, poses, K) + rng.normal(0, 1, (T, NUM_LANDMARKS, 2)) * noise_px
    placed = points @ poses[:, :3, :3].transpose(0, 2, 1)
    z = placed[..., 2:] * K[0, 0] / poses[:, None, 2:3, 3]
    return FaceTracks(
        frame_index=np.arange(T, dtype=np.int32),
        time_s=np.arange(T) / 25.0,
        found=np.ones(T, bool),
        blur=np.full(T, 0.2, np.float32),
        score=np.ones(T, np.float32),
        landmarks=np.concatenate([pixels, z], axis=-1).astype(np.float32),
        blendshapes=blendshapes,
        gaze=np.zeros((T, 4), np.float32),
        cam_from_head=poses.astype(np.float32),
        shape=model.shape,
        K=K,
        width=SIZE,
        height=SIZE,
        fps=25.0,
        tracker_id="made-up",
        source_sha256="0" * 64,
        model=model,
    )


def draw_heads(poses: Array, K: npt.NDArray[np.float32], seed: int = 0) -> tuple[npt.NDArray[np.uint8], ...]:
    """Pictures [T, S, S, 3] and masks [T, S, S] of a textured head-and-hair surface under exact poses."""
    texture = cv2.GaussianBlur(np.random.default_rng(3).uniform(0, 255, (300, 300)).astype(np.float32), (0, 0), 5)
    texture = (texture - texture.min()) / np.ptp(texture) * 255
    # splat a dense cloud of surface points: simple, exact, and fine enough to fill every pixel after blurring
    x, y = np.meshgrid(np.linspace(-0.088, 0.088, 400), np.linspace(-0.1, 0.135, 520))
    cloud = np.stack([x, y, depth_at(x, y)], axis=-1).reshape(-1, 3)
    inside = (cloud[:, 0] / 0.088) ** 2 + ((cloud[:, 1] - 0.01) / 0.125) ** 2 < 1.0
    cloud = cloud[inside]
    at = ((cloud[:, :2] + [0.1, 0.11]) / [0.2, 0.25] * 299).astype(np.float32)
    shade = texture[at[:, 1].astype(int), at[:, 0].astype(int)]
    head = head_from_shape(_raw_shape(seed))
    cloud = cloud @ head[:3, :3].T + head[:3, 3]
    images = np.zeros((len(poses), SIZE, SIZE, 3), np.uint8)
    masks = np.zeros((len(poses), SIZE, SIZE), np.uint8)
    for t, pose in enumerate(poses):
        pixels = np.clip(project(cloud[None], pose[None], K)[0].astype(int), 0, SIZE - 1)
        flat = pixels[:, 1] * SIZE + pixels[:, 0]
        total = np.bincount(flat, weights=shade, minlength=SIZE * SIZE).reshape(SIZE, SIZE)
        count = np.bincount(flat, minlength=SIZE * SIZE).reshape(SIZE, SIZE)
        grey = np.where(count > 0, total / np.maximum(count, 1), 40.0)
        images[t] = np.clip(grey, 0, 255).astype(np.uint8)[..., None]
        masks[t] = np.where(cv2.morphologyEx((count > 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3))), 255, 0)
    return images, masks
