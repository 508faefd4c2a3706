"""What can be chosen about a training run. Frozen, checks itself, is saved with every run."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal

from core.errors import InputError

DeformationName = Literal["basis", "field"]


def _afford(cores: int) -> float:
    """How many times the splats of a two-core machine a machine can train in the same time."""
    return 0.6 if cores < 2 else min(1.0 + 0.125 * (cores - 2), 2.0)


def _require(good: bool, name: str, got: object, expected: str) -> None:
    if not good:
        raise InputError(f"Training option '{name}' is out of range", got=str(got), expected=expected)


@dataclass(frozen=True)
class LossWeights:
    """Weights of the loss terms; all images in 0..1."""

    dssim: float = 0.2
    detail: float = 6.0  # of pixels in the mouth and eye hulls, against 1 elsewhere
    alpha: float = 0.1
    pose_anchor: float = 1e-4  # on the squared per-frame pose residuals
    weights_decay: float = 1e-4  # on the squared basis weights


@dataclass(frozen=True)
class LearningRates:
    """Adam's, in natural units a step; decay exponentially to ``final_share`` of themselves."""

    base: float = 1.2
    bases: float = 0.05
    network: float = 3e-4
    linear: float = 3e-5
    pose: float = 2e-3  # of the head's pose map, in units of about a third of a pixel
    torso: float = 2e-2
    blend: float = 2e-2
    frame: float = 0.3  # of a frame's own pose residual, in units of about a third of a pixel
    final_share: float = 0.05


@dataclass(frozen=True)
class Densify:
    """Relocation of the least used splats; N stays what it is."""

    every: int = 300
    until: float = 0.7  # share of the run
    share: float = 0.04


@dataclass(frozen=True)
class TrainConfig:
    """A training run.

    Attributes:
        minutes: time to train, by the clock; None to go by ``steps`` alone.
        steps: upper limit of steps.
        num_splats: N.
        num_bases: K.
        hidden: width of the expression network.
        deformation: 'basis' or 'field'.
        batch: frames a step.
        coarse_until: share of the run at half resolution.
        descriptor_noise: deviation of Gaussian noise added to standardised descriptors.
        average: decay of the running average of the weights that is evaluated and saved; 0 for none.
        evaluate_every_s: seconds between held-out checks.
        checkpoint_every_s: seconds between checkpoints.
        patience: held-out checks without a better one before the run stops; 0 never stops early.
        validation_share: contiguous share of the training frames kept for choosing the best checkpoint.
        raf: see ``core.raf``; None trains without retrieval.
        rasterizer: 'auto', 'native', 'gsplat' or 'reference'.
        threads: of torch and the rasteriser; 0 for all cores.
        seed: of everything random.
    """

    minutes: float | None = 5.0
    steps: int = 1_000_000
    num_splats: int = 20_000
    num_bases: int = 20
    hidden: int = 96
    deformation: DeformationName = "basis"
    batch: int = 1
    coarse_until: float = 0.1
    descriptor_noise: float = 0.02
    average: float = 0.998
    evaluate_every_s: float = 30.0
    checkpoint_every_s: float = 60.0
    patience: int = 8
    validation_share: float = 0.08
    validation_frames: int = 16
    background: tuple[float, float, float] = (0.5, 0.5, 0.5)
    rasterizer: str = "auto"
    threads: int = 0
    seed: int = 0
    loss: LossWeights = field(default_factory=LossWeights)
    rates: LearningRates = field(default_factory=LearningRates)
    densify: Densify = field(default_factory=Densify)

    def __post_init__(self) -> None:
        _require(self.minutes is None or self.minutes > 0, "minutes", self.minutes, "more than 0")
        _require(self.steps >= 1, "steps", self.steps, "at least 1")
        _require(64 <= self.num_splats <= 1_000_000, "num_splats", self.num_splats, "64 to 1,000,000")
        _require(1 <= self.num_bases <= 128, "num_bases", self.num_bases, "1 to 128")
        _require(1 <= self.batch <= 64, "batch", self.batch, "1 to 64")
        _require(0 <= self.coarse_until < 1, "coarse_until", self.coarse_until, "0 to below 1")
        _require(0 <= self.average < 1, "average", self.average, "0 to below 1")
        _require(0 <= self.validation_share <= 0.5, "validation_share", self.validation_share, "0 to 0.5")
        _require(self.deformation in ("basis", "field"), "deformation", self.deformation, "basis or field")

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> TrainConfig:
        """The inverse of to_dict; unknown keys are ignored, so that older runs stay readable."""
        known = {f.name for f in fields(cls)}
        values = {k: v for k, v in raw.items() if k in known}
        for name, kind in (("loss", LossWeights), ("rates", LearningRates), ("densify", Densify)):
            if isinstance(values.get(name), dict):
                values[name] = kind(**values[name])
        if "background" in values:
            values["background"] = tuple(values["background"])
        return cls(**values)


PRESETS: dict[str, TrainConfig] = {
    "quick": TrainConfig(minutes=1.5, num_splats=10_000, num_bases=16),
    "standard": TrainConfig(minutes=5.0),
    "fine": TrainConfig(minutes=15.0, num_splats=30_000),
}


def preset(name: str, size: int, minutes: float | None = None, *, cores: int | None = None) -> TrainConfig:
    """The named preset, sized to the image and the machine.

    At 512 px there are more splats and three times the time; the presets are made for two cores, more cores afford more
    splats, and one core fewer.

    Args:
        name: quick, standard or fine.
        size: of the images in pixels.
        minutes: of training, instead of the preset's.
        cores: of this machine; counted if None.
    Raises:
        InputError: no such preset.
    """
    if name not in PRESETS:
        raise InputError(f"There is no preset '{name}'", expected=", ".join(PRESETS))
    config = PRESETS[name]
    if size > 256:
        assert config.minutes is not None
        config = replace(config, num_splats=int(config.num_splats * 1.75), minutes=config.minutes * 3.0)
    config = replace(config, num_splats=int(config.num_splats * _afford(cores or os.cpu_count() or 1)))
    return replace(config, minutes=minutes) if minutes is not None else config
