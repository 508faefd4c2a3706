"""Driving into a video: timing, the driver beside the avatar, cancel; and a real clip where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from core.errors import Cancelled, CaptureError, StorageError
from core.events import CancelToken, Event, Progress
from core.live.drive import drive_to_video, driver_window, even_rows, write_performance
from core.live.retarget import retarget_clip
from tests.export.test_video import read_frames
from tests.live.stand_ins import SIZE, make_avatar, make_tracks, no_leftovers, write_clip


def test_even_clips_map_frame_to_frame() -> None:
    assert even_rows(np.arange(50) / 29.97, 29.97) == list(range(50))
    assert even_rows(np.round(np.arange(50) / 29.97, 3), 29.97) == list(range(50))
    assert even_rows(np.array([7.0]), 25.0) == [0]


def test_uneven_clips_keep_their_timing() -> None:
    times = np.array([0.0, 0.1, 0.2, 0.8, 0.9])
    assert even_rows(times, 10.0) == [0, 1, 2, 2, 2, 2, 2, 2, 3, 4]
    backwards = even_rows(np.array([0.0, 0.2, 0.1, 0.3]), 10.0)
    assert backwards == sorted(backwards)


@pytest.mark.parametrize("times", [[], [0.0, np.nan], [0.0, 1e9]])
def test_times_that_are_none_are_capture_errors(times: list[float]) -> None:
    with pytest.raises(CaptureError):
        even_rows(np.array(times), 25.0)


def test_the_drivers_window_is_square_and_inside_the_frame() -> None:
    tracks = make_tracks()
    x, y, side = driver_window(tracks)
    assert 0 <= x <= tracks.width - side
    assert 0 <= y <= tracks.height - side
    assert side <= min(tracks.width, tracks.height)


def test_the_video_has_a_frame_for_each_of_the_clip(tmp_path: Path) -> None:
    avatar, tracks = make_avatar(), make_tracks(12)
    result = write_performance(avatar, retarget_clip(tracks, avatar), tracks, tmp_path / "out.mp4")
    frames = read_frames(tmp_path / "out.mp4")
    assert len(frames) == result.frames == 12
    assert frames[0].shape == (SIZE, SIZE, 3)
    assert result.found == 1.0
    assert 0.0 < result.in_range <= 1.0
    assert no_leftovers(tmp_path, "out.mp4")


def test_the_driver_stands_beside_in_step(tmp_path: Path) -> None:
    avatar, tracks = make_avatar(), make_tracks(12)
    clip = write_clip(tmp_path / "driver.mp4", frames=12)
    write_performance(avatar, retarget_clip(tracks, avatar), tracks, tmp_path / "out.mp4", driver=clip)
    frames = read_frames(tmp_path / "out.mp4")
    assert frames[0].shape == (SIZE, 2 * SIZE, 3)
    light = [frame[:, : SIZE - 8].mean() for frame in frames]
    np.testing.assert_allclose(np.diff(light), 15.0, atol=4.0)  # the clip's frame number is its brightness


def test_a_driver_clip_that_ends_early_repeats_its_last_frame(tmp_path: Path) -> None:
    avatar, tracks = make_avatar(), make_tracks(12)
    clip = write_clip(tmp_path / "driver.mp4", frames=6)
    write_performance(avatar, retarget_clip(tracks, avatar), tracks, tmp_path / "out.mp4", driver=clip)
    light = [frame[:, : SIZE - 8].mean() for frame in read_frames(tmp_path / "out.mp4")]
    assert len(light) == 12
    assert abs(light[-1] - light[6]) < 4.0


def test_a_cancel_in_the_middle_keeps_the_old_video(tmp_path: Path) -> None:
    avatar, tracks, token = make_avatar(), make_tracks(12), CancelToken()
    (tmp_path / "out.mp4").write_bytes(b"old")

    def emit(event: Event) -> None:
        if isinstance(event, Progress) and event.done == 5:
            token.cancel()

    with pytest.raises(Cancelled):
        write_performance(avatar, retarget_clip(tracks, avatar), tracks, tmp_path / "out.mp4", emit=emit, cancel=token)
    assert (tmp_path / "out.mp4").read_bytes() == b"old"
    assert no_leftovers(tmp_path, "out.mp4")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    avatar, tracks = make_avatar(), make_tracks(4)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        write_performance(avatar, retarget_clip(tracks, avatar), tracks, tmp_path / "file" / "out.mp4")


@pytest.mark.data
def test_a_real_clip_drives_an_avatar(tmp_path: Path) -> None:
    folder = os.environ.get("RAF_STUDIO_TEST_DATA")
    clip = Path(folder or "") / "faces" / "shouting_man.mp4"
    if not folder or not clip.is_file():
        pytest.skip("RAF_STUDIO_TEST_DATA has no faces/shouting_man.mp4")
    heard: list[Event] = []
    avatar, out = make_avatar(), tmp_path / "out.mp4"
    result = drive_to_video(avatar, clip, out, size=96, side_by_side=True, cache=tmp_path / "cache", emit=heard.append)
    frames = read_frames(out)
    assert len(frames) == result.frames == 39
    assert frames[0].shape == (96, 192, 3)
    assert result.found > 0.95
    moving = np.std([frame[:, 96:].astype(np.float32) for frame in frames], axis=0).mean()
    assert moving > 0.5
    assert any(isinstance(e, Progress) and e.remaining_s is not None for e in heard)


def test_a_source_without_a_face_or_that_is_no_video_is_a_capture_error(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("not a video")
    with pytest.raises(CaptureError):
        drive_to_video(make_avatar(), tmp_path / "text.mp4", tmp_path / "out.mp4")
    with pytest.raises(CaptureError):
        drive_to_video(make_avatar(), tmp_path / "nowhere.mp4", tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()
