"""The faces that are shown, as a list model; the pictures come from ``Thumbnails``."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.bank.snapshot import BankSnapshot
from studio.model.bank_browser import NOTHING, Results

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
DISPLAY, TIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)


class EntryList(QAbstractListModel):
    """One item an entry, in the order of the results; the role ``ENTRY`` gives its id, ``DISTANCE`` its distance."""

    ENTRY = int(Qt.ItemDataRole.UserRole) + 1
    DISTANCE = int(Qt.ItemDataRole.UserRole) + 2

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results = NOTHING
        self.ids: npt.NDArray[np.int64] = NOTHING.ids

    def show_results(self, results: Results) -> None:
        """Show other results."""
        if results is self.results:
            return
        self.beginResetModel()
        self.results, self.ids = results, results.ids
        self.endResetModel()

    def positions_of(self, entries: tuple[int, ...]) -> list[int]:
        """Where some entries stand, in the order of the list; those that are not shown are left out."""
        if not entries or not self.ids.size:
            return []
        return [int(i) for i in np.flatnonzero(np.isin(self.ids, np.array(entries, np.int64)))]

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else int(self.ids.size)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid() or not 0 <= index.row() < self.ids.size:
            return None
        if role == self.ENTRY:
            return int(self.ids[index.row()])
        if role == self.DISTANCE:
            distances = self.results.distances
            return None if distances is None else float(distances[index.row()])
        if role in (DISPLAY, TIP, SPOKEN):
            return self._text(index.row())
        return None

    def _text(self, position: int) -> str:
        bank, row = self.results.bank, int(self.results.rows[position])
        if bank is None:
            return ""
        return entry_text(bank, row)


def entry_text(bank: BankSnapshot, row: int) -> str:
    """Person and number of an entry."""
    return f"{bank.person_names[row]} · #{int(bank.ids[row])}"
