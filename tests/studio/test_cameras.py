"""Cameras by name: what the system tells, the one choice that is remembered, and changing the camera in use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from studio.context import Context
from studio.model import cameras
from studio.model.cameras import Cameras
from studio.model.recorder import Recorder, RecordState
from studio.services.cameras import Camera, linux_cameras
from studio.widgets.camera_chooser import CameraChooser
from tests.studio.made_projects import made_project


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``plug(Camera(...), ...)``: what the system tells from now on."""
    monkeypatch.setattr("sys.platform", "linux")

    def set_found(*found: Camera) -> None:
        monkeypatch.setattr(cameras, "linux_cameras", lambda: found)

    set_found()
    return set_found


def add_device(folder: Path, number: int, name: str, index: int = 0) -> None:
    node = folder / f"video{number}"
    node.mkdir()
    (node / "name").write_text(name + "\n")
    (node / "index").write_text(f"{index}\n")


def test_linux_names_one_camera_a_device(tmp_path: Path) -> None:
    add_device(tmp_path, 10, "Capture card")
    add_device(tmp_path, 2, "Webcam")
    add_device(tmp_path, 3, "Webcam", index=1)  # facts about the pictures, no pictures
    (tmp_path / "video4").mkdir()  # unplugged at this very moment
    assert linux_cameras(tmp_path) == (Camera(2, "Webcam"), Camera(10, "Capture card"))
    assert linux_cameras(tmp_path / "none") == ()


def test_the_choice_is_remembered_though_unplugged(context: Context, plug: Callable[..., None]) -> None:
    plug(Camera(2, "Webcam"), Camera(4, "Webcam"), Camera(6, "Phone"))
    found = context.shared(Cameras)
    assert found.number == 2
    assert found.choices == ((2, "Webcam (Camera 2)"), (4, "Webcam (Camera 4)"), (6, "Phone"))
    found.choose(6)
    plug(Camera(2, "Webcam"))
    found.refresh()
    assert found.number == 6
    assert found.choices == ((2, "Webcam"), (6, "Camera 6"))


def test_without_names_there_are_numbers(context: Context, plug: Callable[..., None]) -> None:
    found = context.shared(Cameras)
    assert found.number == 0
    assert found.choices[:2] == ((0, "Camera 0"), (1, "Camera 1"))


def test_the_chooser_sees_what_was_plugged_in(context: Context, plug: Callable[..., None], qtbot: QtBot) -> None:
    chooser = CameraChooser(context.shared(Cameras))
    qtbot.addWidget(chooser)
    plug(Camera(0, "Built in"), Camera(2, "Webcam"))
    chooser.showPopup()
    chooser.hidePopup()
    assert [chooser.itemText(i) for i in range(chooser.count())] == ["Built in", "Webcam"]
    with qtbot.waitSignal(chooser.chosen) as chosen:
        chooser.activated.emit(1)
    assert chosen.args == [2]
    assert context.shared(Cameras).number == 2


def test_another_camera_is_opened_in_place_of_the_first(
    context: Context, plug: Callable[..., None], tmp_path: Path, qtbot: QtBot
) -> None:
    plug(Camera(8, "First"), Camera(9, "Second"))
    project = made_project(tmp_path)
    with qtbot.waitSignal(context.document.opened):
        context.document.open(project.root)
    recorder = context.shared(Recorder)
    recorder.open()
    assert recorder.state is RecordState.OPENING
    context.shared(Cameras).choose(9)
    recorder.use_camera()
    qtbot.waitUntil(lambda: recorder.state is RecordState.FAILED)  # neither is really there
    assert recorder.error is not None
    assert "Camera 9" in recorder.error.what
    recorder.close()
