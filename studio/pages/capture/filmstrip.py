"""Thumbnails along the time that is shown."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.context import Context
from studio.model.capture_view import CaptureView
from studio.pages.capture.time_axis import TimeAxis
from studio.services.strip_pictures import StripPictures
from studio.theme.palette import THUMBNAIL_GAP

HEIGHT = 56
KEPT = 400


class Filmstrip(TimeAxis):
    """One small picture for each stretch that is as wide as a picture.

    Args:
        context: everything shared.
        parent: owner.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.shared(CaptureView), context.theme, parent)
        self._ratio = 0.0
        self.thumbnails = StripPictures(context.tasks, kept=KEPT, height=HEIGHT, priority=2, parent=self)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Filmstrip"))
        self.setToolTip(self.tr("Drag to scrub, wheel to zoom, Shift and drag to mark a stretch"))
        self._view.capture.changed.connect(self._follow)
        self.thumbnails.arrived.connect(lambda frame: self.update())
        view = self._view
        for signal in (view.span_changed, view.marked_changed, context.selection.frame_changed, context.theme.changed):
            signal.connect(self.update)
        self._follow()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(640, HEIGHT)

    def stop(self) -> None:
        """Forget all pictures."""
        self.thumbnails.use(None)

    def shown_frames(self) -> list[int]:
        """The frames whose pictures stand in the strip, from the left."""
        count, slots = self._view.count, self._slots()
        if not count:
            return []
        return [min(max(int(self.frame_at(x + width / 2)), 0), count - 1) for x, width in slots]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter, palette = QPainter(self), self._theme.palette
        if self.devicePixelRatioF() != self._ratio:
            self._ratio = self.devicePixelRatioF()
            self.thumbnails.set_height(round(HEIGHT * self._ratio))
        area = self.area()
        painter.fillRect(area, QColor(palette.field))
        if self._view.capture.data is None:
            return
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frames = self.shown_frames()
        self.thumbnails.keep_waiting(frames)
        for (x, width), frame in zip(self._slots(), frames, strict=True):
            image = self.thumbnails.image(frame)
            box = QRectF(x, 0, width - THUMBNAIL_GAP, HEIGHT)
            if image is None or image.isNull():
                painter.fillRect(box, QColor(palette.raised))
            else:
                painter.drawImage(box, image)
        self.paint_marked(painter, 0, HEIGHT)
        x = self.x_of(self._view.frame + 0.5)
        painter.fillRect(QRectF(x - 1, 0, 2, HEIGHT), QColor(palette.text))
        if self.hasFocus():
            painter.setClipping(False)
            painter.setPen(QColor(palette.accent))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _slots(self) -> list[tuple[float, float]]:
        """Left edge and width of each picture's place."""
        capture, area = self._view.capture.capture, self.area()
        if capture is None:
            return []
        natural = HEIGHT * capture.width / max(capture.height, 1) + THUMBNAIL_GAP
        number = max(1, round(area.width() / max(natural, 8.0)))
        width = area.width() / number
        return [(area.left() + i * width, width) for i in range(number)]

    def _follow(self) -> None:
        data = self._view.capture.data
        self.thumbnails.use(data.pictures if data is not None else None)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.update()
