"""The projects opened lately as pictures: a click opens one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QApplication, QListView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.model.recent import PICTURE, RecentProject, RecentProjects
from studio.theme.icons import icon
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.words import date_time_text

TEXT_HEIGHT = 44
CELL = QSize(PICTURE.width() + 2 * GRID, PICTURE.height() + TEXT_HEIGHT + 2 * GRID)
ICON_PX = 32


class RecentList(QListView):
    """A grid that is as high as its content: the page scrolls, not the grid.

    Signals:
        chosen: the user wants this RecentProject.
        forget_asked: the row is to be taken off the list.
        show_asked: the row's folder is to be shown.
    """

    chosen = Signal(object)
    forget_asked = Signal(int)
    show_asked = Signal(int)

    def __init__(self, model: RecentProjects, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._projects = model
        self.setProperty("role", "plain")
        self.setModel(model)
        self.setItemDelegate(_Delegate(theme, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setViewportMargins(-GRID, 0, 0, 0)  # pictures stand in line with the text above
        self.setMouseTracking(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Recent projects"))
        self.setToolTip(self.tr("Click to open; right click for more"))
        self.clicked.connect(self._choose)
        model.modelReset.connect(self._fit)
        model.rowsRemoved.connect(self._fit)
        theme.changed.connect(self.viewport().update)
        self._fit()

    def _choose(self, index: QModelIndex) -> None:
        project = self._projects.project(index.row())
        if project is not None:
            self.chosen.emit(project)

    def _fit(self) -> None:
        across = max(1, self.viewport().width() // CELL.width())
        lines = -(-self._projects.rowCount() // across)
        self.setFixedHeight(max(1, lines) * CELL.height() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self._choose(index)
        elif event.key() == Qt.Key.Key_Delete and index.isValid():
            self.forget_asked.emit(index.row())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        index = self.indexAt(event.pos())
        if not index.isValid():
            return
        row = index.row()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Open")).triggered.connect(lambda: self._choose(index))
        menu.addAction(self.tr("Show in folder")).triggered.connect(lambda: self.show_asked.emit(row))
        menu.addAction(self.tr("Take off this list")).triggered.connect(lambda: self.forget_asked.emit(row))
        menu.popup(event.globalPos())


class _Delegate(QStyledItemDelegate):
    """A picture, the name, what is in it and when it changed."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return CELL

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        project: RecentProject = index.data(RecentProjects.PROJECT)
        palette, area = self._theme.palette, option.rect
        picture = QRect(area.left() + GRID, area.top() + GRID, PICTURE.width(), PICTURE.height())
        painter.save()
        state = option.state
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(palette.raised))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(palette.accent))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        self._paint_picture(painter, picture, project)
        font = QApplication.font()
        text = QRect(picture.left(), picture.bottom() + GRID // 2, picture.width(), TEXT_HEIGHT // 2)
        _line(painter, text, project.name, font, QColor(palette.text), bold=True)
        dim = QColor(palette.error if project.problem else palette.text_dim)
        below = self.tr("Cannot be read") if project.problem else changed_text(project.changed_s)
        _line(painter, text.translated(0, TEXT_HEIGHT // 2 - 2), below, font, dim)
        painter.restore()

    def _paint_picture(self, painter: QPainter, area: QRect, project: RecentProject) -> None:
        palette = self._theme.palette
        if project.picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, project.picture)
            return
        painter.fillRect(area, QColor(palette.panel))
        painter.setPen(QColor(palette.line))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        name = "warning-circle" if project.problem else "image"
        spot = QRect(0, 0, ICON_PX, ICON_PX)
        spot.moveCenter(area.center())
        icon(name, palette, color=palette.text_dim).paint(painter, spot)


def _line(painter: QPainter, area: QRect, text: str, font: object, color: QColor, *, bold: bool = False) -> None:
    from PySide6.QtGui import QFont

    made = QFont(font)  # type: ignore[call-overload]
    made.setBold(bold)
    painter.setFont(made)
    painter.setPen(color)
    shown = QFontMetrics(made).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def changed_text(changed_s: float) -> str:
    """When a project changed, as a date in the user's way of writing."""
    return date_time_text(changed_s)
