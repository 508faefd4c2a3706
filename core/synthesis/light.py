"""Light of a room: a key light, a rim light, and everything else as spherical harmonics of order two.

Directions are in the phone camera's space: +x right, +y down, +z away from the camera.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.synthesis.arrays import Floats
from core.synthesis.palette import Colour

_BAND_GAIN = np.array([1.0, 2 / 3, 2 / 3, 2 / 3, 0.25, 0.25, 0.25, 0.25, 0.25])
"""What a matt surface keeps of each band. Source: Ramamoorthi & Hanrahan, An efficient representation for irradiance
environment maps, 2001."""

_LAMP_GAIN = 4 * np.pi / 4.25
"""Makes a lamp's light on a surface that faces it equal to the lamp's colour."""


@dataclass(frozen=True)
class Light:
    """A room's light (linear RGB).

    Attributes:
        key_direction: towards the key light;  key: its colour on a surface that faces it;  key_softness: 0 (a small
            lamp with hard shadows) .. 1 (a window).
        rim_direction, rim: a light from behind.
        environment: coefficients of the light on a matt surface by its normal, nine colours (see ``harmonics``).
    """

    key_direction: Colour
    key: Colour
    rim_direction: Colour
    rim: Colour
    environment: tuple[Colour, ...]
    key_softness: float = 0.25


def harmonics(direction: Floats) -> Floats:
    """The nine real spherical harmonics up to order two at unit vectors [P, 3] -> [P, 9]."""
    x, y, z = direction[..., 0], direction[..., 1], direction[..., 2]
    return np.stack(
        [
            np.full_like(x, 0.282095),
            0.488603 * y,
            0.488603 * z,
            0.488603 * x,
            1.092548 * x * y,
            1.092548 * y * z,
            0.315392 * (3 * z * z - 1),
            1.092548 * x * z,
            0.546274 * (x * x - y * y),
        ],
        axis=-1,
    ).astype(np.float32)


def arriving(light: Light, normal: Floats) -> Floats:
    """Light from all around on a matt surface with unit normals [P, 3] -> [P, 3]."""
    total: Floats = np.maximum(harmonics(normal) @ np.asarray(light.environment, np.float32), 0.0)
    return total


def of_lamps(ambient: Colour, lamps: list[tuple[Colour, Colour]]) -> tuple[Colour, ...]:
    """The environment of an even light and some broad lamps, each (direction, colour)."""
    total = np.zeros((9, 3))
    total[0] = np.asarray(ambient) / 0.282095
    for direction, colour in lamps:
        towards = np.asarray(direction, np.float64) / np.linalg.norm(direction)
        shape = harmonics(towards[None].astype(np.float32))[0].astype(np.float64) * _BAND_GAIN * _LAMP_GAIN
        total += shape[:, None] * np.asarray(colour)
    return _colours(total)


def of_sky(sky: Colour, ground: Colour) -> tuple[Colour, ...]:
    """The environment of a bright upper and a darker lower half, a little stronger from the camera's side."""
    n = np.arange(600) + 0.5
    polar, turn = np.arccos(1 - 2 * n / 600), np.pi * (1 + 5**0.5) * n
    normal = np.stack([np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn), np.cos(polar)], axis=1)
    up, front = 0.5 - 0.5 * normal[:, 1:2], np.clip(-normal[:, 2:3], 0, 1)
    wanted = (np.asarray(ground) + (np.asarray(sky) - np.asarray(ground)) * up) * (0.72 + 0.28 * front)
    fitted, *_ = np.linalg.lstsq(harmonics(normal.astype(np.float32)).astype(np.float64), wanted, rcond=None)
    return _colours(fitted)


def plain_light(rng: np.random.Generator) -> tuple[Light, Colour]:
    """A key light from one side under an even sky; also the colour of the wall behind."""
    side = float(rng.choice((-1, 1)))
    warmth = float(rng.uniform(-0.12, 0.12))
    strength = float(rng.uniform(1.7, 2.7))
    angle, height = float(rng.uniform(0.25, 0.95)), float(rng.uniform(0.25, 0.75))
    hue = rng.uniform(0.75, 1.25, 3)
    level = float(rng.uniform(0.06, 0.4))
    light = Light(
        key_direction=(side * angle, -height, -0.7),
        key=(strength * (1 + warmth), strength, strength * (1 - warmth)),
        rim_direction=(-side * 0.75, -0.3, 0.55),
        rim=(0.6 * (1 - warmth), 0.62, 0.66 * (1 + warmth)),
        environment=of_sky((0.62, 0.66, 0.74), (0.25, 0.21, 0.19)),
    )
    return light, (level * float(hue[0]), level * float(hue[1]), level * float(hue[2]))


# key's side, height and depth; its share of the light; softness; warmth (+ is warm); rim; strength of other lamps
_SETUPS: dict[str, tuple[tuple[float, float, float], float, float, float, float, float]] = {
    "window": ((0.95, 0.25, 0.55), 0.66, 0.9, -0.03, 0.15, 0.5),
    "studio": ((0.60, 0.55, 0.80), 0.62, 0.5, 0.00, 0.75, 0.3),
    "overcast": ((0.25, 0.90, 0.55), 0.36, 1.0, -0.06, 0.10, 0.3),
    "evening": ((0.80, 0.10, 0.60), 0.58, 0.4, 0.22, 0.30, 0.6),
    "office": ((0.25, 0.95, 0.50), 0.50, 0.7, -0.02, 0.20, 0.5),
    "screen": ((0.10, -0.05, 1.00), 0.45, 0.8, -0.12, 0.20, 0.6),
    "sun": ((0.70, 0.65, 0.65), 0.74, 0.05, 0.10, 0.60, 0.3),
}


def sample_light(rng: np.random.Generator) -> Light:
    """Draw a room: where its key light stands, how soft and warm it is, and what else shines."""
    (x, height, depth), share, softness, warmth, rim, uneven = _SETUPS[list(_SETUPS)[int(rng.integers(len(_SETUPS)))]]
    side = float(rng.choice((-1, 1)))
    key_direction = (side * x * float(rng.uniform(0.6, 1.2)), -height * float(rng.uniform(0.6, 1.2)), -depth)
    warmth += float(rng.normal(0, 0.04))
    share = float(np.clip(share + rng.normal(0, 0.06), 0.1, 0.85))
    lamps: list[tuple[Colour, Colour]] = []
    for _ in range(int(rng.integers(2, 5))):
        direction = rng.normal(0, 1, 3) * (1.0, 0.7, 0.8) + (0, -0.3, -0.2)
        tint, strength = rng.uniform(0.75, 1.25, 3), float(rng.uniform(0.2, 1.0))
        lamps.append((_triple(direction), _triple(tint * strength * uneven)))
    floor = _triple(rng.uniform(0.6, 1.1, 3) * 0.18)
    lamps.append(((0.0, 1.0, -0.1), floor))
    light = Light(
        key_direction=key_direction,
        key=(share * (1 + warmth), share, share * (1 - warmth)),
        rim_direction=(-side * 0.8, -0.35, 0.5),
        rim=_triple(rng.uniform(0.8, 1.2, 3) * rim * float(rng.uniform(0.3, 1.0))),
        environment=of_lamps(_triple(np.array([0.45, 0.47, 0.50]) * (1 - share)), lamps),
        key_softness=softness,
    )
    return _exposed(light, float(rng.uniform(1.15, 1.7)) + 0.8 * share)


def _exposed(light: Light, level: float) -> Light:
    """The same room at a fixed brightness of what faces the camera, as a camera's exposure makes it."""
    facing = np.array([[0.0, -0.2, -0.98]], np.float32)
    towards = np.asarray(light.key_direction) / np.linalg.norm(light.key_direction)
    direct = max(float(facing[0] @ towards), 0.15) * light.key[1]
    around = float(arriving(light, facing)[0, 1])
    factor = level / max(direct + around, 1e-3)
    return Light(
        light.key_direction,
        _triple(np.asarray(light.key) * factor),
        light.rim_direction,
        light.rim,
        _colours(np.asarray(light.environment) * factor),
        light.key_softness,
    )


def _triple(values: Floats) -> Colour:
    return (float(values[0]), float(values[1]), float(values[2]))


def _colours(table: Floats) -> tuple[Colour, ...]:
    return tuple(_triple(row) for row in table)
