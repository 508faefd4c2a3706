"""Rows of the Capture page's panels: a heading, a name with a value, a number."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from studio.theme.palette import CONTROL_HEIGHT, GRID, PANEL_PADDING
from studio.widgets.buttons import Button

NAME_PX = 104


class Group(QWidget):
    """A titled part of a panel with a grid of names and values.

    Args:
        title: at its top.
        parent: owner.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel(title, self)
        heading.setProperty("role", "strong")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, NAME_PX)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID)
        self._column.setSpacing(GRID // 2)
        self._column.addWidget(heading)
        self._column.addLayout(self._grid)

    def fact(self, name: str, tip: str) -> QLabel:
        """A row with a text that changes."""
        value = QLabel(self)
        value.setToolTip(tip)
        value.setAccessibleName(name)
        value.setWordWrap(True)
        self.row(name, value)
        return value

    def row(self, name: str, widget: QWidget) -> None:
        """A row with a control."""
        label = QLabel(name, self)
        label.setProperty("role", "dim")
        label.setToolTip(widget.toolTip())
        label.setBuddy(widget)
        line = self._grid.rowCount()
        upright = (
            Qt.AlignmentFlag.AlignTop if isinstance(widget, QLabel | QPlainTextEdit) else Qt.AlignmentFlag.AlignVCenter
        )
        self._grid.addWidget(label, line, 0, alignment=upright)
        self._grid.addWidget(widget, line, 1)

    def wide(self, widget: QWidget) -> None:
        """Something over the whole width, as the next row."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def text(self, words: str = "", role: str = "dim") -> QLabel:
        """A text over the whole width."""
        label = QLabel(words, self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label

    def buttons(self, *buttons: Button) -> None:
        """Buttons under each other's names, two in a line."""
        grid = QGridLayout()
        grid.setContentsMargins(0, GRID // 2, 0, 0)
        grid.setSpacing(GRID // 2)
        for number, button in enumerate(buttons):
            grid.addWidget(button, number // 2, number % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._column.addLayout(grid)


class Number(QDoubleSpinBox):
    """A number that the wheel leaves alone, for it scrolls the panel.

    Args:
        name: for screen readers.
        tip: tool tip.
        low: least value.
        high: greatest value.
        decimals: digits behind the point.
        suffix: unit.
        parent: owner.
    """

    def __init__(
        self,
        name: str,
        tip: str,
        low: float,
        high: float,
        *,
        decimals: int = 0,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setDecimals(decimals)
        self.setSingleStep(10.0**-decimals if decimals else 4.0)
        self.setSuffix(suffix)
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        event.ignore()

    def show_number(self, value: float) -> None:
        """Show a value that came from elsewhere, silently."""
        if value != self.value():
            blocked = self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(blocked)


def text_button(text: str, tip: str, parent: QWidget) -> Button:
    """A button with a tool tip and a name for screen readers."""
    button = Button(text, parent)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setMinimumHeight(CONTROL_HEIGHT)
    return button


def rule(parent: QWidget) -> QFrame:
    """A thin line between groups."""
    line = QFrame(parent)
    line.setProperty("role", "line")
    return line
