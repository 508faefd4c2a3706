"""The panel of the next run: what to train on, how long, with or without retrieval, all options, and the start."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.training.config import RANGES
from core.training.cost import Cost
from studio.context import Context
from studio.model.run_choices import RunChoices
from studio.model.training import Training
from studio.pages.train.fields import ChoiceField, NumberField, OptionRow, SwitchField
from studio.pages.train.fold import Fold
from studio.pages.train.options_form import OptionsForm
from studio.pages.train.policy_form import PolicyForm
from studio.services.engine_words import engine_text
from studio.theme.palette import CONTROL_HEIGHT, GRID, PANEL_PADDING
from studio.widgets.buttons import Button
from studio.widgets.words import duration_text

WIDTH = 340
PRESETS = ("quick", "standard", "fine")


class SetupPanel(QWidget):
    """Bound to ``Training.choices``.

    Signals:
        start_asked: begin a run.
        pair_asked: begin two runs, with and without retrieval.
    """

    start_asked = Signal()
    pair_asked = Signal()

    def __init__(self, context: Context, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._training = context, training
        theme = context.theme
        self.setMinimumWidth(WIDTH)
        self.setProperty("role", "panel")
        self._captures = QVBoxLayout()
        self._captures.setSpacing(0)
        self._captures_heading = self._heading(self.tr("Captures"))
        self.name = QLineEdit(self)
        self.name.setFixedHeight(CONTROL_HEIGHT)
        self.name.setMaxLength(80)
        self.name.setAccessibleName(self.tr("Name of the avatar"))
        self.name.setToolTip(self.tr("Name of the avatar, and of the run"))
        self.name.editingFinished.connect(self._name_entered)
        self.presets: dict[str, QPushButton] = {}
        self._preset_group = QButtonGroup(self)
        self._minutes = NumberField(*RANGES["minutes"], empty=True, parent=self)
        self._seed = NumberField(*RANGES["seed"], whole=True, parent=self)
        self._size = ChoiceField([(256, self.tr("256 pixels")), (512, self.tr("512 pixels"))], self)
        self._holdout = ChoiceField(self._holdouts(), self)
        self._rows = self._short_form()
        self.raf = SwitchField(self.tr("Learn from other people's expressions"), self)
        self.raf.setToolTip(
            self.tr(
                "Retrieval-augmented faces (RAF): while training, expressions are varied by what is found in the bank. "
                "Off at first: in our experiment real people's rare expressions came out a little better without."
            )
        )
        self.raf.chosen.connect(lambda on: self._training.choose(self.tr("Change retrieval"), raf=bool(on)))
        self._bank = QLabel(self)
        self._bank.setProperty("role", "dim")
        self._bank.setWordWrap(True)
        self.policy_fold = Fold(self.tr("How retrieval takes part"), self._make_policy, theme, self)
        self.options_fold = Fold(self.tr("All options"), self._make_options, theme, self)
        self._estimate = QLabel(self)
        self._estimate.setWordWrap(True)
        self._estimate.setProperty("role", "dim")
        self.start = Button(self.tr("Start training"), self)
        self.start.setProperty("role", "primary")
        self.start.setToolTip(self.tr("Train an avatar with these options (Ctrl+Return)"))
        self.start.clicked.connect(self.start_asked)
        self.pair = Button(self.tr("Train with and without retrieval"), self)
        self.pair.setToolTip(self.tr("Two runs with one seed, one with and one without RAF, then shown side by side"))
        self.pair.clicked.connect(self.pair_asked)
        self._lay_out()
        training.choices_changed.connect(self.refresh)
        training.runs_changed.connect(self._show_cost)
        context.document.contents_changed.connect(self.refresh)
        context.document.opened.connect(self.refresh)
        context.bank.changed.connect(self._show_bank)
        self.refresh()

    def refresh(self) -> None:
        """Show the present choices."""
        choices = self._training.choices
        self._show_captures()
        if not self.name.hasFocus():
            self.name.setText(choices.name)
        project = self._context.document.project
        self.name.setPlaceholderText(project.manifest.name if project is not None else "")
        self.presets[choices.preset].setChecked(True)
        default = replace(choices, minutes=None).defaults().minutes
        self._rows["minutes"].show_value(choices.training().minutes, default)
        for name in ("seed", "size", "holdout"):
            self._rows[name].show_value(getattr(choices, name), getattr(RunChoices(), name))
        self.raf.show_value(choices.raf)
        self._show_bank()
        self._show_cost()

    def _make_policy(self) -> QWidget:
        form = PolicyForm(self._training, self._context.theme)
        form.refused.connect(self._context.notices.report)
        return form

    def _make_options(self) -> QWidget:
        form = OptionsForm(self._training, self._context.theme)
        form.refused.connect(self._context.notices.report)
        return form

    def _short_form(self) -> dict[str, OptionRow]:
        theme, tr = self._context.theme, self.tr
        rows = {
            "minutes": OptionRow(
                tr("Minutes"),
                tr("Minutes of training, by the clock; the preset's when reset"),
                self._minutes,
                theme,
                self,
            ),
            "size": OptionRow(
                tr("Picture size"),
                tr("Side of the training pictures; 512 takes three times as long"),
                self._size,
                theme,
                self,
            ),
            "holdout": OptionRow(
                tr("Kept for judging"),
                tr("Held-out frames are never trained on. Captures with held-out parts of their own keep these"),
                self._holdout,
                theme,
                self,
            ),
            "seed": OptionRow(
                tr("Seed"), tr("Of everything random: the same seed repeats a run"), self._seed, theme, self
            ),
        }
        texts = {name: tr("Change “{}”").format(row.name) for name, row in rows.items()}
        for name, row in rows.items():
            row.field.chosen.connect(lambda value, name=name: self._choose(name, value, texts[name]))
            default = getattr(RunChoices(), name)
            row.reset_asked.connect(lambda name=name, default=default: self._choose(name, default, texts[name]))
        return rows

    def _holdouts(self) -> list[tuple[str, str]]:
        return [
            ("blocks", self.tr("Three parts")),
            ("tail", self.tr("The end")),
            ("none", self.tr("Nothing")),
        ]

    def _choose(self, name: str, value: object, text: str) -> None:
        if name == "minutes" and value == replace(self._training.choices, minutes=None).training().minutes:
            value = None
        self._training.choose(text, **{name: value})

    def _lay_out(self) -> None:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, PANEL_PADDING)
        column.setSpacing(GRID)
        column.addWidget(self._captures_heading)
        column.addLayout(self._captures)
        column.addWidget(self._heading(self.tr("Avatar's name")))
        column.addWidget(self.name)
        column.addWidget(self._heading(self.tr("How long")))
        for name in PRESETS:
            column.addWidget(self._preset_button(name))
        for row in self._rows.values():
            column.addWidget(row)
        column.addWidget(self._heading(self.tr("Retrieval")))
        column.addWidget(self.raf)
        column.addWidget(self._bank)
        column.addWidget(self.policy_fold)
        column.addWidget(self.options_fold)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._footer())

    def _footer(self) -> QWidget:
        footer = QFrame(self)
        footer.setProperty("role", "footer")
        layout = QVBoxLayout(footer)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, PANEL_PADDING)
        layout.setSpacing(GRID)
        layout.addWidget(self._estimate)
        layout.addWidget(self.start)
        layout.addWidget(self.pair)
        return footer

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "strong")
        return label

    def _preset_button(self, name: str) -> QPushButton:
        button = Button(self)
        button.setProperty("role", "choice")
        button.setCheckable(True)
        button.setAccessibleName(self._preset_name(name))
        button.clicked.connect(
            lambda: self._training.choose(self.tr("Change the preset"), preset=name, minutes=None, overrides={})
        )
        self._preset_group.addButton(button)
        self.presets[name] = button
        return button

    def _preset_name(self, name: str) -> str:
        return {"quick": self.tr("Quick look"), "standard": self.tr("Standard"), "fine": self.tr("Fine")}[name]

    def _show_captures(self) -> None:
        while (item := self._captures.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        known, used = self._context.document.contents.captures, {c.id for c in self._training.captures()}
        self._captures_heading.setVisible(bool(known))
        for capture in known:
            box = QCheckBox(self.tr("{}, {:,} frames").format(capture.name, capture.frame_count), self)
            box.setToolTip(self.tr("Train on this capture; several must be of one person by one camera"))
            box.setChecked(capture.id in used)
            box.setEnabled(len(known) > 1)
            box.clicked.connect(lambda on, capture_id=capture.id: self._toggle(capture_id, on))
            self._captures.addWidget(box)

    def _toggle(self, capture_id: str, on: bool) -> None:
        used = [c.id for c in self._training.captures()]
        chosen = [*used, capture_id] if on else [name for name in used if name != capture_id]
        if chosen:
            self._training.choose(self.tr("Choose captures"), captures=tuple(chosen))
        else:
            self._show_captures()  # at least one

    def _name_entered(self) -> None:
        self._training.choose(self.tr("Name the avatar"), name=self.name.text().strip())

    def _show_bank(self) -> None:
        bank = self._context.bank
        self._bank.setVisible(self._context.document.project is not None)
        if bank.data is not None:
            people = len(bank.data.persons)
            text = self.tr("From “{}”: {:,} faces of {} people").format(bank.title, len(bank.data), people)
        elif bank.error is not None:
            text = self.tr("The bank cannot be read: {}").format(engine_text(bank.error.what))
        elif bank.path is not None:
            text = self.tr("From “{}”").format(bank.title)
        else:
            text = self.tr("There is no bank: open one on the Bank page")
        self._bank.setText(text)

    def _show_cost(self) -> None:
        choices, ready = self._training.choices, bool(self._training.captures())
        for name, button in self.presets.items():
            cost = self._training.cost(replace(choices, preset=name, minutes=None, overrides={}))
            button.setText(f"{self._preset_name(name)}\n{self._cost_text(cost)}")
            button.setToolTip(self._preset_tip(name))
        cost = self._training.cost()
        words = self.tr("About {} in all, {:,} steps, {:.1f} GB of memory and {:.1f} GB on disk.").format(
            duration_text(cost.train_s + cost.other_s), _rounded(cost.steps), cost.memory_mb / 1e3, cost.disk_mb / 1e3
        )
        source = (
            self.tr("Measured on this computer.")
            if cost.measured
            else self.tr("An estimate: the first run will measure it.")
        )
        self._estimate.setText(f"{words} {source}")
        self.setEnabled(ready)
        self.start.setEnabled(ready)
        self.pair.setEnabled(ready and self._context.bank.path is not None)

    def _cost_text(self, cost: Cost) -> str:
        return self.tr("{} min of training, {:.1f} GB of memory").format(
            minutes_text(cost.train_s), cost.memory_mb / 1e3
        )

    def _preset_tip(self, name: str) -> str:
        return {
            "quick": self.tr("Enough to see whether the capture is good"),
            "standard": self.tr("Sharp hair, brows and lashes"),
            "fine": self.tr("More splats and more time; unseen expressions gain little"),
        }[name]


def _rounded(count: int) -> int:
    """Two figures: more would promise what an estimate cannot keep."""
    return round(count, 2 - len(str(count))) if count > 0 else count


def minutes_text(seconds: float) -> str:
    """Minutes with a half where there is one: 1.5, 5, 45."""
    minutes = seconds / 60.0
    return f"{minutes:.0f}" if abs(minutes - round(minutes)) < 0.05 else f"{minutes:.1f}"
