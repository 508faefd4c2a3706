"""A plot of lines over steps: themed, drawn at once, with the values under the mouse. Small on purpose."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.theme.palette import GRID, SERIES
from studio.theme.theme import Theme

LEFT, RIGHT, TOP, BOTTOM = 52, 12, 34, 22
TITLE_PX = 22
TICK_SPACE_PX = 28
SMALLEST = QSize(150, 110)


@dataclass(frozen=True)
class Line:
    """One line of a plot.

    Attributes:
        name: for the readout.
        color: index into the theme's colours of lines.
        steps: rising.
        values: one for each step.
        marks: draw the points too, for lines with few of them.
    """

    name: str
    color: int
    steps: Sequence[float]
    values: Sequence[float]
    marks: bool = False


class LinePlot(QWidget):
    """Lines over steps.

    Args:
        title: what is plotted, with its unit.
        tip: the term of the field, for the tool tip.
        theme: colours.
        parent: owner.
    """

    def __init__(self, title: str, tip: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._theme = title, theme
        self._lines: list[Line] = []
        self._hover_x: float | None = None
        self._empty = self.tr("No numbers yet")
        self.setAccessibleName(title)
        self.setAccessibleDescription(tip)
        self.setToolTip(tip)
        self.setMouseTracking(True)
        self.setMinimumSize(SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def lines(self) -> list[Line]:
        """What is shown."""
        return self._lines

    def show_lines(self, lines: list[Line], empty: str = "") -> None:
        """Show these lines; ``empty`` says why there are none."""
        self._empty = empty or self.tr("No numbers yet")
        self._lines = [line for line in lines if len(line.steps)]
        newest = [f"{line.name} {number_text(line.values[-1])}" for line in self._lines]
        self.setAccessibleDescription(", ".join(newest))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(240, 180)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._hover_x = event.position().x()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self._hover_x = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        palette = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(LEFT, TOP, max(self.width() - LEFT - RIGHT, 1), max(self.height() - TOP - BOTTOM, 1))
        painter.setPen(QColor(palette.text))
        painter.drawText(QRectF(GRID, 2, self.width() - GRID, TITLE_PX), _LEFT_MIDDLE, self._title)
        if not self._lines:
            painter.setPen(QColor(palette.text_dim))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), self._empty)
            return
        scale = _Scale.of(self._lines, area)
        self._draw_grid(painter, scale)
        painter.save()
        painter.setClipRect(area.adjusted(-4, -4, 4, 4))
        for line in self._lines:
            self._draw_line(painter, scale, line)
        painter.restore()
        if self._hover_x is not None:
            self._draw_readout(painter, scale, self._hover_x)

    def _color(self, line: Line) -> QColor:
        colors = SERIES[self._theme.palette.name]
        return QColor(colors[line.color % len(colors)])

    def _draw_grid(self, painter: QPainter, scale: _Scale) -> None:
        palette, area = self._theme.palette, scale.area
        lines, words = QPen(QColor(palette.line), 1), QColor(palette.text_dim)
        for value in ticks(scale.low, scale.high, max(3, int(area.height() / TICK_SPACE_PX))):
            y = scale.y(value)
            painter.setPen(lines)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(words)
            painter.drawText(QRectF(0, y - 9, LEFT - 6, 18), _RIGHT_MIDDLE, number_text(value))
        steps = ticks(scale.first, scale.last, max(2, int(area.width() / 64)), least=1.0)
        painter.setPen(words)
        free = float(self.width())
        for value in reversed(steps):  # the last one says the unit; others only where there is room
            text = (self.tr("{} steps") if value == steps[-1] else "{}").format(f"{value:,.0f}")
            width = painter.fontMetrics().horizontalAdvance(text)
            left = min(max(scale.x(value) - width / 2, 0.0), self.width() - width)
            if left + width <= free:
                painter.drawText(QRectF(left, area.bottom() + 2, width + 1, BOTTOM - 4), _LEFT_MIDDLE, text)
                free = left - GRID

    def _draw_line(self, painter: QPainter, scale: _Scale, line: Line) -> None:
        color = self._color(line)
        painter.setPen(QPen(color, 1.6))
        points = [scale.point(x, y) for x, y in zip(line.steps, line.values, strict=True)]
        painter.drawPolyline(QPolygonF(points))
        if line.marks or len(points) == 1:
            painter.setBrush(color)
            for point in points:
                painter.drawEllipse(point, 2.2, 2.2)

    def _draw_readout(self, painter: QPainter, scale: _Scale, x: float) -> None:
        """A hairline and the values of every line nearest to it."""
        palette, area = self._theme.palette, scale.area
        if not area.left() <= x <= area.right():
            return
        wanted = scale.step(x)
        rows = [(line, nearest(line.steps, wanted)) for line in self._lines]
        step = rows[0][0].steps[rows[0][1]]
        texts = [(f"{line.name}  {number_text(line.values[i])}", self._color(line)) for line, i in rows]
        texts.insert(0, (self.tr("Step {}").format(f"{step:,.0f}"), QColor(palette.text_dim)))
        painter.setPen(QPen(QColor(palette.text_dim), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(scale.x(step), area.top()), QPointF(scale.x(step), area.bottom()))
        metrics = painter.fontMetrics()
        width = max(metrics.horizontalAdvance(text) for text, _ in texts) + 2 * GRID
        height = metrics.height() * len(texts) + GRID
        left = scale.x(step) + GRID if scale.x(step) + GRID + width < area.right() else scale.x(step) - GRID - width
        box = QRectF(max(left, 2.0), area.top(), width, height)
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.setBrush(QColor(palette.panel))
        painter.drawRect(box)
        for i, (text, color) in enumerate(texts):
            painter.setPen(color)
            row = QRectF(box.left() + GRID, box.top() + GRID / 2 + i * metrics.height(), width, metrics.height())
            painter.drawText(row, _LEFT_MIDDLE, text)


@dataclass(frozen=True)
class _Scale:
    """From steps and values to pixels."""

    area: QRectF
    first: float
    last: float
    low: float
    high: float

    @classmethod
    def of(cls, lines: list[Line], area: QRectF) -> _Scale:
        """A scale that holds the lines; what rises steeply at the very start may stick out."""
        first = min(line.steps[0] for line in lines)
        last = max(line.steps[-1] for line in lines)
        values = sorted(value for line in lines for value in line.values)
        low, high = values[int(0.01 * (len(values) - 1))], values[math.ceil(0.99 * (len(values) - 1))]
        margin = 0.06 * (high - low) or 0.05 * abs(high) or 1e-6
        return cls(area, first, last if last > first else first + 1, low - margin, high + margin)

    def x(self, step: float) -> float:
        """Pixels from the left."""
        return self.area.left() + (step - self.first) / (self.last - self.first) * self.area.width()

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return self.area.bottom() - (value - self.low) / (self.high - self.low) * self.area.height()

    def point(self, step: float, value: float) -> QPointF:
        """A point in pixels, kept near the area."""
        y = min(max(self.y(value), self.area.top() - 1e3), self.area.bottom() + 1e3)
        return QPointF(self.x(step), y)

    def step(self, x: float) -> float:
        """The step at a place."""
        return self.first + (x - self.area.left()) / self.area.width() * (self.last - self.first)


def nearest(steps: Sequence[float], wanted: float) -> int:
    """Index of the step nearest to ``wanted``; steps rise."""
    after = min(bisect_left(steps, wanted), len(steps) - 1)
    before = max(after - 1, 0)
    return before if wanted - steps[before] <= steps[after] - wanted else after


def ticks(low: float, high: float, count: int, *, least: float = 0.0) -> list[float]:
    """At most about ``count`` round numbers between two bounds, at least ``least`` apart."""
    rough = max((high - low) / max(count, 1), least)
    if not (rough > 0 and math.isfinite(rough)):
        return []
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((m * power for m in (1, 2, 5) if m * power >= rough), 10 * power)
    return [i * step for i in range(math.ceil(low / step), math.floor(high / step) + 1)]


def number_text(value: float) -> str:
    """A number with three or four figures."""
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    if size >= 100 or (value == int(value) and size < 1000):
        return f"{value:.0f}"
    if size >= 10:
        return f"{value:.1f}"
    if size >= 1:
        return f"{value:.2f}"
    return f"{value:.3f}" if size >= 0.1 else f"{value:.2g}"


_LEFT_MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT_MIDDLE = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
