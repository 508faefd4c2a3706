"""Live driving and videos as jobs: messages that stay small, clips that loop, recordings that are what was played."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.avatar.runtime import Avatar
from core.capture.frames import Closing, Frame, SourceInfo
from core.errors import Cancelled, CaptureError, FormatError, InputError
from core.events import CancelToken, Event, Progress, Stage, discard
from core.jobs.drive_live import drive_live
from core.jobs.export_video import export_video
from core.jobs.messages import DriverPicture, LiveFrame, decode_event, encode_event
from core.live.loop import LoopedSource
from core.live.recording import Recording
from tests.studio.splat_scenes import make_avatar, make_encoded_avatar

LARGEST_MESSAGE = 1024


class ThreeFrames(Closing):
    """A clip of three frames, 0.1 s apart, that begins at 5 s."""

    info = SourceInfo("three", 8, 8, 10.0, 3, "")

    def __iter__(self) -> Iterator[Frame]:
        for i in range(3):
            yield Frame(i, 5.0 + i / 10, np.full((8, 8, 3), i, np.uint8))


def test_a_looped_clip_goes_on_in_time() -> None:
    frames = [frame for frame, _ in zip(LoopedSource(ThreeFrames()), range(7), strict=False)]
    assert [frame.index for frame in frames] == list(range(7))
    assert [frame.image[0, 0, 0] for frame in frames] == [0, 1, 2, 0, 1, 2, 0]
    assert np.diff([frame.time_s for frame in frames]) == pytest.approx([0.1] * 6, abs=1e-6)
    fast = [frame for frame, _ in zip(LoopedSource(ThreeFrames(), speed=4), range(5), strict=False)]
    assert np.diff([frame.time_s for frame in fast]) == pytest.approx([0.025] * 4, abs=1e-6)


def test_a_loop_refuses_a_standstill() -> None:
    with pytest.raises(InputError):
        LoopedSource(ThreeFrames(), speed=0.0)


def test_a_live_message_is_small_and_survives_the_pipe() -> None:
    rng = np.random.default_rng(0)
    numbers = [round(float(v), 4) for v in rng.normal(size=55)]
    pose = [round(float(v), 5) for v in rng.normal(size=12)]
    said = LiveFrame(123456, True, 0.978, numbers, pose, 0.87, 43.2, 29.0, 1234)
    message = encode_event("f" * 32, said)
    assert len(message) < LARGEST_MESSAGE
    assert decode_event(message) == ("f" * 32, said)
    assert json.loads(message)["said"]["event"] == "liveframe"


def test_live_driving_without_a_camera_says_so(tmp_path: Path) -> None:
    make_avatar(20).save(tmp_path / "a.safetensors")
    with pytest.raises(CaptureError, match=r"cannot be opened.*plugged in"):
        drive_live({"avatar": str(tmp_path / "a.safetensors"), "camera": 97}, emit=discard, cancel=CancelToken())


@pytest.fixture
def geo_avatar(tmp_path: Path) -> Path:
    """An avatar that takes the default encoder's descriptors."""
    make_encoded_avatar().save(tmp_path / "tilda.safetensors")
    return tmp_path / "tilda.safetensors"


@pytest.mark.data
def test_a_driver_is_measured_and_then_followed(geo_avatar: Path, real_clip: Callable[[str], Path]) -> None:
    said: list[Event] = []
    token = CancelToken()

    def emit(event: Event) -> None:
        said.append(event)
        driven = [e for e in said if isinstance(e, LiveFrame) and e.calibrated == 1.0]
        if len(driven) > 30:
            token.cancel()

    clip = str(real_clip("calm_child"))
    with pytest.raises(Cancelled):
        drive_live({"avatar": str(geo_avatar), "clip": clip, "calibration_frames": 10}, emit=emit, cancel=token)
    frames = [event for event in said if isinstance(event, LiveFrame)]
    measured = [frame.calibrated for frame in frames]
    assert measured == sorted(measured)
    assert measured[0] < 1.0
    assert all(len(encode_event("f" * 32, frame)) < LARGEST_MESSAGE for frame in frames)
    moving = np.array([frame.descriptor for frame in frames if frame.calibrated == 1.0])
    assert moving.std(axis=0).max() > 0.005, "the face moves"
    pictures = [event for event in said if isinstance(event, DriverPicture)]
    assert pictures
    assert len(pictures) < len(frames)
    assert pictures[0].picture.startswith(b"\xff\xd8")
    assert [event.index for event in frames] == sorted({event.index for event in frames})


@pytest.mark.data
def test_a_stream_that_ends_says_what_to_do(geo_avatar: Path, real_clip: Callable[[str], Path], tmp_path: Path) -> None:
    from core.capture.cv import cv2
    from core.capture.frames import open_source

    stream = tmp_path / "stream.mjpeg"
    with open_source(real_clip("calm_child")) as source, stream.open("wb") as out:
        for frame, _ in zip(source, range(5), strict=False):
            out.write(bytes(cv2.imencode(".jpg", frame.image[..., ::-1])[1]))
    with pytest.raises(CaptureError, match="stopped giving pictures"):
        drive_live({"avatar": str(geo_avatar), "stream": str(stream)}, emit=discard, cancel=CancelToken())


def recording(avatar: Avatar, frames: int = 9) -> Recording:
    values = np.linspace(0, 1, frames, dtype=np.float32)[:, None] * np.ones(avatar.num_channels, np.float32)
    return Recording(np.arange(frames) / 20, values, np.tile(avatar.cam_from_head0, (frames, 1, 1)))


def test_a_recording_becomes_a_video_and_its_file_goes(tmp_path: Path) -> None:
    from core.capture.frames import open_source

    avatar = make_avatar(200)
    avatar.save(tmp_path / "a.safetensors")
    recording(avatar).save(tmp_path / "r.safetensors")
    said: list[Event] = []
    arguments = {
        "avatar": str(tmp_path / "a.safetensors"),
        "recording": str(tmp_path / "r.safetensors"),
        "out": str(tmp_path / "new" / "out.mp4"),
        "size": 97,
        "fps": 20,
        "background": [0.0, 0.0, 1.0],
        "cam_from_world": np.eye(4).ravel().tolist(),
    }
    result = export_video(arguments, emit=said.append, cancel=CancelToken())
    assert result["frames"] == 9
    assert not (tmp_path / "r.safetensors").exists()
    with open_source(Path(result["path"])) as video:
        pictures = [frame.image for frame in video]
    assert len(pictures) == 9
    assert pictures[0].shape == (98, 98, 3)
    assert pictures[0][2, 2] == pytest.approx((0, 0, 255), abs=12)
    assert np.abs(pictures[0].astype(int) - pictures[-1]).max() > 30, "the avatar moves"
    assert [type(event) for event in said[:2]] == [Stage, Progress]


def test_a_cancelled_video_leaves_no_file(tmp_path: Path) -> None:
    avatar, token = make_avatar(50), CancelToken()
    avatar.save(tmp_path / "a.safetensors")
    recording(avatar).save(tmp_path / "r.safetensors")
    arguments = {k: str(tmp_path / f"{v}") for k, v in (("avatar", "a.safetensors"), ("recording", "r.safetensors"))}
    token.cancel()
    with pytest.raises(Cancelled):
        export_video({**arguments, "out": str(tmp_path / "out.mp4")}, emit=discard, cancel=token)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.safetensors", "r.safetensors"]


def test_recordings_are_checked(tmp_path: Path) -> None:
    avatar = make_avatar(20)
    good = recording(avatar)
    with pytest.raises(InputError):
        replace(good, times_s=good.times_s[::-1])
    with pytest.raises(InputError):
        replace(good, poses=good.poses[:3])
    with pytest.raises(InputError):
        replace(good, descriptors=np.full_like(good.descriptors, np.nan))
    (tmp_path / "bad.safetensors").write_bytes(b"no recording")
    with pytest.raises(FormatError, match="cannot be read"):
        Recording.load(tmp_path / "bad.safetensors")
    good.save(tmp_path / "good.safetensors")
    assert np.array_equal(Recording.load(tmp_path / "good.safetensors").descriptors, good.descriptors)
    make_avatar(20).save(tmp_path / "a.safetensors")
    replace(good, descriptors=good.descriptors[:, :3]).save(tmp_path / "other.safetensors")
    arguments = {"avatar": str(tmp_path / "a.safetensors"), "recording": str(tmp_path / "other.safetensors")}
    with pytest.raises(FormatError, match="another avatar"):
        export_video({**arguments, "out": str(tmp_path / "o.mp4")}, emit=discard, cancel=CancelToken())
