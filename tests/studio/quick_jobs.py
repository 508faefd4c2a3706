"""Stand-ins for tracking, run in a real engine process: what a clip's name says is what happens."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from core.avatar.runtime import Avatar
from core.errors import CaptureError
from core.events import CancelToken, Emit, Progress, Stage, Warning
from core.jobs.messages import DrivenFrame, DriverPicture, LiveFrame

QUICK_JOBS = {
    "perform_clip": "tests.studio.quick_jobs:perform_by_name",
    "drive_live": "tests.studio.quick_jobs:drive_by_number",
}
FRAMES = 12


def perform_by_name(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Send frames; wait, fail or die first if the clip is called so."""
    avatar, name = Avatar.load(arguments["avatar"]), Path(arguments.get("clip") or arguments["capture"]).stem
    emit(Stage("tracking", 0, 2))
    emit(Progress(3, FRAMES, "frames", remaining_s=2.0))
    if name == "faceless":
        raise CaptureError(
            "No face was found in faceless.mp4", got="12 frames without a face", next_step="Try another."
        )
    if name == "killer":
        os.kill(os.getpid(), signal.SIGKILL)
    while name == "endless":
        cancel.check()
        time.sleep(0.01)
    if name == "blurred":
        emit(Warning("4 frames are blurred."))
    for i in range(FRAMES):
        pose = avatar.cam_from_head0.copy()
        pose[0, 3] += 0.001 * i
        descriptor = np.full(avatar.num_channels, 0.05 * i, np.float32)
        frame = DrivenFrame(i, i / 25, i != 5, descriptor.tolist(), pose.ravel().tolist(), picture=PICTURE)
        emit(frame)
    return {"frames": FRAMES, "found": FRAMES - 1, "fps": 25.0}


MISSING_CAMERA, UNPLUGGED_CAMERA = 7, 8


def drive_by_number(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Measure, then move the first channel until cancelled; two cameras are missing or unplugged in use."""
    avatar, number = Avatar.load(arguments["avatar"]), int(arguments["camera"])
    emit(Stage("opening the camera", 0, 3))
    if number == MISSING_CAMERA:
        raise CaptureError(f"Camera {number} cannot be opened", next_step="Check that it is plugged in.")
    index = 0
    while number != UNPLUGGED_CAMERA or index < FRAMES:
        cancel.check()
        descriptor = np.full(avatar.num_channels, 0.01 * min(index, 50), np.float32)
        measured = min(1.0, (index + 1) / 4)
        pose = avatar.cam_from_head0[:3].ravel().tolist()
        emit(LiveFrame(index, True, measured, descriptor.tolist(), pose, 0.4, 30.0, 29.0))
        if index % 5 == 0:
            emit(DriverPicture(PICTURE))
        index += 1
        time.sleep(0.01)
    raise CaptureError(f"Camera {number} stopped giving pictures", next_step="Check that it is plugged in.")


# the smallest grey JPEG, 1x1
PICTURE = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300030202020202030202020303030304060404040404080606050609080a0a09"
    "0809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010ffc9000b080001000101011100ffcc000600101005ffda"
    "0008010100003f00d2cf20ffd9"
)
