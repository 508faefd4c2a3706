"""What a view shows when it has nothing to show: why, and one button that leads on; or that it works."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from studio.theme.icons import icon
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.buttons import Button

TEXT_WIDTH = 480
ICON_PX = 48


class StateView(QWidget):
    """An icon, a title, a text and at most one button.

    Args:
        theme: colours.
        parent: owner.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon_name, self._details = theme, "users-three", ""
        self._act: Callable[[], object] | None = None
        self._icon, self._title, self._text = QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "dim")
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            label.setFixedWidth(TEXT_WIDTH)
        self._button = Button(self)
        self._button.setProperty("role", "primary")
        self._button.clicked.connect(lambda: self._act() if self._act is not None else None)
        self._copy = Button(self.tr("Copy details"), self)
        self._copy.setAccessibleName(self._copy.text())
        self._copy.setToolTip(self.tr("For a report"))
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setFixedWidth(TEXT_WIDTH // 2)
        self._busy.setAccessibleName(self.tr("Working"))
        self._lay_out()
        theme.changed.connect(self._paint_icon)

    def say(
        self,
        icon_name: str,
        title: str,
        text: str = "",
        *,
        button: str = "",
        tip: str = "",
        act: Callable[[], object] | None = None,
        busy: bool = False,
        details: str = "",
    ) -> None:
        """Show a state.

        Args:
            icon_name: Phosphor's name.
            title: what is.
            text: why, or what comes.
            button: what the user can do; empty shows none.
            tip: of the button.
            act: what the button does.
            busy: show that something works.
            details: for a report; offered when there are any.
        """
        self._icon_name, self._act, self._details = icon_name, act, details
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        for label in (self._title, self._text):  # a layout gives aligned labels the height of one line
            label.ensurePolished()
            label.setFixedHeight(max(label.heightForWidth(TEXT_WIDTH), 0))
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setToolTip(tip or button)
        self._button.setVisible(bool(button))
        self._busy.setVisible(busy)
        self._copy.setVisible(bool(details))
        self._paint_icon()

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self._button)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addStretch(2)
        for widget in (self._icon, self._title, self._text):
            layout.addWidget(widget, alignment=middle)
        layout.addSpacing(GRID)
        layout.addLayout(buttons)
        layout.addWidget(self._busy, alignment=middle)
        layout.addStretch(3)
        for hidden in (self._button, self._copy, self._busy):
            hidden.hide()  # until something is said

    def _paint_icon(self) -> None:
        palette = self._theme.palette
        color = palette.error if self._icon_name == "warning-circle" else palette.text_dim
        self._icon.setPixmap(icon(self._icon_name, palette, color=color).pixmap(ICON_PX, ICON_PX))
        self._icon.setFixedHeight(ICON_PX)
