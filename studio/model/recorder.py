"""Recording from the camera: looking, recording, and what becomes of it."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.errors import StudioError
from core.events import Event, Finished, Progress, Stage
from core.expression.encoder import DEFAULT_ENCODER
from core.jobs.messages import SeenFrame
from core.project.record_control import Wish, write_wish
from studio.context import Context
from studio.model.cameras import Cameras
from studio.model.capture_work import CaptureWork, LatestPicture
from studio.model.coach import Coach
from studio.services.engine_words import failure_of
from studio.services.jobs import Lane, TrackedJob

JOB = "record_capture"
CONTROL_NAME = "record-control"


class RecordState(Enum):
    """Where a recording is."""

    OFF = "off"
    OPENING = "opening"
    LOOKING = "looking"
    RECORDING = "recording"
    ENDING = "ending"
    FAILED = "failed"


class Recorder(QObject):
    """Drives the recording job; get it by ``context.shared(Recorder)``.

    Attributes:
        state: see RecordState.
        seen: what the camera showed last, or None.
        picture: that picture, decoded.
        seconds: recorded so far.
        error: why it failed.
        source: what is opened instead of the chosen camera, such as a clip or a stream; empty for the camera.

    Signals:
        changed: state, seconds or error.
        frame_changed: another frame was seen.
    """

    changed = Signal()
    frame_changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._coach, self._work = context.shared(Coach), context.shared(CaptureWork)
        self.state = RecordState.OFF
        self.seen: SeenFrame | None = None
        self.picture = LatestPicture(context, self)
        self.picture.changed.connect(self.frame_changed)
        self.seconds = 0.0
        self.error: StudioError | None = None
        self.source: dict[str, Any] = {}
        self._opens_again = False
        self._job: TrackedJob | None = None
        self._control: Path | None = None

    @property
    def active(self) -> bool:
        """True while the camera is in use, or it failed and the user has not turned away."""
        return self.state is not RecordState.OFF

    def open(self, source: dict[str, Any] | None = None) -> None:
        """Open the camera and look; needs an open project."""
        project = self._context.document.project
        if project is None or self._job is not None:
            return
        if source is not None:
            self.source = source
        self._control = project.cache / CONTROL_NAME
        if not self._tell(Wish.LOOK):
            return
        bank = self._context.bank.data
        arguments = {
            "project": str(project.root),
            "control": str(self._control),
            "encoder": bank.meta.encoder_id if bank is not None else DEFAULT_ENCODER,
            **(self.source or {"camera": self._context.shared(Cameras).number}),
        }
        job = self._context.jobs.start(JOB, arguments, title=self.tr("Camera"), lane=Lane.LIVE)
        self._job = job
        job.said.connect(self._hear)
        job.finished.connect(self._ended)
        self.seconds, self.seen, self.error = 0.0, None, None
        self.picture.clear()
        self._coach.ensure()
        self._become(RecordState.OPENING)

    def use_camera(self) -> None:
        """Look through the chosen camera: another one, or the same one again after it failed."""
        self.source = {}
        if self.state is RecordState.FAILED:
            self.open()
        elif self.state in (RecordState.OPENING, RecordState.LOOKING):
            self._opens_again = True
            self.close()

    def record(self) -> None:
        """Write what is seen from now on."""
        if self.state is RecordState.LOOKING and self._tell(Wish.RECORD):
            self._coach.begin_live()
            self._become(RecordState.RECORDING)

    def finish(self) -> None:
        """End the recording and make a capture of it."""
        if self.state is RecordState.RECORDING and self._tell(Wish.FINISH):
            self._become(RecordState.ENDING)

    def close(self) -> None:
        """Let go of the camera; what was recorded in this go is thrown away."""
        if self.state is RecordState.FAILED:
            self._become(RecordState.OFF)
        elif self._job is not None and self.state is not RecordState.ENDING:
            told = self._tell(Wish.DISCARD)
            if self.state is RecordState.OPENING or not told:
                self._job.cancel()
            self._become(RecordState.ENDING)

    def stop(self) -> None:
        """The window closes: the engine keeps what was recorded."""
        self._coach.end_live()

    def _tell(self, wish: Wish) -> bool:
        assert self._control is not None
        try:
            write_wish(self._control, wish)
        except StudioError as error:
            self._context.notices.report(error)
            return False
        return True

    def _hear(self, event: Event) -> None:
        if isinstance(event, Stage) and event.name == "looking" and self.state is RecordState.OPENING:
            self._become(RecordState.LOOKING)
        elif isinstance(event, Progress) and self.state is RecordState.RECORDING:
            if int(event.done * 10) != int(self.seconds * 10):
                self.seconds = event.done
                self.changed.emit()
        elif isinstance(event, SeenFrame):
            self.seen = event
            self.picture.show(event.picture)
            if self.state is RecordState.RECORDING:
                self._coach.add(event.descriptor, event.angles)

    def _ended(self, event: Finished) -> None:
        self._job = None
        self._coach.end_live()
        self.picture.clear()
        again, self._opens_again = self._opens_again, False
        video = event.result.get("video") if event.outcome == "done" else None
        if video:
            self._work.import_recording(Path(str(video)))
        if again and not video:
            self.open()
            return
        unasked = event.outcome == "done" and event.result.get("ending") == "source ended"
        if event.outcome == "failed":
            self.error = failure_of(event.result, self.tr("The camera failed"))
            self._become(RecordState.FAILED)
        elif unasked and not video:
            self.error = StudioError(
                self.tr("The camera stopped giving pictures"),
                next_step=self.tr("Check that it is plugged in and not used by another program."),
            )
            self._become(RecordState.FAILED)
        else:
            self._become(RecordState.OFF)

    def _become(self, state: RecordState) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit()
