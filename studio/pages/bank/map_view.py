"""The map: where the bank's faces lie. A density, dots where zoomed in, faces where few are left."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from core.types import FloatArray
from studio.context import Context
from studio.model.bank_browser import Latest
from studio.pages.bank.map_layer import MAX_SPAN, MIN_SPAN, Layer, PointGroup, View, draw, fitting
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import GRID, THUMBNAIL_PX

NEAR_PX = 14.0
FACES_MOST = 60
FACE_PX = 48
WHEEL_STEP = 0.85
KEY_STEP = 0.12
DRAG_PX = 4
RINGS_MOST = 2000
LABEL_ALPHA = 200


@dataclass(frozen=True, eq=False)
class MapContent:
    """What the map shows.

    Attributes:
        points: all entries, [M, 2].
        ids: theirs, [M].
        shown: rows that pass the filter.
        missed: rows that the capture has nothing like; empty where that is not wanted.
        capture: the capture's frames, [T, 2].
        labels: what lies to the right and up.
    """

    points: FloatArray
    ids: npt.NDArray[np.int64]
    shown: npt.NDArray[np.int64]
    missed: npt.NDArray[np.int64]
    capture: FloatArray
    labels: tuple[str, str]


class FaceMap(QWidget):
    """Pan by dragging, zoom by the wheel, select by a click or by dragging with Shift.

    Args:
        context: for colours and worker threads.
        thumbnails: the pictures.
        parent: owner.

    Signals:
        chosen: entry ids that the user selected, the nearest first.
        opened: an entry was double-clicked; its id.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, context: Context, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._thumbnails = context.theme, thumbnails
        self._content: MapContent | None = None
        self._view: View | None = None
        self._layer: tuple[Layer, QImage] | None = None
        self._drawing: Latest[Layer] = Latest(context, self._take, context.notices.report)
        self._selected = np.zeros((0, 2), np.float32)
        self._example: FloatArray | None = None
        self._hover: int | None = None
        self._faces: npt.NDArray[np.intp] = np.zeros(0, np.intp)
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._area: QRectF | None = None
        self.select_by_drag = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 160)
        self.setAccessibleName(self.tr("Map of the bank"))
        self.setAccessibleDescription(self.tr("Like expressions lie side by side. Arrows pan, plus and minus zoom."))
        thumbnails.arrived.connect(self._arrived)
        context.theme.changed.connect(self._redraw)

    @property
    def view(self) -> View | None:
        """What part is seen."""
        return self._view

    @property
    def drawn(self) -> Layer | None:
        """The picture of points that is shown."""
        return self._layer[0] if self._layer is not None else None

    def show_content(self, content: MapContent | None, *, refit: bool) -> None:
        """Show other points; ``refit`` to see all of them."""
        self._content, self._hover = content, None
        if content is None:
            self._drawing.drop()
            self._layer = None
            self.update()
            return
        if refit or self._view is None:
            self._layer = None
            self._view = fitting(self._everything(content), self.width(), self.height())
        self._redraw()

    def mark(self, rows: npt.NDArray[np.int64], example: FloatArray | None) -> None:
        """Ring the selected rows, and mark where the example lies."""
        content = self._content
        if content is not None and len(content.points):
            self._selected = content.points[rows[:RINGS_MOST]]
        self._example = example
        self.update()

    def fit(self) -> None:
        """See all points."""
        if self._content is not None:
            self._set_view(fitting(self._everything(self._content), self.width(), self.height()))

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Show ``factor`` times as much, keeping the point under ``at``."""
        view = self._view
        if view is None:
            return
        spot = at if at is not None else QPointF(view.width / 2, view.height / 2)
        x, y = view.from_px(spot.x(), spot.y())
        span = min(max(view.span * factor, MIN_SPAN), MAX_SPAN)
        share = span / view.span
        self._set_view(replace(view, span=span, x=x + (view.x - x) * share, y=y + (view.y - y) * share))

    def stop(self) -> None:
        """Drop what is being drawn."""
        self._drawing.drop()

    def _everything(self, content: MapContent) -> FloatArray:
        return np.concatenate([content.points, content.capture]) if len(content.capture) else content.points

    def _set_view(self, view: View) -> None:
        self._view = view
        self._hover = None
        self._redraw()

    def _redraw(self) -> None:
        content, view, palette = self._content, self._view, self._theme.palette
        self.update()
        if content is None or view is None:
            return
        narrowed = len(content.shown) < len(content.points) or len(content.missed) or len(content.capture)
        rest = palette.track if narrowed else palette.text_dim
        groups = [PointGroup(content.points, _rgb(rest))]
        if len(content.shown) < len(content.points):
            groups.append(PointGroup(content.points[content.shown], _rgb(palette.text)))
        if len(content.missed):
            groups.append(PointGroup(content.points[content.missed], _rgb(palette.warning)))
        if len(content.capture):
            groups.append(PointGroup(content.capture, _rgb(palette.accent)))
        self._drawing.run(lambda: draw(groups, view), priority=2)

    def _take(self, layer: Layer) -> None:
        rgba = layer.rgba
        image = QImage(
            rgba.data, rgba.shape[1], rgba.shape[0], rgba.strides[0], QImage.Format.Format_RGBA8888_Premultiplied
        )
        self._layer = (layer, image)  # the image reads the layer's memory
        view, content = self._view, self._content
        self._faces = np.zeros(0, np.intp)
        if layer.dots and view is not None and content is not None and len(content.shown):
            seen = view.inside(content.points[content.shown], -FACE_PX / 2)
            if seen.size <= FACES_MOST:
                self._faces = content.shown[seen]
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        palette = self._theme.palette
        painter.fillRect(self.rect(), QColor(palette.field))
        if self._content is None or self._view is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._layer is not None:
            painter.drawImage(self._where(self._layer[0].view), self._layer[1])
        self._paint_faces(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_rings(painter)
        self._paint_labels(painter)
        self._paint_hover(painter)
        if self._area is not None:
            soft = QColor(palette.accent)
            painter.setPen(QPen(soft, 1))
            soft.setAlpha(50)
            painter.setBrush(soft)
            painter.drawRect(self._area)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(palette.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _where(self, drawn: View) -> QRectF:
        """Where the picture of another view lies in this one."""
        view = self._view
        assert view is not None
        corner, opposite = drawn.from_px(0, 0), drawn.from_px(drawn.width, drawn.height)
        ends = view.to_px(np.array([corner, opposite], np.float32))
        return QRectF(QPointF(*map(float, ends[0])), QPointF(*map(float, ends[1])))

    def _arrived(self, entry: int) -> None:
        content = self._content
        rows = [*self._faces.tolist(), *([] if self._hover is None else [self._hover])]
        if content is not None and any(int(content.ids[row]) == entry for row in rows):
            self.update()

    def _paint_faces(self, painter: QPainter) -> None:
        content, view = self._content, self._view
        assert content is not None
        assert view is not None
        for row, spot in zip(self._faces.tolist(), view.to_px(content.points[self._faces]).tolist(), strict=True):
            image = self._thumbnails.image(int(content.ids[row]))
            if image is not None and not image.isNull():
                place = QRect(
                    round(float(spot[0])) - FACE_PX // 2, round(float(spot[1])) - FACE_PX // 2, FACE_PX, FACE_PX
                )
                painter.drawImage(place, image)

    def _paint_rings(self, painter: QPainter) -> None:
        view, palette = self._view, self._theme.palette
        assert view is not None
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(self._selected):
            spots = view.to_px(self._selected[view.inside(self._selected, NEAR_PX)])
            painter.setPen(QPen(QColor(palette.accent), 2))
            for x, y in spots.tolist():
                painter.drawEllipse(QPointF(x, y), 5, 5)
        if self._example is not None:
            x, y = view.to_px(self._example)[0].tolist()
            painter.setPen(QPen(QColor(palette.text), 2))
            painter.drawLine(QPointF(x - 9, y), QPointF(x + 9, y))
            painter.drawLine(QPointF(x, y - 9), QPointF(x, y + 9))

    def _paint_labels(self, painter: QPainter) -> None:
        assert self._content is not None
        right, up = self._content.labels
        inside = self.rect().adjusted(GRID, GRID, -GRID, -GRID)
        behind = QColor(self._theme.palette.field)
        behind.setAlpha(LABEL_ALPHA)
        flags = Qt.AlignmentFlag
        for text, where in ((f"{right} →", flags.AlignRight | flags.AlignBottom), (f"↑ {up}", flags.AlignLeft)):
            room = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, inside.width())
            place = painter.boundingRect(inside, int(where), room).adjusted(-4, -2, 4, 2)
            painter.fillRect(place, behind)
            painter.setPen(QColor(self._theme.palette.text_dim))
            painter.drawText(inside, int(where), room)

    def _paint_hover(self, painter: QPainter) -> None:
        content, view, row = self._content, self._view, self._hover
        if row is None or content is None or view is None or len(self._faces):
            return
        image = self._thumbnails.image(int(content.ids[row]))
        x, y = view.to_px(content.points[row][None])[0].tolist()
        painter.setPen(QPen(QColor(self._theme.palette.text), 2))
        painter.drawEllipse(QPointF(x, y), 4, 4)
        if image is None or image.isNull():
            return
        left = x + GRID * 2 if x + GRID * 2 + THUMBNAIL_PX < self.width() else x - GRID * 2 - THUMBNAIL_PX
        top = min(max(y - THUMBNAIL_PX / 2, GRID), self.height() - THUMBNAIL_PX - GRID)
        place = QRect(round(left), round(top), THUMBNAIL_PX, THUMBNAIL_PX)
        painter.drawImage(place, image)
        painter.setPen(QColor(self._theme.palette.line))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))

    # the user

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._view is not None:
            self._set_view(replace(self._view, width=max(self.width(), 1), height=max(self.height(), 1)))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        self.zoom(WHEEL_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = self._last = event.position()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift != self.select_by_drag:
            self._area = QRectF(event.position(), event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        where, view = event.position(), self._view
        if view is None:
            return
        if self._pressed is None:
            self._point_at(where)
        elif self._area is not None:
            self._area = QRectF(self._pressed, where).normalized()
            self.update()
        else:
            step = where - self._last
            scale = view.px_per_unit
            self._set_view(replace(view, x=view.x - step.x() / scale, y=view.y + step.y() / scale))
        self._last = where

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        pressed, area = self._pressed, self._area
        self._pressed = self._area = None
        if pressed is None or self._content is None:
            return
        moved = (event.position() - pressed).manhattanLength()
        if moved <= DRAG_PX:
            row = self._nearest(event.position())
            self.chosen.emit((int(self._content.ids[row]),) if row is not None else ())
        elif area is not None:
            self.chosen.emit(self._within(area))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        row = self._nearest(event.position())
        if row is not None and self._content is not None:
            self.opened.emit(int(self._content.ids[row]))

    def leaveEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        if self._hover is not None:
            self._hover = None
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        view, key = self._view, event.key()
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        if view is None:
            super().keyPressEvent(event)
        elif key in steps:
            x, y = steps[Qt.Key(key)]
            self._set_view(replace(view, x=view.x + KEY_STEP * view.span * x, y=view.y + KEY_STEP * view.span * y))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(WHEEL_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / WHEEL_STEP)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        else:
            super().keyPressEvent(event)

    def _point_at(self, where: QPointF) -> None:
        row = self._nearest(where)
        if row != self._hover:
            self._hover = row
            self.setCursor(Qt.CursorShape.PointingHandCursor if row is not None else Qt.CursorShape.ArrowCursor)
            self.update()

    def _nearest(self, where: QPointF) -> int | None:
        """The shown entry nearest to a pixel, if it is near; where faces are drawn, the one under it."""
        content, view = self._content, self._view
        if content is None or view is None or not len(content.shown):
            return None
        x, y = view.from_px(where.x(), where.y())
        delta = content.points[content.shown] - np.array([x, y], np.float32)
        gaps = np.einsum("nd,nd->n", delta, delta)
        best = int(gaps.argmin())
        reach = FACE_PX / 2 if len(self._faces) else NEAR_PX
        return int(content.shown[best]) if float(gaps[best]) ** 0.5 * view.px_per_unit <= reach else None

    def _within(self, area: QRectF) -> tuple[int, ...]:
        content, view = self._content, self._view
        assert content is not None
        assert view is not None
        left, top = view.from_px(area.left(), area.top())
        right, bottom = view.from_px(area.right(), area.bottom())
        x, y = content.points[content.shown].T
        inside = (x >= left) & (x <= right) & (y <= top) & (y >= bottom)
        return tuple(content.ids[content.shown[inside]].tolist())


def _rgb(color: str) -> tuple[int, int, int]:
    value = QColor(color)
    return value.red(), value.green(), value.blue()
