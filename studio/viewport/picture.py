"""What a view is asked to draw, and the two ways to draw it share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PySide6.QtGui import QImage

from core.avatar.runtime import Avatar
from core.types import Camera, FloatArray
from studio.gl.modes import ViewMode, depth_range
from studio.gl.scene import SplatScene
from studio.model.orbit import Orbit
from studio.viewport.choice import RendererChoice as RendererChoice

Color = tuple[float, float, float]
CHECKER_PX = 12
CHECKER_COLORS = (0.75, 0.6)


@dataclass(frozen=True, eq=False)
class Background:
    """What is behind the avatar.

    Attributes:
        color: RGB in 0..1.
        picture: fills the view instead, or None.
        transparent: nothing is there, shown as a checkerboard; saved pictures are transparent.
    """

    color: Color = (0.2, 0.2, 0.2)
    picture: QImage | None = None
    transparent: bool = False


@dataclass(frozen=True)
class Shot:
    """An avatar in one expression and pose, seen from one place.

    Attributes:
        avatar: what is drawn.
        scene: the same, ready for a graphics device; None where the processor draws.
        descriptor: its expression, [D].
        cam_from_head: its head pose, [4, 4].
        orbit: where the viewer stands.
        mode: what is shown of the splats.
        stamp: whatever belongs to it, such as the picture of the driver in that moment.
    """

    avatar: Avatar
    scene: SplatScene | None
    descriptor: FloatArray
    cam_from_head: FloatArray
    orbit: Orbit
    mode: ViewMode = ViewMode.PICTURE
    stamp: object = None

    def camera(self, width: int, height: int) -> Camera:
        """The viewing camera for a picture of that size in pixels."""
        return self.orbit.camera(self.avatar.K, self.avatar.meta.image_size, width, height)

    @property
    def depths(self) -> tuple[float, float]:
        """Near and far end of the depth view, metres."""
        return depth_range(self.orbit.offset[2])


class Surface(Protocol):
    """A widget that shows shots: OpenGL's or the processor's."""

    def show_shot(self, shot: Shot | None) -> None:
        """Draw this next; None shows nothing but the background."""

    def set_background(self, background: Background) -> None:
        """What is where nothing is drawn."""

    def grab_layer(self) -> FloatArray | None:
        """The shot at full size over nothing, premultiplied RGBA, [H, W, 4] float32; None before there is one."""


def over(layer: FloatArray, background: Background) -> FloatArray:
    """A premultiplied layer [H, W, 4] over a background, [H, W, 3]."""
    behind = _behind(background, layer.shape[1], layer.shape[0])
    return np.asarray(layer[..., :3] + (1 - layer[..., 3:]) * behind, np.float32)


def straight(layer: FloatArray) -> FloatArray:
    """A premultiplied layer as colours and alpha apart, as picture files keep it, [H, W, 4]."""
    alpha = layer[..., 3:]
    return np.concatenate([layer[..., :3] / np.maximum(alpha, 1e-6), alpha], axis=2).astype(np.float32)


def pixels_of(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """An image's colours, uint8 [H, W, 3]; a copy."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()


def filling(image: QImage, width: int, height: int) -> tuple[float, float, float, float]:
    """The part x, y, width, height of an image that fills a view of another shape without stretching."""
    scale = max(width / max(image.width(), 1), height / max(image.height(), 1))
    part_width, part_height = width / scale, height / scale
    return (image.width() - part_width) / 2, (image.height() - part_height) / 2, part_width, part_height


def _behind(background: Background, width: int, height: int) -> FloatArray:
    if background.transparent:
        rows, columns = np.mgrid[:height, :width] // CHECKER_PX
        shade = np.where((rows + columns) % 2 == 0, *CHECKER_COLORS)[..., None]
        return np.asarray(shade, np.float32)
    if background.picture is not None:
        part = background.picture.copy(*(round(v) for v in filling(background.picture, width, height)))
        return np.asarray(pixels_of(part.scaled(width, height)) / 255, np.float32)
    return np.asarray(np.broadcast_to(np.array(background.color, np.float32), (height, width, 3)))
