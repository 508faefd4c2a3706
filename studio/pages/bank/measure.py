"""What the Bank page costs, for the benchmark: to open it on a large bank, to scroll it. Drives the event loop."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from PySide6.QtCore import QEventLoop, QTimer

from core.errors import StudioError
from studio.main_window import MainWindow
from studio.pages.bank.page import BankPage

FRAME_MS = 16
POLL_MS = 2
TIMEOUT_S = 60.0


@dataclass(frozen=True)
class OpeningCost:
    """From asking for the page to seeing every face of its first screen.

    Attributes:
        cpu_s: of the whole process.
        wall_s: by the clock.
        faces: that are seen.
    """

    cpu_s: float
    wall_s: float
    faces: int


@dataclass(frozen=True)
class ScrollCost:
    """Of one frame of scrolling: moving, painting, taking up the faces that arrive.

    Attributes:
        median_ms: CPU of the window's thread.
        p95_ms: likewise.
        paint_median_ms: moving and painting alone, by the clock.
        paint_p95_ms: likewise.
        frames: measured.
    """

    median_ms: float
    p95_ms: float
    paint_median_ms: float
    paint_p95_ms: float
    frames: int

    def to_dict(self) -> dict[str, float]:
        """A JSON-ready form."""
        return asdict(self)


def measure_opening(window: MainWindow) -> OpeningCost:
    """Show the Bank page of a window in which the bank was read, and which was not on that page before.

    Raises:
        StudioError: the bank is not read, or its faces do not come.
    """
    bank = window.context.bank
    if bank.data is None:
        raise StudioError("The bank must be read before its page is measured")
    cpu, wall = time.process_time(), time.perf_counter()
    window.show_page("bank")
    page = window.page("bank")
    assert isinstance(page, BankPage)
    _run_until(lambda: shows_faces(page))
    return OpeningCost(time.process_time() - cpu, time.perf_counter() - wall, len(page.grid.visible_entries))


def measure_scrolling(page: BankPage, *, frames: int = 240, step_px: int = 60) -> ScrollCost:
    """Scroll the grid from where it is, a frame at a time.

    Args:
        page: shown, with faces.
        frames: how many.
        step_px: a frame; 60 is a brisk turn of the wheel, thousands a dragged scroll bar. Turns round at the ends.
    """
    bar, viewport = page.grid.verticalScrollBar(), page.grid.viewport()
    costs, paints, down = [], [], True
    for _ in range(frames):
        if bar.value() >= bar.maximum() or bar.value() <= bar.minimum():
            down = bar.value() <= bar.minimum()
        began, cpu = time.perf_counter(), time.thread_time()
        bar.setValue(bar.value() + (step_px if down else -step_px))
        viewport.repaint()
        paints.append((time.perf_counter() - began) * 1e3)
        _run_for(max(1, FRAME_MS - int(paints[-1])))
        costs.append((time.thread_time() - cpu) * 1e3)
    ranked, painted = sorted(costs), sorted(paints)
    worst = int(0.95 * (frames - 1))
    return ScrollCost(statistics.median(ranked), ranked[worst], statistics.median(painted), painted[worst], frames)


def shows_faces(page: BankPage) -> bool:
    """Whether every face of the grid that is in view has its picture."""
    seen = page.grid.visible_entries
    return bool(seen) and all(page.thumbnails.image(entry) is not None for entry in seen)


def _run_for(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _run_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + TIMEOUT_S
    while not done():
        if time.monotonic() > end:
            raise StudioError("The Bank page does not show its faces", got=f"{TIMEOUT_S:.0f} s of waiting")
        _run_for(POLL_MS)
