"""The open project: its edits, its captures, runs and avatars. Reads and writes on worker threads."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from core.errors import StudioError
from core.project.edits import CaptureEdits, ProjectEdits, load_edits, save_edits
from core.project.lock import WINDOW_LOCK_NAME, folder_lock
from core.project.project import Project
from studio.commands.edit import Edit
from studio.services.tasks import Task, Tasks

if TYPE_CHECKING:
    from core.project.captures import Capture
    from core.project.runs import Run

AUTOSAVE_MS = 400


@dataclass(frozen=True)
class Contents:
    """What a project holds on disk.

    Attributes:
        captures: oldest first.
        runs: newest first.
        avatars: avatar files, newest first.
        broken: what cannot be read, and why.
    """

    captures: tuple[Capture, ...] = ()
    runs: tuple[Run, ...] = ()
    avatars: tuple[Path, ...] = ()
    broken: tuple[StudioError, ...] = field(default=(), compare=False)

    def capture(self, capture_id: str | None) -> Capture | None:
        """The capture with an id, if it is there."""
        return next((c for c in self.captures if c.id == capture_id), None)


def read_contents(project: Project) -> Contents:
    """List what a project holds."""
    from core.project.captures import captures_of  # brings numpy: the window shows before it
    from core.project.runs import runs_of

    captures, bad_captures = captures_of(project)
    runs, bad_runs = runs_of(project)
    files = project.avatars.glob("*.safetensors") if project.avatars.is_dir() else []
    avatars = sorted(files, key=lambda p: p.stat().st_mtime, reverse=True)
    return Contents(tuple(captures), tuple(runs), tuple(avatars), (*bad_captures, *bad_runs))


class Document(QObject):
    """The project that the window works on.

    Args:
        tasks: for reading and writing.
        parent: owner.

    Attributes:
        project: None when nothing is open.
        edits: the user's decisions.
        contents: what lies on disk.
        opening: the folder that is being opened, or None.
        undo: the history of edits.

    Signals:
        opened: another project, or none, is open.
        opening_changed: a project is being opened, or no longer.
        failed: a project could not be opened or saved; a StudioError.
        edits_changed: the edits before and after.
        contents_changed: captures, runs or avatars were listed again and differ.
        listed: what ``refresh`` asked for last was done, or has failed; after ``contents_changed``.
        saved: the edits are on disk.
    """

    opened = Signal()
    opening_changed = Signal()
    failed = Signal(object)
    edits_changed = Signal(object, object)
    contents_changed = Signal()
    listed = Signal()
    saved = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.project: Project | None = None
        self.edits, self.contents = ProjectEdits(), Contents()
        self.opening: Path | None = None
        self.undo = QUndoStack(self)
        self._held = contextlib.ExitStack()
        self._reading: Task[Contents] | None = None
        self._saved_edits = self.edits
        self._writing = False
        self._autosave = QTimer(self)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(AUTOSAVE_MS)
        self._autosave.timeout.connect(self._save_later)

    def open(self, root: Path) -> None:
        """Open a project folder in the background; what is open stays until that has worked."""
        self._begin(root, lambda: Project.open(root))

    def create(self, root: Path, name: str) -> None:
        """Make a project folder and open it."""
        self._begin(root, lambda: Project.create(root, name=name))

    def close(self) -> None:
        """Save and let go of the project."""
        if self.project is None:
            return
        self.save_now()
        self._let_go()
        self.opened.emit()

    def edit(self, after: ProjectEdits, text: str, *, merge: str = "") -> None:
        """Change the edits, undoably.

        Args:
            after: the new edits.
            text: what the user did, such as "Exclude 12 frames".
            merge: key under which changes in a row become one step.
        """
        if self.project is not None and after != self.edits:
            self.undo.push(Edit(text, self.edits, after, self._apply, merge))

    def edit_capture(self, capture_id: str, edits: CaptureEdits, text: str, *, merge: str = "") -> None:
        """Change the edits of one capture, undoably."""
        self.edit(self.edits.with_capture(capture_id, edits), text, merge=merge)

    def remember(self, page: str, facts: dict[str, object]) -> None:
        """Store a page's own choices, which are no step of undo."""
        self._apply(self.edits.with_note(page, facts))

    def refresh(self) -> None:
        """List captures, runs and avatars again, in the background."""
        if self.project is None:
            return
        self._drop_reading()
        project = self.project
        self._reading = self._tasks.run(
            lambda: read_contents(project), self._take_contents, failed=self._contents_not_read
        )

    def save_now(self) -> None:
        """Write the edits at once; failures are reported through ``failed``."""
        self._autosave.stop()
        if self.project is not None and self.edits != self._saved_edits:
            try:
                save_edits(self.project.root, self.edits)
                self._saved_edits = self.edits
            except StudioError as error:
                self.failed.emit(error)

    def _begin(self, root: Path, get: Callable[[], Project]) -> None:
        if self.project is not None and self.project.root == root:
            self.opened.emit()
            return
        self.opening = root
        self.opening_changed.emit()
        self._tasks.run(lambda: _read(get), self._take, failed=self._not_opened)

    def _take(self, read: tuple[Project, ProjectEdits, Contents, contextlib.ExitStack]) -> None:
        project, edits, contents, held = read
        self.save_now()
        self._let_go()
        self._held, self.project, self.opening = held, project, None
        self.edits = self._saved_edits = edits
        self.contents = contents
        self.opening_changed.emit()
        self.opened.emit()

    def _not_opened(self, error: StudioError) -> None:
        self.opening = None
        self.opening_changed.emit()
        self.failed.emit(error)

    def _let_go(self) -> None:
        self._drop_reading()
        self._held.close()
        self._held = contextlib.ExitStack()
        self.undo.clear()
        self.project = None
        self.edits = self._saved_edits = ProjectEdits()
        self.contents = Contents()

    def _apply(self, edits: ProjectEdits) -> None:
        before, self.edits = self.edits, edits
        if before != edits:
            self._autosave.start()
            self.edits_changed.emit(before, edits)

    def _take_contents(self, contents: Contents) -> None:
        self._reading = None
        if contents != self.contents:
            self.contents = contents
            self.contents_changed.emit()
        self.listed.emit()

    def _contents_not_read(self, error: StudioError) -> None:
        self._reading = None
        self.failed.emit(error)
        self.listed.emit()

    def _drop_reading(self) -> None:
        """What was read of another project, or before something changed, must not arrive any more."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _save_later(self) -> None:
        if self._writing:
            self._autosave.start()
            return
        if self.project is None or self.edits == self._saved_edits:
            return
        root, edits = self.project.root, self.edits
        self._writing = True
        self._tasks.run(lambda: save_edits(root, edits), lambda _: self._written(edits), failed=self._not_written)

    def _written(self, edits: ProjectEdits) -> None:
        self._writing = False
        self._saved_edits = edits
        self.saved.emit()

    def _not_written(self, error: StudioError) -> None:
        self._writing = False
        self.failed.emit(error)


def _read(get: Callable[[], Project]) -> tuple[Project, ProjectEdits, Contents, contextlib.ExitStack]:
    project = get()
    with contextlib.ExitStack() as held:
        held.enter_context(folder_lock(project.root, name=WINDOW_LOCK_NAME))
        return project, load_edits(project.root), read_contents(project), held.pop_all()
