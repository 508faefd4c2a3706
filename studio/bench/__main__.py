"""``python -m studio.bench PART``: measures a part of the window in this process and prints one JSON document.

The engine's package does not import the window, so that its benchmark calls this. Every part wants a fresh process.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.bench.script import Script
    from studio.main_window import MainWindow

PARTS = ("bank", "stalls", "driving")
LONG_FRAMES = 20_000
SIZE = (1280, 800)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--project", type=Path, help="folder of a project with a capture, for stalls")
    parser.add_argument("--bank", type=Path, help="folder of a large bank, for bank and stalls")
    parser.add_argument("--avatar", type=Path, help="for driving")
    parser.add_argument("--clip", type=Path, help="of a face, for driving")
    parser.add_argument("--seconds", type=float, default=60.0, help="of driving")
    options = parser.parse_args()
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="raf-studio-bench-") as scratch:
        if options.part == "bank":
            figures = bank(options.bank, Path(scratch))
        elif options.part == "stalls":
            figures = stalls(options.project, options.bank, Path(scratch))
        else:
            figures = driving(options.avatar, options.clip, options.seconds, Path(scratch))
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return 0


def bank(path: Path, scratch: Path) -> Mapping[str, float]:
    """A large bank: until faces are seen, what scrolling costs, and the memory of the process then."""
    from studio.bench.script import Player
    from studio.model.live_soak import resident_mb
    from studio.pages.bank.measure import measure_opening, measure_scrolling
    from studio.pages.bank.page import BankPage

    with _window(scratch) as window:

        def read() -> Script:
            window.context.bank.use(path, "Use the bank")
            yield "read the bank", lambda: window.context.bank.data is not None

        Player(read()).play()
        opening = measure_opening(window)
        page = window.page("bank")
        assert isinstance(page, BankPage)
        scrolling = measure_scrolling(page)
        leaping = measure_scrolling(page, step_px=20_000)
        return {
            "bank_faces": float(len(window.context.bank.data or ())),
            "bank_open_cpu_s": opening.cpu_s,
            "bank_scroll_median_ms": scrolling.median_ms,
            "bank_scroll_p95_ms": scrolling.p95_ms,
            "bank_leap_median_ms": leaping.median_ms,
            "bank_leap_p95_ms": leaping.p95_ms,
            "bank_memory_mb": resident_mb(),
        }


def stalls(root: Path, bank_path: Path, scratch: Path) -> Mapping[str, float]:
    """Visits of all pages with the project as it is, then with a capture of 20,000 frames and a large bank."""
    from core.project.captures import captures_of
    from core.project.edits import load_edits, save_edits
    from core.project.project import Project
    from studio.bench.made import lengthened
    from studio.bench.tour import all_pages, themes
    from studio.bench.watchdog import slowness

    # what is measured with is added to a copy: the project stays what it is, also for the next time
    root = Path(shutil.copytree(root, scratch / "measured.rafstudio"))
    figures: dict[str, float] = {"slowness": slowness()}
    with _window(scratch) as window:
        window.context.document.open(root)
        figures |= _visited("demo_visit", all_pages(window))
        figures["theme_change_cpu_ms"] = _visited("theme", themes(window))["theme_longest_cpu_ms"]
    project = Project.open(root)
    lengthened(project, captures_of(project)[0][0], LONG_FRAMES)
    save_edits(root, replace(load_edits(root), bank=os.path.relpath(bank_path, root)))
    with _window(scratch) as window:
        window.context.document.open(root)
        window.context.selection.select_frame(0, "long")
        figures |= _visited("long_visit", all_pages(window))
    return figures


def _visited(name: str, script: Script) -> dict[str, float]:
    """Play a visit; how many turns stalled by the limit for this machine, and the longest."""
    from studio.bench.script import Player
    from studio.bench.watchdog import LIMIT_MS, Watchdog, slowness

    before = slowness()
    watchdog = Watchdog(LIMIT_MS * before)
    watchdog.start()
    try:
        Player(script, watchdog).play()
    finally:
        watchdog.stop()
        sys.stderr.write(f"{name}: {watchdog.report()}\n")
    limit_ms = LIMIT_MS * max(before, slowness())  # others may have come to the machine, or gone
    return {
        f"{name}_turns": float(watchdog.turns),
        f"{name}_limit_ms": limit_ms,
        f"{name}_stalls": float(sum(stall.cpu_ms >= limit_ms for stall in watchdog.stalls)),
        f"{name}_longest_cpu_ms": watchdog.longest_ms,
    }


def driving(avatar: Path, clip: Path, seconds: float, scratch: Path) -> Mapping[str, float]:
    """Live driving by a clip that is played over and over, as a camera would: its rate, and the memory over it."""
    from studio.model.live_soak import soak

    with _window(scratch) as window:
        window.show_page("live")
        seen = soak(window.context, avatar, clip, seconds=seconds)
    return {
        "driving_s": seen.seconds,
        "driving_frames_per_s": seen.frames / max(seen.seconds, 1e-9),
        "driving_memory_mb": seen.resident_mb[-1],
        "driving_growth_mb": seen.growth_mb,
    }


@contextmanager
def _window(scratch: Path) -> Iterator[MainWindow]:
    """A window with settings of its own, as the program makes it; closed at the end, so that no engine is left."""
    from PySide6.QtCore import QSettings

    from studio.app import make_application, make_window, warm_up
    from studio.bench.script import Player
    from studio.services.settings import Settings
    from studio.shell.pages import import_later
    from studio.viewport.choice import RendererChoice

    application = make_application()
    settings = Settings(QSettings(str(scratch / "settings.ini"), QSettings.Format.IniFormat))
    window = make_window(application, settings, theme="dark", language="en", renderer=RendererChoice.CPU)
    try:
        window.resize(*SIZE)
        window.show_page("home")
        window.show()
        warm_up()
        import_later(window.context.tasks)

        def settle() -> Script:
            yield "settle", 200.0
            yield "import the pages", lambda: not window.context.tasks.busy

        Player(settle()).play()
        yield window
    finally:
        window.close_now()


if __name__ == "__main__":
    sys.exit(main())
