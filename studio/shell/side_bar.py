"""The slim bar at the left: one button a page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from studio.shell.pages import PAGES
from studio.theme.icons import icon
from studio.theme.palette import GRID, SIDE_BAR_WIDTH
from studio.theme.theme import Theme

ICON_SIZE = QSize(22, 22)
BUTTON_HEIGHT = 56


class SideBar(QWidget):
    """Chooses the page; Ctrl+1..7 do the same.

    Signals:
        chosen: a page's name.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIDE_BAR_WIDTH)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID // 4, GRID, GRID // 4, GRID)
        layout.setSpacing(GRID // 2)
        for number, entry in enumerate(PAGES, 1):
            title = QCoreApplication.translate("Pages", entry.title)
            tip = QCoreApplication.translate("Pages", entry.tip)
            button = self._button(title, f"{tip} (Ctrl+{number})")
            self._buttons[entry.name] = button
            layout.addWidget(button)
            action = QAction(self.tr("Go to {}").format(title), self)
            action.setObjectName(entry.name)
            action.setShortcut(f"Ctrl+{number}")
            action.triggered.connect(lambda _=False, name=entry.name: self.chosen.emit(name))
            button.clicked.connect(lambda _=False, name=entry.name: self.chosen.emit(name))
            self.addAction(action)
        layout.addStretch(1)
        theme.changed.connect(self._paint)
        self._paint()

    def show_page(self, name: str) -> None:
        """Mark the page that is shown."""
        self._buttons[name].setChecked(True)
        self._paint()

    def _button(self, title: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "page")
        button.setText(title)
        button.setToolTip(tip)
        button.setAccessibleName(title)
        button.setCheckable(True)
        button.setIconSize(ICON_SIZE)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFixedSize(SIDE_BAR_WIDTH - GRID // 2, BUTTON_HEIGHT)
        self._group.addButton(button)
        return button

    def _paint(self) -> None:
        palette = self._theme.palette
        for entry in PAGES:
            button = self._buttons[entry.name]
            button.setIcon(icon(entry.icon, palette, color=palette.accent if button.isChecked() else palette.text_dim))
