"""From stored cells to tables: which cells compare, and an arm against another with its interval. Numpy only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.evidence.banks import part_of
from core.evidence.cells import CellResult
from core.evidence.people import DEMO, DEVELOPMENT_CLIPS, DEVELOPMENT_SEEDS, SYNTHETIC, WIDE_CAPTURE
from core.evidence.plan import STEPS
from core.evidence.statistics import Interval, paired_difference, paired_gain
from core.evidence.subjects import CROSS, SELF
from core.expression.encoder import DEFAULT_ENCODER

LOWER_IS_BETTER = ("landmark_share", "lpips", "descriptor_distance", "pose_px", "broken")
HIGHER_IS_BETTER = ("ssim", "psnr", "identity", "correlation")
FIGURES = (*LOWER_IS_BETTER, *HIGHER_IS_BETTER)
SETS = {
    "S-self": (True, SELF),
    "S-cross": (True, CROSS),
    "R-self": (False, SELF),
    "R-cross": (False, "driven by "),
}
"""Name -> whether its people are synthetic, and how its tests' names begin."""
SUBSETS = ("all", "far")
MAIN, DEVELOPMENT, WIDE, SMOKE = "main", "development", "wide captures", "smoke"
Values = dict[str, list[float]]
"""Person -> value of each seed."""


@dataclass(frozen=True)
class Group:
    """Cells that may be compared: everything is alike but arm, person, seed, and the part of the bank.

    Attributes:
        people: 'main', 'development', 'wide captures' or 'smoke'.
        steps, encoder, deformation, size, test_frames, splats: of all of them.
        held: whether splats were held at the depth and on the part of the body where they began.
        network_rate: learning rate of the network; 0 where it was left as it comes.
    """

    people: str
    steps: int
    encoder: str
    deformation: str
    size: int
    test_frames: int
    splats: int
    held: bool
    network_rate: float

    @classmethod
    def of(cls, result: CellResult) -> Group:
        """The group of a cell."""
        cell = result.cell
        splats = int(cell["options"].get("num_splats", 0))
        held = bool(cell["options"].get("hold.face", 0))
        facts = (
            cell["steps"],
            cell["encoder"],
            cell["deformation"],
            cell["size"],
            cell["test_frames"],
            splats,
            held,
            float(cell["options"].get("rates.network", 0.0)),
        )
        return cls(_people(str(cell["person"])), *facts)

    @property
    def title(self) -> str:
        """For people."""
        splats = f", {self.splats:,} splats" if self.splats else ""
        free = "" if self.held else ", splats not held"
        rate = f", network rate {self.network_rate:g}" if self.network_rate else ""
        text = f"{self.deformation}, {self.encoder}, {self.steps:,} steps at {self.size} px{splats}{free}{rate}"
        return text if self.people == MAIN else f"{self.people}: {text}"


def _people(name: str) -> str:
    if name.endswith(WIDE_CAPTURE):
        return WIDE
    if name == DEMO:
        return SMOKE
    development = (*DEVELOPMENT_CLIPS, *(f"{SYNTHETIC}{seed}" for seed in DEVELOPMENT_SEEDS))
    return DEVELOPMENT if name in development else MAIN


def label_of(result: CellResult) -> str:
    """What a table calls the cell's arm: its name, the part of the bank, further losses."""
    part = part_of(str(result.cell["bank"]))
    label = result.arm + (f" @{part}" if part else "")
    weight = result.cell["options"].get("loss.consistency", 0)
    return label + (" consistent" if weight else "")


def grouped(results: Iterable[CellResult]) -> dict[Group, list[CellResult]]:
    """All cells by group: the main people first, of these the default encoder and deformation, of these trainings of
    the usual length, of these where splats were held, and then the largest."""
    groups: dict[Group, list[CellResult]] = defaultdict(list)
    for result in results:
        groups[Group.of(result)].append(result)

    def place(item: tuple[Group, list[CellResult]]) -> tuple[Any, ...]:
        group, cells = item
        usual = group.encoder == DEFAULT_ENCODER and group.deformation == "basis"
        length = group.steps != STEPS
        return (group.people != MAIN, not usual, length, not group.held, -len(cells), group.title)

    return dict(sorted(groups.items(), key=place))


def values_of(results: Iterable[CellResult], *, arm: str, of: str, subset: str, figure: str, test: str = "") -> Values:
    """Every person's figure of an arm; the mean over a set's tests, such as the drivers of R-cross.

    Args:
        results: of one group.
        arm: label.
        of: a name of ``SETS``.
        subset: 'all' or 'far'.
        figure: one of ``FIGURES``.
        test: another test of the same people, such as 'self bits4'.
    """
    synthetic, wanted = SETS[of]
    wanted = test or wanted
    found: Values = defaultdict(list)
    for result in results:
        person = str(result.cell["person"])
        if label_of(result) != arm or person.startswith(SYNTHETIC) is not synthetic:
            continue
        tests = [
            t for name, t in result.tests.items() if name == wanted or (wanted[-1] == " " and name.startswith(wanted))
        ]
        values = [t[subset][figure] for t in tests if figure in t.get(subset, {})]
        if values:
            found[person].append(sum(values) / len(values))
    return dict(found)


def compare(
    results: Sequence[CellResult], figure: str, *, arm: str, baseline: str, of: str, subset: str, test: str = ""
) -> Interval | None:
    """An arm against another: the relative gain where lower is better, the difference where higher is better.

    Only seeds of a person count that both were run with.
    """
    both = _runs(results, arm) & _runs(results, baseline)
    paired = [r for r in results if (str(r.cell["person"]), int(r.cell["seed"])) in both]
    ours, theirs = (
        values_of(paired, arm=name, of=of, subset=subset, figure=figure, test=test) for name in (arm, baseline)
    )
    return (paired_gain if figure in LOWER_IS_BETTER else paired_difference)(ours, theirs)


def _runs(results: Iterable[CellResult], arm: str) -> set[tuple[str, int]]:
    """Person and seed of an arm's cells."""
    return {(str(r.cell["person"]), int(r.cell["seed"])) for r in results if label_of(r) == arm}


def mean_of(values: Values) -> float | None:
    """Over people, seeds averaged first."""
    people = [sum(v) / len(v) for v in values.values() if v]
    return sum(people) / len(people) if people else None
