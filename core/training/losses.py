"""The training loss: weighted L1 + D-SSIM on the image, L1 on the mask, and small anchors."""

from __future__ import annotations

import torch
from torch import Tensor

from core.avatar.model import AvatarModel
from core.splats.losses import l1_dssim
from core.splats.rasterizer import RenderOutput
from core.training.config import LossWeights
from core.training.dataset import Frames


@torch.no_grad()
def loss_terms(
    render: RenderOutput, frames: Frames, model: AvatarModel, batch: Tensor, w: Tensor, weights: LossWeights
) -> dict[str, float]:
    """What each term adds to the loss, by stable name; together they are the loss of the step."""
    rgb = render.rgb.detach()
    l1 = (frames.weight * (rgb - frames.target).abs().mean(-1)).mean() * (1.0 - weights.dssim)
    color = l1_dssim(rgb, frames.target, frames.weight, dssim=weights.dssim)
    pose = model.pose_residual(batch).square().mean() + model.torso_residual(batch).square().mean()
    spread = w.detach().square().mean() if w.numel() else w.new_zeros(())
    terms = {
        "loss.colour": l1,
        "loss.structure": color - l1,
        "loss.mask": weights.alpha * (render.alpha.detach() - frames.mask).abs().mean(),
        "loss.pose": weights.pose_anchor * pose,
        "loss.expression": weights.weights_decay * spread,
    }
    return {name: float(value) for name, value in terms.items()}


def image_loss(render: RenderOutput, frames: Frames, weights: LossWeights) -> Tensor:
    """Scalar: how far the render [B, S, S, 3] is from the truth, mouth and eyes counting more."""
    color = l1_dssim(render.rgb, frames.target, frames.weight, dssim=weights.dssim)
    return color + weights.alpha * (render.alpha - frames.mask).abs().mean()


def consistency(render: RenderOutput, own: RenderOutput, frames: Frames) -> Tensor:
    """Scalar: how far a frame drawn with RAF's expression is from it drawn with its own, outside mouth and eyes."""
    outside = (frames.weight <= 1.0).to(render.rgb.dtype)
    return (outside * (render.rgb - own.rgb).abs().mean(-1)).mean()


def anchors(model: AvatarModel, frames: Tensor, w: Tensor, weights: LossWeights) -> Tensor:
    """Scalar: keeps per-frame pose residuals and basis weights small, so that unseen frames do not fall far."""
    total = weights.pose_anchor * (
        model.pose_residual(frames).square().mean() + model.torso_residual(frames).square().mean()
    )
    if w.numel():
        total = total + weights.weights_decay * w.square().mean()
    return torch.as_tensor(total)
