"""The turntable and single pictures of an avatar, drawn by the native rasteriser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import Cancelled, InputError, StorageError
from core.evaluation.cross import project
from core.events import CancelToken, Event, Progress
from core.export.picture import draw_avatar, even_size, resting_descriptor, sized_camera
from core.export.turntable import HEAD_CENTRE_M, TurntableOptions, orbit_view, turntable
from core.types import Camera
from tests.export.test_video import read_frames
from tests.live.stand_ins import SIZE, facing_pose, make_avatar, no_leftovers

SHORT = TurntableOptions(seconds=0.4, fps=20.0)


def test_pictures_show_the_avatar_on_its_background() -> None:
    avatar = make_avatar()
    picture = draw_avatar(avatar, resting_descriptor(avatar))
    assert picture.shape == (SIZE, SIZE, 3)
    assert picture.dtype == np.uint8
    assert abs(picture[0, 0].astype(int) - 128).max() <= 1
    assert abs(picture[SIZE // 2, SIZE // 2].astype(int) - 128).max() > 20
    assert draw_avatar(avatar, resting_descriptor(avatar), size=96).shape == (96, 96, 3)


def test_expression_and_pose_change_the_picture() -> None:
    avatar = make_avatar()
    rest = draw_avatar(avatar, resting_descriptor(avatar)).astype(int)
    smiling = draw_avatar(avatar, np.full(avatar.num_channels, 0.8, np.float32)).astype(int)
    aside = draw_avatar(avatar, resting_descriptor(avatar), facing_pose((0.1, 0.0, 0.6))).astype(int)
    assert abs(smiling - rest).mean() > 0.5
    assert abs(aside - rest).mean() > 2.0


def test_the_orbit_keeps_the_skull_in_place_and_at_its_distance() -> None:
    pose = facing_pose((0.03, -0.02, 0.7))
    K = np.array([[100.0, 0, 32], [0, 100.0, 32], [0, 0, 1]], np.float32)
    centre = np.array([HEAD_CENTRE_M], np.float32)
    straight = project(centre, pose, Camera(K, np.eye(4, dtype=np.float32), 64, 64))
    for yaw, pitch in ((0.5, 0.0), (-0.5, 0.2), (0.0, -0.3)):
        view = orbit_view(pose, yaw, pitch)
        np.testing.assert_allclose(project(centre, pose, Camera(K, view, 64, 64)), straight, atol=1e-3)
        np.testing.assert_allclose(view[:3, :3] @ view[:3, :3].T, np.eye(3), atol=1e-6)
    # the subject's left eye corner is on the image's right; seen more from the left it moves to the middle
    left = np.array([[0.045, 0.0, 0.0]], np.float32)
    turned = project(left, pose, Camera(K, orbit_view(pose, 0.5, 0.0), 64, 64))
    assert turned[0, 0] < project(left, pose, Camera(K, orbit_view(pose, 0.0, 0.0), 64, 64))[0, 0]


def test_a_turntable_has_all_its_frames_and_moves(tmp_path: Path) -> None:
    heard: list[Event] = []
    count = turntable(make_avatar(), tmp_path / "t.mp4", options=SHORT, emit=heard.append)
    frames = read_frames(tmp_path / "t.mp4")
    assert len(frames) == count == 8
    assert abs(frames[0].astype(int) - frames[2].astype(int)).mean() > 1.0
    progress = [e for e in heard if isinstance(e, Progress)]
    assert [e.done for e in progress] == list(range(1, 9))
    assert progress[-1].remaining_s == 0.0
    assert no_leftovers(tmp_path, "t.mp4")


def test_a_cancel_in_the_middle_leaves_no_file(tmp_path: Path) -> None:
    token = CancelToken()

    def emit(event: Event) -> None:
        if isinstance(event, Progress) and event.done == 3:
            token.cancel()

    with pytest.raises(Cancelled):
        turntable(make_avatar(), tmp_path / "t.mp4", options=SHORT, emit=emit, cancel=token)
    assert no_leftovers(tmp_path)


def test_odd_sizes_become_even_and_wild_ones_are_refused(tmp_path: Path) -> None:
    avatar = make_avatar()
    assert even_size(avatar, 77) == 78
    assert even_size(avatar, None) == SIZE
    with pytest.raises(InputError):
        sized_camera(avatar, 5000)
    with pytest.raises(InputError):
        turntable(avatar, tmp_path / "t.mp4", options=replace(SHORT, size=4))
    assert no_leftovers(tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        turntable(make_avatar(), tmp_path / "file" / "t.mp4", options=SHORT)


@pytest.mark.parametrize("change", [{"yaw_rad": float("nan")}, {"pitch_rad": 3.0}, {"seconds": 0.0}, {"fps": 1e9}])
def test_options_check_themselves(change: dict[str, float]) -> None:
    with pytest.raises(InputError):
        replace(SHORT, **change)  # type: ignore[arg-type]
