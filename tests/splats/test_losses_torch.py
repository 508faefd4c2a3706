"""The plain torch image loss against a direct, unseparated SSIM and finite differences."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from core.errors import ShapeError
from core.splats import losses_torch
from core.splats.losses import l1_dssim

F64 = torch.float64

pytestmark = pytest.mark.usefixtures("one_thread")


def made_images(C: int = 2, H: int = 19, W: int = 23, *, dtype: torch.dtype = F64) -> tuple[Tensor, Tensor, Tensor]:
    """A rendered image, a target not far from it, and a weight map."""
    rng = torch.Generator().manual_seed(0)
    rendered, noise = torch.rand(2, C, H, W, 3, generator=rng, dtype=dtype)
    target = (0.7 * rendered + 0.3 * noise).clamp(0, 1)
    return rendered, target, 1 + 5 * torch.rand(C, H, W, generator=rng, dtype=dtype)


def direct_ssim(a: Tensor, b: Tensor) -> Tensor:
    """SSIM as its paper writes it, one 11 x 11 window, one channel at a time: [C, H, W, 3] -> [C, H, W]."""
    offsets = torch.arange(-5, 6, dtype=a.dtype)
    window = torch.exp(-(offsets[:, None] ** 2 + offsets[None] ** 2) / (2 * 1.5**2))
    window = (window / window.sum())[None, None]
    channels = []
    for k in range(3):
        x, y = a[:, None, ..., k], b[:, None, ..., k]
        mx, my, xx, yy, xy = (functional.conv2d(t, window, padding=5) for t in (x, y, x * x, y * y, x * y))
        luminance = (2 * mx * my + 1e-4) / (mx**2 + my**2 + 1e-4)
        channels.append(luminance * (2 * (xy - mx * my) + 9e-4) / (xx - mx**2 + yy - my**2 + 9e-4))
    return torch.stack(channels).mean(0)[:, 0]


@pytest.mark.parametrize("dssim", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_value_is_the_stated_formula(dssim: float, weighted: bool) -> None:
    rendered, target, weight = made_images()
    absolute = (rendered - target).abs().mean(-1)
    map_ = (1 - dssim) * absolute + dssim * (1 - direct_ssim(rendered, target)) / 2
    expected = (map_ * weight).mean() if weighted else map_.mean()
    got = l1_dssim(rendered, target, weight if weighted else None, dssim)
    assert got.item() == pytest.approx(expected.item(), abs=1e-12)


def test_equal_images_cost_nothing() -> None:
    rendered, _, weight = made_images()
    assert l1_dssim(rendered, rendered, weight).item() == pytest.approx(0, abs=1e-12)


def test_black_against_white_costs_one_per_absolute_error() -> None:
    black, white = torch.zeros(1, 8, 8, 3, dtype=F64), torch.ones(1, 8, 8, 3, dtype=F64)
    assert l1_dssim(black, white, dssim=0.0).item() == 1.0


def test_a_map_of_ones_is_no_map_and_weights_scale() -> None:
    rendered, target, weight = made_images()
    plain = l1_dssim(rendered, target)
    assert l1_dssim(rendered, target, torch.ones_like(weight)).item() == pytest.approx(plain.item())
    assert l1_dssim(rendered, target, torch.full_like(weight, 6.0)).item() == pytest.approx(6 * plain.item())


def test_images_smaller_than_the_window_work() -> None:
    rendered, target, _ = made_images(1, 3, 1)
    expected = 0.5 * (1 - direct_ssim(rendered, target)).mean()
    assert l1_dssim(rendered, target, dssim=1.0).item() == pytest.approx(expected.item())


def test_gradients_equal_finite_differences() -> None:
    rendered, target, weight = (t.requires_grad_() for t in made_images(1, 7, 6))

    def loss(*images: Tensor) -> Tensor:
        return losses_torch.l1_dssim(*images, dssim=0.3)

    assert torch.autograd.gradcheck(loss, (rendered, target, weight), fast_mode=True)


def test_the_blurs_own_gradient_is_the_convolutions() -> None:
    image = torch.rand(2, 3, 14, 9, generator=torch.Generator().manual_seed(0), dtype=F64)
    assert torch.autograd.gradcheck(losses_torch.blur, image.requires_grad_(), fast_mode=True)
    assert torch.autograd.gradgradcheck(losses_torch.blur, image[:1, :1, :5, :5].detach().requires_grad_())


def test_the_blur_keeps_an_evenly_lit_middle() -> None:
    blurred = losses_torch.blur(torch.ones(1, 1, 21, 21, dtype=F64))
    assert blurred[0, 0, 10, 10].item() == pytest.approx(1.0)
    bell = [math.exp(-(i**2) / 4.5) for i in range(-5, 6)]
    assert blurred[0, 0, 0, 10].item() == pytest.approx(sum(bell[5:]) / sum(bell))  # zeros beyond the border


def test_images_of_different_shape_are_refused() -> None:
    rendered, target, weight = made_images()
    with pytest.raises(ShapeError, match="'target'"):
        l1_dssim(rendered, target[:, :-1])
    with pytest.raises(ShapeError, match="'weight'"):
        l1_dssim(rendered, target, weight[:1])
    with pytest.raises(ShapeError, match="'rendered'"):
        l1_dssim(rendered[0], target[0])
