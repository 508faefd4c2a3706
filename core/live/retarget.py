"""From a driver's tracked face to an avatar's descriptor and head pose. Light: numpy only.

The driver's expression is measured from the driver's own neutral, so what reaches the avatar is the change and not the
driver's face, and translated into what another face would show; the driver's head motion is measured from their own
typical pose and applied to the avatar's.
One ``Retargeter`` serves recorded and live driving alike, a frame at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.avatar.runtime import Avatar
from core.avatar.se3 import exp_se3, log_se3
from core.errors import CaptureError, FormatError, InputError
from core.expression.encoder import ExpressionEncoder, FaceMeasurements, get_encoder
from core.expression.filter import OneEuro, OneEuroOptions
from core.expression.neutral import Neutral
from core.live.adaptation import Adaptation
from core.tracking.tracks import FaceTracks
from core.types import FloatArray, check_shape

_KNEE = 0.7
"""Limits begin to bend at this share of the limit; below it motion passes unchanged."""


@dataclass(frozen=True)
class RetargetOptions:
    """How a driver's face moves an avatar.

    Attributes:
        same_person: the driver is the subject in the avatar's own capture: its neutral, poses taken as they are.
        same_face: the driver is the subject, seen elsewhere: expressions are taken as they are.
        translate: guess what the subject would show for the driver's expression; see ``core.expression.translation``
            (not for the subject's own face).
        project: pull expressions that the avatar never saw back to its range.
        smooth: filter of the descriptors, or None for none.
        smooth_pose: filter of the head pose (decimetres and radians), or None for none.
        max_turn_rad: the head turns at most this far from the avatar's typical pose (not for ``same_person``).
        max_shift_m: the head shifts at most this far from it (not for ``same_person``).
    """

    same_person: bool = False
    same_face: bool = False
    translate: bool = True
    project: bool = True
    smooth: OneEuroOptions | None = field(default_factory=OneEuroOptions)
    smooth_pose: OneEuroOptions | None = field(default_factory=lambda: OneEuroOptions(min_cutoff_hz=1.5, beta=4.0))
    max_turn_rad: float = 0.6
    max_shift_m: float = 0.08

    def __post_init__(self) -> None:
        if not (0.0 < self.max_turn_rad < np.pi and 0.0 < self.max_shift_m < 1.0):
            got = f"{self.max_turn_rad} rad, {self.max_shift_m} m"
            raise InputError("The limits of the head's motion are unusable", got=got, expected="below pi, below 1 m")

    @property
    def own_face(self) -> bool:
        """Whether the driver is the avatar's subject."""
        return self.same_person or self.same_face


@dataclass(frozen=True)
class Calibration:
    """What is personal in a driver.

    Attributes:
        neutral: the driver's resting expression, of the avatar's encoder.
        cam_from_head0: the driver's typical head pose, [4, 4].
    """

    neutral: Neutral
    cam_from_head0: FloatArray


class Driven(NamedTuple):
    """What moves the avatar in one frame.

    Attributes:
        descriptor: [D] float32.
        cam_from_head: head pose in the avatar's capture camera, [4, 4].
        nearest: whitened distance of the driver's expression to the nearest that the avatar was trained on.
        kept: 1 in the avatar's range, towards 0 far outside: for a meter.
        found: False where the driver was not seen; then the rest repeats the last good frame.
    """

    descriptor: FloatArray
    cam_from_head: FloatArray
    nearest: float
    kept: float
    found: bool


@dataclass(frozen=True)
class Performance:
    """A whole clip, retargeted: per frame what ``Driven`` holds.

    Attributes:
        descriptors: [T, D].
        cam_from_head: [T, 4, 4].
        nearest: [T].
        kept: [T].
    """

    descriptors: FloatArray
    cam_from_head: FloatArray
    nearest: FloatArray
    kept: FloatArray


def encoder_of(avatar: Avatar) -> ExpressionEncoder:
    """The encoder whose descriptors drive the avatar.

    Raises:
        FormatError: this program has no such encoder, or another version of it.
    """
    meta = avatar.meta
    try:
        encoder = get_encoder(meta.encoder_id)
    except InputError as error:
        raise FormatError(f"Avatar '{meta.name}' needs an unknown encoder", got=meta.encoder_id) from error
    names = tuple(channel.name for channel in encoder.channels)
    if encoder.version != meta.encoder_version or names != tuple(meta.channels):
        raise FormatError(
            f"Avatar '{meta.name}' was made with another version of its encoder",
            got=f"{meta.encoder_id} version {meta.encoder_version}",
            expected=f"version {encoder.version}",
            next_step="Train the avatar again with this version of RAF Studio.",
        )
    return encoder


def calibrate(tracks: FaceTracks, avatar: Avatar, frames: npt.NDArray[np.bool_] | None = None) -> Calibration:
    """Measure a driver: the neutral from the clip's calmest (or chosen) frames, the typical pose from all.

    Args:
        tracks: of the driver.
        avatar: whose encoder is to be used.
        frames: rows in which the driver rests, [T] bool; None lets the encoder choose.
    Raises:
        CaptureError: the driver is never seen.
    """
    if not tracks.found.any():
        raise CaptureError("No face was found in the driving clip", next_step="Use a clip in which the face is seen.")
    neutral = encoder_of(avatar).neutral(tracks, frames)
    return Calibration(neutral, typical_pose(tracks.cam_from_head[tracks.found]))


def typical_pose(poses: FloatArray) -> FloatArray:
    """Median position and mean rotation of poses, [T, 4, 4] -> [4, 4].

    Raises:
        InputError: no poses.
    """
    if len(poses) == 0:
        raise InputError("No head pose to take the typical one from")
    pose = np.eye(4)
    pose[:3, 3] = np.median(poses[:, :3, 3], axis=0)
    u, _, vt = np.linalg.svd(poses[:, :3, :3].astype(np.float64).mean(axis=0))
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt)) or 1.0])
    pose[:3, :3] = u @ flip @ vt  # the rotation nearest to the mean matrix
    return pose.astype(np.float32)


class Retargeter:
    """Turns a driver's faces into an avatar's descriptors and poses, in order of time.

    Args:
        avatar: to be driven.
        calibration: the driver's neutral and typical pose.
        options: how.
    Raises:
        FormatError: the avatar's encoder is unknown here, or the neutral is of another one.
    """

    def __init__(self, avatar: Avatar, calibration: Calibration, options: RetargetOptions | None = None) -> None:
        self.options = options or RetargetOptions()
        self._avatar, self._encoder = avatar, encoder_of(avatar)
        self._calibration = calibration
        known = self.options.same_person and bool(avatar.meta.neutral)
        self._neutral = Neutral.from_dict(avatar.meta.neutral) if known else calibration.neutral
        how = self.options
        self._adaptation = Adaptation(
            avatar, self._encoder, own=how.own_face, translate=how.translate, project=how.project
        )
        self._smooth = OneEuro(self.options.smooth) if self.options.smooth else None
        self._smooth_pose = OneEuro(self.options.smooth_pose) if self.options.smooth_pose else None
        rest = np.zeros(avatar.num_channels, np.float32)
        self._last = Driven(rest, avatar.cam_from_head0, 0.0, 1.0, False)

    def encode(self, faces: FaceMeasurements) -> FloatArray:
        """Descriptors of faces against the driver's neutral, [T, D], unfiltered; translated where that is asked for."""
        return self._adaptation.translate(self._encoder.encode(faces, self._neutral))

    def step(self, descriptor: FloatArray, cam_from_head: FloatArray, time_s: float) -> Driven:
        """Move one frame on.

        Args:
            descriptor: of ``encode``, [D].
            cam_from_head: the driver's head pose, [4, 4].
            time_s: capture time, rising.
        Returns:
            What moves the avatar; a frame with numbers that are not finite counts as not found.
        """
        check_shape("descriptor", descriptor, self._avatar.num_channels)
        check_shape("cam_from_head", cam_from_head, 4, 4)
        if not (np.isfinite(descriptor).all() and np.isfinite(cam_from_head).all()):
            return self.hold()
        target = self._smooth(descriptor, time_s) if self._smooth else np.asarray(descriptor, np.float32)
        motion = self._motion(cam_from_head)
        if self._smooth_pose:
            motion = self._smooth_pose(motion, time_s)
        nearest, kept, moved = 0.0, 1.0, target
        pulled = self._adaptation.pull(target)
        if pulled is not None:
            moved, nearest, kept = pulled.descriptors[0], float(pulled.nearest[0]), float(pulled.kept[0])
        self._last = Driven(moved, self._pose(motion), nearest, kept, True)
        return self._last

    def hold(self) -> Driven:
        """The frame for a moment in which the driver was not seen: the last good one, marked as not found."""
        return self._last._replace(found=False)

    def _motion(self, cam_from_head: FloatArray) -> FloatArray:
        """The driver's motion from their typical pose, in that pose's own axes: (decimetres, radians), [6]."""
        start = self._avatar.cam_from_head0 if self.options.same_person else self._calibration.cam_from_head0
        relative = np.linalg.inv(start.astype(np.float64)) @ cam_from_head
        relative[:3, 3] *= 10.0
        return log_se3(relative.astype(np.float32))

    def _pose(self, motion: FloatArray) -> FloatArray:
        shift, turn = motion[:3] / 10.0, motion[3:]
        if not self.options.same_person:
            shift = soft_limit(shift, self.options.max_shift_m)
            turn = soft_limit(turn, self.options.max_turn_rad)
        relative = exp_se3(np.concatenate([shift, turn]))
        return np.asarray(self._avatar.cam_from_head0 @ relative, np.float32)


def retarget_clip(
    tracks: FaceTracks,
    avatar: Avatar,
    *,
    calibration: Calibration | None = None,
    options: RetargetOptions | None = None,
) -> Performance:
    """Retarget a recorded clip, frame by frame.

    Args:
        tracks: of the driver.
        avatar: to be driven.
        calibration: the driver's; measured on the clip if None.
        options: how.
    Raises:
        CaptureError: the driver is never seen.
        FormatError: the avatar's encoder is unknown here.
    """
    retargeter = Retargeter(avatar, calibration or calibrate(tracks, avatar), options)
    descriptors = retargeter.encode(tracks)
    driven = []
    for t in _with_first_face_first(tracks.found):
        seen = bool(tracks.found[t])
        pose, time_s = tracks.cam_from_head[t], float(tracks.time_s[t])
        driven.append(retargeter.step(descriptors[t], pose, time_s) if seen else retargeter.hold())
    del driven[0]  # the first face once more, so that frames before it hold something sensible
    return Performance(
        descriptors=np.stack([d.descriptor for d in driven]),
        cam_from_head=np.stack([d.cam_from_head for d in driven]),
        nearest=np.array([d.nearest for d in driven], np.float32),
        kept=np.array([d.kept for d in driven], np.float32),
    )


def retarget(
    tracks: FaceTracks,
    avatar: Avatar,
    *,
    calibration: Calibration | None = None,
    options: RetargetOptions | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Descriptors [T, D] and head poses [T, 4, 4] for an avatar; ``retarget_clip`` tells more, and what is raised."""
    performance = retarget_clip(tracks, avatar, calibration=calibration, options=options)
    return performance.descriptors, performance.cam_from_head


def soft_limit(vector: FloatArray, limit: float) -> FloatArray:
    """Bend a vector's length smoothly under ``limit``; lengths below 70 % of it stay as they are."""
    length = float(np.linalg.norm(vector))
    knee = _KNEE * limit
    if length <= knee:
        return vector
    bent = knee + (limit - knee) * float(np.tanh((length - knee) / (limit - knee)))
    return np.asarray(vector * (bent / length), np.float32)


def _with_first_face_first(found: npt.NDArray[np.bool_]) -> list[int]:
    return [int(np.argmax(found)), *range(len(found))]
