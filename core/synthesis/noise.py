"""Deterministic smooth noise images (numpy and one resize)."""

from __future__ import annotations

import cv2
import numpy as np

from core.synthesis.arrays import Floats


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
    """Soft round spots at random places, 0..1, [size, size]; radii in pixels."""
    image = np.zeros((size, size), np.float32)
    centres = rng.uniform(0, size, (count, 2))
    for (x, y), r, strength in zip(centres, rng.uniform(*radius, count), rng.uniform(0.3, 1.0, count), strict=True):
        reach = int(np.ceil(3 * r))
        x0, y0 = max(0, int(x) - reach), max(0, int(y) - reach)
        x1, y1 = min(size, int(x) + reach + 1), min(size, int(y) + reach + 1)
        yy, xx = np.mgrid[y0:y1, x0:x1]
        bump = strength * np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / (2 * (0.6 * r) ** 2))
        image[y0:y1, x0:x1] = np.maximum(image[y0:y1, x0:x1], bump)
    return image
