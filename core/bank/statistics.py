"""A bank in figures that its owner can act on: who is in it, what repeats, what is thin. Light."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.bank.filter import strong_ends
from core.bank.records import BankSource
from core.bank.schema import DATABASE_NAME
from core.bank.snapshot import BankSnapshot
from core.errors import Cancelled
from core.types import BoolArray, FloatArray

YAW_EDGES = tuple(float(np.radians(a)) for a in (-30, -12, 12, 30))
PITCH_EDGES = tuple(float(np.radians(a)) for a in (-10, 10))
_BINS = 24


@dataclass(frozen=True)
class ThinEnd:
    """One end of a channel that few people of the bank reach.

    Attributes:
        channel: its name.
        sign: 1 for more of it, -1 for less.
        bound: from here on, raw.
        persons: people who reach it.
        entries: entries that reach it.
    """

    channel: str
    sign: int
    bound: float
    persons: int
    entries: int


@dataclass(frozen=True, eq=False)
class Statistics:
    """Figures of a bank.

    Attributes:
        entries: number of faces.
        persons: entries per person, most first.
        sources: number of clips.
        licences: entries per licence note, most first.
        bytes: size of the database.
        duplicates: entries that repeat an earlier one of another clip, [M].
        poses: entries by head pose: three rows from looking up to looking down, five columns from the subject's right
            to the left, [3, 5].
        thin: both ends of every channel, the fewest people first.
    """

    entries: int
    persons: tuple[tuple[str, int], ...]
    sources: int
    licences: tuple[tuple[str, int], ...]
    bytes: int
    duplicates: BoolArray
    poses: npt.NDArray[np.int64]
    thin: tuple[ThinEnd, ...]

    @classmethod
    def of(cls, bank: BankSnapshot, *, stopped: Callable[[], bool] = lambda: False) -> Statistics:
        """Count.

        Args:
            bank: what is counted.
            stopped: asked now and then; True gives it up.
        Raises:
            Cancelled: it was given up.
        """
        licence: dict[str, int] = {}
        person: dict[str, int] = {}
        for source, count in _per_source(bank):
            licence[source.licence] = licence.get(source.licence, 0) + count
            person[source.person] = person.get(source.person, 0) + count
        file = bank.path / DATABASE_NAME
        return cls(
            entries=len(bank),
            persons=_most_first(person),
            sources=len(bank.sources),
            licences=_most_first(licence),
            bytes=file.stat().st_size if file.is_file() else 0,
            duplicates=repeated(bank, stopped=stopped),
            poses=poses_of(bank.angles),
            thin=_thin(bank),
        )


@dataclass(frozen=True, eq=False)
class Reaches:
    """What values a bank's channels and head angles take, for sliders.

    Attributes:
        channels: least and most of each channel, raw, [D, 2].
        channel_counts: entries in equal steps between them, [D, 24].
        usual: 99 of 100 entries lie within plus and minus this, [D].
        angles: likewise of yaw, pitch and roll in radians, [3, 2].
        angle_counts: [3, 24].
    """

    channels: FloatArray
    channel_counts: npt.NDArray[np.int64]
    usual: FloatArray
    angles: FloatArray
    angle_counts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, bank: BankSnapshot) -> Reaches:
        """Measure a bank; all zero for an empty one."""
        size = np.abs(bank.descriptors)
        usual = np.percentile(size, 99, axis=0) if len(bank) else np.zeros(size.shape[1])
        return cls(*_reach(bank.descriptors), usual.astype(np.float32), *_reach(bank.angles))


def _reach(values: FloatArray) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    if not len(values):
        return np.zeros((values.shape[1], 2), np.float32), np.zeros((values.shape[1], _BINS), np.int64)
    low, high = values.min(axis=0), values.max(axis=0)
    step = np.maximum(high - low, 1e-6) / _BINS
    cell = np.minimum(((values - low) / step).astype(np.int64), _BINS - 1) + np.arange(values.shape[1]) * _BINS
    counts = np.bincount(cell.ravel(), minlength=values.shape[1] * _BINS)
    return np.stack([low, high], axis=1).astype(np.float32), counts.reshape(-1, _BINS)


def poses_of(angles: FloatArray) -> npt.NDArray[np.int64]:
    """Entries by head pose, [3, 5]; see Statistics.poses."""
    column = np.digitize(angles[:, 0], YAW_EDGES)
    row = 2 - np.digitize(angles[:, 1], PITCH_EDGES)
    return np.bincount(row * 5 + column, minlength=15).reshape(3, 5)


def repeated(bank: BankSnapshot, *, stopped: Callable[[], bool] = lambda: False) -> BoolArray:
    """Entries nearer than the bank's own limit to an earlier one, [M].

    Within a clip such near-duplicates were dropped when it was added; these come from clips that show the same.
    """
    found = np.zeros(len(bank), bool)
    limit = bank.meta.min_distance
    if len(bank) < 2 or limit <= 0:
        return found
    centred = bank.descriptors - bank.descriptors.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    # what is near in all channels is near in the two widest directions: only such pairs are measured
    flat = centred @ vectors[:, ::-1][:, :2]
    if flat.shape[1] < 2:
        flat = np.concatenate([flat, np.zeros_like(flat)], axis=1)
    for rows in _strips(flat, limit):
        if stopped():
            raise Cancelled
        _mark_near(bank, flat[:, 1], rows, limit, found)
    return found


def _strips(flat: FloatArray, limit: float) -> Iterator[npt.NDArray[np.intp]]:
    """Rows of every two neighbouring strips of width ``limit``, in the order of the other direction."""
    strip = np.floor((flat[:, 0] - flat[:, 0].min()) / limit).astype(np.int64)
    order = np.argsort(strip, kind="stable")
    numbers, starts = np.unique(strip[order], return_index=True)
    ends = [*starts[1:], len(order)]
    for i, number in enumerate(numbers):
        last = ends[i + 1] if i + 1 < len(numbers) and numbers[i + 1] == number + 1 else ends[i]
        rows = order[starts[i] : last]
        yield rows[np.argsort(flat[rows, 1], kind="stable")]


def _mark_near(
    bank: BankSnapshot, across: FloatArray, rows: npt.NDArray[np.intp], limit: float, found: BoolArray
) -> None:
    """Compare every row with those that follow it within ``limit``; mark the later one of near pairs."""
    place = across[rows]
    for shift in range(1, len(rows)):
        near = np.flatnonzero(place[shift:] - place[:-shift] <= limit)
        if near.size == 0:
            return
        a, b = rows[near], rows[near + shift]
        delta = bank.descriptors[a] - bank.descriptors[b]
        same = np.einsum("nd,nd->n", delta, delta) < limit**2
        found[np.maximum(a[same], b[same])] = True


def _per_source(bank: BankSnapshot) -> Iterator[tuple[BankSource, int]]:
    ids, counts = np.unique(bank.source_ids, return_counts=True)
    count_of = dict(zip(ids.tolist(), counts.tolist(), strict=True))
    for source in bank.sources:
        yield source, int(count_of.get(source.id, 0))


def _most_first(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _thin(bank: BankSnapshot) -> tuple[ThinEnd, ...]:
    if not len(bank):
        return ()
    names = {person: i for i, person in enumerate(bank.persons)}
    ids = np.array([s.id for s in bank.sources], np.int64)
    person = np.array([names[s.person] for s in bank.sources])[np.searchsorted(ids, bank.source_ids)]
    ends = []
    for i, (low, high) in enumerate(strong_ends(bank)):
        for sign, bound in ((-1, float(low)), (1, float(high))):
            beyond = bank.descriptors[:, i] * sign >= bound * sign
            people = int(np.unique(person[beyond]).size)
            ends.append(ThinEnd(bank.channels[i].name, sign, bound, people, int(beyond.sum())))
    return tuple(sorted(ends, key=lambda end: (end.persons, end.entries, end.channel, end.sign)))
