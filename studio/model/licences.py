"""The licences of everything that the open project's avatars are made of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from core.errors import StudioError
from studio.context import Context
from studio.services.tasks import Task

if TYPE_CHECKING:
    from core.project.licences import LicenceLine
    from studio.model.document import Contents

NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
COLUMNS = 3
"""What, licence, commercial use."""


class Licences(QAbstractTableModel):
    """A row for each weight and source; get it by ``context.shared(Licences)``.

    Attributes:
        reading: True until the open project's licences are known.

    Signals:
        read: the rows are those of the open project.
    """

    LINE = int(Qt.ItemDataRole.UserRole) + 1
    read = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._rows: list[LicenceLine] = []
        self._task: Task[list[LicenceLine]] | None = None
        document = context.document
        document.opened.connect(self.refresh)
        document.contents_changed.connect(self.refresh)
        document.edits_changed.connect(self._edited)

    @property
    def reading(self) -> bool:
        """True while files are being read."""
        return self._task is not None

    @property
    def lines(self) -> tuple[LicenceLine, ...]:
        """All rows."""
        return tuple(self._rows)

    @property
    def verdict(self) -> bool | None:
        """Commercial use of all weights and bank sources: False if one forbids it, None if one does not say, else True.

        What the people in the user's own videos agreed to stands beside their captures.
        """
        answers = {line.commercial for line in self._rows if line.kind != "capture"}
        return False if False in answers else None if None in answers else True

    def refresh(self) -> None:
        """Read again, in the background."""
        if self._task is not None:
            self._task.cancel()
        document = self._context.document
        project, contents = document.project, document.contents
        banks = _banks(project.root, document.edits.bank, contents) if project is not None else []
        names = {capture.id: document.edits.capture(capture.id).consent for capture in contents.captures}
        captures = [
            (capture.name, names[capture.id].person, names[capture.id].purpose if names[capture.id].agreed else "")
            for capture in contents.captures
        ]
        avatars = list(contents.avatars)
        enclosed = self.tr("Enclosed bank")
        self._task = self._context.tasks.run(
            lambda: collect(avatars, banks, captures, enclosed), self._take, priority=-1
        )

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        line = self._rows[index.row()]
        if role == self.LINE:
            return line
        if role == int(Qt.ItemDataRole.DisplayRole):
            answer = {True: self.tr("yes"), False: self.tr("no"), None: self.tr("unknown")}[line.commercial]
            return (self._name(line), self._licence(line), answer)[index.column()]
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return "\n".join(part for part in (line.name, line.licence, ", ".join(line.used_by)) if part)
        return None

    def _name(self, line: LicenceLine) -> str:
        known = {
            "face_landmarker": self.tr("Face landmarks"),
            "selfie_segmentation": self.tr("Person's outline"),
            "lpips_alexnet": self.tr("Perceptual distance"),
            "sface": self.tr("Likeness"),
        }
        if line.kind == "weight":
            return known.get(line.name, line.name)
        return line.name if line.count == 1 else self.tr("{} ({} sources)").format(line.name, line.count)

    def _licence(self, line: LicenceLine) -> str:
        if line.kind != "capture":
            return line.licence or self.tr("not stated")
        if not line.licence:
            return self.tr("your video; no consent noted")
        return self.tr("your video; agreed: {}").format(line.licence)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != int(Qt.ItemDataRole.DisplayRole):
            return None
        titles = (self.tr("What"), self.tr("Licence"), self.tr("Commercial"))
        return titles[section] if 0 <= section < COLUMNS else None

    def _edited(self, before: Any, after: Any) -> None:
        if before.bank != after.bank or before.captures != after.captures:
            self.refresh()

    def _take(self, rows: list[LicenceLine]) -> None:
        self._task = None
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        self.read.emit()


def _banks(root: Path, chosen: str, contents: Contents) -> list[Path]:
    """Banks that the project's runs drew from, and the one in use."""
    from core.project.pipeline import bundled_bank

    bundled = bundled_bank()
    found = [Path(os.path.normpath(root / chosen))] if chosen else [bundled] if bundled is not None else []
    for run in contents.runs:
        chain = run.config.get("chain")
        named = chain.get("bank") if isinstance(chain, dict) else None
        if isinstance(named, str) and named:
            found.append(Path(os.path.normpath(root / named)))
    return list(dict.fromkeys(path for path in found if path is not None))


def collect(
    avatars: list[Path], banks: list[Path], captures: list[tuple[str, str, str]], enclosed: str
) -> list[LicenceLine]:
    """Read all licences. For worker threads.

    Args:
        avatars: files of the project.
        banks: folders; those that are gone or damaged are left out, since the Bank page tells of them.
        captures: name, person and agreed purpose (empty where nobody agreed) of each capture.
        enclosed: what the bank that comes with the program is called.
    """
    from core.bank.store import ExpressionBank
    from core.project.licences import LicenceLine, bank_lines, readable_licences, weight_lines
    from core.project.pipeline import bundled_bank
    from core.weights.catalogue import WEIGHTS

    metas = readable_licences(avatars)
    lines = weight_lines(metas)
    if not lines:  # nothing is trained yet: what training will use
        lines = [
            LicenceLine("weight", name, WEIGHTS[name].licence, WEIGHTS[name].commercial)
            for name in ("face_landmarker", "selfie_segmentation")
        ]
    for path in banks if avatars or captures else []:
        try:
            with ExpressionBank.open(path) as bank:
                lines += bank_lines(bank.sources, enclosed if path == bundled_bank() else path.stem)
        except StudioError:
            continue
    lines += [LicenceLine("capture", name, purpose, None, (person,)) for name, person, purpose in captures]
    return lines
