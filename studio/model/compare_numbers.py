"""The numbers of two avatars side by side, which of them are better, and the options in which they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.types import BoolArray, FloatArray
from studio.model.compare_sources import Loaded
from studio.widgets.words import number_text

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
HIGHER, LOWER, NEITHER = 1, -1, 0
_MEASURES = (
    ("heldout.psnr", HIGHER, 2),
    ("heldout.ssim", HIGHER, 4),
    ("heldout.lpips", LOWER, 4),
    ("heldout.mouth_eye_psnr", HIGHER, 2),
    ("heldout.landmark_px", LOWER, 2),
    ("heldout.landmark_lips_lids_px", LOWER, 2),
    ("heldout.identity", HIGHER, 3),
    ("heldout.descriptor_distance", LOWER, 3),
    ("heldout.broken_share", LOWER, 3),
)
_FACTS = (("splats", 0), ("bases", 0), ("steps", 0), ("trained_s", 0))
MISSING = "–"
ENCLOSED = "enclosed"


@dataclass(frozen=True)
class Figure:
    """A row of numbers.

    Attributes:
        name: stable.
        values: of A and B; None where not known.
        better: HIGHER, LOWER or NEITHER is better.
        digits: behind the point.
    """

    name: str
    values: tuple[float | None, float | None]
    better: int
    digits: int

    @property
    def winner(self) -> int | None:
        """0 or 1, or None where neither is better as far as the shown digits tell."""
        a, b = self.values
        if a is None or b is None or self.better == NEITHER:
            return None
        a, b = round(a, self.digits), round(b, self.digits)
        if a == b:
            return None
        return 0 if (a > b) == (self.better == HIGHER) else 1


def figures_of(
    sides: tuple[Loaded, Loaded], errors: tuple[FloatArray, FloatArray] | None, held_out: BoolArray
) -> list[Figure]:
    """All rows that at least one side has.

    Args:
        sides: A and B.
        errors: of each frame, [T] each, NaN where unknown; None where there is no truth.
        held_out: [T].
    """
    rows = []
    if errors is not None and held_out.any():
        known = held_out & np.isfinite(errors[0]) & np.isfinite(errors[1])  # the same frames for both
        if known.any():
            means = (float(errors[0][known].mean()), float(errors[1][known].mean()))
            rows.append(Figure("frame_error", means, LOWER, 2))
    for name, better, digits in _MEASURES:
        rows.append(Figure(name, (sides[0].figures.get(name), sides[1].figures.get(name)), better, digits))
    for name, digits in _FACTS:
        rows.append(Figure(name, (_fact(sides[0], name), _fact(sides[1], name)), NEITHER, digits))
    return [row for row in rows if any(value is not None for value in row.values)]


def option_differences(sides: tuple[Loaded, Loaded]) -> list[tuple[str, str, str]]:
    """Options in which they differ: dotted name, value of A, value of B; MISSING where a side has none."""
    first, second = (_options(side) for side in sides)
    names = list(dict.fromkeys([*first, *second]))
    pairs = [(name, first.get(name, MISSING), second.get(name, MISSING)) for name in names]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _fact(side: Loaded, name: str) -> float | None:
    if name == "splats":
        return float(len(side.avatar.base))
    if name == "bases":
        return float(len(side.avatar.bases))
    return side.number(name)


def _options(side: Loaded) -> dict[str, str]:
    bank = side.bank
    found = {"encoder": side.avatar.meta.encoder_id, "size": f"{side.avatar.meta.image_size} px"}
    found["retrieval"] = "on" if bank else "off"
    if bank:
        found["bank"] = ENCLOSED if side.bank_enclosed else bank
        policy = {"shuffled": False, **side.policy} if side.policy else {}  # policies leave it out where it is off
        found |= {f"policy.{name}": _plain(value) for name, value in policy.items()}
    return found | _flat(side.training)


def _flat(options: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in list(options.items())[:200]:
        if isinstance(value, Mapping) and not prefix:
            found |= _flat(value, f"{name}.")
        else:
            found[prefix + str(name)] = _plain(value)
    return found


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value[:8])
    return MISSING if value is None else str(value)[:60]


class FiguresTable(QAbstractTableModel):
    """A row a figure: its name, A, B, and how far B is above A. The role ``WINS`` is True for the better of two."""

    WINS = int(Qt.ItemDataRole.UserRole) + 1
    NAME = int(Qt.ItemDataRole.UserRole) + 2

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Figure] = []

    @property
    def rows(self) -> list[Figure]:
        """What is shown."""
        return self._rows

    def show(self, rows: list[Figure]) -> None:
        """Show other numbers; rows of the same names are updated in place."""
        if rows == self._rows:
            return
        if [r.name for r in rows] == [r.name for r in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 3))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else 4

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < 4:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Figure"), "A", "B", self.tr("B − A"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows) or not 0 <= index.column() < 4:
            return None
        figure, column = self._rows[index.row()], index.column()
        if role == self.NAME:
            return figure.name
        if role == self.WINS:
            return column in (1, 2) and figure.winner == column - 1
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(figure.name)[0] if column == 0 else self._number(figure, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.words(figure.name)[1]
        if role == Qt.ItemDataRole.AccessibleTextRole and column:
            text = self._number(figure, column)
            return self.tr("{}, better").format(text) if column < 3 and figure.winner == column - 1 else text
        if role == Qt.ItemDataRole.TextAlignmentRole and column:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _number(self, figure: Figure, column: int) -> str:
        a, b = figure.values
        if column == 3:
            if a is None or b is None:
                return ""
            apart = round(b - a, figure.digits)
            return number_text(apart, figure.digits, signed=True) if apart else "="
        value = figure.values[column - 1]
        return MISSING if value is None else f"{value:,.{figure.digits}f}"

    def words(self, name: str) -> tuple[str, str]:
        """A figure's name and what it means."""
        high, low = self.tr("higher is better"), self.tr("lower is better")
        texts = {
            "frame_error": (
                self.tr("Error, levels"),
                self.tr("Mean difference to the truth on held-out frames in levels of 255") + "; " + low,
            ),
            "heldout.psnr": (
                self.tr("PSNR, dB"),
                self.tr("Peak signal-to-noise ratio on held-out frames") + "; " + high,
            ),
            "heldout.ssim": (self.tr("SSIM"), self.tr("Structural similarity on held-out frames") + "; " + high),
            "heldout.lpips": (self.tr("LPIPS"), self.tr("Perceptual distance on held-out frames") + "; " + low),
            "heldout.mouth_eye_psnr": (
                self.tr("Eyes, lips, dB"),
                self.tr("PSNR in the mouth and the eyes on held-out frames") + "; " + high,
            ),
            "heldout.landmark_px": (
                self.tr("Landmarks, px"),
                self.tr("Mean distance of the face's landmarks on held-out frames") + "; " + low,
            ),
            "heldout.landmark_lips_lids_px": (
                self.tr("Lips, lids, px"),
                self.tr("The same for the lips and the eyelids") + "; " + low,
            ),
            "heldout.identity": (
                self.tr("Same person"),
                self.tr("Likeness of the person: cosine of face embeddings (SFace)") + "; " + high,
            ),
            "heldout.descriptor_distance": (
                self.tr("Expression"),
                self.tr("Distance of the expression that is seen in the render to the wanted one") + "; " + low,
            ),
            "heldout.broken_share": (
                self.tr("Broken"),
                self.tr("Share of held-out frames in whose render no face is found") + "; " + low,
            ),
            "splats": (self.tr("Splats"), self.tr("Number of Gaussians, N")),
            "bases": (self.tr("Bases"), self.tr("Expression bases, K")),
            "steps": (self.tr("Steps"), self.tr("Steps of optimisation")),
            "trained_s": (self.tr("Trained, s"), self.tr("Time spent in training")),
        }
        return texts.get(name, (name, name))


class OptionsTable(QAbstractTableModel):
    """The options in which two avatars differ: name, A, B. The role ``NAME`` gives the dotted name."""

    NAME = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, str]] = []
        self._names: Mapping[str, str] = {}

    def show(self, rows: list[tuple[str, str, str]], names: Mapping[str, str]) -> None:
        """Show other options.

        Args:
            rows: dotted name, A, B.
            names: what people read for a dotted name.
        """
        if (rows, names) != (self._rows, self._names):
            self.beginResetModel()
            self._rows, self._names = rows, names
            self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else 3

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < 3:
            return (self.tr("Option"), "A", "B")[section]
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows) or not 0 <= index.column() < 3:
            return None
        row = self._rows[index.row()]
        if role == self.NAME:
            return row[0]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if index.column() == 0:
                return self._names.get(row[0], row[0])
            words = {"on": self.tr("on"), "off": self.tr("off"), ENCLOSED: self.tr("Enclosed bank")}
            return words.get(row[index.column()], row[index.column()])
        return None
