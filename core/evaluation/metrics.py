"""Image measures in torch: PSNR, SSIM, and both over parts of the image.

Images are [B, H, W, 3], uint8 or float in 0..1, numpy or torch. Every function returns one number per image.
Perceptual distance is in ``lpips.py``, everything that needs a face found is in ``judge.py``.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from core.errors import ShapeError

Images: TypeAlias = "npt.NDArray[Any] | Tensor"

MAX_PSNR_DB = 100.0
"""Equal images have no finite PSNR; this stands for it, so that means stay finite."""
SSIM_WINDOW = 11
SSIM_SIGMA = 1.5
_C1, _C2 = 0.01**2, 0.03**2


def as_float(images: Images) -> Tensor:
    """Images as float32 in 0..1, [B, H, W, 3].

    Raises:
        ShapeError: not a batch of RGB images.
    """
    tensor = images if isinstance(images, Tensor) else torch.from_numpy(np.ascontiguousarray(images))
    if tensor.ndim != 4 or tensor.shape[-1] != 3:
        raise ShapeError("Images have the wrong shape", got=str(list(tensor.shape)), expected="[B, H, W, 3]")
    if tensor.dtype == torch.uint8:
        return tensor.float() / 255.0
    return tensor.float().clamp(0.0, 1.0)


def psnr(truth: Images, rendered: Images, weight: Tensor | None = None) -> Tensor:
    """Peak signal-to-noise ratio in dB.

    Args:
        truth: [B, H, W, 3].
        rendered: [B, H, W, 3].
        weight: [B, H, W], at least 0: only pixels above 0 count; None counts all.
    Returns:
        [B] float32, at most MAX_PSNR_DB; NaN where the weight of an image is all zero.
    Raises:
        ShapeError: the images differ in shape.
    """
    a, b = _pair(truth, rendered)
    error = (a - b).square().mean(dim=-1)  # [B, H, W]
    if weight is None:
        mse = error.mean(dim=(1, 2))
    else:
        if weight.shape != error.shape:
            raise ShapeError("Weights differ in shape", got=str(list(weight.shape)), expected=str(list(error.shape)))
        weight = weight.to(error)
        mse = (error * weight).sum(dim=(1, 2)) / weight.sum(dim=(1, 2))  # 0 / 0 is the NaN we state
    return (-10.0 * mse.clamp(min=10.0 ** (-MAX_PSNR_DB / 10)).log10()).clamp(max=MAX_PSNR_DB)


def ssim(truth: Images, rendered: Images) -> Tensor:
    """Structural similarity: 11x11 Gaussian window (sigma 1.5), only where the window fits, mean over RGB.

    Args:
        truth: [B, H, W, 3], at least 11 pixels a side.
        rendered: [B, H, W, 3].
    Returns:
        [B] float32, at most 1.
    Raises:
        ShapeError: the images differ in shape or are smaller than the window.
    Source: Wang et al., Image Quality Assessment: From Error Visibility to Structural Similarity, 2004, sec. III.
    """
    a, b = (x.movedim(-1, 1) for x in _pair(truth, rendered))  # [B, 3, H, W]
    if min(a.shape[2:]) < SSIM_WINDOW:
        raise ShapeError(
            "Images are too small for SSIM", got=str(list(a.shape[2:])), expected="at least 11 x 11 pixels"
        )
    blurred = _blur(torch.cat([a, b, a * a, b * b, a * b], dim=1))
    mu_a, mu_b, aa, bb, ab = torch.chunk(blurred, 5, dim=1)
    var_a, var_b, cov = aa - mu_a * mu_a, bb - mu_b * mu_b, ab - mu_a * mu_b
    top = (2 * mu_a * mu_b + _C1) * (2 * cov + _C2)
    bottom = (mu_a * mu_a + mu_b * mu_b + _C1) * (var_a + var_b + _C2)
    score: Tensor = (top / bottom).mean(dim=(1, 2, 3))
    return score


def composite(images: Images, masks: Images, background: npt.ArrayLike) -> Tensor:
    """What a perfect avatar would show: the person on the avatar's plain background.

    Args:
        images: [B, H, W, 3].
        masks: share of the person in each pixel, [B, H, W], uint8 or float in 0..1.
        background: RGB in 0..1, [3].
    Returns:
        image * mask + background * (1 - mask), float32, [B, H, W, 3].
    Raises:
        ShapeError: the shapes do not fit.
    """
    pictures = as_float(images)
    mask = masks if isinstance(masks, Tensor) else torch.from_numpy(np.ascontiguousarray(masks))
    if mask.shape != pictures.shape[:3]:
        raise ShapeError("Masks differ in shape", got=str(list(mask.shape)), expected=str(list(pictures.shape[:3])))
    share = (mask.float() / 255.0 if mask.dtype == torch.uint8 else mask.float().clamp(0.0, 1.0))[..., None]
    color = torch.as_tensor(np.asarray(background, np.float32)).reshape(3)
    return pictures * share + color * (1.0 - share)


def _pair(truth: Images, rendered: Images) -> tuple[Tensor, Tensor]:
    a, b = as_float(truth), as_float(rendered)
    if a.shape != b.shape:
        raise ShapeError("Truth and render differ in shape", got=str(list(b.shape)), expected=str(list(a.shape)))
    return a, b


def _blur(channels: Tensor) -> Tensor:
    """Separable Gaussian over [B, C, H, W], 'valid' borders."""
    offsets = torch.arange(SSIM_WINDOW, dtype=channels.dtype, device=channels.device) - SSIM_WINDOW // 2
    window = torch.exp(-offsets.square() / (2 * SSIM_SIGMA**2))
    window = window / window.sum()
    C = channels.shape[1]
    # depthwise: 20 times faster on a CPU than the same channels as a batch of one-channel images
    down = functional.conv2d(channels, window.view(1, 1, -1, 1).expand(C, 1, -1, 1), groups=C)
    return functional.conv2d(down, window.view(1, 1, 1, -1).expand(C, 1, 1, -1), groups=C)
