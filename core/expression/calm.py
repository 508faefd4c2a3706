"""Choosing the frames in which a clip's subject is at rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import CaptureError, InputError
from core.types import FloatArray

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
