"""Follows a person in front of a camera through the engine; the newest frame wins."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from core.avatar.runtime import Avatar
from core.events import Event, Finished, Stage
from core.jobs.messages import DriverPicture, LiveFrame
from core.types import FloatArray
from studio.services.jobs import Jobs, Lane, TrackedJob

JOB = "drive_live"


class LiveState(Enum):
    """What live driving does."""

    OFF = "off"
    STARTING = "starting"
    MEASURING = "measuring"
    DRIVING = "driving"
    FAILED = "failed"


class LiveDriver(QObject):
    """A driver in front of a camera.

    Attributes:
        state: see LiveState.
        stage: what the engine does while it starts.
        frame: the newest, or None.
        error: what a failed job said, as ``Finished.result``.
        source: the job's arguments that name the source, such as ``{"camera": 0}``.

    Signals:
        changed: state, stage or error.
        moved: descriptor and head pose for the avatar.
        told: the newest LiveFrame, for meters.
        picture_came: a JPEG of the driver.
    """

    changed = Signal()
    moved = Signal(object, object)
    told = Signal(object)
    picture_came = Signal(bytes)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: TrackedJob | None = None
        self.state, self.stage = LiveState.OFF, ""
        self.frame: LiveFrame | None = None
        self.error: dict[str, Any] = {}
        self.source: dict[str, Any] = {}
        self._channels = 0
        # frames that came while the window was busy are in the event queue together: only the last is worth drawing
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self._apply)

    @property
    def running(self) -> bool:
        """True while the camera is in use."""
        return self._job is not None

    def start(self, source: dict[str, Any], title: str, avatar: Avatar, avatar_path: Path) -> None:
        """Begin to follow a driver; one that is followed is let go first.

        Args:
            source: ``{"camera": number}``, ``{"stream": path}`` or ``{"clip": path}``.
            title: for the list of jobs.
            avatar: to be driven.
            avatar_path: its file.
        """
        self._let_go()
        self.source, self._channels = dict(source), avatar.num_channels
        self.frame, self.error, self.stage = None, {}, ""
        arguments = {"avatar": str(avatar_path.absolute()), **source}
        self._job = self._jobs.start(JOB, arguments, title=title, lane=Lane.LIVE)
        self._job.said.connect(self._hear)
        self._job.finished.connect(self._finish)
        self._become(LiveState.STARTING)

    def stop(self) -> None:
        """Let the camera go."""
        self._let_go()
        self._become(LiveState.OFF)

    def _let_go(self) -> None:
        job, self._job = self._job, None
        self._due.stop()
        if job is not None:
            job.said.disconnect(self._hear)
            job.finished.disconnect(self._finish)
            job.cancel()

    def _hear(self, event: Event) -> None:
        if isinstance(event, LiveFrame):
            if self._fits(event):
                self.frame = event
                self._due.start()
        elif isinstance(event, DriverPicture):
            self.picture_came.emit(event.picture)
        elif isinstance(event, Stage):
            self.stage = event.name
            self.changed.emit()

    def _fits(self, frame: LiveFrame) -> bool:
        numbers = [*frame.descriptor, *frame.cam_from_head]
        whole = len(frame.descriptor) == self._channels and len(frame.cam_from_head) == 12
        return whole and None not in numbers and bool(np.isfinite(numbers).all())

    def _apply(self) -> None:
        frame = self.frame
        if frame is None or self._job is None:
            return
        pose: FloatArray = np.eye(4, dtype=np.float32)
        pose[:3] = np.array(frame.cam_from_head, np.float32).reshape(3, 4)
        self.moved.emit(np.array(frame.descriptor, np.float32), pose)
        self.told.emit(frame)
        self._become(LiveState.DRIVING if frame.calibrated >= 1.0 else LiveState.MEASURING)

    def _finish(self, event: Finished) -> None:
        self._job = None
        self._due.stop()
        if event.outcome == "failed":
            self.error = event.result
            self._become(LiveState.FAILED)
        else:
            self._become(LiveState.OFF)

    def _become(self, state: LiveState) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit()
