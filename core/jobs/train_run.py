"""The job that trains an avatar of a project's captures, or goes on with a run that was stopped, killed or finished."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.events import CancelToken, Emit, Event, Finished, Started


def train_run(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Train an avatar of a project.

    While it trains, ``control.json`` in the run's folder may name frames to show and ask to finish (see
    ``core.project.runs.write_control``); Preview events name pictures and snapshots in the run's folder.

    Args:
        arguments: ``project`` (path). For a new run: ``captures`` (ids), ``name``, and further attributes of
            ``core.project.run_plan.RunPlan``: ``preset``, ``minutes``, ``size``, ``deformation``, ``holdout``,
            ``seed``, ``raf``, ``policy``, ``bank``, ``overrides``; ``run`` (the id to give it) or absent; ``edits``
            (the JSON form of ProjectEdits) or absent for those on disk. To go on with a run: ``resume`` (its id) and,
            to train longer, ``minutes``.
        emit: gets stages, progress, metrics, previews, checkpoints and warnings; also logged in the run's folder.
        cancel: looked at at every frame and step; pauses and stops.
    Returns:
        ``run`` (id), ``outcome``, ``avatar`` (path) and ``figures``.
    Raises:
        InputError: an option cannot be, or a capture or run is not there.
        CaptureError: a capture cannot be trained on.
        StorageError: the disk is full, or the project is in use.
        FormatError: a file is damaged.
        Cancelled: the user asked; the run can go on later.
    """
    from core.project.edits import ProjectEdits, load_edits
    from core.project.pipeline import train_avatar
    from core.project.project import Project
    from core.project.run_plan import RunPlan
    from core.project.runs import CONTROL_NAME, new_run_id, run_folder

    project = Project.open(Path(arguments["project"]))
    resume = arguments.get("resume")
    run_id = str(resume or arguments.get("run") or new_run_id())
    folder = run_folder(project, run_id)
    if resume:
        plan = _saved_plan(folder, arguments.get("minutes"))
        (folder / CONTROL_NAME).unlink(missing_ok=True)  # an earlier wish to finish is fulfilled
    else:
        if (folder / "config.json").exists():
            raise InputError(f"There is a run '{run_id}' already", next_step="Go on with it, or start a new one")
        stored = arguments.get("edits")
        edits = ProjectEdits.from_dict(stored) if stored is not None else load_edits(project.root)
        plan = RunPlan.from_arguments(project, edits, arguments)
    chain = plan.chain(project, run=run_id, resume=bool(resume))
    result = train_avatar(chain, emit=without_ends(emit), cancel=cancel)
    return {"run": run_id, "outcome": result.outcome, "avatar": str(result.avatar), "figures": result.figures}


def without_ends(emit: Emit) -> Emit:
    """The same but for the events that begin and end a job, which the engine sends by itself around it."""

    def pass_on(event: Event) -> None:
        if not isinstance(event, Started | Finished):
            emit(event)

    return pass_on


def _saved_plan(folder: Path, minutes: Any) -> Any:
    """The plan that a run was begun with; InputError where it has none."""
    from core.project.atomic import read_json
    from core.project.run_plan import RunPlan
    from core.project.runs import CONFIG_NAME

    raw = read_json(folder / CONFIG_NAME).get("plan") if (folder / CONFIG_NAME).is_file() else None
    if not isinstance(raw, dict) or not raw:
        raise InputError(
            f"The run '{folder.name}' cannot go on",
            got="no plan of it in the project",
            next_step="Start a new run with the same options",
        )
    plan = RunPlan.from_dict(raw)
    return plan if minutes is None else replace(plan, minutes=float(minutes))
