"""Checking a whole bank: what opening it does not look at."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.bank.schema import DATABASE_NAME, connect
from core.bank.store import ExpressionBank
from core.bank.thumbnails import decode_jpeg
from core.bank.writer import hash_entries
from core.errors import FormatError
from core.events import CancelToken

_MAX_PROBLEMS = 100


@dataclass(frozen=True)
class VerifyReport:
    """What was checked and what is wrong.

    Attributes:
        entries: entries looked at.
        sources: sources looked at.
        problems: one sentence each, at most 100; empty for a sound bank.
    """

    entries: int
    sources: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """True for a sound bank."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form."""
        return {**asdict(self), "ok": self.ok}


def verify_bank(path: Path | str, *, cancel: CancelToken | None = None) -> VerifyReport:
    """Check SQLite's own structure, every descriptor, picture, count and content hash.

    Raises:
        FormatError: it cannot be opened as a bank at all.
        Cancelled: the user asked.
    """
    folder = Path(path)
    problems: list[str] = []
    entries = sources = 0
    with contextlib.closing(connect(folder)) as connection, ExpressionBank.open(folder) as bank:
        try:
            problems += _structure(connection)
            entries, sources = len(bank), len(bank.sources)
            for source in bank.sources:
                if cancel is not None:
                    cancel.check()
                problems += _source_problems(connection, source.id, source.name, 4 * len(bank.channels))
        except (sqlite3.Error, FormatError) as error:
            problems.append(f"{DATABASE_NAME}: {error}")
    return VerifyReport(entries, sources, tuple(problems[:_MAX_PROBLEMS]))


def _structure(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("PRAGMA integrity_check(20)").fetchall()
    found = [f"{DATABASE_NAME}: {row[0]}" for row in rows if row[0] != "ok"]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(20)
    return found + [f"{DATABASE_NAME}: row {row[1]} of {row[0]} points to nothing" for row in orphans]


def _source_problems(connection: sqlite3.Connection, source_id: int, name: str, descriptor_bytes: int) -> list[str]:
    sql = """SELECT e.id, e.frame_index, e.descriptor, t.jpeg FROM entries e
    LEFT JOIN thumbnails t ON t.entry_id = e.id WHERE e.source_id = ? ORDER BY e.id"""
    problems, content = [], []
    for entry_id, frame_index, descriptor, jpeg in connection.execute(sql, (source_id,)):
        if not isinstance(descriptor, bytes) or len(descriptor) != descriptor_bytes:
            problems.append(f"'{name}': entry {entry_id} has a descriptor of the wrong length")
        elif not np.isfinite(np.frombuffer(descriptor, "<f4")).all():
            problems.append(f"'{name}': entry {entry_id} has a descriptor that is not finite")
        if not isinstance(jpeg, bytes) or decode_jpeg(jpeg) is None:
            problems.append(f"'{name}': entry {entry_id} has no picture that can be shown")
        else:
            content.append((frame_index, descriptor, jpeg))
    kept, digest, sha256 = connection.execute(
        "SELECT kept, content_sha256, sha256 FROM sources WHERE id = ?", (source_id,)
    ).fetchone()
    if kept != len(content):
        problems.append(f"'{name}': {len(content)} sound entries of {kept}")
    elif hash_entries(content) != digest:
        problems.append(f"'{name}': its entries are not those that were added")
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        problems.append(f"'{name}': its SHA-256 is no hash")
    return problems
