"""Measures the curves of a table that grows, at most a few times a second, on a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from core.raf.curves import Curves, curves
from core.raf.pins import Rows
from core.types import FloatArray
from studio.services.tasks import Task, Tasks

PAUSE_MS = 250


@dataclass(frozen=True, eq=False)
class Measured:
    """What is measured; nobody may write to it any more.

    Attributes:
        rows: of the bank, [T, k].
        distances: [T, k].
        person_of: index of each bank row's person, [M].
        time_s: of each frame, [T].
        random: distances to random faces, [T, k].
    """

    rows: Rows
    distances: FloatArray
    person_of: npt.NDArray[np.int64]
    time_s: npt.NDArray[np.float64]
    random: FloatArray


class CurveMeter(QObject):
    """Calls ``curves`` after changes.

    Args:
        tasks: does the work.
        source: gives what there is to measure now, or None.
        parent: owner.

    Signals:
        measured: new Curves.
    """

    measured = Signal(object)

    def __init__(self, tasks: Tasks, source: Callable[[], Measured | None], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._source = tasks, source
        self._task: Task[Curves] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._measure)

    def later(self) -> None:
        """Something changed: measure soon."""
        if not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Measure no more."""
        self._timer.stop()
        self.drop()

    def drop(self) -> None:
        """What is being measured is no longer wanted."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _measure(self) -> None:
        if self._task is not None:
            self._timer.start()
            return
        what = self._source()
        if what is not None:
            self._task = self._tasks.run(
                lambda: curves(what.rows, what.distances, what.person_of, what.time_s, random=what.random),
                self._done,
                priority=1,
            )

    def _done(self, found: Curves) -> None:
        self._task = None
        self.measured.emit(found)
