"""How long it takes until the window is painted, beside an empty Qt window, each in fresh processes.

``python -m studio.first_paint`` prints one JSON document; the benchmark calls it, since the engine's package does not
import the window.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 5
TIMEOUT_S = 120.0
HEAVY = ("torch", "gsplat", "faiss", "cv2", "ai_edge_litert")
"""What must not be imported by the time of the first paint."""


def measure(repeats: int = REPEATS) -> dict[str, float]:
    """Run both kinds of window in turns, as after an earlier start: with compiled modules, also where Python is told
    not to write any.

    Args:
        repeats: processes of each kind; the medians count.
    Returns:
        ``empty_ms`` and ``studio_ms`` (from the start of the process to the first paint), ``ratio``; the same with
        ``_cpu`` for processor time; ``heavy_modules``, how many of HEAVY were imported by then.
    """
    runs: dict[str, list[dict[str, float]]] = {"empty": [], "studio": []}
    with tempfile.TemporaryDirectory(prefix="raf-studio-pyc-") as compiled:
        for kind in runs:
            _run(kind, compiled)  # compiles
        for _ in range(repeats):
            for kind, found in runs.items():
                found.append(_run(kind, compiled))
    figures: dict[str, float] = {}
    for unit in ("", "_cpu"):
        medians = {kind: statistics.median(run[f"ms{unit}"] for run in found) for kind, found in runs.items()}
        figures |= {f"{kind}_ms{unit}": value for kind, value in medians.items()}
        figures[f"ratio{unit}"] = medians["studio"] / medians["empty"]
    figures["heavy_modules"] = max(run["heavy_modules"] for run in runs["studio"])
    return figures


def _run(kind: str, compiled: str) -> dict[str, float]:
    """One fresh process, its compiled modules kept in a folder; what it reports."""
    with tempfile.TemporaryDirectory(prefix="raf-studio-paint-") as home:
        command = [sys.executable, "-m", "studio.first_paint", "--child", kind, "--began", str(time.time())]
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "XDG_CONFIG_HOME": home,
            "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
            "PYTHONPYCACHEPREFIX": compiled,
        }
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, cwd=home
        )
    if done.returncode:
        raise RuntimeError(f"No window could be painted: {done.stderr[-2000:]}")
    report: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return report


def _child(kind: str, began_s: float) -> None:
    """Show a window, report at its first paint, end."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    if kind == "empty":
        application = QApplication(["empty"])
        window: QMainWindow = QMainWindow()
        watched: QObject = window
    else:
        from studio.app import make_application, make_window
        from studio.services.settings import Settings

        application = make_application()
        made = make_window(application, Settings())
        made.show_page("home")
        window, watched = made, made.page("home")
    window.resize(1280, 800)

    class Watch(QObject):
        """Reports the first paint."""

        def eventFilter(self, seen: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() == QEvent.Type.Paint:
                seen.removeEventFilter(self)
                QTimer.singleShot(0, self.report)
            return False

        def report(self) -> None:
            """Say how long it took."""
            heavy = sum(name in sys.modules for name in HEAVY)
            facts = {"ms": 1e3 * (time.time() - began_s), "ms_cpu": 1e3 * time.process_time(), "heavy_modules": heavy}
            sys.stdout.write(json.dumps(facts) + "\n")
            application.quit()

    watch = Watch(window)
    watched.installEventFilter(watch)
    window.show()
    application.exec()
    window.close()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--child", choices=["empty", "studio"], help=argparse.SUPPRESS)
    parser.add_argument("--began", type=float, default=0.0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _child(options.child, options.began)
    else:
        sys.stdout.write(json.dumps(measure(options.repeats), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
