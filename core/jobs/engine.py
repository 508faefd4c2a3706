"""The window's side of the engine process: start it, give it jobs, hear their events, survive its death.

One process runs one job at a time; further jobs wait in a queue. Commands and events travel over one pipe as JSON, so
that a process killed at any moment cannot leave a lock held: stopping never hangs.
"""

from __future__ import annotations

import atexit
import json
import multiprocessing as mp
import threading
from collections import deque
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TypeAlias

from core.errors import FormatError, StudioError
from core.events import Event, Finished, Warning
from core.jobs.messages import decode_event
from core.jobs.spec import JOBS, JobSpec
from core.jobs.worker import serve

Deliver: TypeAlias = Callable[[JobSpec, Event], None]


class EngineProcess:
    """A spawned process that runs jobs.

    Args:
        deliver: called with (job, event) on a thread of this object; it must be quick and must not raise.
        jobs: the registry of job names that the process may run.
    """

    def __init__(self, deliver: Deliver, *, jobs: Mapping[str, str] = JOBS) -> None:
        self._deliver = deliver
        self._jobs = dict(jobs)
        self._lock = threading.RLock()
        self._waiting: deque[JobSpec] = deque()
        self._running: JobSpec | None = None
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._reader: threading.Thread | None = None
        self._stopping = False

    @property
    def running(self) -> JobSpec | None:
        """The job that runs now, or None."""
        return self._running

    @property
    def pid(self) -> int | None:
        """Number of the live process, or None before the first job and after a crash."""
        process = self._process
        return process.pid if process is not None else None

    def submit(self, spec: JobSpec) -> None:
        """Queue a job; starts the process when there is none.

        Raises:
            StudioError: the engine was stopped for good.
        """
        with self._lock:
            if self._stopping:
                raise StudioError("The engine is stopped and takes no more work")
            self._waiting.append(spec)
            self._start_next()

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop at its next safe point; drop one that still waits. Unknown ids are ignored."""
        dropped: JobSpec | None = None
        with self._lock:
            if self._running is not None and self._running.id == job_id:
                self._send({"cancel": job_id})
                return
            dropped = next((spec for spec in self._waiting if spec.id == job_id), None)
            if dropped is not None:
                self._waiting.remove(dropped)
        if dropped is not None:
            self._deliver(dropped, Finished("cancelled"))

    def pause(self, job_id: str, paused: bool = True) -> None:
        """Ask the running job to wait (or to go on) at its next safe point. Other ids are ignored."""
        with self._lock:
            if self._running is not None and self._running.id == job_id:
                self._send({"pause": job_id, "paused": paused})

    def stop(self, timeout_s: float = 2.0) -> None:
        """Cancel everything and end the process: politely for ``timeout_s``, then by force. Safe to call twice.

        What a job saved up to then is valid, because every file is written beside its place and renamed.
        """
        with self._lock:
            self._stopping = True
            dropped = list(self._waiting)
            self._waiting.clear()
            process, reader = self._process, self._reader
            self._send({"stop": True})
        for spec in dropped:
            self._deliver(spec, Finished("cancelled"))
        # only the reader waits for the process: two waiters would race for its exit code
        if process is not None and reader is not None:
            reader.join(timeout_s)
            if reader.is_alive():
                process.kill()
                reader.join(timeout_s)
        atexit.unregister(self.stop)

    def _start_next(self) -> None:
        """Send the next job if none runs. Called with the lock held."""
        if self._running is not None or not self._waiting or self._stopping:
            return
        if self._process is None:
            self._spawn()
        self._running = self._waiting.popleft()
        self._send({"run": self._running.to_dict()})

    def _spawn(self) -> None:
        context = mp.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._jobs), name="raf-studio-engine", daemon=False)
        process.start()  # not a daemon, since jobs may start processes of their own; so the program's exit must stop it
        atexit.register(self.stop)
        theirs.close()
        self._process, self._connection = process, ours
        self._reader = threading.Thread(target=self._read, args=(process, ours), name="engine-reader", daemon=True)
        self._reader.start()

    def _send(self, command: dict[str, object]) -> None:
        if self._connection is None:
            return
        try:
            self._connection.send_bytes(json.dumps(command).encode())
        except OSError:  # the process died; its reader reports that
            return

    def _read(self, process: SpawnProcess, connection: Connection) -> None:
        """Deliver messages until the process ends; then say so if it ended in the middle of a job."""
        while True:
            ready = wait([connection, process.sentinel])
            if connection in ready:
                try:
                    self._receive(connection.recv_bytes())
                    continue
                except (EOFError, OSError):
                    pass
            break
        process.join()
        self._process_ended(process, connection)

    def _receive(self, message: bytes) -> None:
        try:
            job_id, event = decode_event(message)
        except FormatError as error:
            if (broken := self._running) is not None:
                self._deliver(broken, Warning(error.message))
            return
        with self._lock:
            spec = self._running
            if spec is None or spec.id != job_id:
                return
            if isinstance(event, Finished):
                self._running = None
        self._deliver(spec, event)
        if isinstance(event, Finished):
            with self._lock:
                self._start_next()

    def _process_ended(self, process: SpawnProcess, connection: Connection) -> None:
        with self._lock:
            spec, self._running = self._running, None
            self._process, self._connection = None, None
            stopping = self._stopping
            connection.close()
        if spec is not None:
            outcome = Finished("cancelled") if stopping else Finished("failed", _crash(process.exitcode))
            self._deliver(spec, outcome)
        with self._lock:
            self._start_next()


def _crash(exit_code: int | None) -> dict[str, str]:
    code = exit_code or 0
    how = f"It was killed by signal {-code}." if code < 0 else f"It ended with exit code {code}."
    what = "The engine stopped in the middle of the work"
    next_step = "Try again; if it happens again, close other programs to free memory."
    message = f"{what}. {how} {next_step}"
    return {"message": message, "what": what, "got": how, "expected": "", "next_step": next_step, "details": message}
