"""Bringing an older project.json up to this program's schema, one version at a time.

A migration takes the parsed document and returns the next version's; it never touches other files. The migrated
document is written by the next save, so opening a project read-only changes nothing on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from core.errors import FormatError

SCHEMA_VERSION = 1

Migration: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]

# from version -> function that makes the next one; version 1 is the first
MIGRATIONS: Mapping[int, Migration] = {}


def migrate(
    document: dict[str, Any],
    *,
    target: int = SCHEMA_VERSION,
    migrations: Mapping[int, Migration] = MIGRATIONS,
) -> dict[str, Any]:
    """Return ``document`` at schema version ``target``.

    Raises:
        FormatError: no valid version, a newer one than this program knows, or no way from the old one.
    """
    version = document.get("schema")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FormatError("This is not a project file", got=f"schema {version!r}", expected="a schema number")
    if version > target:
        raise FormatError(
            "The project was made by a newer RAF Studio",
            got=f"schema {version}",
            expected=f"at most {target}",
            next_step="Update RAF Studio to open it",
        )
    while version < target:
        step = migrations.get(version)
        if step is None:
            raise FormatError("The project is too old to open", got=f"schema {version}", expected=f"schema {target}")
        document = step(document)
        version += 1
        document["schema"] = version
    return document
