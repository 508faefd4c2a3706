"""What a run would retrieve, computed without the engine: the light twin of ``NeighbourTable.build``.

A ``Space`` is the bank in the units of one region's distances; ``Rules`` say what may be retrieved; ``NearTable`` holds
what was found so far for the frames of a capture, and is brought up to date by computing only what a change touches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from core.bank.search import nearest
from core.bank.snapshot import BankSnapshot
from core.errors import InputError
from core.expression.encoder import region_columns
from core.expression.whitening import Whitening
from core.project.edits import RetrievalEdits
from core.raf.pins import NONE, Rows, put_first, side_by_side
from core.types import BoolArray, FloatArray

BLOCK = 16
"""Queries at a time: the block of scores stays in the cache; 256 at once took four times as long each."""


@dataclass(frozen=True, eq=False)
class Space:
    """A bank whitened over some channels.

    Attributes:
        bank: what it was made of.
        region: 'mouth', 'eyes', 'brows', 'gaze', or empty for the whole face.
        columns: the channels, [D'].
        whitening: over those channels.
        points: the bank's entries, [M, D'].
    """

    bank: BankSnapshot
    region: str
    columns: npt.NDArray[np.intp]
    whitening: Whitening
    points: FloatArray

    @classmethod
    def of(cls, bank: BankSnapshot, region: str = "") -> Space:
        """Whiten as training does.

        Raises:
            InputError: the bank is empty, or no channel is of that region.
        """
        if bank.whitening is None:
            raise InputError(f"The bank '{bank.name}' is empty", next_step="Add a video of a face to it.")
        if not region:
            return cls(bank, "", np.arange(len(bank.channels)), bank.whitening, bank.whitened)
        columns = region_columns(bank.channels, region)
        whitening = bank.meta.whitening(bank.descriptors, bank.person_names, columns)
        return cls(bank, region, columns, whitening, whitening.apply(bank.descriptors[:, columns]))

    def whiten(self, descriptors: npt.NDArray[Any]) -> FloatArray:
        """Raw descriptors [T, D] as points [T, D']."""
        return self.whitening.apply(np.atleast_2d(descriptors)[:, self.columns])

    def distances(self, queries: FloatArray, rows: Rows) -> FloatArray:
        """From whitened queries [T, D'] to some rows [T, p] each; infinity where the row is NONE."""
        gaps = np.linalg.norm(self.points[rows] - queries[:, None], axis=2)
        return np.where(rows == NONE, np.inf, gaps).astype(np.float32)


@dataclass(frozen=True)
class Rules:
    """What may be retrieved for one capture.

    Attributes:
        entries: banned entry ids.
        persons: banned people.
        sources: SHA-256 of sources that are left out: banned ones, and the subject's own.
        pins: frame -> entry ids that come first there, banned or not.
        pinned_persons: people of whom every frame gets its nearest face.
        pinned_sources: SHA-256 of sources, likewise.
    """

    entries: frozenset[int] = frozenset()
    persons: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    pins: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    pinned_persons: tuple[str, ...] = ()
    pinned_sources: tuple[str, ...] = ()

    @classmethod
    def of(cls, edits: RetrievalEdits, bank: str, capture_id: str, own_sha256: frozenset[str]) -> Rules:
        """The user's decisions about a bank (folder name) and a capture; the subject's own sources are left out."""
        return cls(
            entries=frozenset(edits.banned_entries.get(bank, ())),
            persons=frozenset(edits.banned_persons.get(bank, ())),
            sources=frozenset(edits.banned_sources.get(bank, ())) | own_sha256,
            pins=edits.pins(bank, capture_id),
            pinned_persons=edits.pinned_persons.get(bank, ()),
            pinned_sources=edits.pinned_sources.get(bank, ()),
        )

    def keep(self, bank: BankSnapshot) -> BoolArray:
        """Which rows of a bank may be retrieved, [M]."""
        return bank.eligible(entries=self.entries, persons=self.persons, source_sha256=self.sources)

    def groups(self, bank: BankSnapshot, keep: BoolArray) -> list[BoolArray]:
        """The eligible rows of each pinned person and source, [M] each; those without any are left out."""
        of_source = {s.sha256: s.id for s in bank.sources}
        masks = [bank.person_names == name for name in self.pinned_persons]
        masks += [bank.source_ids == of_source[sha] for sha in self.pinned_sources if sha in of_source]
        return [mask & keep for mask in masks if (mask & keep).any()]


class Finder:
    """Searches one space under fixed rules; may be used from any thread.

    Args:
        space: the bank in some units.
        keep: which rows may be retrieved, [M].
        k: faces a frame; fewer come back, and NONE after them, when fewer may be retrieved.
    Raises:
        InputError: nothing may be retrieved.
    """

    def __init__(self, space: Space, keep: BoolArray, k: int) -> None:
        self.space, self.k = space, k
        self.rows = np.flatnonzero(keep).astype(np.int64)
        if not self.rows.size:
            raise InputError(
                "The bank has no face to retrieve",
                got="none left after leaving out people, sources and banned faces",
                next_step="Allow some again, or use a bank of other people.",
            )
        self._points = space.points if keep.all() else space.points[self.rows]

    def find(self, queries: FloatArray) -> tuple[Rows, FloatArray]:
        """Rows of the bank [T, k] and distances [T, k] for whitened queries [T, D'], nearest first."""
        found = np.full((queries.shape[0], self.k), NONE, np.int64)
        distances = np.full((queries.shape[0], self.k), np.inf, np.float32)
        for start in range(0, queries.shape[0], BLOCK):
            part = slice(start, start + BLOCK)
            near, far = nearest(self._points, queries[part], self.k)
            found[part, : near.shape[1]], distances[part, : near.shape[1]] = self.rows[near], far
        return found, distances


@dataclass(frozen=True, eq=False)
class Found:
    """What was found for some frames, before pins are put first.

    Attributes:
        frames: [n].
        rows: nearest, [n, k].
        distances: [n, k].
        first: nearest of each pinned person and source, [n, p].
        first_distances: [n, p].
    """

    frames: npt.NDArray[np.int64]
    rows: Rows
    distances: FloatArray
    first: Rows
    first_distances: FloatArray


class Search:
    """All that is needed to find the faces of a capture's frames: immutable, may be used from any thread.

    Args:
        space: the bank in some units.
        queries: the capture's whitened descriptors, [T, D'].
        rules: what may be retrieved.
        k: faces a frame.
    Raises:
        InputError: nothing may be retrieved.
    """

    def __init__(self, space: Space, queries: FloatArray, rules: Rules, k: int) -> None:
        self.space, self.queries, self.rules, self.k = space, queries, rules, k
        self.keep = rules.keep(space.bank)
        self._all = Finder(space, self.keep, k)
        self._masks = rules.groups(space.bank, self.keep)
        self._groups = [Finder(space, mask, 1) for mask in self._masks]

    @property
    def group_count(self) -> int:
        """How many pinned people and sources have a face that may be retrieved."""
        return len(self._masks)

    def find(self, frames: npt.NDArray[Any]) -> Found:
        """Search for some frames."""
        index = np.asarray(frames, np.int64)
        rows, distances = self._all.find(self.queries[index])
        return Found(index, rows, distances, *self.pinned(index))

    def pinned(self, frames: npt.NDArray[np.int64]) -> tuple[Rows, FloatArray]:
        """The nearest face of each pinned person and source for some frames, [n, p]."""
        return side_by_side([finder.find(self.queries[frames]) for finder in self._groups], frames.size)

    def shown(self, found: Found) -> tuple[Rows, FloatArray]:
        """What a run draws from: pins first, [n, k] rows and distances."""
        entries = [self._pinned_rows(int(f)) for f in found.frames]
        p = max((len(rows) for rows in entries), default=0)
        if not p and not found.first.shape[1]:
            return found.rows, found.distances
        pinned = np.full((found.frames.size, p), NONE, np.int64)
        for i, rows in enumerate(entries):
            pinned[i, : len(rows)] = rows
        own = self.space.distances(self.queries[found.frames], pinned)
        first = side_by_side([(pinned, own), (found.first, found.first_distances)], found.frames.size)
        return put_first(*first, found.rows, found.distances)

    def _pinned_rows(self, frame: int) -> list[int]:
        """Rows of the bank; pins of entries that are no longer there are skipped."""
        rows = []
        for entry_id in dict.fromkeys(self.rules.pins.get(frame, ())):
            try:
                rows.append(self.space.bank.row_of(entry_id))
            except InputError:
                continue
        return rows

    def changed_from(self, before: Search, known: Found) -> Found:
        """Bring what was found under other rules up to date; equal to finding it anew.

        Only frames that lost a face are searched anew; faces that may be retrieved again are compared with what is
        there.

        Args:
            before: the search that found it, of the same space, queries and k.
            known: what it found.
        """
        rows, distances = known.rows.copy(), known.distances.copy()
        lost = np.flatnonzero(before.keep & ~self.keep)
        come = before.keep ^ self.keep
        come &= self.keep
        touched = np.isin(rows, lost).any(axis=1) if lost.size else np.zeros(rows.shape[0], bool)
        if touched.any():
            rows[touched], distances[touched] = self._all.find(self.queries[known.frames[touched]])
        rest = ~touched
        if come.any() and rest.any():
            more = Finder(self.space, come, self.k).find(self.queries[known.frames[rest]])
            rows[rest], distances[rest] = _best((rows[rest], distances[rest]), more)
        if self._same_groups(before):
            return Found(known.frames, rows, distances, known.first, known.first_distances)
        return Found(known.frames, rows, distances, *self.pinned(known.frames))

    def _same_groups(self, before: Search) -> bool:
        pairs = zip(self._masks, before._masks, strict=False)
        return len(self._masks) == len(before._masks) and all(np.array_equal(a, b) for a, b in pairs)

    def random(self, uniform: npt.NDArray[Any]) -> tuple[Rows, FloatArray]:
        """Faces drawn evenly from all that may be retrieved, for comparison.

        Args:
            uniform: numbers in 0..1 of all frames, [T, k].
        """
        drawn = self._all.rows[(uniform * self._all.rows.size).astype(np.int64)]
        return drawn, self.space.distances(self.queries, drawn)


def touched_frames(before: Rows, after: Rows) -> npt.NDArray[np.int64]:
    """Positions at which what is shown differs."""
    return np.flatnonzero((before != after).any(axis=1))


def _best(a: tuple[Rows, FloatArray], b: tuple[Rows, FloatArray]) -> tuple[Rows, FloatArray]:
    """The nearest of two lists [T, k] each, ties by row; NONE is farther than all."""
    rows = np.concatenate([a[0], b[0]], axis=1)
    distances = np.concatenate([a[1], b[1]], axis=1)
    order = np.lexsort((rows, distances), axis=1)[:, : a[0].shape[1]]
    return np.take_along_axis(rows, order, 1), np.take_along_axis(distances, order, 1)
