"""The Bank page: the faces that training retrieves from, as a grid and as a map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.bank.filter import BankFilter
from studio.context import Context
from studio.model.bank_browser import BankBrowser, Subset
from studio.model.bank_entries import EntryList
from studio.model.bank_work import BankWork
from studio.pages.bank.bank_bar import VIEWS, BankBar
from studio.pages.bank.commands import BankCommands
from studio.pages.bank.grid import FaceGrid
from studio.pages.bank.later import Later
from studio.pages.bank.map_panel import MapPanel
from studio.pages.bank.state_view import BankState
from studio.pages.bank.work_strip import WorkStrip
from studio.services.files import Dropped, kind_of
from studio.services.thumbnails import Thumbnails
from studio.shell.page import Page

if TYPE_CHECKING:
    from studio.pages.bank.add_panel import AddPanel
    from studio.pages.bank.filters import FilterPanel
    from studio.pages.bank.inspector import FacePanel
    from studio.pages.bank.statistics_panel import StatisticsPanel

FILTER_WIDTH, FACE_WIDTH = 256, 288
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
        self._filters, self._face = Later(self._make_filters, FILTER_WIDTH), Later(self._make_face, FACE_WIDTH)
        self._statistics = Later(self._make_statistics, FACE_WIDTH)
        self._add_panel: AddPanel | None = None
        self.state = BankState(context)
        self.commands = BankCommands(context, self, self.add_faces)
        self._taking = False
        self.bar = BankBar(context, self.commands.bar_actions, self.commands.views)
        self._lay_out()
        self._bind()
        self._show_view(context.settings.text("bank.view", "both"))
        self._show_results()
        self._show_selection()
        self._show_state()

    @property
    def filters(self) -> FilterPanel:
        """The filter's panel, made when it is first needed; likewise the other panels."""
        return self._filters.content

    @property
    def face(self) -> FacePanel:
        """The inspector."""
        return self._face.content

    @property
    def statistics(self) -> StatisticsPanel:
        """The bank in figures."""
        return self._statistics.content

    @property
    def add_panel(self) -> AddPanel:
        """The panel that adds faces."""
        if self._add_panel is None:
            from studio.pages.bank import add_panel

            self._add_panel = add_panel.AddPanel(self.context, self.work, self)
        return self._add_panel

    def add_faces(self, paths: list[Path], new: bool = False) -> None:
        """Offer to add videos and folders."""
        self.add_panel.begin(paths, new=new)

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
            self.add_faces([path])
            return True
        return False

    def drop_title(self, path: object) -> str:
        return self.tr("Drop to add its faces to a bank")

    def stop(self) -> None:
        if self._face.is_made:
            self.face.stop()
        self.map.stop()
        self.state.stop()

    # the panels come a moment after the page, and so do the imports of what they are made of

    def _make_filters(self) -> FilterPanel:

        from studio.pages.bank import filters

        return filters.FilterPanel(self.context, self.browser)

    def _make_face(self) -> FacePanel:

        from studio.pages.bank import inspector

        made = inspector.FacePanel(self.context, self.browser, self.thumbnails)
        made.like_asked.connect(self.browser.like_entry)
        made.remove_asked.connect(self.commands.remove)
        return made

    def _make_statistics(self) -> StatisticsPanel:

        from studio.pages.bank import statistics_panel

        return statistics_panel.StatisticsPanel(self.context, self.browser)

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
        filters = self.add_dock("filters", tr("Filter"), self._filters, left)
        face = self.add_dock("face", tr("Face"), self._face)
        statistics = self.add_dock("statistics", tr("Figures"), self._statistics)
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
        self.bar.cleared.connect(self._show_all)
        self.commands.view_chosen.connect(self._show_view)
        self.state.add_asked.connect(lambda: self.add_faces([]))
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
