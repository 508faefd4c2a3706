"""The size of a picture is read from its header, and never believed of a file that is none."""

from __future__ import annotations

import numpy as np
import pytest

from core.capture.cv import cv2
from core.picture_size import picture_size


@pytest.mark.parametrize("ending", [".jpg", ".png"])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_header_says_the_size(ending: str, channels: int) -> None:
    good, data = cv2.imencode(ending, np.zeros((37, 510, channels), np.uint8))
    assert good
    assert picture_size(data.tobytes()) == (510, 37)


def test_a_progressive_jpeg_with_a_comment_before_its_frame() -> None:
    picture = np.zeros((20, 30, 3), np.uint8)
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    assert picture_size(data[:2] + b"\xff\xfe\x00\x06\xff\xc0\x01\x02" + data[2:]) == (30, 20)


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"\xff\xd8\xff\xe0" + bytes(40), b"GIF89a" + b"\xff" * 20, b"\x89PNG\r\n\x1a\n", b"\xff\xd8"],
)
def test_what_is_no_picture_has_no_size(data: bytes) -> None:
    assert picture_size(data) is None
