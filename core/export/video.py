"""Writing H.264 video files through an ffmpeg program: whole or not at all.

Frames go raw into ffmpeg's standard input, one at a time, so memory stays at a few frames. The file is written under a
temporary name beside its target and takes the target's name only after ffmpeg ended well and the data is on the disk.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np

from core.errors import InputError, ShapeError, StorageError
from core.project.atomic import atomic_path
from core.types import ByteArray

MAX_SIDE_PX = 8192
_END_TIMEOUT_S = 120.0
_ERROR_TAIL_BYTES = 2000


class Mp4Writer:
    """Writes RGB frames to an .mp4 (H.264, yuv420p, plays everywhere).

    Use as a context manager: when the block ends well the file appears at ``path``; when it raises (a cancel, a full
    disk) nothing is left and an older file at ``path`` stays as it was.

    Args:
        path: the target, with the suffix .mp4.
        width: pixels, even.
        height: pixels, even.
        fps: frames a second.
        crf: x264's quality: smaller is better and larger on disk; 18 is visually lossless.
    Raises:
        InputError: a size, rate or suffix that cannot be written.
        StorageError: from any method, when the file cannot be written.
    """

    def __init__(self, path: Path | str, width: int, height: int, fps: float, *, crf: int = 18) -> None:
        self.path = Path(path)
        if self.path.suffix.lower() != ".mp4":
            raise InputError(f"Cannot write '{self.path.name}' as a video", expected="a name that ends in .mp4")
        if not (0 < width <= MAX_SIDE_PX and 0 < height <= MAX_SIDE_PX) or width % 2 or height % 2:
            expected = f"even numbers of pixels, at most {MAX_SIDE_PX}"
            raise InputError(
                "The video has a size that cannot be written", got=f"{width} x {height}", expected=expected
            )
        if not 0.1 <= fps <= 1000.0:
            raise InputError("The video's frame rate cannot be written", got=str(fps), expected="0.1 to 1000")
        self.width, self.height, self.fps, self.crf = width, height, float(fps), crf
        self.frames_written = 0
        self._stack = contextlib.ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    def __enter__(self) -> Mp4Writer:
        temp = self._stack.enter_context(atomic_path(self.path))
        try:
            self._log = self._stack.enter_context(tempfile.TemporaryFile())
            self._process = subprocess.Popen(  # the command is ours; only the file names come from outside
                self._command(temp), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._log
            )
        except BaseException as error:
            if not self._stack.__exit__(type(error), error, error.__traceback__):
                raise
        return self

    def write(self, frame: ByteArray) -> None:
        """Append one frame, uint8 [height, width, 3] RGB.

        Raises:
            ShapeError: another shape or type.
            StorageError: ffmpeg stopped, for example because the disk is full.
        """
        if frame.shape != (self.height, self.width, 3) or frame.dtype != np.uint8:
            expected = f"uint8 [{self.height}, {self.width}, 3]"
            raise ShapeError("A video frame has the wrong shape", got=f"{frame.dtype} {frame.shape}", expected=expected)
        if self._process is None or self._process.stdin is None:
            raise RuntimeError("Mp4Writer.write outside its 'with' block")
        try:
            self._process.stdin.write(np.ascontiguousarray(frame).data)
        except OSError as error:  # a broken pipe: ffmpeg is gone, its log says why
            self._end()
            raise self._failure() from error
        self.frames_written += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._finish()
        except BaseException as failure:
            self._end()
            if not self._stack.__exit__(type(failure), failure, failure.__traceback__):
                raise
        else:
            self._end()
            self._stack.__exit__(kind, error, trace)

    def _finish(self) -> None:
        """Close the pipe, wait for ffmpeg, raise StorageError unless it wrote the whole file."""
        process = self._process
        if process is None or process.stdin is None:
            raise RuntimeError("Mp4Writer was never entered")
        if self.frames_written == 0:
            raise InputError(f"'{self.path.name}' was not written", got="no frames")
        try:
            process.stdin.close()
            code = process.wait(timeout=_END_TIMEOUT_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise self._failure() from error
        if code != 0:
            raise self._failure()

    def _end(self) -> None:
        """Have the ffmpeg process gone, whatever state it is in."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        process.wait()

    def _failure(self) -> StorageError:
        tail = ""
        if self._log is not None and not self._log.closed:
            self._log.seek(0, 2)
            self._log.seek(max(0, self._log.tell() - _ERROR_TAIL_BYTES))
            tail = self._log.read().decode(errors="replace").strip()
        name = f"Could not write '{self.path.name}'"
        if "No space left" in tail:
            return StorageError(name, got="a full disk", next_step="Free some space and try again")
        last = tail.splitlines()[-1] if tail else "ffmpeg ended without a message"
        return StorageError(name, got=last, next_step="Check that the folder can be written to")

    def _command(self, temp: Path) -> list[str]:
        from imageio_ffmpeg import get_ffmpeg_exe

        try:
            program = get_ffmpeg_exe()
        except RuntimeError as error:
            raise StorageError("No ffmpeg program was found", next_step="Install imageio-ffmpeg or ffmpeg") from error
        raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{self.width}x{self.height}", "-r", f"{self.fps:.6f}"]
        # the colour matrix is written into the file: players guess it from the size otherwise, and shift skin tones
        color = ["-vf", "scale=out_color_matrix=bt709:out_range=tv"]
        tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
        coding = ["-c:v", "libx264", "-preset", "veryfast", "-crf", str(self.crf), "-pix_fmt", "yuv420p"]
        quiet = ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
        output = ["-movflags", "+faststart", "-f", "mp4", f"file:{temp}"]
        return [program, *quiet, *raw, "-i", "pipe:0", "-an", *color, *coding, *tags, *output]
