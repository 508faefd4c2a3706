"""The 96-pixel faces that a bank shows."""

from __future__ import annotations

import numpy as np

from core.bank.schema import MAX_THUMBNAIL_BYTES
from core.capture.cv import cv2
from core.errors import StudioError
from core.picture_size import jpeg_size
from core.types import ByteArray, FloatArray

THUMBNAIL_PX = 96
_MARGIN = 1.35  # of the landmarks' longer side: forehead, ears and chin are in the picture
_QUALITIES = (85, 60, 30)


def face_thumbnail(image: ByteArray, landmarks: FloatArray) -> bytes:
    """Cut the face out as a square JPEG, repeating the picture's edge where the square leaves it.

    Args:
        image: RGB [H, W, 3].
        landmarks: of the face, pixels, [478, 3].
    Returns:
        A JPEG file of 96 x 96 pixels.
    """
    low, high = landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)
    side = max(float((high - low).max()) * _MARGIN, 2.0)
    scale = THUMBNAIL_PX / side
    corner = (low + high) / 2 - side / 2
    source = image
    if scale < 0.5:  # bilinear sampling would alias: shrink the whole picture first by a whole factor
        factor = int(1 / scale)
        size = (max(1, image.shape[1] // factor), max(1, image.shape[0] // factor))
        source = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    fx, fy = source.shape[1] / image.shape[1], source.shape[0] / image.shape[0]
    warp = np.array([[scale / fx, 0, -corner[0] * scale], [0, scale / fy, -corner[1] * scale]], np.float64)
    face = cv2.warpAffine(
        source, warp, (THUMBNAIL_PX, THUMBNAIL_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return encode_jpeg(np.asarray(face, np.uint8))


def encode_jpeg(image: ByteArray) -> bytes:
    """RGB to JPEG, small enough for a bank."""
    for quality in _QUALITIES:
        good, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
        if good and data.nbytes <= MAX_THUMBNAIL_BYTES:
            return bytes(data.tobytes())
    raise StudioError("A face picture could not be written as JPEG", got=str(image.shape))


def decode_jpeg(jpeg: bytes) -> ByteArray | None:
    """JPEG of a bank to RGB [96, 96, 3]; None when it is no such picture."""
    if len(jpeg) > MAX_THUMBNAIL_BYTES or jpeg_size(jpeg) != (THUMBNAIL_PX, THUMBNAIL_PX):
        return None
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return None if image is None else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
