"""How to begin: drop or choose a video, open a project, open the demo; or go on with what is open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.context import Context
from studio.theme.icons import icon
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.buttons import Button, push_button, tool_button
from studio.widgets.elided_label import ElidedLabel

PLACE_WIDTH = 440
ICON_PX = 44


class StartCard(QFrame):
    """The large target for a video, with the buttons that do the same.

    Args:
        theme: colours.
        main: the one action to begin with.
        others: further ways to begin.
        place: chooses where new projects go; its text says where that is.
        parent: owner.
    """

    def __init__(
        self, theme: Theme, main: QAction, others: Sequence[QAction], place: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "target")
        middle = Qt.AlignmentFlag.AlignHCenter
        self._icon = QLabel(self)
        title = QLabel(self.tr("Drop a video of a face here"), self)
        title.setProperty("role", "title")
        title.setAlignment(middle)
        text = QLabel(
            self.tr(
                "One person, seen from the front, talking and moving a little; 30 seconds to 2 minutes are enough. "
                "It becomes a 3D head that you can move."
            ),
            self,
        )
        text.setProperty("role", "dim")
        text.setWordWrap(True)
        text.setAlignment(middle)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        first = Button(main.text(), self)  # without the icon: it has the colour of text on a plain button
        first.setProperty("role", "primary")
        first.setToolTip(main.toolTip())
        first.clicked.connect(main.trigger)
        buttons.addWidget(first)
        for action in others:
            buttons.addWidget(push_button(action, self))
        buttons.addStretch(1)
        self._place = ElidedLabel(PLACE_WIDTH, self)
        self._place.setProperty("role", "dim")
        where = QHBoxLayout()
        where.addStretch(1)
        where.addWidget(self._place)
        where.addWidget(tool_button(place, self))
        where.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 3 * GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._icon, alignment=middle)
        layout.addWidget(title)
        layout.addWidget(text)
        layout.addSpacing(GRID)
        layout.addLayout(buttons)
        layout.addLayout(where)
        theme.changed.connect(self._paint)
        self._paint()

    def show_place(self, text: str) -> None:
        """Say where new projects go."""
        self._place.show_text(text)

    def _paint(self) -> None:
        shape = icon("user-plus", self._theme.palette, color=self._theme.palette.accent)
        self._icon.setPixmap(shape.pixmap(ICON_PX, ICON_PX))


class OpenProjectCard(QFrame):
    """What is open, and the next thing to do with it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._next = "capture"
        self.setProperty("role", "card")
        self._name, self._facts = ElidedLabel(600, self), ElidedLabel(600, self)
        self._name.setProperty("role", "heading")
        self._facts.setProperty("role", "dim")
        self._button = Button(self)
        self._button.setProperty("role", "primary")
        self._button.clicked.connect(self._go_on)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._name)
        texts.addWidget(self._facts)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        layout.addLayout(texts, 1)
        layout.addWidget(self._button)
        context.document.opened.connect(self._show)
        context.document.contents_changed.connect(self._show)
        self._show()

    def _go_on(self) -> None:
        avatars = self._context.document.contents.avatars
        if self._next == "live" and avatars:
            from studio.model.live import Live  # brings numpy: the page shows before it

            live = self._context.shared(Live)
            if live.session.avatar is None:
                live.open_avatar(avatars[0])
        self._context.go_to(self._next)

    def _show(self) -> None:
        document = self._context.document
        self.setVisible(document.project is not None)
        if document.project is None:
            return
        contents = document.contents
        self._name.show_text(self.tr("“{}” is open").format(document.project.manifest.name))
        self._facts.show_text(counts_text(len(contents.captures), len(contents.runs), len(contents.avatars)))
        if contents.avatars:
            self._next, text = "live", self.tr("Move the avatar")
        elif contents.captures:
            self._next, text = "train", self.tr("Train an avatar")
        else:
            self._next, text = "capture", self.tr("Add a video")
        self._button.setText(text)
        self._button.setToolTip(self.tr("The next step with this project"))


def counts_text(captures: int, runs: int, avatars: int) -> str:
    """How much a project holds."""
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("Home", "Captures: {}   Training runs: {}   Avatars: {}").format(
        captures, runs, avatars
    )
