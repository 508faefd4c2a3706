"""Unit quaternions (wxyz) and rotation matrices in torch, differentiable, any dtype and device."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

LEAST_QUAT = 1e-12  # squared length under which a quaternion counts as no rotation
HUGE = 1e18  # values beyond this count as infinite: in float32 their products would overflow


def unit_quats(quats: Tensor) -> Tensor:
    """Normalise quaternions; zero, huge and NaN ones become the identity, without gradient. [..., 4] -> [..., 4]."""
    length2 = quats.detach().square().sum(-1, keepdim=True)
    usable = (length2 >= LEAST_QUAT) & (length2 < HUGE)  # False for NaN
    identity = torch.zeros_like(quats)
    identity[..., 0] = 1.0
    safe = torch.where(usable, quats, identity)
    return functional.normalize(safe, dim=-1)


def matrices_from_quats(unit: Tensor) -> Tensor:
    """Rotation matrices of unit quaternions: [..., 4] -> [..., 3, 3]."""
    w, x, y, z = unit.unbind(-1)
    rows = [
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    ]
    return torch.stack([torch.stack(row, -1) for row in rows], -2)


def quats_from_matrices(rotation: Tensor) -> Tensor:
    """Unit quaternions of rotation matrices: [..., 3, 3] -> [..., 4].

    Four times the outer product of q with itself is linear in the matrix. Its row with the largest diagonal entry is a
    multiple of q that is never short, so the gradient is smooth everywhere, half turns included.
    """
    m = [[rotation[..., i, j] for j in range(3)] for i in range(3)]
    wx, wy, wz = m[2][1] - m[1][2], m[0][2] - m[2][0], m[1][0] - m[0][1]
    xy, xz, yz = m[0][1] + m[1][0], m[0][2] + m[2][0], m[1][2] + m[2][1]
    ww = 1 + m[0][0] + m[1][1] + m[2][2]
    xx = 1 + m[0][0] - m[1][1] - m[2][2]
    yy = 1 - m[0][0] + m[1][1] - m[2][2]
    zz = 1 - m[0][0] - m[1][1] + m[2][2]
    rows = [(ww, wx, wy, wz), (wx, xx, xy, xz), (wy, xy, yy, yz), (wz, xz, yz, zz)]
    outer = torch.stack([torch.stack(row, -1) for row in rows], -2)  # [..., 4, 4]
    best = outer.detach().diagonal(dim1=-2, dim2=-1).argmax(-1)
    index = best[..., None, None].expand(*best.shape, 1, 4)
    row = outer.gather(-2, index).squeeze(-2)
    return functional.normalize(row, dim=-1)


def multiply_quats(a: Tensor, b: Tensor) -> Tensor:
    """Hamilton product: first b turns, then a. [..., 4] each, broadcast."""
    aw, ax, ay, az = a.unbind(-1)
    bw, bx, by, bz = b.unbind(-1)
    return torch.stack(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ],
        -1,
    )
