"""A recorded clip that begins again at its end, as a stand-in for a camera and for long measurements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.capture.frames import Closing, Frame, FrameSource, SourceInfo
from core.errors import CaptureError, InputError

_LEAST_STEP_S = 1e-3


class LoopedSource(Closing):
    """Frames of a clip over and over; numbers and times go on rising.

    Args:
        source: the clip; closed with this.
        speed: times faster than recorded.
    Raises:
        InputError: a speed that is not positive.
    """

    def __init__(self, source: FrameSource, *, speed: float = 1.0) -> None:
        if not 0.01 <= speed <= 1000.0:
            raise InputError("A clip cannot be looped at that speed", got=str(speed), expected="0.01 to 1000")
        self._source, self._speed = source, speed

    @property
    def info(self) -> SourceInfo:
        """The clip's facts, at the speed at which it is played."""
        return replace(self._source.info, fps=self._source.info.fps * self._speed)

    def __iter__(self) -> Iterator[Frame]:
        """Frames without end.

        Raises:
            CaptureError: the clip has none.
        """
        step_s = 1.0 / self._source.info.fps if self._source.info.fps > 0 else 0.04
        index, began_s, last_s = 0, 0.0, 0.0
        while True:
            first_s: float | None = None
            for frame in self._source:
                first_s = frame.time_s if first_s is None else first_s
                last_s = max(began_s + (frame.time_s - first_s) / self._speed, last_s + _LEAST_STEP_S * (index > 0))
                yield Frame(index, last_s, frame.image)
                index += 1
            if first_s is None:
                raise CaptureError(f"'{self._source.info.name}' has no frames", next_step="Choose another clip.")
            began_s = last_s + step_s / self._speed

    def close(self) -> None:
        """Close the clip."""
        self._source.close()
