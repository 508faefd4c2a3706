"""How far an expression is from what an avatar was trained on, and the soft pull back. Light: numpy only.

A foreign driver makes expressions that the avatar never saw; drawn as they are, they tear the face. Each descriptor is
therefore moved towards nearby training descriptors, the more the farther away it is, and not at all in range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import InputError
from core.expression.whitening import Whitening
from core.types import FloatArray

MAX_ROWS = 2000
"""Training descriptors kept for the search, evenly spread: 2000 take 0.2 ms a frame."""
_BLOCK = 512


@dataclass(frozen=True)
class Projected:
    """Descriptors after the pull, and what was done to them.

    Attributes:
        descriptors: [T, D] float32.
        nearest: whitened distance of the original to the nearest training descriptor, [T].
        kept: share of the original in the result, 1 in range and towards 0 far away, [T].
    """

    descriptors: FloatArray
    nearest: FloatArray
    kept: FloatArray


class RangeProjection:
    """Pulls descriptors towards the range of an avatar.

    e' = a e + (1 - a) m, with m the kernel-weighted mean of the training descriptors around e, and a = min(1, tau / d),
    d the whitened distance to the nearest of them.

    Args:
        train_descriptors: [M, D], M at least 1.
        whitening: the space of the distances; fitted to ``train_descriptors`` if None.
    Raises:
        InputError: no training descriptors.
    """

    def __init__(self, train_descriptors: npt.NDArray[np.floating], whitening: Whitening | None = None) -> None:
        rows = np.asarray(train_descriptors, np.float32)
        if rows.ndim != 2 or rows.shape[0] == 0:
            raise InputError("An avatar without training descriptors has no range", got=f"{list(rows.shape)}")
        if rows.shape[0] > MAX_ROWS:
            rows = rows[np.linspace(0, rows.shape[0] - 1, MAX_ROWS).round().astype(np.intp)]
        self.whitening = whitening or Whitening.fit(rows)
        self._rows = rows
        self._white = self.whitening.apply(rows)
        self.tau = self._typical_distance()

    def project(self, descriptors: npt.NDArray[np.floating]) -> Projected:
        """Pull descriptors [T, D] (or one, [D], as T = 1) towards the training range."""
        queries = np.atleast_2d(np.asarray(descriptors, np.float32))
        squared = _squared_distances(self.whitening.apply(queries), self._white)  # [T, M]
        nearest = np.sqrt(squared.min(axis=1))
        # the kernel is as wide as the descriptor is far: a narrow one would jump from neighbour to neighbour
        width = np.maximum(self.tau, nearest)[:, None] * KERNEL_SHARE
        kernel = np.exp(-(squared - squared.min(axis=1, keepdims=True)) / (2.0 * width**2))
        mean = (kernel / kernel.sum(axis=1, keepdims=True)) @ self._rows
        kept = np.minimum(1.0, self.tau / np.maximum(nearest, 1e-6))
        pulled = kept[:, None] * queries + (1.0 - kept[:, None]) * mean
        return Projected(pulled.astype(np.float32), nearest.astype(np.float32), kept.astype(np.float32))

    def _typical_distance(self) -> float:
        """Median whitened distance between training descriptors."""
        medians = []
        for start in range(0, len(self._white), _BLOCK):
            squared = _squared_distances(self._white[start : start + _BLOCK], self._white)
            medians.append(np.median(np.sqrt(squared), axis=1))
        return max(float(np.median(np.concatenate(medians))), 1e-3)


KERNEL_SHARE = 0.35
"""Width of the kernel as a share of the distance to the nearest training descriptor."""


def _squared_distances(a: FloatArray, b: FloatArray) -> npt.NDArray[np.float32]:
    squared = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None, :] - 2.0 * (a @ b.T)
    return np.asarray(np.maximum(squared, 0.0), np.float32)
