"""Makes videos of what was played, in the engine, and says where they are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from core.errors import StorageError
from core.events import Finished
from core.live.recording import Recording
from core.types import FloatArray
from studio.context import Context
from studio.model.session import Session
from studio.services.jobs import Lane, TrackedJob

SIDE_PX = 512
LIVE_JOBS = ("drive_live", "perform_clip")


class VideoMaker(QObject):
    """Turns recordings into .mp4 files.

    Args:
        context: notices, jobs, and the project in whose exports videos are put.
        session: whose avatar is drawn.
        parent: owner.

    Attributes:
        folder: where videos go instead, or None for the project's exports or the user's own videos.

    Signals:
        saved: the path of a video that stands.
    """

    saved = Signal(Path)

    def __init__(self, context: Context, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._session = context, session
        self.folder: Path | None = None

    def make(
        self,
        recording: Recording,
        cam_from_world: FloatArray,
        background: tuple[float, float, float],
        name: str,
    ) -> None:
        """Begin; a notice names the file when it stands.

        Args:
            recording: what the avatar did.
            cam_from_world: the viewer's camera, [4, 4].
            background: RGB in 0..1.
            name: first part of the file's name.
        """
        session = self._session
        if session.avatar is None or session.path is None:
            return
        out = self._target(f"{session.avatar.meta.name} {name}".strip())
        arguments = {
            "avatar": str(session.path.absolute()),
            "recording": str(out.with_suffix(".recording")),
            "out": str(out),
            "size": max(SIDE_PX, session.avatar.meta.image_size),
            "background": [float(v) for v in background],
            "cam_from_world": [float(v) for v in cam_from_world.ravel()],
        }
        store = out.with_suffix(".recording")
        self._context.tasks.run(lambda: _save(recording, store), lambda _: self._start(arguments, out.name))

    def _start(self, arguments: dict[str, Any], title: str) -> None:
        job = self._context.jobs.start("export_video", arguments, title=title, lane=self._free_lane())
        job.finished.connect(lambda event: self._finish(job, event))

    def _free_lane(self) -> Lane:
        """A video should not wait for a training run to end."""
        busy = any(job.name not in LIVE_JOBS for job in self._context.jobs.active)
        return Lane.LIVE if busy else Lane.WORK

    def _finish(self, job: TrackedJob, event: Finished) -> None:
        if event.outcome != "done":
            Path(str(job.arguments["recording"])).unlink(missing_ok=True)
            return
        path = Path(str(event.result["path"]))
        show = (self.tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        self._context.notices.say("info", self.tr("Video saved"), path.name, action=show)
        self.saved.emit(path)

    def _target(self, name: str) -> Path:
        project = self._context.document.project
        movies = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
        folder = self.folder or (project.root / "exports" if project else Path(movies or Path.home()) / "RAF Studio")
        safe = "".join(c if c.isalnum() or c in "-_ " else "_" for c in name).strip() or "avatar"
        stem = f"{safe[:60]} {datetime.now():%Y-%m-%d %H.%M.%S}"
        path, number = folder / f"{stem}.mp4", 2
        while path.exists() or path.with_suffix(".recording").exists():
            path, number = folder / f"{stem} ({number}).mp4", number + 1
        return path


def _save(recording: Recording, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        next_step = "Free some space or check the folder's rights."
        raise StorageError("The video cannot be saved", got=f"{path.parent}: {error}", next_step=next_step) from None
    recording.save(path)
