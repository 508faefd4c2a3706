"""The timeline of a comparison as it is made, played and judged: a capture's frames, or a driver's clip."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.errors import StudioError
from studio.context import Context
from studio.model.capture import CurrentCapture
from studio.model.compare_curves import ErrorCurves
from studio.model.compare_driver import DriverReading
from studio.model.compare_line import Line, capture_line, driver_line
from studio.model.compare_sides import A, B, Sides
from studio.model.compare_sources import Loaded
from studio.model.controls import Controls
from studio.model.own_face import is_own_face
from studio.model.performance import Performance
from studio.model.playback import Playback
from studio.services.engine_words import failure_of
from studio.services.tasks import Task


class CompareTimeline(QObject):
    """Follows the sides and the selected capture while it is active.

    Args:
        context: everything shared.
        sides: the avatars.
        parent: owner.

    Attributes:
        line: the timeline, or None while there is none.
        error: why there is none; a StudioError or None.
        controls: of A's and of B's viewer.
        playback: the place on it.
        curves: errors along it.
        driver: reads a driver's clip.
        driver_clip: the clip that moves both, or None where the capture does.

    Signals:
        changed: another timeline, none, or one is being made.
    """

    changed = Signal()

    def __init__(self, context: Context, sides: Sides, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._sides = context, sides
        self.line: Line | None = None
        self.error: StudioError | None = None
        self.controls = (Controls(self), Controls(self))
        self.playback = Playback(self)
        self.curves = ErrorCurves(context.tasks, self)
        self.driver = DriverReading(context.jobs, self)
        self.driver_clip: Path | None = None
        self._active = False
        self._task: Task[Line] | None = None
        self._made_for: tuple[object, ...] | None = None
        self._capture = context.shared(CurrentCapture)
        self._capture.changed.connect(self.ensure)
        sides.read.connect(self._follow_sides)
        context.selection.frame_changed.connect(self._follow_selection)
        self.playback.frame_changed.connect(self._show_frame)
        self.playback.playing_changed.connect(self._playing)
        self.driver.ready.connect(self._take_performances)
        self.driver.failed.connect(self._driver_failed)

    @property
    def making(self) -> bool:
        """True while a timeline is made."""
        return self._task is not None or self.driver.busy

    @property
    def frame(self) -> int:
        """Row of the timeline."""
        return self.playback.frame

    def set_active(self, active: bool) -> None:
        """The page is shown or hidden: nothing is computed for a hidden one."""
        self._active = active
        if active:
            self.ensure()
        else:
            self.playback.pause()
        self.curves.set_active(active and not self.playback.playing)

    def play_driver(self, clip: Path) -> None:
        """Move both by a clip of somebody."""
        self.driver_clip, self._made_for = clip, None
        self.ensure()

    def play_capture(self, capture_id: str) -> None:
        """Move both by a capture of the project."""
        own = self._capture.capture.id if self._capture.capture is not None else None
        self.driver_clip = None
        self.driver.cancel()
        self._context.selection.select_frame(self.frame if capture_id == own else 0, capture_id)
        self.ensure()

    def try_again(self) -> None:
        """Make again what could not be made."""
        if self.error is not None:
            self._made_for, self.error = None, None
            self.ensure()

    def step_held_out(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) frame that neither was trained on."""
        if self.line is None:
            return
        frames = np.flatnonzero(self.line.held_out)
        ahead = frames[frames > self.frame] if direction > 0 else frames[frames < self.frame][::-1]
        if ahead.size:
            self.seek(int(ahead[0]))

    def seek(self, frame: int) -> None:
        """Show a frame; the same one is selected on all pages."""
        self.playback.pause()
        self.playback.seek(frame)
        self._select()

    def forget(self) -> None:
        """Another project: back to the capture, without a timeline."""
        self.driver.cancel()
        self.driver_clip = None
        self._drop(None)

    def stop(self) -> None:
        """End everything that runs. Safe to call twice."""
        self.playback.pause()
        self.driver.cancel()

    def ensure(self) -> None:
        """Make the timeline that is wanted, unless it is there."""
        pair = self._sides.pair
        if pair is None or not self._active:
            return
        own = [is_own_face(self._context.settings, side.avatar) for side in pair]
        told = replace(pair[A], own_face=own[A]), replace(pair[B], own_face=own[B])
        if self.driver_clip is not None:
            self._ensure_driver(told, (*pair, *own, self.driver_clip), self.driver_clip)
            return
        data, project = self._capture.data, self._context.document.project
        if data is None or project is None:
            if not self._capture.reading and (self.line is not None or self.error is not self._capture.error):
                self._drop(self._capture.error)
            return
        wanted = (*pair, *own, data)
        if not _same(wanted, self._made_for):
            self._cancel()
            self._made_for, self.error = wanted, None
            root = project.root
            self._task = self._context.tasks.run(
                lambda: capture_line(root, data, told), self._take, failed=self._failed
            )
            self.changed.emit()

    def _ensure_driver(self, pair: tuple[Loaded, Loaded], wanted: tuple[object, ...], clip: Path) -> None:
        if not _same(wanted, self._made_for):
            self._cancel()
            self._made_for, self.error = wanted, None
            project = self._context.document.project
            self.driver.start(clip, pair, project.cache / "tracks" if project is not None else None)
            self.changed.emit()

    def _follow_sides(self) -> None:
        for controls, side in zip(self.controls, self._sides.both, strict=True):
            controls.take(side.loaded.avatar if side.loaded is not None else None)
        if self._sides.pair is None:
            self._drop(None)
        else:
            self.ensure()

    def _take_performances(self, made: tuple[Performance, Performance]) -> None:
        if min(len(made[A]), len(made[B])) == 0:
            self._failed(StudioError(self.tr("The clip has no frame that can move an avatar")))
        else:
            self._take(driver_line(made))

    def _driver_failed(self, result: dict[str, Any]) -> None:
        self._failed(failure_of(result, self.tr("The clip could not be read")))

    def _take(self, line: Line) -> None:
        self._task, self.line = None, line
        project = self._context.document.project
        self.playback.load(Performance(line.name, list(line.times_s)))
        self.curves.follow(line, self._sides.pair, project.cache if project is not None else None)
        self.playback.seek(self._context.selection.frame if line.capture_id is not None else 0)
        self._show_frame(self.frame)
        self.changed.emit()

    def _failed(self, error: StudioError) -> None:
        made_for = self._made_for
        self._drop(error)
        self._made_for = made_for  # not again until the user asks

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.driver.cancel()

    def _drop(self, error: StudioError | None) -> None:
        self._cancel()
        self._made_for, self.line, self.error = None, None, error
        self.playback.load(None)
        self.curves.follow(None, None, None)
        self.changed.emit()

    def _follow_selection(self) -> None:
        line, selection = self.line, self._context.selection
        if line is None or line.capture_id is None or self.playback.playing:
            return
        if selection.capture_id in (None, line.capture_id):
            self.playback.seek(selection.frame)

    def _select(self) -> None:
        if self.line is not None and self.line.capture_id is not None:
            self._context.selection.select_frame(self.frame, self.line.capture_id)

    def _playing(self, playing: bool) -> None:
        self.curves.set_active(self._active and not playing)
        if not playing:
            self._select()

    def _show_frame(self, frame: int) -> None:
        line = self.line
        if line is None or not 0 <= frame < len(line):
            return
        for controls, moves in zip(self.controls, line.moves, strict=True):
            if moves.descriptors.shape[1] == len(controls.descriptor):
                controls.perform(moves.descriptors[frame], moves.poses[frame])


def _same(first: tuple[object, ...], second: tuple[object, ...] | None) -> bool:
    if second is None or len(first) != len(second):
        return False
    return all(a is b or (isinstance(a, Path) and a == b) for a, b in zip(first, second, strict=True))
