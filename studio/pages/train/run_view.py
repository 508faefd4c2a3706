"""The watched run: its header, pictures of chosen frames, and its splats."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.controls import Controls
from studio.model.runs_table import RunsTable
from studio.model.training import Training
from studio.pages.train.learning_bar import LearningBar
from studio.pages.train.pictures import TripleView
from studio.pages.train.run_header import RunHeader
from studio.services.engine_words import told
from studio.theme.palette import GRID, rgb
from studio.viewport.viewport import Viewport
from studio.widgets.buttons import IconAction, tool_button
from studio.widgets.words import sentences


class RunView(QWidget):
    """Bound to ``Training.watched``.

    Args:
        context: everything shared.
        training: its model.
        table: for words about a run's state.
        parent: owner.
    """

    def __init__(self, context: Context, training: Training, table: RunsTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._training, self._watched = context, training, training.watched
        self.header = RunHeader(training, table, self)
        self.pictures = TripleView(context.theme, self)
        self.controls = Controls(self)
        self.viewport = Viewport(self.controls, context.renderer, self)
        self.viewport.setMinimumSize(300, 160)
        self.learning = LearningBar(context, self._watched, self)
        self._make_actions()
        self._lay_out()
        self._bind()
        self._paint_background()
        self._show_avatar()
        self._show_pictures()

    def stop(self) -> None:
        """Free the viewer."""
        self.learning.stop()
        self.viewport.stop()

    def _make_actions(self) -> None:
        theme, tr = self._context.theme, self.tr
        self.keep_frame = IconAction(
            tr("Keep this frame in view"), "push-pin", theme, self, tip=tr("Always show the frame that is selected now")
        )
        self.follow = IconAction(
            tr("Follow the selected frame"),
            "crosshair",
            theme,
            self,
            tip=tr("Also show the frame that is selected on all pages"),
        )
        self.follow.setCheckable(True)
        self.usual = IconAction(
            tr("Usual frames"), "arrow-counter-clockwise", theme, self, tip=tr("Show the usual held-out frames again")
        )
        self.keep_frame.triggered.connect(self._keep_frame)
        self.follow.triggered.connect(lambda on: self._watched.choose(self._watched.chosen, follow=bool(on)))
        self.usual.triggered.connect(lambda: self._watched.choose([], follow=True))

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pictures, 1)
        tools = QHBoxLayout()
        tools.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        tools.setSpacing(GRID // 2)
        for action in (self.keep_frame, self.follow, self.usual):
            tools.addWidget(tool_button(action, left))
        tools.addStretch(1)
        column.addLayout(tools)
        right = QWidget(self)
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.viewport, 1)
        side.addWidget(self.learning)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(split, 1)

    def _bind(self) -> None:
        watched, context = self._watched, self._context
        watched.triples_changed.connect(self._show_pictures)
        watched.changed.connect(self._show_pictures)
        watched.changed.connect(self._show_avatar)
        watched.avatar_changed.connect(self._show_avatar)
        context.selection.frame_changed.connect(self._show_pictures)
        context.document.edits_changed.connect(lambda before, after: self._show_pictures())
        context.theme.changed.connect(self._paint_background)
        self.pictures.frame_chosen.connect(lambda capture, frame: context.selection.select_frame(frame, capture))
        self.pictures.removal_asked.connect(self._remove_frame)

    def _show_avatar(self) -> None:
        avatar = self._watched.avatar
        if avatar is not None and len(self.controls.descriptor) != avatar.num_channels:
            self.controls.take(avatar)
        self.viewport.take(avatar)

    def _show_pictures(self) -> None:
        watched, selection = self._watched, self._context.selection
        selected = (selection.capture_id, selection.frame) if selection.capture_id is not None else None
        self.pictures.show_triples(watched.triples, selected)
        self.pictures.show_message(self._message())
        self.follow.setChecked(watched.follows)
        self.keep_frame.setEnabled(selected is not None and watched.record is not None)

    def _message(self) -> str:
        watched = self._watched
        if watched.error is not None:
            said = told(watched.error)
            return sentences(said.what, said.next_step)
        if watched.live:
            return self.tr("The first pictures come when the training begins")
        return self.tr("This run has no pictures")

    def _keep_frame(self) -> None:
        selection, watched = self._context.selection, self._watched
        if selection.capture_id is not None:
            frames = watched.chosen or watched.shown_frames()
            watched.choose([(selection.capture_id, selection.frame), *frames])

    def _remove_frame(self, capture: str, frame: int) -> None:
        watched, selection = self._watched, self._context.selection
        left = [item for item in watched.shown_frames() if item != (capture, frame)]
        followed = (selection.capture_id, selection.frame) == (capture, frame)
        watched.choose(left, follow=watched.follows and not followed)

    def _paint_background(self) -> None:
        self.viewport.set_background(rgb(self._context.theme.palette.viewer))
