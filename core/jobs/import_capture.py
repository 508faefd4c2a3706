"""The job that brings a clip into a project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.events import CancelToken, Emit


def import_capture(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Copy, track and make small pictures.

    Args:
        arguments: ``project``, its folder; ``source``, a video or folder of pictures; ``name``, optional.
        emit: gets stages and progress.
        cancel: looked at in every frame; nothing half stays behind.
    Returns:
        ``capture``, the id.
    Raises:
        CaptureError: unreadable, or too few frames with a face.
        InputError: the clip is in the project already.
        StorageError: the disk is full, or the project is in use.
    """
    from core.capture.importing import import_capture as bring
    from core.project.project import Project
    from core.weights.store import WeightStore

    project = Project.open(Path(str(arguments["project"])))
    with project.lock(timeout_s=5.0):
        capture_id = bring(
            project,
            Path(str(arguments["source"])),
            name=str(arguments.get("name") or ""),
            store=WeightStore(),
            emit=emit,
            cancel=cancel,
        )
    return {"capture": capture_id}
