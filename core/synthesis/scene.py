"""A person at a moment, posed in the world: surfaces, strands and shadows, before any camera looks at them.

The world is the phone camera's space: +x right, +y down, +z away from it, origin at its centre.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.spatial.transform import Rotation

from core.synthesis.arrays import Floats, Ints
from core.synthesis.geometry import Surfaces, gaze_from_actions, neck_transforms, pose_vertices, skin_vertices
from core.synthesis.light import Light
from core.synthesis.mesh import Material, vertex_normals
from core.synthesis.shading import ShadowMap, unit
from core.synthesis.strands import BoundStrands, HeadStrands

CAMERA_DISTANCE_M = 0.52
CAMERA_DROP_M = 0.022
"""The head's origin (the eyes) lies this far above the optical axis, so that the shoulders are in view."""

WORLD_FROM_TEMPLATE = np.diag([1.0, -1.0, -1.0]).astype(np.float32)
_CASTER_EVERY = 3


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
class Scene:
    """Everything to draw, in the world.

    Attributes:
        position, normal: of the surfaces' vertices, [V, 3];  attributes: uv, lip, shade, cavity, [V, 5].
        strands: lots of hair as (points [S, P, 3], radius [S], colour [S, 3], random number [S]).
        shadow: of the key light.
        world_from_head: [4, 4];  gaze: [4] radians.
    """

    position: Floats
    normal: Floats
    attributes: Floats
    strands: tuple[tuple[Floats, Floats, Floats, Floats], ...]
    shadow: ShadowMap
    world_from_head: Floats
    gaze: Floats


@dataclass(frozen=True)
class Body:
    """What of a person stays the same from moment to moment."""

    surfaces: Surfaces
    hair: HeadStrands
    face_hair: BoundStrands
    incidence: sparse.csr_matrix
    random: Floats
    light: Light
    shadow_size: int


def pose_scene(body: Body, moment: Moment) -> Scene:
    """Pose a person."""
    s = body.surfaces
    gaze = gaze_from_actions(moment.actions)
    local = pose_vertices(s, moment.actions, gaze)
    bones = neck_transforms(s, moment.head_rotation)
    world = _world_from_person(s, moment)
    position = apply(world, skin_vertices(local, s.neck, bones))
    normal = vertex_normals(position, s.triangles, body.incidence)
    shade = s.shade.copy()
    for part, centre in zip(s.eyes, s.eye_centres, strict=True):
        shade[part] = _eye_shade((local[part] - centre) / np.float32(s.eye_radius))
    attributes = np.concatenate([s.uv, s.lip[:, None], shade[:, None], s.cavity[:, None]], axis=1).astype(np.float32)
    skull = world @ bones[-1]
    bound = len(body.face_hair.radius)
    strands = [(body.face_hair.points(position), body.face_hair.radius, body.face_hair.colour, body.random[:bound])]
    if len(body.hair.points):
        strands.append((apply(skull, body.hair.points), body.hair.radius, body.hair.colour, body.random[bound:]))
    origin = np.eye(4, dtype=np.float32)
    origin[:3, 3] = s.origin
    return Scene(
        position,
        normal,
        attributes,
        tuple(strands),
        _shadow(body, position, strands),
        (skull @ origin).astype(np.float32),
        gaze,
    )


def _shadow(body: Body, position: Floats, strands: list[tuple[Floats, Floats, Floats, Floats]]) -> ShadowMap:
    s = body.surfaces
    opaque = ~np.isin(s.material, (Material.EYE, Material.TEETH, Material.LENS))
    vertices, triangles = [position], [s.triangles[opaque]]
    for points, radius, _, _ in strands[1:]:
        some, wide = points[::_CASTER_EVERY], radius[::_CASTER_EVERY]
        side = unit(np.cross(np.gradient(some, axis=1), np.asarray(body.light.key_direction, np.float32)))
        edge = side * (1.5 * wide[:, None, None])
        vertices.append(np.stack([some - edge, some + edge], axis=2).reshape(-1, 3))
        triangles.append(ribbon_triangles(*some.shape[:2]) + np.int32(len(position)))
    skin = np.unique(s.triangles[s.material == Material.SKIN][:, 0])
    return ShadowMap(
        body.light,
        np.concatenate(vertices).astype(np.float32),
        np.concatenate(triangles),
        position[skin].mean(axis=0),
        body.shadow_size,
    )


def ribbon_triangles(S: int, P: int) -> Ints:
    """The triangles of S bands of P pairs of points each, [2 S (P - 1), 3]."""
    base = (np.arange(S)[:, None] * P + np.arange(P - 1)[None, :]) * 2
    quad = np.stack([base, base + 1, base + 3, base, base + 3, base + 2], axis=-1)
    return quad.reshape(-1, 3).astype(np.int32)


def apply(transform: Floats, points: Floats) -> Floats:
    """Points [..., 3] moved by a rigid transform [4, 4]."""
    moved: Floats = points @ transform[:3, :3].T + transform[:3, 3]
    return moved


def _world_from_person(surfaces: Surfaces, moment: Moment) -> Floats:
    turn = Rotation.from_rotvec(np.asarray(moment.torso_rotation, np.float64)).as_matrix()
    base = surfaces.pivots[0].astype(np.float64)
    world = np.eye(4)
    world[:3, :3] = WORLD_FROM_TEMPLATE @ turn
    shift = base - turn @ base + moment.torso_shift - surfaces.origin
    world[:3, 3] = WORLD_FROM_TEMPLATE @ shift + np.array([0, -CAMERA_DROP_M, CAMERA_DISTANCE_M])
    return world.astype(np.float32)


def _eye_shade(p: Floats) -> Floats:
    """Lids and socket keep light from the upper part and the corners of the eye; p on the unit ball, [V, 3]."""
    top = np.clip((p[:, 1] - 0.02) / 0.36, 0, 1)
    low = np.clip((-p[:, 1] - 0.16) / 0.3, 0, 1)
    side = np.clip((np.abs(p[:, 0]) - 0.35) / 0.45, 0, 1)
    shade: Floats = (1 - 0.62 * top * top * (3 - 2 * top)) * (1 - 0.30 * low) * (1 - 0.50 * side**1.5)
    return shade.astype(np.float32)
