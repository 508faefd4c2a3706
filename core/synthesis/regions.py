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


def scalp_height(points: Floats, style: str = "crop") -> Floats:
    """How far above a hair style's hairline a point lies, metres (negative below), [...]."""
    turn = np.abs(azimuth(points))
    line = np.interp(turn, _HAIRLINE_AZIMUTH, _HAIRLINE_Y)
    if style == "receding":
        line = line + np.interp(turn, (0.0, 0.22, 0.5, 0.8, 1.05), (0.016, 0.024, 0.036, 0.022, 0.0))
    height: Floats = (points[..., 1] - line).astype(np.float32)
    return height


def crown_thinning(points: Floats, style: str) -> Floats:
    """Share of scalp hair that is left, 1 except on the crown of a receding head, [...]."""
    if style != "receding":
        return np.ones(points.shape[:-1], np.float32)
    top = np.clip((points[..., 1] - 0.815) / 0.035, 0, 1)
    front = np.clip((points[..., 2] - 0.02) / 0.06, 0, 1)
    return np.asarray(1 - top * (0.55 + 0.25 * front), np.float32)


def brow_density(points: Floats, width: float = 1.0, arch: float = 0.0) -> Floats:
    """Relative density of brow hairs, 0..1, [...]; ``width`` scales the brow's height, ``arch`` lifts it (metres)."""
    s = (np.abs(points[..., 0]) - 0.0105) / 0.0425
    centre = brow_height(s, arch)
    half = 0.0042 * width * (1.0 - 0.72 * np.clip(s, 0, 1) ** 1.5)
    profile = np.exp(-(((points[..., 1] - centre) / half) ** 4))
    ends = np.clip(s / 0.12, 0, 1) * np.clip((1.0 - s) / 0.25, 0, 1)
    density: Floats = (profile * ends * (points[..., 2] > 0.10)).astype(np.float32)
    return density


def brow_height(s: Floats, arch: float = 0.0) -> Floats:
    """Height of the middle of the brow over its length ``s`` (0 inner .. 1 outer), metres."""
    line = np.interp(s, (0, 0.3, 0.65, 1.0), (0.7432, 0.7462, 0.7472, 0.7412))
    return np.asarray(line + arch * np.interp(s, (0, 0.35, 0.7, 1.0), (-0.3, 0.6, 1.0, -0.2)), np.float32)


def beard_density(points: Floats, lip: Floats, style: str = "full") -> Floats:
    """Relative density of beard hairs of a beard style, 0..1, [...]; ``lip`` is 1 on the lips."""
    x, y, z = np.abs(points[..., 0]), points[..., 1], points[..., 2]
    upper = np.interp(
        x, (0.0, 0.012, 0.022, 0.030, 0.045, 0.060, 0.075), (0.684, 0.683, 0.678, 0.660, 0.672, 0.700, 0.728)
    )
    jaw = np.clip((upper - y) / 0.006, 0, 1)
    under = np.clip((y - 0.600) / 0.012, 0, 1)
    front = np.clip((z - 0.055) / 0.012, 0, 1)
    shape = jaw * under * front * (1 - np.clip(lip * 2, 0, 1))
    if style == "moustache":
        shape = shape * _moustache(x, y)
    elif style == "goatee":
        chin = (
            np.clip((0.024 - x) / 0.005, 0, 1) * np.clip((0.662 - y) / 0.006, 0, 1) * np.clip((z - 0.105) / 0.01, 0, 1)
        )
        corner = (
            np.clip((0.031 - x) / 0.003, 0, 1) * np.clip((x - 0.022) / 0.003, 0, 1) * np.clip((z - 0.11) / 0.01, 0, 1)
        )
        shape = shape * np.clip(_moustache(x, y) + chin + 0.7 * corner, 0, 1)
    density: Floats = shape.astype(np.float32)
    return density


def _moustache(x: Floats, y: Floats) -> Floats:
    """Between nose and mouth, drooping a little past the corners."""
    band = np.clip((y - np.interp(x, (0.0, 0.020, 0.032), (0.664, 0.662, 0.654))) / 0.003, 0, 1)
    return np.asarray(band * np.clip((0.033 - x) / 0.004, 0, 1))


def blob(points: Floats, centre: tuple[float, float, float], radius: float, *, mirrored: bool = True) -> Floats:
    """A smooth bump around a template point (and its mirror image), 0..1, [...]."""
    p = points.copy()
    if mirrored:
        p[..., 0] = np.abs(p[..., 0])
    distance2 = ((p - np.array(centre, np.float32)) ** 2).sum(axis=-1)
    bump: Floats = np.exp(-distance2 / (2 * radius**2)).astype(np.float32)
    return bump
