"""Descriptors as one byte a channel, for live messages and large banks, and the ranges that sliders show. Light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import FormatError, InputError, ShapeError
from core.expression.encoder import Channel
from core.types import ByteArray, FloatArray

_LEVELS = 255


@dataclass(frozen=True, eq=False)
class DescriptorCodec:
    """Uniform quantisation to uint8, each channel with its own range.

    Inside the range the error is at most ``step / 2``; values outside are clipped to it.

    Attributes:
        low: value of code 0, [D] float32.
        step: value of one code, [D] float32, above 0.
    """

    low: FloatArray
    step: FloatArray

    def __post_init__(self) -> None:
        low, step = np.asarray(self.low, np.float32), np.asarray(self.step, np.float32)
        good = low.ndim == 1 and low.shape == step.shape and np.isfinite(low).all() and np.isfinite(step).all()
        if not good or (step <= 0).any():
            raise FormatError("A descriptor codec is damaged", expected="finite ranges of equal length, steps above 0")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "step", step)

    @classmethod
    def fit(cls, descriptors: npt.NDArray[Any], *, margin: float = 0.0) -> DescriptorCodec:
        """Take the range of the data, widened by ``margin`` of itself on both sides.

        Raises:
            InputError: no rows, or values that are not finite.
        """
        x = np.asarray(descriptors, np.float64)
        if x.ndim != 2 or x.shape[0] == 0 or not np.isfinite(x).all():
            raise InputError("Cannot fit a codec", got=f"{list(x.shape)} descriptors", expected="finite rows [M, D]")
        low, high = x.min(axis=0), x.max(axis=0)
        span = np.maximum(high - low, 1e-6)
        return cls((low - margin * span).astype(np.float32), ((1 + 2 * margin) * span / _LEVELS).astype(np.float32))

    def encode(self, descriptors: npt.NDArray[Any]) -> ByteArray:
        """Codes [..., D] uint8."""
        x = np.asarray(descriptors, np.float32)
        if x.ndim == 0 or x.shape[-1] != self.low.size:
            raise ShapeError(
                "Descriptors do not fit the codec", got=str(list(x.shape)), expected=f"[..., {self.low.size}]"
            )
        return np.asarray(np.clip(np.rint((x - self.low) / self.step), 0, _LEVELS), np.uint8)

    def decode(self, codes: ByteArray) -> FloatArray:
        """Descriptors [..., D] float32."""
        if codes.ndim == 0 or codes.shape[-1] != self.low.size:
            raise ShapeError(
                "Codes do not fit the codec", got=str(list(codes.shape)), expected=f"[..., {self.low.size}]"
            )
        return np.asarray(self.low + codes.astype(np.float32) * self.step, np.float32)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form."""
        return {"low": [float(v) for v in self.low], "step": [float(v) for v in self.step]}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> DescriptorCodec:
        """Read back what ``to_dict`` gave; FormatError when damaged."""
        try:
            return cls(np.asarray(facts["low"], np.float32), np.asarray(facts["step"], np.float32))
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError("A stored descriptor codec cannot be read", got=str(error)) from error


@dataclass(frozen=True)
class ChannelRange:
    """The range of one channel in a capture, for a slider.

    Attributes:
        name: the channel.
        region: its part of the face.
        low: 1st percentile, or 0 where that is lower: 0 is always the person's neutral and always inside.
        high: 99th percentile, or 0 where that is higher.
        median: 50th percentile.
    """

    name: str
    region: str
    low: float
    high: float
    median: float


def channel_ranges(channels: Sequence[Channel], descriptors: npt.NDArray[Any]) -> tuple[ChannelRange, ...]:
    """What each channel does in a set of descriptors [M, D].

    Raises:
        InputError: no finite rows of the right length.
    """
    x = np.asarray(descriptors, np.float64)
    if x.ndim != 2 or x.shape[0] == 0 or x.shape[1] != len(channels) or not np.isfinite(x).all():
        raise InputError(
            "Cannot tell the channels' ranges", got=str(list(x.shape)), expected=f"rows [M, {len(channels)}]"
        )
    low, median, high = np.percentile(x, (1.0, 50.0, 99.0), axis=0)
    return tuple(
        ChannelRange(c.name, c.region, min(0.0, float(low[i])), max(0.0, float(high[i])), float(median[i]))
        for i, c in enumerate(channels)
    )
