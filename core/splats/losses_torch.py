"""The plain torch twin of the fused image loss: any device, any dtype, and what the fused one is tested against."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

WINDOW, SIGMA = 11, 1.5
C1, C2 = 0.01**2, 0.03**2  # for images in 0..1


def l1_dssim(rendered: Tensor, target: Tensor, weight: Tensor | None = None, dssim: float = 0.2) -> Tensor:
    """See ``core.splats.losses.l1_dssim``."""
    error = (1 - dssim) * (rendered - target).abs().mean(-1)  # [C, H, W]
    if dssim:
        error = error + dssim * 0.5 * (1 - ssim_map(rendered, target))
    return (error if weight is None else error * weight).mean()


def ssim_map(a: Tensor, b: Tensor) -> Tensor:
    """Structural similarity of each pixel, mean over the channels: [C, H, W, 3] twice -> [C, H, W].

    Source: Wang et al., Image quality assessment (2004): Gaussian window 11 x 11, sigma 1.5; zeros beyond the border.
    """
    x, y = a.permute(0, 3, 1, 2), b.permute(0, 3, 1, 2)  # [C, 3, H, W]
    mean_x, mean_y, xx, yy, xy = blur(torch.cat([x, y, x * x, y * y, x * y], 1)).chunk(5, 1)
    mean_xx, mean_yy, mean_xy = mean_x * mean_x, mean_y * mean_y, mean_x * mean_y
    structure = (2 * (xy - mean_xy) + C2) / ((xx - mean_xx) + (yy - mean_yy) + C2)
    similarity: Tensor = structure * (2 * mean_xy + C1) / (mean_xx + mean_yy + C1)
    return similarity.mean(1)


def blur(images: Tensor) -> Tensor:
    """Gaussian blur of each plane with zeros beyond the border: [C, P, H, W] -> [C, P, H, W]."""
    blurred: Tensor = _Blur.apply(images)  # type: ignore[no-untyped-call]
    return blurred


class _Blur(torch.autograd.Function):
    """The blur is its own transpose, so its gradient is a blur; torch's own for convolutions is far slower on a CPU."""

    @staticmethod
    def forward(ctx: Any, images: Tensor) -> Tensor:
        # planes as groups, not as a batch of single planes: that is ten times faster on a CPU
        window, planes = _window(images), images.shape[1]
        down, across = (window.view(shape).expand(planes, 1, -1, -1) for shape in ((1, 1, -1, 1), (1, 1, 1, -1)))
        rows = functional.conv2d(images, down, padding=(WINDOW // 2, 0), groups=planes)
        return functional.conv2d(rows, across, padding=(0, WINDOW // 2), groups=planes)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Tensor:
        return blur(grads[0])


def _window(like: Tensor) -> Tensor:
    offset = torch.arange(WINDOW, dtype=like.dtype, device=like.device) - WINDOW // 2
    bell = torch.exp(-offset * offset / (2 * SIGMA**2))
    return bell / bell.sum()
