"""From stored attributes and a descriptor's weights to splats placed in front of the camera, differentiable."""

from __future__ import annotations

import torch
from torch import Tensor

from core.errors import ShapeError
from core.splats import deform_torch
from core.splats.dispatch import native_ops
from core.types import check_shape


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
    """Add weighted bases to the base attributes, activate them, and place each splat between head and torso.

    A splat's 14 attributes are: mean 3, quaternion wxyz 4, log scale 3, opacity logit 1, colour logits 3. They are
    stored in units of each attribute's natural step, so that one learning rate suits all; times ``units`` they are
    metres and logs.

    Args:
        base: attributes, [N, 14], or [C, N, 14] where a field gives each camera its own.
        bases: added attributes, [K, N, 14]; K may be 0.
        w: weights of the bases, [C, K].
        blend: 1 moves with the head, 0 with the torso, [N], in 0..1.
        cam_from_head: rigid, [C, 4, 4].
        cam_from_torso: rigid, [C, 4, 4].
        units: physical size of one stored unit, [14]; not differentiated.
    Returns:
        means [C, N, 3] in camera space, metres; unit quats [C, N, 4]; scales [C, N, 3] in metres (log scale kept within
        -12..2); opacities [C, N] and colors [C, N, 3] in 0..1. Gradients reach all inputs but ``units``.
    Raises:
        ShapeError: the arrays do not fit each other.
    """
    _check(base, bases, w, blend, cam_from_head, cam_from_torso, units)
    inputs = (base, bases, w, blend, cam_from_head, cam_from_torso)
    plain = base.ndim == 2 and all(t.device.type == "cpu" and t.dtype == torch.float32 for t in (*inputs, units))
    native = native_ops() if plain else None
    if native is not None:
        placed: tuple[Tensor, Tensor, Tensor, Tensor, Tensor] = native.deform_pose(*inputs, units=units)
        return placed
    return deform_torch.deform_pose(*inputs, units=units)


def _check(
    base: Tensor, bases: Tensor, w: Tensor, blend: Tensor, cam_from_head: Tensor, cam_from_torso: Tensor, units: Tensor
) -> None:
    if base.ndim not in (2, 3):
        raise ShapeError(
            "Array 'base' has the wrong shape", got=str(list(base.shape)), expected="[N, 14] or [C, N, 14]"
        )
    C, N = cam_from_head.shape[0], base.shape[-2]
    check_shape("base", base, *((N, 14) if base.ndim == 2 else (C, N, 14)))
    check_shape("bases", bases, None, N, 14)
    check_shape("w", w, C, bases.shape[0])
    check_shape("blend", blend, N)
    check_shape("cam_from_head", cam_from_head, C, 4, 4)
    check_shape("cam_from_torso", cam_from_torso, C, 4, 4)
    check_shape("units", units, 14)
