"""A made-up prepared clip: a flat drawn face that nods and opens its mouth, with matching tracks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.capture.cv import cv2
from core.capture.prepared import PreparedClip
from core.tracking.names import BLENDSHAPE_NAMES
from core.tracking.pose import project
from core.tracking.tracks import FaceTracks
from core.types import FloatArray

SIZE, FRAMES, FOCAL, DEPTH = 64, 30, 83.0, 0.45
JAW = BLENDSHAPE_NAMES.index("jawOpen")


def face_shape() -> FloatArray:
    """478 points of a bent plate 0.14 m wide, irises last."""
    rng = np.random.default_rng(0)
    angle, radius = rng.random(478) * 2 * np.pi, np.sqrt(rng.random(478))
    x, y = 0.07 * radius * np.cos(angle), 0.09 * radius * np.sin(angle) - 0.03
    return np.stack([x, y, -3.0 * x**2], axis=1).astype(np.float32)


def make_clip(folder: Path) -> PreparedClip:
    """Thirty frames of 64 px; the last six are held out."""
    shape = face_shape()
    time = np.arange(FRAMES) / 10.0
    jaw = (0.5 + 0.5 * np.sin(2.0 * time)).astype(np.float32)
    blendshapes = np.zeros((FRAMES, 52), np.float32)
    blendshapes[:, JAW] = jaw
    K = np.array([[FOCAL, 0, SIZE / 2], [0, FOCAL, SIZE / 2], [0, 0, 1]], np.float32)
    poses = np.tile(np.diag([1.0, -1.0, -1.0, 1.0]).astype(np.float32), (FRAMES, 1, 1))
    poses[:, :3, 3] = np.stack([0.02 * np.sin(time), -0.02 + 0 * time, DEPTH + 0 * time], axis=1)
    points = np.repeat(shape[None], FRAMES, axis=0)
    points[:, shape[:, 1] < -0.05, 1] -= 0.02 * jaw[:, None]
    pixels = project(points.astype(np.float64), poses, K)
    landmarks = np.concatenate([pixels, np.zeros((FRAMES, 478, 1))], axis=2).astype(np.float32)
    pictures = [_draw(poses[t], float(jaw[t]), K) for t in range(FRAMES)]
    split = np.zeros(FRAMES, np.int8)
    split[-6:] = 1
    return PreparedClip(
        images=np.stack([image for image, _ in pictures]),
        masks=np.stack([mask for _, mask in pictures]),
        K=K,
        crop=(0.0, 0.0, float(SIZE)),
        tracks=_tracks(landmarks, blendshapes, poses, shape, K, time),
        landmarks_px=landmarks,
        split=split,
        folder=folder,
        name="drawn",
    )


def _tracks(
    landmarks: FloatArray,
    blendshapes: FloatArray,
    poses: FloatArray,
    shape: FloatArray,
    K: FloatArray,
    time: FloatArray,
) -> FaceTracks:
    return FaceTracks(
        frame_index=np.arange(FRAMES, dtype=np.int32),
        time_s=time.astype(np.float64),
        found=np.ones(FRAMES, bool),
        blur=np.zeros(FRAMES, np.float32),
        score=np.ones(FRAMES, np.float32),
        landmarks=landmarks,
        blendshapes=blendshapes,
        gaze=np.zeros((FRAMES, 4), np.float32),
        cam_from_head=poses,
        shape=shape,
        K=K,
        width=SIZE,
        height=SIZE,
        fps=10.0,
        tracker_id="drawn",
        source_sha256="0" * 64,
    )


def _draw(pose: FloatArray, jaw: float, K: FloatArray) -> tuple[np.ndarray, np.ndarray]:
    def at(x: float, y: float) -> tuple[int, int]:
        pixel = project(np.array([[[x, y, 0.0]]]), pose[None], K)[0, 0]
        return round(float(pixel[0])), round(float(pixel[1]))

    image = np.full((SIZE, SIZE, 3), 90, np.uint8)
    mask = np.zeros((SIZE, SIZE), np.uint8)
    axes = (round(0.075 * FOCAL / DEPTH), round(0.1 * FOCAL / DEPTH))
    for canvas, color in ((image, (200, 160, 140)), (mask, 255)):
        cv2.ellipse(canvas, at(0, -0.03), axes, 0, 0, 360, color, -1)
    for side in (-1, 1):
        cv2.circle(image, at(0.03 * side, 0.0), 2, (40, 60, 90), -1)
    opened = max(1, round((0.003 + 0.02 * jaw) * FOCAL / DEPTH))
    cv2.ellipse(image, at(0, -0.075 - 0.01 * jaw), (5, opened), 0, 0, 360, (90, 20, 30), -1)
    return image, mask
