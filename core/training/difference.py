"""How far a render is from the truth, as a picture. Light."""

from __future__ import annotations

import numpy as np

from core.types import ByteArray

DIFFERENCE_GAIN = 3.0
"""Differences are shown so many times as strong: a good render is within a few levels of 255."""


def difference(truth: ByteArray, render: ByteArray) -> ByteArray:
    """The mean difference of the channels, DIFFERENCE_GAIN times as strong, as grey on black, uint8 [H, W, 3]."""
    apart = np.abs(truth.astype(np.float32) - render.astype(np.float32)).mean(axis=-1, keepdims=True)
    return np.repeat(np.minimum(apart * DIFFERENCE_GAIN, 255.0).astype(np.uint8), 3, axis=-1)
