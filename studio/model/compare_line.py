"""The timeline of a comparison: what moves either avatar in every frame, and the truth to hold them against."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.avatar.runtime import Avatar
from core.avatar.se3 import exp_se3, log_se3
from core.capture.prepared import HELD_OUT, PreparedClip
from core.errors import FormatError, StudioError
from core.expression.neutral import Neutral
from core.live.adaptation import Adaptation
from core.live.retarget import RetargetOptions, calibrate, encoder_of
from core.project.captures import PictureStrip
from core.tracking.tracks import FaceTracks
from core.types import BoolArray, ByteArray, FloatArray
from studio.model.capture import CaptureData
from studio.model.compare_sources import Loaded
from studio.model.performance import Performance
from studio.model.run_pictures import on_background, open_prepared

NONE = -1
KNEE = 0.7
"""As in ``soft_limit``: shorter motion passes unchanged."""
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Moves:
    """What moves one avatar.

    Attributes:
        descriptors: [T, D].
        poses: cam_from_head, [T, 4, 4].
        own: the clip shows the avatar's own subject, so that the truth is known.
    """

    descriptors: FloatArray
    poses: FloatArray
    own: bool


@dataclass(frozen=True, eq=False)
class Truth:
    """The cut pictures of a capture.

    Attributes:
        clip: as prepared for a run.
        rows: its row of every frame of the capture, [T]; NONE where it has not got the frame.
    """

    clip: PreparedClip
    rows: Rows

    def picture(self, frame: int, background: tuple[float, float, float]) -> ByteArray | None:
        """A frame on a background, uint8 [S, S, 3]; None where there is none."""
        row = int(self.rows[frame])
        return None if row == NONE else on_background(self.clip, row, background)


@dataclass(frozen=True, eq=False)
class Line:
    """A timeline; all arrays have a row a frame.

    Attributes:
        name: of the capture or clip.
        capture_id: of the capture, or None for a driver's clip.
        times_s: from the start, rising.
        found: a face was seen, [T].
        held_out: neither avatar was trained on the frame, [T].
        moves: of A and B.
        truth: or None where no picture is known.
        pictures: small JPEGs of the clip.
        note: why something is missing; a StudioError or None.
    """

    name: str
    capture_id: str | None
    times_s: tuple[float, ...]
    found: BoolArray
    held_out: BoolArray
    moves: tuple[Moves, Moves]
    truth: Truth | None
    pictures: PictureStrip | tuple[bytes, ...] | None
    note: StudioError | None = None

    @property
    def duration_s(self) -> float:
        """With the last frame's own time, as on the other pages."""
        times = self.times_s
        step = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 0.0
        return times[-1] + step if times else 0.0

    def __len__(self) -> int:
        return len(self.times_s)

    def judged(self, side: int) -> bool:
        """Whether the errors of a side can be computed."""
        return self.truth is not None and self.moves[side].own

    def small_picture(self, frame: int) -> bytes:
        """The clip's own small JPEG of a frame; empty where there is none."""
        if isinstance(self.pictures, PictureStrip):
            return self.pictures.encoded(frame)
        return self.pictures[frame] if self.pictures and frame < len(self.pictures) else b""


def capture_line(root: Path, data: CaptureData, sides: tuple[Loaded, Loaded]) -> Line:
    """The timeline of a project's capture; runs on a worker thread.

    Raises:
        FormatError: an avatar's encoder is unknown here.
        CaptureError: the capture shows no face.
    """
    note: StudioError | None = None
    clips: list[Truth | None] = []
    for side in sides:
        try:
            clips.append(_truth_of(root, data, side))
        except FormatError as error:
            note = error
            clips.append(None)
    tracks = data.tracks
    moves = [_moves(tracks, data.capture.sha256, data.capture.id, s, c) for s, c in zip(sides, clips, strict=True)]
    truth = next((clip for clip in clips if clip is not None), None)
    times = tracks.time_s - tracks.time_s[0] if len(tracks) else tracks.time_s
    return Line(
        name=data.capture.name,
        capture_id=data.capture.id,
        times_s=tuple(float(t) for t in times),
        found=tracks.found,
        held_out=_held_out(len(tracks), data.capture.id, sides),
        moves=(moves[0], moves[1]),
        truth=truth,
        pictures=data.pictures,
        note=note if truth is None else None,
    )


def driver_line(performances: tuple[Performance, Performance]) -> Line:
    """The timeline of a driver's clip that was performed for both avatars."""
    first, second = performances
    count = min(len(first), len(second))
    moves = tuple(Moves(np.stack(p.descriptors[:count]), np.stack(p.poses[:count]), own=False) for p in (first, second))
    return Line(
        name=first.name,
        capture_id=None,
        times_s=tuple(first.times_s[:count]),
        found=np.array(first.found[:count], bool),
        held_out=np.zeros(count, bool),
        moves=(moves[0], moves[1]),
        truth=None,
        pictures=tuple(first.pictures[:count]),
    )


def _truth_of(root: Path, data: CaptureData, side: Loaded) -> Truth | None:
    """The prepared clip of a side's run, where the run used this capture.

    Raises:
        FormatError: it is gone, or was cut anew since.
    """
    frames, capture = side.frames, data.capture
    if frames is None or capture.id not in frames.captures:
        return None
    clip = open_prepared(root, frames)
    rows = np.full(len(data.tracks), NONE, np.int64)
    for row, (name, frame) in enumerate(zip(frames.captures, frames.frames, strict=True)):
        if name == capture.id and 0 <= frame < len(rows):
            rows[frame] = row
    return Truth(clip, rows)


def _moves(tracks: FaceTracks, sha256: str, capture_id: str, side: Loaded, truth: Truth | None) -> Moves:
    avatar = side.avatar
    used = side.frames is not None and capture_id in side.frames.captures
    if not (used or (sha256 and side.source_sha256 == sha256)) or not avatar.meta.neutral:
        return _of_somebody_else(tracks, avatar, own_face=side.own_face)
    neutral, encoder = Neutral.from_dict(avatar.meta.neutral), encoder_of(avatar)
    descriptors, poses, good = encoder.encode(tracks, neutral).copy(), tracks.cam_from_head.copy(), tracks.found.copy()
    if truth is not None:
        frames = np.flatnonzero(truth.rows != NONE)
        prepared = truth.clip.tracks.take(truth.rows[frames].tolist())
        descriptors[frames], poses[frames] = encoder.encode(prepared, neutral), prepared.cam_from_head
        if truth.clip.parts:  # several clips were brought into one head space: only their own poses fit it
            good = truth.rows != NONE
    if not good.any():
        raise FormatError(f"'{truth.clip.name if truth else side.candidate.title}' has no frame with a face here")
    held = _last_good(good)
    return Moves(Adaptation(avatar, encoder, own=True)(descriptors[held]), poses[held], own=True)


def _of_somebody_else(tracks: FaceTracks, avatar: Avatar, *, own_face: bool = False) -> Moves:
    """What ``retarget_clip`` gives, unfiltered and for all frames at once: a loop over 20,000 frames in a thread takes
    seconds of Python's lock away from the window."""
    measured, limits = calibrate(tracks, avatar), RetargetOptions()
    held = _last_good(tracks.found)
    encoder = encoder_of(avatar)
    descriptors = Adaptation(avatar, encoder, own=own_face)(encoder.encode(tracks, measured.neutral)[held])
    relative = np.linalg.inv(measured.cam_from_head0.astype(np.float64)) @ tracks.cam_from_head[held]
    motion = log_se3(relative.astype(np.float32))
    shift, turn = _softly(motion[:, :3], limits.max_shift_m), _softly(motion[:, 3:], limits.max_turn_rad)
    poses = avatar.cam_from_head0 @ exp_se3(np.concatenate([shift, turn], axis=1))
    return Moves(descriptors, np.asarray(poses, np.float32), own=False)


def _softly(vectors: FloatArray, limit: float) -> FloatArray:
    """``soft_limit`` of every row, [T, 3]."""
    length = np.linalg.norm(vectors, axis=1)
    knee = KNEE * limit
    bent = knee + (limit - knee) * np.tanh((length - knee) / (limit - knee))
    scale = np.where(length <= knee, 1.0, bent / np.maximum(length, 1e-9))
    return np.asarray(vectors * scale[:, None], np.float32)


def _last_good(good: BoolArray) -> Rows:
    """For each frame the last good one, and the first good one before that, [T]."""
    rows = np.where(good, np.arange(len(good)), NONE)
    rows = np.maximum.accumulate(rows)
    return np.where(rows == NONE, int(np.argmax(good)), rows).astype(np.int64)


def _held_out(count: int, capture_id: str, sides: tuple[Loaded, Loaded]) -> BoolArray:
    """Frames on which no side was trained; none where no side's record is known."""
    known = [side.frames for side in sides if side.frames is not None and capture_id in side.frames.captures]
    result = np.full(count, bool(known))
    for frames in known:
        own = np.zeros(count, bool)
        for name, frame, role in zip(frames.captures, frames.frames, frames.split, strict=True):
            if name == capture_id and 0 <= frame < count:
                own[frame] = role == HELD_OUT
        result &= own
    return result
