"""Procedural textures of one person: skin (colour, relief, gloss), iris and cloth. Linear RGB, all from the seed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.synthesis import regions
from core.synthesis.arrays import Floats
from core.synthesis.creases import old_creases, young_creases
from core.synthesis.geometry import Surfaces
from core.synthesis.noise import REFERENCE_SIZE, fractal_noise, smooth_noise, spots
from core.synthesis.person import Person

SKIN_SIZE = 1024
EYE_SIZE = 256


@dataclass(frozen=True)
class Textures:
    """Images sampled while shading.

    Attributes:
        skin: colour, gloss, [S, S, 4].
        slope: relief gradient along u and v, [S, S, 2].
        lips: lip colour with its lines, [S, S, 3].
        eye: colour by (angle from the gaze axis, sector), [E, E, 3].
        cloth: tileable cloth, [E, E, 3].
    """

    skin: Floats
    slope: Floats
    lips: Floats
    eye: Floats
    cloth: Floats


def make_textures(person: Person, surfaces: Surfaces, size: int = SKIN_SIZE) -> Textures:
    """Bake all textures of a person; ``size`` is the side of the skin's."""
    rng = np.random.default_rng([74, person.seed])
    points = _texel_points(surfaces, size)
    # drawn from their own numbers, so that what else is baked does not depend on them
    lines = _Lines(
        young_creases(points),
        old_creases(np.random.default_rng([79, person.seed]), points, smooth_noise(rng, size, 24)),
    )
    relief = _relief(rng, points, person, lines)
    skin = _skin(rng, points, person, relief, lines)
    # a slope is per texel of the full size, so that a smaller texture shows the same relief
    gain = size / REFERENCE_SIZE
    slope = gain * np.stack(
        [cv2.Sobel(relief, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(relief, cv2.CV_32F, 0, 1, ksize=3)], axis=-1
    )
    chaps = smooth_noise(rng, size, 220) * 0.10 + fractal_noise(rng, size, 24, 3) * 0.08
    lips = np.asarray(person.lips, np.float32) * (1 + chaps)[..., None]
    return Textures(skin, slope.astype(np.float32), lips.astype(np.float32), _eye(rng, person), _cloth(rng, person))


@dataclass(frozen=True)
class _Lines:
    """Folds of the skin, 0..1, [S, S] each: those everybody has, and those of age."""

    young: Floats
    old: Floats

    def depth(self, person: Person) -> Floats:
        return np.asarray(0.22 * self.young + (0.06 + 0.94 * person.age**1.3) * self.old, np.float32)


def _texel_points(surfaces: Surfaces, full: int) -> Floats:
    """The template position under each texel, [S, S, 3], from the front-most vertices near it."""
    skin = surfaces.uv[:, 0] * 0 + (surfaces.cavity < 0.3)
    used = np.unique(surfaces.triangles[surfaces.material == 0])
    used = used[skin[used] > 0]
    size = 256
    total = np.zeros((size, size, 4), np.float32)
    cell = np.clip((surfaces.uv[used] * size).astype(int), 0, size - 1)
    np.add.at(
        total,
        (cell[:, 1], cell[:, 0]),
        np.concatenate([surfaces.template[used], np.ones((len(used), 1), np.float32)], 1),
    )
    for sigma in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0):
        spread = cv2.GaussianBlur(total, (0, 0), sigma)
        empty = total[..., 3] < 1e-3
        total[empty] = spread[empty]
    points = total[..., :3] / np.maximum(total[..., 3:], 1e-9)
    large = cv2.resize(cv2.GaussianBlur(points, (0, 0), 1.0), (full, full), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.float32)


def _relief(rng: np.random.Generator, points: Floats, person: Person, lines: _Lines) -> Floats:
    """Height of pores and lines, about -1..1."""
    size = len(points)
    pores = -spots(rng, size, 9000, (1.0, 2.4)) * (0.35 + 0.65 * _t_zone(points))
    grain = fractal_noise(rng, size, 160, 3) * 0.40
    return np.asarray(0.8 * pores + grain * (0.7 + 0.5 * person.age) - 2.2 * lines.depth(person), np.float32)


def _t_zone(points: Floats) -> Floats:
    nose = regions.blob(points, (0.0, 0.700, 0.16), 0.018, mirrored=False)
    cheek = regions.blob(points, (0.030, 0.700, 0.14), 0.016)
    return np.clip(nose + cheek, 0, 1)


_BLUSH = (
    (0.9, (0.042, 0.695, 0.133), 0.017),
    (0.9, (0.0, 0.691, 0.167), 0.011),
    (0.8, (0.0735, 0.715, 0.055), 0.020),
    (0.5, (0.0, 0.635, 0.145), 0.016),
    (0.35, (0.018, 0.690, 0.150), 0.008),
)
"""Where blood shows: strength, place, size."""


def _skin(rng: np.random.Generator, points: Floats, person: Person, relief: Floats, lines: _Lines) -> Floats:
    size = len(points)
    base = np.asarray(person.skin, np.float32)
    light = float(np.clip(base[0] / 0.5, 0.3, 1.0))
    colour = np.broadcast_to(base, (size, size, 3)).copy()
    mottle = fractal_noise(rng, size, 10, 5, 0.62)
    colour *= (1 + (0.055 + 0.03 * person.age) * mottle)[..., None]
    blush = sum(amount * regions.blob(points, centre, radius) for amount, centre, radius in _BLUSH)
    blush = blush + (0.18 + 0.25 * person.age) * np.clip(fractal_noise(rng, size, 18, 3), 0, 1)
    colour *= 1 + np.asarray(blush)[..., None] * np.array([0.06, -0.22, -0.18], np.float32) * light
    socket = regions.blob(points, (0.029, 0.7165, 0.137), 0.0085) + 0.8 * regions.blob(
        points, (0.020, 0.738, 0.137), 0.0075
    )
    colour *= 1 - (0.20 + 0.14 * person.age) * socket[..., None] * np.array([0.75, 1.0, 0.9], np.float32)
    forehead = regions.blob(points, (0.0, 0.775, 0.15), 0.022, mirrored=False)
    colour *= 1 + forehead[..., None] * np.array([0.02, 0.04, 0.0], np.float32)
    colour = _marked(rng, points, person, colour)
    colour *= (1 + 0.045 * np.clip(relief, -1.5, 1.5))[..., None]
    colour *= 1 - (0.34 * lines.depth(person))[..., None] * np.array([0.75, 1.0, 1.0], np.float32)
    colour = _grow_shadows(rng, points, person, colour)
    colour = _made_up(points, person, colour)
    gloss = 0.42 + 0.22 * _t_zone(points) + 0.16 * forehead + 0.08 * mottle - 0.12 * person.age
    return np.concatenate([np.clip(colour, 0.004, 0.95), gloss[..., None]], axis=-1).astype(np.float32)


def _marked(rng: np.random.Generator, points: Floats, person: Person, colour: Floats) -> Floats:
    """Freckles, moles, and the blotches of age."""
    size = len(points)
    freckle = spots(rng, size, int(1500 * person.freckles) + 30, (0.9, 2.6)) * np.clip(
        regions.blob(points, (0.030, 0.702, 0.142), 0.022) + regions.blob(points, (0.0, 0.705, 0.155), 0.014) + 0.12,
        0,
        1,
    )
    colour = colour * (1 - freckle[..., None] * np.array([0.32, 0.45, 0.52], np.float32))
    moles = spots(rng, size, 26, (1.6, 3.4))
    colour = colour * (1 - moles[..., None] * np.array([0.45, 0.55, 0.58], np.float32))
    if person.age > 0.3:
        blotch = spots(np.random.default_rng([80, person.seed]), size, int(90 * person.age), (3.0, 9.0))
        colour = colour * (1 - person.age * blotch[..., None] * np.array([0.16, 0.24, 0.28], np.float32))
    return np.asarray(colour, np.float32)


def _made_up(points: Floats, person: Person, colour: Floats) -> Floats:
    if person.makeup <= 0:
        return colour
    lid = regions.blob(points, (0.031, 0.7385, 0.137), 0.0075) * np.clip((points[..., 1] - 0.7290) / 0.003, 0, 1)
    cheek = regions.blob(points, (0.046, 0.694, 0.128), 0.014)
    colour = colour * (1 - 0.55 * person.makeup * lid[..., None] * np.array([0.75, 1.0, 0.85], np.float32))
    return np.asarray(colour * (1 + 0.16 * person.makeup * cheek[..., None] * np.array([0.3, -1.0, -0.7])), np.float32)


def _grow_shadows(rng: np.random.Generator, points: Floats, person: Person, colour: Floats) -> Floats:
    """Hair roots under the skin: scalp, brows and a shaved beard."""
    size, blur = len(points), len(points) / REFERENCE_SIZE
    hair = np.asarray(person.hair, np.float32)
    if person.hair_style != "bald":
        height = regions.scalp_height(points, person.hair_style)
        scalp = np.clip((height + 0.003 * smooth_noise(rng, size, 90)) / 0.010, 0, 1)
        scalp = scalp * regions.crown_thinning(points, person.hair_style) ** 1.5
        cover = 0.70 if person.hair_style == "buzz" else 0.92
        colour = colour + (cover * scalp)[..., None] * (hair * 0.8 - colour)
    brow = regions.brow_density(points, person.brow_width, person.brow_arch)
    brow = cv2.GaussianBlur(brow, (0, 0), 3.0 * blur) * 0.62 * person.brow_density
    colour = colour + brow[..., None] * (hair * 0.9 - colour)
    none = np.zeros(points.shape[:2], np.float32)
    shaved = 0.0 if person.beard in ("short", "full") else person.stubble
    for amount, style in ((shaved, "full"), (1.0 if person.beard != "none" else 0.0, person.beard)):
        if amount > 0:
            beard = cv2.GaussianBlur(regions.beard_density(points, none, style), (0, 0), 8.0 * blur)
            dots = np.clip(0.55 + 0.5 * smooth_noise(rng, size, 300), 0, 1)
            cover = (beard * (0.16 + 0.30 * amount) * dots)[..., None]
            colour = colour + cover * (0.55 * hair + 0.10 * colour + np.array([0.012, 0.014, 0.017]) - colour)
    return np.asarray(colour, np.float32)


def _eye(rng: np.random.Generator, person: Person) -> Floats:
    """Rows: angle from the gaze axis 0 .. 1.9 rad; columns: once around."""
    size = EYE_SIZE
    theta = np.linspace(0, 1.9, size, dtype=np.float32)[:, None]
    iris_edge, pupil_edge = 0.415, 0.150
    t = (theta - pupil_edge) / (iris_edge - pupil_edge)
    fibres = cv2.resize(rng.standard_normal((6, 90)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    fibres[:, -8:] = fibres[:, -8:] * np.linspace(1, 0, 8) + fibres[:, :1] * np.linspace(0, 1, 8)
    ring = np.exp(-(((t - 0.22) / 0.16) ** 2))
    iris = np.asarray(person.iris, np.float32) * (1.15 + 0.34 * fibres + 0.5 * (1 - t))[..., None]
    iris = iris + ring[..., None] * np.array([0.055, 0.035, 0.010], np.float32)
    limbus = np.clip((t - 0.72) / 0.28, 0, 1)[..., None]
    iris = iris * (1 - 0.80 * limbus**1.5)
    veins = np.clip(
        cv2.resize(rng.standard_normal((14, 26)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC), 0, 2
    )
    red = np.clip((theta - 0.55) / 0.6, 0, 1) * (0.35 + 0.35 * veins)
    white = np.array([0.62, 0.585, 0.555], np.float32) * (1 - red[..., None] * np.array([0.10, 0.34, 0.33], np.float32))
    edge = np.clip((theta - (iris_edge - 0.035)) / 0.07, 0, 1)[..., None]
    edge = edge * edge * (3 - 2 * edge)
    colour = np.clip(iris, 0.003, 1) * (1 - edge) + white * edge
    pupil = np.clip((pupil_edge + 0.015 - theta) / 0.03, 0, 1)[..., None]
    colour = colour * (1 - pupil) + 0.004 * pupil
    return np.asarray(colour, np.float32)


def _cloth(rng: np.random.Generator, person: Person) -> Floats:
    """A tile of about 12 cm: knit or weave, and the pattern in the cloth's two colours."""
    size = EYE_SIZE
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    knit = (
        0.10
        * np.sin(2 * np.pi * x * 32 / size)
        * np.sin(2 * np.pi * y * 32 / size + np.pi * (np.floor(x * 32 / size) % 2))
    )
    grain = fractal_noise(rng, size, 64, 2) * 0.09 + fractal_noise(rng, size, 4, 3) * 0.05
    first, second = np.asarray(person.cloth, np.float32), np.asarray(person.accent, np.float32)
    share: Floats = np.zeros((size, size), np.float32)
    if person.pattern == "stripes":
        share = (np.sin(2 * np.pi * y * 4 / size) > 0.35).astype(np.float32)
    elif person.pattern == "check":
        share = 0.5 * (np.sin(2 * np.pi * y * 3 / size) > 0.2) + 0.5 * (np.sin(2 * np.pi * x * 3 / size) > 0.2)
    mixed = np.asarray(cv2.GaussianBlur(np.asarray(share, np.float32), (0, 0), 1.2))[..., None]
    return np.asarray((first * (1 - mixed) + second * mixed) * (1 + knit + grain)[..., None], np.float32)
