"""From a video to a project: makes the folder, opens it, and has the videos read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import InputError, StudioError
from core.project.paths import safe_name
from core.project.project import SUFFIX
from studio.context import Context
from studio.services.files import is_video
from studio.services.jobs import TrackedJob

MAX_VIDEOS = 200
MAX_NUMBER = 10_000


class NewProject(QObject):
    """Begins projects; get it by ``context.shared(NewProject)``.

    Signals:
        begun: videos are being read into the open project.
    """

    begun = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._wanted: tuple[Path, list[Path]] | None = None
        context.document.opened.connect(self._opened)
        context.document.failed.connect(self._forget)

    def start(self, sources: Sequence[Path]) -> None:
        """Make a project of one person from videos (or folders of pictures), named after the first, and open it."""
        if not sources:
            return
        folder = self._context.settings.projects_folder
        self._context.tasks.run(lambda: _plan(list(sources), folder), self._create)

    def add(self, sources: Sequence[Path]) -> None:
        """Read more videos of the same person into the open project."""
        if self._context.document.project is not None:
            self._context.tasks.run(lambda: expand(list(sources)), self._read)

    def _create(self, plan: tuple[Path, str, list[Path]]) -> None:
        root, name, sources = plan
        self._wanted = (root, sources)
        self._context.document.create(root, name)

    def _opened(self) -> None:
        project, wanted = self._context.document.project, self._wanted
        if project is not None and wanted is not None and project.root == wanted[0]:
            self._wanted = None
            self._read(wanted[1])

    def _forget(self, error: StudioError) -> None:
        self._wanted = None

    def _read(self, sources: list[Path]) -> None:
        project = self._context.document.project
        if project is None:
            return
        for source in sources:
            title = self.tr("Reading {}").format(source.name)
            self._job(title, {"project": str(project.root), "source": str(source)})
        self._context.settings.set_folder("clip", sources[0].absolute().parent)
        self._context.go_to("capture")
        self.begun.emit()

    def _job(self, title: str, arguments: dict[str, object]) -> TrackedJob:
        return self._context.jobs.start("import_capture", arguments, title=title)


def _plan(sources: list[Path], folder: Path | None) -> tuple[Path, str, list[Path]]:
    """Where a new project goes, what it is called, and the videos that it is made of."""
    found = expand(sources)
    first = sources[0].absolute()
    name = first.stem if first.is_file() else first.name
    place = first.parent if folder is None else folder
    root, number = place / f"{safe_name(name, fallback='project')}{SUFFIX}", 1
    while root.exists() and number < MAX_NUMBER:
        number += 1
        root = place / f"{safe_name(name, fallback='project')}-{number}{SUFFIX}"
    return root, name if number == 1 else f"{name} {number}", found


def expand(sources: list[Path]) -> list[Path]:
    """Videos and folders of pictures; a folder of videos stands for its videos.

    Raises:
        InputError: a file is not there, or a folder holds nothing that can be read.
    """
    found: list[Path] = []
    for source in sources:
        if source.is_dir():
            videos = sorted(path for path in source.iterdir() if is_video(path))
            found += videos or [source]
        elif source.exists():
            found.append(source)
        else:
            raise InputError(f"'{source.name}' is not there any more", next_step="Check that its disk is connected.")
    return found[:MAX_VIDEOS]
