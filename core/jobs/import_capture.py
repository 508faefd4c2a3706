"""The job that takes a video or a folder of pictures into a project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.events import CancelToken, Emit


def import_capture(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Make a capture of a source.

    Args:
        arguments: ``project`` and ``source``, paths; ``name`` for people, or absent; ``take``, true when the source is
            a recording of ours that the capture replaces.
        emit: gets Stage, Progress in frames, Warning, and SeenFrame a few times a second.
        cancel: looked at at every frame.
    Returns:
        ``capture`` (id), ``name``, ``frames`` and ``found`` (frames with a face).
    Raises:
        CaptureError: it cannot be read, or shows a face in too few frames.
        InputError: the project has it already.
        StorageError: the disk is full, or the project is in use.
    """
    from core.capture.importing import ImportOptions, import_source
    from core.project.project import Project
    from core.weights.store import WeightStore

    project = Project.open(Path(str(arguments["project"])))
    options = ImportOptions(name=str(arguments.get("name") or ""), take=bool(arguments.get("take")))
    source = Path(str(arguments["source"]))
    capture = import_source(project, source, store=WeightStore(), emit=emit, cancel=cancel, options=options)
    return {
        "capture": capture.id,
        "name": capture.name,
        "frames": capture.frame_count,
        "found": int(capture.tracks().found.sum()),
    }
