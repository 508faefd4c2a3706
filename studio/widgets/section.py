"""A titled group of lines that folds away and can be reset as a whole."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.theme.icons import icon
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.buttons import IconButton
from studio.widgets.channel_slider import ChannelSlider

ICON_SIZE = QSize(16, 16)


class Section(QWidget):
    """A group of sliders.

    Signals:
        reset_asked: the user wants the group's values back at zero.
    """

    reset_asked = Signal()

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._theme = theme
        self._rows: list[ChannelSlider] = []
        self._open = True
        self._fold = IconButton(self)
        self._fold.setProperty("role", "section")
        self._fold.setText(title)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setIconSize(ICON_SIZE)
        self._fold.clicked.connect(lambda: self.set_open(not self._open))
        self._reset = IconButton(self)
        self._reset.setProperty("role", "quiet")
        self._reset.setIconSize(ICON_SIZE)
        self._reset.setToolTip(self.tr("Reset {}").format(title.lower()))
        self._reset.setAccessibleName(self._reset.toolTip())
        self._reset.clicked.connect(self.reset_asked)
        header = QHBoxLayout()
        header.setContentsMargins(0, 0, 0, 0)
        header.addWidget(self._fold)
        header.addStretch(1)
        header.addWidget(self._reset)
        self._body = QWidget(self)
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(GRID // 2, 0, GRID // 2, GRID)
        self._lines.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addLayout(header)
        layout.addWidget(self._body)
        theme.changed.connect(self._paint_icons)
        self._paint_icons()
        self.show_edited()

    @property
    def rows(self) -> list[ChannelSlider]:
        """The sliders in the group."""
        return self._rows

    def add(self, row: ChannelSlider) -> None:
        """Append a slider."""
        self._rows.append(row)
        self._lines.addWidget(row)

    def set_open(self, is_open: bool) -> None:
        """Unfold or fold."""
        self._open = is_open
        self._body.setVisible(is_open)
        self._paint_icons()

    def show_edited(self) -> None:
        """Offer the reset only when there is something to reset."""
        self._reset.setEnabled(any(row.number for row in self._rows))

    def filter(self, shown: set[ChannelSlider], searching: bool) -> None:
        """Show only some rows; while searching the group is unfolded, and hidden when nothing in it matches."""
        for row in self._rows:
            row.setVisible(row in shown)
        self._body.setVisible(self._open or searching)
        self.setVisible(any(row in shown for row in self._rows))

    def _paint_icons(self) -> None:
        palette = self._theme.palette
        self._fold.setIcon(icon("caret-down" if self._open else "caret-right", palette, color=palette.text_dim))
        self._fold.setToolTip(self.tr("Fold") if self._open else self.tr("Unfold"))
        self._reset.setIcon(icon("arrow-counter-clockwise", palette, color=palette.text_dim))
