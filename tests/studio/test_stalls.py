"""The event loop never stalls for long: not on any page, not with 20,000 frames and a bank of 100,000 faces."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.bank.synthetic import SyntheticBank, make_synthetic_bank
from core.project.captures import captures_of
from core.project.edits import load_edits, save_edits
from core.project.project import Project
from studio.app import warm_up
from studio.bench.made import lengthened
from studio.bench.script import Script, ScriptError
from studio.bench.tour import all_pages
from studio.bench.watchdog import Watchdog
from studio.main_window import MainWindow
from studio.shell.pages import import_later
from tests.studio.compare_runs import compared_project
from tests.studio.watchdog import PlayWatched, assert_no_stall, play_watched

__all__ = ["play_watched"]
LONG_FRAMES, BANK_FACES = 20_000, 100_000


def open_project(window: MainWindow, project: Project, qtbot: QtBot) -> None:
    """As the program does: what pages need is imported when the window was painted."""
    context = window.context
    warm_up()
    import_later(context.tasks)
    qtbot.waitUntil(lambda: not context.tasks.busy, timeout=60_000)
    with qtbot.waitSignal(context.document.opened):
        context.document.open(project.root)


def test_a_stall_is_seen_with_its_step_and_its_stack(qtbot: QtBot, play_watched: PlayWatched) -> None:
    def compute_for_long() -> None:
        end = time.thread_time() + 0.5
        while time.thread_time() < end:
            sum(range(1000))

    def script() -> Script:
        yield "first", 20.0
        compute_for_long()
        yield "computing", 20.0

    watchdog: Watchdog = play_watched(script())
    (stall,) = [s for s in watchdog.stalls if s.cpu_ms > 400]
    assert stall.what == "computing"
    assert "compute_for_long" in stall.stack
    with pytest.raises(AssertionError, match="compute_for_long"):
        assert_no_stall(watchdog)


def test_waiting_is_slow_but_no_stall_of_our_own_computing(qtbot: QtBot, play_watched: PlayWatched) -> None:
    def script() -> Script:
        time.sleep(0.4)
        yield "slept", 20.0

    watchdog = play_watched(script())
    assert watchdog.stalls == []
    assert max(stall.own_ms for stall in watchdog.slow) > 300


def test_a_step_that_waits_in_vain_ends_the_script(qtbot: QtBot) -> None:
    from studio.bench.script import Player

    def script() -> Script:
        yield "the moon", lambda: False

    with pytest.raises(ScriptError, match="the moon"):
        Player(script(), timeout_s=0.2).play()


def test_no_page_stalls(window: MainWindow, tmp_path: Path, qtbot: QtBot, play_watched: PlayWatched) -> None:
    open_project(window, compared_project(tmp_path), qtbot)
    watchdog = play_watched(all_pages(window))
    assert watchdog.turns > 500
    assert_no_stall(watchdog)


@pytest.mark.skipif(
    "torch" in sys.modules, reason="wants a process as the window's: run this file alone, or bench studio"
)
def test_no_page_stalls_on_a_long_capture_with_a_large_bank(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, play_watched: PlayWatched
) -> None:
    project = compared_project(tmp_path)
    (short,) = captures_of(project)[0]
    lengthened(project, short, LONG_FRAMES)
    make_synthetic_bank(tmp_path / "large.rafbank", SyntheticBank(entries=BANK_FACES))
    save_edits(project.root, replace(load_edits(project.root), bank="../large.rafbank"))
    open_project(window, project, qtbot)
    window.context.selection.select_frame(0, "long")
    watchdog = play_watched(all_pages(window))
    assert_no_stall(watchdog)
