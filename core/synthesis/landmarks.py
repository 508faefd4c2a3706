"""The face mesh's 478 landmarks as fixed points of the synthetic skin, so that their exact places are known.

``landmarks.json`` (made by ``packaging/make_landmarks.py``) says which three vertices of the data each landmark lies
between. It was found by looking with the face tracker at synthetic people in open-mouthed and quiet moments.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from core.errors import FormatError
from core.synthesis.arrays import Floats, Ints
from core.synthesis.geometry import Surfaces
from core.synthesis.parts import EYE_RINGS, EYE_SECTORS
from core.types import NUM_LANDMARKS, FloatArray

FILE = "landmarks.json"
IRIS_RAD = 0.415
FIRST_IRIS = 468


@dataclass(frozen=True)
class SurfacePoints:
    """Points between vertices of ``Surfaces``: corners [478, 3] and their weights [478, 3]."""

    corners: Ints
    weights: Floats

    def at(self, vertices: Floats) -> FloatArray:
        """Their places for posed vertices [V, 3] -> [478, 3]."""
        places: FloatArray = np.einsum("ni,nij->nj", self.weights, vertices[self.corners]).astype(np.float32)
        return places


def landmark_points(surfaces: Surfaces) -> SurfacePoints:
    """Where a person's 478 landmarks lie.

    Raises:
        FormatError: the enclosed table is damaged.
    """
    corners, weights = _table()
    iris = np.array([_iris_vertices(surfaces.eyes[side]) for side in (1, 0)]).reshape(-1, 1)  # right eye first
    corners = np.concatenate([corners, np.repeat(iris, 3, axis=1)])
    weights = np.concatenate([weights, np.tile(np.array([1, 0, 0], np.float32), (len(iris), 1))])
    return SurfacePoints(corners.astype(np.int32), weights.astype(np.float32))


def _iris_vertices(part: slice) -> list[int]:
    """The eye's vertices at the middle of the iris and its rim: towards the picture's right, up, left, down."""
    ring = round(IRIS_RAD / (1.9 / (EYE_RINGS - 1)))
    quarter = EYE_SECTORS // 4
    # sectors count from the person's left (the picture's right) over the top
    return [part.start, *(part.start + ring * (EYE_SECTORS + 1) + quarter * turn for turn in range(4))]


@functools.lru_cache(maxsize=1)
def _table() -> tuple[Ints, Floats]:
    try:
        table = json.loads(files("core.synthesis").joinpath(FILE).read_text(encoding="utf-8"))
        corners = np.asarray(table["corners"], np.int32)
        weights = np.asarray(table["weights"], np.float32)
        if corners.shape != (FIRST_IRIS, 3) or weights.shape != (FIRST_IRIS, 3):
            raise ValueError(f"{corners.shape} and {weights.shape}")
        weights /= weights.sum(axis=1, keepdims=True)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise FormatError(
            "The table of landmarks is damaged",
            got=str(error),
            expected=f"{NUM_LANDMARKS} points",
            next_step="Install the program again.",
        ) from error
    return corners, weights
