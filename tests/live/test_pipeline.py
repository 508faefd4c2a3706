"""Latest-wins stages: slow ones skip, order stays, errors surface, threads end. Steered by events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from core.live.pipeline import LatestSlot, Packet, Pipeline

PATIENCE_S = 120.0


def packet(number: int) -> Packet:
    return Packet(number, time.monotonic_ns(), number)


def numbers(count: int, gate: threading.Semaphore | None = None) -> Callable[[Callable[[], bool]], Packet | None]:
    """A source of 0, 1, 2...; with a gate, each waits for a release."""
    state = iter(range(count))

    def source(running: Callable[[], bool]) -> Packet | None:
        while gate is not None and running() and not gate.acquire(timeout=0.01):
            pass
        number = next(state, None)
        return None if number is None or not running() else packet(number)

    return source


def live_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("live-")]


def test_a_slot_keeps_only_the_newest_and_counts_the_rest() -> None:
    slot = LatestSlot()
    for number in range(4):
        slot.put(packet(number))
    taken = slot.take(0.0)
    assert taken is not None
    assert taken.value == 3
    assert slot.dropped == 3
    assert slot.take(0.0) is None
    slot.close()
    slot.put(packet(9))
    assert slot.finished


def test_a_slow_stage_sees_the_newest_frame_and_drops_are_counted() -> None:
    gate, inside, go = threading.Semaphore(0), threading.Event(), threading.Event()

    def slow(value: int) -> int:
        inside.set()
        assert go.wait(PATIENCE_S)
        return value * 10

    with Pipeline(numbers(6, gate), [("slow", slow)]) as pipe:
        gate.release()
        assert inside.wait(PATIENCE_S)  # frame 0 is in the stage
        for _ in range(6):
            gate.release()
        while pipe.stats()["slow"].dropped < 4:  # frames 1 to 4 are replaced, 5 waits
            time.sleep(0.001)
        go.set()
        first, second = pipe.take(PATIENCE_S), pipe.take(PATIENCE_S)
        values = [p.value for p in (first, second) if p is not None]
        assert values in ([0, 50], [50])  # 0 may have been replaced before it was taken
        stats = pipe.stats()
        assert (stats["slow"].done, stats["slow"].dropped) == (2, 4)
    assert live_threads() == []


def test_packets_carry_frame_number_capture_time_and_stage_times() -> None:
    gate = threading.Semaphore(0)
    stages: list[tuple[str, Callable[[Any], Any]]] = [("a", lambda v: v + 1), ("b", lambda v: v * 2)]
    with Pipeline(numbers(3, gate), stages) as pipe:
        for number in range(3):
            gate.release()
            got = pipe.take(PATIENCE_S)
            assert got is not None
            assert (got.frame_id, got.value) == (number, (number + 1) * 2)
            assert list(got.stage_ms) == ["a", "b"]
            assert got.age_ms >= 0.0
        gate.release()
        assert pipe.take(PATIENCE_S) is None
        assert pipe.finished
        assert {name: s.dropped for name, s in pipe.stats().items()} == {"a": 0, "b": 0, "window": 0}


def test_none_ends_an_items_way() -> None:
    gate = threading.Semaphore(0)
    with Pipeline(numbers(4, gate), [("odd", lambda v: v if v % 2 else None)]) as pipe:
        taken = []
        for _ in range(5):
            gate.release()
        while (got := pipe.take(PATIENCE_S)) is not None:
            taken.append(got.value)
    assert set(taken) <= {1, 3}
    assert taken[-1:] in ([3], [1], [])


def test_an_error_in_a_stage_reaches_the_consumer_and_ends_all() -> None:
    def broken(value: int) -> int:
        raise ValueError(f"frame {value}")

    with Pipeline(numbers(1000), [("broken", broken)]) as pipe, pytest.raises(ValueError, match="frame"):
        pipe.take(PATIENCE_S)
    assert live_threads() == []


def test_an_error_in_the_source_reaches_the_consumer() -> None:
    def unplugged(running: Callable[[], bool]) -> Packet | None:
        raise OSError("camera unplugged")

    with Pipeline(unplugged, [("a", lambda v: v)]) as pipe, pytest.raises(OSError, match="unplugged"):
        pipe.take(PATIENCE_S)


def test_stop_in_the_middle_ends_all_threads() -> None:
    pipe = Pipeline(numbers(10**9), [("a", lambda v: v), ("b", lambda v: v)])
    pipe.start()
    assert pipe.take(PATIENCE_S) is not None
    pipe.stop()
    pipe.stop()
    assert live_threads() == []
    with pytest.raises(RuntimeError):
        pipe.start()


def test_stages_need_different_names() -> None:
    with pytest.raises(ValueError, match="different names"):
        Pipeline(numbers(1), [("a", lambda v: v), ("a", lambda v: v)])
