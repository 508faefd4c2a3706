"""The job behind "Open the demo": a project of the enclosed clip, with its avatar, in the user's own folder."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.events import CancelToken, Emit, Stage

NAME = "Demo"


def make_demo_project(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Make the demo's project, or find the one that was made before.

    It is made under another name beside its place and renamed at the end, so that there is never half of it.

    Args:
        arguments: ``folder`` to make it in.
        emit: gets the stages of reading the clip.
        cancel: looked at between frames.
    Returns:
        ``project``, its folder.
    Raises:
        InputError: the enclosed files are not there.
        StorageError: the folder cannot be written.
        Cancelled: the user asked; nothing is left.
    """
    from core.project.captures import captures_of
    from core.project.demo import ASSETS, SUBJECT
    from core.project.project import MANIFEST_NAME, SUFFIX, Project

    folder = Path(arguments["folder"])
    target = _free(folder, SUFFIX)
    if (target / MANIFEST_NAME).is_file() and captures_of(Project.open(target))[0]:
        return {"project": str(target)}
    avatar = ASSETS / "avatar.safetensors"
    for file in (SUBJECT, avatar):
        if not file.is_file():
            raise InputError(f"The demo's file '{file.name}' is not there", next_step="Install RAF Studio again")
    work = folder / f".demo-{secrets.token_hex(4)}{SUFFIX}"
    try:
        emit(Stage("copying", 0, 2))
        project = Project.create(work, name=NAME)
        shutil.copyfile(avatar, project.avatars / "demo.safetensors")
        _import(project, emit, cancel)
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return {"project": str(target)}


def _free(folder: Path, suffix: str) -> Path:
    """The demo's place: where it was made before, else one where nothing else is."""
    from core.project.project import MANIFEST_NAME

    for number in range(1, 1000):
        place = folder / (f"{NAME}{suffix}" if number == 1 else f"{NAME}-{number}{suffix}")
        if not place.exists() or (place / MANIFEST_NAME).is_file():
            return place
    raise InputError(f"'{folder}' is full of demos", next_step="Choose another folder for projects")


def _import(project: Any, emit: Emit, cancel: CancelToken) -> None:
    from core.jobs.import_capture import import_capture
    from core.project.demo import SUBJECT
    from core.project.edits import Consent, ProjectEdits, save_edits

    capture = str(
        import_capture({"project": str(project.root), "source": str(SUBJECT)}, emit=emit, cancel=cancel)["capture"]
    )
    edits = ProjectEdits()
    consent = Consent(person="A synthetic person", agreed=True, purpose="Demonstration; nobody's likeness")
    save_edits(project.root, edits.with_capture(capture, replace(edits.capture(capture), consent=consent)))
