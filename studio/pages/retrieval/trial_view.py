"""One question of the blind study: a frame, and two faces to choose from. Nothing here says which is which."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.frame_faces import FramePictures
from studio.model.retrieval import Retrieval
from studio.model.study import Study
from studio.pages.retrieval.frame_view import FrameView
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import Button, IconAction, push_button

LARGEST_PX = 420


class TrialView(QWidget):
    """Shows the question of ``study`` and takes the answer.

    Args:
        context: everything shared.
        study: what is asked.
        parent: owner.
    """

    def __init__(self, context: Context, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._study = context, study
        self._retrieval = context.shared(Retrieval)
        self._pictures, self._thumbnails = context.shared(FramePictures), context.shared(Thumbnails)
        self.frame_view, self.left_view, self.right_view = (FrameView(context.theme, self) for _ in range(3))
        self._where, self._bar = QLabel(self), QProgressBar(self)
        self._done = QLabel(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Question"))
        self.setAccessibleDescription(self.tr("The left and right arrow keys choose the closer face."))
        self.left_button = self._choice(self.tr("← Left face"), self.tr("The left face is closer (left key)"), True)
        self.right_button = self._choice(
            self.tr("Right face →"), self.tr("The right face is closer (right key)"), False
        )
        self._leave = IconAction(
            self.tr("Stop for now"),
            "x",
            context.theme,
            self,
            tip=self.tr("Answers are kept; the rest can follow later"),
        )
        self._leave.triggered.connect(study.leave)
        self._lay_out()
        for key, left in ((Qt.Key.Key_Left, True), (Qt.Key.Key_Right, False)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda left=left: self._answer(left))
        study.asked.connect(self._show)
        self._pictures.arrived.connect(lambda _: self._show_pictures())
        self._thumbnails.arrived.connect(self._face_arrived)

    def _choice(self, text: str, tip: str, left: bool) -> Button:
        button = Button(text, self)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.clicked.connect(lambda: self._answer(left))
        return button

    def _lay_out(self) -> None:
        for view, name in (
            (self.frame_view, self.tr("Frame")),
            (self.left_view, self.tr("Left face")),
            (self.right_view, self.tr("Right face")),
        ):
            view.setAccessibleName(name)
            view.setMaximumSize(LARGEST_PX, LARGEST_PX)
        question = QLabel(self.tr("Which face has the expression that is closer to this one?"), self)
        question.setProperty("role", "heading")
        question.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        asked = QWidget(self)
        pair = QHBoxLayout()
        pair.setSpacing(4 * GRID)
        pair.addStretch(1)
        for view, button in ((self.left_view, self.left_button), (self.right_view, self.right_button)):
            column = QVBoxLayout()
            column.setSpacing(GRID)
            column.addWidget(view, 1)
            column.addWidget(button)
            pair.addLayout(column, 8)
        pair.addStretch(1)
        upper = QHBoxLayout()
        upper.addStretch(1)
        upper.addWidget(self.frame_view, 8)
        upper.addStretch(1)
        layout = QVBoxLayout(asked)
        layout.setContentsMargins(2 * PANEL_PADDING, PANEL_PADDING, 2 * PANEL_PADDING, PANEL_PADDING)
        layout.setSpacing(GRID)
        layout.addWidget(question)
        layout.addLayout(upper, 8)
        layout.addSpacing(GRID)
        layout.addLayout(pair, 8)
        layout.addStretch(1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(asked)
        self._stack.addWidget(self._end())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._head())
        outer.addWidget(self._stack, 1)

    def _head(self) -> QHBoxLayout:
        self._where.setProperty("role", "dim")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(200)
        self._bar.setAccessibleName(self.tr("Questions answered"))
        head = QHBoxLayout()
        head.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, 0)
        head.setSpacing(PANEL_PADDING)
        head.addWidget(self._where)
        head.addWidget(self._bar)
        head.addStretch(1)
        head.addWidget(push_button(self._leave, self))
        return head

    def _end(self) -> QWidget:
        page = QWidget(self)
        self._done.setProperty("role", "title")
        results = Button(self.tr("See the results"), page)
        results.setProperty("role", "primary")
        results.setAccessibleName(results.text())
        results.setToolTip(self.tr("How often the retrieved face was chosen"))
        results.clicked.connect(self._study.leave)
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(self._done, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(results, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return page

    def _answer(self, left: bool) -> None:
        self._study.answer(left=left)

    def _show(self) -> None:
        session = self._study.current
        if session is None:
            return
        done, total = len(session.answers), len(session.trials)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._stack.setCurrentIndex(1 if session.complete else 0)
        self._leave.setEnabled(not session.complete)
        if session.complete:
            self._where.setText(self.tr("All {} questions answered").format(total))
            self._done.setText(self.tr("Thank you, {}").format(session.participant))
            return
        self._where.setText(self.tr("Question {} of {}").format(done + 1, total))
        for view in (self.frame_view, self.left_view, self.right_view):
            view.show_picture(None)
        self._show_pictures()

    def _face_arrived(self, entry: int) -> None:
        trial = self._study.trial
        if trial is not None and entry in (trial.retrieved, trial.random):
            self._show_pictures()

    def _show_pictures(self) -> None:
        """All three at once, and only then does the clock run: nobody shall judge half a question."""
        trial, data = self._study.trial, self._retrieval.data
        if trial is None or data is None:
            return
        faces = (trial.retrieved, trial.random) if trial.retrieved_left else (trial.random, trial.retrieved)
        images = [self._pictures.image(data, trial.frame), *(self._thumbnails.image(face) for face in faces)]
        if any(image is None for image in images):
            return
        views = (self.frame_view, self.left_view, self.right_view)
        for view, image in zip(views, images, strict=True):
            assert isinstance(image, QImage)
            view.show_picture(image, self.tr("No picture"))
        self._study.question_shown()
