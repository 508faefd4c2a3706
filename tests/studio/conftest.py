"""A window that works as the user's does, with settings of its own and an engine whose jobs are quick."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtGui import QSurfaceFormat
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.main_window import MainWindow
from studio.services.engine import Engine
from studio.services.settings import Settings
from studio.theme.theme import Theme
from studio.viewport.gl_view import surface_format
from studio.viewport.picture import RendererChoice
from tests.studio.quick_jobs import QUICK_JOBS
from tests.studio.splat_scenes import make_avatar

# before any application exists, as studio.app does
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
QSurfaceFormat.setDefaultFormat(surface_format())

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, "dark")
    yield made
    made.deleteLater()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def avatar_file(tmp_path: Path) -> Path:
    path = tmp_path / "tilda.safetensors"
    make_avatar(300).save(path)
    return path


@pytest.fixture
def make_window(qtbot: QtBot, theme: Theme, settings: Settings, tmp_path: Path) -> Iterator[MakeWindow]:
    """``make_window(renderer)``; afterwards no thread, process or timer of it may be left."""
    before = set(threading.enumerate())
    windows: list[tuple[MainWindow, Engine]] = []

    def make(renderer: RendererChoice = RendererChoice.CPU) -> MainWindow:
        engine = Engine(jobs=QUICK_JOBS)
        window = MainWindow(theme, settings, engine, renderer)
        window.pictures_folder = tmp_path / "pictures"
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        windows.append((window, engine))
        return window

    yield make
    for window, engine in windows:
        window.close()
        assert engine.pid is None, "the engine process outlived the window"
        assert not window.playback.playing
        assert not [thread for thread in window.findChildren(_qthread()) if thread.isRunning()]
    left = [t.name for t in set(threading.enumerate()) - before if not t.name.startswith("Dummy")]
    assert left == [], "threads outlived the window"


def _qthread() -> type:
    from PySide6.QtCore import QThread

    return QThread


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()


@pytest.fixture
def loaded(window: MainWindow, avatar_file: Path, qtbot: QtBot) -> MainWindow:
    """A window that shows an avatar."""
    with qtbot.waitSignal(window.settled):
        window.open_avatar(avatar_file)
    return window
