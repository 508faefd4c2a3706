"""A line of a list that can be clicked: a text that gives way, and a figure at its right."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.buttons import Button

HEIGHT = 24


class LineButton(Button):
    """Text and figure.

    Args:
        text: elided where it must be.
        figure: always whole.
        tip: the tool tip, below the whole text.
        theme: colours.
        parent: owner.
    """

    def __init__(self, text: str, figure: str, tip: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._figure, self._theme = figure, theme
        self.setToolTip(f"{text}: {figure}\n{tip}")
        self.setAccessibleName(f"{text}: {figure}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(80, HEIGHT)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter, palette = QPainter(self), self._theme.palette
        middle, metrics = int(Qt.AlignmentFlag.AlignVCenter), self.fontMetrics()
        if self.underMouse():
            painter.fillRect(self.rect(), QColor(palette.raised))
        inside = self.rect().adjusted(GRID // 2, 0, -GRID // 2, 0)
        figure = metrics.horizontalAdvance(self._figure)
        painter.setPen(QColor(palette.text_dim))
        painter.drawText(inside, middle | int(Qt.AlignmentFlag.AlignRight), self._figure)
        room = QRect(inside.left(), 0, inside.width() - figure - GRID, self.height())
        painter.setPen(QColor(palette.accent))
        painter.drawText(room, middle, metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width()))
        if self.hasFocus():
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
