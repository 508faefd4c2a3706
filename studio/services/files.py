"""What dropped and chosen files are, by name, and where pictures are saved."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QImage

from core.errors import StorageError

AVATAR_SUFFIX = ".safetensors"
VIDEO_SUFFIXES = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".mjpeg", ".mjpg", ".gif", ".wmv")

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp")


class Dropped(Enum):
    """What a file can be to the window."""

    PROJECT = "project"
    AVATAR = "avatar"
    BANK = "bank"
    CLIP = "clip"
    PICTURE = "picture"
    OTHER = "other"


def kind_of(path: Path) -> Dropped:
    """What a path is, by its name and, for a folder, by what lies in it; any other folder is a clip of images."""
    if path.is_dir() and (path / "project.json").is_file():
        return Dropped.PROJECT
    if path.is_dir() and (path / "bank.sqlite").is_file():
        return Dropped.BANK
    if path.suffix.lower() in PICTURE_SUFFIXES:
        return Dropped.PICTURE
    if path.suffix.lower() == AVATAR_SUFFIX:
        return Dropped.AVATAR
    if path.suffix.lower() in VIDEO_SUFFIXES or path.is_dir():
        return Dropped.CLIP
    return Dropped.OTHER


def is_video(path: Path) -> bool:
    """True for a video, by its name."""
    return path.suffix.lower() in VIDEO_SUFFIXES and path.is_file()


def pictures_folder() -> Path:
    """Where pictures of the viewer go: the user's own pictures, in a folder of ours."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(place or Path.home()) / "RAF Studio"


def save_picture(image: QImage, folder: Path, name: str) -> Path:
    """Write a PNG with the time in its name; never over another file.

    Raises:
        StorageError: the folder or the file cannot be written.
    """
    safe = "".join(c if c.isalnum() or c in "-_ " else "_" for c in name).strip() or "avatar"
    stem = f"{safe[:60]} {datetime.now():%Y-%m-%d %H.%M.%S}"
    path, number = folder / f"{stem}.png", 2
    while path.exists():
        path, number = folder / f"{stem} ({number}).png", number + 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_saved(folder, error.strerror or str(error)) from None
    if not image.save(str(path)):
        raise _not_saved(folder, "it cannot be written to")
    return path


def _not_saved(folder: Path, why: str) -> StorageError:
    return StorageError(
        "The picture was not saved", got=f"{folder}: {why}", next_step="Free some space or check the folder's rights."
    )
