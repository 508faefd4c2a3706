"""Splats keep the depth where they began, unless the pictures insist: one camera hardly shows depth."""

from __future__ import annotations

import torch
from torch import Tensor

from core.avatar import layout
from core.avatar.model import AvatarModel
from core.training.config import DepthHold


def strayed_m(model: AvatarModel) -> Tensor:
    """How far each splat is, along the typical view, behind (+) where it began, [N] metres."""
    away = model.base[:, layout.MEAN] - model.anchor
    return torch.as_tensor(away @ model.cam_from_head0[2, :3]) * layout.MEAN_STEP_M


@torch.no_grad()
def hold_depth(model: AvatarModel, hold: DepthHold, decay: float = 1.0) -> None:
    """Bring every splat a share of its way back, in depth alone; after the optimiser's step.

    Not a term of the loss: what a single camera says of depth is so weak that Adam, which takes steps of one size
    whatever the gradient's, would not feel it. This is weight decay as AdamW's, towards the start instead of zero.

    Args:
        model: is changed.
        hold: the shares, of the face's splats and of the others.
        decay: what the learning rates are multiplied with at this step, so that the balance with them stays.
    """
    share = hold.other + (hold.face - hold.other) * model.held
    back = (decay * share * strayed_m(model) / layout.MEAN_STEP_M)[:, None] * model.cam_from_head0[2, :3]
    model.base[:, layout.MEAN] -= back
