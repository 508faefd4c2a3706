"""Deterministic smooth noise images (numpy and one resize)."""

from __future__ import annotations

import cv2
import numpy as np

from core.synthesis.arrays import Floats

REFERENCE_SIZE = 1024


def smooth_noise(rng: np.random.Generator, size: int, cells: int) -> Floats:
    """Cubic-interpolated noise with about ``cells`` bumps a side, about -1..1, [size, size]."""
    grid = rng.standard_normal((cells + 3, cells + 3)).astype(np.float32) * 0.5
    edge = int(np.ceil(size * (cells + 3) / max(cells, 1)))
    image = cv2.resize(grid, (edge, edge), interpolation=cv2.INTER_CUBIC)
    start = (edge - size) // 2
    return np.ascontiguousarray(image[start : start + size, start : start + size]).astype(np.float32)


def fractal_noise(rng: np.random.Generator, size: int, cells: int, octaves: int, gain: float = 0.5) -> Floats:
    """A sum of ``octaves`` of smooth noise, each twice as fine and ``gain`` times as strong, [size, size]."""
    total = np.zeros((size, size), np.float32)
    amplitude = 1.0
    for _ in range(octaves):
        total += np.float32(amplitude) * smooth_noise(rng, size, min(cells, size // 2))
        cells, amplitude = cells * 2, amplitude * gain
    return total


def spots(rng: np.random.Generator, size: int, count: int, radius: tuple[float, float]) -> Floats:
    """Soft round spots at random places, 0..1, [size, size]; radii in pixels of a picture 1024 wide."""
    centres = rng.uniform(0, 1, (count, 2)) * size
    radii = rng.uniform(*radius, count) * (size / REFERENCE_SIZE)
    strengths = rng.uniform(0.3, 1.0, count).astype(np.float32)
    image = np.zeros((size, size), np.float32)
    reach = int(np.ceil(max(3 * radii.max(initial=0.4), 2)))
    shift = np.arange(-reach, reach + 1)
    for first in range(0, count, 4096):
        part = slice(first, first + 4096)
        corner = np.floor(centres[part]).astype(np.int32)
        x, y = corner[:, 0:1] + shift, corner[:, 1:2] + shift  # [n, k]
        width = np.maximum(2 * (0.6 * radii[part, None]) ** 2, 0.12)
        bump_x = np.exp(-((x - centres[part, 0:1]) ** 2) / width).astype(np.float32)
        bump_y = np.exp(-((y - centres[part, 1:2]) ** 2) / width).astype(np.float32)
        bump = strengths[part, None, None] * bump_y[:, :, None] * bump_x[:, None, :]
        inside = ((x >= 0) & (x < size))[:, None, :] & ((y >= 0) & (y < size))[:, :, None]
        place = np.clip(y, 0, size - 1)[:, :, None] * size + np.clip(x, 0, size - 1)[:, None, :]
        np.maximum.at(image.reshape(-1), place[inside], bump[inside])
    return image
