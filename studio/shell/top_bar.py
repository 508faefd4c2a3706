"""The bar at the top: what is open, undo and redo, search, and what runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.context import Context
from studio.shell.autosave import AutosaveSign
from studio.shell.job_bar import JobBar
from studio.shell.notice_list import Bell
from studio.theme.palette import GRID, PANEL_PADDING, TOP_BAR_HEIGHT
from studio.widgets.buttons import push_button, tool_button
from studio.widgets.elided_label import ElidedLabel

NAME_WIDTH, LEAST_NAME_WIDTH = 240, 112


class TopBar(QWidget):
    """Project name, undo, redo, search, jobs, warnings, and plain actions at the right.

    Args:
        context: everything shared.
        edits: undo and redo.
        search: opens the command palette.
        plain: actions shown as icons at the right.
        parent: owner.

    Attributes:
        jobs: the job bar.
        bell: opens the list of warnings.
    """

    def __init__(
        self,
        context: Context,
        edits: list[QAction],
        search: QAction,
        plain: list[QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TOP_BAR_HEIGHT)
        self._name = ElidedLabel(NAME_WIDTH, self)
        self._name.setProperty("role", "heading")
        self._name.setMinimumWidth(LEAST_NAME_WIDTH)
        self.jobs, self.bell = JobBar(context, self), Bell(context, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, 0, PANEL_PADDING, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._name)
        layout.addWidget(AutosaveSign(context, self))
        layout.addSpacing(GRID)
        for action in edits:
            layout.addWidget(tool_button(action, self))
        layout.addWidget(push_button(search, self))
        layout.addStretch(1)
        layout.addWidget(self.jobs)
        layout.addWidget(self.bell)
        for action in plain:
            layout.addWidget(tool_button(action, self))

    def show_name(self, name: str) -> None:
        """Say what is open."""
        self._name.show_text(name)
