"""Which cameras the system has, by the numbers under which the engine opens them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

LINUX_DEVICES = Path("/sys/class/video4linux")
MAX_NAME = 80


@dataclass(frozen=True)
class Camera:
    """A camera.

    Attributes:
        number: under which the engine opens it.
        name: what its maker calls it.
    """

    number: int
    name: str


def linux_cameras(devices: Path = LINUX_DEVICES) -> tuple[Camera, ...]:
    """What the kernel tells: one for each device. Its further nodes give no pictures, only facts about them."""
    found = []
    for node in devices.glob("video*"):
        try:
            number, name = int(node.name.removeprefix("video")), (node / "name").read_text(errors="replace")
            index = (node / "index").read_text() if (node / "index").exists() else "0"
        except (OSError, ValueError):
            continue
        if index.strip() == "0":
            found.append(Camera(number, name.strip()[:MAX_NAME]))
    return tuple(sorted(found, key=lambda camera: camera.number))


def qt_cameras() -> tuple[Camera, ...] | None:
    """What Qt tells, in the order in which OpenCV counts them; None without Qt's multimedia.

    On macOS OpenCV sorts the devices by their unique names, on Windows both go by the system's own order.
    """
    try:
        from PySide6.QtMultimedia import QMediaDevices
    except ImportError:
        return None
    devices = list(QMediaDevices.videoInputs())
    if sys.platform == "darwin":
        devices.sort(key=lambda device: device.id().data())
    return tuple(Camera(number, device.description()[:MAX_NAME]) for number, device in enumerate(devices))
