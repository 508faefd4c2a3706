"""Whether two pictures show the same person: cosine similarity of SFace embeddings of aligned crops.

Same person 0.65 to 0.95, different people mostly under 0.2.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import WeightsError
from core.tracking.names import LEFT_EYE_INNER, LEFT_EYE_OUTER, RIGHT_EYE_INNER, RIGHT_EYE_OUTER
from core.types import NUM_LANDMARKS, ByteArray, FloatArray, check_shape

if TYPE_CHECKING:
    from core.weights.store import WeightStore

WEIGHT_NAME = "sface"
EMBEDDING_LENGTH = 128
_NOSE_TIP, _RIGHT_MOUTH_CORNER, _LEFT_MOUTH_CORNER = 4, 61, 291
_MIN_FACE_PX = 12.0


class FaceIdentity:
    """Embeds faces. Not safe between threads.

    Args:
        model: the SFace network, .onnx.
    Raises:
        WeightsError: the file is not that network.
    """

    def __init__(self, model: Path) -> None:
        from core.capture.cv import cv2

        # OpenCV 5 warns about its own choice of engine for every network
        logging, level = cv2.utils.logging, cv2.utils.logging.getLogLevel()
        logging.setLogLevel(logging.LOG_LEVEL_ERROR)
        try:
            self._network: Any = cv2.FaceRecognizerSF.create(str(model), "")
        except cv2.error as error:
            raise WeightsError(
                "The face recognition network cannot be loaded",
                got=str(error),
                next_step="Delete the file and fetch it again: raf-studio weights",
            ) from error
        finally:
            logging.setLogLevel(level)

    @classmethod
    def from_store(cls, store: WeightStore) -> FaceIdentity:
        """Load the weight ``sface``.

        Raises:
            WeightsError: it cannot be had.
        """
        return cls(store.path(WEIGHT_NAME))

    def embed(self, image: ByteArray, landmarks_px: FloatArray) -> FloatArray | None:
        """Unit embedding of the face at ``landmarks_px``, [128]; None where the landmarks are unusable.

        Args:
            image: uint8 [H, W, 3] RGB.
            landmarks_px: [478, 3] in pixels of the image.
        """
        check_shape("image", image, None, None, 3)
        check_shape("landmarks_px", landmarks_px, NUM_LANDMARKS, None)
        row = _alignment_row(landmarks_px)
        if row is None:
            return None
        aligned = self._network.alignCrop(np.ascontiguousarray(image[..., ::-1]), row)
        vector = np.asarray(self._network.feature(aligned), np.float32).reshape(-1)
        norm = float(np.linalg.norm(vector))
        return np.asarray(vector / norm, np.float32) if np.isfinite(norm) and norm > 0 else None


def _alignment_row(landmarks_px: FloatArray) -> FloatArray | None:
    """A detection as the network's aligner wants it: box, five points (right before left), score."""
    points = landmarks_px[:, :2]
    if not np.isfinite(points).all() or np.abs(points).max() > 1e5:
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    if (high - low).min() < _MIN_FACE_PX:
        return None
    # eye centres from the corners: the iris moves with the gaze
    right_eye = (points[RIGHT_EYE_OUTER] + points[RIGHT_EYE_INNER]) / 2
    left_eye = (points[LEFT_EYE_OUTER] + points[LEFT_EYE_INNER]) / 2
    five = (right_eye, left_eye, points[_NOSE_TIP], points[_RIGHT_MOUTH_CORNER], points[_LEFT_MOUTH_CORNER])
    return np.concatenate([low, high - low, *five, [1.0]]).astype(np.float32)
