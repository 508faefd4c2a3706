"""Distance, repeats and people over time, to look at and to scrub; made for tens of thousands of frames."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.raf.curves import Curves
from core.types import BoolArray, ByteArray, FloatArray
from studio.theme.palette import GRID, PANEL_PADDING, rgb
from studio.theme.theme import Theme
from studio.widgets.transport import clock_text

NAME_PX = 140
STRIPS = (("distance", 72), ("repeat", 32), ("persons", 32))
GAP_PX = 4
MARK_PX = 6
ZOOM_STEP = 0.8
LEAST_SPAN = 8.0
HIGH_QUANTILE = 0.998


class RetrievalTimeline(QWidget):
    """Three strips over the frames of a capture, with a playhead.

    Args:
        theme: colours.
        parent: owner.

    Signals:
        scrubbed: the user wants this frame.
    """

    scrubbed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count, self._frame, self._fps = 0, 0, 25.0
        self._curves: Curves | None = None
        self._used: BoolArray = np.zeros(0, bool)
        self._marked: BoolArray = np.zeros(0, bool)
        self._chosen: frozenset[int] = frozenset()
        self._span = (0.0, 1.0)
        self._drawn: QImage | None = None
        height = sum(h for _, h in STRIPS) + GAP_PX * (len(STRIPS) + 1) + MARK_PX
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Distance, repeats and people over time"))
        self.setAccessibleDescription(self.tr("Click or drag to choose a frame, scroll to zoom; arrows step."))
        theme.changed.connect(self._forget)

    @property
    def frame(self) -> int:
        """Where the playhead stands."""
        return self._frame

    @property
    def span(self) -> tuple[float, float]:
        """The frames that are shown, [first, last)."""
        return self._span

    def set_length(self, count: int, fps: float) -> None:
        """Show so many frames, all of them at first."""
        if (count, fps) != (self._count, self._fps):
            self._count, self._fps = count, fps
            self._span = (0.0, float(max(count, 1)))
            self._curves, self._used, self._marked = None, np.zeros(0, bool), np.zeros(0, bool)
            self._forget()

    def show_curves(self, curves: Curves | None, used: BoolArray) -> None:
        """Show numbers of all frames, and which frames a run may use [T]."""
        fits = curves is None or len(curves.nearest) == self._count
        self._curves = curves if fits else None
        self._used = used
        self._forget()

    def mark(self, frames: BoolArray) -> None:
        """Mark frames [T], such as those that draw a chosen person; empty marks none."""
        self._marked = frames
        self._forget()

    def show_chosen(self, frames: frozenset[int]) -> None:
        """Show which frames are chosen for a contact sheet."""
        if frames != self._chosen:
            self._chosen = frames
            self.update()

    def show_frame(self, frame: int) -> None:
        """Move the playhead; the view follows when it leaves it."""
        if frame == self._frame:
            return
        self._frame = frame
        first, last = self._span
        if self._count and not first <= frame < last:
            width = last - first
            begin = min(max(frame - width / 2, 0.0), self._count - width)
            self._span = (begin, begin + width)
            self._forget()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(640, self.height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._words(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self._scrub(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event.position().x())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._show_span(0.0, float(self._count))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        first, last = self._span
        sideways = event.angleDelta().x()
        if sideways:
            step = -sideways / 120 * (last - first) / 8
            self._show_span(first + step, last + step)
        else:
            at = self._frame_at(event.position().x())
            factor = ZOOM_STEP ** (event.angleDelta().y() / 120)
            width = max((last - first) * factor, min(LEAST_SPAN, self._count))
            share = (at - first) / max(last - first, 1e-6)
            self._show_span(at - share * width, at + (1 - share) * width)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_PageUp: -round(self._fps),
            Qt.Key.Key_PageDown: round(self._fps),
            Qt.Key.Key_Home: -self._count,
            Qt.Key.Key_End: self._count,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step *= round(self._fps)
        if step is None or not self._count:
            super().keyPressEvent(event)
        else:
            self.scrubbed.emit(min(max(self._frame + step, 0), self._count - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._forget()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        palette, area = self._theme.palette, self._area()
        if self._drawn is None:
            self._drawn = self._draw(area)
        painter.drawImage(area, self._drawn)
        self._paint_names(painter)
        for frame in self._chosen:
            if self._span[0] <= frame < self._span[1]:
                x = self._x_of(frame + 0.5)
                painter.fillRect(QRectF(x - 1, area.bottom() - 2 * MARK_PX, 3, 2 * MARK_PX), QColor(palette.warning))
        if self._count:
            x = self._x_of(self._frame + 0.5)
            painter.fillRect(QRectF(x - 1, area.top(), 2, area.height()), QColor(palette.text))
        if self.hasFocus():
            painter.setPen(QColor(palette.accent))
            painter.drawRect(area.adjusted(-1, -1, 0, 0))

    def _paint_names(self, painter: QPainter) -> None:
        palette, y = self._theme.palette, GAP_PX
        names = {
            "distance": self.tr("Distance\ngrey: random"),
            "repeat": self.tr("Repeats"),
            "persons": self.tr("People"),
        }
        for key, height in STRIPS:
            box = QRect(PANEL_PADDING, y, NAME_PX - PANEL_PADDING - GRID, height)
            painter.setPen(QColor(palette.text_dim))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), names[key])
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), self._scale_words(key))
            y += height + GAP_PX

    def _scale_words(self, key: str) -> str:
        """What the upper edge of a strip stands for."""
        found = self._curves
        if found is None or not self._count:
            return ""
        tops = {"distance": f"{_top(found):.1f}", "repeat": "100 %", "persons": f"{_most_people(found)}"}
        return tops[key]

    def _area(self) -> QRect:
        return QRect(NAME_PX, GAP_PX, max(self.width() - NAME_PX - PANEL_PADDING, 1), self.height() - 2 * GAP_PX)

    def _draw(self, area: QRect) -> QImage:
        """All strips as one picture in device pixels."""
        ratio = self.devicePixelRatioF()
        width, height = max(round(area.width() * ratio), 1), max(round(area.height() * ratio), 1)
        palette = self._theme.palette
        pixels = np.empty((height, width, 3), np.uint8)
        pixels[:] = _bytes(palette.panel)
        starts, ends = _columns(self._span, width, self._count)
        y = 0.0
        for key, strip in STRIPS:
            top, bottom = round(y * ratio), round((y + strip) * ratio)
            block = pixels[top:bottom]
            block[:] = _bytes(palette.field)
            if self._curves is not None and self._count:
                self._draw_strip(block, key, starts, ends)
            y += strip + GAP_PX
        self._draw_marks(pixels[round(y * ratio) : round((y + MARK_PX - GAP_PX) * ratio)], starts, ends)
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        return image

    def _draw_strip(self, block: ByteArray, key: str, starts: Any, ends: Any) -> None:
        assert self._curves is not None
        palette, found = self._theme.palette, self._curves
        if len(self._used) == self._count:
            left_out = ~_any(self._used, starts, ends)
            block[:, left_out] = _bytes(palette.raised)
        if key == "distance":
            top = _top(found)
            random = _middle(found.random, starts, ends) / top
            low, high = _joined(random, random)
            _fill(block, low, high, _bytes(palette.text_dim))
            low, high = _joined(*(values / top for values in _extent(found.nearest, starts, ends)))
            _fill(block, low, high, _bytes(palette.accent))
        elif key == "repeat":
            _fill(block, np.zeros(len(starts)), _middle(found.repeat, starts, ends), _bytes(palette.track))
        else:
            people = np.where(found.persons > 0, found.persons, np.nan).astype(np.float32)
            _fill(
                block, np.zeros(len(starts)), _middle(people, starts, ends) / _most_people(found), _bytes(palette.track)
            )

    def _draw_marks(self, block: ByteArray, starts: Any, ends: Any) -> None:
        if len(self._marked) == self._count and self._count and self._marked.any():
            block[:, _any(self._marked, starts, ends)] = _bytes(self._theme.palette.accent)

    def _words(self, x: float, y: float) -> str:
        if not self._count:
            return ""
        frame = min(max(int(self._frame_at(x)), 0), self._count - 1)
        lines = [self.tr("Frame {}, {}").format(frame, clock_text(frame / self._fps))]
        found = self._curves
        if found is None or math.isnan(float(found.nearest[frame])):
            lines.append(self.tr("Not searched, or no face"))
        else:
            lines.append(self.tr("Nearest face: {} (whitened L2)").format(f"{float(found.nearest[frame]):.2f}"))
            lines.append(self.tr("Faces at random: {} on average").format(f"{float(found.random[frame]):.2f}"))
            share = f"{100 * float(found.repeat[frame]):.0f} %"
            lines.append(self.tr("Drawn in the second before too: {}").format(share))
            lines.append(self.tr("Different people: {}").format(int(found.persons[frame])))
        return "\n".join(lines)

    def _scrub(self, x: float) -> None:
        if self._count:
            self.scrubbed.emit(min(max(int(self._frame_at(x)), 0), self._count - 1))

    def _show_span(self, first: float, last: float) -> None:
        width = min(last - first, float(self._count))
        begin = min(max(first, 0.0), self._count - width)
        if (begin, begin + width) != self._span and width > 0:
            self._span = (begin, begin + width)
            self._forget()

    def _frame_at(self, x: float) -> float:
        area, (first, last) = self._area(), self._span
        return first + (x - area.left()) / area.width() * (last - first)

    def _x_of(self, frame: float) -> float:
        area, (first, last) = self._area(), self._span
        return area.left() + (frame - first) / max(last - first, 1e-6) * area.width()

    def _forget(self) -> None:
        self._drawn = None
        self.update()


Columns = npt.NDArray[np.int64]


def _columns(span: tuple[float, float], width: int, count: int) -> tuple[Columns, Columns]:
    """First frame, and the frame after the last, of each pixel column."""
    edges = np.linspace(span[0], span[1], width + 1)
    starts = np.clip(edges[:-1].astype(np.int64), 0, max(count - 1, 0))
    ends = np.clip(np.ceil(edges[1:]).astype(np.int64), starts + 1, max(count, 1))
    return starts, ends


def _reduce(ufunc: np.ufunc, values: npt.NDArray[Any], starts: Columns, ends: Columns) -> npt.NDArray[Any]:
    """``ufunc`` over values[start:end] of each column."""
    pairs = np.stack([starts, np.minimum(ends, len(values))], axis=1).ravel()
    padded = np.append(values, values[-1:])  # an end may be the length itself
    found: npt.NDArray[Any] = ufunc.reduceat(padded, pairs)[::2]
    return found


def _extent(values: FloatArray, starts: Columns, ends: Columns) -> tuple[FloatArray, FloatArray]:
    """Least and largest value of each column; NaN where there is none."""
    return _reduce(np.fmin, values, starts, ends), _reduce(np.fmax, values, starts, ends)


def _joined(low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same with each column reaching to the one before, so that a steep line has no holes."""
    lower, upper = low.copy(), high.copy()
    lower[1:] = np.where(np.isfinite(high[:-1]), np.fmin(low[1:], high[:-1]), low[1:])
    upper[1:] = np.where(np.isfinite(low[:-1]), np.fmax(high[1:], low[:-1]), high[1:])
    lower[~np.isfinite(low)] = np.nan
    return lower, upper


def _middle(values: FloatArray, starts: Columns, ends: Columns) -> FloatArray:
    """Mean of each column over what is there; NaN where nothing is."""
    there = np.isfinite(values)
    total = _reduce(np.add, np.where(there, values, 0.0).astype(np.float64), starts, ends)
    number = _reduce(np.add, there.astype(np.int64), starts, ends)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan).astype(np.float32)


def _any(mask: BoolArray, starts: Columns, ends: Columns) -> BoolArray:
    return np.asarray(_reduce(np.logical_or, mask, starts, ends), bool)


def _top(found: Curves) -> float:
    """The distance at the strip's upper edge."""
    both = np.concatenate([found.nearest, found.random])
    both = both[np.isfinite(both)]
    return max(float(np.quantile(both, HIGH_QUANTILE)) * 1.08, 1e-6) if both.size else 1.0


def _most_people(found: Curves) -> int:
    """The number of people at the strip's upper edge."""
    return max(1, int(found.persons.max(initial=1)))


def _fill(block: ByteArray, low: npt.NDArray[Any], high: npt.NDArray[Any], color: npt.NDArray[np.uint8]) -> None:
    """Fill each column from ``low`` to ``high``, shares of the height; at least a pixel, nothing for NaN."""
    height = block.shape[0]
    there = np.isfinite(low) & np.isfinite(high)
    first = np.clip(np.where(there, low, 0.0), 0.0, 1.0) * height
    last = np.maximum(np.clip(np.where(there, high, 0.0), 0.0, 1.0) * height, first + 1.5)
    level = (height - np.arange(height) - 0.5)[:, None]
    inside = (level >= first) & (level <= last) & there
    block[inside] = color


def _bytes(color: str) -> npt.NDArray[np.uint8]:
    return (np.array(rgb(color)) * 255).round().astype(np.uint8)
