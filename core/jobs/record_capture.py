"""The job that shows and measures a person before the camera, and records them."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.events import CancelToken, Emit, Stage

if TYPE_CHECKING:
    from core.capture.frames import FrameSource

MAX_SIDE_PX = 1280


def record_capture(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Look until the control file asks to record, record until it asks to finish or discard.

    The video lies in the project's folder ``recordings``; ``import_capture`` with ``take`` makes a capture of it.

    Args:
        arguments: ``project``, a path; ``control``, the file that steers it (``core.project.record_control``);
            ``encoder``, whose terms the descriptors are in, or absent for the default; and one of ``camera`` (its
            number), ``stream`` (a path of MJPEG pictures) and ``clip`` (a video, played at its own pace).
        emit: gets Stage ("looking", then "recording"), Warning, Progress in seconds, and SeenFrame.
        cancel: ends it; what was recorded is kept.
    Returns:
        ``video`` (path, or None), ``frames``, ``seconds`` and ``ending`` (see ``core.capture.record.Ending``).
    Raises:
        CaptureError: there is no such camera, or it gives no picture.
        StorageError: the video cannot be written.
        WeightsError: the face models cannot be had.
    """
    from core.capture.record import RecordOptions, record
    from core.expression.encoder import DEFAULT_ENCODER
    from core.project.captures import recordings_folder
    from core.project.project import Project
    from core.weights.store import WeightStore

    project = Project.open(Path(str(arguments["project"])))
    options = RecordOptions(str(arguments.get("encoder") or DEFAULT_ENCODER))
    target = recordings_folder(project) / f"Recording {datetime.now():%Y-%m-%d %H.%M.%S}.mp4"
    emit(Stage("opening the camera"))
    with closing(_open(arguments)) as source:
        made = record(
            source,
            target,
            control=Path(str(arguments["control"])),
            options=options,
            store=WeightStore(),
            emit=emit,
            cancel=cancel,
        )
    video = str(made.video) if made.video is not None else None
    return {"video": video, "frames": made.frames, "seconds": made.seconds, "ending": made.ending}


def _open(arguments: dict[str, Any]) -> FrameSource:
    from core.capture.frames import open_source
    from core.capture.live import open_camera, open_jpeg_stream

    if arguments.get("clip"):
        return open_source(Path(str(arguments["clip"])), max_side_px=MAX_SIDE_PX)
    if arguments.get("stream"):
        return open_jpeg_stream(Path(str(arguments["stream"])), max_side_px=MAX_SIDE_PX)
    return open_camera(int(arguments.get("camera", 0)), max_side_px=MAX_SIDE_PX)
