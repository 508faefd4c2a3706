"""Judging an avatar that another person drives. There is no truth image, so the renders are tracked again.

Measured: is it still the subject (identity), does it make the driver's expression (descriptor distance, correlation),
is the head where it was sent, and is there a face at all.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.avatar.runtime import Avatar
from core.errors import CaptureError, InputError
from core.evaluation.identity import FaceIdentity
from core.evaluation.judge import BROKEN_SHARE, Evaluation, Instruments, load_instruments, summarise
from core.evaluation.regions import eye_distance
from core.events import CancelToken, Emit, Progress, Stage, discard
from core.events import Warning as WarningEvent
from core.export.picture import draw_through, sized_camera
from core.expression.neutral import Neutral
from core.expression.whitening import Whitening
from core.live.retarget import Performance, RetargetOptions, calibrate, encoder_of, retarget_clip
from core.tracking.names import RIGID
from core.tracking.tracks import FaceTracks
from core.types import ByteArray, Camera, FloatArray

if TYPE_CHECKING:
    from core.capture.prepared import PreparedClip
    from core.weights.store import WeightStore

MAX_FRAMES = 300
_REFERENCE_FRAMES = 24
MOVING_STD = 0.05
"""Channels that the driver moves less than this say nothing about correlation."""
CROSS_METRICS = ("identity", "descriptor_distance", "pose_px", "in_range", "broken")


def evaluate_cross(
    avatar: Avatar,
    tracks: FaceTracks,
    *,
    store: WeightStore,
    reference: PreparedClip | None = None,
    options: RetargetOptions | None = None,
    max_frames: int = MAX_FRAMES,
    instruments: Instruments | None = None,
    prefix: str = "cross.",
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> Evaluation:
    """Drive an avatar with a tracked clip of somebody else, and judge the renders.

    Args:
        avatar: to be judged.
        tracks: of the driver.
        store: of the measures' weights.
        reference: a clip of the avatar's subject, for identity; without it identity is None.
        options: of retargeting.
        max_frames: at most so many of the driver's frames, evenly spaced, are drawn.
        instruments: loaded measures, to be used for several calls; loaded here if None.
        prefix: before the names in the result.
        emit: gets Stage, Progress and, for measures without weights, Warning.
        cancel: looked at in every frame.
    Returns:
        Means by name (docs/metrics.md), with per-frame values.
    Raises:
        CaptureError: the driver is never seen.
        InputError: ``max_frames`` is below 1.
        WeightsError: the tracker's weights cannot be had: nothing could be measured.
        FormatError: the avatar's encoder is unknown here.
        Cancelled: the user asked.
    """
    if max_frames < 1:
        raise InputError("At least one frame must be judged", got=str(max_frames))
    token = cancel or CancelToken()
    how = options or RetargetOptions()
    driver, plain = calibrate(tracks, avatar), replace(how, translate=False, project=False)
    performance = retarget_clip(tracks, avatar, calibration=driver, options=how)
    wanted = retarget_clip(tracks, avatar, calibration=driver, options=plain).descriptors
    rows = _spread(np.flatnonzero(tracks.found), max_frames)
    scene = _CrossScene(avatar, instruments or load_instruments(store, emit=emit), reference, emit)
    emit(Stage("cross-driving"))
    started_s, values = time.monotonic(), []
    for done, t in enumerate(rows, start=1):
        token.check()
        values.append(scene.frame(performance, wanted[t], int(t)))
        emit(Progress(done, len(rows), "frames", (time.monotonic() - started_s) * (len(rows) - done) / done))
    result = summarise(values, prefix)
    result[prefix + "correlation"] = correlation(wanted[rows], np.stack(scene.seen))
    return result


def correlation(wanted: FloatArray, seen: FloatArray) -> float | None:
    """Mean Pearson correlation over the channels that move, [T, D] each; rows of ``seen`` that are NaN do not count.

    Returns:
        -1 to 1, or None with fewer than 3 rows or where nothing moves.
    """
    good = np.isfinite(seen).all(axis=1)
    if int(good.sum()) < 3:
        return None
    a, b = wanted[good].astype(np.float64), seen[good].astype(np.float64)
    moving = a.std(axis=0) > MOVING_STD
    if not moving.any():
        return None
    a, b = a[:, moving] - a[:, moving].mean(axis=0), b[:, moving] - b[:, moving].mean(axis=0)
    norm = np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0)
    return float(np.mean((a * b).sum(axis=0) / np.maximum(norm, 1e-12)))  # a channel that stays still scores 0


class _CrossScene:
    """Draws frames of a performance and tracks the pictures again."""

    def __init__(self, avatar: Avatar, tools: Instruments, reference: PreparedClip | None, emit: Emit) -> None:
        if tools.trackers is None:
            raise CaptureError("Cross-driving cannot be judged without the face tracker")
        self._avatar, self._tracker, self._network = avatar, tools.trackers[1], tools.identity
        self._camera = sized_camera(avatar)
        self._encoder, self._neutral = encoder_of(avatar), Neutral.from_dict(avatar.meta.neutral)
        self._whitening = Whitening.fit(avatar.train_descriptors)
        self._subject = None if reference is None else subject_embedding(self._network, reference)
        if self._subject is None:
            emit(
                WarningEvent("Identity is not measured: it needs a clip of the avatar's subject and the sface weight.")
            )
        self.seen: list[FloatArray] = []

    def frame(self, performance: Performance, wanted: FloatArray, t: int) -> dict[str, float]:
        """One frame's values against the driver's own expression ``wanted`` [D].

        Its re-tracked descriptor goes to ``seen``, NaN where there was no face.
        """
        pose = performance.cam_from_head[t]
        picture = draw_through(self._avatar, performance.descriptors[t], pose, self._camera)
        face = self._tracker.track(picture)
        values = dict.fromkeys(CROSS_METRICS, float("nan")) | {"in_range": float(performance.kept[t])}
        if face is None:
            self.seen.append(np.full(self._avatar.num_channels, np.nan, np.float32))
            return values | {"broken": 1.0}
        seen = self._encoder.encode(face, self._neutral)[0]
        self.seen.append(seen)
        pose_px = self._pose_error_px(face.landmarks, pose)
        return values | {
            "descriptor_distance": float(self._whitening.distance(seen, wanted)),
            "pose_px": pose_px,
            "identity": self._identity(picture, face),
            "broken": float(pose_px > BROKEN_SHARE * eye_distance(face.landmarks)),
        }

    def _pose_error_px(self, landmarks_px: FloatArray, cam_from_head: FloatArray) -> float:
        """How far the rigid landmarks are from where the pose puts them."""
        expected = project(self._avatar.landmark_shape[list(RIGID)], cam_from_head, self._camera)
        return float(np.linalg.norm(landmarks_px[list(RIGID), :2] - expected, axis=1).mean())

    def _identity(self, picture: ByteArray, face: Any) -> float:
        if self._network is None or self._subject is None:
            return float("nan")
        embedding = self._network.embed(picture, face.landmarks)
        return float("nan") if embedding is None else float(embedding @ self._subject)


def subject_embedding(network: FaceIdentity | None, clip: PreparedClip) -> FloatArray | None:
    """The subject's mean unit embedding over some training frames, [128]; None without a network or a usable face."""
    if network is None:
        return None
    usable = np.flatnonzero((np.asarray(clip.split) == 0) & clip.tracks.found)
    embeddings = []
    for t in _spread(usable, _REFERENCE_FRAMES):
        embedding = network.embed(np.asarray(clip.images[t]), clip.landmarks_px[t])
        if embedding is not None:
            embeddings.append(embedding)
    if not embeddings:
        return None
    mean = np.mean(embeddings, axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), np.float32)


def project(points: FloatArray, cam_from_head: FloatArray, camera: Camera) -> FloatArray:
    """Pinhole-project head-space points [N, 3] to pixels [N, 2]; points behind the camera come out far away."""
    cam_from_world = camera.cam_from_world.astype(np.float64)
    at = points @ (cam_from_world @ cam_from_head)[:3, :3].T + (cam_from_world @ cam_from_head)[:3, 3]
    homogeneous = at @ camera.K.astype(np.float64).T
    return np.asarray(homogeneous[:, :2] / np.maximum(homogeneous[:, 2:], 1e-3), np.float32)


def _spread(rows: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.intp]:
    if len(rows) <= count:
        return rows
    return rows[np.linspace(0, len(rows) - 1, count).round().astype(np.intp)]
