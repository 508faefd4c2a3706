"""Teeth and gums, built on the template's tooth helpers so that they fit every identity and follow the jaw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.synthesis.arrays import Floats, Ints
from core.synthesis.mesh import grid_quads

# front rows of the helpers on the person's left, from the middle to the back: gum line side and biting edge side
UPPER_GUM = (15061, 15060, 15062, 15063, 15064, 15065, 15066, 15067, 15068)
UPPER_EDGE = (15069, 15086, 15071, 15070, 15085, 15078, 15077, 15076, 15080)
LOWER_GUM = (14993, 14992, 14994, 14995, 14996, 14997, 14998, 14999, 15000)
LOWER_EDGE = (15010, 15001, 15002, 15003, 15004, 15005, 15006, 15007, 15008)

# crown widths in millimetres from the middle to the back, and how far each edge stands back from its neighbours'
UPPER_WIDTHS = (8.6, 6.8, 7.7, 7.0, 6.8, 9.6, 8.8)
UPPER_STEP = (0.0, 0.7, -0.2, 0.6, 0.9, 1.2, 1.4)
LOWER_WIDTHS = (5.4, 5.9, 6.8, 7.0, 7.1, 10.0, 9.4)
LOWER_STEP = (0.0, 0.0, -0.3, 0.3, 0.8, 1.2, 1.4)

_ACROSS, _DOWN = 9, 10


@dataclass(frozen=True)
class Dental:
    """Teeth or gums of one jaw.

    Attributes:
        vertices: metres, [V, 3], in the person's neutral template space.
        quads: int32 [F, 4], facing outwards.
        shade: 0..1 darkening towards gum and gaps, [V].
        tooth: which tooth a vertex belongs to (0 for gums), [V].
    """

    vertices: Floats
    quads: Ints
    shade: Floats
    tooth: Ints


@dataclass(frozen=True)
class _Arch:
    """The jaw's outline seen from above, by arc length from the middle (metres)."""

    gum: Floats  # [M, 3]
    edge: Floats  # [M, 3]
    length: Floats  # [M]

    def at(self, s: Floats) -> tuple[Floats, Floats]:
        """Gum and edge points at signed arc length ``s`` (positive is the person's left), each [..., 3]."""
        points = []
        for row in (self.gum, self.edge):
            x = np.sign(s) * np.interp(np.abs(s), self.length, row[:, 0])
            y, z = (np.interp(np.abs(s), self.length, row[:, c]) for c in (1, 2))
            points.append(np.stack([x, y, z], axis=-1).astype(np.float32))
        return points[0], points[1]


def build_teeth(vertices: Floats, *, upper: bool) -> Dental:
    """The crowns of one jaw for one person's neutral vertices [V, 3] (helpers included)."""
    arch = _arch(vertices, upper)
    widths, steps = (UPPER_WIDTHS, UPPER_STEP) if upper else (LOWER_WIDTHS, LOWER_STEP)
    scale = float(arch.length[-1]) / (sum(widths) * 1e-3 * 1.02)
    parts: list[Dental] = []
    for side in (1, -1):
        start = 0.0
        for number, (width, step) in enumerate(zip(widths, steps, strict=True)):
            span = width * 1e-3 * scale
            centre = side * (start + span / 2)
            parts.append(_crown(arch, centre, span, step * 1e-3, number, side, upper))
            start += span
    return _merge(parts)


def build_gums(vertices: Floats, *, upper: bool) -> Dental:
    """The gum of one jaw: a band with scallops above (below) the crowns."""
    arch = _arch(vertices, upper)
    s = np.linspace(-arch.length[-1], arch.length[-1], 121, dtype=np.float32)
    t = np.linspace(0, 1, 8, dtype=np.float32)
    gum, edge = arch.at(s)
    outward = _outward(arch, s)
    scallop = 0.5 + 0.5 * np.cos(s / (arch.length[-1] / 7.2) * 2 * np.pi)
    reach = 0.44 + 0.10 * scallop  # share of the way from the gum row to the edge row
    depth = t[None, :] * reach[:, None]
    points = gum[:, None] + depth[..., None] * (edge - gum)[:, None]
    bulge = 0.0016 * np.clip(np.sin(np.pi * t), 0, 1) ** 0.7 - 0.0012 * (t > 0.99) - 0.0006
    points = points + outward[:, None] * bulge[None, :, None]
    quads = grid_quads(len(s), len(t))
    shade = np.broadcast_to(0.45 + 0.55 * t, (len(s), len(t))).reshape(-1).astype(np.float32)
    flip = quads if not upper else quads[:, ::-1]
    count = len(s) * len(t)
    return Dental(
        points.reshape(-1, 3).astype(np.float32), np.ascontiguousarray(flip), shade, np.zeros(count, np.int32)
    )


def _arch(vertices: Floats, upper: bool) -> _Arch:
    gum = vertices[list(UPPER_GUM if upper else LOWER_GUM)].copy()
    edge = vertices[list(UPPER_EDGE if upper else LOWER_EDGE)].copy()
    gum[0, 0] = edge[0, 0] = 0.0
    edge[:, 2] += 0.0003 if upper else -0.0022  # the upper front teeth stand in front of the lower ones
    edge[:, 1] += -0.0025 if upper else -0.0026
    steps = np.linalg.norm(np.diff(edge[:, [0, 2]], axis=0), axis=1)
    return _Arch(gum, edge, np.concatenate([[0.0], np.cumsum(steps)]).astype(np.float32))


def _outward(arch: _Arch, s: Floats) -> Floats:
    ahead, behind = arch.at(s + np.float32(1e-3))[1], arch.at(s - np.float32(1e-3))[1]
    along = ahead - behind
    normal = np.stack([-along[..., 2], np.zeros_like(along[..., 0]), along[..., 0]], axis=-1)
    unit: Floats = normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    return unit.astype(np.float32)


def _crown(arch: _Arch, centre: float, span: float, step: float, number: int, side: int, upper: bool) -> Dental:
    u = np.linspace(-1, 1, _ACROSS, dtype=np.float32)[:, None]
    v = np.linspace(0, 1.35, _DOWN, dtype=np.float32)[None, :]  # past 1 it turns over the edge to the back
    down = np.clip(v, 0, 1)
    narrow = 0.87 + 0.13 * down**0.8 if number < 3 else 0.9 + 0.1 * down
    rounding = 1.0 - 0.10 * np.clip((down - 0.8) / 0.2, 0, 1) ** 2
    s = np.float32(centre) + 1.0 * u * span / 2 * narrow * rounding
    gum, edge = arch.at(s)
    root = gum + (edge - gum) * 0.46  # crowns begin under the gum's scallops
    point = root + (edge - root) * down[..., None]
    height = edge[..., 1:2] - root[..., 1:2]
    shorter = (
        step / max(float(np.abs(height).mean()), 1e-6) + 0.05 * np.abs(u) ** 3 + (0.05 * u**2 if number == 2 else 0)
    )
    point = point - (down**2 * shorter)[..., None] * np.concatenate([0 * height, height, 0 * height], axis=-1)
    bulge = 0.0014 * np.sin(np.pi * (0.12 + 0.72 * down)) - 0.0013 * np.abs(u) ** 4 - 0.0008 * np.abs(u) ** 2
    back = 0.0065 * np.clip(v - 1, 0, 1) / 0.35
    point = point + _outward(arch, s) * (bulge - back)[..., None]
    quads = grid_quads(_ACROSS, _DOWN)
    gap = 1.0 - 0.28 * np.abs(u) ** 6
    shade = (gap * (0.78 + 0.22 * down) * (1 - 0.75 * np.clip((v - 1) / 0.2, 0, 1))).astype(np.float32).reshape(-1)
    facing = quads if not upper else quads[:, ::-1]
    tooth = np.full(shade.shape, 1 + number + (8 if side < 0 else 0) + (0 if upper else 16), np.int32)
    return Dental(point.reshape(-1, 3).astype(np.float32), np.ascontiguousarray(facing), shade, tooth)


def _merge(parts: list[Dental]) -> Dental:
    offsets = np.cumsum([0] + [len(p.vertices) for p in parts[:-1]])
    return Dental(
        np.concatenate([p.vertices for p in parts]),
        np.concatenate([p.quads + np.int32(o) for p, o in zip(parts, offsets, strict=True)]),
        np.concatenate([p.shade for p in parts]),
        np.concatenate([p.tooth for p in parts]),
    )
