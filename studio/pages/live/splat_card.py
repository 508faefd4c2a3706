"""What is known of the splat that the user clicked on, with the frames that taught it as links."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from studio.model.teaching import TaughtFrame
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.viewport.picking import Picked
from studio.widgets.buttons import IconAction, IconButton, tool_button

THUMBNAIL = QSize(56, 56)
COLUMNS = 3
CARD_WIDTH = 240
TEXT_WIDTH = CARD_WIDTH - PANEL_PADDING - GRID // 2 - 2
CELL = QSize(70, 84)


class SplatCard(QFrame):
    """Lies over the viewer's upper left corner.

    Signals:
        closed: the user is done with the splat.
        frame_chosen: the user wants to see this frame.
        resized: it needs another place or size.
    """

    closed = Signal()
    frame_chosen = Signal(int)
    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self.setFixedWidth(CARD_WIDTH)
        self._title, self._facts, self._told = QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "heading")
        for label in (self._facts, self._told):
            label.setProperty("role", "dim")
            label.setWordWrap(True)
            label.setFixedWidth(TEXT_WIDTH)
        self._told.setToolTip(
            self.tr(
                "The training frames in which this splat is farthest from its mean place, turn, size, opacity and "
                "colour: those that shaped its expression bases most"
            )
        )
        close = IconAction(self.tr("Close"), "x", theme, self, tip=self.tr("Let go of this splat"))
        close.triggered.connect(self.closed)
        self._grid = QGridLayout()
        self._grid.setSpacing(GRID // 2)
        self._buttons: list[QToolButton] = []
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(tool_button(close, self), alignment=Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID // 2, GRID // 2, PANEL_PADDING)
        layout.setSpacing(GRID // 2)
        layout.addLayout(top)
        layout.addWidget(self._facts)
        layout.addWidget(self._told)
        layout.addLayout(self._grid)
        self.hide()

    def show_splat(self, picked: Picked) -> None:
        """Show a splat while its frames are being looked for."""
        self._title.setText(self.tr("Splat {}").format(f"{picked.index:,}"))
        facts = self.tr("Opacity {:.0%}, {:.1f} mm large, moves {:.0%} with the head")
        self._facts.setText(facts.format(picked.opacity, picked.size_m * 1000, picked.head_share))
        self._clear()
        self._told.setText(self.tr("Looking for the frames that taught it…"))
        self._fit()

    def show_frames(self, frames: list[TaughtFrame], why_none: str) -> None:
        """Show the frames that taught the splat, or why none are known."""
        self._clear()
        self._told.setText(self.tr("Taught most by these frames:") if frames else why_none)
        for place, frame in enumerate(frames):
            button = self._frame_button(frame)
            self._grid.addWidget(button, place // COLUMNS, place % COLUMNS)
            button.show()  # a layout counts only what is shown
            self._buttons.append(button)
        self._fit()

    def _frame_button(self, frame: TaughtFrame) -> QToolButton:
        button = IconButton(self)
        button.setText(f"{frame.frame:,}")
        button.setProperty("role", "quiet")
        pixmap = QPixmap()
        if frame.picture and pixmap.loadFromData(frame.picture, "JPG"):
            button.setIcon(QIcon(pixmap))
            button.setIconSize(THUMBNAIL)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setFixedSize(CELL)
        button.setAccessibleName(self.tr("Frame {}").format(frame.frame))
        tip = self.tr("Select frame {} (moved this splat {:.0%} as far as the farthest)")
        button.setToolTip(tip.format(f"{frame.frame:,}", frame.share))
        button.clicked.connect(lambda _=False, number=frame.frame: self.frame_chosen.emit(number))
        return button

    def _clear(self) -> None:
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []

    def _fit(self) -> None:
        """Be as tall as the words need: a layout's size hint knows nothing of wrapping."""
        for label in (self._facts, self._told):
            label.ensurePolished()
            label.setFixedHeight(max(label.heightForWidth(TEXT_WIDTH), 0))
        self.show()
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
            self.setFixedHeight(layout.sizeHint().height())
        self.resized.emit()
