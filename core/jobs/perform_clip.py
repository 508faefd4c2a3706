"""The job that turns a clip into a performance: track it, retarget it to an avatar, send it frame by frame.

A capture of a project was tracked when it was added: its performance comes at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.events import CancelToken, Emit, Progress, Stage, Warning
from core.jobs.messages import DrivenFrame

if TYPE_CHECKING:
    from core.avatar.runtime import Avatar
    from core.live.retarget import Performance, RetargetOptions
    from core.tracking.tracks import FaceTracks

PICTURE_SIDE = 240
"""Longest side in pixels of the driver's picture beside the avatar."""
MAX_PICTURES = 1500
"""A long clip sends a picture with every n-th frame only, so that the window keeps under some 10 MB of them."""
JPEG_QUALITY = 80


def perform_clip(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Track a clip and send it as DrivenFrame events.

    Args:
        arguments: ``avatar``, a path; ``clip``, a video or folder of pictures, with ``cache``, a folder for its tracks,
            or absent; or ``capture``, the folder of a project's capture, instead. ``same_person`` is true for
            a capture that the avatar was made of, ``same_face`` for another clip of its subject.
        emit: gets Stage, Progress and one DrivenFrame a frame.
        cancel: looked at in every frame.
    Returns:
        ``frames``, ``found`` (frames with a face) and ``fps``.
    Raises:
        CaptureError: the clip cannot be read or shows no face.
        FormatError: the avatar cannot be read.
    """
    from core.avatar.runtime import Avatar
    from core.capture.frames import open_source
    from core.live.retarget import RetargetOptions, retarget_clip
    from core.tracking.track import track_source
    from core.weights.store import WeightStore

    cache = Path(arguments["cache"]) if arguments.get("cache") else None
    avatar = Avatar.load(Path(arguments["avatar"]))
    own, same = (bool(arguments.get(name)) for name in ("same_person", "same_face"))
    options = RetargetOptions(same_person=own, same_face=same)
    if arguments.get("capture"):
        return _perform_capture(Path(arguments["capture"]), avatar, options, emit, cancel)
    with closing(open_source(Path(arguments["clip"]))) as source:
        tracks = track_source(source, store=WeightStore(), emit=emit, cancel=cancel, cache=cache)
        performance = retarget_clip(tracks, avatar, options=options)
        emit(Stage("loading the frames", 2, 3))
        _send((frame.image for frame in source), tracks, performance, emit, cancel)
    return _result(tracks)


def _perform_capture(
    folder: Path, avatar: Avatar, options: RetargetOptions, emit: Emit, cancel: CancelToken
) -> dict[str, Any]:
    """A capture's own tracks and small pictures."""
    from core.errors import FormatError
    from core.live.retarget import retarget_clip
    from core.project.captures import Capture

    capture = Capture.load(folder)
    tracks = capture.tracks()
    emit(Stage("loading the frames", 0, 1))
    performance = retarget_clip(tracks, avatar, options=options)
    try:
        strip = capture.pictures()
        pictures = [strip.encoded(int(frame)) for frame in tracks.frame_index]
    except FormatError as error:
        emit(Warning(error.message))
        pictures = [b""] * len(tracks)
    _send(pictures, tracks, performance, emit, cancel)
    return _result(tracks)


def _result(tracks: FaceTracks) -> dict[str, Any]:
    return {"frames": len(tracks.found), "found": int(tracks.found.sum()), "fps": float(tracks.fps)}


def _send(
    pictures: Iterable[npt.NDArray[np.uint8] | bytes],
    tracks: FaceTracks,
    performance: Performance,
    emit: Emit,
    cancel: CancelToken,
) -> None:
    """Send every frame; ``pictures`` gives one a frame, decoded or as a JPEG."""
    count = len(tracks.found)
    stride = max(1, -(-count // MAX_PICTURES))
    for i, picture in zip(range(count), pictures, strict=False):
        cancel.check()
        emit(
            DrivenFrame(
                index=i,
                clip_time_s=float(tracks.time_s[i] - tracks.time_s[0]),
                found=bool(tracks.found[i]),
                descriptor=[float(v) for v in performance.descriptors[i]],
                cam_from_head=[float(v) for v in performance.cam_from_head[i].ravel()],
                kept=float(performance.kept[i]),
                picture=_as_jpeg(picture) if i % stride == 0 else b"",
            )
        )
        emit(Progress(i + 1, count, "frames"))


def _as_jpeg(picture: npt.NDArray[np.uint8] | bytes) -> bytes:
    return picture if isinstance(picture, bytes) else small_jpeg(picture)


def small_jpeg(image: npt.NDArray[np.uint8]) -> bytes:
    """A small JPEG of an RGB frame."""
    from core.capture.cv import cv2

    scale = min(1.0, PICTURE_SIDE / max(image.shape[:2]))
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    encoded, data = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(data) if encoded else b""
