"""All runs of the project as a table that can be sorted by any column."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from studio.model.training import RunEntry, RunState, Training
from studio.services.engine_words import both

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
COLUMNS = ("name", "state", "date", "raf", "preset", "psnr", "ssim", "lpips", "landmark_px", "steps", "trained")
_FIGURES = {"psnr": ("heldout.psnr", 2), "ssim": ("heldout.ssim", 4), "lpips": ("heldout.lpips", 4)}
_FIGURES |= {"landmark_px": ("heldout.landmark_px", 2)}
_NUMBERS = (*_FIGURES, "steps", "trained")


class RunsTable(QAbstractTableModel):
    """One row a run, newest first; the role ``ENTRY`` gives the RunEntry, ``SORT`` a value to sort by.

    Args:
        training: whose runs.
        parent: owner.
    """

    ENTRY = int(Qt.ItemDataRole.UserRole) + 1
    SORT = int(Qt.ItemDataRole.UserRole) + 2

    def __init__(self, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._rows = training.entries()
        training.runs_changed.connect(self._list)
        training.progress_changed.connect(self._moved)

    def row_of(self, run_id: str) -> int:
        """Row of a run, or -1."""
        return next((i for i, entry in enumerate(self._rows) if entry.id == run_id), -1)

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        text, tip = self._header(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[section] in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return {int(Qt.ItemDataRole.DisplayRole): text, int(Qt.ItemDataRole.ToolTipRole): tip}.get(role)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows) or not 0 <= index.column() < len(COLUMNS):
            return None
        entry, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == self.ENTRY:
            return entry
        if role == self.SORT:
            return self._value(entry, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return both(entry.run.error) if entry.run is not None and entry.state is RunState.FAILED else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def state_text(self, entry: RunEntry) -> str:
        """What a run does, or how it ended, in words."""
        if entry.state is RunState.RUNNING and entry.job is not None and entry.job.share is not None:
            return self.tr("Training, {} %").format(round(100 * entry.job.share))
        words = {
            RunState.WAITING: self.tr("Waiting"),
            RunState.RUNNING: self.tr("Training"),
            RunState.PAUSED: self.tr("Paused"),
            RunState.STOPPING: self.tr("Stopping"),
            RunState.ENDING: self.tr("Finishing"),
            RunState.DONE: self.tr("Done"),
            RunState.STOPPED_EARLY: self.tr("Done, no longer gained"),
            RunState.STOPPED: self.tr("Finished early"),
            RunState.CANCELLED: self.tr("Stopped"),
            RunState.FAILED: self.tr("Failed"),
            RunState.INTERRUPTED: self.tr("Interrupted"),
        }
        return words[entry.state]

    def _list(self) -> None:
        rows = self._training.entries()
        if [entry.id for entry in rows] == [entry.id for entry in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
            return
        self._remove_gone({entry.id for entry in rows})
        for row, entry in enumerate(rows):
            if row >= len(self._rows) or self._rows[row].id != entry.id:
                self.beginInsertRows(NO_INDEX, row, row)
                self._rows.insert(row, entry)
                self.endInsertRows()
        self._rows = rows
        self.dataChanged.emit(self.index(0, 0), self.index(max(len(rows) - 1, 0), len(COLUMNS) - 1))

    def _remove_gone(self, ids: set[str]) -> None:
        for row in reversed(range(len(self._rows))):
            if self._rows[row].id not in ids:
                self.beginRemoveRows(NO_INDEX, row, row)
                del self._rows[row]
                self.endRemoveRows()

    def _moved(self, run_id: str) -> None:
        row, entry = self.row_of(run_id), self._training.entry(run_id)
        if row >= 0 and entry is not None:
            before, self._rows[row] = self.state_text(self._rows[row]), entry
            if before != self.state_text(entry):
                self.dataChanged.emit(self.index(row, 1), self.index(row, 1))

    def _value(self, entry: RunEntry, column: str) -> Any:
        """To sort by; what is missing comes as minus infinity, so that it stays together."""
        run = entry.run
        if column in _FIGURES:
            return -1e9 if run is None else run.figures.get(_FIGURES[column][0], -1e9)
        if column == "steps":
            return -1 if run is None else int(run.result.get("steps") or -1)
        if column == "trained":
            return -1.0 if run is None else float(run.result.get("trained_s") or -1.0)
        return {"date": entry.id, "state": list(RunState).index(entry.state)}.get(column, self._text(entry, column))

    def _text(self, entry: RunEntry, column: str) -> str:
        run = entry.run
        if column == "name":
            return entry.title
        if column == "state":
            return self.state_text(entry)
        if column == "raf":
            retrieves = run.retrieves if run is not None else bool(entry.job and entry.job.arguments.get("raf"))
            return self.tr("On") if retrieves else self.tr("Off")
        if run is None:
            return ""
        if column == "date":
            began = run.started_utc
            local = began.astimezone() if began is not None else None
            return "" if local is None else f"{local:%Y-%m-%d %H:%M}"
        if column == "preset":
            return self._preset(str(run.config.get("chain", {}).get("preset", "")))
        value = self._value(entry, column)
        if value < 0:
            return ""
        if column == "steps":
            return f"{value:,}"
        if column == "trained":
            return self.tr("{} min").format(f"{value / 60:.1f}")
        return f"{value:.{_FIGURES[column][1]}f}"

    def _preset(self, name: str) -> str:
        return {"quick": self.tr("Quick look"), "standard": self.tr("Standard"), "fine": self.tr("Fine")}.get(
            name, name
        )

    def _header(self, column: str) -> tuple[str, str]:
        texts = {
            "name": (self.tr("Run"), self.tr("The name of the run and of its avatar")),
            "state": (self.tr("State"), self.tr("What the run does, or how it ended")),
            "date": (self.tr("Begun"), self.tr("When the run was begun")),
            "raf": (
                self.tr("Retrieval"),
                self.tr("Retrieval-augmented faces: trained with other people's expressions"),
            ),
            "preset": (self.tr("Preset"), self.tr("What it was begun with")),
            "psnr": (self.tr("PSNR, dB"), self.tr("Peak signal-to-noise ratio on held-out frames, higher is better")),
            "ssim": (self.tr("SSIM"), self.tr("Structural similarity on held-out frames, higher is better")),
            "lpips": (self.tr("LPIPS"), self.tr("Perceptual distance on held-out frames, lower is better")),
            "landmark_px": (
                self.tr("Landmarks, px"),
                self.tr("Mean distance of the face's landmarks on held-out frames, lower is better"),
            ),
            "steps": (self.tr("Steps"), self.tr("Steps of optimisation")),
            "trained": (self.tr("Time"), self.tr("Time spent in training")),
        }
        return texts[column]
