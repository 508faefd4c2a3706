"""The native rasteriser against the reference, on every instruction set that this machine has."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import Tensor

from core.errors import ShapeError, StudioError
from core.splats import native
from core.splats.native_torch import NativeRasterizer, SplatStats
from core.splats.rasterizer import get_rasterizer
from core.types import Camera, Splats
from tests.splats.made_scenes import Scene, made_scene, single_splat

# float32 sums of some hundred terms, in the norm sense; scenes too small for a splat to cross a threshold
CLOSE = 1e-5
# for a scene of thousands such flips do happen: each moves a pixel by up to 1/255
FLIP, FLIPPED_SHARE = 1e-4, 2e-3


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(params=native.instruction_sets())
def instruction_set(request: pytest.FixtureRequest) -> Iterator[str]:
    before = native.instruction_set()
    native.set_instruction_set(request.param)
    yield request.param
    native.set_instruction_set(before)


def gradients(scene: Scene, name: str) -> tuple[list[Tensor], dict[str, Tensor]]:
    """Images, and gradients of a random combination of all their values, by input."""
    scene = scene.needing_gradient()
    out = scene.draw(get_rasterizer(name))
    images = [out.rgb, out.alpha, out.depth]
    rng = torch.Generator().manual_seed(9)
    incoming = [torch.randn(image.shape, generator=rng, dtype=torch.float64).to(image.dtype) for image in images]
    wanted = {key: tensor for key, tensor in scene.tensors().items() if tensor.requires_grad}
    found = torch.autograd.grad(images, list(wanted.values()), incoming)
    return [image.detach() for image in images], dict(zip(wanted, found, strict=True))


def error(got: Tensor, truth: Tensor) -> float:
    return float((got.double() - truth.double()).norm() / truth.double().norm().clamp(min=1e-9))


@functools.cache
def reference(key: str) -> tuple[list[Tensor], dict[str, Tensor]]:
    """The reference is slow: one run serves all instruction sets."""
    return gradients(_SCENES[key], "reference")


_SCENES: dict[str, Scene] = {}


def assert_equals_reference(key: str, scene: Scene) -> None:
    _SCENES[key] = scene
    images, grads = gradients(scene.to(torch.float32), "native")
    true_images, true_grads = reference(key)
    for got, truth in zip(images, true_images, strict=True):
        assert error(got, truth) < CLOSE
    for name, grad in grads.items():
        assert torch.isfinite(grad).all(), name
        assert error(grad, true_grads[name]) < CLOSE, name


@pytest.mark.parametrize(
    ("N", "C", "width", "height"), [(1, 1, 16, 16), (60, 1, 33, 29), (150, 3, 50, 7), (17, 2, 5, 64), (40, 1, 1, 1)]
)
def test_images_and_gradients_are_the_references(instruction_set: str, N: int, C: int, width: int, height: int) -> None:
    assert_equals_reference(f"{N} splats", made_scene(N, C=C, width=width, height=height, seed=N))


@pytest.mark.parametrize("degree", [0, 1, 2, 3])
def test_harmonics_are_the_references(instruction_set: str, degree: int) -> None:
    scene = made_scene(30, C=2, width=31, height=17, sh_degree=degree, seed=degree)
    assert_equals_reference(f"degree {degree}", scene)


def test_opaque_splats_stop_where_the_reference_does(instruction_set: str) -> None:
    scene = made_scene(80, seed=3)
    scene = scene.but(opacities=torch.full_like(scene.opacities, 0.97), scales=scene.scales * 3)
    assert_equals_reference("opaque", scene)


def test_a_clamped_alpha_passes_no_gradient() -> None:
    _, grads = gradients(single_splat(opacity=1.0).to(torch.float32), "native")
    _, truth = gradients(single_splat(opacity=1.0), "reference")
    assert error(grads["opacities"], truth["opacities"]) < CLOSE


@functools.cache
def large_scene() -> tuple[Scene, Tensor]:
    """Two thousand splats, and their true picture."""
    scene = made_scene(2000, width=130, height=100, seed=1)
    scene = scene.but(scales=scene.scales * 0.3)
    return scene, scene.draw(get_rasterizer("reference")).rgb


def test_a_large_scene_differs_by_threshold_flips_alone(instruction_set: str) -> None:
    scene, truth = large_scene()
    difference = (scene.to(torch.float32).draw(get_rasterizer("native")).rgb.double() - truth).abs()
    assert float((difference > FLIP).double().mean()) < FLIPPED_SHARE
    assert float(difference.max()) < 2 / 255


def test_no_splats_leave_the_background(instruction_set: str) -> None:
    scene = made_scene(0, C=2, dtype=torch.float32)
    images, grads = gradients(scene, "native")
    assert torch.equal(images[0], scene.background[:, None, None].expand_as(images[0]))
    assert not images[1].any()
    assert grads["means"].shape == (2, 0, 3)


def test_no_camera_gives_no_image() -> None:
    scene = made_scene(3, dtype=torch.float32)
    none = scene.but(**{name: tensor[:0] for name, tensor in scene.tensors().items()})
    assert none.draw(get_rasterizer("native")).rgb.shape == (0, 29, 37, 3)


def test_a_batch_equals_one_camera_at_a_time() -> None:
    scene = made_scene(200, C=3, dtype=torch.float32)
    images, grads = gradients(scene, "native")
    for c in range(3):
        one = scene.but(**{name: tensor[c : c + 1] for name, tensor in scene.tensors().items()})
        assert torch.equal(one.draw(get_rasterizer("native")).rgb[0], images[0][c])
    assert grads["means"].shape == (3, 200, 3)


def test_splats_shared_by_cameras_sum_their_gradients() -> None:
    scene = made_scene(50, C=3, dtype=torch.float32)
    shared = scene.means[:1].clone().requires_grad_()
    scene.but(means=shared.expand(3, -1, -1)).draw(get_rasterizer("native")).rgb.sum().backward()
    copies = scene.means[:1].repeat(3, 1, 1).requires_grad_()
    scene.but(means=copies).draw(get_rasterizer("native")).rgb.sum().backward()
    assert shared.grad is not None
    assert copies.grad is not None
    assert error(shared.grad[0], copies.grad.sum(0)) < CLOSE


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_images_and_gradients_do_not_depend_on_the_threads(threads: int) -> None:
    scene = made_scene(700, C=2, width=100, height=80, dtype=torch.float32)
    before = torch.get_num_threads()
    images, grads = gradients(scene, "native")
    try:
        torch.set_num_threads(threads)
        again, grads_again = gradients(scene, "native")
    finally:
        torch.set_num_threads(before)
    assert all(torch.equal(a, b) for a, b in zip(images, again, strict=True))
    for name in ("means", "quats", "scales", "opacities", "colors", "cam_from_world"):
        assert torch.equal(grads[name], grads_again[name]), name


HOSTILE = {
    "nan mean": ("means", float("nan")),
    "infinite mean": ("means", float("inf")),
    "huge mean": ("means", 1e30),
    "nan quaternion": ("quats", float("nan")),
    "zero quaternion": ("quats", 0.0),
    "huge quaternion": ("quats", 1e30),
    "nan scale": ("scales", float("nan")),
    "huge scale": ("scales", 1e30),
    "zero scale": ("scales", 0.0),
    "nan opacity": ("opacities", float("nan")),
    "zero opacity": ("opacities", 0.0),
    "nan color": ("colors", float("nan")),
    "infinite color": ("colors", float("-inf")),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_splats_are_treated_as_by_the_reference(instruction_set: str, kind: str) -> None:
    name, value = HOSTILE[kind]
    scene = made_scene(24, seed=5)
    spoilt = scene.tensors()[name].clone()
    spoilt[0, ::3] = value
    assert_equals_reference(kind, scene.but(**{name: spoilt}))


def test_splats_behind_the_camera_are_left_out_without_gradient(instruction_set: str) -> None:
    scene = made_scene(10, dtype=torch.float32)
    means = scene.means.clone()
    means[0, :5, 2] = -2.0
    _, grads = gradients(scene.but(means=means), "native")
    assert not grads["means"][0, :5].any()
    assert grads["means"][0, 5:].any()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0])
def test_a_broken_camera_gives_the_background(value: float) -> None:
    scene = made_scene(5, dtype=torch.float32)
    images, grads = gradients(scene.but(cam_from_world=torch.full((1, 4, 4), value)), "native")
    assert torch.equal(images[0], scene.background[:, None, None].expand_as(images[0]))
    assert torch.isfinite(grads["means"]).all()


def test_too_many_pairs_of_splat_and_tile_are_refused() -> None:
    N = 9000
    with pytest.raises(StudioError, match="cover too much of the image"):
        native.render_numpy(_splats(torch.zeros(N, 3).numpy(), scale=5.0), _camera(1024, 1024), np.zeros(3, np.float32))


def test_stats_tell_used_splats_from_unused() -> None:
    scene = made_scene(20, C=2, dtype=torch.float32)
    means = scene.means.clone().requires_grad_()
    with torch.no_grad():
        means[:, 0, 2] = -5.0
    stats = SplatStats.zeros(20)
    out = NativeRasterizer().render(
        means, scene.quats, scene.scales, scene.opacities, scene.colors, scene.cam_from_world, scene.K,
        width=scene.width, height=scene.height, stats=stats,
    )  # fmt: skip
    out.rgb.square().sum().backward()
    assert stats.views == 2
    assert stats.usage[0] == 0
    assert float(stats.usage.sum()) == pytest.approx(float(out.alpha.detach().sum()), rel=1e-4)
    assert stats.screen_gradient[0] == 0
    assert (stats.screen_gradient >= 0).all()
    assert stats.screen_gradient.any()


def test_an_input_changed_before_the_backward_pass_is_noticed() -> None:
    scene = made_scene(5, dtype=torch.float32)
    leaf = scene.means.clone().requires_grad_()
    means = leaf * 1.0
    loss = scene.but(means=means).draw(get_rasterizer("native")).rgb.sum()
    means.data.add_(1.0)
    with torch.no_grad():
        means.add_(1.0)
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


def test_the_wrong_dtype_is_named() -> None:
    with pytest.raises(StudioError, match=r"torch\.float64 on cpu\. Expected torch\.float32"):
        made_scene(3).draw(get_rasterizer("native"))


def test_an_unknown_instruction_set_is_refused() -> None:
    with pytest.raises(StudioError, match="cannot run that instruction set"):
        native.set_instruction_set("mmx")


def _splats(means: np.ndarray, scale: float) -> Splats:
    N = len(means)
    f32 = np.float32
    quats = np.tile(np.array([1, 0, 0, 0], f32), (N, 1))
    return Splats(means, quats, np.full((N, 3), scale, f32), np.full(N, 0.5, f32), np.full((N, 3), 0.5, f32))


def _camera(width: int, height: int) -> Camera:
    K = np.array([[width, 0, width / 2], [0, width, height / 2], [0, 0, 1]], np.float32)
    pose = np.eye(4, dtype=np.float32)
    pose[2, 3] = 1.0
    return Camera(K, pose, width, height)


def test_the_viewers_picture_is_the_trainers() -> None:
    scene = made_scene(40, dtype=torch.float32)
    arrays = {name: tensor[0].numpy() for name, tensor in scene.tensors().items()}
    splats = Splats(*(arrays[name] for name in ("means", "quats", "scales", "opacities", "colors")))
    camera = Camera(arrays["K"], arrays["cam_from_world"], scene.width, scene.height)
    drawn = native.render_numpy(splats, camera, arrays["background"], threads=1)
    out = scene.draw(get_rasterizer("native"))
    for got, truth in zip(drawn, (out.rgb, out.alpha, out.depth), strict=True):
        assert np.array_equal(got, truth[0].numpy())


def test_the_viewers_arrays_are_checked() -> None:
    splats = _splats(np.zeros((3, 3), np.float32), scale=0.1)
    broken = Splats(splats.means, splats.quats[:2], splats.scales, splats.opacities, splats.colors)
    with pytest.raises(ShapeError, match=r"'quats'.*Got \[2, 4\]"):
        native.render_numpy(broken, _camera(8, 8))
    with pytest.raises(ShapeError, match="0 x 8"):
        native.render_numpy(splats, _camera(0, 8))
    with pytest.raises(ShapeError, match="near plane"):
        native.render_numpy(splats, _camera(8, 8), near_m=0.0)
