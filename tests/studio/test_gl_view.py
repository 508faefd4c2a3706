"""OpenGL inside Qt: the same picture as the formulas, and a life through floating, hiding and closing."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.gl.modes import ViewMode
from studio.gl.renderer import SplatRenderer
from studio.model.controls import Controls
from studio.viewport.gl_view import GlView, probe_renderer
from studio.viewport.native_view import draw_shot
from studio.viewport.picture import Background, RendererChoice, over
from studio.viewport.viewport import Viewport
from tests.studio.splat_scenes import composite, make_avatar, psnr
from tests.studio.test_gl_renderer import EQUAL_DB

SIDE = 96


@pytest.fixture
def viewport(qtbot: QtBot, qapp: QApplication) -> Iterator[Viewport]:
    if probe_renderer() is None:
        pytest.skip("no OpenGL 3.3 through Qt here")
    controls, avatar = Controls(), make_avatar()
    made = Viewport(controls, RendererChoice.OPENGL)
    qtbot.addWidget(made)
    made.resize(SIDE, SIDE)
    made.show()
    qtbot.waitExposed(made)
    controls.take(avatar)
    with qtbot.waitSignal(made.drawn):
        made.take(avatar)
    yield made
    made.stop()


def expected(viewport: Viewport) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    avatar, orbit = viewport._avatar, viewport.orbit
    assert avatar is not None
    assert orbit is not None
    camera = orbit.camera(avatar.K, avatar.meta.image_size, SIDE, SIDE)
    splats = avatar.splats(viewport._controls.descriptor, viewport._controls.cam_from_head())
    return composite(splats, camera, viewport._background.color)


def test_the_view_shows_what_the_formulas_say(viewport: Viewport, qtbot: QtBot) -> None:
    assert viewport.renderer_name.startswith("OpenGL")
    viewport._controls.set_channel(0, 0.6)
    viewport._move_to(viewport._orbit.turned(0.4, 0.2))  # type: ignore[union-attr]
    qtbot.waitSignal(viewport.drawn).wait()
    picture = viewport.grab_picture()
    assert picture is not None
    assert psnr(picture, expected(viewport)) >= EQUAL_DB


def on_screen(viewport: Viewport) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    surface = viewport._surface
    assert isinstance(surface, GlView)
    image = surface.grabFramebuffer().convertToFormat(surface.grabFramebuffer().Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(np.float32) / 255


EIGHT_BIT_DB = 45.0
"""The screen holds 8 bits a colour: measured 52 dB."""


def test_moving_to_another_window_and_back_keeps_the_picture(viewport: Viewport, qtbot: QtBot) -> None:
    assert psnr(on_screen(viewport), expected(viewport)) >= EIGHT_BIT_DB
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    for _ in range(3):
        layout.addWidget(viewport)
        host.resize(SIDE, SIDE)
        host.show()
        qtbot.waitExposed(host)
        viewport._controls.changed.emit()
        qtbot.waitUntil(lambda: psnr(on_screen(viewport), expected(viewport)) >= EIGHT_BIT_DB)
        viewport.setParent(None)
        viewport.resize(SIDE, SIDE)
        viewport.show()
        viewport._controls.changed.emit()
        qtbot.waitUntil(lambda: psnr(on_screen(viewport), expected(viewport)) >= EIGHT_BIT_DB)


def test_a_failing_driver_gives_way_to_the_processor(viewport: Viewport, qtbot: QtBot) -> None:
    surface = viewport._surface
    assert isinstance(surface, GlView)
    with qtbot.waitSignal(viewport.renderer_changed):
        surface.failed.emit(RuntimeError("the driver went away"))
    assert "processor" in viewport.renderer_name


def living_renderers() -> int:
    gc.collect()
    return sum(issubclass(type(thing), SplatRenderer) and bool(thing._programs) for thing in gc.get_objects())


def test_a_lost_context_is_replaced_without_a_leak(viewport: Viewport, qtbot: QtBot) -> None:
    surface = viewport._surface
    assert isinstance(surface, GlView)
    for _ in range(3):  # what Qt does after a loss: initializeGL again, without a chance to release
        lost = surface._renderer
        assert lost is not None
        surface.makeCurrent()
        surface.initializeGL()
        surface.doneCurrent()
        assert surface._renderer is not lost
        lost._programs = []  # its names belong to others now: nobody may release them
        viewport._controls.changed.emit()
        qtbot.waitUntil(lambda: psnr(on_screen(viewport), expected(viewport)) >= EIGHT_BIT_DB)
        del lost
    assert living_renderers() == 1


def test_docking_and_floating_leave_one_renderer(viewport: Viewport, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = QDockWidget("Viewer", window)
    dock.setWidget(viewport)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.resize(300, 300)
    window.show()
    qtbot.waitExposed(window)
    for floating in (True, False, True, False):
        dock.setFloating(floating)
        with qtbot.waitSignal(viewport.drawn):
            viewport._controls.changed.emit()
        picture = viewport.grab_picture()
        assert picture is not None
        assert np.ptp(picture) > 0.3
    assert living_renderers() == 1
    viewport.stop()
    assert living_renderers() == 0
    viewport.setParent(None)


def test_two_windows_show_the_same_avatar(viewport: Viewport, qtbot: QtBot) -> None:
    second = Viewport(viewport._controls, RendererChoice.OPENGL)
    qtbot.addWidget(second)
    second.resize(SIDE, SIDE)
    second.show()
    qtbot.waitExposed(second)
    with qtbot.waitSignal(second.drawn):
        second.take(viewport._avatar)
    qtbot.waitUntil(lambda: psnr(on_screen(second), expected(second)) >= EIGHT_BIT_DB)
    second.stop()
    viewport._controls.set_channel(0, 0.4)
    qtbot.waitUntil(lambda: psnr(on_screen(viewport), expected(viewport)) >= EIGHT_BIT_DB)


@pytest.mark.parametrize("mode", [ViewMode.POINTS, ViewMode.DEPTH, ViewMode.NORMALS])
def test_modes_equal_the_processors(viewport: Viewport, qtbot: QtBot, mode: ViewMode) -> None:
    viewport.set_view_mode(mode)
    viewport._show()
    drawn = viewport.grab_picture()
    shot = viewport._shot()
    assert drawn is not None
    assert shot is not None
    assert psnr(drawn, over(draw_shot(shot, SIDE, SIDE), viewport._background)) >= EQUAL_DB


def test_backgrounds_lie_behind(viewport: Viewport, qtbot: QtBot) -> None:
    picture = QImage(40, 10, QImage.Format.Format_RGB32)
    picture.fill(QColor("#00ff00"))
    viewport.set_background(Background(picture=picture))
    qtbot.waitUntil(lambda: on_screen(viewport)[1, 1] == pytest.approx((0, 1, 0), abs=0.02))
    viewport.set_background(Background(transparent=True))
    qtbot.waitUntil(lambda: on_screen(viewport)[1, 1] == pytest.approx((0.75,) * 3, abs=0.02))
    viewport.take(None)
    viewport.set_background((1.0, 0.0, 0.0))
    qtbot.waitUntil(lambda: on_screen(viewport)[1, 1] == pytest.approx((1, 0, 0), abs=0.02))
