"""Figures of a neighbour table, against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core.raf.curves import BINS, curves, repeats
from core.raf.pins import NONE

ROWS = np.array([[0, 1], [0, 2], [NONE, NONE], [3, 2], [0, 3]])
FAR = np.array([[1.0, 2.0], [1.5, 2.5], [np.inf, np.inf], [0.5, 1.5], [3.0, 5.0]], np.float32)
PERSON_OF = np.array([0, 0, 1, 2])
TIMES = np.array([0.0, 0.5, 1.0, 1.5, 2.0])


def test_curves_count_what_is_there() -> None:
    found = curves(ROWS, FAR, PERSON_OF, TIMES, random=FAR + 1)
    np.testing.assert_allclose(found.nearest, [1.0, 1.5, np.nan, 0.5, 3.0])
    np.testing.assert_allclose(found.mean, [1.5, 2.0, np.nan, 1.0, 4.0])
    np.testing.assert_allclose(found.random, [2.5, 3.0, np.nan, 2.0, 5.0])
    assert found.persons.tolist() == [1, 2, 0, 2, 2]
    assert (found.known, found.different, found.draws) == (4, 4, 8)
    assert found.repeated == pytest.approx(0.5)
    assert found.person_shares == ((0, 0.5), (1, 0.25), (2, 0.25))
    assert found.histogram.counts.sum() == 8
    assert found.histogram.random_counts.sum() == 8


def test_repeats_look_back_a_second() -> None:
    # frame 1 repeats face 0; frame 3 repeats face 2 of frame 1, a second before; frame 4 repeats 3 but not 0 (1.5 s)
    np.testing.assert_allclose(repeats(ROWS, TIMES), [0.0, 0.5, np.nan, 0.5, 0.5])
    np.testing.assert_allclose(repeats(ROWS, TIMES, within_s=0.6), [0.0, 0.5, np.nan, 0.0, 0.5])


@pytest.mark.parametrize("frames", [0, 1, 7])
def test_nothing_found_yet(frames: int) -> None:
    found = curves(np.full((frames, 3), NONE), np.full((frames, 3), np.inf, np.float32), PERSON_OF, np.zeros(frames))
    assert found.draws == 0
    assert found.repeated == 0.0
    assert np.isnan(found.nearest).all()
    assert found.histogram.counts.tolist() == [0] * BINS


def test_an_outlier_does_not_squeeze_the_histogram() -> None:
    far = np.random.default_rng(0).uniform(1, 3, (2000, 4)).astype(np.float32)
    far[0, 0] = 1000.0
    found = curves(np.zeros((2000, 4), np.int64), far, PERSON_OF, np.arange(2000) / 25)
    assert found.histogram.edges[-1] < 4
    assert found.histogram.counts.sum() == far.size
