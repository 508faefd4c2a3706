"""The project folder: where each thing lives, and the manifest that names it. Relative paths only.

::

    Name.rafstudio/
        project.json    manifest: schema, name, id, time of making, version of the program
        captures/<id>/  prepared clips               cache/      may be deleted at any time
        banks.json      banks used                   exports/    videos, point clouds, sheets
        runs/<utc>-<id>/{config.json events.jsonl neighbours.safetensors checkpoints/}
        avatars/*.safetensors
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath
from typing import Any

from core import __version__
from core.errors import FormatError, InputError
from core.project.atomic import atomic_write_json, read_json
from core.project.lock import folder_lock
from core.project.migrations import SCHEMA_VERSION, migrate
from core.project.paths import inside, relative_to, safe_name

SUFFIX = ".rafstudio"
MANIFEST_NAME = "project.json"
BANKS_NAME = "banks.json"
FOLDERS = ("captures", "cache", "runs", "avatars", "exports")
MAX_BANKS = 1000
_APPLICATION = "raf-studio"


@dataclass(frozen=True)
class Manifest:
    """What project.json says.

    Attributes:
        name: shown to the user.
        id: random hex, stays when the folder is renamed.
        created_utc: ISO 8601.
        program_version: the version that made the project.
        schema: version of this layout.
    """

    name: str
    id: str
    created_utc: str
    program_version: str
    schema: int = SCHEMA_VERSION

    @classmethod
    def from_dict(cls, document: dict[str, Any]) -> Manifest:
        """Check a parsed project.json, migrating an older one.

        Raises:
            FormatError: not a project, or a newer schema.
        """
        if document.get("application") != _APPLICATION:
            raise FormatError("This is not a RAF Studio project", got=f"application {document.get('application')!r}")
        document = migrate(document)
        return cls(
            name=_text(document, "name"),
            id=_text(document, "id"),
            created_utc=_text(document, "created_utc"),
            program_version=_text(document, "program_version"),
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"application": _APPLICATION, **asdict(self)}


@dataclass(frozen=True)
class Project:
    """An open project folder."""

    root: Path
    manifest: Manifest

    @classmethod
    def create(cls, root: Path | str, *, name: str | None = None) -> Project:
        """Make a new project folder with its sub-folders.

        Raises:
            InputError: the folder exists and is not empty.
            StorageError: it cannot be written.
        """
        folder = Path(root)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"'{folder.name}' exists already", next_step="Open it, or choose another name")
        manifest = Manifest(
            name=name or folder.name.removesuffix(SUFFIX),
            id=secrets.token_hex(8),
            created_utc=datetime.now(UTC).isoformat(timespec="seconds"),
            program_version=__version__,
        )
        atomic_write_json(folder / MANIFEST_NAME, manifest.to_dict())
        project = cls(folder, manifest)
        project.make_folders()
        return project

    @classmethod
    def open(cls, root: Path | str) -> Project:
        """Open an existing project; missing sub-folders are made when first needed.

        Raises:
            InputError: no such folder.
            FormatError: not a project, damaged, or made by a newer program.
        """
        folder = Path(root)
        if not folder.is_dir():
            raise InputError(f"There is no project '{folder}'", next_step="Check the path")
        return cls(folder, Manifest.from_dict(read_json(folder / MANIFEST_NAME)))

    @classmethod
    def open_or_create(cls, root: Path | str) -> Project:
        """Open the project, or make it where there is none."""
        return cls.open(root) if (Path(root) / MANIFEST_NAME).exists() else cls.create(root)

    def make_folders(self) -> None:
        """Make the sub-folders that are missing."""
        for folder in FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)

    def lock(self, *, timeout_s: float = 0.0) -> AbstractContextManager[None]:
        """Hold the project for writing; see ``folder_lock``."""
        return folder_lock(self.root, timeout_s=timeout_s)

    def path(self, relative: str) -> Path:
        """A stored relative path as a real one; refuses to leave the project."""
        return inside(self.root, relative)

    def relative(self, path: Path) -> str:
        """A path inside the project in the form that is stored."""
        return relative_to(self.root, path)

    @property
    def cache(self) -> Path:
        """Files that can be made again."""
        return self.root / "cache"

    @property
    def avatars(self) -> Path:
        """Finished avatars."""
        return self.root / "avatars"

    @property
    def exports(self) -> Path:
        """Videos, sheets and point clouds made from avatars."""
        return self.root / "exports"

    def capture_dir(self, capture_id: str) -> Path:
        """The folder of one capture."""
        return self.root / "captures" / safe_name(capture_id)

    def new_run_dir(self) -> Path:
        """Make a new run folder, named by the time and a random id so that names sort by age."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        folder = self.root / "runs" / f"{stamp}-{secrets.token_hex(3)}"
        folder.mkdir(parents=True)
        return folder

    def run_dirs(self) -> Iterator[Path]:
        """Run folders, newest first."""
        runs = self.root / "runs"
        return iter(sorted((p for p in runs.iterdir() if p.is_dir()), reverse=True) if runs.is_dir() else [])

    def banks(self) -> list[dict[str, str]]:
        """The banks that runs of this project used, as stored: a name and a relative path.

        Raises:
            FormatError: banks.json is damaged or holds an absolute path.
        """
        file = self.root / BANKS_NAME
        if not file.exists():
            return []
        entries = read_json(file).get("banks")
        if not isinstance(entries, list) or len(entries) > MAX_BANKS:
            raise FormatError(f"'{BANKS_NAME}' is damaged", expected="a list of banks")
        return [_check_bank(entry) for entry in entries]

    def note_bank(self, bank: Path) -> None:
        """Remember a bank by its path relative to the project (by name alone where it is on another drive)."""
        try:
            relative = Path(os.path.relpath(bank.resolve(), self.root.resolve())).as_posix()
        except ValueError:
            relative = bank.name
        entry = {"name": bank.name, "path": relative}
        known = [other for other in self.banks() if other["path"] != relative]
        atomic_write_json(self.root / BANKS_NAME, {"schema": 1, "banks": [entry, *known][:MAX_BANKS]})

    def find_bank(self, name: str) -> Path | None:
        """Where a noted bank is now: where it was, inside the project, or beside it; None when it is gone."""
        for entry in self.banks():
            if entry["name"] == name:
                places = (self.root / entry["path"], self.root / name, self.root.parent / name)
                return next((place for place in places if place.is_dir()), None)
        return None


def default_project_path(source: Path, folder: Path) -> Path:
    """Where the project of a video goes by default: ``folder``/<name of the video>.rafstudio."""
    return folder / f"{safe_name(source.stem, fallback='project')}{SUFFIX}"


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    if not isinstance(value, str):
        raise FormatError("The project file is damaged", got=f"no text for '{key}'")
    return value


def _check_bank(entry: object) -> dict[str, str]:
    if not isinstance(entry, dict):
        raise FormatError(f"'{BANKS_NAME}' is damaged", got=json.dumps(entry)[:80])
    name, path = entry.get("name"), entry.get("path")
    if not isinstance(name, str) or not isinstance(path, str) or safe_name(name) != safe_name(Path(name).name):
        raise FormatError(f"'{BANKS_NAME}' is damaged", expected="a name and a path")
    if Path(path).is_absolute() or PureWindowsPath(path).drive or PureWindowsPath(path).root:
        raise FormatError(f"'{BANKS_NAME}' holds an absolute path", got=path, expected="a relative path")
    return {"name": name, "path": path}
