"""Jobs for the tests of the engine process; named in the registries of the tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any

from core.errors import CaptureError
from core.events import CancelToken, Emit, Progress, Stage

PREFIX = "tests.jobs.sample_engine_jobs:"
SAMPLE_JOBS = {name: PREFIX + name for name in ("count", "fail", "crash", "deaf", "wait", "unreadable", "child")}


def count(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Count to ``n``, showing progress."""
    emit(Stage("Counting"))
    for i in range(arguments["n"]):
        cancel.check()
        emit(Progress(i + 1, arguments["n"], "numbers"))
    return {"counted": arguments["n"], "pid": os.getpid(), "torch": "torch" in sys.modules}


def wait(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> None:
    """Wait to be cancelled."""
    emit(Stage("Waiting"))
    while True:
        cancel.check()
        time.sleep(0.01)


def fail(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> None:
    """Fail as a user's bad input does, or as a bug does."""
    if arguments.get("bug"):
        raise ZeroDivisionError("a bug")
    raise CaptureError("There is no face in 'cat.mp4'", got="0 frames", next_step="Choose another clip")


def crash(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> None:
    """Die as the out-of-memory killer makes one die."""
    emit(Stage("About to crash"))
    os.kill(os.getpid(), signal.SIGKILL)


def deaf(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> None:
    """Never look at the cancel flag."""
    emit(Stage("Deaf"))
    while True:
        time.sleep(0.05)


def unreadable(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Return something that is not JSON."""
    return {"value": object()}


def child(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Use a process of its own."""
    return {
        "said": subprocess.run([sys.executable, "-c", "print(42)"], capture_output=True, text=True, check=True).stdout
    }
