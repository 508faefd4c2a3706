"""All work, in a panel under the job bar: what runs, what waits, what ended lately."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from studio.context import Context
from studio.services.engine_words import engine_text
from studio.services.jobs import JobState, Lane, TrackedJob
from studio.shell.job_bar import STEPS, show_pause
from studio.shell.job_words import outcome_text, state_text, time_left_text
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import IconAction, tool_button
from studio.widgets.elided_label import ElidedLabel
from studio.widgets.overlay import FittingArea, Overlay, Place
from studio.widgets.words import duration_text

WIDTH, HEIGHT = 440, 480


class JobList(Overlay):
    """The panel; follows ``Jobs`` while it is open."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context.theme, parent, place=Place.RIGHT, width=WIDTH, height=HEIGHT)
        self._context = context
        self._rows: dict[str, _Row] = {}
        heading = QLabel(self.tr("Work"), self.panel)
        heading.setProperty("role", "heading")
        heading.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, GRID // 2)
        self.column.addWidget(heading)
        body = QWidget()
        self._lines = QVBoxLayout(body)
        self._lines.setContentsMargins(PANEL_PADDING, 0, PANEL_PADDING, PANEL_PADDING)
        self._lines.setSpacing(GRID)
        self._active = QVBoxLayout()
        self._active.setSpacing(GRID)
        self._empty = QLabel(self.tr("Nothing runs now. Long work, such as training, is listed here."), body)
        self._empty.setProperty("role", "dim")
        self._empty.setWordWrap(True)
        self._ended = QLabel(body)
        self._ended.setProperty("role", "dim")
        self._ended.setTextFormat(Qt.TextFormat.PlainText)
        self._ended.setWordWrap(True)
        self._lines.addLayout(self._active)
        self._lines.addWidget(self._empty)
        self._lines.addWidget(self._ended)
        self._lines.addStretch(1)
        scroll = FittingArea(WIDTH, self.panel)
        scroll.setWidget(body)
        self.column.addWidget(scroll)
        for signal in (context.jobs.rowsInserted, context.jobs.rowsRemoved, context.jobs.modelReset):
            signal.connect(self._follow)

    def open(self) -> None:
        self._follow(opening=True)
        super().open()

    def _follow(self, *_: object, opening: bool = False) -> None:
        if not (opening or self.is_open):
            return
        active = {job.id: job for job in self._context.jobs.active}
        for gone in set(self._rows) - set(active):
            row = self._rows.pop(gone)
            self._active.removeWidget(row)
            row.hide()
            row.deleteLater()
        for job_id, job in active.items():
            if job_id not in self._rows:
                self._rows[job_id] = row = _Row(job, self._context, self)
                self._active.addWidget(row)
        self._empty.setVisible(not active)
        ended = [
            self.tr("{}: {} ({})").format(job.title, outcome_text(job.outcome), duration_text(job.took_s))
            for job in self._context.jobs.recent
        ]
        self._ended.setText("\n".join([self.tr("Ended lately"), *ended]) if ended else "")
        self._ended.setVisible(bool(ended))
        self.refit()


class _Row(QWidget):
    """One job."""

    def __init__(self, job: TrackedJob, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._job = job
        title, self._state, self._left = ElidedLabel(WIDTH - 120, self), ElidedLabel(WIDTH - 180, self), QLabel(self)
        title.show_text(job.title)
        for label in (self._state, self._left):
            label.setProperty("role", "dim")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of “{}”").format(job.title))
        self._bar.setToolTip(self.tr("How far the work is"))
        self._pause = IconAction(self.tr("Pause"), "pause", context.theme, self)
        self._pause.triggered.connect(lambda: job.pause(job.state is not JobState.PAUSED))
        cancel = IconAction(self.tr("Cancel"), "x", context.theme, self, tip=self.tr("Stop this work"))
        cancel.triggered.connect(job.cancel)
        facts = QHBoxLayout()
        facts.addWidget(self._state, 1)
        facts.addWidget(self._left)
        texts = QVBoxLayout()
        texts.setSpacing(GRID // 2)
        texts.addWidget(title)
        texts.addLayout(facts)
        texts.addWidget(self._bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addLayout(texts, 1)
        if job.lane is Lane.WORK:
            layout.addWidget(tool_button(self._pause, self))
        layout.addWidget(tool_button(cancel, self))
        job.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        job, share = self._job, self._job.share
        amount = f" {job.done:,.0f} / {job.total:,.0f} {engine_text(job.unit)}" if job.total > 1 and job.unit else ""
        self._state.show_text(state_text(job) + amount)
        self._left.setText(time_left_text(job))
        idle = job.state in (JobState.WAITING, JobState.PAUSED)
        self._bar.setRange(0, STEPS if share is not None or idle else 0)
        self._bar.setValue(round((share or 0.0) * STEPS))
        show_pause(self._pause, job)
