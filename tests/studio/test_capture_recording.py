"""Recording on the Capture page: with the coach, without a camera or a project, and what was left of one before."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.project.captures import recordings_folder
from core.project.project import Project
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.recorder import Recorder, RecordState
from studio.pages.capture.page import CapturePage
from tests.studio.capture_fixtures import LONG_MS, button, empty, models

__all__ = ["empty", "models"]

DRIVER = Path(__file__).parents[2] / "assets" / "demo" / "driver.mp4"


def test_a_recording_with_the_coach_becomes_a_capture(
    empty: CapturePage, context: Context, models: None, qtbot: QtBot
) -> None:
    recorder = context.shared(Recorder)
    recorder.open({"clip": str(DRIVER)})
    assert empty.state is empty.recording
    qtbot.waitUntil(lambda: recorder.state is RecordState.LOOKING, timeout=LONG_MS)
    qtbot.waitUntil(lambda: recorder.seen is not None and recorder.seen.rested >= 1.0, timeout=LONG_MS)
    coach = empty._coach
    qtbot.waitUntil(lambda: coach.coverage is not None and coach.current is not None)
    qtbot.mouseClick(button(empty.recording, "Record"), Qt.MouseButton.LeftButton)
    assert recorder.state is RecordState.RECORDING
    qtbot.waitUntil(lambda: coach.coverage is not None and coach.coverage.share > 0, timeout=LONG_MS)
    qtbot.waitUntil(lambda: recorder.seconds > 1.5, timeout=LONG_MS)
    assert empty.recording.grab().toImage().format() != QImage.Format.Format_Invalid
    qtbot.mouseClick(button(empty.recording, "Stop and keep"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty.state is empty.workbench, timeout=LONG_MS)
    assert context.document.contents.captures[0].name.startswith("Recording")
    assert context.document.project is not None
    assert list(recordings_folder(context.document.project).iterdir()) == []


def test_a_missing_camera_says_what_to_do(empty: CapturePage, context: Context, qtbot: QtBot) -> None:
    recorder = context.shared(Recorder)
    recorder.open({"camera": 9})
    qtbot.waitUntil(lambda: recorder.state is RecordState.FAILED, timeout=LONG_MS)
    assert empty.state is empty.recording
    assert "Camera 9 cannot be opened" in empty.recording._ask.text()
    assert empty.tells_of(context.notices.messages[0].job)
    assert "plugged in" in empty.recording._hint.text()
    qtbot.mouseClick(button(empty.recording, "Close camera"), Qt.MouseButton.LeftButton)
    assert empty.state is empty.start


def test_a_recording_that_was_left_is_offered(
    window: MainWindow, context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    project = Project.create(tmp_path / "Left.rafstudio")
    recordings_folder(project).mkdir()
    (recordings_folder(project) / "Recording 2026-01-01 10.00.00.mp4").write_bytes(b"a video")
    window.show_page("capture")
    page = window.page("capture")
    assert isinstance(page, CapturePage)
    context.document.open(project.root)
    left = button(page.start, "Use the last recording")
    qtbot.waitUntil(left.isVisible)


def test_recording_without_a_project_begins_one(
    window: MainWindow, context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    context.settings.projects_folder = tmp_path / "projects"
    window.show_page("capture")
    page = window.page("capture")
    assert isinstance(page, CapturePage)
    recorder = context.shared(Recorder)
    recorder.source = {"camera": 9}
    page.record()
    qtbot.waitUntil(lambda: recorder.state is RecordState.FAILED, timeout=LONG_MS)
    assert context.document.project is not None
    assert context.document.project.root.parent == tmp_path / "projects"
    recorder.close()


def test_a_control_file_that_cannot_be_written_is_reported(
    empty: CapturePage, context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("core.project.atomic.os.replace", full)
    context.shared(Recorder).open({"camera": 9})
    assert not context.shared(Recorder).active
    assert "record-control" in context.notices.messages[0].title
