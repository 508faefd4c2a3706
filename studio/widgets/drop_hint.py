"""What would happen to the file that hovers over the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.theme.palette import GRID
from studio.theme.theme import Theme

VEIL_ALPHA = 235


class DropHint(QWidget):
    """A veil over its parent with one line of text."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._text = theme, ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str) -> None:
        """Cover the parent and show a line."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self._text = text
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        palette = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(palette.window)
        veil.setAlpha(VEIL_ALPHA)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(palette.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(2 * GRID, 2 * GRID, -2 * GRID, -2 * GRID), GRID, GRID)
        painter.setPen(QColor(palette.text))
        font = painter.font()
        font.setPointSize(18)
        painter.setFont(font)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._text)
