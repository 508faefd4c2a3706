"""What all parts of the window share, made once by the composition root and handed to every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Signal

from core.events import Finished
from studio.model.bank import CurrentBank
from studio.model.document import Document
from studio.model.notices import Notices
from studio.model.selection import Selection
from studio.services.jobs import Jobs, TrackedJob
from studio.services.language import Language
from studio.services.settings import Settings
from studio.services.tasks import Tasks
from studio.theme.theme import Theme
from studio.viewport.choice import RendererChoice

M = TypeVar("M", bound=QObject)


class Context(QObject):
    """The window's models and services.

    Pages keep no state of their own that should outlive them: they are made again when the language changes. Such
    state lives in a model, made on first use by ``shared``.

    Args:
        theme: colours.
        settings: what is remembered between runs.
        jobs: long work.
        renderer: which way viewers draw.

    Signals:
        page_asked: somebody wants to go to a page, by its name.
        file_asked: a file was dropped or chosen and should be opened by what it is.
    """

    page_asked = Signal(str)
    file_asked = Signal(Path)

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        jobs: Jobs,
        renderer: RendererChoice = RendererChoice.AUTO,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme, self.settings, self.jobs, self.renderer = theme, settings, jobs, renderer
        self.language = Language(settings, self)
        self.tasks = Tasks(self)
        self.notices = Notices(self)
        self.selection = Selection(self)
        self.document = Document(self.tasks, self)
        self.bank = CurrentBank(self.document, self.tasks, self)
        self._shared: dict[Callable[[Context], QObject], QObject] = {}
        self.tasks.failed.connect(self.notices.report)
        self.document.failed.connect(self.notices.report)
        self.document.opened.connect(self.selection.clear)
        jobs.ended.connect(self._job_ended)
        jobs.warned.connect(lambda job, text: self.notices.warn(job.title, text))

    def shared(self, kind: Callable[[Context], M]) -> M:
        """The one model of a class that is made from the context, made on first use and kept.

        Args:
            kind: the class; called with this context.
        """
        found = self._shared.get(kind)
        if found is None:
            made = kind(self)
            made.setParent(self)
            self._shared[kind] = made
            return made
        return cast("M", found)

    def existing(self, module: str, name: str) -> QObject | None:
        """A shared model by the module and name of its class, if it was made; imports nothing."""
        return next((m for kind, m in self._shared.items() if (kind.__module__, kind.__name__) == (module, name)), None)

    def go_to(self, page: str) -> None:
        """Show a page by its name."""
        self.page_asked.emit(page)

    def stop(self) -> None:
        """Save, end all work. Safe to call twice."""
        self.document.save_now()
        for model in self._shared.values():
            if callable(stop := getattr(model, "stop", None)):
                stop()
        self.jobs.stop()
        self.tasks.stop()
        self.document.close()
        self.language.stop()

    def _job_ended(self, job: TrackedJob, event: Finished) -> None:
        """Files may be new, and a failure must be seen."""
        if event.outcome == "failed":
            self.notices.report_failure(event.result, self.tr("“{}” failed").format(job.title), job=job.name)
        self.document.refresh()
