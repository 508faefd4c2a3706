"""Building a bank from videos, folders and captures. Interrupted or killed, the same call goes on where it was."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core import events
from core.bank.extract import ExtractOptions, Services, SourceRequest, TrackFunction, open_any
from core.bank.records import ExtractedSource
from core.bank.schema import DATABASE_NAME
from core.bank.sources import expand_sources
from core.bank.store import DEFAULT_MIN_DISTANCE, ExpressionBank
from core.bank.workers import run_here, run_parallel, single_threaded
from core.bank.writer import BankWriter, other_encoder
from core.errors import InputError, StudioError
from core.events import CancelToken, Emit, discard
from core.expression.encoder import DEFAULT_ENCODER, get_encoder
from core.weights.store import WeightStore

CACHE_NAME = "cache"


@dataclass(frozen=True)
class BuildOptions:
    """How a bank is built.

    Attributes:
        encoder_id: for a new bank; an existing one keeps its own, and another one is refused. None takes the default.
        person: name for all sources; None takes each file's name.
        licence: note on the sources' rights.
        min_distance: near-duplicates within a source closer than this (Euclidean, raw descriptor) are dropped; for a
            new bank.
        threads: cores to use; 0 for all.
    """

    encoder_id: str | None = None
    person: str | None = None
    licence: str = ""
    min_distance: float = DEFAULT_MIN_DISTANCE
    threads: int = 0

    def __post_init__(self) -> None:
        if self.threads < 0:
            raise InputError("The number of threads is unusable", got=str(self.threads), expected="0 or more")


@dataclass(frozen=True)
class BuildResult:
    """What a build did.

    Attributes:
        added: sources added now.
        present: sources that were in the bank already.
        failed: file name and reason of the sources that could not be used.
        entries: entries added now.
        frames: frames tracked now.
        seconds: by the clock.
        frames_per_s: frames / seconds.
    """

    added: int
    present: int
    failed: tuple[tuple[str, str], ...]
    entries: int
    frames: int
    seconds: float
    frames_per_s: float

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form."""
        return asdict(self)


def build_bank(
    out: Path | str,
    sources: Iterable[Path | str | SourceRequest],
    *,
    store: WeightStore,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
    options: BuildOptions | None = None,
    track: TrackFunction | None = None,
) -> BuildResult:
    """Build the bank ``out``, or add to it, from videos, folders and captures.

    Each source is added in one transaction as soon as it is ready; sources whose content is in the bank are passed
    over. Entry ids follow the order in which sources become ready.

    Args:
        out: the bank's folder, made if absent.
        sources: see expand_sources.
        store: of the weights.
        emit: gets stages, progress in frames, and a warning for each source that could not be used.
        cancel: looked at between frames.
        options: see BuildOptions.
        track: another tracker than the studio's own; must be a module's function, since processes are handed it.
    Raises:
        InputError: a path is not there, or no source could be used and the bank is empty.
        FormatError: the bank is damaged or of another encoder.
        StorageError: it cannot be written, or another process writes to it.
        Cancelled: the user asked; what was added stays.
    """
    options, cancel = options or BuildOptions(), cancel or CancelToken()
    requests = expand_sources(sources, person=options.person, licence=options.licence)
    folder = Path(out)
    if not (folder / DATABASE_NAME).exists():
        encoder = get_encoder(options.encoder_id or DEFAULT_ENCODER)
        ExpressionBank.create(folder, encoder, min_distance=options.min_distance).close()
    with BankWriter(folder) as writer:
        return _Build(writer, requests, options, Services(store, emit, cancel, track)).run()


class _Build:
    """One call of build_bank."""

    def __init__(
        self, writer: BankWriter, requests: Sequence[SourceRequest], options: BuildOptions, services: Services
    ) -> None:
        self.writer, self.options, self.services = writer, options, services
        self._check_encoder()
        self._failed: list[tuple[str, str]] = []
        self._entries = self._frames = self._added = 0
        self._requests, self._hashes, self._frame_counts = self._probe(requests)
        self._present = len(requests) - len(self._requests) - len(self._failed)
        self._done = [0.0] * len(self._requests)
        self._started_s = time.monotonic()

    def run(self) -> BuildResult:
        cache = self.writer.path / CACHE_NAME
        self.services.emit(events.Stage("tracking", 0, 1))
        for outcome in self._outcomes(cache):
            if outcome.event is not None:
                self._relay(outcome.index, outcome.event)
            elif outcome.source is not None:
                self._add(outcome.index, outcome.source)
            elif outcome.error is not None:
                self._fail(outcome.index, outcome.error)
        shutil.rmtree(cache, ignore_errors=True)
        seconds = time.monotonic() - self._started_s
        if self._added == 0 and self._failed and self._present == 0:
            name, reason = self._failed[0]
            raise InputError(f"No source could be used: '{name}'", got=reason, next_step="Add clips that show a face.")
        rate = self._frames / max(seconds, 1e-6)
        return BuildResult(self._added, self._present, tuple(self._failed), self._entries, self._frames, seconds, rate)

    def _outcomes(self, cache: Path) -> Any:
        meta = self.writer.meta
        cores = self.options.threads or os.cpu_count() or 1
        extract = ExtractOptions(meta.encoder_id, meta.min_distance, cores, cache)
        if min(cores, len(self._requests)) < 2:
            return run_here(self._requests, extract, self.services, self._relay)
        self.services.store.path("face_landmarker")  # fetched once, before several processes want it
        return run_parallel(self._requests, single_threaded(extract), self.services, cores)

    def _check_encoder(self) -> None:
        meta, wanted = self.writer.meta, self.options.encoder_id
        encoder = get_encoder(wanted or meta.encoder_id)
        if (encoder.id, encoder.version) != (meta.encoder_id, meta.encoder_version):
            raise other_encoder("This build", (encoder.id, encoder.version), meta)

    def _probe(self, requests: Sequence[SourceRequest]) -> tuple[list[SourceRequest], list[str], list[float]]:
        """The sources still to do, longest first, so that no long one is left alone at the end."""
        todo: dict[str, tuple[SourceRequest, float]] = {}
        for request in requests:
            self.services.cancel.check()
            try:
                source = open_any(request.path)
                info = source.info
                source.close()
            except StudioError as error:
                self._fail_source("", request, error)
                continue
            if not self.writer.has_source(info.sha256):
                todo.setdefault(info.sha256, (request, float(info.frame_count or 1)))
                self.writer.note(info.sha256, request.path.name, request.person, "started")
        order = sorted(todo.items(), key=lambda item: -item[1][1])
        return [r for _, (r, _) in order], [sha for sha, _ in order], [n for _, (_, n) in order]

    def _add(self, index: int, source: ExtractedSource) -> None:
        self.writer.add_source(source)
        self._added += 1
        self._entries += len(source.frame_index)
        self._frames += source.frames
        self._report(index, self._frame_counts[index])

    def _fail(self, index: int, error: StudioError) -> None:
        self._fail_source(self._hashes[index], self._requests[index], error)
        self._report(index, self._frame_counts[index])

    def _fail_source(self, sha256: str, request: SourceRequest, error: StudioError) -> None:
        self._failed.append((request.path.name, error.message))
        if sha256:
            self.writer.note(sha256, request.path.name, request.person, "failed", error.message)
        self.services.emit(events.Warning(f"'{request.path.name}' was left out: {error.message}"))

    def _relay(self, index: int, event: events.Event) -> None:
        if isinstance(event, events.Progress):
            self._report(index, min(1.0, event.done / max(event.total, 1e-9)) * self._frame_counts[index])
        elif isinstance(event, events.Warning):
            self.services.emit(events.Warning(f"'{self._requests[index].path.name}': {event.message}"))

    def _report(self, index: int, frames: float) -> None:
        self._done[index] = max(self._done[index], frames)
        done, total = sum(self._done), sum(self._frame_counts)
        elapsed = time.monotonic() - self._started_s
        remaining = elapsed * (total - done) / done if done > 0 else None
        self.services.emit(events.Progress(done, total, "frames", remaining))
