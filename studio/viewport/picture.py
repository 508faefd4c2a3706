"""What a view is asked to draw, and the two ways to draw it share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.avatar.runtime import Avatar
from core.types import Camera, FloatArray
from studio.model.orbit import Orbit
from studio.viewport.choice import RendererChoice as RendererChoice

Color = tuple[float, float, float]


@dataclass(frozen=True)
class Shot:
    """An avatar in one expression and pose, seen from one place.

    Attributes:
        avatar: what is drawn.
        descriptor: its expression, [D].
        cam_from_head: its head pose, [4, 4].
        orbit: where the viewer stands.
        background: RGB in 0..1.
    """

    avatar: Avatar
    descriptor: FloatArray
    cam_from_head: FloatArray
    orbit: Orbit
    background: Color

    def camera(self, width: int, height: int) -> Camera:
        """The viewing camera for a picture of that size in pixels."""
        return self.orbit.camera(self.avatar.K, self.avatar.meta.image_size, width, height)


class Surface(Protocol):
    """A widget that shows shots: OpenGL's or the processor's."""

    def show_shot(self, shot: Shot | None) -> None:
        """Draw this next; None shows nothing but the background."""

    def set_background(self, background: Color) -> None:
        """The colour where nothing is drawn."""

    def grab_picture(self) -> FloatArray | None:
        """The shot at full size, [H, W, 3] float32; None before there is one."""
