"""Where things are on the template head: the unwrapped skin coordinates and the areas of hair, brows and beard.

All positions are of the *template* (before identity and expression), so that a region holds for every person.
Azimuth turns about a vertical axis inside the skull: 0 in front, positive on the person's left.
"""

from __future__ import annotations

import numpy as np

from core.synthesis.arrays import Floats

AXIS_Z = 0.055
MAX_AZIMUTH = 2.2
TOP_Y, BOTTOM_Y = 0.90, 0.56

# height of the hairline over |azimuth|: forehead, temple, sideburn, over the ear, behind the ear, nape
_HAIRLINE_AZIMUTH = (0.0, 0.35, 0.62, 0.85, 1.10, 1.30, 1.42, 1.75, 2.05, 2.6, 3.15)
_HAIRLINE_Y = (0.796, 0.795, 0.786, 0.779, 0.757, 0.728, 0.735, 0.757, 0.700, 0.668, 0.660)


def azimuth(points: Floats) -> Floats:
    """Angle about the skull's vertical axis, radians, [...]."""
    angle: Floats = np.arctan2(points[..., 0], points[..., 2] - AXIS_Z)
    return angle


def skin_uv(points: Floats) -> Floats:
    """Texture coordinates in 0..1 (clipped at the back of the head), [..., 2]: azimuth across, height down."""
    u = 0.5 + azimuth(points) / (2 * MAX_AZIMUTH)
    v = (TOP_Y - points[..., 1]) / (TOP_Y - BOTTOM_Y)
    return np.clip(np.stack([u, v], axis=-1), 0, 1).astype(np.float32)


def scalp_height(points: Floats) -> Floats:
    """How far above the hairline a point lies, metres (negative below), [...]."""
    line = np.interp(np.abs(azimuth(points)), _HAIRLINE_AZIMUTH, _HAIRLINE_Y)
    height: Floats = (points[..., 1] - line).astype(np.float32)
    return height


def brow_density(points: Floats) -> Floats:
    """Relative density of brow hairs, 0..1, [...]."""
    s = (np.abs(points[..., 0]) - 0.0105) / 0.0425
    centre = brow_height(s)
    half = 0.0042 * (1.0 - 0.72 * np.clip(s, 0, 1) ** 1.5)
    profile = np.exp(-(((points[..., 1] - centre) / half) ** 4))
    ends = np.clip(s / 0.12, 0, 1) * np.clip((1.0 - s) / 0.25, 0, 1)
    density: Floats = (profile * ends * (points[..., 2] > 0.10)).astype(np.float32)
    return density


def brow_height(s: Floats) -> Floats:
    """Height of the middle of the brow over its length ``s`` (0 inner .. 1 outer), metres."""
    return np.interp(s, (0, 0.3, 0.65, 1.0), (0.7432, 0.7462, 0.7472, 0.7412)).astype(np.float32)


def beard_density(points: Floats, lip: Floats) -> Floats:
    """Relative density of beard hairs, 0..1, [...]; ``lip`` is 1 on the lips."""
    x, y, z = np.abs(points[..., 0]), points[..., 1], points[..., 2]
    upper = np.interp(
        x, (0.0, 0.012, 0.022, 0.030, 0.045, 0.060, 0.075), (0.684, 0.683, 0.678, 0.660, 0.672, 0.700, 0.728)
    )
    jaw = np.clip((upper - y) / 0.006, 0, 1)
    under = np.clip((y - 0.600) / 0.012, 0, 1)
    front = np.clip((z - 0.055) / 0.012, 0, 1)
    density: Floats = (jaw * under * front * (1 - np.clip(lip * 2, 0, 1))).astype(np.float32)
    return density


def blob(points: Floats, centre: tuple[float, float, float], radius: float, *, mirrored: bool = True) -> Floats:
    """A smooth bump around a template point (and its mirror image), 0..1, [...]."""
    p = points.copy()
    if mirrored:
        p[..., 0] = np.abs(p[..., 0])
    distance2 = ((p - np.array(centre, np.float32)) ** 2).sum(axis=-1)
    bump: Floats = np.exp(-distance2 / (2 * radius**2)).astype(np.float32)
    return bump
