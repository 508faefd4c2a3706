"""A titled part of a panel that folds away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.theme.icons import icon
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.buttons import Button, IconButton

ICON_SIZE = QSize(16, 16)


class Fold(QWidget):
    """A heading with what belongs to it below.

    Args:
        title: the heading.
        theme: colours.
        parent: owner.
        reset: text of the button that resets this part; empty for none.
        is_open: whether it is unfolded at first.

    Signals:
        reset_asked: the user wants this part reset.
        unfolded: its content is seen from now on.
    """

    reset_asked = Signal()
    unfolded = Signal()

    def __init__(
        self, title: str, theme: Theme, parent: QWidget | None = None, *, reset: str = "", is_open: bool = True
    ) -> None:
        super().__init__(parent)
        self.title = title
        self._theme, self._open = theme, is_open
        self._fold = IconButton(self)
        self._fold.setProperty("role", "section")
        self._fold.setText(title)
        self._fold.setAccessibleName(title)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setIconSize(ICON_SIZE)
        self._fold.clicked.connect(lambda: self.set_open(not self._open))
        self._reset = Button(reset, self)
        self._reset.setProperty("role", "link")
        self._reset.setAccessibleName(f"{title}: {reset}")
        self._reset.setToolTip(self.tr("Take this filter away"))
        self._reset.clicked.connect(self.reset_asked)
        self._reset.hide()
        header = QHBoxLayout()
        header.setContentsMargins(0, 0, 0, 0)
        header.addWidget(self._fold)
        header.addStretch(1)
        header.addWidget(self._reset)
        self._body = QWidget(self)
        self.lines = QVBoxLayout(self._body)
        self.lines.setContentsMargins(GRID // 2, 0, GRID // 2, GRID)
        self.lines.setSpacing(GRID // 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addLayout(header)
        layout.addWidget(self._body)
        self._body.setVisible(is_open)
        theme.changed.connect(self._paint_icon)
        self._paint_icon()

    @property
    def is_open(self) -> bool:
        """True while unfolded."""
        return self._open

    def set_open(self, is_open: bool) -> None:
        """Unfold or fold."""
        self._open = is_open
        if is_open:
            self.unfolded.emit()
        self._body.setVisible(is_open)
        self._paint_icon()

    def offer_reset(self, offered: bool) -> None:
        """Show the reset button when there is something to reset."""
        self._reset.setVisible(offered)

    def _paint_icon(self) -> None:
        palette = self._theme.palette
        self._fold.setIcon(icon("caret-down" if self._open else "caret-right", palette, color=palette.text_dim))
        self._fold.setToolTip(self.tr("Fold") if self._open else self.tr("Unfold"))
