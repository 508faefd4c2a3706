"""Large float32 arrays that are lent out again instead of being returned to the system.

Beyond 32 MB the C library maps fresh memory for every allocation, and the system clears it page by page. For the
gradient of the bases at 50,000 splats (56 MB) that took 20 ms a step, five times the arithmetic.
"""

from __future__ import annotations

import math
import threading
import weakref

import numpy as np
import torch
from torch import Tensor

from core.types import FloatArray

WORTH_KEEPING = 4 * 1024 * 1024  # floats: 16 MB
MOST_KEPT = 2


class Lender:
    """Lends uninitialised float32 tensors; a buffer is free again when nothing refers to what was lent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[tuple[FloatArray, weakref.ref[FloatArray]]] = []

    def empty(self, shape: torch.Size | tuple[int, ...]) -> Tensor:
        """An uninitialised float32 tensor on the CPU."""
        size = math.prod(shape)
        if size < WORTH_KEEPING:
            return torch.empty(shape)
        with self._lock:
            buffer = next((kept for kept, lent in self._kept if lent() is None and kept.size == size), None)
            # what is lent elsewhere lives on by its own reference; another size will hardly be asked for again
            self._kept = [(kept, lent) for kept, lent in self._kept if kept is not buffer and lent() is not None]
            buffer = np.empty(size, np.float32) if buffer is None else buffer
            view = buffer[:]  # torch holds on to the view as long as any tensor uses it: its death is the sign
            self._kept = [*self._kept[-(MOST_KEPT - 1) :], (buffer, weakref.ref(view))]
        return torch.from_numpy(view).view(shape)
