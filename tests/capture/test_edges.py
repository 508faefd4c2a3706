"""Unmixing the person from the background at the mask's edge, on pictures whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from core.capture.cv import cv2
from core.capture.edges import clean_edges
from core.types import ByteArray, FloatArray

SIDE = 256
HAIR = np.array([40.0, 30.0, 25.0])
WALL = np.array([225.0, 220.0, 205.0])


def disc(radius: float, soft: float = 0.0) -> FloatArray:
    """Share of a disc in each pixel, [S, S]; ``soft`` is the width of its edge, pixels."""
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    depth = radius - np.hypot(x, y)
    return np.clip(depth / max(soft, 1e-6) + 0.5, 0.0, 1.0)


def photo(share: FloatArray, person: FloatArray, behind: FloatArray) -> ByteArray:
    mixed = share[..., None] * person + (1.0 - share[..., None]) * behind
    return np.rint(mixed).astype(np.uint8)


def as_mask(share: FloatArray) -> ByteArray:
    return np.rint(share * 255.0).astype(np.uint8)


def on(image: ByteArray, mask: ByteArray, level: float) -> FloatArray:
    share = mask[..., None] / 255.0
    return share * image + (1.0 - share) * level


def test_a_hard_mask_that_is_too_wide_becomes_the_true_share_and_the_wall_leaves_the_edge() -> None:
    share = disc(80.0, soft=2.0)
    image, mask = photo(share, HAIR, WALL), as_mask((disc(81.0) > 0.5).astype(float))
    own, clean = clean_edges(image, mask)
    assert np.abs(clean / 255.0 - share).max() < 0.1
    truth = share[..., None] * HAIR + (1.0 - share[..., None]) * 20.0
    assert np.abs(on(image, mask, 20.0) - truth).max() > 100.0  # what the picture alone gives: the bright line
    assert np.abs(on(own, clean, 20.0) - truth).max() < 8.0


def test_only_the_edge_changes() -> None:
    rng = np.random.default_rng(0)
    share = disc(80.0, soft=2.0)
    image = np.clip(photo(share, HAIR, WALL) + rng.integers(-9, 10, (SIDE, SIDE, 3)), 0, 255).astype(np.uint8)
    mask = as_mask((disc(80.5) > 0.5).astype(float))
    own, clean = clean_edges(image, mask)
    changed = np.any(own != image, axis=-1) | (clean != mask)
    distance = np.abs(np.hypot(*(np.mgrid[:SIDE, :SIDE] - SIDE / 2)) - 80.5)
    assert changed.any()
    assert distance[changed].max() < 4.0


def test_person_and_background_of_one_colour_keep_the_mask() -> None:
    mask = as_mask(disc(80.0, soft=2.0))
    image = photo(mask / 255.0, WALL, WALL + 4.0)
    _, clean = clean_edges(image, mask)
    assert np.abs(clean.astype(int) - mask).max() < 6


def test_a_small_hole_in_the_mask_far_from_the_background_keeps_its_rim() -> None:
    share = disc(80.0)
    image = photo(share, HAIR, WALL)
    image[126:129, 120:136] = WALL  # an earring, as bright as the wall
    mask = as_mask(share)
    mask[127:128, 124:130] = 0
    own, clean = clean_edges(image, mask)
    assert np.array_equal(clean[110:145, 110:145], mask[110:145, 110:145])
    assert np.array_equal(own[110:145, 110:145], image[110:145, 110:145])


@pytest.mark.parametrize("level", [0, 255])
def test_all_or_no_person_is_left_alone(level: int) -> None:
    image, mask = np.full((SIDE, SIDE, 3), 90, np.uint8), np.full((SIDE, SIDE), level, np.uint8)
    own, clean = clean_edges(image, mask)
    assert own is image
    assert clean is mask


def test_a_person_who_is_cut_off_by_the_picture_has_no_edge_there() -> None:
    share = np.zeros((SIDE, SIDE))
    share[100:] = 1.0
    image = photo(share, HAIR, WALL)
    own, clean = clean_edges(image, as_mask(share))
    assert (clean[110:] == 255).all()
    assert np.array_equal(own[110:], image[110:])


@pytest.mark.parametrize("size", [64, 128])
def test_small_pictures_have_an_edge_too(size: int) -> None:
    share = cv2.resize(disc(80.0, soft=4.0), (size, size), interpolation=cv2.INTER_AREA)
    image, mask = photo(share, HAIR, WALL), as_mask((share > 0.2).astype(float))
    _, clean = clean_edges(image, mask)
    assert np.abs(clean / 255.0 - share).mean() < 0.35 * np.abs(mask / 255.0 - share).mean()


def test_twice_the_size_gives_twice_the_width() -> None:
    share = cv2.resize(disc(80.0, soft=2.0), (2 * SIDE, 2 * SIDE), interpolation=cv2.INTER_LINEAR)
    image = photo(share, HAIR, WALL)
    mask = as_mask((cv2.resize(disc(81.0), (2 * SIDE, 2 * SIDE)) > 0.5).astype(float))
    _, clean = clean_edges(image, mask)
    assert np.abs(clean / 255.0 - share).max() < 0.12
