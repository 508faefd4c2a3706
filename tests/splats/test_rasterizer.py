"""The registry of rasterisers, and the check of what goes into one."""

from __future__ import annotations

import pytest
import torch

from core.errors import InputError, ShapeError, StudioError
from core.splats.rasterizer import get_rasterizer
from tests.splats.made_scenes import made_scene


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"Got 'magic'\. Expected one of auto, native, gsplat, reference"):
        get_rasterizer("magic")


def test_the_reference_is_registered() -> None:
    assert get_rasterizer("reference").name == "reference"


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA GPU")
def test_gsplat_without_a_gpu_says_what_to_do() -> None:
    with pytest.raises(StudioError, match=r"NVIDIA GPU.*native"):
        get_rasterizer("gsplat")


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("means", (1, 5, 2)),
        ("means", (5, 3)),
        ("quats", (1, 5, 3)),
        ("scales", (1, 4, 3)),
        ("opacities", (1, 5, 1)),
        ("colors", (1, 5, 4)),
        ("cam_from_world", (1, 3, 4)),
        ("K", (2, 3, 3)),
        ("background", (3,)),
    ],
)
def test_arrays_that_do_not_fit_are_named(name: str, shape: tuple[int, ...]) -> None:
    scene = made_scene(5).but(**{name: torch.ones(shape, dtype=torch.float64)})
    with pytest.raises(ShapeError, match=r"has the wrong shape\. Got \[.*Expected \["):
        scene.draw(get_rasterizer("reference"))


def test_an_image_without_pixels_is_refused() -> None:
    with pytest.raises(ShapeError, match="0 x 29"):
        made_scene(5).but(width=0).draw(get_rasterizer("reference"))


@pytest.mark.parametrize("degree", [-1, 4])
def test_harmonics_beyond_degree_three_are_refused(degree: int) -> None:
    scene = made_scene(5).but(colors=torch.zeros(1, 5, 25, 3).double(), sh_degree=degree)
    with pytest.raises(ShapeError, match="0 to 3"):
        scene.draw(get_rasterizer("reference"))


def test_too_few_harmonics_are_refused() -> None:
    scene = made_scene(5, sh_degree=1).but(sh_degree=2)
    with pytest.raises(ShapeError, match="4 coefficients at degree 2"):
        scene.draw(get_rasterizer("reference"))
