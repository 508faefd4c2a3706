"""The cells of the experiment, in the order in which they are run: the most telling first."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias

from core.errors import InputError
from core.evidence.cells import Arm, Cell
from core.evidence.people import DEMO, DEVELOPMENT_SEEDS, REAL_CLIPS, SYNTHETIC, SYNTHETIC_SEEDS
from core.raf.policy import ReplacementPolicy

PlanName: TypeAlias = Literal["smoke", "develop", "main", "field", "bank", "encoder", "longer"]
PLANS: tuple[PlanName, ...] = ("smoke", "develop", "main", "bank", "encoder", "longer", "field")
STEPS, SMOKE_STEPS, LONG_STEPS = 3000, 60, 9000
SMOKE_FRAMES = 6
MAIN_SEEDS = (0, 1, 2)
SMALL = (("num_splats", 10_000), ("num_bases", 16))
"""Options of every cell of the tables: the quick preset's model, so that a cell takes about a minute on one core."""

BEST = ReplacementPolicy(p=0.5, k=8, strength=(0.0, 0.5))
"""The setting under test; chosen on the development set."""

NONE = Arm("none")
CONTROLS = (
    Arm("raf", "raf", BEST),
    Arm("noise", "noise", BEST),
    Arm("random", "random", BEST),
    Arm("noise-shaped", "noise-shaped", BEST),
    Arm("residual", "residual", BEST),
    Arm("self", "self", BEST),
)
VARIANTS = (
    Arm("raf-gate", "raf", replace(BEST, gate=1.3)),
    Arm("raf-fade", "raf", replace(BEST, fade=True)),
    Arm("raf-regions", "raf", replace(BEST, regions=("mouth", "eyes", "brows"))),
    Arm("raf-pose", "raf", BEST, pose_weight=2.0),
    Arm("raf-project", "raf", BEST, project=True),
    Arm("none-project", project=True),
)
GRID = tuple(
    Arm(f"raf p{p} k{k} a{low}-{high}", "raf", ReplacementPolicy(p=p, k=k, strength=(low, high)))
    for p in (0.25, 0.5, 0.8)
    for k in (1, 8, 32)
    for low, high in ((0.0, 0.5), (0.0, 1.0), (1.0, 1.0))
)
SYNTHETIC_PEOPLE = tuple(f"{SYNTHETIC}{seed}" for seed in SYNTHETIC_SEEDS)
DEVELOPMENT_PEOPLE = (*(f"{SYNTHETIC}{seed}" for seed in DEVELOPMENT_SEEDS), "acting_woman")
REAL_PEOPLE = tuple(name for name in REAL_CLIPS if name not in DEVELOPMENT_PEOPLE)


def cells_of(plan: str, *, real: bool = True, synthetic_bank: str = "synthetic", real_bank: str = "real") -> list[Cell]:
    """The cells of a plan.

    Args:
        plan: a name of ``PLANS``.
        real: whether the real clips are there.
        synthetic_bank: name of the bank for synthetic people.
        real_bank: name of the bank for real people.
    Raises:
        InputError: no such plan.
    """

    def cell(person: str, arm: Arm, seed: int = 0, **more: object) -> Cell:
        bank = synthetic_bank if person.startswith(SYNTHETIC) or person == DEMO else real_bank
        base = Cell(person, arm, seed, STEPS, bank, options=SMALL)
        return replace(base, **more)  # type: ignore[arg-type]

    synthetic = list(SYNTHETIC_PEOPLE)
    people = synthetic + (list(REAL_PEOPLE) if real else [])
    development = [p for p in DEVELOPMENT_PEOPLE if real or p.startswith(SYNTHETIC)]
    if plan == "smoke":
        tiny = (("num_splats", 1000), ("num_bases", 6))
        arms = (NONE, *CONTROLS, *VARIANTS)
        return [cell(DEMO, arm, steps=SMOKE_STEPS, options=tiny, test_frames=SMOKE_FRAMES) for arm in arms]
    if plan == "develop":
        return [cell(p, arm) for arm in (NONE, *GRID, *VARIANTS) for p in development]
    if plan == "main":
        return [cell(p, arm, seed) for seed in MAIN_SEEDS for arm in (NONE, *CONTROLS) for p in people]
    if plan == "bank":
        banks = [f"synthetic-{size}" for size in ("1k", "10k", "100k")]
        return [cell(p, CONTROLS[0], bank=bank) for bank in banks for p in synthetic]
    if plan == "encoder":
        return [cell(p, a, encoder=e) for e in ("blend52", "blend52+geo") for a in (NONE, CONTROLS[0]) for p in people]
    if plan == "longer":
        return [cell(p, arm, steps=LONG_STEPS) for arm in (NONE, CONTROLS[0], CONTROLS[1]) for p in people]
    if plan == "field":
        return [cell(p, arm, deformation="field") for arm in (NONE, CONTROLS[0], CONTROLS[1]) for p in synthetic[:4]]
    raise InputError(f"There is no plan '{plan}'", expected=", ".join(PLANS))
