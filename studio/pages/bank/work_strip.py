"""The strip below the faces while a bank grows or shrinks: what runs, how far it is, pause and cancel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from studio.model.bank_work import BankWork
from studio.services.engine_words import engine_text
from studio.services.jobs import JobState, TrackedJob
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import Button
from studio.widgets.elided_label import ElidedLabel
from studio.widgets.words import duration_text


class WorkStrip(QWidget):
    """Bound to BankWork; hidden while nothing runs."""

    def __init__(self, work: BankWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._job: TrackedJob | None = None
        self.setProperty("role", "footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._what, self._left = ElidedLabel(1000, self), QLabel(self)
        self._left.setProperty("role", "dim")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.pause = Button(self.tr("Pause"), self)
        self.pause.setToolTip(self.tr("Wait; what was done stays"))
        self.pause.clicked.connect(self._toggle)
        self.cancel = Button(self.tr("Cancel"), self)
        self.cancel.setToolTip(
            self.tr("Stop; what was added so far stays, and the same clips can be added again later")
        )
        self.cancel.clicked.connect(work.cancel)
        words, column = QHBoxLayout(), QVBoxLayout()
        words.setSpacing(GRID)
        words.addWidget(self._what, 1)
        words.addWidget(self._left)
        column.setSpacing(GRID // 2)
        column.addLayout(words)
        column.addWidget(self._bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(column, 1)
        layout.addWidget(self.pause)
        layout.addWidget(self.cancel)
        work.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        job = self._work.job
        if job is not self._job:
            if self._job is not None and job is None:
                self._job = None
            if job is not None:
                self._job = job
                job.changed.connect(self._show)
        self.setVisible(job is not None)
        self._show()

    def _toggle(self) -> None:
        if self._job is not None:
            self._job.pause(self._job.state is not JobState.PAUSED)

    def _show(self) -> None:
        job = self._work.job
        if job is None or job is not self._job:
            return
        stages = {
            "": self.tr("Starting the engine"),
            "tracking": self.tr("Finding faces"),
            "merging": self.tr("Copying faces"),
            "removing faces": self.tr("Removing faces"),
            "checking the bank": self.tr("Checking the whole bank"),
        }
        states = {
            JobState.WAITING: self.tr("Waits for other work"),
            JobState.PAUSED: self.tr("Paused"),
            JobState.STOPPING: self.tr("Stopping"),
        }
        state = states.get(job.state, stages.get(job.stage) or engine_text(job.stage))
        self._what.show_text(state)
        self._what.setToolTip(job.title)
        self._bar.setRange(0, max(round(job.total), 0))
        self._bar.setValue(round(job.done))
        words = []
        if job.total > 0:
            units = {"frames": self.tr("{} of {} frames"), "clips": self.tr("{} of {} clips")}
            words.append(units.get(job.unit, "{} / {}").format(f"{job.done:,.0f}", f"{job.total:,.0f}"))
        if job.remaining_s is not None and job.state is JobState.RUNNING:
            words.append(self.tr("about {} left").format(duration_text(job.remaining_s)))
        self._left.setText("  ·  ".join(words))
        paused = job.state is JobState.PAUSED
        self.pause.setText(self.tr("Go on") if paused else self.tr("Pause"))
        self.pause.setVisible(job.name == "build_bank")
        self.pause.setEnabled(job.state in (JobState.RUNNING, JobState.PAUSED))
        self.cancel.setEnabled(job.state is not JobState.STOPPING)
