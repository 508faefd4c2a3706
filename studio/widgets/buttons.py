"""Buttons with icons that follow the theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from studio.theme.icons import icon
from studio.theme.palette import CONTROL_HEIGHT
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


def wants_space(event: QEvent) -> bool:
    """True for the question whether a widget wants the space bar for itself before the window's shortcut gets it."""
    overriding = event.type() == QEvent.Type.ShortcutOverride
    return overriding and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space


class Button(QPushButton):
    """A push button that the space bar presses, though it plays and pauses elsewhere."""

    def setMenu(self, menu: QMenu) -> None:  # noqa: N802 - Qt's name
        super().setMenu(menu)
        self.setProperty("menu", "true")  # the style makes room for the arrow

    def event(self, event: QEvent) -> bool:
        if wants_space(event):
            event.accept()
            return True
        return super().event(event)


class IconButton(QToolButton):
    """A tool button that the space bar presses, though it plays and pauses elsewhere."""

    def event(self, event: QEvent) -> bool:
        if wants_space(event):
            event.accept()
            return True
        return super().event(event)


def tool_button(action: QAction, parent: QWidget) -> QToolButton:
    """A button that shows an action's icon; opens its menu if it has one."""
    button = IconButton(parent)
    button.setDefaultAction(action)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setIconSize(ICON_SIZE)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setAccessibleName(action.text())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setProperty("role", "quiet")
    button.setFixedHeight(CONTROL_HEIGHT)  # the style adds its own margin to a tool button's content
    return button


def push_button(action: QAction, parent: QWidget, *, role: str = "") -> QPushButton:
    """A button that shows an action's icon and text; opens its menu if it has one, stays down while it is checked."""
    button = Button(parent)
    button.setIconSize(ICON_SIZE)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCheckable(action.isCheckable())
    button.setProperty("role", role)
    menu = action.menu()
    if isinstance(menu, QMenu):
        button.setMenu(menu)

    def show_action() -> None:
        button.setChecked(action.isChecked())
        button.setIcon(action.icon())
        button.setText(" " + action.text())  # the style leaves no air between icon and text
        button.setAccessibleName(action.text())
        button.setToolTip(action.toolTip())
        button.setEnabled(action.isEnabled())

    def clicked() -> None:
        action.trigger()
        show_action()  # a click on the chosen one of a group would leave the button up

    button.clicked.connect(clicked)
    action.changed.connect(show_action)
    show_action()
    return button
