"""What draws splats: the protocol, its result, and the registry of backends, each imported when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor

from core.errors import InputError, StudioError

# name -> "module:class"; the class takes no arguments
BACKENDS = {
    "native": "core.splats.native_torch:NativeRasterizer",
    "gsplat": "core.splats.gsplat_backend:GsplatRasterizer",
    "reference": "core.splats.reference:ReferenceRasterizer",
}


@dataclass(frozen=True)
class RenderOutput:
    """A drawn batch of C images.

    Attributes:
        rgb: composited colour over the background, [C, H, W, 3]; not clipped.
        alpha: one minus the transmittance that is left, in 0..1, [C, H, W].
        depth: sum of compositing weight times camera z, in metres, [C, H, W]; divide by alpha for the expected depth.
    """

    rgb: Tensor
    alpha: Tensor
    depth: Tensor


class Rasterizer(Protocol):
    """Draws splats with gradients to all inputs but ``K``. Backends differ in speed, not in meaning."""

    name: str

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
        """Draw C images, each with its own splats and camera (inputs may be expanded over C).

        Args:
            means: positions in metres, [C, N, 3].
            quats: rotations wxyz of any length, [C, N, 4]; one shorter than 1e-6 counts as no rotation.
            scales: standard deviations in metres, [C, N, 3].
            opacities: in 0..1, [C, N].
            colors: RGB [C, N, 3], or with ``sh_degree`` harmonics [C, N, (d + 1)^2 or more, 3].
            cam_from_world: rigid, [C, 4, 4]; +z looks forward.
            K: intrinsics in pixels, [C, 3, 3]; the centre of the first pixel is at (0.5, 0.5).
            width: pixels.
            height: pixels.
            sh_degree: 0 to 3, or None for plain RGB.
            background: RGB, [C, 3]; None for black.
            near_m: splats nearer than this are left out, metres.
        Returns:
            The images. A splat with NaN, infinite or huge values, or behind the camera, is left out, without gradient.
        Raises:
            ShapeError: the arrays do not fit each other.
            StudioError: the backend cannot run on this machine.
        Source: Kerbl et al., 3D Gaussian Splatting (2023); thresholds as in gsplat 1.5.
        """
        ...


def get_rasterizer(name: str = "auto") -> Rasterizer:
    """A rasteriser by name.

    Args:
        name: 'native' (CPU), 'gsplat' (CUDA), 'reference' (slow, exact), or 'auto': gsplat where it runs, else native.
    Raises:
        InputError: there is no such name.
        StudioError: the backend cannot run here; the message says what to do.
    """
    if name == "auto":
        name = "gsplat" if _gsplat_can_run() else "native"
    if name not in BACKENDS:
        raise InputError("There is no such rasteriser", got=f"'{name}'", expected=f"one of auto, {', '.join(BACKENDS)}")
    module_name, class_name = BACKENDS[name].split(":")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise StudioError(
            f"The {name} rasteriser could not be loaded",
            got=str(error),
            next_step="Choose another one, or run: raf-studio doctor",
        ) from error
    backend: Rasterizer = getattr(module, class_name)()
    return backend


def _gsplat_can_run() -> bool:
    import torch

    return torch.cuda.is_available() and importlib.util.find_spec("gsplat") is not None
