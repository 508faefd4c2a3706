"""The plain torch deformation, and the rotations it is made of."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from core.errors import ShapeError
from core.splats import deform_torch
from core.splats.deform import deform_pose
from core.splats.rotations import matrices_from_quats, multiply_quats, quats_from_matrices, unit_quats

F64 = torch.float64
NAMES = ("base", "bases", "w", "blend", "cam_from_head", "cam_from_torso", "units")

pytestmark = pytest.mark.usefixtures("one_thread")


def made_inputs(N: int = 6, K: int = 3, C: int = 2, *, dtype: torch.dtype = F64, seed: int = 0) -> dict[str, Tensor]:
    """All inputs of deform_pose by name: a head turned one way, a torso another."""
    rng = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=rng, dtype=dtype)

    return {
        "base": normal(N, 14),
        "bases": normal(K, N, 14),
        "w": normal(C, K),
        "blend": torch.rand(N, generator=rng, dtype=dtype),
        "cam_from_head": poses(normal(C, 4), normal(C, 3)),
        "cam_from_torso": poses(normal(C, 4), normal(C, 3)),
        "units": 0.2 + 0.3 * torch.rand(14, generator=rng, dtype=dtype),
    }


def poses(quats: Tensor, translations: Tensor) -> Tensor:
    """Rigid transforms [C, 4, 4] from quaternions of any length and translations."""
    rows = torch.cat([matrices_from_quats(unit_quats(quats)), translations[..., None]], -1)
    last = torch.tensor([0, 0, 0, 1], dtype=quats.dtype).expand(len(quats), 1, 4)
    return torch.cat([rows, last], 1)


def turned(degrees: float) -> Tensor:
    """One pose: a turn about z."""
    half = torch.deg2rad(torch.tensor(degrees, dtype=F64)) / 2
    return poses(torch.stack([half.cos(), half * 0, half * 0, half.sin()])[None], torch.zeros(1, 3, dtype=F64))


def test_without_bases_and_motion_attributes_are_only_activated() -> None:
    inputs = made_inputs(K=0, C=1)
    still = torch.eye(4, dtype=F64)[None]
    means, quats, scales, opacities, colors = deform_pose(**{**inputs, "cam_from_head": still, "cam_from_torso": still})
    a = inputs["base"] * inputs["units"]
    torch.testing.assert_close(means[0], a[:, :3])
    torch.testing.assert_close(quats[0], a[:, 3:7] / a[:, 3:7].norm(dim=1, keepdim=True))
    torch.testing.assert_close(scales[0], a[:, 7:10].exp())
    torch.testing.assert_close(opacities[0], 1 / (1 + (-a[:, 10]).exp()))
    torch.testing.assert_close(colors[0], 1 / (1 + (-a[:, 11:]).exp()))


def test_bases_add_by_their_weights() -> None:
    inputs = made_inputs(C=1)
    added = inputs["base"] + sum(inputs["w"][0, k] * inputs["bases"][k] for k in range(3))
    plain = deform_pose(**{**inputs, "base": added, "bases": inputs["bases"][:0], "w": inputs["w"][:, :0]})
    for got, expected in zip(deform_pose(**inputs), plain, strict=True):
        torch.testing.assert_close(got, expected)


@pytest.mark.parametrize(("blend", "frame"), [(1.0, "cam_from_head"), (0.0, "cam_from_torso")])
def test_a_splat_at_either_end_of_the_blend_moves_rigidly(blend: float, frame: str) -> None:
    inputs = made_inputs(K=0, C=1)
    inputs["blend"] = torch.full((6,), blend, dtype=F64)
    means, quats, *_ = deform_pose(**inputs)
    a, R, t = inputs["base"] * inputs["units"], inputs[frame][0, :3, :3], inputs[frame][0, :3, 3]
    torch.testing.assert_close(means[0], a[:, :3] @ R.T + t)
    torch.testing.assert_close(matrices_from_quats(quats[0]), R @ matrices_from_quats(unit_quats(a[:, 3:7])))


@pytest.mark.parametrize("degrees", [20.0, 200.0, 340.0])
def test_half_way_between_two_turns_is_the_short_way(degrees: float) -> None:
    # The signs of a pose's quaternion are free; with the wrong one the blend would go the long way round.
    inputs = made_inputs(N=1, K=0, C=1)
    inputs["base"] = torch.zeros(1, 14, dtype=F64)
    inputs["base"][0, 3] = 1.0
    inputs["blend"] = torch.full((1,), 0.5, dtype=F64)
    inputs["cam_from_head"], inputs["cam_from_torso"] = turned(degrees), turned(0.0)
    quats = deform_pose(**inputs)[1]
    short = degrees / 2 if degrees < 180 else degrees / 2 - 180
    torch.testing.assert_close(matrices_from_quats(quats[0]), turned(short)[:, :3, :3])


def test_a_batch_equals_one_frame_at_a_time() -> None:
    inputs = made_inputs(C=3)
    together = deform_pose(**inputs)
    for c in range(3):
        one = {n: inputs[n][c : c + 1] for n in ("w", "cam_from_head", "cam_from_torso")}
        for got, expected in zip(deform_pose(**{**inputs, **one}), together, strict=True):
            torch.testing.assert_close(got[0], expected[c])


def test_each_camera_may_have_its_own_base() -> None:
    inputs = made_inputs(C=2)
    own = {**inputs, "base": torch.stack([inputs["base"], inputs["base"] + 1])}
    torch.testing.assert_close(deform_pose(**own)[0][0], deform_pose(**inputs)[0][0])
    torch.testing.assert_close(deform_pose(**own)[0][1], deform_pose(**{**inputs, "base": inputs["base"] + 1})[0][1])


def test_no_splats_is_no_error() -> None:
    means, *_, colors = deform_pose(**made_inputs(N=0))
    assert means.shape == colors.shape == (2, 0, 3)


@pytest.mark.parametrize("K", [0, 2])
@pytest.mark.parametrize("per_camera", [False, True])
def test_gradients_equal_finite_differences(K: int, per_camera: bool) -> None:
    inputs = made_inputs(N=3, K=K)
    if per_camera:
        inputs["base"] = torch.stack([inputs["base"], 2 * inputs["base"]])
    units = inputs.pop("units")
    for tensor in inputs.values():
        tensor.requires_grad_()

    def place(*tensors: Tensor) -> tuple[Tensor, ...]:
        return deform_torch.deform_pose(*tensors, units=units)

    assert torch.autograd.gradcheck(place, list(inputs.values()), fast_mode=True)


def test_extreme_scales_stay_finite_and_stop_learning() -> None:
    inputs = made_inputs(N=2, K=0, C=1)
    inputs["base"][0, 7], inputs["base"][1, 7] = 1e6, -1e6
    inputs["base"].requires_grad_()
    scales = deform_pose(**inputs)[2]
    assert scales[0, 0, 0].item() == pytest.approx(torch.tensor(2.0).exp().item())
    assert scales[0, 1, 0].item() == pytest.approx(torch.tensor(-12.0).exp().item())
    scales.sum().backward()
    grad = inputs["base"].grad
    assert grad is not None
    assert grad[:, 7].abs().sum() == 0
    assert grad[:, 8].abs().min() > 0


def test_a_zero_quaternion_takes_the_poses_rotation() -> None:
    inputs = made_inputs(N=1, K=0, C=1)
    inputs["base"][0, 3:7] = 0
    inputs["blend"][:] = 1
    inputs["base"].requires_grad_()
    quats = deform_pose(**inputs)[1]
    torch.testing.assert_close(matrices_from_quats(quats[0])[0], inputs["cam_from_head"][0, :3, :3])
    quats.sum().backward()
    assert inputs["base"].grad is not None
    assert inputs["base"].grad.isfinite().all()


@pytest.mark.parametrize("name", NAMES)
def test_an_array_that_does_not_fit_is_named(name: str) -> None:
    inputs = made_inputs()
    inputs[name] = torch.zeros(2, 2, dtype=F64)
    with pytest.raises(ShapeError, match="has the wrong shape"):
        deform_pose(**inputs)


def test_float32_is_near_float64() -> None:
    double = made_inputs(N=50)
    single = {name: tensor.float() for name, tensor in double.items()}
    for got, expected in zip(deform_pose(**single), deform_pose(**double), strict=True):
        torch.testing.assert_close(got.double(), expected, atol=2e-5, rtol=2e-5)


def test_quaternions_survive_a_round_trip_half_turns_included() -> None:
    axes = torch.eye(4, dtype=F64)  # the identity and the half turns about x, y and z
    quats = torch.cat([axes, unit_quats(torch.randn(50, 4, generator=torch.Generator().manual_seed(0), dtype=F64))])
    back = quats_from_matrices(matrices_from_quats(quats))
    sign = torch.sign((back * quats).sum(-1, keepdim=True))
    torch.testing.assert_close(back * sign, quats)


def test_products_of_quaternions_are_products_of_matrices() -> None:
    a, b = unit_quats(torch.randn(2, 30, 4, generator=torch.Generator().manual_seed(1), dtype=F64))
    product = matrices_from_quats(multiply_quats(a, b))
    torch.testing.assert_close(product, matrices_from_quats(a) @ matrices_from_quats(b))
