"""The z-buffer against a plain loop over pixels and triangles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.synthesis.arrays import Floats
from core.synthesis.raster import EMPTY, barycentric, rasterize

EDGE_MARGIN = 1e-3
"""Pixel centres nearer than this (in barycentric units) to an edge may fall on either side in float32."""


def _brute(xy: Floats, near: Floats, width: int, height: int) -> tuple[Floats, Floats]:
    """Best nearness per pixel, and whether any triangle's edge runs too close to the centre to judge."""
    best = np.zeros((height, width))
    unsure = np.zeros((height, width), bool)
    centres = np.stack(np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5), axis=-1).reshape(-1, 2)
    for corners, value in zip(xy, near, strict=True):
        e1, e2 = corners[1] - corners[0], corners[2] - corners[0]
        if abs(e1[0] * e2[1] - e1[1] * e2[0]) < 0.5:
            return best, np.ones_like(unsure)
        weights = barycentric(np.broadcast_to(corners, (len(centres), 3, 2)).astype(np.float32), centres)
        inside = (weights > 0).all(axis=1).reshape(height, width)
        unsure |= (np.abs(weights).min(axis=1) < EDGE_MARGIN).reshape(height, width)
        best = np.where(inside, np.maximum(best, (weights @ value).reshape(height, width)), best)
    return best, unsure


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_matches_brute_force(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    xy = rng.uniform(-4, 20, (count, 3, 2)).astype(np.float32)
    near = rng.uniform(0.2, 3.0, (count, 3)).astype(np.float32)
    ids, depth = rasterize(xy, near, 17, 13)
    best, unsure = _brute(xy, near, 17, 13)
    np.testing.assert_allclose(depth[~unsure], best[~unsure], rtol=2e-4, atol=1e-5)
    assert ((ids == EMPTY) == (depth == 0)).all()


def test_neighbours_share_every_pixel_exactly_once() -> None:
    square = np.array([[[0.2, 0.3], [9.7, 0.1], [9.9, 9.6]], [[0.2, 0.3], [9.9, 9.6], [0.4, 9.8]]], np.float32)
    both, _ = rasterize(square, np.ones((2, 3), np.float32), 10, 10)
    one, _ = rasterize(square[:1], np.ones((1, 3), np.float32), 10, 10)
    two, _ = rasterize(square[1:], np.ones((1, 3), np.float32), 10, 10)
    assert (both != EMPTY).sum() == (one != EMPTY).sum() + (two != EMPTY).sum()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_unusable_triangles_are_left_out(bad: float) -> None:
    xy = np.array([[[0, 0], [8, 0], [0, 8]]], np.float32)
    ids, _ = rasterize(xy, np.array([[1, 1, bad if bad < 0 else 1]], np.float32), 8, 8)
    broken = xy.copy()
    broken[0, 0, 0] = bad if bad > 0 or np.isnan(bad) else np.nan
    lost, _ = rasterize(broken, np.ones((1, 3), np.float32), 8, 8)
    assert (lost == EMPTY).all()
    assert (ids == EMPTY).all() == (bad < 0)


def test_nothing_gives_an_empty_picture() -> None:
    ids, depth = rasterize(np.zeros((0, 3, 2), np.float32), np.zeros((0, 3), np.float32), 5, 4)
    assert ids.shape == depth.shape == (4, 5)
    assert (ids == EMPTY).all()


def test_drawing_in_small_batches_gives_the_same_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    xy = rng.uniform(-4, 40, (50, 3, 2)).astype(np.float32)
    near = rng.uniform(0.2, 3.0, (50, 3)).astype(np.float32)
    whole = rasterize(xy, near, 32, 32)
    monkeypatch.setattr("core.synthesis.raster.CHUNK", 7)
    batched = rasterize(xy, near, 32, 32)
    assert (whole[0] == batched[0]).all()
    assert (whole[1] == batched[1]).all()
