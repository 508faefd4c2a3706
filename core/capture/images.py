"""Folders of pictures as a source of frames: png, jpg, webp, bmp and tiff, 8 or 16 bit, sorted as people count."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from core.capture.cv import cv2
from core.capture.frames import Closing, Frame, SourceInfo, scaled_size
from core.capture.video import to_rgb
from core.errors import CaptureError
from core.types import ByteArray

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"})
IMAGE_FPS = 30.0
_MAX_FILE_BYTES = 512 << 20


class ImageFolderReader:
    """Opens a folder of pictures, one frame each."""

    def accepts(self, path: Path) -> bool:
        """True for folders."""
        return path.is_dir()

    def open(self, path: Path, *, max_side_px: int) -> ImageFolderSource:
        """Open the folder.

        Raises:
            CaptureError: it holds no picture that can be read.
        """
        return ImageFolderSource(path, max_side_px=max_side_px)


class ImageFolderSource(Closing):
    """The pictures of a folder in natural order (2.png before 10.png). All get the size of the first."""

    def __init__(self, path: Path, *, max_side_px: int) -> None:
        self._path = path
        self._files = sorted(
            (p for p in path.iterdir() if p.suffix.lower() in IMAGE_SUFFIXES and p.is_file()), key=_natural_key
        )
        first = next((image for image in map(_read, self._files) if image is not None), None)
        if first is None:
            raise CaptureError(
                f"The folder {path.name} has no picture that can be read",
                got=f"{len(self._files)} image files",
                expected=f"files ending in {', '.join(sorted(IMAGE_SUFFIXES))}",
                next_step="Choose the folder that holds the frames themselves.",
            )
        self._size = scaled_size(first.shape[1], first.shape[0], max_side_px)

    @cached_property
    def info(self) -> SourceInfo:
        """Facts; the SHA-256 covers names and contents."""
        width, height = self._size
        return SourceInfo(self._path.name, width, height, IMAGE_FPS, len(self._files), _folder_sha256(self._files))

    def __iter__(self) -> Iterator[Frame]:
        """Read one picture after the other; unreadable ones are passed over, keeping their index."""
        return self.iterate(0)

    def iterate(self, start: int) -> Iterator[Frame]:
        """Read from picture ``start`` on."""
        for index in range(start, len(self._files)):
            image = _read(self._files[index])
            if image is not None:
                yield Frame(index, index / IMAGE_FPS, _fit(image, self._size))


def read_picture(path: Path, *, max_side_px: int) -> ByteArray:
    """One picture as RGB uint8 [H, W, 3], scaled down to ``max_side_px`` where it is larger.

    Raises:
        CaptureError: it cannot be read.
    """
    image = _read(path) if path.is_file() else None
    if image is None:
        raise CaptureError(
            f"'{path.name}' is no picture that can be read",
            expected=f"a file ending in {', '.join(sorted(IMAGE_SUFFIXES))}",
            next_step="Choose another picture.",
        )
    return to_rgb(image, scaled_size(image.shape[1], image.shape[0], max_side_px))


def _read(path: Path) -> ByteArray | None:
    """Decode to 8-bit BGR or grey without alpha; None if it is no picture."""
    if not 0 < path.stat().st_size <= _MAX_FILE_BYTES:
        return None
    # EXIF rotation is obeyed only without IMREAD_UNCHANGED; ANYDEPTH keeps 16 bits, COLOR drops alpha
    try:
        image = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
    except cv2.error:
        return None
    if image is None:
        return None
    if image.dtype == np.uint16:
        return np.asarray((image.astype(np.uint32) + 128) // 257, dtype=np.uint8)
    return np.asarray(image, np.uint8) if image.dtype == np.uint8 else None


def _fit(image: ByteArray, size: tuple[int, int]) -> ByteArray:
    """Scale to ``size``; a picture of other proportions is centred on black, never stretched."""
    width, height = size
    if image.shape[1] * height == image.shape[0] * width or (image.shape[1], image.shape[0]) == size:
        return to_rgb(image, size)
    scale = min(width / image.shape[1], height / image.shape[0])
    inner = to_rgb(image, (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))))
    canvas = np.zeros((height, width, 3), np.uint8)
    top, left = (height - inner.shape[0]) // 2, (width - inner.shape[1]) // 2
    canvas[top : top + inner.shape[0], left : left + inner.shape[1]] = inner[:height, :width]
    return canvas


def _natural_key(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    parts = re.split(r"(\d+)", path.name.lower())
    return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts if p], path.name


def _folder_sha256(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as handle:
            content = hashlib.file_digest(handle, "sha256").hexdigest()
        digest.update(f"{path.name}\0{content}\n".encode())
    return digest.hexdigest()
