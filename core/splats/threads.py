"""How many threads the native kernels use, apart from torch's own number. Light.

Torch's small operations do not gain from more than one thread, and stall on a busy machine; the kernels gain from all.
"""

from __future__ import annotations

_chosen = 0


def set_kernel_threads(count: int) -> None:
    """Let the native kernels use ``count`` threads; 0 goes by torch's number again."""
    global _chosen
    _chosen = max(0, count)


def kernel_threads(fallback: int) -> int:
    """The number that was set, else ``fallback``."""
    return _chosen or fallback
