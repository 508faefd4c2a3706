"""Live sources: a camera, or a stream of JPEG pictures through a FIFO or file handle. The newest frame wins.

A live source is read by its own thread, so that a slow consumer sees the present and not a queue; what it skips is
counted. Time stamps are the monotonic clock's at capture.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from core.capture.cv import cv2
from core.capture.frames import MAX_SIDE_PX, Closing, Frame, SourceInfo, scaled_size
from core.capture.video import to_rgb
from core.errors import CaptureError
from core.types import ByteArray

_FIRST_FRAME_TIMEOUT_S = 15.0
_NEXT_FRAME_TIMEOUT_S = 5.0
_MAX_JPEG_BYTES = 32 << 20
_READ_BYTES = 1 << 16
_START, _END = b"\xff\xd8", b"\xff\xd9"

#: Gives the next picture (BGR), or None at the end.
Grab = Callable[[], ByteArray | None]


class LiveSource(Closing):
    """Frames as they come. Iterating gives the newest frame each time and waits for one that is new.

    Args:
        name: for messages.
        grab: reads one picture; called from the source's own thread.
        release: frees the device; called once, from the source's own thread after the last picture.
        fps: nominal.
        max_side_px: larger pictures are scaled down.
    Raises:
        CaptureError: no picture came within 15 seconds.
    """

    def __init__(
        self, name: str, grab: Grab, release: Callable[[], None], *, fps: float, max_side_px: int = MAX_SIDE_PX
    ) -> None:
        self._name, self._grab, self._release, self._fps, self._max_side_px = name, grab, release, fps, max_side_px
        self._news = threading.Condition()
        self._latest: Frame | None = None
        self._ended = self._closing = False
        self.dropped = 0
        self._taken = -1
        self._thread = threading.Thread(target=self._read, name=f"live source {name}", daemon=True)
        self._thread.start()
        first = self._wait(_FIRST_FRAME_TIMEOUT_S)
        if first is None:
            self.close()
            raise CaptureError(
                f"{name} gives no picture",
                expected=f"one within {_FIRST_FRAME_TIMEOUT_S:.0f} seconds",
                next_step="Check that it is plugged in, allowed, and not used by another program.",
            )
        height, width = first.image.shape[:2]
        self._info = SourceInfo(name, width, height, fps, None, "")

    @property
    def info(self) -> SourceInfo:
        """Facts; neither length nor SHA-256 is known."""
        return self._info

    def __iter__(self) -> Iterator[Frame]:
        """The newest frame, again and again, until the stream ends or ``close`` is called."""
        while True:
            frame = self._wait(_NEXT_FRAME_TIMEOUT_S)
            if frame is None:
                return
            self.dropped += max(0, frame.index - self._taken - 1) if self._taken >= 0 else 0
            self._taken = frame.index
            yield frame

    def close(self) -> None:
        """Stop reading and release the device."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=_NEXT_FRAME_TIMEOUT_S)

    def _wait(self, timeout_s: float) -> Frame | None:
        def news() -> bool:
            fresh = self._latest is not None and self._latest.index != self._taken
            return fresh or self._ended or self._closing

        with self._news:
            self._news.wait_for(news, timeout_s)
            frame = self._latest
            return None if self._closing or frame is None or frame.index == self._taken else frame

    def _read(self) -> None:
        index = 0
        try:
            while not self._closing:
                picture = self._grab()
                if picture is None:
                    break
                stamp_s = time.monotonic()
                size = scaled_size(picture.shape[1], picture.shape[0], self._max_side_px)
                frame = Frame(index, stamp_s, to_rgb(picture, size))
                index += 1
                with self._news:
                    self._latest = frame
                    self._news.notify_all()
        finally:
            self._release()
            with self._news:
                self._ended = True
                self._news.notify_all()


def open_camera(index: int = 0, *, max_side_px: int = MAX_SIDE_PX) -> LiveSource:
    """Open a camera by its number.

    Raises:
        CaptureError: there is none, or it gives no picture.
    """
    camera = cv2.VideoCapture(index)
    if not camera.isOpened():
        camera.release()
        raise CaptureError(
            f"Camera {index} cannot be opened",
            next_step="Check that it is plugged in, allowed, and not used by another program.",
        )
    camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def grab() -> ByteArray | None:
        ok, picture = camera.read()
        return np.asarray(picture, np.uint8) if ok and picture is not None else None

    return LiveSource(
        f"Camera {index}",
        grab,
        camera.release,
        fps=float(camera.get(cv2.CAP_PROP_FPS)) or 30.0,
        max_side_px=max_side_px,
    )


def open_jpeg_stream(path: Path | str, *, fps: float = 30.0, max_side_px: int = MAX_SIDE_PX) -> LiveSource:
    """Open a stream of JPEG pictures one after the other (MJPEG), such as a FIFO that another program writes.

    Raises:
        CaptureError: it cannot be opened or gives no picture.
    """
    path = Path(path)
    try:
        handle = path.open("rb", buffering=0)
    except OSError as error:
        raise CaptureError(f"The stream {path} cannot be opened", got=str(error)) from error
    pictures = _jpeg_pictures(handle.read)
    return LiveSource(path.name, lambda: next(pictures, None), handle.close, fps=fps, max_side_px=max_side_px)


def _jpeg_pictures(read: Callable[[int], bytes | None]) -> Iterator[ByteArray]:
    """Cut a byte stream at the JPEG markers and decode; damaged pictures are passed over."""
    pending = b""
    while True:
        chunk = read(_READ_BYTES)
        if not chunk:
            return
        pending += chunk
        while True:
            start = pending.find(_START)
            end = pending.find(_END, start + 2) if start >= 0 else -1
            if end < 0:
                pending = pending[max(start, 0) :] if start >= 0 else pending[-1:]
                break
            picture = cv2.imdecode(np.frombuffer(pending[start : end + 2], np.uint8), cv2.IMREAD_COLOR)
            pending = pending[end + 2 :]
            if picture is not None:
                yield np.asarray(picture, np.uint8)
        if len(pending) > _MAX_JPEG_BYTES:
            pending = b""
