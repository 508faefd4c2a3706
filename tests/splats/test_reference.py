"""The reference rasteriser against closed forms, loops, invariances, gsplat's own formulas and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.splats import reference
from core.splats.reference import ReferenceRasterizer
from tests.splats.made_scenes import Scene, draw_by_loops, made_scene, single_splat

EXACT = 1e-12  # float64 against float64, some hundred operations apart
NAN, INF = float("nan"), float("inf")

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def rasterizer() -> ReferenceRasterizer:
    return ReferenceRasterizer()


def test_one_round_splat_is_a_gaussian(rasterizer: ReferenceRasterizer) -> None:
    scene = single_splat(opacity=0.8, scale_m=0.05, depth_m=1.0)
    out = scene.draw(rasterizer)
    variance = (30.0 * 0.05) ** 2 + 0.3  # on the axis the projection is a scaling by focal / depth
    y, x = np.mgrid[0 : scene.height, 0 : scene.width] + 0.5
    alpha = 0.8 * np.exp(-0.5 * ((x - scene.width / 2) ** 2 + (y - scene.height / 2) ** 2) / variance)
    alpha[alpha < 1 / 255] = 0.0
    assert (alpha == 0).any()
    expected = alpha[..., None] * [0.9, 0.5, 0.1] + (1 - alpha[..., None]) * [0.1, 0.2, 0.7]
    np.testing.assert_allclose(out.alpha[0], alpha, atol=EXACT)
    np.testing.assert_allclose(out.rgb[0], expected, atol=EXACT)
    np.testing.assert_allclose(out.depth[0], alpha * 1.0, atol=EXACT)


def test_a_quarter_turn_swaps_width_and_height(rasterizer: ReferenceRasterizer) -> None:
    scene = single_splat(width=24, height=24).but(scales=torch.tensor([[[0.09, 0.02, 0.05]]], dtype=torch.float64))
    half = 0.5**0.5
    turned = scene.but(quats=torch.tensor([[[half, 0, 0, half]]], dtype=torch.float64))
    lying, standing = scene.draw(rasterizer).alpha[0], turned.draw(rasterizer).alpha[0]
    assert lying[12].sum() > 1.5 * lying[:, 12].sum()
    torch.testing.assert_close(standing, lying.T, atol=EXACT, rtol=0)


@pytest.mark.parametrize("seed", range(3))
def test_a_scene_equals_loops_over_pixels_and_splats(rasterizer: ReferenceRasterizer, seed: int) -> None:
    scene = made_scene(60, seed=seed)
    scene.opacities[0, ::3] = 1.0  # so that pixels reach the stop
    out, (rgb, alpha, depth) = scene.draw(rasterizer), draw_by_loops(scene)
    assert alpha.max() > 0.999
    np.testing.assert_allclose(out.rgb[0], rgb, atol=EXACT)
    np.testing.assert_allclose(out.alpha[0], alpha, atol=EXACT)
    np.testing.assert_allclose(out.depth[0], depth, atol=EXACT)


def test_the_splat_that_would_pass_the_stop_is_not_added(rasterizer: ReferenceRasterizer) -> None:
    # alpha is held at 0.999, so two opaque splats would leave 1e-6: only the nearer one counts
    scene = single_splat(opacity=1.0, scale_m=1.0)
    behind = torch.tensor([[[0, 0, 1.0], [0, 0, 1.5]]], dtype=torch.float64)
    both = scene.but(
        means=behind,
        **{name: scene.tensors()[name].expand(1, 2, -1) for name in ("quats", "scales", "colors")},
        opacities=scene.opacities.expand(1, 2),
    )
    out = both.draw(rasterizer)
    assert out.alpha[0, 10, 12].item() == pytest.approx(0.999, abs=EXACT)
    assert out.depth[0, 10, 12].item() == pytest.approx(0.999, abs=EXACT)


def test_nothing_to_draw_leaves_the_background(rasterizer: ReferenceRasterizer) -> None:
    for scene in (made_scene(0), made_scene(5).but(opacities=torch.zeros(1, 5, dtype=torch.float64))):
        out = scene.draw(rasterizer)
        torch.testing.assert_close(out.rgb, scene.background[:, None, None].expand_as(out.rgb))
        assert out.alpha.abs().max() == 0
        assert out.depth.abs().max() == 0


def test_no_camera_gives_no_image(rasterizer: ReferenceRasterizer) -> None:
    out = made_scene(3).but(**{name: t[:0] for name, t in made_scene(3).tensors().items()}).draw(rasterizer)
    assert out.rgb.shape == (0, 29, 37, 3)


def test_the_batch_equals_one_camera_at_a_time(rasterizer: ReferenceRasterizer) -> None:
    scene = made_scene(30, C=3)
    together = scene.draw(rasterizer)
    for c in range(3):
        alone = scene.but(**{name: t[c : c + 1] for name, t in scene.tensors().items()}).draw(rasterizer)
        assert torch.equal(alone.rgb[0], together.rgb[c])
        assert torch.equal(alone.depth[0], together.depth[c])


def test_splats_shared_by_cameras_sum_their_gradients(rasterizer: ReferenceRasterizer) -> None:
    scene = made_scene(20, C=2)
    shared = scene.means[:1].clone().requires_grad_()
    apart = scene.means[:1].repeat(2, 1, 1).requires_grad_()
    scene.but(means=shared.expand(2, -1, -1)).draw(rasterizer).rgb.square().sum().backward()
    scene.but(means=apart).draw(rasterizer).rgb.square().sum().backward()
    assert shared.grad is not None
    assert apart.grad is not None
    torch.testing.assert_close(shared.grad[0], apart.grad.sum(0))


def test_moving_world_and_camera_together_changes_nothing(rasterizer: ReferenceRasterizer) -> None:
    scene = made_scene(40)
    move = made_scene(1, seed=9).cam_from_world  # world_from_old
    moved = scene.but(
        means=scene.means @ move[:, :3, :3].mT + move[:, None, :3, 3],
        quats=_turn_quats(move[0, :3, :3], scene.quats),
        cam_from_world=scene.cam_from_world @ torch.linalg.inv(move),
    )
    torch.testing.assert_close(moved.draw(rasterizer).rgb, scene.draw(rasterizer).rgb, atol=1e-10, rtol=0)


def _turn_quats(rotation: torch.Tensor, quats: torch.Tensor) -> torch.Tensor:
    from core.splats.rotations import multiply_quats, quats_from_matrices

    return multiply_quats(quats_from_matrices(rotation), quats)


@pytest.mark.parametrize("sh_degree", [None, 2])
def test_gradients_equal_finite_differences(rasterizer: ReferenceRasterizer, sh_degree: int | None) -> None:
    scene = made_scene(4, width=9, height=7, sh_degree=sh_degree, seed=3).needing_gradient()
    names = [name for name, t in scene.tensors().items() if t.requires_grad]

    def draw(*tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        out = scene.but(**dict(zip(names, tensors, strict=True))).draw(rasterizer)
        return out.rgb, out.alpha, out.depth

    assert {"means", "quats", "scales", "opacities", "colors", "cam_from_world", "background"} == set(names)
    assert torch.autograd.gradcheck(draw, [scene.tensors()[name] for name in names], fast_mode=True)


def test_computing_tiles_again_changes_no_gradient(
    rasterizer: ReferenceRasterizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, again = made_scene(30).needing_gradient(), made_scene(30).needing_gradient()
    held.draw(rasterizer).rgb.square().sum().backward()
    monkeypatch.setattr(reference, "HELD_PAIRS", 0)
    again.draw(rasterizer).rgb.square().sum().backward()
    for name, tensor in held.tensors().items():
        torch.testing.assert_close(tensor.grad, again.tensors()[name].grad, msg=name)


HOSTILE = {
    "nan_mean": ("means", [NAN, 0, 0]),
    "infinite_mean": ("means", [INF, 0, 0]),
    "behind_the_camera": ("means", [0, 0, -5.0]),
    "at_the_camera": ("means", [0, 0, -0.5]),
    "nan_scale": ("scales", [NAN, 0.1, 0.1]),
    "infinite_scale": ("scales", [0.1, INF, 0.1]),
    "nan_opacity": ("opacities", NAN),
    "negative_opacity": ("opacities", -1.0),
    "nan_color": ("colors", [0.5, NAN, 0.5]),
    "infinite_color": ("colors", [0.5, -INF, 0.5]),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_splats_are_left_out_without_gradient(rasterizer: ReferenceRasterizer, kind: str) -> None:
    scene = made_scene(12)
    name, value = HOSTILE[kind]
    scene.tensors()[name][0, 5] = torch.tensor(value, dtype=torch.float64)
    without = _without(scene, 5).draw(rasterizer)
    scene = scene.needing_gradient()
    out = scene.draw(rasterizer)
    torch.testing.assert_close(out.rgb, without.rgb)
    torch.testing.assert_close(out.depth, without.depth)
    (out.rgb.sum() + out.alpha.sum() + out.depth.sum()).backward()
    for name, tensor in scene.tensors().items():
        if tensor.grad is not None:
            assert tensor.grad.isfinite().all(), name
    for name in ("means", "quats", "scales", "opacities", "colors"):
        grad = scene.tensors()[name].grad
        assert grad is not None
        assert grad[0, 5].abs().sum() == 0, name


def _without(scene: Scene, n: int) -> Scene:
    kept = [i for i in range(scene.means.shape[1]) if i != n]
    names = ("means", "quats", "scales", "opacities", "colors")
    return scene.but(**{name: scene.tensors()[name][:, kept] for name in names})


@pytest.mark.parametrize("quat", [[0, 0, 0, 0], [NAN, 0, 0, 1], [0, INF, 0, 0]])
def test_a_quaternion_without_direction_means_no_rotation(rasterizer: ReferenceRasterizer, quat: list[float]) -> None:
    scene = made_scene(6)
    scene.quats[0, 2] = torch.tensor(quat, dtype=torch.float64)
    upright = scene.quats.clone()
    upright[0, 2] = torch.tensor([1.0, 0, 0, 0], dtype=torch.float64)
    expected = scene.but(quats=upright).draw(rasterizer)
    scene = scene.needing_gradient()
    out = scene.draw(rasterizer)
    torch.testing.assert_close(out.rgb, expected.rgb)
    out.rgb.sum().backward()
    assert scene.quats.grad is not None
    assert scene.quats.grad.isfinite().all()


def test_a_broken_camera_gives_the_background(rasterizer: ReferenceRasterizer) -> None:
    scene = made_scene(6).but(cam_from_world=torch.full((1, 4, 4), NAN, dtype=torch.float64))
    assert torch.equal(scene.draw(rasterizer).rgb[0, 3, 4], scene.background[0])


def test_float32_in_gives_float32_out(rasterizer: ReferenceRasterizer) -> None:
    scene = made_scene(10)
    single, double = scene.to(torch.float32).draw(rasterizer), scene.draw(rasterizer)
    assert single.rgb.dtype == torch.float32
    torch.testing.assert_close(single.rgb.double(), double.rgb, atol=1e-5, rtol=0)


def test_the_projection_is_gsplats() -> None:
    gsplat = pytest.importorskip("gsplat.cuda._torch_impl", reason="gsplat is not installed")
    scene = made_scene(50, seed=4)
    covariances, _ = gsplat._quat_scale_to_covar_preci(scene.quats[0], scene.scales[0], True, False)
    _, centers, depths, conics, _ = gsplat._fully_fused_projection(
        scene.means[0], covariances, scene.cam_from_world, scene.K, scene.width, scene.height, eps2d=0.3
    )
    splats = reference._Scene(*(t[0] for t in (scene.means, scene.quats, scene.scales, scene.opacities, scene.colors)))
    view = reference._View(scene.cam_from_world[0], scene.K[0], scene.width, scene.height, 0.01)
    prints = reference._project(splats, view, None)
    torch.testing.assert_close(prints.centers, centers[0])
    torch.testing.assert_close(prints.depths, depths[0])
    torch.testing.assert_close(prints.conics, conics[0])
