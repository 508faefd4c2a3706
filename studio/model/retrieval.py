"""What is looked at on the Retrieval page: whose neighbours, of which frame, over which region, under which rules."""

from __future__ import annotations

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
from studio.model.prepared_search import Prepared
from studio.model.region_tables import RegionTables, Wanted
from studio.model.retrieval_edits import Decisions
from studio.model.retrieval_view import View
from studio.model.run_reader import RunReader
from studio.model.run_table import RunTable
from studio.services.tasks import Task

DEFAULT_K, MOST_K = 8, 32


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
        self.scale: FloatArray = np.zeros(0, np.float32)
        self.persons: tuple[str, ...] = ()
        self.chosen: frozenset[int] = frozenset()
        self._active = False
        self._chosen_of = ""
        self._wanted: Wanted | None = None
        self._tables = RegionTables(context.tasks, self)
        self._looking: Task[Any] | None = None
        self._reader = RunReader(context.tasks, self)
        self._reader.read.connect(self._run_read)
        self._reader.failed.connect(self._run_failed)
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
        if capture.data is None or bank.data is None or capture.data.encoder_id != bank.data.meta.encoder_id:
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
        return self._tables.table

    @property
    def _prepared(self) -> Prepared | None:
        return self._tables.prepared

    @property
    def search(self) -> Search | None:
        """The search in force."""
        return self._prepared.search if self._prepared is not None else None

    @property
    def busy(self) -> bool:
        """Faces of the scrubbed frame or of others are still being searched."""
        if self.run_id:
            return self._reader.busy
        return self._tables.busy

    @property
    def run_table(self) -> RunTable | None:
        """Of the chosen run, once it was read."""
        return self._reader.table

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
        self._tables.work(active and not self.run_id)

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
        if self._looking is not None:
            self._looking.cancel()
        self._reader.stop()
        self._tables.stop()

    def _bind(self) -> None:
        context = self._context
        self._capture.changed.connect(self._refresh)
        context.bank.changed.connect(self._refresh)
        context.document.opened.connect(self._project_opened)
        context.document.contents_changed.connect(self._refresh)
        context.document.edits_changed.connect(lambda before, after: self._refresh())
        context.selection.frame_changed.connect(self._show_faces)
        self._tables.forgotten.connect(self._forgotten)
        self._tables.ready.connect(self._ready)
        self._tables.failed.connect(self._fail)
        self._tables.grew.connect(self._grown)
        self._tables.redrawn.connect(self.redrawn)

    def _project_opened(self) -> None:
        self.run_id = ""
        self._refresh()

    def _switch(self) -> None:
        self._tables.work(self._active and not self.run_id)
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
        chosen = next((run for run in self.runs() if run.id == self.run_id), None)
        self._reader.want(chosen, self.data, self.bank)
        self.changed.emit()

    def _prepare(self) -> None:
        data, bank = self.data, self.bank
        if self.view not in (View.READY, View.FAILED) or data is None or bank is None:
            return
        if data.encoder_id != bank.meta.encoder_id or not len(bank) or not data.descriptors.size:
            return
        wanted = Wanted(data, bank, self.k, self.region, self.rules())
        if wanted != self._wanted:
            self._wanted, self.error = wanted, None
            self._tables.want(wanted, self.frame)

    def _forgotten(self) -> None:
        if self.data is None or self._chosen_of != self.data.capture.id:
            self.chosen, self._chosen_of = frozenset(), self.data.capture.id if self.data is not None else ""
        self.curves = self.faces = None
        self._meter.drop()

    def _ready(self) -> None:
        prepared = self._prepared
        if prepared is not None:
            self.error = None
            self.scale, self.persons = prepared.scale, prepared.persons
        self._show_faces()
        self._meter.later()
        self.changed.emit()

    def _fail(self, error: StudioError) -> None:
        self.error = error
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

    def _run_read(self) -> None:
        self._show_faces()
        self._meter.later()
        self.changed.emit()

    def _run_failed(self, error: StudioError) -> None:
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
