"""A ring around something in the viewer."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

SIDE = 28


class Mark(QWidget):
    """Lies over the picture and lets the mouse through; light on dark, so that it is seen on any face."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(SIDE, SIDE)
        self.hide()

    def point_at(self, place: QPoint) -> None:
        """Stand around a place of the parent."""
        self.move(place - QPoint(SIDE // 2, SIDE // 2))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(4, 4, SIDE - 8, SIDE - 8)
        for color, width in ((QColor(0, 0, 0, 160), 4.0), (QColor(255, 255, 255), 2.0)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(ring)
