"""What this computer can do: a quick look by the window itself, and a thorough one by the engine."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QOffscreenSurface, QOpenGLContext

from core import __version__
from core.errors import StudioError
from core.events import Finished
from studio.context import Context
from studio.services.engine_words import failure_of
from studio.services.jobs import TrackedJob
from studio.viewport.choice import surface_format

GL_RENDERER = 0x1F01
MAX_REPORT = 100_000
REPORT_KEY = "machine.report"


@dataclass(frozen=True)
class QuickFacts:
    """What can be seen without the engine.

    Attributes:
        threads: of the processor.
        memory_gb: in all.
        free_memory_gb: that programs can get now.
        disk_gb: free where new projects go.
        weights: name -> whether it is here.
        needed: names of the weights without which no video can be read.
        cameras: names; None where the system does not tell without asking the user.
        renderer: of OpenGL, empty where there is none, None where it cannot be told yet.
    """

    threads: int
    memory_gb: float
    free_memory_gb: float
    disk_gb: float
    weights: Mapping[str, bool] = field(default_factory=dict)
    needed: tuple[str, ...] = ("face_landmarker", "selfie_segmentation")
    cameras: tuple[str, ...] | None = None
    renderer: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Weights that are not here."""
        return tuple(name for name, here in self.weights.items() if not here)


class Machine(QObject):
    """Facts about this computer; get it by ``context.shared(Machine)``.

    Attributes:
        quick: see QuickFacts; None until it was looked.
        report: what the job ``check_machine`` said, this time or an earlier one; empty until then.
        problem: why the last check or fetch failed, or None.

    Signals:
        changed: any of these, or whether work runs.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.quick: QuickFacts | None = None
        self.problem: StudioError | None = None
        self.report = self._stored()
        self._jobs: dict[str, TrackedJob] = {}
        self._surface: QOffscreenSurface | None = None

    @property
    def checking(self) -> bool:
        """True while the engine looks at this computer."""
        return "check_machine" in self._jobs

    @property
    def getting(self) -> bool:
        """True while weights are being fetched or imported."""
        return "get_weights" in self._jobs

    def refresh(self) -> None:
        """Look again, in the background."""
        surface = self._offscreen()
        folder = self._context.settings.projects_folder or Path.home()
        self._context.tasks.run(lambda: look(folder, surface), self._take)

    def check(self) -> None:
        """Have the engine look thoroughly."""
        self._run("check_machine", {}, self.tr("Checking this computer"))

    def get_weights(self) -> None:
        """Fetch the weights that are missing."""
        names = list(self.quick.missing) if self.quick is not None else []
        self._run("get_weights", {"names": names} if names else {}, self.tr("Getting the face models"))

    def import_weights(self, path: Path) -> None:
        """Take weights from a file or folder."""
        self._run("get_weights", {"import": str(path)}, self.tr("Importing the face models"))

    def check_once(self) -> None:
        """Check thoroughly unless that was done with this version of the program."""
        if not self.report:
            self.check()

    def stop(self) -> None:
        """Let go of what OpenGL was asked through."""
        if self._surface is not None:
            self._surface.destroy()
            self._surface = None

    def _run(self, name: str, arguments: dict[str, Any], title: str) -> None:
        if name in self._jobs:
            return
        job = self._context.jobs.start(name, arguments, title=title)
        self._jobs[name] = job
        job.finished.connect(lambda event: self._ended(name, event))
        self.problem = None
        self.changed.emit()

    def _ended(self, name: str, event: Finished) -> None:
        self._jobs.pop(name, None)
        if event.outcome == "done" and name == "check_machine":
            self.report = event.result
            self._context.settings.set_text(REPORT_KEY, json.dumps({"version": __version__, "facts": event.result}))
        if event.outcome == "failed":
            self.problem = failure_of(event.result, "")
        self.changed.emit()
        self.refresh()

    def _stored(self) -> dict[str, Any]:
        text = self._context.settings.text(REPORT_KEY)
        try:
            stored = json.loads(text) if 0 < len(text) < MAX_REPORT else {}
        except (ValueError, RecursionError):
            return {}
        good = (
            isinstance(stored, dict) and stored.get("version") == __version__ and isinstance(stored.get("facts"), dict)
        )
        return dict(stored["facts"]) if good else {}

    def _offscreen(self) -> QOffscreenSurface | None:
        """A surface must be made on this thread; the context on it is asked on another."""
        if self._surface is None and QOpenGLContext.supportsThreadedOpenGL():
            self._surface = QOffscreenSurface()
            self._surface.setFormat(surface_format())
            self._surface.create()
        return self._surface

    def _take(self, facts: QuickFacts) -> None:
        if facts != self.quick:
            self.quick = facts
            self.changed.emit()


def look(folder: Path, surface: QOffscreenSurface | None) -> QuickFacts:
    """Collect the quick facts. For worker threads.

    Args:
        folder: where new projects go; it need not exist.
        surface: to ask OpenGL through, or None.
    """
    import psutil

    from core.weights.store import WeightStore

    memory = psutil.virtual_memory()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return QuickFacts(
        threads=os.cpu_count() or 1,
        memory_gb=memory.total / 2**30,
        free_memory_gb=round(memory.available / 2**30, 1),
        disk_gb=round(shutil.disk_usage(folder).free / 2**30, 1),
        weights={status.weight.name: status.present for status in WeightStore().status()},
        cameras=_cameras(),
        renderer=_renderer(surface) if surface is not None else None,
    )


def _cameras() -> tuple[str, ...] | None:
    """Names of cameras, where a look at the system's files tells them."""
    if not sys.platform.startswith("linux"):
        return None
    names: dict[str, None] = {}
    for device in sorted(Path("/sys/class/video4linux").glob("video*")):
        try:
            names[(device / "name").read_text(errors="replace").strip()[:80]] = None
        except OSError:
            continue
    return tuple(names)


def _renderer(surface: QOffscreenSurface) -> str:
    """The name of the OpenGL device; empty where there is no OpenGL 3.3."""
    context = QOpenGLContext()
    context.setFormat(surface_format())
    if not (context.create() and context.makeCurrent(surface)):
        return ""
    try:
        name = context.functions().glGetString(GL_RENDERER)
        return str(name or "")
    finally:
        context.doneCurrent()
