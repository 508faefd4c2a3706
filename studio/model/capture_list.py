"""The captures of the open project as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from studio.model.document import Document
from studio.widgets.transport import clock_text

if TYPE_CHECKING:
    from core.project.captures import Capture

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class CaptureList(QAbstractListModel):
    """Captures, oldest first; the role ``CAPTURE`` gives the Capture.

    Args:
        document: whose captures.
        parent: owner.
    """

    CAPTURE = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._rows: tuple[Capture, ...] = ()
        document.opened.connect(self._follow)
        document.contents_changed.connect(self._follow)
        self._follow()

    def row_of(self, capture_id: str | None) -> int:
        """Row of a capture; -1 where it is not."""
        return next((row for row, capture in enumerate(self._rows) if capture.id == capture_id), -1)

    def capture(self, row: int) -> Capture | None:
        """The capture in a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        capture = self.capture(index.row()) if index.isValid() else None
        if capture is None:
            return None
        if role == self.CAPTURE:
            return capture
        if role == int(Qt.ItemDataRole.DisplayRole):
            return capture.name
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return self.tr("{}: {}, {} frames, {} × {} pixels").format(
                capture.name, clock_text(capture.duration_s), f"{capture.frame_count:,}", capture.width, capture.height
            )
        return None

    def _follow(self) -> None:
        rows = self._document.contents.captures
        if rows == self._rows:
            return
        kept = len(self._rows)
        if rows[:kept] == self._rows:
            self.beginInsertRows(NO_INDEX, kept, len(rows) - 1)
            self._rows = rows
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
