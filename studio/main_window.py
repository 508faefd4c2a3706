"""The main window: side bar, top bar, the pages, notices, and what is done with dropped files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from core.errors import StudioError
from studio.context import Context
from studio.model.notices import Message
from studio.services.files import Dropped, kind_of
from studio.shell.page import Page
from studio.shell.pages import PAGES
from studio.shell.side_bar import SideBar
from studio.shell.top_bar import TopBar
from studio.theme.theme import Choice
from studio.widgets.buttons import IconAction
from studio.widgets.drop_hint import DropHint
from studio.widgets.notice import Notice

SMALLEST = (960, 600)


class MainWindow(QMainWindow):
    """Everything that the user sees.

    Args:
        context: everything shared.

    Signals:
        page_shown: the name of the page that is shown from now on.
    """

    page_shown = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._pages: dict[str, Page] = {}
        self._make_actions()
        self._lay_out()
        self._bind()
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)
        self._show_title()

    @property
    def current_page(self) -> Page | None:
        """The page that is shown."""
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, Page) else None

    def page(self, name: str) -> Page:
        """A page by name, made on first use."""
        found = self._pages.get(name)
        if found is None:
            entry = next(entry for entry in PAGES if entry.name == name)
            found = self._pages[name] = entry.make(self.context)
            self._stack.addWidget(found)
            found.restore_layout()
        return found

    def show_page(self, name: str) -> None:
        """Go to a page."""
        page, before = self.page(name), self.current_page
        self._side.show_page(name)
        if page is before and page.isVisible():
            return
        if before is not None and before is not page:
            before.left()
        self._stack.setCurrentWidget(page)
        page.entered()
        self.page_shown.emit(name)

    def take_file(self, path: Path) -> None:
        """Do with a dropped file what fits it."""
        page = self.current_page
        if page is not None and page.open_file(path):
            return
        kind = kind_of(path)
        if kind is Dropped.PROJECT:
            self.context.document.open(path)
        elif kind is Dropped.AVATAR:
            self.show_page("live")
            self.page("live").open_file(path)
        elif kind is Dropped.BANK:
            self.context.bank.use(path, self.tr("Use the bank “{}”").format(path.stem))
            self.show_page("bank")
        elif kind is Dropped.CLIP:
            self.show_page("home")
            self.page("home").open_file(path)
        else:
            self.context.notices.report(
                StudioError(
                    self.tr("“{}” cannot be opened").format(path.name),
                    next_step=self.tr("Drop a video, a folder of pictures, a project, an avatar or a bank."),
                )
            )

    def _make_actions(self) -> None:
        theme, tr, undo = self.context.theme, self.tr, self.context.document.undo
        self._undo = IconAction(tr("Undo"), "arrow-u-up-left", theme, self, shortcut="Ctrl+Z")
        self._redo = IconAction(tr("Redo"), "arrow-u-up-right", theme, self, shortcut="Ctrl+Shift+Z")
        self._undo.triggered.connect(undo.undo)
        self._redo.triggered.connect(undo.redo)
        undo.canUndoChanged.connect(self._undo.setEnabled)
        undo.canRedoChanged.connect(self._redo.setEnabled)
        undo.undoTextChanged.connect(lambda text: self._undo.describe(tr("Undo"), f"{tr('Undo')} {text}".strip()))
        undo.redoTextChanged.connect(lambda text: self._redo.describe(tr("Redo"), f"{tr('Redo')} {text}".strip()))
        self._undo.setEnabled(undo.canUndo())
        self._redo.setEnabled(undo.canRedo())
        self._search = IconAction(
            tr("Search"), "magnifying-glass", theme, self, shortcut="Ctrl+K", tip=tr("All actions")
        )
        self._theme_action = IconAction(tr("Theme"), "circle-half", theme, self, tip=tr("Light or dark"))
        themes = {"system": tr("Like the system"), "dark": tr("Dark"), "light": tr("Light")}
        self._theme_action.setMenu(self._choices(themes, theme.choice, self._choose_theme))
        quit_action = QAction(tr("Quit"), self)
        quit_action.setShortcut(QKeySequence.StandardKey.Quit)
        quit_action.triggered.connect(self.close)
        self.addActions([self._undo, self._redo, self._search, quit_action])

    def _choices(self, texts: dict[str, str], current: str, choose: object) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        for name, text in texts.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(name == current)
            action.setData(name)
            group.addAction(action)
        group.triggered.connect(choose)
        return menu

    def _lay_out(self) -> None:
        theme = self.context.theme
        self._stack = QStackedWidget(self)
        body = self._body = QWidget(self)
        self._side = SideBar(theme, body)
        self._top = TopBar(self.context, [self._undo, self._redo], self._search, [self._theme_action], body)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._top)
        right.addWidget(self._stack, 1)
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side)
        layout.addLayout(right, 1)
        self.setCentralWidget(body)
        self.notice = Notice(theme, body)
        self._drop_hint = DropHint(theme, body)

    def _bind(self) -> None:
        self._side.chosen.connect(self.show_page)
        self.context.page_asked.connect(self.show_page)
        self.context.file_asked.connect(self.take_file)
        self.context.notices.said.connect(self._say)
        self.context.document.opened.connect(self._project_opened)

    def _say(self, message: Message) -> None:
        self.notice.say(message.kind, message.title, message.text, details=message.details, action=message.action)

    def _project_opened(self) -> None:
        project = self.context.document.project
        if project is not None:
            self.context.settings.remember_project(project.root)
        self._show_title()

    def _show_title(self) -> None:
        project = self.context.document.project
        name = project.manifest.name if project is not None else ""
        self._top.show_name(name or "RAF Studio")
        self.setWindowTitle(f"{name} – RAF Studio" if name else "RAF Studio")

    def _choose_theme(self, action: QAction) -> None:
        choice: Choice = action.data()
        self.context.settings.theme = choice
        self.context.theme.choose(choice)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not paths:
            return
        words = {
            Dropped.PROJECT: self.tr("Drop to open this project"),
            Dropped.AVATAR: self.tr("Drop to open this avatar"),
            Dropped.BANK: self.tr("Drop to use this bank"),
            Dropped.CLIP: self.tr("Drop to use this video"),
            Dropped.PICTURE: self.tr("Drop to look for faces like this one"),
            Dropped.OTHER: self.tr("This cannot be opened"),
        }
        self._drop_hint.say(words[kind_of(paths[0])])
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self._drop_hint.hide()
        for url in event.mimeData().urls()[:1]:
            self.take_file(Path(url.toLocalFile()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._drop_hint.setGeometry(self._body.rect())
        self.notice.place()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.context.settings.geometry = self.saveGeometry()
        self.stop()
        super().closeEvent(event)

    def stop(self) -> None:
        """End everything that runs. Safe to call twice."""
        for page in self._pages.values():
            page.keep_layout()
            page.stop()
        self.context.stop()
