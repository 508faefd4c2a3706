"""What another person's face would show for a driver's expression. Light: numpy only.

Faces differ: the same smile lifts one person's corners higher than another's, and a tracker errs in its own way on
each. A driver's descriptor is therefore an uncertain measure of what the avatar's subject would show. The best linear
guess of that is S (S + N)^-1 d, with S how much expressions vary and N how much one expression varies between people;
both were measured on synthetic people (``noise``). S is taken as measured, which has N in it: without it the error on
people who were driven was the same, and more of every motion was lost. Mouth and brows are guessed so. Eyes and gaze
stay as they are: their guesses were no nearer, and lids that close three quarters of the way look worse than the
average error tells.

Source: Wiener, Extrapolation, Interpolation, and Smoothing of Stationary Time Series, 1949; here over channels.
"""

from __future__ import annotations

import numpy as np

from core.expression.encoder import ExpressionEncoder
from core.expression.noise import measured_noise, measured_spread
from core.types import FloatArray

TRANSLATED = ("mouth", "brows")
"""Regions. On four synthetic people driven by others, against the truth, the error of mouth channels fell by 11 to 23 %
and of brows by 9 to 22 %; that of eyes and gaze changed by -24 to +31 %."""


def translation_of(encoder: ExpressionEncoder) -> FloatArray | None:
    """The guess as a matrix, float32 [D, D]: ``descriptors @ matrix`` is what the subject would show.

    Returns:
        None for an encoder whose noise was not measured.
    Raises:
        FormatError: the enclosed measurements are damaged.
    """
    noise = measured_noise(encoder.id, encoder.version, encoder.channels)
    spread = measured_spread(encoder.id, encoder.version, encoder.channels)
    if noise is None or spread is None:
        return None
    S, N = spread.astype(np.float64), noise.astype(np.float64)
    D = len(S)
    matrix = np.linalg.solve(S + N + 1e-9 * np.trace(S) / D * np.eye(D), S)
    for column, channel in enumerate(encoder.channels):
        if channel.region not in TRANSLATED:
            matrix[:, column] = np.eye(D)[column]
    return np.asarray(matrix, np.float32)
