"""Runs cells one after another; several processes may work on one folder, each cell is done once."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import StorageError, StudioError
from core.events import CancelToken, Emit, Progress, Stage, Warning
from core.evidence.cells import Cell, CellResult, CellStore
from core.project.lock import folder_lock

if TYPE_CHECKING:
    from core.evidence.people import Workshop


@dataclass(frozen=True)
class RunSummary:
    """What a call did.

    Attributes:
        done: cells that it ran.
        present: cells that were stored already.
        elsewhere: cells that another process was running.
        failed: cell's person and arm, and why it could not be run.
    """

    done: int
    present: int
    elsewhere: int
    failed: tuple[tuple[str, str], ...]


def run_cells(
    cells: Iterable[Cell], store: CellStore, workshop: Workshop, *, emit: Emit, cancel: CancelToken
) -> RunSummary:
    """Run what is not stored yet.

    Args:
        cells: in order.
        store: of the results.
        workshop: makes the people.
        emit: gets a Stage a cell, and Progress over cells.
        cancel: looked at in every step.
    Raises:
        StorageError: the disk is full.
        Cancelled: the user asked; finished cells are stored.
    """
    from core.evaluation.judge import load_instruments
    from core.evidence.run_cell import run_cell

    todo = list(cells)
    instruments = load_instruments(workshop.store, threads=1, emit=emit)
    subjects: dict[tuple[str, str, str], Any] = {}
    present = elsewhere = 0
    done: set[str] = set()
    failed: list[tuple[str, str]] = []
    started_s = time.monotonic()

    def put(cell: Cell, result: CellResult) -> None:
        store.put(cell, result)
        done.add(cell.key)

    for number, cell in enumerate(todo):
        cancel.check()
        if store.has(cell):
            present += cell.key not in done
            continue
        with contextlib.ExitStack() as held:
            if not held.enter_context(_claimed(store, cell)):
                elsewhere += 1
                continue
            same = {c.key: c for c in todo[number + 1 :] if c.training == cell.training and not store.has(c)}
            same.pop(cell.key, None)
            alike = [c for c in same.values() if held.enter_context(_claimed(store, c))]
            emit(Stage(f"{cell.person}, {cell.arm.name}, seed {cell.seed}", number, len(todo)))
            try:
                subject = _subject(cell, workshop, subjects)
                sheet = store.sheets / f"{cell.key}.png"
                run_cell(cell, subject, instruments=instruments, alike=alike, put=put, sheet=sheet, cancel=cancel)
            except StorageError:
                raise
            except StudioError as error:
                failed.append((f"{cell.person}, {cell.arm.name}", error.message))
                emit(Warning(f"{cell.person}, {cell.arm.name}: {error.message}"))
        elapsed = time.monotonic() - started_s
        waiting = sum(not store.has(c) for c in todo[number + 1 :])
        left = elapsed / max(len(done), 1) * waiting
        emit(Progress(number + 1, len(todo), "cells", left))
    return RunSummary(len(done), present, elsewhere, tuple(failed))


def _subject(cell: Cell, workshop: Workshop, known: dict[tuple[str, str, str], Any]) -> Any:
    """The cell's person; one at a time is held, since their pictures are mapped and their tracks are large."""
    key = (cell.person, cell.bank, cell.encoder)
    if key not in known:
        known.clear()
        known[key] = workshop.subject(cell.person, bank=cell.bank, encoder=cell.encoder)
    return known[key]


@contextlib.contextmanager
def _claimed(store: CellStore, cell: Cell) -> Iterator[bool]:
    """True while this process alone works on the cell."""
    store.folder.mkdir(parents=True, exist_ok=True)
    name = f".{cell.key}.lock"
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(folder_lock(store.folder, name=name))
        except StorageError:
            yield False
            return
        yield not store.has(cell)
    with contextlib.suppress(OSError):
        (store.folder / name).unlink()


def worker_count(cells: int) -> int:
    """How many one-thread processes are worth starting."""
    return max(1, min(os.cpu_count() or 1, cells))


def default_folder() -> Path:
    """Where results go."""
    return Path("out") / "evidence"
