"""The Train page: the next run's options, the run that is watched, curves, and the table of all runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QInputDialog, QMenu, QMessageBox, QStackedWidget

from core.errors import StudioError
from core.project.runs import Run
from studio.context import Context
from studio.model.run_log import RunLog, log_of
from studio.model.training import ACTIVE, RunEntry, Training
from studio.pages.train.curves import MAX_RUNS, CurvesPanel
from studio.pages.train.run_view import RunView
from studio.pages.train.runs_panel import RunsPanel
from studio.pages.train.setup import SetupPanel
from studio.shell.page import Page
from studio.widgets.buttons import IconAction
from studio.widgets.state_view import StateView

CURVES_HEIGHT = 230


class TrainPage(Page):
    """Bound to ``context.shared(Training)``."""

    name: ClassVar[str] = "train"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.training = context.shared(Training)
        self._logs: dict[str, RunLog] = {}
        self._compared: list[str] = []
        self.setup = SetupPanel(context, self.training, self)
        self.runs = RunsPanel(self.training, self)
        self.curves = CurvesPanel(context, self)
        self.view = RunView(context, self.training, self.runs.model, self)
        self.state = StateView(context.theme, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.view)
        self.setCentralWidget(self._stack)
        self._add_docks()
        self._make_actions()
        self._bind()
        self._show_state()
        self._show_curves()

    def entered(self) -> None:
        self.context.bank.ensure()
        self.runs.select(self.training.watched.run_id)

    def left(self) -> None:
        self.view.learning.stop()

    def stop(self) -> None:
        self.view.stop()

    def _add_docks(self) -> None:
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        self.add_dock("setup", self.tr("Next run"), self.setup)
        curves = self.add_dock("curves", self.tr("Curves"), self.curves, bottom)
        runs = self.add_dock("runs", self.tr("Runs"), self.runs, bottom)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.tabifyDockWidget(curves, runs)
        curves.raise_()
        self.resizeDocks([curves], [CURVES_HEIGHT], Qt.Orientation.Vertical)

    def _make_actions(self) -> None:
        theme, tr = self.context.theme, self.tr
        self.start_action = IconAction(tr("Start training"), "play-fill", theme, self, shortcut="Ctrl+Return")
        self.pair_action = IconAction(tr("Train with and without retrieval"), "columns", theme, self)
        self.drive_action = IconAction(tr("Drive the avatar of this run"), "play-circle", theme, self)
        self.rename_action = IconAction(tr("Rename run"), "pencil-simple", theme, self)
        self.show_action = IconAction(tr("Show the run in its folder"), "folder-open", theme, self)
        self.delete_action = IconAction(tr("Delete run"), "trash", theme, self)
        self.compare_action = IconAction(tr("Compare two runs"), "columns", theme, self)
        self.start_action.triggered.connect(self.start)
        self.pair_action.triggered.connect(self.start_pair)
        self.drive_action.triggered.connect(lambda: self._with_current(self.drive))
        self.rename_action.triggered.connect(lambda: self._with_current(self.ask_name))
        self.show_action.triggered.connect(lambda: self._with_current(self._show_folder))
        self.delete_action.triggered.connect(lambda: self._with_current(self.ask_delete))
        self.compare_action.triggered.connect(self.compare_selected)
        self.addActions([self.start_action, self.pair_action, *self._run_actions()])

    def _run_actions(self) -> list[IconAction]:
        return [self.drive_action, self.compare_action, self.rename_action, self.show_action, self.delete_action]

    def _bind(self) -> None:
        training, document = self.training, self.context.document
        self.setup.start_asked.connect(self.start)
        self.setup.pair_asked.connect(self.start_pair)
        self.view.header.drive_asked.connect(self.drive)
        self.view.header.continue_asked.connect(self.go_on)
        self.runs.selected.connect(self._selected)
        self.runs.activated.connect(self.drive)
        self.runs.menu_asked.connect(self._show_menu)
        training.watched.log_changed.connect(self._show_curves)
        training.watched.changed.connect(self._watched_changed)
        training.runs_changed.connect(self._runs_changed)
        training.ended.connect(self._ended)
        training.pair_done.connect(self._compare)
        document.opened.connect(self._show_state)
        document.opening_changed.connect(self._show_state)
        document.contents_changed.connect(self._show_state)

    def start(self) -> None:
        """Begin a run with the chosen options."""
        try:
            self.training.watch(self.training.start())
        except StudioError as error:
            self.context.notices.report(error)

    def start_pair(self) -> None:
        """Begin two runs with one seed, with and without retrieval; when both are done they are shown side by side."""
        try:
            self.training.start_pair()
        except StudioError as error:
            self.context.notices.report(error)

    def go_on(self, entry: RunEntry, minutes: float | None) -> None:
        """Continue a run."""
        if entry.run is None:
            return
        total = None
        if minutes is not None:
            total = float(entry.run.result.get("trained_s") or 0.0) / 60.0 + minutes
        self.training.go_on(entry.run, minutes=total)

    def drive(self, entry: RunEntry) -> None:
        """Show a run's avatar on the Live page."""
        from studio.model.live import Live  # only when it is wanted: it brings that page's models

        if entry.run is not None and entry.run.avatar is not None:
            self.context.shared(Live).open_avatar(entry.run.avatar)
            self.context.go_to("live")

    def ask_name(self, entry: RunEntry) -> None:
        """Ask for another name of a run."""
        name, good = QInputDialog.getText(self, self.tr("Rename run"), self.tr("Name"), text=entry.title)
        if good and name.strip():
            self.training.rename(entry.id, name)

    def ask_delete(self, entry: RunEntry) -> None:
        """Ask whether a run shall go for good."""
        if entry.run is None or entry.state in ACTIVE:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Delete the run “{}”?").format(entry.title))
        box.setInformativeText(self.tr("Its checkpoints and snapshots are removed for good."))
        with_avatar = QCheckBox(self.tr("Also delete its avatar"), box)
        if entry.run.avatar is not None:
            box.setCheckBox(with_avatar)
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        if box.clickedButton() is delete:
            self.training.delete(entry.run, with_avatar=with_avatar.isChecked())

    def compare_selected(self) -> None:
        """Show the selected runs side by side on the Compare page."""
        finished = [e.run.id for e in self.runs.entries() if e.run is not None and e.run.avatar is not None]
        if len(finished) >= 2:
            self._compare(finished[0], finished[1])

    def _compare(self, first: str, second: str) -> None:
        """Go to the Compare page with these runs' avatars, once all have heard of them."""
        QTimer.singleShot(0, self, lambda: self._show_side_by_side((first, second)))

    def _show_side_by_side(self, pair: tuple[str, str]) -> None:
        from studio.model.compare import Compare  # only when it is wanted: it brings the whole page's models
        from studio.model.compare_sources import key_of

        project, sides = self.context.document.project, self.context.shared(Compare).sides
        for side, run_id in enumerate(pair):
            entry = self.training.entry(run_id)
            if project is not None and entry is not None and entry.run is not None and entry.run.avatar is not None:
                sides.choose(side, key_of(entry.run.avatar, project.root))
        self.context.go_to("compare")

    def _with_current(self, act: Callable[[RunEntry], object]) -> None:
        entries = self.runs.entries()
        entry = entries[0] if entries else self.training.entry(self.training.watched.run_id)
        if entry is not None:
            act(entry)

    def _show_folder(self, entry: RunEntry) -> None:
        if entry.run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(entry.run.folder)))

    def _show_menu(self, entry: RunEntry, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._enable_actions()
        menu.addActions(self._run_actions())
        menu.popup(place)

    def _selected(self, entries: list[RunEntry]) -> None:
        if len(entries) == 1:
            self.training.watch(entries[0].id)
        self._compared = [entry.id for entry in entries[:MAX_RUNS]] if len(entries) > 1 else []
        self._read_logs(entries)
        self._enable_actions()
        self._show_curves()

    def _read_logs(self, entries: list[RunEntry]) -> None:
        """The numbers of compared runs are read once each, in the background."""
        for entry in entries if len(entries) > 1 else []:
            if entry.run is not None and entry.id not in self._logs:
                run = entry.run

                def take(log: RunLog, run_id: str = entry.id) -> None:
                    self._logs[run_id] = log
                    self._show_curves()

                self.context.tasks.run(partial(_log_of, run), take)

    def _enable_actions(self) -> None:
        entries = self.runs.entries()
        one = entries[0] if entries else self.training.entry(self.training.watched.run_id)
        on_disk = one is not None and one.run is not None
        self.drive_action.setEnabled(on_disk and one.run.avatar is not None)  # type: ignore[union-attr]
        self.rename_action.setEnabled(on_disk)
        self.show_action.setEnabled(on_disk)
        self.delete_action.setEnabled(on_disk and one.state not in ACTIVE)  # type: ignore[union-attr]
        made = [e for e in entries if e.run is not None and e.run.avatar is not None]
        self.compare_action.setEnabled(len(made) >= 2)

    def _show_curves(self) -> None:
        watched = self.training.watched
        if len(self._compared) > 1:
            known = {entry.id: entry.title for entry in self.training.entries()}
            logs = {**self._logs, **({watched.run_id: watched.log} if watched.run_id else {})}
            self.curves.show_runs([(known[i], logs[i]) for i in self._compared if i in known and i in logs])
            return
        entry = self.training.entry(watched.run_id)
        self.curves.show_runs([(entry.title, watched.log)] if entry is not None else [])

    def _watched_changed(self) -> None:
        self.runs.select(self.training.watched.run_id)
        self._show_state()
        self._show_curves()

    def _runs_changed(self) -> None:
        self._enable_actions()
        self._show_state()

    def _ended(self, run_id: str, outcome: str) -> None:
        self._logs.pop(run_id, None)
        entry = self.training.entry(run_id)
        if outcome == "done" and entry is not None and not self.training.in_pair(run_id) and not self.isVisible():
            self._say_done(entry)

    def _say_done(self, entry: RunEntry) -> None:
        def drive() -> None:
            now = self.training.entry(entry.id)
            if now is not None:
                self.drive(now)

        self.context.notices.say(
            "info", self.tr("“{}” is ready").format(entry.title), action=(self.tr("Drive it"), drive)
        )

    def _show_state(self) -> None:
        document, watched = self.context.document, self.training.watched
        ready = document.project is not None and bool(document.contents.captures)
        self.start_action.setEnabled(ready)
        self.pair_action.setEnabled(ready)
        if document.opening is not None:
            self.state.say("hourglass-medium", self.tr("Opening {}").format(document.opening.stem), busy=True)
        elif document.project is None:
            self.state.say(
                "graduation-cap",
                self.tr("No project is open"),
                self.tr("A project begins with a short video of a face."),
                button=self.tr("Go to Home"),
                act=lambda: self.context.go_to("home"),
            )
        elif not document.contents.captures and watched.run_id is None:
            self.state.say(
                "graduation-cap",
                self.tr("There is nothing to train on yet"),
                self.tr("Add a video of the person first."),
                button=self.tr("Add a video"),
                act=lambda: self.context.go_to("capture"),
            )
        elif watched.run_id is None:
            self.state.say(
                "graduation-cap",
                self.tr("Ready to train"),
                self.tr(
                    "Choose how long on the right. You can watch it learn, pause it, and use the avatar at any time."
                ),
                button=self.tr("Start training"),
                act=self.start,
            )
        self._stack.setCurrentIndex(1 if watched.run_id is not None and document.project is not None else 0)


def _log_of(run: Run) -> RunLog:
    return log_of(run.curves())
