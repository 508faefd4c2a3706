"""The bar over the page: which two avatars, and what moves them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from studio.context import Context
from studio.model.capture import CurrentCapture
from studio.model.compare import Compare
from studio.pages.compare.badge import NAMES, Badge
from studio.theme.palette import CONTROL_HEIGHT, GRID, PANEL_PADDING
from studio.widgets.buttons import IconAction, push_button, tool_button

DRIVER = "driver"
LEAST_WIDTH, DRIVER_WIDTH = 150, 200


class ChooserBar(QWidget):
    """Bound to the model.

    Args:
        context: everything shared.
        compare: what is chosen.
        swap: exchanges A and B.
        plain: actions at the right, shown with their text.
        parent: owner.

    Signals:
        clip_asked: the user wants to move both by a clip, to be chosen.
    """

    clip_asked = Signal()

    def __init__(
        self,
        context: Context,
        compare: Compare,
        swap: IconAction,
        plain: list[IconAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._compare = context, compare
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.boxes = (self._box(0), self._box(1))
        self.moved_by = QComboBox(self)
        self.moved_by.setAccessibleName(self.tr("Moved by"))
        self.moved_by.setToolTip(self.tr("What moves both avatars: a capture of the project, or any video of a face"))
        self.moved_by.setFixedSize(DRIVER_WIDTH, CONTROL_HEIGHT)
        self.moved_by.setPlaceholderText(self.tr("Moved by"))
        self.moved_by.activated.connect(self._move_by)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(Badge(0, context.theme, self))
        layout.addWidget(self.boxes[0], 1)
        layout.addWidget(tool_button(swap, self))
        layout.addWidget(Badge(1, context.theme, self))
        layout.addWidget(self.boxes[1], 1)
        layout.addSpacing(GRID)
        layout.addWidget(self.moved_by)
        for action in plain:
            layout.addWidget(push_button(action, self))
        compare.sides.changed.connect(self._show_sides)
        compare.timeline.changed.connect(self._show_drivers)
        context.document.contents_changed.connect(self._show_drivers)
        self._capture = context.shared(CurrentCapture)
        self._capture.changed.connect(self._show_drivers)
        self._show_sides()
        self._show_drivers()

    def _box(self, side: int) -> QComboBox:
        box = QComboBox(self)
        box.setMinimumWidth(LEAST_WIDTH)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setFixedHeight(CONTROL_HEIGHT)
        box.setAccessibleName(self.tr("Avatar {}").format(NAMES[side]))
        box.setToolTip(self.tr("Choose avatar {}: of a run of this project, or any avatar file").format(NAMES[side]))
        box.setPlaceholderText(self.tr("Choose an avatar"))
        box.activated.connect(lambda index: self._compare.sides.choose(side, str(box.itemData(index))))
        return box

    def _show_sides(self) -> None:
        known = [(c.key, c.title) for c in self._compare.sides.known]
        for box, side in zip(self.boxes, self._compare.sides.both, strict=True):
            with QSignalBlocker(box):
                _fill(box, known)
                box.setEnabled(bool(known))
                box.setCurrentIndex(box.findData(side.candidate.key) if side.candidate is not None else -1)

    def _show_drivers(self) -> None:
        captures = [(c.id, self.tr("Capture: {}").format(c.name)) for c in self._context.document.contents.captures]
        clip = self._compare.timeline.driver_clip
        if clip is not None:
            captures.append((DRIVER + str(clip), self.tr("Video: {}").format(clip.name)))
        captures.append((DRIVER, self.tr("Another video…")))
        current = self._capture.capture.id if self._capture.capture is not None else ""
        with QSignalBlocker(self.moved_by):
            if captures != [
                (self.moved_by.itemData(i), self.moved_by.itemText(i)) for i in range(self.moved_by.count())
            ]:
                self.moved_by.clear()
                for key, text in captures:
                    self.moved_by.addItem(text, key)
            self.moved_by.setCurrentIndex(self.moved_by.findData(DRIVER + str(clip) if clip is not None else current))

    def _move_by(self, index: int) -> None:
        key = str(self.moved_by.itemData(index))
        if key == DRIVER:
            self._show_drivers()  # until a video is chosen, what moves them stays
            self.clip_asked.emit()
        elif key.startswith(DRIVER):
            self._compare.timeline.play_driver(Path(key.removeprefix(DRIVER)))
        else:
            self._compare.timeline.play_capture(key)


def _fill(box: QComboBox, items: list[tuple[str, str]]) -> None:
    """Offer these keys and texts, unless they are offered already."""
    if items != [(box.itemData(i), box.itemText(i)) for i in range(box.count())]:
        box.clear()
        for key, text in items:
            box.addItem(text, key)
