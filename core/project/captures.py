"""The captures of a project, as the window reads them. Light.

::

    captures/<id>/
        capture.json         name, source file (relative), size, rate, length, SHA-256; written last
        source.<suffix>      the video itself (or ``source/``, a folder of pictures)
        tracks.safetensors   the face in every frame
        proxy.bin            a small JPEG of every frame, one after the other; proxy.json has their offsets
        masks.bin            a small greyscale PNG of the person in every frame, likewise masks.json
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import FormatError, StudioError
from core.project.atomic import read_json, storage_error
from core.project.paths import inside
from core.project.project import Project
from core.tracking.tracks import FaceTracks

SCHEMA_VERSION = 1
CAPTURE_FILE, TRACKS_FILE = "capture.json", "tracks.safetensors"
PROXY_NAME, MASKS_NAME = "proxy", "masks"
STAGING_PREFIX = ".importing-"
"""Of folders that are no captures yet, or no longer."""
RECORDINGS = "recordings"
MAX_PICTURE_BYTES = 1 << 20
MAX_FRAMES = 1_000_000


@dataclass(frozen=True)
class Capture:
    """One clip of the subject in a project.

    Attributes:
        id: folder name.
        folder: where it lies.
        name: for people.
        source: the video or folder of pictures inside the project.
        width: pixels of a frame.
        height: pixels of a frame.
        fps: frames a second.
        frame_count: frames.
        sha256: of the source.
        added_utc: ISO time.
    """

    id: str
    folder: Path
    name: str
    source: Path
    width: int
    height: int
    fps: float
    frame_count: int
    sha256: str
    added_utc: str

    @classmethod
    def load(cls, folder: Path) -> Capture:
        """Read a capture's record.

        Raises:
            FormatError: missing, damaged, or of another version.
        """
        facts = read_json(folder / CAPTURE_FILE)
        if facts.get("kind") != "capture" or facts.get("schema") != SCHEMA_VERSION:
            raise FormatError(f"'{folder.name}' is no capture of this version", next_step="Add its video again.")
        try:
            return cls(
                id=folder.name,
                folder=folder,
                name=str(facts["name"]),
                source=inside(folder, str(facts["source"])),
                width=_bounded(facts["width"], 65_536),
                height=_bounded(facts["height"], 65_536),
                fps=float(facts["fps"]),
                frame_count=_bounded(facts["frame_count"], MAX_FRAMES),
                sha256=str(facts["sha256"]),
                added_utc=str(facts["added_utc"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError(f"The capture '{folder.name}' is damaged", got=str(error)) from error

    def facts(self) -> dict[str, Any]:
        """What capture.json holds."""
        return {
            "kind": "capture",
            "schema": SCHEMA_VERSION,
            "name": self.name,
            "source": self.source.relative_to(self.folder).as_posix(),
            "width": self.width,
            "height": self.height,
            "fps": self.fps,
            "frame_count": self.frame_count,
            "sha256": self.sha256,
            "added_utc": self.added_utc,
        }

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frame_count / self.fps if self.fps > 0 else 0.0

    def tracks(self) -> FaceTracks:
        """The face in every frame; FormatError if the file is damaged."""
        try:
            return FaceTracks.load(self.folder / TRACKS_FILE)
        except FormatError as error:
            raise FormatError(
                f"The capture “{self.name}” is damaged",
                got=error.message.rstrip("."),
                next_step="Remove it from the project and add its video again.",
            ) from error

    def pictures(self) -> PictureStrip:
        """Small JPEGs of every frame."""
        return PictureStrip.open(self.folder, PROXY_NAME)

    def masks(self) -> PictureStrip:
        """Small greyscale PNGs of the person in every frame."""
        return PictureStrip.open(self.folder, MASKS_NAME)


@dataclass(frozen=True)
class PictureStrip:
    """Encoded pictures packed in one file.

    Attributes:
        path: the packed file.
        offsets: where each picture begins, and the end of the last, int64 [T + 1].
    """

    path: Path
    offsets: npt.NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path, name: str) -> PictureStrip:
        """Open ``name``.bin of a capture's folder.

        Raises:
            FormatError: missing, cut short or inconsistent.
        """
        path = folder / f"{name}.bin"
        facts = read_json(folder / f"{name}.json")
        try:
            offsets = np.asarray(facts["offsets"], np.int64)
            sizes = np.diff(offsets)
            if offsets.ndim != 1 or not 1 <= offsets.size <= MAX_FRAMES + 1 or offsets[0] != 0:
                raise ValueError("impossible offsets")
            if (sizes < 0).any() or (sizes > MAX_PICTURE_BYTES).any() or path.stat().st_size != offsets[-1]:
                raise ValueError("the pictures are cut short")
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise FormatError(
                f"The pictures of '{folder.name}' cannot be read", got=str(error), next_step="Add the video again."
            ) from error
        return cls(path, offsets)

    def __len__(self) -> int:
        return int(self.offsets.size) - 1

    @cached_property
    def _bytes(self) -> npt.NDArray[np.uint8]:
        mapped = np.memmap(self.path, np.uint8, "r") if self.offsets[-1] else np.zeros(0, np.uint8)
        return np.asarray(mapped)

    def encoded(self, frame: int) -> bytes:
        """The encoded picture of a frame; empty where there is none, or no longer. May be called from any thread."""
        if not 0 <= frame < len(self):
            return b""
        try:
            return self._bytes[self.offsets[frame] : self.offsets[frame + 1]].tobytes()
        except (OSError, ValueError):
            return b""  # its disk has gone since it was opened


def captures_of(project: Project) -> tuple[Sequence[Capture], Sequence[FormatError]]:
    """All complete captures of a project, oldest first, and what is wrong with those that cannot be read."""
    folder = project.root / "captures"
    found: list[Capture] = []
    broken: list[FormatError] = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else []:
        if place.name.startswith(".") or not (place / CAPTURE_FILE).is_file():
            continue  # a hidden folder is one that is being made or removed
        try:
            found.append(Capture.load(place))
        except FormatError as error:
            broken.append(error)
    return sorted(found, key=lambda c: (c.added_utc, c.id)), broken


def recordings_folder(project: Project) -> Path:
    """Where recordings lie until they are captures."""
    return project.root / RECORDINGS


def left_recordings(project: Project) -> tuple[Path, ...]:
    """Recordings that never became captures, oldest first: the program ended before, or they could not be used."""
    folder = recordings_folder(project)
    found = [p for p in folder.glob("*.mp4") if p.is_file() and p.stat().st_size > 0] if folder.is_dir() else []
    return tuple(sorted((p for p in found if not p.name.startswith(".")), key=lambda p: p.name))


def remove_capture(project: Project, capture: Capture) -> None:
    """Delete a capture's folder, and with it our copy of its video. Edits, runs and avatars stay.

    Raises:
        StorageError: the engine works on the project, or the folder cannot be removed.
        StudioError: it is no capture of this project.
    """
    captures = project.root / "captures"
    if capture.folder.resolve().parent != captures.resolve():
        raise StudioError(f"'{capture.name}' is no capture of this project")
    with project.lock():
        gone = captures / f"{STAGING_PREFIX}{secrets.token_hex(6)}"
        try:
            os.replace(capture.folder, gone)  # at once out of sight, however long deleting takes
        except OSError as error:
            raise storage_error(capture.folder, error) from error
        shutil.rmtree(gone, ignore_errors=True)


def _bounded(value: object, most: int) -> int:
    number = int(str(value))
    if not 0 < number <= most:
        raise ValueError(f"{number} is not between 1 and {most}")
    return number
