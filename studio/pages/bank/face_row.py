"""A short row of faces with a word under each, to click on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.services.thumbnails import Thumbnails
from studio.theme.palette import THUMBNAIL_GAP
from studio.theme.theme import Theme

SIDE = 64
CAPTION = 18


class FaceRow(QWidget):
    """Faces in rows of as many as fit.

    Args:
        thumbnails: the pictures.
        theme: colours.
        parent: owner.

    Signals:
        chosen: an entry id.
    """

    chosen = Signal(object)

    def __init__(self, thumbnails: Thumbnails, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails, self._theme = thumbnails, theme
        self._faces: list[tuple[int, str, str]] = []
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(self.tr("No faces"))
        thumbnails.arrived.connect(lambda entry: self.update())
        theme.changed.connect(self.update)
        self._fit()

    def show_faces(self, faces: Sequence[tuple[int, str, str]]) -> None:
        """Show entries: (id, word below, tool tip)."""
        self._faces, self._current = list(faces), 0
        self.setAccessibleDescription("; ".join(tip for _, _, tip in faces))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(4 * (SIDE + THUMBNAIL_GAP), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        face = self._face_at(event.position().toPoint().x(), event.position().toPoint().y())
        self.setToolTip(self._faces[face][2] if face is not None else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        face = self._face_at(int(event.position().x()), int(event.position().y()))
        if face is not None:
            self.chosen.emit(self._faces[face][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        if event.key() in steps and self._faces:
            self._current = min(max(self._current + steps[Qt.Key(event.key())], 0), len(self._faces) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._faces:
            self.chosen.emit(self._faces[self._current][0])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        palette = self._theme.palette
        for number, (entry, word, _) in enumerate(self._faces):
            cell = self._cell(number)
            image = self._thumbnails.image(entry)
            if image is None or image.isNull():
                painter.fillRect(cell, QColor(palette.raised))
            else:
                painter.drawImage(cell, image)
            painter.setPen(QColor(palette.text_dim))
            below = QRect(cell.left(), cell.bottom() + 1, SIDE, CAPTION)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), word)
            if self.hasFocus() and number == self._current:
                painter.setPen(QColor(palette.accent))
                painter.drawRect(cell.adjusted(0, 0, -1, -1))

    @property
    def _columns(self) -> int:
        return max(1, (self.width() + THUMBNAIL_GAP) // (SIDE + THUMBNAIL_GAP))

    def _cell(self, number: int) -> QRect:
        row, column = divmod(number, self._columns)
        return QRect(column * (SIDE + THUMBNAIL_GAP), row * (SIDE + CAPTION + THUMBNAIL_GAP), SIDE, SIDE)

    def _face_at(self, x: int, y: int) -> int | None:
        return next((n for n in range(len(self._faces)) if self._cell(n).contains(x, y)), None)

    def _fit(self) -> None:
        rows = -(-len(self._faces) // self._columns)
        self.setFixedHeight(max(rows * (SIDE + CAPTION + THUMBNAIL_GAP), 1))
        self.setMouseTracking(True)
