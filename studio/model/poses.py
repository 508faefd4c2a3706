"""The expressions that the user keeps in a project, with small pictures. Every change is one step of undo."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from core.avatar.runtime import Avatar, compose
from core.avatar.se3 import exp_se3
from core.project.edits import SavedPose
from studio.context import Context
from studio.model.controls import Controls, head_turn

NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
PICTURE_PX = 96
MAX_POSES = 500
MAX_NAME = 60
_MAX_PICTURES = 200


class PoseList(QAbstractListModel):
    """The project's kept poses; the role ``POSE`` gives the SavedPose, the decoration its picture.

    Args:
        context: whose project keeps them.
        controls: what they are taken from and given to.
        parent: owner.
    """

    POSE = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, context: Context, controls: Controls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._controls = context, controls
        self._rows: tuple[SavedPose, ...] = context.document.edits.poses
        self._pictures: OrderedDict[str, QImage] = OrderedDict()
        self._asked: set[str] = set()
        context.document.opened.connect(self._follow)
        context.document.edits_changed.connect(lambda before, after: self._follow())
        controls.reset_done.connect(self._forget_pictures)

    @property
    def can_keep(self) -> bool:
        """True where there is a project to keep poses in, and room."""
        return self._context.document.project is not None and len(self._rows) < MAX_POSES

    def keep(self) -> int:
        """Keep the present expression; returns its row, or -1."""
        if not self.can_keep or self._controls.avatar is None:
            return -1
        pose = self._controls.pose(self._free_name())
        self._edit((*self._rows, pose), self.tr("Keep “{}”").format(pose.name))
        return len(self._rows) - 1

    def apply(self, row: int) -> None:
        """Give a pose to the avatar."""
        if 0 <= row < len(self._rows):
            self._controls.apply_pose(self._rows[row])

    def remove(self, row: int) -> None:
        """Delete a pose."""
        if 0 <= row < len(self._rows):
            text = self.tr("Delete “{}”").format(self._rows[row].name)
            self._edit((*self._rows[:row], *self._rows[row + 1 :]), text)

    def rename(self, row: int, name: str) -> bool:
        """Give a pose another name; False for an empty one."""
        name = " ".join(name.split())[:MAX_NAME]
        if not name or not 0 <= row < len(self._rows):
            return False
        changed = replace(self._rows[row], name=name)
        text = self.tr("Rename “{}”").format(self._rows[row].name)
        self._edit((*self._rows[:row], changed, *self._rows[row + 1 :]), text)
        return True

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        pose = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return pose.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("{}: double-click to use it, F2 to rename it").format(pose.name)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(pose)
        return pose if role == self.POSE else None

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:  # noqa: N802 - Qt's
        return role == Qt.ItemDataRole.EditRole and index.isValid() and self.rename(index.row(), str(value))

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def _edit(self, poses: tuple[SavedPose, ...], text: str) -> None:
        document = self._context.document
        document.edit(replace(document.edits, poses=poses), text)

    def _follow(self) -> None:
        poses = self._context.document.edits.poses
        if poses != self._rows:
            self.beginResetModel()
            self._rows = poses
            self.endResetModel()

    def _free_name(self) -> str:
        taken = {pose.name for pose in self._rows}
        names = (self.tr("Pose {}").format(i) for i in range(1, MAX_POSES + 2))
        return next(name for name in names if name not in taken)

    def _forget_pictures(self) -> None:
        self._pictures.clear()
        self._asked.clear()
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [Qt.ItemDataRole.DecorationRole])

    def _picture(self, pose: SavedPose) -> QImage | None:
        """What is known of a pose's picture; it is drawn in the background when it is first wanted."""
        key, avatar = _key(pose), self._controls.avatar
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        if avatar is not None and key not in self._asked:
            self._asked.add(key)
            self._context.tasks.run(lambda: draw_pose(avatar, pose), lambda image: self._take(key, avatar, image))
        return None

    def _take(self, key: str, avatar: Avatar, image: QImage) -> None:
        if avatar is not self._controls.avatar:
            return
        self._pictures[key] = image
        while len(self._pictures) > _MAX_PICTURES:
            self._asked.discard(self._pictures.popitem(last=False)[0])
        for row, pose in enumerate(self._rows):
            if _key(pose) == key:
                self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.DecorationRole])


def draw_pose(avatar: Avatar, pose: SavedPose, side_px: int = PICTURE_PX) -> QImage:
    """A small picture of a pose, drawn by the processor; for worker threads."""
    from core.splats.native import render_numpy

    descriptor = np.array([pose.channels.get(name, 0.0) for name in avatar.meta.channels], np.float32)
    head = compose(exp_se3(head_turn(pose.head)), avatar.cam_from_head0)
    rgb, _, _ = render_numpy(avatar.splats(descriptor, head), avatar.camera(side_px), avatar.meta.background, threads=1)
    pixels = np.ascontiguousarray(np.clip(rgb, 0, 1) * 255 + 0.5, np.float32).astype(np.uint8)
    return QImage(pixels.data, side_px, side_px, side_px * 3, QImage.Format.Format_RGB888).copy()


def _key(pose: SavedPose) -> str:
    return repr((sorted(pose.channels.items()), sorted(pose.head.items())))
