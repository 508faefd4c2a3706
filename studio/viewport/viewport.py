"""The viewer: chooses a surface, turns mouse and keys into camera moves, asks for a picture when something changed."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.avatar.runtime import Avatar
from core.types import FloatArray
from studio.gl.modes import ViewMode
from studio.gl.renderer import is_software
from studio.gl.scene import SplatScene
from studio.model.controls import Controls
from studio.model.orbit import Orbit
from studio.services.tasks import Task, Tasks
from studio.viewport.gl_view import GlView, probe_renderer
from studio.viewport.mark import Mark
from studio.viewport.native_view import NativeView, draw_shot, to_image
from studio.viewport.picking import Picked, pick, place_of
from studio.viewport.picture import Background, Color, RendererChoice, Shot, over, straight

RADIANS_PER_PIXEL = 0.008
ZOOM_PER_STEP = 1.12
KEY_TURN_RAD = 0.12
WHEEL_STEP = 120.0
CLICK_SLACK_PX = 4
"""A press and release within this distance is a click, and picks."""


class Viewport(QWidget):
    """Shows the avatar of ``controls`` and lets the user move around it.

    Args:
        controls: expression and head pose.
        renderer: which way to draw; AUTO takes OpenGL only where it runs on a graphics device.
        parent: owner.

    Signals:
        renderer_changed: its name, for people.
        drawn: milliseconds of the last picture.
        shown: the stamp of what is seen from now on; see ``stamp``.
        failed: nothing can draw; the error.
        camera_changed: the Orbit from which the user looks now; give it to another viewport's ``set_camera`` to link.
        picked: the user clicked on a splat: a Picked, or None for a click beside the avatar.
    """

    renderer_changed = Signal(str)
    drawn = Signal(float)
    shown = Signal(object)
    failed = Signal(object)
    camera_changed = Signal(object)
    picked = Signal(object)

    def __init__(
        self, controls: Controls, renderer: RendererChoice = RendererChoice.AUTO, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._controls = controls
        self._avatar: Avatar | None = None
        self._scene: SplatScene | None = None
        self._orbit: Orbit | None = None
        self._background, self._mode = Background(), ViewMode.PICTURE
        self._pressed_at: QPointF | None = None
        self._dragged_from: QPointF | None = None
        self._surface: GlView | NativeView | None = None
        self._tasks = Tasks(self, threads=1)
        self._preparing: Task[SplatScene] | None = None
        self._picking: Task[Picked | None] | None = None
        self._mark = Mark(self)
        self._marked: int | None = None
        self._stamp: object = None
        self.renderer_name = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Avatar"))
        self.setAccessibleDescription(self.tr("Drag to turn, right-drag to move, scroll to zoom, click for a splat"))
        self._due = QTimer(self)  # many changes in one turn of the event loop make one picture
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self._show)
        controls.changed.connect(self._due.start)
        self._choose_surface(renderer)

    @property
    def camera(self) -> Orbit | None:
        """Where the viewer stands; None without an avatar."""
        return self._orbit

    @property
    def orbit(self) -> Orbit | None:
        """The same as ``camera``."""
        return self._orbit

    @property
    def view_mode(self) -> ViewMode:
        """What is shown of the splats."""
        return self._mode

    def take(self, avatar: Avatar | None) -> None:
        """Show another avatar: from where the viewer stands if it was captured by the same camera, as snapshots of one
        run are, else from its capture camera's place."""
        same = avatar is not None and self._avatar is not None and _same_capture(avatar, self._avatar)
        if avatar is None or self._avatar is None or len(avatar.base) != len(self._avatar.base):
            self.mark(None)
        self._avatar = avatar
        if not same:
            self._set_orbit(Orbit.of_capture(avatar.cam_from_head0[:3, 3]) if avatar is not None else None)
        self._prepare()

    def set_camera(self, camera: Orbit) -> None:
        """Look from there; emits ``camera_changed`` unless that is where the viewer stands."""
        if self._avatar is not None:
            self._move_to(camera)

    def set_background(self, background: Background | Color) -> None:
        """What is behind the avatar: a Background, or its colour, RGB in 0..1."""
        self._background = background if isinstance(background, Background) else Background(background)
        if self._surface is not None:
            self._surface.set_background(self._background)
        self._due.start()

    def set_view_mode(self, mode: ViewMode) -> None:
        """Show the splats as a picture, as points or ellipsoids, or their depth or normals."""
        if mode is not self._mode:
            self._mode = mode
            self._due.start()

    def stamp(self, what: object) -> None:
        """Say what belongs to the expression of this moment: ``shown`` tells when that expression can be seen.

        Pictures are drawn later than they are asked for, and not all of them.
        """
        self._stamp = what
        self._due.start()

    def mark(self, splat: int | None) -> None:
        """Ring a splat, wherever it moves; None takes the ring away."""
        self._marked = splat
        self._mark.setVisible(splat is not None)
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
        layer = self._surface.grab_layer() if self._surface is not None else None
        return None if layer is None else over(layer, self._background)

    def picture_maker(self) -> Callable[[], QImage] | None:
        """A function that makes an image of what is shown, at full size, for a file: with alpha where the background is
        transparent. It takes long: call it on a worker thread. None before anything is shown."""
        surface, shot, background = self._surface, self._shot(), self._background
        if surface is None or shot is None:
            return None
        if isinstance(surface, NativeView):
            width, height = surface.size_px()
            return lambda: _composed(draw_shot(shot, width, height), background)
        layer = surface.grab_layer()
        return None if layer is None else lambda: _composed(layer, background)

    def stop(self) -> None:
        """Free threads and device memory; nothing is drawn any more. Call before the window goes; twice is no harm."""
        self._due.stop()
        self._tasks.stop()
        surface, self._surface = self._surface, None
        if surface is not None:
            self._controls.changed.disconnect(self._due.start)
            surface.stop()

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
            self._surface.hide()
            self._surface.deleteLater()
        self._surface, self.renderer_name = surface, name
        surface.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        surface.setGeometry(self.rect())
        surface.lower()
        surface.show()
        surface.set_background(self._background)
        surface.drawn.connect(self._surface_drawn)
        surface.failed.connect(self._surface_failed)
        self.renderer_changed.emit(name)
        self._due.start()

    def _surface_drawn(self, milliseconds: float, shot: Shot) -> None:
        self.drawn.emit(milliseconds)
        if shot.stamp is not None:
            self.shown.emit(shot.stamp)

    def _surface_failed(self, error: object) -> None:
        """OpenGL gives way to the processor; when that fails too, somebody must hear of it."""
        if isinstance(self._surface, GlView):
            QTimer.singleShot(0, self._use_native)  # not from inside its paint
        else:
            self.failed.emit(error)

    def _prepare(self) -> None:
        """A graphics device needs the avatar in its own layout, which takes long for a large one."""
        if self._preparing is not None:
            self._preparing.cancel()
            self._preparing = None
        avatar = self._avatar
        if avatar is None or not isinstance(self._surface, GlView):
            self._scene = None
            self._due.start()
            return
        self._preparing = self._tasks.run(lambda: SplatScene.from_avatar(avatar).prepare(), self._take_scene)

    def _take_scene(self, scene: SplatScene) -> None:
        self._preparing, self._scene = None, scene
        self._due.start()

    def _shot(self) -> Shot | None:
        avatar, descriptor = self._avatar, self._controls.descriptor
        if avatar is None or self._orbit is None or len(descriptor) != avatar.num_channels:
            return None
        return Shot(
            avatar, self._scene, descriptor, self._controls.cam_from_head(), self._orbit, self._mode, self._stamp
        )

    def _show(self) -> None:
        if self._surface is None or self._preparing is not None:
            return
        shot = self._shot()
        self._surface.show_shot(shot)
        if self._marked is not None and shot is not None and self._marked < len(shot.avatar.base):
            x, y = place_of(shot, self._marked, max(self.width(), 1), max(self.height(), 1))
            self._mark.point_at(QPoint(round(float(np.clip(x, -99, 9999))), round(float(np.clip(y, -99, 9999)))))

    def _move_to(self, orbit: Orbit) -> None:
        if orbit != self._orbit:
            self._set_orbit(orbit)
            self._due.start()

    def _set_orbit(self, orbit: Orbit | None) -> None:
        self._orbit = orbit
        if orbit is not None:
            self.camera_changed.emit(orbit)

    def _pick(self, place: QPointF) -> None:
        shot = self._shot()
        if shot is None:
            return
        if self._picking is not None:
            self._picking.cancel()
        width, height, x, y = self.width(), self.height(), place.x(), place.y()
        self._picking = self._tasks.run(lambda: pick(shot, width, height, x, y), self._show_picked)

    def _show_picked(self, picked: Picked | None) -> None:
        self._picking = None
        self.mark(picked.index if picked is not None else None)
        self.picked.emit(picked)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._surface is not None:
            self._surface.setGeometry(self.rect())
        self._due.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._pressed_at = self._dragged_from = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        pressed_at, self._pressed_at, self._dragged_from = self._pressed_at, None, None
        self.unsetCursor()
        if pressed_at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pick(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._dragged_from is None or self._orbit is None or self._avatar is None:
            return
        moved = event.position() - self._dragged_from
        if self._pressed_at is not None:
            if (event.position() - self._pressed_at).manhattanLength() < CLICK_SLACK_PX:
                return
            self._pressed_at = None
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


def _same_capture(first: Avatar, second: Avatar) -> bool:
    """True if two avatars were seen by one camera from one place."""
    same_camera = first.meta.image_size == second.meta.image_size and np.array_equal(first.K, second.K)
    return same_camera and np.array_equal(first.cam_from_head0, second.cam_from_head0)


def _composed(layer: FloatArray, background: Background) -> QImage:
    return to_image(straight(layer) if background.transparent else over(layer, background))
