"""Reading a bank. Light: sqlite3 and numpy, so the window may do it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from core.bank.records import BankEntry, BankInfo, BankSource
from core.bank.schema import (
    DATABASE_NAME,
    MAX_CHANNELS,
    MAX_ENTRIES,
    MAX_THUMBNAIL_BYTES,
    connect,
    create_database,
    database_errors,
)
from core.bank.search import Exclusion, nearest
from core.errors import FormatError, InputError
from core.expression.encoder import REGIONS, Channel, ExpressionEncoder
from core.expression.neutral import Neutral
from core.expression.whitening import Whitening
from core.types import FloatArray

# about the step between two frames of a person at rest (median 0.07 for geo, 0.12 for blend52): of 17,500 real frames
# 6,800 and 10,800 remain
DEFAULT_MIN_DISTANCE = 0.1
_BLOCK_ROWS = 2048
_MAX_NAME = 1000
_Table: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], FloatArray, FloatArray]
_ENTRY_SQL = """SELECT e.id, p.name, s.id, s.name, e.frame_index, e.time_s, e.yaw, e.pitch, e.roll
FROM entries e JOIN sources s ON s.id = e.source_id JOIN persons p ON p.id = s.person_id"""
_SOURCE_FIELDS = tuple(f.name for f in fields(BankSource))
_SOURCE_SQL = """SELECT s.id, p.name, s.name, s.sha256, s.licence, s.width, s.height, s.fps, s.frames, s.faces, s.kept,
s.tracker_id, s.neutral, s.added_utc FROM sources s JOIN persons p ON p.id = s.person_id ORDER BY s.id"""


@dataclass(frozen=True)
class BankMeta:
    """The encoder and rules that all entries of a bank share.

    Attributes:
        encoder_id: the encoder.
        encoder_version: its version.
        channels: its channels, D of them.
        min_distance: near-duplicates of one source closer than this (Euclidean, raw descriptor) are dropped.
    """

    encoder_id: str
    encoder_version: int
    channels: tuple[Channel, ...]
    min_distance: float = DEFAULT_MIN_DISTANCE

    def whitening(
        self,
        descriptors: npt.NDArray[Any],
        persons: npt.NDArray[Any],
        columns: npt.NDArray[np.intp] | None = None,
    ) -> Whitening:
        """The units of all distances: what differs between expressions counts, what differs between people does not.

        Args:
            descriptors: the bank's, [M, D].
            persons: of each row, [M]; every person weighs the same.
            columns: take some channels only; the whitening is of these alone.
        Raises:
            InputError: no rows.
        """
        from core.expression.noise import measured_noise  # reads a file

        chosen = range(len(self.channels)) if columns is None else [int(i) for i in columns]
        rows = descriptors if columns is None else descriptors[:, columns]
        noise = measured_noise(self.encoder_id, self.encoder_version, [self.channels[i] for i in chosen])
        if noise is None:
            return Whitening.fit(rows, groups=persons)
        return Whitening.fit_to_noise(rows, noise, groups=persons)

    def to_rows(self) -> dict[str, str]:
        """As the meta table's text values."""
        return {
            "encoder_id": self.encoder_id,
            "encoder_version": str(self.encoder_version),
            "channels": json.dumps([[c.name, c.region] for c in self.channels]),
            "min_distance": repr(float(self.min_distance)),
        }

    @classmethod
    def from_rows(cls, rows: dict[str, str], source: str) -> BankMeta:
        """Parse and check; FormatError names the bank ``source``."""
        try:
            pairs = json.loads(rows["channels"])
            channels = tuple(Channel(str(name), region) for name, region in pairs)
            if not 0 < len(channels) <= MAX_CHANNELS or any(c.region not in REGIONS for c in channels):
                raise ValueError("unusable channels")
            return cls(rows["encoder_id"], int(rows["encoder_version"]), channels, float(rows["min_distance"]))
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise FormatError(f"The bank '{source}' is damaged", got=f"facts that cannot be read: {error}") from error


class ExpressionBank:
    """A bank opened for reading. Contents are those of the moment of opening; use it in one thread."""

    def __init__(self, path: Path, connection: sqlite3.Connection, meta: BankMeta) -> None:
        self.path, self.meta = path, meta
        self._connection = connection

    @classmethod
    def open(cls, path: Path | str) -> ExpressionBank:
        """Open the bank in folder ``path``.

        Raises:
            FormatError: no bank, damaged, or of another version.
            StorageError: another program holds it.
        """
        folder = Path(path)
        connection = connect(folder)
        try:
            with database_errors(folder / DATABASE_NAME):
                meta = BankMeta.from_rows(
                    dict(connection.execute("SELECT key, value FROM meta").fetchmany(64)), folder.name
                )
        except BaseException:
            connection.close()
            raise
        return cls(folder, connection, meta)

    @classmethod
    def create(
        cls, path: Path | str, encoder: ExpressionEncoder, *, min_distance: float = DEFAULT_MIN_DISTANCE
    ) -> ExpressionBank:
        """Make an empty bank for the descriptors of ``encoder`` and open it.

        Raises:
            StorageError: there is a bank already, or the folder cannot be written.
            InputError: the distance is negative or not finite.
        """
        if not (np.isfinite(min_distance) and min_distance >= 0):
            raise InputError("The near-duplicate distance is unusable", got=str(min_distance), expected="0 or more")
        meta = BankMeta(encoder.id, encoder.version, tuple(encoder.channels), float(min_distance))
        create_database(Path(path) / DATABASE_NAME, meta.to_rows())
        return cls.open(path)

    def __enter__(self) -> ExpressionBank:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self.ids.size)

    def close(self) -> None:
        """Close the database; arrays that were read stay usable."""
        self._connection.close()

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The descriptor's channels."""
        return self.meta.channels

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """Entry ids in rising order, [M]."""
        return self._table[0]

    @property
    def source_ids(self) -> npt.NDArray[np.int64]:
        """Source of each entry, [M]."""
        return self._table[1]

    @property
    def angles(self) -> FloatArray:
        """Yaw, pitch and roll of each entry in radians, [M, 3]."""
        return self._table[2]

    @property
    def descriptors(self) -> FloatArray:
        """Descriptors, [M, D] float32."""
        return self._table[3]

    @cached_property
    def person_names(self) -> npt.NDArray[np.str_]:
        """Person of each entry, [M]."""
        codes, names = self._person_codes
        return np.asarray(names[codes], dtype=np.str_)

    @cached_property
    def _person_codes(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.str_]]:
        """Which person each entry shows, [M], and the people's names."""
        names = np.array(self.persons or ("",), dtype=np.str_)
        ids = np.array([s.id for s in self.sources], np.int64)  # rising
        persons = np.searchsorted(names, np.array([s.person for s in self.sources], dtype=np.str_))
        empty = np.zeros(0, np.intp)
        return (persons[np.searchsorted(ids, self.source_ids)] if ids.size else empty), names

    @cached_property
    def sources(self) -> tuple[BankSource, ...]:
        """All sources, oldest first."""
        found = []
        for row in self._rows(_SOURCE_SQL):
            try:
                facts = dict(zip(_SOURCE_FIELDS, row, strict=True))
                if max(len(facts["person"]), len(facts["name"])) > _MAX_NAME:
                    raise ValueError(f"a name longer than {_MAX_NAME} letters")  # it is repeated for every entry
                found.append(BankSource(**{**facts, "neutral": Neutral.from_dict(json.loads(facts["neutral"]))}))
            except (ValueError, RecursionError) as error:
                raise self._damaged(f"the facts of a source cannot be read: {error}") from error
        return tuple(found)

    @property
    def persons(self) -> tuple[str, ...]:
        """Names of all people with a source, sorted."""
        return tuple(sorted({s.person for s in self.sources}))

    @cached_property
    def whitening(self) -> Whitening:
        """Fitted to all entries, every person weighing the same: the units of all distances.

        Raises:
            InputError: the bank is empty.
        """
        if len(self) == 0:
            raise InputError(f"The bank '{self.path.name}' is empty", next_step="Add a video of a face to it.")
        return self.meta.whitening(self.descriptors, self._person_codes[0])

    @cached_property
    def whitened(self) -> FloatArray:
        """All descriptors whitened, [M, D]."""
        return self.whitening.apply(self.descriptors)

    def row_of(self, entry_id: int) -> int:
        """Row of an entry in ``ids`` and ``descriptors``; InputError if there is no such entry."""
        row = int(np.searchsorted(self.ids, entry_id))
        if row >= len(self) or int(self.ids[row]) != entry_id:
            raise InputError(f"The bank '{self.path.name}' has no entry {entry_id}")
        return row

    def entry(self, entry_id: int) -> BankEntry:
        """The facts of one entry; InputError if there is none."""
        rows = self._rows(f"{_ENTRY_SQL} WHERE e.id = ?", (int(entry_id),))
        if not rows:
            raise InputError(f"The bank '{self.path.name}' has no entry {entry_id}")
        return BankEntry(*rows[0])

    def thumbnail(self, entry_id: int) -> bytes:
        """The entry's face, a JPEG file of 96 x 96 pixels; InputError if there is none."""
        rows = self._rows("SELECT jpeg FROM thumbnails WHERE entry_id = ?", (int(entry_id),))
        if not rows:
            raise InputError(f"The bank '{self.path.name}' has no picture of entry {entry_id}")
        jpeg = rows[0][0]
        if not isinstance(jpeg, bytes) or len(jpeg) > MAX_THUMBNAIL_BYTES or not jpeg.startswith(b"\xff\xd8"):
            raise self._damaged(f"the picture of entry {entry_id} is no small JPEG")
        return jpeg

    def eligible(self, exclude: Exclusion) -> npt.NDArray[np.bool_]:
        """Which entries remain, [M], when people, sources and entries are left out."""
        keep = ~np.isin(self.ids, np.asarray(tuple(exclude.entries), np.int64))
        keep &= ~np.isin(self.source_ids, np.asarray(tuple(exclude.sources), np.int64))
        if exclude.persons:
            keep &= ~np.isin(self.person_names, np.asarray(tuple(exclude.persons), np.str_))
        return np.asarray(keep, bool)

    def search(
        self, descriptors: npt.NDArray[Any], k: int, *, exclude: Exclusion | Iterable[str] = ()
    ) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """The k nearest entries to each descriptor, exact, in whitened distance.

        Args:
            descriptors: queries [T, D] or [D].
            k: neighbours wanted; fewer come back when fewer are eligible.
            exclude: an Exclusion, or names of people to leave out.
        Returns:
            Ids [T, k] int64 and distances [T, k] float32, nearest first.
        Raises:
            InputError: k is below 1, or nothing is eligible.
        """
        queries = self.whitening.apply(np.atleast_2d(descriptors))
        exclusion = exclude if isinstance(exclude, Exclusion) else Exclusion(persons=tuple(exclude))
        rows, distances = nearest(self.whitened, queries, k, keep=self.eligible(exclusion))
        return self.ids[rows], distances

    def info(self) -> BankInfo:
        """The bank in figures."""
        persons: dict[str, int] = dict.fromkeys(self.persons, 0)
        for source in self.sources:
            persons[source.person] += source.kept
        unfinished = self._rows("SELECT name, person, state, message FROM progress WHERE state != 'done' ORDER BY name")
        return BankInfo(
            encoder_id=self.meta.encoder_id,
            encoder_version=self.meta.encoder_version,
            channels=len(self.channels),
            entries=self._rows("SELECT count(*) FROM entries")[0][0],
            bytes=(self.path / DATABASE_NAME).stat().st_size,
            min_distance=self.meta.min_distance,
            persons=persons,
            sources=tuple(
                {"id": s.id, "name": s.name, "person": s.person, "entries": s.kept, "licence": s.licence}
                for s in self.sources
            ),
            unfinished=tuple(dict(zip(("name", "person", "state", "message"), row, strict=True)) for row in unfinished),
        )

    @cached_property
    def _table(self) -> _Table:
        parts = list(self._blocks())
        if not parts:
            D = len(self.channels)
            none = np.empty(0, np.int64)
            return none, none, np.empty((0, 3), np.float32), np.empty((0, D), np.float32)
        ids, source_ids, angles, descriptors = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        if not np.isin(source_ids, [s.id for s in self.sources]).all():
            raise self._damaged("entries of a source that is not there")
        return ids, source_ids, angles, descriptors

    def _blocks(self) -> Iterator[_Table]:
        """The entries in blocks: as rows of Python objects, all of them at once would take five times the memory."""
        sql = "SELECT id, source_id, yaw, pitch, roll, descriptor FROM entries ORDER BY id LIMIT ?"
        with (
            database_errors(self.path / DATABASE_NAME),
            contextlib.closing(self._connection.execute(sql, (MAX_ENTRIES,))) as cursor,
        ):
            while rows := cursor.fetchmany(_BLOCK_ROWS):
                yield self._block(rows)

    def _block(self, rows: list[tuple[Any, ...]]) -> _Table:
        D = len(self.channels)
        ids, source_ids, yaw, pitch, roll, blobs = zip(*rows, strict=True)
        if any(not isinstance(blob, bytes) or len(blob) != 4 * D for blob in blobs):
            raise self._damaged(f"a descriptor that is not {D} numbers long")
        try:
            numbers = np.array(ids, np.int64), np.array(source_ids, np.int64)
            angles = np.array([yaw, pitch, roll], np.float32).T
        except (TypeError, ValueError, OverflowError) as error:
            raise self._damaged(f"an entry with impossible facts: {error}") from error
        descriptors = np.frombuffer(b"".join(blobs), "<f4").astype(np.float32).reshape(-1, D)
        if not (np.isfinite(descriptors).all() and np.isfinite(angles).all()):
            raise self._damaged("numbers that are not finite")
        return (*numbers, angles, descriptors)

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with (
            database_errors(self.path / DATABASE_NAME),
            contextlib.closing(self._connection.execute(sql, values)) as cursor,
        ):
            return cursor.fetchall()

    def _damaged(self, got: str) -> FormatError:
        return FormatError(f"The bank '{self.path.name}' is damaged", got=got, next_step="Build it again.")
