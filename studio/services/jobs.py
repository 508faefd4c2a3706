"""All long work of the window: two engine processes, one for work and one for what is live, and the list of jobs."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.events import Event, Finished, Progress, Stage, Started, Warning
from core.jobs.spec import JOBS, JobSpec
from studio.services.engine import Engine, Job

NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
MAX_RECENT = 8


class Lane(Enum):
    """Which process runs a job: one at a time in each."""

    WORK = "work"
    LIVE = "live"


class JobState(Enum):
    """What a job does now."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    ENDED = "ended"


@dataclass(frozen=True)
class EndedJob:
    """A job that is over.

    Attributes:
        title: what the user read while it ran.
        outcome: 'done', 'cancelled' or 'failed'.
        took_s: seconds from its start, waiting included.
    """

    title: str
    outcome: str
    took_s: float


class TrackedJob(QObject):
    """A job with what is known about it.

    Attributes:
        title: what the user reads.
        lane: the process that runs it.
        state: see JobState.
        stage: the part of the work, or empty.
        done: of ``total`` units in this stage.
        total: 0 while unknown.
        unit: of done and total.
        remaining_s: seconds left, or None.

    Signals:
        changed: any of these.
        said: every event but the last.
        finished: the last event.
    """

    changed = Signal()
    said = Signal(object)
    finished = Signal(object)

    def __init__(self, job: Job, engine: Engine, lane: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._job, self._engine, self.lane = job, engine, lane
        self.began_s = time.monotonic()
        self.id, self.name, self.title = job.spec.id, job.spec.name, job.spec.title or job.spec.name
        self.arguments = job.spec.arguments
        self.state = JobState.WAITING
        self.stage, self.unit = "", ""
        self.stage_index, self.stage_count = 0, 1
        self.done, self.total = 0.0, 0.0
        self.remaining_s: float | None = None
        self._stage_began_s = time.monotonic()
        job.said.connect(self._hear)
        job.finished.connect(self._end)

    def cancel(self) -> None:
        """Ask it to stop; ``finished`` follows."""
        if self.state is not JobState.ENDED:
            self._become(JobState.STOPPING)
            self._engine.cancel(self._job)

    def pause(self, paused: bool = True) -> None:
        """Ask it to wait at its next safe point, or to go on."""
        if self.state in (JobState.RUNNING, JobState.PAUSED):
            self._engine.pause(self._job, paused)
            self._become(JobState.PAUSED if paused else JobState.RUNNING)

    @property
    def share(self) -> float | None:
        """How far the whole job is, 0 to 1; None while unknown."""
        if self.total <= 0:
            return None
        return min(1.0, (self.stage_index + self.done / self.total) / max(self.stage_count, 1))

    def _hear(self, event: Event) -> None:
        if isinstance(event, Started):
            self.state = JobState.RUNNING
        elif isinstance(event, Stage):
            self.stage, self.stage_index, self.stage_count = event.name, event.index, event.count
            self.done = self.total = 0.0
            self.remaining_s = None
            self._stage_began_s = time.monotonic()
        elif isinstance(event, Progress):
            self.done, self.total, self.unit = event.done, event.total, event.unit
            self.remaining_s = event.remaining_s if event.remaining_s is not None else self._estimate()
        self.said.emit(event)
        if isinstance(event, Started | Stage | Progress):
            self.changed.emit()

    def _estimate(self) -> float | None:
        elapsed = time.monotonic() - self._stage_began_s
        if elapsed < 1.0 or self.done <= 0 or self.total <= 0:
            return None
        return elapsed * (self.total - self.done) / self.done

    def _end(self, event: Finished) -> None:
        self._become(JobState.ENDED)
        self.finished.emit(event)

    def _become(self, state: JobState) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit()


class Jobs(QAbstractListModel):
    """Jobs that run or wait, oldest first; the role ``JOB`` gives the TrackedJob.

    Args:
        parent: owner.
        jobs: the registry of job names.

    Attributes:
        recent: jobs that ended, the last one first.

    Signals:
        started: a TrackedJob was accepted.
        ended: a TrackedJob and its Finished event.
        warned: a TrackedJob and the text of a warning.
    """

    JOB = int(Qt.ItemDataRole.UserRole) + 1
    started = Signal(object)
    ended = Signal(object, object)
    warned = Signal(object, str)

    def __init__(self, parent: QObject | None = None, *, jobs: Mapping[str, str] = JOBS) -> None:
        super().__init__(parent)
        self.engines = {lane: Engine(self, jobs=jobs) for lane in Lane}
        self._rows: list[TrackedJob] = []
        self.recent: deque[EndedJob] = deque(maxlen=MAX_RECENT)

    @property
    def active(self) -> tuple[TrackedJob, ...]:
        """What runs or waits, oldest first."""
        return tuple(self._rows)

    def start(
        self, name: str, arguments: Mapping[str, Any] | None = None, *, title: str = "", lane: Lane = Lane.WORK
    ) -> TrackedJob:
        """Queue a job; connect to the result before control returns to the event loop.

        Raises:
            InputError: the arguments are not JSON-able.
            StudioError: the engine was stopped for good.
        """
        engine = self.engines[lane]
        job = TrackedJob(engine.start(JobSpec(name, dict(arguments or {}), title=title)), engine, lane, self)
        self.beginInsertRows(NO_INDEX, len(self._rows), len(self._rows))
        self._rows.append(job)
        self.endInsertRows()
        job.changed.connect(lambda: self._row_changed(job))
        job.said.connect(lambda event: self._relay(job, event))
        job.finished.connect(lambda event: self._drop(job, event))
        self.started.emit(job)
        return job

    def stop(self) -> None:
        """End both processes; never hangs."""
        for engine in self.engines.values():
            engine.stop()
        self.beginResetModel()
        self._rows.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        job = self._rows[index.row()]
        return {int(Qt.ItemDataRole.DisplayRole): job.title, self.JOB: job}.get(role)

    def _row_changed(self, job: TrackedJob) -> None:
        if job in self._rows:
            index = self.index(self._rows.index(job))
            self.dataChanged.emit(index, index)

    def _relay(self, job: TrackedJob, event: Event) -> None:
        if isinstance(event, Warning):
            self.warned.emit(job, event.message)

    def _drop(self, job: TrackedJob, event: Finished) -> None:
        self.recent.appendleft(EndedJob(job.title, event.outcome, time.monotonic() - job.began_s))
        if job in self._rows:
            row = self._rows.index(job)
            self.beginRemoveRows(NO_INDEX, row, row)
            self._rows.remove(job)
            self.endRemoveRows()
        self.ended.emit(job, event)
        job.deleteLater()
