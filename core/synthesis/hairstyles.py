"""How scalp hair of each style grows: where, how long, in which direction it is combed, how it hangs. Metres.

A style is a list of growths (the hair of the sides, a fringe ...), all with the same number of points a strand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.synthesis import regions
from core.synthesis.arrays import Floats, Ints
from core.synthesis.person import HairStyle, Person

TIE = np.array([0.0, 0.790, -0.075])
BUN_TOP = np.array([0.0, 0.862, -0.010])
TAIL_ROOT = np.array([0.0, 0.812, -0.066])


@dataclass(frozen=True)
class Roots:
    """Where hairs begin: on the template [S, 3], unit normals [S, 3], clump numbers [S]."""

    person: Person
    template: Floats
    normals: Floats
    clump: Ints
    rng: np.random.Generator

    def __len__(self) -> int:
        return len(self.template)

    @property
    def top(self) -> Floats:
        """0 at the sides .. 1 on the top of the head, [S, 1]."""
        return np.asarray(np.clip((self.template[:, 1:2] - 0.80) / 0.03, 0, 1))

    def side(self, parting: float) -> Floats:
        """-1 or 1: on which side of a parting so far from the middle, [S, 1]."""
        return np.asarray(np.sign(self.template[:, 0:1] - parting * self.person.hair_side))

    def fade(self, low: float, over: float, least: float) -> Floats:
        """From ``least`` at a height to 1 a distance above it, [S]."""
        faded: Floats = least + (1 - least) * np.clip((self.template[:, 1] - low) / over, 0, 1)
        return faded


Comb = Callable[[Roots, Floats], tuple[Floats, Floats]]
"""(roots, drawn lengths [S]) -> combed directions [S, 3] and lengths [S]."""


@dataclass(frozen=True)
class Growth:
    """How one lot of hair grows.

    Attributes:
        count: hairs;  length: metres;  radius: half width of a hair's ribbon, metres.
        stiffness: how far it stands off the skin at the root;  gravity;  lift: thickness of the layer, metres.
        wave: sway from side to side;  cling: how closely it follows the head.
        comb: direction and length by place;  where: share of roots by template place.
        falls: below the chin it hangs free;  over_face: may cover the forehead.
        coil: radius of curls, metres;  turns: of a curl over the longest hair.
        crimp: height of soft waves, metres.
    """

    count: int
    length: float
    stiffness: float
    gravity: float
    lift: float
    wave: float
    cling: float
    comb: Comb
    radius: float = 0.00030
    where: Callable[[Floats], Floats] | None = None
    falls: bool = False
    over_face: bool = False
    coil: float = 0.0
    turns: float = 3.0
    crimp: float = 0.0


@dataclass(frozen=True)
class Style:
    """A hair style: points of a strand after its root, and its growths."""

    steps: int
    growths: tuple[Growth, ...]


def _columns(roots: Roots, x: Floats | float, y: Floats | float, z: Floats | float) -> Floats:
    one = np.ones((len(roots), 1))
    return np.concatenate([x * one, y * one, z * one], axis=1)


def _crop(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    top = roots.top
    lengths = lengths * roots.fade(0.745, 0.06, 0.30)
    return _columns(roots, 0.35 * roots.side(0.022), 0.1 - (1 - top) * 0.9, 0.65 * top - 0.35 * (1 - top)), lengths


def _buzz(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    return roots.normals + _columns(roots, 0.0, -0.5, 0.25), lengths * roots.fade(0.72, 0.06, 0.6)


def _swept(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    front = np.clip((roots.template[:, 2:3] - 0.08) / 0.05, 0, 1)
    lengths = lengths * roots.fade(0.755, 0.05, 0.28)
    return _columns(roots, 0.9 * roots.side(0.022), 0.75 * front - 0.5 * (1 - roots.top), -0.75), lengths


def _parted(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    top, side = roots.top, roots.side(0.034)
    lengths = lengths * roots.fade(0.765, 0.045, 0.16)
    over = np.where(side * roots.person.hair_side > 0, 0.35, 1.0)
    return _columns(roots, side * (0.2 + over * top), 0.30 * top - (1 - top), 0.30 * top - 0.30), lengths


def _slick(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    front = np.clip((roots.template[:, 2:3] - 0.07) / 0.05, 0, 1)
    lengths = lengths * roots.fade(0.75, 0.05, 0.25)
    return _columns(roots, 0.25 * np.sign(roots.template[:, 0:1]), 0.85 * front - 0.3 * (1 - roots.top), -1.0), lengths


def _pixie(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    top = roots.top
    lengths = lengths * roots.fade(0.74, 0.05, 0.45)
    return _columns(roots, -0.8 * roots.person.hair_side * top, 0.25 * top - (1 - top), 0.55 * top - 0.15), lengths


def _long(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    top = roots.top
    lengths = np.clip((roots.template[:, 1] - 0.632) * 1.22, 0.05, 0.26) * roots.rng.uniform(0.9, 1.04, len(roots))
    return _columns(roots, roots.side(0.022) * (0.75 + 0.25 * top), -0.45 + 0.25 * top, -0.30), lengths


def _straight(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    top = roots.top
    lengths = np.clip(roots.template[:, 1] - 0.70, 0, 0.2) * 1.15 + lengths
    return _columns(roots, roots.side(0.010) * (0.80 + 0.25 * top), -0.55 + 0.35 * top, -0.22), lengths


def _bob(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    direction, _ = _straight(roots, lengths)
    ends = 0.655 - 0.012 * np.clip(roots.template[:, 2] / 0.1, -1, 1)
    lengths = np.clip((roots.template[:, 1] - ends) * 1.28 + lengths, 0.02, 0.27)
    return direction, lengths


def _fringe(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    lengths = lengths.mean() + 0.25 * (lengths - lengths.mean())
    return _columns(roots, 1.5 * roots.template[:, 0:1], -0.25, 1.0), lengths


def _tied_to(point: Floats, share: float) -> Comb:
    """Combed to a point, as long as it takes."""

    def comb(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
        direction = point - roots.template
        reach: Floats = np.linalg.norm(direction, axis=1) * share
        return direction, reach

    return comb


def _curls(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    az = regions.azimuth(roots.template)[:, None]
    direction = roots.normals + 0.25 * _columns(roots, np.sin(az), 0.4, 0.0)
    return direction, lengths * roots.fade(0.72, 0.06, 0.55)


def _afro(roots: Roots, lengths: Floats) -> tuple[Floats, Floats]:
    # hairs end on one round outline, whatever the head's shape
    centre = np.array([0.0, 0.775, 0.035])
    outward = roots.template - centre
    reach = np.linalg.norm(outward, axis=1)
    outline = 0.092 + lengths.mean() - 0.35 * np.clip(0.765 - roots.template[:, 1], 0, 0.1)
    spread = roots.rng.uniform(0.86, 1.02, len(roots))
    return outward, np.clip(outline * spread - reach, 0.008, None)


def _front(template: Floats) -> Floats:
    turn = np.abs(regions.azimuth(template))
    return np.asarray(np.clip((0.62 - turn) / 0.12, 0, 1) * np.clip((template[:, 2] - 0.045) / 0.02, 0, 1))


def _not_front(template: Floats) -> Floats:
    return 1 - 0.96 * _front(template)


STYLES: dict[HairStyle, Style] = {
    "buzz": Style(3, (Growth(11000, 0.0065, 0.5, 0.0, 0.0060, 0.0, 0.0, _buzz, radius=0.00024),)),
    "crop": Style(5, (Growth(12000, 0.026, 0.55, 0.15, 0.0070, 0.05, 0.30, _crop),)),
    "receding": Style(5, (Growth(9000, 0.022, 0.50, 0.15, 0.0060, 0.05, 0.30, _crop),)),
    "parted": Style(8, (Growth(11000, 0.072, 0.55, 0.35, 0.0130, 0.08, 0.70, _parted),)),
    "swept": Style(9, (Growth(11000, 0.085, 0.45, 0.45, 0.0150, 0.10, 0.75, _swept),)),
    "slick": Style(9, (Growth(10000, 0.110, 0.25, 0.20, 0.0080, 0.04, 0.85, _slick),)),
    "pixie": Style(7, (Growth(11000, 0.060, 0.50, 0.40, 0.0120, 0.10, 0.60, _pixie),)),
    "long": Style(9, (Growth(8000, 0.190, 0.25, 1.20, 0.0160, 0.16, 0.75, _long, radius=0.00042),)),
    "straight": Style(
        13, (Growth(7000, 0.145, 0.22, 1.30, 0.0150, 0.06, 0.75, _straight, radius=0.00046, falls=True),)
    ),
    "wavy": Style(
        14,
        (Growth(6500, 0.160, 0.30, 1.20, 0.0210, 0.12, 0.70, _straight, radius=0.00048, falls=True, crimp=0.0060),),
    ),
    "bob": Style(10, (Growth(8000, 0.010, 0.25, 1.20, 0.0170, 0.05, 0.75, _bob, radius=0.00044, falls=True),)),
    "fringe": Style(
        12,
        (
            Growth(
                6000, 0.120, 0.22, 1.30, 0.0150, 0.05, 0.75, _straight, radius=0.00046, where=_not_front, falls=True
            ),
            Growth(2200, 0.078, 0.35, 1.10, 0.0080, 0.03, 0.85, _fringe, radius=0.00040, where=_front, over_face=True),
        ),
    ),
    "curls": Style(12, (Growth(8000, 0.075, 0.75, 0.05, 0.0300, 1.00, 0.0, _curls, coil=0.0042),)),
    "afro": Style(
        9, (Growth(11000, 0.042, 1.0, 0.0, 0.0500, 0.5, 0.0, _afro, radius=0.00034, coil=0.0024, turns=4.5),)
    ),
    "tied": Style(12, (Growth(8000, 0.150, 0.10, 0.10, 0.0060, 0.03, 0.85, _tied_to(TIE, 1.25), 0.00036),)),
    "bun": Style(12, (Growth(8000, 0.150, 0.10, 0.0, 0.0060, 0.03, 0.85, _tied_to(BUN_TOP, 1.02), 0.00036),)),
    "ponytail": Style(12, (Growth(8000, 0.150, 0.10, 0.0, 0.0060, 0.03, 0.85, _tied_to(TAIL_ROOT, 1.05), 0.00036),)),
}


def bundle(person: Person, rng: np.random.Generator, points: int) -> tuple[Floats, float] | None:
    """Hair that does not grow from the scalp where it shows: a bun or a tail, on the template.

    Returns:
        Strands [S, points, 3] and their radius, or None for other styles.
    """
    if person.hair_style == "bun":
        return _ball(rng, points), 0.00042
    if person.hair_style == "ponytail":
        return _tail(rng, points, person.hair_side), 0.00044
    return None


def _ball(rng: np.random.Generator, points: int) -> Floats:
    """Arcs wound around an upright axis, as a twisted bun is."""
    count = 2200
    start, lean = rng.uniform(0, 2 * np.pi, count), rng.normal(0, 0.5, count)
    height = rng.uniform(-0.85, 0.95, count)
    t = np.linspace(0, 1, points)[None, :]
    turn = start[:, None] + 2.4 * t
    up = np.clip(height[:, None] + 0.25 * lean[:, None] * np.sin(2 * np.pi * t), -0.95, 0.98)
    ring = np.sqrt(1 - up**2) * rng.uniform(0.90, 1.02, count)[:, None]
    ball = np.stack([ring * np.cos(turn), 0.80 * up, ring * np.sin(turn)], axis=-1) * 0.030
    wound: Floats = ball + BUN_TOP + np.array([0.0, 0.012, 0.0])
    return wound


def _tail(rng: np.random.Generator, points: int, side: int) -> Floats:
    count = 1800
    line = np.array(
        [
            TAIL_ROOT,
            (side * 0.018, 0.815, -0.098),
            (side * 0.050, 0.745, -0.100),
            (side * 0.080, 0.670, -0.060),
            (side * 0.092, 0.600, 0.010),
            (side * 0.088, 0.540, 0.060),
        ]
    )
    at = np.linspace(0, len(line) - 1, points)
    curve = np.stack([np.interp(at, np.arange(len(line)), line[:, c]) for c in range(3)], axis=1)
    wide = np.interp(at, (0, 0.5, 2.0, 4.0, 5.0), (0.007, 0.014, 0.020, 0.017, 0.006))
    offset = rng.normal(0, 0.5, (count, 1, 3)) + 0.12 * rng.normal(0, 1, (count, points, 3)).cumsum(axis=1) / 3
    tail: Floats = curve[None] + np.clip(offset, -1.1, 1.1) * wide[None, :, None]
    return tail
