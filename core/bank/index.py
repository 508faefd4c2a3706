"""The faiss index over a bank: exact, for many queries at once. Engine only; ``core.bank.search`` is its light twin.

The index is flat and is rebuilt in memory (100,000 entries: some 10 ms), so that no index file can go stale or be
hostile.
"""

from __future__ import annotations

import faiss
import numpy as np
import numpy.typing as npt

from core.bank.search import eligible_rows
from core.errors import InputError
from core.types import FloatArray


def nearest_batch(
    points: FloatArray, queries: FloatArray, k: int, *, keep: npt.NDArray[np.bool_] | None = None
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """The same answer as ``core.bank.search.nearest``, some three times faster from a hundred queries on.

    Args:
        points: [M, D] float32.
        queries: [T, D] float32.
        k: neighbours wanted; at most the number of points that ``keep`` leaves.
        keep: which points take part, [M].
    Returns:
        Rows into ``points`` [T, k'] int64 and distances [T, k'] float32, nearest first.
    Raises:
        InputError: k is below 1, no point remains, or a query is not finite.
    """
    rows, k = eligible_rows(points.shape[0], k, keep)
    if not np.isfinite(queries).all():
        raise InputError("A descriptor to search for is not finite")
    chosen = np.ascontiguousarray(points[rows], np.float32)
    index = faiss.IndexFlatL2(points.shape[1])
    index.add(chosen)
    _, found = index.search(np.ascontiguousarray(queries, np.float32), k)
    # faiss expands the square, which loses digits near zero: measure the few found again
    exact = np.linalg.norm(chosen[found] - queries[:, None], axis=2)
    order = np.argsort(exact, axis=1, kind="stable")
    return rows[np.take_along_axis(found, order, 1)], np.take_along_axis(exact, order, 1).astype(np.float32)
