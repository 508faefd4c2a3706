"""The plain torch twin of the fused deformation: any device, any dtype, and what the fused one is tested against."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from core.splats.rotations import multiply_quats, quats_from_matrices, unit_quats

ATTRIBUTES = 14  # mean 3, quaternion 4, log scale 3, opacity logit 1, colour logits 3
LOG_SCALE_LIMITS = (-12.0, 2.0)  # 6 micrometres to 7 metres: keeps exp() finite whatever an optimiser does


def deform_pose(
    base: Tensor,
    bases: Tensor,
    w: Tensor,
    blend: Tensor,
    cam_from_head: Tensor,
    cam_from_torso: Tensor,
    *,
    units: Tensor,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """See ``core.splats.deform.deform_pose``."""
    C, N = cam_from_head.shape[0], base.shape[-2]
    a = base.expand(C, N, ATTRIBUTES)
    if bases.shape[0]:
        a = a + (w @ bases.reshape(bases.shape[0], -1)).view(C, N, ATTRIBUTES)
    a = a * units
    means = _place_points(a[..., :3], blend, cam_from_head, cam_from_torso)
    turn = _blend_rotations(blend, cam_from_head, cam_from_torso)  # [C, N, 4]
    quats = multiply_quats(turn, unit_quats(a[..., 3:7]))
    scales = a[..., 7:10].clamp(*LOG_SCALE_LIMITS).exp()
    return means, quats, scales, a[..., 10].sigmoid(), a[..., 11:14].sigmoid()


def _place_points(points: Tensor, blend: Tensor, cam_from_head: Tensor, cam_from_torso: Tensor) -> Tensor:
    with_head = points @ cam_from_head[:, :3, :3].mT + cam_from_head[:, None, :3, 3]
    with_torso = points @ cam_from_torso[:, :3, :3].mT + cam_from_torso[:, None, :3, 3]
    b = blend[None, :, None]
    return b * with_head + (1 - b) * with_torso


def _blend_rotations(blend: Tensor, cam_from_head: Tensor, cam_from_torso: Tensor) -> Tensor:
    head, torso = quats_from_matrices(cam_from_head[:, :3, :3]), quats_from_matrices(cam_from_torso[:, :3, :3])
    dot = (head * torso).sum(-1, keepdim=True)
    torso = torch.where(dot < 0, -torso, torso)  # both name the same turn; the near one blends
    b = blend[None, :, None]
    turn = b * head[:, None] + (1 - b) * torso[:, None]
    return functional.normalize(turn, dim=-1)
