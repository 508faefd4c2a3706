"""Live work as a chain of stages, each in a thread of its own, each seeing only the newest item.

A stage that is slower than the one before it skips what it missed: the picture stays close to the camera's moment, and
nothing piles up. Every item carries its frame's number, its capture time and what each stage took; skipped items are
counted where they were lost.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_JOIN_TIMEOUT_S = 10.0
_LATENCY_MEMORY = 0.9
"""Latencies shown are running means over about ten frames."""


@dataclass(frozen=True)
class Packet:
    """One item on its way.

    Attributes:
        frame_id: number of the frame at the source.
        captured_ns: ``time.monotonic_ns`` when the frame was captured.
        value: what the last stage made.
        stage_ms: what each stage took, in order.
    """

    frame_id: int
    captured_ns: int
    value: Any
    stage_ms: dict[str, float] = field(default_factory=dict)

    @property
    def age_ms(self) -> float:
        """Time since capture."""
        return (time.monotonic_ns() - self.captured_ns) / 1e6


@dataclass(frozen=True)
class StageStats:
    """What one stage did so far.

    Attributes:
        done: items that it finished.
        dropped: items that were replaced by newer ones before it took them.
        latency_ms: running mean of its work on an item.
    """

    done: int = 0
    dropped: int = 0
    latency_ms: float = 0.0


class LatestSlot:
    """A mailbox for one item: a new one replaces one that nobody took. Safe between threads."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._item: Packet | None = None
        self._closed = False
        self._dropped = 0

    def put(self, item: Packet) -> None:
        """Leave an item; after ``close`` it is ignored."""
        with self._condition:
            if self._closed:
                return
            self._dropped += self._item is not None
            self._item = item
            self._condition.notify_all()

    def take(self, timeout_s: float | None = None) -> Packet | None:
        """Wait for the next item; None when the slot is closed and empty, or time is up."""
        with self._condition:
            self._condition.wait_for(lambda: self._item is not None or self._closed, timeout_s)
            item, self._item = self._item, None
            return item

    def close(self, *, discard: bool = False) -> None:
        """No more items come; one that waits can still be taken unless ``discard``."""
        with self._condition:
            self._closed = True
            if discard:
                self._item = None
            self._condition.notify_all()

    @property
    def finished(self) -> bool:
        """True when the slot is closed and empty."""
        with self._condition:
            return self._closed and self._item is None

    @property
    def dropped(self) -> int:
        """Items that were replaced before anybody took them."""
        with self._condition:
            return self._dropped


class Pipeline:
    """A source and stages, joined by latest-wins slots.

    Args:
        source: called with a ``running`` test until it returns None; each result is a Packet. It runs in the first
            thread and sets the pace.
        stages: (name, function) in order; a function gets the last value and gives the next, or None to end that
            item's way.
    """

    def __init__(
        self,
        source: Callable[[Callable[[], bool]], Packet | None],
        stages: Sequence[tuple[str, Callable[[Any], Any]]],
    ) -> None:
        names = [name for name, _ in stages]
        if not names or len(set(names)) != len(names):
            raise ValueError(f"stages need different names, got {names}")
        self._source, self._stages = source, list(stages)
        self._slots = [LatestSlot() for _ in range(len(stages) + 1)]
        self._stats = {name: StageStats() for name in names}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._error: BaseException | None = None
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Pipeline:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start all threads; only once."""
        if self._threads:
            raise RuntimeError("the pipeline was started already")
        self._threads = [threading.Thread(target=self._guard, args=(self._run_source,), name="live-source")]
        for index, (name, _) in enumerate(self._stages):
            work = threading.Thread(target=self._guard, args=(self._run_stage, index), name=f"live-{name}")
            self._threads.append(work)
        for thread in self._threads:
            thread.daemon = True  # a camera driver that hangs must not keep the program alive
            thread.start()

    def take(self, timeout_s: float | None = None) -> Packet | None:
        """The newest finished item, waiting for one that was not taken yet; None at the end or when time is up.

        Raises:
            BaseException: what a stage raised; the pipeline has ended then.
        """
        packet = self._slots[-1].take(timeout_s)
        if packet is None and self._error is not None:
            raise self._error
        return packet

    @property
    def finished(self) -> bool:
        """True when the source ended and everything was taken, or a stage failed."""
        return self._slots[-1].finished

    def stats(self) -> dict[str, StageStats]:
        """Per stage, what it did so far; ``window`` counts what the consumer did not take."""
        with self._lock:
            stats = dict(self._stats)
        for (name, _), slot in zip(self._stages, self._slots, strict=False):
            stats[name] = replace(stats[name], dropped=slot.dropped)
        return {**stats, "window": StageStats(dropped=self._slots[-1].dropped)}

    def stop(self) -> None:
        """End all threads and wait for them."""
        self._stopping.set()
        for slot in self._slots:
            slot.close(discard=True)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(_JOIN_TIMEOUT_S)

    def _running(self) -> bool:
        return not self._stopping.is_set()

    def _guard(self, work: Callable[..., None], *arguments: Any) -> None:
        try:
            work(*arguments)
        except BaseException as error:  # noqa: BLE001 - handed to the consumer, who raises it
            self._error = self._error or error
            self._stopping.set()
            for slot in self._slots:
                slot.close(discard=True)

    def _run_source(self) -> None:
        while self._running():
            packet = self._source(self._running)
            if packet is None:
                break
            self._slots[0].put(packet)
        self._slots[0].close()

    def _run_stage(self, index: int) -> None:
        name, work = self._stages[index]
        here, there = self._slots[index], self._slots[index + 1]
        while self._running() and (packet := here.take()) is not None:
            started_ns = time.perf_counter_ns()
            value = work(packet.value)
            took_ms = (time.perf_counter_ns() - started_ns) / 1e6
            self._count(name, took_ms)
            if value is not None:
                there.put(replace(packet, value=value, stage_ms={**packet.stage_ms, name: took_ms}))
        there.close()

    def _count(self, name: str, took_ms: float) -> None:
        with self._lock:
            old = self._stats[name]
            mean = took_ms if old.done == 0 else _LATENCY_MEMORY * old.latency_ms + (1 - _LATENCY_MEMORY) * took_ms
            self._stats[name] = StageStats(done=old.done + 1, latency_ms=mean)
