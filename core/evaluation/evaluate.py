"""Judging an avatar on frames of a prepared clip, drawn at the tracker's own pose unless it is asked to be fitted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from core.avatar.runtime import Avatar
from core.errors import InputError
from core.evaluation import metrics
from core.evaluation.judge import Evaluation, Instruments, Judge, load_instruments, summarise
from core.evaluation.pose_fit import draw_fitted
from core.events import CancelToken, Emit, Progress, Stage, discard
from core.export.picture import draw_through
from core.expression.neutral import Neutral
from core.expression.whitening import Whitening
from core.live.projection import OWN_SLACK, RangeProjection
from core.live.retarget import encoder_of
from core.types import BoolArray, ByteArray, Camera, FloatArray

if TYPE_CHECKING:
    from core.capture.prepared import PreparedClip
    from core.weights.store import WeightStore

HELDOUT = 1


def evaluate(
    avatar: Avatar,
    clip: PreparedClip,
    *,
    store: WeightStore,
    frames: BoolArray | None = None,
    prefix: str = "heldout.",
    fit_pose: bool = False,
    instruments: Instruments | None = None,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> Evaluation:
    """Draw frames of a clip and measure them against the truth.

    Args:
        avatar: to be judged.
        clip: of the avatar's subject, prepared.
        store: of the measures' weights.
        frames: which, [T] bool; the clip's held-out frames if None.
        prefix: before the names in the result.
        fit_pose: draw each frame at the head and torso pose that suit its picture best, near the tracked one.
        instruments: loaded measures, to be used for several calls; loaded here if None.
        emit: gets Stage, Progress and, for measures without weights, Warning.
        cancel: looked at in every frame.
    Returns:
        Means by name (docs/metrics.md), with per-frame values.
    Raises:
        InputError: no frames to judge.
        FormatError: the avatar's encoder is unknown here.
        Cancelled: the user asked.
    """
    rows = _chosen(clip, frames)
    tools = instruments or load_instruments(store, distance=expression_distance(avatar), emit=emit)
    judge, token = Judge(tools, background=avatar.meta.background, prefix=prefix), cancel or CancelToken()
    draw = clip_drawing(avatar, clip, fit_pose=fit_pose)
    emit(Stage("evaluating"))
    started_s, values = time.monotonic(), []
    for done, t in enumerate(rows, start=1):
        token.check()
        values.append(judge.frame(np.asarray(clip.images[t]), draw(t), np.asarray(clip.masks[t]), clip.landmarks_px[t]))
        emit(Progress(done, len(rows), "frames", (time.monotonic() - started_s) * (len(rows) - done) / done))
    return summarise(values, prefix)


def clip_drawing(avatar: Avatar, clip: PreparedClip, *, fit_pose: bool = False) -> Callable[[int], ByteArray]:
    """What draws the avatar as it should look on frame ``t`` of a clip, uint8 [H, W, 3] RGB.

    Args:
        avatar: of the clip's subject.
        clip: prepared.
        fit_pose: at the head and torso pose that suit the frame's picture best, instead of the tracked ones.
    Raises:
        FormatError: the avatar's encoder is unknown here, or its neutral is damaged.
    """
    descriptors, poses, camera = clip_descriptors(avatar, clip), clip_poses(avatar, clip), clip_camera(clip)

    def draw(t: int) -> ByteArray:
        if not fit_pose:
            return draw_through(avatar, descriptors[t], poses[t], camera)
        return draw_fitted(avatar, descriptors[t], poses[t], clip_truth(avatar, clip, t), camera)

    return draw


def clip_truth(avatar: Avatar, clip: PreparedClip, t: int) -> FloatArray:
    """Frame ``t`` as the avatar is drawn: the person on the avatar's background, 0..1, [H, W, 3]."""
    image, mask = metrics.as_float(np.asarray(clip.images[t])[None]), np.asarray(clip.masks[t])[None]
    return np.asarray(metrics.composite(image, mask, np.asarray(avatar.meta.background, np.float32))[0], np.float32)


def clip_descriptors(avatar: Avatar, clip: PreparedClip) -> FloatArray:
    """The clip's expressions against the avatar's own neutral, pulled into its range as when it is driven, [T, D].

    Raises:
        FormatError: the avatar's encoder is unknown here, or its neutral is damaged.
    """
    found = encoder_of(avatar).encode(clip.tracks, Neutral.from_dict(avatar.meta.neutral))
    return RangeProjection(avatar.train_descriptors, slack=OWN_SLACK).project(found).descriptors


def clip_poses(avatar: Avatar, clip: PreparedClip) -> FloatArray:
    """The clip's head poses against the avatar's own landmark model, [T, 4, 4].

    The capture that the avatar was trained on has them already; another take of the same person was tracked against a
    model of its own, whose head differs a little.
    """
    from core.tracking.track import with_poses

    if np.array_equal(clip.tracks.shape, avatar.landmark_shape):
        return clip.tracks.cam_from_head
    return with_poses(clip.tracks, avatar.landmark_model).cam_from_head


def clip_camera(clip: PreparedClip) -> Camera:
    """The camera of a prepared clip's crops."""
    size = int(clip.images.shape[1])
    return Camera(np.asarray(clip.K, np.float32), np.eye(4, dtype=np.float32), size, size)


def expression_distance(avatar: Avatar) -> Callable[[Any, Any], float]:
    """A whitened distance between the expressions of two tracked faces, in the avatar's own terms.

    Raises:
        FormatError: the avatar's encoder is unknown here, or its neutral is damaged.
    """
    encoder, neutral = encoder_of(avatar), Neutral.from_dict(avatar.meta.neutral)
    whitening = Whitening.fit(avatar.train_descriptors)

    def distance(a: Any, b: Any) -> float:
        return float(whitening.distance(encoder.encode(a, neutral)[0], encoder.encode(b, neutral)[0]))

    return distance


def _chosen(clip: PreparedClip, frames: BoolArray | None) -> list[int]:
    wanted = np.asarray(clip.split) == HELDOUT if frames is None else np.asarray(frames, bool)
    if wanted.shape != np.asarray(clip.split).shape:
        raise InputError(
            "The chosen frames do not fit the clip", got=str(wanted.shape), expected=f"[{len(clip.split)}]"
        )
    rows = np.flatnonzero(wanted & clip.tracks.found)
    if rows.size == 0:
        what = "The clip has no held-out frames" if frames is None else "None of the chosen frames shows the face"
        raise InputError(what, next_step="Prepare the clip with held-out frames, or choose other frames.")
    return [int(t) for t in rows]
