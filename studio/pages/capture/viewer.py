"""The picture of the selected frame, with what was found in it drawn over it; the crop can be dragged there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.context import Context
from studio.model.capture_decisions import CaptureDecisions
from studio.model.capture_view import CaptureView
from studio.pages.capture.overlays import Canvas, paint_axes, paint_crop, paint_landmarks, paint_mask
from studio.services.strip_pictures import StripPictures
from studio.theme.palette import GRID

KEPT_PICTURES, KEPT_MASKS = 96, 96
AHEAD = 3
HANDLE_PX = 12
MAX_ZOOM = 4.0
SMALLEST_CROP = 32.0
Crop = tuple[float, float, float]


class FrameViewer(QWidget):
    """Shows the selected frame of the current capture.

    Args:
        context: everything shared.
        parent: owner.

    Signals:
        asked_step: a key asks to go so many frames on.
    """

    asked_step = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._view, self._decisions = context.shared(CaptureView), context.shared(CaptureDecisions)
        self.pictures = StripPictures(context.tasks, kept=KEPT_PICTURES, priority=8, parent=self)
        self.masks = StripPictures(context.tasks, kept=KEPT_MASKS, priority=7, parent=self)
        self._shown = -1
        self._grip: tuple[str, QPointF, Crop] | None = None
        self._drags = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Picture of the selected frame"))
        self.setToolTip(self.tr("Left and right step a frame; drag the square's corners to crop"))
        for signal in (self._view.overlays_changed, self._view.facts_changed, context.theme.changed):
            signal.connect(self.update)
        self._view.capture.changed.connect(self._follow)
        context.selection.frame_changed.connect(self._follow)
        context.document.edits_changed.connect(lambda before, after: self.update())
        self.pictures.arrived.connect(self._arrived)
        self.masks.arrived.connect(lambda frame: self.update())
        self._follow()

    @property
    def shown_frame(self) -> int:
        """The frame whose picture is on the screen; -1 for none."""
        return self._shown

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(640, 480)

    def stop(self) -> None:
        """Forget all pictures."""
        self.pictures.use(None)
        self.masks.use(None)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        palette = self._theme.palette
        painter.fillRect(self.rect(), QColor(palette.viewer))
        image, data = self._picture(), self._view.capture.data
        if image is None or data is None:
            return
        canvas = self._canvas(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(canvas.area, image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame, overlays, tracks = self._shown, self._view.overlays, data.tracks
        if "mask" in overlays and data.masks is not None:
            paint_mask(painter, canvas, self.masks.image(frame))
        found = frame < len(tracks) and bool(tracks.found[frame])
        if found and "landmarks" in overlays:
            paint_landmarks(painter, canvas, tracks.landmarks[frame], palette)
        if found and "axes" in overlays:
            paint_axes(painter, canvas, tracks.cam_from_head[frame], tracks.K)
        crop = self.crop
        if "crop" in overlays and crop is not None:
            paint_crop(painter, canvas, crop, palette, own=self._view.capture.edits.crop is not None)
        if not found:
            self._paint_note(painter, self.tr("No face in this frame"))

    @property
    def crop(self) -> Crop | None:
        """The square that is cut out, in source pixels: the user's, or the one that follows the face."""
        own = self._view.capture.edits.crop
        return own if own is not None else (self._view.facts.crop if self._view.facts is not None else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        grip = self._grip_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and grip and self.crop is not None:
            self._grip = (grip, event.position(), self.crop)
            self._drags += 1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._grip is None:
            self._show_cursor(self._grip_at(event.position()))
            return
        image = self._picture()
        if image is None:
            return
        kind, began, crop = self._grip
        moved = (event.position() - began) / self._canvas(image).scale
        self._decisions.set_crop(dragged(crop, kind, moved.x(), moved.y()), merge=f"crop {self._drags}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._grip = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.asked_step.emit(step)

    def _follow(self) -> None:
        data = self._view.capture.data
        self.pictures.use(data.pictures if data is not None else None)
        self.masks.use(data.masks if data is not None else None)
        if data is None:
            self._shown = -1
            self.update()
            return
        frame = self._view.frame
        ahead = range(frame, min(frame + AHEAD, self._view.count)) if self._view.speed > 0 else range(frame, frame + 1)
        self.pictures.keep_waiting(ahead)
        self.masks.keep_waiting(ahead)
        for wanted in ahead:
            self.pictures.image(wanted)
        if self.pictures.kept(frame) is not None:
            self._show(frame)

    def _arrived(self, frame: int) -> None:
        """Show what was wanted; while playing also what comes late, unless it would step back."""
        wanted = self._view.frame
        late = self._view.speed and self.pictures.kept(wanted) is None and abs(frame - wanted) < AHEAD
        if frame == wanted or late:
            self._show(frame)

    def _show(self, frame: int) -> None:
        self._shown = frame
        self.update()

    def _picture(self) -> QImage | None:
        image = self.pictures.kept(self._shown)
        return image if image is not None and not image.isNull() else None

    def _canvas(self, image: QImage) -> Canvas:
        """Where the picture lies; a small one is not enlarged beyond what it can bear."""
        capture = self._view.capture.capture
        assert capture is not None
        room = QSize(self.width() - 2 * GRID, self.height() - 2 * GRID)
        most = QSize(round(image.width() * MAX_ZOOM), round(image.height() * MAX_ZOOM))
        size = image.size().scaled(room.boundedTo(most), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2, 0, 0)
        area.setSize(size.toSizeF())
        return Canvas(area, area.width() / max(capture.width, 1))

    def _grip_at(self, place: QPointF) -> str:
        """What of the crop lies there: a corner such as ``nw``, its edge (``move``), or nothing."""
        image, crop = self._picture(), self.crop
        if image is None or crop is None or "crop" not in self._view.overlays:
            return ""
        square = self._canvas(image).square(crop)
        corners = {
            "nw": square.topLeft(),
            "ne": square.topRight(),
            "sw": square.bottomLeft(),
            "se": square.bottomRight(),
        }
        for name, corner in corners.items():
            if (corner - place).manhattanLength() < 2 * HANDLE_PX:
                return name
        inner = square.adjusted(HANDLE_PX, HANDLE_PX, -HANDLE_PX, -HANDLE_PX)
        outer = square.adjusted(-HANDLE_PX / 2, -HANDLE_PX / 2, HANDLE_PX / 2, HANDLE_PX / 2)
        return "move" if outer.contains(place) and not inner.contains(place) else ""

    def _show_cursor(self, grip: str) -> None:
        shapes = {
            "nw": Qt.CursorShape.SizeFDiagCursor,
            "se": Qt.CursorShape.SizeFDiagCursor,
            "ne": Qt.CursorShape.SizeBDiagCursor,
            "sw": Qt.CursorShape.SizeBDiagCursor,
            "move": Qt.CursorShape.SizeAllCursor,
        }
        self.setCursor(shapes.get(grip, Qt.CursorShape.ArrowCursor))

    def _paint_note(self, painter: QPainter, text: str) -> None:
        metrics = self.fontMetrics()
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 4 * GRID, metrics.height() + 2 * GRID)
        box.moveCenter(QPointF(self.width() / 2, self.height() - box.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.palette.panel))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(self._theme.palette.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def dragged(crop: Crop, kind: str, right: float, down: float) -> Crop:
    """The square after a drag.

    Args:
        crop: x, y and size before.
        kind: ``move``, or the corner that is dragged (nw, ne, sw, se); the opposite one stays.
        right: source pixels to the right.
        down: source pixels down.
    """
    x, y, size = crop
    if kind == "move":
        return x + right, y + down, size
    grow = ((right if "e" in kind else -right) + (down if "s" in kind else -down)) / 2
    new = max(size + grow, SMALLEST_CROP)
    return (x if "e" in kind else x + size - new), (y if "s" in kind else y + size - new), new
