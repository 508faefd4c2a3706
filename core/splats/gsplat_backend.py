"""Drawing on an NVIDIA GPU with gsplat. Tensors that live elsewhere are moved there and back, with their gradients."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from core.errors import StudioError
from core.splats.inputs import check_inputs
from core.splats.rasterizer import RenderOutput
from core.splats.rotations import HUGE, unit_quats

BLUR_PX2 = 0.3
FAR_M = 1e10
# gsplat squares scales twice in float32 without a check: a splat larger than this, in metres, is left out
LARGEST_SCALE_M = 1e4


class GsplatRasterizer:
    """Implements ``core.splats.rasterizer.Rasterizer`` with gsplat 1.5 on CUDA.

    Raises:
        StudioError: there is no CUDA GPU, or gsplat is not installed.
    """

    name = "gsplat"

    def __init__(self) -> None:
        cpu_instead = "Choose the native rasteriser instead"
        if not torch.cuda.is_available():
            raise StudioError("gsplat draws only on an NVIDIA GPU, and none was found", next_step=cpu_instead)
        try:
            import gsplat
        except ImportError as error:
            install = "Run: pip install 'raf-studio[cuda]'"
            raise StudioError("gsplat is not installed", got=str(error), next_step=install) from error
        self._gsplat: Any = gsplat

    def render(
        self,
        means: Tensor,
        quats: Tensor,
        scales: Tensor,
        opacities: Tensor,
        colors: Tensor,
        cam_from_world: Tensor,
        K: Tensor,
        *,
        width: int,
        height: int,
        sh_degree: int | None = None,
        background: Tensor | None = None,
        near_m: float = 0.01,
    ) -> RenderOutput:
        """See ``Rasterizer.render``."""
        inputs = (means, quats, scales, opacities, colors, cam_from_world, K)
        check_inputs(*inputs, background, width=width, height=height, sh_degree=sh_degree)
        if background is None:
            background = means.new_zeros(means.shape[0], 3)
        if means.shape[0] == 0 or means.shape[1] == 0:
            return _nothing(background, width, height)
        device = means.device if means.device.type == "cuda" else torch.device("cuda")
        *splats, pose, intrinsics, behind = (t.to(device, torch.float32) for t in (*inputs, background))
        # each camera has its own splats: C is gsplat's batch, with one camera in each
        drawn, alpha, _ = self._gsplat.rasterization(
            *_without_hostile(*splats),
            pose[:, None],
            intrinsics.detach()[:, None],
            width,
            height,
            near_plane=near_m,
            far_plane=FAR_M,
            eps2d=BLUR_PX2,
            sh_degree=sh_degree,
            packed=False,
            backgrounds=behind[:, None],
            render_mode="RGB+D",
        )  # [C, 1, H, W, 4] and [C, 1, H, W, 1]
        drawn, alpha = drawn[:, 0].to(means), alpha[:, 0, ..., 0].to(means)
        return RenderOutput(drawn[..., :3], alpha, drawn[..., 3])


def _nothing(background: Tensor, width: int, height: int) -> RenderOutput:
    C = background.shape[0]
    empty = background.new_zeros(C, height, width)
    return RenderOutput(background[:, None, None].expand(C, height, width, 3).clone(), empty, empty.clone())


def _without_hostile(
    means: Tensor, quats: Tensor, scales: Tensor, opacities: Tensor, colors: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Make splats with NaN or huge values invisible: gsplat would spread them over the whole image."""
    good = (means.abs() < HUGE).all(-1) & (scales.abs() < LARGEST_SCALE_M).all(-1)  # False for NaN
    good &= (colors.abs() < HUGE).flatten(2).all(-1) & (opacities.abs() < HUGE)
    row = good[..., None]
    tall = good.view(*good.shape, *([1] * (colors.ndim - 2)))
    return (
        torch.where(row, means, 0.0),
        unit_quats(quats),
        torch.where(row, scales, 1.0),
        torch.where(good, opacities, 0.0),
        torch.where(tall, colors, 0.0),
    )
