"""The torch twin of ``core.avatar.se3``: differentiable, so that poses can be learned."""

from __future__ import annotations

import torch
from torch import Tensor


def exp_se3(delta: Tensor) -> Tensor:
    """Rigid transforms from (translation, rotation) 6-vectors: [..., 6] -> [..., 4, 4]. Smooth at zero."""
    omega = delta[..., 3:]
    theta2 = (omega * omega).sum(-1, keepdim=True)[..., None]
    small = theta2 < 1e-6
    safe2 = torch.where(small, torch.ones_like(theta2), theta2)
    theta = safe2.sqrt()
    a = torch.where(small, 1.0 - theta2 / 6.0, torch.sin(theta) / theta)
    b = torch.where(small, 0.5 - theta2 / 24.0, (1.0 - torch.cos(theta)) / safe2)
    skew = _skew(omega)
    eye = torch.eye(3, dtype=delta.dtype, device=delta.device)
    rotation = eye + a * skew + b * (skew @ skew)
    top = torch.cat([rotation, delta[..., :3, None]], dim=-1)
    bottom = torch.zeros_like(top[..., :1, :])
    bottom[..., 3] = 1.0
    return torch.cat([top, bottom], dim=-2)


def compose(delta: Tensor, pose: Tensor) -> Tensor:
    """Turn a pose about the head's own origin, then shift it; both along the camera's axes. [..., 4, 4] each."""
    rotation = delta[..., :3, :3] @ pose[..., :3, :3]
    shift = pose[..., :3, 3:] + delta[..., :3, 3:]
    bottom = delta[..., 3:, :].expand(*rotation.shape[:-2], 1, 4)
    return torch.cat([torch.cat([rotation, shift.expand(*rotation.shape[:-2], 3, 1)], dim=-1), bottom], dim=-2)


def _skew(v: Tensor) -> Tensor:
    x, y, z = v.unbind(-1)
    zero = torch.zeros_like(x)
    rows = [torch.stack(r, dim=-1) for r in ((zero, -z, y), (z, zero, -x), (-y, x, zero))]
    return torch.stack(rows, dim=-2)
