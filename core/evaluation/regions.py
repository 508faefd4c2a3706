"""Parts of the face in the image, from its landmarks: which pixels are mouth or eyes, how large the face is."""

from __future__ import annotations

import numpy as np

from core.tracking.names import INNER_LIPS, LEFT_EYE, LEFT_EYE_OUTER, OUTER_LIPS, RIGHT_EYE, RIGHT_EYE_OUTER
from core.types import BoolArray, FloatArray

LIPS_AND_LIDS = (*OUTER_LIPS, *INNER_LIPS, *RIGHT_EYE, *LEFT_EYE)
HULL_MARGIN = 0.06
"""The hulls are grown by this share of the eye-corner distance: lashes and lip borders lie on the outline."""


def eye_distance(landmarks_px: FloatArray) -> float:
    """Distance of the outer eye corners in pixels; ``landmarks_px`` is [478, 2 or 3]."""
    return float(np.linalg.norm(landmarks_px[RIGHT_EYE_OUTER, :2] - landmarks_px[LEFT_EYE_OUTER, :2]))


def mouth_eye_mask(landmarks_px: FloatArray, height: int, width: int) -> BoolArray:
    """Pixels inside the convex hulls of mouth and eyes, grown by HULL_MARGIN.

    Args:
        landmarks_px: [478, 2 or 3] in pixels of the image.
        height: of the image.
        width: of the image.
    Returns:
        [H, W]; all False when the landmarks are not finite or lie outside.
    """
    from core.capture.cv import cv2

    mask = np.zeros((height, width), np.uint8)
    points = landmarks_px[:, :2]
    if not np.isfinite(points).all() or np.abs(points).max() > 1e5:
        return mask.astype(bool)
    for part in (OUTER_LIPS, RIGHT_EYE, LEFT_EYE):
        hull = cv2.convexHull(np.rint(points[list(part)]).astype(np.int32))
        cv2.fillConvexPoly(mask, hull, 1)
    margin = max(1, round(HULL_MARGIN * eye_distance(landmarks_px)))
    if margin > max(height, width):
        return mask.astype(bool)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
    return cv2.dilate(mask, kernel).astype(bool)
