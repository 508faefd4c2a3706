"""What users read while a job runs."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from core.cli import progress
from core.events import Metrics, Progress, Stage
from core.events import Warning as WarningEvent


class Clock:
    """Stands in for time.monotonic."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.fixture
def pipe() -> Console:
    return Console(file=io.StringIO(), force_terminal=False, width=200)


def test_without_a_terminal_a_line_a_stage_and_one_every_ten_seconds(clock: Clock, pipe: Console) -> None:
    with progress.progress_view(pipe) as emit:
        emit(Stage("Tracking", 1, 4))
        for second in range(25):
            clock.now_s += 1.0
            emit(Progress(second + 1, 50, "frames"))
        emit(Metrics(1, {"heldout.psnr": 24.126}))
        clock.now_s += 10.0
        emit(Progress(35, 50, "frames"))
    lines = written(pipe).splitlines()
    assert lines[0] == "2/4 Tracking"
    assert len(lines) == 4
    assert lines[1] == "  10/50 frames (20 %)  40 s left"
    assert lines[3].endswith("psnr 24.13")


def test_a_terminal_gets_the_stage_the_bar_and_warnings(clock: Clock) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, highlight=False, width=120)
    with progress.progress_view(screen) as emit:
        emit(Stage("Training"))
        emit(Progress(5, 10, "steps", remaining_s=65.0))
        emit(WarningEvent("a face [1] was lost"))
        clock.now_s += 7.0
    text = written(screen)
    assert "a face [1] was lost" in text
    assert "1 min 05 s left" in text
    assert "Training  7 s" in text


def test_the_jobs_own_estimate_wins(clock: Clock) -> None:
    estimate = progress.Estimate()
    clock.now_s += 10.0
    assert estimate.remaining_s(Progress(1, 2)) == pytest.approx(10.0)
    assert estimate.remaining_s(Progress(1, 2, remaining_s=3.0)) == 3.0
    assert progress.Estimate().remaining_s(Progress(1, 2)) is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(-3, "0 s"), (59.4, "59 s"), (60, "1 min 00 s"), (3600, "1 h 00 min"), (7380, "2 h 03 min")]
)
def test_times_are_short(seconds: float, text: str) -> None:
    assert progress.time_text(seconds) == text


def test_amounts_without_a_total() -> None:
    assert progress.amount_text(Progress(12, 0, "frames")) == "12 frames"
    assert progress.amount_text(Progress(0.5, 1.0)) == "50 %"
