"""The view without a graphics card: right pictures, coarse in motion, full at rest, and a thread that ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from core.errors import StudioError
from studio.gl.modes import ViewMode
from studio.model.controls import Controls
from studio.viewport import native_view
from studio.viewport.native_view import NativeView, draw_shot, to_image
from studio.viewport.picture import Background, RendererChoice, Shot
from studio.viewport.viewport import Viewport
from tests.studio.splat_scenes import composite, make_avatar, psnr

EQUAL_DB = 50.0


@pytest.fixture
def viewport(qtbot: QtBot) -> Iterator[Viewport]:
    controls, avatar = Controls(), make_avatar()
    made = Viewport(controls, RendererChoice.CPU)
    qtbot.addWidget(made)
    made.resize(120, 90)
    made.show()
    controls.take(avatar)
    with qtbot.waitSignal(made.drawn):
        made.take(avatar)
    yield made
    made.stop()


def surface(viewport: Viewport) -> NativeView:
    assert isinstance(viewport._surface, NativeView)
    return viewport._surface


def test_the_picture_equals_the_formulas(viewport: Viewport) -> None:
    picture, avatar, orbit = viewport.grab_picture(), viewport._avatar, viewport.orbit
    assert picture is not None
    assert avatar is not None
    assert orbit is not None
    camera = orbit.camera(avatar.K, avatar.meta.image_size, 120, 90)
    splats = avatar.splats(viewport._controls.descriptor, viewport._controls.cam_from_head())
    assert psnr(picture, composite(splats, camera, viewport._background.color)) >= EQUAL_DB


def test_motion_is_coarse_and_rest_is_full(viewport: Viewport, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = surface(viewport)
    sizes: list[tuple[int, int]] = []

    def spy(shot: Shot, width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        sizes.append((width, height))
        return draw_shot(shot, width, height)

    monkeypatch.setattr(native_view, "draw_shot", spy)
    monkeypatch.setattr(native_view, "LEAST_SIDE_PX", 30)
    view._affordable_scale = 0.01  # a computer far too slow for full size
    viewport._controls.set_channel(0, 0.3)
    # what the first picture still brings in full may come before
    qtbot.waitUntil(lambda: (40, 30) in sizes and sizes[-1] == (120, 90))
    assert set(sizes) == {(40, 30), (120, 90)}, "no finer than it must be, first"


def test_only_the_latest_order_is_drawn(viewport: Viewport, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, drawn = threading.Event(), []

    def slow(shot: Shot, width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        gate.wait(10)
        drawn.append(float(shot.descriptor[0]))
        return draw_shot(shot, width, height)

    monkeypatch.setattr(native_view, "draw_shot", slow)
    for value in (0.1, 0.2, 0.3, 0.4):
        viewport._controls.set_channel(0, value)
        viewport._show()
    gate.set()
    qtbot.waitUntil(lambda: drawn != [] and drawn[-1] == pytest.approx(0.4))
    assert len(drawn) <= 3


def test_a_rasteriser_that_fails_is_told(viewport: Viewport, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(shot: Shot, width: int, height: int) -> None:
        raise StudioError("The native rasteriser is missing")

    monkeypatch.setattr(native_view, "draw_shot", broken)
    with qtbot.waitSignal(viewport.failed) as failed:
        viewport._controls.set_channel(0, 0.1)
    assert "missing" in str(failed.args[0])


def test_images_hold_the_pixels() -> None:
    picture = np.zeros((2, 3, 3), np.float32)
    picture[1, 2] = (1.0, 0.5, 2.0)
    image = to_image(picture)
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(2, 1).getRgb()[:3] == (255, 128, 255)
    assert image.pixelColor(0, 0).getRgb()[:3] == (0, 0, 0)


def test_linked_viewports_look_from_the_same_place(viewport: Viewport, qtbot: QtBot) -> None:
    other = Viewport(Controls(), RendererChoice.CPU)
    qtbot.addWidget(other)
    other.take(make_avatar())
    viewport.camera_changed.connect(other.set_camera)
    other.camera_changed.connect(viewport.set_camera)
    assert viewport.camera is not None
    with qtbot.waitSignal(other.camera_changed):
        viewport.set_camera(viewport.camera.turned(0.3, 0.1))
    assert other.camera == viewport.camera
    with qtbot.assertNotEmitted(viewport.camera_changed):
        other.set_camera(viewport.camera)
    other.frame_head()
    assert viewport.camera == other.camera
    other.stop()


def test_a_snapshot_of_the_same_capture_keeps_the_camera(viewport: Viewport) -> None:
    assert viewport.camera is not None
    moved = viewport.camera.turned(0.3, 0.1)
    viewport.set_camera(moved)
    viewport.take(make_avatar(seed=7))
    assert viewport.camera == moved
    other = make_avatar(seed=8)
    other.arrays["cam_from_head0"][0, 3] += 0.1
    viewport.take(other)
    assert viewport.camera != moved


def test_full_size_means_every_pixel_of_the_screen(viewport: Viewport, monkeypatch: pytest.MonkeyPatch) -> None:
    view = surface(viewport)
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: 2.0)
    layer = view.grab_layer()
    assert layer is not None
    assert layer.shape == (180, 240, 4)


@pytest.mark.parametrize("mode", list(ViewMode))
def test_every_mode_is_shown(viewport: Viewport, qtbot: QtBot, mode: ViewMode) -> None:
    plain = viewport.grab_picture()
    viewport.set_view_mode(mode)
    assert viewport.view_mode is mode
    viewport._show()
    shown = viewport.grab_picture()
    assert plain is not None
    assert shown is not None
    assert np.isfinite(shown).all()
    assert np.array_equal(plain, shown) is (mode is ViewMode.PICTURE)


def test_nothing_is_drawn_after_the_end(viewport: Viewport) -> None:
    view = surface(viewport)
    viewport.stop()
    viewport._controls.set_channel(0, 0.3)
    viewport._show()
    assert not view._thread.isRunning()
    viewport.stop()


def test_backdrops_fill_the_view(viewport: Viewport) -> None:
    picture = QImage(40, 10, QImage.Format.Format_RGB32)
    picture.fill(QColor("#00ff00"))
    viewport.set_background(Background(picture=picture))
    shown = viewport.grab().toImage()
    assert shown.pixelColor(2, 2) == QColor("#00ff00")
    viewport.set_background(Background(transparent=True))
    shown = viewport.grab().toImage()
    assert shown.pixelColor(2, 2) != shown.pixelColor(14, 2), "a checkerboard"
    assert (grabbed := viewport.grab_picture()) is not None
    assert grabbed[2, 2, 0] == pytest.approx(shown.pixelColor(2, 2).redF(), abs=0.01)


def test_a_view_that_goes_without_a_word_takes_its_thread_along(qtbot: QtBot) -> None:
    controls, avatar = Controls(), make_avatar(50)
    view = Viewport(controls, RendererChoice.CPU)
    view.show()
    controls.take(avatar)
    with qtbot.waitSignal(view.drawn):
        view.take(avatar)
    (thread,) = surface(view).findChildren(QThread)
    ended: list[bool] = []
    thread.finished.connect(lambda: ended.append(True), Qt.ConnectionType.DirectConnection)
    assert thread.isRunning()
    shiboken6.delete(view)  # Qt ends the program where a thread goes that still runs
    assert ended
