"""Width and height of an encoded picture, read from its header alone: nothing is decoded, so that nothing large is."""

from __future__ import annotations

PNG_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG_START = b"\xff\xd8"
FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a JPEG or PNG as its header states them; None for anything else."""
    if data.startswith(PNG_START) and len(data) >= 24:
        return _pair(data, 16, 4)
    return jpeg_size(data)


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a JPEG; None for anything else."""
    position = 2
    while data.startswith(JPEG_START) and position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker in FRAME_MARKERS:
            height, width = _pair(data, position + 5, 2)
            return width, height
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return None


def _pair(data: bytes, start: int, size: int) -> tuple[int, int]:
    first, second = (int.from_bytes(data[i : i + size], "big") for i in (start, start + size))
    return first, second
