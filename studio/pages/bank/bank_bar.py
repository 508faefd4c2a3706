"""The bar over the faces: which bank, what order, how many, and the ways to add, merge and look for faces."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.bank_browser import BankBrowser, Subset
from studio.model.bank_work import BankWork
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import CONTROL_HEIGHT, GRID, PANEL_PADDING
from studio.widgets.buttons import Button, IconAction, push_button, tool_button
from studio.widgets.elided_label import ElidedLabel

EXAMPLE_PX = 28
NAME_WIDTH = 220
VIEWS = ("grid", "both", "map")


class BankBar(QWidget):
    """Two lines: the bank and what can be done; what is shown and in what order.

    Args:
        context: everything shared.
        actions: ``bank`` (its menu), ``add``, ``merge`` and ``like`` (a menu), by these names.
        views: one action for each of VIEWS.
        parent: owner.

    Signals:
        cleared: the user wants the whole bank in its own order again.
    """

    cleared = Signal()

    def __init__(
        self,
        context: Context,
        actions: dict[str, IconAction],
        views: Sequence[IconAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._browser, self._work = context.shared(BankBrowser), context.shared(BankWork)
        self._thumbnails = context.shared(Thumbnails)
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bank = push_button(actions["bank"], self)
        self._bank.setMaximumWidth(NAME_WIDTH)
        self._count = QLabel(self)
        self._order = ElidedLabel(360, self)
        self._order.setProperty("role", "dim")
        self._picture = QLabel(self)
        self._picture.setFixedSize(EXAMPLE_PX, EXAMPLE_PX)
        self._picture.setScaledContents(True)
        self._picture.setAccessibleName(self.tr("The face that the order follows"))
        self._clear = Button(self.tr("Show all"), self)
        self._clear.setProperty("role", "link")
        self._clear.setToolTip(self.tr("The whole bank, in its own order"))
        self._clear.setAccessibleName(self._clear.text())
        self._clear.clicked.connect(self.cleared)
        self._lay_out(actions, views)
        for signal in (self._browser.results_changed, self._browser.filter_changed, self._browser.example_changed):
            signal.connect(self._show)
        self._browser.overlay.covered.connect(self._show)
        context.bank.changed.connect(self._show)
        self._thumbnails.arrived.connect(self._arrived)
        self._show()

    def _lay_out(self, actions: dict[str, IconAction], views: Sequence[IconAction]) -> None:
        top, below = QHBoxLayout(), QHBoxLayout()
        for row in (top, below):
            row.setSpacing(GRID)
        top.addWidget(self._bank)
        top.addWidget(push_button(actions["add"], self))
        top.addWidget(tool_button(actions["merge"], self))
        top.addStretch(1)
        top.addWidget(push_button(actions["like"], self))
        group = QActionGroup(self)
        for view in views:
            group.addAction(view)
            top.addWidget(tool_button(view, self))
        below.addWidget(self._count)
        below.addWidget(self._picture)
        below.addWidget(self._order)
        below.addWidget(self._clear)
        below.addStretch(1)
        for widget in (self._count, self._order):
            widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            widget.setFixedHeight(CONTROL_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID // 2)
        layout.setSpacing(GRID // 2)
        layout.addLayout(top)
        layout.addLayout(below)

    def _show(self) -> None:
        browser, bank = self._browser, self._browser.bank
        total, shown = (len(bank) if bank is not None else 0), len(browser.results.rows)
        narrowed = not browser.filter.is_open or browser.subset is not Subset.ALL
        if bank is None:
            self._count.setText("")
        elif narrowed:
            self._count.setText(self.tr("{} of {} faces").format(f"{shown:,}", f"{total:,}"))
        else:
            self._count.setText(self.tr("{} faces").format(f"{total:,}"))
        words = []
        if browser.subset is Subset.DUPLICATES:
            words.append(self.tr("repeated ones"))
        elif browser.subset is Subset.MISSED:
            busy = browser.overlay.faces is None
            words.append(self.tr("measuring…") if busy else self.tr("not like any frame of the capture"))
        example = browser.example
        if example is not None:
            words.append(self.tr("like {}, nearest first").format(example.title))
        self._order.show_text("  ·  ".join(words))
        self._order.setVisible(bool(words))
        self._clear.setVisible(narrowed or example is not None)
        self._show_picture()

    def _show_picture(self) -> None:
        example = self._browser.example
        pixmap = QPixmap()
        if example is not None and example.entry is not None:
            image = self._thumbnails.image(example.entry)
            pixmap = QPixmap.fromImage(image) if image is not None else pixmap
        elif example is not None:
            pixmap.loadFromData(example.picture)
        self._picture.setVisible(not pixmap.isNull())
        self._picture.setPixmap(pixmap)

    def _arrived(self, entry: object) -> None:
        example = self._browser.example
        if example is not None and example.entry == entry:
            self._show_picture()
