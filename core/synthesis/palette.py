"""Colours that synthetic people and their rooms are drawn from: linear RGB, 0..1."""

from __future__ import annotations

import numpy as np

Colour = tuple[float, float, float]
"""Linear RGB, 0..1 (lights may be brighter)."""

SKIN_TONES: tuple[Colour, ...] = (
    (0.62, 0.40, 0.30),
    (0.56, 0.34, 0.24),
    (0.47, 0.27, 0.18),
    (0.36, 0.19, 0.115),
    (0.24, 0.12, 0.07),
    (0.13, 0.06, 0.036),
)
HAIR_COLOURS: tuple[Colour, ...] = (
    (0.012, 0.010, 0.009),
    (0.030, 0.018, 0.011),
    (0.075, 0.040, 0.020),
    (0.150, 0.080, 0.035),
    (0.230, 0.140, 0.060),
    (0.180, 0.055, 0.018),
    (0.220, 0.215, 0.205),
)
GREY_HAIR: Colour = (0.300, 0.295, 0.285)
WHITE_HAIR: Colour = (0.560, 0.550, 0.530)
BLONDE_HAIR: Colour = (0.360, 0.250, 0.120)
IRIS_COLOURS: tuple[Colour, ...] = (
    (0.055, 0.026, 0.012),
    (0.120, 0.060, 0.024),
    (0.130, 0.120, 0.040),
    (0.080, 0.140, 0.085),
    (0.090, 0.170, 0.260),
    (0.170, 0.200, 0.215),
)
CLOTH_COLOURS: tuple[Colour, ...] = (
    (0.035, 0.055, 0.110),
    (0.180, 0.045, 0.040),
    (0.055, 0.120, 0.080),
    (0.300, 0.285, 0.260),
    (0.040, 0.040, 0.045),
    (0.240, 0.160, 0.060),
    (0.110, 0.070, 0.150),
)
MORE_CLOTH_COLOURS: tuple[Colour, ...] = (
    *CLOTH_COLOURS,
    (0.560, 0.545, 0.520),
    (0.090, 0.180, 0.330),
    (0.300, 0.110, 0.120),
    (0.380, 0.300, 0.200),
    (0.110, 0.130, 0.060),
    (0.030, 0.160, 0.180),
    (0.450, 0.240, 0.260),
    (0.140, 0.145, 0.150),
)
FRAME_COLOURS: tuple[Colour, ...] = (
    (0.010, 0.010, 0.011),
    (0.055, 0.026, 0.012),
    (0.120, 0.018, 0.020),
    (0.020, 0.035, 0.080),
    (0.260, 0.250, 0.240),
    (0.330, 0.230, 0.110),
)


def between(colours: tuple[Colour, ...], position: float) -> Colour:
    """The colour at a (fractional) place in a list; of two colours, the mixture of that share."""
    if len(colours) == 2:
        position = float(np.clip(position, 0, 1))
    table = np.array(colours)
    steps = np.arange(len(colours))
    return tuple(float(np.interp(position, steps, table[:, c])) for c in range(3))  # type: ignore[return-value]


def scaled(colour: Colour, factor: float) -> Colour:
    """A colour made lighter or darker."""
    return (colour[0] * factor, colour[1] * factor, colour[2] * factor)
