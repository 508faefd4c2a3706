"""Fields of the options: a number with bounds, a choice, a switch, and the row with its name and its reset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from studio.theme.icons import icon
from studio.theme.palette import CONTROL_HEIGHT, GRID
from studio.theme.theme import Theme
from studio.widgets.buttons import IconButton

FIELD_WIDTH = 132


class NumberField(QLineEdit):
    """One number; what is out of range or no number is marked and not taken.

    Args:
        low: least value.
        high: greatest value.
        whole: whole numbers only.
        empty: an empty field is allowed and means None.
        parent: owner.

    Signals:
        chosen: the user entered another good value; a number or None.
    """

    chosen = Signal(object)

    def __init__(
        self, low: float, high: float, *, whole: bool = False, empty: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._whole, self._empty = low, high, whole, empty
        self._value: float | None = None
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._take)
        self.textEdited.connect(lambda _: self._mark(self._read()[0]))

    @property
    def value(self) -> float | None:
        """What was taken last."""
        return self._value

    def show_value(self, value: float | None) -> None:
        """Show a value that came from elsewhere."""
        self._value = value
        if not self.hasFocus() or self._read() != (True, value):
            self.setText("" if value is None else plain_number(value))
        self._mark(True)

    def _read(self) -> tuple[bool, float | None]:
        text = self.text().strip().replace("\u2212", "-").replace(" ", "")
        if not text:
            return self._empty, None
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return False, None
        good = self._low <= value <= self._high and not (self._whole and value != int(value))
        return good, (int(value) if good and self._whole else value)

    def _take(self) -> None:
        good, value = self._read()
        if not good:
            self.show_value(self._value)  # what cannot be is put back when the field is left
        elif value != self._value:
            self._value = value
            self.chosen.emit(value)

    def _mark(self, good: bool) -> None:
        if self.property("bad") is not (not good):
            self.setProperty("bad", not good)
            self.style().polish(self)


class ChoiceField(QComboBox):
    """One of a few values. The wheel scrolls the panel, not the choice.

    Signals:
        chosen: the user chose another value.
    """

    chosen = Signal(object)

    def __init__(self, choices: Sequence[tuple[Any, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for value, text in choices:
            self.addItem(text, value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def show_value(self, value: Any) -> None:
        """Show a value that came from elsewhere."""
        index = next((i for i in range(self.count()) if self.itemData(i) == value), -1)
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        event.ignore()


class SwitchField(QCheckBox):
    """Yes or no.

    Signals:
        chosen: the user changed it.
    """

    chosen = Signal(object)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.clicked.connect(lambda checked: self.chosen.emit(bool(checked)))

    def show_value(self, value: Any) -> None:
        """Show a value that came from elsewhere."""
        self.setChecked(bool(value))


Field = NumberField | ChoiceField | SwitchField


class OptionRow(QWidget):
    """A name, a field, and a button that puts the default back.

    Args:
        name: shown.
        tip: the term of the field and what it does.
        field: the control.
        theme: colours.

    Signals:
        reset_asked: the user wants the default.
    """

    reset_asked = Signal()

    def __init__(self, name: str, tip: str, field: Field, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.field, self._theme = name, field, theme
        self._label = QLabel(name, self)
        self._label.setBuddy(field)
        self._label.setToolTip(tip)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        field.setAccessibleName(name)
        field.setToolTip(tip)
        if not isinstance(field, SwitchField):
            field.setFixedWidth(FIELD_WIDTH)
        self._reset = IconButton(self)
        self._reset.setProperty("role", "quiet")
        self._reset.setIconSize(QSize(14, 14))
        self._reset.setAccessibleName(self.tr("Reset {}").format(name))
        self._reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._reset.clicked.connect(self.reset_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._label, 1)
        layout.addWidget(field)
        layout.addWidget(self._reset)
        theme.changed.connect(self._paint)
        self._paint()

    def show_value(self, value: Any, default: Any) -> None:
        """Show a value; one that is not the default is marked and can be reset."""
        self.field.show_value(value)
        changed = value != default
        self._reset.setEnabled(changed)
        shown = self.tr("none") if default is None else plain(default)
        self._reset.setToolTip(self.tr("Back to {}").format(shown) if changed else self.tr("This is the default"))
        self._label.setProperty("role", "strong" if changed else "")
        self._label.style().polish(self._label)

    def _paint(self) -> None:
        palette = self._theme.palette
        self._reset.setIcon(icon("arrow-counter-clockwise", palette, color=palette.text_dim))


def plain(value: Any) -> str:
    """A default as text."""
    return plain_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def plain_number(value: float) -> str:
    """A number as it is typed: no grouping, no needless zeros."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"
