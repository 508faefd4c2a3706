"""The range projection: nothing happens in range, and far expressions come back towards it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.live.projection import MAX_ROWS, OWN_SLACK, RangeProjection


def known(rows: int = 200, D: int = 6, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, D)).astype(np.float32)


def test_training_descriptors_pass_unchanged() -> None:
    rows = known()
    result = RangeProjection(rows).project(rows)
    np.testing.assert_allclose(result.descriptors, rows, atol=1e-5)
    assert (result.kept == 1.0).all()
    assert result.nearest.max() < 1e-2


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(1.0, 50.0))
def test_the_result_is_never_farther_than_the_query(seed: int, scale: float) -> None:
    projection = RangeProjection(known())
    query = (np.random.default_rng(seed).normal(size=(3, 6)) * scale).astype(np.float32)
    first = projection.project(query)
    second = projection.project(first.descriptors)
    assert (second.nearest <= first.nearest + 1e-3).all()
    assert np.isfinite(first.descriptors).all()


def test_the_kept_share_falls_as_one_over_the_distance() -> None:
    projection = RangeProjection(known())
    direction = np.eye(6, dtype=np.float32)[0]
    result = projection.project(direction * np.array([[20.0], [40.0], [80.0]], np.float32))
    np.testing.assert_allclose(result.kept, projection.tau / result.nearest, rtol=1e-5)
    assert (np.diff(result.kept) < 0).all()
    # what is kept of the excess goes to a bounded length: the pull stops torn faces at any distance
    assert np.ptp(np.linalg.norm(result.descriptors, axis=1)) < 3.0


def test_a_path_out_of_range_is_followed_without_jumps() -> None:
    projection = RangeProjection(known())
    path = np.linspace(0.0, 12.0, 600)[:, None] * np.array([[1.0, 0.6, -0.3, 0, 0, 0.2]], np.float32)
    out = projection.project(path.astype(np.float32)).descriptors
    step = np.linalg.norm(np.diff(out, axis=0), axis=1)
    assert step.max() < 5.0 * np.linalg.norm(np.diff(path, axis=0), axis=1).max()


def test_more_slack_leaves_more_alone() -> None:
    tight, loose = RangeProjection(known()), RangeProjection(known(), slack=OWN_SLACK)
    assert loose.tau == pytest.approx(OWN_SLACK * tight.tau)
    query = 4.0 * np.eye(6, dtype=np.float32)
    near = np.flatnonzero(tight.project(query).nearest < loose.tau)
    assert near.size
    np.testing.assert_array_equal(loose.project(query).descriptors[near], query[near])
    assert (loose.project(10 * query).kept > tight.project(10 * query).kept).all()


def test_many_at_once_are_as_one_by_one() -> None:
    projection = RangeProjection(known())
    queries = 3.0 * known(1100, seed=1)  # more than a block
    together = projection.project(queries)
    for row in (0, 511, 512, 1099):
        alone = projection.project(queries[row])
        np.testing.assert_allclose(together.descriptors[row], alone.descriptors[0], atol=1e-5)
        assert together.kept[row] == pytest.approx(float(alone.kept[0]), abs=1e-5)
    assert projection.project(queries[:0]).descriptors.shape == (0, 6)


def test_one_training_row_and_no_training_row() -> None:
    only = RangeProjection(np.zeros((1, 4), np.float32))
    assert np.isfinite(only.project(np.ones(4, np.float32)).descriptors).all()
    with pytest.raises(InputError, match="no range"):
        RangeProjection(np.zeros((0, 4), np.float32))


def test_large_summaries_are_thinned() -> None:
    rows = known(MAX_ROWS * 2 + 7)
    projection = RangeProjection(rows)
    assert projection.project(rows[:1]).nearest[0] < 1e-2  # the ends stay
    assert projection.tau == pytest.approx(RangeProjection(rows[::2]).tau, rel=0.05)
