"""A face's channels as bars, beside another face's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.expression.encoder import Channel
from core.types import FloatArray
from studio.model.channels import group_channels, readable
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.words import number_text

LINE = 18
HEADING = 24
NAME_SHARE = 0.56
VALUE_WIDTH = 40


class ChannelBars(QWidget):
    """One line a channel: its name, a bar from zero, its value.

    Args:
        theme: colours.
        titles: of the regions, by the encoder's name.
        parent: owner.
    """

    def __init__(self, theme: Theme, titles: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._titles = theme, titles
        self._channels: tuple[Channel, ...] = ()
        self._values: FloatArray | None = None
        self._other: FloatArray | None = None
        self._scale = np.ones(0, np.float32)
        self._lines: list[tuple[int, int | str]] = []  # top and a channel's number, or a heading
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Expression channels"))
        theme.changed.connect(self.update)

    def set_channels(self, channels: Sequence[Channel], scale: FloatArray) -> None:
        """What the lines stand for; ``scale`` is the value that fills half a bar, [D]."""
        self._channels = tuple(channels)
        self._scale = np.maximum(scale, 1e-6)
        self._values = self._other = None
        self._lines, top = [], 0
        for group in group_channels(tuple(c.region for c in channels)):
            self._lines.append((top, group.region))
            top += HEADING
            for index in group.indices:
                self._lines.append((top, index))
                top += LINE
        self.setFixedHeight(top)
        self.update()

    def show_values(self, values: FloatArray | None, other: FloatArray | None = None) -> None:
        """Show a face [D], and thin bars of another one."""
        self._values, self._other = values, other
        self.setAccessibleDescription(self._strongest())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(220, self.height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event.pos().y()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        palette = self._theme.palette
        seen = event.rect()
        for top, what in self._lines:
            if top + HEADING < seen.top() or top > seen.bottom():
                continue
            if isinstance(what, str):
                painter.setPen(QColor(palette.text))
                place = QRectF(0, top, self.width(), HEADING)
                painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), self._titles.get(what, readable(what)))
            else:
                self._paint_line(painter, top, what)

    def _paint_line(self, painter: QPainter, top: int, index: int) -> None:
        palette, channel, middle = self._theme.palette, self._channels[index], int(Qt.AlignmentFlag.AlignVCenter)
        left = self.width() * NAME_SHARE
        painter.setPen(QColor(palette.text_dim))
        name = self.fontMetrics().elidedText(readable(channel.name), Qt.TextElideMode.ElideMiddle, int(left - GRID))
        painter.drawText(QRectF(0, top, left - GRID, LINE), middle, name)
        track = QRectF(left, top + LINE / 2 - 3, self.width() - left - VALUE_WIDTH - GRID, 6)
        painter.fillRect(track, QColor(palette.field))
        zero = track.center().x()
        if self._values is not None:
            value = float(self._values[index])
            self._bar(painter, track, value / float(self._scale[index]), palette.accent)
            painter.setPen(QColor(palette.text))
            text = number_text(value, 2)
            place = QRectF(self.width() - VALUE_WIDTH, top, VALUE_WIDTH, LINE)
            painter.drawText(place, middle | int(Qt.AlignmentFlag.AlignRight), text)
        if self._other is not None:
            thin = QRectF(track.left(), track.bottom() + 1, track.width(), 2)
            self._bar(painter, thin, float(self._other[index] / self._scale[index]), palette.text)
        painter.fillRect(QRectF(zero - 0.5, track.top() - 1, 1, track.height() + 2), QColor(palette.text_off))

    def _bar(self, painter: QPainter, track: QRectF, share: float, color: str) -> None:
        length = min(max(share, -1.0), 1.0) * track.width() / 2
        zero = track.center().x()
        painter.fillRect(QRectF(min(zero, zero + length), track.top(), abs(length), track.height()), QColor(color))

    def _tip(self, y: int) -> str:
        for top, what in self._lines:
            if isinstance(what, int) and top <= y < top + LINE:
                channel = self._channels[what]
                text = f"{readable(channel.name)} ({channel.name})"
                return text if self._values is None else f"{text}: {float(self._values[what]):.3f}"
        return ""

    def _strongest(self) -> str:
        """For screen readers: the three channels that stand out."""
        if self._values is None:
            return ""
        order = np.argsort(-np.abs(self._values / self._scale))[:3]
        return ", ".join(f"{readable(self._channels[i].name)} {number_text(float(self._values[i]), 2)}" for i in order)
