"""The bar at the top: what is open, and the actions of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from studio.theme.palette import GRID, PANEL_PADDING, TOP_BAR_HEIGHT
from studio.widgets.buttons import push_button, tool_button
from studio.widgets.elided_label import ElidedLabel

NAME_WIDTH = 320
FACTS_FROM_WIDTH = 960
"""A narrower window shows the name alone."""


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
        self._name, self._facts = ElidedLabel(NAME_WIDTH, self), QLabel(self)
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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._facts.setVisible(self.width() >= FACTS_FROM_WIDTH)

    def show_title(self, name: str, facts: str) -> None:
        """Say what is open."""
        self._name.show_text(name)
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
        self._right.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self._left)
        layout.addWidget(self._right, 1)

    def show_left(self, text: str) -> None:
        """Text at the left."""
        self._left.setText(text)

    def show_right(self, text: str) -> None:
        """Text at the right."""
        self._right.setText(text)
