"""Which frames train, which are held out, which are left out. numpy only.

Held-out frames come in contiguous blocks: a frame next to a training frame proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.capture.prepared import HELD_OUT, LEFT_OUT, TRAIN
from core.types import BoolArray, FloatArray

Holdout = Literal["blocks", "tail", "none"]

# a frame is blurred when its Laplacian variance falls under this share of the clip's median
_BLUR_SHARE = 0.3
# no more than this share of the frames is left out as blurred
_MAX_BLURRED = 0.1


def split_frames(usable: BoolArray, holdout: Holdout, *, fraction: float, blocks: int) -> npt.NDArray[np.int8]:
    """Assign every frame its role.

    Args:
        usable: False for frames to leave out, [T].
        holdout: 'tail' holds out the last frames, 'blocks' spreads blocks over the clip, 'none' trains on all.
        fraction: of all frames to hold out, in total.
        blocks: how many blocks, for 'blocks'.
    Returns:
        int8 [T]: 0 train, 1 held out, -1 left out.
    """
    T = len(usable)
    split = np.full(T, TRAIN, np.int8)
    if holdout == "tail":
        split[round(T * (1.0 - fraction)) :] = HELD_OUT
    elif holdout == "blocks":
        length = max(1, round(T * fraction / blocks))
        for block in range(blocks):
            # block centres at 1/2n, 3/2n, ...: never at the clip's ends, where people rest
            start = round((block + 0.5) / blocks * T - length / 2)
            split[max(0, start) : start + length] = HELD_OUT
    split[~usable] = LEFT_OUT
    return split


def split_by_spans(
    usable: BoolArray, frame_index: npt.NDArray[np.int32], spans: Sequence[tuple[int, int]]
) -> npt.NDArray[np.int8]:
    """Hold out the chosen parts of a clip.

    Args:
        usable: False for frames to leave out, [T].
        frame_index: frame numbers in the source, [T].
        spans: [first, last) in frame numbers of the source.
    Returns:
        int8 [T]: 0 train, 1 held out, -1 left out.
    """
    split = np.full(len(usable), TRAIN, np.int8)
    for first, last in spans:
        split[(frame_index >= first) & (frame_index < last)] = HELD_OUT
    split[~usable] = LEFT_OUT
    return split


def sharp_enough(blur: FloatArray, found: BoolArray) -> BoolArray:
    """Frames that are not much more blurred than the clip's usual, [T]."""
    if not found.any():
        return found.copy()
    variance = 1.0 / np.maximum(blur.astype(np.float64), 1e-6) - 1.0
    limit = min(_BLUR_SHARE * float(np.median(variance[found])), float(np.quantile(variance[found], _MAX_BLURRED)))
    return np.asarray(variance >= limit)
