"""What the window shows without an avatar: how to open one, that one is being read, or why one could not be."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from core.errors import StudioError
from studio.services.engine_words import told
from studio.theme.icons import icon
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.buttons import Button
from studio.widgets.words import sentences

TEXT_WIDTH = 520
ICON_PX = 56
BUSY_AFTER_MS = 500


class StartView(QWidget):
    """The view of a window without an avatar.

    Signals:
        open_asked: the user wants to choose a file.
        train_asked: the user wants to make an avatar.
        recent_chosen: the user wants this file.
    """

    open_asked = Signal()
    train_asked = Signal()
    recent_chosen = Signal(Path)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = "smiley"
        self._details = ""
        self._trains = False
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._icon, self._title, self._text = QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "dim")
        for label in (self._title, self._text):
            label.setAlignment(middle)
            label.setWordWrap(True)
            label.setFixedWidth(TEXT_WIDTH)
        self._open = Button(self)
        self._open.setProperty("role", "primary")
        self._open.clicked.connect(self._act)
        self._copy = Button(self.tr("Copy details"), self)
        self._copy.setToolTip(self.tr("For a report"))
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setFixedWidth(TEXT_WIDTH // 2)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(BUSY_AFTER_MS)
        self._late.timeout.connect(self._busy.show)
        self._lay_out()
        theme.changed.connect(self._paint_icon)

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self._open)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addStretch(2)
        layout.addWidget(self._icon, alignment=middle)
        layout.addWidget(self._title, alignment=middle)
        layout.addWidget(self._text, alignment=middle)
        layout.addSpacing(GRID)
        layout.addLayout(buttons)
        layout.addWidget(self._busy, alignment=middle)
        layout.addSpacing(2 * GRID)
        layout.addLayout(self._recent)
        layout.addStretch(3)

    def show_empty(self, choices: list[tuple[str, Path]], *, in_project: bool = False) -> None:
        """Say how to begin.

        Args:
            choices: names and files of avatars that could be opened.
            in_project: a project is open that has no avatar yet.
        """
        if in_project:
            text = self.tr("Train one from your capture, drop an avatar file here, or try one of these.")
            self._fill("smiley", self.tr("This project has no avatar yet"), text, self.tr("Train an avatar"))
            self._open.setToolTip(self.tr("Go to the Train page"))
        else:
            text = self.tr("Drop an avatar file (.safetensors) on this window, or choose one.")
            self._fill("smiley", self.tr("Open an avatar"), text, self.tr("Open avatar…"))
        self._trains = in_project
        self._list_choices(choices)

    def show_reading(self, name: str) -> None:
        """Say that a file is being read; the bar appears when that takes long."""
        self._fill("hourglass-medium", self.tr("Opening {}").format(name), "", "")
        self._list_choices([])
        self._late.start()

    def show_error(self, error: StudioError, choices: list[tuple[str, Path]]) -> None:
        """Say why a file could not be opened, and what to do."""
        said = told(error)
        found = self.tr("Found: {}").format(said.got) if said.got else ""
        text = sentences(found, said.next_step)
        self._fill("warning-circle", said.what, text, self.tr("Open another avatar…"), details=said.details)
        self._list_choices(choices)

    def _act(self) -> None:
        if self._trains:
            self.train_asked.emit()
        else:
            self.open_asked.emit()

    def _fill(self, icon_name: str, title: str, text: str, button: str, *, details: str = "") -> None:
        self._late.stop()
        self._busy.hide()
        self._trains = False
        self._icon_name, self._details = icon_name, details
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        for label in (self._title, self._text):  # a centred label gets its size hint, which knows nothing of wrapping
            label.ensurePolished()
            label.setFixedHeight(max(label.heightForWidth(TEXT_WIDTH), 0))
        self._open.setText(button)
        self._open.setToolTip(self.tr("Choose an avatar file (.safetensors)"))
        self._open.setVisible(bool(button))
        self._copy.setVisible(bool(details))
        self._paint_icon()

    def _list_choices(self, choices: list[tuple[str, Path]]) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        middle = Qt.AlignmentFlag.AlignHCenter
        if choices:
            heading = QLabel(self.tr("Or open"), self)
            heading.setProperty("role", "dim")
            self._recent.addWidget(heading, alignment=middle)
        for title, path in choices:
            link = Button(title, self)
            link.setProperty("role", "link")
            link.setToolTip(str(path))
            link.clicked.connect(lambda _=False, path=path: self.recent_chosen.emit(path))
            self._recent.addWidget(link, alignment=middle)

    def _paint_icon(self) -> None:
        palette = self._theme.palette
        color = palette.error if self._icon_name == "warning-circle" else palette.text_dim
        self._icon.setPixmap(icon(self._icon_name, palette, color=color).pixmap(ICON_PX, ICON_PX))
