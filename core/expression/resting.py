"""Finding a clip's resting face: the calmest frames, and what a resting face can be at all.

A clip in which somebody only laughs has no resting frame; its calmest median would turn every other face, measured
against it, into the opposite of a laugh. Measures that say what a person does rather than how a person is built are
therefore held within what people at rest show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import CaptureError, InputError
from core.types import FloatArray


def _both_sides(name: str, high: float) -> dict[str, tuple[float, float]]:
    return {f"{name}Left": (0.0, high), f"{name}Right": (0.0, high)}


# 10th to 90th percentile of the calmest medians of 34 people's clips; scores 0 to 1, angles in radians. Brows are left
# out: heavy and low brows are anatomy (0.7 browDown at rest is common), a laugh is not
RESTING_SCORES: Mapping[str, tuple[float, float]] = {
    "jawOpen": (0.0, 0.16),
    "mouthPucker": (0.0, 0.17),
    "mouthFunnel": (0.0, 0.03),
    **_both_sides("mouthSmile", 0.2),
    **_both_sides("mouthUpperUp", 0.07),
    **_both_sides("mouthLowerDown", 0.02),
    **_both_sides("mouthDimple", 0.06),
    **_both_sides("mouthStretch", 0.02),
    **_both_sides("mouthPress", 0.09),
    **_both_sides("mouthFrown", 0.01),
    **_both_sides("mouth", 0.01),
    **_both_sides("eyeBlink", 0.4),
    **_both_sides("eyeWide", 0.05),
    "mouthRollLower": (0.0, 0.04),
    "mouthRollUpper": (0.0, 0.04),
    "mouthShrugLower": (0.0, 0.04),
    "mouthShrugUpper": (0.0, 0.04),
    "mouthClose": (0.0, 0.04),
    "gazeYawLeft": (-0.12, 0.35),
    "gazeYawRight": (-0.35, 0.12),
    "gazePitchLeft": (0.05, 0.32),
    "gazePitchRight": (0.05, 0.32),
}
# the same for the landmark measures, metres in head space (outer eye corners 0.09 m apart), but tight only for
# openings: where lips and chin sit is anatomy. Holding those to the same percentiles made retrieval worse (14
# synthetic people with known expressions: the neighbours' gain over chance fell from .72 to .65 of the possible, same
# person rose from .05 to .14 with chance .07)
RESTING_MEASURES: Mapping[str, tuple[float, float]] = {
    "mouthOpening": (0.0, 0.0095),
    "mouthOpeningSideLeft": (0.0, 0.0046),
    "mouthOpeningSideRight": (0.0, 0.0046),
    "mouthWidth": (0.040, 0.058),
    "mouthCornerHeightLeft": (-0.090, -0.058),
    "mouthCornerHeightRight": (-0.090, -0.058),
    "upperLipHeight": (-0.077, -0.049),
    "lowerLipHeight": (-0.098, -0.066),
    "upperLipThickness": (0.0045, 0.012),
    "lowerLipThickness": (0.0080, 0.014),
    "upperLipProtrusion": (0.028, 0.038),
    "lowerLipProtrusion": (0.024, 0.033),
    "mouthShift": (-0.004, 0.004),
    "chinHeight": (-0.135, -0.090),
    "chinShift": (-0.005, 0.005),
    "lidOpeningLeft": (0.0035, 0.0115),
    "lidOpeningRight": (0.0035, 0.0115),
}

# share of the found frames taken as calm; the median over them then drops blinks and outliers
CALM_SHARE = 0.35
MIN_CALM_FRAMES = 8


def resting_frames(
    found: npt.NDArray[np.bool_],
    activity: FloatArray,
    frames: Sequence[int] | npt.NDArray[Any] | None,
) -> npt.NDArray[np.intp]:
    """Indices of the frames to take a neutral from.

    Args:
        found: where there is a face, [T].
        activity: how much the face does in each frame, any unit, [T].
        frames: chosen indices, or a mask [T]; None takes the calmest share of the clip.
    Raises:
        CaptureError: no usable frame.
        InputError: a chosen frame is out of range.
    """
    usable = np.asarray(found, bool) & np.isfinite(activity)
    if frames is not None:
        chosen = _as_indices(frames, usable.size)
        usable_chosen = chosen[usable[chosen]]
        if usable_chosen.size == 0:
            raise CaptureError("None of the chosen neutral frames shows a face", next_step="Choose other frames.")
        return usable_chosen
    candidates = np.flatnonzero(usable)
    if candidates.size == 0:
        raise CaptureError("The clip has no frame with a face", next_step="Record a clip in which the face is seen.")
    count = min(candidates.size, max(MIN_CALM_FRAMES, round(CALM_SHARE * candidates.size)))
    order = np.argsort(activity[candidates], kind="stable")
    return np.sort(candidates[order[:count]])


def plausible_rest(
    values: npt.NDArray[Any], names: Sequence[str], bounds: Mapping[str, tuple[float, float]]
) -> npt.NDArray[np.float64]:
    """Resting values [V] held within ``bounds``; names without bounds pass as they are."""
    limits = np.array([bounds.get(name, (-np.inf, np.inf)) for name in names])
    return np.clip(np.asarray(values, np.float64), limits[:, 0], limits[:, 1])


def _as_indices(frames: Sequence[int] | npt.NDArray[Any], length: int) -> npt.NDArray[np.intp]:
    chosen = np.asarray(frames)
    if chosen.dtype == np.bool_ and chosen.shape == (length,):
        return np.flatnonzero(chosen)
    indices = chosen.astype(np.intp).ravel()
    if indices.size and (indices.min() < 0 or indices.max() >= length):
        raise InputError(
            "A neutral frame is outside the clip", got=str(int(indices.max())), expected=f"0 to {length - 1}"
        )
    return indices
