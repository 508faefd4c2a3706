"""The Live page: opens avatars and clips, and carries out what the viewer's tools ask for."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget

from core.errors import StudioError
from studio.context import Context
from studio.model.live import Live
from studio.model.session import Opened
from studio.pages.live.view import LiveModels, LiveView
from studio.services.files import AVATAR_SUFFIX, VIDEO_SUFFIXES, Dropped, kind_of, pictures_folder, save_picture
from studio.shell.page import Page
from studio.theme.palette import rgb
from studio.viewport.picture import Color
from studio.viewport.viewport import Viewport
from studio.widgets.buttons import IconAction
from studio.widgets.start_view import StartView


class LivePage(Page):
    """Shows the avatar of ``Live`` and what moves it."""

    name: ClassVar[str] = "live"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.live = context.shared(Live)
        self._background_choice = "neutral"
        self.pictures_folder = pictures_folder()
        self._make_actions()
        viewport = Viewport(self.live.controls, context.renderer)
        tools = [self._reset_view, self._frame, self._background, self._picture]
        models = LiveModels(self.live.controls, self.live.playback, self.live.player)
        self.view = LiveView(models, viewport, self._play, tools, context.theme)
        self.start = StartView(context.theme, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.view)
        self.setCentralWidget(self._stack)
        self._bind()
        self._show_session()
        if self.live.session.avatar is not None:
            self._show_avatar()

    def open_file(self, path: object) -> bool:
        assert isinstance(path, Path)
        if kind_of(path) is Dropped.AVATAR:
            self.live.open_avatar(path)
            return True
        if kind_of(path) is Dropped.CLIP and self.live.session.avatar is not None:
            self.live.play_clip(path)
            return True
        return False

    def stop(self) -> None:
        self.view.stop()

    def _make_actions(self) -> None:
        theme, tr = self.context.theme, self.tr
        self._open = IconAction(tr("Open avatar"), "folder-open", theme, self, tip=tr("Choose an avatar file"))
        self._play_clip = IconAction(
            tr("Play a clip"), "film-strip", theme, self, tip=tr("Drive the avatar by a video of a face")
        )
        self._play = IconAction(tr("Play"), "play-fill", theme, self, shortcut="Space")
        self._reset_view = IconAction(
            tr("Reset view"),
            "arrow-counter-clockwise",
            theme,
            self,
            shortcut="Home",
            tip=tr("See it as the camera did"),
        )
        self._frame = IconAction(tr("Frame head"), "frame-corners", theme, self, shortcut="F", tip=tr("Fill the view"))
        self._picture = IconAction(tr("Save picture"), "camera", theme, self, shortcut="Ctrl+Shift+P")
        self._background = IconAction(tr("Background"), "image", theme, self, tip=tr("What is behind the avatar"))
        self._find = QAction(tr("Search controls"), self)
        self._find.setShortcut("Ctrl+F")
        backgrounds = {
            "neutral": tr("Neutral grey"),
            "trained": tr("As in training"),
            "black": tr("Black"),
            "white": tr("White"),
        }
        self._background.setMenu(self._choices(backgrounds, "neutral", self._choose_background))
        self._needs_avatar = [self._play_clip, self._reset_view, self._frame, self._picture, self._find]
        self.addActions([self._open, *self._needs_avatar, self._play])

    def _choices(self, texts: dict[str, str], current: str, choose: object) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        for name, text in texts.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(name == current)
            action.setData(name)
            group.addAction(action)
        group.triggered.connect(choose)
        return menu

    def _bind(self) -> None:
        self._open.triggered.connect(self._ask_avatar)
        self._play_clip.triggered.connect(self._ask_clip)
        self._play.triggered.connect(self.live.playback.toggle)
        self._reset_view.triggered.connect(self.view.viewport.reset_view)
        self._frame.triggered.connect(self.view.viewport.frame_head)
        self._picture.triggered.connect(self.save_picture)
        self._find.triggered.connect(self.view.inspector.focus_search)
        self.start.open_asked.connect(self._ask_avatar)
        self.start.recent_chosen.connect(self.live.open_avatar)
        self.live.session.changed.connect(self._show_session)
        self.live.avatar_changed.connect(self._show_avatar)
        self.live.playback.performance_changed.connect(self._show_play_enabled)
        self.context.theme.changed.connect(self._paint_background)

    def _show_session(self) -> None:
        session = self.live.session
        for action in self._needs_avatar:
            action.setEnabled(session.avatar is not None)
        self._show_play_enabled()
        if session.state is Opened.FAILED and session.error is not None:
            self._show_problem(session.error)
        elif session.avatar is None:
            self._show_start()
        self._stack.setCurrentWidget(self.view if session.avatar is not None else self.start)

    def _show_avatar(self) -> None:
        self.view.take(self.live.session.avatar)
        self._paint_background()
        self.view.viewport.setFocus()

    def _show_start(self) -> None:
        session = self.live.session
        if session.state is Opened.READING and session.wanted is not None:
            self.start.show_reading(session.wanted.stem)
        else:
            self.start.show_empty(self.context.settings.recent_avatars)

    def _show_problem(self, error: StudioError) -> None:
        """Over the avatar that is shown, or in place of it if there is none."""
        if self.live.session.avatar is not None:
            self.context.notices.report(error)
        else:
            self.start.show_error(error, self.context.settings.recent_avatars)

    def _show_play_enabled(self) -> None:
        self._play.setEnabled(self.live.playback.performance is not None)

    def _choose_background(self, action: QAction) -> None:
        self._background_choice = str(action.data())
        self._paint_background()

    def _paint_background(self) -> None:
        avatar = self.live.session.avatar
        colors: dict[str, Color] = {
            "neutral": rgb(self.context.theme.palette.viewer),
            "trained": avatar.meta.background if avatar is not None else (0.5, 0.5, 0.5),
            "black": (0.0, 0.0, 0.0),
            "white": (1.0, 1.0, 1.0),
        }
        self.view.viewport.set_background(colors[self._background_choice])

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
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Play a clip"), folder, pattern)
        if name:
            self.live.play_clip(Path(name))

    def save_picture(self) -> None:
        """Save what the viewer shows, and say where."""
        if self.live.session.avatar is None:
            return
        try:
            picture = self.view.viewport.grab_image()
            if picture is None:
                return
            path = save_picture(picture, self.pictures_folder, self.live.session.avatar.meta.name)
        except StudioError as error:
            self.context.notices.report(error)
            return
        show = (self.tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        self.context.notices.say("info", self.tr("Picture saved"), path.name, action=show)
