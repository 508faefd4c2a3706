"""The actions of the Compare page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QWidget

from studio.model.compare import CameraMode, Compare, View
from studio.theme.theme import Theme
from studio.widgets.buttons import IconAction


class CompareActions(QObject):
    """Made for a page, and enabled as the model allows.

    Args:
        compare: the model.
        theme: colours.
        page: becomes their owner; they appear in the command palette.
    """

    def __init__(self, compare: Compare, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self._compare, self._theme, self._page = compare, theme, page
        tr = self.tr
        self.open = self._act(tr("Open avatar"), "folder-open", "", tr("Compare with any avatar file"))
        self.swap = self._act(tr("Swap A and B"), "swap", "Shift+X")
        self.picture = self._act(tr("Save picture"), "camera", "Ctrl+Shift+P", tr("Both side by side, as a PNG file"))
        self.play = self._act(tr("Play"), "play-fill", "Space")
        self.back = self._act(tr("Previous held-out frame"), "skip-back", "PgUp")
        self.on = self._act(tr("Next held-out frame"), "skip-forward", "PgDown")
        self.reset = self._act(tr("Reset view"), "arrow-counter-clockwise", "Home", tr("As the camera saw it"))
        self.frame = self._act(tr("Frame heads"), "frame-corners", "F", tr("Fill the views"))
        tip = tr("Shows B in A's place for as long as you hold it (X)")
        self.hold = IconAction(tr("Hold to flip"), "arrows-left-right", theme, page, tip=tip)
        self.views = {
            View.BESIDE: self._act(tr("Side by side"), "columns", "1", tr("Two viewers")),
            View.OVER: self._act(tr("In one place"), "square", "2", tr("One viewer; hold X to see the other")),
            View.DIFFERENCE: self._act(tr("Difference"), "fire", "3", tr("Against the truth, and against each other")),
        }
        still = tr("Both stay where the video was filmed from")
        self.cameras = {
            CameraMode.LINKED: self._act(tr("Link cameras"), "link", "", tr("Both cameras move together")),
            CameraMode.FREE: self._act(tr("Free cameras"), "link-break", "", tr("Either camera moves alone")),
            CameraMode.CAPTURE: self._act(tr("Capture's camera"), "lock-simple", "", still),
        }
        for choices in (self.views, self.cameras):
            group = QActionGroup(self)
            for action in choices.values():
                action.setCheckable(True)
                group.addAction(action)
        self._bind()
        self.show_state()

    def show_state(self) -> None:
        """Enable what can be done now, check what is chosen."""
        compare = self._compare
        ready, line = compare.sides.pair is not None, compare.timeline.line
        for action in (self.swap, self.picture, self.hold, *self.views.values()):
            action.setEnabled(ready)
        for action in (*self.cameras.values(), self.reset, self.frame):
            action.setEnabled(ready and compare.view is not View.DIFFERENCE)
        self.play.setEnabled(line is not None and len(line) > 1)
        for action in (self.back, self.on):
            action.setEnabled(line is not None and bool(line.held_out.any()))
        self.views[compare.view].setChecked(True)
        self.cameras[compare.camera].setChecked(True)

    def _act(self, text: str, icon_name: str, shortcut: str, tip: str = "") -> IconAction:
        action = IconAction(text, icon_name, self._theme, self._page, shortcut=shortcut, tip=tip)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._page.addAction(action)
        return action

    def _bind(self) -> None:
        compare = self._compare
        compare.sides.changed.connect(self.show_state)
        compare.timeline.changed.connect(self.show_state)
        compare.view_changed.connect(self.show_state)
        compare.timeline.playback.playing_changed.connect(self._show_playing)
        self.swap.triggered.connect(compare.sides.swap)
        self.play.triggered.connect(compare.timeline.playback.toggle)
        self.back.triggered.connect(lambda: compare.timeline.step_held_out(-1))
        self.on.triggered.connect(lambda: compare.timeline.step_held_out(1))
        for view, action in self.views.items():
            action.triggered.connect(lambda _=False, view=view: compare.set_view(view))
        for camera, action in self.cameras.items():
            action.triggered.connect(lambda _=False, camera=camera: compare.set_camera(camera))

    def _show_playing(self, playing: bool) -> None:
        self.play.set_icon_name("pause-fill" if playing else "play-fill")
        text = self.tr("Pause") if playing else self.tr("Play")
        self.play.describe(text, text)
