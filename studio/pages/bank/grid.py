"""The grid of faces: any number of them at the cost of those that are seen. Paints itself, without delegates."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from studio.model.bank_entries import EntryList
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import THUMBNAIL_GAP, THUMBNAIL_PX
from studio.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex
CELL = THUMBNAIL_PX + THUMBNAIL_GAP
CAPTION_WIDTH, CAPTION_HEIGHT = 40, 18
CAPTION_ALPHA = 170
MAX_RANGES = 500
Action = QAbstractItemView.CursorAction


class FaceGrid(QAbstractItemView):
    """Shows an EntryList as thumbnails in rows.

    Args:
        model: what is shown.
        thumbnails: the pictures.
        theme: colours.
        parent: owner.

    Signals:
        opened: an entry was double-clicked, or Return was pressed on it; its id.
    """

    opened = Signal(object)

    def __init__(self, model: EntryList, thumbnails: Thumbnails, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries, self._thumbnails, self._theme = model, thumbnails, theme
        self._seen: dict[int, int] = {}
        self._chosen: frozenset[int] = frozenset()
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else the columns would jump
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("role", "plain")
        self.setAccessibleName(self.tr("Faces of the bank"))
        self.setAccessibleDescription(self.tr("Arrows choose a face, Return shows the faces that are like it."))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        thumbnails.arrived.connect(self._arrived)
        thumbnails.cleared.connect(self.viewport().update)
        theme.changed.connect(self.viewport().update)
        self.activated.connect(lambda index: self.opened.emit(index.data(EntryList.ENTRY)))

    @property
    def columns(self) -> int:
        """Faces in a row."""
        return max(1, (self.viewport().width() - THUMBNAIL_GAP) // CELL)

    @property
    def visible_entries(self) -> tuple[int, ...]:
        """Ids of what was painted last."""
        return tuple(self._seen)

    def mark(self, entries: tuple[int, ...]) -> None:
        """Paint these entries as selected."""
        self._chosen = frozenset(entries)
        self.viewport().update()

    def select_entries(self, entries: tuple[int, ...]) -> None:
        """Select entries that were chosen elsewhere; the first one is scrolled to.

        Qt's selection takes the square of the number of ranges: of thousands apart, it gets the first ones only, which
        shift- and control-clicks then go on from. All of them are painted as selected.
        """
        if entries == self.selected_ids():
            return
        selection = QItemSelection()
        for first, last in _runs(self._entries.positions_of(entries))[:MAX_RANGES]:
            selection.select(self._entries.index(first), self._entries.index(last))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect)
        current = self._entries.positions_of(entries[:1])
        if current:
            self.selectionModel().setCurrentIndex(self._entries.index(current[0]), flags.NoUpdate)

    def selected_ids(self) -> tuple[int, ...]:
        """Ids of what is selected, the current one first."""
        ids: list[int] = []
        selection = self.selectionModel().selection()
        for part in map(selection.at, range(selection.count())):
            ids += self._entries.ids[part.top() : part.bottom() + 1].tolist()
        current = self.currentIndex()
        if current.isValid() and self.selectionModel().isSelected(current):
            first = int(self._entries.ids[current.row()])
            ids = [first, *(entry for entry in ids if entry != first)]
        return tuple(ids)

    # what QAbstractItemView asks for

    def visualRect(self, index: Index) -> QRect:  # noqa: N802 - Qt's name
        return self._cell(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802 - Qt's name
        position = self._position_at(point)
        return self._entries.index(position) if position is not None else QModelIndex()

    def scrollTo(  # noqa: N802 - Qt's name
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        bar, top = self.verticalScrollBar(), THUMBNAIL_GAP + index.row() // self.columns * CELL
        height = self.viewport().height()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(top - (height - CELL) // 2)
        elif top - THUMBNAIL_GAP < bar.value() or hint is QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(top - THUMBNAIL_GAP)
        elif top + CELL > bar.value() + height:
            bar.setValue(top + CELL - height)

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802 - Qt's name
        count = self._entries.rowCount()
        if not count:
            return QModelIndex()
        page = max(1, self.viewport().height() // CELL) * self.columns
        steps = {
            Action.MoveLeft: -1,
            Action.MovePrevious: -1,
            Action.MoveRight: 1,
            Action.MoveNext: 1,
            Action.MoveUp: -self.columns,
            Action.MoveDown: self.columns,
            Action.MovePageUp: -page,
            Action.MovePageDown: page,
            Action.MoveHome: -count,
            Action.MoveEnd: count,
        }
        now = self.currentIndex().row() if self.currentIndex().isValid() else 0
        return self._entries.index(min(max(now + steps.get(action, 0), 0), count - 1))

    def horizontalOffset(self) -> int:  # noqa: N802 - Qt's name
        return 0

    def verticalOffset(self) -> int:  # noqa: N802 - Qt's name
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802 - Qt's name
        return False

    def setSelection(self, rect: QRect, flags: QItemSelectionModel.SelectionFlag) -> None:  # noqa: N802 - Qt's name
        ends = (self._position_at(rect.topLeft(), near=True), self._position_at(rect.bottomRight(), near=True))
        if None in ends:
            self.selectionModel().select(QItemSelection(), flags)
            return
        first, last = sorted(end for end in ends if end is not None)
        self.selectionModel().select(QItemSelection(self._entries.index(first), self._entries.index(last)), flags)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802 - Qt's name
        return QRegion(self.viewport().rect())  # a selection of 100,000 has no region worth computing

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        rows = -(-self._entries.rowCount() // self.columns)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, rows * CELL + THUMBNAIL_GAP - height))
        bar.setPageStep(max(1, height))
        bar.setSingleStep(CELL // 2)
        super().updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        first = self._position_at(QPoint(THUMBNAIL_GAP, THUMBNAIL_GAP), near=True, width=event.oldSize().width())
        super().resizeEvent(event)
        self.updateGeometries()
        if first is not None and event.oldSize().width() > 0 and self.verticalScrollBar().value() > 0:
            self.scrollTo(self._entries.index(first), QAbstractItemView.ScrollHint.PositionAtTop)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's name
        self.viewport().scroll(dx, dy)  # what stays in view is moved; only the strip that appears is painted

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter, dirty = QPainter(self.viewport()), event.region()
        seen = self._rows_between(0, self.viewport().height())
        self._seen = dict(zip(self._entries.ids[seen.start : seen.stop].tolist(), seen, strict=True))
        self._thumbnails.keep_waiting(self._seen)
        positions = self._rows_between(event.rect().top(), event.rect().bottom() + 1)
        ids = self._entries.ids[positions.start : positions.stop].tolist()
        cells = [(entry, position, self._cell(position)) for entry, position in zip(ids, positions, strict=True)]
        cells = [cell for cell in cells if dirty.intersects(cell[2])]
        for entry, _, cell in cells:
            self._paint_picture(painter, cell, self._thumbnails.image(entry))
        if self._entries.results.distances is not None:
            self._paint_distances(painter, [(position, cell) for _, position, cell in cells])
        self._paint_selection(painter, [cell for entry, _, cell in cells if entry in self._chosen])
        self._paint_current(painter)

    def _rows_between(self, top: int, bottom: int) -> range:
        """Positions of the rows that reach into a stretch of the viewport."""
        columns, offset = self.columns, self.verticalOffset()
        first = max(0, (top + offset - THUMBNAIL_GAP) // CELL) * columns
        last = -(-(bottom + offset) // CELL) * columns
        count = self._entries.rowCount()
        return range(min(first, count), min(max(last, first), count))

    def _paint_picture(self, painter: QPainter, cell: QRect, image: QImage | None) -> None:
        if image is None or image.isNull():
            painter.fillRect(cell, QColor(self._theme.palette.raised))
            if image is not None:
                painter.setPen(QColor(self._theme.palette.text_dim))
                painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), self.tr("no picture"))
        elif image.width() == THUMBNAIL_PX:
            painter.drawImage(cell.topLeft(), image)
        else:
            painter.drawImage(cell, image)

    def _paint_distances(self, painter: QPainter, cells: list[tuple[int, QRect]]) -> None:
        distances = self._entries.results.distances
        assert distances is not None
        veil = QColor(self._theme.palette.veil)
        veil.setAlpha(CAPTION_ALPHA)
        painter.setPen(QColor("white"))
        for position, cell in cells:
            strip = QRect(cell.left(), cell.bottom() + 1 - CAPTION_HEIGHT, CAPTION_WIDTH, CAPTION_HEIGHT)
            painter.fillRect(strip, veil)
            painter.drawText(strip, int(Qt.AlignmentFlag.AlignCenter), f"{float(distances[position]):.2f}")

    def _paint_selection(self, painter: QPainter, cells: list[QRect]) -> None:
        palette = self._theme.palette
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width, inset in ((palette.accent, 3, 1), (palette.field, 1, 3)):
            painter.setPen(QPen(QColor(color), width))
            for cell in cells:
                painter.drawRect(cell.adjusted(inset, inset, -inset - 1, -inset - 1))

    def _paint_current(self, painter: QPainter) -> None:
        """Where the keyboard is."""
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            painter.setPen(QPen(QColor(self._theme.palette.text), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self._cell(current.row()).adjusted(3, 3, -4, -4))

    def _cell(self, position: int) -> QRect:
        row, column = divmod(position, self.columns)
        return QRect(
            self._left(self.columns) + column * CELL,
            THUMBNAIL_GAP + row * CELL - self.verticalOffset(),
            THUMBNAIL_PX,
            THUMBNAIL_PX,
        )

    def _left(self, columns: int) -> int:
        """Where the first column begins, so that all stand in the middle."""
        return max(THUMBNAIL_GAP, (self.viewport().width() - columns * CELL + THUMBNAIL_GAP) // 2)

    def _position_at(self, point: QPoint, *, near: bool = False, width: int | None = None) -> int | None:
        """The item at a point; ``near`` takes the nearest one where there is none."""
        count = self._entries.rowCount()
        columns = self.columns if width is None else max(1, (width - THUMBNAIL_GAP) // CELL)
        column, beside = divmod(point.x() - self._left(columns), CELL)
        row, below = divmod(point.y() + self.verticalOffset() - THUMBNAIL_GAP, CELL)
        if near:
            column, row = min(max(column, 0), columns - 1), max(row, 0)
            return min(row * columns + column, count - 1) if count else None
        position = row * columns + column
        outside = not 0 <= column < columns or row < 0 or max(beside, below) >= THUMBNAIL_PX
        return None if outside or position >= count else position

    def _arrived(self, entry: int) -> None:
        position = self._seen.get(entry)
        if position is not None:
            self.viewport().update(self._cell(position))


def _runs(positions: list[int]) -> list[tuple[int, int]]:
    """Sorted numbers as runs (first, last)."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and position == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs
