"""Contexts and windows that work as the user's do, with settings of their own; what they leave behind fails the test.

``context`` and ``window`` (of that context) are for most tests; ``make_context`` and ``make_window`` make several.
A test module that wants other engine jobs than the real ones overrides the fixture ``jobs_table``.
What only the tests of one page share is in ``<page>_fixtures.py``: a module imports the fixtures it uses and those that
they use (an override too), and names them in ``__all__``, without which Ruff takes them for unused imports.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QThread, QTimer
from PySide6.QtGui import QSurfaceFormat
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.jobs.spec import JOBS
from studio.context import Context
from studio.main_window import MainWindow
from studio.services.jobs import Jobs
from studio.services.settings import Settings
from studio.theme.theme import Theme
from studio.viewport.gl_view import surface_format
from studio.viewport.picture import RendererChoice
from tests.studio.splat_scenes import make_avatar

# before any application exists, as studio.app does
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
QSurfaceFormat.setDefaultFormat(surface_format())

PATIENCE_MS = 120_000
MakeContext = Callable[..., Context]
MakeWindow = Callable[..., MainWindow]


COLLECT_EVERY = 25
_tests_run = itertools.count()


def _still_at_work() -> tuple[int, int]:
    """How many timers are active and how many other threads of Qt run, of those made since ``gc.freeze``."""
    made = [x for x in gc.get_objects() if issubclass(type(x), (QTimer, QThread)) and shiboken6.isValid(x)]
    timers = sum(x.isActive() for x in made if isinstance(x, QTimer))
    threads = sum(x.isRunning() for x in made if isinstance(x, QThread) and x is not QThread.currentThread())
    return timers, threads


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """No thread, timer or process of a test may outlive it."""
    threads, processes = set(threading.enumerate()), set(multiprocessing.active_children())
    if next(_tests_run) % COLLECT_EVERY == 0:
        gc.collect()
    gc.freeze()  # what earlier tests left is neither searched nor collected: late in the run that takes seconds a test
    yield
    if QCoreApplication.instance() is not None:
        for _ in range(3):  # what is deleted may delete more
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    timers, workers = _still_at_work()
    gc.unfreeze()
    left = [t.name for t in set(threading.enumerate()) - threads if not t.name.startswith("Dummy")]
    assert left == [], "threads outlived the test"
    assert workers == 0, "Qt threads outlived the test"
    assert set(multiprocessing.active_children()) - processes == set(), "processes outlived the test"
    assert timers == 0, "timers outlived the test"


class PatientBot(QtBot):
    """Gives up late: on a full machine what takes 0.1 s was seen to take 5 s. What comes is not waited for longer."""

    @staticmethod
    def _patience(given: dict[str, Any]) -> dict[str, Any]:
        if given.get("raising") is False:
            return given  # nothing is to come: assertNotEmitted would wait in vain
        return {**given, "timeout": max(given.get("timeout", 0), PATIENCE_MS)}

    def waitSignal(self, signal: Any, **given: Any) -> Any:  # noqa: N802 - Qt's way of naming
        return super().waitSignal(signal, **self._patience(given))

    def waitSignals(self, signals: Any, **given: Any) -> Any:  # noqa: N802 - Qt's way of naming
        return super().waitSignals(signals, **self._patience(given))

    def waitUntil(self, callback: Any, **given: Any) -> None:  # noqa: N802 - Qt's way of naming
        super().waitUntil(callback, **self._patience(given))

    def waitExposed(self, widget: Any, **given: Any) -> Any:  # noqa: N802 - Qt's way of naming
        return super().waitExposed(widget, **self._patience(given))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, "dark")
    yield made
    made.deleteLater()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    """The engine's jobs by name; the real ones unless a test module overrides this."""
    return JOBS


@pytest.fixture
def avatar_file(tmp_path: Path) -> Path:
    path = tmp_path / "tilda.safetensors"
    make_avatar(300).save(path)
    return path


@pytest.fixture
def make_context(theme: Theme, settings: Settings, jobs_table: Mapping[str, str]) -> Iterator[MakeContext]:
    """``make_context(renderer)``; stopped afterwards, when no engine process may be left."""
    made: list[Context] = []

    def make(renderer: RendererChoice = RendererChoice.CPU) -> Context:
        context = Context(theme, settings, Jobs(jobs=jobs_table), renderer)
        context.jobs.setParent(context)
        made.append(context)
        return context

    yield make
    for context in made:
        context.stop()
        for lane, engine in context.jobs.engines.items():
            assert engine.pid is None, f"the engine process for {lane.value} outlived the window"
        context.deleteLater()


@pytest.fixture
def context(make_context: MakeContext) -> Context:
    """A context without a window."""
    return make_context()


@pytest.fixture
def make_window(qtbot: QtBot, make_context: MakeContext) -> Iterator[MakeWindow]:
    """``make_window(context, renderer)``, shown; closed afterwards."""
    windows: list[MainWindow] = []

    def make(context: Context | None = None, renderer: RendererChoice = RendererChoice.CPU) -> MainWindow:
        window = MainWindow(context or make_context(renderer))
        qtbot.addWidget(window)
        window.resize(1280, 800)
        with qtbot.waitExposed(window):
            window.show()
        windows.append(window)
        return window

    yield make
    for window in windows:
        if shiboken6.isValid(window):
            window.close_now()  # one that asks whether to stop its work would be deleted with its threads running


@pytest.fixture
def window(make_window: MakeWindow, context: Context) -> MainWindow:
    """A window of ``context``, shown at 1280 x 800."""
    return make_window(context)
