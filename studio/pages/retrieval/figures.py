"""The capture as a whole: how far the faces are, how often they repeat, and whose they are."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.raf.curves import Curves, Histogram
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
AXIS_PX = 20
ROW_PX = 26


class HistogramView(QWidget):
    """Bars of how many faces are how far; those drawn at random as an outline.

    Args:
        theme: colours.
        parent: owner.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: Histogram | None = None
        self._distance: float | None = None
        self.setMinimumHeight(132)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Histogram of distances"))
        self.setToolTip(
            self.tr(
                "How far the retrieved faces are (bars), and how far as many faces drawn at random would be (line): "
                "whitened L2 distance. The mark is the chosen face."
            )
        )
        theme.changed.connect(self.update)

    def show_counts(self, found: Histogram | None) -> None:
        """Show counts, or nothing."""
        self._found = found
        self.update()

    def show_distance(self, distance: float | None) -> None:
        """Mark the chosen face's distance."""
        if distance != self._distance:
            self._distance = distance
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(280, 132)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        palette, found = self._theme.palette, self._found
        area = QRectF(0, 0, self.width(), self.height() - AXIS_PX)
        painter.fillRect(area, QColor(palette.field))
        if found is None or not found.counts.sum():
            return
        most = float(max(found.counts.max(), found.random_counts.max(), 1))
        step = area.width() / len(found.counts)
        for i, count in enumerate(found.counts):
            height = float(count) / most * (area.height() - 4)
            painter.fillRect(QRectF(i * step, area.bottom() - height, step - 1, height), QColor(palette.accent))
        painter.setPen(QColor(palette.text_dim))
        tops = [area.bottom() - float(c) / most * (area.height() - 4) for c in found.random_counts]
        for i, top in enumerate(tops):
            painter.drawLine(round(i * step), round(top), round((i + 1) * step), round(top))
            if i:
                painter.drawLine(round(i * step), round(tops[i - 1]), round(i * step), round(top))
        end = float(found.edges[-1])
        if self._distance is not None and np.isfinite(self._distance):
            x = min(self._distance / end, 1.0) * area.width()
            painter.fillRect(QRectF(x - 1, 0, 2, area.height()), QColor(palette.text))
        axis = QRectF(0, area.bottom() + 2, area.width(), AXIS_PX - 2)
        painter.setPen(QColor(palette.text_dim))
        painter.drawText(axis, int(Qt.AlignmentFlag.AlignLeft), "0")
        painter.drawText(axis, int(Qt.AlignmentFlag.AlignHCenter), f"{end / 2:.1f}")
        painter.drawText(axis, int(Qt.AlignmentFlag.AlignRight), f"{end:.1f}")


class PersonsModel(QAbstractListModel):
    """People whose faces are drawn, most often first; the role ``SHARE`` gives the share of all draws."""

    SHARE = int(Qt.ItemDataRole.UserRole) + 1
    PERSON = int(Qt.ItemDataRole.UserRole) + 2

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, int, float]] = []

    def take(self, found: Curves | None, names: tuple[str, ...]) -> None:
        """Show who is drawn; ``names`` are of the person indices."""
        shares = found.person_shares if found is not None else ()
        rows = [(names[i], i, share) for i, share in shares if i < len(names)]
        if rows == self._rows:
            return
        if len(rows) == len(self._rows):
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        name, person, share = self._rows[index.row()]
        words = self.tr("{}: {} of all drawn faces; choose to mark the frames on the timeline").format(
            name, f"{100 * share:.1f} %"
        )
        return {
            int(Qt.ItemDataRole.DisplayRole): name,
            int(Qt.ItemDataRole.ToolTipRole): words,
            int(Qt.ItemDataRole.AccessibleTextRole): words,
            self.SHARE: share,
            self.PERSON: person,
        }.get(role)


class Figures(QWidget):
    """Histogram, three figures, and the people.

    Args:
        theme: colours.
        parent: owner.

    Signals:
        person_marked: this person's index is chosen in the list, or -1.
    """

    person_marked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.histogram = HistogramView(theme, self)
        self._facts = QLabel(self)
        self._facts.setWordWrap(True)
        self._facts.setProperty("role", "dim")
        self._facts.setToolTip(
            self.tr("A face counts as repeated when another frame draws it too: many repeats mean a small choice.")
        )
        self._use = QLabel(self)
        self._use.setWordWrap(True)
        self._use.setProperty("role", "dim")
        self.model = PersonsModel(self)
        self._people = QListView(self)
        self._people.setProperty("role", "plain")
        self._people.setModel(self.model)
        self._people.setUniformItemSizes(True)
        self._people.setItemDelegate(_ShareDelegate(theme, self._people))
        self._people.setAccessibleName(self.tr("People whose faces are drawn"))
        self._people.setAccessibleDescription(self.tr("Choosing one marks their faces over time."))
        self._people.setMinimumHeight(3 * ROW_PX)
        self._people.selectionModel().currentChanged.connect(self._mark)
        title = QLabel(self.tr("Distances"), self)
        people = QLabel(self.tr("People"), self)
        for label in (title, people):
            label.setProperty("role", "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID)
        layout.setSpacing(GRID)
        for widget in (title, self.histogram, self._facts, self._use, people):
            layout.addWidget(widget)
        layout.addWidget(self._people, 1)
        self.show_curves(None, ())

    def show_curves(self, found: Curves | None, names: tuple[str, ...]) -> None:
        """Show the figures of all frames that are known."""
        self.histogram.show_counts(found.histogram if found is not None else None)
        self.model.take(found, names)
        if found is None or not found.draws:
            self._facts.setText(self.tr("Nothing was searched yet."))
            return
        lines = (
            self.tr("{} frames draw {} different faces").format(f"{found.known:,}", f"{found.different:,}"),
            self.tr("{} of all draws repeat a face").format(f"{100 * found.repeated:.0f} %"),
            self.tr("{} people are drawn").format(len(found.person_shares)),
        )
        self._facts.setText("\n".join(lines))

    def show_use(self, raf: bool, shuffled: bool) -> None:
        """Say what the next training will do with the faces."""
        if not raf:
            text = self.tr("The next training goes without them: Retrieval is off on the Train page.")
        elif shuffled:
            text = self.tr(
                "Shuffled is on: the next training gives each frame the change that another frame’s face would bring. "
                "Pins and bans of a frame act through the others."
            )
        else:
            text = self.tr("The next training moves a frame towards one of its own faces.")
        self._use.setText(text)

    def _mark(self, now: QModelIndex, before: QModelIndex) -> None:
        person = now.data(PersonsModel.PERSON) if now.isValid() else None
        self.person_marked.emit(-1 if person is None else int(person))


class _ShareDelegate(QStyledItemDelegate):
    """A name over a bar of its share."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette, area = self._theme.palette, QRectF(option.rect)
        share = float(index.data(PersonsModel.SHARE) or 0.0)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(palette.accent_soft))
        bar = QRectF(area.left(), area.bottom() - 3, area.width() * min(share, 1.0), 2)
        painter.fillRect(bar, QColor(palette.accent))
        text = f"{100 * share:.1f} %"
        inner = area.adjusted(4, 0, -4, -3)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QColor(palette.text_dim))
        painter.drawText(inner, middle | int(Qt.AlignmentFlag.AlignRight), text)
        room = int(inner.width() - painter.fontMetrics().horizontalAdvance(text) - GRID)
        painter.setPen(QColor(palette.text))
        name = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, middle, name)
        painter.restore()
