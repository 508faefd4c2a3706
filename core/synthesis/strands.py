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
from core.synthesis.hairstyles import STYLES, Growth, Roots, bundle
from core.synthesis.mesh import Material, vertex_normals
from core.synthesis.palette import Colour, scaled
from core.synthesis.person import Person

BOUND_POINTS = 4
"""Points of one brow, beard or lash hair."""


@dataclass(frozen=True)
class BoundStrands:
    """Hairs on moving skin: point = sum(bary * corners) + frame @ offset, frame = (edge, n x edge, n) of a triangle.

    Attributes:
        corners: vertex numbers, [S, 3];  bary: [S, P, 3];  offsets: metres in the triangle's frame, [S, P, 3].
        radius: half width in metres at the root, [S];  colour: linear RGB, [S, 3].
    """

    corners: Ints
    bary: Floats
    offsets: Floats
    radius: Floats
    colour: Floats

    def points(self, vertices: Floats) -> Floats:
        """Polylines for posed vertices [V, 3] -> metres [S, P, 3]."""
        corner = vertices[self.corners]  # [S, 3, 3]
        moved: Floats = self.bary @ corner + self.offsets @ _frames(corner)
        return moved


@dataclass(frozen=True)
class HeadStrands:
    """Scalp hair in neutral head space: points [S, P, 3] metres, radius [S] metres, colour [S, 3] linear RGB."""

    points: Floats
    radius: Floats
    colour: Floats


def grow_hair(person: Person, surfaces: Surfaces, share: float = 1.0) -> HeadStrands:
    """Scalp hair of the person's style; none for a bald head.

    Args:
        share: of all hairs; fewer are made wider, so that they cover as much.
    """
    if person.hair_style == "bald":
        return HeadStrands(np.zeros((0, 2, 3), np.float32), np.zeros(0, np.float32), np.zeros((0, 3), np.float32))
    style = STYLES[person.hair_style]
    rng = np.random.default_rng([72, person.seed])
    parts = [_grow(person, surfaces, style.steps, growth, rng) for growth in style.growths]
    extra = bundle(person, rng, style.steps + 1)
    if extra is not None:
        points = _onto_person(surfaces, extra[0])
        tint = np.clip(1 + 0.25 * rng.standard_normal((len(points), 1)), 0.45, 1.8)
        radius = np.full(len(points), extra[1], np.float32)
        parts.append(HeadStrands(points, radius, (np.asarray(person.hair) * tint).astype(np.float32)))
    every = max(1, round(1 / share))
    return HeadStrands(
        np.concatenate([p.points[::every] for p in parts]),
        np.concatenate([p.radius[::every] for p in parts]) * np.float32(np.sqrt(every)),
        np.concatenate([p.colour[::every] for p in parts]),
    )


def _grow(person: Person, surfaces: Surfaces, steps: int, growth: Growth, rng: np.random.Generator) -> HeadStrands:
    skin = _skin_triangles(surfaces)
    centre = surfaces.template[surfaces.triangles[skin]].mean(axis=1)
    edge = 0.004 * np.sin(31 * regions.azimuth(centre)) * 0.5
    density = np.clip((regions.scalp_height(centre, person.hair_style) + edge) / 0.010, 0, 1)
    density = density * regions.crown_thinning(centre, person.hair_style)
    if growth.where is not None:
        density = density * growth.where(centre)
    roots, normals, template = _sample(surfaces, skin, density, growth.count, rng)
    sure = regions.scalp_height(template, person.hair_style) / 0.007 + 0.35 * rng.standard_normal(len(template))
    kept = np.flatnonzero(sure > rng.random(len(template)))
    roots, normals, template = roots[kept], normals[kept], template[kept]
    clump = _clumps(template, 260, rng)
    direction, length = _combed(Roots(person, template, normals, clump, rng), growth)
    points = _integrate(surfaces, steps, growth, roots, normals, direction, length, clump, rng)
    free = _off_face(points, surfaces, over_face=growth.over_face)
    if growth.falls:
        free = free[_hanging(points[free], surfaces)]
    free = free[_in_company(points[free])]
    points, length, clump, roots = points[free], length[free], clump[free], roots[free]
    if growth.coil > 0:
        points = points + _coils(points, length, clump, growth, rng)
    if growth.crimp > 0:
        points = points + _crimps(points, length, clump, growth.crimp, rng)
    tint = 1.0 + 0.22 * rng.standard_normal(clump.max() + 1)[clump] + 0.16 * rng.standard_normal(len(roots))
    colour = np.asarray(person.hair, np.float32) * np.clip(tint, 0.45, 1.8)[:, None].astype(np.float32)
    radius = np.full(len(roots), growth.radius, np.float32) * rng.uniform(0.7, 1.2, len(roots)).astype(np.float32)
    return HeadStrands(points.astype(np.float32), radius, colour.astype(np.float32))


def _onto_person(surfaces: Surfaces, points: Floats) -> Floats:
    """Template places carried to the person by the affine map that fits the scalp best, [S, P, 3]."""
    head = regions.scalp_height(surfaces.template) > 0
    source = np.concatenate([surfaces.template[head], np.ones((int(head.sum()), 1), np.float32)], axis=1)
    fitted, *_ = np.linalg.lstsq(source.astype(np.float64), surfaces.neutral[head].astype(np.float64), rcond=None)
    return np.asarray(points @ fitted[:3] + fitted[3], np.float32)


def grow_face_hair(person: Person, surfaces: Surfaces, share: float = 1.0) -> BoundStrands:
    """Brows, lashes and (where the person has one) a beard, as one set; ``share`` as in ``grow_hair``."""
    rng = np.random.default_rng([73, person.seed])
    parts = [_brows(person, surfaces, rng), _lashes(person, surfaces, rng)]
    if person.beard != "none":
        parts.append(_beard(person, surfaces, rng))
    every = max(1, round(1 / share))
    joined = {
        name: np.concatenate([getattr(p, name)[::every] for p in parts]) for name in BoundStrands.__dataclass_fields__
    }
    joined["radius"] = joined["radius"] * np.float32(np.sqrt(every))
    return BoundStrands(**joined)


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


def _combed(roots: Roots, growth: Growth) -> tuple[Floats, Floats]:
    """The direction in which each hair is combed, untidy by clump and hair, and its length."""
    rng, clump = roots.rng, roots.clump
    drawn = np.full(len(roots), growth.length) * rng.uniform(0.75, 1.1, len(roots))
    direction, length = growth.comb(roots, drawn)
    jitter = rng.standard_normal((int(clump.max()) + 1, 3))[clump] * 0.16 + rng.standard_normal((len(roots), 3)) * 0.10
    return _unit(_unit(direction) + jitter).astype(np.float32), length.astype(np.float32)


def _obstacles(surfaces: Surfaces) -> Ints:
    """The vertices that hair stays outside of: head and clothes, without ears, mouth and sockets."""
    solid = np.flatnonzero((surfaces.cavity < 0.1) & (surfaces.neutral[:, 1] > surfaces.origin[1] - 0.4))
    p = surfaces.template
    ear = (np.abs(p[:, 0]) > 0.069) & (p[:, 1] > 0.68) & (p[:, 1] < 0.76) & (p[:, 2] < 0.09)
    solid = np.setdiff1d(solid, np.flatnonzero(ear))
    drawn = np.unique(surfaces.triangles[np.isin(surfaces.material, (Material.SKIN, Material.CLOTH))])
    return np.intersect1d(solid, drawn)


def _integrate(
    surfaces: Surfaces,
    steps: int,
    growth: Growth,
    roots: Floats,
    normals: Floats,
    direction: Floats,
    length: Floats,
    clump: Ints,
    rng: np.random.Generator,
) -> Floats:
    """Grow step by step: combed direction, then gravity, kept outside of head, ears and clothes."""
    drawn = _obstacles(surfaces)
    tree = cKDTree(surfaces.neutral[drawn])
    normal = vertex_normals(surfaces.neutral, surfaces.triangles)[drawn]
    layer = growth.lift * rng.uniform(0.15, 1.0, len(roots)).astype(np.float32)
    wave = rng.uniform(0, 2 * np.pi, int(clump.max()) + 1)[clump]
    chin = surfaces.origin[1] - 0.085
    step = (length / steps)[:, None]
    heading = _unit(growth.stiffness * normals + direction)
    points = [roots]
    for number in range(steps):
        share = (number + 1) / steps
        swing = np.stack([np.cos(wave + 9 * share), np.zeros_like(wave), np.sin(wave + 9 * share)], axis=1)
        fall = growth.gravity * share * np.array([0.0, -1.0, 0.0])
        combed = direction * max(0.0, 1 - growth.gravity * share)
        heading = _unit(0.62 * heading + 0.38 * combed + 0.5 * fall + growth.wave * 0.35 * swing)
        following = points[-1] + heading * step
        _, nearest = tree.query(following)
        n = normal[nearest]
        above = ((following - surfaces.neutral[drawn[nearest]]) * n).sum(axis=1)
        want = layer * min(1.0, 0.25 + 1.5 * share)
        cling = np.full(len(roots), growth.cling)
        if growth.falls:
            cling = np.where(following[:, 1] < chin + 0.03, 0.0, cling)
        push = np.clip(want - above, -cling * step[:, 0], 0.02)[:, None]
        moved = following + n * push
        if growth.falls:
            # what shoulders push aside goes on hanging
            heading = np.where(following[:, 1:2] < chin, heading, _unit(moved - points[-1]))
            points.append(np.where(following[:, 1:2] < chin, moved, points[-1] + heading * step))
        else:
            heading = _unit(moved - points[-1])
            points.append(points[-1] + heading * step)
    return np.stack(points, axis=1)


def _off_face(points: Floats, surfaces: Surfaces, *, over_face: bool) -> Ints:
    """The strands that do not cross the face (with ``over_face``, the eyes)."""
    from_eyes = points - surfaces.origin
    low = 0.017 if over_face else 0.045
    front = (np.abs(from_eyes[..., 0]) < 0.057) & (from_eyes[..., 1] < low) & (from_eyes[..., 2] > -0.035)
    if over_face:
        front |= from_eyes[..., 1] < low
    return np.flatnonzero(~front.any(axis=1)).astype(np.int32)


def _hanging(points: Floats, surfaces: Surfaces) -> Ints:
    """The strands that nowhere beside the face stand out sideways, as over an ear."""
    along = np.diff(points, axis=1)
    level = along[..., 1] > -0.45 * np.linalg.norm(along, axis=2)
    below = points[:, :-1, 1] - surfaces.origin[1]
    beside = (below < 0.01) & (below > -0.075)
    return np.flatnonzero(~(level & beside).any(axis=1)).astype(np.int32)


def _in_company(points: Floats) -> Ints:
    """The strands whose ends lie near those of others: a single stray hair draws the eye."""
    far = cKDTree(points[:, -1]).query(points[:, -1], k=min(5, len(points)))[0][:, -1]
    return np.flatnonzero(far < 0.010).astype(np.int32)


def _coils(points: Floats, length: Floats, clump: Ints, growth: Growth, rng: np.random.Generator) -> Floats:
    t = np.linspace(0, 1, points.shape[1])[None, :]
    phase = rng.uniform(0, 2 * np.pi, int(clump.max()) + 1)[clump][:, None] + rng.normal(0, 0.5, len(points))[:, None]
    turns = growth.turns * (length / length.max())[:, None]
    size = (growth.coil * np.clip(t * 4, 0, 1))[..., None]
    angle = phase + turns * 2 * np.pi * t
    coil: Floats = (size * np.stack([np.cos(angle), np.sin(angle), np.sin(angle + 1.0)], axis=-1)).astype(np.float32)
    return coil


def _crimps(points: Floats, length: Floats, clump: Ints, height: float, rng: np.random.Generator) -> Floats:
    """Soft waves that neighbouring hairs share, growing towards the ends."""
    t = np.linspace(0, 1, points.shape[1])[None, :]
    phase = rng.uniform(0, 1.4, int(clump.max()) + 1)[clump][:, None] + rng.normal(0, 0.15, len(points))[:, None]
    angle = phase + 2 * np.pi * t * length[:, None] / 0.075
    size = height * np.clip(1.6 * t, 0, 1)
    return np.stack([size * np.sin(angle), 0 * angle, size * np.cos(angle)], axis=-1).astype(np.float32)


def _brows(person: Person, surfaces: Surfaces, rng: np.random.Generator) -> BoundStrands:
    skin = _skin_triangles(surfaces)
    centre = surfaces.template[surfaces.triangles[skin]].mean(axis=1)
    density = regions.brow_density(centre, person.brow_width, person.brow_arch)
    count = int((420 * person.brow_density + 160) * person.brow_width)
    triangle, bary = _pick(surfaces, skin, density, count, rng)
    corners = surfaces.triangles[triangle]
    template = (surfaces.template[corners] * bary[..., None]).sum(axis=1)
    s = np.clip((np.abs(template[:, 0]) - 0.0105) / 0.0425, 0, 1)
    offset = np.clip((template[:, 1] - regions.brow_height(s, person.brow_arch)) / (0.004 * person.brow_width), -1, 1)
    angle = np.interp(s, (0, 0.15, 0.6, 1.0), (1.25, 0.75, 0.15, -0.45)) - 0.35 * offset + rng.normal(0, 0.14, count)
    along = np.stack([np.sign(template[:, 0]) * np.cos(angle), np.sin(angle), -0.25 * np.cos(angle) * s], axis=1)
    length = rng.uniform(0.0045, 0.0085, count) * (1 - 0.3 * s)
    # brows go grey later than the head
    own, share = np.asarray(person.hair), 0.75 if max(person.hair) < 0.25 else 0.42
    colour = _triple(share * own + 0.06 * np.asarray(person.skin))
    radius = np.full(count, 0.00017)
    return _on_skin(surfaces, corners, bary, along, length, 0.0011, radius, colour, rng)


# hairs, length range and lift (metres), spread of directions
_BEARDS: dict[str, tuple[int, tuple[float, float], float, float]] = {
    "short": (5200, (0.005, 0.010), 0.0022, 0.18),
    "full": (7000, (0.012, 0.026), 0.0070, 0.30),
    "moustache": (1300, (0.006, 0.012), 0.0024, 0.14),
    "goatee": (2200, (0.006, 0.016), 0.0040, 0.18),
}


def _beard(person: Person, surfaces: Surfaces, rng: np.random.Generator) -> BoundStrands:
    count, (shortest, longest), lift, spread = _BEARDS[person.beard]
    skin = _skin_triangles(surfaces)
    triangles = surfaces.triangles[skin]
    centre, lip = surfaces.template[triangles].mean(axis=1), surfaces.lip[triangles].mean(axis=1)
    triangle, bary = _pick(surfaces, skin, regions.beard_density(centre, lip, person.beard), count, rng)
    corners = surfaces.triangles[triangle]
    template = (surfaces.template[corners] * bary[..., None]).sum(axis=1)
    side = np.sign(template[:, 0])
    along = np.stack([side * 0.25, np.full(count, -1.0), np.full(count, 0.25)], axis=1)
    above_mouth = (template[:, 1] > 0.664) & (np.abs(template[:, 0]) < 0.030)
    along[above_mouth, 0] += 0.9 * side[above_mouth] * np.clip(np.abs(template[above_mouth, 0]) / 0.012, 0, 1)
    along = along + rng.normal(0, spread, (count, 3))
    length = rng.uniform(shortest, longest, count)
    length = np.where(above_mouth, np.minimum(length, 0.012), length)  # or it would hang over the lips
    radius = np.full(count, 0.00018)
    return _on_skin(surfaces, corners, bary, along, length, lift, radius, scaled(person.hair, 0.9), rng)


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
        corners,
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
        count = (110 if upper else 34) if person.is_feminine else (80 if upper else 24)
        column = np.sort(rng.uniform(0.3, len(root) - 1.05, count))
        k, part = column.astype(int), (column % 1).astype(np.float32)
        reach = rng.uniform(0.65, 1.0, count) * (0.95 if person.is_feminine else 0.75) * (1.0 if upper else 0.5)
        t = np.linspace(0, 1, BOUND_POINTS, dtype=np.float32)[None, :] * reach[:, None]
        follow = np.zeros((count, BOUND_POINTS, 3), np.float32)
        follow[..., 0] = (1 - t) * (1 - part[:, None])
        follow[..., 1] = (1 - t) * part[:, None]
        follow[..., 2] = t
        corners = np.stack([root[k], root[k + 1], tip[np.where(part < 0.5, k, k + 1)]], axis=1)
        curl = np.zeros((count, BOUND_POINTS, 3), np.float32)
        curl[..., 2] = (0.0010 if upper else -0.0003) * np.sin(np.pi * np.linspace(0, 1, BOUND_POINTS))
        colour = np.full((count, 3), 0.006, np.float32)
        radius = np.full(count, (0.00010 if upper else 0.00006) * (1 + 0.35 * person.makeup), np.float32)
        parts.append(BoundStrands(corners, follow, curl, radius, colour))
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


def _triple(values: Floats) -> Colour:
    return (float(values[0]), float(values[1]), float(values[2]))
