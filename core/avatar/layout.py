"""How a splat's 14 numbers are laid out and scaled: for the model, the runtime, the viewer and exporters alike."""

from __future__ import annotations

import numpy as np

from core.types import FloatArray

ATTRIBUTES = 14
MEAN = slice(0, 3)
QUAT = slice(3, 7)
LOG_SCALE = slice(7, 10)
OPACITY = 10
COLOR = slice(11, 14)

LOG_SCALE_RANGE = (-12.0, 2.0)

# Every number is stored in units of its natural training step, so that one learning rate fits all of them.
MEAN_STEP_M, QUAT_STEP, LOG_SCALE_STEP, OPACITY_STEP, COLOR_STEP = 6e-5, 2e-3, 5e-3, 3e-2, 1.2e-2


def natural_units() -> FloatArray:
    """The physical size of one stored unit for each of the 14 attributes, float32 [14]."""
    return np.array(
        [MEAN_STEP_M] * 3 + [QUAT_STEP] * 4 + [LOG_SCALE_STEP] * 3 + [OPACITY_STEP] + [COLOR_STEP] * 3, np.float32
    )
