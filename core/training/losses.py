"""The training loss: weighted L1 + D-SSIM on the image, L1 on the mask, and small anchors."""

from __future__ import annotations

import torch
from torch import Tensor

from core.avatar.model import AvatarModel
from core.splats.losses import l1_dssim
from core.splats.rasterizer import RenderOutput
from core.training.config import LossWeights
from core.training.dataset import Frames


def image_loss(render: RenderOutput, frames: Frames, weights: LossWeights) -> Tensor:
    """Scalar: how far the render [B, S, S, 3] is from the truth, mouth and eyes counting more."""
    color = l1_dssim(render.rgb, frames.target, frames.weight, dssim=weights.dssim)
    return color + weights.alpha * (render.alpha - frames.mask).abs().mean()


def anchors(model: AvatarModel, frames: Tensor, w: Tensor, weights: LossWeights) -> Tensor:
    """Scalar: keeps per-frame pose residuals and basis weights small, so that unseen frames do not fall far."""
    total = weights.pose_anchor * (
        model.pose_residual(frames).square().mean() + model.torso_residual(frames).square().mean()
    )
    if w.numel():
        total = total + weights.weights_decay * w.square().mean()
    return torch.as_tensor(total)
