"""Recording from a camera: steered by a file, measured on the way, and kept whatever ends it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from core.capture import record as recording
from core.capture.cv import cv2
from core.capture.frames import open_source
from core.errors import CaptureError, StudioError
from core.events import CancelToken, Event, Stage, Warning
from core.jobs.messages import SeenFrame, decode_event, encode_event
from core.jobs.record_capture import record_capture
from core.project.captures import left_recordings
from core.project.project import Project
from core.project.record_control import Wish, read_wish, write_wish
from core.weights.store import WeightStore

DRIVER = Path(__file__).parents[2] / "assets" / "demo" / "driver.mp4"
FPS = 25


@pytest.fixture
def project(tmp_path: Path) -> Project:
    try:
        WeightStore().path("face_landmarker")
    except StudioError as error:
        pytest.skip(f"no face models on this machine: {error}")
    return Project.create(tmp_path / "Anna.rafstudio")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """70 frames of the demo's driver, 2.8 seconds."""
    path = tmp_path_factory.mktemp("clips") / "driver.avi"
    reader = cv2.VideoCapture(str(DRIVER))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), FPS, (256, 256))
    for _ in range(70):
        writer.write(cv2.resize(reader.read()[1], (256, 256)))
    writer.release()
    reader.release()
    return path


class Steering:
    """Collects what a recording says, and changes the wish at given frames."""

    def __init__(self, control: Path, at: dict[int, Wish | Callable[[], object]]) -> None:
        self.control, self._at = control, dict(at)
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, SeenFrame):
            for index in [i for i in self._at if i <= event.index]:
                wish = self._at.pop(index)
                write_wish(self.control, wish) if isinstance(wish, Wish) else wish()

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


def run(project: Project, source: dict[str, object], steering: Steering, token: CancelToken) -> dict[str, object]:
    arguments = {"project": str(project.root), "control": str(steering.control), **source}
    return record_capture(arguments, emit=steering, cancel=token)


def test_it_looks_measures_records_and_ends_when_told(project: Project, clip: Path) -> None:
    steering = Steering(project.cache / "control", {10: Wish.RECORD, 60: Wish.FINISH})
    result = run(project, {"clip": str(clip)}, steering, CancelToken())
    assert result["ending"] == "finished"
    assert left_recordings(project) == (Path(str(result["video"])),)
    with open_source(Path(str(result["video"]))) as made:
        frames = list(made)
    assert len(frames) == result["frames"]
    assert len(frames) / made.info.fps == pytest.approx(50 / FPS, abs=0.4)  # it lasts as long as what it shows
    assert [event.name for event in steering.of(Stage)][-2:] == ["looking", "recording"]  # type: ignore[attr-defined]
    seen = steering.of(SeenFrame)
    assert all(frame.found and frame.picture for frame in seen)  # type: ignore[attr-defined]
    rested = [frame.rested for frame in seen]  # type: ignore[attr-defined]
    assert rested == sorted(rested)
    assert rested[-1] == 1.0
    last = seen[-1]
    assert isinstance(last, SeenFrame)
    assert len(last.descriptor) == 28
    assert len(last.angles) == 3
    assert np.abs(last.angles).max() < 0.6
    assert decode_event(encode_event("job", last))[1] == last


def test_a_camera_that_is_unplugged_leaves_what_was_recorded(project: Project, clip: Path) -> None:
    steering = Steering(project.cache / "control", {30: Wish.RECORD})
    result = run(project, {"clip": str(clip)}, steering, CancelToken())
    assert result["ending"] == "source ended"
    assert result["frames"] > 20  # type: ignore[operator]
    assert Path(str(result["video"])).is_file()
    warnings = [event.message for event in steering.of(Warning)]  # type: ignore[attr-defined]
    assert any("stopped giving pictures" in text and "kept" in text for text in warnings)


def test_a_discarded_recording_is_gone(project: Project, clip: Path) -> None:
    steering = Steering(project.cache / "control", {10: Wish.RECORD, 30: Wish.DISCARD})
    result = run(project, {"clip": str(clip)}, steering, CancelToken())
    assert (result["ending"], result["video"]) == ("discarded", None)
    assert list((project.root / "recordings").iterdir()) == []


def test_a_cancelled_recording_is_kept(project: Project, clip: Path) -> None:
    token = CancelToken()
    steering = Steering(project.cache / "control", {10: Wish.RECORD, 40: token.cancel})
    result = run(project, {"clip": str(clip)}, steering, token)
    assert result["ending"] == "cancelled"
    assert len(left_recordings(project)) == 1


def test_a_full_disk_ends_the_recording_and_keeps_it(
    project: Project, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(project.root)
    plenty, full = usage._replace(free=1 << 40), usage._replace(free=1 << 20)
    answers = iter([plenty])
    monkeypatch.setattr(recording.shutil, "disk_usage", lambda _: next(answers, full))
    steering = Steering(project.cache / "control", {5: Wish.RECORD})
    result = run(project, {"clip": str(clip)}, steering, CancelToken())
    assert result["ending"] == "disk full"
    with open_source(Path(str(result["video"]))) as made:
        assert len(list(made)) == result["frames"]


def test_looking_without_recording_leaves_no_file(project: Project, clip: Path) -> None:
    result = run(project, {"clip": str(clip)}, Steering(project.cache / "control", {20: Wish.FINISH}), CancelToken())
    assert (result["video"], result["frames"]) == (None, 0)
    assert left_recordings(project) == ()


def test_no_camera_says_what_to_do(project: Project) -> None:
    with pytest.raises(CaptureError, match=r"Camera 9 cannot be opened.*plugged in"):
        run(project, {"camera": 9}, Steering(project.cache / "control", {}), CancelToken())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_stream_is_recorded_like_a_camera(project: Project, clip: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "stream.mjpeg"
    os.mkfifo(fifo)
    writer = threading.Thread(target=feed, args=(fifo, clip))
    writer.start()
    steering = Steering(project.cache / "control", {5: Wish.RECORD})
    result = run(project, {"stream": str(fifo)}, steering, CancelToken())
    writer.join()
    assert result["ending"] == "source ended"
    assert result["frames"] > 0  # type: ignore[operator]


def feed(fifo: Path, clip: Path) -> None:
    def pictures() -> Iterator[bytes]:
        reader = cv2.VideoCapture(str(clip))
        while (read := reader.read())[0]:
            yield cv2.imencode(".jpg", read[1])[1].tobytes()
        reader.release()

    waiting = threading.Event()
    with fifo.open("wb") as pipe:
        for picture in pictures():
            pipe.write(picture)
            waiting.wait(1 / FPS)


def test_a_damaged_control_file_means_to_look(tmp_path: Path) -> None:
    control = tmp_path / "control"
    assert read_wish(control) is Wish.LOOK
    for content in (b"\xff\xfe", b"", b"erase everything", b"record" * 50):
        control.write_bytes(content)
        assert read_wish(control) is Wish.LOOK
    write_wish(control, Wish.RECORD)
    assert read_wish(control) is Wish.RECORD
