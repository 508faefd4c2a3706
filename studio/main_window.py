"""The main window: side bar, top bar, the pages, notices, the panels over them, and the end of the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.new_project import NewProject
from studio.model.notices import Message
from studio.services.jobs import Lane, TrackedJob
from studio.shell.about import AboutBox
from studio.shell.actions import WindowActions
from studio.shell.command_palette import CommandPalette
from studio.shell.commands import Command, commands_of
from studio.shell.job_list import JobList
from studio.shell.notice_list import NoticeList
from studio.shell.page import Page
from studio.shell.pages import PAGES, PageEntry
from studio.shell.reception import Reception
from studio.shell.shortcuts import ShortcutList
from studio.shell.side_bar import SideBar
from studio.shell.top_bar import TopBar
from studio.widgets.drop_hint import DropHint, local_paths
from studio.widgets.notice import Notice
from studio.widgets.tab_order import move_focus

SMALLEST = (960, 600)
LONGEST_STOP_MS = 10_000
"""Work that was asked to stop before the window closes gets so long; then its process is ended."""


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
        context.theme.mark(self)
        self._pages: dict[str, Page] = {}
        self._question: QMessageBox | None = None
        self._may_close = False
        self._reception = Reception(context, lambda: self.current_page, self.page, self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LONGEST_STOP_MS)
        self._late.timeout.connect(self.close_now)
        self._build()
        self._bind()
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)

    @property
    def current_page(self) -> Page | None:
        """The page that is shown."""
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, Page) else None

    def page(self, name: str) -> Page:
        """A page by name, made on first use."""
        found = self._pages.get(name)
        if found is None:
            found = self._pages[name] = _entry(name).make(self.context)
            self._stack.addWidget(found)
            found.restore_layout()
        return found

    def show_page(self, name: str) -> None:
        """Go to a page."""
        before = self.current_page  # asked first: the stack shows the first page that is put into it
        page = self.page(name)
        self._side.show_page(name)
        if page is before and page.isVisible():
            return
        if before is not None and before is not page:
            before.left()
        self._stack.setCurrentWidget(page)
        page.entered()
        self.page_shown.emit(name)

    def take_file(self, path: Path) -> None:
        """Do with a file what fits it."""
        self._reception.take([path])

    def take_files(self, paths: Sequence[Path]) -> None:
        """Do with files that belong together what fits them."""
        self._reception.take(paths)

    def commands(self, *, off_too: bool = False) -> list[Command]:
        """Everything that can be done now; with ``off_too`` also what cannot."""
        found: list[Command] = []
        current = self.current_page
        for page in sorted(self._pages.values(), key=lambda page: page is not current):
            title = QCoreApplication.translate("Pages", _entry(page.name).title)
            run = self._runner(page.name)
            found += commands_of(page.actions(), title, page.name, run, off_too=off_too)
        found += commands_of(self._side.actions(), "", "go", QAction.trigger, off_too=off_too)
        named = list(self.actions_of_window.named.values())
        return found + commands_of(named, "", "window", QAction.trigger, off_too=off_too)

    def _runner(self, name: str) -> Callable[[QAction], object]:
        def run(action: QAction) -> None:
            self.show_page(name)
            action.trigger()

        return run

    def _build(self) -> None:
        """Make all that holds words."""
        context, body = self.context, QWidget(self)
        self._body, self._stack = body, QStackedWidget(body)
        self.actions_of_window = WindowActions(context, body)
        self.addActions(list(self.actions_of_window.named.values()))
        self._side = SideBar(context.theme, body)
        actions = self.actions_of_window
        plain = [actions.help, actions.language, actions.theme]
        self._top = TopBar(context, [actions.undo, actions.redo], actions.search, list(plain), body)
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
        self.notice = Notice(context.theme, body)
        self._make_panels(body)
        self._side.chosen.connect(self.show_page)
        self._show_title()

    def _make_panels(self, body: QWidget) -> None:
        context, actions = self.context, self.actions_of_window
        self.drop_hint = DropHint(context.theme, body)
        self.palette_panel = CommandPalette(
            context, body, lambda: [c for c in self.commands() if c.key != "window/search"]
        )
        self.job_list, self.notice_list = JobList(context, body), NoticeList(context, body)
        self.shortcut_list = ShortcutList(context, body, lambda: self.commands(off_too=True))
        self.about_box = AboutBox(context, body)
        actions.search.triggered.connect(self.palette_panel.open)
        actions.shortcuts.triggered.connect(self.shortcut_list.open)
        actions.about.triggered.connect(self.about_box.open)
        actions.jobs.triggered.connect(self.job_list.open)
        actions.notices.triggered.connect(self.notice_list.open)
        actions.quit.triggered.connect(self.close)
        self._top.jobs.list_asked.connect(self.job_list.open)
        self._top.bell.clicked.connect(self.notice_list.open)

    def _bind(self) -> None:
        context = self.context
        context.page_asked.connect(self.show_page)
        context.file_asked.connect(self.take_file)
        context.notices.said.connect(self._say)
        context.document.opened.connect(self._project_opened)
        context.language.changed.connect(self._make_again)
        context.jobs.ended.connect(self._job_ended)
        context.shared(NewProject)

    def _make_again(self) -> None:
        """Show everything in another language: page, selection and docks stay as they are."""
        current = self.current_page
        name = current.name if current is not None else "home"
        old = self._body
        self._end_pages()
        self._build()
        old.hide()
        old.deleteLater()
        self.show_page(name)

    def _say(self, message: Message) -> None:
        page = self.current_page
        if message.job and page is not None and page.isVisible() and page.tells_of(message.job):
            return  # it stays in the list
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

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        paths = local_paths(event.mimeData())
        if paths:
            self.drop_hint.offer([path.name for path in paths], self._reception.targets(paths))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self.drop_hint.hide_unless_entered()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """A drop so quick that the targets had not taken the drag over."""
        self.drop_hint.hide()
        self.take_files(local_paths(event.mimeData()))

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab goes through everything in reading order."""
        return move_focus(self, forward=forward)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.drop_hint.setGeometry(self._body.rect())
        self.notice.place()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        working = [job for job in self.context.jobs.active if job.lane is Lane.WORK]
        if working and not self._may_close:
            event.ignore()
            self._ask_to_close(working)
            return
        self.context.settings.geometry = self.saveGeometry()
        self.stop()
        super().closeEvent(event)

    def close_now(self) -> None:
        """Close without asking; what was saved stays valid."""
        self._may_close = True
        self.close()

    def stop(self) -> None:
        """End everything that runs. Safe to call twice."""
        self._late.stop()
        self._end_pages()
        self.context.stop()

    def _end_pages(self) -> None:
        for page in self._pages.values():
            page.keep_layout()
            page.stop()
        self._pages.clear()

    def _ask_to_close(self, working: Sequence[TrackedJob]) -> None:
        """Ask once; a second wish to close is an answer."""
        if self._question is not None:
            self._stop_and_close()
            return
        training = any(job.name == "train_run" for job in working)
        box = self._question = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(
            self.tr("Stop the training and close?")
            if training
            else self.tr("Stop “{}” and close?").format(working[0].title)
        )
        box.setInformativeText(
            self.tr("What was trained is kept and can be continued.")
            if training
            else self.tr("What is finished is kept; the rest can be begun again.")
        )
        stop = box.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        stop.clicked.connect(self._stop_and_close)
        keep.clicked.connect(self._forget_question)
        box.open()

    def _forget_question(self) -> None:
        box, self._question = self._question, None
        if box is not None:
            box.hide()
            box.deleteLater()

    def _stop_and_close(self) -> None:
        self._forget_question()
        self._may_close = True
        for job in self.context.jobs.active:
            job.cancel()
        if self.context.jobs.active:
            self.notice.say("info", self.tr("Stopping the work, then closing"))
            self._late.start()
        else:
            self.close()

    def _job_ended(self) -> None:
        """Close when the last work has ended that the user agreed to stop; or spare them the question."""
        if self.context.jobs.active:
            return
        if self._may_close:
            QTimer.singleShot(0, self, self.close)
        else:
            self._forget_question()


def _entry(name: str) -> PageEntry:
    return next(entry for entry in PAGES if entry.name == name)
