"""The Home page: begin, go on, the demo, this computer, licences."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QDir, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QScrollArea, QVBoxLayout, QWidget

from core.events import Finished
from studio.context import Context
from studio.model.licences import Licences
from studio.model.machine import Machine
from studio.model.new_project import NewProject
from studio.model.recent import RecentProject, RecentProjects
from studio.pages.home.computer import ComputerPanel
from studio.pages.home.licence_panel import LicencePanel
from studio.pages.home.recent_list import RecentList
from studio.pages.home.start import OpenProjectCard, StartCard
from studio.services.files import VIDEO_SUFFIXES, Dropped, kind_of
from studio.shell.page import Page
from studio.theme.palette import GRID, INSPECTOR_WIDTH
from studio.widgets.buttons import IconAction, push_button

WIDEST = 1200
ROOMY = 900
"""From this width on the docks get the width that they like."""
COMPUTER_HEIGHT, LICENCES_HEIGHT = 460, 290
LOOK_AFTER_MS = 150
"""The first picture of the window comes before a look at disks and projects."""


class HomePage(Page):
    """Where the program begins."""

    name: ClassVar[str] = "home"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.recent, self.machine = context.shared(RecentProjects), context.shared(Machine)
        self._unsized = ROOMY
        self._make_actions()
        self._lay_out()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_AFTER_MS)
        self._look.timeout.connect(self._look_again)
        context.document.opened.connect(self._look_soon)
        context.document.opening_changed.connect(self._show_opening)
        context.jobs.rowsInserted.connect(self._show_demo)
        context.jobs.rowsRemoved.connect(self._show_demo)
        self._show_place()
        self._show_recent()
        self._show_demo()

    def entered(self) -> None:
        self._look.start()

    def left(self) -> None:
        self._look.stop()

    def stop(self) -> None:
        self._look.stop()

    def open_file(self, path: object) -> bool:
        assert isinstance(path, Path)
        if kind_of(path) is not Dropped.CLIP:
            return False
        self.context.shared(NewProject).start([path])
        return True

    def _make_actions(self) -> None:
        theme, tr = self.context.theme, self.tr
        self.choose_videos = IconAction(
            tr("Choose a video…"), "film-strip", theme, self, shortcut="Ctrl+N", tip=tr("A new project from your video")
        )
        self.choose_folder = IconAction(
            tr("Choose a folder…"), "image", theme, self, tip=tr("A folder of pictures, or of videos of one person")
        )
        self.open_project = IconAction(
            tr("Open a project…"),
            "folder-open",
            theme,
            self,
            shortcut="Ctrl+O",
            tip=tr("A folder ending in .rafstudio"),
        )
        self.open_demo = IconAction(
            tr("Open the demo"), "sparkle", theme, self, tip=tr("A finished avatar of a synthetic person, to try out")
        )
        self.place = IconAction(tr("Folder for new projects"), "pencil-simple", theme, self)
        menu = QMenu(self)
        self._home_place = menu.addAction(tr("RAF Studio in your own folder"))
        self._beside_place = menu.addAction(tr("Beside the video"))
        self._other_place = menu.addAction(tr("Another folder…"))
        self.place.setMenu(menu)
        self.choose_videos.triggered.connect(self._ask_videos)
        self.choose_folder.triggered.connect(self._ask_folder)
        self.open_project.triggered.connect(self._ask_project)
        self.open_demo.triggered.connect(self.make_demo)
        menu.triggered.connect(self._choose_place)
        actions = {
            "choose_videos": self.choose_videos,
            "choose_folder": self.choose_folder,
            "open_project": self.open_project,
            "open_demo": self.open_demo,
            "place": self.place,
        }
        for name, action in actions.items():
            action.setObjectName(name)
            self.addAction(action)

    def _lay_out(self) -> None:
        context = self.context
        self._start = StartCard(context.theme, self.choose_videos, [self.choose_folder], self.place)
        self._heading = QLabel(self.tr("Recent projects"))
        self._heading.setProperty("role", "heading")
        self._empty = QLabel()
        self._empty.setProperty("role", "dim")
        self._empty.setWordWrap(True)
        self.recent_list = RecentList(self.recent, context.theme)
        self.recent_list.chosen.connect(self._open_recent)
        self.recent_list.forget_asked.connect(self.recent.forget)
        self.recent_list.show_asked.connect(self._show_folder)
        self.recent.modelReset.connect(self._show_recent)
        self.recent.rowsRemoved.connect(self._show_recent)
        body, middle = QWidget(), QWidget()
        middle.setMaximumWidth(WIDEST)
        column = QVBoxLayout(middle)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(OpenProjectCard(context))
        column.addWidget(self._start)
        column.addSpacing(GRID)
        above = QHBoxLayout()
        above.setSpacing(GRID)
        above.addWidget(self._heading, 1)
        above.addWidget(push_button(self.open_demo, middle))
        above.addWidget(push_button(self.open_project, middle))
        column.addLayout(above)
        for widget in (self._empty, self.recent_list):
            column.addWidget(widget)
        column.addStretch(1)
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(middle, 100)
        across.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        scroll.setMinimumWidth(body.minimumSizeHint().width() + 2 * GRID)  # in a narrow window the docks give way
        self.setCentralWidget(scroll)
        computer = ComputerPanel(self.machine, context.theme)
        computer.import_asked.connect(self._ask_weights)
        self.add_dock("computer", self.tr("This computer"), computer)
        self.add_dock("licences", self.tr("Licences"), LicencePanel(context))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Docks sized before the page has its own size would be squeezed for good."""
        super().resizeEvent(event)
        if self._unsized and self.width() >= self._unsized:
            self._unsized = 0
            docks = list(self.docks.values())
            self.resizeDocks(docks, [INSPECTOR_WIDTH] * len(docks), Qt.Orientation.Horizontal)
            self.resizeDocks(docks, [COMPUTER_HEIGHT, LICENCES_HEIGHT], Qt.Orientation.Vertical)

    def restore_layout(self) -> None:
        super().restore_layout()
        self._unsized = 0 if not self.context.settings.layout(self.name).isEmpty() else ROOMY

    def _look_soon(self) -> None:
        if self.isVisible():
            self._look.start()

    def _look_again(self) -> None:
        self.recent.refresh()
        self.machine.refresh()
        if not self.context.shared(Licences).lines:
            self.context.shared(Licences).refresh()

    def _show_recent(self) -> None:
        count = self.recent.rowCount()
        self.recent_list.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        if self.recent.read_once:
            self._empty.setText(self.tr("Projects that you open are shown here. Begin with a video, or with the demo."))
        else:
            self._empty.setText("")

    def _show_opening(self) -> None:
        opening = self.context.document.opening
        self._heading.setText(
            self.tr("Opening {}…").format(opening.stem) if opening is not None else self.tr("Recent projects")
        )

    def _show_place(self) -> None:
        folder = self.context.settings.projects_folder
        if folder is None:
            self._start.show_place(self.tr("New projects are made beside their videos"))
        else:
            short = str(folder).replace(QDir.homePath(), "~", 1)
            self._start.show_place(self.tr("New projects go to {}").format(short))

    def _choose_place(self, action: QAction) -> None:
        settings = self.context.settings
        if action is self._beside_place:
            settings.projects_folder = None
        elif action is self._home_place:
            settings.projects_folder = Path.home() / "RAF Studio"
        else:
            start = str(settings.projects_folder or Path.home())
            name = QFileDialog.getExistingDirectory(self, self.tr("Folder for new projects"), start)
            if name:
                settings.projects_folder = Path(name)
        self._show_place()

    def _ask_videos(self) -> None:
        videos = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
        pattern = self.tr("Videos ({});;All files (*)").format(videos)
        folder = str(self.context.settings.folder("clip"))
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose videos of one person"), folder, pattern)
        self.context.shared(NewProject).start([Path(name) for name in names])

    def _ask_folder(self) -> None:
        folder = str(self.context.settings.folder("clip"))
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of pictures or videos"), folder)
        if name:
            self.context.shared(NewProject).start([Path(name)])

    def _ask_project(self) -> None:
        folder = str(self.context.settings.folder("project"))
        name = QFileDialog.getExistingDirectory(self, self.tr("Open a project"), folder)
        if name:
            self.context.document.open(Path(name))

    def _ask_weights(self) -> None:
        folder = str(self.context.settings.folder("weights"))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import face models from a file"), folder)
        if name:
            self.context.settings.set_folder("weights", Path(name).parent)
            self.machine.import_weights(Path(name))

    def _open_recent(self, project: RecentProject) -> None:
        self.context.document.open(project.path)

    def _show_folder(self, row: int) -> None:
        project = self.recent.project(row)
        if project is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(project.path)))

    def make_demo(self) -> None:
        """Make the demo's project, or find it, and open it."""
        folder = self.context.settings.projects_folder or Path.home() / "RAF Studio"
        job = self.context.jobs.start(
            "make_demo_project", {"folder": str(folder)}, title=self.tr("Making the demo project")
        )
        document, go_to = self.context.document, self.context.go_to

        def ended(event: Finished) -> None:  # not a method: the page may be made again meanwhile
            if event.outcome == "done":
                document.open(Path(str(event.result["project"])))
                go_to("capture")

        job.finished.connect(ended)

    def _show_demo(self) -> None:
        making = any(job.name == "make_demo_project" for job in self.context.jobs.active)
        self.open_demo.setEnabled(not making)
        text = self.tr("Making the demo…") if making else self.tr("Open the demo")
        self.open_demo.describe(text, self.tr("A finished avatar of a synthetic person, to try out"))
