"""The check of what goes into a rasteriser, the same for every backend."""

from __future__ import annotations

from torch import Tensor

from core.errors import ShapeError
from core.types import check_shape

MAX_SH_DEGREE = 3


def check_inputs(
    means: Tensor,
    quats: Tensor,
    scales: Tensor,
    opacities: Tensor,
    colors: Tensor,
    cam_from_world: Tensor,
    K: Tensor,
    background: Tensor | None,
    *,
    width: int,
    height: int,
    sh_degree: int | None,
) -> None:
    """Raise ShapeError unless the arrays fit each other as ``Rasterizer.render`` states."""
    check_shape("means", means, None, None, 3)
    C, N = means.shape[:2]
    check_shape("quats", quats, C, N, 4)
    check_shape("scales", scales, C, N, 3)
    check_shape("opacities", opacities, C, N)
    check_shape("cam_from_world", cam_from_world, C, 4, 4)
    check_shape("K", K, C, 3, 3)
    if background is not None:
        check_shape("background", background, C, 3)
    if width < 1 or height < 1:
        raise ShapeError("The image has no pixels", got=f"{width} x {height}", expected="at least 1 x 1")
    if sh_degree is None:
        check_shape("colors", colors, C, N, 3)
        return
    if not 0 <= sh_degree <= MAX_SH_DEGREE:
        raise ShapeError("The degree of the harmonics is out of range", got=str(sh_degree), expected="0 to 3, or None")
    check_shape("colors", colors, C, N, None, 3)
    if colors.shape[2] < (sh_degree + 1) ** 2:
        raise ShapeError(
            "There are too few harmonics for their degree",
            got=f"{colors.shape[2]} coefficients at degree {sh_degree}",
            expected=f"{(sh_degree + 1) ** 2} or more",
        )
