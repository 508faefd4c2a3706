"""Long captures for measuring: a capture's own frames, over and over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageWriter

from core.project.atomic import atomic_path, atomic_write_json, read_json
from core.project.captures import CAPTURE_FILE, MASKS_NAME, PROXY_NAME, TRACKS_FILE, Capture, PictureStrip
from core.project.project import Project


def lengthened(project: Project, capture: Capture, frames: int, name: str = "long") -> Capture:
    """Write a capture of so many frames into the project: those of ``capture``, repeated.

    Raises:
        FormatError: the capture is damaged.
        StorageError: the disk is full.
    """
    folder = project.root / "captures" / name
    folder.mkdir(parents=True)
    tracks = capture.tracks()
    rows = np.arange(frames) % len(tracks)
    long = replace(
        tracks.take(rows),
        frame_index=np.arange(frames, dtype=np.int32),
        time_s=np.arange(frames, dtype=np.float64) / max(tracks.fps, 1.0),
    )
    long.save(folder / TRACKS_FILE)
    for strip in (PROXY_NAME, MASKS_NAME):
        _repeat(capture.folder, folder, strip, rows)
    source = folder / f"source{capture.source.suffix}"
    source.write_bytes(b"")
    made = replace(capture, id=name, folder=folder, name="Long", source=source, frame_count=frames)
    atomic_write_json(folder / CAPTURE_FILE, made.facts())
    return made


def _repeat(here: Path, there: Path, name: str, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    """The pictures of a strip over and over, at half their size: a long capture would fill the disk else."""
    strip = PictureStrip.open(here, name)
    form = b"PNG" if name == MASKS_NAME else b"JPG"
    parts = [_halved(strip.encoded(row), form) for row in range(len(strip))]
    with atomic_path(there / f"{name}.bin") as path, open(path, "wb") as file:
        for row in rows.tolist():
            file.write(parts[row])
    sizes = np.array([len(part) for part in parts], np.int64)[rows]
    facts = read_json(here / f"{name}.json")
    atomic_write_json(there / f"{name}.json", {**facts, "offsets": [0, *np.cumsum(sizes).tolist()]})


def _halved(picture: bytes, form: bytes) -> bytes:
    image = QImage.fromData(QByteArray(picture))
    if image.isNull():
        return picture
    small = image.scaled(max(image.width() // 2, 1), max(image.height() // 2, 1))
    data = QBuffer()
    data.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(data, QByteArray(form))
    writer.setQuality(70)
    writer.write(small)
    return bytes(data.data().data())
