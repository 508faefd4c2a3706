"""The view with a graphics card. Everything of OpenGL itself is in ``studio.gl``; here is only its life inside Qt.

Traps that this file guards against: moderngl leaves UNPACK_ALIGNMENT at 1, so nothing else may paint into this widget
(overlays are sibling widgets); Qt may exchange the framebuffer between two paints; when a context is lost its objects'
names are given out again, so they are forgotten and not released.
"""

from __future__ import annotations

import time
from dataclasses import replace

import moderngl
from PySide6.QtCore import Signal
from PySide6.QtGui import QOffscreenSurface, QOpenGLContext
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget

from core.errors import StudioError
from core.types import FloatArray
from studio.gl.renderer import SplatRenderer
from studio.gl.scene import DrawState, SplatScene
from studio.viewport.choice import surface_format as surface_format
from studio.viewport.picture import CHECKER_PX, Background, Shot, pixels_of


def probe_renderer() -> str | None:
    """The name of the OpenGL device, or None if there is no OpenGL 3.3. Makes a context and drops it again."""
    surface, context = QOffscreenSurface(), QOpenGLContext()
    surface.setFormat(surface_format())
    surface.create()
    context.setFormat(surface_format())
    if not (surface.isValid() and context.create() and context.makeCurrent(surface)):
        return None
    try:
        device = moderngl.create_context(require=330)
        return str(device.info["GL_RENDERER"])
    except Exception:  # noqa: BLE001 - moderngl raises bare Exceptions; any of them means "not usable"
        return None
    finally:
        context.doneCurrent()


class GlView(QOpenGLWidget):
    """Shows shots drawn by OpenGL.

    Signals:
        drawn: milliseconds that the picture took to submit; what it shows.
        failed: OpenGL cannot be used after all; a StudioError.
    """

    drawn = Signal(float, object)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFormat(surface_format())
        self._shot: Shot | None = None
        self._background = Background()
        self._background_due = True
        self._device: moderngl.Context | None = None
        self._renderer: SplatRenderer | None = None
        self._loaded: object | None = None

    def show_shot(self, shot: Shot | None) -> None:
        """Draw a shot at the next paint."""
        self._shot = shot
        self.update()

    def set_background(self, background: Background) -> None:
        """What is where nothing is drawn."""
        self._background, self._background_due = background, True
        self.update()

    def grab_layer(self) -> FloatArray | None:
        """The shot at full size over nothing."""
        if self._shot is None or self._renderer is None:
            return None
        self.makeCurrent()
        try:
            self._load(self._renderer, self._shot)
            return self._renderer.layer(self._state(self._shot))
        finally:
            self.doneCurrent()

    def stop(self) -> None:
        """Free the device's memory. Call before the widget goes."""
        if self._renderer is not None:
            self.makeCurrent()
            self._release()
            self.doneCurrent()

    def initializeGL(self) -> None:  # noqa: N802 - Qt's name
        self._device = self._renderer = self._loaded = None  # after a loss the old names belong to others
        self._background_due = True
        try:
            self._device = moderngl.create_context(require=330)
            self._renderer = SplatRenderer(self._device)
        except StudioError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 - moderngl raises bare Exceptions; the native view takes over
            self.failed.emit(StudioError("OpenGL cannot be used", got=str(error)))
        self.context().aboutToBeDestroyed.connect(self._release_current)

    def paintGL(self) -> None:  # noqa: N802 - Qt's name
        if self._device is None or self._renderer is None:
            return
        began = time.perf_counter()
        target = self._device.detect_framebuffer(self.defaultFramebufferObject())
        try:
            self._show_background(self._renderer)
            if self._shot is None:
                self._renderer.draw_background(target, *self._size_px(), self._background.color)
                return
            self._load(self._renderer, self._shot)
            self._renderer.draw(target, self._state(self._shot))
        except StudioError as error:
            self._shot = None
            self.failed.emit(error)
            return
        self.drawn.emit((time.perf_counter() - began) * 1000, self._shot)

    def _show_background(self, renderer: SplatRenderer) -> None:
        if self._background_due:
            self._background_due = False
            picture = None if self._background.picture is None else pixels_of(self._background.picture)
            square = CHECKER_PX * self.devicePixelRatioF()
            renderer.set_backdrop(picture, checker=self._background.transparent, square_px=square)

    def _load(self, renderer: SplatRenderer, shot: Shot) -> None:
        if self._loaded is not shot.avatar:
            renderer.load(shot.scene or SplatScene.from_avatar(shot.avatar))
            self._loaded = shot.avatar

    def _size_px(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)

    def _state(self, shot: Shot) -> DrawState:
        camera = shot.camera(*self._size_px())
        state = DrawState.of_avatar(shot.avatar, shot.descriptor, shot.cam_from_head, camera, self._background.color)
        return replace(state, mode=shot.mode, depths=shot.depths)

    def _release_current(self) -> None:
        self.makeCurrent()
        self._release()
        self.doneCurrent()

    def _release(self) -> None:
        if self._renderer is not None:
            self._renderer.release()
        self._device = self._renderer = self._loaded = None
