"""The Live page: the viewer, what drives the avatar, and what is kept of it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from core.errors import StudioError
from core.types import FloatArray
from studio.context import Context
from studio.model.cameras import Cameras
from studio.model.live import Live
from studio.model.session import Opened
from studio.model.teaching import TaughtFrame, Teaching
from studio.pages.live.actions import LiveActions
from studio.pages.live.background import BackgroundChooser
from studio.pages.live.driver_panel import DriverPanel
from studio.pages.live.expression_panel import ExpressionPanel
from studio.pages.live.named_panel import NamedPanel
from studio.pages.live.poses_panel import PosesPanel
from studio.pages.live.view import LiveView
from studio.services.files import AVATAR_SUFFIX, VIDEO_SUFFIXES, Dropped, kind_of, pictures_folder, save_picture
from studio.services.live_driver import JOB as DRIVING_JOB
from studio.shell.page import Page
from studio.viewport.picking import Picked
from studio.viewport.picture import Color
from studio.viewport.viewport import Viewport
from studio.widgets.start_view import StartView

DOCK_WIDTH = 372
DRIVER_HEIGHT = 224


class LivePage(Page):
    """Shows the avatar of ``Live`` and what moves it."""

    name: ClassVar[str] = "live"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.live, self._teaching = context.shared(Live), context.shared(Teaching)
        self.pictures_folder, self._saving, self._sized = pictures_folder(), False, False
        viewport = Viewport(self.live.controls, context.renderer)
        self.actions_ = LiveActions(self, context.theme)
        self.background = BackgroundChooser(context, self.live.session, viewport, self)
        self.actions_.set_menus(self.background.menu, viewport)
        self.view = LiveView(context, self.live, viewport, self.actions_.play, self.actions_.viewer)
        self.start = StartView(context.theme, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.view)
        self.setCentralWidget(self._stack)
        self._make_docks()
        self._bind()
        self._show_session()
        if self.live.session.avatar is not None:
            self._show_avatar()

    def entered(self) -> None:
        self.live.open_newest()

    def left(self) -> None:
        """Nobody looks: a camera is let go and a clip pauses, unless they are being recorded."""
        if not self.live.recorder.running:
            self.live.stay_as_is()

    def open_file(self, path: object) -> bool:
        assert isinstance(path, Path)
        if kind_of(path) is Dropped.AVATAR:
            self.live.open_avatar(path)
            return True
        if kind_of(path) is Dropped.CLIP and self.live.session.avatar is not None:
            self.live.play_clip(path)
            return True
        return False

    def tells_of(self, job: str) -> bool:
        return job == DRIVING_JOB and self.driver_panel.isVisible()

    def stop(self) -> None:
        self.driver_panel.stop()
        self.named_panel.stop()
        self.view.stop()

    def save_picture(self) -> None:
        """Save what the viewer shows, and say where."""
        if self.live.session.avatar is None or self._saving:
            return
        make, name = self.view.viewport.picture_maker(), self.live.session.avatar.meta.name
        if make is not None:
            self._saving, folder = True, self.pictures_folder

            def work() -> Path:
                return save_picture(make(), folder, name)

            self.context.tasks.run(work, self._picture_saved, failed=self._picture_not_saved)

    def _make_docks(self) -> None:
        actions, theme, live = self.actions_, self.context.theme, self.live
        self.driver_panel = DriverPanel(self.context, live, actions.open, actions.record, actions.save_clip)
        self.named_panel = NamedPanel(live.controls, theme)
        self.poses_panel = PosesPanel(self.context, live.poses, live.controls)
        tips = (
            self.tr("The avatar's own controls (its descriptor's channels)"),
            self.tr("The 52 names that face capture programs use (ARKit blendshapes)"),
            self.tr("Expressions and head positions kept in this project"),
        )
        self.expression_panel = ExpressionPanel(
            [
                (self.tr("Sliders"), tips[0], self.view.inspector),
                (self.tr("ARKit names"), tips[1], self.named_panel),
                (self.tr("Poses"), tips[2], self.poses_panel),
            ]
        )
        self.add_dock("driver", self.tr("Driver"), self.driver_panel)
        self.add_dock("expression", self.tr("Expression"), self.expression_panel)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._size_docks()

    def _size_docks(self) -> None:
        """Once, when they are first shown: before that docks take no sizes."""
        if not self._sized and self.isVisible() and self.live.session.avatar is not None:
            self._sized = True
            if self.context.settings.layout(self.name).isEmpty():
                docks = [self.docks["driver"], self.docks["expression"]]
                self.resizeDocks(docks, [DOCK_WIDTH, DOCK_WIDTH], Qt.Orientation.Horizontal)
                self.resizeDocks(docks, [DRIVER_HEIGHT, 1000], Qt.Orientation.Vertical)

    def _bind(self) -> None:
        live, actions, viewport = self.live, self.actions_, self.view.viewport
        actions.open.triggered.connect(self._ask_avatar)
        actions.play_clip.triggered.connect(self._ask_clip)
        actions.play.triggered.connect(live.playback.toggle)
        actions.reset_view.triggered.connect(viewport.reset_view)
        actions.frame.triggered.connect(viewport.frame_head)
        actions.picture.triggered.connect(self.save_picture)
        actions.find.triggered.connect(self._find)
        actions.record.triggered.connect(self._toggle_recording)
        actions.save_clip.triggered.connect(lambda: live.save_performance(*self._seen_from()))
        actions.camera.triggered.connect(self._toggle_camera)
        self.named_panel.touched.connect(live.stay_as_is)
        self.poses_panel.touched.connect(live.stay_as_is)
        self.driver_panel.clip_asked.connect(self._ask_clip)
        self.driver_panel.project_asked.connect(self._ask_project)
        self.start.open_asked.connect(self._ask_avatar)
        self.start.train_asked.connect(lambda: self.context.go_to("train"))
        self.start.recent_chosen.connect(live.open_avatar)
        live.session.changed.connect(self._show_session)
        live.avatar_changed.connect(self._show_avatar)
        live.avatars.modelReset.connect(self._show_session)
        live.playback.performance_changed.connect(self._show_enabled)
        live.recorder.filled.connect(self._toggle_recording)
        self.context.document.opened.connect(self._project_opened)
        viewport.picked.connect(self._show_picked)
        self.view.splat_card.closed.connect(lambda: self._show_picked(None))
        self.view.splat_card.frame_chosen.connect(self._go_to_frame)

    def _project_opened(self) -> None:
        self._show_session()
        if self.isVisible():
            self.live.open_newest()

    def _show_session(self) -> None:
        session = self.live.session
        self._show_enabled()
        if session.state is Opened.FAILED and session.error is not None:
            self._show_problem(session.error)
        elif session.avatar is None:
            self._show_start()
        self._stack.setCurrentWidget(self.view if session.avatar is not None else self.start)
        self.show_docks(session.avatar is not None)
        self._size_docks()

    def _show_avatar(self) -> None:
        self.view.take(self.live.session.avatar)
        self.background.paint()
        if self.isVisible():
            self.view.viewport.setFocus()

    def _show_start(self) -> None:
        session, document = self.live.session, self.context.document
        if session.state is Opened.READING and session.wanted is not None:
            self.start.show_reading(session.wanted.stem)
        else:
            own = document.project is not None and not document.contents.avatars
            self.start.show_empty(self._choices(), in_project=own)

    def _choices(self) -> list[tuple[str, Path]]:
        return [(entry.title, entry.path) for entry in self.live.avatars.entries[:6]]

    def _show_problem(self, error: StudioError) -> None:
        """Over the avatar that is shown, or in place of it if there is none."""
        if self.live.session.avatar is not None:
            self.context.notices.report(error)
        else:
            self.start.show_error(error, self._choices())

    def _show_enabled(self) -> None:
        self.actions_.enable(
            avatar=self.live.session.avatar is not None, clip=self.live.playback.performance is not None
        )

    def _find(self) -> None:
        self.docks["expression"].show()
        self.expression_panel.choose(0)
        self.view.inspector.focus_search()

    def _toggle_recording(self) -> None:
        recorder = self.live.recorder
        if not recorder.running:
            recorder.start()
            return
        recording = recorder.stop()
        if recording is not None:
            self.live.videos.make(recording, *self._seen_from(), self.tr("recording"))

    def _toggle_camera(self) -> None:
        if self.live.driver.running:
            self.live.driver.stop()
        else:
            self.live.drive_by_camera(self.context.shared(Cameras).number)

    def _seen_from(self) -> tuple[FloatArray, Color]:
        """The viewer's camera and the colour behind the avatar, for a video."""
        orbit = self.view.viewport.camera
        assert orbit is not None
        return orbit.cam_from_world(), self.background.color

    def _show_picked(self, picked: object) -> None:
        card, avatar = self.view.splat_card, self.live.session.avatar
        if not isinstance(picked, Picked) or avatar is None:
            card.hide()
            self.view.viewport.mark(None)
            return
        card.show_splat(picked)
        nothing = self.tr("It hardly moves with the expression.")

        def show(frames: list[TaughtFrame]) -> None:
            card.show_frames(frames, nothing)

        if not self._teaching.ask(avatar, picked.index, show):
            card.show_frames([], self.tr("Open the project of this avatar to see which frames taught it."))

    def _go_to_frame(self, frame: int) -> None:
        avatar = self.live.session.avatar
        capture = self._teaching.capture_of(avatar) if avatar is not None else None
        if capture is not None:
            self.context.selection.select_frame(frame, capture.id)
            self.context.go_to("capture")

    def _ask_avatar(self) -> None:
        pattern = self.tr("Avatars (*{})").format(AVATAR_SUFFIX)
        folder = str(self.context.settings.folder("avatar"))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open avatar"), folder, pattern)
        if name:
            self.live.open_avatar(Path(name))

    def _ask_clip(self) -> None:
        videos = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
        pattern = self.tr("Videos ({});;All files (*)").format(videos)
        folder = str(self.context.settings.folder("clip"))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a video"), folder, pattern)
        if name:
            self.live.play_clip(Path(name))
        else:
            self.live.drive_changed.emit()

    def _ask_project(self) -> None:
        folder = str(self.context.settings.folder("project"))
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a project"), folder)
        if name:
            self.live.visit_project(Path(name))

    def _picture_not_saved(self, error: StudioError) -> None:
        self._saving = False
        self.context.notices.report(error)

    def _picture_saved(self, path: Path) -> None:
        self._saving = False
        show = (self.tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        self.context.notices.say("info", self.tr("Picture saved"), path.name, action=show)
