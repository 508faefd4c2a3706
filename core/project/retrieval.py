"""Which faces of a bank are nearest to frames of a clip, as figures and as a picture. Light until it is called."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.errors import CaptureError, InputError
from core.events import CancelToken, Emit, discard
from core.types import ByteArray, FloatArray

if TYPE_CHECKING:
    from core.bank.store import ExpressionBank
    from core.capture.frames import FrameSource
    from core.capture.prepared import PreparedClip
    from core.raf.neighbours import NeighbourTable
    from core.tracking.tracks import FaceTracks

SPREAD_FRAMES = 6
SHEET_CELL_PX = 144


@dataclass(frozen=True)
class Hit:
    """One retrieved face."""

    id: int
    person: str
    source: str
    distance: float


@dataclass(frozen=True, eq=False)
class FrameHits:
    """A frame of the clip and what was retrieved for it, nearest first.

    Attributes:
        frame_index: in the clip.
        time_s: in the clip.
        image: the frame's face, RGB.
        hits: nearest first.
    """

    frame_index: int
    time_s: float
    image: ByteArray
    hits: tuple[Hit, ...]

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form, without the picture."""
        return {"frame": self.frame_index, "time_s": self.time_s, "neighbours": [asdict(hit) for hit in self.hits]}


def search_clip(
    bank: ExpressionBank,
    clip: Path,
    *,
    k: int = 8,
    times_s: Sequence[float] = (),
    exclude_persons: Sequence[str] = (),
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> list[FrameHits]:
    """Track a clip and retrieve the k nearest faces for some of its frames.

    Args:
        bank: to retrieve from.
        clip: a video or picture folder.
        k: faces a frame.
        times_s: seconds to look at; SPREAD_FRAMES evenly spread ones when empty.
        exclude_persons: people left out. The clip itself is always left out.
        emit: gets tracking progress.
        cancel: looked at at every frame.
    Raises:
        CaptureError: the clip cannot be read or shows no face.
        InputError: a person to leave out is not in the bank, or nothing is left.
    """
    from core.bank.search import Exclusion
    from core.capture.frames import open_source
    from core.expression.encoder import get_encoder
    from core.tracking.track import track_source
    from core.weights.store import WeightStore

    check_persons(bank, exclude_persons)
    token = cancel or CancelToken()
    with contextlib.closing(open_source(clip)) as source:
        tracks = track_source(source, store=WeightStore(), emit=emit, cancel=token)
        rows = chosen_rows(tracks, times_s)
        encoder = get_encoder(bank.meta.encoder_id)
        descriptors = encoder.encode(tracks, encoder.neutral(tracks))[rows]
        own = tuple(other.id for other in bank.sources if other.sha256 == source.info.sha256)
        exclusion = Exclusion(persons=tuple(exclude_persons), sources=own)
        ids, distances = bank.search(descriptors, k, exclude=exclusion)
        images = _faces(source, tracks, rows)
    return [
        FrameHits(int(tracks.frame_index[row]), float(tracks.time_s[row]), images[int(row)], _hits(bank, near, far))
        for row, near, far in zip(rows, ids, distances, strict=True)
    ]


def chosen_rows(tracks: FaceTracks, times_s: Sequence[float]) -> npt.NDArray[np.intp]:
    """Rows with a face that are nearest to the given seconds, or evenly spread ones.

    Raises:
        CaptureError: no frame has a face.
    """
    found = np.flatnonzero(tracks.found)
    if not len(found):
        raise CaptureError("No face was found in the clip", next_step="Choose a clip that shows a face")
    if not times_s:
        spread = np.linspace(0, len(found) - 1, min(SPREAD_FRAMES, len(found))).round().astype(np.intp)
        return np.asarray(found[spread], np.intp)
    return np.array([found[np.abs(tracks.time_s[found] - t).argmin()] for t in times_s], np.intp)


def check_persons(bank: ExpressionBank, names: Sequence[str]) -> None:
    """Raise InputError when a name is not in the bank: a misspelt exclusion would silently exclude nobody."""
    unknown = [name for name in names if name not in bank.persons]
    if unknown:
        shown = ", ".join(bank.persons[:20]) or "nobody"
        raise InputError(f"'{unknown[0]}' is not in the bank '{bank.path.name}'", expected=f"one of {shown}")


def table_hits(
    bank: ExpressionBank, table: NeighbourTable, clip: PreparedClip, rows: npt.NDArray[np.intp]
) -> list[FrameHits]:
    """What a run's neighbour table holds for some prepared frames.

    Args:
        bank: that the table was made from.
        table: one row a prepared frame.
        clip: the prepared frames.
        rows: which to take.
    """
    return [
        FrameHits(
            int(clip.tracks.frame_index[row]),
            float(clip.tracks.time_s[row]),
            _face(np.asarray(clip.images[row]), clip.landmarks_px[row]),
            _hits(bank, table.ids[row], table.distances[row]),
        )
        for row in rows
    ]


def write_sheet(bank: ExpressionBank, found: Sequence[FrameHits], path: Path) -> None:
    """Write one row a frame: the frame, then its neighbours with distance and person.

    Raises:
        InputError: not a .png, or nothing to show.
        StorageError: it cannot be written.
    """
    from core.export.sheets import contact_sheet, neighbour_row

    rows = []
    for frame in found:
        near = [(_thumbnail(bank, hit.id), hit.distance, hit.person) for hit in frame.hits]
        rows.append(neighbour_row(frame.image, near, f"{frame.time_s:.2f} s"))
    contact_sheet(path, rows, title=f"Nearest expressions in {bank.path.name}", cell_px=SHEET_CELL_PX)


def _hits(bank: ExpressionBank, ids: npt.NDArray[np.int64], distances: npt.NDArray[np.float32]) -> tuple[Hit, ...]:
    entries = [bank.entry(int(entry_id)) for entry_id in ids]
    return tuple(Hit(e.id, e.person, e.source, float(d)) for e, d in zip(entries, distances, strict=True))


def _thumbnail(bank: ExpressionBank, entry_id: int) -> ByteArray:
    from core.bank.thumbnails import THUMBNAIL_PX, decode_jpeg

    image = decode_jpeg(bank.thumbnail(entry_id))
    return np.zeros((THUMBNAIL_PX, THUMBNAIL_PX, 3), np.uint8) if image is None else image


def _faces(source: FrameSource, tracks: FaceTracks, rows: npt.NDArray[np.intp]) -> dict[int, ByteArray]:
    """The faces of some rows; grey where a frame no longer decodes."""
    from core.bank.thumbnails import THUMBNAIL_PX

    faces = {int(row): np.full((THUMBNAIL_PX, THUMBNAIL_PX, 3), 128, np.uint8) for row in rows}
    row_of = {int(tracks.frame_index[row]): int(row) for row in rows}
    last = max(row_of)
    for frame in source:
        row = row_of.get(frame.index)
        if row is not None:
            faces[row] = _face(frame.image, tracks.landmarks[row])
        if frame.index >= last:
            break
    return faces


def _face(image: ByteArray, landmarks: FloatArray) -> ByteArray:
    """A face cut out of a picture as the bank cuts its own, so that both compare."""
    from core.bank.thumbnails import decode_jpeg, face_thumbnail

    face = decode_jpeg(face_thumbnail(image, landmarks))
    return image if face is None else face
