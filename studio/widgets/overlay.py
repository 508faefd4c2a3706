"""A panel over the window that Escape, or a click beside it, takes away. Not modal: work below goes on."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from studio.theme.palette import GRID, TOP_BAR_HEIGHT
from studio.theme.theme import Theme
from studio.widgets.tab_order import move_focus

VEIL_ALPHA = 110
MARGIN = 3 * GRID


class Place(Enum):
    """Where in the window the panel stands."""

    TOP = "top"
    CENTRE = "centre"
    RIGHT = "right"


class FittingArea(QScrollArea):
    """Scrolls up and down; wants to be as high as its content, which Qt's own remembers from before it was filled.

    Args:
        width: that the content will get, in pixels.
        parent: owner.
    """

    def __init__(self, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._width = width
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        body = self.widget()
        if body is None:
            return super().sizeHint()
        height = body.heightForWidth(self._width) if body.hasHeightForWidth() else body.sizeHint().height()
        return QSize(self._width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)


class Overlay(QWidget):
    """Covers its parent; ``panel`` holds what is shown.

    Args:
        theme: colours.
        parent: what is covered.
        place: where the panel stands; under the top bar at the right there is no veil.
        width: of the panel in pixels, where there is room.
        height: likewise; the panel is lower when its content is.

    Signals:
        closed: it is hidden again.
    """

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget, *, place: Place, width: int, height: int) -> None:
        super().__init__(parent)
        self._theme, self._place, self._wanted = theme, place, (width, height)
        self._before: QWidget | None = None
        self.panel = QFrame(self)
        self.panel.setProperty("role", "popup")
        self.column = QVBoxLayout(self.panel)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        parent.installEventFilter(self)
        self.hide()

    @property
    def is_open(self) -> bool:
        """True while it is shown."""
        return not self.isHidden()

    def open(self) -> None:
        """Show the panel; the keyboard goes to its first field."""
        self._before = QApplication.focusWidget()
        self.panel.installEventFilter(self)  # not before: subclasses filter with what they make after this part
        self._fit()
        self.show()
        self.raise_()

    def dismiss(self) -> None:
        """Hide it and give the keyboard back."""
        if self.is_open:
            self.hide()
            before, self._before = self._before, None
            if before is not None and before.isVisible():
                before.setFocus()
            self.closed.emit()

    def refit(self) -> None:
        """The content became larger or smaller."""
        if self.is_open:
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        resized = event.type() == QEvent.Type.Resize and watched is self.parentWidget()
        filled = event.type() == QEvent.Type.LayoutRequest and watched is self.panel
        if (resized or filled) and self.is_open:
            self._fit()
        return False

    def _fit(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(parent.rect())
        room = self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        width, height = (
            min(wanted, most) for wanted, most in zip(self._wanted, (room.width(), room.height()), strict=True)
        )
        self.column.activate()
        height = min(height, max(self.column.totalSizeHint().height(), self.column.totalMinimumSize().height()))
        if self._place is Place.RIGHT:
            area = QRect(self.width() - width - GRID, TOP_BAR_HEIGHT, width, height)
        else:
            top = (self.height() - height) // 2 if self._place is Place.CENTRE else self.height() // 8
            area = QRect((self.width() - width) // 2, top, width, height)
        self.panel.setGeometry(area)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.panel.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab stays in the panel."""
        return move_focus(self.panel, forward=forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._place is not Place.RIGHT:
            veil = QColor(self._theme.palette.veil)
            veil.setAlpha(VEIL_ALPHA)
            painter = QPainter(self)
            painter.fillRect(self.rect(), veil)
            painter.end()
