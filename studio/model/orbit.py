"""A camera that orbits, pans and zooms around the head. numpy only, so that every view may share it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.types import Camera, FloatArray

MAX_PITCH_RAD = np.radians(85.0)
NEAREST_M, FARTHEST_M = 0.08, 8.0
HEAD_RADIUS_M = 0.17
"""Half of what "frame" makes fill the view: a head with its hair."""


@dataclass(frozen=True)
class Orbit:
    """Where the viewer stands. World is the capture camera's space; ``of_capture`` is the capture's own view.

    Attributes:
        target: the point to turn around, world, metres, (x, y, z).
        offset: where the target is seen, in the viewing camera's space, metres.
        yaw: turn about the vertical through the target, radians; positive shows the subject's left side.
        pitch: turn about the horizontal, radians; positive looks from above.
    """

    target: tuple[float, float, float]
    offset: tuple[float, float, float]
    yaw: float = 0.0
    pitch: float = 0.0

    @classmethod
    def of_capture(cls, target: FloatArray) -> Orbit:
        """The capture camera's own view; ``target`` [3] is the head's place in it."""
        x, y, z = (float(v) for v in target)
        return cls((x, y, z), (x, y, z))

    def turned(self, yaw: float, pitch: float) -> Orbit:
        """Turned by two angles in radians; the pitch stops short of the poles."""
        limited = float(np.clip(self.pitch + pitch, -MAX_PITCH_RAD, MAX_PITCH_RAD))
        wrapped = float((self.yaw + yaw + np.pi) % (2 * np.pi) - np.pi)
        return replace(self, yaw=wrapped, pitch=limited)

    def panned(self, right_m: float, down_m: float) -> Orbit:
        """The target moved in the picture, by metres at its own depth."""
        x, y, z = self.offset
        return replace(self, offset=(x + right_m, y + down_m, z))

    def zoomed(self, factor: float) -> Orbit:
        """Nearer by ``factor`` (above 1) or farther, keeping the target's place in the picture."""
        x, y, z = self.offset
        distance = float(np.clip(z / max(factor, 1e-3), NEAREST_M, FARTHEST_M))
        scale = distance / z
        return replace(self, offset=(x * scale, y * scale, distance))

    def framed(self, focal: float) -> Orbit:
        """The head in the middle and filling the view; ``focal`` in units of the view's shorter side."""
        return replace(self, offset=(0.0, 0.0, 2 * HEAD_RADIUS_M * focal))

    def cam_from_world(self) -> FloatArray:
        """The viewing camera's pose, [4, 4] float32."""
        cy, sy, cp, sp = np.cos(self.yaw), np.sin(self.yaw), np.cos(self.pitch), np.sin(self.pitch)
        about_y = np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
        about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
        pose = np.eye(4)
        pose[:3, :3] = about_x @ about_y
        pose[:3, 3] = np.array(self.offset) - pose[:3, :3] @ np.array(self.target)
        return pose.astype(np.float32)

    def camera(self, K: FloatArray, image_size: int, width: int, height: int) -> Camera:
        """A camera of ``width`` x ``height`` pixels that shows at least the capture's square picture.

        Args:
            K: intrinsics of the capture's square picture in pixels, [3, 3].
            image_size: its side in pixels.
            width: of the view, pixels.
            height: of the view, pixels.
        """
        scale = min(width, height) / image_size
        view = np.array(K, np.float32)
        view[:2] *= scale
        view[0, 2] += (width - image_size * scale) / 2
        view[1, 2] += (height - image_size * scale) / 2
        return Camera(view, self.cam_from_world(), width, height)
