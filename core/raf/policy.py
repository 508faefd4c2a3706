"""When a descriptor is replaced by a neighbour's, and how far. Light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from core.errors import FormatError, InputError
from core.expression.encoder import REGIONS


@dataclass(frozen=True)
class ReplacementPolicy:
    """How Retrieval-Augmented Faces replaces descriptors during training; checks itself.

    The defaults are the arm ``residual`` of docs/evidence_results.md. The paper's own way is ``strength=(1, 1),
    shuffled=False``.

    Attributes:
        p: probability that a frame's descriptor (or, with ``regions``, each region of it) is moved.
        k: the neighbour is drawn evenly from the k nearest.
        strength: range of the share of the way that is gone to the neighbour, drawn evenly; (1, 1) replaces.
        warmup_steps: steps before which nothing is moved.
        regions: None moves the whole descriptor at once; names draw a neighbour for each region on its own, and leave
            the channels of other regions as they are.
        gate: neighbours farther than this many times the subject's own typical distance are not used; None uses all.
        fade: p falls with the neighbour's distance d, as exp(-(d / own)^2 / 2) with the subject's own typical distance.
        shuffled: each frame makes the move of another frame, drawn evenly, towards one of that frame's neighbours: how
            other people differ, without a pull towards any of them.
    """

    p: float = 0.5
    k: int = 8
    strength: tuple[float, float] = (0.0, 0.5)
    warmup_steps: int = 0
    regions: tuple[str, ...] | None = None
    gate: float | None = None
    fade: bool = False
    shuffled: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "strength", tuple(float(s) for s in self.strength))
        if self.regions is not None:
            object.__setattr__(self, "regions", tuple(self.regions))
        self._require(np.isfinite(self.p) and 0.0 <= self.p <= 1.0, "p", self.p, "0 to 1")
        self._require(self.k >= 1, "k", self.k, "at least 1")
        low, high = self.strength if len(self.strength) == 2 else (1.0, 0.0)
        self._require(0.0 <= low <= high <= 1.0, "strength", self.strength, "two numbers in 0 to 1, the lower first")
        self._require(self.warmup_steps >= 0, "warmup_steps", self.warmup_steps, "0 or more")
        named = self.regions is None or (
            len(self.regions) > 0 and len(set(self.regions)) == len(self.regions) and set(self.regions) <= set(REGIONS)
        )
        self._require(named, "regions", self.regions, f"None, or some of {', '.join(REGIONS)}")
        self._require(self.gate is None or (np.isfinite(self.gate) and self.gate > 0), "gate", self.gate, "above 0")

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form. ``shuffled`` is left out where it is off, as in policies from before there was any."""
        facts = asdict(self)
        return facts if self.shuffled else {key: value for key, value in facts.items() if key != "shuffled"}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> ReplacementPolicy:
        """Read back what ``to_dict`` gave, an empty table as the default; FormatError when it is unusable."""
        known = {f.name for f in fields(cls)}
        found = {key: facts[key] for key in known if key in facts}
        if found:
            found.setdefault("shuffled", False)
        try:
            return cls(**found)
        except (TypeError, ValueError, InputError) as error:
            raise FormatError("A stored replacement policy cannot be read", got=str(error)) from error

    @staticmethod
    def _require(good: bool | np.bool_, name: str, got: object, expected: str) -> None:
        if not good:
            raise InputError(f"Replacement policy: '{name}' is unusable", got=str(got), expected=expected)
