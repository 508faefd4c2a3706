"""Has a driver's clip performed for two avatars, one after the other; the second one finds the tracks of the first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.events import Event, Finished, Progress, Stage
from core.jobs.messages import DrivenFrame
from studio.model.compare_sources import Loaded
from studio.model.performance import Performance
from studio.services.jobs import Jobs, Lane, TrackedJob


class DriverReading(QObject):
    """Asks the engine.

    Signals:
        progressed: the stage's name, done, total (0 if unknown) and seconds left (negative if unknown).
        ready: a pair of Performances.
        failed: what a failed job says, as ``Finished.result``.
        busy_changed: work began or ended.
    """

    progressed = Signal(str, float, float, float)
    ready = Signal(object)
    failed = Signal(dict)
    busy_changed = Signal(bool)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: TrackedJob | None = None
        self._clip, self._cache = Path(), ""
        self._waiting: list[Loaded] = []
        self._made: list[Performance] = []
        self._stage = ""

    @property
    def busy(self) -> bool:
        """True while the engine works."""
        return self._job is not None

    @property
    def clip(self) -> Path:
        """What is, or was, read."""
        return self._clip

    def start(self, clip: Path, sides: tuple[Loaded, Loaded], cache: Path | None) -> None:
        """Begin; a clip in work is cancelled first.

        Args:
            clip: of a face.
            sides: the avatars.
            cache: folder for its tracks, or None.
        """
        self.cancel()
        self._clip, self._cache = clip, "" if cache is None else str(cache)
        self._waiting, self._made = list(sides), []
        self._next()
        self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Drop the clip in work, if any."""
        job, self._job = self._job, None
        if job is not None:
            job.said.disconnect(self._hear)
            job.finished.disconnect(self._finish)
            job.cancel()
            self.busy_changed.emit(False)

    def _next(self) -> None:
        side = self._waiting.pop(0)
        avatar, clip = str(side.candidate.path.absolute()), str(self._clip.absolute())
        arguments: dict[str, object] = {"avatar": avatar, "clip": clip, "same_face": side.own_face}
        if self._cache:
            arguments["cache"] = self._cache
        self._made.append(Performance(self._clip.name))
        self._channels, self._stage = side.avatar.num_channels, ""
        self._job = self._jobs.start("perform_clip", arguments, title=self._clip.name, lane=Lane.LIVE)
        self._job.said.connect(self._hear)
        self._job.finished.connect(self._finish)

    def _hear(self, event: Event) -> None:
        if isinstance(event, DrivenFrame):
            self._made[-1].append(event, self._channels)
        elif isinstance(event, Stage):
            self._stage = event.name
            self.progressed.emit(self._stage, 0.0, 0.0, -1.0)
        elif isinstance(event, Progress):
            left = -1.0 if event.remaining_s is None else event.remaining_s
            self.progressed.emit(self._stage, event.done, event.total, left)

    def _finish(self, event: Finished) -> None:
        self._job = None
        if event.outcome == "done" and self._waiting:
            self._next()
            return
        self.busy_changed.emit(False)
        if event.outcome == "failed":
            self.failed.emit(event.result)
        elif event.outcome == "done":
            self.ready.emit((self._made[0], self._made[1]))
