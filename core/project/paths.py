"""Names and relative paths that come from files or users and must stay inside a folder."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath

from core.errors import FormatError, InputError

MAX_NAME = 80
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
# names that Windows keeps for devices, with any suffix
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{i}" for i in range(10)), *(f"lpt{i}" for i in range(10))}


def safe_name(text: str, *, fallback: str = "unnamed") -> str:
    """A file name for every system made from ``text``: letters, digits, dot, dash and underscore."""
    name = _UNSAFE.sub("_", text).strip("._-")[:MAX_NAME].rstrip("._-") or fallback
    return f"{name}_" if name.split(".")[0].lower() in _RESERVED else name


def inside(root: Path, relative: str) -> Path:
    """The path of ``relative`` (with forward slashes) inside ``root``.

    Raises:
        FormatError: the path is absolute, has a drive or a backslash, steps upwards, or leaves ``root`` by a link.
    """
    pure = PurePosixPath(relative)
    hostile = not relative or pure.is_absolute() or ".." in pure.parts or "\\" in relative or "\0" in relative
    if hostile or PureWindowsPath(relative).drive:
        raise FormatError(f"The path {relative!r} is refused", expected="a relative path inside the project")
    path = root / pure
    if not path.resolve().is_relative_to(root.resolve()):
        raise FormatError(f"The path {relative!r} is refused", got="a link that leaves the project")
    return path


def relative_to(root: Path, path: Path) -> str:
    """``path`` as a relative path with forward slashes, for storing inside ``root``.

    Raises:
        InputError: the path is not inside ``root``.
    """
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError as error:
        raise InputError(f"'{path.name}' is not inside '{root.name}'", next_step="Copy it into the project") from error
