"""Buttons with icons that follow the theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from studio.theme.icons import icon
from studio.theme.theme import Theme

ICON_SIZE = QSize(18, 18)


class IconAction(QAction):
    """An action with a Phosphor icon in the theme's colour.

    Args:
        text: what it does, sentence case.
        icon_name: Phosphor's name.
        theme: colours.
        parent: owner.
        shortcut: keys, such as ``Ctrl+O``; added to the tool tip.
        tip: a longer text for the tool tip.
    """

    def __init__(
        self, text: str, icon_name: str, theme: Theme, parent: QWidget, *, shortcut: str = "", tip: str = ""
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon_name = icon_name
        if shortcut:
            self.setShortcut(shortcut)
        self._shortcut = shortcut
        self.describe(text, tip or text)
        theme.changed.connect(self._paint)
        self._paint()

    def describe(self, text: str, tip: str) -> None:
        """Change the text and the tool tip."""
        self.setText(text)
        self.setToolTip(f"{tip} ({self._shortcut})" if self._shortcut else tip)

    def set_icon_name(self, icon_name: str) -> None:
        """Show another icon."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self._paint()

    def _paint(self) -> None:
        self.setIcon(icon(self._icon_name, self._theme.palette))


def tool_button(action: QAction, parent: QWidget, *, text: bool = False, quiet: bool = True) -> QToolButton:
    """A button for an action, with or without its text."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setIconSize(ICON_SIZE)
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    button.setAccessibleName(action.text())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if quiet:
        button.setProperty("role", "quiet")
    return button
