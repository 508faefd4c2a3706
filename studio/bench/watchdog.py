"""Finds stalls of the event loop: when it did not turn for too long, for how long, and what the thread was doing.

A timer beats on the watched thread. Between two beats lies one turn of the event loop, in which the window answers
nothing. What counts is the processor time that the thread itself used in that turn: on a busy machine a turn may last
long by the clock without any fault of ours. Beside it stand the clock and, on Linux, how long the thread was ready to
run but had no processor; the rest is time in which it waited, for a lock or a disk.
"""

from __future__ import annotations

import contextlib
import faulthandler
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
LIMIT_MS = 100.0
WORST = 5
REFERENCE_MS = 8.0
"""What ``slowness`` computes took on the machine on which LIMIT_MS is meant: two cores of a server, otherwise idle."""
_REFERENCE_STEPS = 300_000
_SAMPLE_S = 0.02
_SAMPLE_AFTER_S = 0.05
_MAX_SAMPLES = 40
_STACK_LINES = 10
_MAX_STALLS = 1000


def slowness(repeats: int = 5) -> float:
    """How many times longer this machine, busy as it is, takes for the same work; at least 1."""
    times = []
    for _ in range(repeats):
        began = time.thread_time()
        total = 0
        for i in range(_REFERENCE_STEPS):
            total += i & 7
        times.append(1e3 * (time.thread_time() - began))
    return max(1.0, sorted(times)[repeats // 2] / REFERENCE_MS)


@dataclass(frozen=True)
class Stall:
    """One turn of the event loop that took long.

    Attributes:
        cpu_ms: processor time of the watched thread.
        wall_ms: by the clock.
        starved_ms: of it, ready to run without a processor; 0 where the system does not tell.
        what: the step of a script that was being done, or empty.
        stack: where the thread was seen most often, innermost call first; empty if it was never seen.
    """

    cpu_ms: float
    wall_ms: float
    starved_ms: float
    what: str
    stack: str

    @property
    def own_ms(self) -> float:
        """Time that is not for want of a processor: computing, and waiting for locks or disks."""
        return max(self.wall_ms - self.starved_ms, self.cpu_ms)

    def __str__(self) -> str:
        head = f"{self.cpu_ms:.0f} ms of CPU, {self.wall_ms:.0f} ms by the clock, {self.starved_ms:.0f} ms starved"
        return f"{head} [{self.what}]\n{self.stack}"


class Watchdog(QObject):
    """Watches the thread that it is made on; start and stop it there, while its event loop runs.

    Args:
        limit_ms: processor time in one turn from which on it is a stall.
        parent: owner.

    Attributes:
        what: set by a script to say what is being done.
        stalls: turns that took ``limit_ms`` of processor time.
        slow: turns that took so long by the clock, stalls among them.
        longest_ms: processor time of the longest turn.
        turns: seen.
    """

    def __init__(self, limit_ms: float = LIMIT_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.limit_ms = limit_ms
        self.what = ""
        self.stalls: list[Stall] = []
        self.slow: list[Stall] = []
        self.longest_ms, self.turns = 0.0, 0
        self._thread_id = threading.get_ident()
        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._lock = threading.Lock()
        self._seen: dict[str, int] = {}
        self._ended = threading.Event()
        self._watcher: threading.Thread | None = None
        self._last = (0.0, 0.0, 0.0)

    def start(self) -> None:
        """Begin to watch."""
        self._ended.clear()
        self._last = self._now()
        self._timer.start()
        self._watcher = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """End it; safe to call twice."""
        self._timer.stop()
        self._ended.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None

    def worst(self, count: int = WORST) -> list[Stall]:
        """The longest turns by processor time."""
        return sorted({id(s): s for s in (*self.stalls, *self.slow)}.values(), key=lambda s: -s.cpu_ms)[:count]

    def report(self) -> str:
        """The worst turns with their stacks, for people."""
        head = f"{self.turns:,} turns of the event loop, the longest {self.longest_ms:.0f} ms of CPU"
        return "\n".join([head, *(f"- {stall}" for stall in self.worst())])

    def _now(self) -> tuple[float, float, float]:
        """Clock, processor time and time without a processor of the thread, seconds."""
        starved = 0.0
        with contextlib.suppress(OSError, ValueError, IndexError):
            starved = int(self._schedule.read_text().split()[1]) / 1e9
        return time.perf_counter(), time.thread_time(), starved

    def _beat(self) -> None:
        before, self._last = self._last, self._now()
        wall, cpu, starved = (1e3 * (b - a) for a, b in zip(before, self._last, strict=True))
        with self._lock:
            seen, self._seen = self._seen, {}
        self.turns += 1
        self.longest_ms = max(self.longest_ms, cpu)
        if max(wall, cpu) < self.limit_ms or len(self.slow) >= _MAX_STALLS:
            return
        stack = max(seen, key=lambda text: seen[text]) if seen else ""
        stall = Stall(cpu, wall, starved, self.what, stack)
        self.slow.append(stall)
        if cpu >= self.limit_ms:
            self.stalls.append(stall)

    def _watch(self) -> None:
        """Look at the stack of the watched thread whenever a turn takes long.

        By ``faulthandler`` and not by frame objects: a frame that is held keeps its locals alive, and a QPainter that
        outlives its paintEvent brings the program down.
        """
        with tempfile.TemporaryFile("w+") as file:
            while not self._ended.wait(_SAMPLE_S):
                if time.perf_counter() - self._last[0] < _SAMPLE_AFTER_S:
                    continue
                file.seek(0)
                file.truncate()
                faulthandler.dump_traceback(file, all_threads=True)
                file.seek(0)
                text = _stack_of(self._thread_id, file.read())
                with self._lock:
                    if text and len(self._seen) < _MAX_SAMPLES:
                        self._seen[text] = self._seen.get(text, 0) + 1


def _stack_of(thread_id: int, dump: str) -> str:
    """The calls of one thread in what faulthandler wrote, innermost first."""
    lines: list[str] = []
    inside = False
    for line in dump.splitlines():
        if line.startswith(("Thread ", "Current thread ")):
            inside = f"0x{thread_id:016x}" in line
        elif inside and line.strip():
            lines.append(line)
    return "\n".join(lines[:_STACK_LINES])
