"""The errors of both avatars over the timeline, computed bit by bit while nothing else is wanted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.errors import StudioError
from core.types import FloatArray
from studio.model.compare_errors import cache_key, frame_error, order_of, read_errors, write_errors
from studio.model.compare_line import Line
from studio.model.compare_sources import Loaded
from studio.services.tasks import Task, Tasks

CHUNK = 4
"""Frames of both avatars in one task: some 100 ms on one core, so that other work need not wait."""
MOST_FRAMES = 2000
"""Of a long capture so many frames are judged, spread evenly; the held-out ones first."""

Known = tuple[FloatArray, FloatArray]


class ErrorCurves(QObject):
    """Errors by frame; NaN where they are not known yet.

    Args:
        tasks: for drawing.
        parent: owner.

    Attributes:
        errors: of A and of B in levels of 255, [T] each.
        error: why it cannot go on; a StudioError or None.

    Signals:
        changed: more is known, or another line.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.errors: Known = (np.zeros(0, np.float32), np.zeros(0, np.float32))
        self.error: StudioError | None = None
        self._line: Line | None = None
        self._sides: tuple[Loaded, Loaded] | None = None
        self._cache: Path | None = None
        self._keys = ("", "")
        self._wanted: list[int] = []
        self._done = 0
        self._task: Task[tuple[Known, list[int], tuple[str, str]]] | Task[list[tuple[int, float, float]]] | None = None
        self._active = False
        self._unsaved = False

    @property
    def share(self) -> float:
        """How much of what is wanted is known, 0 to 1; 1 where nothing is wanted."""
        if not self._wanted:
            return 1.0 if self._task is None else 0.0
        return self._done / len(self._wanted)

    def follow(self, line: Line | None, sides: tuple[Loaded, Loaded] | None, cache: Path | None) -> None:
        """Judge another line. ``cache`` is the project's, or None to keep nothing."""
        self._save()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._line, self._sides, self._cache = line, sides, cache
        count = len(line) if line is not None else 0
        self.errors = (np.full(count, np.nan, np.float32), np.full(count, np.nan, np.float32))
        self.error, self._wanted, self._done, self._keys = None, [], 0, ("", "")
        self.changed.emit()
        if line is not None and sides is not None and line.truth is not None:
            files = (sides[0].candidate.path, sides[1].candidate.path)
            self._task = self._tasks.run(lambda: _known(line, files, cache), self._begin, failed=self._fail)

    def set_active(self, active: bool) -> None:
        """Go on, or rest: while playing and while the page is not shown."""
        if active != self._active:
            self._active = active
            if active:
                self._go_on()
            else:
                self._save()

    def _begin(self, known: tuple[Known, list[int], tuple[str, str]]) -> None:
        self._task = None
        self.errors, self._wanted, self._keys = known
        self._done = sum(1 for frame in self._wanted if self._is_known(frame))
        self.changed.emit()
        self._go_on()

    def _is_known(self, frame: int) -> bool:
        return all(np.isfinite(e[frame]) for e, own in zip(self.errors, self._own(), strict=True) if own)

    def _own(self) -> tuple[bool, bool]:
        assert self._line is not None
        return self._line.judged(0), self._line.judged(1)

    def _go_on(self) -> None:
        line, sides = self._line, self._sides
        if not self._active or self._task is not None or line is None or sides is None or self.error is not None:
            return
        frames = []
        for frame in self._wanted:
            if not self._is_known(frame):
                frames.append(frame)
                if len(frames) == CHUNK:
                    break
        if not frames:
            self._save()
            return
        own = self._own()
        self._task = self._tasks.run(
            lambda: _judge(line, sides, frames, own), self._take, failed=self._fail, priority=-1
        )

    def _take(self, found: list[tuple[int, float, float]]) -> None:
        self._task, self._unsaved = None, True
        for frame, first, second in found:
            self.errors[0][frame], self.errors[1][frame] = first, second
        self._done += len(found)
        self.changed.emit()
        self._go_on()

    def _fail(self, error: StudioError) -> None:
        self._task, self.error = None, error
        self.changed.emit()

    def _save(self) -> None:
        cache = self._cache
        if not self._unsaved or cache is None:
            return
        self._unsaved = False
        kept = [(key, errors.copy()) for key, errors in zip(self._keys, self.errors, strict=True)]
        self._tasks.run(lambda: write_errors(cache, kept), lambda _: None, priority=-2)


def _known(line: Line, files: tuple[Path, Path], cache: Path | None) -> tuple[Known, list[int], tuple[str, str]]:
    keys = (cache_key(files[0], line), cache_key(files[1], line)) if cache is not None else ("", "")
    count = len(line)
    blank = np.full(count, np.nan, np.float32)
    found = [read_errors(cache, key, count) if cache is not None else blank.copy() for key in keys]
    wanted = order_of(line)[:MOST_FRAMES] if line.judged(0) or line.judged(1) else []
    return (found[0], found[1]), wanted, keys


def _judge(
    line: Line, sides: tuple[Loaded, Loaded], frames: list[int], own: tuple[bool, bool]
) -> list[tuple[int, float, float]]:
    nan = float("nan")
    return [
        (
            frame,
            frame_error(sides[0].avatar, line, 0, frame) if own[0] else nan,
            frame_error(sides[1].avatar, line, 1, frame) if own[1] else nan,
        )
        for frame in frames
    ]
