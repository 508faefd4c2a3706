"""The training runs of a project, as the window reads them: options, curves, results, snapshots. Light."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import FormatError
from core.project.atomic import read_json
from core.project.project import Project

CONFIG_NAME, RESULT_NAME, EVENTS_NAME, NEIGHBOURS_NAME = (
    "config.json", "result.json", "events.jsonl", "neighbours.safetensors",
)  # fmt: skip
MAX_EVENT_BYTES = 256 << 20
MAX_LINE_BYTES = 1 << 20


@dataclass(frozen=True)
class Run:
    """One training run.

    Attributes:
        id: folder name, sorts by age.
        folder: where it lies.
        config: what config.json says: ``chain`` and ``training``.
        result: what result.json says; empty until the run has ended well.
        outcome: 'done', 'stopped early', 'cancelled', 'failed', or 'unfinished' (running, or killed).
        error: why it failed, or empty.
        avatar: the avatar that it made, if it is there.
        snapshots: avatars saved while it trained, oldest first.
    """

    id: str
    folder: Path
    config: dict[str, Any]
    result: dict[str, Any] = field(default_factory=dict)
    outcome: str = "unfinished"
    error: str = ""
    avatar: Path | None = None
    snapshots: tuple[Path, ...] = ()

    @classmethod
    def load(cls, project: Project, folder: Path) -> Run:
        """Read a run's folder.

        Raises:
            FormatError: its config or result is damaged.
        """
        config = read_json(folder / CONFIG_NAME)
        result = read_json(folder / RESULT_NAME) if (folder / RESULT_NAME).exists() else {}
        last = _last_event(folder / EVENTS_NAME)
        outcome, error = str(result.get("outcome", "")) or "unfinished", ""
        if not result and last.get("event") == "finished":
            outcome = str(last.get("outcome", "unfinished"))
            error = str((last.get("result") or {}).get("error", ""))
        avatar = project.path(str(result["avatar"])) if result.get("avatar") else None
        snapshots = tuple(sorted((folder / "snapshots").glob("step-*.safetensors")))
        return cls(
            id=folder.name,
            folder=folder,
            config=config,
            result=result,
            outcome=outcome,
            error=error,
            avatar=avatar if avatar is not None and avatar.is_file() else None,
            snapshots=snapshots,
        )

    @property
    def neighbours(self) -> Path | None:
        """Its neighbour table, if it retrieved."""
        path = self.folder / NEIGHBOURS_NAME
        return path if path.exists() else None

    def curves(self) -> dict[str, tuple[list[int], list[float]]]:
        """Every number that was reported while it trained: name -> (steps, values)."""
        found: dict[str, tuple[list[int], list[float]]] = {}
        for event in _events(self.folder / EVENTS_NAME):
            if event.get("event") != "metrics" or not isinstance(event.get("values"), dict):
                continue
            for name, value in event["values"].items():
                if isinstance(value, int | float) and math.isfinite(value):
                    steps, values = found.setdefault(str(name), ([], []))
                    steps.append(int(event.get("step", 0)))
                    values.append(float(value))
        return found


def runs_of(project: Project) -> tuple[Sequence[Run], Sequence[FormatError]]:
    """All runs of a project, newest first, and what is wrong with those that cannot be read."""
    found: list[Run] = []
    broken: list[FormatError] = []
    for folder in project.run_dirs():
        if not (folder / CONFIG_NAME).exists():
            continue
        try:
            found.append(Run.load(project, folder))
        except FormatError as error:
            broken.append(error)
    return found, broken


def _events(path: Path) -> list[dict[str, Any]]:
    """The events of a log; a line that was cut short by a kill is left out."""
    if not path.is_file() or path.stat().st_size > MAX_EVENT_BYTES:
        return []
    found = []
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                event = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(event, dict):
                found.append(event)
    return found


def _last_event(path: Path) -> dict[str, Any]:
    """The last whole event of a log, read from its end."""
    if not path.is_file():
        return {}
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - MAX_LINE_BYTES))
        lines = file.read().splitlines()
    for line in reversed(lines):
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        return event if isinstance(event, dict) else {}
    return {}
