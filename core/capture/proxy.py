"""Small pictures of every frame in one packed file, so that the window can scrub without decoding video."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np

from core.capture.cv import cv2
from core.errors import InputError
from core.project.atomic import atomic_write_json, fsync_file, storage_error
from core.project.captures import MAX_PICTURE_BYTES
from core.types import ByteArray

PROXY_SIDE_PX, MASK_SIDE_PX = 480, 96
JPEG_QUALITY = 75


class StripWriter:
    """Writes ``name``.bin and, when closed without an error, ``name``.json with the offsets: the commit record.

    Args:
        folder: of the capture.
        name: 'proxy' or 'masks'.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._path, self._record = folder / f"{name}.bin", folder / f"{name}.json"
        self._offsets = [0]
        self._file: IO[bytes] | None = None

    def __enter__(self) -> StripWriter:
        try:
            self._record.unlink(missing_ok=True)
            self._file = open(self._path, "wb")
        except OSError as error:
            raise storage_error(self._path, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        self._file.close()
        if kind is None:
            fsync_file(self._path)
            atomic_write_json(self._record, {"offsets": self._offsets})
        else:
            self._path.unlink(missing_ok=True)

    def add(self, encoded: bytes) -> None:
        """Append one encoded picture; an empty one stands for none.

        Raises:
            StorageError: the disk is full.
            InputError: the picture is far too large.
        """
        assert self._file is not None
        if len(encoded) > MAX_PICTURE_BYTES:
            raise InputError("A small picture is too large", got=f"{len(encoded)} bytes")
        try:
            self._file.write(encoded)
        except OSError as error:
            raise storage_error(self._path, error) from error
        self._offsets.append(self._offsets[-1] + len(encoded))


def encode_frame(image: ByteArray, side_px: int = PROXY_SIDE_PX) -> bytes:
    """A JPEG of an RGB frame [H, W, 3], its longer side at most ``side_px``; empty when it cannot be encoded."""
    done, data = cv2.imencode(".jpg", shrunk(image, side_px)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(data) if done else b""


def encode_mask(mask: ByteArray) -> bytes:
    """A PNG of a mask [H, W] uint8; empty when it cannot be encoded."""
    done, data = cv2.imencode(".png", mask)
    return bytes(data) if done else b""


def shrunk(image: ByteArray, side_px: int) -> ByteArray:
    """The picture with its longer side at most ``side_px``."""
    height, width = image.shape[:2]
    scale = side_px / max(height, width)
    if scale >= 1.0:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
