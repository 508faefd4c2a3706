"""The training runs of a project, as the window reads them: options, curves, results, snapshots. Light."""

from __future__ import annotations

import json
import math
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.errors import FormatError, InputError
from core.project.atomic import atomic_write_json, read_json, storage_error
from core.project.project import Project

CONFIG_NAME, RESULT_NAME, EVENTS_NAME, NEIGHBOURS_NAME, FRAMES_NAME = (
    "config.json", "result.json", "events.jsonl", "neighbours.safetensors", "frames.json",
)  # fmt: skip
CHECKPOINTS_NAME, SNAPSHOTS_NAME, PREVIEWS_NAME, CONTROL_NAME = (
    "checkpoints", "snapshots", "previews", "control.json",
)  # fmt: skip
TRAIN, HELD_OUT = 0, 1
MAX_WATCHED = 64
MAX_EVENT_BYTES = 256 << 20
MAX_LINE_BYTES = 1 << 20
_RUN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")


@dataclass(frozen=True)
class RunFrames:
    """Which frame of which capture each row of a run's prepared clip is, and what it was used for.

    Attributes:
        prepared: folder of the prepared clip, relative to the project; its split may have changed since.
        size: side of the pictures in pixels.
        captures: capture id of each row.
        frames: frame number in the capture's source of each row.
        split: 0 train, 1 held out, -1 left out.
    """

    prepared: str
    size: int
    captures: tuple[str, ...]
    frames: tuple[int, ...]
    split: tuple[int, ...]

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> RunFrames:
        """Read what a run saved.

        Raises:
            FormatError: damaged.
        """
        captures: list[str] = []
        frames: list[int] = []
        split: list[int] = []
        try:
            for part in raw["captures"]:
                own = [int(frame) for frame in part["frames"]]
                captures += [str(part["capture"])] * len(own)
                frames += own
                split += [int(role) for role in part["split"]]
            if len(split) != len(frames):
                raise ValueError("frames and roles differ in number")
            return cls(str(raw["prepared"]), int(raw["size"]), tuple(captures), tuple(frames), tuple(split))
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError(f"'{FRAMES_NAME}' of a run is damaged", got=str(error)) from error

    def row(self, capture_id: str, frame: int) -> int | None:
        """The row nearest to a frame of a capture, or None when the run did not use the capture."""
        rows = [i for i, name in enumerate(self.captures) if name == capture_id]
        return min(rows, key=lambda i: abs(self.frames[i] - frame)) if rows else None

    def rows(self, chosen: object) -> list[int]:
        """Rows of chosen frames, each a pair of capture id and frame; what cannot be read is passed over."""
        found: list[int] = []
        for item in chosen[:MAX_WATCHED] if isinstance(chosen, list) else []:
            if isinstance(item, list) and len(item) == 2 and isinstance(item[1], int):
                row = self.row(str(item[0]), item[1])
                found += [row] if row is not None and row not in found else []
        return found

    @property
    def held_out(self) -> list[int]:
        """Rows that took no part in training."""
        return [i for i, role in enumerate(self.split) if role == HELD_OUT]


@dataclass(frozen=True)
class Run:
    """One training run.

    Attributes:
        id: folder name, sorts by age.
        folder: where it lies.
        config: what config.json says: ``chain`` and ``training``.
        result: what result.json says; empty until the run has ended well.
        outcome: 'done', 'stopped early' (it no longer gained), 'stopped' (the user asked it to finish), 'cancelled',
            'failed', or 'unfinished' (running, or killed).
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
        if result and last.get("event") not in ("finished", None):
            outcome = "unfinished"  # it goes on beyond an earlier end, or was killed in doing so
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
    def name(self) -> str:
        """The avatar's name that the user gave it, or the clip's."""
        plan, chain = _table(self.config, "plan"), _table(self.config, "chain")
        return str(plan.get("name") or Path(str(chain.get("source", ""))).stem or self.id)

    @property
    def started_utc(self) -> datetime | None:
        """When it began, from its id."""
        try:
            return datetime.strptime(self.id[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return None

    @property
    def retrieves(self) -> bool:
        """Whether it trained with RAF."""
        return _table(self.config, "chain").get("bank") is not None

    @property
    def training(self) -> dict[str, Any]:
        """The resolved training options."""
        return _table(self.config, "training")

    @property
    def figures(self) -> dict[str, float]:
        """Figures of the finished avatar by stable name, such as ``heldout.psnr``."""
        figures = _table(self.result, "figures")
        return {name: float(v) for name, v in figures.items() if isinstance(v, int | float) and math.isfinite(v)}

    @property
    def can_continue(self) -> bool:
        """Whether a checkpoint is there to go on from, or the run has only to be begun again."""
        return bool(_table(self.config, "plan"))

    def frames(self) -> RunFrames:
        """Which frames it used.

        Raises:
            FormatError: it did not come so far, or the record is damaged.
        """
        return RunFrames.from_dict(read_json(self.folder / FRAMES_NAME))

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


def new_run_id() -> str:
    """A folder name for a new run: by the time, so that names sort by age, and a random part."""
    return f"{datetime.now(UTC).strftime('%Y%m%dT%H%M%S')}-{secrets.token_hex(3)}"


def run_folder(project: Project, run_id: str) -> Path:
    """The folder of a run by its id.

    Raises:
        InputError: no such name can be.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise InputError("This is not the id of a run", got=repr(run_id))
    return project.root / "runs" / run_id


def write_control(project: Project, run_id: str, *, frames: Sequence[tuple[str, int]], finish: bool = False) -> None:
    """Tell a running training which frames to show, and whether to finish now with what is there.

    Raises:
        StorageError: it cannot be written.
    """
    facts = {"frames": [list(item) for item in frames[:MAX_WATCHED]], "finish": finish}
    atomic_write_json(run_folder(project, run_id) / CONTROL_NAME, facts)


def delete_run(project: Project, run: Run, *, with_avatar: bool) -> None:
    """Remove a run's folder for good, and its avatar if that is asked.

    Raises:
        StorageError: it cannot be removed, or something is still writing it.
    """
    folder = run_folder(project, run.id)
    try:
        (folder / CONFIG_NAME).unlink(missing_ok=True)  # from here on it is no run
        shutil.rmtree(folder)
        if with_avatar and run.avatar is not None:
            run.avatar.unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(folder, error) from error


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


def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


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
