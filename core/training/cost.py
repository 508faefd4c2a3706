"""What a training run will cost on this machine: time, memory, disk. Light.

Time to train is what the options say; how many steps fit in is scaled from a rate that was measured on this machine,
or, before the first run, from the rate of a two-core processor.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.avatar.layout import ATTRIBUTES
from core.training.config import TrainConfig

# least squares over runs of 10,000 to 35,000 splats at 256 and 512 pixels on two cores with AVX-512
_FIXED_MS, _PIXELS_MS, _SPLATS_MS = 3.0, 4.5, 14.5
_FIELD_TIMES = 12.0
_ENGINE_MB = 600.0
_COPIES = 5
"""The weights, their running average, their gradient and Adam's two moments."""
_PREPARE_MS, _JUDGE_MS, _START_S = 5.0, 55.0, 6.0
_CHECKPOINTS, _SNAPSHOT_BYTES = 2, 256 << 20


@dataclass(frozen=True)
class Speed:
    """Steps a second, as measured.

    Attributes:
        steps_per_s: of the run.
        num_splats: it had.
        num_bases: it had.
        size: of its pictures in pixels.
        deformation: it used.
    """

    steps_per_s: float
    num_splats: int
    num_bases: int
    size: int
    deformation: str = "basis"


@dataclass(frozen=True)
class Cost:
    """An estimate.

    Attributes:
        train_s: seconds of training; None when only the number of steps ends it and no rate is known.
        other_s: seconds before and after: cutting, retrieving, judging.
        steps: of training.
        memory_mb: of the engine at its most.
        disk_mb: that the run may take.
        measured: the rate was measured on this machine.
    """

    train_s: float
    other_s: float
    steps: int
    memory_mb: float
    disk_mb: float
    measured: bool


def estimate(config: TrainConfig, size: int, frames: int, held_out: int, speed: Speed | None = None) -> Cost:
    """What a run will cost.

    Args:
        config: resolved options.
        size: of the pictures in pixels.
        frames: to train on and to hold out, in all.
        held_out: of these, judged at the end.
        speed: the nearest that was measured on this machine, or None.
    """
    rate = 1e3 / step_ms(config.num_splats, config.num_bases, size, config.deformation, config.batch)
    if speed is not None and speed.steps_per_s > 0:
        then = 1e3 / step_ms(speed.num_splats, speed.num_bases, speed.size, speed.deformation, 1)
        rate *= speed.steps_per_s / then
    by_clock = None if config.minutes is None else config.minutes * 60.0
    train_s = config.steps / rate if by_clock is None else min(by_clock, config.steps / rate)
    pictures_mb = frames * size * size * 4 / 1e6
    weights_mb = config.num_splats * (config.num_bases + 1) * ATTRIBUTES * 4 / 1e6
    other_s = _START_S + (frames * _PREPARE_MS * (size / 256) ** 2 + held_out * _JUDGE_MS * (size / 256)) / 1e3
    return Cost(
        train_s=train_s,
        other_s=other_s,
        steps=max(1, min(config.steps, round(train_s * rate))),
        memory_mb=_ENGINE_MB + _COPIES * weights_mb + pictures_mb,
        disk_mb=pictures_mb + weights_mb * (2 + 4 * _CHECKPOINTS) + min(12 * weights_mb, _SNAPSHOT_BYTES / 1e6),
        measured=speed is not None,
    )


def step_ms(num_splats: int, num_bases: int, size: int, deformation: str, batch: int) -> float:
    """Milliseconds of a step on the machine that the constants are of; only ratios of it are relied on."""
    pixels = (size / 256) ** 2
    if deformation == "field":
        num_bases = round(_FIELD_TIMES * 20)
    one = _PIXELS_MS * pixels + _SPLATS_MS * num_splats * (num_bases + 8) / 1e6
    return _FIXED_MS + one * max(batch, 1)
