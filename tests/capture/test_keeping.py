"""A run of the command line leaves captures that the window can work with, and never fails for their sake."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.capture import keeping
from core.capture.keeping import keep_captures
from core.errors import Cancelled, StorageError
from core.events import CancelToken, Event, Warning
from core.project.captures import Capture, captures_of
from core.project.project import Project
from core.weights.store import WeightStore
from tests.capture.test_importing import clip, project, store

__all__ = ["clip", "project", "store"]


def keep(project: Project, *sources: Path) -> tuple[list[Capture], list[str]]:
    said: list[Event] = []
    added = keep_captures(project, sources, store=WeightStore(), emit=said.append, cancel=CancelToken())
    return added, [event.message for event in said if isinstance(event, Warning)]


def test_a_clip_is_kept_once(project: Project, clip: Path, store: WeightStore) -> None:
    added, _ = keep(project, clip)
    assert [capture.name for capture in added] == ["anna"]
    assert keep(project, clip) == ([], [])
    (kept,), broken = captures_of(project)
    assert (len(kept.tracks()), kept.source.is_file(), list(broken)) == (40, True, [])


@pytest.mark.parametrize("error", [Cancelled(), StorageError("The disk is full", next_step="Free some space")])
def test_what_goes_wrong_is_a_warning(
    project: Project, clip: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Capture:
        raise error

    monkeypatch.setattr(keeping, "import_source", fail)
    added, said = keep(project, clip)
    assert added == []
    assert len(said) == 1
    assert "'anna.avi' was not added" in said[0]
