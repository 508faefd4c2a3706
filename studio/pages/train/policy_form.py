"""How retrieval takes part in the training."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import StudioError
from core.raf.policy import ReplacementPolicy
from studio.model.training import Training
from studio.pages.train.fields import ChoiceField, Field, NumberField, OptionRow, SwitchField
from studio.theme.palette import GRID
from studio.theme.theme import Theme

REGION_CHOICES: tuple[tuple[str, ...] | None, ...] = (
    None, ("mouth",), ("eyes",), ("mouth", "eyes"), ("mouth", "eyes", "brows", "gaze"),
)  # fmt: skip


class PolicyForm(QWidget):
    """The options of ``ReplacementPolicy``.

    Signals:
        refused: a value that cannot be; a StudioError.
    """

    refused = Signal(object)

    def __init__(self, training: Training, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training, self._theme = training, theme
        self.rows: dict[str, OptionRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for name in ("p", "k", "low", "high", "shuffled", "warmup_steps", "gate", "fade", "regions"):
            layout.addWidget(self._add(name))
        training.choices_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the present choices."""
        choices = self._training.choices
        now, defaults = _values(choices.policy), _values(ReplacementPolicy())
        for name, row in self.rows.items():
            row.show_value(now[name], defaults[name])
            row.setEnabled(choices.raf)

    def _add(self, name: str) -> OptionRow:
        text, tip = self._words(name)
        row = OptionRow(text, tip, self._field(name), self._theme, self)
        row.field.chosen.connect(lambda value: self._choose(name, value))
        row.reset_asked.connect(lambda: self._choose(name, _values(ReplacementPolicy())[name]))
        self.rows[name] = row
        return row

    def _words(self, name: str) -> tuple[str, str]:
        tr = self.tr
        return {
            "p": (tr("Share of frames"), tr("Probability that a frame's expression is moved towards a neighbour's")),
            "k": (tr("Faces to draw from"), tr("k: a neighbour is drawn evenly from the k nearest in the bank")),
            "low": (
                tr("Way to go, least"),
                tr("Strength: share of the way to the neighbour; 1 without Shuffled replaces, as in the paper"),
            ),
            "high": (tr("Way to go, most"), tr("Strength: drawn evenly between the least and the most")),
            "shuffled": (
                tr("Shuffled"),
                tr(
                    "A frame makes the move of another frame towards its neighbour: how other people's faces differ, "
                    "without a pull towards any of them. Off: it moves towards its own neighbour, as in the paper"
                ),
            ),
            "warmup_steps": (tr("Begins at step"), tr("Warm-up: before this step nothing is moved")),
            "gate": (
                tr("Farthest face"),
                tr("Gate: neighbours farther than this many times the subject's own spacing are not used"),
            ),
            "fade": (tr("Fewer when far"), tr("The probability falls with the neighbour's distance")),
            "regions": (tr("Parts of the face"), tr("Whole descriptor, or a neighbour for each region")),
        }[name]

    def _field(self, name: str) -> Field:
        if name == "regions":
            return self._regions()
        if name in ("fade", "shuffled"):
            return SwitchField(parent=self)
        if name == "gate":
            field = NumberField(0.001, 1e6, empty=True, parent=self)
            field.setPlaceholderText(self.tr("any"))
            return field
        if name in ("k", "warmup_steps"):
            return NumberField(1 if name == "k" else 0, 1000 if name == "k" else 1e8, whole=True, parent=self)
        return NumberField(0, 1, parent=self)

    def _regions(self) -> ChoiceField:
        names: dict[tuple[str, ...] | None, str] = {
            None: self.tr("Whole face"),
            ("mouth",): self.tr("Mouth"),
            ("eyes",): self.tr("Eyes"),
            ("mouth", "eyes"): self.tr("Mouth, eyes"),
            ("mouth", "eyes", "brows", "gaze"): self.tr("Each apart"),
        }
        return ChoiceField([(regions, names[regions]) for regions in REGION_CHOICES], self)

    def _choose(self, name: str, value: Any) -> None:
        policy = self._training.choices.policy
        low, high = policy.strength
        several: dict[str, dict[str, Any]] = {
            "low": {"strength": (value, max(high, value if name == "low" else 0.0))},
            "high": {"strength": (min(low, value if name == "high" else 1.0), value)},
            "regions": {"regions": None if value is None else tuple(value)},
        }
        try:
            changed = replace(policy, **several.get(name, {name: value}))
        except StudioError as error:
            self.refused.emit(error)
            self.refresh()
            return
        self._training.choose(self.tr("Change “{}”").format(self.rows[name].name), policy=changed)


def _values(policy: ReplacementPolicy) -> dict[str, Any]:
    low, high = policy.strength
    return {
        "p": policy.p,
        "k": policy.k,
        "low": low,
        "high": high,
        "warmup_steps": policy.warmup_steps,
        "gate": policy.gate,
        "fade": policy.fade,
        "shuffled": policy.shuffled,
        "regions": policy.regions,
    }
