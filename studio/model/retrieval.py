"""What is looked at on the Retrieval page: whose neighbours, of which frame, over which region, under which rules."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.bank.snapshot import BankSnapshot
from core.errors import StudioError
from core.project.runs import Run
from core.raf.curves import Curves
from core.raf.pins import NONE, Rows
from core.raf.retriever import Found, Rules, Search
from core.types import BoolArray, FloatArray
from studio.context import Context
from studio.model.capture import CaptureData, CurrentCapture
from studio.model.curve_meter import CurveMeter, Measured
from studio.model.faces import Face, FrameFaces, faces_of, faces_of_run
from studio.model.near_table import NearTable
from studio.model.prepared_search import Prepared, prepare
from studio.model.retrieval_edits import Decisions
from studio.model.run_table import RunTable, read_run
from studio.services.tasks import Task

DEFAULT_K, MOST_K = 8, 32


class View(Enum):
    """What the page shows."""

    NO_PROJECT = "no project"
    NO_CAPTURE = "no capture"
    NO_BANK = "no bank"
    READING = "reading"
    FAILED = "failed"
    NO_NEUTRAL = "no neutral"
    READY = "ready"


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
        self._prepared: Prepared | None = None
        self._of_region: dict[str, Prepared] = {}
        self._preparing: Task[Prepared] | None = None
        self._asked: tuple[Any, ...] | None = None
        self._looking: Task[Any] | None = None
        self._reading_run: Task[RunTable] | None = None
        self._read_run: tuple[Any, ...] | None = None
        self._meter = CurveMeter(context.tasks, self._what_to_measure, self)
        self._meter.measured.connect(self._measured)
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
        self._meter.stop()
        for task in (self._preparing, self._looking, self._reading_run):
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
        self._meter.drop()
        self._refresh()
        self._show_faces()
        self._meter.later()
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
            self._preparing = None
        kept = self._of_region.get(self.region)
        if kept is not None and kept.search.rules == rules:  # it was looked at before, and nothing has changed
            self._prepared = kept
            self._show_faces()
            return
        table, frame, k, region = self.table, self.frame, self.k, self.region
        before = table.search if table is not None else None
        self._preparing = self._context.tasks.run(
            lambda: prepare(data, bank, region, rules, k, frame, before), self._take, failed=self._fail, priority=4
        )

    def _forget(self, data: CaptureData, bank: BankSnapshot) -> None:
        for table in self._tables.values():
            table.stop()
            table.deleteLater()
        if self._made_for is None or self._made_for[0].capture != data.capture:
            self.chosen = frozenset()
        self._tables, self._of_region, self._prepared, self._asked = {}, {}, None, None
        self.curves = self.faces = None
        self._meter.drop()
        self._made_for = (data, bank, self.k)

    def _take(self, prepared: Prepared) -> None:
        self._preparing, self._prepared, self.error = None, prepared, None
        self._of_region[self.region] = prepared
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
        self._meter.later()
        self.changed.emit()

    def _fail(self, error: StudioError) -> None:
        self._preparing, self._prepared, self.error = None, None, error
        self.faces = self.curves = None
        self.changed.emit()
        self.faces_changed.emit()

    def _grown(self) -> None:
        self._meter.later()
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
        self._meter.later()
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
        search = prepared.search
        if not data.tracks.found[frame]:
            self._set_faces(None)
        elif self.random:
            rows, distances = prepared.random_rows[frame], prepared.random_distances[frame]
            self._set_faces(faces_of(search, frame, rows, distances, data.descriptors[frame], random=True))
        elif self.run_id:
            run = self.run_table
            self._set_faces(faces_of_run(search, run, frame, self.region) if run is not None else None)
        elif table.known(frame):
            rows, distances = table.rows[frame], table.distances[frame]
            self._set_faces(faces_of(search, frame, rows, distances, data.descriptors[frame]))
        elif search is table.search:
            one = np.array([frame])
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

    def _what_to_measure(self) -> Measured | None:
        """Everything known, copied, with the times and people it is measured by."""
        prepared, data, table = self._prepared, self.data, self._shown_table()
        if not self._active or prepared is None or data is None or table is None:
            return None
        return Measured(*table, prepared.person_of, data.tracks.time_s, prepared.random_distances)

    def _shown_table(self) -> tuple[Rows, FloatArray] | None:
        """Rows and distances of all frames, as the page shows them; copies, for a worker."""
        if self.run_id:
            found = self.run_table
            return found.frames_of(self.region) if found is not None and found.part(self.region) is not None else None
        return (self.table.rows.copy(), self.table.distances.copy()) if self.table is not None else None

    def _measured(self, found: Curves) -> None:
        self.curves = found
        self.curves_changed.emit()
