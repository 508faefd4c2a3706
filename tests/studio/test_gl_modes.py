"""Points, ellipsoids, depth and normals: the card and the processor show the same, and what is shown is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import moderngl
import numpy as np
import pytest

from core.splats.native import render_numpy
from core.types import Camera, FloatArray, Splats
from studio.gl.modes import DEPTH_STOPS, ViewMode, color_depth, depth_range, draw_ellipsoids, recast
from studio.gl.renderer import SplatRenderer
from studio.gl.scene import DrawState, SplatScene
from tests.studio.splat_scenes import make_avatar, make_camera, psnr

EQUAL_DB = 50.0
HARD_EDGES = 0.01
"""Share of pixels that may differ where edges are hard: a rounding there decides between two splats."""
DEPTHS = depth_range(0.6)


@pytest.fixture(scope="module")
def context() -> Iterator[moderngl.Context]:
    try:
        made = moderngl.create_context(standalone=True, require=330, backend="egl")
    except Exception as error:  # noqa: BLE001 - every driver fails in its own way
        pytest.skip(f"no OpenGL 3.3 through EGL here: {error}")
    with made:
        yield made
    made.release()


@pytest.fixture
def renderer(context: moderngl.Context) -> Iterator[SplatRenderer]:
    made = SplatRenderer(context)
    yield made
    made.release()
    assert context.error == "GL_NO_ERROR"


def by_processor(splats: Splats, camera: Camera, mode: ViewMode) -> FloatArray:
    if mode is ViewMode.ELLIPSOIDS:
        return draw_ellipsoids(splats, camera)
    rgb, alpha, _ = render_numpy(recast(splats, camera, mode, DEPTHS), camera)
    rgba = np.concatenate([rgb, alpha[..., None]], axis=2)
    return color_depth(rgba) if mode is ViewMode.DEPTH else rgba


@pytest.mark.parametrize("mode", list(ViewMode))
def test_the_card_and_the_processor_show_the_same(renderer: SplatRenderer, mode: ViewMode) -> None:
    avatar, camera = make_avatar(1500, seed=4), make_camera(151, 120)
    descriptor = np.array([0.4, 0.0, 0.2, 0.0, 0.3, 0.1], np.float32)
    renderer.load(SplatScene.from_avatar(avatar))
    state = DrawState.of_avatar(avatar, descriptor, avatar.cam_from_head0, camera)
    drawn = renderer.layer(replace(state, mode=mode, depths=DEPTHS))
    wanted = by_processor(avatar.splats(descriptor), camera, mode)
    assert np.ptp(wanted[..., :3]) > 0.3, "the picture shows something"
    if mode is ViewMode.ELLIPSOIDS:
        assert np.mean(np.abs(drawn - wanted).max(axis=2) > 0.02) <= HARD_EDGES
    else:
        assert psnr(drawn, wanted) >= EQUAL_DB


def ball(z: float = 0.6) -> Splats:
    return Splats(
        means=np.array([[0, 0, z]], np.float32),
        quats=np.array([[1, 0, 0, 0]], np.float32),
        scales=np.array([[0.05, 0.05, 0.001]], np.float32),
        opacities=np.array([0.99], np.float32),
        colors=np.array([[0.2, 0.8, 0.4]], np.float32),
    )


def test_depth_goes_from_the_first_colour_to_the_last() -> None:
    camera = make_camera(41, 41, yaw=0.0)
    near, far = (by_processor(ball(z), camera, ViewMode.DEPTH)[20, 20] for z in DEPTHS)
    assert near[:3] / near[3] == pytest.approx(DEPTH_STOPS[0], abs=0.01)
    assert far[:3] / far[3] == pytest.approx(DEPTH_STOPS[-1], abs=0.01)


def test_normals_face_the_viewer() -> None:
    camera = make_camera(41, 41, yaw=0.0)
    colour = by_processor(ball(), camera, ViewMode.NORMALS)[20, 20]
    assert colour[:3] / colour[3] == pytest.approx((0.5, 0.5, 1.0), abs=0.01)


def test_points_are_small_whatever_the_splats_size() -> None:
    camera = make_camera(200, 200, yaw=0.0)
    assert (by_processor(ball(), camera, ViewMode.PICTURE)[..., 3] > 0.1).mean() > 0.05
    assert (by_processor(ball(), camera, ViewMode.POINTS)[..., 3] > 0.1).sum() < 30


def test_an_ellipsoid_is_solid_and_as_large_as_its_splat() -> None:
    camera = make_camera(200, 200, yaw=0.0)
    alpha = by_processor(ball(), camera, ViewMode.ELLIPSOIDS)[..., 3]
    assert set(np.unique(alpha)) == {0.0, 1.0}
    radius_px = 1.2 * 0.05 / 0.6 * float(camera.K[0, 0])
    assert alpha.sum() == pytest.approx(np.pi * radius_px**2, rel=0.02)


def test_nothing_visible_is_an_empty_layer() -> None:
    camera = make_camera(20, 10, yaw=0.0)
    behind = ball(-0.5)
    for mode in ViewMode:
        assert not by_processor(behind, camera, mode)[..., 3].any()


def test_a_backdrop_lies_behind_the_splats(renderer: SplatRenderer) -> None:
    camera = make_camera(64, 32, yaw=0.0)
    renderer.load(SplatScene.from_splats(ball()))
    picture = np.zeros((8, 8, 3), np.uint8)
    picture[:4], picture[4:] = (255, 0, 0), (0, 0, 255)
    renderer.set_backdrop(picture)
    drawn = renderer.pixels(DrawState.of_splats(camera))
    assert drawn[0, 0] == pytest.approx((1, 0, 0), abs=0.01), "the first row is on top"
    assert drawn[-1, -1] == pytest.approx((0, 0, 1), abs=0.01)
    assert drawn[16, 32, 1] > 0.5
    renderer.set_backdrop(None, checker=True, square_px=8)
    drawn = renderer.pixels(DrawState.of_splats(camera))
    assert drawn[0, 0] == pytest.approx((0.75,) * 3, abs=0.01)
    assert drawn[0, 8] == pytest.approx((0.6,) * 3, abs=0.01)
    renderer.set_backdrop(None)
    assert renderer.pixels(DrawState.of_splats(camera, (0.1, 0.2, 0.3)))[0, 0] == pytest.approx((0.1, 0.2, 0.3))


def test_a_snapshot_of_the_same_size_takes_the_place_of_the_last(renderer: SplatRenderer) -> None:
    camera, zero = make_camera(48, 48), np.zeros(6, np.float32)
    first, second = make_avatar(400, seed=1), make_avatar(400, seed=2)
    renderer.load(SplatScene.from_avatar(first).prepare())
    held = renderer._base
    renderer.load(SplatScene.from_avatar(second).prepare())
    assert renderer._base is held
    drawn = renderer.pixels(DrawState.of_avatar(second, zero, second.cam_from_head0, camera))
    wanted, _, _ = render_numpy(second.splats(zero), camera, (0.5, 0.5, 0.5))
    assert psnr(drawn, wanted) >= EQUAL_DB
