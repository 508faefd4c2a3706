"""Driving descriptors that are spoilt on purpose: coarsely quantised, or noisy. Numpy only."""

from __future__ import annotations

import re

import numpy as np

from core.errors import InputError
from core.expression.whitening import Whitening
from core.types import FloatArray

BITS = (8, 6, 4, 3)
PROBES = (*(f"bits{bits}" for bits in BITS), "noise")
"""All of them."""
NOISE_SHARE = 0.5
"""Deviation of the noise in each whitened direction."""
MARGIN = 0.5
"""Of the range on either side: what is clipped there is far from everything."""
_BITS = re.compile(r"bits(\d+)")


def spoilt(probe: str, descriptors: FloatArray, train: FloatArray, seed: int = 0) -> FloatArray:
    """The driving descriptors [T, D] as they would arrive over a narrow or noisy channel.

    Args:
        probe: 'bits<n>' rounds every channel to 2^n levels over twice the range of ``train``; 'noise' adds Gaussian
            noise of ``NOISE_SHARE`` in the whitened space of ``train``.
        descriptors: [T, D].
        train: the subject's training descriptors, [M, D].
        seed: of the noise.
    Raises:
        InputError: no such probe.
    """
    if probe == "noise":
        back = np.linalg.pinv(Whitening.fit(train).transform)
        drawn = np.random.default_rng([73, seed]).standard_normal(descriptors.shape) * NOISE_SHARE
        return np.asarray(descriptors + drawn @ back, np.float32)
    match = _BITS.fullmatch(probe)
    if match is None:
        raise InputError(f"There is no probe '{probe}'", expected=", ".join(PROBES))
    least, most = train.min(axis=0), train.max(axis=0)
    low, high = least - MARGIN * (most - least), most + MARGIN * (most - least)
    step = np.maximum(high - low, 1e-6) / (2 ** int(match.group(1)) - 1)
    return np.asarray(low + np.rint((np.clip(descriptors, low, high) - low) / step) * step, np.float32)
