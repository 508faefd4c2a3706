"""A person's resting face, which every encoder subtracts. Stored with avatars and banks, so JSON-able and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.errors import FormatError
from core.types import FloatArray

MAX_VALUES = 4096
_KEYS = ("encoder_id", "encoder_version", "values", "frames", "origin")


@dataclass(frozen=True, eq=False)
class Neutral:
    """Raw measurements of a person at rest; only the encoder that made it can read ``values``.

    Attributes:
        encoder_id: the encoder that made it.
        encoder_version: that encoder's version.
        values: the raw measurements, [V] float32.
        frames: how many frames it was taken from.
        origin: 'clip' (the clip's calmest frames), 'frames' (chosen by a person) or 'given'.
    """

    encoder_id: str
    encoder_version: int
    values: FloatArray
    frames: int = 0
    origin: str = "given"

    def __post_init__(self) -> None:
        values = np.ascontiguousarray(self.values, np.float32)
        if values.ndim != 1 or not 0 < values.size <= MAX_VALUES or not np.isfinite(values).all():
            raise FormatError(
                "A neutral expression is damaged",
                got=f"{list(values.shape)} values, {int(np.sum(~np.isfinite(values)))} of them not finite",
                expected=f"one row of 1 to {MAX_VALUES} finite numbers",
            )
        object.__setattr__(self, "values", values)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form."""
        facts = {key: getattr(self, key) for key in _KEYS}
        return {**facts, "values": [float(v) for v in self.values]}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Neutral:
        """Read back what ``to_dict`` gave.

        Raises:
            FormatError: a key is missing, or a value has the wrong type, length or is not finite.
        """
        try:
            raw = facts["values"]
            if not isinstance(raw, list) or len(raw) > MAX_VALUES:
                raise TypeError("values are no list of bounded length")
            return cls(
                encoder_id=str(facts["encoder_id"]),
                encoder_version=int(facts["encoder_version"]),
                values=np.asarray([float(v) for v in raw], np.float32),
                frames=int(facts.get("frames", 0)),
                origin=str(facts.get("origin", "given")),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise FormatError("A stored neutral expression cannot be read", got=str(error)) from error
