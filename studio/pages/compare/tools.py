"""The row of tools over the viewers: how the two are shown, how the cameras move, what is done for as long as held."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.model.compare import Compare, View
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import IconAction, push_button, tool_button


class CompareTools(QWidget):
    """Bound to the model; actions come from the page.

    Args:
        compare: what the hold button flips.
        views: one of them is checked; shown with their text.
        cameras: likewise, as icons; meaningless in the difference view.
        hold: its button flips for as long as it is pressed.
        plain: actions at the right, as icons.
        parent: owner.
    """

    def __init__(
        self,
        compare: Compare,
        views: list[IconAction],
        cameras: list[IconAction],
        hold: IconAction,
        plain: list[IconAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._compare, self._cameras = compare, cameras
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hold = push_button(hold, self, role="quiet")
        self.hold.pressed.connect(lambda: compare.flip(True))
        self.hold.released.connect(lambda: compare.flip(False))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID // 2, PANEL_PADDING, GRID // 2)
        layout.setSpacing(GRID // 2)
        for action in views:
            layout.addWidget(push_button(action, self, role="quiet"))
        layout.addSpacing(GRID)
        layout.addWidget(self.hold)
        layout.addStretch(1)
        for action in [*cameras, *plain]:
            layout.addWidget(tool_button(action, self))
        compare.view_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        for action in self._cameras:
            action.setEnabled(self._compare.view is not View.DIFFERENCE)
        self.hold.setDown(self._compare.flipped)
