"""Driving an avatar with a recorded clip, into a video file. Frames stream: memory does not grow with the clip.

Two passes: the clip is tracked (from the cache if it was before), which gives the driver's neutral and typical pose;
then every frame is drawn and written. The video's frames are evenly spaced; a clip of uneven frames keeps its timing.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.avatar.runtime import Avatar
from core.errors import CaptureError
from core.events import CancelToken, Emit, Progress, Stage, discard
from core.events import Warning as WarningEvent
from core.export.picture import draw_avatar, even_size
from core.export.video import Mp4Writer
from core.live.retarget import Performance, RetargetOptions, retarget_clip
from core.tracking.tracks import FaceTracks
from core.types import ByteArray

if TYPE_CHECKING:
    from core.weights.store import WeightStore

MAX_LENGTH_S = 6 * 3600.0
_MIN_FPS, _MAX_FPS = 1.0, 120.0


@dataclass(frozen=True)
class DriveResult:
    """What was made.

    Attributes:
        frames: in the video.
        found: share of the driver's frames with a face.
        in_range: mean share kept of the driver's expressions; 1 when the avatar knew them all.
        seconds: drawing and writing took.
        path: of the video.
    """

    frames: int
    found: float
    in_range: float
    seconds: float
    path: Path


def drive_to_video(
    avatar: Avatar,
    source: Path | str,
    out_mp4: Path | str,
    *,
    store: WeightStore | None = None,
    size: int | None = None,
    side_by_side: bool = False,
    options: RetargetOptions | None = None,
    cache: Path | None = None,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> DriveResult:
    """Drive an avatar with a video or image folder and write an .mp4, atomically.

    Args:
        avatar: to be driven.
        source: the driver's clip.
        out_mp4: the target.
        store: of the tracker's weights; the user's own by default.
        size: pixels a side of the avatar's picture; the training size by default.
        side_by_side: show the driver to the left of the avatar.
        options: of retargeting.
        cache: a folder for the clip's tracks, or None.
        emit: gets Stage, Progress and Warning.
        cancel: looked at in every frame; a cancelled drive leaves no file.
    Raises:
        CaptureError: the clip cannot be read or shows no face.
        StorageError: the video cannot be written.
        Cancelled: the user asked.
    """
    from core.capture.frames import open_source
    from core.tracking.track import track_source
    from core.weights.store import WeightStore

    token, how = cancel or CancelToken(), options or RetargetOptions()
    # the subject's own head is known: measured on few frames it would come out a little different, and so would poses
    model = avatar.landmark_model if how.same_person else None
    with contextlib.closing(open_source(source)) as clip:
        tracks = track_source(clip, store=store or WeightStore(), emit=emit, cancel=token, model=model, cache=cache)
    performance = retarget_clip(tracks, avatar, options=how)
    lost = int((~tracks.found).sum())
    if lost:
        emit(WarningEvent(f"The face was not seen in {lost} of {len(tracks)} frames; the avatar holds still there."))
    emit(Stage("drawing"))
    return write_performance(
        avatar,
        performance,
        tracks,
        out_mp4,
        driver=source if side_by_side else None,
        size=size,
        emit=emit,
        cancel=token,
    )


def write_performance(
    avatar: Avatar,
    performance: Performance,
    tracks: FaceTracks,
    out_mp4: Path | str,
    *,
    driver: Path | str | None = None,
    size: int | None = None,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> DriveResult:
    """Draw a retargeted clip into an .mp4; see ``drive_to_video``. ``driver`` is the clip to show beside it."""
    token, side = cancel or CancelToken(), even_size(avatar, size)
    fps = float(np.clip(tracks.fps if np.isfinite(tracks.fps) else 25.0, _MIN_FPS, _MAX_FPS))
    rows = even_rows(tracks.time_s, fps)
    started_s = time.monotonic()
    target = Path(out_mp4)
    with contextlib.ExitStack() as stack:
        beside = stack.enter_context(_driver_pictures(driver, tracks, side)) if driver is not None else None
        video = stack.enter_context(Mp4Writer(target, side * (2 if beside is not None else 1), side, fps))
        last_row, picture = -1, np.zeros((side, side, 3), np.uint8)
        for done, row in enumerate(rows, start=1):
            token.check()
            if row != last_row:
                drawn = draw_avatar(avatar, performance.descriptors[row], performance.cam_from_head[row], size=side)
                picture = drawn if beside is None else np.concatenate([beside.at(row), drawn], axis=1)
                last_row = row
            video.write(picture)
            left_s = (time.monotonic() - started_s) * (len(rows) - done) / done
            emit(Progress(done, len(rows), "frames", left_s))
    found, in_range = float(tracks.found.mean()), float(performance.kept.mean())
    return DriveResult(len(rows), found, in_range, time.monotonic() - started_s, target)


def even_rows(times_s: npt.NDArray[np.float64], fps: float) -> list[int]:
    """For each evenly spaced video frame, the row of the clip that is on screen then; rows never run back.

    Args:
        times_s: presentation times, rising, [T].
        fps: of the video.
    Raises:
        CaptureError: no frames, or times that are no times or span more than six hours.
    """
    if len(times_s) == 0 or not np.isfinite(times_s).all():
        raise CaptureError("The clip has no usable frame times", next_step="Convert the clip to an .mp4 and try again.")
    since = np.maximum.accumulate(times_s - times_s[0])
    if since[-1] > MAX_LENGTH_S:
        raise CaptureError(
            "The clip is too long to drive a video", got=f"{since[-1]:.0f} s", expected="at most 6 hours"
        )
    count = max(1, round(float(since[-1]) * fps) + 1)
    # half a frame of grace, so that times rounded to milliseconds do not slip by one
    rows = np.searchsorted(since, np.arange(count) / fps + 0.5 / fps, side="right") - 1
    return [int(row) for row in np.clip(rows, 0, len(times_s) - 1)]


class _DriverPictures:
    """The driver's frames, square and of the avatar's size, in rising order; holds one at a time."""

    def __init__(self, frames: Iterator[ByteArray], window: tuple[int, int, int], side: int) -> None:
        self._frames, self._window, self._side = frames, window, side
        self._row = -1
        self._picture: ByteArray = np.zeros((side, side, 3), np.uint8)

    def at(self, row: int) -> ByteArray:
        """The picture of a row; the last one if the clip ends early."""
        image = None
        while self._row < row and (frame := next(self._frames, None)) is not None:
            self._row, image = self._row + 1, frame
        if image is not None:
            self._picture = _crop(image, self._window, self._side)
        return self._picture


@contextlib.contextmanager
def _driver_pictures(driver: Path | str, tracks: FaceTracks, side: int) -> Iterator[_DriverPictures]:
    from core.capture.frames import open_source

    wanted = {int(i) for i in tracks.frame_index}
    with contextlib.closing(open_source(driver)) as clip:
        frames = (frame.image for frame in clip if frame.index in wanted)
        yield _DriverPictures(frames, driver_window(tracks), side)


def driver_window(tracks: FaceTracks) -> tuple[int, int, int]:
    """One square window (x, y, side in pixels) for the whole clip that shows the driver's head."""
    points = tracks.landmarks[tracks.found][..., :2].reshape(-1, 2)
    limit = min(tracks.width, tracks.height)
    low, high = (np.percentile(points, q, axis=0) for q in (1, 99))
    side = int(np.clip(1.9 * float((high - low).max()), 16, limit))
    centre = (low + high) / 2 - np.array([0.0, 0.06 * side])  # hair above needs more room than the chin below
    x = int(np.clip(round(centre[0] - side / 2), 0, tracks.width - side))
    y = int(np.clip(round(centre[1] - side / 2), 0, tracks.height - side))
    return x, y, side


def _crop(image: ByteArray, window: tuple[int, int, int], side: int) -> ByteArray:
    from core.capture.cv import cv2

    x, y, length = window
    part = image[y : y + length, x : x + length]
    smooth = cv2.INTER_AREA if length > side else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (side, side), interpolation=smooth), np.uint8)
