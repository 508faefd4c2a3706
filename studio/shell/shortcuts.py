"""The keys that do something now, by place (F1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from studio.context import Context
from studio.shell.commands import Command
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.overlay import Overlay, Place

WIDTH, HEIGHT = 800, 560
COLUMNS = 2


class ShortcutList(Overlay):
    """Lists every shortcut of the window and of the pages seen so far.

    Args:
        context: everything shared.
        parent: the window's body.
        collect: gives the commands of the moment.
    """

    def __init__(self, context: Context, parent: QWidget, collect: Callable[[], Sequence[Command]]) -> None:
        super().__init__(context.theme, parent, place=Place.CENTRE, width=WIDTH, height=HEIGHT)
        self._collect = collect
        heading = QLabel(self.tr("Keyboard shortcuts"), self.panel)
        heading.setProperty("role", "heading")
        heading.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self._scroll = QScrollArea(self.panel)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setMinimumHeight(HEIGHT - 100)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(self.tr("Keyboard shortcuts"))
        hint = QLabel(self.tr("Everything else is in the search (Ctrl+K). Escape closes this."), self.panel)
        hint.setProperty("role", "dim")
        hint.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        self.column.addWidget(heading)
        self.column.addWidget(self._scroll, 1)
        self.column.addWidget(hint)

    def open(self) -> None:
        self._scroll.setWidget(self._table())
        super().open()
        self._scroll.setFocus()

    def _table(self) -> QWidget:
        groups: dict[str, list[Command]] = {}
        for command in self._collect():
            if command.keys:
                groups.setdefault(command.place or self.tr("Everywhere"), []).append(command)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(2 * GRID, 0, 2 * GRID, PANEL_PADDING)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        line = 0
        for place, commands in groups.items():
            title = QLabel(place, body)
            title.setProperty("role", "strong")
            title.setContentsMargins(0, GRID, 0, 0)
            grid.addWidget(title, line, 0, 1, 2 * COLUMNS)
            line += 1
            for number, command in enumerate(commands):
                keys = QLabel(command.keys, body)
                keys.setProperty("role", "key")
                column = 2 * (number % COLUMNS)
                grid.addWidget(keys, line + number // COLUMNS, column, alignment=Qt.AlignmentFlag.AlignLeft)
                what = QLabel(command.text, body)
                what.setWordWrap(True)
                what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                grid.addWidget(what, line + number // COLUMNS, column + 1)
            line += -(-len(commands) // COLUMNS)
        for column in range(COLUMNS):
            grid.setColumnStretch(2 * column + 1, 1)
        grid.setRowStretch(line, 1)
        return body
