"""``python -m studio.bench PART``: measures a part of the window in this process and prints one JSON document.

The engine's package does not import the window, so that its benchmark calls this. Every part wants a fresh process.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.main_window import MainWindow

PARTS = ("bank", "stalls", "driving")
LONG_FRAMES = 20_000
SIZE = (1280, 800)
READ_S = 60.0


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
    from studio.bench.script import Player, Script
    from studio.model.live_soak import resident_mb
    from studio.pages.bank.measure import measure_opening, measure_scrolling
    from studio.pages.bank.page import BankPage

    window = _window(scratch)

    def read() -> Script:
        window.context.bank.use(path, "Use the bank")
        yield "read the bank", lambda: window.context.bank.data is not None

    Player(read(), timeout_s=READ_S).play()
    opening = measure_opening(window)
    page = window.page("bank")
    assert isinstance(page, BankPage)
    scrolling = measure_scrolling(page)
    leaping = measure_scrolling(page, step_px=20_000)
    figures = {
        "bank_faces": float(len(window.context.bank.data or ())),
        "bank_open_cpu_s": opening.cpu_s,
        "bank_scroll_median_ms": scrolling.median_ms,
        "bank_scroll_p95_ms": scrolling.p95_ms,
        "bank_leap_median_ms": leaping.median_ms,
        "bank_leap_p95_ms": leaping.p95_ms,
        "bank_memory_mb": resident_mb(),
    }
    window.close_now()
    return figures


def stalls(root: Path, bank_path: Path, scratch: Path) -> Mapping[str, float]:
    """Visits of all pages with the project as it is, then with a capture of 20,000 frames and a large bank."""
    from core.project.captures import captures_of
    from core.project.edits import load_edits, save_edits
    from core.project.project import Project
    from studio.bench.made import lengthened
    from studio.bench.script import Player
    from studio.bench.tour import all_pages, themes
    from studio.bench.watchdog import Watchdog, slowness

    figures: dict[str, float] = {"slowness": slowness()}

    def visit(name: str) -> MainWindow:
        window = _window(scratch)
        window.context.document.open(root)
        watchdog = Watchdog()
        watchdog.start()
        Player(all_pages(window), watchdog).play()
        watchdog.stop()
        sys.stderr.write(f"{name}: {watchdog.report()}\n")
        figures[f"{name}_turns"] = float(watchdog.turns)
        figures[f"{name}_stalls"] = float(len(watchdog.stalls))
        figures[f"{name}_longest_cpu_ms"] = watchdog.longest_ms
        return window

    window = visit("demo_visit")
    watchdog = Watchdog()
    watchdog.start()
    Player(themes(window), watchdog).play()
    watchdog.stop()
    figures["theme_change_cpu_ms"] = watchdog.longest_ms
    window.close_now()
    project = Project.open(root)
    lengthened(project, captures_of(project)[0][0], LONG_FRAMES)
    save_edits(root, replace(load_edits(root), bank=os.path.relpath(bank_path, root)))
    window = visit("long_visit")
    window.close_now()
    return figures


def driving(avatar: Path, clip: Path, seconds: float, scratch: Path) -> Mapping[str, float]:
    """Live driving by a clip that is played over and over, as a camera would: its rate, and the memory over it."""
    from studio.model.live_soak import soak

    window = _window(scratch)
    window.show_page("live")
    seen = soak(window.context, avatar, clip, seconds=seconds)
    figures = {
        "driving_s": seen.seconds,
        "driving_frames_per_s": seen.frames / max(seen.seconds, 1e-9),
        "driving_memory_mb": seen.resident_mb[-1],
        "driving_growth_mb": seen.growth_mb,
    }
    window.close_now()
    return figures


def _window(scratch: Path) -> MainWindow:
    """A window with settings of its own, as the program makes it."""
    from PySide6.QtCore import QSettings

    from studio.app import make_application, make_window, warm_up
    from studio.bench.script import Player, Script
    from studio.services.settings import Settings
    from studio.shell.pages import import_later
    from studio.viewport.choice import RendererChoice

    application = make_application()
    settings = Settings(QSettings(str(scratch / "settings.ini"), QSettings.Format.IniFormat))
    window = make_window(application, settings, theme="dark", language="en", renderer=RendererChoice.CPU)
    window.resize(*SIZE)
    window.show_page("home")
    window.show()
    warm_up()
    import_later(window.context.tasks)

    def settle() -> Script:
        yield "settle", 200.0
        yield "import the pages", lambda: not window.context.tasks.busy

    Player(settle(), timeout_s=READ_S).play()
    return window


if __name__ == "__main__":
    sys.exit(main())
