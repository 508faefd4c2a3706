"""The job that turns a clip into a performance: track it, retarget it to an avatar, send it frame by frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.events import CancelToken, Emit, Progress, Stage
from core.jobs.messages import DrivenFrame

if TYPE_CHECKING:
    from core.capture.source import FrameSource
    from core.types import FloatArray

PICTURE_SIDE = 240
"""Longest side in pixels of the driver's picture beside the avatar."""
MAX_PICTURES = 1500
"""A long clip sends a picture with every n-th frame only, so that the window keeps under some 10 MB of them."""
JPEG_QUALITY = 80


def perform_clip(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Track a clip and send it as DrivenFrame events.

    Args:
        arguments: ``avatar`` and ``clip``, paths; ``cache``, a folder for tracks, or absent.
        emit: gets Stage, Progress and one DrivenFrame a frame.
        cancel: looked at in every frame.
    Returns:
        ``frames``, ``found`` (frames with a face) and ``fps``.
    Raises:
        CaptureError: the clip cannot be read or shows no face.
        FormatError: the avatar cannot be read.
    """
    from core.avatar.runtime import Avatar
    from core.capture.source import open_source
    from core.live.retarget import retarget
    from core.tracking.track import track_source
    from core.weights.store import WeightStore

    clip = Path(arguments["clip"])
    cache = Path(arguments["cache"]) if arguments.get("cache") else None
    avatar = Avatar.load(Path(arguments["avatar"]))
    emit(Stage("Finding the face", 0, 2))
    with open_source(clip) as source:
        tracks = track_source(source, store=WeightStore(), emit=emit, cancel=cancel, cache=cache)
    descriptors, poses = retarget(tracks, avatar)
    emit(Stage("Loading the frames", 1, 2))
    with open_source(clip) as source:
        _send(source, tracks.time_s, tracks.found, descriptors, poses, emit, cancel)
    return {"frames": len(tracks.found), "found": int(tracks.found.sum()), "fps": float(tracks.fps)}


def _send(
    source: FrameSource,
    time_s: npt.NDArray[np.float64],
    found: npt.NDArray[np.bool_],
    descriptors: FloatArray,
    poses: FloatArray,
    emit: Emit,
    cancel: CancelToken,
) -> None:
    count = len(found)
    stride = max(1, -(-count // MAX_PICTURES))
    for i, frame in enumerate(source):
        if i >= count:
            break
        cancel.check()
        picture = _picture(frame.image) if i % stride == 0 else b""
        emit(
            DrivenFrame(
                index=i,
                clip_time_s=float(time_s[i] - time_s[0]),
                found=bool(found[i]),
                descriptor=[float(v) for v in descriptors[i]],
                cam_from_head=[float(v) for v in poses[i].ravel()],
                picture=picture,
            )
        )
        emit(Progress(i + 1, count, "frames"))


def _picture(image: npt.NDArray[np.uint8]) -> bytes:
    """A small JPEG of an RGB frame."""
    from core.capture.cv import cv2

    scale = min(1.0, PICTURE_SIDE / max(image.shape[:2]))
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    encoded, data = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(data) if encoded else b""
