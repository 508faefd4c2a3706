"""The Capture page's main view: chooser and tools above, the picture, and the timeline with its buttons below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.errors import StudioError
from studio.context import Context
from studio.model.capture_list import CaptureList
from studio.model.capture_view import CaptureView
from studio.pages.capture.actions import CaptureActions
from studio.pages.capture.fields import text_button
from studio.pages.capture.filmstrip import Filmstrip
from studio.pages.capture.states import Centred
from studio.pages.capture.strips import FrameStrips
from studio.pages.capture.viewer import FrameViewer
from studio.services.engine_words import told
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import tool_button
from studio.widgets.transport import clock_text

CHOOSER_WIDTH = 220


class Workbench(QWidget):
    """Lays out the parts and keeps chooser, time and states up to date.

    Args:
        context: everything shared.
        actions: what the buttons do.
        parent: owner.
    """

    def __init__(self, context: Context, actions: CaptureActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._actions = context, actions
        self._details = ""
        self._view = context.shared(CaptureView)
        self.viewer = FrameViewer(context, self)
        self.filmstrip = Filmstrip(context, self)
        self.strips = FrameStrips(context, self)
        self.chooser = QComboBox(self)
        self.chooser.setModel(CaptureList(context.document, self))
        self.chooser.setAccessibleName(self.tr("Capture"))
        self.chooser.setToolTip(self.tr("Which video of the project is shown"))
        self.chooser.setMinimumWidth(CHOOSER_WIDTH)
        self._problem = self._make_problem()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.viewer)
        self._stack.addWidget(self._problem)
        self._time, self._speed = QLabel(self), QLabel(self)
        self._time.setAccessibleName(self.tr("Place in the video"))
        self._speed.setProperty("role", "dim")
        self._lay_out()
        self._bind()
        self._show_all()

    def stop(self) -> None:
        """Forget pictures."""
        self.viewer.stop()
        self.filmstrip.stop()

    def _make_problem(self) -> Centred:
        made, tr = Centred("warning-circle", self._context.theme, self), self.tr
        remove = text_button(tr("Remove it…"), tr("Take the damaged capture out of the project; asks first"), self)
        remove.setProperty("role", "primary")
        remove.clicked.connect(self._actions.remove.trigger)
        copy = text_button(tr("Copy details"), tr("For a report"), self)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))
        for button in (remove, copy):
            made.add(button)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools())
        column.addWidget(self._stack, 1)
        column.addWidget(self._timeline())

    def _tools(self) -> QWidget:
        bar, actions = QWidget(self), self._actions
        bar.setProperty("role", "bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(PANEL_PADDING, GRID // 2, PANEL_PADDING, GRID // 2)
        row.setSpacing(GRID // 2)
        row.addWidget(self.chooser)
        for action in (actions.add, actions.record, actions.remove):
            row.addWidget(tool_button(action, bar))
        row.addStretch(1)
        for action in actions.overlays.values():
            row.addWidget(tool_button(action, bar))
        row.addSpacing(GRID)
        train = text_button(actions.train.text(), actions.train.toolTip(), bar)
        train.setProperty("role", "primary")
        train.clicked.connect(actions.train.trigger)
        actions.train.changed.connect(lambda: train.setEnabled(actions.train.isEnabled()))
        row.addWidget(train)
        return bar

    def _timeline(self) -> QWidget:
        footer, actions = QWidget(self), self._actions
        footer.setProperty("role", "footer")
        footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout()
        row.setContentsMargins(PANEL_PADDING, 0, PANEL_PADDING, 0)
        row.setSpacing(GRID // 2)
        for action in (actions.first, actions.previous, actions.play, actions.next, actions.last):
            row.addWidget(tool_button(action, footer))
        row.addSpacing(GRID)
        row.addWidget(self._time)
        row.addSpacing(GRID)
        row.addWidget(self._speed)
        row.addStretch(1)
        deciding = (actions.begin, actions.end, actions.exclude, actions.neutral, actions.hold_out)
        for action in (*deciding, actions.show_all):
            row.addWidget(tool_button(action, footer))
        column = QVBoxLayout(footer)
        column.setContentsMargins(0, GRID // 2, 0, GRID)
        column.setSpacing(GRID // 2)
        column.addLayout(row)
        column.addWidget(self.filmstrip)
        column.addWidget(self.strips)
        footer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return footer

    def _bind(self) -> None:
        view, selection = self._view, self._context.selection
        self.viewer.asked_step.connect(view.step)
        self.chooser.activated.connect(self._choose)
        view.capture.changed.connect(self._show_all)
        view.playing_changed.connect(self._show_playing)
        view.facts_changed.connect(self._show_time)
        selection.frame_changed.connect(self._show_time)
        model = self.chooser.model()
        model.modelReset.connect(self._show_chosen)
        model.rowsInserted.connect(self._show_chosen)

    def _choose(self, row: int) -> None:
        model = self.chooser.model()
        assert isinstance(model, CaptureList)
        capture = model.capture(row)
        if capture is not None:
            self._context.selection.select_frame(0, capture.id)

    def _show_all(self) -> None:
        self._show_chosen()
        self._show_time()
        self._show_playing()
        error = self._view.capture.error
        if error is not None:
            self._show_error(error)
        self._stack.setCurrentWidget(self._problem if error is not None else self.viewer)
        for widget in (self.filmstrip, self.strips):
            widget.setVisible(error is None)

    def _show_chosen(self) -> None:
        model, capture = self.chooser.model(), self._view.capture.capture
        assert isinstance(model, CaptureList)
        row = model.row_of(capture.id if capture is not None else None)
        if row != self.chooser.currentIndex():
            self.chooser.setCurrentIndex(row)

    def _show_time(self) -> None:
        view = self._view
        place, whole = view.frame / view.fps, view.count / view.fps
        self._time.setText(self.tr("{} / {}").format(clock_text(place), clock_text(whole)))
        if view.capture.reading and view.capture.data is None:
            self._speed.setText(self.tr("Reading the capture…"))
        elif view.facts is None and view.capture.error is None:
            self._speed.setText(self.tr("Measuring…"))
        else:
            self._show_speed()

    def _show_playing(self) -> None:
        self._actions.show_playing(bool(self._view.speed))
        self._show_speed()

    def _show_speed(self) -> None:
        speed = self._view.speed
        self._speed.setText("" if speed in (0.0, 1.0) else self.tr("{} × speed").format(f"{speed:g}"))

    def _show_error(self, error: StudioError) -> None:
        self._details = error.message
        said = told(error)
        self._problem.say(said.what, said.text)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(800, 600)
