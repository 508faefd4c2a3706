"""Rows of the Capture page's panels: a heading, a name with a value, a number."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

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


class Number(QLineEdit):
    """A whole number with its unit; what is no number or out of range is not taken. Up and down keys change it.

    Args:
        name: for screen readers.
        tip: tool tip.
        low: least value.
        high: greatest value.
        unit: shown behind the number.
        parent: owner.

    Signals:
        chosen: the user entered another number.
    """

    chosen = Signal(float)

    def __init__(self, name: str, tip: str, low: float, high: float, *, unit: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._low, self._high, self._unit = low, high, unit
        self._value: float | None = None
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.editingFinished.connect(self._take)

    @property
    def value(self) -> float:
        """The number that was taken last."""
        return self._value if self._value is not None else self._low

    def show_number(self, value: float) -> None:
        """Show a number that came from elsewhere, silently."""
        if value != self._value:
            self._value = value
            self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(self.value + step)

    def _take(self) -> None:
        text = self.text().replace(self._unit, "").replace(",", "").replace("\u2212", "-").strip()
        try:
            self._choose(float(text))
        except ValueError:
            self._write()

    def _choose(self, value: float) -> None:
        if not math.isfinite(value):
            self._write()
            return
        bounded = min(max(value, self._low), self._high)
        if bounded != self._value:
            self._value = bounded
            self.chosen.emit(bounded)
        self._write()

    def _write(self) -> None:
        self.setText(f"{self.value:.0f} {self._unit}")


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
