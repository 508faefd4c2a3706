"""The letters A and B in their colours: the same in viewers, curves and tables."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.theme.palette import SERIES, Palette
from studio.theme.theme import Theme

SIDE_PX = 22
NAMES = ("A", "B")


def color_of(side: int, palette: Palette) -> str:
    """The colour that stands for A (0) or B (1)."""
    return SERIES[palette.name][side]


class Badge(QWidget):
    """A letter on its colour.

    Args:
        side: 0 for A, 1 for B.
        theme: colours.
        parent: owner.
    """

    def __init__(self, side: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side, self._theme = side, theme
        self.setFixedSize(SIDE_PX, SIDE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(NAMES[side])
        theme.changed.connect(self.update)

    @property
    def side(self) -> int:
        """Which letter is shown."""
        return self._side

    def show_side(self, side: int) -> None:
        """Show another letter."""
        if side != self._side:
            self._side = side
            self.setAccessibleName(NAMES[side])
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(SIDE_PX, SIDE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_badge(painter, QRectF(self.rect()), self._side, self._theme.palette)


def draw_badge(painter: QPainter, box: QRectF, side: int, palette: Palette) -> None:
    """Draw a badge into a box."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color_of(side, palette)))
    painter.drawRoundedRect(box, 4, 4)
    font = QFont(painter.font())
    font.setPixelSize(round(box.height() * 0.6))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(palette.on_accent))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), NAMES[side])
