"""The view without a graphics card: the native rasteriser draws on a thread into an image, coarser in motion."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QRectF, QSize, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.errors import StudioError
from core.types import FloatArray
from studio.gl.modes import ViewMode, color_depth, draw_ellipsoids, recast
from studio.viewport.picture import CHECKER_COLORS, CHECKER_PX, Background, Shot, filling

MOVING_BUDGET_S = 0.030
SETTLE_MS = 140
LEAST_SIDE_PX = 360
"""Motion is never drawn with a shorter side than this: below, splats cost more than pixels and nothing is won."""
SCALE_STEPS = 8
FIRST_SCALE = 0.5
"""Of the first picture, before any was timed: something should be seen soon."""
_SMOOTHING = 0.5


@dataclass(frozen=True)
class _Order:
    shot: Shot
    width: int
    height: int
    scale: float


def draw_shot(shot: Shot, width: int, height: int) -> FloatArray:
    """Draw a shot with the processor over nothing: premultiplied RGBA, [H, W, 4] float32."""
    from core.splats.native import render_numpy

    splats, camera = shot.avatar.splats(shot.descriptor, shot.cam_from_head), shot.camera(width, height)
    if shot.mode is ViewMode.ELLIPSOIDS:
        return draw_ellipsoids(splats, camera)
    rgb, alpha, _ = render_numpy(recast(splats, camera, shot.mode, shot.depths), camera)
    layer = np.concatenate([rgb, alpha[..., None]], axis=2)
    return color_depth(layer) if shot.mode is ViewMode.DEPTH else layer


class _RenderThread(QThread):
    """Draws the latest order; older ones that it had no time for are dropped."""

    drawn = Signal(QImage, float, float, object)  # the picture, its scale, seconds, its shot
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
        """Finish the picture at hand and stop; twice is no harm."""
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
            self.drawn.emit(to_layer_image(picture), order.scale, time.perf_counter() - began, order.shot)

    def _next(self) -> _Order | None:
        with self._condition:
            self._condition.wait_for(lambda: self._ending or self._order is not None)
            order, self._order = self._order, None
            return None if self._ending else order


def to_image(picture: FloatArray) -> QImage:
    """[H, W, 3], or [H, W, 4] with alpha apart from the colours, in 0..1, to an image that owns its pixels."""
    height, width, channels = picture.shape
    pixels = np.full((height, width, 4), 255, np.uint8)
    np.add(np.clip(picture, 0, 1) * 255, 0.5, out=pixels[..., :channels], casting="unsafe")
    form = QImage.Format.Format_RGBX8888 if channels == 3 else QImage.Format.Format_RGBA8888
    return QImage(pixels.data, width, height, width * 4, form).copy()


def to_layer_image(layer: FloatArray) -> QImage:
    """A premultiplied layer, [H, W, 4], to an image that owns its pixels."""
    height, width, _ = layer.shape
    pixels = np.empty((height, width, 4), np.uint8)
    np.add(np.clip(layer, 0, 1) * 255, 0.5, out=pixels, casting="unsafe")
    np.minimum(pixels[..., :3], pixels[..., 3:], out=pixels[..., :3])  # a colour above its alpha would shine
    form = QImage.Format.Format_RGBA8888_Premultiplied
    return QImage(pixels.data, width, height, width * 4, form).copy()


def paint_background(painter: QPainter, background: Background, area: QRectF) -> None:
    """Fill an area with what is behind the avatar."""
    if background.transparent:
        light, dark = (QColor.fromRgbF(v, v, v) for v in CHECKER_COLORS)
        painter.fillRect(area, light)
        for row in range(int(area.height()) // CHECKER_PX + 1):
            for column in range(row % 2 ^ 1, int(area.width()) // CHECKER_PX + 1, 2):
                painter.fillRect(QRectF(column * CHECKER_PX, row * CHECKER_PX, CHECKER_PX, CHECKER_PX), dark)
    elif background.picture is not None:
        source = QRectF(*filling(background.picture, round(area.width()), round(area.height())))
        painter.drawImage(area, background.picture, source)
    else:
        painter.fillRect(area, QColor.fromRgbF(*background.color))


class NativeView(QWidget):
    """Shows shots drawn by the processor.

    Signals:
        drawn: milliseconds that the picture took; what it shows.
        failed: the rasteriser cannot be used; a StudioError or OSError.
    """

    drawn = Signal(float, object)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shot: Shot | None = None
        self._image: QImage | None = None
        self._background = Background()
        self._backdrop: QPixmap | None = None  # a picture or checkerboard, painted once for this size
        self._affordable_scale = FIRST_SCALE
        self._stopped = False
        self._thread = _RenderThread(self)
        self._thread.drawn.connect(self._take)
        self._thread.failed.connect(self.failed)
        self.destroyed.connect(self._thread.end)  # Qt ends the program when a thread goes that still runs
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

    def set_background(self, background: Background) -> None:
        """What is where nothing is drawn."""
        self._background, self._backdrop = background, None
        self.update()

    def grab_layer(self) -> FloatArray | None:
        """The shot at full size over nothing."""
        width, height = self.size_px()
        return None if self._shot is None else draw_shot(self._shot, width, height)

    def stop(self) -> None:
        """End the thread for good. Call before the widget goes."""
        self._stopped, self._shot = True, None
        self._settled.stop()
        self._thread.end()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._background.picture is None and not self._background.transparent:
            paint_background(painter, self._background, QRectF(self.rect()))
        else:
            painter.drawPixmap(self.rect(), self._painted_backdrop())
        if self._image is not None:
            painter.drawImage(self.rect(), self._image)

    def _painted_backdrop(self) -> QPixmap:
        width, height = self.size_px()
        if self._backdrop is None or self._backdrop.size() != QSize(width, height):
            self._backdrop = QPixmap(width, height)
            self._backdrop.setDevicePixelRatio(self.devicePixelRatioF())
            painter = QPainter(self._backdrop)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            paint_background(painter, self._background, QRectF(self.rect()))
            painter.end()
        return self._backdrop

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._shot is not None:
            self.show_shot(self._shot)

    def size_px(self) -> tuple[int, int]:
        """Width and height in the screen's own pixels."""
        ratio = self.devicePixelRatioF()
        return max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)

    def _moving_scale(self) -> float:
        coarsest = min(LEAST_SIDE_PX / min(self.size_px()), 1.0)
        stepped = np.ceil(self._affordable_scale * SCALE_STEPS) / SCALE_STEPS
        return float(np.clip(stepped, coarsest, 1.0))

    def _draw_fully(self) -> None:
        self._ask(1.0)

    def _ask(self, scale: float) -> None:
        if self._shot is None or self._stopped:
            return
        if not self._thread.isRunning():
            self._thread.start()
        self._thread.ask(_Order(self._shot, *self.size_px(), scale))

    @Slot(QImage, float, float, object)
    def _take(self, image: QImage, scale: float, seconds: float, shot: Shot) -> None:
        if self._shot is None:
            return
        affordable = min(scale * np.sqrt(MOVING_BUDGET_S / max(seconds, 1e-4)), 1.0)
        self._affordable_scale += _SMOOTHING * (affordable - self._affordable_scale)
        self._image = image
        self.update()
        self.drawn.emit(seconds * 1000, shot)
