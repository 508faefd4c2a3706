"""Reading videos on the Capture page: to the end, cancelled, with a bad file, and with an engine that is killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.capture.cv import cv2
from core.project.captures import captures_of
from studio.context import Context
from studio.model.capture_view import CaptureView
from studio.pages.capture.page import CapturePage
from studio.services.jobs import Lane
from tests.studio.capture_fixtures import LONG_MS, button, empty, models

__all__ = ["empty", "models"]

SUBJECT = Path(__file__).parents[2] / "assets" / "demo" / "subject.mp4"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "anna.avi"
    reader = cv2.VideoCapture(str(SUBJECT))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 25, (256, 256))
    for _ in range(150):
        writer.write(cv2.resize(reader.read()[1], (256, 256)))
    writer.release()
    reader.release()
    return path


def test_a_video_is_read_and_shown(
    empty: CapturePage, context: Context, models: None, clip: Path, qtbot: QtBot
) -> None:
    empty.read([clip])
    qtbot.waitUntil(lambda: empty.state is empty.busy)
    qtbot.waitUntil(lambda: not empty._work.picture.image.isNull(), timeout=LONG_MS)
    qtbot.waitUntil(lambda: empty.state is empty.workbench, timeout=LONG_MS)
    qtbot.waitUntil(lambda: context.shared(CaptureView).facts is not None)
    assert context.shared(CaptureView).count == 150
    assert empty.actions_of_page.train.isEnabled()
    with qtbot.waitSignal(context.page_asked) as asked:
        empty.actions_of_page.train.trigger()
    assert asked.args == ["train"]


def test_a_cancelled_import_goes_back_to_the_beginning(
    empty: CapturePage, context: Context, models: None, clip: Path, qtbot: QtBot
) -> None:
    empty.read([clip])
    qtbot.waitUntil(lambda: not empty._work.picture.image.isNull(), timeout=LONG_MS)
    qtbot.mouseClick(button(empty.busy, "Cancel"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty.state is empty.start, timeout=LONG_MS)
    project = context.document.project
    assert project is not None
    assert list((project.root / "captures").iterdir()) == []


def test_a_bad_video_says_why_and_offers_a_way_out(
    empty: CapturePage, context: Context, text_named_mp4: Path, qtbot: QtBot
) -> None:
    empty.read([text_named_mp4])
    qtbot.waitUntil(lambda: empty.state is empty.error, timeout=LONG_MS)
    assert "notes.mp4 is not a video" in empty.error._title.text()
    assert "notes.mp4 is not a video" in context.notices.messages[0].title
    assert empty.tells_of(context.notices.messages[0].job)
    qtbot.mouseClick(button(empty.error, "Back"), Qt.MouseButton.LeftButton)
    assert empty.state is empty.start


def test_an_engine_that_is_killed_while_reading_says_so(
    empty: CapturePage, context: Context, models: None, clip: Path, qtbot: QtBot
) -> None:
    empty.read([clip])
    qtbot.waitUntil(lambda: not empty._work.picture.image.isNull(), timeout=LONG_MS)
    pid = context.jobs.engines[Lane.WORK].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: empty.state is empty.error, timeout=LONG_MS)
    project = context.document.project
    assert project is not None
    assert captures_of(project) == ([], [])
    empty.read([clip])  # and again: what was left goes, and it works
    qtbot.waitUntil(lambda: empty.state is empty.workbench, timeout=LONG_MS)
    assert [path.name for path in (project.root / "captures").iterdir()] == ["anna"]
