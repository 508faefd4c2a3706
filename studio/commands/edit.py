"""The one kind of undoable change: the project's edits become other edits."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from core.project.edits import ProjectEdits


class Edit(QUndoCommand):
    """Replaces the project's edits.

    Args:
        text: what the user did, as the undo menu shows it.
        before: the edits until now.
        after: the edits from now on.
        apply: puts edits in force.
        merge: changes in a row with the same key (a slider that moves) are one step of undo; empty never merges.
    """

    def __init__(
        self,
        text: str,
        before: ProjectEdits,
        after: ProjectEdits,
        apply: Callable[[ProjectEdits], None],
        merge: str = "",
    ) -> None:
        super().__init__(text)
        self._before, self._after, self._apply = before, after, apply
        self._merge = merge

    def redo(self) -> None:
        self._apply(self._after)

    def undo(self) -> None:
        self._apply(self._before)

    def id(self) -> int:
        return zlib.crc32(self._merge.encode()) & 0x7FFFFFFF if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(other, Edit) or other._merge != self._merge:
            return False
        self._after = other._after
        return True
