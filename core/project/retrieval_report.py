"""What is retrieved for the frames of a project's capture, written as CSV or as a contact sheet.

The rules are those of the window and of training: ``core.raf.retriever``. Light but for the pictures of a sheet.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.bank.snapshot import BankSnapshot
from core.errors import FormatError, InputError
from core.events import CancelToken, Emit, Progress, Stage
from core.expression.encoder import get_encoder
from core.project.atomic import atomic_path
from core.project.captures import Capture, captures_of
from core.project.edits import ProjectEdits, load_edits
from core.project.project import Project
from core.project.runs import runs_of
from core.project.study import plain_cell
from core.raf.neighbours import NeighbourTable
from core.raf.pins import NONE, Rows
from core.raf.retriever import Rules, Search, Space
from core.tracking.tracks import FaceTracks
from core.types import ByteArray, FloatArray

if TYPE_CHECKING:
    from core.bank.store import ExpressionBank

CHUNK = 256
MOST_SHEET_FRAMES = 40
CELL_PX = 144
COLUMNS = ("frame", "time_s", "place", "entry", "person", "source", "source_frame", "distance", "pinned", "region")


@dataclass(frozen=True)
class ReportRequest:
    """What to write.

    Attributes:
        project: folder.
        capture: id.
        bank: folder.
        k: faces a frame.
        region: distances over this region; empty for the whole face.
        run: id of a run whose own table is written; empty searches as a run would now.
        frames: of a sheet; all with a face where empty.
    """

    project: Path
    capture: str
    bank: Path
    k: int = 8
    region: str = ""
    run: str = ""
    frames: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class _Line:
    """The faces of one frame."""

    frame: int
    rows: Rows
    entries: npt.NDArray[np.int64]
    distances: FloatArray


class _Report:
    """An opened request: everything read, nothing searched yet."""

    def __init__(self, request: ReportRequest) -> None:
        self.request = request
        self.project = Project.open(request.project)
        self.capture = _capture(self.project, request.capture)
        self.tracks: FaceTracks = self.capture.tracks()
        self.bank = BankSnapshot.load(request.bank)
        self.edits: ProjectEdits = load_edits(self.project.root)
        own = frozenset(c.sha256 for c in captures_of(self.project)[0])
        self.rules = Rules.of(self.edits.retrieval, self.bank.name, self.capture.id, own)

    def lines(self, frames: npt.NDArray[np.int64], emit: Emit, cancel: CancelToken) -> Iterator[_Line]:
        """The faces of some frames, in order."""
        emit(Stage("Searching", 0, 2))
        yield from self._of_run(frames) if self.request.run else self._searched(frames, emit, cancel)

    def _searched(self, frames: npt.NDArray[np.int64], emit: Emit, cancel: CancelToken) -> Iterator[_Line]:
        encoder = get_encoder(self.bank.meta.encoder_id)
        chosen = [f for f in self.edits.capture(self.capture.id).neutral if f < len(self.tracks.found)]
        descriptors = encoder.encode(self.tracks, encoder.neutral(self.tracks, chosen or None))
        space = Space.of(self.bank, self.request.region)
        queries = space.whiten(np.where(self.tracks.found[:, None], descriptors, 0.0))
        search = Search(space, queries, self.rules, self.request.k)
        for start in range(0, frames.size, CHUNK):
            cancel.check()
            part = frames[start : start + CHUNK]
            rows, distances = search.shown(search.find(part))
            for frame, near, far in zip(part, rows, distances, strict=True):
                there = near != NONE
                yield _Line(int(frame), near[there], self.bank.ids[near[there]], far[there])
            emit(Progress(min(start + CHUNK, frames.size), frames.size, "frames"))

    def _of_run(self, frames: npt.NDArray[np.int64]) -> Iterator[_Line]:
        run = next((r for r in runs_of(self.project)[0] if r.id == self.request.run), None)
        if run is None or run.neighbours is None:
            raise InputError(f"The run '{self.request.run}' retrieved nothing", next_step="Choose another run.")
        table, used = NeighbourTable.load(run.neighbours), run.frames()
        part = table.regions.get(self.request.region) if self.request.region else table.whole
        if part is None or len(used.frames) != len(table):
            raise FormatError(f"The run '{run.id}' has no table of this part of the face", next_step="Choose another.")
        row_of = {f: i for i, (c, f) in enumerate(zip(used.captures, used.frames, strict=True)) if c == self.capture.id}
        same = table.bank == self.bank.name
        for frame in frames:
            row = row_of.get(int(frame))
            if row is None:
                continue
            entries = part.ids[row]
            places = np.minimum(np.searchsorted(self.bank.ids, entries), max(len(self.bank) - 1, 0))
            there = (self.bank.ids[places] == entries) & same if len(self.bank) else np.zeros(entries.shape, bool)
            yield _Line(int(frame), np.where(there, places, NONE), entries, part.distances[row])


def write_csv(request: ReportRequest, out: Path, *, emit: Emit, cancel: CancelToken) -> int:
    """Write one line a face of every frame with a face; returns how many frames.

    Raises:
        InputError: nothing may be retrieved.
        FormatError: the capture, the bank or the run cannot be read.
        StorageError: the file cannot be written.
    """
    from core.bank.store import ExpressionBank

    report, written = _Report(request), 0
    with atomic_path(out) as temp, ExpressionBank.open(request.bank) as bank:
        origin = cache(lambda entry: _origin(bank, entry))
        with open(temp, "w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(COLUMNS)
            for line in report.lines(_frames(report, ()), emit, cancel):
                lines.writerows(_cells(report, line, origin))
                written += 1
    return written


def write_report_sheet(request: ReportRequest, out: Path, *, emit: Emit, cancel: CancelToken) -> int:
    """Write chosen frames, each with its faces, as a PNG; returns how many frames.

    Raises:
        InputError: no frame with a face was chosen, more than MOST_SHEET_FRAMES, or nothing may be retrieved.
        FormatError: the capture, the bank or the run cannot be read.
        StorageError: the file cannot be written.
    """
    from core.bank.store import ExpressionBank
    from core.export.sheets import contact_sheet, neighbour_row

    report = _Report(request)
    frames = _frames(report, request.frames)
    if not 0 < frames.size <= MOST_SHEET_FRAMES:
        raise InputError(
            "A contact sheet needs frames with a face",
            got=f"{frames.size}",
            expected=f"1 to {MOST_SHEET_FRAMES}",
            next_step="Choose frames in which a face was found.",
        )
    found = list(report.lines(frames, emit, cancel))
    pictures, sheet = report.capture.pictures(), []
    emit(Stage("Drawing", 1, 2))
    with ExpressionBank.open(request.bank) as bank:
        for i, line in enumerate(found):
            cancel.check()
            face = _face(pictures.encoded(line.frame), report.tracks, line.frame)
            near = [(_thumbnail(bank, int(e)), float(d), _person(report, int(r))) for e, d, r in _faces(line)]
            time_s = float(report.tracks.time_s[line.frame])
            sheet.append(neighbour_row(face, near, f"frame {line.frame}, {time_s:.2f} s"))
            emit(Progress(i + 1, len(found), "frames"))
    if not sheet:
        raise InputError("The run did not use these frames", next_step="Choose others.")
    title = f"{report.capture.name}: nearest expressions in {report.bank.name}"
    contact_sheet(out, sheet, title=f"{title}, {request.region}" if request.region else title, cell_px=CELL_PX)
    return len(sheet)


def _capture(project: Project, capture_id: str) -> Capture:
    found = next((c for c in captures_of(project)[0] if c.id == capture_id), None)
    if found is None:
        raise InputError(f"The project has no capture '{capture_id}'", next_step="Choose one of its captures.")
    return found


def _frames(report: _Report, chosen: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """Frames with a face, all or the chosen ones, rising."""
    found = np.flatnonzero(report.tracks.found).astype(np.int64)
    return found[np.isin(found, np.asarray(chosen, np.int64))] if chosen else found


def _faces(line: _Line) -> Iterator[tuple[Any, Any, Any]]:
    return zip(line.entries, line.distances, line.rows, strict=True)


def _origin(bank: ExpressionBank, entry_id: int) -> tuple[object, ...]:
    """Person, source and frame of an entry, as cells."""
    entry = bank.entry(entry_id)
    return plain_cell(entry.person), plain_cell(entry.source), entry.frame_index


def _cells(report: _Report, line: _Line, origin: Callable[[int], tuple[object, ...]]) -> Iterator[list[object]]:
    time_s = f"{float(report.tracks.time_s[line.frame]):.4f}"
    pinned = report.rules.pins.get(line.frame, ()) if not report.request.run else ()
    for place, (entry, distance, row) in enumerate(_faces(line), 1):
        known = origin(int(entry)) if row != NONE else ("", "", "")
        ends = (f"{float(distance):.5f}", int(int(entry) in pinned), report.request.region or "face")
        yield [line.frame, time_s, place, int(entry), *known, *ends]


def _person(report: _Report, row: int) -> str:
    return str(report.bank.person_names[row]) if row != NONE else "?"


def _thumbnail(bank: ExpressionBank, entry: int) -> ByteArray:
    from core.bank.thumbnails import THUMBNAIL_PX, decode_jpeg

    try:
        image = decode_jpeg(bank.thumbnail(entry))
    except InputError:
        image = None
    return np.zeros((THUMBNAIL_PX, THUMBNAIL_PX, 3), np.uint8) if image is None else image


def _face(encoded: bytes, tracks: FaceTracks, frame: int) -> ByteArray:
    """The face cut out of a frame's small picture as the bank cuts its own; grey where it cannot be read."""
    from core.bank.thumbnails import THUMBNAIL_PX, decode_jpeg, face_thumbnail
    from core.capture.cv import cv2

    raw = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR) if encoded else None
    if raw is None:
        return np.full((THUMBNAIL_PX, THUMBNAIL_PX, 3), 128, np.uint8)
    image: ByteArray = np.ascontiguousarray(raw[..., ::-1], np.uint8)
    landmarks = tracks.landmarks[frame] * (image.shape[1] / tracks.width)
    face = decode_jpeg(face_thumbnail(image, landmarks))
    return image if face is None else face
