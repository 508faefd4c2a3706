"""The grid of retrieved faces: picture, distance, person and source of each."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.model.faces import Face
from studio.model.frame_faces import FacesModel
from studio.theme.icons import icon
from studio.theme.palette import GRID, THUMBNAIL_GAP
from studio.theme.theme import Theme

SMALLEST_PX, LARGEST_PX = 96, 320
CAPTION_PX = 68
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
        delegate = _FaceDelegate(theme, self)
        self.setItemDelegate(delegate)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Faces like this frame"))
        self.setAccessibleDescription(
            self.tr("The nearest comes first. B bans a face, P pins it, Return shows it in the bank.")
        )
        self.setModel(model)
        self._model = model
        self._chosen: tuple[int, int] | None = None
        self.selectionModel().currentChanged.connect(lambda now, before: self._remember())
        model.modelReset.connect(self._choose_again)
        model.dataChanged.connect(lambda first, last, roles=(): None if roles else self._choose_again())
        self.activated.connect(lambda index: self.opened.emit())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        theme.changed.connect(self.viewport().update)
        self._delegate = delegate
        self._choose_again()

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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """The largest pictures with which all faces are seen without scrolling."""
        width, height = self.width() - 16, self.height() - 2 * THUMBNAIL_GAP
        count, px = max(self._model.rowCount(), 1), LARGEST_PX
        while px > SMALLEST_PX:
            columns = max(width // (px + GRID + 2 * THUMBNAIL_GAP), 1)
            if -(-count // columns) * (px + CAPTION_PX + 2 * THUMBNAIL_GAP) <= height:
                break
            px -= 4
        if px != self._delegate.picture_px:
            self._delegate.picture_px = px
            self.scheduleDelayedItemsLayout()

    def _remember(self) -> None:
        face = self.face
        self._chosen = (self._model.frame, face.entry) if face is not None else None
        self.face_chosen.emit()

    def _choose_again(self) -> None:
        """After a change within a frame the same face stays chosen; in another frame the same place."""
        self._fit()
        count, chosen, place = self._model.rowCount(), self._chosen, self.place
        if count:
            entries = [face.entry for face in self._model.faces]
            if chosen is not None and chosen[0] == self._model.frame and chosen[1] in entries:
                place = entries.index(chosen[1])
            self.choose(min(max(place, 0), count - 1))
        self._remember()

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
        self.picture_px = SMALLEST_PX

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.picture_px + GRID, self.picture_px + CAPTION_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        face, palette = index.data(FacesModel.FACE), self._theme.palette
        if not isinstance(face, Face):
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(palette.accent_soft))
        picture = QRect(area.left() + GRID // 2, area.top() + GRID // 2, self.picture_px, self.picture_px)
        self._paint_picture(painter, picture, index.data(Qt.ItemDataRole.DecorationRole))
        if face.pinned or face.banned:
            self._paint_badge(painter, picture, "push-pin-fill" if face.pinned else "prohibit", face.banned)
        self._paint_words(painter, picture, face)
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

    def _paint_words(self, painter: QPainter, picture: QRect, face: Face) -> None:
        palette, plain = self._theme.palette, painter.font()
        line = painter.fontMetrics().height()
        top = QRect(picture.left(), picture.bottom() + 4, picture.width(), line)
        below = top.translated(0, line + 1)
        name = face.person or self.tr("Face {}").format(face.entry)
        painter.setPen(QColor(palette.text))
        painter.drawText(top, 0, painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, top.width()))
        painter.setPen(QColor(palette.text_dim))
        source, metrics = face.source or self.tr("not in this bank"), painter.fontMetrics()
        if metrics.horizontalAdvance(source) > top.width():
            source = source.removesuffix(PurePath(source).suffix)  # the name says more than its ending
        painter.drawText(below, 0, metrics.elidedText(source, Qt.TextElideMode.ElideMiddle, top.width()))
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(palette.text))
        painter.drawText(below.translated(0, line + 1), 0, f"{face.distance:.2f}")
