"""The expression bank in use, read whole on a worker thread."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import StudioError
from studio.model.document import Document
from studio.services.tasks import Task, Tasks

if TYPE_CHECKING:
    from core.bank.snapshot import BankSnapshot

BANK_SUFFIX = ".rafbank"


class CurrentBank(QObject):
    """Follows the project's choice of a bank; the enclosed one is used without a choice.

    Args:
        document: whose edits name the bank.
        tasks: for reading.
        parent: owner.

    Attributes:
        path: of the bank in use or being read, or None when there is none.
        data: what was read, or None.
        error: why it could not be read, or None.
        reading: True while it is being read.

    Signals:
        changed: any of these.
    """

    changed = Signal()

    def __init__(self, document: Document, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._tasks = document, tasks
        self.path: Path | None = None
        self.data: BankSnapshot | None = None
        self.error: StudioError | None = None
        self._task: Task[BankSnapshot] | None = None
        document.opened.connect(self._follow)
        document.edits_changed.connect(lambda before, after: self._follow() if before.bank != after.bank else None)

    @property
    def title(self) -> str:
        """What the bank in use is called in the window; empty when there is none."""
        if self.path is None:
            return ""
        bundled = bundled_bank()
        enclosed = bundled is not None and self.path == bundled
        return self.tr("Enclosed bank") if enclosed else self.path.stem

    @property
    def reading(self) -> bool:
        """True while a bank is being read."""
        return self._task is not None

    def ensure(self) -> None:
        """Begin to read the bank unless that was done: pages call it when they are first shown."""
        if self.path is None:
            self._follow()

    def use(self, path: Path, text: str) -> None:
        """Use another bank: the project's choice, undoably; without a project only for now."""
        project = self._document.project
        if project is None:
            self._read(path)
            return
        bundled = bundled_bank()
        enclosed = bundled is not None and path.resolve() == bundled.resolve()
        bank = "" if enclosed else _stored(path, project.root)
        self._document.edit(replace(self._document.edits, bank=bank), text)

    def reload(self) -> None:
        """Read the same bank again, as after a build."""
        if self.path is not None:
            self._read(self.path)

    def _follow(self) -> None:
        project, named = self._document.project, self._document.edits.bank
        if project is not None and named:
            path: Path | None = Path(os.path.normpath(project.root / named))
        else:
            path = bundled_bank()
        if path is None:
            self.path = self.data = self.error = None
            self.changed.emit()
        elif path != self.path or self.error is not None:
            self._read(path)

    def _read(self, path: Path) -> None:
        if self._task is not None:
            self._task.cancel()
        if path != self.path:
            self.data = None
        self.path, self.error = path, None
        self._task = self._tasks.run(lambda: _load(path), self._take, failed=self._fail)
        self.changed.emit()

    def _take(self, data: BankSnapshot) -> None:
        self._task, self.data = None, data
        self.changed.emit()

    def _fail(self, error: StudioError) -> None:
        self._task, self.data, self.error = None, None, error
        self.changed.emit()


def _stored(path: Path, root: Path) -> str:
    """How a project names a bank: relative to itself, or in full where it is on another drive."""
    try:
        return Path(os.path.relpath(path.resolve(), root)).as_posix()
    except ValueError:
        return path.resolve().as_posix()


# numpy, SQLite and what else banks need are imported when the first one is read: the window shows before that
def _load(path: Path) -> BankSnapshot:
    from core.bank.snapshot import BankSnapshot

    return BankSnapshot.load(path)


def bundled_bank() -> Path | None:
    """The small bank of synthetic people that comes with the program, where it is there."""
    from core.project.pipeline import bundled_bank

    return bundled_bank()
