"""Exact nearest neighbours in numpy. Light; ``core.bank.index`` is the faiss twin for large batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import InputError
from core.types import FloatArray

# scores at a time: 8 MB of them and 16 MB of their order stay near the cache, and the window's memory stays small
_BLOCK_FLOATS = 2 << 20


@dataclass(frozen=True)
class Exclusion:
    """What a search leaves out.

    Attributes:
        persons: names, such as the subject's own.
        sources: source ids.
        entries: entry ids.
    """

    persons: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    entries: tuple[int, ...] = ()


def nearest(
    points: FloatArray, queries: FloatArray, k: int, *, keep: npt.NDArray[np.bool_] | None = None
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """The k nearest points to each query by Euclidean distance, exact.

    Args:
        points: [M, D] float32.
        queries: [T, D] float32.
        k: neighbours wanted; at most the number of points that ``keep`` leaves.
        keep: which points take part, [M].
    Returns:
        Rows into ``points`` [T, k'] int64 and distances [T, k'] float32, nearest first, ties by row.
    Raises:
        InputError: k is below 1, no point remains, or a query is not finite.
    """
    rows, k = eligible_rows(points.shape[0], k, keep)
    if not np.isfinite(queries).all():
        raise InputError("A descriptor to search for is not finite")
    chosen = points if rows.size == points.shape[0] else points[rows]
    squares = np.einsum("md,md->m", chosen, chosen)
    found = np.empty((queries.shape[0], k), np.int64)
    distances = np.empty((queries.shape[0], k), np.float32)
    block = max(1, _BLOCK_FLOATS // max(1, rows.size))
    for start in range(0, queries.shape[0], block):
        part = slice(start, min(start + block, queries.shape[0]))
        found[part], distances[part] = _nearest_block(chosen, squares, queries[part], k)
    return rows[found], distances


def eligible_rows(count: int, k: int, keep: npt.NDArray[np.bool_] | None) -> tuple[npt.NDArray[np.int64], int]:
    """Rows that take part and how many neighbours can be had; InputError if none."""
    rows = np.arange(count, dtype=np.int64) if keep is None else np.flatnonzero(keep).astype(np.int64)
    if k < 1:
        raise InputError("At least one neighbour must be asked for", got=f"k = {k}")
    if rows.size == 0:
        raise InputError(
            "The bank has no entry to retrieve",
            got="none left after leaving out people, sources and banned entries",
            next_step="Add videos of other people to the bank.",
        )
    return rows, min(k, int(rows.size))


def _nearest_block(points: FloatArray, squares: Any, queries: FloatArray, k: int) -> tuple[Any, Any]:
    scores = squares[None] - 2.0 * (queries @ points.T)  # [B, M]; |q|^2 does not change the order
    spare = min(points.shape[0], k + 8)  # rounding in the expanded square may swap near ties
    if spare < points.shape[0]:
        candidates = np.argpartition(scores, spare - 1, axis=1)[:, :spare]
    else:
        candidates = np.broadcast_to(np.arange(spare), (queries.shape[0], spare))
    candidates = np.sort(candidates, axis=1)
    exact = np.linalg.norm(points[candidates] - queries[:, None], axis=2)
    order = np.argsort(exact, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(candidates, order, 1), np.take_along_axis(exact, order, 1)
