"""The real chain on a real clip: track, retarget, send; through the engine process as the window does it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.errors import CaptureError, StudioError
from core.events import CancelToken, Event, Finished, discard
from core.jobs.engine import EngineProcess
from core.jobs.messages import DrivenFrame
from core.jobs.perform_clip import perform_clip
from core.jobs.spec import JobSpec
from tests.studio.splat_scenes import make_encoded_avatar

JPEG_START = b"\xff\xd8\xff"


@pytest.fixture(scope="module")
def avatar_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An avatar that takes the default encoder's descriptors."""
    path = tmp_path_factory.mktemp("avatar") / "tilda.safetensors"
    make_encoded_avatar().save(path)
    return path


@pytest.mark.data
def test_a_clip_becomes_a_performance(avatar_file: Path, real_clip: Callable[[str], Path]) -> None:
    inbox: queue.Queue[Event] = queue.Queue()
    engine = EngineProcess(lambda _, event: inbox.put(event))
    try:
        arguments = {"avatar": str(avatar_file), "clip": str(real_clip("calm_child"))}
        engine.submit(JobSpec("perform_clip", arguments))
        events: list[Event] = []
        while not events or not isinstance(events[-1], Finished):
            events.append(inbox.get(timeout=120))
    finally:
        engine.stop()
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.outcome == "done", last.result.get("message")
    frames = [event for event in events if isinstance(event, DrivenFrame)]
    assert len(frames) == last.result["frames"] > 30
    assert [frame.index for frame in frames] == list(range(len(frames)))
    times = [frame.clip_time_s for frame in frames]
    assert times[0] == 0
    assert all(b > a for a, b in pairwise(times))
    assert all(frame.picture.startswith(JPEG_START) for frame in frames)
    descriptors = np.array([frame.descriptor for frame in frames])
    assert np.isfinite(descriptors).all()
    assert descriptors.std(axis=0).max() > 0.01, "the face moves"
    pose = np.array(frames[0].cam_from_head).reshape(4, 4)
    assert np.allclose(pose[:3, :3] @ pose[:3, :3].T, np.eye(3), atol=1e-4)


def test_a_clip_that_is_not_there_is_an_error(avatar_file: Path, tmp_path: Path) -> None:
    arguments = {"avatar": str(avatar_file), "clip": str(tmp_path / "gone.mp4")}
    with pytest.raises(CaptureError):
        perform_clip(arguments, emit=discard, cancel=CancelToken())


def test_a_file_that_is_no_avatar_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_text("x")
    arguments = {"avatar": str(tmp_path / "a.safetensors"), "clip": str(tmp_path / "gone.mp4")}
    with pytest.raises(StudioError, match="not a usable avatar"):
        perform_clip(arguments, emit=discard, cancel=CancelToken())
