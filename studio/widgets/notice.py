"""A message over the viewer: what happened and what to do, never in the way. Errors stay until they are closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.theme.icons import icon
from studio.theme.palette import GRID, PANEL_PADDING, TOP_BAR_HEIGHT, Palette
from studio.theme.theme import Theme
from studio.widgets.buttons import Button, IconAction, tool_button

SHOWN_MS, WARNING_MS = 6000, 12_000
MAX_WIDTH = 560
Kind = Literal["info", "warning", "error"]
ICONS: dict[Kind, str] = {"info": "check-circle", "warning": "warning", "error": "warning-circle"}


class Notice(QFrame):
    """One message at a time, at the top of its parent."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind: Kind = "info"
        self._details = ""
        self._act: Callable[[], object] | None = None
        self.setProperty("role", "notice")
        self._icon, self._title, self._text = QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "heading")
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = Button(self)
        self._button.setProperty("role", "link")
        self._button.clicked.connect(self._clicked)
        self._button.hide()
        self._copy = Button(self.tr("Copy details"), self)
        self._copy.setToolTip(self.tr("For a report"))
        self._copy.setProperty("role", "link")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))
        close = IconAction(self.tr("Close"), "x", theme, self)
        close.triggered.connect(self.hide)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self._lay_out(tool_button(close, self))
        theme.changed.connect(self._paint_icon)
        self.hide()

    def _lay_out(self, close: QWidget) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._button)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(GRID // 2)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(buttons)
        top = Qt.AlignmentFlag.AlignTop
        layout = self._lines = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, PANEL_PADDING, GRID, PANEL_PADDING)
        layout.setSpacing(PANEL_PADDING)
        layout.addWidget(self._icon, alignment=top)
        layout.addLayout(column, 1)
        layout.addWidget(close, alignment=top)

    def say(
        self,
        kind: Kind,
        title: str,
        text: str = "",
        *,
        details: str = "",
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Show a message in place of the last.

        Args:
            kind: how bad it is.
            title: what happened.
            text: what to do next.
            details: for a report; offered as "Copy details".
            action: a button's text and what it does.
        """
        self._kind, self._details = kind, details
        self._act = action[1] if action else None
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._button.setText(action[0] if action else "")
        self._button.setToolTip(action[0] if action else "")
        self._button.setVisible(action is not None)
        self._copy.setVisible(bool(details))
        self._paint_icon()
        self.show()
        self.place()
        self.raise_()
        if kind == "error":
            self._timer.stop()
        else:  # warnings can be read again under the bell
            self._timer.start(SHOWN_MS if kind == "info" else WARNING_MS)

    def place(self) -> None:
        """Stand at the top middle of the parent."""
        parent = self.parentWidget()
        if not self.isVisible() or parent is None:
            return
        width = min(MAX_WIDTH, parent.width() - 4 * GRID)
        self.setFixedWidth(max(width, 200))
        self._lines.activate()
        self.setFixedHeight(self._lines.totalHeightForWidth(self.width()))
        self.move((parent.width() - self.width()) // 2, TOP_BAR_HEIGHT + GRID)

    def _clicked(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def _paint_icon(self) -> None:
        palette = self._theme.palette
        shape = icon(ICONS[self._kind], palette, color=color_of(self._kind, palette))
        self._icon.setPixmap(shape.pixmap(22, 22))


def color_of(kind: Kind, palette: Palette) -> str:
    """The colour that stands for a kind of message."""
    return {"info": palette.accent, "warning": palette.warning, "error": palette.error}[kind]
