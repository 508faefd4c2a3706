"""Videos that are being read into the project: how far it is, what is seen, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.errors import StudioError
from core.events import Event, Finished
from core.jobs.messages import SeenFrame
from core.project.captures import Capture, left_recordings, remove_capture
from studio.context import Context
from studio.services.jobs import TrackedJob
from studio.services.pictures import decode_picture
from studio.services.strip_pictures import MAX_SIDE_PX

JOB = "import_capture"


class LatestPicture(QObject):
    """Decodes what comes on a worker thread, never more than one at a time; what comes meanwhile replaces what waits.

    Signals:
        changed: another picture is there.
    """

    changed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = context.tasks
        self.image = QImage()
        self._next: bytes | None = None
        self._busy = False

    def show(self, data: bytes) -> None:
        """Decode a picture."""
        self._next = data
        if not self._busy:
            self._begin()

    def clear(self) -> None:
        """Show none."""
        self._next = None
        if not self.image.isNull():
            self.image = QImage()
            self.changed.emit()

    def _begin(self) -> None:
        data, self._next = self._next, None
        if data is None:
            return
        self._busy = True
        self._tasks.run(
            lambda: decode_picture(data, most_px=MAX_SIDE_PX),
            self._take,
            failed=lambda error: self._take(QImage()),
            priority=9,
        )

    def _take(self, image: QImage) -> None:
        self._busy = False
        if not image.isNull():
            self.image = image
            self.changed.emit()
        self._begin()


class CaptureWork(QObject):
    """Follows imports; get it by ``context.shared(CaptureWork)``.

    Attributes:
        job: the import that runs, or None.
        waiting: how many wait behind it.
        picture: the frame that was read last.
        failure: what a failed import said, until another begins or it is dismissed.
        failed_source: the file that it was about.
        left: recordings that never became captures.

    Signals:
        changed: any of these but the picture.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.job: TrackedJob | None = None
        self.waiting = 0
        self.picture = LatestPicture(context, self)
        self.failure: dict[str, Any] | None = None
        self.failed_source = ""
        self.left: tuple[Path, ...] = ()
        context.jobs.started.connect(self._begun)
        context.document.opened.connect(self._opened)
        for job in context.jobs.active:
            self._begun(job)
        self._look_for_recordings()

    @property
    def running(self) -> tuple[TrackedJob, ...]:
        """Imports that run or wait, in their order."""
        return tuple(job for job in self._context.jobs.active if job.name == JOB)

    def import_recording(self, video: Path) -> None:
        """Make a capture of a recording of ours; the recording moves into it."""
        project = self._context.document.project
        if project is None:
            return
        arguments = {"project": str(project.root), "source": str(video), "name": video.stem, "take": True}
        self._context.jobs.start(JOB, arguments, title=self.tr("Reading {}").format(video.stem))
        self.left = tuple(path for path in self.left if path != video)
        self.changed.emit()

    def remove(self, capture: Capture, then: Callable[[], object] = lambda: None) -> None:
        """Delete a capture from the project, for good."""
        document = self._context.document
        project = document.project
        if project is not None:

            def done(_: None) -> None:
                document.refresh()
                then()

            self._context.tasks.run(lambda: remove_capture(project, capture), done)

    def dismiss_failure(self) -> None:
        """The user has read it."""
        if self.failure is not None:
            self.failure = None
            self.changed.emit()

    def _begun(self, job: TrackedJob) -> None:
        if job.name != JOB:
            return
        job.said.connect(lambda event: self._hear(job, event))
        job.changed.connect(self._count)
        job.finished.connect(lambda event: self._ended(job, event))
        self.failure = None
        self._count()

    def _count(self) -> None:
        running = self.running
        job = running[0] if running else None
        if (job, len(running)) != (self.job, self.waiting + 1):
            if job is not self.job:
                self.picture.clear()
            self.job, self.waiting = job, max(len(running) - 1, 0)
        self.changed.emit()

    def _hear(self, job: TrackedJob, event: Event) -> None:
        if isinstance(event, SeenFrame) and event.picture and job is self.job:
            self.picture.show(event.picture)

    def _ended(self, job: TrackedJob, event: Finished) -> None:
        if event.outcome == "failed":
            self.failure, self.failed_source = event.result, Path(str(job.arguments.get("source", ""))).name
        elif event.outcome == "done":
            self._context.selection.select_frame(0, str(event.result.get("capture", "")))
        others = [other for other in self.running if other is not job]
        self.job, self.waiting = (others[0] if others else None), max(len(others) - 1, 0)
        self.picture.clear()
        self._look_for_recordings()
        self.changed.emit()

    def _opened(self) -> None:
        self.failure = None
        self.left = ()
        self._look_for_recordings()
        self.changed.emit()

    def _look_for_recordings(self) -> None:
        project = self._context.document.project
        if project is None:
            return
        busy = {str(job.arguments.get("source", "")) for job in self.running}

        def take(found: tuple[Path, ...]) -> None:
            left = tuple(path for path in found if str(path) not in busy)
            if left != self.left and self._context.document.project is project:
                self.left = left
                self.changed.emit()

        def ignore(error: StudioError) -> None:
            """A folder that cannot be listed offers nothing."""

        self._context.tasks.run(lambda: left_recordings(project), take, failed=ignore)
