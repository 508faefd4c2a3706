"""The enclosed evidence on whether retrieval helps, as the Compare page shows it. Light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.errors import FormatError
from core.evidence.statistics import Interval as Gain
from core.project.atomic import read_json
from core.project.demo import ASSETS
from studio.widgets.words import number_text

SUMMARY = ASSETS.parent / "evidence.json"
SETS = ("S-self far", "S-cross all", "R-self far", "S-self all", "R-self all")
FIGURES = ("landmark_share", "lpips")
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


@dataclass(frozen=True)
class Evidence:
    """What was measured.

    Attributes:
        trainings: how many avatars were trained for it.
        claim_holds: whether the method's claim was met; None where a part is not measured.
        rows: set -> arm -> (gain in landmark error, gain in LPIPS).
        steps: set -> how long its avatars were trained.
    """

    trainings: int
    claim_holds: bool | None
    rows: Mapping[str, Mapping[str, tuple[Gain | None, Gain | None]]]
    steps: Mapping[str, int]

    @classmethod
    def load(cls, path: Path = SUMMARY) -> Evidence | None:
        """Read the enclosed file; None where there is none.

        Raises:
            FormatError: it is damaged.
        """
        if not path.is_file():
            return None
        raw = read_json(path)
        try:
            tables = raw["tables"]
            rows = {name: {arm: _gains(row) for arm, row in tables[name].items()} for name in SETS if name in tables}
            rows = {name: found for name, found in rows.items() if found}
            return cls(int(raw["cells"]), raw["claim_holds"], rows, {name: int(raw["steps"][name]) for name in rows})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise FormatError(f"'{path.name}' is damaged", got=str(error)) from error


def _gains(row: Mapping[str, Any]) -> tuple[Gain | None, Gain | None]:
    first, second = (None if row.get(name) is None else Gain(**row[name]) for name in FIGURES)
    return first, second


class EvidenceTable(QAbstractTableModel):
    """One row an arm: its name and the gains. The role ``GAIN`` gives the Gain, ``ARM`` the report's name."""

    GAIN = int(Qt.ItemDataRole.UserRole) + 1
    ARM = int(Qt.ItemDataRole.UserRole) + 2

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, tuple[Gain | None, Gain | None]]] = []

    def show(self, rows: Mapping[str, tuple[Gain | None, Gain | None]]) -> None:
        """Show the arms of one set."""
        self.beginResetModel()
        self._rows = list(rows.items())
        self.endResetModel()

    @property
    def reach(self) -> float:
        """The largest end of an interval, for one axis for all; at least 2 %."""
        gains = [gain for _, both in self._rows for gain in both if gain is not None]
        return max([0.02, *(max(abs(gain.low), abs(gain.high)) for gain in gains)])

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else 3

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < 3:
            return (self.tr("Trained with"), self.tr("Landmarks, %"), self.tr("LPIPS, %"))[section]
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows) or not 0 <= index.column() < 3:
            return None
        arm, gains = self._rows[index.row()]
        if role == self.ARM:
            return arm
        if index.column() == 0:
            name, tip = self.words(arm)
            return {int(Qt.ItemDataRole.DisplayRole): name, int(Qt.ItemDataRole.ToolTipRole): tip}.get(role)
        gain = gains[index.column() - 1]
        if role == self.GAIN:
            return gain
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._told(gain)
        return None

    def _told(self, gain: Gain | None) -> str:
        if gain is None:
            return self.tr("Not measured")
        mean, low, high = (
            f"{number_text(100 * value, 1, signed=True)} %" for value in (gain.mean, gain.low, gain.high)
        )
        text = self.tr("{} against training without retrieval; 95 % interval {} to {}, {} people")
        return text.format(mean, low, high, gain.people)

    def words(self, arm: str) -> tuple[str, str]:
        """An arm's name for people, and what it does."""
        texts = {
            "raf": (self.tr("Retrieval"), self.tr("Half of the way to one of the 8 nearest faces (RAF)")),
            "raf-full": (self.tr("Retrieval, all the way"), self.tr("Full replacement, as in the paper")),
            "noise": (self.tr("Noise"), self.tr("Gaussian noise of the same size")),
            "random": (self.tr("Random faces"), self.tr("Towards faces that are not alike, as far")),
            "noise-shaped": (self.tr("Shaped noise"), self.tr("Noise with the covariance of what retrieval changes")),
            "residual": (self.tr("Retrieval, shuffled"), self.tr("What retrieval would have done to another frame")),
            "self": (self.tr("Own other moments"), self.tr("Towards the same person's nearest other frames")),
            "raf-gate": (self.tr("Retrieval, near only"), self.tr("Faces beyond 1.3 own spacings are left out")),
            "raf-fade": (self.tr("Retrieval, fading"), self.tr("The less often, the farther the face is")),
            "raf-regions": (self.tr("Retrieval by parts"), self.tr("Mouth, eyes and brows each on its own")),
            "raf-pose": (self.tr("Retrieval with pose"), self.tr("The distance knows the turn of the head")),
            "raf-project": (self.tr("Retrieval, pulled back"), self.tr("With the range projection while driving")),
            "none-translate": (
                self.tr("Translated only"),
                self.tr("Others’ expressions are translated before they drive; without retrieval"),
            ),
            "none-live": (
                self.tr("As driven only"),
                self.tr("Translated and pulled back while driving; without retrieval"),
            ),
            "residual-translate": (
                self.tr("Shuffled, translated"),
                self.tr("Shuffled retrieval, and others’ expressions are translated before they drive"),
            ),
            "residual-live": (
                self.tr("Whole program"),
                self.tr("Shuffled retrieval; translated and pulled back while driving"),
            ),
            "none-project": (self.tr("Pulled back only"), self.tr("The range projection, without retrieval")),
        }
        return texts.get(arm, (arm, arm))
