"""The engine process as Qt objects: jobs go in, signals come out in the window's thread. Nothing is polled."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal, Slot

from core.events import Event, Finished
from core.jobs.engine import EngineProcess
from core.jobs.spec import JOBS, JobSpec


class Job(QObject):
    """One job and what it says.

    Signals:
        said: an event other than the last.
        finished: the last event.
    """

    said = Signal(object)
    finished = Signal(object)

    def __init__(self, spec: JobSpec, engine: Engine) -> None:
        super().__init__(engine)
        self.spec = spec
        self._engine = engine

    def cancel(self) -> None:
        """Ask it to stop; ``finished`` follows."""
        self._engine.cancel(self)


class Engine(QObject):
    """Starts jobs in the engine process, which begins with the first of them.

    Args:
        jobs: the registry of job names.
        parent: owner.
    """

    _delivered = Signal(object, object)

    def __init__(self, parent: QObject | None = None, *, jobs: Mapping[str, str] = JOBS) -> None:
        super().__init__(parent)
        self._jobs: dict[str, Job] = {}
        self._process = EngineProcess(self._delivered.emit, jobs=jobs)  # emitted on the reader's thread, queued to ours
        self._delivered.connect(self._hand_on, Qt.ConnectionType.QueuedConnection)

    @property
    def pid(self) -> int | None:
        """Of the engine process, if one lives."""
        return self._process.pid

    def start(self, spec: JobSpec) -> Job:
        """Queue a job; connect to the result before control returns to the event loop."""
        job = Job(spec, self)
        self._jobs[spec.id] = job
        self._process.submit(spec)
        return job

    def cancel(self, job: Job) -> None:
        """Ask a job to stop."""
        self._process.cancel(job.spec.id)

    def pause(self, job: Job, paused: bool = True) -> None:
        """Ask a job to wait, or to go on."""
        self._process.pause(job.spec.id, paused)

    def stop(self) -> None:
        """End the process and forget its jobs; never hangs."""
        self._jobs.clear()
        self._process.stop()

    @Slot(object, object)
    def _hand_on(self, spec: JobSpec, event: Event) -> None:
        job = self._jobs.get(spec.id)
        if job is None:
            return
        if isinstance(event, Finished):
            del self._jobs[spec.id]
            job.finished.emit(event)
            job.deleteLater()
        else:
            job.said.emit(event)
