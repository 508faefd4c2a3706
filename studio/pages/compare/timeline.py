"""The errors of A and B over the frames, to look at and to scrub; made for tens of thousands of frames."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.types import BoolArray, FloatArray
from studio.model.compare_timeline import CompareTimeline
from studio.pages.compare.badge import NAMES, color_of
from studio.services.engine_words import engine_text
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.transport import clock_text

NAME_PX = 112
STRIP_PX = 64
ROLE_PX = 6
HIGH_QUANTILE = 0.995


class ErrorTimeline(QWidget):
    """Bound to the timeline.

    Args:
        timeline: what is shown and scrubbed.
        theme: colours.
        parent: owner.

    Signals:
        scrubbed: the user wants this frame.
    """

    scrubbed = Signal(int)

    def __init__(self, timeline: CompareTimeline, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline, self._theme = timeline, theme
        self.setFixedHeight(STRIP_PX + ROLE_PX + 2 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(NAME_PX + 160)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Errors over time"))
        self.setAccessibleDescription(self.tr("Click or drag to choose a frame; arrows step."))
        timeline.changed.connect(self.update)
        timeline.curves.changed.connect(self.update)
        timeline.playback.frame_changed.connect(self.update)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(640, self.height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words(self.frame_at(event.pos().x())), self)
            return True
        return super().event(event)

    def frame_at(self, x: float) -> int:
        """The frame at a place."""
        strip, count = self._strip(), self._count()
        return min(max(int((x - strip.left()) / max(strip.width(), 1.0) * count), 0), max(count - 1, 0))

    def place_of(self, frame: int) -> float:
        """The middle of a frame, in pixels from the left."""
        strip = self._strip()
        return float(strip.left() + (frame + 0.5) / max(self._count(), 1) * strip.width())

    def words(self, frame: int) -> str:
        """What is known of a frame."""
        line = self._timeline.line
        if line is None or not 0 <= frame < len(line):
            return self.tr("Errors of A and B over time: mean difference to the truth")
        parts = [self.tr("Frame {}, {}").format(f"{frame:,}", clock_text(line.times_s[frame]))]
        parts.append(self.tr("held out") if line.held_out[frame] else self.tr("not held out"))
        if not line.found[frame]:
            parts.append(self.tr("no face"))
        for side in range(2):
            error = self._timeline.curves.errors[side][frame]
            if np.isfinite(error):
                parts.append(self.tr("{}: error {} levels").format(NAMES[side], f"{error:.2f}"))
        return "\n".join(parts)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() is Qt.MouseButton.LeftButton and self._count():
            self.scrubbed.emit(self.frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.buttons() & Qt.MouseButton.LeftButton and self._count():
            self.scrubbed.emit(self.frame_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -self._count(),
            Qt.Key.Key_End: self._count(),
        }.get(Qt.Key(event.key()))
        if step is None or not self._count():
            super().keyPressEvent(event)
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step *= 25
        self.scrubbed.emit(min(max(self._timeline.frame + step, 0), self._count() - 1))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        palette, line, strip = self._theme.palette, self._timeline.line, self._strip()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.fillRect(strip, QColor(palette.field))
        if line is None:
            return
        self._draw_roles(painter, strip, line.held_out, line.found)
        painter.save()
        painter.setClipRect(strip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        curves = self._timeline.curves
        top = high_end(curves.errors)
        for side in (0, 1):
            self._draw_curve(painter, strip, curves.errors[side], top, side)
        painter.restore()
        self._draw_names(painter, strip, top)
        if top <= 0:
            painter.setPen(QColor(palette.text_dim))
            painter.drawText(strip, int(Qt.AlignmentFlag.AlignCenter), self._why_empty())
        x = self.place_of(self._timeline.frame)
        painter.setPen(QPen(QColor(palette.text), 1))
        painter.drawLine(QPointF(x, strip.top() - 2), QPointF(x, strip.bottom() + ROLE_PX + 2))
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(strip.adjusted(-1, -1, 0, ROLE_PX + 1))

    def _strip(self) -> QRectF:
        return QRectF(NAME_PX, GRID, max(self.width() - NAME_PX - PANEL_PADDING, 1), STRIP_PX)

    def _count(self) -> int:
        return len(self._timeline.line) if self._timeline.line is not None else 0

    def _why_empty(self) -> str:
        line, curves = self._timeline.line, self._timeline.curves
        if curves.error is not None:
            return engine_text(curves.error.what)
        if line is None:
            return ""
        if line.capture_id is None:
            return self.tr("A video that drives has no truth: there are no errors to show")
        if line.note is not None:
            return engine_text(line.note.what)
        if not (line.judged(0) or line.judged(1)):
            return self.tr("Neither avatar was trained on this capture: there is no truth to compare with")
        return self.tr("Measuring…")

    def _draw_roles(self, painter: QPainter, strip: QRectF, held_out: BoolArray, found: BoolArray) -> None:
        """Held-out stretches as a band behind and below, frames without a face as marks below."""
        palette = self._theme.palette
        for mask, color, behind in ((held_out, palette.accent_soft, True), (~found, palette.warning, False)):
            for first, last in spans(mask):
                left = strip.left() + first / len(mask) * strip.width()
                width = max((last - first) / len(mask) * strip.width(), 1.0)
                painter.fillRect(QRectF(left, strip.bottom(), width, ROLE_PX), QColor(color))
                if behind:
                    painter.fillRect(QRectF(left, strip.top(), width, strip.height()), QColor(color))

    def _draw_curve(self, painter: QPainter, strip: QRectF, errors: FloatArray, top: float, side: int) -> None:
        frames = np.flatnonzero(np.isfinite(errors))
        if not frames.size or top <= 0:
            return
        frames, values = thinned(frames, errors[frames], max(int(strip.width()), 1))
        painter.setPen(QPen(QColor(color_of(side, self._theme.palette)), 1.4))
        xs = strip.left() + (frames + 0.5) / len(errors) * strip.width()
        ys = strip.bottom() - np.minimum(values / top, 1.0) * (strip.height() - 4)
        points = [QPointF(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))

    def _draw_names(self, painter: QPainter, strip: QRectF, top: float) -> None:
        """At the left what is plotted, and the numbers of the frame that is shown."""
        palette, frame = self._theme.palette, self._timeline.frame
        left_middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QColor(palette.text_dim))
        painter.drawText(
            QRectF(PANEL_PADDING, strip.top() - 2, NAME_PX - GRID, 20), left_middle, self.tr("Error, levels")
        )
        for side in (0, 1):
            errors = self._timeline.curves.errors[side]
            known = frame < len(errors) and np.isfinite(errors[frame])
            text = f"{NAMES[side]}  {errors[frame]:.2f}" if known else f"{NAMES[side]}  –"
            painter.setPen(QColor(color_of(side, palette)))
            painter.drawText(
                QRectF(PANEL_PADDING, strip.top() + 20 * (side + 1), NAME_PX - GRID, 20), left_middle, text
            )
        if top > 0:
            painter.setPen(QColor(palette.text_dim))
            right_top = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            painter.drawText(strip.adjusted(4, 1, -4, 0), right_top, f"{top:.1f}")


def high_end(errors: tuple[FloatArray, FloatArray]) -> float:
    """What the top of the plot stands for: nearly the greatest error; 0 while none is known."""
    known = [part[np.isfinite(part)] for part in errors]
    values = np.concatenate(known) if known else np.zeros(0, np.float32)
    return float(np.quantile(values, HIGH_QUANTILE)) * 1.1 if values.size else 0.0


def thinned(frames: np.ndarray, values: FloatArray, most: int) -> tuple[np.ndarray, FloatArray]:
    """At most ``most`` points: of several that fall together the greatest value."""
    if len(frames) <= most:
        return frames, values
    starts = np.linspace(0, len(frames), most, endpoint=False).astype(np.int64)
    return frames[starts], np.asarray(np.maximum.reduceat(values, starts), np.float32)


def spans(mask: BoolArray) -> list[tuple[int, int]]:
    """Runs of True as [first, last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
