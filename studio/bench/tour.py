"""Visits of all pages, as a user would make them, for the watchdog: on any project with a capture, and any bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio.bench.script import Script
from studio.main_window import MainWindow
from studio.model.capture import CurrentCapture
from studio.theme.theme import Choice

if TYPE_CHECKING:
    from studio.pages.bank.page import BankPage

LOOK_MS = 160
SCRUBS, SCROLLS = 12, 12


def all_pages(window: MainWindow) -> Script:
    """Go through every page of a window with an open project, scrub, scroll, play, and change its size."""
    context = window.context
    capture = context.shared(CurrentCapture)
    yield "read the capture", lambda: capture.data is not None
    for page in ("home", "capture"):
        window.show_page(page)
        yield f"show {page}", LOOK_MS
    yield from _scrub(window, "capture")
    window.show_page("bank")
    yield "show bank", lambda: context.bank.data is not None
    yield "look at the bank", 2 * LOOK_MS
    yield from _scroll_bank(window)
    for page in ("retrieval", "train", "live", "compare"):
        window.show_page(page)
        yield f"show {page}", 4 * LOOK_MS
        if page != "live":
            yield from _scrub(window, page)
    yield from _compare(window)
    yield from _live(window)
    for page in ("home", "capture", "bank", "retrieval", "train", "live", "compare"):
        window.show_page(page)
        yield f"back to {page}", LOOK_MS
    yield from _everywhere(window)


def _scrub(window: MainWindow, page: str) -> Script:
    """Through the capture in large steps, then frame by frame."""
    context, capture = window.context, window.context.shared(CurrentCapture)
    if capture.capture is None:
        return
    count = capture.capture.frame_count
    for i in range(SCRUBS):
        context.selection.select_frame(i * count // SCRUBS, capture.capture.id)
        yield f"scrub on {page}", 30.0
    for i in range(SCRUBS):
        context.selection.select_frame(count // 2 + i, capture.capture.id)
        yield f"step on {page}", 15.0
    yield f"rest on {page}", LOOK_MS


def _scroll_bank(window: MainWindow) -> Script:
    page: BankPage = window.page("bank")  # type: ignore[assignment]
    bar = page.grid.verticalScrollBar()
    for i in range(SCROLLS):
        bar.setValue(bar.maximum() * i // SCROLLS)
        yield "jump in the bank", 40.0
    for _ in range(SCROLLS):
        bar.setValue(bar.value() + 60)
        yield "scroll the bank", 16.0
    yield "rest on bank", LOOK_MS


def _compare(window: MainWindow) -> Script:
    from studio.model.compare import Compare, View

    compare = window.context.shared(Compare)
    if any(side.candidate is None for side in compare.sides.both):
        return
    yield "read both avatars", lambda: compare.sides.pair is not None and compare.timeline.line is not None
    for view in (View.DIFFERENCE, View.OVER, View.BESIDE):
        compare.set_view(view)
        yield f"compare: {view.value}", 2 * LOOK_MS
    compare.timeline.playback.play()
    yield "play both", 4 * LOOK_MS
    compare.timeline.playback.pause()
    yield "pause", None
    compare.sides.swap()
    yield "swap", 2 * LOOK_MS


def _live(window: MainWindow) -> Script:
    from studio.model.live import Live

    live = window.context.shared(Live)
    window.show_page("live")
    yield "show live again", LOOK_MS
    if live.session.avatar is None:
        return
    viewer = window.page("live").view.viewport  # type: ignore[attr-defined]
    for _ in range(SCROLLS):
        _wheel(viewer, 60)
        yield "zoom", 20.0
    capture = window.context.shared(CurrentCapture).capture
    if capture is not None and capture.frame_count < 5000:
        live.play_capture(capture)
        yield "drive by the capture", lambda: live.playback.performance is not None
        live.playback.play()
        yield "drive", 6 * LOOK_MS
        live.playback.pause()
        yield "stop driving", None


def _everywhere(window: MainWindow) -> Script:
    """What is not of any page."""
    for name, panel in (("palette", window.palette_panel), ("shortcuts", window.shortcut_list)):
        panel.open()
        yield f"open the {name}", LOOK_MS
        panel.dismiss()
        yield f"close the {name}", None
    size = window.size()
    window.resize(1000, 700)
    yield "smaller", LOOK_MS
    window.resize(size)
    yield "larger", LOOK_MS
    yield from themes(window)


def _wheel(widget: QWidget, angle: int) -> None:
    """Turn the wheel over a widget's middle."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPointF(0, angle).toPoint(),
        QPointF(0, angle).toPoint(),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def themes(window: MainWindow) -> Script:
    """Change to the other theme and back: every widget of every page gets other colours."""
    theme = window.context.theme
    choices: tuple[Choice, ...] = ("light", "dark")
    for choice in choices:
        theme.choose(choice)
        yield f"theme {choice}", 4 * LOOK_MS
