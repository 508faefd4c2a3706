"""Config, roles, sampler and relocation: what can be checked without drawing."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.avatar import layout
from core.avatar.model import AvatarModel, BasisDeformation
from core.errors import CaptureError, InputError
from core.training.config import PRESETS, DepthHold, TrainConfig, preset
from core.training.dataset import MIN_TRAIN_FRAMES, Sampler, assign_roles
from core.training.densify import ScreenGradient, relocate
from core.training.hold import hold_depth, strayed_m
from core.training.state import TrainState
from tests.avatar.builders import tiny_arrays

D, K = 5, 3


def test_config_survives_json_and_ignores_what_it_does_not_know() -> None:
    config = TrainConfig(num_splats=1234, minutes=None, steps=7)
    assert TrainConfig.from_dict(config.to_dict() | {"from_the_future": 1}) == config


@pytest.mark.parametrize(
    "bad", [{"minutes": 0}, {"steps": 0}, {"num_splats": 3}, {"batch": 0}, {"average": 1.0}, {"validation_share": 0.9}]
)
def test_config_out_of_range_names_the_option(bad: dict[str, float]) -> None:
    with pytest.raises(InputError, match=next(iter(bad))):
        TrainConfig(**bad)  # type: ignore[arg-type]


def test_presets_grow_with_the_image_and_the_machine_and_obey_minutes() -> None:
    for name in PRESETS:
        assert preset(name, 512).num_splats > preset(name, 256).num_splats
        assert preset(name, 256, cores=16).num_splats > preset(name, 256, cores=2).num_splats
        assert preset(name, 256, cores=1).num_splats < preset(name, 256, cores=2).num_splats
    assert preset("standard", 256, cores=2).num_splats == PRESETS["standard"].num_splats
    assert preset("quick", 256, minutes=2.5).minutes == 2.5
    with pytest.raises(InputError, match="quick, standard, fine"):
        preset("turbo", 256)


@given(st.integers(40, 400), st.floats(0.0, 0.5))
@settings(max_examples=40, deadline=None)
def test_roles_are_disjoint_and_validation_is_one_block(count: int, share: float) -> None:
    split = np.zeros(count, np.int8)
    split[: count // 10], split[-count // 5 :] = -1, 1
    roles = assign_roles(split, share)
    own = roles.validation if int((split == 0).sum() * share) else roles.validation[:0]
    parts = [*roles.train, *own, *roles.heldout]
    assert len(parts) == len(set(parts))
    assert all(split[f] == 0 for f in roles.train)
    assert (np.diff(own) == 1).all()


def test_too_few_frames_say_how_many_are_needed() -> None:
    with pytest.raises(CaptureError, match=str(MIN_TRAIN_FRAMES)):
        assign_roles(np.zeros(3, np.int8), 0.1)


def test_sampler_shows_every_frame_once_a_pass_and_repeats_by_seed() -> None:
    frames = np.arange(10, 20, dtype=np.int32)
    first, second = Sampler(frames, 3), Sampler(frames, 3)
    drawn = np.concatenate([first.next(3) for _ in range(10)])
    assert sorted(drawn[:10]) == sorted(drawn[10:20]) == list(frames)
    assert np.array_equal(drawn, np.concatenate([second.next(3) for _ in range(10)]))


def make_model() -> AvatarModel:
    arrays = tiny_arrays()
    deformation = BasisDeformation(D, 40, K, 8, torch.Generator().manual_seed(0))
    pose = np.repeat(arrays["cam_from_head0"][None], 4, axis=0)
    descriptors = np.random.default_rng(0).normal(size=(4, D)).astype(np.float32)
    return AvatarModel(arrays["base"], arrays["blend"], deformation, descriptors, pose, pose[0])


def test_relocation_moves_the_least_used_onto_the_most_pulled() -> None:
    model = make_model()
    with torch.no_grad():
        model.base[:4, layout.OPACITY] = -8.0 / layout.OPACITY_STEP
    optimizer = torch.optim.Adam([model.base], lr=1.0)
    (model.base.square().sum()).backward()
    optimizer.step()
    gradient = ScreenGradient(40)
    pull = torch.zeros(40, layout.ATTRIBUTES)
    pull[[7, 9, 11, 13], 0] = 5.0
    gradient.add(pull)
    before = model.base.detach().clone()
    moved = relocate(model, model, optimizer, gradient, 0.1, torch.Generator().manual_seed(0))
    assert moved == 4
    near = [int((before[:, :3] - model.base[i, :3]).norm(dim=1).argmin()) for i in range(4)]
    assert set(near) <= {7, 9, 11, 13}
    untouched = [i for i in range(40) if i > 3 and i not in (7, 9, 11, 13)]
    assert torch.equal(model.base[untouched], before[untouched])
    begun = before[:, :3]  # a splat that moved is anchored where the one began on which it now stands
    assert {int((begun - model.anchor[i]).norm(dim=1).argmin()) for i in range(4)} <= {7, 9, 11, 13}
    assert (optimizer.state[model.base]["exp_avg"][:4] == 0).all()


def test_a_split_covers_as_much_as_the_splat_did() -> None:
    model = make_model()
    with torch.no_grad():
        model.base[0, layout.OPACITY] = -9.0 / layout.OPACITY_STEP
        model.base[5, layout.OPACITY] = 2.0 / layout.OPACITY_STEP
    gradient = ScreenGradient(40)
    pull = torch.zeros(40, layout.ATTRIBUTES)
    pull[5, 1] = 1.0
    gradient.add(pull)
    optimizer = torch.optim.Adam([model.base], lr=1.0)
    relocate(model, model, optimizer, gradient, 1 / 40, torch.Generator().manual_seed(0))
    opacity = torch.sigmoid(model.base[[0, 5], layout.OPACITY] * layout.OPACITY_STEP)
    together = 1 - (1 - opacity[0]) * (1 - opacity[1])
    assert float(together.detach()) == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-4)


def test_a_splat_goes_back_to_its_depth_by_its_share_and_aside_it_stays() -> None:
    model = make_model()
    view = model.cam_from_head0[2, :3]
    aside = torch.linalg.cross(view, torch.tensor([0.0, 1.0, 0.0]))
    model.held[:] = 1.0
    model.held[4] = 0.0
    with torch.no_grad():
        model.base[3:5, layout.MEAN] += view * 0.02 / layout.MEAN_STEP_M
        model.base[5, layout.MEAN] += aside * 0.02 / layout.MEAN_STEP_M
    before = model.base.detach().clone()
    hold_depth(model, DepthHold(face=0.5, other=0.1), decay=0.2)
    strayed = strayed_m(model).detach()
    assert strayed[[3, 4]].tolist() == pytest.approx([0.018, 0.0196], abs=1e-6)
    assert float(strayed.abs().sum()) == pytest.approx(0.0376, abs=1e-5)
    assert torch.equal(model.base[5], before[5])
    assert torch.equal(model.base[:, 3:], before[:, 3:])


def test_a_run_that_began_before_splats_had_anchors_goes_on() -> None:
    config = TrainConfig(num_splats=64, minutes=None, steps=7)
    roles = assign_roles(np.zeros(30, np.int8), 0.0)
    state, older = (TrainState(make_model(), roles, config) for _ in range(2))
    kept = {name: tensor for name, tensor in older.tensors().items() if not name.endswith((".anchor", ".held"))}
    with torch.no_grad():
        kept["model.base"] += 1.0
    state.load(kept, older.facts())
    assert torch.equal(state.model.anchor, kept["model.base"][:, layout.MEAN])
