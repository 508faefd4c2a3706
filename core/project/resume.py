"""Going on with a run that was not finished: which one has the same options, and what differs where none has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.project.atomic import read_json
from core.project.chain_config import ChainConfig
from core.project.project import Project
from core.project.runs import CONFIG_NAME, RESULT_NAME

MAX_SHOWN = 60
"""Letters of an option in a message."""


def resumable_run(project: Project, config: ChainConfig) -> Path:
    """The newest run that was not finished and was started with the same choices.

    Raises:
        InputError: there is none.
    """
    wanted = _jsonable({key: value for key, value in config.record().items() if key != "minutes"})
    nearest: tuple[str, list[tuple[str, str, str]]] | None = None
    for folder in project.run_dirs():
        if (folder / RESULT_NAME).exists() or not (folder / CONFIG_NAME).exists():
            continue
        chain = read_json(folder / CONFIG_NAME).get("chain", {})
        others = _differences({key: chain.get(key) for key in wanted}, wanted)
        if not others:
            return folder
        if nearest is None or len(others) < len(nearest[1]):
            nearest = folder.name, others
    what = f"The project '{project.root.name}' has no unfinished run with these options"
    if nearest is None:
        raise InputError(what, next_step="Start again without --resume")
    name, others = nearest
    raise InputError(
        what,
        got=f"run '{name}' with " + ", ".join(f"{key} {there}" for key, there, _ in others),
        expected=", ".join(f"{key} {here}" for key, _, here in others),
        next_step="Give that run's options to go on with it, or start again without --resume",
    )


def _differences(there: dict[str, Any], here: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Options that are not the same: name, value there, value here; in an option's own options, by dotted name."""
    found = []
    for key in dict.fromkeys((*there, *here)):
        a, b = there.get(key), here.get(key)
        if isinstance(a, dict) and isinstance(b, dict):
            found += [(f"{key}.{name}", old, new) for name, old, new in _differences(a, b)]
        elif a != b:
            found.append((key, _shown(a), _shown(b)))
    return found


def _shown(value: Any) -> str:
    """An option for a message, not longer than a few words."""
    text = "not set" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "..."


def _jsonable(record: dict[str, Any]) -> Any:
    """The record as it comes back from JSON: tuples are lists there."""
    return json.loads(json.dumps(record))
