"""The OpenGL renderer against plain formulas, through a context without a window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import moderngl
import numpy as np
import pytest

from core.splats.native import render_numpy
from core.types import Splats
from studio.gl.renderer import SplatRenderer, is_software
from studio.gl.scene import DrawState, SplatScene
from tests.studio.splat_scenes import composite, make_avatar, make_camera, psnr

EQUAL_DB = 50.0
"""What RGBA16F blending leaves: measured 59 dB and more; RGBA8 gives 51, a wrong sort or projection under 40."""
BACKGROUND = (0.2, 0.4, 0.6)


@pytest.fixture(scope="module")
def context() -> Iterator[moderngl.Context]:
    try:
        made = moderngl.create_context(standalone=True, require=330, backend="egl")
    except Exception as error:  # noqa: BLE001 - every driver fails in its own way
        pytest.skip(f"no OpenGL 3.3 through EGL here: {error}")
    with made:  # leaves the thread without a current context, or Qt could make none current later
        yield made
    made.release()


@pytest.fixture
def renderer(context: moderngl.Context) -> Iterator[SplatRenderer]:
    made = SplatRenderer(context)
    yield made
    made.release()
    assert context.error == "GL_NO_ERROR"


@pytest.mark.parametrize(("width", "height"), [(96, 80), (61, 97)])
def test_an_avatar_equals_the_formulas(renderer: SplatRenderer, width: int, height: int) -> None:
    avatar, camera = make_avatar(), make_camera(width, height)
    descriptor = np.array([0.6, -0.2, 0.3, 0.1, 0.4, -0.3], np.float32)
    pose = avatar.cam_from_head0.copy()
    pose[:3, 3] += (0.01, -0.02, 0.03)
    renderer.load(SplatScene.from_avatar(avatar))
    drawn = renderer.pixels(DrawState.of_avatar(avatar, descriptor, pose, camera, BACKGROUND))
    wanted = composite(avatar.splats(descriptor, pose), camera, BACKGROUND)
    assert np.ptp(wanted) > 0.5, "the picture shows something"
    assert psnr(drawn, wanted) >= EQUAL_DB


def test_still_splats_equal_the_formulas(renderer: SplatRenderer) -> None:
    camera = make_camera(64, 64, yaw=-0.5)
    splats = make_avatar(seed=3).splats(np.zeros(6, np.float32))
    renderer.load(SplatScene.from_splats(splats))
    drawn = renderer.pixels(DrawState.of_splats(camera, BACKGROUND))
    assert psnr(drawn, composite(splats, camera, BACKGROUND)) >= EQUAL_DB


def test_the_order_matters_and_is_taken_from_the_view(renderer: SplatRenderer) -> None:
    two = Splats(
        means=np.array([[0, 0, 0.5], [0, 0, 0.7]], np.float32),
        quats=np.tile(np.array([1, 0, 0, 0], np.float32), (2, 1)),
        scales=np.full((2, 3), 0.05, np.float32),
        opacities=np.full(2, 0.99, np.float32),
        colors=np.array([[1, 0, 0], [0, 1, 0]], np.float32),
    )
    camera = make_camera(33, 33, yaw=0.0)
    behind = make_camera(33, 33, yaw=np.pi)
    renderer.load(SplatScene.from_splats(two))
    front_pixel = renderer.pixels(DrawState.of_splats(camera))[16, 16]
    back_pixel = renderer.pixels(DrawState.of_splats(behind))[16, 16]
    assert front_pixel[0] > 0.9 > 0.1 > front_pixel[1]
    assert back_pixel[1] > 0.9 > 0.1 > back_pixel[0]


@pytest.mark.parametrize("count", [0, 1, 513])
def test_any_number_of_splats(renderer: SplatRenderer, count: int) -> None:
    avatar, camera = make_avatar(max(count, 1)), make_camera(40, 30)
    splats = avatar.splats(np.zeros(6, np.float32))
    some = Splats(*(a[:count] for a in (splats.means, splats.quats, splats.scales, splats.opacities, splats.colors)))
    renderer.load(SplatScene.from_splats(some))
    drawn = renderer.pixels(DrawState.of_splats(camera, BACKGROUND))
    assert psnr(drawn, composite(some, camera, BACKGROUND)) >= EQUAL_DB


def test_hostile_numbers_leave_the_rest_of_the_picture(renderer: SplatRenderer) -> None:
    avatar, camera = make_avatar(), make_camera(48, 48)
    good = avatar.splats(np.zeros(6, np.float32))
    scene = SplatScene.from_splats(good)
    base = scene.base.copy()
    base[:40, :3] = np.nan
    base[40:80, 7:10] = np.inf
    base[80:120, 3:7] = 0
    base[120:160, 10] = np.nan
    renderer.load(replace(scene, base=base))
    drawn = renderer.pixels(DrawState.of_splats(camera, BACKGROUND))
    assert np.isfinite(drawn).all()
    assert np.ptp(drawn) > 0.3


def test_scenes_and_sizes_can_be_exchanged(renderer: SplatRenderer) -> None:
    small, large = make_avatar(50, bases=2, seed=1), make_avatar(700, bases=7, seed=2)
    zero = np.zeros(6, np.float32)
    for avatar, side in ((small, 32), (large, 48), (small, 64)):
        camera = make_camera(side, side)
        renderer.load(SplatScene.from_avatar(avatar))
        drawn = renderer.pixels(DrawState.of_avatar(avatar, zero, avatar.cam_from_head0, camera))
        assert psnr(drawn, composite(avatar.splats(zero), camera, (0.5, 0.5, 0.5))) >= EQUAL_DB


def test_software_renderers_are_known_by_name() -> None:
    assert is_software("llvmpipe (LLVM 15.0.6, 256 bits)")
    assert is_software("Google SwiftShader")
    assert not is_software("NVIDIA GeForce RTX 4070/PCIe/SSE2")
    assert not is_software("Apple M2")


def test_the_card_and_the_processor_draw_the_same(renderer: SplatRenderer) -> None:
    avatar, camera = make_avatar(6000, bases=12, seed=5), make_camera(320, 240)
    descriptor = np.array([0.5, 0.3, 0.0, 0.2, -0.1, 0.4], np.float32)
    renderer.load(SplatScene.from_avatar(avatar))
    drawn = renderer.pixels(DrawState.of_avatar(avatar, descriptor, avatar.cam_from_head0, camera, BACKGROUND))
    wanted, _, _ = render_numpy(avatar.splats(descriptor), camera, BACKGROUND)
    assert psnr(drawn, wanted) >= EQUAL_DB
