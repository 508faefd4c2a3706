"""The composition root: reads the arguments, makes the window and its services, runs until it is closed."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QSurfaceFormat
from PySide6.QtWidgets import QApplication

from studio.context import Context
from studio.main_window import MainWindow
from studio.services.jobs import Jobs
from studio.services.settings import LANGUAGES, Settings
from studio.shell.pages import PAGES, import_later
from studio.theme.theme import Choice, Theme
from studio.viewport.choice import RendererChoice, surface_format

FIRST_SIZE = (1280, 800)
SWITCH_INTERVAL_S = 0.0005
PAGE_NAMES = tuple(entry.name for entry in PAGES)
CHECK_AFTER_MS = 2000
SHOWN_BEFORE_PICTURE_MS = 1500
"""How long the avatar is shown, or the clip plays, before a picture asked for on the command line is taken."""


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window; returns when it is closed.

    Args:
        argv: arguments without the program's name; the process's own if None.
    Returns:
        0, or 1 if an avatar or clip named on the command line could not be used.
    """
    options = _parser().parse_args(sys.argv[1:] if argv is None else list(argv))
    application = make_application()
    settings = Settings()
    renderer = RendererChoice(options.renderer)
    window = make_window(application, settings, theme=options.theme, language=options.language, renderer=renderer)
    if options.size is not None:
        window.resize(*options.size)
    elif not window.restoreGeometry(settings.geometry):
        window.resize(*FIRST_SIZE)
    interrupt = _close_on_interrupt(window)
    script = _Script(window, options)
    script.begin()
    window.show()
    QTimer.singleShot(0, window, warm_up)
    QTimer.singleShot(0, window, lambda: import_later(window.context.tasks))
    try:
        application.exec()
    finally:
        window.stop()
        interrupt()
    return script.exit_code


def make_application() -> QApplication:
    """The application, with what must be set before it exists."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # without shared contexts, docking or floating a viewer loses its OpenGL objects
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    QSurfaceFormat.setDefaultFormat(surface_format())
    application = QApplication(["raf-studio"])
    application.setApplicationName("RAF Studio")
    application.setOrganizationName("RAF Studio")
    application.setDesktopFileName("raf-studio")
    return application


def make_window(
    application: QApplication,
    settings: Settings,
    *,
    theme: Choice | None = None,
    language: str | None = None,
    renderer: RendererChoice = RendererChoice.AUTO,
) -> MainWindow:
    """The window with everything behind it.

    Args:
        application: see ``make_application``.
        settings: what is remembered between runs.
        theme: instead of the one remembered.
        language: likewise.
        renderer: how viewers draw.
    """
    context = Context(Theme(application, theme or settings.theme), settings, Jobs(application), renderer, application)
    if language is not None:
        context.language.show(language)
    return MainWindow(context)


def warm_up() -> None:
    """Import what every page needs, after the window has been painted."""
    import numpy  # noqa: F401 - so that its library is there to be limited
    from threadpoolctl import threadpool_limits

    # while a worker thread runs Python code, every call into Qt waits for one such interval: 5 ms each by default
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    # beside a busy engine, numpy's spinning threads made a depth sort of 0.5 ms take 24 ms
    threadpool_limits(1, user_api="blas")


class _Script:
    """What the command line asked for beyond opening the window."""

    def __init__(self, window: MainWindow, options: argparse.Namespace) -> None:
        self._window, self._options = window, options
        self.exit_code = 0

    def begin(self) -> None:
        """Open what was named."""
        options = self._options
        avatar = options.avatar or options.avatar_file
        self._window.show_page(options.page or ("live" if avatar is not None else "home"))
        if avatar is not None:
            self._open_avatar(avatar)
        elif options.project is not None:
            self._window.context.document.opened.connect(self._picture_later)
            self._window.context.document.failed.connect(self._failed)
            self._window.context.document.open(options.project)
        else:
            self._picture_later()
            if options.quit_after is None and options.screenshot is None:
                QTimer.singleShot(CHECK_AFTER_MS, self._window, self._check_machine)
        if options.quit_after is not None:
            QTimer.singleShot(round(options.quit_after * 1000), self._window, self._quit)

    def _check_machine(self) -> None:
        """Once in a version's life: the engine that does it is warm for the first video then."""
        from studio.model.machine import Machine

        if not self._window.context.jobs.active:
            self._window.context.shared(Machine).check_once()

    def _open_avatar(self, avatar: Path) -> None:
        from studio.model.live import Live  # brings numpy: the empty window shows before it

        self._live = live = self._window.context.shared(Live)
        live.settled.connect(self._settled)
        live.player.failed.connect(self._failed)
        live.player.ready.connect(lambda _: self._picture_later())
        live.open_avatar(avatar)
        if self._options.play is not None:
            live.play_clip(self._options.play)

    def _settled(self) -> None:
        from studio.model.session import Opened

        if self._live.session.state is Opened.FAILED:
            self.exit_code = 1
            self._picture_later()
        elif self._options.play is None:
            self._picture_later()

    def _failed(self, problem: object) -> None:
        self.exit_code = 1
        self._picture_later()

    def _picture_later(self) -> None:
        if self._options.screenshot is not None:
            QTimer.singleShot(SHOWN_BEFORE_PICTURE_MS, self._window, self._quit)

    def _quit(self) -> None:
        target, self._options.screenshot = self._options.screenshot, None
        if target is not None and not self._window.grab().save(str(target)):
            self.exit_code = 1
        self._window.close_now()


def _close_on_interrupt(window: MainWindow) -> Callable[[], None]:
    """Let Ctrl-C in the terminal close the window; returns a function that undoes it.

    Python runs signal handlers only between bytecodes, and Qt's event loop runs none while idle: the byte that Python
    writes on a signal wakes it.
    """
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, window)
    notifier.activated.connect(lambda: ours.recv(64))
    before_fd = signal.set_wakeup_fd(theirs.fileno())
    before = signal.signal(signal.SIGINT, lambda *_: window.close())

    def undo() -> None:
        signal.signal(signal.SIGINT, before)
        signal.set_wakeup_fd(before_fd)
        notifier.setEnabled(False)
        ours.close()
        theirs.close()

    return undo


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def _parser() -> argparse.ArgumentParser:
    what = "Train a 3D head avatar from a short video of a face, and drive it."
    parser = argparse.ArgumentParser(prog="raf-studio", description=what)
    parser.add_argument("avatar_file", nargs="?", type=Path, metavar="AVATAR", help="avatar to open (.safetensors)")
    parser.add_argument("--avatar", type=Path, help="the same, by name")
    parser.add_argument("--project", type=Path, metavar="FOLDER", help="project to open (.rafstudio)")
    parser.add_argument("--page", choices=PAGE_NAMES, help="page to begin with")
    parser.add_argument("--language", choices=LANGUAGES, help="instead of the one remembered")
    parser.add_argument("--play", type=Path, metavar="CLIP", help="drive the avatar by this clip")
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="write a picture of the window, then close it")
    parser.add_argument("--quit-after", type=float, metavar="SECONDS", help="close the window by itself")
    parser.add_argument("--renderer", choices=[c.value for c in RendererChoice], default="auto", help="how to draw")
    parser.add_argument("--theme", choices=["system", "dark", "light"], help="instead of the one remembered")
    parser.add_argument("--size", type=_size, metavar="WxH", help="of the window, in pixels")
    return parser
