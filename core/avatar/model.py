"""The trainable avatar (torch): canonical splats, a deformation, head and torso motion. Twin of ``runtime``."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from core.avatar import layout
from core.avatar.runtime import head_motion
from core.avatar.se3_torch import compose, exp_se3
from core.types import BoolArray, FloatArray

# metres and radians of one stored unit of a frame's pose residual: about a third of a pixel at 256 px
RESIDUAL_STEP = (5e-4, 5e-4, 1e-3, 5e-3, 5e-3, 5e-3)


@dataclass(frozen=True)
class Deformed:
    """What a deformation hands to the splat placement, for B frames.

    Attributes:
        base: attributes in natural units, [N, 14], or [B, N, 14] where each frame has its own.
        bases: [K, N, 14] (K may be 0).
        w: basis weights, [B, K].
    """

    base: Tensor
    bases: Tensor
    w: Tensor


class Deformation(Protocol):
    """Maps standardised descriptors to splat changes. Implementations: BasisDeformation, FieldDeformation."""

    def __call__(self, base: Tensor, x: Tensor) -> Deformed:
        """Deform ``base`` [N, 14] by standardised descriptors ``x`` [B, D]."""
        ...


class BasisDeformation(nn.Module):
    """w = A x + MLP(x); every attribute = base + sum_k w_k bases_k.

    Args:
        dim: D.
        num_splats: N.
        num_bases: K.
        hidden: width of the two hidden layers.
        generator: for the initial weights.
    """

    def __init__(self, dim: int, num_splats: int, num_bases: int, hidden: int, generator: torch.Generator) -> None:
        super().__init__()
        self.bases = nn.Parameter(torch.zeros(num_bases, num_splats, layout.ATTRIBUTES))
        self.linear = nn.Parameter(torch.zeros(num_bases, dim))
        self.mlp = small_mlp((dim, hidden, hidden, num_bases), generator)

    def weights(self, x: Tensor) -> Tensor:
        """Basis weights of standardised descriptors: [B, D] -> [B, K]."""
        return x @ self.linear.T + torch.as_tensor(self.mlp(x))

    def __call__(self, base: Tensor, x: Tensor) -> Deformed:
        return Deformed(base, self.bases, self.weights(x))


def small_mlp(widths: tuple[int, ...], generator: torch.Generator) -> nn.Sequential:
    """SiLU network with He weights and a tenth of that in the last layer, so that it starts near zero."""
    layers: list[nn.Module] = []
    for index, (fan_in, fan_out) in enumerate(pairwise(widths)):
        layer = nn.Linear(fan_in, fan_out)
        last = index == len(widths) - 2
        with torch.no_grad():
            gain = (0.2 if last else 2.0) / fan_in
            layer.weight.copy_(torch.randn(fan_out, fan_in, generator=generator) * gain**0.5)
            layer.bias.zero_()
        layers += [layer] if last else [layer, nn.SiLU()]
    return nn.Sequential(*layers)


class AvatarModel(nn.Module):
    """All that is learned about one person.

    Args:
        base: initial attributes in natural units, [N, 14].
        blend: initial share of head motion, 0..1, [N].
        deformation: BasisDeformation or FieldDeformation.
        descriptors: of the training frames, [T, D], for the input scaling.
        cam_from_head: tracked poses of all T frames, [T, 4, 4].
        cam_from_head0: typical pose, [4, 4].
        held: splats whose depth is known from the start, bool [N]; all of them if None.
    """

    cam_from_head: Tensor
    cam_from_head0: Tensor
    anchor: Tensor
    held: Tensor
    motion: Tensor
    input_mean: Tensor
    input_scale: Tensor
    input_limit: Tensor
    units: Tensor

    def __init__(
        self,
        base: FloatArray,
        blend: FloatArray,
        deformation: nn.Module,
        descriptors: FloatArray,
        cam_from_head: FloatArray,
        cam_from_head0: FloatArray,
        held: BoolArray | None = None,
    ) -> None:
        super().__init__()
        self.base = nn.Parameter(torch.from_numpy(np.ascontiguousarray(base, np.float32)))
        clipped = np.clip(blend, 1e-3, 1 - 1e-3)
        self.blend_logit = nn.Parameter(torch.from_numpy(np.log(clipped / (1 - clipped)).astype(np.float32)))
        self.deformation = deformation
        mean, scale, limit = input_scaling(descriptors)
        for name, value in (
            ("input_mean", mean),
            ("input_scale", scale),
            ("input_limit", limit),
            ("units", layout.natural_units()),
            ("cam_from_head", np.ascontiguousarray(cam_from_head, np.float32)),
            ("cam_from_head0", np.ascontiguousarray(cam_from_head0, np.float32)),
            ("anchor", np.array(base[:, layout.MEAN], np.float32)),
            ("held", np.ones(len(base), np.float32) if held is None else held.astype(np.float32)),
            ("motion", head_motion(cam_from_head, cam_from_head0)),
        ):
            self.register_buffer(name, torch.from_numpy(value))
        frames = len(cam_from_head)
        # of 1 and the head's motion, in RESIDUAL_STEP units
        self.pose_map = nn.Parameter(torch.zeros(6, 7))
        self.torso_map = nn.Parameter(torch.zeros(6, 7))
        # one row a frame, touched only when that frame is drawn: hence sparse
        self.pose_residual = nn.Embedding(frames, 6, sparse=True, _weight=torch.zeros(frames, 6))
        self.torso_residual = nn.Embedding(frames, 6, sparse=True, _weight=torch.zeros(frames, 6))
        with torch.no_grad():  # the torso starts out following a third of the head's shift
            self.torso_map[:3, 1:4] = torch.diag(0.033 / torch.tensor(RESIDUAL_STEP[:3]))

    @property
    def num_splats(self) -> int:
        """N."""
        return int(self.base.shape[0])

    def frame_parameters(self) -> tuple[Tensor, Tensor]:
        """What is learned for single frames, [T, 6] each, in RESIDUAL_STEP units."""
        return self.pose_residual.weight, self.torso_residual.weight

    def standardise(self, descriptors: Tensor) -> Tensor:
        """Centre, scale and limit descriptors: [B, D] -> [B, D]."""
        scaled = (descriptors - self.input_mean) * self.input_scale
        return scaled.clamp(-self.input_limit, self.input_limit)

    def poses(self, frames: Tensor, *, residual: bool = True) -> tuple[Tensor, Tensor]:
        """Head and torso poses of training frames.

        Args:
            frames: indices into the capture's frames, int64 [B].
            residual: include what was learned for each frame alone; a frame never seen has none.
        Returns:
            cam_from_head and cam_from_torso, [B, 4, 4] each.
        """
        tracked = self.cam_from_head[frames]
        motion = self.motion[frames]
        features = torch.cat([torch.ones_like(motion[:, :1]), motion], dim=-1)
        head, torso = features @ self.pose_map.T, features @ self.torso_map.T
        if residual:
            head, torso = head + self.pose_residual(frames), torso + self.torso_residual(frames)
        step = head.new_tensor(RESIDUAL_STEP)
        rest = self.cam_from_head0.expand_as(tracked)
        return compose(exp_se3(head * step), tracked), compose(exp_se3(torso * step), rest)

    def place(self, moved: Deformed, head: Tensor, torso: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Means, quats, scales, opacities, colours of B deformed frames, in the capture camera's space."""
        from core.splats.deform import deform_pose

        blend = torch.sigmoid(self.blend_logit)
        return deform_pose(moved.base, moved.bases, moved.w, blend, head, torso, units=self.units)


def input_scaling(descriptors: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean, scale and limit of the network's input.

    A channel that hardly moved in the capture says nothing, and would shout as soon as it moves: its deviation is
    floored at a quarter of the median channel's. Inputs are limited to a little beyond what was seen.

    Args:
        descriptors: of the training frames, [T, D].
    Returns:
        Three float32 arrays of [D].
    """
    mean = descriptors.mean(axis=0)
    deviation = descriptors.std(axis=0)
    floor = 0.25 * float(np.median(deviation)) + 1e-6
    scale = 1.0 / np.maximum(deviation, floor)
    limit = 1.3 * np.abs((descriptors - mean) * scale).max(axis=0) + 0.5
    return mean.astype(np.float32), scale.astype(np.float32), limit.astype(np.float32)
