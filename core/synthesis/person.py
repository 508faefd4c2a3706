"""Who a synthetic person is: shape, colours, hair, clothes, light and room, all drawn from one seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

HairStyle = Literal["crop", "swept", "long", "curls", "tied", "bald"]
Colour = tuple[float, float, float]
"""Linear RGB, 0..1."""

SKIN_TONES: tuple[Colour, ...] = (
    (0.62, 0.40, 0.30),
    (0.56, 0.34, 0.24),
    (0.47, 0.27, 0.18),
    (0.36, 0.19, 0.115),
    (0.24, 0.12, 0.07),
    (0.13, 0.06, 0.036),
)
HAIR_COLOURS: tuple[Colour, ...] = (
    (0.012, 0.010, 0.009),
    (0.030, 0.018, 0.011),
    (0.075, 0.040, 0.020),
    (0.150, 0.080, 0.035),
    (0.230, 0.140, 0.060),
    (0.180, 0.055, 0.018),
    (0.220, 0.215, 0.205),
)
IRIS_COLOURS: tuple[Colour, ...] = (
    (0.055, 0.026, 0.012),
    (0.120, 0.060, 0.024),
    (0.130, 0.120, 0.040),
    (0.080, 0.140, 0.085),
    (0.090, 0.170, 0.260),
    (0.170, 0.200, 0.215),
)
CLOTH_COLOURS: tuple[Colour, ...] = (
    (0.035, 0.055, 0.110),
    (0.180, 0.045, 0.040),
    (0.055, 0.120, 0.080),
    (0.300, 0.285, 0.260),
    (0.040, 0.040, 0.045),
    (0.240, 0.160, 0.060),
    (0.110, 0.070, 0.150),
)

_MIRRORED: tuple[str, ...] = ("eye-corner1-up", "eye-corner2-up")
_MIRRORED += ("eye-height1-incr", "eye-height2-incr", "eye-height3-incr")
_MIRRORED += ("eye-scale-incr", "eye-eyefold-up", "eye-bag-incr", "eye-epicanthus-out", "eye-trans-out")
_MIRRORED += ("cheek-volume-incr", "cheek-bones-incr", "ear-scale-incr", "ear-wing-incr", "ear-lobe-incr")
_CENTRAL: tuple[str, ...] = ("head-fat-incr", "head-scale-horiz-incr", "forehead-scale-vert-incr", "eyebrows-angle-up")
_CENTRAL += ("nose-scale-horiz-incr", "nose-scale-vert-incr", "nose-scale-depth-incr", "nose-hump-incr")
_CENTRAL += ("nose-point-up", "nose-width1-incr", "nose-width2-incr", "nose-width3-incr", "nose-volume-incr")
_CENTRAL += ("mouth-scale-horiz-incr", "mouth-scale-vert-incr", "mouth-upperlip-volume-incr", "mouth-trans-up")
_CENTRAL += ("mouth-lowerlip-volume-incr", "mouth-cupidsbow-incr", "chin-height-incr", "chin-prominent-incr")
_CENTRAL += ("chin-width-incr", "chin-jaw-drop-incr", "chin-bones-incr", "neck-scale-horiz-incr")


@dataclass(frozen=True)
class Light:
    """A room: one soft key light, a rim light and light from all around (linear RGB; directions in camera space)."""

    key_direction: Colour = (-0.55, -0.55, -0.63)
    key: Colour = (2.5, 2.35, 2.15)
    rim_direction: Colour = (0.75, -0.35, 0.55)
    rim: Colour = (0.7, 0.78, 0.95)
    sky: Colour = (0.62, 0.66, 0.74)
    ground: Colour = (0.24, 0.20, 0.18)
    background: Colour = (0.18, 0.20, 0.23)


@dataclass(frozen=True)
class Person:
    """One synthetic person; ``sample_person`` draws one.

    Attributes:
        seed: what everything was drawn from; also seeds textures and strands.
        phenotype, ancestry, local_changes: see ``anny_data.identity_vertices``.
        skin, hair, iris, lips, cloth: linear RGB.
        hair_style: see HairStyle.
        hair_side: which side the parting is on, -1 or 1.
        brow_density, stubble, freckles: 0..1.
        tooth_shade: 0 (yellowish) .. 1 (white).
    """

    seed: int
    phenotype: dict[str, float]
    ancestry: dict[str, float]
    local_changes: dict[str, float]
    skin: Colour
    hair: Colour
    iris: Colour
    lips: Colour
    cloth: Colour
    hair_style: HairStyle
    hair_side: int = 1
    brow_density: float = 0.7
    stubble: float = 0.0
    freckles: float = 0.2
    tooth_shade: float = 0.6
    light: Light = field(default_factory=Light)

    @property
    def is_feminine(self) -> bool:
        """True where the shape leans to the data's female targets."""
        return self.phenotype["gender"] > 0.5

    @property
    def age(self) -> float:
        """0 young adult .. 1 old."""
        return float(np.clip((self.phenotype["age"] - 2 / 3) * 3, 0.0, 1.0))


def sample_person(seed: int) -> Person:
    """Draw a person. The same seed gives the same person on every machine."""
    rng = np.random.default_rng([71, seed])
    feminine = rng.random() < 0.5
    phenotype = {
        "gender": float(rng.uniform(0.8, 1.0) if feminine else rng.uniform(0.0, 0.2)),
        "age": float(rng.uniform(0.62, 0.88)),
        "muscle": float(rng.uniform(0.35, 0.7)),
        "weight": float(rng.uniform(0.35, 0.7)),
    }
    mix = rng.dirichlet((0.5, 0.5, 0.7))
    ancestry = dict(zip(("african", "asian", "caucasian"), (float(m) for m in mix), strict=True))
    melanin = 0.62 * mix[0] * 5 + 0.35 * mix[1] * 5 + rng.uniform(0.0, 1.6) * (1 - mix[0])
    tone = float(np.clip(melanin + 1.4 * mix[0], 0.0, 5.0))
    skin = _between(SKIN_TONES, tone)
    fair = tone < 2.0 and mix[1] < 0.4
    hair = HAIR_COLOURS[int(rng.integers(0, 6))] if fair else HAIR_COLOURS[int(rng.integers(0, 2))]
    if phenotype["age"] > 0.83:
        hair = _between((hair, HAIR_COLOURS[6]), float(rng.uniform(0.4, 1.0)))
    iris = IRIS_COLOURS[int(rng.integers(1, 6))] if fair else IRIS_COLOURS[int(rng.integers(0, 2))]
    return Person(
        seed=seed,
        phenotype=phenotype,
        ancestry=ancestry,
        local_changes=_sample_changes(rng),
        skin=skin,
        hair=hair,
        iris=iris,
        lips=_lip_colour(skin, rng, feminine),
        cloth=CLOTH_COLOURS[int(rng.integers(0, len(CLOTH_COLOURS)))],
        hair_style=_sample_style(rng, feminine, float(mix[0])),
        hair_side=int(rng.choice((-1, 1))),
        brow_density=float(rng.uniform(0.55, 1.0)),
        stubble=0.0 if feminine else float(rng.choice((0.0, 0.35, 0.7, 1.0))),
        freckles=float(rng.uniform(0.0, 1.0) if fair else rng.uniform(0.0, 0.2)),
        tooth_shade=float(rng.uniform(0.3, 0.95)),
        light=_sample_light(rng),
    )


def _sample_changes(rng: np.random.Generator) -> dict[str, float]:
    changes = {name: float(np.clip(rng.normal(0, 0.28), -0.6, 0.6)) for name in _CENTRAL}
    for name in _MIRRORED:
        value = float(np.clip(rng.normal(0, 0.28), -0.6, 0.6))
        changes[f"l-{name}"] = value + float(rng.normal(0, 0.03))
        changes[f"r-{name}"] = value + float(rng.normal(0, 0.03))
    return changes


def _lip_colour(skin: Colour, rng: np.random.Generator, feminine: bool) -> Colour:
    red = 0.95 + (0.25 * float(rng.random()) if feminine else 0.0)
    paint = 0.30 + 0.14 * float(rng.random())
    return (skin[0] * red, skin[1] * (0.78 - 0.8 * paint * 0.55), skin[2] * (0.92 - paint * 0.45))


def _sample_style(rng: np.random.Generator, feminine: bool, african: float) -> HairStyle:
    if african > 0.5:
        return "curls" if rng.random() < 0.6 else "crop"
    styles: tuple[HairStyle, ...] = ("long", "tied", "long", "swept") if feminine else ("crop", "swept", "crop", "bald")
    return styles[int(rng.integers(0, len(styles)))]


def _sample_light(rng: np.random.Generator) -> Light:
    side = float(rng.choice((-1, 1)))
    warmth = float(rng.uniform(-0.12, 0.12))
    strength = float(rng.uniform(1.7, 2.7))
    angle, height = float(rng.uniform(0.25, 0.95)), float(rng.uniform(0.25, 0.75))
    hue = rng.uniform(0.75, 1.25, 3)
    level = float(rng.uniform(0.06, 0.4))
    return Light(
        key_direction=(side * angle, -height, -0.7),
        key=(strength * (1 + warmth), strength, strength * (1 - warmth)),
        rim_direction=(-side * 0.75, -0.3, 0.55),
        rim=(0.6 * (1 - warmth), 0.62, 0.66 * (1 + warmth)),
        sky=(0.62, 0.66, 0.74),
        ground=(0.25, 0.21, 0.19),
        background=(level * float(hue[0]), level * float(hue[1]), level * float(hue[2])),
    )


def _between(colours: tuple[Colour, ...], position: float) -> Colour:
    if len(colours) == 2:
        position = float(np.clip(position, 0, 1))
    table = np.array(colours)
    steps = np.arange(len(colours))
    return tuple(float(np.interp(position, steps, table[:, c])) for c in range(3))  # type: ignore[return-value]
