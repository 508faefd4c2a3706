"""Square, rotated regions of an image, and cutting them out for the networks.

Positions are continuous: the image spans 0..width, and the first pixel's centre lies at 0.5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.capture.cv import cv2
from core.tracking.names import LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from core.types import ByteArray

#: The published graph enlarges the landmarks' bounding box by this before it cuts out the next frame's face.
FACE_MARGIN = 1.5


@dataclass(frozen=True)
class Region:
    """A square around (x, y) with side ``size`` pixels, turned by ``angle`` radians, clockwise in the image."""

    x: float
    y: float
    size: float
    angle: float

    def image_from_unit(self) -> npt.NDArray[np.float64]:
        """The affine map from the unit square to image positions, [2, 3]."""
        c, s = math.cos(self.angle) * self.size, math.sin(self.angle) * self.size
        return np.array([[c, -s, self.x - (c - s) / 2], [s, c, self.y - (s + c) / 2]])

    def cut(self, image: ByteArray, side: int) -> ByteArray:
        """The region as a picture of ``side`` pixels, edges repeated, averaged where it shrinks by more than two."""
        shrink = max(1, int(self.size / side / 1.5))
        cut_side = side * shrink
        matrix = self.image_from_unit() / np.array([cut_side, cut_side, 1.0])
        # OpenCV counts from the centre of the first pixel
        matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cut = cv2.warpAffine(image, matrix, (cut_side, cut_side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        small = cut if shrink == 1 else cv2.resize(cut, (side, side), interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.uint8)


def region_of_points(
    points: npt.NDArray[np.float64],
    first: npt.NDArray[np.float64],
    second: npt.NDArray[np.float64],
    margin: float = FACE_MARGIN,
) -> Region:
    """The square around some points, turned so that the line from ``first`` to ``second`` is level.

    Args:
        points: image positions, [n, 2].
        first: the subject's right (the image's left) end of a line across the face, [2].
        second: its other end, [2].
        margin: how much larger than the points' bounding box.
    """
    angle = math.atan2(float(second[1] - first[1]), float(second[0] - first[0]))
    c, s = math.cos(angle), math.sin(angle)
    turn = np.array([[c, s], [-s, c]])
    turned = points @ turn.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    centre = (low + high) / 2 @ turn
    return Region(float(centre[0]), float(centre[1]), float((high - low).max()) * margin, angle)


def region_of_landmarks(landmarks: npt.NDArray[np.float32]) -> Region:
    """The square that the landmark network wants, from landmarks [478, 2 or 3] in pixels."""
    points = landmarks[:, :2].astype(np.float64)
    return region_of_points(points, points[RIGHT_EYE_OUTER], points[LEFT_EYE_OUTER])
