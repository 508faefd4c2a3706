"""The middle of the Retrieval page: the frame, the faces that are like it, and what is being searched."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.frame_faces import FacesModel, FramePictures
from studio.model.retrieval import Retrieval
from studio.pages.retrieval.faces_list import FacesList
from studio.pages.retrieval.frame_view import FrameView
from studio.pages.retrieval.timeline import RetrievalTimeline
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import Button
from studio.widgets.transport import clock_text

FRAME_WIDTH, FRAME_SHARE, FRAME_LARGEST = 264, 0.24, 480
"""Pixels at least, share of the width, pixels at most."""
SAID_MS = 8000


class FacesView(QWidget):
    """Frame, faces, timeline.

    Args:
        context: everything shared.
        retrieval: what is looked at.
        parent: owner.
    """

    def __init__(self, context: Context, retrieval: Retrieval, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._retrieval = context, retrieval
        self._pictures = context.shared(FramePictures)
        self.frame_view = FrameView(context.theme, self)
        self.frame_view.setAccessibleName(self.tr("Face of this frame"))
        self.list = FacesList(FacesModel(retrieval, context.shared(Thumbnails), self), context.theme, self)
        self.timeline = RetrievalTimeline(context.theme, self)
        self._facts, self._title, self._nothing = QLabel(self), QLabel(self), QLabel(self)
        self._state, self._bar = QLabel(self), QProgressBar(self)
        self._all = Button(self.tr("Search every frame"), self)
        self._all.setProperty("role", "link")
        self._all.setAccessibleName(self._all.text())
        self._all.setToolTip(self.tr("Skip no frames; this takes a while with a large bank"))
        self._all.clicked.connect(retrieval.look_at_all)
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(SAID_MS)
        self._said.timeout.connect(self._forget_said)
        self._news = ""
        self._lay_out()
        self._bind()
        self._show_all()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        side = round(min(max(self.width() * FRAME_SHARE, FRAME_WIDTH), FRAME_LARGEST))
        self._frame.setFixedWidth(side)
        self.frame_view.setFixedHeight(side)
        super().resizeEvent(event)

    def stop(self) -> None:
        """End timers."""
        self._said.stop()

    def _lay_out(self) -> None:
        self._title.setProperty("role", "heading")
        self._title.setToolTip(self.tr("Nearest neighbours in the bank, by whitened L2 distance between expressions"))
        for label in (self._facts, self._state, self._nothing):
            label.setProperty("role", "dim")
        self._facts.setWordWrap(True)
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._bar.setAccessibleName(self.tr("Frames searched"))
        frame = self._frame = QWidget(self)
        left = QVBoxLayout(frame)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(GRID)
        self._frame_title = QLabel(self.tr("This frame"), frame)
        self._frame_title.setProperty("role", "heading")
        left.addWidget(self._frame_title)
        left.addWidget(self.frame_view)
        left.addWidget(self._facts)
        left.addStretch(1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        right = QVBoxLayout()
        right.setSpacing(GRID)
        right.addWidget(self._title)
        right.addWidget(self._stack, 1)
        top = QHBoxLayout()
        top.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, GRID)
        top.setSpacing(2 * GRID)
        top.addWidget(frame)
        top.addLayout(right, 1)
        state = QHBoxLayout()
        state.setContentsMargins(PANEL_PADDING, 0, PANEL_PADDING, GRID // 2)
        state.setSpacing(GRID)
        state.addWidget(self._state)
        state.addWidget(self._bar)
        state.addWidget(self._all)
        state.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top, 1)
        layout.addLayout(state)
        layout.addWidget(self.timeline)

    def _bind(self) -> None:
        retrieval = self._retrieval
        retrieval.changed.connect(self._show_all)
        retrieval.faces_changed.connect(self._show_faces)
        retrieval.curves_changed.connect(self._show_curves)
        retrieval.redrawn.connect(self._say_redrawn)
        self._context.selection.frame_changed.connect(self._show_frame)
        self._pictures.arrived.connect(self._picture_arrived)
        self.timeline.scrubbed.connect(self._context.selection.select_frame)

    def _show_all(self) -> None:
        data = self._retrieval.data
        if data is not None:
            self.timeline.set_length(len(data.tracks.found), data.tracks.fps)
            self.timeline.show_chosen(self._retrieval.chosen)
        self._show_frame()
        self._show_faces()
        self._show_curves()

    def _show_frame(self) -> None:
        data, frame = self._retrieval.data, self._retrieval.frame
        self.timeline.show_frame(frame)
        if data is None:
            return
        image = self._pictures.image(data, frame)
        if image is not None:
            self.frame_view.show_picture(image, self.tr("No picture of this frame"))
        self._show_facts()

    def _picture_arrived(self, frame: int) -> None:
        if frame == self._retrieval.frame:
            self._show_frame()

    def _show_facts(self) -> None:
        data, frame = self._retrieval.data, self._retrieval.frame
        if data is None or frame >= len(data.tracks.found):
            return
        lines = [self.tr("Frame {}, {}").format(frame, clock_text(frame / max(data.tracks.fps, 1e-6)))]
        usable, faces = self._retrieval.usable(), self._retrieval.faces
        if not data.tracks.found[frame]:
            lines.append(self.tr("No face was found in it"))
        elif not usable[frame]:
            lines.append(self.tr("Left out: a run does not use it"))
        if faces is not None and faces.faces:
            near = min(face.distance for face in faces.faces)
            lines.append(self.tr("Nearest: {}").format(f"{near:.2f}"))
        self._facts.setText("\n".join(lines))

    def _show_faces(self) -> None:
        retrieval = self._retrieval
        faces = retrieval.faces
        self._title.setText(self.tr("Faces at random") if retrieval.random else self.tr("Faces like this one"))
        words = self._why_nothing() if faces is None or not faces.faces else ""
        self._nothing.setText(words)
        # while the next frame's faces are searched, the last ones stay: a blink at every step tires the eyes
        if faces is not None and faces.faces:
            self._stack.setCurrentWidget(self.list)
        elif words:
            self._stack.setCurrentWidget(self._nothing)
        self._show_facts()

    def _why_nothing(self) -> str:
        retrieval = self._retrieval
        data, frame = retrieval.data, retrieval.frame
        if data is None or frame >= len(data.tracks.found):
            return ""
        if not data.tracks.found[frame]:
            return self.tr("No face was found in this frame: choose another.")
        if retrieval.run_id and retrieval.run_table is not None:
            if retrieval.run_table.part(retrieval.region) is None:
                return self.tr("This run did not compare parts of the face. Choose “Whole face”.")
            return self.tr("This run did not use this frame: choose another.")
        return self.tr("Searching…")

    def _show_curves(self) -> None:
        retrieval = self._retrieval
        self.timeline.show_curves(retrieval.curves, retrieval.usable())
        self._show_state()

    def _show_state(self) -> None:
        table, run = self._retrieval.table, self._retrieval.run_table
        if self._retrieval.run_id:
            self._bar.hide()
            self._all.hide()
            self._state.setText(self._run_words(run.bank, run.same_bank) if run is not None else self.tr("Reading…"))
            return
        busy = table is not None and not table.complete
        self._bar.setVisible(busy)
        self._all.setVisible(table is not None and table.stride > 1)
        if table is None:
            self._state.setText(self.tr("Preparing the search…"))
        elif busy:
            self._bar.setRange(0, table.total)
            self._bar.setValue(table.done)
            self._state.setText(self.tr("Searched {} of {} frames").format(f"{table.done:,}", f"{table.total:,}"))
        elif self._news:
            self._state.setText(self._news)
        elif table.stride > 1:
            self._state.setText(self.tr("To save time, one frame in {} was searched.").format(table.stride))
        else:
            self._state.setText(self._bank_words())

    def _run_words(self, bank: str, same: bool) -> str:
        if same:
            return self.tr("Drawn from the bank “{}” when the run began").format(bank)
        return self.tr("This run drew from another bank, “{}”: its faces cannot be shown").format(bank)

    def _bank_words(self) -> str:
        bank = self._retrieval.bank
        if bank is None:
            return ""
        return self.tr("{} faces of {} people in the bank “{}”").format(
            f"{len(bank):,}", len(bank.persons), self._context.bank.title
        )

    def _say_redrawn(self, count: int) -> None:
        self._news = (
            self.tr("{} frames draw other faces now; the next run uses that").format(f"{count:,}")
            if count
            else self.tr("No frame of this capture is affected")
        )
        self._said.start()
        self._show_state()

    def _forget_said(self) -> None:
        self._news = ""
        self._show_state()
