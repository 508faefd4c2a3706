"""The main window: puts the pages together and carries out the actions of menus, buttons, keys and dropped files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from core.avatar.runtime import Avatar
from core.errors import StudioError
from studio.model.controls import Controls
from studio.model.playback import Playback
from studio.model.session import Opened, Session
from studio.pages.live import LiveModels, LivePage
from studio.services.clip_player import ClipPlayer
from studio.services.engine import Engine
from studio.services.files import AVATAR_SUFFIX, VIDEO_SUFFIXES, Dropped, kind_of, pictures_folder, save_picture
from studio.services.settings import Settings
from studio.theme.palette import rgb
from studio.theme.theme import Choice, Theme
from studio.viewport.native_view import to_image
from studio.viewport.picture import Color, RendererChoice
from studio.viewport.viewport import Viewport
from studio.widgets.buttons import IconAction
from studio.widgets.drop_hint import DropHint
from studio.widgets.start_view import StartView
from studio.widgets.top_bar import StatusStrip, TopBar
from studio.widgets.words import sentences

SMALLEST = (880, 540)


class MainWindow(QMainWindow):
    """Everything that the user sees.

    Args:
        theme: colours.
        settings: what is remembered.
        engine: runs the long work.
        renderer: which way to draw.

    Signals:
        settled: an avatar is shown or could not be opened.
    """

    settled = Signal()

    def __init__(
        self, theme: Theme, settings: Settings, engine: Engine, renderer: RendererChoice = RendererChoice.AUTO
    ) -> None:
        super().__init__()
        self._theme, self._settings, self._engine = theme, settings, engine
        self.session, self.controls, self.playback = Session(self), Controls(self), Playback(self)
        self.player = ClipPlayer(engine, self)
        self._background_choice = "neutral"
        self._pending_clip: Path | None = None
        self.pictures_folder = pictures_folder()
        self._make_actions()
        viewport = Viewport(self.controls, renderer)
        tools = [self._reset_view, self._frame, self._background, self._picture]
        models = LiveModels(self.controls, self.playback, self.player)
        self.page = LivePage(models, viewport, self._play, tools, theme)
        self.start = StartView(theme, self)
        self._top = TopBar([self._open, self._play_clip], [self._theme_action], self)
        self._status = StatusStrip(self)
        self._lay_out()
        self._bind()
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)
        self._show_session()
        self._paint_background()

    def open_avatar(self, path: Path) -> None:
        """Open an avatar file in the background."""
        self.session.open_avatar(path)

    def play_clip(self, path: Path) -> None:
        """Drive the avatar by a clip; one that comes while an avatar is being read waits for it."""
        if self.session.state is Opened.READING:
            self._pending_clip = path
            return
        if self.session.avatar is None or self.session.path is None:
            next_step = self.tr("Open an avatar first, then the clip.")
            self._show_problem(StudioError(self.tr("A clip needs an avatar to drive"), next_step=next_step))
            return
        self._settings.set_folder("clip", path.absolute().parent)
        self.page.notice.hide()
        self.player.open_clip(path, self.session.avatar, self.session.path)

    def _make_actions(self) -> None:
        theme, tr = self._theme, self.tr
        self._open = IconAction(
            tr("Open avatar"), "folder-open", theme, self, shortcut="Ctrl+O", tip=tr("Choose an avatar file")
        )
        self._play_clip = IconAction(
            tr("Play a clip"), "film-strip", theme, self, shortcut="Ctrl+P", tip=tr("Drive the avatar by a video")
        )
        self._play = IconAction(tr("Play"), "play-fill", theme, self, shortcut="Space")
        self._reset_view = IconAction(
            tr("Reset view"), "arrows-in", theme, self, shortcut="Home", tip=tr("Back to the camera's own view")
        )
        self._frame = IconAction(
            tr("Frame the head"), "frame-corners", theme, self, shortcut="F", tip=tr("Fill the view with the head")
        )
        self._picture = IconAction(
            tr("Save picture"), "camera", theme, self, shortcut="Ctrl+S", tip=tr("Save this view as a picture")
        )
        self._background = IconAction(tr("Background"), "image", theme, self, tip=tr("What is behind the avatar"))
        self._theme_action = IconAction(tr("Theme"), "circle-half", theme, self, tip=tr("Light or dark"))
        self._find = QAction(tr("Search controls"), self)
        self._find.setShortcut("Ctrl+F")
        backgrounds = {
            "neutral": tr("Neutral grey"),
            "trained": tr("As in training"),
            "black": tr("Black"),
            "white": tr("White"),
        }
        self._background.setMenu(self._choices(backgrounds, "neutral", self._choose_background))
        themes = {"system": tr("Like the system"), "dark": tr("Dark"), "light": tr("Light")}
        self._theme_action.setMenu(self._choices(themes, theme.choice, self._choose_theme))
        self._needs_avatar = [self._play_clip, self._reset_view, self._frame, self._picture, self._find]

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

    def _lay_out(self) -> None:
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.page)
        body = self._body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._status)
        self.setCentralWidget(body)
        self._drop_hint = DropHint(self._theme, body)

    def _bind(self) -> None:
        self._open.triggered.connect(self._ask_avatar)
        self._play_clip.triggered.connect(self._ask_clip)
        self._play.triggered.connect(self.playback.toggle)
        self._reset_view.triggered.connect(self.page.viewport.reset_view)
        self._frame.triggered.connect(self.page.viewport.frame_head)
        self._picture.triggered.connect(self.save_picture)
        self._find.triggered.connect(self.page.inspector.focus_search)
        self.addActions([self._open, self._play_clip, self._play, self._reset_view, self._frame, self._picture])
        self.addAction(self._find)
        self.start.open_asked.connect(self._ask_avatar)
        self.start.recent_chosen.connect(self.open_avatar)
        self.session.changed.connect(self._show_session)
        self.playback.performance_changed.connect(self._show_play_enabled)
        self.page.viewport.drawn.connect(self._show_speed)
        self.page.viewport.renderer_changed.connect(self._show_renderer)
        self._theme.changed.connect(self._paint_background)

    def _show_session(self) -> None:
        session = self.session
        for action in self._needs_avatar:
            action.setEnabled(session.avatar is not None)
        self._show_play_enabled()
        if session.state is Opened.AVATAR and session.avatar is not None and session.path is not None:
            self._show_avatar(session.avatar, session.path)
        elif session.state is Opened.FAILED and session.error is not None:
            self._pending_clip = None
            self._show_problem(session.error)
        elif session.avatar is None:
            self._show_start(session)
        self._show_title()
        self._stack.setCurrentWidget(self.page if session.avatar is not None else self.start)
        self._status.setVisible(session.avatar is not None)
        if session.state in (Opened.AVATAR, Opened.FAILED):
            self.settled.emit()

    def _show_avatar(self, avatar: Avatar, path: Path) -> None:
        self.page.notice.hide()
        self.page.take(avatar)
        self._settings.remember_avatar(path)
        self._paint_background()
        self._show_renderer(self.page.viewport.renderer_name)
        self.page.viewport.setFocus()
        clip, self._pending_clip = self._pending_clip, None
        if clip is not None:
            self.play_clip(clip)

    def _show_start(self, session: Session) -> None:
        if session.state is Opened.READING and session.wanted is not None:
            self.start.show_reading(session.wanted.stem)
        else:
            self.start.show_empty(self._settings.recent_avatars)

    def _show_problem(self, error: StudioError) -> None:
        """Over the avatar that is shown, or in place of it if there is none."""
        if self.session.avatar is not None:
            self.page.notice.say("error", error.what, sentences(error.got, error.next_step), details=error.message)
        else:
            self.start.show_error(error, self._settings.recent_avatars)

    def _show_title(self) -> None:
        avatar = self.session.avatar
        if avatar is None:
            self._top.show_title("RAF Studio", "")
            self.setWindowTitle("RAF Studio")
            return
        facts = self.tr("{} splats  ·  {} controls").format(f"{len(avatar.base):,}", avatar.num_channels)
        self._top.show_title(avatar.meta.name, facts)
        self.setWindowTitle(f"{avatar.meta.name} – RAF Studio")

    def _show_play_enabled(self) -> None:
        self._play.setEnabled(self.playback.performance is not None)

    def _show_renderer(self, name: str) -> None:
        self._status.show_left(self.tr("Drawn by {}").format(name))

    def _show_speed(self, milliseconds: float) -> None:
        self._status.show_right(self.tr("{:.0f} ms a picture").format(milliseconds))

    def _choose_background(self, action: QAction) -> None:
        self._background_choice = str(action.data())
        self._paint_background()

    def _choose_theme(self, action: QAction) -> None:
        choice: Choice = action.data()
        self._settings.theme = choice
        self._theme.choose(choice)

    def _paint_background(self) -> None:
        avatar = self.session.avatar
        colors: dict[str, Color] = {
            "neutral": rgb(self._theme.palette.viewer),
            "trained": avatar.meta.background if avatar is not None else (0.5, 0.5, 0.5),
            "black": (0.0, 0.0, 0.0),
            "white": (1.0, 1.0, 1.0),
        }
        self.page.viewport.set_background(colors[self._background_choice])

    def _ask_avatar(self) -> None:
        pattern = self.tr("Avatars (*{})").format(AVATAR_SUFFIX)
        folder = str(self._settings.folder("avatar"))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open avatar"), folder, pattern)
        if name:
            self.open_avatar(Path(name))

    def _ask_clip(self) -> None:
        videos = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
        pattern = self.tr("Videos ({});;All files (*)").format(videos)
        folder = str(self._settings.folder("clip"))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Play a clip"), folder, pattern)
        if name:
            self.play_clip(Path(name))

    def save_picture(self) -> None:
        """Save what the viewer shows, and say where."""
        if self.session.avatar is None:
            return
        try:
            picture = self.page.viewport.grab_picture()
            if picture is None:
                return
            path = save_picture(to_image(picture), self.pictures_folder, self.session.avatar.meta.name)
        except StudioError as error:
            self._show_problem(error)
            return
        show = (self.tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        self.page.notice.say("info", self.tr("Picture saved"), path.name, action=show)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not paths:
            return
        words = {
            Dropped.AVATAR: self.tr("Drop to open this avatar"),
            Dropped.CLIP: self.tr("Drop to drive the avatar by this clip"),
            Dropped.OTHER: self.tr("This is neither an avatar nor a clip"),
        }
        self._drop_hint.say(words[kind_of(paths[0])])
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self._drop_hint.hide()
        for url in event.mimeData().urls()[:1]:
            self.take_file(Path(url.toLocalFile()))

    def take_file(self, path: Path) -> None:
        """Do with a dropped file what fits it."""
        kind = kind_of(path)
        if kind is Dropped.AVATAR:
            self.open_avatar(path)
        elif kind is Dropped.CLIP:
            self.play_clip(path)
        else:
            error = StudioError(
                self.tr("“{}” is neither an avatar nor a clip").format(path.name),
                next_step=self.tr("Drop an avatar (.safetensors), a video or a folder of images."),
            )
            self._show_problem(error)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._drop_hint.setGeometry(self._body.rect())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self._settings.geometry = self.saveGeometry()
        self.stop()
        super().closeEvent(event)

    def stop(self) -> None:
        """End everything that runs. Safe to call twice."""
        self.player.cancel()
        self.page.stop()
        self.session.stop()
        self._engine.stop()
