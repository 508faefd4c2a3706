"""Everything that can be done on the Capture page, by button, key and command palette."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.context import Context
from studio.model.capture_view import OVERLAYS, CaptureView
from studio.widgets.buttons import IconAction


class CaptureActions(QObject):
    """The page's actions.

    Args:
        context: everything shared.
        parent: the page, which owns them.
    """

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._parent = context.theme, parent
        self._view = context.shared(CaptureView)
        tr = self.tr
        make = self._make
        self.add = make(tr("Add a video"), "plus", tr("Another video of the same person"))
        self.add_folder = make(tr("Add a folder of pictures"), "folder-open", tr("The frames of a video as pictures"))
        self.record = make(tr("Record from the camera"), "record-fill", tr("The coach tells you what to do"))
        self.remove = make(tr("Remove this capture"), "trash", tr("Take the capture out of the project"))
        self.train = make(tr("Train an avatar"), "barbell", tr("Go on to training"))
        self.play = make(tr("Play"), "play-fill", tr("Play or stop"), "Space")
        self.backwards = make(tr("Play backwards"), "rewind", tr("Again: faster"), "J")
        self.halt = make(tr("Stop playing"), "pause-fill", tr("Stand still"), "K")
        self.forwards = make(tr("Play forwards"), "fast-forward", tr("Again: faster"), "L")
        self.previous = make(tr("Previous frame"), "caret-left", tr("One frame back"), "Left")
        self.next = make(tr("Next frame"), "caret-right", tr("One frame on"), "Right")
        self.first = make(tr("First frame"), "skip-back", tr("To the beginning"), "Home")
        self.last = make(tr("Last frame"), "skip-forward", tr("To the end"), "End")
        self.begin = make(tr("Begin here"), "arrow-line-left", tr("Use nothing before this frame (trim)"), "I")
        self.end = make(tr("End here"), "arrow-line-right", tr("Use nothing after this frame (trim)"), "O")
        self.exclude = make(
            tr("Exclude or use again"), "prohibit", tr("The marked stretch, or this frame: not used for training"), "X"
        )
        self.neutral = make(
            tr("Neutral face"), "smiley-blank", tr("The marked stretch, or this frame, shows the resting face"), "N"
        )
        self.hold_out = make(tr("Hold out marked"), "scissors", tr("Keep the marked stretch for judging"), "H")
        self.unmark = make(tr("Clear the mark"), "selection-background", tr("Mark no stretch"), "Escape")
        self.show_all = make(
            tr("Show all frames"), "arrows-out-line-horizontal", tr("The timeline shows the whole video"), "Ctrl+0"
        )
        self.overlays = {name: self._overlay(name) for name in OVERLAYS}
        self._bind()

    @property
    def all(self) -> list[IconAction]:
        """Every action, in the order of the command palette."""
        named = [thing for thing in vars(self).values() if isinstance(thing, IconAction)]
        return [*named, *self.overlays.values()]

    def enable(self, *, has_data: bool, has_capture: bool, marked: bool, whole: bool, zoomed: bool) -> None:
        """Offer what can be done now."""
        self.remove.setEnabled(has_capture)
        self.train.setEnabled(has_capture and whole)
        needing = (self.play, self.backwards, self.halt, self.forwards, self.previous, self.next, self.first, self.last)
        for action in (*needing, self.begin, self.end, self.exclude, self.neutral):
            action.setEnabled(has_data)
        self.hold_out.setEnabled(has_data and marked)
        self.unmark.setEnabled(marked)
        for overlay in self.overlays.values():
            overlay.setEnabled(has_data)
        self.show_all.setEnabled(has_data and zoomed)

    def show_playing(self, playing: bool) -> None:
        """Show what the play button does."""
        tr = self.tr
        self.play.set_icon_name("pause-fill" if playing else "play-fill")
        self.play.describe(tr("Stop") if playing else tr("Play"), tr("Play or stop"))

    def _bind(self) -> None:
        view = self._view
        self.play.triggered.connect(view.toggle)
        self.backwards.triggered.connect(lambda: view.shuttle(-1))
        self.halt.triggered.connect(view.pause)
        self.forwards.triggered.connect(lambda: view.shuttle(1))
        self.previous.triggered.connect(lambda: view.step(-1))
        self.next.triggered.connect(lambda: view.step(1))
        self.first.triggered.connect(lambda: view.select(0))
        self.last.triggered.connect(lambda: view.select(view.count - 1))
        self.unmark.triggered.connect(lambda: view.mark(None))
        self.show_all.triggered.connect(lambda: view.show_span(0.0, float(view.count)))
        view.overlays_changed.connect(self._show_overlays)

    def _overlay(self, name: str) -> IconAction:
        tr = self.tr
        words = {
            "landmarks": (tr("Landmarks"), "dots-nine", tr("The points that the tracker found")),
            "mask": (tr("Person mask"), "user-focus", tr("Darken what is not the person")),
            "axes": (tr("Head axes"), "compass", tr("Where the head points: red to its left, green up, blue ahead")),
            "crop": (tr("Crop"), "crop", tr("The square that training sees; drag its corners")),
        }
        text, icon_name, tip = words[name]
        action = self._make(text, icon_name, tip)
        action.setCheckable(True)
        action.setChecked(name in self._view.overlays)
        action.toggled.connect(lambda shown: self._view.set_overlay(name, shown))
        return action

    def _show_overlays(self) -> None:
        for name, action in self.overlays.items():
            action.setChecked(name in self._view.overlays)

    def _make(self, text: str, icon_name: str, tip: str, shortcut: str = "") -> IconAction:
        return IconAction(text, icon_name, self._theme, self._parent, shortcut=shortcut, tip=tip)
