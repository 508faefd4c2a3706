"""What is drawn over a frame: landmarks, the person's mask, the head's axes, and the square that is cut out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from core.tracking.names import INNER_LIPS, LEFT_BROW, LEFT_EYE, OUTER_LIPS, OVAL, RIGHT_BROW, RIGHT_EYE
from core.types import FloatArray
from studio.theme.palette import SERIES, Palette

CONTOURS = (OVAL, OUTER_LIPS, INNER_LIPS, LEFT_EYE, RIGHT_EYE, LEFT_BROW, RIGHT_BROW)
AXIS_M = 0.06
NEAR_M = 0.05
AXIS_COLORS = ("#ff6b60", "#6fd58a", "#5ca8ff")
"""Of x, y and z, as everywhere: these lie on pictures, not on the theme."""
MASK_COLOR = "#101010"
MASK_ALPHA = 165
HANDLE_PX = 7.0


@dataclass(frozen=True)
class Canvas:
    """Where a frame lies on the screen.

    Attributes:
        area: in the widget.
        scale: widget pixels in a source pixel.
    """

    area: QRectF
    scale: float

    def at(self, x: float, y: float) -> QPointF:
        """A place of the source frame on the screen."""
        return QPointF(self.area.x() + x * self.scale, self.area.y() + y * self.scale)

    def square(self, crop: tuple[float, float, float]) -> QRectF:
        """A square of the source frame on the screen."""
        x, y, size = crop
        return QRectF(self.at(x, y), self.at(x + size, y + size))


def paint_landmarks(painter: QPainter, canvas: Canvas, landmarks: FloatArray, palette: Palette) -> None:
    """All points small, the outlines of face, lips, eyes and brows as lines.

    Args:
        painter: of the widget.
        canvas: where the frame lies.
        landmarks: pixels of the source frame, [478, 3].
        palette: colours.
    """
    places = landmarks[:, :2].astype(np.float64) * canvas.scale + (canvas.area.x(), canvas.area.y())
    points = [QPointF(x, y) for x, y in places]
    painter.setPen(QPen(QColor(255, 255, 255, 150), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPoints(points)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(SERIES["dark"][0]), 1.4))
    for contour in CONTOURS:
        outline = QPolygonF([points[i] for i in contour])
        if contour in (LEFT_BROW, RIGHT_BROW):
            half = len(contour) // 2
            painter.drawPolyline(QPolygonF([points[i] for i in contour[:half]]))
            painter.drawPolyline(QPolygonF([points[i] for i in contour[half:]]))
        else:
            painter.drawPolygon(outline)


def paint_mask(painter: QPainter, canvas: Canvas, mask: QImage | None) -> None:
    """Darken what is not the person.

    Args:
        painter: of the widget.
        canvas: where the frame lies.
        mask: greyscale, white where the person is; None or null while there is none.
    """
    if mask is None or mask.isNull():
        return
    alpha = mask.convertToFormat(QImage.Format.Format_Grayscale8)
    alpha.invertPixels()
    veil = QImage(alpha.size(), QImage.Format.Format_ARGB32)
    veil.fill(QColor(MASK_COLOR))
    veil.setAlphaChannel(alpha)
    painter.setOpacity(MASK_ALPHA / 255)
    painter.drawImage(canvas.area, veil)
    painter.setOpacity(1.0)


def paint_axes(painter: QPainter, canvas: Canvas, cam_from_head: FloatArray, K: FloatArray) -> None:
    """The head's axes from between the eyes: red to the subject's left, green up, blue out of the face."""
    origin = _project(np.zeros(3), cam_from_head, K)
    if origin is None:
        return
    start = canvas.at(*origin)
    for axis, color in enumerate(AXIS_COLORS):
        end = _project(np.eye(3)[axis] * AXIS_M, cam_from_head, K)
        if end is not None:
            painter.setPen(QPen(QColor(color), 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QLineF(start, canvas.at(*end)))


def paint_crop(
    painter: QPainter, canvas: Canvas, crop: tuple[float, float, float], palette: Palette, *, own: bool
) -> None:
    """The square that training sees: dashed while it follows the face, with handles once it was set."""
    square = canvas.square(crop)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 120), 3.0))
    painter.drawRect(square)
    pen = QPen(QColor(SERIES["dark"][1]), 1.5, Qt.PenStyle.SolidLine if own else Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawRect(square)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(SERIES["dark"][1]))
    for corner in (square.topLeft(), square.topRight(), square.bottomLeft(), square.bottomRight()):
        painter.drawRect(QRectF(corner.x() - HANDLE_PX / 2, corner.y() - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX))


def _project(point: np.ndarray, cam_from_head: FloatArray, K: FloatArray) -> tuple[float, float] | None:
    """A place in head space, metres, in source pixels; None behind or in the camera."""
    x, y, z = cam_from_head[:3, :3].astype(np.float64) @ point + cam_from_head[:3, 3]
    if not z > NEAR_M:
        return None
    return float(K[0, 0] * x / z + K[0, 2]), float(K[1, 1] * y / z + K[1, 2])
