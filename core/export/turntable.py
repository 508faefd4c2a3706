"""A video of an avatar seen from one side to the other and back, at one expression."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.avatar.runtime import Avatar
from core.avatar.se3 import exp_se3
from core.errors import InputError
from core.events import CancelToken, Emit, Progress, Stage, discard
from core.export.picture import draw_avatar, even_size, resting_descriptor
from core.export.video import Mp4Writer
from core.types import FloatArray

HEAD_CENTRE_M = (0.0, -0.01, -0.09)
"""The middle of the skull in head space: a camera that orbits the eyes' corners makes the head swing."""


@dataclass(frozen=True)
class TurntableOptions:
    """How the camera goes round.

    Attributes:
        yaw_rad: farthest to either side of the capture's view; a capture from the front shows little beyond 0.6.
        pitch_rad: how far it rises and sinks on the way.
        seconds: of one full turn, from the middle to both sides and back.
        fps: of the video.
        size: pixels a side; None for the training size.
    """

    yaw_rad: float = 0.6
    pitch_rad: float = 0.1
    seconds: float = 6.0
    fps: float = 25.0
    size: int | None = None

    def __post_init__(self) -> None:
        if not (0.0 <= abs(self.yaw_rad) <= np.pi and abs(self.pitch_rad) <= 1.5):
            got = f"yaw {self.yaw_rad}, pitch {self.pitch_rad}"
            raise InputError("The turntable's angles are out of range", got=got, expected="radians, at most pi and 1.5")
        if not (0.1 <= self.seconds <= 600.0 and 1.0 <= self.fps <= 240.0):
            got = f"{self.seconds} s at {self.fps} frames a second"
            raise InputError(
                "The turntable's length is out of range", got=got, expected="0.1 to 600 s, 1 to 240 a second"
            )


def turntable(
    avatar: Avatar,
    out_mp4: Path | str,
    *,
    descriptor: FloatArray | None = None,
    options: TurntableOptions | None = None,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> int:
    """Write the turntable video, atomically; returns the number of frames.

    Args:
        avatar: what to show.
        out_mp4: the target.
        descriptor: the expression, [D]; None for the resting face.
        options: how the camera goes.
        emit: gets Stage and Progress.
        cancel: looked at in every frame; a cancelled video leaves no file.
    Raises:
        InputError: the size is out of range.
        StorageError: the file cannot be written.
        Cancelled: the user asked.
    """
    how, token = options or TurntableOptions(), cancel or CancelToken()
    expression = resting_descriptor(avatar) if descriptor is None else descriptor
    count, size = max(1, round(how.seconds * how.fps)), even_size(avatar, how.size)
    started_s = time.monotonic()
    emit(Stage("drawing"))
    with Mp4Writer(out_mp4, size, size, how.fps) as video:
        for index in range(count):
            token.check()
            phase = 2.0 * np.pi * index / count
            view = orbit_view(avatar.cam_from_head0, how.yaw_rad * np.sin(phase), how.pitch_rad * np.sin(2.0 * phase))
            video.write(draw_avatar(avatar, expression, size=size, cam_from_world=view))
            left_s = (time.monotonic() - started_s) * (count - index - 1) / (index + 1)
            emit(Progress(index + 1, count, "frames", left_s))
    return count


def orbit_view(cam_from_head: FloatArray, yaw_rad: float, pitch_rad: float) -> FloatArray:
    """A camera moved round the head, looking at it from the same distance.

    Args:
        cam_from_head: the head's pose in the capture camera, whose space is the world, [4, 4].
        yaw_rad: positive shows more of the subject's left side.
        pitch_rad: positive looks down on it.
    Returns:
        cam_from_world, [4, 4] float32.
    """
    centre = cam_from_head[:3, :3] @ np.array(HEAD_CENTRE_M, np.float32) + cam_from_head[:3, 3]
    turn = exp_se3(np.array([0, 0, 0, 0, yaw_rad, 0])) @ exp_se3(np.array([0, 0, 0, pitch_rad, 0, 0]))
    view = np.eye(4, dtype=np.float32)
    view[:3, :3] = turn[:3, :3]
    view[:3, 3] = centre - turn[:3, :3] @ centre
    return view
