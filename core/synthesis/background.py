"""What is seen behind a person: a lit wall, a flat colour, a gradient, soft circles of light, or a blurred room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from core.synthesis.arrays import Floats
from core.synthesis.noise import fractal_noise
from core.synthesis.palette import Colour

BackgroundKind = Literal["wall", "flat", "gradient", "bokeh", "room"]
BACKGROUND_KINDS: tuple[BackgroundKind, ...] = ("wall", "flat", "gradient", "bokeh", "room")


@dataclass(frozen=True)
class Background:
    """A background: its kind and two colours (linear RGB)."""

    kind: BackgroundKind
    colour: Colour
    accent: Colour


STUDIO = Background("flat", (0.30, 0.31, 0.32), (0.30, 0.31, 0.32))
"""The grey of a studio with many cameras."""


def sample_background(rng: np.random.Generator) -> Background:
    """Draw a background."""
    kind = BACKGROUND_KINDS[int(rng.choice(len(BACKGROUND_KINDS), p=(0.30, 0.12, 0.16, 0.20, 0.22)))]
    colour = _tinted(rng, float(rng.uniform(0.03, 0.45)), 0.25)
    accent = _tinted(rng, float(rng.uniform(0.05, 0.6)), 0.45)
    return Background(kind, colour, accent)


def paint(background: Background, side: float, width: int, height: int, seed: int) -> Floats:
    """The picture of a background in linear light, [H, W, 3]; ``side`` is -1 or 1, where the key light stands."""
    rng = np.random.default_rng([76, seed])
    size = max(width, height)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    colour, accent = (np.asarray(c, np.float32) for c in (background.colour, background.accent))
    if background.kind == "wall":
        glow = np.exp(-(((x - 0.5 + 0.22 * side) / 0.55) ** 2) - ((y - 0.38) / 0.6) ** 2)
        picture = colour * (0.55 + 0.75 * glow)[..., None] * (1 + 0.03 * fractal_noise(rng, size, 3, 3))[..., None]
    elif background.kind == "flat":
        picture = np.broadcast_to(colour, (size, size, 3)).copy()
    elif background.kind == "gradient":
        angle = float(rng.uniform(-0.9, 0.9))
        t = np.clip(0.5 + (y - 0.5) * np.cos(angle) + (x - 0.5) * np.sin(angle), 0, 1)[..., None]
        picture = colour * (1 - t) + accent * t
    elif background.kind == "bokeh":
        picture = _bokeh(rng, x, y, colour, accent)
    else:
        picture = _room(rng, size, colour, accent)
    top, left = (size - height) // 2, (size - width) // 2
    return np.ascontiguousarray(picture[top : top + height, left : left + width], np.float32)


def _bokeh(rng: np.random.Generator, x: Floats, y: Floats, colour: Floats, accent: Floats) -> Floats:
    picture = colour * (0.22 + 0.35 * (1 - y))[..., None]
    for _ in range(int(rng.integers(14, 34))):
        cx, cy = rng.uniform(-0.05, 1.05), float(np.clip(rng.normal(0.35, 0.25), -0.05, 0.95))
        radius = float(rng.uniform(0.02, 0.075))
        distance = np.hypot(x - cx, y - cy)
        disc = np.clip((radius - distance) / 0.006, 0, 1) * (0.75 + 0.25 * np.clip(distance / radius, 0, 1) ** 3)
        hue = np.clip(accent * rng.uniform(0.5, 1.6, 3) + 0.05, 0, 1.6)
        picture = picture + disc[..., None] * hue * float(rng.uniform(0.08, 0.55))
    size = x.shape[0]
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), max(size * 0.004, 0.6)), np.float32)


def _room(rng: np.random.Generator, size: int, colour: Floats, accent: Floats) -> Floats:
    """Boxes as shelves, doors, pictures and a bright window are, far out of focus."""
    small = 128
    picture = np.broadcast_to(colour, (small, small, 3)).astype(np.float32).copy()
    picture *= np.linspace(1.15, 0.75, small, dtype=np.float32)[:, None, None]
    for _ in range(int(rng.integers(5, 12))):
        w, h = int(rng.uniform(0.06, 0.3) * small), int(rng.uniform(0.08, 0.5) * small)
        x0, y0 = int(rng.uniform(-0.1, 1.0) * small), int(rng.uniform(-0.1, 0.8) * small)
        hue = (colour if rng.random() < 0.5 else accent) * rng.uniform(0.3, 1.5, 3)
        picture[max(y0, 0) : y0 + h, max(x0, 0) : x0 + w] = hue
    if rng.random() < 0.6:
        left, top = int(rng.choice((2, 84))), int(rng.uniform(4, 24))
        picture[top : top + 56, left : left + 40] = np.array([0.95, 1.0, 1.08]) * float(rng.uniform(0.7, 1.3))
        picture[top + 26 : top + 29, left : left + 40] *= 0.4
    soft = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(2.5, 5.0)))
    return np.asarray(np.maximum(cv2.resize(soft, (size, size), interpolation=cv2.INTER_CUBIC), 0), np.float32)


def _tinted(rng: np.random.Generator, level: float, spread: float) -> Colour:
    hue = rng.uniform(1 - spread, 1 + spread, 3)
    return (level * float(hue[0]), level * float(hue[1]), level * float(hue[2]))
