"""Small pictures of every frame of a capture, packed into one file as the frames come by. See core.project.captures.

Files are written into a folder that is not yet a capture; whoever renames that folder commits them.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np

from core.capture.cv import cv2
from core.capture.frames import scaled_size
from core.project.atomic import atomic_write_json, fsync_file
from core.project.captures import MAX_PICTURE_BYTES
from core.types import ByteArray

PROXY_SIDE_PX = 480
MASK_SIDE_PX = 96
QUALITY = 80
_MASK_INPUT_PX = 256


class StripWriter:
    """Packs encoded pictures; a frame that has none gets an empty one.

    Args:
        folder: where ``name``.bin and, at the end, ``name``.json go.
        name: of the strip.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._path, self._facts = folder / f"{name}.bin", folder / f"{name}.json"
        self._offsets = [0]
        self._file: BinaryIO | None = None

    def __enter__(self) -> StripWriter:
        self._file = self._path.open("wb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def put(self, frame: int, encoded: bytes) -> None:
        """Add the picture of a frame; frames come in rising order, and those passed over get nothing.

        Raises:
            OSError: the disk is full.
        """
        assert self._file is not None, "used outside its 'with' block"
        self._pass_to(frame)
        data = encoded if len(encoded) <= MAX_PICTURE_BYTES else b""
        self._file.write(data)
        self._offsets.append(self._offsets[-1] + len(data))

    def finish(self, count: int) -> None:
        """Write the offsets of ``count`` pictures and put both files on the disk.

        Raises:
            OSError: the disk is full.
        """
        assert self._file is not None, "used outside its 'with' block"
        self._pass_to(count)
        self._file.close()
        self._file = None
        fsync_file(self._path)
        atomic_write_json(self._facts, {"offsets": self._offsets})

    def _pass_to(self, frame: int) -> None:
        missing = frame - len(self)
        if missing > 0:
            self._offsets += [self._offsets[-1]] * missing


def small_picture(image: ByteArray, side_px: int = PROXY_SIDE_PX) -> bytes:
    """A small JPEG of an RGB frame; empty if it cannot be encoded."""
    width, height = scaled_size(image.shape[1], image.shape[0], side_px)
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA) if width < image.shape[1] else image
    good, data = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return data.tobytes() if good else b""


def mask_input(image: ByteArray) -> ByteArray:
    """A frame squeezed into the square that the person mask wants, as the network was taught."""
    size = (_MASK_INPUT_PX, _MASK_INPUT_PX)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def small_mask(mask: ByteArray, width: int, height: int) -> bytes:
    """A mask of ``mask_input``'s square as a small PNG with the frame's proportions.

    Args:
        mask: uint8 [256, 256].
        width: of the frame, pixels.
        height: likewise.
    """
    size = scaled_size(width, height, MASK_SIDE_PX)
    good, data = cv2.imencode(".png", cv2.resize(mask, size, interpolation=cv2.INTER_AREA))
    return data.tobytes() if good else b""
