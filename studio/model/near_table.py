"""The faces of all frames of a capture: found little by little on worker threads, and kept up to date by little."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from core.raf.pins import NONE, Rows
from core.raf.retriever import Found, Search, touched_frames
from core.types import BoolArray, FloatArray
from studio.services.tasks import Task, Tasks

COARSEST = 64
"""The first pass looks at every so-manieth frame, then at those between: the whole length shows early."""
FIRST_CHUNK, SMALLEST, LARGEST = 32, 8, 256
CHUNK_S = 0.04
"""A chunk of work should take about so long on its thread: short enough that other work is never kept waiting."""
MOST_COMPARISONS = 4_000_000_000
"""Frames times entries that are compared without being asked to: some 20 s of one core. Beyond, frames are skipped."""


@dataclass(frozen=True, eq=False)
class _Chunk:
    """Results of one piece of work."""

    search: Search
    version: int
    found: Found
    rows: Rows
    distances: FloatArray
    updated: bool
    took_s: float


class NearTable(QObject):
    """What a run would retrieve for every frame, as far as it is known.

    Args:
        tasks: does the work.
        search: of one space; ``take`` brings other rules.
        wanted: frames with a face, [T].
        stride: of the frames with a face, only every so-manieth is looked at; None chooses by the amount of work.
        parent: owner.

    Attributes:
        rows: rows of the bank per frame, pins first, [T, k]; NONE where nothing is known.
        distances: [T, k].
        stride: see Args.

    Signals:
        grew: more is known, or something is known better.
        redrawn: after a change of the rules, these frames draw other faces; an int array.
    """

    grew = Signal()
    redrawn = Signal(object)

    def __init__(
        self, tasks: Tasks, search: Search, wanted: BoolArray, parent: QObject, *, stride: int | None = None
    ) -> None:
        super().__init__(parent)
        T, k = search.queries.shape[0], search.k
        self._tasks = tasks
        self._frames = np.flatnonzero(wanted).astype(np.int64)
        self.stride = stride or fitting_stride(self._frames.size, len(search.space.bank))
        self._order = coarse_to_fine(self._frames, self.stride)
        self.rows = np.full((T, k), NONE, np.int64)
        self.distances = np.full((T, k), np.inf, np.float32)
        self._base, self._base_distances = self.rows.copy(), self.distances.copy()
        self._first: Rows = np.zeros((T, 0), np.int64)
        self._first_distances = np.zeros((T, 0), np.float32)
        self._version = np.zeros(T, np.int64)
        self._searches = {1: search}
        self._now, self._next, self._chunk = 1, 0, FIRST_CHUNK
        self._task: Task[_Chunk] | None = None
        self._running = False
        self._redrawn: list[npt.NDArray[np.int64]] = []

    @property
    def search(self) -> Search:
        """With the rules in force."""
        return self._searches[self._now]

    @property
    def total(self) -> int:
        """Frames that are looked at."""
        return int(self._order.size)

    @property
    def done(self) -> int:
        """Frames that are known under the rules in force."""
        return int((self._version == self._now).sum())

    @property
    def complete(self) -> bool:
        """Every frame that is looked at is known."""
        return self.done >= self.total

    def known(self, frame: int) -> bool:
        """True if a frame is known under the rules in force."""
        return 0 <= frame < len(self._version) and int(self._version[frame]) == self._now

    def take(self, search: Search) -> None:
        """Go on with other rules; what was found is brought up to date."""
        self._now += 1
        self._searches[self._now] = search
        self._redrawn = []
        self.run()

    def look_at_all(self) -> None:
        """Skip no frames any more."""
        if self.stride != 1:
            self.stride, self._next = 1, 0
            self._order = coarse_to_fine(self._frames, 1)
            self.run()
            self.grew.emit()

    def run(self) -> None:
        """Work until everything is known."""
        self._running = True
        self._begin()

    def pause(self) -> None:
        """Begin no more work; what is known stays."""
        self._running = False

    def stop(self) -> None:
        """Drop work under way."""
        self._running = False
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def put(self, search: Search, found: Found) -> None:
        """Take frames that somebody searched at once, under the rules in force."""
        if search is self.search:
            rows, distances = search.shown(found)
            known = bool((self._version[found.frames] > 0).all())
            self._store(_Chunk(search, self._now, found, rows, distances, known, 0.0))

    def _begin(self) -> None:
        if self._task is not None or not self._running:
            return
        work = self._stale_work() or self._new_work()
        if work is not None:
            self._task = self._tasks.run(work, self._take_chunk, failed=self._failed, priority=-1)
        elif self._redrawn:
            self.redrawn.emit(np.sort(np.concatenate(self._redrawn)))
            self._redrawn = []

    def _stale_work(self) -> Any:
        """Bring some frames that were found under older rules up to date."""
        stale = np.flatnonzero((self._version > 0) & (self._version < self._now))
        if not stale.size:
            self._searches = {self._now: self.search}
            return None
        version = int(self._version[stale[0]])
        frames = stale[self._version[stale] == version][: self._chunk]
        before, search, now = self._searches[version], self.search, self._now
        p = before.group_count
        first, gaps = self._first[frames, :p], self._first_distances[frames, :p]
        known = Found(frames, self._base[frames], self._base_distances[frames], first, gaps)
        return lambda: _work(search, now, lambda: search.changed_from(before, known), updated=True)

    def _new_work(self) -> Any:
        """Search some frames that are not known at all."""
        frames: list[int] = []
        while self._next < self._order.size and len(frames) < self._chunk:
            frame = int(self._order[self._next])
            self._next += 1
            if not self._version[frame]:
                frames.append(frame)
        if not frames:
            return None
        search, now = self.search, self._now
        return lambda: _work(search, now, lambda: search.find(np.array(frames, np.int64)), updated=False)

    def _take_chunk(self, chunk: _Chunk) -> None:
        self._task = None
        if chunk.took_s > 2 * CHUNK_S:
            self._chunk = max(SMALLEST, self._chunk // 2)
        elif chunk.took_s < CHUNK_S / 2:
            self._chunk = min(LARGEST, self._chunk * 2)
        self._store(chunk)
        self._begin()

    def _store(self, chunk: _Chunk) -> None:
        frames = chunk.found.frames
        if chunk.updated:
            self._redrawn.append(frames[touched_frames(self.rows[frames], chunk.rows)])
        p = chunk.found.first.shape[1]
        if p > self._first.shape[1]:  # never narrower: frames under older rules keep what they had
            more = ((0, 0), (0, p - self._first.shape[1]))
            self._first = np.pad(self._first, more, constant_values=NONE)
            self._first_distances = np.pad(self._first_distances, more, constant_values=np.inf)
        self._base[frames], self._base_distances[frames] = chunk.found.rows, chunk.found.distances
        self._first[frames, :p], self._first_distances[frames, :p] = chunk.found.first, chunk.found.first_distances
        self.rows[frames], self.distances[frames] = chunk.rows, chunk.distances
        self._version[frames] = chunk.version
        self.grew.emit()

    def _failed(self, error: object) -> None:
        """A search only fails for a bug or lost memory: the tasks' own channel says so."""
        self._task, self._running = None, False
        self._tasks.failed.emit(error)


def _work(search: Search, version: int, find: Any, *, updated: bool) -> _Chunk:
    began = time.perf_counter()
    found: Found = find()
    rows, distances = search.shown(found)
    return _Chunk(search, version, found, rows, distances, updated, time.perf_counter() - began)


def coarse_to_fine(frames: npt.NDArray[np.int64], stride: int) -> npt.NDArray[np.int64]:
    """The frames whose place is a multiple of ``stride`` (a power of two): every 64th first, then those between."""
    places = np.arange(0, frames.size, stride)
    level = np.zeros(places.size, np.int64)
    step = 2 * stride
    while step <= COARSEST * stride:
        level += places % step == 0
        step *= 2
    return frames[places[np.argsort(-level, kind="stable")]]


def fitting_stride(frames: int, entries: int) -> int:
    """The smallest power of two that keeps the comparisons within MOST_COMPARISONS."""
    stride = 1
    while frames // stride * entries > MOST_COMPARISONS and stride < COARSEST:
        stride *= 2
    return stride
