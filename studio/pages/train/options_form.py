"""All options of the training, made from the config's own classes: nothing that can be set is missing here."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.errors import StudioError
from core.training.config import CHOICES, RANGES, TrainConfig, flat
from studio.model.training import Training
from studio.pages.train.fields import ChoiceField, Field, NumberField, OptionRow
from studio.pages.train.option_words import GROUP_OF, GROUPS, OptionWords
from studio.theme.palette import GRID
from studio.theme.theme import Theme

ABOVE = ("minutes", "seed")
"""Options that stand in the short form."""


class OptionsForm(QWidget):
    """One row an option, in groups; bound to the choices of ``Training``.

    Signals:
        refused: a value that cannot be; a StudioError.
    """

    refused = Signal(object)

    def __init__(self, training: Training, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training, self._theme = training, theme
        self._words = OptionWords(self)
        self._defaults = TrainConfig()
        self.rows: dict[str, OptionRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for group in GROUPS:
            heading = QLabel(self._words.group(group), self)
            heading.setProperty("role", "dim")
            layout.addSpacing(GRID)
            layout.addWidget(heading)
            for name in (n for n in flat(self._defaults) if n not in ABOVE and group_of(n) == group):
                layout.addWidget(self._add(name))
        training.choices_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the present choices."""
        choices = self._training.choices
        now, defaults = flat(choices.training()), {**flat(choices.defaults()), "deformation": "basis"}
        for name, row in self.rows.items():
            row.show_value(_shown(now[name]), _shown(defaults[name]))

    def _add(self, name: str) -> OptionRow:
        text, tip = self._words.of(name)
        row = OptionRow(text, self._full_tip(name, tip), self._field(name), self._theme, self)
        row.field.chosen.connect(lambda value: self._choose(name, value))
        row.reset_asked.connect(lambda: self._reset(name))
        self.rows[name] = row
        return row

    def _field(self, name: str) -> Field:
        if name in CHOICES:
            return ChoiceField(self._words.choices(name), self)
        low, high = RANGES.get(name, (0.0, 1.0))
        return NumberField(low, high, whole=isinstance(flat(self._defaults)[name], int), parent=self)

    def _full_tip(self, name: str, tip: str) -> str:
        if name not in RANGES:
            return tip
        low, high = RANGES[name]
        return self.tr("{}. From {} to {}. “{}” in the config").format(tip, f"{low:g}", f"{high:g}", name)

    def _reset(self, name: str) -> None:
        text = self.tr("Reset “{}”").format(self.rows[name].name)
        if name == "deformation":
            self._training.choose(text, deformation="basis")
        else:
            self._training.reset_option(name, text)

    def _choose(self, name: str, value: Any) -> None:
        text = self.tr("Change “{}”").format(self.rows[name].name)
        try:
            if name == "deformation":
                self._training.choose(text, deformation=value)
            else:
                self._training.set_option(name, [value] * 3 if name == "background" else value, text)
        except StudioError as error:
            self.refused.emit(error)
            self.refresh()


def group_of(name: str) -> str:
    """The group that an option stands in."""
    head, _, rest = name.partition(".")
    return head if rest else GROUP_OF.get(name, "course")


def _shown(value: Any) -> Any:
    """A colour is shown as its brightness."""
    return round(sum(value) / len(value), 4) if isinstance(value, tuple | list) else value
