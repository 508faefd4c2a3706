"""The blind study in the open project: who has answered what, and the session that runs. Answers are saved at once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.errors import FormatError, InputError, StudioError
from core.project.study import (
    Score,
    StudySession,
    Trial,
    begin,
    delete_session,
    load_sessions,
    overall,
    participants,
    plan,
    save_session,
)
from core.raf.retriever import Search
from studio.context import Context
from studio.model.retrieval import Retrieval
from studio.services.tasks import Task

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
SEARCHED_A_QUESTION = 4
"""So many frames are searched for each question: those between need not be."""


@dataclass(frozen=True)
class _Loaded:
    root: Path
    sessions: tuple[StudySession, ...]
    broken: tuple[FormatError, ...]


class Study(QObject):
    """Sessions of the open project; get it by ``context.shared(Study)``.

    Attributes:
        sessions: all, oldest first.
        current: the session that is answered now, or None.
        preparing: questions are being drawn.

    Signals:
        changed: the sessions, or which one runs.
        asked: another question is to be shown.
    """

    changed = Signal()
    asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context, self._retrieval = context, context.shared(Retrieval)
        self.sessions: tuple[StudySession, ...] = ()
        self.current: StudySession | None = None
        self._root: Path | None = None
        self._reading: Task[_Loaded] | None = None
        self._drawing: Task[StudySession] | None = None
        self._waiting: dict[str, StudySession | None] = {}  # None: to be removed
        self._writing = False
        self._shown_s: float | None = None
        context.document.opened.connect(self._follow)
        self._follow()

    @property
    def preparing(self) -> bool:
        """Questions are being drawn."""
        return self._drawing is not None

    @property
    def trial(self) -> Trial | None:
        """The question that is asked now."""
        session = self.current
        return session.trials[len(session.answers)] if session is not None and not session.complete else None

    @property
    def next_seed(self) -> int:
        """A seed that no session of this project has had."""
        return max((s.seed for s in self.sessions), default=-1) + 1

    def can_continue(self, session: StudySession) -> bool:
        """True if an unfinished session asks about the capture and the bank that are open."""
        data, bank = self._retrieval.data, self._retrieval.bank
        if data is None or bank is None or session.complete:
            return False
        return (session.capture_id, session.bank) == (data.capture.id, bank.name)

    def begin(self, participant: str, count: int, seed: int) -> None:
        """Draw the questions and ask the first; failures become notices."""
        data, search = self._retrieval.data, self._retrieval.search
        bank, region = self._retrieval.bank, self._retrieval.region
        if data is None or search is None or bank is None or self._drawing is not None:
            return
        usable = np.flatnonzero(self._retrieval.usable()).astype(np.int64)

        def draw() -> StudySession:
            trials = _draw(search, usable, count, seed)
            return begin(participant, seed, trials, capture_id=data.capture.id, bank=bank.name, region=region)

        self._drawing = self._context.tasks.run(draw, self._drawn, failed=self._not_drawn, priority=3)
        self.changed.emit()

    def resume(self, session: StudySession) -> None:
        """Go on with an unfinished session."""
        if self.can_continue(session):
            self.current = session
            self._ask()

    def question_shown(self) -> None:
        """The faces can be seen from now on: the clock runs."""
        if self.trial is not None and self._shown_s is None:
            self._shown_s = time.monotonic()

    def answer(self, *, left: bool) -> None:
        """Take the answer, save it, and ask on; nothing before the faces are shown."""
        if self.current is None or self.trial is None or self._shown_s is None:
            return
        self.current = self.current.answered(left, time.monotonic() - self._shown_s)
        self._keep(self.current)
        self._ask()

    def leave(self) -> None:
        """Stop asking; what was answered is kept."""
        if self.current is not None:
            self.current, self._shown_s = None, None
            self.changed.emit()

    def delete(self, session: StudySession) -> None:
        """Remove a session for good."""
        if self._root is None:
            return
        self.sessions = tuple(s for s in self.sessions if s.id != session.id)
        self._waiting[session.id] = None
        self._write()
        self.changed.emit()

    def stop(self) -> None:
        """Write what is not on disk yet."""
        for task in (self._reading, self._drawing):
            if task is not None:
                task.cancel()
        self._reading = self._drawing = None
        root, self._root = self._root, None
        for session_id, session in self._waiting.items():
            if root is not None:
                try:
                    _put(root, session_id, session)
                except StudioError as error:
                    self._context.notices.report(error)
        self._waiting.clear()

    def _follow(self) -> None:
        project = self._context.document.project
        root = project.root if project is not None else None
        if root == self._root:
            return
        self.stop()
        self._root, self.sessions, self.current = root, (), None
        if root is not None:
            self._reading = self._context.tasks.run(lambda: _Loaded(root, *load_sessions(root)), self._loaded)
        self.changed.emit()

    def _loaded(self, loaded: _Loaded) -> None:
        self._reading = None
        if loaded.root != self._root:
            return
        new = tuple(s for s in self.sessions if s.id not in {old.id for old in loaded.sessions})
        self.sessions = (*loaded.sessions, *new)
        for error in loaded.broken[:3]:
            self._context.notices.report(error)
        self.changed.emit()

    def _drawn(self, session: StudySession) -> None:
        self._drawing, self.current = None, session
        self._ask()

    def _not_drawn(self, error: StudioError) -> None:
        self._drawing = None
        self._context.notices.report(error)
        self.changed.emit()

    def _ask(self) -> None:
        self._shown_s = None
        self.changed.emit()
        self.asked.emit()

    def _keep(self, session: StudySession) -> None:
        others = tuple(s for s in self.sessions if s.id != session.id)
        self.sessions = tuple(sorted((*others, session), key=lambda s: s.id))
        self._waiting[session.id] = session
        self._write()

    def _write(self) -> None:
        """One file at a time, so that an older state never comes last, and nothing that was deleted comes back."""
        root = self._root
        if self._writing or not self._waiting or root is None:
            return
        session_id, session = next(iter(self._waiting.items()))
        self._writing = True

        def done(_: object) -> None:
            self._writing = False
            if session_id in self._waiting and self._waiting[session_id] is session:
                del self._waiting[session_id]
            self._write()

        self._context.tasks.run(lambda: _put(root, session_id, session), done, failed=self._not_written)

    def _not_written(self, error: StudioError) -> None:
        """It is tried again with the next answer, and when the window closes."""
        self._writing = False
        self._context.notices.report(error)


def _put(root: Path, session_id: str, session: StudySession | None) -> None:
    """Write a session, or remove it where it is None."""
    if session is None:
        delete_session(root, session_id)
    else:
        save_session(root, session)


def _draw(search: Search, usable: npt.NDArray[np.int64], count: int, seed: int) -> tuple[Trial, ...]:
    """Search enough frames for ``count`` questions, and draw them."""
    bank = search.space.bank
    if not usable.size:
        raise InputError("No frame of this capture can be asked about", next_step="Choose another capture.")
    spread = np.linspace(0, usable.size - 1, min(usable.size, SEARCHED_A_QUESTION * count)).round().astype(np.int64)
    frames = usable[spread]
    found = search.find(frames)
    ids = np.where(found.rows >= 0, bank.ids[found.rows], -1)
    return plan(frames, ids[:, 0], bank.ids[search.keep], count, seed, avoid=ids)


class ScoresModel(QAbstractTableModel):
    """One line a participant; the role ``SCORE`` gives the Score.

    Args:
        study: whose sessions.
        parent: owner.
    """

    SCORE = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, study: Study, parent: QObject) -> None:
        super().__init__(parent)
        self._study = study
        self._rows: list[Score] = []
        self.overall: Score | None = None
        study.changed.connect(self._follow)
        self._follow()

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else 5

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != int(Qt.ItemDataRole.DisplayRole):
            return None
        names = (
            self.tr("Participant"),
            self.tr("Chose the retrieved"),
            self.tr("95 % interval"),
            self.tr("Chose left"),
            self.tr("Time"),
        )
        return names[section] if 0 <= section < len(names) else None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        score = self._rows[index.row()]
        if role == self.SCORE:
            return score
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self._cells(score)[index.column()]
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return self._tips()[index.column()]
        return None

    def _cells(self, score: Score) -> tuple[str, ...]:
        name = self.tr("{} (unfinished)").format(score.name) if score.unfinished else score.name
        return (
            name,
            self.tr("{} of {}").format(score.chosen, score.answers),
            self.tr("{} to {}").format(percent(score.low), percent(score.high)),
            percent(score.left / max(score.answers, 1)),
            self.tr("{} s").format(f"{score.median_s:.1f}"),
        )

    def _tips(self) -> tuple[str, ...]:
        return (
            self.tr("Name or initials; all sessions of one name are taken together"),
            self.tr("How often the retrieved face was chosen over the random one"),
            self.tr("Wilson's score interval of that share"),
            self.tr("The retrieved face stands left in half of the questions: far from 50 % tells of a habit"),
            self.tr("Median time of an answer"),
        )

    def _follow(self) -> None:
        rows = participants(self._study.sessions)
        self.overall = overall(self._study.sessions)
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()


def percent(share: float) -> str:
    """A share as whole percent."""
    return f"{100 * share:.0f} %"
