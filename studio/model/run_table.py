"""What a finished run drew from: its own neighbour table, brought into the capture's frames and the bank's rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.bank.snapshot import BankSnapshot
from core.errors import FormatError
from core.project.runs import Run
from core.raf.neighbours import Neighbours, NeighbourTable
from core.raf.pins import NONE, Rows
from core.types import FloatArray
from studio.model.capture import CaptureData


@dataclass(frozen=True, eq=False)
class RunTable:
    """A run's table as the page shows it.

    Attributes:
        run: its id.
        table: as the run stored it.
        row_of: row of the table of each frame of the capture, [T]; NONE where the run did not use the frame.
        bank: name of the bank's folder that it drew from.
        same_bank: the bank in use has that name.
        known: bank row of every entry in every part of the table; NONE where the bank in use has not got it.
    """

    run: str
    table: NeighbourTable
    row_of: npt.NDArray[np.int64]
    bank: str
    same_bank: bool
    known: dict[str, Rows]

    @property
    def queries(self) -> FloatArray:
        """The frames' own descriptors as the run saw them, [rows, D]."""
        return self.table.queries

    def part(self, region: str) -> Neighbours | None:
        """Neighbours over one region (empty: the whole face), or None when the run did not retrieve by region."""
        return self.table.regions.get(region) if region else self.table.whole

    def bank_rows(self, region: str) -> Rows:
        """Bank row of each entry, [rows, k]; NONE where the bank in use has not got it."""
        return self.known[region]

    def frames_of(self, region: str) -> tuple[Rows, FloatArray]:
        """Bank rows and distances of every frame of the capture, [T, k]; entries that are gone count as NONE."""
        part = self.part(region)
        assert part is not None
        used = self.row_of != NONE
        rows = np.full((self.row_of.size, part.ids.shape[1]), NONE, np.int64)
        distances = np.full(rows.shape, np.inf, np.float32)
        rows[used] = self.known[region][self.row_of[used]]
        distances[used] = part.distances[self.row_of[used]]
        return rows, distances


def read_run(run: Run, data: CaptureData, bank: BankSnapshot) -> RunTable:
    """Read a run's table for a capture.

    Raises:
        FormatError: the table is damaged, or the run did not use this capture.
    """
    assert run.neighbours is not None
    table, frames = NeighbourTable.load(run.neighbours), run.frames()
    captures, numbers = np.array(frames.captures), np.array(frames.frames, np.int64)
    if len(numbers) != len(table):
        raise FormatError(
            f"The neighbours of run '{run.id}' do not fit its frames",
            got=f"{len(table)} rows for {len(numbers)} frames",
            next_step="Train again.",
        )
    row_of = np.full(len(data.tracks.found), NONE, np.int64)
    own = np.flatnonzero((captures == data.capture.id) & (numbers >= 0) & (numbers < row_of.size))
    if not own.size:
        raise FormatError(
            f"The run '{run.id}' did not use the capture '{data.capture.name}'", next_step="Choose another run."
        )
    row_of[numbers[own]] = own
    parts = {"": table.whole, **table.regions}
    same = table.bank == bank.name and len(bank.channels) == len(table.channels)
    known = {name: _known_rows(part.ids, bank, same) for name, part in parts.items()}
    return RunTable(run.id, table, row_of, table.bank, same, known)


def _known_rows(ids: npt.NDArray[np.int64], bank: BankSnapshot, same: bool) -> Rows:
    if not same or not len(bank):
        return np.full(ids.shape, NONE, np.int64)
    rows = np.searchsorted(bank.ids, ids)
    there = bank.ids[np.minimum(rows, len(bank) - 1)] == ids
    return np.where(there, rows, NONE).astype(np.int64)
