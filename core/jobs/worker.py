"""The engine process's own side: waits for jobs, runs one at a time, sends events. Imports nothing heavy by itself."""

from __future__ import annotations

import json
import os
import queue
import signal
import threading
import time
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

from core.errors import Cancelled, StudioError
from core.events import CancelToken, Emit, Event, Finished, Progress, Started
from core.jobs.messages import encode_event
from core.jobs.spec import JobSpec, job_function

PROGRESS_INTERVAL_S = 0.05
ORPHAN_GRACE_S = 10.0
"""How long a job may take to honour its cancel after the window has died, before the process ends itself."""


def serve(connection: Connection, jobs: Mapping[str, str]) -> None:
    """Run jobs until told to stop or until the other side is gone. The target of the spawned process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the whole group; the window decides
    todo: queue.SimpleQueue[JobSpec | None] = queue.SimpleQueue()
    tokens: dict[str, CancelToken] = {}
    threading.Thread(target=_listen, args=(connection, todo, tokens), name="engine-listener", daemon=True).start()
    send_lock = threading.Lock()
    while (spec := todo.get()) is not None:
        _run(spec, jobs, tokens[spec.id], _emitter(connection, send_lock, spec.id))
        tokens.pop(spec.id, None)


def _listen(connection: Connection, todo: queue.SimpleQueue[JobSpec | None], tokens: dict[str, CancelToken]) -> None:
    """Take commands while a job runs. A closed pipe means that the window died: cancel, then do not linger."""
    try:
        while True:
            command = json.loads(connection.recv_bytes())
            if "run" in command:
                spec = JobSpec.from_dict(command["run"])
                tokens[spec.id] = CancelToken()
                todo.put(spec)
            elif "cancel" in command and (token := tokens.get(command["cancel"])) is not None:
                token.cancel()
            elif "pause" in command and (token := tokens.get(command["pause"])) is not None:
                token.pause(bool(command.get("paused")))
            elif "stop" in command:
                break
    except (EOFError, OSError):
        threading.Timer(ORPHAN_GRACE_S, os._exit, (1,)).start()
    for token in list(tokens.values()):
        token.cancel()
    todo.put(None)


def _emitter(connection: Connection, lock: threading.Lock, job_id: str) -> Emit:
    last_progress = 0.0

    def emit(event: Event) -> None:
        nonlocal last_progress
        if isinstance(event, Progress) and event.done < event.total:
            now = time.monotonic()
            if now - last_progress < PROGRESS_INTERVAL_S:
                return
            last_progress = now
        try:
            with lock:
                connection.send_bytes(encode_event(job_id, event))
        except OSError:  # the window is gone; the listener cancels this job
            return

    return emit


def _run(spec: JobSpec, jobs: Mapping[str, str], token: CancelToken, emit: Emit) -> None:
    emit(Started(spec.title or spec.name))
    try:
        token.check()
        result = job_function(spec.name, jobs)(spec.arguments, emit=emit, cancel=token)
        emit(Finished("done", result or {}))
    except Cancelled:
        emit(Finished("cancelled"))
    except BaseException as error:  # noqa: BLE001 - whatever a job raises must reach the user, and the process must live on
        emit(Finished("failed", failure(error)))


def failure(error: BaseException) -> dict[str, Any]:
    """The result of a failed job: what the user reads, in parts, and the details for a report."""
    if isinstance(error, StudioError):
        parts = {"what": error.what, "got": error.got, "expected": error.expected, "next_step": error.next_step}
        message = error.message
    else:
        message = f"The engine met an error that it did not expect: {type(error).__name__}: {error}"
        parts = {"what": message, "got": "", "expected": "", "next_step": ""}
    return {"message": message, **parts, "details": "".join(traceback.format_exception(error))}
