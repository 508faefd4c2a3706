"""The Capture page: the videos of the person, what was found in them, and which parts are used."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QFileDialog, QMessageBox, QStackedWidget, QWidget

from core.project.project import SUFFIX
from studio.context import Context
from studio.model.capture_decisions import CaptureDecisions
from studio.model.capture_view import CaptureView
from studio.model.capture_work import JOB as READING_JOB
from studio.model.capture_work import CaptureWork
from studio.model.coach import Coach
from studio.model.new_project import NewProject
from studio.model.recorder import JOB as RECORDING_JOB
from studio.model.recorder import Recorder
from studio.pages.capture.actions import CaptureActions
from studio.pages.capture.coach_panel import CoachPanel
from studio.pages.capture.consent_panel import ConsentPanel
from studio.pages.capture.frame_panel import FramePanel
from studio.pages.capture.record_view import RecordView
from studio.pages.capture.states import BusyState, ErrorState, StartState
from studio.pages.capture.workbench import Workbench
from studio.services.files import VIDEO_SUFFIXES
from studio.shell.page import Page

DOCK_WIDTH = 300


class CapturePage(Page):
    """Shows captures, imports and recordings."""

    name: ClassVar[str] = "capture"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._view, self._decisions = context.shared(CaptureView), context.shared(CaptureDecisions)
        self._work, self._recorder = context.shared(CaptureWork), context.shared(Recorder)
        self._coach = context.shared(Coach)
        self._record_in: Path | None = None
        self._question: QMessageBox | None = None
        self.actions_of_page = CaptureActions(context, self)
        self.addActions(self.actions_of_page.all)
        self.workbench = Workbench(context, self.actions_of_page, self)
        self.start, self.busy = StartState(context, self), BusyState(context, self)
        self.error, self.recording = ErrorState(context.theme, self), RecordView(context, self)
        self._stack = QStackedWidget(self)
        for widget in (self.start, self.busy, self.error, self.workbench, self.recording):
            self._stack.addWidget(widget)
        self.setCentralWidget(self._stack)
        self._make_docks()
        self._bind()
        self._show()

    def entered(self) -> None:
        self._coach.ensure()

    def left(self) -> None:
        self._view.pause()

    def tells_of(self, job: str) -> bool:
        if job == RECORDING_JOB:
            return self._recorder.active
        return job == READING_JOB and self._view.capture.capture is None and not self._recorder.active

    def stop(self) -> None:
        self._view.pause()
        self.workbench.stop()

    @property
    def state(self) -> QWidget:
        """What is shown: ``start``, ``busy``, ``error``, ``workbench`` or ``recording``."""
        shown = self._stack.currentWidget()
        assert shown is not None
        return shown

    def _make_docks(self) -> None:
        self.frame_panel = FramePanel(self.context, self.workbench.strips, self)
        self.coach_panel = CoachPanel(self.context, self)
        frame = self.add_dock("frame", self.tr("Frame"), self.frame_panel)
        coach = self.add_dock("coach", self.tr("Coach"), self.coach_panel)
        consent = self.add_dock("consent", self.tr("Consent"), ConsentPanel(self.context, self))
        self.tabifyDockWidget(frame, coach)
        self.tabifyDockWidget(coach, consent)
        frame.raise_()
        for dock in (frame, coach, consent):
            dock.setMinimumWidth(DOCK_WIDTH)

    def _bind(self) -> None:
        actions, context = self.actions_of_page, self.context
        actions.add.triggered.connect(self.ask_video)
        actions.add_folder.triggered.connect(self.ask_folder)
        actions.record.triggered.connect(self.record)
        actions.remove.triggered.connect(self.ask_remove)
        actions.train.triggered.connect(lambda: context.go_to("train"))
        actions.begin.triggered.connect(lambda: self._decisions.begin_at(self._view.frame))
        actions.end.triggered.connect(lambda: self._decisions.end_at(self._view.frame))
        actions.exclude.triggered.connect(lambda: self._decisions.toggle_excluded(self.frame_panel.target()))
        actions.neutral.triggered.connect(lambda: self._decisions.toggle_neutral(self.frame_panel.target()))
        actions.hold_out.triggered.connect(self.frame_panel.hold_out)
        self.start.video_asked.connect(self.ask_video)
        self.start.folder_asked.connect(self.ask_folder)
        self.start.record_asked.connect(self.record)
        self.start.recording_chosen.connect(self._work.import_recording)
        self.error.video_asked.connect(self.ask_video)
        self.error.dismissed.connect(self._work.dismiss_failure)
        self.coach_panel.record_asked.connect(self.record)
        self.coach_panel.bank_asked.connect(lambda: context.go_to("bank"))
        for signal in (self._work.changed, self._recorder.changed, self._view.capture.changed, context.document.opened):
            signal.connect(self._show)
        context.document.opened.connect(self._record_when_open)
        self._view.marked_changed.connect(self._show_enabled)
        self._view.span_changed.connect(self._show_enabled)

    def _show(self) -> None:
        has_capture = self._view.capture.capture is not None
        if self._recorder.active:
            widget: QWidget = self.recording
        elif has_capture:
            widget = self.workbench
        elif self._work.job is not None:
            widget = self.busy
        elif self._work.failure is not None:
            self.error.show_failure(self._work.failure)
            widget = self.error
        else:
            widget = self.start
        if widget is not self._stack.currentWidget():
            self._stack.setCurrentWidget(widget)
        self.show_docks(widget is self.workbench)
        self._show_enabled()

    def _show_enabled(self) -> None:
        shown = self._stack.currentWidget() is self.workbench
        capture = self._view.capture
        self.actions_of_page.enable(
            has_data=shown and capture.data is not None,
            has_capture=shown and capture.capture is not None,
            marked=shown and self._view.marked is not None,
            whole=capture.error is None,
            zoomed=self._view.span != (0.0, float(self._view.count)),
        )

    def ask_video(self) -> None:
        """Choose videos and read them."""
        videos = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
        pattern = self.tr("Videos ({});;All files (*)").format(videos)
        folder = str(self.context.settings.folder("clip"))
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose a video"), folder, pattern)
        self.read([Path(name) for name in names])

    def ask_folder(self) -> None:
        """Choose a folder of pictures and read it."""
        folder = str(self.context.settings.folder("clip"))
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of pictures"), folder)
        if name:
            self.read([Path(name)])

    def read(self, paths: list[Path]) -> None:
        """Add videos to the open project, or begin one with them."""
        if not paths:
            return
        begin = self.context.shared(NewProject)
        if self.context.document.project is None:
            begin.start(paths)
        else:
            begin.add(paths)

    def record(self) -> None:
        """Open the camera; without a project, in a new one."""
        self._view.pause()
        if self.context.document.project is not None:
            self._recorder.open()
            return
        folder = self.context.settings.projects_folder or Path.home()
        root, number = folder / f"Recording{SUFFIX}", 1
        while root.exists():
            number += 1
            root = folder / f"Recording-{number}{SUFFIX}"
        self._record_in = root
        self.context.document.create(root, root.stem)

    def _record_when_open(self) -> None:
        project, wanted = self.context.document.project, self._record_in
        self._record_in = None
        if project is not None and wanted is not None and project.root == wanted:
            self._recorder.open()

    def ask_remove(self) -> None:
        """Remove the capture from the project, if the user is sure."""
        capture = self._view.capture.capture
        if capture is None or self._question is not None:
            return
        box = self._question = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Remove “{}” from the project?").format(capture.name))
        box.setInformativeText(
            self.tr("The project's copy of the video is deleted for good. Avatars made of it and the original stay.")
        )
        remove = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        remove.clicked.connect(lambda: self._work.remove(capture))
        box.finished.connect(self._forget_question)
        box.open()

    def _forget_question(self) -> None:
        box, self._question = self._question, None
        if box is not None:
            box.deleteLater()
