"""The fused loss and deformation against their float64 torch twins, on every instruction set that this machine has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

from core.splats import deform_torch, losses_torch, native, native_torch
from core.splats.deform import deform_pose
from core.splats.losses import l1_dssim
from core.splats.rotations import matrices_from_quats

CLOSE = 2e-6  # float32 against float64, in the norm sense
# where a window is almost flat its variance is the difference of two nearly equal numbers: 1e-7 against C2 = 9e-4
CLOSE_FLAT = 2e-3


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(params=native.instruction_sets())
def instruction_set(request: pytest.FixtureRequest) -> Iterator[str]:
    before = native.instruction_set()
    native.set_instruction_set(request.param)
    yield request.param
    native.set_instruction_set(before)


def error(got: Tensor, truth: Tensor) -> float:
    return float((got.double() - truth).norm() / truth.norm().clamp(min=1e-12))


def loss_pair(rendered: Tensor, target: Tensor, weight: Tensor | None, dssim: float) -> tuple[float, float]:
    """Errors of the fused value and gradient."""
    fused, plain = rendered.clone().requires_grad_(), rendered.double().requires_grad_()
    got = native_torch.l1_dssim(fused, target, weight, dssim)
    truth = losses_torch.l1_dssim(plain, target.double(), None if weight is None else weight.double(), dssim)
    (3 * got).backward()
    (3 * truth).backward()
    assert fused.grad is not None
    assert plain.grad is not None
    return error(got.detach(), truth.detach()), error(fused.grad, plain.grad)


@pytest.mark.parametrize("size", [(1, 16, 16), (2, 33, 29), (1, 4, 3), (3, 1, 40), (1, 40, 1)])
@pytest.mark.parametrize("dssim", [0.2, 0.0, 1.0])
def test_the_fused_loss_is_its_twin(instruction_set: str, size: tuple[int, int, int], dssim: float) -> None:
    rng = torch.Generator().manual_seed(2)
    rendered, target = torch.rand(*size, 3, generator=rng), torch.rand(*size, 3, generator=rng)
    for weight in (None, 3 * torch.rand(*size, generator=rng)):
        value, gradient = loss_pair(rendered, target, weight, dssim)
        assert value < CLOSE
        assert gradient < CLOSE


def test_flat_images_lose_digits_but_not_sense(instruction_set: str) -> None:
    rng = torch.Generator().manual_seed(2)
    rendered = 0.9 + 1e-3 * torch.rand(1, 40, 40, 3, generator=rng)
    target = 0.9 + 1e-3 * torch.rand(1, 40, 40, 3, generator=rng)
    assert loss_pair(rendered, target, None, 0.2)[1] < CLOSE_FLAT


def test_images_that_are_not_contiguous_are_taken_as_they_read() -> None:
    rng = torch.Generator().manual_seed(0)
    wide, target = torch.rand(1, 3, 20, 30, generator=rng), torch.rand(1, 20, 30, 3, generator=rng)
    turned = wide.permute(0, 2, 3, 1)
    assert float(l1_dssim(turned, target)) == float(l1_dssim(turned.contiguous(), target))


def test_equal_images_cost_nothing_and_pull_nowhere() -> None:
    image = torch.rand(1, 20, 20, 3).requires_grad_()
    loss = l1_dssim(image, image.detach())
    loss.backward()
    assert float(loss.detach()) == pytest.approx(0.0, abs=1e-6)
    assert image.grad is not None
    assert float(image.grad.abs().max()) < 1e-6


def test_the_public_loss_takes_the_fused_way_on_the_cpu() -> None:
    image = torch.rand(1, 8, 8, 3).requires_grad_()
    assert "_Loss" in type(l1_dssim(image, torch.rand(1, 8, 8, 3)).grad_fn).__name__


def poses(C: int, rng: torch.Generator) -> Tensor:
    quats = torch.nn.functional.normalize(torch.randn(C, 4, generator=rng, dtype=torch.float64), dim=-1)
    pose = torch.eye(4, dtype=torch.float64).repeat(C, 1, 1)
    pose[:, :3, :3] = matrices_from_quats(quats)
    pose[:, :3, 3] = torch.randn(C, 3, generator=rng, dtype=torch.float64)
    return pose.float()


UNITS = torch.tensor([0.5] * 3 + [1.0] * 4 + [0.7] * 3 + [0.5] * 4)


def attributes(C: int, N: int, K: int, seed: int = 0) -> list[Tensor]:
    rng = torch.Generator().manual_seed(seed)
    base, bases = torch.randn(N, 14, generator=rng), 0.3 * torch.randn(K, N, 14, generator=rng)
    w, blend = torch.randn(C, K, generator=rng), torch.rand(N, generator=rng)
    return [base, bases, w, blend, poses(C, rng), poses(C, rng)]


@pytest.mark.parametrize(("C", "N", "K"), [(1, 1, 3), (2, 70, 5), (3, 600, 4), (2, 33, 0), (1, 257, 1)])
def test_the_fused_deformation_is_its_twin(instruction_set: str, C: int, N: int, K: int) -> None:
    inputs = attributes(C, N, K, seed=N)
    fused = [t.clone().requires_grad_() for t in inputs]
    plain = [t.double().requires_grad_() for t in inputs]
    got = native_torch.deform_pose(*fused, units=UNITS)
    truth = deform_torch.deform_pose(*plain, units=UNITS.double())
    rng = torch.Generator().manual_seed(1)
    incoming = [torch.randn(t.shape, generator=rng) for t in got]
    grads = torch.autograd.grad(got, fused, incoming)
    true_grads = torch.autograd.grad(truth, plain, [g.double() for g in incoming], allow_unused=True)
    for a, b in zip(got, truth, strict=True):
        assert error(a.detach(), b.detach()) < CLOSE
    for name, a, b in zip(("base", "bases", "w", "blend", "head", "torso"), grads, true_grads, strict=True):
        assert b is None or error(a, b) < CLOSE, name


def test_no_splats_deform_to_none() -> None:
    inputs = [t.requires_grad_() for t in attributes(2, 0, 3)]
    out = native_torch.deform_pose(*inputs, units=UNITS)
    assert out[0].shape == (2, 0, 3)
    sum(t.sum() for t in out).backward()  # type: ignore[union-attr]
    assert torch.equal(inputs[2].grad, torch.zeros(2, 3))  # type: ignore[arg-type]


def test_extreme_attributes_stay_finite(instruction_set: str) -> None:
    base, *rest = attributes(1, 64, 2)
    inputs = [(base * 1e4).requires_grad_(), *rest]
    with torch.no_grad():
        inputs[0][:, 3:7] = 0.0
        inputs[1][:] = 0.0
    out = native_torch.deform_pose(*inputs, units=UNITS)
    assert all(torch.isfinite(t).all() for t in out)
    _, quats, scales, opacities, _ = out
    assert float(scales.min()) >= 6.1e-6
    assert float(scales.max()) <= 7.4
    assert float((quats.norm(dim=-1) - 1).abs().max()) < 1e-5
    assert float(opacities.max()) <= 1.0
    sum(t.sum() for t in out).backward()  # type: ignore[union-attr]
    assert torch.isfinite(inputs[0].grad).all()  # type: ignore[arg-type]


def test_gradients_come_twice_when_the_graph_is_kept() -> None:
    inputs = [t.requires_grad_() for t in attributes(1, 40, 2)]
    total = sum(t.square().sum() for t in native_torch.deform_pose(*inputs, units=UNITS))
    first = torch.autograd.grad(total, inputs, retain_graph=True)
    second = torch.autograd.grad(total, inputs)
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_the_public_deformation_takes_the_fused_way_on_the_cpu() -> None:
    inputs = [t.requires_grad_() for t in attributes(1, 4, 2)]
    assert "_Deform" in type(deform_pose(*inputs, units=UNITS)[0].grad_fn).__name__
