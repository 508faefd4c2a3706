"""The event loop never stalls for long: not on any page, not with 20,000 frames and a bank of 100,000 faces."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.bank.synthetic import SyntheticBank, make_synthetic_bank
from studio.bench.script import Script, ScriptError
from studio.bench.watchdog import Watchdog
from tests.studio.compare_runs import compared_project
from tests.studio.watchdog import PlayWatched, assert_no_stall, play_watched

__all__ = ["play_watched"]
ROOT = Path(__file__).parents[2]
BANK_FACES = 100_000
VISITS = ("demo_visit", "long_visit")
TIMEOUT_S = 1500
"""It takes a minute where nothing else runs."""


@dataclass(frozen=True)
class Visits:
    """What a window in a process of its own was found to do, and the longest turns with their stacks."""

    figures: dict[str, float]
    report: str
    captures: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Visits:
    """A visit of every page with a short capture, then with a long one and a large bank.

    In a process that holds what the window's holds: here, where torch and earlier tests' modules lie about, one sweep
    of the garbage collector takes twice the limit.
    """
    folder = tmp_path_factory.mktemp("visits")
    project = compared_project(folder)
    make_synthetic_bank(folder / "large.rafbank", SyntheticBank(entries=BANK_FACES))
    command = [sys.executable, "-m", "studio.bench", "stalls"]
    command += ["--project", str(project.root), "--bank", str(folder / "large.rafbank")]
    first = visit(command)
    captures = tuple(sorted(path.name for path in (project.root / "captures").iterdir()))
    if not any(first.figures[f"{name}_stalls"] for name in VISITS):
        return replace(first, captures=captures)
    # what stalls by itself stalls again at the same place; what another program did to a full machine does not
    second = visit(command)
    least = {key: min(value, second.figures[key]) for key, value in first.figures.items()}
    return Visits(least, f"{first.report}\nand again:\n{second.report}", captures)


def visit(command: list[str]) -> Visits:
    """Visit everything once."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stderr
    return Visits(json.loads(done.stdout), done.stderr)


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


@pytest.mark.timeout(4 * TIMEOUT_S)
@pytest.mark.parametrize("name", VISITS)
def test_no_page_stalls_nor_does_a_change_of_theme(visits: Visits, name: str) -> None:
    """Nor with 20,000 frames and 100,000 faces, which is the long visit."""
    assert visits.figures[f"{name}_turns"] > 500
    assert visits.figures[f"{name}_stalls"] == 0, visits.report


@pytest.mark.timeout(4 * TIMEOUT_S)
def test_the_measured_project_is_left_as_it_was(visits: Visits) -> None:
    """The long capture is added to a copy, so that it can be measured again."""
    assert visits.captures
    assert "long" not in visits.captures
