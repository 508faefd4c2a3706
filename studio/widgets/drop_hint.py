"""What can be done with the files that hover over the window: one to three large targets, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.theme.icons import icon
from studio.theme.palette import GRID
from studio.theme.theme import Theme

VEIL_ALPHA = 240
ICON_PX = 48
TARGET_WIDTH, TARGET_HEIGHT = 280, 240
UNENTERED_MS = 400
"""A drag that leaves the window before this widget heard of it must not leave the veil behind."""


class Target(Protocol):
    """What the widget needs to know of a target."""

    @property
    def title(self) -> str:
        """What would happen."""

    @property
    def text(self) -> str:
        """A line about it."""

    @property
    def icon(self) -> str:
        """Phosphor's name."""

    @property
    def act(self) -> Callable[[], object]:
        """Does it."""


class DropHint(QWidget):
    """A veil with targets over its parent. It takes the drag over from the window, so that nothing below does."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._targets: tuple[Target, ...] = ()
        self._cards: list[_Card] = []
        self.setAcceptDrops(True)
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._row = QHBoxLayout()
        self._row.setSpacing(2 * GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        layout.setSpacing(3 * GRID)
        layout.addStretch(1)
        layout.addWidget(self._title)
        layout.addLayout(self._row)
        layout.addStretch(1)
        self._unentered = QTimer(self)
        self._unentered.setSingleShot(True)
        self._unentered.setInterval(UNENTERED_MS)
        self._unentered.timeout.connect(self.hide)
        self.hide()

    def offer(self, names: Sequence[str], targets: Sequence[Target]) -> None:
        """Cover the parent with targets.

        Args:
            names: of the files.
            targets: none says that the files cannot be used.
        """
        self._clear()
        self._targets = tuple(targets)
        what = names[0] if len(names) == 1 else self.tr("{} and {} more").format(names[0], len(names) - 1)
        self._title.setText(what if targets else self.tr("“{}” cannot be opened here").format(what))
        self._row.addStretch(1)
        for target in self._targets:
            card = _Card(target, self._theme, self)
            self._cards.append(card)
            self._row.addWidget(card)
        if not targets:
            wanted = QLabel(self.tr("Drop a video, a folder of pictures, a project, an avatar or a bank."), self)
            wanted.setProperty("role", "dim")
            self._row.addWidget(wanted)
        self._row.addStretch(1)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self._light(None)
        self.show()
        self.raise_()

    def target_at(self, place: QPoint) -> Target | None:
        """The target under a place; a single target takes the whole window."""
        if len(self._targets) == 1:
            return self._targets[0]
        cards = zip(self._cards, self._targets, strict=True)
        return next((target for card, target in cards if card.geometry().contains(place)), None)

    def hide_unless_entered(self) -> None:
        """The window lost the drag, perhaps to this widget: wait a moment."""
        self._unentered.start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        self._unentered.stop()
        event.acceptProposedAction()
        self._light(self.target_at(event.position().toPoint()))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        target = self.target_at(event.position().toPoint())
        self._light(target)
        event.setAccepted(target is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        target = self.target_at(event.position().toPoint())
        self.hide()
        event.acceptProposedAction()
        if target is not None:
            QTimer.singleShot(0, self, target.act)  # not within the other program's drag

    def hideEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        self._unentered.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        veil = QColor(self._theme.palette.window)
        veil.setAlpha(VEIL_ALPHA)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def _light(self, target: Target | None) -> None:
        for card, of in zip(self._cards, self._targets, strict=True):
            card.light(of is target)

    def _clear(self) -> None:
        self._cards.clear()
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


class _Card(QFrame):
    """One target."""

    def __init__(self, target: Target, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "target")
        self.setFixedSize(TARGET_WIDTH, TARGET_HEIGHT)
        self._hot = False
        centre = Qt.AlignmentFlag.AlignCenter
        picture, title, text = QLabel(self), QLabel(target.title, self), QLabel(target.text, self)
        shape = icon(target.icon, theme.palette, color=theme.palette.accent)
        picture.setPixmap(shape.pixmap(ICON_PX, ICON_PX))
        title.setProperty("role", "heading")
        text.setProperty("role", "dim")
        for label in (picture, title, text):
            label.setAlignment(centre)
        for label in (title, text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addStretch(1)
        for label in (picture, title, text):
            layout.addWidget(label)
        layout.addStretch(1)
        self.setAccessibleName(target.title)

    def light(self, hot: bool) -> None:
        """Show whether a drop would go here."""
        if hot != self._hot:
            self._hot = hot
            self.setProperty("hot", "true" if hot else "false")
            self.style().unpolish(self)
            self.style().polish(self)


def local_paths(data: QMimeData) -> list[Path]:
    """The files of a drag."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
