"""One line of a dense panel: name, track with the range that training saw, value. A QSlider, for keys and aids."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from studio.model.controls import ChannelRange
from studio.theme.palette import CONTROL_HEIGHT, GRID
from studio.theme.theme import Theme

STEPS = 2000
VALUE_WIDTH = 60
LABEL_SHARE = 0.5
KNOB_RADIUS = 6.0
TRACK_HEIGHT = 4.0
SNAP_SHARE = 0.02
"""A drag that ends this near to zero, as a share of the range, means zero."""


class ChannelSlider(QSlider):
    """A named value.

    Args:
        name: shown at the left.
        reach: ends of the slider and of the range seen in training.
        text: writes a value with its unit.
        theme: colours.
        parent: owner.

    Signals:
        edited: the user set this value.
    """

    edited = Signal(float)

    def __init__(
        self,
        name: str,
        reach: ChannelRange,
        text: Callable[[float], str],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.name = name
        self._reach, self._text, self._theme = reach, text, theme
        self._shown = 0.0
        self.setRange(0, STEPS)
        self.setSingleStep(STEPS // 100)
        self.setPageStep(STEPS // 10)
        self.setValue(self._to_step(0.0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.valueChanged.connect(self._step_changed)
        theme.changed.connect(self.update)

    @property
    def number(self) -> float:
        """The value shown."""
        return self._shown

    def show_number(self, number: float) -> None:
        """Show a value that came from elsewhere, without ``edited``."""
        if number == self._shown:
            return
        self._shown = number
        blocked = self.blockSignals(True)
        self.setValue(self._to_step(number))
        self.blockSignals(blocked)
        if self.hasFocus():  # telling screen readers costs more than painting; they follow the focus
            self.setAccessibleDescription(self._text(number))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(300, CONTROL_HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton and self._track().left() - GRID <= event.position().x():
            self.setSliderDown(True)
            self._drag_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self.isSliderDown():
            self._drag_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.setSliderDown(False)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._edit(0.0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_0):
            self._edit(0.0)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        event.ignore()  # the wheel scrolls the panel; it must not change values on the way

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        palette, track = self._theme.palette, self._track()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        label = QRectF(0, 0, track.left() - GRID, self.height())
        painter.setPen(QColor(palette.text if self._shown or self.hasFocus() else palette.text_dim))
        name = self.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideMiddle, int(label.width()))
        painter.drawText(label, middle, name)
        value = QRectF(self.width() - VALUE_WIDTH, 0, VALUE_WIDTH, self.height())
        painter.drawText(value, middle | int(Qt.AlignmentFlag.AlignRight), self._text(self._shown))
        painter.setPen(Qt.PenStyle.NoPen)
        self._bar(painter, track, self._reach.low, self._reach.high, palette.track)
        self._bar(painter, track, self._reach.seen_low, self._reach.seen_high, palette.text_off)
        self._bar(painter, track, 0.0, self._shown, palette.accent)
        knob = QPointF(self._x(track, self._shown), track.center().y())
        if self.hasFocus():
            painter.setBrush(QColor(palette.accent))
            painter.drawEllipse(knob, KNOB_RADIUS + 2, KNOB_RADIUS + 2)
        painter.setBrush(QColor(palette.text if self.isSliderDown() or self.underMouse() else palette.text_dim))
        painter.drawEllipse(knob, KNOB_RADIUS, KNOB_RADIUS)

    def _bar(self, painter: QPainter, track: QRectF, low: float, high: float, color: str) -> None:
        left, right = sorted((self._x(track, low), self._x(track, high)))
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(QRectF(left, track.top(), right - left, track.height()), 2, 2)

    def _track(self) -> QRectF:
        left = self.width() * LABEL_SHARE + KNOB_RADIUS
        right = self.width() - VALUE_WIDTH - KNOB_RADIUS - 2
        return QRectF(left, (self.height() - TRACK_HEIGHT) / 2, max(right - left, 10.0), TRACK_HEIGHT)

    def _x(self, track: QRectF, number: float) -> float:
        share = (number - self._reach.low) / (self._reach.high - self._reach.low)
        return track.left() + min(max(share, 0.0), 1.0) * track.width()

    def _drag_to(self, x: float) -> None:
        track = self._track()
        share = min(max((x - track.left()) / track.width(), 0.0), 1.0)
        number = self._reach.low + share * (self._reach.high - self._reach.low)
        self._edit(0.0 if abs(number) < SNAP_SHARE * (self._reach.high - self._reach.low) else number)

    def _to_step(self, number: float) -> int:
        share = (number - self._reach.low) / (self._reach.high - self._reach.low)
        return round(min(max(share, 0.0), 1.0) * STEPS)

    def _step_changed(self, step: int) -> None:
        self._edit(self._reach.low + step / STEPS * (self._reach.high - self._reach.low))

    def _edit(self, number: float) -> None:
        if number != self._shown:
            self.show_number(number)
            self.edited.emit(number)
