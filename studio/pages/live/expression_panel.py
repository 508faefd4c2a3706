"""What is moved by hand: the avatar's own channels, ARKit's names, kept poses; one at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import IconButton


class ExpressionPanel(QWidget):
    """Panels with a row of buttons that chooses between them.

    Args:
        panels: (text, tool tip, widget) each.
        parent: owner.

    Signals:
        chosen: the number of the panel that is shown.
    """

    chosen = Signal(int)

    def __init__(self, panels: list[tuple[str, str, QWidget]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stack = QStackedWidget(self)
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, 0)
        row.setSpacing(GRID // 2)
        for number, (text, tip, panel) in enumerate(panels):
            button = self._button(text, tip)
            self._group.addButton(button, number)
            row.addWidget(button)
            self._stack.addWidget(panel)
        row.addStretch(1)
        self._group.idClicked.connect(self.choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)
        self._group.button(0).setChecked(True)

    @property
    def current(self) -> int:
        """The number of the panel that is shown."""
        return self._stack.currentIndex()

    def choose(self, number: int) -> None:
        """Show a panel."""
        button = self._group.button(number)
        if button is not None and number != self.current:
            button.setChecked(True)
            self._stack.setCurrentIndex(number)
            self.chosen.emit(number)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = IconButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setCheckable(True)
        button.setProperty("role", "quiet")
        return button
