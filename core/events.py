"""The messages a job sends while it runs: frozen dataclasses that cross processes and are logged as JSON lines."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Event:
    """Base of all messages; ``time_s`` is seconds since the epoch."""

    time_s: float = field(default_factory=time.time, kw_only=True)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form with the event's name under ``event``."""
        return {"event": type(self).__name__.lower(), **dataclasses.asdict(self)}


@dataclass(frozen=True)
class Started(Event):
    """A job began."""

    job: str


@dataclass(frozen=True)
class Stage(Event):
    """A named part of the job began, ``index`` of ``count``."""

    name: str
    index: int = 0
    count: int = 1


@dataclass(frozen=True)
class Progress(Event):
    """How far the stage is; ``remaining_s`` is None until it can be told."""

    done: float
    total: float
    unit: str = ""
    remaining_s: float | None = None


@dataclass(frozen=True)
class Metrics(Event):
    """Numbers at a step, by stable names such as ``heldout.psnr``."""

    step: int
    values: dict[str, float]


@dataclass(frozen=True)
class Preview(Event):
    """An image to show was written to ``path`` (inside the run's folder)."""

    step: int
    path: str


@dataclass(frozen=True)
class Checkpoint(Event):
    """A complete, loadable checkpoint stands at ``path``."""

    step: int
    path: str


@dataclass(frozen=True)
class Warning(Event):
    """Something partial failed and the work goes on."""

    message: str


@dataclass(frozen=True)
class Finished(Event):
    """The job ended. ``outcome`` is 'done', 'cancelled' or 'failed'."""

    outcome: str
    result: dict[str, Any] = field(default_factory=dict)


PAUSE_POLL_S = 0.05
Emit: TypeAlias = Callable[[Event], None]


def discard(event: Event) -> None:
    """An Emit that drops everything."""


class CancelToken:
    """A flag that long work looks at between steps. A plain object; ``core.jobs`` has one that crosses processes."""

    def __init__(self) -> None:
        self._cancelled = False
        self._paused = False

    def cancel(self) -> None:
        """Ask the work to stop at its next safe point."""
        self._cancelled = True

    @property
    def cancelled(self) -> bool:
        """True once somebody asked."""
        return self._cancelled

    def pause(self, paused: bool = True) -> None:
        """Ask the work to wait (or, with False, to go on) at its next safe point."""
        self._paused = paused

    @property
    def paused(self) -> bool:
        """True while the work should wait."""
        return self._paused

    def check(self) -> None:
        """Wait while paused; raise Cancelled if somebody asked."""
        while self.paused and not self.cancelled:
            time.sleep(PAUSE_POLL_S)
        if self.cancelled:
            from core.errors import Cancelled

            raise Cancelled
