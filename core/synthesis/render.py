"""A person at a moment -> an image with its exact truth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.synthesis.arrays import Floats, Ints
from core.synthesis.geometry import (
    Surfaces,
    build_surfaces,
    gaze_from_actions,
    neck_transforms,
    pose_vertices,
    skin_vertices,
)
from core.synthesis.mesh import Material, normal_matrix, vertex_normals
from core.synthesis.person import Person
from core.synthesis.raster import EMPTY, barycentric, rasterize
from core.synthesis.shading import Points, ShadowMap, shade, tone_map, unit
from core.synthesis.strands import HeadStrands, grow_face_hair, grow_hair
from core.synthesis.texture import make_textures
from core.types import ByteArray, Camera

FOCAL_PER_SIZE = 1.3
CAMERA_DISTANCE_M = 0.52
CAMERA_DROP_M = 0.022
"""The head's origin (the eyes) lies this far above the optical axis, so that the shoulders are in view."""

CAM_FROM_TEMPLATE = np.diag([1.0, -1.0, -1.0]).astype(np.float32)
SUPERSAMPLING = 2
FULL_HAIR_SIZE = 512


@dataclass(frozen=True)
class Moment:
    """What a person does at one instant.

    Attributes:
        actions: the 52 actions, [52].
        head_rotation: rotation vector of the head in template axes (x nods, y turns left, z tilts), radians.
        torso_rotation: the same for the whole person;  torso_shift: metres in template axes.
    """

    actions: Floats
    head_rotation: Floats = field(default_factory=lambda: np.zeros(3, np.float32))
    torso_rotation: Floats = field(default_factory=lambda: np.zeros(3, np.float32))
    torso_shift: Floats = field(default_factory=lambda: np.zeros(3, np.float32))


@dataclass(frozen=True)
class Rendered:
    """An image and what is true in it.

    Attributes:
        image: RGB, [S, S, 3];  mask: 255 where the person covers the pixel, [S, S].
        cam_from_head: [4, 4] of the skull (core.types' head space);  gaze: left yaw, pitch, right yaw, pitch, [4].
        landmarks: named points in pixels.
    """

    image: ByteArray
    mask: ByteArray
    cam_from_head: Floats
    gaze: Floats
    landmarks: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class _Scene:
    """One list of everything to draw, in camera space."""

    position: Floats  # [V, 3]
    attributes: Floats  # [V, 8]: normal or tangent, uv, extra
    triangles: Ints  # [F, 3]
    material: Ints  # [F]
    casters: Ints  # triangles that throw shadows


class PersonRenderer:
    """Draws one person. Building it takes a second or two; a 512-pixel frame well under a second."""

    def __init__(self, person: Person, size: int) -> None:
        self.person, self.size = person, size
        self.surfaces: Surfaces = build_surfaces(person)
        self._hair = _thinned(grow_hair(person, self.surfaces), size)
        self._face_hair = grow_face_hair(person, self.surfaces)
        self._textures = make_textures(person, self.surfaces)
        self._incidence = normal_matrix(len(self.surfaces.neutral), self.surfaces.triangles)
        self._background = _background(person, size)
        self._ribbon_random = np.random.default_rng([75, person.seed]).random(
            len(self._hair.points) + len(self._face_hair.corners)
        )

    @property
    def camera(self) -> Camera:
        """The camera: fixed focal length, square picture."""
        focal, centre = FOCAL_PER_SIZE * self.size, self.size / 2
        K = np.array([[focal, 0, centre], [0, focal, centre], [0, 0, 1]], np.float32)
        return Camera(K, np.eye(4, dtype=np.float32), self.size, self.size)

    def render(self, moment: Moment) -> Rendered:
        """Draw one instant."""
        gaze = gaze_from_actions(moment.actions)
        local = pose_vertices(self.surfaces, moment.actions, gaze)
        bones = neck_transforms(self.surfaces, moment.head_rotation)
        cam = _camera_from_person(self.surfaces, moment)
        scene = self._scene(local, bones, cam)
        image, mask = self._draw(scene)
        head = cam @ bones[-1]
        head_origin = np.eye(4, dtype=np.float32)
        head_origin[:3, 3] = self.surfaces.origin
        names = self.surfaces.landmarks
        pixels = self._project(scene.position[list(names.values())])
        landmarks = {n: (float(p[0]), float(p[1])) for n, p in zip(names, pixels, strict=True)}
        return Rendered(image, mask, (head @ head_origin).astype(np.float32), gaze, landmarks)

    def _scene(self, local: Floats, bones: Floats, cam: Floats) -> _Scene:
        s = self.surfaces
        position = _apply(cam, skin_vertices(local, s.neck, bones))
        normal = vertex_normals(position, s.triangles, self._incidence)
        extra = np.stack([s.lip, s.shade, s.cavity], axis=1)
        for part, centre in zip(s.eyes, s.eye_centres, strict=True):
            extra[part, 1] = _eye_shade((local[part] - centre) / np.float32(s.eye_radius))
        positions, attributes = [position], [np.concatenate([normal, s.uv, extra], axis=1)]
        triangles, material = [s.triangles], [s.material]
        casters = [np.flatnonzero((s.material != Material.EYE) & (s.material != Material.TEETH))]
        # a little towards the camera, so that the subdivided skin does not swallow roots and lashes
        face_hair = self._face_hair.points(position) * np.float32(0.9985)
        sets = [(face_hair, self._face_hair.radius, self._face_hair.colour)]
        if len(self._hair.points):
            skull = cam @ bones[-1]
            sets.append((_apply(skull, self._hair.points), self._hair.radius, self._hair.colour))
        start, first = len(position), 0
        for number, (points, radius, colour) in enumerate(sets):
            random = self._ribbon_random[first : first + len(points)]
            p, a, t = _ribbons(points, radius, colour, random, 1.0 / (FOCAL_PER_SIZE * self.size * SUPERSAMPLING))
            if number == 1:
                casters.append(sum(len(x) for x in triangles) + np.flatnonzero((np.arange(len(t)) // 2) % 3 == 0))
            positions.append(p)
            attributes.append(a)
            triangles.append(t + np.int32(start))
            material.append(np.full(len(t), int(Material.HAIR), np.int32))
            start, first = start + len(p), first + len(points)
        return _Scene(
            np.concatenate(positions).astype(np.float32),
            np.concatenate(attributes).astype(np.float32),
            np.concatenate(triangles),
            np.concatenate(material),
            np.concatenate(casters),
        )

    def _project(self, points: Floats) -> Floats:
        focal = np.float32(FOCAL_PER_SIZE * self.size)
        pixels: Floats = points[..., :2] / points[..., 2:3] * focal + np.float32(self.size / 2)
        return pixels

    def _draw(self, scene: _Scene) -> tuple[ByteArray, ByteArray]:
        size, big = self.size, self.size * SUPERSAMPLING
        xy = self._project(scene.position) * np.float32(SUPERSAMPLING)
        corner_xy = xy[scene.triangles]
        nearness = (1.0 / scene.position[:, 2])[scene.triangles]
        e1, e2 = corner_xy[:, 1] - corner_xy[:, 0], corner_xy[:, 2] - corner_xy[:, 0]
        facing = (e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0] < 0) | (scene.material == Material.HAIR)
        front = np.flatnonzero(facing)
        ids, depth = _rasterize_hair_last(corner_xy, nearness, front, scene.material, big)
        pixel, weight, at, triangle = _samples(ids, depth, scene.material)
        centre = scene.position.mean(axis=0)
        shadow = ShadowMap(self.person.light, scene.position, scene.triangles[scene.casters], _centre(scene, centre))
        opened = _openness(depth[::SUPERSAMPLING, ::SUPERSAMPLING], size)
        colour = self._shade(scene, corner_xy, at, triangle, shadow, opened.ravel()[pixel])
        total = np.stack([np.bincount(pixel, weight * colour[:, c], minlength=size * size) for c in range(3)], axis=1)
        cover = np.bincount(pixel, weight, minlength=size * size)[:, None]
        picture = total + (1 - cover) * self._background.reshape(-1, 3)
        image = np.clip(picture * 255 + 0.5, 0, 255).astype(np.uint8).reshape(size, size, 3)
        return image, np.clip(cover * 255 + 0.5, 0, 255).astype(np.uint8).reshape(size, size)

    def _shade(
        self,
        scene: _Scene,
        corner_xy: Floats,
        at: Floats,
        triangle: Ints,
        shadow: ShadowMap,
        opened: Floats,
    ) -> Floats:
        corners = scene.triangles[triangle]
        weights = np.clip(barycentric(corner_xy[triangle], at), -0.5, 1.5)
        weights = weights / scene.position[corners, 2]
        weights = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
        position = sum(scene.position[corners[:, i]] * weights[:, i : i + 1] for i in range(3))
        attribute = sum(scene.attributes[corners[:, i]] * weights[:, i : i + 1] for i in range(3))
        assert isinstance(position, np.ndarray)
        assert isinstance(attribute, np.ndarray)
        colour = np.zeros((len(triangle), 3), np.float32)
        material = scene.material[triangle]
        for kind in Material:
            chosen = np.flatnonzero(material == kind)
            if len(chosen):
                p, a = position[chosen], attribute[chosen]
                hair = kind == Material.HAIR
                lit = shadow.lit(p, bias_m=0.0040 if hair else 0.0022, soft_m=0.02 if hair else 0.003)
                points = Points(p, unit(a[:, :3]), a[:, 3:5], a[:, 5:8], lit, opened[chosen], unit(-p))
                colour[chosen] = tone_map(shade(self.person, self._textures, kind, points))
        return colour


def _camera_from_person(surfaces: Surfaces, moment: Moment) -> Floats:
    from scipy.spatial.transform import Rotation

    turn = Rotation.from_rotvec(np.asarray(moment.torso_rotation, np.float64)).as_matrix()
    base = surfaces.pivots[0].astype(np.float64)
    cam = np.eye(4)
    cam[:3, :3] = CAM_FROM_TEMPLATE @ turn
    shift = base - turn @ base + moment.torso_shift - surfaces.origin
    cam[:3, 3] = CAM_FROM_TEMPLATE @ shift + np.array([0, -CAMERA_DROP_M, CAMERA_DISTANCE_M])
    return cam.astype(np.float32)


def _thinned(hair: HeadStrands, size: int) -> HeadStrands:
    """Fewer, wider strands for small pictures, where single hairs cannot be seen."""
    every = max(1, round(FULL_HAIR_SIZE / size))
    return HeadStrands(hair.points[::every], hair.radius[::every] * np.sqrt(every), hair.colour[::every])


def _apply(transform: Floats, points: Floats) -> Floats:
    moved: Floats = points @ transform[:3, :3].T + transform[:3, 3]
    return moved


def _centre(scene: _Scene, fallback: Floats) -> Floats:
    skin = np.unique(scene.triangles[scene.material == Material.SKIN][:, 0])
    return scene.position[skin].mean(axis=0) if len(skin) else fallback


def _eye_shade(p: Floats) -> Floats:
    """Lids and socket keep light from the upper part and the corners of the eye; p on the unit ball, [V, 3]."""
    top = np.clip((p[:, 1] - 0.02) / 0.36, 0, 1)
    low = np.clip((-p[:, 1] - 0.16) / 0.3, 0, 1)
    side = np.clip((np.abs(p[:, 0]) - 0.35) / 0.45, 0, 1)
    shade_: Floats = (1 - 0.62 * top * top * (3 - 2 * top)) * (1 - 0.30 * low) * (1 - 0.50 * side**1.5)
    return shade_.astype(np.float32)


def _ribbons(
    points: Floats, radius: Floats, colour: Floats, random: Floats, pixel: float
) -> tuple[Floats, Floats, Ints]:
    """Flat bands that face the camera along polylines [S, P, 3]; never thinner than 0.6 samples."""
    S, P = points.shape[:2]
    along = np.gradient(points, axis=1)
    along = unit(along)
    side = unit(np.cross(along, points))
    t = np.linspace(0, 1, P, dtype=np.float32)
    width = np.maximum(radius[:, None] * (1 - 0.75 * t**2), 0.30 * pixel * points[..., 2])[..., None]
    both = np.stack([points - side * width, points + side * width], axis=2)  # [S, P, 2, 3]
    per_point = np.concatenate(
        [
            along,
            np.broadcast_to(t[None, :, None], (S, P, 1)),
            np.broadcast_to(random[:, None, None], (S, P, 1)),
            np.broadcast_to(colour[:, None], (S, P, 3)),
        ],
        axis=2,
    )
    attributes = np.repeat(per_point[:, :, None], 2, axis=2).reshape(-1, 8)
    base = (np.arange(S)[:, None] * P + np.arange(P - 1)[None, :]) * 2
    quad = np.stack([base, base + 1, base + 3, base, base + 3, base + 2], axis=-1)
    return both.reshape(-1, 3), attributes, quad.reshape(-1, 3).astype(np.int32)


def _rasterize_hair_last(xy: Floats, nearness: Floats, front: Ints, material: Ints, size: int) -> tuple[Ints, Floats]:
    """Draw surfaces, then only the hair that they do not hide; triangle numbers and nearness, [S, S] each."""
    hair = material[front] == Material.HAIR
    solid, strands = front[~hair], front[hair]
    ids, depth = rasterize(xy[solid], nearness[solid], size, size)
    ids = np.where(ids == EMPTY, EMPTY, solid[np.maximum(ids, 0)])
    middle = np.clip(xy[strands].mean(axis=1), 0, size - 1).astype(np.int32)
    hidden = nearness[strands].max(axis=1) < 0.985 * depth[middle[:, 1], middle[:, 0]]
    strands = strands[~hidden]
    hair_ids, hair_depth = rasterize(xy[strands], nearness[strands], size, size)
    over = hair_depth > depth
    ids = np.where(over, strands[np.maximum(hair_ids, 0)] if len(strands) else EMPTY, ids)
    return ids.astype(np.int32), np.maximum(depth, hair_depth)


def _samples(ids: Ints, depth: Floats, material: Ints) -> tuple[Ints, Floats, Floats, Ints]:
    """Which points to shade: one per pixel where its four samples agree, else each covered sample.

    Returns:
        Pixel number [P], weight [P], position in supersampled pixels [P, 2], triangle [P].
    """
    n = SUPERSAMPLING
    size = ids.shape[0] // n
    blocks = ids.reshape(size, n, size, n).transpose(0, 2, 1, 3).reshape(size * size, n * n)
    near = depth.reshape(size, n, size, n).transpose(0, 2, 1, 3).reshape(size * size, n * n)
    kind = np.where(blocks == EMPTY, EMPTY, material[np.maximum(blocks, 0)])
    same = (kind == kind[:, :1]).all(axis=1) & (kind[:, 0] != EMPTY) & (kind[:, 0] != Material.HAIR)
    same &= near.max(axis=1) < near.min(axis=1) * 1.01
    whole = np.flatnonzero(same)
    split, part = np.nonzero((blocks != EMPTY) & ~same[:, None])
    corner = np.stack([(np.arange(n * n) % n) + 0.5, (np.arange(n * n) // n) + 0.5], axis=1)
    middle = np.full((len(whole), 2), n / 2)
    pixel = np.concatenate([whole, split])
    origin = np.stack([pixel % size, pixel // size], axis=1) * n
    at = (origin + np.concatenate([middle, corner[part]])).astype(np.float32)
    weight = np.concatenate([np.ones(len(whole)), np.full(len(split), 1 / (n * n))]).astype(np.float32)
    triangle = np.concatenate([blocks[whole, 0], blocks[split, part]]).astype(np.int32)
    return pixel.astype(np.int32), weight, at, triangle


def _openness(nearness: Floats, size: int) -> Floats:
    """Ambient occlusion from depth: how much of the surroundings is not blocked by nearer neighbours, [S, S]."""
    z = np.where(nearness > 0, 1 / np.maximum(nearness, 1e-6), 9.0).astype(np.float32)
    blocked = np.zeros_like(z)
    rays = 0.0
    for radius_m, reach in ((0.006, 0.010), (0.018, 0.030), (0.040, 0.060)):
        radius = max(1.0, radius_m * FOCAL_PER_SIZE * size / CAMERA_DISTANCE_M)
        for turn in np.arange(6) * (np.pi / 3) + radius_m * 40:
            dx, dy = round(float(radius * np.cos(turn))), round(float(radius * np.sin(turn)))
            over = z - np.roll(z, (dy, dx), axis=(0, 1)) - np.float32(0.15 * radius_m)
            blocked += np.clip(over / np.float32(reach), 0, 1) * (over < 4 * reach)
            rays += 1.0
    opened: Floats = np.clip(1 - 1.55 * blocked / np.float32(rays), 0.12, 1)
    return opened


def _background(person: Person, size: int) -> Floats:
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    side = np.sign(person.light.key_direction[0])
    glow = np.exp(-(((x - 0.5 + 0.22 * side) / 0.55) ** 2) - ((y - 0.38) / 0.6) ** 2)
    colour = np.asarray(person.light.background, np.float32) * (0.55 + 0.75 * glow)[..., None]
    rng = np.random.default_rng([76, person.seed])
    from core.synthesis.noise import fractal_noise

    return tone_map(colour * (1 + 0.03 * fractal_noise(rng, size, 3, 3))[..., None])
