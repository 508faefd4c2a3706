"""Lights and materials: what colour a visible point has.

World space (the phone camera's: +x right, +y down, +z forward), linear RGB.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.synthesis.arrays import Floats, Ints
from core.synthesis.light import Light, arriving
from core.synthesis.mesh import Material
from core.synthesis.palette import Colour
from core.synthesis.person import Person
from core.synthesis.raster import rasterize
from core.synthesis.texture import Textures

SHADOW_SPAN_M = 0.62
SOFTEST_M = 0.0055
"""How far the shadow's edge of the broadest light reaches to either side."""

_TAPS = ((0.0, 0.0), (0.8, 0.25), (-0.25, 0.8), (-0.8, -0.25), (0.25, -0.8), (0.95, -0.75), (-0.95, 0.75))


@dataclass(frozen=True)
class Points:
    """Visible points of one material.

    Attributes:
        position, normal (tangent for hair): [P, 3];  uv: [P, 2].
        extra: lip, shade, cavity of a surface, or the colour of hair, [P, 3].
        lit: share of the key light that arrives, [P];  open: share of the surrounding light that arrives, [P].
        view: unit vectors towards the camera, [P, 3].
    """

    position: Floats
    normal: Floats
    uv: Floats
    extra: Floats
    lit: Floats
    open: Floats
    view: Floats


class ShadowMap:
    """Depth seen from the key light."""

    def __init__(self, light: Light, vertices: Floats, triangles: Ints, centre: Floats, size: int) -> None:
        forward = np.asarray(unit(np.asarray(light.key_direction, np.float32)))
        right = unit(np.cross(np.array([0.0, 1.0, 0.0], np.float32), forward))
        self._axes = np.stack([right, np.cross(forward, right), forward]).astype(np.float32)
        self._centre, self._size = centre, size
        self._texels = np.float32(size / SHADOW_SPAN_M)
        self._spread = np.float32(SOFTEST_M * (0.15 + light.key_softness) * self._texels)
        seen = self._project(vertices)[triangles]
        _, self._depth = rasterize(np.ascontiguousarray(seen[..., :2]), seen[..., 2], size, size)

    def _project(self, points: Floats) -> Floats:
        seen = (points - self._centre) @ self._axes.T
        seen[:, :2] = seen[:, :2] * self._texels + np.float32(self._size / 2)
        seen[:, 2] += 2.0
        return np.asarray(seen, np.float32)

    def lit(self, points: Floats, *, bias_m: float, soft_m: float) -> Floats:
        """Share of the key light that reaches points [P, 3], [P]; ``soft_m`` is how gradually an occluder counts."""
        seen = self._project(points)
        total = np.zeros(len(points), np.float32)
        for dx, dy in _TAPS:
            column = np.clip(seen[:, 0] + self._spread * np.float32(dx), 0, self._size - 1).astype(np.int32)
            row = np.clip(seen[:, 1] + self._spread * np.float32(dy), 0, self._size - 1).astype(np.int32)
            over = self._depth[row, column] - seen[:, 2] - np.float32(bias_m)
            total += np.clip(1 - over / np.float32(soft_m), 0, 1)
        lit: Floats = total / len(_TAPS)
        return lit


def shade(person: Person, textures: Textures, material: Material, points: Points) -> Floats:
    """Linear RGB [P, 3] of points that share a material."""
    if material == Material.HAIR:
        return _hair(person.light, points)
    if material == Material.EYE:
        return _eye(person.light, textures, points)
    if material == Material.SKIN:
        return _skin(person.light, textures, points)
    if material == Material.CLOTH:
        woven = sample(textures.cloth, points.uv % 1.0) * points.extra[:, 1:2]
        return _plain(person.light, woven, points, 0.015, 12.0)
    if material == Material.FRAME:
        frame = np.broadcast_to(np.asarray(person.frame, np.float32), points.position.shape)
        return _plain(person.light, frame, points, 0.22, 70.0) + 0.05 * arriving(person.light, _mirrored(points))
    if material == Material.TEETH:
        return _teeth(person, points)
    wet = (0.40, 0.115, 0.105) if material == Material.GUM else (0.36, 0.105, 0.10)
    bumps = 1 + 0.10 * np.sin(points.uv[:, :1] * 170) * np.sin(points.uv[:, 1:] * 190)
    albedo = np.asarray(wet, np.float32) * bumps * points.extra[:, 1:2]
    return _plain(person.light, albedo, points, 0.25 * points.extra[:, 1:2], 50.0)


def sample(image: Floats, uv: Floats) -> Floats:
    """Bilinear lookup of an image [H, W, C] at uv in 0..1 [P, 2] -> [P, C]; clamped at the borders."""
    height, width = image.shape[:2]
    x = np.clip(uv[:, 0] * width - 0.5, 0, width - 1.001)
    y = np.clip(uv[:, 1] * height - 0.5, 0, height - 1.001)
    x0, y0 = x.astype(np.int32), y.astype(np.int32)
    fx, fy = (x - x0)[:, None].astype(np.float32), (y - y0)[:, None].astype(np.float32)
    flat = image.reshape(height * width, -1)
    at = y0 * width + x0
    top = flat[at] * (1 - fx) + flat[at + 1] * fx
    bottom = flat[at + width] * (1 - fx) + flat[at + width + 1] * fx
    mixed: Floats = top * (1 - fy) + bottom * fy
    return mixed


def unit(v: Floats) -> Floats:
    """Vectors scaled to length 1 (last axis)."""
    length = np.sqrt(np.einsum("...i,...i->...", v, v))[..., None]
    scaled: Floats = v / np.maximum(length, 1e-9)
    return scaled


def tone_map(linear: Floats) -> Floats:
    """Linear light to display values 0..1 with a filmic shoulder. Source: Narkowicz's fit of the ACES curve, 2015."""
    x = np.maximum(linear, 0) * np.float32(0.66)
    film = np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    display: Floats = film ** np.float32(1 / 2.2)
    return display


def lens_glare(light: Light, normal: Floats, view: Floats) -> Floats:
    """What a lens of glasses mirrors, for unit normals and views [P, 3]: display values to be laid over, [P, 3]."""
    mirror = unit(2 * _dot(normal, view) * normal - view)
    key = unit(np.asarray(light.key_direction, np.float32))
    toward = unit(key * np.array([0.75, 0.45, 1.0], np.float32) + np.array([0, 0, -0.45], np.float32))
    side = unit(np.cross(np.array([0.0, 1.0, 0.0], np.float32), toward))
    up = np.cross(toward, side)
    # a window of two by three: edges soft, a bar across
    x, y = _dot(mirror, side), _dot(mirror, up)
    pane = np.clip((0.20 - np.abs(x)) / 0.03, 0, 1) * np.clip((0.26 - np.abs(y)) / 0.03, 0, 1)
    pane = pane * np.clip((np.abs(y - 0.04) - 0.012) / 0.02, 0.25, 1) * (_dot(mirror, toward) > 0)
    edge = (1 - np.clip(_dot(normal, view), 0, 1)) ** 3
    around = (0.025 + 0.25 * edge) * arriving(light, mirror) * np.array([0.85, 1.0, 1.05], np.float32)
    return tone_map(0.10 * pane * np.asarray(light.key, np.float32) + around * 0.10)


def _mirrored(points: Points) -> Floats:
    return unit(2 * _dot(points.normal, points.view) * points.normal - points.view)


def _dot(a: Floats, b: Floats | Colour) -> Floats:
    product: Floats = np.einsum("pi,pi->p", a, np.broadcast_to(np.asarray(b, np.float32), a.shape))[:, None]
    return product


def _plain(light: Light, albedo: Floats, points: Points, gloss: float | Floats, power: float) -> Floats:
    key = unit(np.asarray(light.key_direction, np.float32))
    diffuse = np.clip(_dot(points.normal, key), 0, 1) * points.lit[:, None] * np.asarray(light.key, np.float32)
    rim = np.clip(_dot(points.normal, unit(np.asarray(light.rim_direction, np.float32))), 0, 1)
    ambient = arriving(light, points.normal) * points.open[:, None]
    half = unit(points.view + key)
    shine = np.clip(_dot(points.normal, half), 0, 1) ** power * points.lit[:, None] * gloss * (power + 8) / 25
    colour: Floats = albedo * (diffuse + ambient + rim * np.asarray(light.rim, np.float32) * points.open[:, None])
    return colour + shine * np.asarray(light.key, np.float32)


def _skin(light: Light, textures: Textures, points: Points) -> Floats:
    lip, dim, cavity = (points.extra[:, i : i + 1] for i in range(3))
    texel = sample(textures.skin, points.uv)
    soft_lip = np.clip((lip - 0.12) / 0.6, 0, 1)
    albedo = texel[:, :3] + soft_lip * (sample(textures.lips, points.uv) - texel[:, :3])
    inside = np.clip(cavity * 1.5, 0, 1)
    albedo = (albedo + inside * (np.array([0.30, 0.075, 0.07], np.float32) - albedo)) * dim
    normal = _bumped(points, sample(textures.slope, points.uv) * (1 - 0.6 * soft_lip) * (1 - inside), 0.075)
    key = unit(np.asarray(light.key_direction, np.float32))
    facing = _dot(normal, key)
    # light that enters the skin comes out red past the edge of the shadow
    wrap = np.array([0.34, 0.17, 0.12], np.float32)
    arrived = points.lit[:, None] ** np.array([0.75, 1.0, 1.1], np.float32)
    diffuse = np.clip((facing + wrap) / (1 + wrap), 0, 1) ** 1.3 * arrived * np.asarray(light.key, np.float32)
    rim_direction = unit(np.asarray(light.rim_direction, np.float32))
    rim = np.clip((_dot(normal, rim_direction) + 0.1) / 1.1, 0, 1) * np.asarray(light.rim, np.float32)
    # light that went in through the lips is scattered about in the mouth
    opened = np.maximum(points.open[:, None], 0.45 * inside)
    bounced = opened ** np.array([0.8, 1.05, 1.1], np.float32)
    colour = albedo * (diffuse + arriving(light, normal) * bounced + rim * bounced)
    gloss = (texel[:, 3:4] * (1 - soft_lip) + 0.75 * soft_lip) * (dim * 0.9 + 0.1)
    return np.asarray(colour + _sheen(light, normal, points, gloss, soft_lip), np.float32)


def _sheen(light: Light, normal: Floats, points: Points, gloss: Floats, wet: Floats) -> Floats:
    key = unit(np.asarray(light.key_direction, np.float32))
    half = unit(points.view + key)
    angle = np.clip(_dot(normal, half), 0, 1)
    fresnel = 0.028 + 0.97 * (1 - np.clip(_dot(points.view, half), 0, 1)) ** 5
    broad, tight = angle**14 * 0.9, angle ** (48 + 60 * wet) * (2.4 + 2.0 * wet)
    edge = (1 - np.clip(_dot(normal, points.view), 0, 1)) ** 4
    around = arriving(light, normal) * (0.03 + 0.22 * edge) * points.open[:, None]
    direct = (broad + tight) * fresnel * 2.2 * points.lit[:, None] * np.asarray(light.key, np.float32)
    total: Floats = gloss * (direct + around)
    return total


def _bumped(points: Points, slope: Floats, strength: float) -> Floats:
    """Tilt normals by the relief; the unwrap runs around and down the head, so its axes follow from the normal."""
    n = points.normal
    down = unit(np.array([0, 1, 0], np.float32) - n * n[:, 1:2])
    across = np.cross(down, n)
    tilted = n - np.float32(strength) * (slope[:, :1] * across + slope[:, 1:2] * down)
    return unit(tilted)


def _teeth(person: Person, points: Points) -> Floats:
    white = np.array([0.84, 0.78, 0.66], np.float32) + person.tooth_shade * np.array([0.06, 0.08, 0.13], np.float32)
    tint = 1 + 0.03 * np.sin(points.uv[:, :1] * 200)
    albedo = white * tint * points.extra[:, 1:2]
    opened = 0.35 + 0.65 * points.open
    lit = Points(points.position, points.normal, points.uv, points.extra, 0.45 + 0.55 * points.lit, opened, points.view)
    return _plain(person.light, albedo, lit, 0.10 * points.extra[:, 1:2], 60.0)


def _eye(light: Light, textures: Textures, points: Points) -> Floats:
    rim = 1.9 / (2 * np.pi)
    albedo = sample(textures.eye, np.stack([points.uv[:, 1], points.uv[:, 0] / rim], axis=1))
    dim = points.extra[:, 1:2]
    key = unit(np.asarray(light.key_direction, np.float32))
    diffuse = np.clip((_dot(points.normal, key) + 0.3) / 1.3, 0, 1) * (0.25 + 0.75 * points.lit[:, None])
    ambient = arriving(light, points.normal) * points.open[:, None]
    colour = albedo * dim * (diffuse * np.asarray(light.key, np.float32) * 0.9 + ambient)
    mirror = _mirrored(points)
    # a soft window stands where the key light is: a bright patch with an edge, and a faint sky everywhere
    toward = unit(key * np.array([0.8, 0.42, 1.0], np.float32) + np.array([0, 0, -0.25], np.float32))
    window = np.clip((0.24 - np.linalg.norm(mirror - toward, axis=1, keepdims=True)) / 0.09, 0, 1)
    glint = window * (0.4 + 0.6 * points.lit[:, None]) * np.asarray(light.key, np.float32) * 0.75
    fresnel = 0.025 + 0.5 * (1 - np.clip(_dot(points.normal, points.view), 0, 1)) ** 4
    mirrored = glint + fresnel * arriving(light, mirror) * points.open[:, None]
    return np.asarray(colour + mirrored * dim, np.float32)


def _hair(light: Light, points: Points) -> Floats:
    """Two shifted highlights along the strand. Source: Kajiya & Kay 1989, with Scheuermann's shift, 2004."""
    along, t = points.normal, points.uv[:, :1]
    key = unit(np.asarray(light.key_direction, np.float32))
    colour, key_light = points.extra, np.asarray(light.key, np.float32)
    sine = np.sqrt(np.clip(1 - _dot(along, key) ** 2, 0, 1))
    half = unit(points.view + key)
    shift = (points.uv[:, 1:2] - 0.5) * 0.24
    first = np.sqrt(np.clip(1 - (_dot(along, half) + shift + 0.04) ** 2, 0, 1)) ** 90
    second = np.sqrt(np.clip(1 - (_dot(along, half) + shift - 0.10) ** 2, 0, 1)) ** 22
    depth = 0.35 + 0.65 * np.clip(t * 2.5, 0, 1)
    arrived = points.lit[:, None]
    lit = (0.62 * sine * colour + 0.035 * first + 0.55 * second * colour) * arrived * key_light
    outward = unit(points.position - np.array([0, 0, 0.6], np.float32))
    around = colour * arriving(light, outward) * 0.75
    back = np.sqrt(np.clip(1 - _dot(along, unit(np.asarray(light.rim_direction, np.float32))) ** 2, 0, 1))
    rim = back * (0.25 * colour + 0.012) * np.asarray(light.rim, np.float32)
    total: Floats = (lit + (around + rim) * points.open[:, None]) * depth
    return total
