"""The window's own actions. They are made again with everything else when the language changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from studio.context import Context
from studio.services.language import NAMES
from studio.theme.theme import Choice
from studio.widgets.buttons import IconAction


class WindowActions(QObject):
    """Undo, redo, search, theme, language, help, quit.

    Args:
        context: everything shared.
        parent: the window's body, which owns them.
    """

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._owner = context, parent
        theme, tr = context.theme, self.tr
        self.undo = IconAction(tr("Undo"), "arrow-u-up-left", theme, parent, shortcut="Ctrl+Z")
        self.redo = IconAction(tr("Redo"), "arrow-u-up-right", theme, parent, shortcut="Ctrl+Shift+Z")
        self.search = IconAction(
            tr("Search"), "magnifying-glass", theme, parent, shortcut="Ctrl+K", tip=tr("Find and do anything")
        )
        self.shortcuts = IconAction(tr("Keyboard shortcuts"), "keyboard", theme, parent, shortcut="F1")
        self.about = IconAction(
            tr("About RAF Studio"), "info", theme, parent, tip=tr("Version and licences of this program")
        )
        self.jobs = IconAction(tr("Show all work"), "queue", theme, parent, tip=tr("What runs, waits and has ended"))
        self.notices = IconAction(tr("Show warnings and errors"), "bell", theme, parent)
        self.quit = QAction(tr("Quit"), parent)
        self.quit.setShortcut(QKeySequence.StandardKey.Quit)
        self.close_project = IconAction(
            tr("Close the project"), "x", theme, parent, tip=tr("Everything in it is saved already")
        )
        self.theme = IconAction(tr("Theme"), "circle-half", theme, parent, tip=tr("Light or dark"))
        themes = {"system": tr("Like the system"), "dark": tr("Dark"), "light": tr("Light")}
        self.theme.setMenu(self._choices(themes, theme.choice, self._choose_theme))
        self.language = IconAction(tr("Language"), "translate", theme, parent, tip=tr("Language of this window"))
        languages = {"": tr("Like the system"), **NAMES}
        self.language.setMenu(self._choices(languages, context.language.choice, self._choose_language))
        self.help = IconAction(tr("Help"), "question", theme, parent, tip=tr("Shortcuts and licences"))
        menu = QMenu(parent)
        menu.addActions([self.shortcuts, self.about])
        self.help.setMenu(menu)
        for name, action in self.named.items():
            action.setObjectName(name)
        self._bind()

    @property
    def named(self) -> Mapping[str, QAction]:
        """All of them, for the window and the palette, by a name that is the same in every language."""
        return {
            "undo": self.undo,
            "redo": self.redo,
            "search": self.search,
            "theme": self.theme,
            "language": self.language,
            "shortcuts": self.shortcuts,
            "about": self.about,
            "jobs": self.jobs,
            "notices": self.notices,
            "close_project": self.close_project,
            "quit": self.quit,
        }

    def _bind(self) -> None:
        document = self._context.document
        undo = document.undo
        self.undo.triggered.connect(undo.undo)
        self.redo.triggered.connect(undo.redo)
        self.close_project.triggered.connect(document.close)
        undo.canUndoChanged.connect(self.undo.setEnabled)
        undo.canRedoChanged.connect(self.redo.setEnabled)
        undo.undoTextChanged.connect(self._describe)
        undo.redoTextChanged.connect(self._describe)
        document.opened.connect(self._describe)
        self._describe()

    def _describe(self) -> None:
        document = self._context.document
        undo = document.undo
        self.undo.setEnabled(undo.canUndo())
        self.redo.setEnabled(undo.canRedo())
        self.close_project.setEnabled(document.project is not None)
        for action, word, text in (
            (self.undo, self.tr("Undo"), undo.undoText()),
            (self.redo, self.tr("Redo"), undo.redoText()),
        ):
            action.describe(word, self.tr("{}: {}").format(word, text) if text else word)

    def _choices(self, texts: Mapping[str, str], current: str, choose: Callable[[QAction], object]) -> QMenu:
        menu, group = QMenu(self._owner), QActionGroup(self._owner)
        for name, text in texts.items():
            action = menu.addAction(text)
            action.setObjectName(name or "system")
            action.setCheckable(True)
            action.setChecked(name == current)
            action.setData(name)
            group.addAction(action)
        group.triggered.connect(choose)
        return menu

    def _choose_theme(self, action: QAction) -> None:
        choice: Choice = action.data()
        self._context.settings.theme = choice
        self._context.theme.choose(choice)

    def _choose_language(self, action: QAction) -> None:
        self._context.language.choose(str(action.data()))
