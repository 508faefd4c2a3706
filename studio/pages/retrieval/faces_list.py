"""The grid of retrieved faces: picture, distance, person and source of each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.model.frame_faces import FacesModel
from studio.model.retrieval import Face
from studio.theme.icons import icon
from studio.theme.palette import GRID, THUMBNAIL_GAP
from studio.theme.theme import Theme

PICTURE_PX = 144
CAPTION_PX = 56
BADGE_PX = 22
Index = QModelIndex | QPersistentModelIndex


class FacesList(QListView):
    """The faces of a frame; one is chosen.

    Args:
        model: the faces.
        theme: colours.
        parent: owner.

    Signals:
        face_chosen: another face is the current one.
        opened: a face was double-clicked, or Enter pressed on it.
        menu_asked: a context menu is wanted at this place of the screen.
    """

    face_chosen = Signal()
    opened = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, model: FacesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(THUMBNAIL_GAP)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setItemDelegate(_FaceDelegate(theme, self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Faces like this frame"))
        self.setToolTip("")
        self.setModel(model)
        self._model = model
        self.selectionModel().currentChanged.connect(lambda now, before: self.face_chosen.emit())
        model.modelReset.connect(self._choose_first)
        model.dataChanged.connect(lambda first, last, roles=(): self.face_chosen.emit() if not roles else None)
        self.activated.connect(lambda index: self.opened.emit())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        theme.changed.connect(self.viewport().update)
        self._choose_first()

    @property
    def face(self) -> Face | None:
        """The chosen face."""
        return self._model.face(self.currentIndex().row())

    @property
    def place(self) -> int:
        """Its place among the frame's faces, or -1."""
        return int(self.currentIndex().row())

    def choose(self, place: int) -> None:
        """Choose a face by its place."""
        if 0 <= place < self._model.rowCount():
            self.setCurrentIndex(self._model.index(place))

    def _choose_first(self) -> None:
        if self._model.rowCount():
            self.setCurrentIndex(self._model.index(0))
        self.face_chosen.emit()

    def _ask_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_asked.emit(self.viewport().mapToGlobal(place))


class _FaceDelegate(QStyledItemDelegate):
    """Paints a picture with two lines under it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(PICTURE_PX + GRID, PICTURE_PX + CAPTION_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        face, palette = index.data(FacesModel.FACE), self._theme.palette
        if not isinstance(face, Face):
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(palette.accent_soft))
        picture = QRect(area.left() + GRID // 2, area.top() + GRID // 2, PICTURE_PX, PICTURE_PX)
        self._paint_picture(painter, picture, index.data(Qt.ItemDataRole.DecorationRole))
        if face.pinned or face.banned:
            self._paint_badge(painter, picture, "push-pin-fill" if face.pinned else "prohibit", face.banned)
        self._paint_words(painter, picture, face, index.row())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(palette.accent))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()

    def _paint_picture(self, painter: QPainter, area: QRect, image: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if isinstance(image, QImage) and not image.isNull():
            painter.drawImage(area, image)
            return
        palette = self._theme.palette
        painter.fillRect(area, QColor(palette.raised))
        if isinstance(image, QImage):  # there is none
            shape = icon("eye-slash", palette, color=palette.text_dim).pixmap(32, 32)
            painter.drawPixmap(area.center() - QPoint(16, 16), shape)

    def _paint_badge(self, painter: QPainter, picture: QRect, name: str, warn: bool) -> None:
        palette = self._theme.palette
        badge = QRect(picture.right() - BADGE_PX - 3, picture.top() + 4, BADGE_PX, BADGE_PX)
        painter.fillRect(badge, QColor(palette.panel))
        shape = icon(name, palette, color=palette.warning if warn else palette.accent)
        shape.paint(painter, badge.adjusted(3, 3, -3, -3))

    def _paint_words(self, painter: QPainter, picture: QRect, face: Face, row: int) -> None:
        palette = self._theme.palette
        metrics = painter.fontMetrics()
        line = metrics.height()
        top = QRect(picture.left(), picture.bottom() + 4, picture.width(), line)
        bold = QFont(painter.font())
        bold.setWeight(QFont.Weight.DemiBold)
        distance = f"{face.distance:.2f}"
        painter.setPen(QColor(palette.text))
        painter.setFont(bold)
        right = painter.fontMetrics().horizontalAdvance(distance)
        painter.drawText(top, int(Qt.AlignmentFlag.AlignRight), distance)
        painter.setFont(option_font(bold))
        name = face.person or self.tr("Face {}").format(face.entry)
        room = top.width() - right - GRID
        painter.drawText(top, 0, painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room))
        painter.setPen(QColor(palette.text_dim))
        below = top.translated(0, line + 1)
        source = face.source or self.tr("not in this bank")
        painter.drawText(below, 0, metrics.elidedText(source, Qt.TextElideMode.ElideMiddle, below.width()))


def option_font(bold: QFont) -> QFont:
    """The same font in the ordinary weight."""
    plain = QFont(bold)
    plain.setWeight(QFont.Weight.Normal)
    return plain
