"""The line under the viewer: how it is drawn, how fast, how the driver is followed, and how much of them fits."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from core.jobs.messages import LiveFrame
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.elided_label import ElidedLabel

REFRESH_MS = 250
OVER_S = 1.0
FAR_OUT = 0.5
"""Below this share of an expression within the avatar's range, the meter warns."""
METER_SIZE = QSize(72, 6)


class RangeMeter(QWidget):
    """A bar: which share of the driver's expression lies in what the avatar was trained on."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.kept = theme, 1.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(METER_SIZE)
        theme.changed.connect(self.update)

    def show_share(self, kept: float) -> None:
        """Show a share, 0 to 1."""
        if kept != self.kept:
            self.kept = kept
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        palette = self._theme.palette
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, QColor(palette.track))
        area.setWidth(area.width() * min(max(self.kept, 0.0), 1.0))
        painter.fillRect(area, QColor(palette.accent if self.kept >= FAR_OUT else palette.warning))


class StatusLine(QWidget):
    """Numbers about drawing and driving, refreshed a few times a second.

    Args:
        theme: colours.
        parent: owner.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer = ""
        self._drawn: deque[tuple[float, float]] = deque(maxlen=240)  # when, milliseconds
        self._live: LiveFrame | None = None
        self._drawing, self._driving = ElidedLabel(600, self), QLabel(self)
        self._fits = QLabel(self.tr("Within its range"), self)
        self._meter = RangeMeter(theme, self)
        tip = self.tr(
            "How much of the driver's expression lies within what this avatar was trained on; the rest is pulled back "
            "(distance to the nearest training descriptor)"
        )
        for widget in (self._fits, self._meter):
            widget.setToolTip(tip)
            widget.hide()
        self._meter.setAccessibleName(self.tr("Share of the expression within the avatar's range"))
        for label in (self._drawing, self._driving, self._fits):
            label.setProperty("role", "dim")
        self._drawing.setAccessibleName(self.tr("How the avatar is drawn"))
        self._driving.setToolTip(
            self.tr("Pictures a second that are followed, and how old the newest is when it drives")
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID // 2, PANEL_PADDING, GRID // 2)
        layout.setSpacing(GRID)
        layout.addWidget(self._drawing, 1)
        layout.addWidget(self._driving)
        layout.addWidget(self._fits)
        layout.addWidget(self._meter, alignment=Qt.AlignmentFlag.AlignVCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh)

    def show_renderer(self, name: str) -> None:
        """Who draws."""
        self._renderer = name
        self._refresh()

    def count_drawn(self, milliseconds: float) -> None:
        """A picture was drawn."""
        self._drawn.append((time.monotonic(), milliseconds))
        self._later()

    def show_kept(self, kept: float | None) -> None:
        """The driver's share within range; None hides the meter."""
        for widget in (self._fits, self._meter):
            widget.setVisible(kept is not None)
        if kept is not None:
            self._meter.show_share(kept)
            self._meter.setAccessibleDescription(f"{kept:.0%}")
            self._fits.setText(self.tr("Beyond its range") if kept < FAR_OUT else self.tr("Within its range"))

    def show_live(self, frame: LiveFrame | None) -> None:
        """How the live driver is followed; None for no live driver."""
        self._live = frame
        if frame is None:
            self._driving.setText("")
        self._later()

    def stop(self) -> None:
        """No more refreshes."""
        self._timer.stop()

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _refresh(self) -> None:
        now_s = time.monotonic()
        recent = [ms for at_s, ms in self._drawn if now_s - at_s <= OVER_S]
        words = [self.tr("Drawn by {}").format(self._renderer)]
        if len(recent) > 2:
            words.insert(0, self.tr("{} pictures/s").format(len(recent)))
        if recent:
            words.insert(0, self.tr("{:.0f} ms").format(sum(recent) / len(recent)))
        self._drawing.show_text("  ·  ".join(words))
        if self._live is not None:
            told = self.tr("Driver: {:.0f} pictures/s, {:.0f} ms behind")
            self._driving.setText(told.format(self._live.fps, self._live.age_ms))
        if len(recent) > 2:
            self._later()
