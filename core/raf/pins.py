"""Faces that come first whatever their distance, put before the nearest ones. Light: training and the window share it.

Two kinds: entries that were pinned for one frame, and people or sources that were pinned for all frames, of which each
frame gets its nearest eligible face. Pinned entries come first, then people, then sources.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.types import FloatArray

Rows = npt.NDArray[np.int64]
NONE = -1
"""In place of a row where there is none."""


def put_first(
    first: Rows, first_distances: npt.NDArray[Any], nearest: Rows, distances: npt.NDArray[Any]
) -> tuple[Rows, FloatArray]:
    """Put pinned entries before the nearest, each entry once, and cut to as many as the nearest are.

    Args:
        first: rows of the bank that come first, in order, [T, p]; NONE where there is none.
        first_distances: [T, p].
        nearest: rows of the bank, nearest first, [T, k]; NONE where there is none.
        distances: [T, k].
    Returns:
        Rows [T, k] and distances [T, k], NONE and infinity at the end where there are fewer.
    """
    T, k = nearest.shape
    rows = np.concatenate([first, nearest], axis=1)
    measured = np.concatenate([first_distances, distances], axis=1).astype(np.float32)
    gone = rows == NONE
    for column in range(1, rows.shape[1]):  # an entry that came before
        gone[:, column] |= (rows[:, :column] == rows[:, column, None]).any(axis=1) & (rows[:, column] != NONE)
    order = np.argsort(gone, axis=1, kind="stable")[:, :k]
    found = np.take_along_axis(rows, order, 1)
    far = np.take_along_axis(measured, order, 1)
    missing = np.take_along_axis(gone, order, 1)
    found[missing], far[missing] = NONE, np.inf
    return found.reshape(T, k), far.reshape(T, k)


def side_by_side(parts: list[tuple[Rows, npt.NDArray[Any]]], frames: int) -> tuple[Rows, FloatArray]:
    """Join several [T, p] blocks of rows and distances; [T, 0] for none."""
    rows = [part[0] for part in parts] or [np.zeros((frames, 0), np.int64)]
    distances = [part[1] for part in parts] or [np.zeros((frames, 0), np.float32)]
    return np.concatenate(rows, axis=1), np.concatenate(distances, axis=1).astype(np.float32)
