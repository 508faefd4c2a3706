"""Which two avatars are compared, and reading them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.errors import StudioError
from studio.context import Context
from studio.model.compare_sources import (
    MAX_OTHERS,
    Candidate,
    Loaded,
    candidates,
    first_pair,
    key_of,
    load,
    path_of,
)
from studio.services.tasks import Task

A, B = 0, 1


@dataclass
class Side:
    """One of the two.

    Attributes:
        candidate: what was chosen, or None.
        loaded: what was read of it, or None.
        error: why it could not be read, or None.
        task: reads it.
    """

    candidate: Candidate | None = None
    loaded: Loaded | None = None
    error: StudioError | None = None
    task: Task[Loaded] | None = None


class Sides(QObject):
    """A and B.

    Attributes:
        known: what can be chosen.
        both: A and B.

    Signals:
        changed: candidates, or what is known of a side.
        read: an avatar was read, went away, or A and B were exchanged.
        chosen: the user chose: to be remembered.
    """

    changed = Signal()
    read = Signal()
    chosen = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.known: list[Candidate] = []
        self.both = (Side(), Side())
        self._others: list[Path] = []
        context.document.contents_changed.connect(self._list)

    @property
    def pair(self) -> tuple[Loaded, Loaded] | None:
        """Both avatars, when both were read."""
        first, second = (side.loaded for side in self.both)
        return None if first is None or second is None else (first, second)

    @property
    def reading(self) -> bool:
        """True while an avatar is being read."""
        return any(side.task is not None for side in self.both)

    @property
    def error(self) -> StudioError | None:
        """Why a side cannot be shown, or None."""
        return next((side.error for side in self.both if side.error is not None), None)

    def choose(self, side: int, key: str) -> None:
        """Compare this candidate."""
        found = next((c for c in self.known if c.key == key), None)
        if found is not None and found != self.both[side].candidate:
            self._read(side, found)
            self.chosen.emit()

    def take_file(self, path: Path) -> int:
        """Compare an avatar file: as B, or as A where that is still empty. Returns the side."""
        path = path.absolute()
        if path not in self._others:
            self._others = [path, *self._others][:MAX_OTHERS]
        self._list_only()
        side = A if self.both[A].candidate is None else B
        self._read(side, next(c for c in self.known if c.path == path))
        self.chosen.emit()
        return side

    def swap(self) -> None:
        """Exchange A and B."""
        self.both = (self.both[B], self.both[A])
        self.chosen.emit()
        self.changed.emit()
        self.read.emit()

    def try_again(self) -> None:
        """Read again what could not be read."""
        for side, state in enumerate(self.both):
            if state.error is not None and state.candidate is not None:
                self._read(side, state.candidate)

    def facts(self) -> dict[str, object]:
        """What a project remembers."""
        keys = [side.candidate.key if side.candidate is not None else "" for side in self.both]
        return {"a": keys[A], "b": keys[B], "others": [key_of(path, self._root) for path in self._others]}

    def open(self, facts: Mapping[str, Any]) -> None:
        """Begin with what a project remembers, and with what suggests itself for the rest."""
        for state in self.both:
            if state.task is not None:
                state.task.cancel()
        others = facts.get("others")
        known = others[:MAX_OTHERS] if isinstance(others, list) else []
        self._others = [path_of(str(key), self._root) for key in known]
        self.both = (Side(), Side())
        self._list_only()
        for side, name in ((A, "a"), (B, "b")):
            found = next((c for c in self.known if c.key == facts.get(name)), None)
            if found is not None:
                self._read(side, found)
        self._fill()
        self.read.emit()
        self.changed.emit()

    @property
    def _root(self) -> Path | None:
        project = self._context.document.project
        return project.root if project is not None else None

    def _list(self) -> None:
        self._list_only()
        self._fill()
        self.changed.emit()

    def _list_only(self) -> None:
        self.known = candidates(self._root, self._context.document.contents, self._others)

    def _fill(self) -> None:
        """Suggest a pair where the user chose none."""
        if self.both[A].candidate is None and self.both[B].candidate is None:
            for side, found in enumerate(first_pair(self.known)):
                if found is not None:
                    self._read(side, found)
        elif self.both[B].candidate is None:
            other = next((c for c in self.known if c != self.both[A].candidate), None)
            if other is not None:
                self._read(B, other)

    def _read(self, side: int, candidate: Candidate) -> None:
        state = self.both[side]
        if state.task is not None:
            state.task.cancel()
        state.candidate, state.error = candidate, None
        state.task = self._context.tasks.run(
            lambda: load(candidate),
            lambda loaded: self._take(state, loaded),
            failed=lambda error: self._fail(state, error),
            priority=1,
        )
        self.changed.emit()

    def _take(self, state: Side, loaded: Loaded) -> None:
        state.task, state.loaded = None, loaded
        self.read.emit()
        self.changed.emit()

    def _fail(self, state: Side, error: StudioError) -> None:
        state.task, state.loaded, state.error = None, None, error
        self.read.emit()
        self.changed.emit()
