"""Jobs that change banks: started here, followed here, so that they outlive the page."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.errors import StudioError
from core.events import Finished
from core.expression.neutral import Neutral
from studio.context import Context
from studio.model.bank import BANK_SUFFIX, bundled_bank
from studio.model.bank_browser import BankBrowser, Example
from studio.model.cameras import Cameras
from studio.services.jobs import Lane, TrackedJob

MAX_RECENT = 8


@dataclass(frozen=True)
class SourceChoice:
    """A video or folder to add.

    Attributes:
        path: where it is.
        person: whose face it is; empty takes each file's name.
    """

    path: Path
    person: str = ""


class BankWork(QObject):
    """Get it by ``context.shared(BankWork)``.

    Attributes:
        job: the job that changes a bank now, or None.
        looking: the job that measures an example now, or None.

    Signals:
        changed: either of them.
        removed: a removal was done; what it said.
    """

    changed = Signal()
    removed = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.job: TrackedJob | None = None
        self.looking: TrackedJob | None = None
        context.bank.changed.connect(self._remember)

    @property
    def enclosed(self) -> Path | None:
        """The bank that comes with the program: it is never changed."""
        return bundled_bank()

    @property
    def is_enclosed(self) -> bool:
        """True while the enclosed bank is in use."""
        return self._context.bank.path is not None and self._context.bank.path == self.enclosed

    @property
    def recent(self) -> list[Path]:
        """Banks used lately that are still there, newest first."""
        try:
            names = json.loads(self._context.settings.text("bank.recent", "[]"))
        except ValueError:
            return []
        paths = [Path(str(name)) for name in names[:MAX_RECENT]] if isinstance(names, list) else []
        return [path for path in paths if (path / "bank.sqlite").is_file()]

    def build(
        self, bank: Path, sources: Sequence[SourceChoice], *, create: bool, base: Path | None, licence: str
    ) -> None:
        """Add sources to a bank, or make a new one of them."""
        arguments: dict[str, Any] = {
            "bank": str(bank),
            "sources": [{"path": str(s.path), "person": s.person} for s in sources],
            "licence": licence,
            "create": create,
        }
        if base is not None:
            arguments["base"] = str(base)
        title = self.tr("Making the bank “{}”") if create else self.tr("Adding faces to “{}”")
        self._start("build_bank", arguments, title.format(bank.stem), bank)

    def merge(self, into: Path, others: Sequence[Path]) -> None:
        """Put other banks' faces into one."""
        arguments = {"into": str(into), "others": [str(other) for other in others]}
        self._start("merge_banks", arguments, self.tr("Merging into “{}”").format(into.stem), into)

    def remove(self, bank: Path, *, persons: Sequence[str] = (), sources: Sequence[str] = (), title: str) -> None:
        """Remove people or clips (by SHA-256) for good."""
        arguments = {"bank": str(bank), "persons": list(persons), "sources": list(sources)}
        self._start("remove_from_bank", arguments, title, bank)

    def like_picture(self, picture: Path) -> None:
        """Look for faces like the one in a picture file."""
        self._look({"picture": str(picture)}, picture.name)

    def like_camera(self, neutral: Neutral | None) -> None:
        """Look for faces like the one before the camera now.

        Args:
            neutral: the person's own resting face where it is known; else the average of the bank's people.
        """
        arguments: dict[str, Any] = {"camera": self._context.shared(Cameras).number}
        if neutral is not None:
            arguments["neutral"] = neutral.to_dict()
        self._look(arguments, self.tr("The camera’s picture"))

    def cancel(self) -> None:
        """Stop the job that changes a bank; what it added stays."""
        if self.job is not None:
            self.job.cancel()

    def _start(self, name: str, arguments: dict[str, Any], title: str, bank: Path) -> None:
        try:
            job = self._context.jobs.start(name, arguments, title=title)
        except StudioError as error:
            self._context.notices.report(error)
            return
        self.job = job
        job.finished.connect(lambda event: self._ended(job, event, bank))
        self.changed.emit()

    def _ended(self, job: TrackedJob, event: Finished, bank: Path) -> None:
        if job is self.job:
            self.job = None
        current = self._context.bank
        if (bank / "bank.sqlite").is_file():  # also after a stop: what was added until then stays
            if bank == current.path:
                current.reload()
            elif event.outcome != "failed":
                current.use(bank, self.tr("Use the bank “{}”").format(bank.stem))
        if event.outcome == "done":
            self._say_done(job.name, event.result)
        self.changed.emit()

    def _say_done(self, name: str, result: dict[str, Any]) -> None:
        notices = self._context.notices
        if name == "build_bank":
            text = self.tr("{} faces of {} clips were added.").format(result.get("entries"), result.get("added"))
            if result.get("present"):
                text += " " + self.tr("{} clips were in it already.").format(result["present"])
            notices.say("info", self.tr("The bank is ready"), text)
        elif name == "merge_banks":
            notices.say(
                "info", self.tr("The banks are merged"), self.tr("{} faces were added.").format(result["added"])
            )
        else:
            saved = max(0, result["bytes_before"] - result["bytes_after"]) / 1e6
            text = self.tr(
                "{} faces are gone for good, the file is {:.1f} MB smaller, and the bank was checked: it is sound."
            )
            notices.say("info", self.tr("Removed"), text.format(result["removed"], saved))
            self.removed.emit(result)

    def _look(self, what: dict[str, Any], title: str) -> None:
        bank = self._context.bank.path
        if bank is None or self._context.bank.data is None:
            return
        if self.looking is not None:
            self.looking.cancel()
        try:
            job = self._context.jobs.start(
                "describe_picture",
                {**what, "bank": str(bank)},
                title=self.tr("Looking at {}").format(title),
                lane=Lane.LIVE,
            )
        except StudioError as error:
            self._context.notices.report(error)
            return
        self.looking = job
        job.finished.connect(lambda event: self._looked(job, event, title))
        self.changed.emit()

    def _looked(self, job: TrackedJob, event: Finished, title: str) -> None:
        if job is not self.looking:
            return
        self.looking = None
        bank = self._context.bank.data
        if event.outcome == "done" and bank is not None:
            descriptor = np.array(event.result["descriptor"], np.float32)
            if descriptor.size == len(bank.channels):
                picture = base64.b64decode(event.result["thumbnail"])
                angles = np.array(event.result["angles"], np.float32)
                self._context.shared(BankBrowser).set_example(Example(title, descriptor, angles, picture))
        self.changed.emit()

    def _remember(self) -> None:
        path = self._context.bank.path
        if path is None or self._context.bank.data is None or path == self.enclosed or path.suffix != BANK_SUFFIX:
            return
        recent = [path, *(other for other in self.recent if other != path)][:MAX_RECENT]
        if recent != self.recent:
            self._context.settings.set_text("bank.recent", json.dumps([os.fspath(p) for p in recent]))
