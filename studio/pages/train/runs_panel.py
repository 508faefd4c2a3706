"""The table of all runs of the project."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QStackedWidget, QTableView, QVBoxLayout, QWidget

from studio.model.runs_table import COLUMNS, RunsTable
from studio.model.training import RunEntry, Training

ROW_PX = 28
WIDTHS = {"name": 190, "state": 150, "date": 168, "raf": 92, "preset": 104, "landmark_px": 120}
NUMBER_WIDTH = 84


class RunsPanel(QWidget):
    """A sortable table; one selected run is watched, several are compared.

    Signals:
        selected: the selected RunEntry values, the current one first.
        activated: a run was double-clicked: a RunEntry.
        menu_asked: a RunEntry and where on the screen.
    """

    selected = Signal(list)
    activated = Signal(object)
    menu_asked = Signal(object, QPoint)

    def __init__(self, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self.model = RunsTable(training, self)
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self.model)
        self.proxy.setSortRole(RunsTable.SORT)
        self.proxy.setDynamicSortFilter(True)
        self.table = QTableView(self)
        self._empty = QLabel(self.tr("No runs yet. A run appears here as soon as it is started."), self)
        self._empty.setProperty("role", "dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._set_up_table()
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            signal.connect(self._show_empty)
        self._show_empty()

    def select(self, run_id: str | None) -> None:
        """Mark a run as the one that is watched, unless it is among several that are selected."""
        if run_id is None or run_id in [entry.id for entry in self.entries()]:
            return
        row = self.model.row_of(run_id)
        if row >= 0:
            self.table.selectRow(self.proxy.mapFromSource(self.model.index(row, 0)).row())

    def entries(self) -> list[RunEntry]:
        """What is selected, the current one first."""
        rows = self.table.selectionModel().selectedRows()
        current = self.table.currentIndex().row()
        rows.sort(key=lambda index: (index.row() != current, index.row()))
        return [index.data(RunsTable.ENTRY) for index in rows]

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.proxy)
        table.setAccessibleName(self.tr("Runs of this project"))
        table.setToolTip(self.tr("Select a run to look at it, several to compare them"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setProperty("role", "plain")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for i, column in enumerate(COLUMNS):
            table.setColumnWidth(i, WIDTHS.get(column, NUMBER_WIDTH))
        header.setSectionsMovable(True)
        table.setSortingEnabled(True)
        table.sortByColumn(COLUMNS.index("date"), Qt.SortOrder.DescendingOrder)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._ask_menu)
        table.doubleClicked.connect(self._activate)
        table.selectionModel().selectionChanged.connect(self._tell)

    def _tell(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        self.selected.emit(self.entries())

    def _activate(self, index: QModelIndex) -> None:
        self.activated.emit(index.data(RunsTable.ENTRY))

    def _ask_menu(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        if index.isValid():
            self.menu_asked.emit(index.data(RunsTable.ENTRY), self.table.viewport().mapToGlobal(place))

    def _show_empty(self) -> None:
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)
