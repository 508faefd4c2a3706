"""The numpy runtime draws what the torch model draws, to 1e-5, for the same weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.avatar import layout
from core.avatar.field import FieldDeformation, distill
from core.avatar.model import AvatarModel, BasisDeformation
from core.avatar.pack import pack_arrays
from core.avatar.runtime import Avatar
from core.avatar.se3 import exp_se3
from core.errors import ShapeError
from core.types import FloatArray
from tests.avatar.builders import tiny_arrays, tiny_meta

TOLERANCE = 1e-5  # metres, radians and shares alike; float32 through two orders of summation
D, K, N, T = 5, 3, 40, 9


@pytest.fixture
def descriptors() -> FloatArray:
    return np.random.default_rng(1).normal(size=(T, D)).astype(np.float32)


@pytest.fixture
def poses() -> FloatArray:
    rng = np.random.default_rng(2)
    rest = tiny_arrays()["cam_from_head0"]
    delta = exp_se3(rng.normal(scale=0.05, size=(T, 6)).astype(np.float32))
    return np.asarray(rest @ delta, np.float32)


@pytest.fixture
def model(descriptors: FloatArray, poses: FloatArray) -> AvatarModel:
    arrays = tiny_arrays()
    generator = torch.Generator().manual_seed(3)
    deformation = BasisDeformation(D, N, K, 8, generator)
    made = AvatarModel(arrays["base"], arrays["blend"], deformation, descriptors, poses, poses[0])
    with torch.no_grad():
        deformation.bases.copy_(torch.from_numpy(arrays["bases"]))
        deformation.linear.copy_(torch.from_numpy(arrays["linear"]))
        made.pose_map.copy_(0.01 * torch.randn(made.pose_map.shape, generator=generator))
    return made


def packed(model: AvatarModel, descriptors: FloatArray) -> Avatar:
    landmarks = Avatar(tiny_meta(D), tiny_arrays()).landmark_model
    arrays = pack_arrays(
        model, K=tiny_arrays()["K"], landmarks=landmarks, descriptors=descriptors, num_bases=K, hidden=8
    )
    return Avatar(tiny_meta(D), arrays)


@pytest.mark.parametrize("frame", range(0, T, 2))
def test_runtime_equals_model(model: AvatarModel, descriptors: FloatArray, poses: FloatArray, frame: int) -> None:
    avatar = packed(model, descriptors)
    batch = torch.tensor([frame])
    with torch.no_grad():
        x = model.standardise(torch.from_numpy(descriptors[[frame]]))
        head, torso = model.poses(batch, residual=False)
        expected = model.place(model.deformation(model.base, x), head, torso)
    drawn = avatar.splats(descriptors[frame], poses[frame])
    for got, want in zip(
        (drawn.means, drawn.quats, drawn.scales, drawn.opacities, drawn.colors), expected, strict=True
    ):
        assert np.abs(got - want[0].numpy()).max() < TOLERANCE


def test_a_descriptor_of_another_length_is_refused(model: AvatarModel, descriptors: FloatArray) -> None:
    with pytest.raises(ShapeError):
        packed(model, descriptors).splats(np.zeros(D + 1, np.float32))


def test_an_absurd_expression_is_limited_to_what_was_seen(model: AvatarModel, descriptors: FloatArray) -> None:
    avatar = packed(model, descriptors)
    far = avatar.splats(np.full(D, 1e6, np.float32))
    assert np.isfinite(far.means).all()
    assert np.array_equal(avatar.weights(np.full(D, 1e6)), avatar.weights(np.full(D, 1e3)))


def test_distilled_field_keeps_the_fields_changes(descriptors: FloatArray) -> None:
    generator = torch.Generator().manual_seed(0)
    means = tiny_arrays()["base"][:, layout.MEAN] * layout.MEAN_STEP_M
    field = FieldDeformation(means, D, 16, generator)
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(60, D)).astype(np.float32))
    mean, basis = distill(field, x, 12, 32, seed=0)
    with torch.no_grad():
        truth = field.deltas(x) - mean
        moved = basis(torch.zeros(N, layout.ATTRIBUTES), x)
        got = torch.einsum("bk,kna->bna", moved.w, moved.bases)
    assert (got - truth).norm() / truth.norm() < 0.15
