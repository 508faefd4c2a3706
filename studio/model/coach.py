"""The capture coach: which of the bank's expressions the capture lacks, and what to ask the person for next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from core.bank.coverage import Ask, Coverage, Regions, cover, regions_of
from core.bank.pose import head_angles
from core.errors import StudioError
from core.types import FloatArray
from studio.context import Context
from studio.model.bank import bundled_bank
from studio.model.capture import CaptureData, CurrentCapture
from studio.services.tasks import Task

if TYPE_CHECKING:
    from core.bank.snapshot import BankSnapshot

UPDATE_MS = 500
MAX_ASKS = 12
LEAST_GAIN = 0.004


@dataclass(frozen=True, eq=False)
class _Known:
    """A bank in parts, and what a capture covers of it."""

    snapshot: BankSnapshot
    regions: Regions
    coverage: Coverage


class Coach(QObject):
    """Follows the capture and the bank; get it by ``context.shared(Coach)``.

    Attributes:
        coverage: of the capture, with what is being recorded; None until it is known.
        before: the share that was covered before the recording.
        current: what is asked for now, or None.
        fulfilled: how many asks were fulfilled since the recording began.
        working: True while it is worked out.

    Signals:
        changed: any of these.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._capture = context.shared(CurrentCapture)
        self.coverage: Coverage | None = None
        self.before = 0.0
        self.current: Ask | None = None
        self.fulfilled = 0
        self._skipped: set[tuple[str, ...]] = set()
        self._known: _Known | None = None
        self._read_for: tuple[object, ...] | None = None
        self._task: Task[_Known] | None = None
        self._live_task: Task[Coverage] | None = None
        self._live = False
        self._pending: list[tuple[list[float], list[float]]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(UPDATE_MS)
        self._timer.timeout.connect(self._add_pending)
        self._wanted = False
        for signal in (self._capture.changed, context.bank.changed, context.document.opened):
            signal.connect(self._follow)
        context.document.edits_changed.connect(lambda before, after: self._follow())

    @property
    def working(self) -> bool:
        """True while coverage is worked out."""
        return self._task is not None or self._context.bank.reading

    @property
    def snapshot(self) -> BankSnapshot | None:
        """The bank that the coverage is of."""
        return self._known.snapshot if self._known is not None else None

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What is missing, the most rewarding first, without what was skipped."""
        asks = self.coverage.asks if self.coverage is not None else ()
        return tuple(a for a in asks if a.gain >= LEAST_GAIN and a.actions not in self._skipped)[:MAX_ASKS]

    def ensure(self) -> None:
        """Work it out from now on; before anybody looks, nothing is."""
        self._wanted = True
        self._context.bank.ensure()
        self._follow()

    def begin_live(self) -> None:
        """A recording begins: what is added from now on comes on top of the capture."""
        self._live, self.fulfilled, self._pending = True, 0, []
        self._skipped.clear()
        self.before = self.coverage.share if self.coverage is not None else 0.0
        self._choose()
        self._timer.start()
        self.changed.emit()

    def add(self, descriptor: list[float], angles: list[float]) -> None:
        """A recorded frame's expression and head pose."""
        if self._live and descriptor and angles:
            self._pending.append((descriptor, angles))

    def skip(self) -> None:
        """Ask for something else; until the next recording."""
        if self.current is not None:
            self._skipped.add(self.current.actions)
            self.current = None
            self._choose()
            self.changed.emit()

    def end_live(self) -> None:
        """The recording is over; coverage follows the captures again."""
        self._timer.stop()
        if self._live:
            self._live = False
            self._skipped.clear()
            self.coverage = self._known.coverage if self._known is not None else None
            self._choose()
            self.changed.emit()

    def stop(self) -> None:
        """End the timer."""
        self._timer.stop()

    def _follow(self) -> None:
        bank, data = self._context.bank.data, self._capture.data
        if not self._wanted or bank is None or self._live:
            return
        edits = self._capture.edits
        used = (data, edits.trim, edits.excluded) if data is not None else ()
        wanted = (bank, *used)
        if wanted == self._read_for:
            return
        if self._capture.reading and data is None:
            return
        self._read_for = wanted
        if self._task is not None:
            self._task.cancel()
        regions = self._known.regions if self._known is not None and self._known.snapshot is bank else None
        rows = np.flatnonzero(self._capture.used())
        self._task = self._context.tasks.run(
            lambda: _cover(bank, regions, data, rows), self._take, failed=self._fail, priority=1
        )
        self.changed.emit()

    def _take(self, known: _Known) -> None:
        self._task, self._known = None, known
        if not self._live:
            self.coverage = known.coverage
            self._choose()
        self.changed.emit()

    def _fail(self, error: StudioError) -> None:
        self._task = None
        self.coverage = self.current = None
        self._context.notices.report(error)
        self.changed.emit()

    def _add_pending(self) -> None:
        known, before = self._known, self.coverage
        if not self._pending or known is None or before is None or self._live_task is not None:
            return
        frames, self._pending = self._pending, []
        descriptors = np.array([d for d, _ in frames], np.float32)
        angles = np.array([a for _, a in frames], np.float32)
        if descriptors.shape[1:] != known.snapshot.descriptors.shape[1:]:
            return
        self._live_task = self._context.tasks.run(
            lambda: cover(known.snapshot, descriptors, angles, regions=known.regions, known=before.distance),
            self._take_live,
            failed=self._drop_live,
        )

    def _take_live(self, coverage: Coverage) -> None:
        self._live_task = None
        if self._live:
            self.coverage = coverage
            self._choose()
            self.changed.emit()

    def _drop_live(self, error: StudioError) -> None:
        self._live_task = None

    def _choose(self) -> None:
        """Stay with an ask until it is fulfilled; then take the most rewarding one."""
        asks = self.asks
        same = next((a for a in asks if self.current is not None and a.actions == self.current.actions), None)
        if same is None and self.current is not None and self._live:
            self.fulfilled += 1
        self.current = same if same is not None else (asks[0] if asks else None)


def _cover(bank: BankSnapshot, regions: Regions | None, data: CaptureData | None, rows: object) -> _Known:
    """Parts of the bank, unless they are known, and what a capture covers of them."""
    if regions is None:
        regions = regions_of(bank, prefer=_synthetic(bank)) if len(bank) else _no_regions()
    chosen = np.asarray(rows, np.int64)
    fits = data is not None and data.encoder_id == bank.meta.encoder_id and len(data.descriptors) > 0
    if data is None or not fits or not chosen.size:
        nothing: FloatArray = np.zeros((0, bank.descriptors.shape[1]), np.float32)
        return _Known(bank, regions, cover(bank, nothing, regions=regions))
    angles = head_angles(data.tracks.cam_from_head[chosen])
    return _Known(bank, regions, cover(bank, data.descriptors[chosen], angles, regions=regions))


def _no_regions() -> Regions:
    return Regions(np.zeros(0, np.int32), np.zeros(0, np.intp), 1.0, np.zeros((0, 2), np.float32))


def _synthetic(bank: BankSnapshot) -> np.ndarray:
    """Entries of the people that come with the program: nobody minds being shown as an example, [M]."""
    from core.bank.snapshot import BankSnapshot

    path = bundled_bank()
    known = {s.sha256 for s in BankSnapshot.load(path).sources} if path is not None else set()
    return np.isin(bank.source_ids, [s.id for s in bank.sources if s.sha256 in known])
