"""The One-Euro filter, for live descriptors and poses: little lag in fast motion, little jitter at rest. Light.

Source: Casiez, Roussel & Vogel, 1 Euro Filter, CHI 2012.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import InputError, ShapeError
from core.types import FloatArray


@dataclass(frozen=True)
class OneEuroOptions:
    """Attributes:
    min_cutoff_hz: cutoff at rest; lower removes more jitter.
    beta: how much the cutoff rises with speed (per unit per second); higher removes lag.
    speed_cutoff_hz: cutoff of the speed estimate.
    max_gap_s: after a longer pause the filter starts anew.
    """

    min_cutoff_hz: float = 2.0
    beta: float = 1.5
    speed_cutoff_hz: float = 1.0
    max_gap_s: float = 0.5

    def __post_init__(self) -> None:
        positive = (self.min_cutoff_hz, self.speed_cutoff_hz, self.max_gap_s)
        if not all(np.isfinite(v) and v > 0 for v in positive) or not (np.isfinite(self.beta) and self.beta >= 0):
            raise InputError("The One-Euro filter has unusable options", got=str(self), expected="positive numbers")


class OneEuro:
    """Filters all channels of a vector at once, each with its own speed."""

    def __init__(self, options: OneEuroOptions | None = None) -> None:
        self.options = options or OneEuroOptions()
        self.reset()

    def reset(self) -> None:
        """Forget the past: the next value passes as it is."""
        self._value: npt.NDArray[np.float64] | None = None
        self._speed: npt.NDArray[np.float64] | None = None
        self._time_s = 0.0

    def __call__(self, value: npt.NDArray[Any], time_s: float) -> FloatArray:
        """Filter one vector.

        Args:
            value: [D]; channels that are not finite repeat the last output.
            time_s: its capture time in seconds. Time that stands still or runs back starts the filter anew.
        Raises:
            ShapeError: D changed.
        """
        raw = np.asarray(value, np.float64)
        elapsed_s = float(time_s) - self._time_s
        if self._value is None or self._speed is None or not 0.0 < elapsed_s <= self.options.max_gap_s:
            return self._start(raw, float(time_s))
        if raw.shape != self._value.shape:
            raise ShapeError(
                "The filtered vector changed its length",
                got=str(list(raw.shape)),
                expected=str(list(self._value.shape)),
            )
        raw = np.where(np.isfinite(raw), raw, self._value)
        speed = (raw - self._value) / elapsed_s
        self._speed = self._speed + _gain(self.options.speed_cutoff_hz, elapsed_s) * (speed - self._speed)
        cutoff = self.options.min_cutoff_hz + self.options.beta * np.abs(self._speed)
        self._value = self._value + _gain(cutoff, elapsed_s) * (raw - self._value)
        self._time_s = float(time_s)
        return self._value.astype(np.float32)

    def sequence(self, values: npt.NDArray[Any], times_s: npt.NDArray[Any]) -> FloatArray:
        """Filter a recorded sequence from its start: values [T, D], times [T] in seconds."""
        if values.shape[0] != times_s.shape[0]:
            raise ShapeError("Each value needs a time", got=f"{values.shape[0]} values, {times_s.shape[0]} times")
        self.reset()
        out = np.empty(values.shape, np.float32)
        for index, time_s in enumerate(times_s):
            out[index] = self(values[index], float(time_s))
        return out

    def _start(self, raw: npt.NDArray[np.float64], time_s: float) -> FloatArray:
        self._value = np.where(np.isfinite(raw), raw, 0.0)
        self._speed = np.zeros_like(self._value)
        self._time_s = time_s
        return self._value.astype(np.float32)


def _gain(cutoff_hz: Any, elapsed_s: float) -> Any:
    return 1.0 / (1.0 + 1.0 / (2.0 * np.pi * cutoff_hz * elapsed_s))
