"""Checkpoints of a run: a safetensors file and, written last, the JSON that makes it count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from torch import Tensor

from core.errors import FormatError
from core.project.atomic import atomic_path, read_commit_record, write_commit_record
from core.training.state import TrainState

KEEP = 2
BEST = "best.safetensors"


def checkpoint_folder(run_dir: Path) -> Path:
    """Where a run's checkpoints stand."""
    return run_dir / "checkpoints"


def save_checkpoint(run_dir: Path, state: TrainState, extra: dict[str, Any]) -> Path:
    """Write a complete checkpoint, then drop all but the newest two."""
    from safetensors.torch import save_file

    folder = checkpoint_folder(run_dir)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"step-{state.step:06d}.safetensors"
    with atomic_path(path) as temp:
        save_file(state.tensors(), str(temp))
    write_commit_record(path, {**state.facts(), **extra})
    for old in sorted(folder.glob("step-*.safetensors"))[:-KEEP]:
        old.with_suffix(".json").unlink(missing_ok=True)
        old.unlink(missing_ok=True)
    return path


def save_best(run_dir: Path, weights: dict[str, Tensor]) -> None:
    """Keep the weights that validated best, beside the checkpoints."""
    from safetensors.torch import save_file

    path = checkpoint_folder(run_dir) / BEST
    with atomic_path(path) as temp:
        save_file({k: v.contiguous() for k, v in weights.items()}, str(temp))
    write_commit_record(path, {})


def load_best(run_dir: Path) -> dict[str, Tensor] | None:
    """The weights that validated best so far, or None."""
    from safetensors.torch import load_file

    path = checkpoint_folder(run_dir) / BEST
    try:
        read_commit_record(path, verify=True)
    except FormatError:
        return None
    return load_file(str(path))


def latest_checkpoint(run_dir: Path) -> Path | None:
    """The newest checkpoint that was completely written, or None."""
    for path in sorted(checkpoint_folder(run_dir).glob("step-*.safetensors"), reverse=True):
        try:
            read_commit_record(path, verify=True)
        except FormatError:
            continue
        return path
    return None


def load_checkpoint(path: Path, state: TrainState) -> dict[str, Any]:
    """Restore ``state``; returns the facts that were saved with it.

    Raises:
        FormatError: damaged, or of a run with other options.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    facts = read_commit_record(path, verify=True)
    try:
        state.load(load_file(str(path)), facts)
    except (SafetensorError, KeyError, RuntimeError, ValueError) as error:
        raise FormatError(
            f"Checkpoint '{path.name}' does not fit this run",
            got=str(error).splitlines()[0],
            next_step="Start a new run, or resume with the options that the run was started with.",
        ) from error
    return facts
