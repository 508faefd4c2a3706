"""The viewer: chooses a surface, turns mouse and keys into camera moves, asks for a picture when something changed."""

from __future__ import annotations

import os

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.avatar.runtime import Avatar
from core.types import FloatArray
from studio.gl.renderer import is_software
from studio.model.controls import Controls
from studio.model.orbit import Orbit
from studio.viewport.gl_view import GlView, probe_renderer
from studio.viewport.native_view import NativeView
from studio.viewport.picture import Color, RendererChoice, Shot

RADIANS_PER_PIXEL = 0.008
ZOOM_PER_STEP = 1.12
KEY_TURN_RAD = 0.12
WHEEL_STEP = 120.0


class Viewport(QWidget):
    """Shows the avatar of ``controls`` and lets the user move around it.

    Args:
        controls: expression and head pose.
        renderer: which way to draw; AUTO takes OpenGL only where it runs on a graphics device.
        parent: owner.

    Signals:
        renderer_changed: its name, for people.
        drawn: milliseconds of the last picture.
        failed: nothing can draw; the error.
    """

    renderer_changed = Signal(str)
    drawn = Signal(float)
    failed = Signal(object)

    def __init__(
        self, controls: Controls, renderer: RendererChoice = RendererChoice.AUTO, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._controls = controls
        self._avatar: Avatar | None = None
        self._orbit: Orbit | None = None
        self._background: Color = (0.2, 0.2, 0.2)
        self._dragged_from: QPointF | None = None
        self._surface: GlView | NativeView | None = None
        self.renderer_name = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Avatar"))
        self.setAccessibleDescription(self.tr("Drag to turn, right-drag to move, scroll to zoom"))
        self._due = QTimer(self)  # many changes in one turn of the event loop make one picture
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self._show)
        controls.changed.connect(self._due.start)
        self._choose_surface(renderer)

    @property
    def orbit(self) -> Orbit | None:
        """Where the viewer stands."""
        return self._orbit

    def take(self, avatar: Avatar | None) -> None:
        """Show another avatar from its capture camera's place."""
        self._avatar = avatar
        self._orbit = Orbit.of_capture(avatar.cam_from_head0[:3, 3]) if avatar is not None else None
        self._due.start()

    def set_background(self, background: Color) -> None:
        """The colour behind the avatar, RGB in 0..1."""
        self._background = background
        if self._surface is not None:
            self._surface.set_background(background)
        self._due.start()

    def reset_view(self) -> None:
        """The capture camera's own view."""
        if self._avatar is not None:
            self._move_to(Orbit.of_capture(self._avatar.cam_from_head0[:3, 3]))

    def frame_head(self) -> None:
        """The head in the middle and filling the view, from the side chosen."""
        if self._avatar is not None and self._orbit is not None:
            focal = float(self._avatar.K[1, 1]) / self._avatar.meta.image_size
            self._move_to(self._orbit.framed(focal))

    def grab_picture(self) -> FloatArray | None:
        """What is shown, at full size, [H, W, 3] float32."""
        return self._surface.grab_picture() if self._surface is not None else None

    def stop(self) -> None:
        """Free threads and device memory. Call before the window goes."""
        self._due.stop()
        if self._surface is not None:
            self._surface.stop()

    def _choose_surface(self, choice: RendererChoice) -> None:
        device = None if choice is RendererChoice.CPU else probe_renderer()
        if device is not None and (choice is RendererChoice.OPENGL or not is_software(device)):
            self._use(GlView(self), self.tr("OpenGL, {}").format(device.split("/")[0]))
        else:
            self._use_native()

    def _use_native(self) -> None:
        self._use(NativeView(self), self.tr("the processor, {} threads").format(os.cpu_count() or 1))

    def _use(self, surface: GlView | NativeView, name: str) -> None:
        if self._surface is not None:
            self._surface.stop()
            self._surface.deleteLater()
        self._surface, self.renderer_name = surface, name
        surface.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        surface.setGeometry(self.rect())
        surface.lower()
        surface.show()
        surface.set_background(self._background)
        surface.drawn.connect(self.drawn)
        surface.failed.connect(self._surface_failed)
        self.renderer_changed.emit(name)
        self._due.start()

    def _surface_failed(self, error: object) -> None:
        """OpenGL gives way to the processor; when that fails too, somebody must hear of it."""
        if isinstance(self._surface, GlView):
            QTimer.singleShot(0, self._use_native)  # not from inside its paint
        else:
            self.failed.emit(error)

    def _show(self) -> None:
        if self._surface is None:
            return
        if self._avatar is None or self._orbit is None or len(self._controls.descriptor) != self._avatar.num_channels:
            self._surface.show_shot(None)
            return
        pose = self._controls.cam_from_head()
        self._surface.show_shot(Shot(self._avatar, self._controls.descriptor, pose, self._orbit, self._background))

    def _move_to(self, orbit: Orbit) -> None:
        if orbit != self._orbit:
            self._orbit = orbit
            self._due.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._surface is not None:
            self._surface.setGeometry(self.rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._dragged_from = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._dragged_from = None
        self.unsetCursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._dragged_from is None or self._orbit is None or self._avatar is None:
            return
        moved = event.position() - self._dragged_from
        self._dragged_from = event.position()
        panning = event.buttons() & (Qt.MouseButton.RightButton | Qt.MouseButton.MiddleButton)
        if panning or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            focal = float(self._avatar.K[0, 0]) * min(self.width(), self.height()) / self._avatar.meta.image_size
            metres = self._orbit.offset[2] / max(focal, 1e-6)
            self._move_to(self._orbit.panned(moved.x() * metres, moved.y() * metres))
        else:
            self._move_to(self._orbit.turned(moved.x() * RADIANS_PER_PIXEL, moved.y() * RADIANS_PER_PIXEL))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        if self._orbit is not None:
            self._move_to(self._orbit.zoomed(ZOOM_PER_STEP ** (event.angleDelta().y() / WHEEL_STEP)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.reset_view()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        turns = {
            Qt.Key.Key_Left: (-KEY_TURN_RAD, 0.0),
            Qt.Key.Key_Right: (KEY_TURN_RAD, 0.0),
            Qt.Key.Key_Up: (0.0, -KEY_TURN_RAD),
            Qt.Key.Key_Down: (0.0, KEY_TURN_RAD),
        }
        zooms = {Qt.Key.Key_Plus: ZOOM_PER_STEP, Qt.Key.Key_Equal: ZOOM_PER_STEP, Qt.Key.Key_Minus: 1 / ZOOM_PER_STEP}
        key = Qt.Key(event.key())
        if self._orbit is not None and key in turns:
            self._move_to(self._orbit.turned(*turns[key]))
        elif self._orbit is not None and key in zooms:
            self._move_to(self._orbit.zoomed(zooms[key]))
        else:
            super().keyPressEvent(event)
