"""Measuring the window: first paint, a large bank, stalls of the event loop, memory over driving.

The window is not imported here: every part runs in a process of its own, ``python -m studio.bench`` and
``python -m studio.first_paint``, and prints its figures.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import StudioError
from core.events import CancelToken, Emit, Stage
from core.project.benchmarks import Figures

TIMEOUT_S = 900.0
DRIVING_S = 60.0
TEN_MINUTES_S = 600.0


def bench_studio(*, emit: Emit, cancel: CancelToken, driving_s: float = DRIVING_S) -> Figures:
    """All figures of the window; some three minutes on two cores.

    Args:
        emit: gets the stages.
        cancel: looked at between the parts.
        driving_s: seconds of live driving that are watched.
    Raises:
        StudioError: a part failed.
    """
    from core.bank.synthetic import make_synthetic_bank
    from core.jobs.make_demo_project import make_demo_project
    from core.project.demo import ASSETS, SUBJECT

    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="raf-studio-bench-") as name:
        folder = Path(name)
        emit(Stage("making a bank of 100,000 faces"))
        bank = make_synthetic_bank(folder / "large.rafbank")
        cancel.check()
        emit(Stage("measuring the first paint"))
        paint = run_part("studio.first_paint")
        figures |= {f"first_paint_{key}": value for key, value in paint.items()}
        cancel.check()
        emit(Stage("measuring the bank's page"))
        figures |= run_part("studio.bench", "bank", "--bank", str(bank))
        cancel.check()
        emit(Stage("driving an avatar"))
        driven = ["--avatar", str(ASSETS / "avatar.safetensors"), "--clip", str(SUBJECT.with_name("driver.mp4"))]
        figures |= run_part("studio.bench", "driving", *driven, "--seconds", str(driving_s))
        cancel.check()
        demo = make_demo_project({"folder": str(folder)}, emit=emit, cancel=cancel)
        emit(Stage("visiting all pages"))
        figures |= run_part("studio.bench", "stalls", "--project", str(demo["project"]), "--bank", str(bank))
    return figures


def run_part(module: str, *arguments: str) -> dict[str, float]:
    """Run a module that prints figures as JSON, with a screen in memory where there is none.

    Raises:
        StudioError: it failed or took too long; the text says what it wrote.
    """
    with _screen() as prefix:
        command = [*prefix, sys.executable, "-m", module, *arguments]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
                cwd=Path(__file__).resolve().parents[2],
            )
        except subprocess.TimeoutExpired as error:
            raise StudioError(f"Measuring with '{module}' took too long", got=f"{TIMEOUT_S:.0f} s") from error
    begin = done.stdout.find("{")
    if done.returncode or begin < 0:
        raise StudioError(f"Measuring with '{module}' failed", got=done.stderr[-1500:] or f"status {done.returncode}")
    figures: dict[str, float] = json.loads(done.stdout[begin:])
    return figures


@contextmanager
def _screen() -> Iterator[list[str]]:
    """What is put before a command so that it has a screen: nothing, or Xvfb."""
    has_screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    xvfb = None if has_screen else shutil.which("xvfb-run")
    yield [xvfb, "-a", "-s", "-screen 0 1600x1000x24"] if xvfb else []
