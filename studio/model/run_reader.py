"""Reads the table of the run that is looked at, once for a capture and a bank."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.bank.snapshot import BankSnapshot
from core.errors import StudioError
from core.project.runs import Run
from studio.model.capture import CaptureData
from studio.model.run_table import RunTable, read_run
from studio.services.tasks import Task, Tasks


class RunReader(QObject):
    """Holds one table.

    Args:
        tasks: does the reading.
        parent: owner.

    Attributes:
        table: what was read, or None.

    Signals:
        read: the table is there.
        failed: why it is not; a StudioError.
    """

    read = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.table: RunTable | None = None
        self._wanted: tuple[str, CaptureData, BankSnapshot] | None = None
        self._task: Task[RunTable] | None = None

    @property
    def busy(self) -> bool:
        """A table is being read."""
        return self._task is not None

    def want(self, run: Run | None, data: CaptureData | None, bank: BankSnapshot | None) -> None:
        """Read this run's table, unless that was done; None forgets what was read."""
        wanted = (run.id, data, bank) if run is not None and data is not None and bank is not None else None
        if wanted == self._wanted:
            return
        self.stop()
        self._wanted = wanted
        if run is not None and data is not None and bank is not None:
            self._task = self._tasks.run(lambda: read_run(run, data, bank), self._take, failed=self._fail, priority=3)

    def stop(self) -> None:
        """Forget everything."""
        if self._task is not None:
            self._task.cancel()
        self._task = self.table = self._wanted = None

    def _take(self, table: RunTable) -> None:
        self._task, self.table = None, table
        self.read.emit()

    def _fail(self, error: StudioError) -> None:
        self._task = self._wanted = None
        self.failed.emit(error)
