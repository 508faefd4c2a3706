"""What runs now, in the top bar: title, stage, progress, time left, cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from studio.context import Context
from studio.services.jobs import TrackedJob
from studio.theme.palette import GRID
from studio.widgets.buttons import IconAction, tool_button
from studio.widgets.elided_label import ElidedLabel
from studio.widgets.transport import clock_text

TEXT_WIDTH = 220
BAR_WIDTH = 96
STEPS = 1000


class JobBar(QWidget):
    """Shows the oldest job that runs or waits, and how many wait behind it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: TrackedJob | None = None
        self._text, self._left = ElidedLabel(TEXT_WIDTH, self), QLabel(self)
        self._left.setProperty("role", "dim")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(BAR_WIDTH)
        self._bar.setAccessibleName(self.tr("Progress"))
        cancel = IconAction(self.tr("Cancel"), "x", context.theme, self, tip=self.tr("Stop this work"))
        cancel.triggered.connect(lambda: self._job.cancel() if self._job is not None else None)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        for widget in (self._text, self._bar, self._left, tool_button(cancel, self)):
            layout.addWidget(widget)
        for signal in (context.jobs.rowsInserted, context.jobs.rowsRemoved, context.jobs.dataChanged):
            signal.connect(self._show)
        context.jobs.modelReset.connect(self._show)
        self._show()

    def _show(self) -> None:
        active = self._context.jobs.active
        self._job = active[0] if active else None
        self.setVisible(self._job is not None)
        if self._job is None:
            return
        job, share = self._job, self._job.share
        self._text.show_text(f"{job.title} – {job.stage}" if job.stage else job.title)
        self._bar.setRange(0, 0 if share is None else STEPS)
        if share is not None:
            self._bar.setValue(round(share * STEPS))
        left = "" if job.remaining_s is None else self.tr("{} left").format(clock_text(job.remaining_s))
        more = self.tr("+{} waiting").format(len(active) - 1) if len(active) > 1 else ""
        self._left.setText("  ".join(part for part in (left, more) if part))
