"""Judging whole avatars: one that drew the truth itself is perfect; frames are chosen by the split."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.avatar.runtime import Avatar
from core.capture.prepared import PreparedClip
from core.errors import Cancelled, CaptureError, InputError
from core.evaluation.cross import correlation, evaluate_cross, project
from core.evaluation.evaluate import clip_camera, clip_descriptors, clip_poses, evaluate
from core.evaluation.judge import Instruments
from core.events import CancelToken, Event, Progress
from core.events import Warning as WarningEvent
from core.export.picture import draw_through
from core.types import ByteArray, Camera, FloatArray
from core.weights.store import WeightStore
from tests.live.stand_ins import SIZE, StandInFace, facing_pose, make_avatar, make_tracks

FRAMES = 6
BARE = Instruments()


def make_clip(avatar: Avatar, tmp_path: Path, lost: tuple[int, ...] = ()) -> PreparedClip:
    """A prepared clip whose pictures are the avatar's own renders."""
    tracks = make_tracks(FRAMES, lost=lost)
    poses = np.where(tracks.found[:, None, None], facing_pose(), np.eye(4, dtype=np.float32))
    tracks = replace(tracks, shape=avatar.landmark_shape, cam_from_head=poses.astype(np.float32))
    clip = PreparedClip(
        images=np.zeros((FRAMES, SIZE, SIZE, 3), np.uint8),
        masks=np.full((FRAMES, SIZE, SIZE), 255, np.uint8),
        K=avatar.K,
        crop=(0.0, 0.0, float(SIZE)),
        tracks=tracks,
        landmarks_px=tracks.landmarks,
        split=np.array([0, 0, 1, 1, -1, 1], np.int8),
        folder=tmp_path,
        name="own renders",
    )
    descriptors, camera = clip_descriptors(avatar, clip), clip_camera(clip)
    images = [draw_through(avatar, d, p, camera) for d, p in zip(descriptors, tracks.cam_from_head, strict=True)]
    return replace(clip, images=np.stack(images))


def store(tmp_path: Path) -> WeightStore:
    return WeightStore(tmp_path / "weights")


def test_an_avatar_that_drew_the_truth_is_perfect(tmp_path: Path) -> None:
    avatar = make_avatar()
    result = evaluate(avatar, make_clip(avatar, tmp_path), store=store(tmp_path), instruments=BARE)
    assert result["heldout.frames"] == 3.0
    assert result["heldout.psnr"] == 100.0
    assert result["heldout.ssim"] == pytest.approx(1.0, abs=1e-5)
    assert result["heldout.mouth_eye_psnr"] == 100.0
    worse = replace(avatar, arrays={**avatar.arrays, "base": avatar.base + 20.0})
    found = evaluate(worse, make_clip(avatar, tmp_path), store=store(tmp_path), instruments=BARE)
    assert found["heldout.psnr"] is not None
    assert found["heldout.psnr"] < 60.0


def test_chosen_frames_and_prefix(tmp_path: Path) -> None:
    avatar = make_avatar()
    clip = make_clip(avatar, tmp_path, lost=(1,))
    train = evaluate(avatar, clip, store=store(tmp_path), frames=clip.split == 0, prefix="train.", instruments=BARE)
    assert train["train.frames"] == 1.0  # the lost frame has no pose to draw at
    with pytest.raises(InputError, match="None of the chosen"):
        evaluate(avatar, clip, store=store(tmp_path), frames=np.arange(FRAMES) == 1, instruments=BARE)
    with pytest.raises(InputError, match="do not fit"):
        evaluate(avatar, clip, store=store(tmp_path), frames=np.ones(3, bool), instruments=BARE)
    none = replace(clip, split=np.zeros(FRAMES, np.int8))
    with pytest.raises(InputError, match="no held-out"):
        evaluate(avatar, none, store=store(tmp_path), instruments=BARE)


def test_progress_and_cancel(tmp_path: Path) -> None:
    avatar, token, heard = make_avatar(), CancelToken(), []

    def emit(event: Event) -> None:
        heard.append(event)
        if isinstance(event, Progress):
            token.cancel()

    with pytest.raises(Cancelled):
        evaluate(avatar, make_clip(avatar, tmp_path), store=store(tmp_path), instruments=BARE, emit=emit, cancel=token)
    assert sum(isinstance(e, Progress) for e in heard) == 1


def test_poses_of_another_take_are_solved_against_the_avatars_head(tmp_path: Path) -> None:
    avatar = make_avatar()
    clip = make_clip(avatar, tmp_path)
    assert clip_poses(avatar, clip) is clip.tracks.cam_from_head
    pixels = project(avatar.landmark_shape, facing_pose((0.02, 0.0, 0.7)), Camera(clip.tracks.K, np.eye(4), 64, 64))
    depth = -avatar.landmark_shape[:, 2:] * clip.tracks.K[0, 0] / 0.7
    seen = np.concatenate([pixels, depth], axis=1).astype(np.float32)
    other = replace(
        clip,
        tracks=replace(
            clip.tracks, shape=np.zeros((478, 3), np.float32), landmarks=np.repeat(seen[None], FRAMES, axis=0)
        ),
    )
    poses = clip_poses(avatar, other)
    np.testing.assert_allclose(poses[0], facing_pose((0.02, 0.0, 0.7)), atol=2e-3)


class PosedTracker:
    """Reports the landmarks that the wanted pose asks for, moved by ``offset`` pixels; or no face."""

    def __init__(self, answer: Callable[[], FloatArray | None]) -> None:
        self._answer = answer

    def track(self, image: ByteArray) -> object | None:
        """The scripted face, with expression scores."""
        landmarks = self._answer()
        return None if landmarks is None else ScoredFace(landmarks)


class ScoredFace(StandInFace):
    """A face that an encoder can read."""

    blendshapes = np.full(52, 0.1, np.float32)
    gaze = np.zeros(4, np.float32)


def cross_landmarks(avatar: Avatar, offset: float) -> FloatArray:
    camera = Camera(avatar.K, np.eye(4, dtype=np.float32), SIZE, SIZE)
    pixels = project(avatar.landmark_shape, avatar.cam_from_head0, camera) + np.array([offset, 0.0])
    return np.concatenate([pixels, np.zeros((478, 1))], axis=1).astype(np.float32)


def run_cross(answer: Callable[[], FloatArray | None], **options: object) -> dict[str, float | None]:
    avatar = make_avatar()
    still = make_tracks(8)
    still = replace(still, cam_from_head=np.repeat(facing_pose((0.1, 0.0, 0.9))[None], 8, axis=0))
    tools = Instruments(trackers=(PosedTracker(answer), PosedTracker(answer)))
    return evaluate_cross(avatar, still, store=None, instruments=tools, **options)  # type: ignore[arg-type]


def test_cross_driving_measures_pose_expression_and_broken_frames() -> None:
    avatar = make_avatar()
    result = run_cross(lambda: cross_landmarks(avatar, 0.0))
    assert result["cross.frames"] == 8.0
    assert result["cross.pose_px"] == pytest.approx(0.0, abs=0.05)
    assert result["cross.broken_share"] == 0.0
    assert result["cross.identity"] is None
    assert result["cross.descriptor_distance"] is not None
    assert result["cross.descriptor_distance"] > 0.1
    assert result["cross.correlation"] == pytest.approx(0.0)  # the stand-in face never moves
    torn = run_cross(lambda: cross_landmarks(avatar, 30.0))
    assert torn["cross.pose_px"] == pytest.approx(30.0, abs=0.1)
    assert torn["cross.broken_share"] == 1.0


def test_renders_without_a_face_are_broken() -> None:
    heard: list[Event] = []
    result = run_cross(lambda: None, emit=heard.append, max_frames=3)
    assert result["cross.frames"] == 3.0
    assert result["cross.broken_share"] == 1.0
    assert result["cross.descriptor_distance"] is None
    assert result["cross.correlation"] is None
    assert any(isinstance(e, WarningEvent) and "Identity" in e.message for e in heard)


def test_cross_driving_needs_frames_and_a_tracker() -> None:
    avatar = make_avatar()
    with pytest.raises(InputError):
        run_cross(lambda: None, max_frames=0)
    with pytest.raises(CaptureError, match="tracker"):
        evaluate_cross(avatar, make_tracks(8), store=None, instruments=BARE)  # type: ignore[arg-type]
    unseen = make_tracks(3, lost=(0, 1, 2))
    with pytest.raises(CaptureError, match="No face"):
        evaluate_cross(avatar, unseen, store=None, instruments=BARE)  # type: ignore[arg-type]


def test_correlation_counts_only_channels_that_move() -> None:
    t = np.linspace(0, 6, 50)
    wanted = np.stack([np.sin(t), np.cos(t), np.full(50, 0.3)], axis=1).astype(np.float32)
    seen = np.stack([2 * np.sin(t) + 1, -np.cos(t), t], axis=1).astype(np.float32)
    assert correlation(wanted, seen) == pytest.approx(0.0, abs=1e-5)
    assert correlation(wanted, wanted * 3) == pytest.approx(1.0, abs=1e-5)
    holes = seen.copy()
    holes[::2] = np.nan
    value = correlation(wanted, holes)
    assert value is not None
    assert math.isfinite(value)
    assert correlation(wanted[:2], seen[:2]) is None
    assert correlation(wanted * 0, seen) is None
