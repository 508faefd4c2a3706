"""Stand-ins for long jobs, run in a real engine process, for tests of the window's frame."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from core.errors import WeightsError
from core.events import CancelToken, Emit, Progress, Stage, Warning
from core.project.project import Project

FRAME_JOBS = {
    "import_capture": "tests.studio.frame_jobs:import_made",
    "train_run": "tests.studio.frame_jobs:endless",
    "get_weights": "tests.studio.frame_jobs:no_weights",
    "check_machine": "tests.studio.frame_jobs:slow_machine",
}


def import_made(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Add a made-up capture named after the source."""
    from tests.studio.made_projects import add_made_capture

    emit(Stage("tracking", 0, 1))
    source = Path(arguments["source"])
    project = Project.open(Path(arguments["project"]))
    number = 1 + len(list((project.root / "captures").iterdir()))
    return {"capture": add_made_capture(project, source.stem, 30, seed=number).id}


def endless(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Work until it is stopped."""
    emit(Stage("training", 0, 1))
    emit(Progress(25, 100, "steps", remaining_s=75.0))
    emit(Warning("4 frames are blurred."))
    while True:
        cancel.check()
        time.sleep(0.01)


def no_weights(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Find none."""
    raise WeightsError("The weights cannot be fetched", got="no network", next_step="Import them from a file.")


def slow_machine(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """A computer with two troubles."""
    return {
        "checks": [{"name": "ffmpeg", "status": "missing", "detail": "not found", "next_step": "Install it"}],
        "gpu": "",
        "gpu_ready": False,
        "minutes": {"standard": 5.0},
        "draw_ms": 90.0,
    }
