"""A person's own landmark model: shape at rest, how it moves with expression, how far each landmark is to be trusted.

Light: numpy only. An avatar file can carry it, so that another clip of the same person is tracked against that head.
Fitting is in ``fit.py``, solving poses in ``pose.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.tracking.names import CHIN, FOREHEAD_TOP, LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from core.types import NUM_BLENDSHAPES, NUM_LANDMARKS, FloatArray, check_shape

OUTER_EYE_DISTANCE_M = 0.09


@dataclass(frozen=True)
class LandmarkModel:
    """Landmarks of one person in head space: ``shape + (blendshapes - neutral) @ basis``.

    Attributes:
        shape: landmarks at the neutral expression, metres, float32 [478, 3].
        basis: displacement for a unit of each blendshape score, metres, float32 [52, 478, 3].
        neutral: the scores that ``shape`` belongs to, float32 [52].
        weights: relative trust in each landmark for head pose (inverse variance, largest 1), float32 [478].
    """

    shape: FloatArray
    basis: FloatArray
    neutral: FloatArray
    weights: FloatArray

    def __post_init__(self) -> None:
        check_shape("shape", self.shape, NUM_LANDMARKS, 3)
        check_shape("basis", self.basis, NUM_BLENDSHAPES, NUM_LANDMARKS, 3)
        check_shape("neutral", self.neutral, NUM_BLENDSHAPES)
        check_shape("weights", self.weights, NUM_LANDMARKS)

    def posed(self, blendshapes: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Landmarks in head space under some expressions.

        Args:
            blendshapes: scores, [T, 52].
        Returns:
            Metres, float64 [T, 478, 3].
        """
        coefficients = np.asarray(blendshapes, np.float64) - self.neutral
        moved = coefficients @ self.basis.reshape(NUM_BLENDSHAPES, -1).astype(np.float64)
        return np.asarray(self.shape + moved.reshape(-1, NUM_LANDMARKS, 3))

    def to_arrays(self) -> dict[str, FloatArray]:
        """The four arrays by name, for a tensor file."""
        return {"shape": self.shape, "basis": self.basis, "neutral": self.neutral, "weights": self.weights}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> LandmarkModel:
        """The inverse of ``to_arrays``.

        Raises:
            KeyError: an array is missing.
            ShapeError: an array has another shape.
        """
        names = ("shape", "basis", "neutral", "weights")
        return cls(**{name: np.ascontiguousarray(arrays[name], dtype=np.float32) for name in names})


def head_from_shape(shape: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The similarity that brings a set of landmarks into head space.

    Args:
        shape: landmarks in any right-handed space and unit, [478, 3].
    Returns:
        float64 [4, 4]: rotation and scale in the upper left, so that the outer eye corners lie on the x axis 0.09 m
        apart around the origin and the line from chin to forehead lies in the plane x-y.
    """
    points = np.asarray(shape, np.float64)
    right, left = points[RIGHT_EYE_OUTER], points[LEFT_EYE_OUTER]
    distance = float(np.linalg.norm(left - right))
    x = (left - right) / distance
    up = points[FOREHEAD_TOP] - points[CHIN]
    y = up - x * float(up @ x)
    y /= np.linalg.norm(y)
    head = np.eye(4)
    head[:3, :3] = np.stack([x, y, np.cross(x, y)]) * (OUTER_EYE_DISTANCE_M / distance)
    head[:3, 3] = -head[:3, :3] @ ((left + right) / 2)
    return head
