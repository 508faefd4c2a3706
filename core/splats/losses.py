"""The image loss of training, fused on the CPU."""

from __future__ import annotations

import torch
from torch import Tensor

from core.splats import losses_torch
from core.splats.dispatch import native_ops
from core.types import check_shape


def l1_dssim(rendered: Tensor, target: Tensor, weight: Tensor | None = None, dssim: float = 0.2) -> Tensor:
    """Weighted mean of absolute error and structural dissimilarity.

    The value is the mean over C, H and W of
    ``weight * ((1 - dssim) * mean_channels |rendered - target| + dssim * (1 - mean_channels SSIM) / 2)``
    with SSIM's 11 x 11 Gaussian window, sigma 1.5, and zeros beyond the border. The mean is over all pixels, whatever
    the weights sum to: a map of ones is the same as None.

    Args:
        rendered: in 0..1, [C, H, W, 3].
        target: the truth, same shape.
        weight: per pixel, [C, H, W], at least 0; None for ones. Not differentiated by the fused form.
        dssim: share of the dissimilarity, 0..1.
    Returns:
        Scalar; differentiable in ``rendered`` (and, by the torch twin, in ``target`` and ``weight``).
    Raises:
        ShapeError: the images differ in shape.
    """
    check_shape("rendered", rendered, None, None, None, 3)
    check_shape("target", target, *rendered.shape)
    if weight is not None:
        check_shape("weight", weight, *rendered.shape[:3])
    images = [rendered, target] + ([weight] if weight is not None else [])
    plain = all(t.device.type == "cpu" and t.dtype == torch.float32 for t in images)
    native = native_ops() if plain and not any(t.requires_grad for t in images[1:]) else None
    if native is not None:
        loss: Tensor = native.l1_dssim(rendered, target, weight, dssim)
        return loss
    return losses_torch.l1_dssim(rendered, target, weight, dssim)
