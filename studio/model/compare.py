"""What the Compare page shows: two avatars on one timeline; get it by ``context.shared(Compare)``."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.errors import StudioError
from studio.context import Context
from studio.model.compare_pictures import Tiles, make_tiles
from studio.model.compare_sides import A, B, Sides
from studio.model.compare_timeline import CompareTimeline
from studio.services.tasks import Task

NOTE = "compare"
"""The page's name in ``ProjectEdits.notes``."""
E = TypeVar("E", bound=Enum)


class View(Enum):
    """How the two are shown."""

    BESIDE = "beside"
    OVER = "over"
    DIFFERENCE = "difference"


class CameraMode(Enum):
    """How the viewers' cameras move."""

    LINKED = "linked"
    FREE = "free"
    CAPTURE = "capture"


class Compare(QObject):
    """Two avatars, the timeline, and how they are shown.

    Attributes:
        sides: the two avatars.
        timeline: what moves them.
        tiles: pictures of the frame for the difference view, or None while there are none.
        tiles_error: why they cannot be drawn.
        view: how the two are shown.
        camera: how the cameras move.
        flipped: B is shown in A's place, and A in B's, for as long as a key is held.

    Signals:
        tiles_changed: other pictures.
        view_changed: view, camera or flipped.
    """

    tiles_changed = Signal()
    view_changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.sides = Sides(context, self)
        self.timeline = CompareTimeline(context, self.sides, self)
        self.tiles: Tiles | None = None
        self.tiles_error: StudioError | None = None
        self.view, self.camera, self.flipped = View.BESIDE, CameraMode.LINKED, False
        self._active = False
        self._task: Task[Tiles] | None = None
        self._due = False
        context.document.opened.connect(self._open)
        self.sides.chosen.connect(self._remember)
        self.timeline.changed.connect(self._line_changed)
        self.timeline.playback.frame_changed.connect(self._want_tiles)
        self._open()

    @property
    def same_camera(self) -> bool:
        """Both avatars were captured by one camera, so that one place is the same to both."""
        pair, line = self.sides.pair, self.timeline.line
        if pair is None:
            return False
        first, second = pair[A].avatar, pair[B].avatar
        own = line is None or (line.moves[A].own and line.moves[B].own)
        return own and first.meta.image_size == second.meta.image_size and np.allclose(first.K, second.K, atol=1e-3)

    def set_view(self, view: View) -> None:
        """Show the two another way."""
        if view is not self.view:
            self.view = view
            self._remember()
            self.view_changed.emit()
            self._want_tiles()

    def set_camera(self, camera: CameraMode) -> None:
        """Link the cameras, free them, or keep them at the capture's."""
        if camera is not self.camera:
            self.camera = camera
            self._remember()
            self.view_changed.emit()

    def flip(self, flipped: bool) -> None:
        """Show B in A's place for a moment."""
        if flipped != self.flipped:
            self.flipped = flipped
            self.view_changed.emit()

    def set_active(self, active: bool) -> None:
        """The page is shown or hidden: nothing is computed for a hidden one."""
        self._active = active
        self.timeline.set_active(active)
        if active:
            self._want_tiles()
        else:
            self.flip(False)

    def try_again(self) -> None:
        """Do again what could not be done."""
        self.sides.try_again()
        self.timeline.try_again()
        if self.tiles_error is not None:
            self.tiles_error = None
            self._want_tiles()

    def stop(self) -> None:
        """End everything that runs. Safe to call twice."""
        self.timeline.stop()

    def _open(self) -> None:
        """Another project, or none."""
        note: Any = self._context.document.edits.notes.get(NOTE)
        facts: dict[str, Any] = note if isinstance(note, dict) else {}
        self.view = _member(View, facts.get("view"), View.BESIDE)
        self.camera = _member(CameraMode, facts.get("camera"), CameraMode.LINKED)
        self.timeline.forget()
        self.sides.open(facts)
        self.view_changed.emit()

    def _line_changed(self) -> None:
        if self.timeline.line is None and self.tiles is not None:
            self.tiles = None
            self.tiles_changed.emit()
        self._want_tiles()

    def _want_tiles(self) -> None:
        """Draw the difference view's pictures of the frame that is shown then; one at a time."""
        line, pair = self.timeline.line, self.sides.pair
        if self.view is not View.DIFFERENCE or not self._active or line is None or pair is None:
            return
        if self._task is not None:
            self._due = True
            return
        self._due, frame = False, self.timeline.frame
        avatars = (pair[A].avatar, pair[B].avatar)
        self._task = self._context.tasks.run(
            lambda: make_tiles(line, avatars, frame), self._take_tiles, failed=self._tiles_failed, priority=1
        )

    def _take_tiles(self, tiles: Tiles) -> None:
        self._task, self.tiles_error = None, None
        if self.timeline.line is not None:
            self.tiles = tiles
            self.tiles_changed.emit()
        if self._due:
            self._want_tiles()

    def _tiles_failed(self, error: StudioError) -> None:
        self._task, self.tiles, self.tiles_error = None, None, error
        self.tiles_changed.emit()

    def _remember(self) -> None:
        if self._context.document.project is not None:
            facts = {**self.sides.facts(), "view": self.view.value, "camera": self.camera.value}
            self._context.document.remember(NOTE, facts)


def _member(kind: type[E], value: object, default: E) -> E:
    return next((member for member in kind if member.value == value), default)
