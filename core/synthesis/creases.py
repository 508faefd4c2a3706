"""Where skin folds: forehead lines, crow's feet, folds beside the nose and mouth. All on the template's face."""

from __future__ import annotations

import itertools

import numpy as np

from core.synthesis import regions
from core.synthesis.arrays import Floats

_Line = tuple[tuple[float, float], ...]

# (x, y) on the person's left; the other side is the mirror image
_NOSE_FOLD: _Line = ((0.0185, 0.699), (0.0250, 0.688), (0.0310, 0.675), (0.0345, 0.662))
_MOUTH_FOLD: _Line = ((0.0315, 0.655), (0.0345, 0.645), (0.0350, 0.634))
_UNDER_EYE: _Line = ((0.0165, 0.7205), (0.0235, 0.7135), (0.0335, 0.7120), (0.0430, 0.7165))
_EYE_BAG: _Line = ((0.0185, 0.7135), (0.0260, 0.7065), (0.0360, 0.7065), (0.0440, 0.7120))
_FROWN: _Line = ((0.0060, 0.7360), (0.0068, 0.7560))
_CHIN: _Line = ((0.0, 0.6425), (0.0120, 0.6405), (0.0180, 0.6370))
_LID: _Line = ((0.0175, 0.7375), (0.0265, 0.7430), (0.0370, 0.7420), (0.0445, 0.7345))


def young_creases(points: Floats) -> Floats:
    """The folds that every adult face has, 0..1, [...]."""
    face = _front(points)
    total: Floats = face * (0.75 * _near(points, _NOSE_FOLD, 0.0022) + 0.35 * _near(points, _UNDER_EYE, 0.0016))
    return total + face * (0.3 * _near(points, _LID, 0.0012) + 0.2 * _near(points, _CHIN, 0.0026))


def old_creases(rng: np.random.Generator, points: Floats, wobble: Floats) -> Floats:
    """The lines that come with age, 0..1, [...]; ``wobble`` is noise about -1..1 that keeps them from being ruled."""
    face = _front(points)
    moved = points.copy()
    moved[..., :2] += 0.0011 * wobble[..., None]
    total = 0.9 * _near(moved, _NOSE_FOLD, 0.0017) + 0.8 * _near(moved, _MOUTH_FOLD, 0.0016)
    total += 0.7 * _near(moved, _EYE_BAG, 0.0014) + 0.6 * _near(moved, _UNDER_EYE, 0.0012)
    total += 0.6 * _near(moved, _FROWN, 0.0012)
    total = total * face + _forehead(rng, moved) + _crow_feet(rng, moved) + _neck(moved)
    fine = np.clip(np.sin(moved[..., 0] * 2 * np.pi / 0.0032 + 2 * wobble), 0.75, 1) * 4 - 3
    above_lip = np.clip((moved[..., 1] - 0.668) / 0.003, 0, 1) * np.clip((0.679 - moved[..., 1]) / 0.003, 0, 1)
    total += 0.25 * fine * above_lip * face * (np.abs(moved[..., 0]) < 0.022)
    return np.asarray(np.clip(total, 0, 1), np.float32)


def _forehead(rng: np.random.Generator, points: Floats) -> Floats:
    total = np.zeros(points.shape[:-1], np.float32)
    x, y = points[..., 0], points[..., 1]
    for height in np.arange(0.7600, 0.7880, float(rng.uniform(0.0058, 0.0085))):
        bend = height - 0.0035 * np.cos(x / 0.034) + 0.0007 * np.sin(x * float(rng.uniform(120, 260)) + height * 900)
        half = float(rng.uniform(0.028, 0.044))
        total += 0.75 * np.exp(-(((y - bend) / 0.0009) ** 2)) * np.clip((half - np.abs(x)) / 0.012, 0, 1)
    return total


def _crow_feet(rng: np.random.Generator, points: Floats) -> Floats:
    outward, up = np.abs(points[..., 0]) - 0.0405, points[..., 1] - 0.7275
    angle, far = np.arctan2(up, outward), np.hypot(outward, up)
    rays = np.clip(np.cos(angle * float(rng.uniform(7.5, 10.5)) + 0.4), 0.55, 1) / 0.45 - 1.22
    reach = np.clip((far - 0.004) / 0.004, 0, 1) * np.clip((0.021 - far) / 0.010, 0, 1)
    total: Floats = np.clip(rays, 0, 1) * reach * (outward > 0) * (points[..., 2] > 0.08)
    return 0.8 * total


def _neck(points: Floats) -> Floats:
    total = np.zeros(points.shape[:-1], np.float32)
    for height in (0.6140, 0.6020):
        bend = height - 0.006 * np.cos(regions.azimuth(points) * 1.5)
        total += 0.6 * np.exp(-(((points[..., 1] - bend) / 0.0012) ** 2))
    return np.asarray(total * np.clip((points[..., 2] - 0.03) / 0.02, 0, 1), np.float32)


def _near(points: Floats, line: _Line, width: float) -> Floats:
    """How near a point lies to a line (and its mirror image) seen from the front: 1 on it, 0 away."""
    x, y = np.abs(points[..., 0]), points[..., 1]
    best = np.full(x.shape, np.inf, np.float32)
    for (x0, y0), (x1, y1) in itertools.pairwise(line):
        dx, dy = x1 - x0, y1 - y0
        t = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
        best = np.minimum(best, (x - x0 - t * dx) ** 2 + (y - y0 - t * dy) ** 2)
    fade = np.clip((y - min(line[0][1], line[-1][1]) + 0.004) / 0.004, 0, 1)
    near: Floats = np.exp(-best / width**2) * fade
    return near.astype(np.float32)


def _front(points: Floats) -> Floats:
    front: Floats = np.clip((points[..., 2] - 0.095) / 0.015, 0, 1)
    return front
