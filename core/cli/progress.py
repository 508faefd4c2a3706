"""Progress of a job on stderr: a live bar where there is a terminal, else a line a stage and one every few seconds."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from core.events import Checkpoint, Emit, Event, Metrics, Progress, Stage
from core.events import Warning as WarningEvent

LINE_EVERY_S = 10.0
# an estimate from the first moments is only noise
_FIRST_ESTIMATE_S = 2.0


@contextlib.contextmanager
def progress_view(console: Console) -> Iterator[Emit]:
    """An Emit that draws on ``console`` while the block runs."""
    if console.is_terminal:
        with TerminalView(console) as view:
            yield view
    else:
        yield LineView(console)


class Estimate:
    """Remaining time of a stage, from the job itself or else from how far it came."""

    def __init__(self) -> None:
        self._started_s = time.monotonic()

    def remaining_s(self, progress: Progress) -> float | None:
        """Seconds left, or None while nothing can be told."""
        if progress.remaining_s is not None:
            return progress.remaining_s
        elapsed = time.monotonic() - self._started_s
        if elapsed < _FIRST_ESTIMATE_S or progress.done <= 0 or progress.total <= 0:
            return None
        return elapsed * max(0.0, progress.total - progress.done) / progress.done


class LineView:
    """For logs and pipes: few lines, no control characters."""

    def __init__(self, console: Console) -> None:
        self._console, self._lock = console, threading.Lock()
        self._estimate, self._last_s, self._metrics = Estimate(), time.monotonic(), ""

    def __call__(self, event: Event) -> None:
        """Print the event if it is one that a log should have."""
        with self._lock:
            if isinstance(event, Stage):
                self._estimate, self._metrics, self._last_s = Estimate(), "", time.monotonic()
                self._print(stage_text(event))
            elif isinstance(event, Metrics):
                self._metrics = metrics_text(event)
            elif isinstance(event, WarningEvent):
                self._print(f"Warning: {event.message}")
            elif isinstance(event, Progress) and time.monotonic() - self._last_s >= LINE_EVERY_S:
                self._last_s = time.monotonic()
                parts = ["  " + amount_text(event), left_text(self._estimate.remaining_s(event)), self._metrics]
                self._print("  ".join(part for part in parts if part))

    def _print(self, text: str) -> None:
        self._console.print(escape(text))


class TerminalView:
    """For people: one bar for the running stage; finished stages stay above it with the time that they took."""

    def __init__(self, console: Console) -> None:
        self._console, self._lock = console, threading.Lock()
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TextColumn("{task.fields[note]}"))
        self._bar = Bar(*columns, console=console, transient=True, refresh_per_second=8)
        self._task = self._bar.add_task("Starting", total=None, note="")
        self._estimate, self._stage, self._metrics, self._amount = Estimate(), "", "", ""
        self._stage_started_s = time.monotonic()

    def __enter__(self) -> TerminalView:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
        self._end_stage()

    def __call__(self, event: Event) -> None:
        """Draw the event."""
        with self._lock:
            if isinstance(event, Stage):
                self._end_stage()
                self._start_stage(event)
            elif isinstance(event, Progress):
                left = left_text(self._estimate.remaining_s(event))
                self._amount = "  ".join(part for part in (amount_text(event), left) if part)
                total = event.total if event.total > 0 else None
                self._bar.update(self._task, completed=event.done, total=total, note=self._note())
            elif isinstance(event, Metrics):
                self._metrics = metrics_text(event)
                self._bar.update(self._task, note=self._note())
            elif isinstance(event, WarningEvent):
                self._bar.console.print(f"[yellow]Warning:[/] {escape(event.message)}")
            elif isinstance(event, Checkpoint):
                self._bar.update(self._task, note=self._note())

    def _note(self) -> str:
        return escape("  ".join(part for part in (self._amount, self._metrics) if part))

    def _start_stage(self, stage: Stage) -> None:
        self._estimate, self._metrics, self._amount = Estimate(), "", ""
        self._stage, self._stage_started_s = stage_text(stage), time.monotonic()
        self._bar.reset(self._task, description=escape(self._stage), total=None, note="")

    def _end_stage(self) -> None:
        if self._stage:
            took = time_text(time.monotonic() - self._stage_started_s)
            self._bar.console.print(f"[dim]{escape(self._stage)}  {took}  {escape(self._metrics)}[/]".rstrip())
            self._stage = ""


def stage_text(stage: Stage) -> str:
    """'3/6 Training', or the bare name of a single stage."""
    name = stage.name[:1].upper() + stage.name[1:]
    return f"{stage.index + 1}/{stage.count} {name}" if stage.count > 1 else name


def amount_text(progress: Progress) -> str:
    """'120/900 frames (13 %)'; a bare share is a percentage alone."""
    if progress.total == 1.0 and not progress.unit:
        return f"{100 * progress.done:.0f} %"
    done, total = f"{progress.done:g}", f"{progress.total:g}"
    unit = f" {progress.unit}" if progress.unit else ""
    if progress.total <= 0:
        return f"{done}{unit}"
    return f"{done}/{total}{unit} ({100 * progress.done / progress.total:.0f} %)"


def metrics_text(metrics: Metrics) -> str:
    """The last part of each name with its number: 'psnr 24.1  lpips 0.071'."""
    return "  ".join(f"{name.removeprefix('heldout.')} {value:.4g}" for name, value in metrics.values.items())


def left_text(remaining_s: float | None) -> str:
    """'1 min 20 s left', or nothing."""
    return "" if remaining_s is None else f"{time_text(remaining_s)} left"


def time_text(seconds: float) -> str:
    """'8 s', '3 min 05 s', '1 h 02 min'."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
