"""The view without a graphics card: the native rasteriser draws on a thread into an image, coarser in motion."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.errors import StudioError
from core.types import FloatArray
from studio.viewport.picture import Color, Shot

MOVING_BUDGET_S = 0.030
SETTLE_MS = 140
LEAST_SIDE_PX = 360
"""Motion is never drawn with a shorter side than this: below, splats cost more than pixels and nothing is won."""
SCALE_STEPS = 8
_SMOOTHING = 0.5


@dataclass(frozen=True)
class _Order:
    shot: Shot
    width: int
    height: int
    scale: float


def draw_shot(shot: Shot, width: int, height: int) -> FloatArray:
    """Draw a shot with the processor, [H, W, 3] float32."""
    from core.splats.native import render_numpy

    splats = shot.avatar.splats(shot.descriptor, shot.cam_from_head)
    picture, _, _ = render_numpy(splats, shot.camera(width, height), np.array(shot.background, np.float32))
    return np.asarray(picture, np.float32)


class _RenderThread(QThread):
    """Draws the latest order; older ones that it had no time for are dropped."""

    drawn = Signal(QImage, float, float)  # the picture, its scale, seconds
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._condition = threading.Condition()
        self._order: _Order | None = None
        self._ending = False

    def ask(self, order: _Order) -> None:
        """Draw this after what is being drawn now."""
        with self._condition:
            self._order = order
            self._condition.notify()

    def end(self) -> None:
        """Finish the picture at hand and stop."""
        with self._condition:
            self._ending = True
            self._condition.notify()
        self.wait()

    def run(self) -> None:
        while (order := self._next()) is not None:
            began = time.perf_counter()
            width, height = max(round(order.width * order.scale), 1), max(round(order.height * order.scale), 1)
            try:
                picture = draw_shot(order.shot, width, height)
            except (StudioError, OSError, ImportError) as error:
                self.failed.emit(error)
                continue
            self.drawn.emit(to_image(picture), order.scale, time.perf_counter() - began)

    def _next(self) -> _Order | None:
        with self._condition:
            self._condition.wait_for(lambda: self._ending or self._order is not None)
            order, self._order = self._order, None
            return None if self._ending else order


def to_image(picture: FloatArray) -> QImage:
    """[H, W, 3] in 0..1 to an image that owns its pixels."""
    height, width, _ = picture.shape
    pixels = np.empty((height, width, 4), np.uint8)
    np.add(np.clip(picture, 0, 1) * 255, 0.5, out=pixels[..., :3], casting="unsafe")
    pixels[..., 3] = 255
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBX8888).copy()


class NativeView(QWidget):
    """Shows shots drawn by the processor.

    Signals:
        drawn: milliseconds that the picture took.
        failed: the rasteriser cannot be used; a StudioError or OSError.
    """

    drawn = Signal(float)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shot: Shot | None = None
        self._image: QImage | None = None
        self._background = QColor("black")
        self._affordable_scale = 1.0
        self._thread = _RenderThread(self)
        self._thread.drawn.connect(self._take)
        self._thread.failed.connect(self.failed)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self._draw_fully)

    def show_shot(self, shot: Shot | None) -> None:
        """Draw a shot: coarsely at once if it must be, fully when nothing moved for a moment."""
        self._shot = shot
        if shot is None:
            self._image = None
            self._settled.stop()
            self.update()
            return
        scale = self._moving_scale()
        self._ask(scale)
        if scale < 1.0:
            self._settled.start()
        else:
            self._settled.stop()

    def set_background(self, background: Color) -> None:
        """The colour where nothing is drawn."""
        self._background = QColor.fromRgbF(*background)
        self.update()

    def grab_picture(self) -> FloatArray | None:
        """The shot at full size."""
        width, height = self._size_px()
        return None if self._shot is None else draw_shot(self._shot, width, height)

    def stop(self) -> None:
        """End the thread. Call before the widget goes."""
        self._settled.stop()
        self._thread.end()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        if self._image is None:
            painter.fillRect(self.rect(), self._background)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._image)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._shot is not None:
            self.show_shot(self._shot)

    def _size_px(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)

    def _moving_scale(self) -> float:
        coarsest = min(LEAST_SIDE_PX / min(self._size_px()), 1.0)
        stepped = np.ceil(self._affordable_scale * SCALE_STEPS) / SCALE_STEPS
        return float(np.clip(stepped, coarsest, 1.0))

    def _draw_fully(self) -> None:
        self._ask(1.0)

    def _ask(self, scale: float) -> None:
        if self._shot is None:
            return
        if not self._thread.isRunning():
            self._thread.start()
        self._thread.ask(_Order(self._shot, *self._size_px(), scale))

    @Slot(QImage, float, float)
    def _take(self, image: QImage, scale: float, seconds: float) -> None:
        if self._shot is None:
            return
        affordable = min(scale * np.sqrt(MOVING_BUDGET_S / max(seconds, 1e-4)), 1.0)
        self._affordable_scale += _SMOOTHING * (affordable - self._affordable_scale)
        self._image = image
        self.update()
        self.drawn.emit(seconds * 1000)
