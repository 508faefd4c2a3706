"""Truth, render and difference of chosen frames, one row a frame; a click selects the frame on all pages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from studio.model.run_pictures import Triple
from studio.theme.palette import GRID
from studio.theme.theme import Theme

CAPTION_PX = 20
HEAD_PX = 24
GAP_PX = 4
SMALLEST_PX = 72


class TripleView(QWidget):
    """A grid of three columns.

    Args:
        theme: colours.
        parent: owner.

    Signals:
        frame_chosen: capture id and frame: a row was clicked.
        removal_asked: capture id and frame: the user no longer wants to see it.
    """

    frame_chosen = Signal(str, int)
    removal_asked = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._triples: list[Triple] = []
        self._selected: tuple[str, int] | None = None
        self._message = ""
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(3 * SMALLEST_PX, SMALLEST_PX + HEAD_PX)
        self.setAccessibleName(self.tr("Truth, render and difference"))
        self.setToolTip(
            self.tr("Click a row to select its frame; right-click for more. Differences are three times as strong")
        )
        theme.changed.connect(self.update)

    @property
    def triples(self) -> list[Triple]:
        """What is shown."""
        return self._triples

    def show_triples(self, triples: list[Triple], selected: tuple[str, int] | None) -> None:
        """Show these rows; the selected frame's row is marked."""
        self._triples, self._selected = triples, selected
        frames = ", ".join(str(triple.frame) for triple in triples)
        self.setAccessibleDescription(self.tr("Frames {}").format(frames))
        self.update()

    def show_message(self, message: str) -> None:
        """Say why there is nothing to see; empty for nothing to say."""
        if message != self._message:
            self._message = message
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(480, 360)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        triple = self._at(event.position())
        if triple is not None and event.button() is Qt.MouseButton.LeftButton:
            self.frame_chosen.emit(triple.capture, triple.frame)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        row = self._row_at(event.position())
        if row != self._hovered:
            self._hovered = row
            self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        keys = [(t.capture, t.frame) for t in self._triples]
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and keys:
            at = keys.index(self._selected) + step if self._selected in keys else 0
            self.frame_chosen.emit(*keys[min(max(at, 0), len(keys) - 1)])
        elif event.key() == Qt.Key.Key_Delete and self._selected in keys:
            assert self._selected is not None
            self.removal_asked.emit(*self._selected)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        triple = self._at(QPointF(event.pos()))
        if triple is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        select = menu.addAction(self.tr("Select this frame"))
        select.triggered.connect(lambda: self.frame_chosen.emit(triple.capture, triple.frame))
        remove = menu.addAction(self.tr("Do not show this frame"))
        remove.triggered.connect(lambda: self.removal_asked.emit(triple.capture, triple.frame))
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        palette = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(palette.window))
        if not self._triples:
            painter.setPen(QColor(palette.text_dim))
            whole = self.rect().adjusted(2 * GRID, 2 * GRID, -2 * GRID, -2 * GRID)
            painter.drawText(whole, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._message)
            return
        side, left = self._side(), self._left()
        painter.setPen(QColor(palette.text_dim))
        for column, title in enumerate((self.tr("Truth"), self.tr("Render"), self.tr("Difference"))):
            box = QRectF(left + column * (side + GAP_PX), 0, side, HEAD_PX)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), title)
        for row, triple in enumerate(self._triples):
            self._draw_row(painter, row, triple)

    def _draw_row(self, painter: QPainter, row: int, triple: Triple) -> None:
        palette, box = self._theme.palette, self._box(row)
        side = self._side()
        for column, image in enumerate((triple.truth, triple.render, triple.difference)):
            slot = QRectF(box.left() + column * (side + GAP_PX), box.top(), side, side)
            self._draw_picture(painter, slot, image)
        selected = self._selected == (triple.capture, triple.frame)
        if selected or row == self._hovered:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.accent if selected else palette.text_dim), 1 + selected))
            painter.drawRect(box.adjusted(-2, -2, 2, 2))
        text = self.tr("Frame {}").format(f"{triple.frame:,}")
        role = self.tr("held out") if triple.held_out else self.tr("trained on")
        painter.setPen(QColor(palette.text if selected else palette.text_dim))
        caption = QRectF(box.left(), box.top() + side + 2, box.width(), CAPTION_PX)
        painter.drawText(caption, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), f"{text}, {role}")

    def _draw_picture(self, painter: QPainter, place: QRectF, image: QImage) -> None:
        if image.isNull():
            painter.fillRect(place, QColor(self._theme.palette.panel))
            return
        painter.drawImage(place, image, QRectF(image.rect()))

    def _side(self) -> float:
        rows = max(len(self._triples), 1)
        wide = (self.width() - 2 * GRID - 2 * GAP_PX) / 3
        high = (self.height() - HEAD_PX - GRID) / rows - CAPTION_PX - GAP_PX
        return max(min(wide, high), 24.0)

    def _left(self) -> float:
        return max((self.width() - 3 * self._side() - 2 * GAP_PX) / 2, GRID / 2)

    def _box(self, row: int) -> QRectF:
        side = self._side()
        top = HEAD_PX + row * (side + CAPTION_PX + GAP_PX)
        return QRectF(self._left(), top, 3 * side + 2 * GAP_PX, side)

    def _row_at(self, place: QPointF) -> int:
        boxes = [self._box(row).adjusted(0, 0, 0, CAPTION_PX) for row in range(len(self._triples))]
        return next((row for row, box in enumerate(boxes) if box.contains(place)), -1)

    def _at(self, place: QPointF) -> Triple | None:
        row = self._row_at(place)
        return self._triples[row] if row >= 0 else None

    def place_of(self, row: int) -> QRect:
        """Where a row's pictures are, in pixels."""
        return self._box(row).toRect()
