"""What is looked at on the Retrieval page: whose neighbours, of which frame, over which region, under which rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from core.bank.snapshot import BankSnapshot
from core.errors import StudioError
from core.project.runs import Run
from core.raf.curves import Curves, curves
from core.raf.pins import NONE, Rows
from core.raf.retriever import Found, Rules, Search, Space
from core.types import BoolArray, FloatArray
from studio.context import Context
from studio.model.capture import CaptureData, CurrentCapture
from studio.model.near_table import NearTable
from studio.model.retrieval_edits import Decisions
from studio.model.run_table import RunTable, read_run
from studio.services.tasks import Task

DEFAULT_K, MOST_K = 8, 32
CURVES_MS = 250
"""Curves are measured anew at most so often while the table grows."""
RANDOM_SEED = 20
SCALE_ROWS = 20_000
LARGE_QUANTILE = 0.97
"""Of a channel's size over the bank: what fills a bar."""


class View(Enum):
    """What the page shows."""

    NO_PROJECT = "no project"
    NO_CAPTURE = "no capture"
    NO_BANK = "no bank"
    READING = "reading"
    FAILED = "failed"
    NO_NEUTRAL = "no neutral"
    READY = "ready"


@dataclass(frozen=True)
class Face:
    """One face that is drawn for a frame.

    Attributes:
        entry: its id in the bank.
        row: in the bank; NONE when the bank no longer has it.
        distance: whitened, over the region looked at.
        person: whose face; empty when it is not known.
        source: file name.
        sha256: of the source.
        pinned: it is pinned for this frame.
        banned: it may no longer be retrieved (a finished run drew it before).
    """

    entry: int
    row: int
    distance: float
    person: str = ""
    source: str = ""
    sha256: str = ""
    pinned: bool = False
    banned: bool = False


@dataclass(frozen=True, eq=False)
class FrameFaces:
    """A frame's faces, in the order a run draws from.

    Attributes:
        frame: of the capture.
        faces: nearest first; pinned ones before.
        query: the frame's own descriptor, raw, [D].
        descriptors: of the faces, raw, [k, D].
        random: these were drawn at random, for comparison.
    """

    frame: int
    faces: tuple[Face, ...]
    query: FloatArray
    descriptors: FloatArray
    random: bool = False


@dataclass(frozen=True, eq=False)
class _Prepared:
    search: Search
    random_rows: Rows
    random_distances: FloatArray
    scale: FloatArray
    person_of: npt.NDArray[np.int64]
    persons: tuple[str, ...]
    found: Found | None


class Retrieval(QObject):
    """The model of the Retrieval page; get it by ``context.shared(Retrieval)``.

    It works only while ``set_active(True)`` is in force, that is while the page is shown.

    Attributes:
        region: distances over this region; empty for the whole face.
        k: faces a frame.
        random: random faces are shown instead.
        run_id: whose own table is shown; empty for what a run would retrieve now.
        faces: of the scrubbed frame; None while they are searched, or where there is no face.
        curves: over time; None until something is known.
        error: why nothing can be retrieved, or None.
        run_table: of the chosen run, once it was read.
        scale: size of a large value of each channel, for bars, [D].
        persons: names behind the indices of ``curves``.
        decisions: bans and pins, and how to change them.
        chosen: frames for a contact sheet.

    Signals:
        changed: the choice, or what state the page is in.
        faces_changed: the faces of the scrubbed frame.
        curves_changed: the curves, or how much is known.
        redrawn: so many frames draw other faces after a ban or pin.
    """

    changed = Signal()
    faces_changed = Signal()
    curves_changed = Signal()
    redrawn = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._capture = context.shared(CurrentCapture)
        self.decisions = Decisions(context, self)
        self.region, self.k, self.random, self.run_id = "", DEFAULT_K, False, ""
        self.faces: FrameFaces | None = None
        self.curves: Curves | None = None
        self.error: StudioError | None = None
        self.run_table: RunTable | None = None
        self.scale: FloatArray = np.zeros(0, np.float32)
        self.persons: tuple[str, ...] = ()
        self.chosen: frozenset[int] = frozenset()
        self._active = False
        self._made_for: tuple[CaptureData, BankSnapshot, int] | None = None
        self._tables: dict[str, NearTable] = {}
        self._prepared: _Prepared | None = None
        self._preparing: Task[_Prepared] | None = None
        self._asked: tuple[Any, ...] | None = None
        self._looking: Task[Any] | None = None
        self._measuring: Task[Curves] | None = None
        self._reading_run: Task[RunTable] | None = None
        self._read_run: tuple[Any, ...] | None = None
        self._measure_later = QTimer(self)
        self._measure_later.setSingleShot(True)
        self._measure_later.setInterval(CURVES_MS)
        self._measure_later.timeout.connect(self._measure)
        self._bind()

    @property
    def view(self) -> View:
        """What state the page is in."""
        context, capture, bank = self._context, self._capture, self._context.bank
        if context.document.project is None:
            return View.NO_PROJECT
        if self.problem is not None:
            return View.FAILED
        if capture.capture is None:
            return View.NO_CAPTURE
        if bank.path is None:
            return View.NO_BANK
        if capture.data is None or bank.data is None:
            return View.READING
        if not len(bank.data):
            return View.NO_BANK
        if not capture.data.descriptors.size:
            return View.NO_NEUTRAL
        return View.READY

    @property
    def problem(self) -> StudioError | None:
        """Why nothing can be shown, or None."""
        return self._capture.error or self._context.bank.error or self.error

    @property
    def data(self) -> CaptureData | None:
        """The capture that is looked at."""
        return self._capture.data

    @property
    def bank(self) -> BankSnapshot | None:
        """The bank that is drawn from."""
        return self._context.bank.data

    @property
    def frame(self) -> int:
        """The scrubbed frame."""
        return self._capture.frame

    @property
    def table(self) -> NearTable | None:
        """What a run would retrieve now, over the region looked at."""
        return self._tables.get(self.region)

    @property
    def search(self) -> Search | None:
        """The search in force."""
        return self._prepared.search if self._prepared is not None else None

    @property
    def busy(self) -> bool:
        """Faces of the scrubbed frame or of others are still being searched."""
        if self.run_id:
            return self._reading_run is not None
        return self._preparing is not None or (self.table is not None and not self.table.complete)

    @property
    def own_sha256(self) -> frozenset[str]:
        """The subject's own sources: every capture of the project."""
        return frozenset(c.sha256 for c in self._context.document.contents.captures)

    def rules(self) -> Rules:
        """What may be retrieved for the capture now."""
        bank, capture = self.bank, self._capture.capture
        if bank is None or capture is None:
            return Rules()
        return Rules.of(self._context.document.edits.retrieval, bank.name, capture.id, self.own_sha256)

    def runs(self) -> tuple[Run, ...]:
        """Runs of the project that retrieved, newest first."""
        return tuple(run for run in self._context.document.contents.runs if run.neighbours is not None)

    def usable(self) -> BoolArray:
        """Frames with a face that the user did not leave out, [T]."""
        return self._capture.used()

    def set_active(self, active: bool) -> None:
        """Work while the page is shown, and not while it is hidden."""
        self._active = active
        if active:
            self._context.bank.ensure()
            self._refresh()
        for region, table in self._tables.items():
            table.run() if active and region == self.region and not self.run_id else table.pause()

    def choose_region(self, region: str) -> None:
        """Measure distances over one region, or over the whole face (empty)."""
        if region != self.region:
            self.region = region
            self.curves = None
            self._switch()

    def choose_k(self, k: int) -> None:
        """Retrieve so many faces a frame."""
        k = min(max(k, 1), MOST_K)
        if k != self.k:
            self.k = k
            self._switch()

    def choose_random(self, random: bool) -> None:
        """Show faces drawn at random instead."""
        if random != self.random:
            self.random = random
            self.changed.emit()
            self._show_faces()

    def choose_run(self, run_id: str) -> None:
        """Show a finished run's own table; empty shows what a run would retrieve now."""
        if run_id != self.run_id:
            self.run_id, self.curves = run_id, None
            self._switch()

    def choose_frame(self, frame: int) -> None:
        """Put a frame on the contact sheet, or take it off."""
        self.chosen ^= {frame}
        self.changed.emit()

    def look_at_all(self) -> None:
        """Skip no frames, however long that takes."""
        if self.table is not None:
            self.table.look_at_all()

    def frames_with(self, person: int) -> BoolArray:
        """Frames that draw a face of a person, by the index in ``persons``, [T]."""
        shown, prepared = self._shown_table(), self._prepared
        if shown is None or prepared is None:
            return np.zeros(0, bool)
        rows = shown[0]
        found: BoolArray = ((prepared.person_of[rows] == person) & (rows != NONE)).any(axis=1)
        return found

    def face(self, place: int) -> Face | None:
        """One of the scrubbed frame's faces."""
        if self.faces is None or not 0 <= place < len(self.faces.faces):
            return None
        return self.faces.faces[place]

    def stop(self) -> None:
        """End all work."""
        self._active = False
        self._measure_later.stop()
        for task in (self._preparing, self._looking, self._measuring, self._reading_run):
            if task is not None:
                task.cancel()
        for table in self._tables.values():
            table.stop()

    def _bind(self) -> None:
        context = self._context
        self._capture.changed.connect(self._refresh)
        context.bank.changed.connect(self._refresh)
        context.document.opened.connect(self._project_opened)
        context.document.contents_changed.connect(self._refresh)
        context.document.edits_changed.connect(lambda before, after: self._refresh())
        context.selection.frame_changed.connect(self._show_faces)

    def _project_opened(self) -> None:
        self.run_id, self.run_table, self._read_run = "", None, None
        self._refresh()

    def _switch(self) -> None:
        for region, table in self._tables.items():
            table.run() if self._active and region == self.region and not self.run_id else table.pause()
        self.faces = None
        self._refresh()
        self.faces_changed.emit()
        self.curves_changed.emit()

    def _refresh(self) -> None:
        """Do what has become necessary; no work while the page is hidden."""
        if not self._active:
            self.changed.emit()
            return
        if self.run_id and self.run_id not in [run.id for run in self.runs()]:
            self.run_id = ""
        self._prepare()
        self._read_table()
        self.changed.emit()

    def _prepare(self) -> None:
        data, bank = self.data, self.bank
        if data is None or bank is None or not len(bank) or not data.descriptors.size:
            return
        known = self._made_for
        if known is None or known[0] is not data or known[1] is not bank or known[2] != self.k:
            self._forget(data, bank)
        rules = self.rules()
        asked = (data, bank, self.k, self.region, rules)
        if self._asked is not None and asked[:2] == self._asked[:2] and asked[2:] == self._asked[2:]:
            return
        self._asked, self.error = asked, None
        if self._preparing is not None:
            self._preparing.cancel()
        table, frame, k, region = self.table, self.frame, self.k, self.region
        before = table.search if table is not None else None
        self._preparing = self._context.tasks.run(
            lambda: _prepare(data, bank, region, rules, k, frame, before), self._take, failed=self._fail, priority=4
        )

    def _forget(self, data: CaptureData, bank: BankSnapshot) -> None:
        for table in self._tables.values():
            table.stop()
            table.deleteLater()
        if self._made_for is None or self._made_for[0].capture != data.capture:
            self.chosen = frozenset()
        self._tables, self._prepared, self._asked = {}, None, None
        self.curves = self.faces = None
        self._made_for = (data, bank, self.k)

    def _take(self, prepared: _Prepared) -> None:
        self._preparing, self._prepared, self.error = None, prepared, None
        self.scale, self.persons = prepared.scale, prepared.persons
        table = self.table
        if table is None:
            assert self.data is not None
            wanted = self.data.tracks.found & np.isfinite(prepared.search.queries).all(axis=1)
            table = self._tables[self.region] = NearTable(self._context.tasks, prepared.search, wanted, self)
            table.grew.connect(self._grown)
            table.redrawn.connect(lambda frames: self.redrawn.emit(len(frames)))
        else:
            table.take(prepared.search)
        if prepared.found is not None:
            table.put(prepared.search, prepared.found)
        if self._active and not self.run_id:
            table.run()
        self._show_faces()
        self._measure_later.start()
        self.changed.emit()

    def _fail(self, error: StudioError) -> None:
        self._preparing, self._prepared, self.error = None, None, error
        self.faces = self.curves = None
        self.changed.emit()
        self.faces_changed.emit()

    def _grown(self) -> None:
        if not self._measure_later.isActive():
            self._measure_later.start()
        if self.faces is None or (self.table is not None and self._stale_face()):
            self._show_faces()

    def _stale_face(self) -> bool:
        """The scrubbed frame's faces differ from what the table has learnt since."""
        if self.faces is None or self.table is None or self.run_id or self.random:
            return False
        rows = self.table.rows[self.frame]
        return [f.row for f in self.faces.faces] != [int(r) for r in rows if r != NONE]

    def _read_table(self) -> None:
        """Read the chosen run's table, once for a capture and a bank."""
        run = next((run for run in self.runs() if run.id == self.run_id), None)
        data, bank = self.data, self.bank
        if run is None or data is None or bank is None:
            self.run_table, self._read_run = None, None
            return
        wanted = (run.id, data, bank)
        if self._read_run == wanted:
            self._show_faces()
            return
        if self._reading_run is not None:
            self._reading_run.cancel()
        self._read_run, self.run_table = wanted, None
        self._reading_run = self._context.tasks.run(
            lambda: read_run(run, data, bank), self._take_run, failed=self._run_failed, priority=3
        )

    def _take_run(self, table: RunTable) -> None:
        self._reading_run, self.run_table = None, table
        self._show_faces()
        self._measure_later.start()
        self.changed.emit()

    def _run_failed(self, error: StudioError) -> None:
        self._reading_run = None
        self._context.notices.report(error)
        self.run_id = ""
        self._switch()

    def _show_faces(self) -> None:
        """The faces of the scrubbed frame: from what is known, or searched at once."""
        if not self._active:
            return
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        prepared, data, table, frame = self._prepared, self.data, self.table, self.frame
        if prepared is None or data is None or table is None or not 0 <= frame < len(data.tracks.found):
            self._set_faces(None)
            return
        if not data.tracks.found[frame]:
            self._set_faces(None)
        elif self.random:
            rows, distances = prepared.random_rows[frame], prepared.random_distances[frame]
            self._set_faces(self._faces(frame, rows, distances, data.descriptors[frame], random=True))
        elif self.run_id:
            self._set_faces(self._run_faces(frame))
        elif table.known(frame):
            rows, distances = table.rows[frame], table.distances[frame]
            self._set_faces(self._faces(frame, rows, distances, data.descriptors[frame]))
        elif prepared.search is table.search:
            search, one = prepared.search, np.array([frame])
            self._looking = self._context.tasks.run(
                lambda: search.find(one), lambda found: self._found_one(search, found), priority=5
            )

    def _found_one(self, search: Search, found: Found) -> None:
        self._looking = None
        if self.table is not None and search is self.table.search:
            self.table.put(search, found)
            self._show_faces()

    def _set_faces(self, faces: FrameFaces | None) -> None:
        if faces is None and self.faces is None:
            return
        self.faces = faces
        self.faces_changed.emit()

    def _faces(
        self, frame: int, rows: Rows, distances: FloatArray, query: FloatArray, *, random: bool = False
    ) -> FrameFaces | None:
        bank = self.bank
        if bank is None:
            return None
        there = rows != NONE
        entries = [int(i) for i in bank.ids[rows[there]]]
        faces = [
            self._face(entry, int(row), float(d), frame)
            for entry, row, d in zip(entries, rows[there], distances[there], strict=True)
        ]
        return FrameFaces(frame, tuple(faces), query, bank.descriptors[rows[there]], random)

    def _run_faces(self, frame: int) -> FrameFaces | None:
        table = self.run_table
        part = table.part(self.region) if table is not None else None
        row = int(table.row_of[frame]) if table is not None else NONE
        if table is None or part is None or row == NONE:
            return None
        ids, distances = part.ids[row], part.distances[row]
        faces = [
            self._face(int(entry), int(known), float(d), frame)
            for entry, known, d in zip(ids, table.bank_rows(self.region)[row], distances, strict=True)
        ]
        return FrameFaces(frame, tuple(faces), table.queries[row], part.descriptors[row])

    def _face(self, entry: int, row: int, distance: float, frame: int) -> Face:
        bank, prepared = self.bank, self._prepared
        if bank is None or row == NONE or prepared is None:
            return Face(entry, NONE, distance)
        source = next(s for s in bank.sources if s.id == int(bank.source_ids[row]))
        return Face(
            entry=entry,
            row=row,
            distance=distance,
            person=source.person,
            source=source.name,
            sha256=source.sha256,
            pinned=entry in prepared.search.rules.pins.get(frame, ()),
            banned=not bool(prepared.search.keep[row]),
        )

    def _measure(self) -> None:
        """Measure the curves of what is known, on a worker thread."""
        prepared, data = self._prepared, self.data
        if not self._active or prepared is None or data is None:
            return
        if self._measuring is not None:
            self._measure_later.start()
            return
        table = self._shown_table()
        if table is None:
            return
        rows, distances = table
        time_s, people, random = data.tracks.time_s, prepared.person_of, prepared.random_distances
        self._measuring = self._context.tasks.run(
            lambda: curves(rows, distances, people, time_s, random=random), self._measured, priority=1
        )

    def _shown_table(self) -> tuple[Rows, FloatArray] | None:
        """Rows and distances of all frames, as the page shows them; copies, for a worker."""
        if self.run_id:
            found = self.run_table
            return found.frames_of(self.region) if found is not None and found.part(self.region) is not None else None
        return (self.table.rows.copy(), self.table.distances.copy()) if self.table is not None else None

    def _measured(self, found: Curves) -> None:
        self._measuring, self.curves = None, found
        self.curves_changed.emit()


def _prepare(
    data: CaptureData, bank: BankSnapshot, region: str, rules: Rules, k: int, frame: int, before: Search | None
) -> _Prepared:
    """All that is needed to search, and the scrubbed frame's faces at once."""
    if before is not None:
        space, queries = before.space, before.queries
    else:
        space = Space.of(bank, region)
        queries = space.whiten(np.where(data.tracks.found[:, None], data.descriptors, 0.0))
    search = Search(space, queries, rules, k)
    uniform = np.random.default_rng(RANDOM_SEED).random((queries.shape[0], k))
    names, person_of = np.unique(bank.person_names, return_inverse=True)
    step = max(1, len(bank) // SCALE_ROWS)
    scale = np.quantile(np.abs(bank.descriptors[::step]), LARGE_QUANTILE, axis=0)
    there = 0 <= frame < queries.shape[0] and data.tracks.found[frame] and np.isfinite(queries[frame]).all()
    return _Prepared(
        search,
        *search.random(uniform),
        np.maximum(scale, 1e-6).astype(np.float32),
        np.asarray(person_of, np.int64),
        tuple(str(n) for n in names),
        search.find(np.array([frame])) if there else None,
    )
