"""The options of a run: every one has bounds, changes are checked, and what they cost rises with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.errors import InputError
from core.training.config import CHOICES, PRESETS, RANGES, TrainConfig, flat, overridden, preset
from core.training.cost import Speed, estimate


def test_every_option_has_bounds() -> None:
    assert set(flat(TrainConfig())) == {*RANGES, *CHOICES, "background"}
    for config in PRESETS.values():
        overridden(config, flat(config))  # each default lies within its own bounds


@pytest.mark.parametrize(
    "changes",
    [
        {"num_splats": 3},
        {"num_splats": 1000.5},
        {"num_splats": "many"},
        {"num_splats": True},
        {"loss.dssim": 1.5},
        {"loss": {"dssim": float("nan")}},
        {"rates.base": float("inf")},
        {"rasterizer": "magic"},
        {"background": [0.5, 2.0, 0.5]},
        {"background": 3},
        {"colour": 1},
        {"loss.colour": 1},
    ],
)
def test_what_cannot_be_is_refused_by_name(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=str(next(iter(changes))).split(".")[0]):
        overridden(TrainConfig(), changes)


def test_changes_by_dotted_name_and_nested_are_the_same() -> None:
    dotted = overridden(TrainConfig(), {"loss.dssim": 0.4, "rates.base": 2, "steps": 50.0, "background": [0, 0, 0]})
    nested = overridden(
        TrainConfig(), {"loss": {"dssim": 0.4}, "rates": {"base": 2.0}, "steps": 50, "background": (0, 0, 0)}
    )
    assert dotted == nested
    assert isinstance(dotted.steps, int)
    assert dotted.loss.detail == TrainConfig().loss.detail
    assert TrainConfig.from_dict(dotted.to_dict()) == dotted


def test_a_larger_run_costs_more() -> None:
    quick, fine = (estimate(preset(name, 256, cores=2), 256, 600, 90) for name in ("quick", "fine"))
    large = estimate(preset("quick", 512, cores=2), 512, 600, 90)
    assert quick.train_s == 90.0
    assert quick.train_s < fine.train_s
    assert quick.memory_mb < fine.memory_mb < large.memory_mb
    assert large.disk_mb > quick.disk_mb
    assert large.steps / large.train_s < quick.steps / quick.train_s


def test_a_measured_rate_is_believed() -> None:
    config = replace(preset("quick", 256, cores=2), minutes=1.0)
    speed = Speed(33.0, config.num_splats, config.num_bases, 256)
    cost = estimate(config, 256, 600, 90, speed)
    assert cost.measured
    assert cost.steps == 33 * 60
    assert estimate(replace(config, num_splats=30_000), 256, 600, 90, speed).steps < 33 * 60
    by_steps = estimate(replace(config, minutes=None, steps=330), 256, 600, 90, speed)
    assert by_steps.train_s == pytest.approx(10.0)


def test_options_of_an_older_version_are_passed_over() -> None:
    raw = TrainConfig(steps=7).to_dict()
    raw["loss"]["depth_anchor"] = 0.01
    raw["gone"] = 1
    del raw["hold"]
    assert TrainConfig.from_dict(raw) == TrainConfig(steps=7)
