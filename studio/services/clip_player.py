"""Turns a clip into a performance through the engine, and reports on the way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.avatar.runtime import Avatar
from core.events import Event, Finished, Progress, Stage, Warning
from core.jobs.messages import DrivenFrame
from core.project.captures import Capture
from studio.model.performance import Performance
from studio.services.jobs import Jobs, Lane, TrackedJob


class ClipPlayer(QObject):
    """Asks the engine to track a clip for an avatar.

    Signals:
        busy_changed: work began or ended.
        progressed: the stage's name, done, total (0 if unknown) and seconds left (negative if unknown).
        warned: something partial failed.
        ready: the whole performance.
        failed: what a failed job says, as ``Finished.result``.
    """

    busy_changed = Signal(bool)
    progressed = Signal(str, float, float, float)
    warned = Signal(str)
    ready = Signal(object)
    failed = Signal(dict)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: TrackedJob | None = None
        self._stage = ""
        self._channels = 0
        self._performance = Performance("")

    @property
    def busy(self) -> bool:
        """True while the engine works on a clip."""
        return self._job is not None

    @property
    def clip_name(self) -> str:
        """Of the clip worked on last."""
        return self._performance.name

    def open_clip(
        self, clip: Path, avatar: Avatar, avatar_path: Path, *, cache: Path | None = None, same_face: bool = False
    ) -> None:
        """Begin to track a clip; what is in work is cancelled first.

        Args:
            clip: a video, or a folder of pictures.
            avatar: to be driven.
            avatar_path: its file.
            cache: a folder for the clip's tracks, so that it is tracked once only.
            same_face: the clip shows the avatar's subject.
        """
        arguments: dict[str, object] = {"clip": str(clip.absolute()), "same_face": same_face}
        if cache is not None:
            arguments["cache"] = str(cache)
        self._begin(clip.name, arguments, avatar, avatar_path)

    def open_capture(
        self, capture: Capture, avatar: Avatar, avatar_path: Path, *, same_person: bool, same_face: bool = False
    ) -> None:
        """Begin to load a capture, which was tracked before.

        Args:
            capture: of this or another project.
            avatar: to be driven.
            avatar_path: its file.
            same_person: the avatar was made of this capture: expressions and head poses are taken as they are.
            same_face: the capture shows the avatar's subject at another time.
        """
        folder = str(capture.folder.absolute())
        arguments = {"capture": folder, "same_person": same_person, "same_face": same_face}
        self._begin(capture.name, arguments, avatar, avatar_path)

    def _begin(self, name: str, arguments: Mapping[str, object], avatar: Avatar, avatar_path: Path) -> None:
        self.cancel()
        self._performance, self._channels = Performance(name), avatar.num_channels
        full = {"avatar": str(avatar_path.absolute()), **arguments}
        self._job = self._jobs.start("perform_clip", full, title=name, lane=Lane.LIVE)
        self._job.said.connect(self._hear)
        self._job.finished.connect(self._finish)
        self._stage = ""
        self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Drop the clip in work, if any."""
        job, self._job = self._job, None
        if job is not None:
            job.said.disconnect(self._hear)
            job.finished.disconnect(self._finish)
            job.cancel()
            self.busy_changed.emit(False)

    def _hear(self, event: Event) -> None:
        if isinstance(event, DrivenFrame):
            self._performance.append(event, self._channels)
        elif isinstance(event, Stage):
            self._stage = event.name
            self.progressed.emit(self._stage, 0.0, 0.0, -1.0)
        elif isinstance(event, Progress):
            left = -1.0 if event.remaining_s is None else event.remaining_s
            self.progressed.emit(self._stage, event.done, event.total, left)
        elif isinstance(event, Warning):
            self.warned.emit(event.message)

    def _finish(self, event: Finished) -> None:
        self._job = None
        self.busy_changed.emit(False)
        if event.outcome == "failed":
            self.failed.emit(event.result)
        elif event.outcome == "done":
            self.ready.emit(self._performance)
