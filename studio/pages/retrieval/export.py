"""Saves what is retrieved: a table of all frames, a contact sheet of chosen ones, the answers of the study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from core.events import Finished
from core.project.paths import safe_name
from core.project.study import write_answers
from studio.context import Context
from studio.model.retrieval import Retrieval
from studio.model.retrieval_view import View
from studio.model.study import Study
from studio.widgets.buttons import IconAction

SPREAD = 12
FOLDER = "retrieval"


class Export(QObject):
    """The page's exports as actions.

    Args:
        context: everything shared.
        retrieval: what is looked at.
        page: for dialogs.

    Attributes:
        menu_action: opens the menu of all exports.
        actions: the exports themselves.
    """

    def __init__(self, context: Context, retrieval: Retrieval, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._retrieval, self._page = context, retrieval, page
        theme, tr = context.theme, self.tr
        self._csv = IconAction(
            tr("Save the table (CSV)…"), "table", theme, page, tip=tr("All frames, every face with its distance")
        )
        self._choose = IconAction(
            tr("Choose this frame for the sheet"), "check-square", theme, page, shortcut="C",
            tip=tr("Put this frame on the contact sheet, or take it off"),
        )  # fmt: skip
        self._sheet = IconAction(
            tr("Save a sheet of the chosen frames…"), "squares-four", theme, page, tip=tr("Choose frames with C first")
        )
        self._spread = IconAction(tr("Save a sheet of {} spread frames…").format(SPREAD), "squares-four", theme, page)
        self._far = IconAction(
            tr("Save a sheet of the {} farthest frames…").format(SPREAD), "squares-four", theme, page,
            tip=tr("Frames for which the bank has no close face"),
        )  # fmt: skip
        self.actions = [self._csv, self._choose, self._sheet, self._spread, self._far]
        self.menu_action = IconAction(tr("Export"), "export", theme, page, tip=tr("Save the table or a contact sheet"))
        menu = QMenu(page)
        menu.addActions(self.actions)
        self.menu_action.setMenu(menu)
        self._csv.triggered.connect(self.save_table)
        self._choose.triggered.connect(lambda: retrieval.choose_frame(retrieval.frame))
        self._sheet.triggered.connect(lambda: self.save_sheet(np.array(sorted(retrieval.chosen), np.int64)))
        self._spread.triggered.connect(lambda: self.save_sheet(self._spread_frames()))
        self._far.triggered.connect(lambda: self.save_sheet(self._farthest()))
        for signal in (retrieval.changed, retrieval.curves_changed, context.selection.frame_changed):
            signal.connect(self._show)
        self._show()

    def save_table(self) -> None:
        """Ask where to, and write every frame as CSV."""
        path = self._ask(self.tr("Save the table"), "csv", self.tr("Tables (*.csv)"))
        if path is not None:
            self._start(path, {}, self.tr("Saving the table of faces"))

    def save_sheet(self, frames: npt.NDArray[np.int64]) -> None:
        """Ask where to, and draw some frames with their faces as PNG."""
        path = self._ask(self.tr("Save the contact sheet"), "png", self.tr("Pictures (*.png)")) if frames.size else None
        if path is not None:
            self._start(path, {"frames": [int(f) for f in frames]}, self.tr("Drawing the contact sheet"))

    def save_answers(self) -> None:
        """Ask where to, and write the study's answers as CSV."""
        sessions = self._context.shared(Study).sessions
        path = self._ask(self.tr("Save the answers"), "csv", self.tr("Tables (*.csv)"), name="study")
        if path is not None:
            self._context.tasks.run(lambda: write_answers(path, sessions), lambda _: self._say_saved(path))

    def _start(self, path: Path, more: dict[str, Any], title: str) -> None:
        retrieval, document = self._retrieval, self._context.document
        if document.project is None or retrieval.data is None or retrieval.bank is None:
            return
        document.save_now()  # the job reads the bans and pins from the disk
        arguments = {
            "project": str(document.project.root),
            "capture": retrieval.data.capture.id,
            "bank": str(retrieval.bank.path),
            "out": str(path),
            "k": retrieval.k,
            "region": retrieval.region,
            "run": retrieval.run_id,
            **more,
        }
        job = self._context.jobs.start("retrieval_sheet", arguments, title=title)
        job.finished.connect(lambda event: self._ended(event, path))

    def _ended(self, event: Finished, path: Path) -> None:
        if event.outcome == "done":
            self._say_saved(path)

    def _say_saved(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        show = (self.tr("Show in folder"), lambda: QDesktopServices.openUrl(folder))
        self._context.notices.say("info", self.tr("Saved"), path.name, action=show)

    def _ask(self, title: str, suffix: str, pattern: str, *, name: str = "retrieval") -> Path | None:
        data = self._retrieval.data
        stem = safe_name(f"{data.capture.name}-{name}" if data is not None else name)
        start = self._context.settings.folder(FOLDER) / f"{stem}.{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self._page, title, str(start), pattern)
        if not chosen:
            return None
        path = Path(chosen)
        path = path if path.suffix.lower() == f".{suffix}" else path.with_name(f"{path.name}.{suffix}")
        self._context.settings.set_folder(FOLDER, path.parent)
        return path

    def _spread_frames(self) -> npt.NDArray[np.int64]:
        usable = np.flatnonzero(self._retrieval.usable())
        if not usable.size:
            return np.zeros(0, np.int64)
        return usable[np.linspace(0, usable.size - 1, min(SPREAD, usable.size)).round().astype(np.int64)]

    def _farthest(self) -> npt.NDArray[np.int64]:
        """The frames with the farthest nearest face, at least half a second apart."""
        curves, data = self._retrieval.curves, self._retrieval.data
        if curves is None or data is None:
            return np.zeros(0, np.int64)
        apart, found = max(1, round(data.tracks.fps / 2)), []
        distances = np.where(np.isfinite(curves.nearest), curves.nearest, -np.inf)
        for _ in range(SPREAD):
            frame = int(np.argmax(distances))
            if not np.isfinite(distances[frame]):
                break
            found.append(frame)
            distances[max(0, frame - apart) : frame + apart + 1] = -np.inf
        return np.array(sorted(found), np.int64)

    def _show(self) -> None:
        retrieval = self._retrieval
        ready = retrieval.view is View.READY
        for action in self.actions:
            action.setEnabled(ready)
        self._sheet.setEnabled(ready and bool(retrieval.chosen))
        self._far.setEnabled(ready and retrieval.curves is not None)
        chosen = retrieval.frame in retrieval.chosen
        text = self.tr("Take this frame off the sheet") if chosen else self.tr("Choose this frame for the sheet")
        self._choose.describe(text, text)
        self.menu_action.setEnabled(ready)
