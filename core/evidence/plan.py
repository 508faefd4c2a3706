"""The cells of the experiment, in the order in which they are run: the most telling first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, TypeAlias

from core.errors import InputError
from core.evidence.banks import DENSE
from core.evidence.cells import Arm, Cell
from core.evidence.people import (
    DEMO,
    DEVELOPMENT_CLIPS,
    DEVELOPMENT_SEEDS,
    REAL_CLIPS,
    SYNTHETIC,
    SYNTHETIC_SEEDS,
    WIDE_CAPTURE,
)
from core.evidence.probes import PROBES
from core.expression.encoder import DEFAULT_ENCODER
from core.raf.policy import ReplacementPolicy

PlanName: TypeAlias = Literal[
    "smoke", "develop", "main", "seeds", "variants", "bank", "dense", "wide", "encoder", "longer", "field"
]
PLANS: tuple[PlanName, ...] = (
    "smoke", "develop", "main", "seeds", "variants", "bank", "dense", "wide", "encoder", "longer", "field",
)  # fmt: skip
STEPS, SMOKE_STEPS, LONG_STEPS = 2500, 60, 10_000
LONG_FIELD_STEPS = 5000
SMOKE_FRAMES = 6
FURTHER_SEEDS = (1, 2)
HELD = (("hold.face", 0.03), ("hold.other", 0.01))
"""The program's default, named so that cells of before are told apart: there splats of the face wandered behind it."""
SMALL = (("num_splats", 10_000), ("num_bases", 16), *HELD)
"""Options of every cell of the tables: the quick preset's model, so that a cell takes about a minute on one core."""
FIELD = (("num_splats", 4000), ("num_bases", 16), *HELD)
"""The field deformation runs by torch alone, some twenty times slower."""
FIELD_RATE, FIELD_RATES = 3e-3, (1e-4, None, 1e-3, 3e-3)
"""Of its network: the best of those that were tried on the development clip; None leaves the usual 3e-4."""
TUNING_STEPS = 1500

BEST = ReplacementPolicy(p=0.5, k=8, strength=(0.0, 0.5), shuffled=False)
"""The setting under test; chosen on the development set."""
REGIONS = ("mouth", "eyes", "brows")

NONE, RAF, NOISE, RANDOM = (
    Arm("none"),
    Arm("raf", "raf", BEST),
    Arm("noise", "noise", BEST),
    Arm("random", "random", BEST),
)
MAIN = (NONE, RAF, NOISE, RANDOM)
CONTROLS = (
    Arm("noise-shaped", "noise-shaped", BEST),
    Arm("residual", "residual", BEST),
    Arm("self", "self", BEST),
)
VARIANTS = (
    Arm("raf-full", "raf", replace(BEST, strength=(1.0, 1.0))),
    Arm("raf-gate", "raf", replace(BEST, gate=1.3)),
    Arm("raf-fade", "raf", replace(BEST, fade=True)),
    Arm("raf-regions", "raf", replace(BEST, regions=REGIONS)),
    Arm("raf-pose", "raf", BEST, pose_weight=2.0),
    Arm("raf-project", "raf", BEST, project=True),
    Arm("none-project", project=True),
)
LIVE = (
    Arm("none-translate", translate=True),
    Arm("none-live", live=True),
    Arm("residual-translate", "residual", BEST, translate=True),
    Arm("residual-live", "residual", BEST, live=True),
)
"""What live driving does to another person's expressions, apart and together."""
TRIED = (Arm("shuffled-gate", "raf", replace(BEST, shuffled=True, gate=1.3)),)
"""On the development set alone."""
WIDER = replace(BEST, p=0.8, strength=(0.0, 1.0))
TRIED_LONGER = (
    NONE,
    CONTROLS[1],
    LIVE[3],
    Arm("raf p0.8 k8 a0.0-1.0", "raf", WIDER),
    Arm("residual p0.8 k8 a0.0-1.0", "residual", WIDER),
    Arm("residual p0.8 k8 a0.0-1.0-live", "residual", WIDER, live=True),
)
"""On the development set alone, after longer training."""
CONSISTENT = (("loss.consistency", 0.5),)
"""Further options of the arm ``raf-regions`` with a consistency loss."""
GRID = (
    *((p, 8, strength) for p in (0.25, 0.5, 0.8) for strength in ((0.0, 0.5), (0.0, 1.0), (1.0, 1.0))),
    *((0.5, k, (0.0, 0.5)) for k in (1, 32)),
)
"""p, k and strength, tried on the development set."""
DENSE_BANKS = (DENSE, f"{DENSE}@100k", f"{DENSE}@10k")
BANK_RULES = ("300", "1k", "3k", "10k", "few-people", "one-sided")
SYNTHETIC_PEOPLE = tuple(f"{SYNTHETIC}{seed}" for seed in SYNTHETIC_SEEDS)
DEVELOPMENT_PEOPLE = (*(f"{SYNTHETIC}{seed}" for seed in DEVELOPMENT_SEEDS), *DEVELOPMENT_CLIPS)
REAL_PEOPLE = tuple(name for name in REAL_CLIPS if name not in DEVELOPMENT_CLIPS)


def cells_of(plan: str, *, real: bool = True) -> list[Cell]:
    """The cells of a plan.

    Args:
        plan: a name of ``PLANS``.
        real: whether the real clips are there.
    Raises:
        InputError: no such plan.
    """
    synthetic = list(SYNTHETIC_PEOPLE)
    people = synthetic + (list(REAL_PEOPLE) if real else [])
    development = [p for p in DEVELOPMENT_PEOPLE if real or p.startswith(SYNTHETIC)]
    if plan == "smoke":
        return _smoke()
    if plan == "develop":
        grid = [Arm(f"raf p{p} k{k} a{a[0]}-{a[1]}", "raf", replace(BEST, p=p, k=k, strength=a)) for p, k, a in GRID]
        short = [cell(p, arm) for arm in (NONE, *grid, *CONTROLS, *VARIANTS[1:], *TRIED) for p in development]
        longer = [cell(p, arm, steps=LONG_STEPS) for arm in TRIED_LONGER for p in development]
        clips = DEVELOPMENT_CLIPS if real else ()
        return short + longer + [_field(p, NONE, TUNING_STEPS, rate) for rate in FIELD_RATES for p in clips]
    if plan == "main":
        probed = [cell(p, arm, probes=PROBES) for arm in MAIN[:2] for p in people]
        return probed + [cell(p, arm) for arm in (*MAIN[2:], *CONTROLS) for p in people]
    if plan == "seeds":
        arms = (*MAIN, CONTROLS[1])
        return [cell(p, arm, seed) for seed in FURTHER_SEEDS for arm in arms for p in people]
    if plan == "variants":
        consistent = [cell(p, VARIANTS[3], options=SMALL + CONSISTENT) for p in synthetic]
        return [cell(p, arm) for arm in (*VARIANTS, *LIVE) for p in people] + consistent
    if plan == "bank":
        parts = [cell(p, RAF, part=rule) for rule in BANK_RULES for p in synthetic]
        return parts + [cell(p, RAF, part="mislabelled") for p in people[len(synthetic) :]]
    if plan == "dense":
        whole = [cell(p, VARIANTS[0], bank=DENSE) for p in synthetic]
        return [cell(p, RAF, bank=b) for b in DENSE_BANKS for p in synthetic] + whole
    if plan == "wide":
        return [cell(p + WIDE_CAPTURE, arm) for arm in MAIN[:2] for p in synthetic]
    if plan == "encoder":
        leaky = [*synthetic[:4], *people[len(synthetic) :]]
        return [cell(p, arm, encoder=e) for e in ("blend52", "blend52+geo") for arm in MAIN[:3] for p in leaky]
    if plan == "longer":
        every = (MAIN[0], MAIN[1], CONTROLS[1], *LIVE, *MAIN[2:])
        return [cell(p, arm, steps=LONG_STEPS) for arm in every for p in people]
    if plan == "field":
        few = [*people[len(synthetic) :], *synthetic[:4]]
        return [_field(p, arm, LONG_FIELD_STEPS) for p in few for arm in MAIN[:2]]
    raise InputError(f"There is no plan '{plan}'", expected=", ".join(PLANS))


def cell(person: str, arm: Arm, seed: int = 0, *, part: str = "", **more: Any) -> Cell:
    """One cell with the tables' settings but for what is named."""
    encoder = str(more.get("encoder", DEFAULT_ENCODER))
    bank = "synthetic" if person.startswith(SYNTHETIC) or person == DEMO else "real"
    bank += ("" if encoder == DEFAULT_ENCODER else f"-{encoder}") + (f"@{part}" if part else "")
    return replace(Cell(person, arm, seed, STEPS, bank, encoder=encoder, options=SMALL), **more)


def _field(person: str, arm: Arm, steps: int, rate: float | None = FIELD_RATE) -> Cell:
    options = FIELD if rate is None else (*FIELD, ("rates.network", rate))
    return cell(person, arm, steps=steps, deformation="field", options=options)


def _smoke() -> list[Cell]:
    tiny = (("num_splats", 1000), ("num_bases", 6), *HELD)
    common: dict[str, Any] = {"steps": SMOKE_STEPS, "options": tiny, "test_frames": SMOKE_FRAMES}
    cells = [cell(DEMO, arm, **common) for arm in (*MAIN, *CONTROLS, *VARIANTS, *LIVE)]
    cells.append(cell(DEMO, RAF, part="few-people", **common))
    cells.append(cell(DEMO, VARIANTS[3], **{**common, "options": tiny + CONSISTENT, "probes": ("bits4", "noise")}))
    return cells
