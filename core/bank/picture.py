"""One picture of a face in a bank's terms, to look for faces like it. Engine only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.bank.pose import head_angles
from core.bank.thumbnails import face_thumbnail
from core.errors import CaptureError, FormatError
from core.events import CancelToken, Emit, discard
from core.expression.encoder import get_encoder
from core.expression.neutral import Neutral
from core.types import ByteArray, FloatArray
from core.weights.store import WeightStore

FOCAL_OVER_SIDE = 1.3
SETTLE = 3
"""The tracker looks again with the landmarks it found, as it does from frame to frame of a clip."""


@dataclass(frozen=True, eq=False)
class DescribedFace:
    """A face as a bank would hold it.

    Attributes:
        descriptor: [D] float32.
        angles: yaw, pitch, roll in radians, [3] float32.
        thumbnail: a JPEG of 96 x 96 pixels.
        blur: 0 sharp to 1 blurred.
    """

    descriptor: FloatArray
    angles: FloatArray
    thumbnail: bytes
    blur: float


def average_neutral(neutrals: Sequence[Neutral]) -> Neutral:
    """The resting face of nobody in particular: for a picture of someone whose own is not known.

    Raises:
        FormatError: there is none, or they are of different encoders.
    """
    kinds = {(n.encoder_id, n.encoder_version, n.values.size) for n in neutrals}
    if len(kinds) != 1:
        raise FormatError("The bank's resting faces cannot be averaged", got=f"{len(kinds)} kinds", expected="one")
    (encoder_id, version, _), values = kinds.pop(), np.mean([n.values for n in neutrals], axis=0)
    return Neutral(encoder_id, version, values.astype(np.float32), len(neutrals), "given")


def describe_face(
    image: ByteArray,
    neutral: Neutral,
    *,
    store: WeightStore,
    name: str = "The picture",
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> DescribedFace:
    """Find the largest face in a picture and describe it.

    Args:
        image: RGB uint8 [H, W, 3].
        neutral: what is subtracted; of the encoder whose descriptor is wanted.
        store: of the weights.
        name: for messages.
        emit: told about fetching weights.
        cancel: looked at between steps.
    Raises:
        CaptureError: no face.
        FormatError: the neutral does not fit its encoder.
    """
    from core.tracking.tracker import FaceTracker

    tracker = FaceTracker(store, emit=emit, cancel=cancel)
    face = None
    for _ in range(SETTLE):
        face = tracker.track(image)
        if cancel is not None:
            cancel.check()
    if face is None:
        raise CaptureError(
            f"{name} shows no face", next_step="Use a picture in which a face is large and turned to the camera."
        )
    encoder = get_encoder(neutral.encoder_id)
    descriptor = encoder.encode(face, neutral)[0]
    if not np.isfinite(descriptor).all():
        raise CaptureError(f"The face in {name} cannot be measured", next_step="Use a clearer picture.")
    angles = _angles(face.landmarks, face.blendshapes, image.shape[:2])
    return DescribedFace(descriptor, angles, face_thumbnail(image, face.landmarks), float(face.blur))


def _angles(landmarks: FloatArray, blendshapes: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Yaw, pitch and roll of one face from its own landmarks."""
    from core.tracking.fit import fit_landmark_shape, rigid_model
    from core.tracking.pose import solve_poses

    height, width = shape
    focal = FOCAL_OVER_SIDE * max(height, width)
    K: Any = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]], np.float32)
    model = rigid_model(fit_landmark_shape(landmarks[None], K))
    angles: FloatArray = head_angles(solve_poses(landmarks[None], blendshapes[None], K, model))[0]
    return angles
