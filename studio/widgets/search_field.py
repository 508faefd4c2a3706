"""A search field with its icon and a button that empties it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget

from studio.theme.icons import icon
from studio.theme.palette import CONTROL_HEIGHT, GRID
from studio.theme.theme import Theme

ICON_PX = 16


class SearchField(QLineEdit):
    """One line to search in. Its icons are children: Qt's own stand too low once a line edit has a style sheet."""

    def __init__(self, prompt: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setPlaceholderText(prompt)
        self.setAccessibleName(prompt)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setTextMargins(GRID + ICON_PX, 0, GRID + ICON_PX, 0)
        self._glass = QLabel(self)
        self._clear = QToolButton(self)
        self._clear.setProperty("role", "bare")
        self._clear.setIconSize(QSize(ICON_PX, ICON_PX))
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setToolTip(self.tr("Empty the search"))
        self._clear.setAccessibleName(self._clear.toolTip())
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        theme.changed.connect(self._paint_icons)
        self._paint_icons()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        top = (self.height() - ICON_PX) // 2
        self._glass.setGeometry(GRID, top, ICON_PX, ICON_PX)
        self._clear.setGeometry(self.width() - GRID - ICON_PX, top, ICON_PX, ICON_PX)

    def _paint_icons(self) -> None:
        palette = self._theme.palette
        dim = palette.text_dim
        self._glass.setPixmap(icon("magnifying-glass", palette, color=dim).pixmap(ICON_PX, ICON_PX))
        self._clear.setIcon(icon("x", palette, color=dim))
