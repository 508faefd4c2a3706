"""Runs a scripted visit inside the event loop: every step is one event, as a click would be, and then it waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

from PySide6.QtCore import QEventLoop, QObject, QTimer

from studio.bench.watchdog import Watchdog

POLL_MS = 15
REST_MS = 60
"""After a step that waits for nothing: so long is looked at what it brings."""
TIMEOUT_S = 180.0
"""For what takes a second where nothing else runs: a full machine was seen to take sixty times as long."""

Wait: TypeAlias = Callable[[], bool] | float | None
Script: TypeAlias = Iterator[tuple[str, Wait]]
"""Yields before every step what it will be, and what to wait for first: a condition, milliseconds, or nothing."""


class ScriptError(RuntimeError):
    """A step did not come to its end."""


class Player(QObject):
    """Plays a script.

    Args:
        script: its steps.
        watchdog: is told what is being done, or None.
        timeout_s: for every wait.
    """

    def __init__(self, script: Script, watchdog: Watchdog | None = None, *, timeout_s: float = TIMEOUT_S) -> None:
        super().__init__()
        self._script, self._watchdog, self._timeout_s = script, watchdog, timeout_s
        self._loop = QEventLoop(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)
        self._wait: Callable[[], bool] | None = None
        self._since_s = 0.0
        self._what = ""
        self._error: BaseException | None = None

    def play(self) -> None:
        """Play it to the end; returns then.

        Raises:
            ScriptError: a wait took too long.
            Exception: whatever a step raised.
        """
        self._timer.start(0)
        self._loop.exec()
        self._timer.stop()
        if self._error is not None:
            raise self._error

    def _turn(self) -> None:
        if self._wait is not None and not self._wait():
            if time.monotonic() - self._since_s > self._timeout_s:
                self._end(ScriptError(f"'{self._what}' waited in vain for {self._timeout_s:.0f} s"))
            else:
                self._timer.start(POLL_MS)
            return
        try:
            self._what, wait = next(self._script)
        except StopIteration:
            self._end(None)
            return
        except Exception as error:  # noqa: BLE001 - handed to the caller of play
            self._end(error)
            return
        if self._watchdog is not None:
            self._watchdog.what = self._what
        self._since_s = time.monotonic()
        self._wait = wait if callable(wait) else None
        self._timer.start(round(wait) if isinstance(wait, int | float) else REST_MS if wait is None else POLL_MS)

    def _end(self, error: BaseException | None) -> None:
        self._error = error
        self._loop.quit()
