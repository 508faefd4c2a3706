"""The command palette: type a few letters of what you want, press Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from studio.context import Context
from studio.shell.commands import Command, CommandModel
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.overlay import Overlay, Place
from studio.widgets.search_field import SearchField

WIDTH, HEIGHT = 620, 460
ROW_HEIGHT = 34
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


class CommandPalette(Overlay):
    """A search field over a list of commands; all by keyboard.

    Args:
        context: everything shared.
        parent: the window's body.
        collect: gives the commands of the moment.
    """

    def __init__(self, context: Context, parent: QWidget, collect: Callable[[], Sequence[Command]]) -> None:
        super().__init__(context.theme, parent, place=Place.TOP, width=WIDTH, height=HEIGHT)
        self._collect = collect
        self.model = CommandModel(context.settings, self)
        self.field = SearchField(self.tr("What do you want to do?"), context.theme, self.panel)
        self.field.setToolTip(self.tr("Type a few letters; arrows choose, Enter does it"))
        self.list = QListView(self.panel)
        self.list.setProperty("role", "plain")
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_Delegate(context.theme, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(self.tr("Actions"))
        self.list.setAccessibleDescription(self.tr("Arrows choose, Return does it."))
        self.list.setMinimumHeight(HEIGHT - 80)
        self.list.setMouseTracking(True)
        self._nothing = QLabel(self.tr("Nothing fits. Try other letters."), self.panel)
        self._nothing.setProperty("role", "dim")
        self._nothing.setContentsMargins(PANEL_PADDING, 0, PANEL_PADDING, PANEL_PADDING)
        above = QVBoxLayout()
        above.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, GRID)
        above.addWidget(self.field)
        self.column.addLayout(above)
        self.column.addWidget(self._nothing)
        self.column.addWidget(self.list, 1)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.clicked.connect(lambda index: self._run(index.row()))

    def open(self) -> None:
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self.model.search("")
        self.model.fill(self._collect())
        self._select(0)
        super().open()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._select(self.list.currentIndex().row() + _MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex().row())
        elif key is Qt.Key.Key_Escape:
            self.dismiss()
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):  # the keyboard stays in the field
            return False
        return True

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._select(0)

    def _select(self, row: int) -> None:
        count = self.model.rowCount()
        self._nothing.setVisible(count == 0)
        if count:
            self.list.setCurrentIndex(self.model.index(max(0, min(row, count - 1))))

    def _run(self, row: int) -> None:
        command = self.model.command(row)
        if command is not None:
            self.model.use(command)
            self.dismiss()
            QTimer.singleShot(0, self, command.run)  # after the panel is gone: the action may open one itself


class _Delegate(QStyledItemDelegate):
    """Text at the left, the page and the keys at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return QSize(200, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        command: Command = index.data(CommandModel.COMMAND)
        palette = self._theme.palette
        area: QRect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(palette.accent_soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(palette.raised))
        painter.setFont(QApplication.font())
        inner = area.adjusted(PANEL_PADDING, 0, -PANEL_PADDING, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        selected = bool(state & QStyle.StateFlag.State_Selected)
        dim = QColor(palette.text if selected else palette.text_dim)
        right = inner.right()
        for text in (command.keys, command.place):
            if text:
                width = painter.fontMetrics().horizontalAdvance(text) + GRID
                painter.setPen(dim)
                box = QRect(right - width, area.top(), width, area.height())
                painter.drawText(box, int(middle | Qt.AlignmentFlag.AlignRight), text)
                right -= width + GRID
        painter.setPen(QColor(palette.text))
        room = max(40, right - inner.left())
        shown = painter.fontMetrics().elidedText(command.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(inner.left(), area.top(), room, area.height()), int(middle), shown)
        painter.restore()
