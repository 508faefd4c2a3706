"""How the window steers a recording: one word in a small file that the engine looks at in every frame. Light."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from core.project.atomic import atomic_write_bytes

_MAX_BYTES = 64


class Wish(Enum):
    """What the recording job should do."""

    LOOK = "look"
    RECORD = "record"
    FINISH = "finish"
    DISCARD = "discard"


def write_wish(control: Path, wish: Wish) -> None:
    """Tell the job.

    Raises:
        StorageError: the file cannot be written.
    """
    atomic_write_bytes(control, wish.value.encode())


def read_wish(control: Path) -> Wish:
    """The last wish; only to look, where there is none or it cannot be read."""
    try:
        with control.open("rb") as file:
            return Wish(file.read(_MAX_BYTES).decode("ascii"))
    except (OSError, ValueError):
        return Wish.LOOK
