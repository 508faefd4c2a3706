"""The blind study on the window: who takes part, the questions, and the results."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.project.study import MAX_NAME, StudySession
from studio.context import Context
from studio.model.study import ScoresModel, Study, percent
from studio.pages.retrieval.trial_view import TrialView
from studio.theme.palette import CONTROL_HEIGHT, GRID, PANEL_PADDING
from studio.widgets.buttons import Button, IconAction, push_button

WIDTH = 680
COUNTS = (10, 20, 40, 60, 100)
NAME_WIDTH = 220


class StudyView(QWidget):
    """Setup and results, or the question that is asked.

    Args:
        context: everything shared.
        study: the sessions.
        parent: owner.

    Signals:
        closed: the user is done with the study.
        export_asked: the answers are wanted as a file.
    """

    closed = Signal()
    export_asked = Signal()

    def __init__(self, context: Context, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._study = context, study
        self.trial = TrialView(context, study, self)
        self._setup = QWidget(self)
        self._name, self._count = QLineEdit(self), QComboBox(self)
        self._summary, self._note = QLabel(self), QLabel(self)
        self._open_title, self._open = QLabel(self.tr("Unfinished sessions"), self), QComboBox(self)
        self.scores = ScoresModel(study, self)
        self._table = QTableView(self)
        self._make_actions()
        self._lay_out()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._setup)
        self._stack.addWidget(self.trial)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        study.changed.connect(self._show)
        self._show()

    @property
    def asking(self) -> bool:
        """A session runs, or its end is shown."""
        return self._study.current is not None

    def focus(self) -> None:
        """Put the keyboard where it is needed."""
        (self.trial if self.asking else self._name).setFocus()

    def begin(self) -> None:
        """Begin a session with what the form says."""
        self._study.begin(self._name.text(), int(self._count.currentData()), self._study.next_seed)

    def _make_actions(self) -> None:
        theme, tr = self._context.theme, self.tr
        self._begin = Button(tr("Begin"), self)
        self._begin.setProperty("role", "primary")
        self._begin.setAccessibleName(tr("Begin"))
        self._begin.setToolTip(tr("Ask the first question (Enter)"))
        self._begin.clicked.connect(self.begin)
        self._name.returnPressed.connect(self.begin)
        self._name.textChanged.connect(lambda _: self._show_ready())
        self._back = IconAction(tr("Back to the faces"), "arrow-left", theme, self, tip=tr("Leave the study"))
        self._back.triggered.connect(self.closed)
        self.export = IconAction(
            tr("Save answers…"), "export", theme, self, tip=tr("Every answer as a line of CSV, for your own statistics")
        )
        self.export.triggered.connect(self.export_asked)
        self._continue = IconAction(tr("Continue"), "play", theme, self, tip=tr("Go on with this session"))
        self._continue.triggered.connect(self._resume)
        self._delete = IconAction(tr("Delete"), "trash", theme, self, tip=tr("Remove this session and its answers"))
        self._delete.triggered.connect(self._delete_session)

    def _lay_out(self) -> None:
        title, how = QLabel(self.tr("Which face is closer?"), self), QLabel(self._how(), self)
        title.setProperty("role", "title")
        for label in (how, self._note):
            label.setProperty("role", "dim")
            label.setWordWrap(True)
        self._summary.setProperty("role", "heading")
        self._summary.setWordWrap(True)
        self._open_title.setProperty("role", "heading")
        column = QVBoxLayout()
        column.setSpacing(GRID)
        for widget in (title, how):
            column.addWidget(widget)
        column.addSpacing(GRID)
        column.addLayout(self._form())
        column.addSpacing(GRID)
        column.addWidget(self._open_title)
        column.addLayout(self._unfinished())
        column.addSpacing(GRID)
        column.addWidget(self._summary)
        column.addWidget(self._note)
        column.addWidget(self._results(), 1)
        column.addStretch(0)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(push_button(self._back, self))
        foot.addStretch(1)
        foot.addWidget(push_button(self.export, self))
        column.addLayout(foot)
        holder = QWidget(self._setup)
        holder.setMaximumWidth(WIDTH)
        holder.setLayout(column)
        outer = QHBoxLayout(self._setup)
        outer.setContentsMargins(2 * PANEL_PADDING, 2 * PANEL_PADDING, 2 * PANEL_PADDING, 2 * PANEL_PADDING)
        outer.addStretch(1)
        outer.addWidget(holder, 100)
        outer.addStretch(1)

    def _form(self) -> QHBoxLayout:
        self._name.setPlaceholderText(self.tr("Name or initials"))
        self._name.setMaxLength(MAX_NAME)
        self._name.setFixedSize(NAME_WIDTH, CONTROL_HEIGHT)
        self._name.setAccessibleName(self.tr("Participant"))
        self._name.setToolTip(self.tr("Who takes part; several sessions under one name are taken together"))
        for count in COUNTS:
            self._count.addItem(self.tr("{} questions").format(count), count)
        self._count.setCurrentIndex(COUNTS.index(20))
        self._count.setAccessibleName(self.tr("Number of questions"))
        self._count.setToolTip(self.tr("More questions make the interval narrower"))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for widget in (self._name, self._count, self._begin):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _unfinished(self) -> QHBoxLayout:
        self._open.setAccessibleName(self.tr("Unfinished session"))
        self._open.setToolTip(self.tr("Sessions that were stopped; their answers count already"))
        self._open.currentIndexChanged.connect(lambda _: self._show_ready())
        self._open_row = QWidget(self)
        row = QHBoxLayout(self._open_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._open, 1)
        for action in (self._continue, self._delete):
            row.addWidget(push_button(action, self))
        outer = QHBoxLayout()
        outer.addWidget(self._open_row)
        return outer

    def _results(self) -> QTableView:
        table = self._table
        table.setModel(self.scores)
        table.setAccessibleName(self.tr("Results by participant"))
        table.setAccessibleDescription(
            self.tr("How often the retrieved face was called closer, with its 95 % interval.")
        )
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return table

    def _how(self) -> str:
        return self.tr(
            "You see a frame and two faces of other people: one that retrieval found, one drawn at random. Say which "
            "has the expression that is closer. Who is who, and how far they are, is not shown; order and sides are "
            "random. Keys: left and right."
        )

    def _show(self) -> None:
        study = self._study
        self._stack.setCurrentWidget(self.trial if self.asking else self._setup)
        self._show_unfinished()
        best = self.scores.overall
        self._table.setVisible(best is not None)
        self.export.setEnabled(best is not None)
        if best is None:
            self._summary.setText(self.tr("No answers yet"))
            self._note.setText(self.tr("Results appear here, with a 95 % confidence interval."))
        else:
            words = self.tr("{} of {} chose the retrieved face (95 % interval {} to {})")
            self._summary.setText(words.format(best.chosen, best.answers, percent(best.low), percent(best.high)))
            self._note.setText(self._reading(best.low, best.high, best.participants))
        self._begin.setText(self.tr("Drawing questions…") if study.preparing else self.tr("Begin"))
        self._show_ready()
        if self.asking:
            self.trial.setFocus()

    def _reading(self, low: float, high: float, people: int) -> str:
        if low > 0.5:
            verdict = self.tr("The retrieved face is chosen more often than chance would.")
        elif high < 0.5:
            verdict = self.tr("The random face is chosen more often than chance would.")
        else:
            verdict = self.tr("This cannot be told from chance (50 %) yet.")
        who = self.tr("Answers of {} people; the interval allows for people that differ.").format(people)
        return f"{verdict} {who}" if people > 1 else verdict

    def _show_unfinished(self) -> None:
        unfinished = [s for s in self._study.sessions if not s.complete]
        known = [self._open.itemData(i) for i in range(self._open.count())]
        if known != [s.id for s in unfinished] or any(not s.complete for s in unfinished):
            with QSignalBlocker(self._open):
                chosen = self._open.currentData()
                self._open.clear()
                for session in unfinished:
                    self._open.addItem(self._session_words(session), session.id)
                self._open.setCurrentIndex(max(self._open.findData(chosen), 0) if unfinished else -1)
        self._open_title.setVisible(bool(unfinished))
        self._open_row.setVisible(bool(unfinished))

    def _session_words(self, session: StudySession) -> str:
        return self.tr("{}, {} of {} answered, {}").format(
            session.participant, len(session.answers), len(session.trials), session.started_utc[:10]
        )

    def _show_ready(self) -> None:
        self._begin.setEnabled(bool(self._name.text().strip()) and not self._study.preparing)
        session = self._chosen_session()
        self._continue.setEnabled(session is not None and self._study.can_continue(session))
        self._delete.setEnabled(session is not None)

    def _chosen_session(self) -> StudySession | None:
        wanted = self._open.currentData()
        return next((s for s in self._study.sessions if s.id == wanted and not s.complete), None)

    def _resume(self) -> None:
        session = self._chosen_session()
        if session is not None:
            self._study.resume(session)

    def _delete_session(self) -> None:
        from PySide6.QtWidgets import QMessageBox

        session = self._chosen_session()
        if session is None:
            return
        box = QMessageBox(self)
        box.setText(self.tr("Delete the session of {}?").format(session.participant))
        box.setInformativeText(self.tr("Its {} answers are gone for good.").format(len(session.answers)))
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        delete.clicked.connect(lambda: self._study.delete(session))
        box.open()
