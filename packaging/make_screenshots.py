"""Renders every page of the window in its states, from synthetic people only, into ``out/screenshots``.

    python packaging/make_screenshots.py                                everything (some five minutes on two cores)
    python packaging/make_screenshots.py --theme dark --size 1280x800 --language en --page train
    python packaging/make_screenshots.py --readme                       the few pictures of the README, small

States: ``empty`` (no project), ``busy``, ``full`` (the demo, with two short runs) and ``error``. Without a display it
starts itself again under Xvfb. The demo project is made once, in ``out/screenshots/.work``. An overview of each theme,
size and language is put beside the pictures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "packaging"))

from screenshot_projects import broken_copy, demo_project, linked_copy, newer_project  # noqa: E402

OUT = ROOT / "out" / "screenshots"
README_OUT = ROOT / "docs" / "screenshots"
README_PAGES = ("bank", "retrieval", "train", "compare")
README_WIDTH = 800
PAGES = ("home", "capture", "bank", "retrieval", "train", "live", "compare")
STATES = ("empty", "busy", "full", "error")
SIZES = {"1280x800": (1280, 800), "2560x1440": (2560, 1440)}
THEMES, LANGUAGES = ("dark", "light"), ("en", "zh_CN")
SETTLE_MS, BUSY_MS = 700, 2500
TIMEOUT_S = 90.0
CELL_PX, CELLS_ACROSS = 480, 4


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


# --- the window -------------------------------------------------------------------------------------------------------


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


# --- states -----------------------------------------------------------------------------------------------------------


def take_empty(variant: Variant, pages: list[str], scratch: Path) -> None:
    """Every page without a project."""
    with camera(variant, scratch) as shown:
        for page in pages:
            shown.window.show_page(page)
            shown.settle()
            shown.take(page, "empty")


def take_full(variant: Variant, pages: list[str], scratch: Path, demo: Path) -> None:
    """Every page with the demo."""
    with camera(variant, scratch) as shown:
        shown.open(linked_copy(demo, scratch / f"full-{time.monotonic_ns()}.rafstudio"))
        for page in pages:
            shown.window.show_page(page)
            prepare = FULL.get(page)
            if prepare is not None:
                prepare(shown)
            shown.settle()
            shown.take(page, "full")


def full_capture(shown: Camera) -> None:
    """A frame with an open mouth, some edits."""
    document = shown.context.document
    capture = document.contents.captures[0]
    edits = replace(document.edits.capture(capture.id), excluded=((60, 90),), neutral=(2,), held_out=((400, 460),))
    document.edit_capture(capture.id, edits, "Edits")
    shown.context.selection.select_frame(150, capture.id)
    shown.rest(BUSY_MS)


def full_bank(shown: Camera) -> None:
    """An entry chosen."""
    bank = shown.context.bank
    if shown.until(lambda: bank.data is not None, "the bank"):
        assert bank.data is not None
        shown.settle()
        shown.context.selection.select_entries((int(bank.data.ids[40]),))
        shown.rest(BUSY_MS)


def full_retrieval(shown: Camera) -> None:
    """A frame's neighbours."""
    from studio.model.retrieval import Retrieval

    shown.context.selection.select_frame(150, shown.context.document.contents.captures[0].id)
    shown.until(lambda: shown.context.shared(Retrieval).faces is not None, "neighbours")
    shown.rest(2 * BUSY_MS)


def full_train(shown: Camera) -> None:
    """A finished run's pictures."""
    from studio.model.training import Training

    training = shown.context.shared(Training)
    entries = training.entries()
    if training.watched.run_id is None and entries:
        training.watch(entries[0].id)
    shown.until(lambda: bool(training.watched.triples), "the pictures of the run")


def full_live(shown: Camera) -> None:
    """The avatar in the middle of a clip."""
    from studio.model.live import Live

    live = shown.context.shared(Live)
    avatars = shown.context.document.contents.avatars
    if live.session.avatar is None and avatars:
        live.open_avatar(avatars[0])
    shown.until(lambda: live.session.avatar is not None, "the avatar")
    live.play_capture(shown.context.document.contents.captures[0])
    shown.until(lambda: live.playback.performance is not None, "the performance")
    live.playback.pause()
    live.playback.seek(150)


def full_compare(shown: Camera) -> None:
    """The difference view of a held-out frame."""
    from studio.model.compare import Compare, View

    compare = shown.context.shared(Compare)
    shown.until(lambda: compare.timeline.line is not None, "the timeline")
    compare.timeline.step_held_out(-1)
    shown.rest(2 * BUSY_MS)
    if shown.variant.theme == "light":
        compare.set_view(View.DIFFERENCE)
        shown.until(lambda: compare.tiles is not None, "the difference")


FULL: dict[str, Callable[[Camera], None]] = {
    "capture": full_capture,
    "bank": full_bank,
    "retrieval": full_retrieval,
    "train": full_train,
    "live": full_live,
    "compare": full_compare,
}


def take_busy(variant: Variant, pages: list[str], scratch: Path, demo: Path) -> None:
    """Pages that read are caught at once; the others while a job of theirs runs."""
    for page in pages:
        with camera(variant, scratch) as shown:
            shown.open(linked_copy(demo, scratch / f"busy-{time.monotonic_ns()}.rafstudio"))
            work = BUSY.get(page)
            shown.window.show_page(page)
            if work is not None:
                shown.settle()
                work(shown)
            shown.take(page, "busy")
            for job in shown.context.jobs.active:
                job.cancel()
            shown.until(lambda shown=shown: not shown.context.jobs.active, "the end of the work")


def busy_home(shown: Camera) -> None:
    """The demo is being made."""
    from studio.pages.home.page import HomePage

    home = shown.window.page("home")
    assert isinstance(home, HomePage)
    home.make_demo()
    shown.rest(BUSY_MS)


def busy_capture(shown: Camera) -> None:
    """A clip is being read."""
    from core.project.demo import SUBJECT
    from studio.model.new_project import NewProject

    shown.context.shared(NewProject).add([SUBJECT.with_name("driver.mp4")])
    job_began(shown)
    shown.rest(2 * BUSY_MS)


def busy_train(shown: Camera) -> None:
    """A run with its first pictures."""
    from studio.model.training import Training

    training = shown.context.shared(Training)
    training.choose("Options", preset="quick", name="Tilda again")
    run_id = training.start()
    training.watch(run_id)
    shown.until(lambda: any(not t.render.isNull() for t in training.watched.triples), "the first pictures")
    shown.rest(2 * BUSY_MS)


def busy_live(shown: Camera) -> None:
    """A driver's clip is being followed."""
    from core.project.demo import SUBJECT
    from studio.model.live import Live

    live = shown.context.shared(Live)
    live.open_avatar(shown.context.document.contents.avatars[0])
    shown.until(lambda: live.session.avatar is not None, "the avatar")
    live.play_clip(SUBJECT.with_name("driver.mp4"))
    job_began(shown)
    shown.rest(BUSY_MS)


def job_began(shown: Camera) -> None:
    """Wait until some job says how far it is."""
    shown.until(lambda: any(job.total > 0 for job in shown.context.jobs.active), "progress")


BUSY: dict[str, Callable[[Camera], None]] = {
    "home": busy_home,
    "capture": busy_capture,
    "train": busy_train,
    "live": busy_live,
}


def take_error(variant: Variant, pages: list[str], scratch: Path, demo: Path) -> None:
    """Every page with what can go wrong on it."""
    from studio.model.live import Live

    with camera(variant, scratch) as shown:
        shown.open(broken_copy(demo, scratch / f"error-{time.monotonic_ns()}.rafstudio"))
        for page in pages:
            shown.window.notice.hide()
            shown.window.show_page(page)
            if page == "home":
                shown.context.document.open(newer_project(scratch / f"newer-{time.monotonic_ns()}"))
            if page == "live":
                shown.context.shared(Live).open_avatar(shown.context.document.contents.avatars[0])
            shown.settle()
            shown.take(page, "error")


# --- overview ---------------------------------------------------------------------------------------------------------


def overview(variant: Variant) -> None:
    """All pictures of a variant on one sheet: a row a page, a column a state."""
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QColor, QImage, QPainter

    width, height = SIZES[variant.size]
    cell_height = CELL_PX * height // width
    sheet = QImage(CELLS_ACROSS * (CELL_PX + 8) + 8, len(PAGES) * (cell_height + 8) + 8, QImage.Format.Format_RGB32)
    sheet.fill(QColor(90, 90, 90))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for row, page in enumerate(PAGES):
        for column, state in enumerate(STATES):
            picture = QImage(str(variant.folder / f"{page}-{state}.png"))
            if not picture.isNull():
                small = picture.scaledToWidth(CELL_PX, Qt.TransformationMode.SmoothTransformation)
                place = QRectF(8 + column * (CELL_PX + 8), 8 + row * (cell_height + 8), CELL_PX, cell_height)
                painter.drawImage(place, small)
    painter.end()
    sheet.save(str(OUT / f"overview-{variant.folder.name}.png"))


def readme_pictures(variant: Variant) -> None:
    """The pictures of the README, small."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    README_OUT.mkdir(parents=True, exist_ok=True)
    for page in README_PAGES:
        picture = QImage(str(variant.folder / f"{page}-full.png"))
        if picture.isNull():
            print(f"  there is no picture of {page}", flush=True)
            continue
        small = picture.scaledToWidth(README_WIDTH, Qt.TransformationMode.SmoothTransformation)
        small.convertToFormat(QImage.Format.Format_RGB888).save(str(README_OUT / f"{page}.png"), quality=0)


# --- command line -----------------------------------------------------------------------------------------------------


def take_all(variant: Variant, pages: list[str], states: list[str], demo: Path) -> None:
    """All wanted pictures of a variant."""
    with tempfile.TemporaryDirectory(prefix="shots-", dir=OUT / ".work") as name:
        scratch = Path(name)
        if "empty" in states:
            take_empty(variant, pages, scratch)
        if "full" in states:
            take_full(variant, pages, scratch, demo)
        if "busy" in states:
            take_busy(variant, pages, scratch, demo)
        if "error" in states:
            take_error(variant, pages, scratch, demo)
    overview(variant)


def main() -> int:
    """Read the arguments, take the pictures."""
    options = arguments()
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        return under_xvfb()
    work = OUT / ".work"
    work.mkdir(parents=True, exist_ok=True)
    demo = demo_project(work)
    variants = [
        Variant(theme, size, language)
        for size in options.size or SIZES
        for theme in options.theme or THEMES
        for language in options.language or LANGUAGES
    ]
    if options.readme:
        variants = [Variant("dark", "1280x800", "en")]
    for variant in variants:
        began = time.monotonic()
        pages = list(README_PAGES) if options.readme else options.page or list(PAGES)
        take_all(variant, pages, options.state or list(STATES), demo)
        print(f"{variant.folder.relative_to(ROOT)}  {time.monotonic() - began:.0f} s", flush=True)
    if options.readme:
        readme_pictures(variants[0])
    return 0


def arguments() -> argparse.Namespace:
    """What is wanted; everything without arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--size", action="append", choices=list(SIZES))
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--page", action="append", choices=PAGES)
    parser.add_argument("--state", action="append", choices=STATES)
    parser.add_argument("--readme", action="store_true", help="write docs/screenshots")
    options = parser.parse_args()
    if options.readme:
        options.state = ["full"]
    return options


def under_xvfb() -> int:
    """The same command on a screen that is only in memory."""
    xvfb = shutil.which("xvfb-run")
    if xvfb is None:
        print("There is no display. Install Xvfb, or run this where there is a screen.", file=sys.stderr)
        return 1
    screen = ["-a", "-s", "-screen 0 2560x1440x24"]
    return subprocess.call([xvfb, *screen, sys.executable, *sys.argv])


if __name__ == "__main__":
    sys.exit(main())
