"""Where splats are needed: the least used move onto those that the loss pulls hardest. N never changes."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from core.avatar import layout
from core.avatar.model import AvatarModel, BasisDeformation

SHRINK_LOG = 0.25
MIN_OPACITY_LOGIT = -6.0


class ScreenGradient:
    """Running sums, per splat, of the positional gradient (in units of a natural step) and of how much it is seen."""

    def __init__(self, num_splats: int) -> None:
        self.pull = torch.zeros(num_splats)
        self.steps = 0

    def add(self, base_gradient: Tensor) -> None:
        """Take in the gradient of the base attributes after a backward pass, [N, 14]."""
        self.pull += base_gradient[:, layout.MEAN].norm(dim=1)
        self.steps += 1

    def reset(self) -> None:
        """Start over."""
        self.pull.zero_()
        self.steps = 0


@torch.no_grad()
def relocate(
    model: AvatarModel,
    average: AvatarModel,
    optimizer: torch.optim.Optimizer,
    gradient: ScreenGradient,
    share: float,
    generator: torch.Generator,
) -> int:
    """Move the ``share`` least used splats onto those with the highest pull; both halves share the opacity.

    Returns:
        How many were moved.
    """
    count = int(model.num_splats * share)
    if count == 0 or gradient.steps == 0:
        return 0
    physical = model.base * model.units
    use = torch.sigmoid(physical[:, layout.OPACITY]) * physical[:, layout.LOG_SCALE].mean(dim=1).exp()
    poor = use.argsort()[:count]
    pull = gradient.pull.clone()
    pull[poor] = 0
    rich = torch.multinomial(pull + 1e-12, count, replacement=False, generator=generator)
    _split(model, poor, rich, generator)
    rows = torch.cat([poor, rich])
    if average is not model:
        average.anchor.copy_(model.anchor)
        average.held.copy_(model.held)
    averaged = per_splat(average)
    for name, parameter in per_splat(model).items():
        axis = 1 if name == "bases" else 0
        _forget(optimizer, parameter, rows, axis)
        if average is not model:  # an average of a splat here and there would be a smear between the two
            averaged[name].index_copy_(axis, rows, parameter.index_select(axis, rows))
    gradient.reset()
    return count


def per_splat(model: AvatarModel) -> dict[str, torch.nn.Parameter]:
    """The parameters with a splat axis."""
    found = {"base": model.base, "blend": model.blend_logit}
    if isinstance(model.deformation, BasisDeformation):
        found["bases"] = model.deformation.bases
    return found


def _split(model: AvatarModel, poor: Tensor, rich: Tensor, generator: torch.Generator) -> None:
    base, units = model.base, model.units
    opacity = torch.sigmoid(base[rich, layout.OPACITY] * units[layout.OPACITY]).clamp(1e-4, 1 - 1e-4)
    half = 1 - (1 - opacity).sqrt()
    base[rich, layout.OPACITY] = torch.log(half / (1 - half)).clamp(min=MIN_OPACITY_LOGIT) / units[layout.OPACITY]
    base[rich, layout.LOG_SCALE] -= SHRINK_LOG / units[layout.LOG_SCALE]
    scale = (base[rich, layout.LOG_SCALE] * units[layout.LOG_SCALE]).clamp(max=math.log(0.01)).exp()
    jitter = torch.randn(scale.shape, generator=generator) * scale * 0.7
    base[poor] = base[rich]
    base[poor, layout.MEAN] += jitter / units[layout.MEAN]
    model.blend_logit[poor] = model.blend_logit[rich]
    model.anchor[poor], model.held[poor] = model.anchor[rich], model.held[rich]
    if isinstance(model.deformation, BasisDeformation):
        model.deformation.bases[:, poor] = model.deformation.bases[:, rich]


def _forget(optimizer: torch.optim.Optimizer, parameter: torch.nn.Parameter, rows: Tensor, axis: int) -> None:
    state = optimizer.state.get(parameter, {})
    for key in ("exp_avg", "exp_avg_sq"):
        if key in state:
            state[key].index_fill_(axis, rows, 0.0)
