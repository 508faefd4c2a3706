"""Writes H.264 video frame by frame."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import imageio_ffmpeg

from core.errors import StorageError
from core.types import ByteArray


class VideoWriter:
    """An mp4 that grows frame by frame, in a ``with`` block.

    Args:
        path: to write.
        width, height: pixels, even numbers;  fps: frames a second;  crf: x264's quality, lower is better.
    """

    def __init__(self, path: Path, width: int, height: int, *, fps: float, crf: int) -> None:
        self._path, self._writer = path, self._open(path, (width, height), fps, crf)

    @staticmethod
    def _open(path: Path, size: tuple[int, int], fps: float, crf: int) -> Any:
        return imageio_ffmpeg.write_frames(
            str(path),
            size,
            fps=fps,
            codec="libx264",
            pix_fmt_in="rgb24",
            pix_fmt_out="yuv420p",
            macro_block_size=2,
            output_params=["-crf", str(crf), "-preset", "slow", "-threads", "1", "-map_metadata", "-1"],
            ffmpeg_log_level="error",
        )

    def __enter__(self) -> VideoWriter:
        self._send(None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()

    def put(self, image: ByteArray) -> None:
        """Add a frame, RGB [H, W, 3]. Raises StorageError where the encoder fails."""
        self._send(image.tobytes())

    def _send(self, data: bytes | None) -> None:
        try:
            self._writer.send(data)
        except OSError as error:
            raise StorageError(f"Clip '{self._path.name}' could not be encoded", got=str(error)) from error
