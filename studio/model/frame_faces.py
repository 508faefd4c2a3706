"""The faces of the scrubbed frame as a list, and the face in the frame itself cut out as the bank cuts its own."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from core.types import FloatArray
from studio.model.capture import CaptureData
from studio.model.faces import Face
from studio.model.retrieval import Retrieval
from studio.services.pictures import decode_picture
from studio.services.tasks import Task
from studio.services.thumbnails import Thumbnails

if TYPE_CHECKING:
    from studio.context import Context

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
MARGIN = 1.35
"""Of the landmarks' longer side, as the bank's pictures are cut."""
FACE_PX = 384
KEPT_FACES = 48
MAX_PROXY_PX = 4096


class FacesModel(QAbstractListModel):
    """The scrubbed frame's faces, in the order a run draws from.

    Roles: ``FACE`` gives the Face, the decoration its picture (a QImage, or None while it is fetched).

    Args:
        retrieval: whose faces.
        thumbnails: their pictures.
        parent: owner.

    Attributes:
        frame: whose faces they are.
    """

    FACE = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, retrieval: Retrieval, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._retrieval, self._thumbnails = retrieval, thumbnails
        self._faces: tuple[Face, ...] = ()
        self.frame = -1
        retrieval.faces_changed.connect(self._follow)
        thumbnails.arrived.connect(self._picture_arrived)
        thumbnails.cleared.connect(self._pictures_changed)
        self._follow()

    @property
    def faces(self) -> tuple[Face, ...]:
        """All of them."""
        return self._faces

    def face(self, row: int) -> Face | None:
        """The face in a row."""
        return self._faces[row] if 0 <= row < len(self._faces) else None

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._faces)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        face = self.face(index.row()) if index.isValid() else None
        if face is None:
            return None
        if role == self.FACE:
            return face
        if role == int(Qt.ItemDataRole.DecorationRole):
            return self._thumbnails.image(face.entry)
        if role == int(Qt.ItemDataRole.DisplayRole):
            return face.person or self.tr("Face {}").format(face.entry)
        if role in (int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return self._words(face)
        return None

    def _words(self, face: Face) -> str:
        words = self.tr("{}, distance {} (whitened L2), from {}, face {}").format(
            face.person or "?", f"{face.distance:.2f}", face.source or "?", face.entry
        )
        if face.pinned:
            words += self.tr(", pinned for this frame")
        if face.banned:
            words += self.tr(", banned now")
        return words

    def _follow(self) -> None:
        """Change what differs; a scrub that keeps the number of faces keeps the selected place."""
        found = self._retrieval.faces
        faces = found.faces if found is not None else ()
        if found is not None:
            self.frame = found.frame
        if faces == self._faces:
            return
        if len(faces) != len(self._faces):
            self.beginResetModel()
            self._faces = faces
            self.endResetModel()
            return
        self._faces = faces
        self.dataChanged.emit(self.index(0), self.index(len(faces) - 1))

    def _picture_arrived(self, entry: int) -> None:
        for row, face in enumerate(self._faces):
            if face.entry == entry:
                self.dataChanged.emit(self.index(row), self.index(row), [int(Qt.ItemDataRole.DecorationRole)])

    def _pictures_changed(self) -> None:
        if self._faces:
            self.dataChanged.emit(self.index(0), self.index(len(self._faces) - 1))


class FramePictures(QObject):
    """Faces cut out of the capture's frames, decoded on worker threads, the last few kept.

    Signals:
        arrived: the face of this frame can be had now.
    """

    arrived = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._data: CaptureData | None = None
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._tasks: dict[int, Task[QImage]] = {}

    def image(self, data: CaptureData, frame: int, *, only: bool = True) -> QImage | None:
        """The face in a frame, FACE_PX a side; null where there is none; None while it is decoded.

        Args:
            data: the capture.
            frame: of it.
            only: nothing else is waited for: drop what was asked for before.
        """
        if data is not self._data:
            self.stop()
            self._data = data
        found = self._kept.get(frame)
        if found is not None:
            self._kept.move_to_end(frame)
            return found
        if frame in self._tasks:
            return None
        if only:
            self._drop()
        encoded, tracks = data.pictures.encoded(frame), data.tracks
        there = frame < len(tracks.found) and bool(tracks.found[frame])
        landmarks, width = (tracks.landmarks[frame] if there else None), tracks.width
        self._tasks[frame] = self._context.tasks.run(
            lambda: cut_face(encoded, landmarks, width), lambda image: self._take(data, frame, image), priority=6
        )
        return None

    def stop(self) -> None:
        """Forget everything."""
        self._drop()
        self._kept.clear()

    def _drop(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    def _take(self, data: CaptureData, frame: int, image: QImage) -> None:
        self._tasks.pop(frame, None)
        if data is not self._data:
            return
        self._kept[frame] = image
        while len(self._kept) > KEPT_FACES:
            self._kept.popitem(last=False)
        self.arrived.emit(frame)


def cut_face(encoded: bytes, landmarks: FloatArray | None, width: int) -> QImage:
    """Cut the face out of a frame's small picture; the whole picture where there is no face.

    Args:
        encoded: a JPEG; may be empty.
        landmarks: in pixels of the source frame, [478, 3], or None.
        width: of the source frame.
    """
    whole = decode_picture(encoded, most_px=MAX_PROXY_PX)
    if whole.isNull() or landmarks is None:
        return whole
    scale = whole.width() / max(width, 1)
    low, high = landmarks[:, :2].min(axis=0) * scale, landmarks[:, :2].max(axis=0) * scale
    side = max(float((high - low).max()) * MARGIN, 2.0)
    corner = (low + high) / 2 - side / 2
    if not all(-MAX_PROXY_PX < float(v) < 2 * MAX_PROXY_PX for v in (*corner, side)):
        return whole
    face = QImage(FACE_PX, FACE_PX, QImage.Format.Format_RGB32)
    face.fill(Qt.GlobalColor.darkGray)
    zoom = FACE_PX / side
    painter = QPainter(face)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(
        QRect(
            round(-float(corner[0]) * zoom),
            round(-float(corner[1]) * zoom),
            round(whole.width() * zoom),
            round(whole.height() * zoom),
        ),
        whole,
    )
    painter.end()
    return face
