"""The face of the scrubbed frame, large."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.theme.palette import GRID
from studio.theme.theme import Theme

LEAST_PX = 160


class FrameView(QWidget):
    """A picture, as large as there is room, with a line of text where there is none.

    Args:
        theme: colours.
        parent: owner.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._text = ""
        self.setMinimumSize(LEAST_PX, LEAST_PX)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_picture(self, image: QImage | None, text: str = "") -> None:
        """Show a picture; without one, the text."""
        if image is not self._image or text != self._text:
            self._image, self._text = image, text
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(280, 280)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self.width(), self.height())
        square = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        palette = self._theme.palette
        image = self._image
        if image is None or image.isNull():
            painter.fillRect(square, QColor(palette.field))
            painter.setPen(QColor(palette.text_dim))
            inner = square.adjusted(GRID, GRID, -GRID, -GRID)
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._text)
            return
        size = image.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - size.width()) // 2
        painter.drawImage(QRect(left, (self.height() - size.height()) // 2, size.width(), size.height()), image)
