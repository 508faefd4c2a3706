"""What the Bank page shows of the bank: a filter, an example that orders it, the map, figures. Outlives the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from core.bank.atlas import Atlas, Plane
from core.bank.filter import BankFilter
from core.bank.snapshot import BankSnapshot
from core.bank.statistics import Reaches, Statistics
from core.errors import FormatError, StudioError
from core.types import BoolArray, FloatArray
from studio.context import Context
from studio.model.bank_overlay import CaptureOverlay
from studio.services.tasks import Task

T = TypeVar("T")
NOTE = "bank"
MAX_SAVED = 100
MAX_NOTE_LETTERS = 1 << 20


class Subset(Enum):
    """Which part of the bank is looked at, before the filter."""

    ALL = "all"
    DUPLICATES = "duplicates"
    MISSED = "missed"


@dataclass(frozen=True, eq=False)
class Example:
    """A face whose likes are looked for.

    Attributes:
        title: what it is, for people.
        descriptor: in the bank's terms, [D].
        angles: yaw, pitch, roll in radians, [3].
        picture: a small JPEG, or empty when it is an entry.
        entry: its id when it is an entry of the bank, which is then left out; else None.
    """

    title: str
    descriptor: FloatArray
    angles: FloatArray
    picture: bytes = b""
    entry: int | None = None


@dataclass(frozen=True, eq=False)
class Results:
    """What passes, in the order in which it is shown.

    Attributes:
        rows: of the snapshot, [n].
        distances: to the example, [n]; None without one.
        bank: the snapshot.
    """

    rows: npt.NDArray[np.int64]
    distances: FloatArray | None
    bank: BankSnapshot | None

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """Entry ids, [n]."""
        return self.bank.ids[self.rows] if self.bank is not None else self.rows


NOTHING = Results(np.zeros(0, np.int64), None, None)


class Latest(Generic[T]):
    """Work of which only the newest counts: while one piece runs, the next waits, and takes the place of another."""

    def __init__(self, context: Context, take: Callable[[T], object], failed: Callable[[StudioError], object]) -> None:
        self._context, self._take, self._failed = context, take, failed
        self._task: Task[T] | None = None
        self._next: Callable[[], T] | None = None

    @property
    def busy(self) -> bool:
        """True while something runs or waits."""
        return self._task is not None

    def run(self, work: Callable[[], T], *, priority: int = 0) -> None:
        """Do this next; ``work`` runs on a worker thread."""
        if self._task is not None:
            self._next = work
            return
        self._task = self._context.tasks.run(work, self._done, failed=self._broke, priority=priority)

    def drop(self) -> None:
        """What runs no longer counts."""
        self._next = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _done(self, result: T) -> None:
        self._task = None
        if self._follow():
            self._take(result)

    def _broke(self, error: StudioError) -> None:
        self._task = None
        if self._follow():
            self._failed(error)

    def _follow(self) -> bool:
        """Start what waits; False if that makes what just ended stale."""
        if self._next is None:
            return True
        work, self._next = self._next, None
        self.run(work)
        return False


class BankBrowser(QObject):
    """Get it by ``context.shared(BankBrowser)``.

    Attributes:
        filter: what passes.
        subset: which part of the bank is looked at.
        example: what the order follows, or None.
        results: what is shown.
        plane: which map is shown.
        atlas: the map, or None while it is made.
        reaches: for sliders, or None while they are measured.
        statistics: figures, or None until ``count`` was called and is done.
        overlay: where the open capture lies.

    Signals:
        bank_changed: another snapshot (or none) is shown from now on.
        filter_changed, example_changed, results_changed, atlas_changed, reaches_changed, statistics_changed,
        saved_changed: the attribute of this name.
    """

    bank_changed = Signal()
    filter_changed = Signal()
    example_changed = Signal()
    results_changed = Signal()
    atlas_changed = Signal()
    reaches_changed = Signal()
    statistics_changed = Signal()
    saved_changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._bank: BankSnapshot | None = None
        self._stopped = self._counting = False
        self.filter, self.subset = BankFilter(), Subset.ALL
        self.plane: Plane = "face"
        self.example: Example | None = None
        self.results = NOTHING
        self.atlas: Atlas | None = None
        self.reaches: Reaches | None = None
        self.statistics: Statistics | None = None
        self.overlay = CaptureOverlay(context, self)
        report = context.notices.report
        self._search: Latest[Results] = Latest(context, self._take_results, report)
        self._mapping: Latest[Atlas] = Latest(context, self._take_atlas, report)
        self.overlay.covered.connect(lambda: self._look_again(Subset.MISSED))
        context.bank.changed.connect(self._follow)
        context.document.edits_changed.connect(self._edits_changed)
        context.document.opened.connect(self.saved_changed)
        self._follow()

    @property
    def bank(self) -> BankSnapshot | None:
        """What is shown."""
        return self._bank

    @property
    def searching(self) -> bool:
        """True while the results are out of date."""
        return self._search.busy

    def set_filter(self, wanted: BankFilter) -> None:
        """Show what passes this filter."""
        if wanted != self.filter:
            self.filter = wanted
            self.filter_changed.emit()
            self._look()

    def set_subset(self, subset: Subset) -> None:
        """Look at a part of the bank."""
        if subset is self.subset:
            return
        self.subset = subset
        if subset is Subset.DUPLICATES:
            self.count()
        if subset is Subset.MISSED:
            self.overlay.want()
        self.filter_changed.emit()
        self._look()

    def set_example(self, example: Example | None) -> None:
        """Order by likeness to a face; None goes back to the bank's own order."""
        if example is not self.example:
            self.example = example
            self.example_changed.emit()
            self._look()

    def like_entry(self, entry_id: int, title: str) -> None:
        """Order by likeness to an entry of the bank."""
        bank = self._bank
        if bank is None:
            return
        row = bank.row_of(entry_id)
        self.set_example(Example(title, bank.descriptors[row], bank.angles[row], entry=entry_id))

    def set_plane(self, plane: Plane) -> None:
        """Show another map."""
        if plane != self.plane:
            self.plane = plane
            self.atlas = None
            self.atlas_changed.emit()
            self._lay_out()

    def count(self) -> None:
        """Have the statistics made, once for a bank."""
        bank = self._bank
        if bank is None or self.statistics is not None or self._counting:
            return
        self._counting = True
        stopped = lambda: self._stopped or self._bank is not bank  # noqa: E731 - asked on the worker thread
        self._context.tasks.run(
            lambda: (bank, Statistics.of(bank, stopped=stopped)), self._take_statistics, failed=self._not_counted,
            priority=-1,
        )  # fmt: skip

    @property
    def saved(self) -> dict[str, BankFilter]:
        """Filters that the user kept, by name: in the project, or in the settings while none is open."""
        found = {}
        for name, raw in list(self._notes().get("filters", {}).items())[:MAX_SAVED]:
            try:
                found[str(name)] = BankFilter.from_dict(raw)
            except FormatError:
                continue
        return found

    def save_filter(self, name: str, text: str) -> None:
        """Keep the filter under a name; ``text`` says so in the history."""
        self._keep({**self.saved, name: self.filter}, text)

    def forget_filter(self, name: str, text: str) -> None:
        """Forget a kept filter."""
        self._keep({key: value for key, value in self.saved.items() if key != name}, text)

    def stop(self) -> None:
        """Give up what runs."""
        self._stopped = True

    def _notes(self) -> dict[str, Any]:
        document = self._context.document
        if document.project is not None:
            notes = document.edits.notes.get(NOTE, {})
        else:
            notes = _parsed(self._context.settings.text(NOTE))
        found = notes if isinstance(notes, dict) else {}
        return found if isinstance(found.get("filters", {}), dict) else {}

    def _keep(self, filters: dict[str, BankFilter], text: str) -> None:
        document, notes = self._context.document, dict(self._notes())
        notes["filters"] = {name: kept.to_dict() for name, kept in filters.items()}
        if document.project is not None:
            document.edit(document.edits.with_note(NOTE, notes), text)
        else:
            self._context.settings.set_text(NOTE, json.dumps(notes))
            self.saved_changed.emit()

    def _edits_changed(self, before: Any, after: Any) -> None:
        if before.notes.get(NOTE) != after.notes.get(NOTE):
            self.saved_changed.emit()

    def _follow(self) -> None:
        bank = self._context.bank.data
        if bank is self._bank:
            return
        self._bank = bank
        self.atlas, self.reaches, self.statistics, self._counting = None, None, None, False
        self._mapping.drop()
        self._search.drop()
        if bank is None or not self._fits(bank):
            self.example = None
        self.results = Results(np.arange(len(bank), dtype=np.int64), None, bank) if bank is not None else NOTHING
        for signal in (self.bank_changed, self.atlas_changed, self.reaches_changed, self.statistics_changed):
            signal.emit()
        self.example_changed.emit()
        self.results_changed.emit()
        if bank is not None and len(bank):
            self._lay_out()
            self._context.tasks.run(lambda: (bank, Reaches.of(bank)), self._take_reaches, priority=-1)
            if self.subset is Subset.DUPLICATES:
                self.count()
            if not self.filter.is_open or self.example is not None or self.subset is not Subset.ALL:
                self._look()

    def _fits(self, bank: BankSnapshot) -> bool:
        """Whether the example is still there and in the bank's terms."""
        example = self.example
        if example is None or example.descriptor.size != len(bank.channels):
            return False
        return example.entry is None or bool(np.isin(example.entry, bank.ids))

    def _lay_out(self) -> None:
        bank, plane = self._bank, self.plane
        if bank is not None and len(bank):
            self._mapping.run(lambda: Atlas.of(bank, plane))

    def _look(self) -> None:
        bank, wanted, example = self._bank, self.filter, self.example
        if bank is None:
            return
        part = self._part()
        self._search.run(lambda: _results(bank, wanted, part, example), priority=1)

    def _look_again(self, subset: Subset) -> None:
        if self.subset is subset:
            self._look()

    def _part(self) -> BoolArray | None:
        """The chosen part of the bank; nothing of it until it is known."""
        bank = self._bank
        if bank is None or self.subset is Subset.ALL:
            return None
        if self.subset is Subset.DUPLICATES:
            found = self.statistics.duplicates if self.statistics is not None else None
        else:
            found = self.overlay.missed
        return found if found is not None and len(found) == len(bank) else np.zeros(len(bank), bool)

    def _take_results(self, results: Results) -> None:
        if results.bank is self._bank:
            self.results = results
            self.results_changed.emit()

    def _take_atlas(self, atlas: Atlas) -> None:
        if self._bank is not None and atlas.plane == self.plane and len(atlas.points) == len(self._bank):
            self.atlas = atlas
            self.atlas_changed.emit()

    def _take_reaches(self, made: tuple[BankSnapshot, Reaches]) -> None:
        if made[0] is self._bank:
            self.reaches = made[1]
            self.reaches_changed.emit()

    def _take_statistics(self, made: tuple[BankSnapshot, Statistics]) -> None:
        if made[0] is self._bank:
            self._counting, self.statistics = False, made[1]
            self.statistics_changed.emit()
            self._look_again(Subset.DUPLICATES)

    def _not_counted(self, error: StudioError) -> None:
        self._counting = False
        self._context.notices.report(error)


def _parsed(text: str) -> object:
    try:
        return json.loads(text) if len(text) <= MAX_NOTE_LETTERS else None
    except (ValueError, RecursionError):
        return None


def _results(bank: BankSnapshot, wanted: BankFilter, part: BoolArray | None, example: Example | None) -> Results:
    keep = wanted.matches(bank)
    if part is not None:
        keep &= part
    if example is None or bank.whitening is None:
        return Results(np.flatnonzero(keep), None, bank)
    if example.entry is not None:
        keep &= bank.ids != example.entry
    rows = np.flatnonzero(keep)
    query = bank.whitening.apply(example.descriptor[None])
    distances = np.linalg.norm(bank.whitened[rows] - query, axis=1).astype(np.float32)
    order = np.argsort(distances, kind="stable")
    return Results(rows[order], distances[order], bank)
