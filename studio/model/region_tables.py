"""The searches and tables of a capture in a bank, one for each region that was looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.bank.snapshot import BankSnapshot
from core.errors import StudioError
from core.raf.retriever import Rules
from studio.model.capture import CaptureData
from studio.model.near_table import NearTable
from studio.model.prepared_search import Prepared, prepare
from studio.services.tasks import Task, Tasks


@dataclass(frozen=True)
class Wanted:
    """What is to be searched.

    Attributes:
        data: the capture.
        bank: to draw from, of the same encoder.
        k: faces a frame.
        region: empty for the whole face.
        rules: what may be drawn.
    """

    data: CaptureData
    bank: BankSnapshot
    k: int
    region: str
    rules: Rules

    def same_capture(self, other: Wanted | None) -> bool:
        """True if tables of the other can be brought up to date for this one."""
        return other is not None and other.data is self.data and other.bank is self.bank and other.k == self.k


class RegionTables(QObject):
    """Prepares searches and lets one table at a time work.

    Args:
        tasks: does the work.
        parent: owner.

    Signals:
        forgotten: another capture, bank or number of faces: all tables are gone.
        ready: what was wanted can be searched: ``prepared`` and ``table``.
        failed: why it cannot; a StudioError.
        grew: the table in use knows more.
        redrawn: so many frames draw other faces after a change of the rules.
    """

    forgotten = Signal()
    ready = Signal()
    failed = Signal(object)
    grew = Signal()
    redrawn = Signal(int)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._tables: dict[str, NearTable] = {}
        self._prepared: dict[str, Prepared] = {}
        self._wanted: Wanted | None = None
        self._good = False
        self._working = False
        self._task: Task[Prepared] | None = None

    @property
    def busy(self) -> bool:
        """A search is being prepared, or the table in use is not complete."""
        return self._task is not None or (self.table is not None and not self.table.complete)

    @property
    def table(self) -> NearTable | None:
        """Of the region that is wanted."""
        return self._tables.get(self._wanted.region) if self._wanted is not None else None

    @property
    def prepared(self) -> Prepared | None:
        """The search of the region that is wanted; None while there is none, or where it failed."""
        return self._prepared.get(self._wanted.region) if self._wanted is not None and self._good else None

    def want(self, wanted: Wanted, frame: int) -> None:
        """Search this from now on; ``frame`` is found at once."""
        before, self._wanted = self._wanted, wanted
        if wanted == before:
            return
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if not wanted.same_capture(before):
            self._forget()
        kept, table = self._prepared.get(wanted.region), self.table
        self._good = kept is not None
        self.work(self._working)
        if kept is not None and table is not None and table.search.rules == wanted.rules:
            self.ready.emit()  # it was looked at before, and nothing has changed
            return
        search = table.search if table is not None else None
        self._task = self._tasks.run(
            lambda: prepare(wanted.data, wanted.bank, wanted.region, wanted.rules, wanted.k, frame, search),
            self._take,
            failed=self._fail,
            priority=4,
        )

    def work(self, working: bool) -> None:
        """Let the table in use go on, or pause them all."""
        self._working = working
        for table in self._tables.values():
            table.run() if working and table is self.table else table.pause()

    def stop(self) -> None:
        """End all work."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        for table in self._tables.values():
            table.stop()

    def _forget(self) -> None:
        for table in self._tables.values():
            table.stop()
            table.deleteLater()
        self._tables, self._prepared = {}, {}
        self.forgotten.emit()

    def _take(self, prepared: Prepared) -> None:
        self._task, self._good = None, True
        wanted, table = self._wanted, self.table
        assert wanted is not None
        self._prepared[wanted.region] = prepared
        if table is None:
            usable = wanted.data.tracks.found & np.isfinite(prepared.search.queries).all(axis=1)
            table = self._tables[wanted.region] = NearTable(self._tasks, prepared.search, usable, self)
            table.grew.connect(self.grew)
            table.redrawn.connect(lambda frames: self.redrawn.emit(len(frames)))
        else:
            table.take(prepared.search)
        if prepared.found is not None:
            table.put(prepared.search, prepared.found)
        self.work(self._working)
        self.ready.emit()

    def _fail(self, error: StudioError) -> None:
        self._task, self._good = None, False
        self.failed.emit(error)
