"""The Compare page: two avatars beside each other on one timeline, their differences and their numbers."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QActionGroup, QDesktopServices, QHideEvent, QImage, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from core.errors import StudioError
from studio.context import Context
from studio.model.compare import CameraMode, Compare, View
from studio.model.compare_pictures import TILES, sheet
from studio.model.compare_sides import A, B
from studio.pages.compare.badge import NAMES
from studio.pages.compare.chooser import ChooserBar
from studio.pages.compare.numbers import Numbers
from studio.pages.compare.tools import CompareTools
from studio.pages.compare.view import CompareView
from studio.pages.retrieval.state_view import StateView
from studio.services.files import AVATAR_SUFFIX, VIDEO_SUFFIXES, Dropped, kind_of, pictures_folder, save_picture
from studio.shell.page import Page
from studio.theme.palette import rgb
from studio.viewport.native_view import draw_shot, to_image
from studio.viewport.picture import Background, Shot, over
from studio.widgets.buttons import IconAction
from studio.widgets.words import sentences

FLIP_KEY = Qt.Key.Key_X
MOST_SHOT_PX = 1536


class ComparePage(Page):
    """Shows what ``Compare`` holds, and carries out what its tools ask for."""

    name: ClassVar[str] = "compare"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.compare = context.shared(Compare)
        self.pictures_folder = pictures_folder()
        self._make_actions()
        tools = CompareTools(
            self.compare,
            list(self._views.values()),
            list(self._cameras.values()),
            self._hold,
            [self._reset, self._frame],
            self,
        )
        self.view = CompareView(context, self.compare, tools, [self._play, self._back, self._on], self)
        self.state = StateView(context.theme, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.view)
        self.setCentralWidget(self._stack)
        self.chooser = ChooserBar(context, self.compare, self._swap, [self._open, self._picture], self)
        self.setMenuWidget(self.chooser)
        self.numbers = Numbers(context, self.compare, self)
        self.add_dock("numbers", self.tr("Numbers"), self.numbers)
        self._bind()
        self._show()

    def open_file(self, path: object) -> bool:
        assert isinstance(path, Path)
        if kind_of(path) is Dropped.AVATAR:
            self.compare.sides.take_file(path)
            return True
        if kind_of(path) is Dropped.CLIP and self.compare.sides.pair is not None:
            self.play_clip(path)
            return True
        return False

    def drop_title(self, path: object) -> str:
        return self.tr("Move both avatars by this video") if self.compare.sides.pair is not None else ""

    def entered(self) -> None:
        self.view.timeline.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.compare.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self.compare.set_active(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == FLIP_KEY and not event.modifiers() and self.compare.sides.pair is not None:
            if not event.isAutoRepeat():
                self.compare.flip(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == FLIP_KEY:
            if not event.isAutoRepeat():
                self.compare.flip(False)
        else:
            super().keyReleaseEvent(event)

    def stop(self) -> None:
        self.compare.set_active(False)
        self.view.stop()

    def play_clip(self, path: Path) -> None:
        """Move both by a video of a face."""
        self.context.settings.set_folder("clip", path.absolute().parent)
        self.compare.timeline.play_driver(path)

    def save_picture(self) -> None:
        """Save what is shown, side by side with names, and say where."""
        pair = self.compare.sides.pair
        if pair is None:
            return
        name = self.tr("{} against {}").format(pair[A].avatar.meta.name, pair[B].avatar.meta.name)
        folder, title = self.pictures_folder, self._title()
        if self.compare.view is View.DIFFERENCE:
            if self.compare.tiles is None:
                return
            images = self.compare.tiles.images
            pictures = [(self._caption(tile), images[tile]) for tile in TILES if tile in images]
            self.context.tasks.run(lambda: save_picture(sheet(pictures, 3, title), folder, name), self._saved)
            return
        shots = self._shots()
        size = self.view.stage.viewports[A].size()
        ratio = min(self.devicePixelRatioF(), MOST_SHOT_PX / max(size.width(), size.height(), 1))
        width, height = max(round(size.width() * ratio), 1), max(round(size.height() * ratio), 1)
        background = Background(rgb(self.context.theme.palette.viewer))
        captions = [f"{NAMES[side]}  {pair[side].candidate.title}" for side in (A, B)]

        def work() -> Path:
            drawn = [
                (text, _drawn(shot, width, height, background)) for text, shot in zip(captions, shots, strict=True)
            ]
            return save_picture(sheet(drawn, 2, title), folder, name)

        self.context.tasks.run(work, self._saved)

    def _make_actions(self) -> None:
        theme, tr = self.context.theme, self.tr
        self._open = self._act(tr("Open avatar"), "folder-open", "", tr("Compare with any avatar file"))
        self._swap = self._act(tr("Swap A and B"), "swap", "Shift+X")
        self._picture = self._act(tr("Save picture"), "camera", "Ctrl+Shift+P", tr("Both side by side, as a PNG file"))
        self._play = self._act(tr("Play"), "play-fill", "Space")
        self._back = self._act(tr("Previous held-out frame"), "skip-back", "PgUp")
        self._on = self._act(tr("Next held-out frame"), "skip-forward", "PgDown")
        self._reset = self._act(
            tr("Reset view"), "arrow-counter-clockwise", "Home", tr("As the capture's camera saw it")
        )
        self._frame = self._act(tr("Frame heads"), "frame-corners", "F", tr("Fill the views"))
        self._hold = IconAction(
            tr("Hold to flip"), "arrows-left-right", theme, self, tip=tr("B in A's place while held (X)")
        )
        self._views = {
            View.BESIDE: self._act(tr("Side by side"), "columns", "1", tr("Two viewers")),
            View.OVER: self._act(tr("In one place"), "square", "2", tr("One viewer; hold X to see the other")),
            View.DIFFERENCE: self._act(tr("Difference"), "fire", "3", tr("Against the truth, and against each other")),
        }
        self._cameras = {
            CameraMode.LINKED: self._act(tr("Link cameras"), "link", "", tr("Both cameras move together")),
            CameraMode.FREE: self._act(tr("Free cameras"), "link-break", "", tr("Either camera moves alone")),
            CameraMode.CAPTURE: self._act(
                tr("Capture's camera"), "lock-simple", "", tr("Both stay where the video was filmed from")
            ),
        }
        for choices in (self._views, self._cameras):
            group = QActionGroup(self)
            for action in choices.values():
                action.setCheckable(True)
                group.addAction(action)
        self._need_line = [self._play, self._back, self._on]
        self._need_pair = [
            *(self._swap, self._picture, self._reset, self._frame, self._hold),
            *self._views.values(),
            *self._cameras.values(),
        ]

    def _act(self, text: str, icon_name: str, shortcut: str, tip: str = "") -> IconAction:
        action = IconAction(text, icon_name, self.context.theme, self, shortcut=shortcut, tip=tip)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(action)
        return action

    def _bind(self) -> None:
        compare = self.compare
        compare.sides.changed.connect(self._show)
        compare.timeline.changed.connect(self._show)
        compare.view_changed.connect(self._show_choices)
        compare.timeline.playback.playing_changed.connect(self._show_playing)
        self._open.triggered.connect(self._ask_avatar)
        self._swap.triggered.connect(compare.sides.swap)
        self._picture.triggered.connect(self.save_picture)
        self._play.triggered.connect(compare.timeline.playback.toggle)
        self._back.triggered.connect(lambda: compare.timeline.step_held_out(-1))
        self._on.triggered.connect(lambda: compare.timeline.step_held_out(1))
        self._reset.triggered.connect(self.view.stage.reset_view)
        self._frame.triggered.connect(self.view.stage.frame_head)
        for view, action in self._views.items():
            action.triggered.connect(lambda _=False, view=view: compare.set_view(view))
        for camera, action in self._cameras.items():
            action.triggered.connect(lambda _=False, camera=camera: compare.set_camera(camera))
        self.chooser.clip_asked.connect(self._ask_clip)

    def _show(self) -> None:
        compare = self.compare
        ready = compare.sides.pair is not None
        if not ready:
            self._say_state()
        self._stack.setCurrentWidget(self.view if ready else self.state)
        line = compare.timeline.line
        for action in self._need_pair:
            action.setEnabled(ready)
        for action in self._need_line:
            action.setEnabled(line is not None)
        if line is not None and not line.held_out.any():
            self._back.setEnabled(False)
            self._on.setEnabled(False)
        self.chooser.moved_by.setEnabled(ready)
        self._show_choices()

    def _show_choices(self) -> None:
        compare = self.compare
        self._views[compare.view].setChecked(True)
        self._cameras[compare.camera].setChecked(True)
        moves = compare.sides.pair is not None and compare.view is not View.DIFFERENCE
        for action in (*self._cameras.values(), self._reset, self._frame):
            action.setEnabled(moves)

    def _show_playing(self, playing: bool) -> None:
        self._play.set_icon_name("pause-fill" if playing else "play-fill")
        text = self.tr("Pause") if playing else self.tr("Play")
        self._play.describe(text, text)

    def _say_state(self) -> None:
        tr, sides, say = self.tr, self.compare.sides, self.state.say
        error = sides.error
        if error is not None:
            name = next(NAMES[i] for i, side in enumerate(sides.both) if side.error is not None)
            title = tr("Avatar {}: {}").format(name, error.what)
            text = sentences(error.got, error.next_step)
            say(
                "warning-circle",
                title,
                text,
                button=tr("Open another avatar…"),
                act=self._ask_avatar,
                details=error.message,
            )
        elif sides.reading:
            names = [
                side.candidate.title for side in sides.both if side.task is not None and side.candidate is not None
            ]
            say("hourglass-medium", tr("Opening {}").format(", ".join(names)), busy=True)
        elif sides.both[A].candidate is not None or sides.both[B].candidate is not None:
            text = tr("Train another one with other options, or open any avatar file: then see both side by side.")
            say(
                "columns",
                tr("One avatar is here; two make a comparison"),
                text,
                button=tr("Open another avatar…"),
                act=self._ask_avatar,
            )
        elif self.context.document.contents.captures:
            text = tr("Train twice, such as with and without retrieval, or drop two avatar files here.")
            say(
                "columns",
                tr("Nothing to compare yet"),
                text,
                button=tr("Go to Train"),
                act=lambda: self.context.go_to("train"),
            )
        else:
            text = tr("Drop two avatar files (.safetensors) here, or open a project with trained avatars.")
            say("columns", tr("Nothing to compare yet"), text, button=tr("Open avatar…"), act=self._ask_avatar)

    def _ask_avatar(self) -> None:
        pattern = self.tr("Avatars (*{})").format(AVATAR_SUFFIX)
        folder = str(self.context.settings.folder("avatar"))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open avatar"), folder, pattern)
        if name:
            self.context.settings.set_folder("avatar", Path(name).parent)
            self.compare.sides.take_file(Path(name))

    def _ask_clip(self) -> None:
        videos = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
        pattern = self.tr("Videos ({});;All files (*)").format(videos)
        folder = str(self.context.settings.folder("clip"))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Move both by a video"), folder, pattern)
        if name:
            self.play_clip(Path(name))

    def _shots(self) -> list[Shot]:
        """What either viewer shows."""
        pair, shots = self.compare.sides.pair, []
        assert pair is not None
        for side, controls in enumerate(self.compare.timeline.controls):
            camera = self.view.stage.viewports[side].camera
            if camera is None:
                raise StudioError("A viewer shows nothing")  # an avatar was read, so that it has a camera
            shots.append(Shot(pair[side].avatar, None, controls.descriptor, controls.cam_from_head(), camera))
        return shots

    def _caption(self, tile: str) -> str:
        side = {"a": "A  ", "b": "B  ", "error_a": "A  ", "error_b": "B  "}.get(tile, "")
        return side + self.view.tiles.caption(tile)

    def _title(self) -> str:
        line = self.compare.timeline.line
        return "" if line is None else self.tr("{}, frame {}").format(line.name, f"{self.compare.timeline.frame:,}")

    def _saved(self, path: Path) -> None:
        show = (self.tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        self.context.notices.say("info", self.tr("Picture saved"), path.name, action=show)


def _drawn(shot: Shot, width: int, height: int, background: Background) -> QImage:
    return to_image(over(draw_shot(shot, width, height), background))
