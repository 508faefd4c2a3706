"""The job that brings the models that find and measure faces: fetched, or taken from the user's own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.errors import StudioError, WeightsError
from core.events import CancelToken, Emit, Event, Stage
from core.events import Warning as WarningEvent


def get_weights(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Fetch the weights that are missing, or import them.

    Args:
        arguments: ``names``, a list, or absent for all that have an address; or ``import``, a file or folder to search.
        emit: gets a stage for each weight, with progress in bytes, and a warning for each that cannot be had.
        cancel: looked at while fetching.
    Returns:
        ``got``, names that are here now; ``missing``, names that are not.
    Raises:
        WeightsError: none of those asked for could be had.
    """
    from core.weights.catalogue import WEIGHTS
    from core.weights.store import WeightStore

    store = WeightStore()
    if arguments.get("import"):
        return _import(store, Path(arguments["import"]), emit)
    wanted = [str(name) for name in arguments.get("names") or [n for n, w in WEIGHTS.items() if w.sources]]
    got: list[str] = []
    last: StudioError | None = None
    for number, name in enumerate(wanted):
        cancel.check()
        try:
            store.path(name, emit=_numbered(emit, number, len(wanted)), cancel=cancel)
            got.append(name)
        except WeightsError as error:
            last = error
            emit(WarningEvent(error.message))
    if last is not None and not got:
        raise last
    return {"got": got, "missing": [name for name in wanted if name not in got]}


def _import(store: Any, path: Path, emit: Emit) -> dict[str, Any]:
    emit(Stage("copying"))
    found = store.import_from(path)
    if not found:
        raise WeightsError(
            f"No known model is in '{path.name}'",
            expected="a file with the right content, whatever its name, or a folder or zip that holds it",
            next_step="Choose another file or folder",
        )
    return {"got": found, "missing": [s.weight.name for s in store.status() if not s.present]}


def _numbered(emit: Emit, number: int, count: int) -> Emit:
    """The same events, with the stage placed among all."""

    def renumbered(event: Event) -> None:
        emit(Stage(event.name, number, count) if isinstance(event, Stage) else event)

    return renumbered
