"""Videos are whole or not there: cancel, failure and a full disk leave nothing behind."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from core.capture.cv import cv2
from core.errors import Cancelled, InputError, ShapeError, StorageError
from core.export.video import Mp4Writer
from tests.live.stand_ins import no_leftovers

H264_TOLERANCE = 6.0
"""Levels of 255 that a flat colour may move through H.264 and its colour matrix."""


def read_frames(path: Path) -> list[np.ndarray]:
    capture = cv2.VideoCapture(str(path))
    frames = []
    while True:
        good, frame = capture.read()
        if not good:
            return frames
        frames.append(frame[..., ::-1])


def test_frames_come_back_with_their_colours_and_rate(tmp_path: Path) -> None:
    colours = [(200, 60, 40), (40, 180, 90), (30, 60, 210)]
    with Mp4Writer(tmp_path / "a.mp4", 64, 48, 12.5) as video:
        for colour in colours:
            video.write(np.full((48, 64, 3), colour, np.uint8))
    frames = read_frames(tmp_path / "a.mp4")
    assert [f.shape for f in frames] == [(48, 64, 3)] * 3
    for frame, colour in zip(frames, colours, strict=True):
        np.testing.assert_allclose(frame.mean(axis=(0, 1)), colour, atol=H264_TOLERANCE)
    assert cv2.VideoCapture(str(tmp_path / "a.mp4")).get(cv2.CAP_PROP_FPS) == pytest.approx(12.5, abs=0.01)
    assert no_leftovers(tmp_path, "a.mp4")


@pytest.mark.parametrize("error", [Cancelled(), ValueError("elsewhere"), KeyboardInterrupt()])
def test_an_exception_in_the_middle_keeps_the_old_file(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "a.mp4"
    target.write_bytes(b"the old video")

    def half() -> None:
        with Mp4Writer(target, 64, 64, 25) as video:
            video.write(np.zeros((64, 64, 3), np.uint8))
            raise error

    with pytest.raises(type(error)):
        half()
    assert target.read_bytes() == b"the old video"
    assert no_leftovers(tmp_path, "a.mp4")


def failing_program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "ffmpeg"
    program.write_text("#!/bin/sh\n" + script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: str(program))


def test_a_full_disk_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "head -c 1000 >/dev/null; echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 1\n"
    failing_program(tmp_path, monkeypatch, script)
    out = tmp_path / "out"

    def write() -> None:
        with Mp4Writer(out / "a.mp4", 64, 64, 25) as video:
            for _ in range(200):  # more than a pipe holds
                video.write(np.zeros((64, 64, 3), np.uint8))

    with pytest.raises(StorageError, match="a full disk"):
        write()
    assert no_leftovers(out)


def test_a_program_that_fails_at_the_end_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_program(tmp_path, monkeypatch, "cat >/dev/null; echo 'moov atom trouble' >&2; exit 3\n")
    out = tmp_path / "out"

    def write() -> None:
        with Mp4Writer(out / "a.mp4", 64, 64, 25) as video:
            video.write(np.zeros((64, 64, 3), np.uint8))

    with pytest.raises(StorageError, match="moov atom trouble"):
        write()
    assert no_leftovers(out)


def test_a_program_that_cannot_start_is_a_storage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: str(tmp_path / "nowhere"))

    def write() -> None:
        with Mp4Writer(tmp_path / "a.mp4", 64, 64, 25):
            pass

    with pytest.raises(StorageError, match=r"a\.mp4"):
        write()
    assert no_leftovers(tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    def write() -> None:
        with Mp4Writer(tmp_path / "file" / "a.mp4", 64, 64, 25):
            pass

    with pytest.raises(StorageError):
        write()


def test_no_frames_is_an_error_and_no_file(tmp_path: Path) -> None:
    def write() -> None:
        with Mp4Writer(tmp_path / "a.mp4", 64, 64, 25):
            pass

    with pytest.raises(InputError, match="no frames"):
        write()
    assert no_leftovers(tmp_path)


@pytest.mark.parametrize(
    ("size", "fps", "name"),
    [((63, 64), 25, "a.mp4"), ((0, 64), 25, "a.mp4"), ((64, 64), 0, "a.mp4"), ((64, 64), 25, "a.avi")],
)
def test_what_cannot_be_a_video_is_refused(tmp_path: Path, size: tuple[int, int], fps: float, name: str) -> None:
    with pytest.raises(InputError):
        Mp4Writer(tmp_path / name, *size, fps)


def test_a_frame_of_another_size_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    def write() -> None:
        with Mp4Writer(tmp_path / "a.mp4", 64, 64, 25) as video:
            video.write(np.zeros((64, 32, 3), np.uint8))

    with pytest.raises(ShapeError):
        write()
    assert no_leftovers(tmp_path)
