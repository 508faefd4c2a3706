"""A frame's expression beside that of the chosen face, channel by channel."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QToolTip, QVBoxLayout, QWidget

from core.expression.encoder import Channel
from core.types import FloatArray
from studio.model.channels import group_channels, readable
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme

ROW_PX, HEAD_PX, LEGEND_PX = 22, 32, 32
BAR_PX = 6
NAME_SHARE = 0.68


class ChannelBars(QWidget):
    """Two bars a channel: the frame's and the face's.

    Args:
        theme: colours.
        parent: owner.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._body = _Body(theme, self)
        area = QScrollArea(self)
        area.setWidget(self._body)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Expression, channel by channel"))
        self._legend = _Legend(theme, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, 0, 0, GRID)
        layout.setSpacing(0)
        layout.addWidget(self._legend)
        layout.addWidget(area, 1)
        self.setMinimumWidth(300)

    def set_channels(self, channels: tuple[Channel, ...], scale: FloatArray) -> None:
        """Show these channels; a bar of full length is as large as ``scale``, [D]."""
        self._body.set_channels(channels, scale)

    def show_values(self, query: FloatArray | None, face: FloatArray | None, region: str, name: str) -> None:
        """Show descriptors [D]; None where there is none.

        Args:
            query: of the frame.
            face: of the chosen face.
            region: the one looked at, others are dimmed; empty for the whole face.
            name: whose face is chosen.
        """
        self._legend.show_name(name if face is not None else "")
        self._body.show_values(query, face, region)


class _Legend(QWidget):
    """Which bar is whose."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._name = theme, ""
        self.setFixedHeight(LEGEND_PX)
        theme.changed.connect(self.update)

    def show_name(self, name: str) -> None:
        """Name the chosen face."""
        if name != self._name:
            self._name = name
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        palette, x = self._theme.palette, 0.0
        entries = [(palette.accent, self.tr("This frame"))]
        if self._name:
            entries.append((palette.text_dim, self._name))
        for color, text in entries:
            painter.fillRect(QRectF(x, LEGEND_PX / 2 - BAR_PX / 2, 14, BAR_PX), QColor(color))
            x += 14 + GRID
            room = self.width() - x
            shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(int(room), 0))
            painter.setPen(QColor(palette.text))
            painter.drawText(QRectF(x, 0, room, LEGEND_PX), int(Qt.AlignmentFlag.AlignVCenter), shown)
            x += self.fontMetrics().horizontalAdvance(shown) + 2 * GRID


class _Body(QWidget):
    """The rows, painted at once: a widget a row would take longer to move than a scrub may."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[tuple[int, str]] = []  # channel, or -1 and a region's title
        self._channels: tuple[Channel, ...] = ()
        self._scale = np.zeros(0, np.float32)
        self._query: FloatArray | None = None
        self._face: FloatArray | None = None
        self._region = ""
        self._names_px = 0.0
        theme.changed.connect(self.update)

    def set_channels(self, channels: tuple[Channel, ...], scale: FloatArray) -> None:
        if channels == self._channels and np.array_equal(scale, self._scale):
            return
        self._channels, self._scale = channels, scale
        self._rows = []
        for group in group_channels(tuple(c.region for c in channels)):
            self._rows.append((-1, group.region))
            self._rows += [(i, readable(channels[i].name)) for i in group.indices]
        self._measure()
        self.setFixedHeight(sum(HEAD_PX if i < 0 else ROW_PX for i, _ in self._rows) + GRID)
        self.update()

    def _measure(self) -> None:
        """Names are cut only where they would leave the bars too little."""
        names = [name for channel, name in self._rows if channel >= 0]
        widest = max((self.fontMetrics().horizontalAdvance(name) for name in names), default=0)
        self._names_px = min(widest + 2.0 * GRID, self.width() * NAME_SHARE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._measure()

    def show_values(self, query: FloatArray | None, face: FloatArray | None, region: str) -> None:
        self._query, self._face, self._region = query, face, region
        self.setAccessibleDescription(self._largest_words())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(280, self.height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            channel = self._channel_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self._words(channel) if channel >= 0 else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with QPainter(self) as painter:
            self._paint(painter, event.rect())

    def _paint(self, painter: QPainter, exposed: QRect) -> None:
        palette = self._theme.palette
        titles = {
            "mouth": self.tr("Mouth"),
            "eyes": self.tr("Eyes"),
            "brows": self.tr("Brows"),
            "gaze": self.tr("Gaze"),
        }
        bold = QFont(painter.font())
        bold.setWeight(QFont.Weight.DemiBold)
        plain, y = painter.font(), 0
        for channel, name in self._rows:
            if channel < 0:
                painter.setFont(bold)
                painter.setPen(QColor(palette.text))
                line = QRectF(0, y, self.width(), HEAD_PX - 2)
                painter.drawText(line, int(Qt.AlignmentFlag.AlignBottom), titles.get(name, name.capitalize()))
                painter.setFont(plain)
                y += HEAD_PX
            else:
                if exposed.top() <= y + ROW_PX and y <= exposed.bottom():
                    self._paint_row(painter, channel, name, y)
                y += ROW_PX

    def _paint_row(self, painter: QPainter, channel: int, name: str, y: int) -> None:
        palette = self._theme.palette
        away = bool(self._region) and self._channels[channel].region != self._region
        left = self._names_px
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QColor(palette.text_off if away else palette.text_dim))
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(left - GRID))
        painter.drawText(QRectF(0, y, left - GRID, ROW_PX), middle, shown)
        track = QRectF(left, y, self.width() - left - PANEL_PADDING, ROW_PX)
        zero = track.center().x()
        painter.fillRect(QRectF(zero - 0.5, y + 2, 1, ROW_PX - 4), QColor(palette.track))
        colors = (palette.text_off, palette.text_off) if away else (palette.accent, palette.text_dim)
        for values, color, top in ((self._query, colors[0], y + 4), (self._face, colors[1], y + 12)):
            if values is None or channel >= len(values) or channel >= self._scale.size:
                continue
            share = float(np.clip(values[channel] / self._scale[channel], -1, 1)) * track.width() / 2
            bar = QRectF(min(zero, zero + share), top, max(abs(share), 1.0), BAR_PX)
            painter.fillRect(bar, QColor(color))

    def _channel_at(self, y: int) -> int:
        top = 0
        for channel, _ in self._rows:
            top += HEAD_PX if channel < 0 else ROW_PX
            if y < top:
                return channel
        return -1

    def _words(self, channel: int) -> str:
        name = readable(self._channels[channel].name)
        parts = [self.tr("{} ({})").format(name, self._channels[channel].name)]
        if self._query is not None:
            parts.append(self.tr("This frame: {}").format(f"{float(self._query[channel]):.3f}"))
        if self._face is not None:
            parts.append(self.tr("Chosen face: {}").format(f"{float(self._face[channel]):.3f}"))
        return "\n".join(parts)

    def _largest_words(self) -> str:
        """For aids: where the two differ most."""
        if self._query is None or self._face is None or not self._scale.size:
            return ""
        most = np.argsort(-np.abs(self._query - self._face) / self._scale)[:3]
        return "; ".join(self._words(int(i)).replace("\n", ", ") for i in most)
