"""Over the pictures: which run this is, how far it is, its numbers, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QProgressBar, QVBoxLayout, QWidget

from studio.model.runs_table import RunsTable
from studio.model.training import ACTIVE, RunEntry, RunState, Training
from studio.services.engine_words import engine_text
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import Button
from studio.widgets.elided_label import ElidedLabel
from studio.widgets.words import duration_text

LONGER_MIN = (1, 5, 15, 60)
CONTINUED = (RunState.CANCELLED, RunState.FAILED, RunState.INTERRUPTED)
FINISHED = (RunState.DONE, RunState.STOPPED, RunState.STOPPED_EARLY)


class RunHeader(QWidget):
    """Bound to the watched run.

    Signals:
        drive_asked: show the run's avatar on the Live page: a RunEntry.
        continue_asked: go on with a run: a RunEntry, and minutes more or None.
    """

    drive_asked = Signal(object)
    continue_asked = Signal(object, object)

    def __init__(self, training: Training, table: RunsTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training, self._table = training, table
        self._entry: RunEntry | None = None
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title, self._state = ElidedLabel(420, self), QLabel(self)
        self._title.setProperty("role", "heading")
        self._state.setProperty("role", "dim")
        self._numbers, self._error = QLabel(self), QLabel(self)
        self._numbers.setProperty("role", "dim")
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self._error.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the training"))
        self._make_buttons()
        self._lay_out()
        training.watched.changed.connect(self.refresh)
        training.watched.log_changed.connect(self._show_numbers)
        training.runs_changed.connect(self.refresh)
        training.progress_changed.connect(self._moved)
        self.refresh()

    def refresh(self) -> None:
        """Show the watched run."""
        self._entry = entry = self._training.entry(self._training.watched.run_id)
        self.setVisible(entry is not None)
        if entry is None:
            return
        self._title.show_text(entry.title)
        active, running = entry.state in ACTIVE, entry.state in (RunState.RUNNING, RunState.PAUSED)
        self.pause.setVisible(running)
        self.pause.setText(self.tr("Go on") if entry.state is RunState.PAUSED else self.tr("Pause"))
        self.pause.setAccessibleName(self.pause.text())
        self.finish.setVisible(running)
        self.finish.setEnabled("loss" in self._training.watched.log.latest)
        self.halt.setVisible(active)
        self.halt.setEnabled(entry.state not in (RunState.STOPPING, RunState.ENDING))
        run = entry.run
        self.drive.setVisible(not active and run is not None and run.avatar is not None)
        can_continue = run is not None and run.can_continue and not active
        self.go_on.setVisible(can_continue and entry.state in CONTINUED)
        self.longer.setVisible(can_continue and entry.state in FINISHED)
        failed = entry.state is RunState.FAILED and run is not None
        self._error.setVisible(failed)
        self._error.setText(engine_text(run.error) if failed and run is not None else "")
        self._bar.setVisible(active)
        self._show_state()
        self._show_numbers()

    def _make_buttons(self) -> None:
        tr = self.tr
        self.pause = self._button(tr("Pause"), tr("Let the training wait; it goes on where it was"))
        self.pause.clicked.connect(self._pause)
        self.finish = self._button(
            tr("Finish now"), tr("End the training and make an avatar of what it has learnt so far")
        )
        self.finish.clicked.connect(self._finish)
        self.halt = self._button(tr("Stop"), tr("Stop without an avatar; the run can be continued later"))
        self.halt.clicked.connect(self._halt)
        self.go_on = self._button(tr("Continue"), tr("Go on from the newest checkpoint"))
        self.go_on.clicked.connect(lambda: self.continue_asked.emit(self._entry, None))
        self.longer = self._button(tr("Train longer"), tr("Go on from the newest checkpoint for some more minutes"))
        menu = QMenu(self)
        for minutes in LONGER_MIN:
            action = menu.addAction(tr("{} min more").format(minutes))
            action.triggered.connect(lambda _=False, minutes=minutes: self.continue_asked.emit(self._entry, minutes))
        self.longer.setMenu(menu)
        self.drive = self._button(tr("Drive it"), tr("Show the avatar on the Live page"))
        self.drive.setProperty("role", "primary")
        self.drive.clicked.connect(lambda: self.drive_asked.emit(self._entry))

    def _button(self, text: str, tip: str) -> Button:
        button = Button(text, self)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        return button

    def _lay_out(self) -> None:
        words = QHBoxLayout()
        words.setSpacing(GRID)
        words.addWidget(self._title)
        words.addWidget(self._state)
        words.addStretch(1)
        for button in (self.pause, self.finish, self.halt, self.go_on, self.longer, self.drive):
            words.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID)
        layout.setSpacing(GRID // 2)
        layout.addLayout(words)
        layout.addWidget(self._bar)
        layout.addWidget(self._numbers)
        layout.addWidget(self._error)

    def _finish(self) -> None:
        if self._entry is not None:
            self.finish.setEnabled(False)
            self._training.finish(self._entry.id)

    def _halt(self) -> None:
        if self._entry is not None:
            self._training.halt(self._entry.id)

    def _pause(self) -> None:
        if self._entry is not None:
            self._training.pause(self._entry.id, self._entry.state is not RunState.PAUSED)

    def _moved(self, run_id: str) -> None:
        if self._entry is None or run_id != self._entry.id:
            return
        now = self._training.entry(run_id)
        if now is None or now.state is not self._entry.state:
            self.refresh()
        else:
            self._show_state()
            self._show_numbers()

    def _show_state(self) -> None:
        entry = self._entry
        if entry is None:
            return
        job = entry.job
        if job is None or entry.state is not RunState.RUNNING:
            text = self._table.state_text(entry)
            self._state.setText(
                text if entry.state is not RunState.WAITING else self.tr("Waits for the work before it")
            )
            self._bar.setRange(0, 1000)
            return
        self._state.setText(self._stage_text(job.stage))
        share = job.share
        self._bar.setRange(0, 1000 if share is not None else 0)
        self._bar.setValue(round(1000 * (share or 0.0)))

    def _show_numbers(self) -> None:
        entry, log = self._entry, self._training.watched.log
        if entry is None:
            return
        latest, words = log.latest, []
        if "loss" in latest:
            words.append(self.tr("Step {}").format(f"{log.step:,}"))
            self.finish.setEnabled(True)
        if entry.state in ACTIVE:
            if "steps_per_s" in latest:
                words.append(self.tr("{} steps a second").format(f"{latest['steps_per_s']:.1f}"))
            if "memory_mb" in latest:
                words.append(self.tr("{} MB of memory").format(f"{latest['memory_mb']:,.0f}"))
            if entry.job is not None and entry.job.remaining_s is not None and entry.state is RunState.RUNNING:
                words.append(self.tr("{} left").format(duration_text(entry.job.remaining_s)))
        elif entry.run is not None:
            words += self._result_words(entry)
        self._numbers.setText("   ·   ".join(words))
        self._numbers.setVisible(bool(words))

    def _result_words(self, entry: RunEntry) -> list[str]:
        assert entry.run is not None
        figures, words = entry.run.figures, []
        if (trained := entry.run.result.get("trained_s")) is not None:
            words.append(self.tr("trained for {}").format(duration_text(float(trained))))
        for name, text, digits in (
            ("heldout.psnr", self.tr("PSNR {} dB"), 2),
            ("heldout.ssim", self.tr("SSIM {}"), 3),
            ("heldout.lpips", self.tr("LPIPS {}"), 3),
            ("heldout.landmark_px", self.tr("landmarks {} px"), 2),
        ):
            if name in figures:
                words.append(text.format(f"{figures[name]:.{digits}f}"))
        return words

    def _stage_text(self, stage: str) -> str:
        words = {
            "": self.tr("Begins"),
            "Following the face": self.tr("Cuts out the pictures"),
            "Retrieving expressions": self.tr("Looks for similar expressions"),
            "Training": self.tr("Trains"),
            "Judging held-out frames": self.tr("Judges the held-out frames"),
            "Writing": self.tr("Writes the avatar"),
        }
        head = stage.split(":")[0]
        return words.get(head) or engine_text(head)
