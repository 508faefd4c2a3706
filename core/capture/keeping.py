"""The clips of a training run that was begun on the command line, kept in its project as the window's captures."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from core.capture.frames import open_source
from core.capture.importing import import_source
from core.errors import Cancelled, StudioError
from core.events import CancelToken, Emit, Warning
from core.project.captures import Capture, captures_of
from core.project.project import Project
from core.weights.store import WeightStore


def keep_captures(
    project: Project, sources: Sequence[Path], *, store: WeightStore, emit: Emit, cancel: CancelToken
) -> list[Capture]:
    """Take clips into a project, so that the window can show, cut and train them; what it has already stays.

    The avatar is made by then: whatever goes wrong here is a warning, and a cancel ends only this.

    Args:
        project: of the run.
        sources: its clips.
        store: where the networks come from.
        emit: gets stages, progress and warnings.
        cancel: looked at at every frame.
    Returns:
        What was added.
    """
    added: list[Capture] = []
    for source in sources:
        try:
            if not _is_kept(project, source):
                added.append(import_source(project, source, store=store, emit=emit, cancel=cancel))
        except Cancelled:
            emit(Warning(f"'{source.name}' was not added to the project; add it on the Capture page."))
            break
        except StudioError as error:
            emit(Warning(f"'{source.name}' was not added to the project: {error.message}"))
    return added


def _is_kept(project: Project, source: Path) -> bool:
    with contextlib.closing(open_source(source)) as opened:
        sha256 = opened.info.sha256
    return any(capture.sha256 == sha256 for capture in captures_of(project)[0])
