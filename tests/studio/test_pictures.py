"""Small pictures are decoded on any thread, bounded by their headers."""

from __future__ import annotations

import numpy as np
import pytest

from core.capture.cv import cv2
from studio.services.pictures import decode_picture


def encoded(ending: str, width: int, height: int) -> bytes:
    return bytes(cv2.imencode(ending, np.full((height, width, 3), (10, 200, 90), np.uint8))[1].tobytes())


@pytest.mark.parametrize("ending", [".jpg", ".png"])
def test_a_picture_is_decoded_and_scaled_down_but_never_up(ending: str) -> None:
    data = encoded(ending, 60, 40)
    assert decode_picture(data, most_px=60).size().toTuple() == (60, 40)
    small = decode_picture(data, most_px=60, height=20)
    assert small.size().toTuple() == (30, 20)
    assert abs(small.pixelColor(5, 5).green() - 200) < 4
    assert decode_picture(data, most_px=60, height=80).height() == 40


def test_what_is_too_large_is_not_decoded() -> None:
    assert decode_picture(encoded(".png", 61, 40), most_px=60).isNull()
    # a header that lies: far too large a picture in a few bytes
    bomb = bytearray(encoded(".png", 60, 40))
    bomb[16:24] = (200_000).to_bytes(4, "big") * 2
    assert decode_picture(bytes(bomb), most_px=4096).isNull()


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe0" + bytes(40), b"GIF89a" + b"\xff" * 20])
def test_bytes_that_are_no_picture_give_a_null_image(data: bytes) -> None:
    assert decode_picture(data, most_px=512).isNull()


def test_half_a_picture_gives_no_error() -> None:
    data = encoded(".jpg", 60, 40)
    decode_picture(data[: len(data) // 2], most_px=512)
    assert decode_picture(encoded(".png", 60, 40)[:60], most_px=512).isNull()
