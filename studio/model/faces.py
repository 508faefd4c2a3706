"""The faces that are drawn for one frame, as the page shows them. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.raf.pins import NONE, Rows
from core.raf.retriever import Search
from core.types import FloatArray
from studio.model.run_table import RunTable


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


def faces_of(
    search: Search, frame: int, rows: Rows, distances: FloatArray, query: FloatArray, *, random: bool = False
) -> FrameFaces:
    """Faces from rows of the bank.

    Args:
        search: the rules in force.
        frame: of the capture.
        rows: of the bank, [k]; NONE is skipped.
        distances: [k].
        query: the frame's own descriptor, [D].
        random: see FrameFaces.
    """
    bank, there = search.space.bank, rows != NONE
    found = zip(bank.ids[rows[there]], rows[there], distances[there], strict=True)
    faces = tuple(_face(search, int(entry), int(row), float(far), frame) for entry, row, far in found)
    return FrameFaces(frame, faces, query, bank.descriptors[rows[there]], random)


def faces_of_run(search: Search, table: RunTable, frame: int, region: str) -> FrameFaces | None:
    """Faces that a finished run drew from; None where it did not use the frame, or not that region."""
    part, row = table.part(region), int(table.row_of[frame])
    if part is None or row == NONE:
        return None
    found = zip(part.ids[row], table.bank_rows(region)[row], part.distances[row], strict=True)
    faces = tuple(_face(search, int(entry), int(known), float(far), frame) for entry, known, far in found)
    return FrameFaces(frame, faces, table.queries[row], np.asarray(part.descriptors[row]))


def _face(search: Search, entry: int, row: int, distance: float, frame: int) -> Face:
    bank = search.space.bank
    if row == NONE:
        return Face(entry, NONE, distance)
    source = next(s for s in bank.sources if s.id == int(bank.source_ids[row]))
    return Face(
        entry=entry,
        row=row,
        distance=distance,
        person=source.person,
        source=source.name,
        sha256=source.sha256,
        pinned=entry in search.rules.pins.get(frame, ()),
        banned=not bool(search.keep[row]),
    )
