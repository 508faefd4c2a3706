"""The Retrieval page: which faces of the bank are like this one, over time, and which of them are allowed."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget

from studio.context import Context
from studio.model.faces import Face
from studio.model.retrieval import Retrieval
from studio.model.retrieval_edits import Decision, Kind
from studio.model.retrieval_view import View
from studio.model.study import Study
from studio.model.training import Training
from studio.pages.retrieval.bars import ChannelBars
from studio.pages.retrieval.decisions import DecisionsView
from studio.pages.retrieval.export import Export
from studio.pages.retrieval.faces_view import FacesView
from studio.pages.retrieval.figures import Figures
from studio.pages.retrieval.study_view import StudyView
from studio.pages.retrieval.tool_bar import RetrievalBar
from studio.services.engine_words import told
from studio.shell.page import Page
from studio.widgets.buttons import IconAction
from studio.widgets.state_view import StateView


class RetrievalPage(Page):
    """Shows what ``Retrieval`` holds, and carries out what its tools ask for."""

    name: ClassVar[str] = "retrieval"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.retrieval, self._training = context.shared(Retrieval), context.shared(Training)
        self._make_actions()
        self._export = Export(context, self.retrieval, self)
        self.view = FacesView(context, self.retrieval, self)
        self.state = StateView(context.theme, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.state)
        self.study = StudyView(context, context.shared(Study), self)
        for view in (self.view, self.study):
            self._stack.addWidget(view)
        self.setCentralWidget(self._stack)
        self._before_study: QByteArray | None = None
        tools = [self._ban, self._pin, self._export.menu_action]
        self.bar = RetrievalBar(self.retrieval, [self._random], tools, [self._begin_study], self)
        self.setMenuWidget(self.bar)
        self.bars = ChannelBars(context.theme, self)
        self.figures = Figures(context.theme, self)
        self.decisions = DecisionsView(context, self.retrieval.decisions, self)
        right = Qt.DockWidgetArea.RightDockWidgetArea
        compare = self.add_dock("bars", self.tr("Expression"), self.bars, right)
        figures = self.add_dock("figures", self.tr("Overview"), self.figures, right)
        decisions = self.add_dock("decisions", self.tr("Bans and pins"), self.decisions, right)
        self.tabifyDockWidget(compare, figures)
        self.tabifyDockWidget(figures, decisions)
        compare.raise_()
        self._bind()
        self._show()

    @property
    def face(self) -> Face | None:
        """The chosen face."""
        return self.view.list.face

    def entered(self) -> None:
        self.view.timeline.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.retrieval.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self.retrieval.set_active(False)

    def stop(self) -> None:
        self.view.stop()

    def _make_actions(self) -> None:
        theme, tr = self.context.theme, self.tr
        self._random = IconAction(
            tr("Random instead"), "dice-five", theme, self, shortcut="R", tip=tr("Show faces drawn at random instead")
        )
        self._random.setCheckable(True)
        self._ban = IconAction(tr("Ban"), "prohibit", theme, self, tip=tr("Never draw a face, a person or a source"))
        self._pin = IconAction(tr("Pin"), "push-pin", theme, self, tip=tr("Put a face, a person or a source first"))
        self._ban_face = self._act(tr("Ban this face"), "prohibit", "B", self.ban_face)
        self._ban_person = self._act(tr("Ban this person"), "user-minus", "Shift+B", self.ban_person)
        self._ban_source = self._act(tr("Ban this source"), "film-strip", "", self.ban_source)
        self._pin_face = self._act(tr("Pin this face to this frame"), "push-pin", "P", self.pin_face)
        self._pin_person = self._act(tr("Pin this person"), "user", "Shift+P", self.pin_person)
        self._pin_source = self._act(tr("Pin this source"), "film-strip", "", self.pin_source)
        self._to_bank = self._act(tr("Show in the bank"), "squares-four", "", self.show_in_bank)
        self._ban.setMenu(_menu(self, [self._ban_face, self._ban_person, self._ban_source]))
        self._pin.setMenu(_menu(self, [self._pin_face, self._pin_person, self._pin_source]))
        self._face_actions = [
            *(self._ban_face, self._ban_person, self._ban_source),
            *(self._pin_face, self._pin_person, self._pin_source, self._to_bank),
        ]
        self._begin_study = IconAction(
            tr("Study"), "student", theme, self, tip=tr("Let people say blindly which face is closer")
        )
        self._steps = [
            self._act(tr("Previous frame"), "caret-left", "Left", lambda: self.step(-1)),
            self._act(tr("Next frame"), "caret-right", "Right", lambda: self.step(1)),
            self._act(tr("A second back"), "caret-double-left", "Shift+Left", lambda: self.step_seconds(-1)),
            self._act(tr("A second on"), "caret-double-right", "Shift+Right", lambda: self.step_seconds(1)),
        ]
        self._choices = [
            self._act(
                tr("Choose face {}").format(i + 1), "smiley-blank", str(i + 1), lambda _=False, i=i: self._choose(i)
            )
            for i in range(9)
        ]
        self._looking = [self._random, *self._face_actions, *self._steps, *self._choices]
        self.addActions([*self._looking, self._begin_study])

    def _act(self, text: str, icon_name: str, shortcut: str, do: object) -> IconAction:
        action = IconAction(text, icon_name, self.context.theme, self, shortcut=shortcut)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(do)
        return action

    def _bind(self) -> None:
        retrieval = self.retrieval
        retrieval.changed.connect(self._show)
        retrieval.curves_changed.connect(self._show_curves)
        retrieval.faces_changed.connect(self._show_face)
        self._training.choices_changed.connect(self._show_use)
        self._random.toggled.connect(retrieval.choose_random)
        self.view.list.face_chosen.connect(self._show_face)
        self.view.list.opened.connect(self.show_in_bank)
        self.view.list.menu_asked.connect(self._show_menu)
        self.figures.person_marked.connect(self._mark_person)
        self._begin_study.triggered.connect(self.open_study)
        self.study.closed.connect(self.close_study)
        self.study.export_asked.connect(self._export.save_answers)
        for action in self._export.actions:
            self.addAction(action)

    def ban_face(self) -> None:
        """Never draw the chosen face again; a second time allows it again."""
        face = self.face
        if face is not None:
            self._toggle(Kind.BANNED_ENTRY, face.entry, self.tr("face {}").format(face.entry))

    def ban_person(self) -> None:
        """Never draw a face of the chosen face's person again."""
        face = self.face
        if face is not None and face.person:
            self._toggle(Kind.BANNED_PERSON, face.person, face.person)

    def ban_source(self) -> None:
        """Never draw a face of the chosen face's source again."""
        face = self.face
        if face is not None and face.sha256:
            self._toggle(Kind.BANNED_SOURCE, face.sha256, face.source)

    def pin_face(self) -> None:
        """Put the chosen face first for this frame, or no longer."""
        face, decisions, frame = self.face, self.retrieval.decisions, self.retrieval.frame
        if face is None or not decisions.ready:
            return
        if face.pinned:
            decisions.unpin_entry(face.entry, frame)
        else:
            decisions.pin_entry(face.entry, frame)

    def pin_person(self) -> None:
        """Give every frame the nearest face of the chosen face's person."""
        face = self.face
        if face is not None and face.person:
            self._toggle(Kind.PINNED_PERSON, face.person, face.person)

    def pin_source(self) -> None:
        """Give every frame the nearest face of the chosen face's source."""
        face = self.face
        if face is not None and face.sha256:
            self._toggle(Kind.PINNED_SOURCE, face.sha256, face.source)

    def show_in_bank(self) -> None:
        """Go to the chosen face on the Bank page."""
        face = self.face
        if face is not None:
            self.context.selection.select_entries((face.entry,))
            self.context.go_to("bank")

    def step(self, frames: int) -> None:
        """Scrub by so many frames."""
        data = self.retrieval.data
        if data is not None:
            last = len(data.tracks.found) - 1
            self.context.selection.select_frame(min(max(self.retrieval.frame + frames, 0), last))

    def step_seconds(self, seconds: int) -> None:
        """Scrub by so many seconds."""
        data = self.retrieval.data
        if data is not None:
            self.step(seconds * max(1, round(data.tracks.fps)))

    def open_study(self) -> None:
        """Show the study, and nothing else that could tell which face is which."""
        if self._before_study is None and self.retrieval.view is View.READY:
            self._before_study = self.saveState()
            for dock in self.docks.values():
                dock.hide()
            self.bar.hide()
            self._show()
            self.study.focus()

    def close_study(self) -> None:
        """Back to the faces, with the docks as they were; a running session is kept as it is."""
        if self._before_study is not None:
            self.context.shared(Study).leave()
            before, self._before_study = self._before_study, None
            self.restoreState(before)
            self.bar.show()
            self._show()
            self.view.timeline.setFocus()

    def keep_layout(self) -> None:
        self.close_study()
        super().keep_layout()

    def _choose(self, place: int) -> None:
        self.view.list.choose(place)

    def _toggle(self, kind: Kind, value: int | str, what: str) -> None:
        decisions = self.retrieval.decisions
        if not decisions.ready:
            return
        decision = Decision(kind, value)
        if decisions.has(kind, value):
            decisions.lift(decision)
        elif decision.bans:
            decisions.ban(kind, value, what)
        else:
            decisions.pin(kind, str(value), what)

    def _show(self) -> None:
        ready = self.retrieval.view is View.READY
        if not ready:
            self._say_state()
        studying = self._before_study is not None
        if studying and not ready:
            self.close_study()
            return
        self._stack.setCurrentWidget(self.study if studying else self.view if ready else self.state)
        for action in self._looking:
            action.setEnabled(ready and not studying)
        self.bar.setEnabled(ready)
        bank = self.retrieval.bank
        if bank is not None and self.retrieval.scale.size:
            self.bars.set_channels(bank.channels, self.retrieval.scale)
        self._random.setChecked(self.retrieval.random)
        if not studying:
            self.show_docks(self.retrieval.view in (View.READY, View.READING))
        self._show_face()
        self._show_curves()
        self._show_use()

    def _say_state(self) -> None:
        tr, go = self.tr, self.context.go_to
        view, say = self.retrieval.view, self.state.say
        if view is View.NO_PROJECT:
            text = tr("Open one, or make one from a video of a face; then see which faces of the bank are like it.")
            say("users-three", tr("No project is open"), text, button=tr("Go to Home"), act=lambda: go("home"))
        elif view is View.NO_CAPTURE:
            text = tr("Add a video of the face; its frames are compared with the bank here.")
            say("video-camera", tr("No capture yet"), text, button=tr("Go to Capture"), act=lambda: go("capture"))
        elif view is View.NO_BANK:
            text = tr("A bank holds expressions of other people. Build one from videos, or choose one.")
            say("squares-four", tr("The bank is empty"), text, button=tr("Go to Bank"), act=lambda: go("bank"))
        elif view is View.READING:
            say("hourglass-medium", tr("Reading the capture and the bank"), busy=True)
        elif view is View.NO_NEUTRAL:
            text = tr("The resting face of this capture is not known. Choose a frame that shows it.")
            say("smiley-blank", tr("No resting face"), text, button=tr("Go to Capture"), act=lambda: go("capture"))
        elif view is View.FAILED and (problem := self.retrieval.problem) is not None:
            said = told(problem)
            can_undo = self.retrieval.error is not None and self.context.document.undo.canUndo()
            button, act = (
                (tr("Undo"), self.context.document.undo.undo)
                if can_undo
                else (tr("Go to Bank"), lambda: go("bank"))
                if problem is self.context.bank.error
                else (tr("Go to Capture"), lambda: go("capture"))
            )
            say("warning-circle", said.what, said.text, button=button, act=act, details=said.details)

    def _show_face(self) -> None:
        face, faces = self.face, self.retrieval.faces
        place = self.view.list.place
        chosen = faces.descriptors[place] if faces is not None and 0 <= place < len(faces.descriptors) else None
        query = faces.query if faces is not None else None
        name = (face.person or self.tr("Face {}").format(face.entry)) if face is not None else ""
        self.bars.show_values(query, chosen, self.retrieval.region, name)
        self.figures.histogram.show_distance(face.distance if face is not None else None)
        self._show_actions(face)

    def _show_actions(self, face: Face | None) -> None:
        tr, decisions = self.tr, self.retrieval.decisions
        if self._before_study is not None:
            return
        for action in self._face_actions:
            action.setEnabled(face is not None)
        self._ban.setEnabled(face is not None)
        self._pin.setEnabled(face is not None)
        if face is None:
            return
        words = (
            (self._ban_face, Kind.BANNED_ENTRY, face.entry, tr("Ban this face"), tr("Allow this face again")),
            (self._ban_person, Kind.BANNED_PERSON, face.person, tr("Ban {}"), tr("Allow {} again")),
            (self._ban_source, Kind.BANNED_SOURCE, face.sha256, tr("Ban the source {}"), tr("Allow {} again")),
            (self._pin_person, Kind.PINNED_PERSON, face.person, tr("Pin {}"), tr("Unpin {}")),
            (self._pin_source, Kind.PINNED_SOURCE, face.sha256, tr("Pin the source {}"), tr("Unpin {}")),
        )
        for action, kind, value, text, other in words:
            name = face.source if kind in (Kind.BANNED_SOURCE, Kind.PINNED_SOURCE) else face.person
            chosen = (other if decisions.has(kind, value) else text).format(name)
            action.describe(chosen, chosen)
            action.setEnabled(bool(value))
        text = tr("Unpin this face") if face.pinned else tr("Pin this face to this frame")
        self._pin_face.describe(text, text)

    def _show_curves(self) -> None:
        self.figures.show_curves(self.retrieval.curves, self.retrieval.persons)

    def _show_use(self) -> None:
        choices = self._training.choices
        self.figures.show_use(choices.raf, choices.policy.shuffled)

    def _show_menu(self, place: QPoint) -> None:
        menu = _menu(self, self._face_actions)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _mark_person(self, person: int) -> None:
        self.view.timeline.mark(self.retrieval.frames_with(person) if person >= 0 else np.zeros(0, bool))


def _menu(parent: RetrievalPage, actions: list[IconAction]) -> QMenu:
    menu = QMenu(parent)
    for action in actions:
        added: QAction = action
        menu.addAction(added)
    return menu
