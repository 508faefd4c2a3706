"""Who a synthetic person is: shape, colours, hair, beard, glasses, clothes, light and room, all drawn from one seed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from core.synthesis.background import Background, sample_background
from core.synthesis.light import Light, plain_light, sample_light
from core.synthesis.palette import (
    BLONDE_HAIR,
    CLOTH_COLOURS,
    FRAME_COLOURS,
    GREY_HAIR,
    HAIR_COLOURS,
    IRIS_COLOURS,
    MORE_CLOTH_COLOURS,
    SKIN_TONES,
    WHITE_HAIR,
    Colour,
    between,
)

HairStyle = Literal[
    "bald",
    "buzz",
    "crop",
    "receding",
    "parted",
    "swept",
    "slick",
    "pixie",
    "curls",
    "afro",
    "bob",
    "long",
    "straight",
    "fringe",
    "wavy",
    "tied",
    "bun",
    "ponytail",
]
BeardStyle = Literal["none", "short", "full", "moustache", "goatee"]
GlassesShape = Literal["none", "round", "square", "oval", "aviator", "cat"]
Garment = Literal["crew", "vneck", "shirt", "hoodie", "turtleneck"]
Pattern = Literal["plain", "stripes", "check"]

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
# drawn besides in people of full variety
_FURTHER: tuple[str, ...] = (
    "head-scale-depth-incr",
    "forehead-trans-forward",
    "forehead-temple-incr",
    "chin-cleft-incr",
)
_FURTHER += (
    "nose-greek-incr",
    "nose-base-up",
    "nose-flaring-incr",
    "nose-nostrils-width-incr",
    "nose-point-width-incr",
)
_FURTHER += ("mouth-upperlip-height-incr", "mouth-lowerlip-height-incr", "mouth-angles-up", "neck-scale-depth-incr")
_FURTHER += ("chin-prognathism-incr", "eyebrows-trans-forward", "mouth-philtrum-volume-incr")

_MASCULINE: dict[HairStyle, float] = {"bald": 1.0, "buzz": 1.6, "crop": 2.0, "receding": 0.4, "parted": 2.0}
_MASCULINE |= {"swept": 1.4, "slick": 1.1, "pixie": 0.7, "curls": 0.5, "straight": 0.4, "tied": 0.4, "wavy": 0.2}
_FEMININE: dict[HairStyle, float] = {"bob": 1.6, "straight": 1.5, "fringe": 1.4, "wavy": 1.7, "long": 0.5, "tied": 1.0}
_FEMININE |= {"bun": 1.1, "ponytail": 1.2, "pixie": 1.0, "curls": 0.7, "parted": 0.3, "buzz": 0.1}
_AFRICAN: dict[HairStyle, float] = {"afro": 2.0, "curls": 1.5, "buzz": 1.6, "crop": 0.8, "bald": 0.6, "bun": 0.8}


@dataclass(frozen=True)
class Person:
    """One synthetic person; ``sample_person`` draws one.

    Attributes:
        seed: what everything was drawn from; also seeds textures and strands.
        phenotype, ancestry, local_changes: see ``anny_data.identity_vertices``.
        skin, hair, iris, lips, cloth, accent: linear RGB; ``accent`` is the second colour of the cloth's pattern.
        hair_style: see HairStyle;  hair_side: which side the parting is on, -1 or 1.
        brow_density, stubble, freckles: 0..1;  brow_width: 0.6 thin .. 1.5 bushy;  brow_arch: metres, about +-0.002.
        tooth_shade: 0 (yellowish) .. 1 (white).
        beard, glasses, garment, pattern: see their types;  frame: the glasses' colour.
        makeup: 0..1, darkens lids and lashes.
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
    light: Light
    background: Background
    hair_side: int = 1
    brow_density: float = 0.7
    brow_width: float = 1.0
    brow_arch: float = 0.0
    stubble: float = 0.0
    freckles: float = 0.2
    tooth_shade: float = 0.6
    beard: BeardStyle = "none"
    glasses: GlassesShape = "none"
    frame: Colour = field(default=FRAME_COLOURS[0])
    garment: Garment = "crew"
    pattern: Pattern = "plain"
    accent: Colour = field(default=CLOTH_COLOURS[3])
    makeup: float = 0.0

    @property
    def is_feminine(self) -> bool:
        """True where the shape leans to the data's female targets."""
        return self.phenotype["gender"] > 0.5

    @property
    def age(self) -> float:
        """0 young adult .. 1 old."""
        return float(np.clip((self.phenotype["age"] - 2 / 3) * 3, 0.0, 1.0))


def sample_person(seed: int) -> Person:
    """Draw a person in full variety. The same seed gives the same person on every machine."""
    plain = plain_person(seed)
    rng = np.random.default_rng([78, seed])
    fair = plain.skin[0] > 0.40 and plain.ancestry["asian"] < 0.4
    old = rng.random() < 0.34
    phenotype = plain.phenotype | {
        "age": float(rng.uniform(0.80, 1.0) if old else rng.uniform(0.60, 0.80)),
        "muscle": float(rng.uniform(0.25, 0.85)),
        "weight": float(rng.uniform(0.25, 0.95)),
    }
    person = replace(
        plain,
        phenotype=phenotype,
        local_changes=plain.local_changes | _further_changes(rng),
        light=sample_light(rng),
        background=sample_background(rng),
        brow_density=float(rng.uniform(0.35, 1.0)),
        brow_width=float(rng.uniform(0.6, 1.0) if plain.is_feminine else rng.uniform(0.8, 1.45)),
        brow_arch=float(rng.normal(0.0006 if plain.is_feminine else 0.0, 0.0008)),
    )
    return _groomed(_dressed(person, rng), rng, fair=fair)


def plain_person(seed: int) -> Person:
    """Draw a person without beard styles, glasses and patterns, in a pullover, before a lit wall."""
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
    skin = between(SKIN_TONES, tone)
    fair = tone < 2.0 and mix[1] < 0.4
    hair = HAIR_COLOURS[int(rng.integers(0, 6))] if fair else HAIR_COLOURS[int(rng.integers(0, 2))]
    if phenotype["age"] > 0.83:
        hair = between((hair, HAIR_COLOURS[6]), float(rng.uniform(0.4, 1.0)))
    iris = IRIS_COLOURS[int(rng.integers(1, 6))] if fair else IRIS_COLOURS[int(rng.integers(0, 2))]
    changes = _sample_changes(rng)
    lips = _lip_colour(skin, rng, feminine)
    cloth = CLOTH_COLOURS[int(rng.integers(0, len(CLOTH_COLOURS)))]
    style = _plain_style(rng, feminine, float(mix[0]))
    side = int(rng.choice((-1, 1)))
    brow_density = float(rng.uniform(0.55, 1.0))
    stubble = 0.0 if feminine else float(rng.choice((0.0, 0.35, 0.7, 1.0)))
    freckles = float(rng.uniform(0.0, 1.0) if fair else rng.uniform(0.0, 0.2))
    tooth_shade = float(rng.uniform(0.3, 0.95))
    light, wall = plain_light(rng)
    return Person(
        seed=seed,
        phenotype=phenotype,
        ancestry=ancestry,
        local_changes=changes,
        skin=skin,
        hair=hair,
        iris=iris,
        lips=lips,
        cloth=cloth,
        hair_style=style,
        light=light,
        background=Background("wall", wall, wall),
        hair_side=side,
        brow_density=brow_density,
        stubble=stubble,
        freckles=freckles,
        tooth_shade=tooth_shade,
        beard="short" if stubble > 0.9 else "none",
    )


def _groomed(person: Person, rng: np.random.Generator, *, fair: bool) -> Person:
    """Hair, beard, make-up and what age does to colours."""
    feminine, age = person.is_feminine, person.age
    hair = person.hair
    if fair and rng.random() < 0.22:
        hair = BLONDE_HAIR
    dyed = feminine and rng.random() < 0.5
    if not dyed and rng.random() < 1.6 * age:
        hair = between((hair, WHITE_HAIR if age > 0.75 else GREY_HAIR), float(np.clip(rng.normal(age, 0.2), 0.15, 1)))
    lips = person.lips
    made_up = float(rng.uniform(0.3, 1.0)) if feminine and rng.random() < 0.6 else 0.0
    if made_up > 0.5:
        paint = ((0.40, 0.05, 0.07), (0.30, 0.04, 0.09), (0.45, 0.16, 0.15), (0.22, 0.05, 0.05))[int(rng.integers(4))]
        lips = between((lips, paint), 0.75 * made_up)
    return replace(
        person,
        hair=hair,
        lips=lips,
        makeup=made_up,
        hair_style=_sample_style(rng, person),
        beard=_sample_beard(rng, person),
        stubble=0.0 if feminine else float(rng.choice((0.0, 0.3, 0.6, 0.85))),
    )


def _dressed(person: Person, rng: np.random.Generator) -> Person:
    """Garment, pattern and glasses."""
    garments: tuple[Garment, ...] = ("crew", "vneck", "shirt", "hoodie", "turtleneck")
    shapes: tuple[GlassesShape, ...] = ("round", "square", "oval", "aviator", "cat")
    patterns: tuple[Pattern, ...] = ("plain", "stripes", "check")
    colours = rng.choice(len(MORE_CLOTH_COLOURS), 2, replace=False)
    glasses: GlassesShape = "none"
    if rng.random() < 0.22 + 0.25 * person.age:
        glasses = shapes[int(rng.integers(5 if person.is_feminine else 4))]
    return replace(
        person,
        garment=garments[int(rng.choice(5, p=(0.27, 0.19, 0.24, 0.16, 0.14)))],
        cloth=MORE_CLOTH_COLOURS[int(colours[0])],
        accent=MORE_CLOTH_COLOURS[int(colours[1])],
        pattern=patterns[int(rng.choice(3, p=(0.70, 0.17, 0.13)))],
        glasses=glasses,
        frame=FRAME_COLOURS[int(rng.integers(len(FRAME_COLOURS)))],
    )


def _sample_beard(rng: np.random.Generator, person: Person) -> BeardStyle:
    styles: tuple[BeardStyle, ...] = ("none", "short", "full", "moustache", "goatee")
    if person.is_feminine:
        return "none"
    return styles[int(rng.choice(5, p=(0.46, 0.20, 0.13, 0.09, 0.12)))]


def _sample_style(rng: np.random.Generator, person: Person) -> HairStyle:
    weights = dict(_FEMININE if person.is_feminine else _MASCULINE)
    if person.ancestry["african"] > 0.5:
        weights = dict(_AFRICAN)
        if person.is_feminine:
            weights |= {"buzz": 0.3, "bald": 0.05, "crop": 0.1, "bun": 1.2, "straight": 0.7, "bob": 0.6}
    elif not person.is_feminine and person.age > 0.4:
        weights |= {"receding": 2.5, "bald": 1.6}
    share = np.array(list(weights.values()))
    return list(weights)[int(rng.choice(len(share), p=share / share.sum()))]


def _sample_changes(rng: np.random.Generator) -> dict[str, float]:
    changes = {name: float(np.clip(rng.normal(0, 0.28), -0.6, 0.6)) for name in _CENTRAL}
    for name in _MIRRORED:
        value = float(np.clip(rng.normal(0, 0.28), -0.6, 0.6))
        changes[f"l-{name}"] = value + float(rng.normal(0, 0.03))
        changes[f"r-{name}"] = value + float(rng.normal(0, 0.03))
    return changes


def _further_changes(rng: np.random.Generator) -> dict[str, float]:
    return {name: float(np.clip(rng.normal(0, 0.25), -0.55, 0.55)) for name in _FURTHER}


def _lip_colour(skin: Colour, rng: np.random.Generator, feminine: bool) -> Colour:
    red = 0.95 + (0.25 * float(rng.random()) if feminine else 0.0)
    paint = 0.30 + 0.14 * float(rng.random())
    return (skin[0] * red, skin[1] * (0.78 - 0.8 * paint * 0.55), skin[2] * (0.92 - paint * 0.45))


def _plain_style(rng: np.random.Generator, feminine: bool, african: float) -> HairStyle:
    if african > 0.5:
        return "curls" if rng.random() < 0.6 else "crop"
    styles: tuple[HairStyle, ...] = ("long", "tied", "long", "swept") if feminine else ("crop", "swept", "crop", "bald")
    return styles[int(rng.integers(0, len(styles)))]
