"""A window of one look, and pictures of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out" / "screenshots"
SIZES = {"1280x800": (1280, 800), "2560x1440": (2560, 1440)}
SETTLE_MS, BUSY_MS = 700, 2500
TIMEOUT_S = 90.0


@dataclass(frozen=True)
class Variant:
    """How the window looks."""

    theme: str
    size: str
    language: str

    @property
    def folder(self) -> Path:
        """Where its pictures go."""
        return OUT / f"{self.theme}-{self.size}-{self.language}"


class Camera:
    """A window of one variant, and pictures of it."""

    def __init__(self, variant: Variant, scratch: Path) -> None:
        from PySide6.QtCore import QSettings

        from studio.app import make_application, make_window, warm_up
        from studio.services.settings import Settings
        from studio.viewport.choice import RendererChoice

        store = QSettings(str(scratch / f"settings-{time.monotonic_ns()}.ini"), QSettings.Format.IniFormat)
        settings = Settings(store)
        settings.projects_folder = scratch / "projects"
        settings.language = variant.language
        self.variant = variant
        application = make_application()
        self.window = make_window(
            application, settings, theme=variant.theme, language=variant.language, renderer=RendererChoice.CPU
        )
        self.context = self.window.context
        self.window.resize(*SIZES[variant.size])
        self.window.show_page("home")
        self.window.show()
        warm_up()
        self.rest(SETTLE_MS)

    def rest(self, milliseconds: int) -> None:
        """Let the window work for a while."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def until(self, done: Callable[[], object], what: str) -> bool:
        """Wait for something; says so when it does not come."""
        end = time.monotonic() + TIMEOUT_S
        while not done():
            if time.monotonic() > end:
                print(f"  waited in vain for {what}", flush=True)
                return False
            self.rest(30)
        return True

    def settle(self) -> None:
        """Wait until no short work is under way, and then for what moves."""
        self.until(lambda: not self.context.tasks.busy, "the window's short work")
        self.rest(SETTLE_MS)

    def open(self, root: Path) -> None:
        """Open a project."""
        self.context.document.open(root)
        self.until(lambda: self.context.document.project is not None, "the project")

    def take(self, page: str, state: str) -> None:
        """Write a picture of the window as it is."""
        folder = self.variant.folder
        folder.mkdir(parents=True, exist_ok=True)
        self.window.grab().save(str(folder / f"{page}-{state}.png"))

    def close(self) -> None:
        """End the window and its engine."""
        self.window.close_now()


@contextmanager
def camera(variant: Variant, scratch: Path) -> Iterator[Camera]:
    """A camera that is closed at the end."""
    made = Camera(variant, scratch)
    try:
        yield made
    finally:
        made.close()
