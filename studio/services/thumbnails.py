"""Small faces of the bank, read and decoded on threads of their own, and kept within a bound. Shared by all pages."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from core.bank.store import ExpressionBank
from core.errors import StudioError
from studio.context import Context
from studio.services.pictures import decode_picture

THREADS = 2
CACHE_BYTES = 64 << 20
MAX_WAITING = 1024
"""Requests beyond this drop the oldest: a view that still shows them asks again when it paints."""
BATCH = 12
MAX_SIDE_PX = 512
IDLE_S = 2.0
"""After so long without work a thread closes its connection, so that the bank's file is free."""
NO_PICTURE = QImage()


class Thumbnails(QObject):
    """The faces of the bank in use; get it by ``context.shared(Thumbnails)``. All calls on the window's thread.

    Ask in ``paint`` or ``data``: what is not there yet is fetched, the newest request first, and ``arrived`` follows.

    Signals:
        arrived: the picture of this entry can be had now.
        cleared: another bank is in use, or it was read again: forget all pictures.
    """

    arrived = Signal(object)
    cleared = Signal()
    _read = Signal(int, object)

    def __init__(self, context: Context, *, cache_bytes: int = CACHE_BYTES) -> None:
        super().__init__(context)
        self._context, self._limit = context, cache_bytes
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._bytes = 0
        self._data = context.bank.data
        self._readers = _Readers(lambda generation, found: self._read.emit(generation, found))
        self._readers.use(context.bank.path)
        self._read.connect(self._take, Qt.ConnectionType.QueuedConnection)
        context.bank.changed.connect(self._follow)

    @property
    def kept_bytes(self) -> int:
        """Size of the pictures held."""
        return self._bytes

    def image(self, entry_id: int) -> QImage | None:
        """The picture of an entry; a null image where it has none; None while it is fetched."""
        found = self._kept.get(entry_id)
        if found is not None:
            self._kept.move_to_end(entry_id)
            return found
        self._readers.ask(entry_id)
        return None

    def keep_waiting(self, visible: Iterable[int]) -> None:
        """Drop every request that is not for one of these entries, as after scrolling."""
        self._readers.keep(set(visible))

    def stop(self) -> None:
        """End the threads."""
        self._readers.stop()

    def _follow(self) -> None:
        bank = self._context.bank
        if bank.data is self._data and bank.path == self._readers.path:
            return
        self._data = bank.data
        self._readers.use(bank.path)
        self._kept.clear()
        self._bytes = 0
        self.cleared.emit()

    @Slot(int, object)
    def _take(self, generation: int, found: list[tuple[int, QImage]]) -> None:
        if generation != self._readers.generation:
            return
        for entry_id, image in found:
            before = self._kept.pop(entry_id, None)
            self._bytes += image.sizeInBytes() - (before.sizeInBytes() if before is not None else 0)
            self._kept[entry_id] = image
        while self._bytes > self._limit and len(self._kept) > len(found):
            self._bytes -= self._kept.popitem(last=False)[1].sizeInBytes()
        for entry_id, _ in found:
            self.arrived.emit(entry_id)


class _Readers:
    """Threads that read and decode, each with a connection of its own; the newest request is served first."""

    def __init__(self, done: Callable[[int, list[tuple[int, QImage]]], object]) -> None:
        self._done = done
        self._changed = threading.Condition()
        self._waiting: OrderedDict[int, None] = OrderedDict()
        self._in_work: set[int] = set()
        self._threads: list[threading.Thread] = []
        self._stopped = False
        self.path: Path | None = None
        self.generation = 0

    def use(self, path: Path | None) -> None:
        """Read from this bank from now on."""
        with self._changed:
            self.path = path
            self.generation += 1
            self._waiting.clear()
            self._in_work.clear()

    def ask(self, entry_id: int) -> None:
        """Fetch a picture soon."""
        with self._changed:
            if self._stopped or self.path is None or entry_id in self._in_work:
                return
            self._waiting[entry_id] = None
            self._waiting.move_to_end(entry_id)
            if len(self._waiting) > MAX_WAITING:
                self._waiting.popitem(last=False)
            self._changed.notify()
        if not self._threads:
            self._threads = [threading.Thread(target=self._work, name=f"thumbnails-{i}") for i in range(THREADS)]
            for thread in self._threads:
                thread.start()

    def keep(self, wanted: set[int]) -> None:
        """Forget requests for other entries."""
        with self._changed:
            for entry_id in [e for e in self._waiting if e not in wanted]:
                del self._waiting[entry_id]

    def stop(self) -> None:
        """End the threads; safe to call twice."""
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _work(self) -> None:
        bank: ExpressionBank | None = None
        opened = -1
        while not self._stopped:
            batch, path, generation = self._next()
            if bank is not None and (not batch or generation != opened):
                bank.close()
                bank = None
            if not batch or path is None:
                continue
            if bank is None:
                bank, opened = _open(path), generation
            self._hand_on(generation, [(e, _picture(bank, e)) for e in batch] if bank is not None else [], batch)
        if bank is not None:
            bank.close()

    def _next(self) -> tuple[list[int], Path | None, int]:
        """Some requests, waited for; none after a while without any."""
        with self._changed:
            if not self._waiting and not self._stopped:
                self._changed.wait(IDLE_S)
            count = min(BATCH, len(self._waiting))
            batch = [self._waiting.popitem()[0] for _ in range(count)]
            self._in_work.update(batch)
            return batch, self.path, self.generation

    def _hand_on(self, generation: int, found: list[tuple[int, QImage]], batch: list[int]) -> None:
        with self._changed:
            if generation == self.generation:
                self._in_work.difference_update(batch)
            if self._stopped or generation != self.generation:
                return
        if found:
            self._done(generation, found)


def _open(path: Path) -> ExpressionBank | None:
    """The bank, or None where it cannot be read now: the page that shows the bank says why."""
    try:
        return ExpressionBank.open(path)
    except (StudioError, OSError):
        return None


def _picture(bank: ExpressionBank, entry_id: int) -> QImage:
    """The decoded picture; a null image where there is none or it is not a small picture."""
    try:
        jpeg = bank.thumbnail(entry_id)
    except (StudioError, OSError):
        return NO_PICTURE
    return decode_picture(jpeg, most_px=MAX_SIDE_PX)
