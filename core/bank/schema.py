"""The bank's SQLite layout, and opening it without trust: banks come from other people. Light.

Nothing in a bank is a path that is followed, no schema but ours is run (a view or trigger could be), and every length
is bounded before it is read.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from core.errors import FormatError, StorageError

SCHEMA_VERSION = 1
APPLICATION_ID = 0x52414642  # "RAFB"
DATABASE_NAME = "bank.sqlite"
MAX_ENTRIES = 2_000_000
MAX_CHANNELS = 1024
MAX_TEXT = 1 << 20
MAX_THUMBNAIL_BYTES = 64 << 10
_BUSY_TIMEOUT_S = 10.0

_TABLES = {
    "meta": "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "persons": "CREATE TABLE persons (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT",
    "sources": """CREATE TABLE sources (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES persons(id),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  licence TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  fps REAL NOT NULL,
  frames INTEGER NOT NULL,
  faces INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  tracker_id TEXT NOT NULL,
  neutral TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  added_utc TEXT NOT NULL
) STRICT""",
    "entries": """CREATE TABLE entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER NOT NULL REFERENCES sources(id),
  frame_index INTEGER NOT NULL,
  time_s REAL NOT NULL,
  yaw REAL NOT NULL,
  pitch REAL NOT NULL,
  roll REAL NOT NULL,
  descriptor BLOB NOT NULL
) STRICT""",
    # apart from entries, so that reading all descriptors does not pass over the pictures
    "thumbnails": """CREATE TABLE thumbnails (
  entry_id INTEGER PRIMARY KEY REFERENCES entries(id),
  jpeg BLOB NOT NULL
) STRICT""",
    "progress": """CREATE TABLE progress (
  sha256 TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  person TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT NOT NULL,
  updated_utc TEXT NOT NULL
) STRICT""",
}
_INDEXES = {"entries_source": "CREATE INDEX entries_source ON entries(source_id)"}


def create_database(path: Path, facts: dict[str, str]) -> None:
    """Make an empty bank database with ``facts`` as its meta table.

    Raises:
        StorageError: there is one already, or it cannot be written.
    """
    if path.exists():
        raise StorageError(
            f"There is a bank in '{path.parent.name}' already", next_step="Choose another name, or add to it."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"Cannot make the folder '{path.parent.name}'", got=str(error)) from error
    temp = path.with_name(f".{path.name}.new")
    temp.unlink(missing_ok=True)
    with database_errors(path), contextlib.closing(sqlite3.connect(temp, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("BEGIN")
        for sql in (*_TABLES.values(), *_INDEXES.values()):
            connection.execute(sql)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
        connection.execute("COMMIT")
    temp.replace(path)


def connect(folder: Path, *, writable: bool = False) -> sqlite3.Connection:
    """Open a bank's database with limits, and check that it is one of ours and whole.

    A reader too opens it for writing where it may, since only so SQLite rolls back what a killed writer left.

    Raises:
        FormatError: no bank, cut short, damaged, of a newer version, or with a foreign schema.
        StorageError: another program holds it, or (writable) it cannot be written.
    """
    path = folder / DATABASE_NAME
    if not path.is_file():
        raise FormatError(
            f"'{folder.name}' is not an expression bank",
            got="no bank.sqlite in it" if folder.is_dir() else "no such folder",
            expected="a folder made by 'raf-studio bank build'",
        )
    with database_errors(path):
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=_BUSY_TIMEOUT_S, isolation_level=None
        )
        try:
            _restrict(connection, writable)
            _check_whole(connection, path)
            _check_schema(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


@contextlib.contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into the studio's."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if any(mark in text for mark in ("locked", "full", "readonly", "read-only", "disk I/O", "unable to open")):
            raise StorageError(f"The bank '{path.parent.name}' cannot be used now", got=text) from error
        raise _damaged(path, text) from error
    except (sqlite3.DatabaseError, OverflowError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from error
    except sqlite3.Error as error:
        raise StorageError(f"The bank '{path.parent.name}' cannot be used now", got=str(error)) from error


def _damaged(path: Path, got: str) -> FormatError:
    return FormatError(
        f"The bank '{path.parent.name}' is damaged", got=got, next_step="Build it again, or restore it from a copy."
    )


def _restrict(connection: sqlite3.Connection, writable: bool) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_TEXT + (64 << 10))
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 1 if writable else 0)  # VACUUM attaches one
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA mmap_size = 0")
    if not writable:
        connection.execute("PRAGMA query_only = ON")


def _check_whole(connection: sqlite3.Connection, path: Path) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    wanted = pages * connection.execute("PRAGMA page_size").fetchone()[0]
    if path.stat().st_size < wanted:
        raise _damaged(path, f"{path.stat().st_size} bytes of {wanted}")
    application, version = (connection.execute(f"PRAGMA {k}").fetchone()[0] for k in ("application_id", "user_version"))
    if application != APPLICATION_ID:
        raise FormatError(f"'{path.parent.name}' is not an expression bank", got="another kind of SQLite file")
    if version != SCHEMA_VERSION:
        raise FormatError(
            f"The bank '{path.parent.name}' has another layout",
            got=f"version {version}",
            expected=f"version {SCHEMA_VERSION}",
            next_step="Update RAF Studio." if version > SCHEMA_VERSION else "Build the bank again.",
        )


def _check_schema(connection: sqlite3.Connection, path: Path) -> None:
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchmany(64)
    found = {(kind, name): sql for kind, name, sql in rows}
    wanted = {("table", n): s for n, s in _TABLES.items()} | {("index", n): s for n, s in _INDEXES.items()}
    if found != wanted:
        raise _damaged(path, "tables that are not a bank's")
