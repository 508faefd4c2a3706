"""The job that makes a video of what an avatar did."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import FormatError, InputError
from core.events import CancelToken, Emit, Progress, Stage
from core.live.recording import Recording
from core.types import Camera, FloatArray

MIN_SIDE, MAX_SIDE = 64, 2048
DEFAULT_FPS = 30.0


def export_video(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Draw a recording into an .mp4, atomically; the recording's file is deleted when the video stands.

    Args:
        arguments: ``avatar`` and ``recording``, paths; ``out``, the .mp4; ``size``, pixels a side; ``fps``, or absent;
            ``background``, RGB in 0..1, or absent for the avatar's own; ``cam_from_world``, 16 numbers that move the
            camera from where the capture camera was, or absent.
        emit: gets Stage and Progress.
        cancel: looked at in every frame; a cancelled export leaves no file.
    Returns:
        ``path``, ``frames`` and ``seconds`` of video.
    Raises:
        FormatError: the avatar or the recording cannot be read, or they do not belong together.
        InputError: a size or camera that cannot be drawn.
        StorageError: the video cannot be written.
    """
    from core.avatar.runtime import Avatar
    from core.export.video import Mp4Writer
    from core.live.drive import even_rows
    from core.splats.native import render_numpy

    avatar = Avatar.load(Path(arguments["avatar"]))
    recording_path, out = Path(arguments["recording"]), Path(arguments["out"])
    recording = Recording.load(recording_path)
    if recording.descriptors.shape[1] != avatar.num_channels:
        got = f"{recording.descriptors.shape[1]} channels instead of {avatar.num_channels}"
        raise FormatError("The recording is of another avatar", got=got, next_step="Record again.")
    camera, background = _camera(avatar, arguments), _background(avatar, arguments)
    fps = float(np.clip(arguments.get("fps") or DEFAULT_FPS, 1.0, 120.0))
    rows = even_rows(recording.times_s, fps)
    out.parent.mkdir(parents=True, exist_ok=True)
    emit(Stage("drawing the video"))
    began_s, last_row = time.monotonic(), -1
    picture = np.zeros((camera.height, camera.width, 3), np.uint8)
    with Mp4Writer(out, camera.width, camera.height, fps) as video:
        for done, row in enumerate(rows, start=1):
            cancel.check()
            if row != last_row:
                splats = avatar.splats(recording.descriptors[row], recording.poses[row])
                rgb, _, _ = render_numpy(splats, camera, background)
                picture = np.asarray(np.rint(np.clip(rgb, 0.0, 1.0) * 255.0), np.uint8)
                last_row = row
            video.write(picture)
            left_s = (time.monotonic() - began_s) * (len(rows) - done) / done
            emit(Progress(done, len(rows), "frames", left_s))
    recording_path.unlink(missing_ok=True)
    return {"path": str(out), "frames": len(rows), "seconds": len(rows) / fps}


def _camera(avatar: Any, arguments: dict[str, Any]) -> Camera:
    size = int(arguments.get("size") or avatar.meta.image_size)
    if not MIN_SIDE <= size <= MAX_SIDE:
        raise InputError(
            "The video has a size that cannot be drawn", got=str(size), expected=f"{MIN_SIDE} to {MAX_SIDE}"
        )
    camera: Camera = avatar.camera(size + size % 2)
    moved = arguments.get("cam_from_world")
    if moved is None:
        return camera
    pose = np.asarray(moved, np.float32)
    if pose.size != 16 or not np.isfinite(pose).all():
        raise InputError("The video's camera is not usable", got=f"{pose.size} numbers", expected="16 finite ones")
    return replace(camera, cam_from_world=pose.reshape(4, 4))


def _background(avatar: Any, arguments: dict[str, Any]) -> FloatArray:
    color = np.asarray(arguments.get("background") or avatar.meta.background, np.float32)
    if color.shape != (3,) or not np.isfinite(color).all():
        raise InputError("The video's background is no colour", got=str(color.tolist()), expected="three numbers")
    return np.clip(color, 0.0, 1.0)
