"""Projects opened lately, with a picture of each, read on a worker thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QImage

from core.errors import StudioError
from core.project.project import MANIFEST_NAME, Project
from studio.context import Context
from studio.services.engine_words import engine_text
from studio.services.pictures import decode_picture
from studio.services.strip_pictures import MAX_SIDE_PX
from studio.services.tasks import Task

NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
PICTURE = QSize(208, 117)
PICTURE_SCALE = 2
"""Pictures are kept at twice the size, for dense screens."""


@dataclass(frozen=True)
class RecentProject:
    """One project.

    Attributes:
        path: its folder.
        name: shown.
        changed_s: when something in it changed last, seconds since the epoch.
        counts: captures, runs, avatars; None while or when it cannot be read.
        picture: a frame of its first capture, or its avatar; None where there is neither.
        problem: why it cannot be read, or empty.
    """

    path: Path
    name: str
    changed_s: float = 0.0
    counts: tuple[int, int, int] | None = None
    picture: QImage | None = None
    problem: str = ""


class RecentProjects(QAbstractListModel):
    """The projects of the settings, the last one first; get it by ``context.shared(RecentProjects)``."""

    PROJECT = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._rows: list[RecentProject] = []
        self._task: Task[list[RecentProject]] | None = None
        self.read_once = False

    def refresh(self) -> None:
        """Read the list and the pictures again, in the background."""
        if self._task is not None:
            self._task.cancel()
        paths, known = self._context.settings.known_projects, {row.path: row for row in self._rows}
        self._task = self._context.tasks.run(
            lambda: [read_recent(path, known.get(path)) for path in paths if (path / MANIFEST_NAME).is_file()],
            self._take,
            priority=-1,
        )

    def forget(self, row: int) -> None:
        """Take a project off the list; its folder stays."""
        if 0 <= row < len(self._rows):
            self._context.settings.forget_project(self._rows[row].path)
            self.beginRemoveRows(NO_INDEX, row, row)
            del self._rows[row]
            self.endRemoveRows()

    def project(self, row: int) -> RecentProject | None:
        """The project in a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        found = self.project(index.row()) if index.isValid() else None
        if found is None:
            return None
        return {
            int(Qt.ItemDataRole.DisplayRole): found.name,
            int(Qt.ItemDataRole.ToolTipRole): f"{found.path}\n{engine_text(found.problem)}".strip(),
            self.PROJECT: found,
        }.get(role)

    def _take(self, rows: list[RecentProject]) -> None:
        self._task, self.read_once = None, True
        if rows != self._rows or not rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()


def read_recent(path: Path, known: RecentProject | None = None) -> RecentProject:
    """Look into a project's folder; what is ``known`` of an unchanged one is not read again. For worker threads."""
    from studio.model.document import read_contents

    try:
        changed_s = max(place.stat().st_mtime for place in (path, path / "captures", path / "runs") if place.exists())
        if known is not None and known.changed_s == changed_s and not known.problem:
            return known
        project = Project.open(path)
        contents = read_contents(project)
        counts = (len(contents.captures), len(contents.runs), len(contents.avatars))
        picture = _picture(contents.captures, contents.avatars)
        return RecentProject(path, project.manifest.name, changed_s, counts, picture)
    except StudioError as error:
        return RecentProject(path, path.stem, problem=error.message)
    except OSError as error:
        return RecentProject(path, path.stem, problem=str(error))


def _picture(captures: Any, avatars: Any) -> QImage | None:
    """A frame from the middle of the first capture, else the newest avatar as it is in rest."""
    wanted = PICTURE * PICTURE_SCALE
    for capture in captures[:1]:
        try:
            strip = capture.pictures()
            image = decode_picture(strip.encoded(len(strip) // 2), most_px=MAX_SIDE_PX)
        except StudioError:
            continue
        if not image.isNull():
            return filled(image, wanted)
    for avatar in avatars[:1]:
        try:
            return filled(_drawn(avatar), wanted)
        except StudioError:
            continue
    return None


def filled(image: QImage, size: QSize) -> QImage:
    """An image scaled and cut so that it fills a size; a little more is cut below than above, where hair is."""
    scaled = image.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (scaled.width() - size.width()) // 2, (scaled.height() - size.height()) * 2 // 5
    return scaled.copy(left, top, size.width(), size.height())


def _drawn(path: Path) -> QImage:
    """The avatar as its camera saw it, by the processor."""
    import numpy as np

    from core.avatar.runtime import Avatar
    from core.splats.native import render_numpy
    from core.types import Camera

    avatar = Avatar.load(path)
    side, background = avatar.meta.image_size, np.asarray(avatar.meta.background, np.float32)
    splats = avatar.splats(avatar.train_descriptors.mean(axis=0), avatar.cam_from_head0)
    rgb, _, _ = render_numpy(splats, Camera(avatar.K, np.eye(4, dtype=np.float32), side, side), background)
    pixels = np.ascontiguousarray((np.clip(rgb, 0, 1) * 255 + 0.5).astype(np.uint8))
    return QImage(pixels.data, side, side, 3 * side, QImage.Format.Format_RGB888).copy()
