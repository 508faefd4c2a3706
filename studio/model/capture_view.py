"""How the capture is looked at: facts of its frames, the marked stretch, overlays, the shown stretch, and playing."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.project.edits import Span
from studio.context import Context
from studio.model.capture import CaptureData, CurrentCapture
from studio.model.capture_facts import CaptureFacts
from studio.services.tasks import Task

OVERLAYS = ("landmarks", "mask", "axes", "crop")
DEFAULT_OVERLAYS = ("landmarks", "crop")
TICK_MS = 16
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
LEAST_SPAN = 8.0
_SETTING = "capture/overlays"


class CaptureView(QObject):
    """Shared by everything on the Capture page; get it by ``context.shared(CaptureView)``.

    Attributes:
        capture: what is looked at.
        facts: of its frames, or None.
        marked: a stretch that the user marked, or None.
        overlays: what is drawn over the picture.
        span: the frames that the timeline shows, [first, last).
        speed: of playing, negative backwards; 0 while it stands.

    Signals:
        facts_changed: other facts.
        marked_changed: another marked stretch.
        overlays_changed: other overlays.
        span_changed: the timeline shows another stretch.
        playing_changed: it plays, stands, or plays at another speed.
    """

    facts_changed = Signal()
    marked_changed = Signal()
    overlays_changed = Signal()
    span_changed = Signal()
    playing_changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.capture = context.shared(CurrentCapture)
        self.facts: CaptureFacts | None = None
        self.marked: Span | None = None
        self.span = (0.0, 1.0)
        self.speed = 0.0
        chosen = context.settings.text(_SETTING, ",".join(DEFAULT_OVERLAYS)).split(",")
        self.overlays = frozenset(name for name in chosen if name in OVERLAYS)
        self._known: CaptureData | None = None
        self._task: Task[CaptureFacts] | None = None
        self._began = (0.0, 0)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.capture.changed.connect(self._follow)
        context.selection.frame_changed.connect(self._show_selected)
        self._follow()

    @property
    def count(self) -> int:
        """Frames of the capture."""
        return self.capture.capture.frame_count if self.capture.capture is not None else 0

    @property
    def fps(self) -> float:
        """Frames a second of the capture."""
        return max(self.capture.capture.fps, 1.0) if self.capture.capture is not None else 25.0

    @property
    def frame(self) -> int:
        """The selected frame."""
        return self.capture.frame

    def select(self, frame: int) -> None:
        """Go to a frame; playing stops."""
        self.pause()
        self._go(frame)

    def step(self, frames: int) -> None:
        """Go some frames on, or back."""
        self.select(self.frame + frames)

    def set_overlay(self, name: str, shown: bool) -> None:
        """Draw something over the picture, or no longer; remembered."""
        overlays = self.overlays | {name} if shown else self.overlays - {name}
        if overlays != self.overlays:
            self.overlays = overlays
            self._context.settings.set_text(_SETTING, ",".join(sorted(overlays)))
            self.overlays_changed.emit()

    def mark(self, span: Span | None) -> None:
        """Mark a stretch of frames, [first, last), or none."""
        if span is not None:
            first, last = max(0, min(span)), min(self.count, max(span))
            span = (first, last) if first < last else None
        if span != self.marked:
            self.marked = span
            self.marked_changed.emit()

    def show_span(self, first: float, last: float) -> None:
        """Have the timeline show these frames, as far as there are any."""
        width = min(max(last - first, min(LEAST_SPAN, self.count)), float(max(self.count, 1)))
        begin = min(max(first, 0.0), max(self.count, 1) - width)
        if (begin, begin + width) != self.span:
            self.span = (begin, begin + width)
            self.span_changed.emit()

    def zoom(self, at: float, factor: float) -> None:
        """Show ``factor`` times as many frames, the one at ``at`` staying where it is."""
        first, last = self.span
        width = min(max((last - first) * factor, LEAST_SPAN), float(max(self.count, 1)))
        share = (at - first) / max(last - first, 1e-6)
        self.show_span(at - share * width, at + (1.0 - share) * width)

    def toggle(self) -> None:
        """Play, or stop."""
        if self.speed:
            self.pause()
        else:
            self.play(1.0)

    def play(self, speed: float) -> None:
        """Play at so many times the capture's own pace; at its end it begins again."""
        if self.count < 2 or self.capture.data is None:
            return
        if speed > 0 and self.frame >= self.count - 1:
            self._go(0)
        elif speed < 0 and self.frame == 0:
            self._go(self.count - 1)
        self._began = (time.monotonic(), self.frame)
        self._timer.start()
        if speed != self.speed:
            self.speed = speed
            self.playing_changed.emit()

    def shuttle(self, direction: int) -> None:
        """Play forwards (1) or backwards (-1); again in the same direction, faster."""
        sizes = [s for s in SPEEDS if s >= 1.0]
        if self.speed * direction > 0:
            faster = [s for s in sizes if s > abs(self.speed)]
            self.play(direction * (faster[0] if faster else sizes[-1]))
        else:
            self.play(float(direction))

    def pause(self) -> None:
        """Stop playing."""
        self._timer.stop()
        if self.speed:
            self.speed = 0.0
            self.playing_changed.emit()

    def stop(self) -> None:
        """End the timer."""
        self.pause()

    def _tick(self) -> None:
        began_s, began = self._began
        wanted = began + int((time.monotonic() - began_s) * self.fps * self.speed)
        if not 0 <= wanted < self.count:
            self._go(self.count - 1 if wanted >= self.count else 0)
            self.pause()
            return
        self._go(wanted)

    def _go(self, frame: int) -> None:
        capture = self.capture.capture
        if capture is not None:
            self._context.selection.select_frame(min(max(frame, 0), self.count - 1), capture.id)

    def _show_selected(self) -> None:
        """Keep the selected frame in the stretch that is shown."""
        first, last = self.span
        if self.count and not first <= self.frame < last:
            width = last - first
            begin = float(self.frame) if self.speed else self.frame - width / 2
            self.show_span(begin, begin + width)

    def _follow(self) -> None:
        data = self.capture.data
        if data is self._known or (
            data is not None
            and self._known is not None
            and data.tracks is self._known.tracks
            and self.facts is not None
        ):
            self._known = data
            return
        other = data is None or self._known is None or data.capture.id != self._known.capture.id
        self._known = data
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if other:
            self.pause()
            self.marked = None
            self.span = (0.0, float(max(self.count, 1)))
        self.facts = None
        self.facts_changed.emit()
        self.marked_changed.emit()
        self.span_changed.emit()
        if data is not None:
            tracks = data.tracks
            self._task = self._context.tasks.run(lambda: CaptureFacts.of(tracks), self._take, priority=4)

    def _take(self, facts: CaptureFacts) -> None:
        self._task, self.facts = None, facts
        self.facts_changed.emit()
