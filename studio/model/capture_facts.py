"""What the Capture page shows of every frame, worked out once for a capture. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.bank.pose import head_angles
from core.capture.crop_window import crop_window
from core.capture.prepared import HELD_OUT
from core.capture.split import sharp_enough, split_frames
from core.project.edits import CaptureEdits, Span
from core.tracking.names import BLENDSHAPE_NAMES
from core.tracking.tracks import FaceTracks
from core.types import BoolArray, FloatArray

BLINKS = (BLENDSHAPE_NAMES.index("eyeBlinkLeft"), BLENDSHAPE_NAMES.index("eyeBlinkRight"))
CLOSED = 0.5
HOLDOUT_SHARE, HOLDOUT_BLOCKS = 0.15, 3
"""As training holds out by default (``core.capture.prepare.PrepareOptions``)."""


@dataclass(frozen=True, eq=False)
class CaptureFacts:
    """One number or flag for each frame.

    Attributes:
        found: whether there is a face, [T].
        blur: 0 sharp to 1 blurred, [T].
        sharp: False where a face is much more blurred than usual: training leaves such frames out, [T].
        yaw: radians, positive to the subject's left; NaN without a face, [T].
        pitch: radians, positive up, [T].
        roll: radians, [T].
        closed: how far the eyes are closed, 0 to 1, the more open one, [T].
        crop: x, y and size of the square that follows the face, in source pixels; None without any face.
    """

    found: BoolArray
    blur: FloatArray
    sharp: BoolArray
    yaw: FloatArray
    pitch: FloatArray
    roll: FloatArray
    closed: FloatArray
    crop: tuple[float, float, float] | None

    @classmethod
    def of(cls, tracks: FaceTracks) -> CaptureFacts:
        """Work them out; some ten milliseconds for 20,000 frames."""
        found = tracks.found
        angles = head_angles(tracks.cam_from_head)
        angles[~found] = np.nan
        closed = tracks.blendshapes[:, list(BLINKS)].min(axis=1)
        return cls(
            found=found,
            blur=tracks.blur,
            sharp=sharp_enough(tracks.blur, found),
            yaw=np.ascontiguousarray(angles[:, 0]),
            pitch=np.ascontiguousarray(angles[:, 1]),
            roll=np.ascontiguousarray(angles[:, 2]),
            closed=np.where(found, closed, 0.0).astype(np.float32),
            crop=crop_window(tracks) if found.any() else None,
        )

    def __len__(self) -> int:
        return len(self.found)


def spans_of(flags: BoolArray) -> tuple[Span, ...]:
    """Runs of True as [first, last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return tuple((int(first), int(last)) for first, last in edges.reshape(-1, 2))


def flags_of(spans: tuple[Span, ...], count: int) -> BoolArray:
    """Frames in any of the spans, [T]."""
    flags = np.zeros(count, bool)
    for first, last in spans:
        flags[first:last] = True
    return flags


def held_out_by_itself(found: BoolArray) -> tuple[Span, ...]:
    """Which frames training would hold out if nobody chose any: blocks between the first and the last face."""
    rows = np.flatnonzero(found)
    if not rows.size:
        return ()
    first, last = int(rows[0]), int(rows[-1]) + 1
    split = split_frames(np.ones(last - first, bool), "blocks", fraction=HOLDOUT_SHARE, blocks=HOLDOUT_BLOCKS)
    return tuple((first + a, first + b) for a, b in spans_of(split == HELD_OUT))


def left_out(edits: CaptureEdits, count: int) -> BoolArray:
    """Frames that the user does not want, [T]."""
    return flags_of(edits.left_out(count), count)
