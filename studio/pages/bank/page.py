"""The Bank page: the faces that training retrieves from, as a grid and as a map."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.bank.filter import BankFilter
from studio.context import Context
from studio.model.bank_browser import BankBrowser, Subset
from studio.model.bank_entries import EntryList
from studio.model.bank_work import BankWork
from studio.pages.bank.add_panel import AddPanel
from studio.pages.bank.bank_bar import VIEWS, BankBar
from studio.pages.bank.commands import BankCommands
from studio.pages.bank.filters import FilterPanel
from studio.pages.bank.grid import FaceGrid
from studio.pages.bank.inspector import FacePanel
from studio.pages.bank.map_panel import MapPanel
from studio.pages.bank.state_view import BankState
from studio.pages.bank.statistics_panel import StatisticsPanel
from studio.pages.bank.work_strip import WorkStrip
from studio.services.files import Dropped, kind_of
from studio.services.thumbnails import Thumbnails
from studio.shell.page import Page

WIDE, GRID_SHARE = 900, 0.54
"""Pixels of the main view from which on grid and map stand side by side."""


class BankPage(Page):
    """Shows the bank in use through the BankBrowser."""

    name: ClassVar[str] = "bank"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.browser, self.work = context.shared(BankBrowser), context.shared(BankWork)
        self.thumbnails = context.shared(Thumbnails)
        self.entries = EntryList(self)
        self.grid = FaceGrid(self.entries, self.thumbnails, context.theme)
        self.map = MapPanel(context, self.browser, self.thumbnails)
        self.filters = FilterPanel(context, self.browser)
        self.face = FacePanel(context, self.browser, self.thumbnails)
        self.statistics = StatisticsPanel(context, self.browser)
        self.state = BankState(context)
        self.add_panel = AddPanel(context, self.work, self)
        self.commands = BankCommands(context, self, self.add_panel)
        self._taking = False
        self.bar = BankBar(context, self.commands.bar_actions, self.commands.views)
        self._lay_out()
        self._bind()
        self._show_view(context.settings.text("bank.view", "both"))
        self._show_results()
        self._show_selection()
        self._show_state()

    def entered(self) -> None:
        self.context.bank.ensure()
        self.grid.setFocus()

    def open_file(self, path: object) -> bool:
        assert isinstance(path, Path)
        kind = kind_of(path)
        if kind is Dropped.PICTURE:
            self.work.like_picture(path)
            return True
        if kind is Dropped.CLIP:
            self.add_panel.begin([path])
            return True
        return False

    def drop_title(self, path: object) -> str:
        return self.tr("Drop to add its faces to a bank")

    def stop(self) -> None:
        self.face.stop()
        self.map.stop()
        self.state.stop()

    def _lay_out(self) -> None:
        self._split = _Split(self.grid, self.map, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self._split)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self.strip = WorkStrip(self.work, middle)
        column.addWidget(self.strip)
        self.setCentralWidget(middle)
        tr, left = self.tr, Qt.DockWidgetArea.LeftDockWidgetArea
        filters = self.add_dock("filters", tr("Filter"), self.filters, left)
        face = self.add_dock("face", tr("Face"), self.face)
        statistics = self.add_dock("statistics", tr("Figures"), self.statistics)
        self.tabifyDockWidget(face, statistics)
        face.raise_()
        self.resizeDocks([filters, face], [264, 304], Qt.Orientation.Horizontal)

    def _bind(self) -> None:
        browser, selection = self.browser, self.context.selection
        browser.results_changed.connect(self._show_results)
        browser.bank_changed.connect(self._show_state)
        browser.filter_changed.connect(self._show_state)
        self.context.bank.changed.connect(self._show_state)
        self.grid.selectionModel().selectionChanged.connect(self._grid_selected)
        self.grid.selectionModel().currentChanged.connect(self._grid_selected)
        self.grid.opened.connect(self.commands.like_entry)
        self.grid.customContextMenuRequested.connect(self._show_menu)
        self.map.view.chosen.connect(selection.select_entries)
        self.map.view.opened.connect(self.commands.like_entry)
        selection.entries_changed.connect(self._show_selection)
        self.face.like_asked.connect(lambda entry, title: browser.like_entry(entry, title))
        self.face.remove_asked.connect(self.commands.remove)
        self.bar.cleared.connect(self._show_all)
        self.commands.view_chosen.connect(self._show_view)
        self.state.add_asked.connect(lambda: self.add_panel.begin([]))
        self.state.choose_asked.connect(self.commands.choose_bank)
        self.state.enclosed_asked.connect(self.commands.use_enclosed)
        self.state.all_asked.connect(self._show_all)

    def _show_view(self, name: str) -> None:
        chosen = name if name in VIEWS else "both"
        self.grid.setVisible(chosen != "map")
        self.map.setVisible(chosen != "grid")
        self.commands.mark_view(chosen)
        self.context.settings.set_text("bank.view", chosen)

    def _show_results(self) -> None:
        self._taking = True
        top = self.entries.results.bank is not self.browser.results.bank or self.browser.example is not None
        self.entries.show_results(self.browser.results)
        if top:
            self.grid.verticalScrollBar().setValue(0)
        self._taking = False
        self._show_selection()
        self._show_state()

    def _grid_selected(self) -> None:
        if not self._taking:
            self._taking = True
            self.context.selection.select_entries(self.grid.selected_ids())
            self._taking = False
            self.grid.mark(self.context.selection.entries)

    def _show_selection(self) -> None:
        entries = self.context.selection.entries
        self.grid.mark(entries)
        if not self._taking:
            self._taking = True
            self.grid.select_entries(entries)
            self._taking = False

    def _show_state(self) -> None:
        bank, browser = self.context.bank, self.browser
        filled = bank.data is not None and len(bank.data) > 0
        nothing = filled and not len(browser.results.rows) and not browser.searching
        self.state.show_bank(nothing_found=nothing)
        self._stack.setCurrentWidget(self._split if filled and not nothing else self.state)

    def _show_all(self) -> None:
        self.browser.set_example(None)
        self.browser.set_subset(Subset.ALL)
        self.browser.set_filter(BankFilter())

    def _show_menu(self, where: QPoint) -> None:
        index = self.grid.indexAt(where)
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        items: tuple[QAction, ...] = (self.face.like, self.face.only)
        menu.addActions(items)
        menu.addSeparator()
        menu.addActions([self.face.remove_clip, self.face.remove_person])
        menu.popup(self.grid.viewport().mapToGlobal(where))


class _Split(QSplitter):
    """Grid and map: side by side where there is room, else one above the other."""

    def __init__(self, grid: QWidget, shown_map: QWidget, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(grid)
        self.addWidget(shown_map)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        wanted = Qt.Orientation.Horizontal if self.width() >= WIDE else Qt.Orientation.Vertical
        if wanted is not self.orientation():
            self.setOrientation(wanted)
            length = self.width() if wanted is Qt.Orientation.Horizontal else self.height()
            self.setSizes([round(length * GRID_SHARE), round(length * (1 - GRID_SHARE))])
        super().resizeEvent(event)
