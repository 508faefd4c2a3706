"""The state behind the window, without one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from core.expression.encoder import encoder_ids, get_encoder
from core.jobs.messages import DrivenFrame
from core.tracking.names import BLENDSHAPE_NAMES
from studio.model.channels import WORDS, group_channels, matches, readable, without_side
from studio.model.controls import Controls, channel_ranges
from studio.model.orbit import FARTHEST_M, NEAREST_M, Orbit
from studio.model.performance import Performance
from studio.model.playback import Playback
from tests.studio.splat_scenes import CHANNELS, REGIONS, make_avatar

HEAD = np.array([0.02, -0.05, 0.6], np.float32)
angles = st.floats(-3, 3)


def test_the_first_view_is_the_captures_own() -> None:
    assert np.allclose(Orbit.of_capture(HEAD).cam_from_world(), np.eye(4), atol=1e-7)


@settings(deadline=None)  # a busy machine is no fault
@given(yaw=angles, pitch=angles, right=st.floats(-0.2, 0.2), factor=st.floats(0.2, 5))
def test_moves_keep_the_camera_rigid_and_the_head_where_it_is_seen(
    yaw: float, pitch: float, right: float, factor: float
) -> None:
    orbit = Orbit.of_capture(HEAD).turned(yaw, pitch).panned(right, 0.0).zoomed(factor)
    pose = orbit.cam_from_world().astype(np.float64)
    assert np.allclose(pose[:3, :3] @ pose[:3, :3].T, np.eye(3), atol=1e-5)
    assert np.allclose(pose[:3, :3] @ HEAD + pose[:3, 3], orbit.offset, atol=1e-5)
    assert NEAREST_M <= orbit.offset[2] <= FARTHEST_M


def test_turning_to_the_right_shows_the_other_side() -> None:
    nose = HEAD + np.array([0, 0, -0.1])  # nearer to the capture camera than the head
    pose = Orbit.of_capture(HEAD).turned(0.3, 0.0).cam_from_world()
    assert (pose[:3, :3] @ nose + pose[:3, 3])[0] > HEAD[0], "a drag to the right takes the front to the right"
    pose = Orbit.of_capture(HEAD).turned(0.0, 0.3).cam_from_world()
    assert (pose[:3, :3] @ nose + pose[:3, 3])[1] > HEAD[1], "a drag down takes the front down"


@pytest.mark.parametrize(("width", "height"), [(800, 600), (300, 900), (512, 512)])
def test_the_view_shows_all_of_the_captures_picture(width: int, height: int) -> None:
    K = np.array([[400, 0, 130], [0, 400, 120], [0, 0, 1]], np.float32)
    camera = Orbit.of_capture(HEAD).camera(K, 256, width, height)
    scale = min(width, height) / 256
    corners = [(0 - 130) / 400, (256 - 130) / 400]
    seen = [corner * camera.K[0, 0] + camera.K[0, 2] for corner in corners]
    assert seen[1] - seen[0] == pytest.approx(256 * scale, rel=1e-5)
    assert seen[0] >= -1e-3
    assert seen[1] <= width + 1e-3


def test_framing_puts_the_head_in_the_middle() -> None:
    framed = Orbit.of_capture(HEAD).turned(0.5, 0.1).framed(1.6)
    assert framed.offset[:2] == (0.0, 0.0)
    assert framed.yaw == pytest.approx(0.5)


def test_controls_reach_the_avatar_and_go_back(qtbot: QtBot) -> None:
    avatar, controls = make_avatar(20), Controls()
    controls.take(avatar)
    assert np.array_equal(controls.cam_from_head(), avatar.cam_from_head0)
    with qtbot.waitSignal(controls.changed):
        controls.set_channel(1, 0.5)
    with qtbot.assertNotEmitted(controls.changed):
        controls.set_channel(1, 0.5)
    controls.set_head("near", 5.0)
    assert controls.cam_from_head()[2, 3] == pytest.approx(avatar.cam_from_head0[2, 3] - 0.05)
    controls.reset_channels(list(range(6)))
    controls.reset_head()
    assert not controls.descriptor.any()
    assert np.array_equal(controls.cam_from_head(), avatar.cam_from_head0)


def test_turning_the_head_right_moves_its_front_right() -> None:
    avatar, controls = make_avatar(20), Controls()
    controls.take(avatar)
    controls.set_head("yaw", 20.0)
    pose = controls.cam_from_head()
    nose = np.array([0, 0, 0.1], np.float32)
    assert (pose[:3, :3] @ nose + pose[:3, 3])[0] > pose[0, 3] + 0.01
    controls.set_head("yaw", 0.0)
    controls.set_head("pitch", 20.0)
    pose = controls.cam_from_head()
    assert (pose[:3, :3] @ nose + pose[:3, 3])[1] > pose[1, 3] + 0.01, "a nod takes the front down"


def test_slider_ranges_hold_what_training_saw() -> None:
    avatar = make_avatar(20)
    for reach in channel_ranges(avatar):
        assert reach.low < reach.seen_low <= 0 <= reach.seen_high < reach.high


def frame(i: int, length: int = 6, **changes: object) -> DrivenFrame:
    facts: dict[str, object] = {
        "index": i,
        "clip_time_s": i / 25,
        "found": True,
        "descriptor": [0.1] * length,
        "cam_from_head": np.eye(4).ravel().tolist(),
        **changes,
    }
    return DrivenFrame(**facts)  # type: ignore[arg-type]


def test_a_performance_takes_only_frames_that_fit() -> None:
    performance = Performance("clip.mp4")
    assert performance.append(frame(0, picture=b"jpeg"), 6)
    assert performance.append(frame(1), 6)
    assert not performance.append(frame(1), 6), "time must rise"
    assert not performance.append(frame(2, length=5), 6)
    assert not performance.append(frame(2, descriptor=[float("nan")] * 6), 6)
    assert not performance.append(frame(2, cam_from_head=[0.0] * 15), 6)
    assert len(performance) == 2
    assert performance.pictures == [b"jpeg", b"jpeg"]
    assert performance.duration_s == pytest.approx(0.08)
    assert [performance.index_at(t) for t in (-1, 0, 0.039, 0.041, 9)] == [0, 0, 0, 1, 1]


def test_playing_runs_to_the_end_and_loops(qtbot: QtBot) -> None:
    performance = Performance("clip.mp4")
    for i in range(5):
        performance.append(frame(i), 6)
    playback = Playback()
    playback.play()
    assert not playback.playing, "there is nothing to play"
    playback.load(performance)
    playback.set_looping(False)
    with qtbot.waitSignal(playback.playing_changed, check_params_cb=lambda playing: not playing):
        playback.play()
    assert playback.frame == 4
    playback.set_looping(True)
    with qtbot.waitSignal(playback.frame_changed, check_params_cb=lambda i: i == 3):
        playback.play()
    with qtbot.waitSignal(playback.frame_changed, check_params_cb=lambda i: i == 0):
        pass
    playback.pause()
    playback.seek(99)
    assert playback.frame == 4
    playback.load(None)
    playback.seek(1)
    assert playback.frame == 0


@pytest.mark.parametrize(
    ("name", "words", "on_either_side"),
    [
        ("mouthSmileLeft", "Smile, left", "Smile"),
        ("jawLeft", "Jaw to the left", "Jaw to the left"),
        ("eyeLookDownRight", "Look down, right", "Look down"),
        ("browInnerUp", "Inner brows raised", "Inner brows raised"),
        ("gazeYawLeft", "Left eye to the left", "Gaze to the left"),
        ("gaze_yaw", "Gaze yaw", "Gaze yaw"),
        ("earWiggleLeft", "Ear wiggle left", "Ear wiggle left"),
        ("", "", ""),
    ],
)
def test_names_can_be_read(name: str, words: str, on_either_side: str) -> None:
    assert readable(name) == words
    assert without_side(name) == on_either_side


def test_every_channel_has_words() -> None:
    channels = {channel.name for encoder in encoder_ids() for channel in get_encoder(encoder).channels}
    names = channels | {*BLENDSHAPE_NAMES[1:], "tongueOut"}
    assert len(names) == 28 + 52 + 52  # geo, blend52, and anny52's measures of the same actions
    names = {name for name in names if not name.startswith("fitted")}
    assert len(names) == 28 + 52
    unknown = {name for name in names if not {name, name.removesuffix("Left"), name.removesuffix("Right")} & set(WORDS)}
    assert unknown == set()
    for encoder in encoder_ids():
        said = [readable(channel.name) for channel in get_encoder(encoder).channels]
        assert encoder == "blend52+geo" or len(set(said)) == len(said), "two channels must not read alike"


def test_groups_and_search() -> None:
    groups = group_channels((*REGIONS, "ears"))
    assert [g.region for g in groups] == ["mouth", "eyes", "brows", "gaze", "ears"]
    assert groups[0].indices == (0, 1)
    assert matches("smile left", CHANNELS[1], "mouth")
    assert matches("", CHANNELS[1], "mouth")
    assert not matches("smile right", CHANNELS[1], "mouth")
