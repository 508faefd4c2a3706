"""The watchdog for tests: watches while a script plays, and fails the test with the worst stalls."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest

from studio.bench.script import Player, Script
from studio.bench.watchdog import LIMIT_MS, Watchdog, slowness

PlayWatched = Callable[[Script], Watchdog]


@pytest.fixture
def play_watched() -> Iterator[PlayWatched]:
    """``play_watched(script)`` plays it inside the event loop and returns the watchdog that looked on."""
    made: list[Watchdog] = []
    gc.collect()

    def play(script: Script) -> Watchdog:
        watchdog = Watchdog(LIMIT_MS * slowness())
        made.append(watchdog)
        watchdog.start()
        try:
            Player(script, watchdog).play()
        finally:
            watchdog.stop()
        return watchdog

    yield play
    for watchdog in made:
        watchdog.stop()


def assert_no_stall(watchdog: Watchdog) -> None:
    """Fail with the worst five, their steps and stacks."""
    assert not watchdog.stalls, f"the event loop stalled for over {watchdog.limit_ms:.0f} ms:\n{watchdog.report()}"
