"""Video files through OpenCV's FFmpeg: rotation flags obeyed, true time stamps, large frames scaled while streaming."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.capture.cv import cv2
from core.capture.frames import Closing, Frame, SourceInfo, scaled_size
from core.capture.hdr import hdr_pictures, hdr_transfer
from core.errors import CaptureError
from core.types import ByteArray

_DEFAULT_FPS = 30.0
_MAX_FPS = 1000.0
_MAX_PIXELS = 16_384 * 16_384
_MAX_FRAMES = 2_000_000
# a decoder may give up on single frames of a damaged file; after this many in a row the rest is taken as lost
_MAX_BAD_FRAMES = 60
_EIGHT_BIT = frozenset((b"I420", b"YV12", b"NV12", b"NV21", b"Y42B", b"422P", b"444P", b"Y800"))
"""Tags of pixel formats that hold no high dynamic range; others are looked at more closely."""


class VideoReader:
    """Opens any single file as a video; FFmpeg tells whether it is one."""

    def accepts(self, path: Path) -> bool:
        """True for files."""
        return path.is_file()

    def open(self, path: Path, *, max_side_px: int) -> VideoSource:
        """Open the file.

        Raises:
            CaptureError: it cannot be decoded.
        """
        return VideoSource(path, max_side_px=max_side_px)


class VideoSource(Closing):
    """The frames of a video file. Memory: one frame."""

    def __init__(self, path: Path, *, max_side_px: int) -> None:
        self._path = path
        self._max_side_px = max_side_px
        capture = _open(path)
        try:
            self._hdr = "" if _pixel_format(capture) in _EIGHT_BIT else hdr_transfer(path)
            self._first_size = _probe(capture, path, by_header=bool(self._hdr))
            self._fps = _fps(capture)
            count = capture.get(cv2.CAP_PROP_FRAME_COUNT)
        finally:
            capture.release()
        self._count = int(count) if math.isfinite(count) and 0 < count <= _MAX_FRAMES else None

    @cached_property
    def info(self) -> SourceInfo:
        """Facts; the SHA-256 is computed at the first use."""
        width, height = scaled_size(*self._first_size, self._max_side_px)
        return SourceInfo(
            name=self._path.name,
            width=width,
            height=height,
            fps=self._fps,
            frame_count=self._count,
            sha256=_sha256(self._path),
        )

    def __iter__(self) -> Iterator[Frame]:
        """Decode from the start; frames that fail to decode are passed over, keeping their index."""
        return self.iterate(0)

    def iterate(self, start: int) -> Iterator[Frame]:
        """Decode from frame ``start`` on; earlier frames are passed over without conversion."""
        capture = _open(self._path)
        size = scaled_size(*self._first_size, self._max_side_px)
        pictures = hdr_pictures(self._path, self._hdr, size, start) if self._hdr else None
        index, bad = 0, 0
        last_s = -1.0
        try:
            while index < _MAX_FRAMES and bad < _MAX_BAD_FRAMES:
                if not capture.grab():
                    if self._count is None or index >= self._count:
                        break
                    index, bad = index + 1, bad + 1
                    continue
                time_s = _time_s(capture, index, self._fps, last_s)
                last_s = time_s
                if index >= start:
                    image = None if pictures is None else next(pictures, None)
                    if image is None:
                        pictures, image = None, _rgb(capture, size)
                    if image is not None:
                        bad = 0
                        yield Frame(index, time_s, image)
                index += 1
        finally:
            capture.release()
            if pictures is not None:
                pictures.close()  # ends its process at once


def _rgb(capture: cv2.VideoCapture, size: tuple[int, int]) -> ByteArray | None:
    """The grabbed frame; None where it fails to decode."""
    ok, image = capture.retrieve()
    return to_rgb(image, size) if ok and image is not None else None


def to_rgb(image: npt.NDArray[Any], size: tuple[int, int]) -> ByteArray:
    """Turn OpenCV's BGR picture into RGB of the wanted (width, height), averaging where it shrinks."""
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    if (image.shape[1], image.shape[0]) != size:
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))


def _open(path: Path) -> cv2.VideoCapture:
    if path.stat().st_size == 0:
        raise _unreadable(path, "an empty file")
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        capture.release()
        raise _unreadable(path, "no video stream that can be decoded")
    capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    return capture


def _probe(capture: cv2.VideoCapture, path: Path, *, by_header: bool) -> tuple[int, int]:
    """Decode until a first picture comes, for its true size: headers may lie and rotation swaps the sides.

    ``by_header`` believes them once a frame was decoded: OpenCV takes seconds to convert the first one of an HDR video.
    """
    for _ in range(_MAX_BAD_FRAMES):
        if by_header:
            ok, image = capture.grab(), None
            width, height = (int(capture.get(p)) for p in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
        else:
            ok, image = capture.read()
            height, width = image.shape[:2] if image is not None else (0, 0)
        if ok and width > 0 and height > 0:
            if height * width > _MAX_PIXELS:
                raise _unreadable(path, f"frames of {width}x{height} pixels")
            return width, height
    raise _unreadable(path, "no frame that can be decoded")


def _pixel_format(capture: cv2.VideoCapture) -> bytes:
    """FFmpeg's tag of how pixels are stored, such as b'I420'."""
    return (int(capture.get(cv2.CAP_PROP_CODEC_PIXEL_FORMAT)) & 0xFFFFFFFF).to_bytes(4, "little")


def _fps(capture: cv2.VideoCapture) -> float:
    fps = float(capture.get(cv2.CAP_PROP_FPS))
    return fps if math.isfinite(fps) and 0.0 < fps <= _MAX_FPS else _DEFAULT_FPS


def _time_s(capture: cv2.VideoCapture, index: int, fps: float, last_s: float) -> float:
    """The container's own time stamp (frame rates may vary), or index / fps where it has none or it runs backwards."""
    stamp_s = float(capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000.0
    if math.isfinite(stamp_s) and stamp_s > last_s and (stamp_s > 0.0 or index == 0):
        return stamp_s
    return last_s + 1.0 / fps if last_s >= 0.0 else index / fps


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _unreadable(path: Path, got: str) -> CaptureError:
    return CaptureError(
        f"{path.name} is not a video that can be read",
        got=got,
        expected="a video file such as .mp4, .mov, .webm or .mkv",
        next_step="Check that it plays in a video player, or record or export it again.",
    )
