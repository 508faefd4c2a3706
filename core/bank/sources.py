"""Which sources a list of paths means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core.bank.extract import SourceRequest
from core.bank.prepared import is_prepared
from core.capture.images import IMAGE_SUFFIXES
from core.errors import InputError

VIDEO_SUFFIXES = frozenset({".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".mpg", ".mpeg", ".mts", ".3gp", ".ogv"})
_MAX_SOURCES = 100_000


def expand_sources(
    paths: Iterable[Path | str | SourceRequest], *, person: str | None = None, licence: str = ""
) -> list[SourceRequest]:
    """Turn files and folders into sources, in a stable order.

    A file is one source; so is a prepared capture, and a folder with pictures in it. Any other folder stands for the
    videos and such folders below it. Unless ``person`` is given, a source's person is its name without the suffix.

    Args:
        paths: files, folders, or requests that are passed on as they are.
        person: name for all of them.
        licence: note for all of them.
    Raises:
        InputError: a path is not there, or a folder has nothing in it.
    """
    requests: list[SourceRequest] = []
    for path in paths:
        if isinstance(path, SourceRequest):
            requests.append(path)
            continue
        for found in _below(Path(path)):
            requests.append(SourceRequest(found, person or found.stem, licence))
    if len(requests) > _MAX_SOURCES:
        raise InputError("Too many sources at once", got=str(len(requests)), expected=f"at most {_MAX_SOURCES}")
    return requests


def _below(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError(f"There is no file or folder '{path}'", next_step="Check the path.")
    if _is_source(path):
        return [path]
    if (path / "project.json").is_file():  # a studio project: its pictures elsewhere are previews and sheets
        path = path / "captures"
    folders = sorted(p for p in path.rglob("*") if p.is_dir() and _is_source(p))
    videos = sorted(p for p in path.rglob("*") if p.suffix.lower() in VIDEO_SUFFIXES and p.is_file())
    if not folders and not videos:
        raise InputError(
            f"The folder '{path.name}' has no video and no pictures in it",
            expected=f"files ending in {', '.join(sorted(VIDEO_SUFFIXES))}, or folders of pictures",
        )
    return [*videos, *folders]


def _is_source(folder: Path) -> bool:
    """A prepared capture, or a folder with pictures in it."""
    return is_prepared(folder) or any(p.suffix.lower() in IMAGE_SUFFIXES and p.is_file() for p in folder.iterdir())
