"""The job that follows a live driver: camera (or stream, or looped clip) in, small messages out, the newest always."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import CaptureError, InputError
from core.events import CancelToken, Emit, Stage
from core.jobs.messages import DriverPicture, LiveFrame

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from core.capture.frames import FrameSource
    from core.live.driver import LiveState
    from core.live.pipeline import Packet, Pipeline

PICTURES_PER_S = 8.0
_WAIT_S = 0.1


def drive_live(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Follow a driver until the job is cancelled or a recorded source ends.

    Args:
        arguments: ``avatar``, a path; one of ``camera`` (its number), ``stream`` (a path of MJPEG pictures) and
            ``clip`` (a video, played over and over, ``speed`` times as fast); ``calibration_frames`` and ``focal``, or
            absent; ``same_face`` is true where the driver is the avatar's subject.
        emit: gets Stage, then a LiveFrame for every frame that comes through, and a DriverPicture now and then.
        cancel: ends it.
    Returns:
        ``frames`` that came through, ``skipped`` and ``seconds``.
    Raises:
        CaptureError: the camera cannot be opened, or stopped giving pictures.
        FormatError: the avatar cannot be read.
        WeightsError: the face models are missing.
    """
    from core.avatar.runtime import Avatar
    from core.live.driver import LiveDriver, PacedFrames
    from core.live.pipeline import Pipeline
    from core.tracking.tracker import FaceTracker
    from core.weights.store import WeightStore

    avatar = Avatar.load(Path(arguments["avatar"]))
    options = _options(arguments)
    emit(Stage("opening the camera", 0, 3))
    with closing(_open(arguments)) as source:
        emit(Stage("loading the face tracker", 1, 3))
        tracker = FaceTracker(WeightStore(), threads=2, emit=emit, cancel=cancel)
        driver = LiveDriver(avatar, tracker, source.info.width, source.info.height, options)
        frames = _Watched(PacedFrames(source))
        emit(Stage("driving", 2, 3))
        with Pipeline(frames, driver.stages()[:2]) as pipeline:  # the window evaluates the bases itself
            followed = _follow(pipeline, frames, emit, cancel)
        if "clip" not in arguments:
            raise CaptureError(
                f"{source.info.name} stopped giving pictures",
                next_step="Check that it is plugged in and not used by another program, then start it again.",
            )
    return followed


class _Watched:
    """A pipeline's source that keeps the newest picture for the driver's inset."""

    def __init__(self, frames: Callable[[Callable[[], bool]], Packet | None]) -> None:
        self._frames = frames
        self.newest: npt.NDArray[np.uint8] | None = None

    def __call__(self, running: Callable[[], bool]) -> Packet | None:
        packet = self._frames(running)
        if packet is not None:
            self.newest = packet.value.image
        return packet


def _follow(pipeline: Pipeline, frames: _Watched, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    from core.jobs.perform_clip import small_jpeg

    began_s = time.monotonic()
    recent: deque[float] = deque(maxlen=240)
    count, next_picture_s = 0, 0.0
    while not pipeline.finished:
        cancel.check()
        packet = pipeline.take(_WAIT_S)
        if packet is None:
            continue
        now_s = time.monotonic()
        recent.append(now_s)
        while now_s - recent[0] > 1.0:
            recent.popleft()
        count += 1
        skipped = sum(stage.dropped for stage in pipeline.stats().values())
        emit(_message(packet.frame_id, packet.value, packet.age_ms, float(len(recent)), skipped))
        if now_s >= next_picture_s and frames.newest is not None:
            next_picture_s = now_s + 1.0 / PICTURES_PER_S
            emit(DriverPicture(small_jpeg(frames.newest)))
    pipeline.take(0.0)  # raises what a stage raised
    skipped = sum(stage.dropped for stage in pipeline.stats().values())
    return {"frames": count, "skipped": skipped, "seconds": time.monotonic() - began_s}


def _message(index: int, state: LiveState, age_ms: float, fps: float, skipped: int) -> LiveFrame:
    return LiveFrame(
        index=index,
        found=state.found,
        calibrated=round(state.calibrated, 3),
        descriptor=[round(float(v), 4) for v in state.descriptor],
        cam_from_head=[round(float(v), 5) for v in state.cam_from_head[:3].ravel()],
        kept=round(state.kept, 3),
        age_ms=round(age_ms, 1),
        fps=fps,
        skipped=skipped,
    )


def _options(arguments: dict[str, Any]) -> Any:
    from core.live.driver import LiveOptions
    from core.live.retarget import RetargetOptions

    known = {name: arguments[name] for name in ("calibration_frames", "focal") if arguments.get(name) is not None}
    return LiveOptions(**known, retarget=RetargetOptions(same_face=bool(arguments.get("same_face"))))


def _open(arguments: dict[str, Any]) -> FrameSource:
    from core.capture.frames import open_source
    from core.capture.live import open_camera, open_jpeg_stream
    from core.live.loop import LoopedSource

    if "camera" in arguments:
        return open_camera(int(arguments["camera"]))
    if "stream" in arguments:
        return open_jpeg_stream(Path(arguments["stream"]))
    if "clip" in arguments:
        return LoopedSource(open_source(Path(arguments["clip"])), speed=float(arguments.get("speed", 1.0)))
    raise InputError("Live driving needs a source", expected="camera, stream or clip")
