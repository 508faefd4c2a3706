"""What is open: no avatar, one being read, one shown, or one that could not be read."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from core.avatar.runtime import Avatar
from core.errors import StudioError


class Opened(Enum):
    """The states of a session."""

    NOTHING = "nothing"
    READING = "reading"
    AVATAR = "avatar"
    FAILED = "failed"


class Session(QObject):
    """The avatar that the window shows. Files are read on a worker thread; what is shown stays until a new one is read.

    Attributes:
        state: of the file asked for last.
        avatar: what is shown, or None.
        path: its file.
        wanted: the file asked for last.
        error: why that one could not be read.

    Signals:
        changed: any of these.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = Opened.NOTHING
        self.avatar: Avatar | None = None
        self.path: Path | None = None
        self.wanted: Path | None = None
        self.error: StudioError | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def open_avatar(self, path: Path) -> None:
        """Read an avatar in the background; the last one asked for wins."""
        self.wanted, self.error, self.state = path, None, Opened.READING
        self.changed.emit()
        reader = _Reader(path)
        reader.outcome.read.connect(self._take)
        self._pool.start(reader)

    def stop(self) -> None:
        """Wait for a reader that still runs."""
        self._pool.waitForDone()

    @Slot(object, object)
    def _take(self, path: Path, outcome: Avatar | StudioError) -> None:
        if path != self.wanted or self.state is not Opened.READING:
            return
        if isinstance(outcome, Avatar):
            self.avatar, self.path, self.state = outcome, path, Opened.AVATAR
        else:
            self.error, self.state = outcome, Opened.FAILED
        self.changed.emit()


class _Outcome(QObject):
    read = Signal(object, object)


class _Reader(QRunnable):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.outcome = _Outcome()

    def run(self) -> None:
        try:
            outcome: Avatar | StudioError = Avatar.load(self._path)
        except StudioError as error:
            outcome = error
        except (OSError, MemoryError, ValueError) as error:
            outcome = StudioError(
                f"'{self._path.name}' cannot be opened", got=str(error), next_step="Choose another file."
            )
        self.outcome.read.emit(self._path, outcome)
