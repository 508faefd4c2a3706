"""What is shown when there are two avatars: tools, viewers or difference, and the timeline below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.compare import Compare, View
from studio.pages.compare.stage import Stage
from studio.pages.compare.tiles import TilesView
from studio.pages.compare.timeline import ErrorTimeline
from studio.services.engine_words import engine_text, told
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import IconAction, tool_button
from studio.widgets.elided_label import ElidedLabel
from studio.widgets.notice import Notice
from studio.widgets.transport import BusyBar, clock_text

PLACE_WIDTH = 700


class CompareView(QWidget):
    """Bound to the model.

    Args:
        context: everything shared.
        compare: what is shown.
        tools: the row over the viewers.
        transport: actions before the timeline: play, previous and next held-out frame.
        parent: owner.
    """

    def __init__(
        self, context: Context, compare: Compare, tools: QWidget, transport: list[IconAction], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._compare = context, compare
        self.stage = Stage(context, compare, self)
        self.tiles = TilesView(compare, context.theme, self)
        self.timeline = ErrorTimeline(compare.timeline, context.theme, self)
        self.notice = Notice(context.theme, self)
        self._busy = BusyBar(self)
        self._place, self._role = ElidedLabel(PLACE_WIDTH, self), QLabel(self)
        self._role.setProperty("role", "dim")
        self._pictures = QStackedWidget(self)
        self._pictures.addWidget(self.stage)
        self._pictures.addWidget(self.tiles)
        self._footer = QStackedWidget(self)
        self._footer.setProperty("role", "footer")
        self._footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._footer.addWidget(self._under(transport))
        self._footer.addWidget(self._busy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(tools)
        layout.addWidget(self._pictures, 1)
        layout.addWidget(self._footer)
        self._bind()
        self._show()

    def stop(self) -> None:
        """Free threads and device memory."""
        self.stage.stop()

    def _under(self, transport: list[IconAction]) -> QWidget:
        under = QWidget(self)
        row = QHBoxLayout()
        row.setContentsMargins(PANEL_PADDING, GRID // 2, PANEL_PADDING, 0)
        row.setSpacing(GRID // 2)
        for action in transport:
            row.addWidget(tool_button(action, under))
        row.addSpacing(GRID)
        row.addWidget(self._place)
        row.addStretch(1)
        row.addWidget(self._role)
        column = QVBoxLayout(under)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.timeline)
        return under

    def _bind(self) -> None:
        compare, timeline = self._compare, self._compare.timeline
        compare.view_changed.connect(self._show)
        compare.tiles_changed.connect(self._show_problem)
        timeline.changed.connect(self._show)
        timeline.playback.frame_changed.connect(self._show_place)
        timeline.curves.changed.connect(self._show_place)
        timeline.driver.progressed.connect(self._busy.show_progress)
        timeline.driver.busy_changed.connect(self._show_busy)
        self._busy.cancelled.connect(self._cancel_driver)
        self.timeline.scrubbed.connect(timeline.seek)
        for viewport in self.stage.viewports:
            viewport.failed.connect(self._view_failed)

    def _show(self) -> None:
        self._pictures.setCurrentWidget(self.tiles if self._compare.view is View.DIFFERENCE else self.stage)
        has_line = self._compare.timeline.line is not None
        self._footer.setVisible(has_line or self._compare.timeline.making)
        self._show_problem()
        self._show_place()

    def _show_problem(self) -> None:
        error = self._compare.timeline.error or self._compare.tiles_error
        if error is None:
            self.notice.hide()
        else:
            again = (self.tr("Try again"), self._compare.try_again)
            said = told(error)
            self.notice.say("error", said.what, said.text, details=said.details, action=again)

    def _show_place(self) -> None:
        timeline = self._compare.timeline
        line, frame = timeline.line, timeline.frame
        if line is None or not 0 <= frame < len(line):
            self._place.show_text(self.tr("Making the timeline…") if timeline.making else "")
            self._role.setText("")
            return
        now, end = clock_text(line.times_s[frame]), clock_text(line.duration_s)
        self._place.show_text(self.tr("Frame {}   {} / {}   {}").format(f"{frame:,}", now, end, line.name))
        if line.capture_id is None or line.truth is None:
            words = ""
        elif line.held_out[frame]:
            words = self.tr("Held out: a fair test")
        else:
            words = self.tr("Trained on, or left out: no fair test")
        share = timeline.curves.share
        if share < 1:
            measured = self.tr("measured {} %").format(round(100 * share))
            words = f"{words}   ·   {measured}" if words else measured
        self._role.setText(words)

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self._busy.begin(self._compare.timeline.driver.clip.name)
        self._footer.setCurrentIndex(1 if busy else 0)
        self._show()

    def _cancel_driver(self) -> None:
        """Back to the capture."""
        capture_id = self._context.selection.capture_id
        captures = self._context.document.contents.captures
        if capture_id is None and captures:
            capture_id = captures[0].id
        if capture_id is not None:
            self._compare.timeline.play_capture(capture_id)
        else:
            self._compare.timeline.forget()

    def _view_failed(self, error: object) -> None:
        self.notice.say("error", self.tr("The avatars cannot be drawn"), engine_text(str(error)), details=str(error))
