"""A scene seen by a camera -> colours, coverage, and the exact depth and normals of what is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.synthesis.arrays import Floats, Ints
from core.synthesis.mesh import Material
from core.synthesis.raster import EMPTY, barycentric, rasterize
from core.synthesis.scene import Scene, apply, ribbon_triangles
from core.synthesis.shading import Points, unit
from core.types import Camera

SUPERSAMPLING = 2
THINNEST = (0.30, 0.42)
"""Half width of the thinnest brow or lash and of the thinnest hair, in samples: thinner ones break into dots."""

TOWARDS_CAMERA = 0.9978
"""Brows, lashes and beard come this much nearer, so that the subdivided skin does not swallow their roots."""

HIDDEN_BY_SKIN, HIDDEN_BY_HAIR = 0.985, 0.993
"""Hair that lies deeper than this share of the nearness in front of its middle is not drawn: 8 and 4 mm for a phone."""

_LOT = 24
"""Triangles of hair that are drawn together, about a strand."""

Shader = Callable[[Material, Points], Floats]


@dataclass(frozen=True)
class Drawn:
    """A picture before its background is put behind it.

    Attributes:
        colour: display RGB times coverage, [H, W, 3];  cover: 0..1, [H, W].
        depth: metres along the optical axis, 0 where nothing is, [H, W].
        normal: unit, camera space, of what is nearest in each pixel, [H, W, 3].
    """

    colour: Floats
    cover: Floats
    depth: Floats
    normal: Floats


@dataclass(frozen=True)
class _List:
    """One list of all triangles, in camera space.

    Attributes:
        position: [V, 3];  attributes: world position, normal or tangent, uv, three more, [V, 11].
        triangles: [F, 3];  material: [F].
    """

    position: Floats
    attributes: Floats
    triangles: Ints
    material: Ints


def draw(scene: Scene, triangles: Ints, material: Ints, camera: Camera, shader: Shader) -> Drawn:
    """Draw the surfaces' ``triangles`` [F, 3] with their ``material`` [F] and all strands; lenses are left out."""
    width, height, n = camera.width, camera.height, SUPERSAMPLING
    solid = material != Material.LENS
    listed = _list(scene, triangles[solid], material[solid], camera)
    xy = project(camera, listed.position) * np.float32(n)
    corner_xy = xy[listed.triangles]
    nearness = (1.0 / np.maximum(listed.position[:, 2], 1e-4))[listed.triangles]
    e1, e2 = corner_xy[:, 1] - corner_xy[:, 0], corner_xy[:, 2] - corner_xy[:, 0]
    facing = (e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0] < 0) | (listed.material == Material.HAIR)
    front = np.flatnonzero(facing)
    ids, near = _rasterize_hair_last(corner_xy, nearness, front, listed.material, width * n, height * n)
    pixel, weight, at, triangle = _samples(ids, near, listed.material, width)
    opened = _openness(near[::n, ::n], float(camera.K[0, 0]))
    colour, z, normal = _shade(scene, listed, corner_xy, at, triangle, opened.ravel()[pixel], camera, shader)
    total = [np.bincount(pixel, weight * colour[:, c], minlength=width * height) for c in range(3)]
    cover = np.bincount(pixel, weight, minlength=width * height)
    order = np.argsort(-z)  # the nearest sample of a pixel is written last
    depth, normals = np.zeros(width * height, np.float32), np.zeros((width * height, 3), np.float32)
    depth[pixel[order]], normals[pixel[order]] = z[order], normal[order]
    return Drawn(
        np.stack(total, axis=1).astype(np.float32).reshape(height, width, 3),
        cover.astype(np.float32).reshape(height, width),
        depth.reshape(height, width),
        normals.reshape(height, width, 3),
    )


def lens_pixels(scene: Scene, triangles: Ints, camera: Camera, depth: Floats) -> tuple[Ints, Floats, Floats] | None:
    """Pixels in which a lens is the nearest, and its normals and view vectors there, world space; None without any."""
    position = apply(camera.cam_from_world, scene.position[triangles])
    xy = project(camera, position)
    ids, near = rasterize(xy, 1.0 / np.maximum(position[..., 2], 1e-4), camera.width, camera.height)
    seen = (ids != EMPTY) & ((depth == 0) | (near * depth > 1))
    pixel = np.flatnonzero(seen.ravel())
    if not len(pixel):
        return None
    triangle = ids.ravel()[pixel]
    at = np.stack([pixel % camera.width, pixel // camera.width], axis=1) + np.float32(0.5)
    weights = barycentric(xy[triangle], at.astype(np.float32))
    corners = triangles[triangle]
    place = np.einsum("pi,pij->pj", weights, scene.position[corners])
    normal = unit(np.einsum("pi,pij->pj", weights, scene.normal[corners]))
    view = unit(centre_of(camera) - place)
    towards = np.einsum("pi,pi->p", normal, view)[:, None]
    return pixel, np.where(towards < 0, -normal, normal), view


def project(camera: Camera, points: Floats) -> Floats:
    """Camera-space points [..., 3] -> pixels [..., 2]."""
    K = camera.K
    pixels: Floats = points[..., :2] / np.maximum(points[..., 2:3], 1e-4) * np.array(
        [K[0, 0], K[1, 1]], np.float32
    ) + np.array([K[0, 2], K[1, 2]], np.float32)
    return pixels


def centre_of(camera: Camera) -> Floats:
    """Where a camera stands in the world, [3]."""
    rotation, shift = camera.cam_from_world[:3, :3], camera.cam_from_world[:3, 3]
    return np.asarray(-rotation.T @ shift, np.float32)


def _list(scene: Scene, triangles: Ints, material: Ints, camera: Camera) -> _List:
    centre = centre_of(camera)
    world = [scene.position]
    attributes = [np.concatenate([scene.position, scene.normal, scene.attributes], axis=1)]
    faces, kinds, start = [triangles], [material], len(scene.position)
    sample_m = 1.0 / (float(camera.K[0, 0]) * SUPERSAMPLING)
    for number, (points, radius, colour, random) in enumerate(scene.strands):
        moved = centre + (points - centre) * np.float32(TOWARDS_CAMERA) if number == 0 else points
        place, more = _ribbons(moved, radius, colour, random, centre, THINNEST[min(number, 1)] * sample_m)
        world.append(place)
        attributes.append(np.concatenate([place, more], axis=1))
        ribbons = ribbon_triangles(*points.shape[:2])
        faces.append(ribbons + np.int32(start))
        kinds.append(np.full(len(ribbons), int(Material.HAIR), np.int32))
        start += len(place)
    position = apply(camera.cam_from_world, np.concatenate(world).astype(np.float32))
    return _List(position, np.concatenate(attributes).astype(np.float32), np.concatenate(faces), np.concatenate(kinds))


def _ribbons(
    points: Floats, radius: Floats, colour: Floats, random: Floats, centre: Floats, thinnest: float
) -> tuple[Floats, Floats]:
    """Flat bands that face the camera along polylines [S, P, 3]: vertices [2 S P, 3] and tangent, place along the
    strand, random number and colour [2 S P, 8]."""
    S, P = points.shape[:2]
    along = np.empty_like(points)
    along[:, 1:-1] = points[:, 2:] - points[:, :-2]
    along[:, 0], along[:, -1] = points[:, 1] - points[:, 0], points[:, -1] - points[:, -2]
    along = unit(along)
    sight = points - centre
    side = unit(np.cross(along, sight))
    t = np.linspace(0, 1, P, dtype=np.float32)
    far = np.sqrt(np.einsum("spi,spi->sp", sight, sight))
    width = np.maximum(radius[:, None] * (1 - 0.75 * t**2), thinnest * far)[..., None].astype(np.float32)
    both = np.stack([points - side * width, points + side * width], axis=2)  # [S, P, 2, 3]
    per_point = np.empty((S, P, 2, 8), np.float32)
    per_point[..., :3] = along[:, :, None]
    per_point[..., 3] = t[None, :, None]
    per_point[..., 4] = random[:, None, None]
    per_point[..., 5:] = colour[:, None, None]
    return both.reshape(-1, 3), per_point.reshape(-1, 8)


def _rasterize_hair_last(
    xy: Floats, nearness: Floats, front: Ints, material: Ints, width: int, height: int
) -> tuple[Ints, Floats]:
    """Draw surfaces, then only the hair that they do not hide; triangle numbers and nearness, [H, W] each."""
    hair = material[front] == Material.HAIR
    solid, strands = front[~hair], front[hair]
    ids, depth = rasterize(xy[solid], nearness[solid], width, height)
    ids = np.where(ids == EMPTY, EMPTY, solid[np.maximum(ids, 0)])
    some = xy[strands]
    middle = (some[:, 0] + some[:, 1] + some[:, 2]) * np.float32(1 / 3)
    column = np.clip(middle[:, 0], 0, width - 1).astype(np.int32)
    place = np.clip(middle[:, 1], 0, height - 1).astype(np.int32) * width + column
    close = nearness[strands]
    best = np.maximum(np.maximum(close[:, 0], close[:, 1]), close[:, 2])
    # a third of the hair first: most of what lies deeper in the same hair need not be drawn then
    early = (np.arange(len(strands)) // _LOT) % 3 == 0
    for lot, margin in ((early, HIDDEN_BY_SKIN), (~early, HIDDEN_BY_HAIR)):
        seen = np.flatnonzero(lot & (best >= margin * depth.ravel()[place]))
        hair_ids, hair_depth = rasterize(some[seen], close[seen], width, height)
        over = hair_depth > depth
        if len(seen):
            ids = np.where(over, strands[seen][np.maximum(hair_ids, 0)], ids)
        depth = np.maximum(depth, hair_depth)
    return ids.astype(np.int32), depth


def _samples(ids: Ints, depth: Floats, material: Ints, width: int) -> tuple[Ints, Floats, Floats, Ints]:
    """Which points to shade: one per pixel where its four samples agree, else each covered sample.

    Returns:
        Pixel number [P], weight [P], position in supersampled pixels [P, 2], triangle [P].
    """
    n = SUPERSAMPLING
    parts = [(dy, dx) for dy in range(n) for dx in range(n)]
    block = [ids[dy::n, dx::n].ravel() for dy, dx in parts]
    near = [depth[dy::n, dx::n].ravel() for dy, dx in parts]
    kinds = np.append(material, EMPTY).astype(np.int32)  # the last is for EMPTY, which is -1
    kind = [kinds[b] for b in block]
    same = (kind[0] != EMPTY) & (kind[0] != Material.HAIR)
    for other in kind[1:]:
        same &= other == kind[0]
    closest, farthest = near[0], near[0]
    for value in near[1:]:
        closest, farthest = np.maximum(closest, value), np.minimum(farthest, value)
    same &= closest < farthest * 1.01
    whole = np.flatnonzero(same)
    pixel, at, triangle = [whole], [np.full((len(whole), 2), n / 2, np.float32)], [block[0][whole]]
    for (dy, dx), b in zip(parts, block, strict=True):
        split = np.flatnonzero((b != EMPTY) & ~same)
        pixel.append(split)
        at.append(np.broadcast_to(np.array([dx + 0.5, dy + 0.5], np.float32), (len(split), 2)))
        triangle.append(b[split])
    pixels = np.concatenate(pixel)
    origin = np.stack([pixels % width, pixels // width], axis=1).astype(np.float32) * n
    weight = np.full(len(pixels), 1 / (n * n), np.float32)
    weight[: len(whole)] = 1
    return pixels.astype(np.int32), weight, origin + np.concatenate(at), np.concatenate(triangle).astype(np.int32)


def _shade(
    scene: Scene,
    listed: _List,
    corner_xy: Floats,
    at: Floats,
    triangle: Ints,
    opened: Floats,
    camera: Camera,
    shader: Shader,
) -> tuple[Floats, Floats, Floats]:
    """Colour [P, 3], depth [P] and camera-space normal [P, 3] of the points."""
    corners = listed.triangles[triangle]
    weights = np.clip(barycentric(corner_xy[triangle], at), -0.5, 1.5)
    weights = weights / listed.position[corners, 2]
    weights = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    a = listed.attributes[corners[:, 0]] * weights[:, :1]
    a += listed.attributes[corners[:, 1]] * weights[:, 1:2]
    a += listed.attributes[corners[:, 2]] * weights[:, 2:]
    position, direction, view = a[:, :3], unit(a[:, 3:6]), unit(centre_of(camera) - a[:, :3])
    colour = np.zeros((len(triangle), 3), np.float32)
    material = listed.material[triangle]
    for kind in Material:
        chosen = np.flatnonzero(material == kind)
        if len(chosen):
            hair = kind == Material.HAIR
            lit = scene.shadow.lit(position[chosen], bias_m=0.0040 if hair else 0.0022, soft_m=0.02 if hair else 0.003)
            points = Points(
                position[chosen], direction[chosen], a[chosen, 6:8], a[chosen, 8:11], lit, opened[chosen], view[chosen]
            )
            colour[chosen] = shader(kind, points)
    hair_at = material == Material.HAIR
    tangent = direction[hair_at]
    across = view[hair_at] - tangent * np.einsum("pi,pi->p", view[hair_at], tangent)[:, None]
    direction[hair_at] = unit(across)
    depth = apply(camera.cam_from_world, position)[:, 2]
    return colour, depth, direction @ camera.cam_from_world[:3, :3].T


def _openness(nearness: Floats, focal_px: float) -> Floats:
    """Ambient occlusion from depth: how much of the surroundings is not blocked by nearer neighbours, [H, W]."""
    covered = nearness[nearness > 0]
    typical = float(np.median(covered)) if covered.size else 1.0
    z = np.where(nearness > 0, 1 / np.maximum(nearness, 1e-6), 9.0).astype(np.float32)
    blocked = np.zeros_like(z)
    rays = 0.0
    for radius_m, reach in ((0.006, 0.010), (0.018, 0.030), (0.040, 0.060)):
        radius = max(1.0, radius_m * focal_px * typical)
        for turn in np.arange(6) * (np.pi / 3) + radius_m * 40:
            dx, dy = round(float(radius * np.cos(turn))), round(float(radius * np.sin(turn)))
            over = z - np.roll(z, (dy, dx), axis=(0, 1)) - np.float32(0.15 * radius_m)
            blocked += np.clip(over / np.float32(reach), 0, 1) * (over < 4 * reach)
            rays += 1.0
    opened: Floats = np.clip(1 - 1.55 * blocked / np.float32(rays), 0.12, 1)
    return opened
