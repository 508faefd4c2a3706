"""Spherical harmonics: orthonormal, the same as gsplat's, and used as the rasterisers say."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.splats.reference import ReferenceRasterizer
from core.splats.sh import sh_basis, sh_colors
from tests.splats.made_scenes import made_scene

pytestmark = pytest.mark.usefixtures("one_thread")


def _unit(count: int, seed: int = 0) -> torch.Tensor:
    rng = torch.Generator().manual_seed(seed)
    return torch.nn.functional.normalize(torch.randn(count, 3, generator=rng, dtype=torch.float64), dim=-1)


def test_the_basis_is_orthonormal_on_the_sphere() -> None:
    # Gauss-Legendre over the height and even steps around integrate products of degree 6 exactly
    heights, weights = np.polynomial.legendre.leggauss(8)
    around = np.arange(16) * (2 * np.pi / 16)
    z, phi = np.meshgrid(heights, around, indexing="ij")
    ring = np.sqrt(1 - z**2)
    directions = np.stack([ring * np.cos(phi), ring * np.sin(phi), z], -1).reshape(-1, 3)
    area = np.repeat(weights * 2 * np.pi / 16, 16)
    basis = sh_basis(torch.from_numpy(directions), 3).numpy()
    np.testing.assert_allclose(basis.T @ (area[:, None] * basis), np.eye(16), atol=1e-12)


def test_the_first_bands_have_the_fields_order_and_signs() -> None:
    basis = sh_basis(torch.eye(3, dtype=torch.float64), 1)  # looking along x, y, z
    c0, c1 = 0.5 / np.pi**0.5, (3 / (4 * np.pi)) ** 0.5
    np.testing.assert_allclose(basis, [[c0, 0, 0, -c1], [c0, -c1, 0, 0], [c0, 0, c1, 0]], atol=1e-12)


@pytest.mark.parametrize("degree", range(4))
def test_colors_are_gsplats(degree: int) -> None:
    gsplat = pytest.importorskip("gsplat.cuda._torch_impl", reason="gsplat is not installed")
    directions = _unit(20)
    coefficients = 2.0 * torch.randn(20, 16, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    expected = (gsplat._spherical_harmonics(degree, directions, coefficients) + 0.5).clamp(min=0)
    assert (expected == 0).any()
    torch.testing.assert_close(sh_colors(coefficients, directions, degree), expected, atol=1e-7, rtol=1e-6)


def test_degree_zero_draws_as_plain_color() -> None:
    scene = made_scene(10)
    harmonic = ((scene.colors - 0.5) / (0.5 / np.pi**0.5))[:, :, None]
    plain = scene.draw(ReferenceRasterizer()).rgb
    torch.testing.assert_close(scene.but(colors=harmonic, sh_degree=0).draw(ReferenceRasterizer()).rgb, plain)


def test_color_depends_on_the_side_it_is_seen_from() -> None:
    scene = made_scene(1, sh_degree=1)
    scene.means.zero_(), scene.opacities.fill_(1.0), scene.scales.fill_(0.05)
    scene.colors.zero_()
    scene.colors[..., 2, 0] = 0.5  # red grows along +z of the world
    behind = scene.cam_from_world.clone()
    behind[0, :3, :3] = scene.cam_from_world[0, :3, :3] @ torch.diag(torch.tensor([-1.0, 1.0, -1.0]).double())
    front, back = (
        scene.but(cam_from_world=pose).draw(ReferenceRasterizer()) for pose in (scene.cam_from_world, behind)
    )
    row, column = divmod(int(front.alpha[0].argmax()), scene.width)
    assert front.rgb[0, row, column, 0] > 0.6  # the camera stands on -z and looks along +z
    assert back.rgb[0, row, column, 0] < 0.4


def test_coefficients_beyond_the_degree_do_not_count() -> None:
    scene = made_scene(8, sh_degree=3)
    cut = scene.but(colors=scene.colors[:, :, :4], sh_degree=1)
    assert torch.equal(scene.but(sh_degree=1).draw(ReferenceRasterizer()).rgb, cut.draw(ReferenceRasterizer()).rgb)
