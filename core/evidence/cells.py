"""What one cell of the experiment is, and where its result is kept. Light."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from core.errors import FormatError, InputError
from core.project.atomic import atomic_write_json, read_json
from core.raf.policy import ReplacementPolicy

PROTOCOL_VERSION = 1
"""Raised whenever the same cell would give other figures: stored cells of another version do not count."""

TESTED_BY = ("project", "translate", "live")
"""What of an arm concerns its tests alone."""

ArmKind: TypeAlias = Literal["none", "raf", "noise", "noise-shaped", "residual", "random", "self"]


@dataclass(frozen=True)
class Arm:
    """One way to treat training descriptors.

    Attributes:
        name: in tables.
        kind: what is done; see docs/evidence.md.
        policy: p, k, strength, regions, gate.
        pose_weight: of the head pose in the retrieval distance.
        project: whether test descriptors go through the range projection.
        translate: whether another person's descriptors are translated before they drive.
        live: as the program drives: others' descriptors are translated and pulled back, the subject's own pulled
            back from twice as far.
    """

    name: str
    kind: ArmKind = "none"
    policy: ReplacementPolicy = field(default_factory=ReplacementPolicy)
    pose_weight: float = 0.0
    project: bool = False
    translate: bool = False
    live: bool = False

    def __post_init__(self) -> None:
        if self.kind not in get_args(ArmKind):
            raise InputError(f"There is no arm of kind '{self.kind}'", expected=", ".join(get_args(ArmKind)))

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; the name is not part of what a cell depends on."""
        facts: dict[str, Any] = {"kind": self.kind, "project": self.project}
        facts |= {name: True for name in ("translate", "live") if getattr(self, name)}
        if self.kind != "none":
            facts |= {"policy": self.policy.to_dict(), "pose_weight": self.pose_weight}
        return facts


@dataclass(frozen=True)
class Cell:
    """One training with its tests.

    Attributes:
        person: such as 'synthetic-101' or 'wall_woman'.
        arm: what happens to training descriptors.
        seed: of the training and the draws.
        steps: of the training.
        bank: name of the bank, and of a part of it behind ``@``; see ``core.evidence.banks``.
        encoder: of the descriptors.
        deformation: 'basis' or 'field'.
        size: pixels a side.
        test_frames: at most so many frames of a test are judged, evenly spread.
        probes: further tests with a spoilt driving descriptor, such as 'bits4'; see ``core.evidence.probes``.
        options: further training options, such as {'num_splats': 10000}.
    """

    person: str
    arm: Arm
    seed: int = 0
    steps: int = 3000
    bank: str = ""
    encoder: str = "geo"
    deformation: str = "basis"
    size: int = 256
    test_frames: int = 60
    probes: tuple[str, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """All that the result depends on."""
        facts = asdict(self) | {"arm": self.arm.to_dict(), "options": dict(self.options), "version": PROTOCOL_VERSION}
        facts["probes"] = list(self.probes)
        if self.arm.kind in ("none", "self"):
            facts["bank"] = ""
        return facts

    @property
    def training(self) -> str:
        """What its training depends on: cells that differ in their tests alone share one."""
        facts = self.to_dict()
        facts["arm"] = {k: v for k, v in facts["arm"].items() if k not in TESTED_BY}
        return json.dumps({k: v for k, v in facts.items() if k not in ("probes", "test_frames")}, sort_keys=True)

    @property
    def key(self) -> str:
        """Name under which the result is kept."""
        text = json.dumps(self.to_dict(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class CellResult:
    """What a cell gave.

    Attributes:
        cell: as ``Cell.to_dict`` wrote it.
        arm: name of the arm.
        tests: test name -> subset ('all' or 'far') -> figure -> value.
        facts: steps a second, RAF's report, size of the descriptor cloud.
    """

    cell: dict[str, Any]
    arm: str
    tests: dict[str, dict[str, dict[str, float]]]
    facts: dict[str, Any] = field(default_factory=dict)


class CellStore:
    """Results on disk, one file a cell.

    Args:
        folder: made when first written to.
        sheets: where contact sheets go; beside the results if None.
    """

    def __init__(self, folder: Path, sheets: Path | None = None) -> None:
        self.folder, self.sheets = folder, sheets or folder

    def path(self, cell: Cell) -> Path:
        """Where the cell's result is, or will be."""
        return self.folder / f"{cell.key}.json"

    def has(self, cell: Cell) -> bool:
        """Whether the cell was run."""
        return self.path(cell).exists()

    def put(self, cell: Cell, result: CellResult) -> None:
        """Keep a result; StorageError when that fails."""
        atomic_write_json(self.path(cell), {"kind": "evidence_cell", "version": PROTOCOL_VERSION, **asdict(result)})

    def get(self, cell: Cell) -> CellResult | None:
        """A stored result, or None."""
        path = self.path(cell)
        return _read(path) if path.exists() else None

    def all(self) -> Iterator[CellResult]:
        """Every stored result of this version, in the order of names."""
        for path in sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []:
            result = _read(path)
            if result.cell.get("version") == PROTOCOL_VERSION:
                yield result


def _read(path: Path) -> CellResult:
    raw = read_json(path)
    try:
        if raw["kind"] != "evidence_cell":
            raise ValueError("another kind of file")
        return CellResult(dict(raw["cell"]), str(raw["arm"]), dict(raw["tests"]), dict(raw["facts"]))
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(
            f"The stored cell '{path.name}' cannot be read",
            got=str(error),
            next_step="Delete it; it will be run again.",
        ) from error
