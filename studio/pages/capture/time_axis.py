"""What the filmstrip and the strips share: where a frame lies, scrubbing, marking, zooming and panning by mouse."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from studio.model.capture_view import CaptureView
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme

NAME_PX = 92
ZOOM_STEP = 0.8
MARK_ALPHA = 60


class TimeAxis(QWidget):
    """Base of widgets over the frames of a capture.

    Args:
        view: what is looked at.
        theme: colours.
        parent: owner.
    """

    def __init__(self, view: CaptureView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self._mark_from: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def area(self) -> QRect:
        """Where frames are drawn, right of the names."""
        return QRect(NAME_PX, 0, max(self.width() - NAME_PX - PANEL_PADDING, 1), self.height())

    def frame_at(self, x: float) -> float:
        """The frame at a place, with its fraction; may lie outside the capture."""
        area, (first, last) = self.area(), self._view.span
        return first + (x - area.left()) / area.width() * (last - first)

    def x_of(self, frame: float) -> float:
        """Where a frame begins."""
        area, (first, last) = self.area(), self._view.span
        return area.left() + (frame - first) / max(last - first, 1e-6) * area.width()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() != Qt.MouseButton.LeftButton or not self._view.count:
            return
        frame = self._whole(event.position().x())
        self._mark_from = frame if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else None
        if self._mark_from is None and self._view.marked is not None:
            first, last = self._view.marked
            if not first <= frame < last:
                self._view.mark(None)
        self._view.select(frame)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if not event.buttons() & Qt.MouseButton.LeftButton or not self._view.count:
            return
        frame = self._whole(event.position().x())
        if self._mark_from is not None:
            self._view.mark((min(self._mark_from, frame), max(self._mark_from, frame) + 1))
        self._view.select(frame)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._mark_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._view.show_span(0.0, float(self._view.count))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        first, last = self._view.span
        delta = event.angleDelta()
        sideways = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if sideways:
            step = -sideways / 120 * (last - first) / 8
            self._view.show_span(first + step, last + step)
        else:
            self._view.zoom(self.frame_at(event.position().x()), ZOOM_STEP ** (delta.y() / 120))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        second = round(self._view.fps)
        big = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        steps = {
            Qt.Key.Key_Left: -second if big else -1,
            Qt.Key.Key_Right: second if big else 1,
            Qt.Key.Key_PageUp: -10 * second,
            Qt.Key.Key_PageDown: 10 * second,
            Qt.Key.Key_Home: -self._view.count,
            Qt.Key.Key_End: self._view.count,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._view.count:
            super().keyPressEvent(event)
        else:
            self._view.step(step)

    def paint_marked(self, painter: QPainter, top: int, height: int) -> None:
        """Tint the marked stretch, and draw its ends."""
        if self._view.marked is None:
            return
        area = self.area()
        left, right = (min(max(self.x_of(f), area.left()), area.right() + 1) for f in self._view.marked)
        if right <= left:
            return
        tint = QColor(self._theme.palette.accent)
        painter.fillRect(QRectF(left, top, 1, height), tint)
        painter.fillRect(QRectF(right - 1, top, 1, height), tint)
        tint.setAlpha(MARK_ALPHA)
        painter.fillRect(QRectF(left, top, right - left, height), tint)

    def name_box(self, top: int, height: int) -> QRect:
        """Where the name of a row stands."""
        return QRect(PANEL_PADDING, top, NAME_PX - PANEL_PADDING - GRID, height)

    def _whole(self, x: float) -> int:
        return min(max(int(self.frame_at(x)), 0), max(self._view.count - 1, 0))
