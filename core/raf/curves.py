"""What a neighbour table says over time and as a whole: distance, repeats, people. Light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.raf.pins import NONE, Rows
from core.types import BoolArray, FloatArray

REPEAT_S = 1.0
"""A face counts as repeated when a frame at most so much earlier drew it too."""
BINS = 40
HIGH_QUANTILE = 0.995
"""The histogram ends here: a few lost frames must not squeeze all others into one bar."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts of distances.

    Attributes:
        edges: [BINS + 1], rising; distances beyond the last count in the last bar.
        counts: [BINS].
        random_counts: of as many faces drawn at random, [BINS].
    """

    edges: FloatArray
    counts: npt.NDArray[np.int64]
    random_counts: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Curves:
    """Numbers of T frames; NaN (or 0 people) where nothing was found yet or there is no face.

    Attributes:
        nearest: distance to the nearest face, [T].
        mean: mean distance to all faces of the frame, [T].
        random: mean distance to faces drawn at random, [T].
        repeat: share of the frame's faces that a frame of the last second drew too, [T].
        persons: how many different people the faces are of, [T].
        histogram: over all faces of all frames.
        person_shares: who is drawn, most often first: index of the person and share of all draws.
        known: frames with faces.
        different: different faces that are drawn at all.
        draws: faces of all frames together.
    """

    nearest: FloatArray
    mean: FloatArray
    random: FloatArray
    repeat: FloatArray
    persons: npt.NDArray[np.int64]
    histogram: Histogram
    person_shares: tuple[tuple[int, float], ...]
    known: int
    different: int
    draws: int

    @property
    def repeated(self) -> float:
        """Share of all draws that draw a face which another frame draws too; 0 without any."""
        return 1.0 - self.different / self.draws if self.draws else 0.0


def curves(
    rows: Rows,
    distances: FloatArray,
    person_of: npt.NDArray[np.int64],
    time_s: npt.NDArray[np.float64],
    *,
    random: FloatArray | None = None,
) -> Curves:
    """Measure a table.

    Args:
        rows: of the bank, [T, k]; NONE where there is no face, or not yet.
        distances: [T, k].
        person_of: person index of each bank row, [M].
        time_s: of each frame, [T].
        random: distances to random faces, [T, k].
    """
    there = rows != NONE
    far = np.where(there, distances, np.nan).astype(np.float32)
    known = there.any(axis=1)
    people = np.where(there, person_of[rows], NONE) if person_of.size else np.full(rows.shape, NONE)
    drawn = np.where(known[:, None], random, np.nan) if random is not None else np.full(rows.shape, np.nan)
    counts = np.bincount(people[there], minlength=1)
    order = np.argsort(-counts, kind="stable")
    total = int(there.sum())
    return Curves(
        nearest=_nearest(far, known),
        mean=_mean(far, known),
        random=_mean(drawn.astype(np.float32), known & (random is not None)),
        repeat=repeats(rows, time_s),
        persons=_different(people),
        histogram=histogram(far[there], drawn[known & np.isfinite(drawn).all(axis=1)].ravel()),
        person_shares=tuple((int(p), float(counts[p] / total)) for p in order if total and counts[p]),
        known=int(known.sum()),
        different=int(np.unique(rows[there]).size),
        draws=total,
    )


def repeats(rows: Rows, time_s: npt.NDArray[np.float64], within_s: float = REPEAT_S) -> FloatArray:
    """Share of each frame's faces that a frame at most ``within_s`` earlier drew too, [T]; NaN without any."""
    T, k = rows.shape
    there: BoolArray = rows != NONE
    flat, frame = rows.ravel(), np.repeat(np.arange(T), k)
    order = np.lexsort((frame, flat))
    same = np.diff(flat[order]) == 0
    gap = np.diff(time_s[frame[order]])
    again = np.zeros(T * k, bool)
    again[order[1:]] = same & (gap <= within_s) & (gap > 0)
    count = there.sum(axis=1)
    share = (again.reshape(T, k) & there).sum(axis=1) / np.maximum(count, 1)
    return np.where(count > 0, share, np.nan).astype(np.float32)


def histogram(distances: FloatArray, random: FloatArray) -> Histogram:
    """Counts over one set of bars for both."""
    both = np.concatenate([distances, random])
    top = float(np.quantile(both, HIGH_QUANTILE)) if both.size else 1.0
    edges = np.linspace(0.0, max(top, 1e-6), BINS + 1).astype(np.float32)
    clip = (0.0, float(edges[-1]))
    counts, drawn = (np.histogram(np.clip(d, *clip), edges)[0] for d in (distances, random))
    return Histogram(edges, counts.astype(np.int64), drawn.astype(np.int64))


def _nearest(far: FloatArray, known: BoolArray) -> FloatArray:
    low = np.where(np.isnan(far), np.inf, far).min(axis=1, initial=np.inf)
    return np.where(known, low, np.nan).astype(np.float32)


def _mean(far: FloatArray, known: BoolArray) -> FloatArray:
    count = np.isfinite(far).sum(axis=1)
    total = np.where(np.isfinite(far), far, 0.0).sum(axis=1)
    return np.where(known & (count > 0), total / np.maximum(count, 1), np.nan).astype(np.float32)


def _different(people: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many different non-negative numbers each row holds."""
    ordered = np.sort(people, axis=1)
    first = np.ones(ordered.shape, bool)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    return np.asarray((first & (ordered != NONE)).sum(axis=1), np.int64)
