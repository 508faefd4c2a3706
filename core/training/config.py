"""What can be chosen about a training run. Frozen, checks itself, is saved with every run."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from core.errors import InputError

DeformationName = Literal["basis", "field"]
GROUPS = ("loss", "rates", "hold", "densify")

RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "minutes": (0.01, 10_000),
        "steps": (1, 100_000_000),
        "num_splats": (64, 1_000_000),
        "num_bases": (1, 128),
        "hidden": (4, 1024),
        "batch": (1, 64),
        "coarse_until": (0, 0.99),
        "descriptor_noise": (0, 10),
        "random_background": (0, 1),
        "average": (0, 0.99999),
        "evaluate_every_s": (0, 1e9),
        "checkpoint_every_s": (0, 1e9),
        "patience": (0, 1_000_000),
        "validation_share": (0, 0.5),
        "validation_frames": (1, 10_000),
        "threads": (0, 1024),
        "seed": (0, 2**31 - 1),
        "loss.dssim": (0, 1),
        "loss.detail": (0, 1000),
        "loss.alpha": (0, 100),
        "loss.pose_anchor": (0, 100),
        "loss.weights_decay": (0, 100),
        "loss.consistency": (0, 100),
        "rates.base": (0, 100),
        "rates.bases": (0, 100),
        "rates.network": (0, 10),
        "rates.linear": (0, 10),
        "rates.pose": (0, 100),
        "rates.torso": (0, 100),
        "rates.blend": (0, 100),
        "rates.frame": (0, 100),
        "rates.final_share": (1e-6, 1),
        "rates.passes": (1, 1e9),
        "hold.face": (0, 1),
        "hold.other": (0, 1),
        "densify.every": (1, 1_000_000),
        "densify.times": (1, 1_000_000),
        "densify.until": (0, 1),
        "densify.share": (0, 0.5),
    }
)
"""Least and greatest value of every number, by dotted name."""
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"deformation": ("basis", "field"), "rasterizer": ("auto", "native", "gsplat", "reference")}
)


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
    consistency: float = 0.0  # of a frame's picture with its own expression and with RAF's, outside mouth and eyes


@dataclass(frozen=True)
class LearningRates:
    """Adam's, in natural units a step; decay exponentially to ``final_share`` of themselves."""

    base: float = 1.2
    bases: float = 0.05
    network: float = 3e-4
    linear: float = 3e-5
    pose: float = 2e-3  # of the head's pose map, in units of about a third of a pixel
    torso: float = 2e-2
    blend: float = 2e-2  # of a splat's share of head and torso motion; on the face it stays as it began
    frame: float = 0.3  # of a frame's own pose residual, in units of about a third of a pixel
    final_share: float = 0.05
    passes: float = 16.0  # over the training frames, or 10,000 steps if more; longer runs go on ever more slowly


@dataclass(frozen=True)
class DepthHold:
    """Which share of its way a splat goes back each step to the depth where it began, at the full learning rates."""

    face: float = 0.03  # splats that the landmarks put on the face
    other: float = 0.01


@dataclass(frozen=True)
class Densify:
    """Relocation of the least used splats; N stays what it is."""

    every: int = 300  # steps between two times at least
    times: int = 16  # in a whole run at most, spread evenly: more would tear down what was learnt
    until: float = 0.7  # share of the course of the rates
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
        coarse_until: share of the course of the rates at half resolution.
        descriptor_noise: deviation of Gaussian noise added to standardised descriptors.
        average: decay of the running average of the weights that is evaluated and saved; 0 for none.
        evaluate_every_s: seconds between held-out checks.
        checkpoint_every_s: seconds between checkpoints.
        patience: held-out checks without a better one before the run stops; 0 never stops early.
        validation_share: contiguous share of the training frames kept for choosing the best checkpoint.
        background: RGB in 0..1 on which the avatar is judged and shown.
        random_background: how far each step's background goes from there to a random colour; 0 stays there. On one
            colour alone, half-clear splats take part of it for their own.
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
    random_background: float = 1.0
    rasterizer: str = "auto"
    threads: int = 0
    seed: int = 0
    loss: LossWeights = field(default_factory=LossWeights)
    rates: LearningRates = field(default_factory=LearningRates)
    hold: DepthHold = field(default_factory=DepthHold)
    densify: Densify = field(default_factory=Densify)

    def __post_init__(self) -> None:
        for name, value in flat(self).items():
            if name in CHOICES:
                _require(value in CHOICES[name], name, value, " or ".join(CHOICES[name]))
            elif name == "background":
                good = len(value) == 3 and all(0 <= channel <= 1 for channel in value)
                _require(good, name, value, "red, green and blue, each 0 to 1")
            elif not (name == "minutes" and value is None):
                low, high = RANGES[name]
                good = isinstance(value, int | float) and math.isfinite(value) and low <= value <= high
                _require(good, name, value, f"{low:g} to {high:g}")

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> TrainConfig:
        """The inverse of to_dict; unknown keys are ignored, so that older runs stay readable."""
        known = {f.name for f in fields(cls)}
        values = {k: v for k, v in raw.items() if k in known}
        for name, kind in GROUP_KINDS.items():
            if isinstance(values.get(name), dict):
                values[name] = kind(**_known(kind, values[name]))
        if "background" in values:
            values["background"] = tuple(values["background"])
        return cls(**values)


GROUP_KINDS: Mapping[str, type] = MappingProxyType(
    {"loss": LossWeights, "rates": LearningRates, "hold": DepthHold, "densify": Densify}
)


def _known(kind: type, raw: Mapping[str, Any]) -> dict[str, Any]:
    names = {f.name for f in fields(kind)}
    return {name: value for name, value in raw.items() if name in names}


def flat(config: TrainConfig) -> dict[str, Any]:
    """Every option by its dotted name, such as ``loss.dssim``, in the order of the classes."""
    found: dict[str, Any] = {}
    for part in fields(config):
        value = getattr(config, part.name)
        if is_dataclass(value):
            found |= {f"{part.name}.{inner.name}": getattr(value, inner.name) for inner in fields(value)}
        else:
            found[part.name] = value
    return found


def overridden(config: TrainConfig, changes: Mapping[str, Any]) -> TrainConfig:
    """The config with other values for some options.

    Args:
        config: to begin with.
        changes: by dotted name (``loss.dssim``), or nested (``{"loss": {"dssim": 0.1}}``).
    Raises:
        InputError: no such option, or a value out of range.
    """
    known = flat(config)
    values: dict[str, Any] = {}
    for name, value in changes.items():
        nested = value if name in GROUPS and isinstance(value, Mapping) else None
        values |= {name: value} if nested is None else {f"{name}.{inner}": v for inner, v in nested.items()}
    for name in values:
        _require(name in known, name, "an option that there is not", ", ".join(known))
    raw = config.to_dict()
    for name, value in values.items():
        group, _, inner = name.rpartition(".")
        (raw[group] if group else raw)[inner] = _like(known[name], value, name)
    return TrainConfig.from_dict(raw)


def _like(known: object, value: Any, name: str) -> Any:
    """A value in the type that the option has; whole numbers stay whole."""
    try:
        if isinstance(known, tuple):
            return tuple(float(v) for v in value)
        if isinstance(known, str) or (name == "minutes" and value is None):
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("not a number")
        if isinstance(known, int) and name != "minutes":
            if value != int(value):
                raise ValueError("not a whole number")
            return int(value)
        return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"Training option '{name}' cannot be read", got=repr(value), expected=str(error)) from error


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
