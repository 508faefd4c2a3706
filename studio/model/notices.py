"""Messages to the user: shown once, kept in a list until they are dismissed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.errors import StudioError
from studio.services.engine_words import engine_text, failure_of, told

Kind: TypeAlias = Literal["info", "warning", "error"]
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
MAX_KEPT = 200


@dataclass(frozen=True)
class Message:
    """One message.

    Attributes:
        kind: how bad it is.
        title: what happened, one sentence without a full stop.
        text: what to do next.
        details: for a report.
        action: a button's text and what it does.
        job: name of the job that failed, so that a page that tells of it need not be covered.
        at_s: when, seconds since the epoch.
    """

    kind: Kind
    title: str
    text: str = ""
    details: str = ""
    action: tuple[str, Callable[[], object]] | None = field(default=None, compare=False)
    job: str = field(default="", compare=False)
    at_s: float = field(default_factory=time.time, compare=False)


class Notices(QAbstractListModel):
    """Messages, newest first; the role ``MESSAGE`` gives the Message.

    Signals:
        said: a new message, to be shown.
    """

    MESSAGE = int(Qt.ItemDataRole.UserRole) + 1
    said = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Message] = []

    def say(
        self,
        kind: Kind,
        title: str,
        text: str = "",
        *,
        details: str = "",
        action: tuple[str, Callable[[], object]] | None = None,
        job: str = "",
    ) -> None:
        """Show a message; one equal to the newest is not repeated in the list."""
        message = Message(kind, title, text, details, action, job)
        if not self._rows or self._rows[0] != message:
            self.beginInsertRows(NO_INDEX, 0, 0)
            self._rows.insert(0, message)
            self.endInsertRows()
        if len(self._rows) > MAX_KEPT:
            self.dismiss(len(self._rows) - 1)
        self.said.emit(message)

    def report(self, error: StudioError, *, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show an error with its parts."""
        said = told(error)
        self.say("error", said.what, said.text, details=said.details, action=action)

    def warn(self, title: str, text: str) -> None:
        """Show what the engine warns of."""
        shown = engine_text(text)
        self.say("warning", title, shown, details="" if shown == text else text)

    def report_failure(self, result: dict[str, Any], fallback: str, *, job: str = "") -> None:
        """Show what a failed job said in ``Finished.result``."""
        said = told(failure_of(result, fallback))
        self.say("error", said.what, said.text, details=str(result.get("details", "")), job=job)

    def dismiss(self, row: int) -> None:
        """Take a message off the list."""
        if 0 <= row < len(self._rows):
            self.beginRemoveRows(NO_INDEX, row, row)
            del self._rows[row]
            self.endRemoveRows()

    def clear(self) -> None:
        """Take all messages off the list."""
        self.beginResetModel()
        self._rows.clear()
        self.endResetModel()

    @property
    def messages(self) -> tuple[Message, ...]:
        """All kept messages, newest first."""
        return tuple(self._rows)

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        message = self._rows[index.row()]
        return {int(Qt.ItemDataRole.DisplayRole): message.title, self.MESSAGE: message}.get(role)
