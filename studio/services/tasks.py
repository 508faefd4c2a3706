"""Short work off the window's thread: reading files, searching, decoding. Long work belongs in the engine process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from core.errors import Cancelled, StudioError

T = TypeVar("T")


class Task(Generic[T]):
    """One piece of work; ``cancel`` drops its result."""

    def __init__(
        self, work: Callable[[], T], then: Callable[[T], object], failed: Callable[[StudioError], object] | None
    ) -> None:
        self.work, self.then, self.failed = work, then, failed
        self.cancelled = False

    def cancel(self) -> None:
        """Neither ``then`` nor ``failed`` will be called."""
        self.cancelled = True


class Tasks(QObject):
    """Runs functions on worker threads and hands the results back on the window's thread.

    Args:
        threads: at most so many at once.
        parent: owner.

    Signals:
        failed: a task without a ``failed`` of its own met this StudioError.
    """

    failed = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None, *, threads: int = 2) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._pending: set[Task[Any]] = set()
        self._stopped = False
        self._ended.connect(self._hand_back, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """True while something runs or waits."""
        return bool(self._pending)

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        *,
        failed: Callable[[StudioError], object] | None = None,
        priority: int = 0,
    ) -> Task[T]:
        """Call ``work()`` on a worker thread, then ``then(result)`` here. Called on the window's thread.

        Args:
            work: must not touch widgets.
            then: gets the result.
            failed: gets the error; without it ``Tasks.failed`` is emitted.
            priority: higher runs earlier.
        """
        task = Task(work, then, failed)
        if self._stopped:  # closing tells models that there is no project any more; what they begin then has no end
            task.cancel()
            return task
        self._pending.add(task)
        self._pool.start(_Runner(task, self._ended.emit), priority)
        return task

    def stop(self) -> None:
        """Drop what waits, wait for what runs, hand nothing back; nothing is begun any more."""
        self._stopped = True
        for task in self._pending:
            task.cancel()
        self._pool.clear()
        self._pool.waitForDone()
        self._pending.clear()

    @Slot(object, object)
    def _hand_back(self, task: Task[Any], outcome: tuple[bool, Any]) -> None:
        self._pending.discard(task)
        if task.cancelled:
            return
        good, value = outcome
        if good:
            task.then(value)
        elif task.failed is not None:
            task.failed(value)
        else:
            self.failed.emit(value)


class _Runner(QRunnable):
    def __init__(self, task: Task[Any], ended: Callable[[object, object], None]) -> None:
        super().__init__()
        self._task, self._ended = task, ended

    def run(self) -> None:
        outcome: tuple[bool, Any] = (True, None)
        try:
            if not self._task.cancelled:
                outcome = (True, self._task.work())
        except Cancelled:
            self._task.cancel()
        except StudioError as error:
            outcome = (False, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must reach the user and not vanish in a thread
            outcome = (False, StudioError("The window met an error that it did not expect", got=repr(error)))
        self._ended(self._task, outcome)
