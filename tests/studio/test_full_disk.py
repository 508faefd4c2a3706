"""A disk that fills up while a video is read: a clear message, nothing half-written, and the window goes on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.project.captures import captures_of
from core.project.demo import SUBJECT
from core.weights.store import WeightStore
from studio.context import Context
from studio.main_window import MainWindow
from studio.pages.capture.page import CapturePage
from tests.capture.test_importing import cut, store
from tests.studio.full_disk_jobs import FULL_DISK_JOBS

__all__ = ["store"]


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return FULL_DISK_JOBS


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return cut(SUBJECT, tmp_path / "anna.avi", 40)


def test_a_full_disk_while_a_video_is_read(
    window: MainWindow, context: Context, store: WeightStore, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.show_page("capture")
    page = window.page("capture")
    assert isinstance(page, CapturePage)
    with qtbot.waitSignal(context.document.opened):
        context.document.create(tmp_path / "Anna.rafstudio", "Anna")
    page.read([clip])
    qtbot.waitUntil(lambda: page.state is page.error)
    assert "full disk" in page.error._text.text()
    project = context.document.project
    assert project is not None
    assert captures_of(project) == ([], [])
    assert list((project.root / "captures").iterdir()) == []
    assert clip.is_file()
    window.show_page("bank")
    assert window.current_page is window.page("bank")
