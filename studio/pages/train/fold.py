"""A titled part of a panel that folds away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.theme.icons import icon
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.buttons import IconButton


class Fold(QWidget):
    """A heading that shows and hides what is below it.

    Args:
        title: the heading.
        make: makes what folds away, when it is first seen: a long form costs time.
        theme: colours.
    """

    def __init__(self, title: str, make: Callable[[], QWidget], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._make, self._open = theme, make, False
        self._body: QWidget | None = None
        self._button = IconButton(self)
        self._button.setProperty("role", "section")
        self._button.setText(title)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setIconSize(QSize(16, 16))
        self._button.clicked.connect(lambda: self.set_open(not self._open))
        layout = self._lines = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._button)
        theme.changed.connect(self._paint)
        self._paint()

    def set_open(self, is_open: bool) -> None:
        """Unfold or fold."""
        self._open = is_open
        if is_open or self._body is not None:
            self.body.setVisible(is_open)
        self._paint()

    @property
    def body(self) -> QWidget:
        """What folds away."""
        if self._body is None:
            self._body = self._make()
            self._lines.addWidget(self._body)
            self._body.setVisible(self._open)
        return self._body

    def _paint(self) -> None:
        palette = self._theme.palette
        self._button.setIcon(icon("caret-down" if self._open else "caret-right", palette, color=palette.text_dim))
        self._button.setToolTip(self.tr("Fold") if self._open else self.tr("Unfold"))
