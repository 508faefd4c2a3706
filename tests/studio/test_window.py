"""The main window: its pages, its title, and what it does with dropped files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from core.jobs.spec import JOBS
from core.project.project import Project
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.live import Live
from studio.services.settings import Settings
from studio.theme.theme import Theme
from tests.studio.conftest import MakeWindow
from tests.studio.quick_jobs import QUICK_JOBS


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return {**JOBS, **QUICK_JOBS}


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(200, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def said(context: Context) -> str:
    messages = context.notices.messages
    return messages[0].title if messages else ""


def test_an_empty_window_has_the_programs_name(window: MainWindow) -> None:
    assert window.windowTitle() == "RAF Studio"


def test_a_project_gives_the_window_its_name(
    window: MainWindow, context: Context, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    project = Project.create(tmp_path / "Anna.rafstudio")
    with qtbot.waitSignal(context.document.opened):
        drop(window, project.root)
    assert window.windowTitle() == "Anna – RAF Studio"
    assert settings.recent_projects == [project.root]


def test_a_dropped_avatar_goes_to_the_live_page(
    window: MainWindow, context: Context, avatar_file: Path, qtbot: QtBot
) -> None:
    live = context.shared(Live)
    with qtbot.waitSignal(live.settled):
        drop(window, avatar_file)
    assert window.current_page is window.page("live")
    assert live.session.avatar is not None
    with qtbot.waitSignal(live.player.ready):
        drop(window, avatar_file.with_name("calm.mp4"))
    assert live.playback.playing


def test_a_dropped_file_of_no_use_says_so(window: MainWindow, context: Context, tmp_path: Path) -> None:
    drop(window, tmp_path / "notes.txt")
    assert "cannot be opened" in said(context)
    assert window.notice.isVisible()


def test_the_theme_can_be_chosen_and_is_remembered(window: MainWindow, theme: Theme, settings: Settings) -> None:
    themes = window.actions_of_window.theme.menu().actions()
    next(a for a in themes if a.data() == "light").trigger()
    assert theme.palette.name == "light"
    assert settings.theme == "light"


def test_windows_can_come_and_go(make_window: MakeWindow, avatar_file: Path, qtbot: QtBot) -> None:
    for _ in range(3):
        window = make_window()
        live = window.context.shared(Live)
        with qtbot.waitSignal(live.settled):
            drop(window, avatar_file)
        window.close()
