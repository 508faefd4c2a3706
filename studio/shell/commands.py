"""Everything that can be done, as a list that can be searched: the window's actions and those of all pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from studio.services.settings import Settings
from studio.shell.fuzzy import score

NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
RECENT_KEY = "palette.recent"
MAX_RECENT = 12


@dataclass(frozen=True)
class Command:
    """One thing to do.

    Attributes:
        key: stable between runs and languages where the action has an object name, else made of its text.
        text: what it does.
        place: the page it belongs to; empty for the window.
        keys: its shortcut as text, or empty.
        run: does it.
    """

    key: str
    text: str
    place: str
    keys: str
    run: Callable[[], object]


def commands_of(
    actions: Sequence[QAction], place: str, prefix: str, run: Callable[[QAction], object], *, off_too: bool = False
) -> list[Command]:
    """The actions that can be used now; an action with a menu stands for the menu's actions.

    Args:
        actions: of the window or of a page.
        place: the page's title, or empty.
        prefix: first part of the keys.
        run: does an action.
        off_too: also those that cannot be used now.
    """
    found: list[Command] = []
    for action in actions:
        text = plain(action.text())
        if action.isSeparator() or not text or not action.isVisible() or not (off_too or action.isEnabled()):
            continue
        menu = action.menu()
        if not isinstance(menu, QMenu):
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            key = f"{prefix}/{action.objectName() or text}"
            found.append(Command(key, text, place, keys, partial(run, action)))
            continue
        for inner in commands_of(menu.actions(), place, f"{prefix}/{text}", run, off_too=off_too):
            found.append(Command(inner.key, f"{text}: {inner.text}", inner.place, inner.keys, inner.run))
    return found


def plain(text: str) -> str:
    """An action's text without the mark of its letter key and the dots of a dialog."""
    return text.replace("&", "").strip()


class CommandModel(QAbstractListModel):
    """Commands that fit what was typed, best first; without a query those used lately come first.

    Args:
        settings: remembers which were used.
        parent: owner.
    """

    COMMAND = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._all: list[Command] = []
        self._shown: list[Command] = []
        self._query = ""

    def fill(self, commands: Sequence[Command]) -> None:
        """Offer other commands."""
        self._all = list(commands)
        self.search(self._query)

    def search(self, query: str) -> None:
        """Show what fits a query."""
        self._query = query
        recent = {key: place for place, key in enumerate(self.recent)}
        ranked: list[tuple[int, int, int, Command]] = []
        for order, command in enumerate(self._all):
            fit = score(query, command.text)
            if fit is None:
                fit = score(query, f"{command.place} {command.text}")
            if fit is not None:
                ranked.append((-fit, recent.get(command.key, MAX_RECENT), order, command))
        ranked.sort(key=lambda item: item[:3])
        self.beginResetModel()
        self._shown = [item[3] for item in ranked]
        self.endResetModel()

    @property
    def recent(self) -> list[str]:
        """Keys of the commands used lately, the last one first."""
        try:
            keys = json.loads(self._settings.text(RECENT_KEY, "[]"))
        except ValueError:
            return []
        return [key for key in keys if isinstance(key, str)][:MAX_RECENT] if isinstance(keys, list) else []

    def use(self, command: Command) -> None:
        """Remember that a command was used."""
        keys = [command.key, *(key for key in self.recent if key != command.key)]
        self._settings.set_text(RECENT_KEY, json.dumps(keys[:MAX_RECENT]))

    def command(self, row: int) -> Command | None:
        """The command in a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        command = self.command(index.row()) if index.isValid() else None
        if command is None:
            return None
        return {
            int(Qt.ItemDataRole.DisplayRole): command.text,
            int(Qt.ItemDataRole.AccessibleTextRole): f"{command.text} {command.place} {command.keys}".strip(),
            self.COMMAND: command,
        }.get(role)
