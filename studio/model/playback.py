"""Plays a performance against the clock: play, pause, loop, scrub. Frames are dropped, never delayed."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from studio.model.performance import Performance

TICK_MS = 16


class Playback(QObject):
    """The place in a performance.

    Signals:
        performance_changed: another performance, or none.
        frame_changed: the frame to show, by its number.
        playing_changed: started or stopped.
    """

    performance_changed = Signal()
    frame_changed = Signal(int)
    playing_changed = Signal(bool)
    looping_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._performance: Performance | None = None
        self._frame = 0
        self._looping = True
        self._began_s = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def performance(self) -> Performance | None:
        """What is played, or None."""
        return self._performance

    @property
    def frame(self) -> int:
        """Number of the frame shown."""
        return self._frame

    @property
    def playing(self) -> bool:
        """True while the clock runs."""
        return self._timer.isActive()

    @property
    def looping(self) -> bool:
        """True if the end is followed by the start."""
        return self._looping

    def load(self, performance: Performance | None) -> None:
        """Take another performance, at its start and paused."""
        self.pause()
        self._performance = performance
        self._frame = 0
        self.performance_changed.emit()
        if performance is not None and len(performance):
            self.frame_changed.emit(0)

    def play(self) -> None:
        """Run from the frame shown; from the start if that is the last."""
        if self.playing or self._performance is None or len(self._performance) < 2:
            return
        if self._frame >= len(self._performance) - 1:
            self._show(0)
        self._began_s = self._performance.times_s[self._frame]
        self._clock.start()
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop at the frame shown."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def set_looping(self, looping: bool) -> None:
        """Start again at the end, or stop there."""
        if looping != self._looping:
            self._looping = looping
            self.looping_changed.emit(looping)

    def seek(self, frame: int) -> None:
        """Show a frame; playing goes on from there."""
        if self._performance is None or not len(self._performance):
            return
        frame = min(max(frame, 0), len(self._performance) - 1)
        self._began_s = self._performance.times_s[frame]
        if self._clock.isValid():
            self._clock.restart()
        self._show(frame)

    def _tick(self) -> None:
        performance = self._performance
        assert performance is not None
        time_s = self._began_s + self._clock.elapsed() / 1000
        if time_s >= performance.duration_s:
            if not self._looping:
                self._show(len(performance) - 1)
                self.pause()
                return
            self._began_s, time_s = 0.0, 0.0
            self._clock.restart()
        self._show(performance.index_at(time_s))

    def _show(self, frame: int) -> None:
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)
