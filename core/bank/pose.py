"""Head angles as a bank stores them. Light."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.types import FloatArray

# a face that looks straight into an OpenCV camera: the subject's left is right in the picture, +y up, +z to the camera
_CAM_FROM_FRONTAL = np.diag([1.0, -1.0, -1.0])


def head_angles(cam_from_head: npt.NDArray[Any]) -> FloatArray:
    """Yaw, pitch and roll of head poses.

    Args:
        cam_from_head: rigid transforms, [T, 4, 4].
    Returns:
        [T, 3] radians, all 0 when facing the camera: yaw positive to the subject's left, pitch positive up, roll
        positive clockwise in the picture.
    """
    turned = _CAM_FROM_FRONTAL @ np.asarray(cam_from_head, np.float64)[:, :3, :3]
    yaw = np.arctan2(turned[:, 0, 2], turned[:, 2, 2])
    pitch = np.arcsin(np.clip(turned[:, 1, 2], -1.0, 1.0))
    roll = -np.arctan2(turned[:, 1, 0], turned[:, 1, 1])
    return np.stack([yaw, pitch, roll], axis=1).astype(np.float32)
