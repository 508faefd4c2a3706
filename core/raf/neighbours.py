"""The neighbour table: for each training frame, the bank's nearest expressions of other people.

Computed once a run and stored, so that training never waits for a search and the studio can show what was used. Light
to load; building loads faiss.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.bank.search import Exclusion
from core.bank.store import ExpressionBank
from core.errors import FormatError, InputError, ShapeError
from core.expression.encoder import Channel, region_columns
from core.expression.whitening import Whitening
from core.project.atomic import atomic_write_bytes, read_commit_record, write_commit_record
from core.raf.pins import NONE, put_first, side_by_side
from core.types import FloatArray

SCHEMA_VERSION = 1
MAX_FILE_BYTES = 4 << 30
# a frame's neighbours in time are the same expression: the subject's own typical distance leaves them out
OWN_GAP_FRAMES = 10


@dataclass(frozen=True)
class RetrievalOptions:
    """What is retrieved beyond the k nearest.

    Attributes:
        exclude_sources: source ids left out.
        pinned: frame row -> entry ids that are among its neighbours whatever their distance, first.
        pinned_persons: names of whom every frame gets its nearest eligible face, next.
        pinned_sources: source ids, likewise.
        regions: regions that get a table of their own, for region-wise replacement.
        pose_weight: added distance, in whitened units, per radian of difference in yaw and pitch; 0 ignores pose.
    """

    exclude_sources: tuple[int, ...] = ()
    pinned: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    pinned_persons: tuple[str, ...] = ()
    pinned_sources: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    pose_weight: float = 0.0

    def __post_init__(self) -> None:
        if not (np.isfinite(self.pose_weight) and self.pose_weight >= 0):
            raise InputError("The weight of the head pose is unusable", got=str(self.pose_weight), expected="0 or more")


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Nearest entries over some of the descriptor's channels.

    Attributes:
        ids: bank entry ids, nearest first, int64 [T, k].
        distances: whitened distance to each, float32 [T, k].
        descriptors: raw descriptors of each, all D channels, float32 [T, k, D].
        columns: the channels that the distance is taken over, [D'].
        own_distance: the subject's typical distance from a frame to the nearest other frame, in the same units.
        whitening: over those channels.
    """

    ids: npt.NDArray[np.int64]
    distances: FloatArray
    descriptors: FloatArray
    columns: npt.NDArray[np.intp]
    own_distance: float
    whitening: Whitening


@dataclass(frozen=True, eq=False)
class NeighbourTable:
    """Neighbours of T frames; made by ``build`` or ``load``.

    Attributes:
        whole: over all channels.
        regions: over the channels of one region each.
        queries: the frames' own descriptors, [T, D].
        channels: the descriptor's channels.
        bank: name of the bank's folder.
    """

    whole: Neighbours
    regions: dict[str, Neighbours]
    queries: FloatArray
    channels: tuple[Channel, ...]
    bank: str = ""

    @classmethod
    def build(
        cls,
        bank: ExpressionBank,
        descriptors: npt.NDArray[Any],
        *,
        k: int = 8,
        exclude_persons: Sequence[str] = (),
        banned: Sequence[int] = (),
        options: RetrievalOptions | None = None,
        angles: npt.NDArray[Any] | None = None,
    ) -> NeighbourTable:
        """Retrieve the k nearest entries for each frame, in whitened Euclidean distance.

        Args:
            bank: to retrieve from, of the descriptors' encoder.
            descriptors: of the training frames, [T, D].
            k: neighbours a frame; fewer when the bank has fewer eligible entries.
            exclude_persons: names left out: the subject, and people whom the user banned.
            banned: entry ids left out.
            options: pins, sources, region tables, pose.
            angles: the frames' yaw, pitch and roll in radians, [T, 3]; needed for ``options.pose_weight``.
        Raises:
            FormatError: the descriptors are not of the bank's encoder.
            InputError: nothing is eligible, a pin is unknown, or values are not finite.
        """
        options = options or RetrievalOptions()
        queries = np.ascontiguousarray(descriptors, np.float32)
        if queries.ndim != 2 or queries.shape[1] != len(bank.channels):
            raise FormatError(
                f"The descriptors do not fit the bank '{bank.path.name}'",
                got=str(list(queries.shape)),
                expected=f"[T, {len(bank.channels)}] of {bank.meta.encoder_id} version {bank.meta.encoder_version}",
                next_step="Build the bank and track the clip with the same encoder.",
            )
        exclusion = Exclusion(tuple(exclude_persons), options.exclude_sources, tuple(banned))
        search = _Search(bank, queries, k, bank.eligible(exclusion), options, angles)
        whole = search.over(np.arange(len(bank.channels)))
        regions = {name: search.over(region_columns(bank.channels, name)) for name in options.regions}
        return cls(whole, regions, queries, tuple(bank.channels), bank.path.name)

    def __len__(self) -> int:
        return int(self.queries.shape[0])

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """Bank entry ids, nearest first, [T, k]."""
        return self.whole.ids

    @property
    def distances(self) -> FloatArray:
        """Whitened distances, [T, k]."""
        return self.whole.distances

    @property
    def descriptors(self) -> FloatArray:
        """Raw descriptors of the neighbours, [T, k, D]."""
        return self.whole.descriptors

    @property
    def whitening(self) -> Whitening:
        """The space of the distances."""
        return self.whole.whitening

    def take(self, rows: npt.ArrayLike) -> NeighbourTable:
        """The table of some frames only, by row index or boolean mask."""
        index = np.asarray(rows)
        cut = {name: _take(n, index) for name, n in self.regions.items()}
        return NeighbourTable(_take(self.whole, index), cut, self.queries[index], self.channels, self.bank)

    def save(self, path: Path | str) -> None:
        """Write ``path`` (safetensors) and the commit record beside it, atomically.

        Raises:
            StorageError: it cannot be written.
        """
        from safetensors.numpy import save

        tensors: dict[str, npt.NDArray[Any]] = {"queries": self.queries}
        for name, part in (("whole", self.whole), *self.regions.items()):
            tensors |= {f"{name}.{key}": np.ascontiguousarray(getattr(part, key)) for key in _ARRAYS}
            tensors |= {f"{name}.mean": part.whitening.mean, f"{name}.transform": part.whitening.transform}
        facts = {
            "kind": "neighbours",
            "schema": SCHEMA_VERSION,
            "bank": self.bank,
            "channels": [[c.name, c.region] for c in self.channels],
            "own_distance": {n: p.own_distance for n, p in (("whole", self.whole), *self.regions.items())},
        }
        atomic_write_bytes(path, save(tensors))
        write_commit_record(path, facts)

    @classmethod
    def load(cls, path: Path | str) -> NeighbourTable:
        """Read what ``save`` wrote.

        Raises:
            FormatError: missing, cut short, damaged or of another version.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load

        path = Path(path)
        facts = read_commit_record(path)
        if facts.get("kind") != "neighbours" or facts.get("schema") != SCHEMA_VERSION:
            raise FormatError(f"'{path.name}' holds no neighbours of this version", next_step="Start the run again.")
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                raise ValueError("too large")
            return _from_tensors(load(path.read_bytes()), facts)
        except (SafetensorError, OSError, KeyError, TypeError, ValueError, ShapeError, json.JSONDecodeError) as error:
            raise FormatError(f"The neighbours in '{path.name}' cannot be read", got=str(error)) from error


_ARRAYS = ("ids", "distances", "descriptors", "columns")


class _Search:
    """One build's bank, queries and rules."""

    def __init__(
        self,
        bank: ExpressionBank,
        queries: FloatArray,
        k: int,
        keep: npt.NDArray[np.bool_],
        options: RetrievalOptions,
        angles: npt.NDArray[Any] | None,
    ) -> None:
        self.bank, self.queries, self.k, self.keep, self.options = bank, queries, k, keep, options
        if options.pose_weight and (angles is None or np.shape(angles) != (queries.shape[0], 3)):
            raise InputError("Pose-aware retrieval needs the frames' angles", expected=f"[{queries.shape[0]}, 3]")
        self.angles = np.zeros((queries.shape[0], 3), np.float32) if angles is None else np.asarray(angles, np.float32)

    def over(self, columns: npt.NDArray[np.intp]) -> Neighbours:
        """Neighbours by the distance over ``columns``."""
        from core.bank.index import nearest_batch

        bank, full = self.bank, columns.size == len(self.bank.channels)
        whitening = bank.whitening if full else bank.meta.whitening(bank.descriptors, bank.person_names, columns)
        points = self._with_pose(whitening.apply(bank.descriptors[:, columns]), bank.angles)
        own = whitening.apply(self.queries[:, columns])
        queries = self._with_pose(own, self.angles)
        rows, distances = nearest_batch(points, queries, self.k, keep=self.keep)
        rows, distances = self._with_pins(rows, distances, points, queries)
        descriptors = bank.descriptors[rows]
        return Neighbours(bank.ids[rows], distances, descriptors, columns, own_distance(own), whitening)

    def _with_pose(self, whitened: FloatArray, angles: FloatArray) -> FloatArray:
        if not self.options.pose_weight:
            return whitened
        return np.concatenate([whitened, self.options.pose_weight * angles[:, :2]], axis=1).astype(np.float32)

    def _with_pins(self, rows: Any, distances: Any, points: FloatArray, queries: FloatArray) -> tuple[Any, Any]:
        from core.bank.index import nearest_batch

        groups = [self.bank.person_names == name for name in self.options.pinned_persons]
        groups += [self.bank.source_ids == source for source in self.options.pinned_sources]
        T, most = rows.shape[0], max((len(set(ids)) for ids in self.options.pinned.values()), default=0)
        pinned = np.full((T, most), NONE, np.int64)
        for frame, ids in self.options.pinned.items():
            found = [self.bank.row_of(entry_id) for entry_id in dict.fromkeys(ids)]
            pinned[frame, : len(found)] = found
        gaps = np.linalg.norm(points[pinned] - queries[:, None], axis=2) if most else np.zeros((T, 0), np.float32)
        parts = [(pinned, np.where(pinned == NONE, np.inf, gaps))]
        parts += [nearest_batch(points, queries, 1, keep=g & self.keep) for g in groups if (g & self.keep).any()]
        first = side_by_side(parts, T)
        return put_first(*first, rows, distances) if first[0].shape[1] else (rows, distances)


def own_distance(whitened: FloatArray, gap: int = OWN_GAP_FRAMES) -> float:
    """The subject's median distance from a frame to the nearest other frame at least ``gap`` rows away.

    Falls back on the median distance to the mean for clips too short for that; never 0.
    """
    T = whitened.shape[0]
    squares = (whitened**2).sum(axis=1)
    nearest = np.full(T, np.inf)
    rows = np.arange(T)
    for start in range(0, T, 512):
        part = slice(start, min(start + 512, T))
        squared = squares[part, None] + squares[None] - 2.0 * whitened[part] @ whitened.T
        squared[np.abs(rows[part, None] - rows[None]) < gap] = np.inf
        nearest[part] = squared.min(axis=1)
    finite = nearest[np.isfinite(nearest)]
    if finite.size == 0:
        finite = ((whitened - whitened.mean(axis=0)) ** 2).sum(axis=1)
    return max(float(np.median(np.sqrt(np.maximum(finite, 0.0)))), 1e-3)


def _take(part: Neighbours, index: npt.NDArray[Any]) -> Neighbours:
    rows = (part.ids[index], part.distances[index], part.descriptors[index])
    return Neighbours(*rows, part.columns, part.own_distance, part.whitening)


def _from_tensors(tensors: dict[str, npt.NDArray[Any]], facts: dict[str, Any]) -> NeighbourTable:
    channels = tuple(Channel(str(name), region) for name, region in facts["channels"])
    parts = {name: _part(tensors, name, float(own)) for name, own in facts["own_distance"].items()}
    queries, T, D = tensors["queries"], tensors["queries"].shape[0], len(channels)
    for name, part in parts.items():
        k = part.ids.shape[1]
        shapes = (part.ids.shape, part.distances.shape, part.descriptors.shape, queries.shape)
        if shapes != ((T, k), (T, k), (T, k, D), (T, D)) or not np.isfinite(part.descriptors).all():
            raise ValueError(f"table '{name}' has impossible arrays")
        if part.columns.size != part.whitening.mean.size or not np.isin(part.columns, np.arange(D)).all():
            raise ValueError(f"table '{name}' speaks of channels that are not there")
    whole = parts.pop("whole")
    return NeighbourTable(whole, parts, queries, channels, str(facts["bank"]))


def _part(tensors: dict[str, npt.NDArray[Any]], name: str, own: float) -> Neighbours:
    ids, distances, descriptors, columns = (tensors[f"{name}.{key}"] for key in _ARRAYS)
    whitening = Whitening(tensors[f"{name}.mean"], tensors[f"{name}.transform"])
    return Neighbours(ids, distances, descriptors, columns.astype(np.intp), own, whitening)
