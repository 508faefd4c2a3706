"""Hair, brows, lashes and beard as polylines.

Scalp hair grows in the person's neutral space and moves rigidly with the head; the rest hangs on the skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from core.synthesis import regions
from core.synthesis.arrays import Floats, Ints
from core.synthesis.geometry import Surfaces
from core.synthesis.mesh import Material, vertex_normals
from core.synthesis.person import Colour, Person

BOUND_POINTS = 4
"""Points of one brow, beard or lash hair."""


@dataclass(frozen=True)
class BoundStrands:
    """Hairs on moving skin: point = sum(bary * corners) + frame @ offset, frame = (edge, n x edge, n) of a triangle.

    Attributes:
        corners: vertex numbers, [S, P, 3];  bary: [S, P, 3];  offsets: metres in the triangle's frame, [S, P, 3].
        radius: half width in metres at the root, [S];  colour: linear RGB, [S, 3].
    """

    corners: Ints
    bary: Floats
    offsets: Floats
    radius: Floats
    colour: Floats

    def points(self, vertices: Floats) -> Floats:
        """Polylines for posed vertices [V, 3] -> metres [S, P, 3]."""
        corner = vertices[self.corners]  # [S, P, 3, 3]
        frame = _frames(corner)
        at = (corner * self.bary[..., None]).sum(axis=2)
        moved: Floats = at + np.einsum("spi,spij->spj", self.offsets, frame)
        return moved


@dataclass(frozen=True)
class HeadStrands:
    """Scalp hair in neutral head space: points [S, P, 3] metres, radius [S] metres, colour [S, 3] linear RGB."""

    points: Floats
    radius: Floats
    colour: Floats


@dataclass(frozen=True)
class _Style:
    """How scalp hair of one style grows (metres)."""

    count: int
    length: float
    steps: int
    stiffness: float
    gravity: float
    lift: float
    wave: float
    cling: float
    radius: float = 0.00030


_STYLES: dict[str, _Style] = {
    "crop": _Style(12000, 0.026, 5, 0.55, 0.15, 0.0070, 0.05, 0.30),
    "swept": _Style(11000, 0.085, 9, 0.45, 0.45, 0.0150, 0.10, 0.75),
    "long": _Style(8000, 0.190, 9, 0.25, 1.20, 0.0160, 0.16, 0.75, 0.00042),
    "curls": _Style(8000, 0.075, 12, 0.75, 0.05, 0.0300, 1.00, 0.0),
    "tied": _Style(8000, 0.150, 12, 0.10, 0.10, 0.0060, 0.03, 0.85, 0.00036),
}


def grow_hair(person: Person, surfaces: Surfaces) -> HeadStrands:
    """Scalp hair of the person's style; none for a bald head."""
    if person.hair_style == "bald":
        return HeadStrands(np.zeros((0, 2, 3), np.float32), np.zeros(0, np.float32), np.zeros((0, 3), np.float32))
    style = _STYLES[person.hair_style]
    rng = np.random.default_rng([72, person.seed])
    skin = _skin_triangles(surfaces)
    centre = surfaces.template[surfaces.triangles[skin]].mean(axis=1)
    edge = 0.004 * np.sin(31 * regions.azimuth(centre)) * 0.5
    density = np.clip((regions.scalp_height(centre) + edge) / 0.010, 0, 1)
    roots, normals, template = _sample(surfaces, skin, density, style.count, rng)
    clump = _clumps(template, 260, rng)
    direction, length = _comb(person, style, template, normals, clump, rng)
    points = _integrate(surfaces, style, roots, normals, direction, length, clump, rng)
    kept = _off_face(points, surfaces)
    points, length, clump, roots = points[kept], length[kept], clump[kept], roots[kept]
    if person.hair_style == "curls":
        points = points + _coils(points, length, clump, rng)
    tint = 1.0 + 0.22 * rng.standard_normal(clump.max() + 1)[clump] + 0.16 * rng.standard_normal(len(roots))
    colour = np.asarray(person.hair, np.float32) * np.clip(tint, 0.45, 1.8)[:, None].astype(np.float32)
    radius = np.full(len(roots), style.radius, np.float32) * rng.uniform(0.7, 1.2, len(roots)).astype(np.float32)
    return HeadStrands(points.astype(np.float32), radius, colour.astype(np.float32))


def grow_face_hair(person: Person, surfaces: Surfaces) -> BoundStrands:
    """Brows, lashes and (where the person has one) a beard, as one set."""
    rng = np.random.default_rng([73, person.seed])
    parts = [_brows(person, surfaces, rng), _lashes(person, surfaces, rng)]
    if person.stubble > 0.9:
        parts.append(_beard(person, surfaces, rng))
    return BoundStrands(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in BoundStrands.__dataclass_fields__)
    )


def _skin_triangles(surfaces: Surfaces) -> Ints:
    open_skin = surfaces.cavity[surfaces.triangles].max(axis=1) < 0.1
    return np.flatnonzero((surfaces.material == Material.SKIN) & open_skin).astype(np.int32)


def _sample(
    surfaces: Surfaces, skin: Ints, density: Floats, count: int, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Random points on the skin: positions, unit normals and template positions, each [count, 3]."""
    triangle, bary = _pick(surfaces, skin, density, count, rng)
    corners = surfaces.triangles[triangle]
    normals = vertex_normals(surfaces.neutral, surfaces.triangles[skin])
    roots, normal, template = (
        (a[corners] * bary[..., None]).sum(axis=1) for a in (surfaces.neutral, normals, surfaces.template)
    )
    return roots, _unit(normal), template


def _pick(surfaces: Surfaces, skin: Ints, density: Floats, count: int, rng: np.random.Generator) -> tuple[Ints, Floats]:
    corner = surfaces.neutral[surfaces.triangles[skin]]
    area = np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1)
    weight = (area * density).astype(np.float64)
    triangle = skin[rng.choice(len(skin), size=count, p=weight / weight.sum())]
    r = np.sort(rng.random((count, 2)), axis=1)
    bary = np.stack([r[:, 0], r[:, 1] - r[:, 0], 1 - r[:, 1]], axis=1).astype(np.float32)
    return triangle.astype(np.int32), bary


def _clumps(template: Floats, count: int, rng: np.random.Generator) -> Ints:
    centres = template[rng.integers(0, len(template), count)]
    return np.asarray(cKDTree(centres).query(template)[1], np.int32)


def _comb(
    person: Person,
    style: _Style,
    template: Floats,
    normals: Floats,
    clump: Ints,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """The direction in which each hair is combed and its length."""
    count = len(template)
    az = regions.azimuth(template)
    top = np.clip((template[:, 1] - 0.80) / 0.03, 0, 1)[:, None]
    side = np.sign(template[:, 0:1] - 0.022 * person.hair_side)
    zero, one = np.zeros((count, 1)), np.ones((count, 1))
    length = np.full(count, style.length) * rng.uniform(0.75, 1.1, count)
    if person.hair_style == "crop":
        direction = np.concatenate([0.35 * side, 0.1 * one - (1 - top) * 0.9, 0.65 * top - 0.35 * (1 - top)], axis=1)
        length *= 0.30 + 0.70 * np.clip((template[:, 1] - 0.745) / 0.06, 0, 1)
    elif person.hair_style == "swept":
        front = np.clip((template[:, 2] - 0.08) / 0.05, 0, 1)[:, None]
        direction = np.concatenate([side * (0.9 + 0 * top), 0.75 * front - 0.5 * (1 - top), -0.75 * one], axis=1)
        length *= 0.28 + 0.72 * np.clip((template[:, 1] - 0.755) / 0.05, 0, 1)
    elif person.hair_style == "long":
        direction = np.concatenate([side * (0.75 + 0.25 * top), -0.45 * one + 0.25 * top, -0.30 * one], axis=1)
        length = np.clip((template[:, 1] - 0.632) * 1.22, 0.05, 0.26) * rng.uniform(0.9, 1.04, count)
    elif person.hair_style == "tied":
        bun = np.array([0.0, 0.79, -0.075])
        direction = bun - template
        length = np.linalg.norm(direction, axis=1) * 1.25
    else:
        direction = normals + 0.25 * np.concatenate([np.sin(az)[:, None], one * 0.4, zero], axis=1)
        length *= 0.55 + 0.45 * np.clip((template[:, 1] - 0.72) / 0.06, 0, 1)
    jitter = rng.standard_normal((int(clump.max()) + 1, 3))[clump] * 0.16 + rng.standard_normal((count, 3)) * 0.10
    return _unit(_unit(direction) + jitter).astype(np.float32), length.astype(np.float32)


def _integrate(
    surfaces: Surfaces,
    style: _Style,
    roots: Floats,
    normals: Floats,
    direction: Floats,
    length: Floats,
    clump: Ints,
    rng: np.random.Generator,
) -> Floats:
    """Grow step by step: combed direction, then gravity, kept outside of head, ears and clothes."""
    solid = np.flatnonzero((surfaces.cavity < 0.1) & (surfaces.neutral[:, 1] > surfaces.origin[1] - 0.4))
    p = surfaces.template
    ear = (np.abs(p[:, 0]) > 0.069) & (p[:, 1] > 0.68) & (p[:, 1] < 0.76) & (p[:, 2] < 0.09)
    solid = np.setdiff1d(solid, np.flatnonzero(ear))
    drawn = np.intersect1d(
        solid, np.unique(surfaces.triangles[np.isin(surfaces.material, (Material.SKIN, Material.CLOTH))])
    )
    tree = cKDTree(surfaces.neutral[drawn])
    normal = vertex_normals(surfaces.neutral, surfaces.triangles)[drawn]
    layer = style.lift * rng.uniform(0.15, 1.0, len(roots)).astype(np.float32)
    wave = rng.uniform(0, 2 * np.pi, int(clump.max()) + 1)[clump]
    step = (length / style.steps)[:, None]
    heading = _unit(style.stiffness * normals + direction)
    points = [roots]
    for number in range(style.steps):
        share = (number + 1) / style.steps
        sway = (
            style.wave
            * 0.35
            * np.stack([np.cos(wave + 9 * share), np.zeros_like(wave), np.sin(wave + 9 * share)], axis=1)
        )
        fall = style.gravity * share * np.array([0.0, -1.0, 0.0])
        heading = _unit(0.62 * heading + 0.38 * direction * max(0.0, 1 - style.gravity * share) + 0.5 * fall + sway)
        following = points[-1] + heading * step
        _, nearest = tree.query(following)
        n = normal[nearest]
        above = ((following - surfaces.neutral[drawn[nearest]]) * n).sum(axis=1)
        want = layer * min(1.0, 0.25 + 1.5 * share)
        push = np.clip(want - above, -style.cling * step[:, 0], 0.02)[:, None]
        following = following + n * push
        heading = _unit(following - points[-1])
        following = points[-1] + heading * step
        points.append(following)
    return np.stack(points, axis=1)


def _off_face(points: Floats, surfaces: Surfaces) -> Ints:
    """The strands that do not cross the face."""
    from_eyes = points - surfaces.origin
    front = (np.abs(from_eyes[..., 0]) < 0.057) & (from_eyes[..., 1] < 0.045) & (from_eyes[..., 2] > -0.035)
    return np.flatnonzero(~front.any(axis=1)).astype(np.int32)


def _coils(points: Floats, length: Floats, clump: Ints, rng: np.random.Generator) -> Floats:
    t = np.linspace(0, 1, points.shape[1])[None, :]
    phase = rng.uniform(0, 2 * np.pi, int(clump.max()) + 1)[clump][:, None] + rng.normal(0, 0.5, len(points))[:, None]
    turns = 3.0 * (length / length.max())[:, None]
    size = (0.0042 * np.clip(t * 4, 0, 1))[..., None]
    angle = phase + turns * 2 * np.pi * t
    coil: Floats = (size * np.stack([np.cos(angle), np.sin(angle), np.sin(angle + 1.0)], axis=-1)).astype(np.float32)
    return coil


def _brows(person: Person, surfaces: Surfaces, rng: np.random.Generator) -> BoundStrands:
    skin = _skin_triangles(surfaces)
    density = regions.brow_density(surfaces.template[surfaces.triangles[skin]].mean(axis=1))
    count = int(420 * person.brow_density) + 160
    triangle, bary = _pick(surfaces, skin, density, count, rng)
    corners = surfaces.triangles[triangle]
    template = (surfaces.template[corners] * bary[..., None]).sum(axis=1)
    s = np.clip((np.abs(template[:, 0]) - 0.0105) / 0.0425, 0, 1)
    offset = np.clip((template[:, 1] - regions.brow_height(s)) / 0.004, -1, 1)
    angle = np.interp(s, (0, 0.15, 0.6, 1.0), (1.25, 0.75, 0.15, -0.45)) - 0.35 * offset + rng.normal(0, 0.14, count)
    along = np.stack([np.sign(template[:, 0]) * np.cos(angle), np.sin(angle), -0.25 * np.cos(angle) * s], axis=1)
    length = rng.uniform(0.0045, 0.0085, count) * (1 - 0.3 * s)
    h, s_ = person.hair, person.skin
    colour = (0.75 * h[0] + 0.06 * s_[0], 0.75 * h[1] + 0.06 * s_[1], 0.75 * h[2] + 0.06 * s_[2])
    radius = np.full(count, 0.00017)
    return _on_skin(surfaces, corners, bary, along, length, 0.0011, radius, colour, rng)


def _beard(person: Person, surfaces: Surfaces, rng: np.random.Generator) -> BoundStrands:
    skin = _skin_triangles(surfaces)
    triangles = surfaces.triangles[skin]
    density = regions.beard_density(surfaces.template[triangles].mean(axis=1), surfaces.lip[triangles].mean(axis=1))
    count = 5200
    triangle, bary = _pick(surfaces, skin, density, count, rng)
    corners = surfaces.triangles[triangle]
    template = (surfaces.template[corners] * bary[..., None]).sum(axis=1)
    along = np.stack([np.sign(template[:, 0]) * 0.25, np.full(count, -1.0), np.full(count, 0.25)], axis=1)
    along = along + rng.normal(0, 0.18, (count, 3))
    length = rng.uniform(0.005, 0.010, count)
    radius = np.full(count, 0.00018)
    return _on_skin(surfaces, corners, bary, along, length, 0.0022, radius, _darker(person.hair, 0.9), rng)


def _on_skin(
    surfaces: Surfaces,
    corners: Ints,
    bary: Floats,
    along: Floats,
    length: Floats,
    lift: float,
    radius: Floats,
    colour: Colour,
    rng: np.random.Generator,
) -> BoundStrands:
    """Hairs that leave the skin by ``lift`` while running ``along`` it."""
    corner = surfaces.neutral[corners]
    frame = _frames(corner)
    normal = frame[:, 2]
    tangent = _unit(along - normal * (along * normal).sum(axis=1, keepdims=True))
    t = np.linspace(0, 1, BOUND_POINTS)[None, :, None]
    rise = lift * (1 - (1 - t) ** 2) * rng.uniform(0.5, 1.1, (len(corners), 1, 1))
    world = tangent[:, None] * (length[:, None, None] * t) + normal[:, None] * (rise + 0.0002)
    offsets = np.einsum("spj,sij->spi", world, frame)
    tint = np.clip(1 + 0.25 * rng.standard_normal((len(corners), 1)), 0.5, 1.6)
    return BoundStrands(
        np.repeat(corners[:, None], BOUND_POINTS, axis=1),
        np.repeat(bary[:, None], BOUND_POINTS, axis=1),
        offsets.astype(np.float32),
        radius.astype(np.float32),
        (np.asarray(colour) * tint).astype(np.float32),
    )


def _lashes(person: Person, surfaces: Surfaces, rng: np.random.Generator) -> BoundStrands:
    """Lashes between the two borders of the data's lash sheets; they follow the lids."""
    parts = []
    for number, (root, tip) in enumerate(surfaces.lashes):
        upper = number % 2 == 1
        count = (95 if upper else 45) if person.is_feminine else (70 if upper else 32)
        column = np.sort(rng.uniform(0.3, len(root) - 1.05, count))
        k, part = column.astype(int), (column % 1).astype(np.float32)
        reach = rng.uniform(0.65, 1.0, count) * (0.95 if person.is_feminine else 0.75) * (1.0 if upper else 0.75)
        t = np.linspace(0, 1, BOUND_POINTS, dtype=np.float32)[None, :] * reach[:, None]
        follow = np.zeros((count, BOUND_POINTS, 3), np.float32)
        follow[..., 0] = (1 - t) * (1 - part[:, None])
        follow[..., 1] = (1 - t) * part[:, None]
        follow[..., 2] = t
        corners = np.stack([root[k], root[k + 1], tip[np.where(part < 0.5, k, k + 1)]], axis=1)
        curl = np.zeros((count, BOUND_POINTS, 3), np.float32)
        curl[..., 2] = (0.0010 if upper else -0.0003) * np.sin(np.pi * np.linspace(0, 1, BOUND_POINTS))
        colour = np.full((count, 3), 0.006, np.float32)
        radius = np.full(count, 0.00016 if upper else 0.00010, np.float32)
        parts.append(BoundStrands(np.repeat(corners[:, None], BOUND_POINTS, axis=1), follow, curl, radius, colour))
    return BoundStrands(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in BoundStrands.__dataclass_fields__)
    )


def _frames(corner: Floats) -> Floats:
    """Orthonormal frames of triangles [..., 3, 3] -> rows (edge, normal x edge, normal), [..., 3, 3]."""
    e1, e2 = corner[..., 1, :] - corner[..., 0, :], corner[..., 2, :] - corner[..., 0, :]
    normal = _unit(np.cross(e1, e2))
    edge = _unit(e1)
    return np.stack([edge, np.cross(normal, edge), normal], axis=-2).astype(np.float32)


def _unit(v: Floats) -> Floats:
    unit: Floats = v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)
    return unit


def _darker(colour: Colour, factor: float) -> Colour:
    return (colour[0] * factor, colour[1] * factor, colour[2] * factor)
