"""Keeps what the avatar does while the user records, so that a video can be made of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Signal

from core.live.recording import Recording
from core.types import FloatArray
from studio.model.controls import Controls

LEAST_STEP_S = 1 / 60
MAX_FRAMES = 60 * 60 * 20
"""Twenty minutes at sixty frames a second, some 12 MB: then it stops by itself."""


class PlayRecorder(QObject):
    """Listens to the controls while it runs.

    Signals:
        running_changed: started or stopped.
        filled: the recording is as long as it may be; it was stopped.
    """

    running_changed = Signal(bool)
    filled = Signal()

    def __init__(self, controls: Controls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controls = controls
        self._clock = QElapsedTimer()
        self._running = False
        self._times: list[float] = []
        self._descriptors: list[FloatArray] = []
        self._poses: list[FloatArray] = []
        controls.changed.connect(self._sample)
        controls.reset_done.connect(self.drop)

    @property
    def running(self) -> bool:
        """True while it records."""
        return self._running

    @property
    def seconds(self) -> float:
        """Since the start."""
        return self._clock.elapsed() / 1000 if self._running else 0.0

    def start(self) -> None:
        """Begin anew with the present expression; needs an avatar."""
        if self._controls.avatar is None or self._running:
            return
        self._times, self._descriptors, self._poses = [], [], []
        self._clock.start()
        self._running = True
        self._sample()
        self.running_changed.emit(True)

    def stop(self) -> Recording | None:
        """End; None if nothing was recorded."""
        if not self._running:
            return None
        self._append(self.seconds)
        self.drop()
        times = np.array(self._times, np.float64)
        recording = Recording(times, np.stack(self._descriptors), np.stack(self._poses))
        self._times, self._descriptors, self._poses = [], [], []
        return recording

    def drop(self) -> None:
        """End without a recording, as when another avatar comes."""
        if self._running:
            self._running = False
            self.running_changed.emit(False)

    def _sample(self) -> None:
        if not self._running:
            return
        now_s = self.seconds
        if self._times and now_s - self._times[-1] < LEAST_STEP_S:
            return
        if len(self._times) >= MAX_FRAMES - 1:
            self.filled.emit()
            return
        self._append(now_s)

    def _append(self, now_s: float) -> None:
        self._times.append(now_s)
        self._descriptors.append(np.array(self._controls.descriptor, np.float32))
        self._poses.append(np.array(self._controls.cam_from_head(), np.float32))
