"""Spreading sources over processes: on two cores, two trackers of one thread each do nearly twice the work of one.

A worker ends by itself when its parent is gone: every look at the cancel flag looks at the pipe, and a broken pipe
counts as cancelled. Over the same pipe the parent says when to wait and when to go on.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from core.bank.extract import ExtractOptions, Services, SourceRequest, TrackFunction, extract_source
from core.bank.records import ExtractedSource
from core.errors import Cancelled, StudioError
from core.events import CancelToken, Event

_POLL_S = 0.2
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_JOIN_S = 5.0
_WAIT, _GO_ON = "wait", "go on"


@dataclass(frozen=True)
class Outcome:
    """What came of source ``index``: its data, or the error that says why not; or a message on the way."""

    index: int
    source: ExtractedSource | None = None
    error: StudioError | None = None
    event: Event | None = None


def run_here(
    requests: Sequence[SourceRequest],
    options: ExtractOptions,
    services: Services,
    relay: Callable[[int, Event], None],
) -> Iterator[Outcome]:
    """Extract one source after the other in this process; messages go to ``relay`` with the source's index.

    Raises:
        Cancelled: the user asked.
    """
    for index, request in enumerate(requests):
        services.cancel.check()
        try:
            mine = replace(services, emit=partial(relay, index))
            yield Outcome(index, source=extract_source(request, options, mine))
        except StudioError as error:
            yield Outcome(index, error=error)


def run_parallel(
    requests: Sequence[SourceRequest], options: ExtractOptions, services: Services, count: int
) -> Iterator[Outcome]:
    """Extract with ``count`` processes; outcomes come as they are ready.

    Raises:
        Cancelled: the user asked.
    """
    todo = list(enumerate(requests))
    todo.reverse()
    workers = [_Worker(services.store.cache_dir, services.track, options) for _ in range(min(count, len(requests)))]
    try:
        busy = {worker.pipe: worker for worker in workers if _feed(worker, todo)}
        while busy:
            if services.cancel.paused:
                _tell(workers, paused=True)
                services.cancel.check()  # waits here
                _tell(workers, paused=False)
            services.cancel.check()
            for pipe in wait(list(busy), timeout=_POLL_S):
                worker = busy[pipe]  # type: ignore[index]  # wait hands back what it was given
                outcome = worker.receive()
                yield outcome
                if outcome.event is None and not _feed(worker, todo):
                    del busy[worker.pipe]
    finally:
        for worker in workers:
            worker.stop()


def _tell(workers: Sequence[_Worker], *, paused: bool) -> None:
    for worker in workers:
        worker.pause(paused)


def _feed(worker: _Worker, todo: list[tuple[int, SourceRequest]]) -> bool:
    if not todo:
        return False
    worker.start(*todo.pop())
    return True


class _Worker:
    """One process and the pipe to it; a process that died is replaced for the next source."""

    def __init__(self, weights: Path, track: TrackFunction | None, options: ExtractOptions) -> None:
        self._arguments = (weights, track, options)
        self._index = -1
        self._spawn()

    def _spawn(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, *self._arguments), name="raf-studio-bank")
        with _single_threaded_children():
            self._process.start()
        theirs.close()  # or the worker's death would not be seen as the end of the pipe

    def start(self, index: int, request: SourceRequest) -> None:
        self._index = index
        if not self._process.is_alive():
            self._spawn()
        with suppress(OSError):  # a worker that dies now is seen at the next receive
            self.pipe.send((index, request))

    def pause(self, paused: bool) -> None:
        """Have it wait between two frames, or go on."""
        with suppress(OSError):
            self.pipe.send(_WAIT if paused else _GO_ON)

    def receive(self) -> Outcome:
        try:
            outcome = self.pipe.recv()
            assert isinstance(outcome, Outcome)
            return outcome
        except (EOFError, OSError):
            self._process.join(_JOIN_S)
            code = self._process.exitcode
            return Outcome(
                self._index, error=StudioError("The tracking process ended unexpectedly", got=f"code {code}")
            )

    def stop(self) -> None:
        self.pipe.close()
        self._process.join(_JOIN_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


@contextmanager
def _single_threaded_children() -> Iterator[None]:
    """Processes started inside compute with one thread each: numpy's pool would have all of them want all cores."""
    before = {name: os.environ.get(name) for name in _THREAD_VARIABLES}
    os.environ.update(dict.fromkeys(_THREAD_VARIABLES, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class _PipeCancel(CancelToken):
    """Cancelled when the parent is gone; paused while it says so. Looked at while a source is being worked on."""

    def __init__(self, pipe: Connection) -> None:
        super().__init__()
        self._pipe = pipe

    @property
    def cancelled(self) -> bool:
        self._listen()
        return super().cancelled

    @property
    def paused(self) -> bool:
        self._listen()
        return super().paused

    def _listen(self) -> None:
        try:
            while not super().cancelled and self._pipe.poll():
                self.pause(self._pipe.recv() == _WAIT)
        except (EOFError, OSError):
            self.cancel()


def _serve(pipe: Connection, weights: Path, track: TrackFunction | None, options: ExtractOptions) -> None:
    """A worker's life: one request after the other, until the pipe ends."""
    import signal

    from core.weights.store import WeightStore

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    store, cancel = WeightStore(weights), _PipeCancel(pipe)
    with suppress(EOFError, OSError):
        while True:
            message = pipe.recv()
            if message in (_WAIT, _GO_ON):  # said just as the last source was ready
                cancel.pause(message == _WAIT)
                continue
            index, request = message
            services = Services(store, _sender(pipe, index), cancel, track)
            pipe.send(_attempt(index, request, options, services))


def _attempt(index: int, request: SourceRequest, options: ExtractOptions, services: Services) -> Outcome:
    try:
        return Outcome(index, source=extract_source(request, options, services))
    except StudioError as error:
        return Outcome(index, error=error)
    except Cancelled:
        raise EOFError from None


def _sender(pipe: Connection, index: int) -> Any:
    def send(event: Event) -> None:
        with suppress(OSError):
            pipe.send(Outcome(index, event=event))

    return send


def single_threaded(options: ExtractOptions) -> ExtractOptions:
    """The options for one of several processes."""
    return replace(options, threads=1)
