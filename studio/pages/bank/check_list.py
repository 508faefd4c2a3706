"""A list of names to tick, with how many faces each has."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QListView, QSizePolicy, QVBoxLayout, QWidget

from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.search_field import SearchField

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
SEARCH_FROM = 12
SHORTEST, TALLEST = 64, 200
LINE = 24


class CheckList(QAbstractListModel):
    """Names with a tick each.

    Signals:
        ticked: the user changed the ticks; the keys that are ticked now, as a frozenset.
    """

    ticked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, str]] = []
        self._chosen: frozenset[str] = frozenset()

    def show_rows(self, rows: list[tuple[str, str, str]]) -> None:
        """Show other names: (key, text, tool tip) each."""
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def show_chosen(self, chosen: frozenset[str]) -> None:
        """Show other ticks, without ``ticked``."""
        if chosen != self._chosen:
            self._chosen = chosen
            if self._rows:
                self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [Qt.ItemDataRole.CheckStateRole])

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        key, text, tip = self._rows[index.row()]
        if role == DISPLAY:
            return text
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return tip
        if role == int(Qt.ItemDataRole.SizeHintRole):
            return QSize(0, LINE)
        if role == int(Qt.ItemDataRole.CheckStateRole):
            return Qt.CheckState.Checked if key in self._chosen else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = DISPLAY) -> bool:  # noqa: N802 - Qt's name
        if role != int(Qt.ItemDataRole.CheckStateRole) or not index.isValid():
            return False
        key = self._rows[index.row()][0]
        on = Qt.CheckState(value) is Qt.CheckState.Checked
        self._chosen = self._chosen | {key} if on else self._chosen - {key}
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit(self._chosen)
        return True


class CheckListView(QWidget):
    """A CheckList with a search where it is long.

    Args:
        prompt: of the search.
        name: of the list, for screen readers.
        theme: colours.
        parent: owner.
    """

    def __init__(self, prompt: str, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CheckList(self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self.model)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._search = SearchField(prompt, theme, self)
        self._search.setToolTip(prompt)
        self._search.textChanged.connect(self._found.setFilterFixedString)
        self._list = QListView(self)
        self._list.setModel(self._found)
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName(name)
        self._list.setAccessibleDescription(self.tr("The space bar ticks what is shown."))
        self._list.setProperty("role", "plain")
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._search)
        layout.addWidget(self._list)
        self.model.modelReset.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        count = self.model.rowCount()
        self._search.setVisible(count >= SEARCH_FROM)
        line = max(LINE, self._list.sizeHintForRow(0)) if count else LINE
        self._list.setFixedHeight(min(max(count * line + 4, min(SHORTEST, count * line + 4)), TALLEST))
