"""Changing a bank: one writer at a time, one transaction a source. Light."""

from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType

import filelock
import numpy as np

from core.bank.records import ExtractedSource
from core.bank.schema import DATABASE_NAME, MAX_THUMBNAIL_BYTES, connect, database_errors
from core.bank.store import BankMeta
from core.errors import FormatError, InputError, ShapeError, StorageError

LOCK_NAME = "bank.lock"
_LOCK_TIMEOUT_S = 5.0


class BankWriter:
    """Holds a bank for writing, until closed. Every method leaves the bank whole, also when killed in the middle.

    Args:
        path: the bank's folder.
    Raises:
        FormatError: no bank there, damaged or of another version.
        StorageError: another process writes to it.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._lock = filelock.FileLock(self.path / LOCK_NAME)
        try:
            self._lock.acquire(timeout=_LOCK_TIMEOUT_S)
        except (filelock.Timeout, OSError) as error:
            raise StorageError(
                f"The bank '{self.path.name}' cannot be written",
                got="another process that writes to it" if isinstance(error, filelock.Timeout) else str(error),
                next_step="Wait until the other job has ended.",
            ) from error
        try:
            self._connection = connect(self.path, writable=True)
            with self._errors():
                rows = dict(self._connection.execute("SELECT key, value FROM meta").fetchmany(64))
            self.meta = BankMeta.from_rows(rows, self.path.name)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> BankWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and let others write."""
        self._connection.close()
        self._lock.release()

    def has_source(self, sha256: str) -> bool:
        """Whether a source of that content is in the bank."""
        with self._errors():
            return self._connection.execute("SELECT 1 FROM sources WHERE sha256 = ?", (sha256,)).fetchone() is not None

    def note(self, sha256: str, name: str, person: str, state: str, message: str = "") -> None:
        """Record how far a source is: 'started', 'failed' (with the reason) or 'done'."""
        with self._errors():
            self._note(sha256, name, person, state, message)

    def add_source(self, source: ExtractedSource) -> None:
        """Add one source's entries in one transaction.

        Raises:
            InputError: its content is in the bank already.
            FormatError: its neutral is of another encoder, or a picture is too large.
            ShapeError: its arrays do not fit each other or the bank.
        """
        self._check(source)
        if self.has_source(source.sha256):
            raise InputError(f"'{source.name}' is in the bank already")
        with self._errors(), _transaction(self._connection):
            self._insert(source)
            self._note(source.sha256, source.name, source.person, "done", f"{len(source.frame_index)} entries")

    def remove_person(self, name: str) -> int:
        """Remove a person with all sources and entries; the file shrinks. Returns the entries removed."""
        with self._errors():
            row = self._connection.execute("SELECT id FROM persons WHERE name = ?", (name,)).fetchone()
            if row is None:
                raise InputError(f"The bank '{self.path.name}' has no person '{name}'")
            ids = [r[0] for r in self._connection.execute("SELECT id FROM sources WHERE person_id = ?", row)]
        return self._remove(ids)

    def remove_source(self, source_id: int) -> int:
        """Remove a source with its entries; the file shrinks. Returns the entries removed."""
        with self._errors():
            if self._connection.execute("SELECT 1 FROM sources WHERE id = ?", (source_id,)).fetchone() is None:
                raise InputError(f"The bank '{self.path.name}' has no source {source_id}")
        return self._remove([source_id])

    def remove_sources(self, source_ids: Sequence[int]) -> int:
        """Remove several sources with their entries; the file shrinks. Returns the entries removed; InputError if one
        is not there."""
        with self._errors():
            known = {row[0] for row in self._connection.execute("SELECT id FROM sources")}
        if unknown := set(source_ids) - known:
            raise InputError(f"The bank '{self.path.name}' has no source {min(unknown)}")
        return self._remove(list(source_ids))

    def _remove(self, source_ids: list[int]) -> int:
        removed = 0
        with self._errors():
            with _transaction(self._connection):
                for source_id in source_ids:
                    one = (source_id,)
                    self._connection.execute(
                        "DELETE FROM progress WHERE sha256 = (SELECT sha256 FROM sources WHERE id = ?)", one
                    )
                    self._connection.execute(
                        "DELETE FROM thumbnails WHERE entry_id IN (SELECT id FROM entries WHERE source_id = ?)", one
                    )
                    removed += self._connection.execute("DELETE FROM entries WHERE source_id = ?", one).rowcount
                    self._connection.execute("DELETE FROM sources WHERE id = ?", one)
                self._connection.execute("DELETE FROM persons WHERE id NOT IN (SELECT person_id FROM sources)")
            self._connection.execute("VACUUM")
        return removed

    def _insert(self, source: ExtractedSource) -> None:
        execute = self._connection.execute
        execute("INSERT OR IGNORE INTO persons (name) VALUES (?)", (source.person,))
        person_id = execute("SELECT id FROM persons WHERE name = ?", (source.person,)).fetchone()[0]
        facts = {
            "person_id": person_id,
            **{key: getattr(source, key) for key in _COPIED},
            "kept": len(source.frame_index),
            "neutral": json.dumps(source.neutral.to_dict()),
            "content_sha256": content_sha256(source),
            "added_utc": _now(),
        }
        columns, marks = ", ".join(facts), ", ".join("?" * len(facts))
        source_id = execute(f"INSERT INTO sources ({columns}) VALUES ({marks})", tuple(facts.values())).lastrowid
        descriptors = np.ascontiguousarray(source.descriptors, "<f4")
        for i, jpeg in enumerate(source.thumbnails):
            angles = (float(a) for a in source.angles[i])
            row = (source_id, int(source.frame_index[i]), float(source.time_s[i]), *angles, descriptors[i].tobytes())
            entry_id = execute(_ENTRY_INSERT, row).lastrowid
            execute("INSERT INTO thumbnails VALUES (?, ?)", (entry_id, jpeg))

    def _check(self, source: ExtractedSource) -> None:
        n, D = len(source.frame_index), len(self.meta.channels)
        shapes = {"descriptors": (n, D), "angles": (n, 3), "time_s": (n,)}
        for name, shape in shapes.items():
            array = getattr(source, name)
            if array.shape != shape or not np.isfinite(array).all():
                raise ShapeError(
                    f"The {name} of '{source.name}' do not fit", got=str(array.shape), expected=f"finite {shape}"
                )
        if len(source.thumbnails) != n or any(len(jpeg) > MAX_THUMBNAIL_BYTES for jpeg in source.thumbnails):
            raise FormatError(f"The pictures of '{source.name}' do not fit", expected=f"{n} JPEG files under 64 kB")
        made_by = (source.neutral.encoder_id, source.neutral.encoder_version)
        if made_by != (self.meta.encoder_id, self.meta.encoder_version):
            raise other_encoder(source.name, made_by, self.meta)

    def _note(self, sha256: str, name: str, person: str, state: str, message: str) -> None:
        row = (sha256, name, person, state, message[:4096], _now())
        self._connection.execute("INSERT OR REPLACE INTO progress VALUES (?,?,?,?,?,?)", row)

    def _errors(self) -> AbstractContextManager[None]:
        return database_errors(self.path / DATABASE_NAME)


_ENTRY_INSERT = """INSERT INTO entries (source_id, frame_index, time_s, yaw, pitch, roll, descriptor)
VALUES (?, ?, ?, ?, ?, ?, ?)"""
_COPIED = ("name", "sha256", "licence", "width", "height", "fps", "frames", "faces", "tracker_id")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """BEGIN IMMEDIATE, then COMMIT, or ROLLBACK when the block raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def content_sha256(source: ExtractedSource) -> str:
    """A hash of what a source adds: frame numbers, descriptors and pictures, in order."""
    return hash_entries(
        (int(i), d.tobytes(), jpeg)
        for i, d, jpeg in zip(
            source.frame_index, np.ascontiguousarray(source.descriptors, "<f4"), source.thumbnails, strict=True
        )
    )


def hash_entries(entries: Iterable[tuple[int, bytes, bytes]]) -> str:
    """SHA-256 over (frame index, descriptor bytes, JPEG) triples."""
    digest = hashlib.sha256()
    for frame_index, descriptor, jpeg in entries:
        digest.update(f"{frame_index} {len(descriptor)} {len(jpeg)};".encode())
        digest.update(descriptor)
        digest.update(jpeg)
    return digest.hexdigest()


def other_encoder(what: str, got: tuple[str, int], meta: BankMeta) -> FormatError:
    """The error for descriptors of another encoder or version."""
    return FormatError(
        f"'{what}' has descriptors of another encoder than the bank",
        got=f"{got[0]} version {got[1]}",
        expected=f"{meta.encoder_id} version {meta.encoder_version}",
        next_step="Build a bank with this encoder from the videos.",
    )


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
