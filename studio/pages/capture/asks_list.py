"""What the coach asks for as a list with pictures."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.bank.coverage import Ask
from studio.model.coach import Coach
from studio.pages.capture.coach_words import ask_words
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import GRID
from studio.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
PICTURE_PX = 64


class AsksModel(QAbstractListModel):
    """Asks, the most rewarding first; the role ``ASK`` gives the Ask, the decoration its picture.

    Args:
        coach: whose asks.
        thumbnails: pictures of the bank.
        parent: owner.
    """

    ASK = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, coach: Coach, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._coach, self._thumbnails = coach, thumbnails
        self._asks: tuple[Ask, ...] = ()
        coach.changed.connect(self._follow)
        thumbnails.arrived.connect(self._arrived)
        thumbnails.cleared.connect(self._repaint)
        self._follow()

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._asks)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._asks):
            return None
        ask = self._asks[index.row()]
        if role == self.ASK:
            return ask
        if role == int(Qt.ItemDataRole.DisplayRole):
            return ask_words(ask)
        if role == int(Qt.ItemDataRole.DecorationRole):
            return self._thumbnails.image(ask.entry_id)
        if role in (int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return self.tr("{}, {} s: would cover {} % more of the bank").format(
                ask_words(ask), f"{ask.seconds:.0f}", f"{100 * ask.gain:.1f}"
            )
        return None

    def gain_words(self, ask: Ask) -> str:
        """How long, and what it would bring."""
        return self.tr("{} s, +{} %").format(f"{ask.seconds:.0f}", f"{100 * ask.gain:.1f}")

    def _follow(self) -> None:
        asks = self._coach.asks
        if asks == self._asks:
            return
        if len(asks) == len(self._asks):
            self._asks = asks
            self._repaint()
            return
        self.beginResetModel()
        self._asks = asks
        self.endResetModel()

    def _arrived(self, entry: int) -> None:
        for row, ask in enumerate(self._asks):
            if ask.entry_id == entry:
                self.dataChanged.emit(self.index(row), self.index(row), [int(Qt.ItemDataRole.DecorationRole)])

    def _repaint(self) -> None:
        if self._asks:
            self.dataChanged.emit(self.index(0), self.index(len(self._asks) - 1))


class AskDelegate(QStyledItemDelegate):
    """A picture, what to do over two lines, and what it brings.

    Args:
        theme: colours.
        parent: the view.
    """

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, PICTURE_PX + GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette, model, box = self._theme.palette, index.model(), option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(palette.accent_soft))
        picture = QRect(box.left() + GRID, box.top() + GRID // 2, PICTURE_PX, PICTURE_PX)
        image = index.data(int(Qt.ItemDataRole.DecorationRole))
        if isinstance(image, QImage) and not image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(picture, image)
        else:
            painter.fillRect(picture, QColor(palette.raised))
        text = QRect(picture.right() + GRID, picture.top(), box.right() - picture.right() - 2 * GRID, PICTURE_PX)
        ask = index.data(AsksModel.ASK)
        painter.setPen(QColor(palette.text))
        font = QFont(option.font)
        painter.setFont(font)
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
        upper = text.adjusted(0, 0, 0, -option.fontMetrics.height())
        painter.drawText(upper, flags, str(index.data()))
        painter.setPen(QColor(palette.text_dim))
        words = model.gain_words(ask) if isinstance(model, AsksModel) and ask is not None else ""
        painter.drawText(text, int(Qt.AlignmentFlag.AlignBottom), words)
