"""Light from all around, and what stands behind people."""

from __future__ import annotations

import numpy as np
import pytest

from core.synthesis.background import BACKGROUND_KINDS, Background, paint
from core.synthesis.light import Light, arriving, harmonics, of_lamps, of_sky, sample_light


def _light(environment: tuple[tuple[float, float, float], ...]) -> Light:
    return Light((0, 0, -1), (1, 1, 1), (0, 0, 1), (0, 0, 0), environment)


def _directions(count: int) -> np.ndarray:
    drawn = np.random.default_rng(0).standard_normal((count, 3))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def test_harmonics_are_orthonormal() -> None:
    values = harmonics(_directions(200_000)).astype(np.float64)
    np.testing.assert_allclose(4 * np.pi * values.T @ values / len(values), np.eye(9), atol=0.03)


def test_even_light_is_even_and_a_lamp_lights_what_faces_it() -> None:
    even = arriving(_light(of_lamps((0.2, 0.3, 0.4), [])), _directions(50))
    np.testing.assert_allclose(even, np.tile([0.2, 0.3, 0.4], (50, 1)), rtol=1e-4)
    lamp = _light(of_lamps((0, 0, 0), [((0.0, -3.0, 0.0), (1.0, 0.5, 0.25))]))
    np.testing.assert_allclose(arriving(lamp, np.array([[0, -1, 0]], np.float32)), [[1.0, 0.5, 0.25]], rtol=1e-4)
    assert arriving(lamp, np.array([[0, 1, 0]], np.float32)).max() < 0.1


def test_a_sky_is_brighter_from_above() -> None:
    light = _light(of_sky((0.6, 0.6, 0.7), (0.2, 0.2, 0.2)))
    up, down = arriving(light, np.array([[0, -1, 0], [0, 1, 0]], np.float32))
    assert up[2] > 2 * down[2]


def test_rooms_differ_but_faces_are_exposed_alike() -> None:
    lights = [sample_light(np.random.default_rng(seed)) for seed in range(60)]
    facing = np.array([[0, -0.2, -0.98]], np.float32)
    totals = []
    for light in lights:
        towards = np.asarray(light.key_direction) / np.linalg.norm(light.key_direction)
        totals.append(max(float(facing[0] @ towards), 0.15) * light.key[1] + float(arriving(light, facing)[0, 1]))
    assert min(totals) > 1.0
    assert max(totals) < 2.6
    assert np.std([light.key_softness for light in lights]) > 0.15


@pytest.mark.parametrize("kind", BACKGROUND_KINDS)
def test_backgrounds_fill_their_picture_and_repeat(kind: str) -> None:
    background = Background(kind, (0.2, 0.3, 0.4), (0.5, 0.4, 0.3))  # type: ignore[arg-type]
    picture = paint(background, 1.0, 48, 64, seed=3)
    assert picture.shape == (64, 48, 3)
    assert np.isfinite(picture).all()
    assert picture.min() >= 0
    assert (picture == paint(background, 1.0, 48, 64, seed=3)).all()
    assert (picture.std(axis=(0, 1)).max() > 1e-3) == (kind != "flat")
