"""The bar at the top: what is open, and the actions of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from studio.theme.palette import GRID, PANEL_PADDING, TOP_BAR_HEIGHT
from studio.widgets.buttons import push_button, tool_button

NAME_WIDTH = 320


class TopBar(QWidget):
    """Name and facts at the left, actions at the right.

    Args:
        worded: actions shown with icon and text.
        plain: actions shown as icons.
        parent: owner.
    """

    def __init__(self, worded: list[QAction], plain: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TOP_BAR_HEIGHT)
        self._name, self._facts = QLabel(self), QLabel(self)
        self._name.setProperty("role", "heading")
        self._facts.setProperty("role", "dim")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, 0, PANEL_PADDING, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._name)
        layout.addSpacing(GRID // 2)
        layout.addWidget(self._facts)
        layout.addStretch(1)
        for action in worded:
            layout.addWidget(push_button(action, self))
        layout.addSpacing(GRID // 2)
        for action in plain:
            layout.addWidget(tool_button(action, self))

    def show_title(self, name: str, facts: str) -> None:
        """Say what is open."""
        self._name.setText(self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH))
        self._name.setToolTip(name)
        self._facts.setText(facts)


class StatusStrip(QWidget):
    """One quiet line at the bottom: how the picture is made, and how fast."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._left, self._right = QLabel(self), QLabel(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID // 2, PANEL_PADDING, GRID // 2)
        for label in (self._left, self._right):
            label.setProperty("role", "dim")
        layout.addWidget(self._left)
        layout.addStretch(1)
        layout.addWidget(self._right)

    def show_left(self, text: str) -> None:
        """Text at the left."""
        self._left.setText(text)

    def show_right(self, text: str) -> None:
        """Text at the right."""
        self._right.setText(text)
