"""The avatars that can be driven: the project's, the demo's, those opened lately."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from studio.context import Context
from studio.model.session import Session

NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class AvatarEntry:
    """One avatar.

    Attributes:
        path: its file.
        title: for people.
    """

    path: Path
    title: str


def demo_avatar() -> Path | None:
    """The avatar of a synthetic person that comes with the program, where it is there."""
    path = Path(__file__).resolve().parents[2] / "assets" / "demo" / "avatar.safetensors"
    return path if path.is_file() else None


class AvatarList(QAbstractListModel):
    """Avatars in the order: the project's newest first, the demo's, recent ones. The role ``PATH`` gives the file.

    Args:
        context: whose project is listed.
        session: the avatar in use is always in the list.
        parent: owner.
    """

    PATH = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, context: Context, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._session = context, session
        self._rows: list[AvatarEntry] = []
        context.document.opened.connect(self._follow)
        context.document.contents_changed.connect(self._follow)
        session.changed.connect(self._follow)
        self._follow()

    @property
    def entries(self) -> tuple[AvatarEntry, ...]:
        """All rows."""
        return tuple(self._rows)

    def row_of(self, path: Path | None) -> int:
        """The row of a file; -1 if it is not there."""
        return next((i for i, entry in enumerate(self._rows) if entry.path == path), -1)

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        entry = self._rows[index.row()]
        facts = {
            int(Qt.ItemDataRole.DisplayRole): entry.title,
            int(Qt.ItemDataRole.ToolTipRole): str(entry.path),
            self.PATH: entry.path,
        }
        return facts.get(role)

    def _follow(self) -> None:
        rows = self._wanted()
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def _wanted(self) -> list[AvatarEntry]:
        own = self._own()
        found = {entry.path: entry for entry in own}
        demo = demo_avatar()
        if demo is not None:
            found.setdefault(demo, AvatarEntry(demo, self.tr("Demo avatar")))
        for path in self._context.settings.recent_avatars:
            found.setdefault(path, AvatarEntry(path, path.stem))
        if self._session.path is not None:
            found.setdefault(self._session.path, AvatarEntry(self._session.path, self._session.path.stem))
        return list(found.values())

    def _own(self) -> list[AvatarEntry]:
        """The project's, by the names of their runs; runs of one name are told apart by when they began."""
        contents = self._context.document.contents
        runs = {run.avatar: run for run in contents.runs if run.avatar is not None}
        names = [run.name for run in runs.values()]
        found = []
        for path in contents.avatars:
            run = runs.get(path)
            title = path.stem if run is None else run.name
            if run is not None and names.count(title) > 1 and run.started_utc is not None:
                title = f"{title}, {run.started_utc.astimezone():%d.%m. %H:%M}"
            found.append(AvatarEntry(path, title))
        return found
