"""Colour that depends on the viewing direction: real spherical harmonics up to degree 3, in torch."""

from __future__ import annotations

import torch
from torch import Tensor

# Condon-Shortley phase, band by band, m from -l to l
_BAND_0 = 0.28209479177387814
_BAND_1 = 0.4886025119029199
_BAND_2 = (1.0925484305920792, 0.31539156525252005, 0.5462742152960396)
_BAND_3 = (0.5900435899266435, 2.890611442640554, 0.4570457994644658, 0.3731763325901154, 1.445305721320277)


def sh_basis(directions: Tensor, degree: int) -> Tensor:
    """Values of the harmonics of degree 0 to ``degree`` in unit directions: [..., 3] -> [..., (degree + 1)^2].

    Source: Sloan, Stupid Spherical Harmonics Tricks (2008), appendix A2; order and signs as in Kerbl et al. (2023).
    """
    x, y, z = directions.unbind(-1)
    values = [torch.full_like(x, _BAND_0)]
    if degree >= 1:
        values += [-_BAND_1 * y, _BAND_1 * z, -_BAND_1 * x]
    xx, yy, zz = x * x, y * y, z * z
    if degree >= 2:
        a, b, c = _BAND_2
        values += [a * x * y, -a * y * z, b * (2 * zz - xx - yy), -a * x * z, c * (xx - yy)]
    if degree >= 3:
        d, e, f, g, h = _BAND_3
        values += [-d * y * (3 * xx - yy), e * x * y * z, -f * y * (4 * zz - xx - yy)]
        values += [g * z * (2 * zz - 3 * xx - 3 * yy), -f * x * (4 * zz - xx - yy)]
        values += [h * z * (xx - yy), -d * x * (xx - 3 * yy)]
    return torch.stack(values, -1)


def sh_colors(coefficients: Tensor, directions: Tensor, degree: int) -> Tensor:
    """RGB of harmonics seen along ``directions``: 0.5 is added, and what is below 0 cut off.

    Args:
        coefficients: [..., (degree + 1)^2 or more, 3]; those beyond the degree do not count.
        directions: unit vectors from the camera's centre to the splat, [..., 3].
        degree: 0 to 3.
    Returns:
        [..., 3], at least 0.
    """
    basis = sh_basis(directions, degree)
    return (0.5 + (basis[..., None] * coefficients[..., : basis.shape[-1], :]).sum(-2)).clamp(min=0.0)
