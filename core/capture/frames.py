"""The protocol that every source of frames follows, and the registry of readers. Light: no decoding here."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self, runtime_checkable

from core.errors import CaptureError
from core.types import ByteArray

MAX_SIDE_PX = 1920


@dataclass(frozen=True)
class SourceInfo:
    """Facts about a source.

    Attributes:
        name: a short name for messages.
        width: of the frames handed out, pixels, after rotation flags and scaling down.
        height: likewise.
        fps: nominal frames a second.
        frame_count: how many frames there should be; None if it cannot be told before reading (live sources).
        sha256: of the content; empty for live sources.
    """

    name: str
    width: int
    height: int
    fps: float
    frame_count: int | None
    sha256: str


@dataclass(frozen=True)
class Frame:
    """One picture.

    Attributes:
        index: position in the source, from 0.
        time_s: presentation time; for live sources seconds on the monotonic clock at capture.
        image: RGB, uint8 [H, W, 3], C-contiguous; never written to afterwards.
    """

    index: int
    time_s: float
    image: ByteArray


@runtime_checkable
class FrameSource(Protocol):
    """A sequence of frames. Iterating starts at the first frame each time, except for live sources."""

    @property
    def info(self) -> SourceInfo:
        """Facts about the source."""
        ...

    def __iter__(self) -> Iterator[Frame]:
        """The frames in order.

        Raises:
            CaptureError: nothing can be decoded.
        """
        ...

    def close(self) -> None:
        """Release the file or device; harmless when called twice."""
        ...

    def __enter__(self) -> FrameSource:
        """The source itself."""
        ...

    def __exit__(self, *exception: object) -> None:
        """Close."""
        ...


class Closing:
    """Lets a source be used in a ``with`` statement."""

    def close(self) -> None:
        """Nothing to release unless a source says otherwise."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class CaptureReader(Protocol):
    """Opens one kind of recorded capture."""

    def accepts(self, path: Path) -> bool:
        """Whether this reader is the one for ``path``, judged by its kind and name."""
        ...

    def open(self, path: Path, *, max_side_px: int) -> FrameSource:
        """Open ``path``; frames are scaled down so that the longer side is at most ``max_side_px``."""
        ...


#: Readers by name, loaded when first asked; the first that accepts a path opens it.
READERS: dict[str, str] = {
    "images": "core.capture.images:ImageFolderReader",
    "video": "core.capture.video:VideoReader",
}


def get_reader(name: str) -> CaptureReader:
    """The reader registered under ``name``.

    Raises:
        CaptureError: there is none.
    """
    if name not in READERS:
        raise CaptureError(f"There is no capture reader '{name}'", expected=f"one of {', '.join(READERS)}")
    module, _, attribute = READERS[name].partition(":")
    reader: CaptureReader = getattr(importlib.import_module(module), attribute)()
    return reader


def open_source(path: Path | str, *, max_side_px: int = MAX_SIDE_PX) -> FrameSource:
    """Open a video file or an image folder.

    Args:
        path: the file or folder.
        max_side_px: larger frames are scaled down to this while streaming.
    Raises:
        CaptureError: nothing is there, or it holds no pictures.
    """
    path = Path(path)
    if not path.exists():
        raise CaptureError(f"There is no file or folder {path}", next_step="Check the path.")
    for name in READERS:
        reader = get_reader(name)
        if reader.accepts(path):
            return reader.open(path, max_side_px=max_side_px)
    raise CaptureError(f"{path} is neither a video nor an image folder")


def scaled_size(width: int, height: int, max_side_px: int) -> tuple[int, int]:
    """The size of a frame whose longer side is at most ``max_side_px``, its proportions kept."""
    longest = max(width, height)
    if longest <= max_side_px:
        return width, height
    return max(1, round(width * max_side_px / longest)), max(1, round(height * max_side_px / longest))
