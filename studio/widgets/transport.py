"""Play, loop and scrub a performance; while the engine makes one, its progress and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QSlider, QVBoxLayout, QWidget

from studio.model.performance import Performance
from studio.model.playback import Playback
from studio.services.engine_words import engine_text
from studio.theme.palette import CONTROL_HEIGHT, GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.buttons import Button, IconAction, tool_button
from studio.widgets.elided_label import ElidedLabel
from studio.widgets.words import duration_text

KNOB_RADIUS = 7.0
LOST_BAND = 4.0
NAME_WIDTH = 240
BUSY_WIDTH = 1000
LEAST_TIMELINE = 120


def clock_text(seconds: float) -> str:
    """Minutes, seconds and tenths: 0:03.2."""
    tenths = max(int(seconds * 10), 0)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


class Timeline(QSlider):
    """A scrub bar over frames; stretches without a face are marked."""

    scrubbed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._lost: list[tuple[float, float]] = []
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setMinimumWidth(LEAST_TIMELINE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Place in the clip"))
        self.setToolTip(self.tr("Drag to scrub; left and right step a frame"))
        theme.changed.connect(self.update)

    def take(self, performance: Performance) -> None:
        """Show another performance's length and its stretches without a face."""
        count = len(performance)
        self.setRange(0, max(count - 1, 0))
        self._lost = lost_stretches(performance.found)
        self.setValue(0)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(320, CONTROL_HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.setSliderDown(True)
        self._drag_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._drag_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.setSliderDown(False)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        before = self.value()
        super().keyPressEvent(event)
        if self.value() != before:
            self.scrubbed.emit(self.value())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        palette = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left, width, middle = KNOB_RADIUS, self.width() - 2 * KNOB_RADIUS, self.height() / 2
        share = self.value() / max(self.maximum(), 1)
        bar = QRectF(left, middle - 2, width, 4)
        painter.setBrush(QColor(palette.track))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(QColor(palette.accent))
        painter.drawRoundedRect(QRectF(left, middle - 2, width * share, 4), 2, 2)
        painter.setBrush(QColor(palette.warning))
        for begin, end in self._lost:
            painter.drawRect(QRectF(left + begin * width, middle - 2, max((end - begin) * width, 1.5), LOST_BAND))
        painter.setBrush(QColor(palette.accent if self.hasFocus() else palette.text))
        painter.drawEllipse(QPointF(left + width * share, middle), KNOB_RADIUS, KNOB_RADIUS)

    def _drag_to(self, x: float) -> None:
        share = (x - KNOB_RADIUS) / max(self.width() - 2 * KNOB_RADIUS, 1.0)
        self.setValue(round(min(max(share, 0.0), 1.0) * self.maximum()))
        self.scrubbed.emit(self.value())


def lost_stretches(found: list[bool]) -> list[tuple[float, float]]:
    """Runs of frames without a face, as shares of the clip."""
    runs: list[tuple[float, float]] = []
    start: int | None = None
    for i, seen in enumerate([*found, True]):
        if not seen and start is None:
            start = i
        elif seen and start is not None:
            runs.append((start / len(found), i / len(found)))
            start = None
    return runs


class Transport(QWidget):
    """The bar under the viewer that plays a clip.

    Args:
        playback: what it controls.
        play_action: play and pause; shared with the window's shortcut.
        theme: colours.
        parent: owner.

    Signals:
        closed: the user is done with the clip.
    """

    closed = Signal()

    def __init__(
        self, playback: Playback, play_action: IconAction, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._playback, self._play_action = playback, play_action
        self._loop = IconAction(self.tr("Repeat"), "repeat", theme, self, tip=self.tr("Start again at the end"))
        self._loop.setCheckable(True)
        self._loop.setChecked(playback.looping)
        self._loop.toggled.connect(playback.set_looping)
        close = IconAction(
            self.tr("Close the clip"), "x", theme, self, tip=self.tr("Close the clip and move the avatar by hand")
        )
        close.triggered.connect(self.closed)
        self._timeline = Timeline(theme, self)
        self._timeline.scrubbed.connect(playback.seek)
        self._name, self._time = ElidedLabel(NAME_WIDTH, self), QLabel(self)
        self._time.setProperty("role", "dim")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(tool_button(play_action, self))
        layout.addWidget(tool_button(self._loop, self))
        layout.addWidget(self._timeline, 1)
        layout.addWidget(self._time)
        layout.addSpacing(GRID)
        layout.addWidget(self._name)
        layout.addWidget(tool_button(close, self))
        playback.performance_changed.connect(self._take)
        playback.frame_changed.connect(self._show_frame)
        playback.playing_changed.connect(self._show_playing)
        self._show_playing(False)

    def show_loaded(self) -> None:
        """Show what the playback holds already, as when this bar is made after it."""
        frame = self._playback.frame
        self._take()
        self._show_frame(frame)
        self._show_playing(self._playback.playing)

    def _take(self) -> None:
        performance = self._playback.performance
        if performance is None:
            return
        self._timeline.take(performance)
        self._name.show_text(performance.name)
        widest = f"{clock_text(performance.duration_s)} / {clock_text(performance.duration_s)}"
        self._time.setFixedWidth(self._time.fontMetrics().horizontalAdvance(widest.replace("1", "0")) + 4)
        self._show_frame(0)

    def _show_frame(self, frame: int) -> None:
        performance = self._playback.performance
        if performance is None or not len(performance):
            return
        self._timeline.setValue(frame)
        now, end = performance.times_s[frame], performance.duration_s
        self._time.setText(f"{clock_text(now)} / {clock_text(end)}")

    def _show_playing(self, playing: bool) -> None:
        self._play_action.set_icon_name("pause-fill" if playing else "play-fill")
        text = self.tr("Pause") if playing else self.tr("Play")
        self._play_action.describe(text, text)


class BusyBar(QWidget):
    """What the engine does now, how far it is, and a button to stop it.

    Signals:
        cancelled: the user wants it to stop.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what, self._left = ElidedLabel(BUSY_WIDTH, self), QLabel(self)
        self._left.setProperty("role", "dim")
        self._left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        cancel = Button(self.tr("Cancel"), self)
        cancel.setToolTip(self.tr("Stop this work"))
        cancel.clicked.connect(self.cancelled)
        words = QHBoxLayout()
        words.setSpacing(GRID)
        words.addWidget(self._what)
        words.addWidget(self._left, 1)
        column = QVBoxLayout()
        column.setSpacing(GRID // 2)
        column.addLayout(words)
        column.addWidget(self._bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID)
        layout.setSpacing(PANEL_PADDING)
        layout.addLayout(column, 1)
        layout.addWidget(cancel)

    def begin(self, clip: str) -> None:
        """Show that work on a clip begins."""
        self._clip = clip
        self.show_progress("", 0.0, 0.0, -1.0)

    def show_progress(self, stage: str, done: float, total: float, left_s: float) -> None:
        """Show how far a stage is; total 0 means that this is not known."""
        self._what.show_text(self.tr("{}: {}").format(self._clip, self._words(stage)))
        self._bar.setRange(0, max(round(total), 0))
        self._bar.setValue(round(done))
        words = []
        if total > 0:
            words.append(self.tr("{} of {} frames").format(f"{done:,.0f}", f"{total:,.0f}"))
        if left_s >= 0:
            words.append(self.tr("about {} left").format(duration_text(left_s)))
        self._left.setText("  ·  ".join(words))

    def _words(self, stage: str) -> str:
        """The engine's name for a stage in a user's words."""
        known = {
            "": self.tr("starting the engine"),
            "tracking": self.tr("finding the face"),
            "solving head poses": self.tr("measuring head and expression"),
            "loading the frames": self.tr("loading the pictures"),
        }
        return known.get(stage.lower()) or engine_text(stage)
