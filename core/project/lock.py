"""One writer per folder: a lock file that the system frees when its process ends, however it ends."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import StorageError
from core.project.atomic import storage_error

LOCK_NAME = ".lock"
WINDOW_LOCK_NAME = ".window.lock"


@contextlib.contextmanager
def folder_lock(folder: Path, *, timeout_s: float = 0.0, name: str = LOCK_NAME) -> Iterator[None]:
    """Hold the folder's lock while the block runs.

    Args:
        folder: an existing folder.
        timeout_s: how long to wait for another process that holds it.
        name: of the lock file: the engine holds one while it works, a window another while the project is open in it.
    Raises:
        StorageError: another process holds the lock, or the folder cannot be written.
    """
    lock = FileLock(folder / name, thread_local=False)  # a window takes it on a worker thread and frees it on its own
    try:
        lock.acquire(timeout=timeout_s)
    except Timeout as error:
        raise StorageError(
            f"'{folder.name}' is in use by another RAF Studio process",
            next_step="Wait until it ends, or stop it",
        ) from error
    except OSError as error:
        raise storage_error(folder / name, error) from error
    try:
        yield
    finally:
        lock.release()
