"""Two ends on one track, with the distribution of the values behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.theme.palette import GRID
from studio.theme.theme import Theme

HEIGHT = 44
TEXT_HEIGHT = 20
KNOB_RADIUS = 5.0
TRACK_HEIGHT = 3.0
STEPS = 50
TALLEST = 14.0


class RangeSlider(QWidget):
    """A named range: at rest it spans everything, and lets everything through.

    The keys: left and right move one end, Page up and Page down choose which, Delete opens the range again.

    Args:
        name: shown above the track.
        text: writes a value with its unit.
        theme: colours.
        parent: owner.

    Signals:
        edited: the user chose this range; None is everything.
    """

    edited = Signal(object)

    def __init__(self, name: str, text: Callable[[float], str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._text, self._theme = text, theme
        self._reach = (0.0, 1.0)
        self._range: tuple[float, float] | None = None
        self._counts: tuple[float, ...] = ()
        self._upper = False
        self._dragging = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        theme.changed.connect(self.update)
        self._describe()

    @property
    def range(self) -> tuple[float, float] | None:
        """What is chosen; None is everything."""
        return self._range

    @property
    def reach(self) -> tuple[float, float]:
        """The track's ends."""
        return self._reach

    def set_reach(self, low: float, high: float, counts: Sequence[float] = ()) -> None:
        """Set the track's ends and the distribution between them, in equal steps."""
        self._reach = (low, high if high > low else low + 1e-6)
        most = max(counts, default=0) or 1
        self._counts = tuple((count / most) ** 0.5 for count in counts)  # the tails can be seen too
        self._describe()
        self.update()

    def show_range(self, chosen: tuple[float, float] | None) -> None:
        """Show a range that came from elsewhere, without ``edited``."""
        if chosen != self._range:
            self._range = chosen
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        low, high = (self._x(value) for value in self._ends())
        self._upper = abs(x - high) < abs(x - low) if low != high else x > low
        self._dragging = True
        self._move_to(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._dragging:
            self._move_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._dragging = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key = event.key()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._upper = key == Qt.Key.Key_PageUp
            self.update()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            sign = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Up) else -1
            step = (self._reach[1] - self._reach[0]) / STEPS * sign
            self._set_end(self._ends()[int(self._upper)] + step)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        event.ignore()  # the wheel scrolls the panel

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        palette = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        low, high = self._ends()
        values = f"{self._text(low)} – {self._text(high)}" if self._range is not None else ""
        room = self.width() - self.fontMetrics().horizontalAdvance(values) - GRID
        painter.setPen(QColor(palette.text if self._range is not None or self.hasFocus() else palette.text_dim))
        name = self.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, room)
        line = QRectF(0, 0, self.width(), TEXT_HEIGHT)
        painter.drawText(line, middle, name)
        painter.drawText(line, middle | int(Qt.AlignmentFlag.AlignRight), values)
        track = self._track()
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_counts(painter, track)
        painter.setBrush(QColor(palette.track))
        painter.drawRect(track)
        left, right = self._x(low), self._x(high)
        painter.setBrush(QColor(palette.accent if self._range is not None else palette.text_off))
        painter.drawRect(QRectF(left, track.top(), right - left, track.height()))
        for upper, x in ((False, left), (True, right)):
            chosen = self.hasFocus() and upper == self._upper
            painter.setBrush(QColor(palette.accent if chosen else palette.text if self._range else palette.text_dim))
            painter.drawEllipse(QPointF(x, track.center().y()), KNOB_RADIUS, KNOB_RADIUS)

    def _paint_counts(self, painter: QPainter, track: QRectF) -> None:
        """The distribution as a small hill on the track."""
        if not self._counts:
            return
        hill = QPainterPath(QPointF(track.left(), track.top()))
        step = track.width() / len(self._counts)
        for i, share in enumerate(self._counts):
            hill.lineTo(track.left() + (i + 0.5) * step, track.top() - share * TALLEST)
        hill.lineTo(track.right(), track.top())
        painter.setBrush(QColor(self._theme.palette.raised))
        painter.drawPath(hill)

    def _track(self) -> QRectF:
        top = self.height() - KNOB_RADIUS - TRACK_HEIGHT / 2 - 1
        return QRectF(KNOB_RADIUS + 1, top - TRACK_HEIGHT / 2, self.width() - 2 * KNOB_RADIUS - 2, TRACK_HEIGHT)

    def _x(self, value: float) -> float:
        track = self._track()
        share = (value - self._reach[0]) / (self._reach[1] - self._reach[0])
        return track.left() + min(max(share, 0.0), 1.0) * track.width()

    def _ends(self) -> tuple[float, float]:
        return self._range if self._range is not None else self._reach

    def _move_to(self, x: float) -> None:
        track = self._track()
        share = min(max((x - track.left()) / max(track.width(), 1.0), 0.0), 1.0)
        self._set_end(self._reach[0] + share * (self._reach[1] - self._reach[0]))

    def _set_end(self, value: float) -> None:
        """Move the chosen end; pushed past the other one, it takes that one along."""
        value = min(max(value, self._reach[0]), self._reach[1])
        low, high = self._ends()
        low, high = (min(low, value), value) if self._upper else (value, max(high, value))
        everything = low <= self._reach[0] and high >= self._reach[1]
        self._choose(None if everything else (low, high))

    def _choose(self, chosen: tuple[float, float] | None) -> None:
        if chosen != self._range:
            self._range = chosen
            self._describe()
            self.update()
            self.edited.emit(chosen)

    def _describe(self) -> None:
        low, high = self._ends()
        self.setAccessibleDescription(f"{self._text(low)} – {self._text(high)}")
