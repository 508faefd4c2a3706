"""What a camera adds to a rendered picture: a soft lens, darker corners, noise of light and of electronics."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import cv2
import numpy as np

from core.errors import InputError
from core.synthesis.arrays import Floats
from core.types import ByteArray

REFERENCE_PX = 512


@dataclass(frozen=True)
class Sensor:
    """A camera's faults.

    Attributes:
        read_noise: standard deviation everywhere, 8-bit steps;  shot_noise: times the root of the value, 8-bit steps.
        blur_px: of the lens, standard deviation in a picture 512 pixels wide.
        vignette: how much darker the corners are, 0..1.
        flicker: standard deviation of exposure from frame to frame, as a share.
    Raises:
        InputError: a value is negative, not a number or far out of range.
    """

    read_noise: float = 1.0
    shot_noise: float = 0.0
    blur_px: float = 0.0
    vignette: float = 0.0
    flicker: float = 0.0

    def __post_init__(self) -> None:
        for name, most in (("read_noise", 64), ("shot_noise", 8), ("blur_px", 16), ("vignette", 1), ("flicker", 0.5)):
            value = getattr(self, name)
            if not 0 <= value <= most:
                raise InputError(f"The sensor's {name} is impossible", got=str(value), expected=f"0 to {most}")

    def expose(self, image: ByteArray, rng: np.random.Generator) -> ByteArray:
        """Take a picture [H, W, 3]; the same numbers from ``rng`` give the same picture."""
        light: Floats = image.astype(np.float32)
        height, width = image.shape[:2]
        if self.blur_px > 0:
            light = np.asarray(cv2.GaussianBlur(light, (0, 0), max(self.blur_px * width / REFERENCE_PX, 0.2)))
        if self.vignette > 0:
            light = light * (1 - np.float32(self.vignette) * _corners(width, height))
        if self.flicker > 0:
            light = light * np.float32(1 + self.flicker * rng.standard_normal())
        noise = rng.standard_normal(image.shape, dtype=np.float32) * np.float32(self.read_noise)
        if self.shot_noise > 0:
            # light's own noise is partly shared by the three colours once a sensor's mosaic is interpolated
            grain = 0.8 * rng.standard_normal((height, width, 1), dtype=np.float32)
            grain = grain + 0.6 * rng.standard_normal(image.shape, dtype=np.float32)
            noise = noise + grain * np.sqrt(np.maximum(light, 0)) * np.float32(self.shot_noise)
        return np.clip(light + noise + 0.5, 0, 255).astype(np.uint8)


PHONE = Sensor(read_noise=1.2, shot_noise=0.16, blur_px=0.5, vignette=0.12, flicker=0.004)
"""A phone's front camera in a room."""
STUDIO_CAMERA = Sensor(read_noise=0.6, shot_noise=0.06, blur_px=0.3)
"""A machine-vision camera of a studio."""


@functools.lru_cache(maxsize=4)
def _corners(width: int, height: int) -> Floats:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    away = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / ((width / 2) ** 2 + (height / 2) ** 2)
    return np.asarray(away[..., None], np.float32)
