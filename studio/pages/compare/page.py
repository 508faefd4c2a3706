"""The Compare page: two avatars beside each other on one timeline, their differences and their numbers."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from core.errors import StudioError
from studio.context import Context
from studio.model.compare import Compare, View
from studio.model.compare_sides import A, B
from studio.pages.compare.actions import CompareActions
from studio.pages.compare.badge import NAMES
from studio.pages.compare.chooser import ChooserBar
from studio.pages.compare.evidence import EvidencePanel
from studio.pages.compare.numbers import Numbers
from studio.pages.compare.saving import Sheet, save_shots, save_tiles
from studio.pages.compare.tools import CompareTools
from studio.pages.compare.view import CompareView
from studio.services.engine_words import told
from studio.services.files import AVATAR_SUFFIX, VIDEO_SUFFIXES, Dropped, kind_of, pictures_folder
from studio.shell.page import Page
from studio.theme.palette import rgb
from studio.viewport.picture import Background, Shot
from studio.widgets.state_view import StateView

FLIP_KEY = Qt.Key.Key_X


class ComparePage(Page):
    """Shows what ``Compare`` holds, and carries out what its tools ask for."""

    name: ClassVar[str] = "compare"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.compare = context.shared(Compare)
        self.pictures_folder = pictures_folder()
        do = self.actions_of_page = CompareActions(self.compare, context.theme, self)
        views, cameras = list(do.views.values()), list(do.cameras.values())
        self.tools = CompareTools(self.compare, views, cameras, do.hold, [do.reset, do.frame], self)
        self.view = CompareView(context, self.compare, self.tools, [do.play, do.back, do.on], self)
        self.state = StateView(context.theme, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.view)
        self.setCentralWidget(self._stack)
        self.chooser = ChooserBar(context, self.compare, do.swap, [do.open, do.picture], self)
        self.setMenuWidget(self.chooser)
        self.numbers = Numbers(context, self.compare, self)
        numbers = self.add_dock("numbers", self.tr("Numbers"), self.numbers)
        self.evidence = EvidencePanel(context, self)
        self.tabifyDockWidget(numbers, self.add_dock("evidence", self.tr("Does retrieval help?"), self.evidence))
        numbers.raise_()
        self.compare.sides.changed.connect(self._show)
        do.open.triggered.connect(self._ask_avatar)
        do.picture.triggered.connect(self.save_picture)
        do.reset.triggered.connect(self.view.stage.reset_view)
        do.frame.triggered.connect(self.view.stage.frame_head)
        self.chooser.clip_asked.connect(self._ask_clip)
        context.document.contents_changed.connect(self._show)
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
        pair, line = self.compare.sides.pair, self.compare.timeline.line
        if pair is None:
            return
        frame = f"{self.compare.timeline.frame:,}"
        made = Sheet(
            self.pictures_folder,
            self.tr("{} against {}").format(pair[A].avatar.meta.name, pair[B].avatar.meta.name),
            "" if line is None else self.tr("{}, frame {}").format(line.name, frame),
        )
        if self.compare.view is not View.DIFFERENCE:
            viewport = self.view.stage.viewports[A]
            ratio = self.devicePixelRatioF()
            size = (round(viewport.width() * ratio), round(viewport.height() * ratio))
            background = Background(rgb(self.context.theme.palette.viewer))
            self.context.tasks.run(save_shots(made, self._shots(), size, background), self._saved)
        elif self.compare.tiles is not None:
            self.context.tasks.run(save_tiles(made, self.compare.tiles, self._caption), self._saved)

    def _show(self) -> None:
        ready = self.compare.sides.pair is not None
        if not ready:
            self._say_state()
        self._stack.setCurrentWidget(self.view if ready else self.state)
        self.chooser.moved_by.setEnabled(ready)
        self.docks["numbers"].widget().setEnabled(ready)

    def _say_state(self) -> None:
        """What keeps the two from being shown, and what to do."""
        tr, sides, say, go = self.tr, self.compare.sides, self.state.say, self.context.go_to
        error, another = sides.error, tr("Open another avatar…")
        nothing = tr("Nothing to compare yet")
        if error is not None:
            name = next(NAMES[i] for i, side in enumerate(sides.both) if side.error is not None)
            said = told(error)
            title = tr("{}: {}").format(name, said.what)
            say("warning-circle", title, said.text, button=another, act=self._ask_avatar, details=said.details)
        elif sides.reading:
            names = [s.candidate.title for s in sides.both if s.task is not None and s.candidate is not None]
            say("hourglass-medium", tr("Opening {}").format(", ".join(names)), tr("A moment, please."), busy=True)
        elif any(side.candidate is not None for side in sides.both):
            text = tr("Train another one with other options, or open any avatar file: then see both side by side.")
            say("columns", tr("Two avatars make a comparison"), text, button=another, act=self._ask_avatar)
        elif self.context.document.contents.captures:
            text = tr("Train twice, such as with and without retrieval, or drop two avatar files here.")
            say("columns", nothing, text, button=tr("Go to Train"), act=lambda: go("train"))
        else:
            text = tr("Drop two avatar files (.safetensors) here, or open a project with trained avatars.")
            say("columns", nothing, text, button=tr("Open avatar…"), act=self._ask_avatar)

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

    def _shots(self) -> list[tuple[str, Shot]]:
        """What either viewer shows, with its name."""
        pair, shots = self.compare.sides.pair, []
        assert pair is not None
        for side, controls in enumerate(self.compare.timeline.controls):
            camera = self.view.stage.viewports[side].camera
            if camera is None:
                raise StudioError("A viewer shows nothing")  # a bug: an avatar was read, so that there is a camera
            shot = Shot(pair[side].avatar, None, controls.descriptor, controls.cam_from_head(), camera)
            shots.append((f"{NAMES[side]}  {pair[side].candidate.title}", shot))
        return shots

    def _caption(self, tile: str) -> str:
        side = {"a": "A  ", "b": "B  ", "error_a": "A  ", "error_b": "B  "}.get(tile, "")
        return side + self.view.tiles.caption(tile)

    def _saved(self, path: Path) -> None:
        show = (self.tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        self.context.notices.say("info", self.tr("Picture saved"), path.name, action=show)
