"""Several encoders as one: their channels side by side. Light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from core.expression.encoder import Channel, ExpressionEncoder, FaceMeasurements, TrackedFaces, check_neutral
from core.expression.neutral import Neutral
from core.types import FloatArray


class Part(ExpressionEncoder, Protocol):
    """An encoder that can be part of a combination."""

    @property
    def neutral_size(self) -> int:
        """How many values its neutrals have."""


class Combined:
    """The channels of all parts in order; a channel that an earlier part has too is left out.

    Its version is raised when a part's is. Its neutral holds those of the parts, one after the other.
    """

    def __init__(self, *parts: Part) -> None:
        self._parts = parts
        self.id = "+".join(part.id for part in parts)
        self.version = 1 + sum(part.version - 1 for part in parts)
        channels = [channel for part in parts for channel in part.channels]
        names = [channel.name for channel in channels]
        self._columns = [i for i, name in enumerate(names) if names.index(name) == i]
        self.channels: tuple[Channel, ...] = tuple(channels[i] for i in self._columns)

    def encode(self, faces: FaceMeasurements, neutral: Neutral) -> FloatArray:
        """Descriptors [T, D]; see ExpressionEncoder."""
        sizes = [part.neutral_size for part in self._parts]
        check_neutral(self, neutral, sum(sizes))
        pieces = np.split(neutral.values, np.cumsum(sizes)[:-1])
        encoded = [
            part.encode(faces, replace(neutral, encoder_id=part.id, encoder_version=part.version, values=values))
            for part, values in zip(self._parts, pieces, strict=True)
        ]
        return np.concatenate(encoded, axis=1)[:, self._columns]

    def neutral(self, tracks: TrackedFaces, frames: Sequence[int] | npt.NDArray[Any] | None = None) -> Neutral:
        """The parts' neutrals; see ExpressionEncoder."""
        own = [part.neutral(tracks, frames) for part in self._parts]
        values = np.concatenate([n.values for n in own])
        return replace(own[0], encoder_id=self.id, encoder_version=self.version, values=values)
