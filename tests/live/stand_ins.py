"""Made-up avatars, tracks and trackers for tests of driving, evaluation and export: small and seeded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.avatar import layout
from core.avatar.format import AvatarMeta
from core.avatar.runtime import Avatar
from core.avatar.se3 import exp_se3
from core.expression.encoder import get_encoder
from core.expression.neutral import Neutral
from core.tracking.tracks import FaceTracks
from core.types import ByteArray, FloatArray

SIZE = 64
FACING = np.diag([1.0, -1.0, -1.0, 1.0]).astype(np.float32)
"""A head that looks straight into the camera."""


def facing_pose(shift: tuple[float, float, float] = (0.0, 0.0, 0.6)) -> FloatArray:
    """A head facing the camera at ``shift`` metres."""
    pose = FACING.copy()
    pose[:3, 3] = shift
    return pose


def make_avatar(splats: int = 300, bases: int = 4, rows: int = 60, seed: int = 0) -> Avatar:
    """A coloured blob of splats whose first channels move it, with the blend52 encoder's channels."""
    rng = np.random.default_rng(seed)
    channels = get_encoder("blend52").channels
    D = len(channels)
    physical = np.zeros((splats, layout.ATTRIBUTES))
    direction = rng.normal(size=(splats, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    physical[:, layout.MEAN] = direction * (0.07, 0.1, 0.08) - (0.0, 0.01, 0.09)
    physical[:, layout.QUAT] = (1.0, 0.0, 0.0, 0.0)
    physical[:, layout.LOG_SCALE] = np.log(0.01)
    physical[:, layout.OPACITY] = 3.0
    physical[:, layout.COLOR] = direction * 2.0
    units = layout.natural_units()
    moves = np.zeros((bases, splats, layout.ATTRIBUTES))
    moves[..., layout.MEAN] = rng.normal(scale=0.01, size=(bases, 1, 3))
    arrays = {
        "base": physical / units,
        "bases": moves / units,
        "units": units,
        "blend": np.ones(splats),
        "cam_from_head0": facing_pose(),
        "K": np.array([[80.0, 0, SIZE / 2], [0, 80.0, SIZE / 2], [0, 0, 1]]),
        "torso_map": np.zeros((6, 7)),
        "pose_map": np.zeros((6, 7)),
        "linear": rng.normal(size=(bases, D)),
        "input_mean": np.zeros(D),
        "input_scale": np.ones(D),
        "input_limit": np.full(D, 5.0),
        "landmark.shape": rng.normal(scale=0.04, size=(478, 3)),
        "landmark.basis": np.zeros((52, 478, 3)),
        "landmark.neutral": np.zeros(52),
        "landmark.weights": np.ones(478),
        "train_descriptors": rng.normal(scale=0.1, size=(rows, D)),
    }
    encoder = get_encoder("blend52")
    neutral = Neutral(encoder.id, encoder.version, np.full(D, 0.05, np.float32))
    meta = AvatarMeta(
        "blob",
        encoder.id,
        encoder.version,
        tuple(c.name for c in channels),
        tuple(c.region for c in channels),
        image_size=SIZE,
        neutral=neutral.to_dict(),
    )
    return Avatar(meta, {name: np.ascontiguousarray(a, np.float32) for name, a in arrays.items()})


def make_tracks(frames: int = 40, *, lost: tuple[int, ...] = (), seed: int = 0, fps: float = 25.0) -> FaceTracks:
    """A driver who nods a little and opens the mouth, off centre; rows in ``lost`` have no face."""
    rng = np.random.default_rng(seed)
    t = np.arange(frames)
    scores = np.full((frames, 52), 0.1) + rng.normal(scale=0.005, size=(frames, 52))
    scores[:, 25] += 0.4 * (1 - np.cos(2 * np.pi * t / 20))  # jawOpen
    motion = np.zeros((frames, 6))
    motion[:, 3] = 0.1 * np.sin(2 * np.pi * t / 30)
    poses = facing_pose((0.12, 0.05, 0.9)) @ exp_se3(motion)
    found = np.ones(frames, bool)
    found[list(lost)] = False
    landmarks = rng.uniform(20.0, 44.0, size=(1, 478, 3)) + np.zeros((frames, 1, 1))
    return FaceTracks(
        frame_index=t.astype(np.int32),
        time_s=t / fps,
        found=found,
        blur=np.zeros(frames, np.float32),
        score=np.ones(frames, np.float32),
        landmarks=landmarks.astype(np.float32),
        blendshapes=np.where(found[:, None], scores, 0.0).astype(np.float32),
        gaze=np.zeros((frames, 4), np.float32),
        cam_from_head=np.where(found[:, None, None], poses, np.eye(4)).astype(np.float32),
        shape=rng.normal(scale=0.04, size=(478, 3)).astype(np.float32),
        K=np.array([[80.0, 0, 32], [0, 80.0, 32], [0, 0, 1]], np.float32),
        width=SIZE,
        height=SIZE,
        fps=fps,
        tracker_id="stand-in",
        source_sha256="0" * 64,
    )


@dataclass(frozen=True)
class StandInFace:
    """A face at fixed landmarks."""

    landmarks: FloatArray


class BrightnessTracker:
    """Finds the 'face' at the brightest pixel; none in a black image."""

    def __init__(self) -> None:
        rng = np.random.default_rng(3)
        self._pattern = rng.uniform(-12.0, 12.0, size=(478, 3)).astype(np.float32)
        self._pattern[33, :2], self._pattern[263, :2] = (-12.0, 0.0), (12.0, 0.0)

    def track(self, image: ByteArray) -> StandInFace | None:
        """The pattern around the brightest pixel."""
        light = image.sum(axis=2)
        if light.max() == 0:
            return None
        y, x = np.unravel_index(int(light.argmax()), light.shape)
        return StandInFace(self._pattern + np.array([x, y, 0.0], np.float32))


def write_clip(path: Path, frames: int = 12, size: int = SIZE, fps: float = 25.0) -> Path:
    """A small real video whose brightness tells the frame number."""
    from core.export.video import Mp4Writer

    with Mp4Writer(path, size, size, fps, crf=10) as video:
        for index in range(frames):
            video.write(np.full((size, size, 3), 20 + 15 * index, np.uint8))
    return path


def no_leftovers(folder: Path, *names: str) -> bool:
    """Whether ``folder`` holds exactly ``names``: no half-written or temporary files."""
    return sorted(p.name for p in folder.iterdir()) == sorted(names)
