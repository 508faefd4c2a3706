"""What runs now, in the top bar: title, stage, progress, time left, pause, cancel. A click lists all work."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from studio.context import Context
from studio.services.jobs import JobState, Lane, TrackedJob
from studio.shell.job_words import state_text, time_left_text
from studio.theme.palette import GRID
from studio.widgets.buttons import Button, IconAction, tool_button

TEXT_WIDTH, LEAST_WIDTH = 376, 80
PADDING = 4 * GRID
"""Of a button, both sides together."""
BAR_WIDTH = 96
STEPS = 1000


class _Title(Button):
    """A button that gives way: it shows as much of its text as there is room for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Show a text."""
        if text != self._whole:
            self._whole = text
            self.updateGeometry()
            self._cut()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        width = self.fontMetrics().horizontalAdvance(self._whole) + PADDING + 1  # an advance is rounded, perhaps down
        return QSize(min(width, TEXT_WIDTH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(min(LEAST_WIDTH, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = max(0, self.width() - PADDING)
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room))


class JobBar(QWidget):
    """Shows the oldest job that runs or waits, and how many more there are.

    Signals:
        list_asked: the user wants to see all work.
    """

    list_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: TrackedJob | None = None
        self._text, self._left = _Title(self), QLabel(self)
        self._text.setProperty("role", "quiet")
        self._text.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._text.clicked.connect(self.list_asked)
        self._text.setAccessibleName(self.tr("Work"))
        self._text.setToolTip(self.tr("Show all work"))
        self._left.setProperty("role", "dim")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(BAR_WIDTH)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.setToolTip(self.tr("How far the work is"))
        self._pause = IconAction(self.tr("Pause"), "pause", context.theme, self)
        self._pause.triggered.connect(self._pause_or_go_on)
        cancel = IconAction(self.tr("Cancel"), "x", context.theme, self, tip=self.tr("Stop this work"))
        cancel.triggered.connect(lambda: self._job.cancel() if self._job is not None else None)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        self._pause_button = tool_button(self._pause, self)
        for widget in (self._text, self._bar, self._left, self._pause_button, tool_button(cancel, self)):
            layout.addWidget(widget)
        for signal in (context.jobs.rowsInserted, context.jobs.rowsRemoved, context.jobs.dataChanged):
            signal.connect(self._show)
        context.jobs.modelReset.connect(self._show)
        self._show()

    def _pause_or_go_on(self) -> None:
        if self._job is not None:
            self._job.pause(self._job.state is not JobState.PAUSED)

    def _show(self) -> None:
        active = self._context.jobs.active
        self._job = active[0] if active else None
        self.setVisible(self._job is not None)
        if self._job is None:
            return
        job, share = self._job, self._job.share
        whole = f"{job.title} – {state_text(job)}"
        self._text.show_text(whole.partition(": ")[0])  # a part of a stage is in the tool tip and in the list
        self._text.setToolTip(self.tr("{}. Click to see all work").format(whole))
        self._text.setAccessibleName(whole)
        self._bar.setRange(0, 0 if share is None else STEPS)
        if share is not None:
            self._bar.setValue(round(share * STEPS))
        more = self.tr("+{} more").format(len(active) - 1) if len(active) > 1 else ""
        self._left.setText("  ".join(part for part in (time_left_text(job), more) if part))
        show_pause(self._pause, job)
        self._pause_button.setVisible(job.lane is Lane.WORK)


def show_pause(action: IconAction, job: TrackedJob) -> None:
    """Let an action say whether it pauses a job or lets it go on."""
    paused = job.state is JobState.PAUSED
    text = QCoreApplication.translate("Jobs", "Go on") if paused else QCoreApplication.translate("Jobs", "Pause")
    action.set_icon_name("play" if paused else "pause")
    action.describe(text, text)
    action.setEnabled(job.state in (JobState.RUNNING, JobState.PAUSED))
