"""Paired bootstrap over people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DRAWS = 10_000
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean and its interval.

    Attributes:
        mean: over people.
        low: lower end.
        high: upper end.
        people: how many.
    """

    mean: float
    low: float
    high: float
    people: int

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval is on one side of zero."""
        return self.people > 1 and (self.low > 0.0 or self.high < 0.0)


def paired_gain(
    arm: Mapping[str, Sequence[float]], baseline: Mapping[str, Sequence[float]], *, seed: int = 0
) -> Interval | None:
    """Relative gain of an arm over a baseline where lower values are better: 1 - arm / baseline, seeds averaged first.

    Args:
        arm: person -> value of each seed.
        baseline: likewise; people in only one of the two do not count.
        seed: of the bootstrap.
    Returns:
        Mean over people with a 95 % percentile interval; None where no person has both.
    Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13.
    """
    people = sorted(p for p in arm if p in baseline and len(arm[p]) and len(baseline[p]))
    pairs = [(float(np.mean(arm[p])), float(np.mean(baseline[p]))) for p in people]
    gains = np.array([1.0 - a / b for a, b in pairs if np.isfinite(a) and np.isfinite(b) and b > 0])
    return bootstrap(gains, seed=seed)


def paired_difference(
    arm: Mapping[str, Sequence[float]], baseline: Mapping[str, Sequence[float]], *, seed: int = 0
) -> Interval | None:
    """Arm minus baseline, seeds averaged first; see ``paired_gain``."""
    people = sorted(p for p in arm if p in baseline and len(arm[p]) and len(baseline[p]))
    differences = np.array([float(np.mean(arm[p]) - np.mean(baseline[p])) for p in people])
    return bootstrap(differences[np.isfinite(differences)], seed=seed)


def bootstrap(values: npt.NDArray[np.float64], *, seed: int = 0, draws: int = DRAWS) -> Interval | None:
    """Mean of the values [P] with a percentile interval over resampled people; None without values."""
    if values.size == 0:
        return None
    rng = np.random.default_rng(seed)
    means = values[rng.integers(0, values.size, (draws, values.size))].mean(axis=1)
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.quantile(means, [tail, 1.0 - tail])
    return Interval(float(values.mean()), float(low), float(high), int(values.size))
