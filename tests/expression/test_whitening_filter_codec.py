"""Whitening, One-Euro filter and descriptor codec: closed forms and properties."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.errors import FormatError, InputError, ShapeError
from core.expression.codec import DescriptorCodec, channel_ranges
from core.expression.encoder import Channel
from core.expression.filter import OneEuro, OneEuroOptions
from core.expression.whitening import Whitening

ROWS = arrays(np.float64, st.tuples(st.integers(1, 30), st.integers(1, 6)), elements=st.floats(-100, 100))


def test_whitened_data_has_unit_covariance(rng: np.random.Generator) -> None:
    x = rng.normal(size=(5000, 4)) @ rng.normal(size=(4, 4)) + 3
    white = Whitening.fit(x, shrinkage=0.0, floor=0.0).apply(x)
    np.testing.assert_allclose(np.cov(white.T, bias=True), np.eye(4), atol=1e-3)
    np.testing.assert_allclose(white.mean(axis=0), 0, atol=1e-4)


def test_a_dead_channel_stays_harmless(rng: np.random.Generator) -> None:
    x = np.concatenate([rng.normal(size=(2000, 3)), 1e-5 * rng.normal(size=(2000, 1))], axis=1)
    white = Whitening.fit(x).apply(x)
    assert white[:, 3].std() < 1e-3
    assert 0.85 < white[:, 0].std() < 1.0


def test_each_group_weighs_the_same(rng: np.random.Generator) -> None:
    many, few = rng.normal(0, 1, (1000, 2)), rng.normal(4, 1, (10, 2))
    grouped = Whitening.fit(np.concatenate([many, few]), groups=np.array(["a"] * 1000 + ["b"] * 10))
    assert abs(float(grouped.mean.mean()) - 2.0) < 0.5


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_whitening_is_finite_a_metric_and_survives_json(rows: np.ndarray) -> None:
    whitening = Whitening.fit(rows)
    white = whitening.apply(rows)
    assert np.isfinite(white).all()
    direct = np.linalg.norm(white[:1] - white, axis=1)
    distance = whitening.distance(rows[:1], rows)
    np.testing.assert_allclose(distance, direct, atol=1e-2 + 1e-3 * np.abs(white).max())
    assert (distance >= 0).all()
    again = Whitening.from_dict(json.loads(json.dumps(whitening.to_dict())))
    np.testing.assert_array_equal(again.apply(rows), white)


def test_whitening_refuses_bad_input() -> None:
    with pytest.raises(InputError):
        Whitening.fit(np.zeros((0, 3)))
    with pytest.raises(InputError):
        Whitening.fit(np.array([[np.nan]]))
    with pytest.raises(ShapeError):
        Whitening.fit(np.zeros((2, 3))).apply(np.zeros((2, 4)))
    for damage in ({}, {"mean": [0.0], "transform": [[0.0, 1.0]]}, {"mean": [0.0], "transform": [[float("inf")]]}):
        with pytest.raises(FormatError):
            Whitening.from_dict(damage)


def test_filter_passes_a_constant_and_calms_noise(rng: np.random.Generator) -> None:
    times = np.arange(300) / 30
    noise = 0.02 * rng.normal(size=(300, 5)) + 1.0
    filtered = OneEuro(OneEuroOptions(min_cutoff_hz=1.0, beta=0.1)).sequence(noise, times)
    assert filtered[60:].std() < 0.5 * noise[60:].std()
    np.testing.assert_allclose(OneEuro().sequence(np.full((50, 3), 0.7), times[:50]), 0.7, atol=1e-6)


def test_filter_follows_fast_motion_sooner_with_higher_beta() -> None:
    times = np.arange(60) / 30
    step = (times >= 1).astype(float)[:, None]
    slow = OneEuro(OneEuroOptions(min_cutoff_hz=0.5, beta=0.0)).sequence(step, times)
    fast = OneEuro(OneEuroOptions(min_cutoff_hz=0.5, beta=2.0)).sequence(step, times)
    assert fast[34, 0] > slow[34, 0] + 0.2
    assert fast.max() <= 1.0 + 1e-6


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, (12, 3), elements=st.floats(-5, 5)), st.floats(0.001, 0.4))
def test_filter_stays_within_what_it_saw(values: np.ndarray, step_s: float) -> None:
    filtered = OneEuro().sequence(values, np.arange(12) * step_s)
    assert (filtered <= values.max(axis=0) + 1e-5).all()
    assert (filtered >= values.min(axis=0) - 1e-5).all()


def test_filter_starts_anew_after_a_gap_and_survives_nan() -> None:
    one = OneEuro()
    one(np.zeros(2), 0.0)
    np.testing.assert_array_equal(one(np.ones(2), 10.0), 1.0)
    assert np.isfinite(one(np.array([np.nan, 2.0]), 10.03)).all()
    np.testing.assert_array_equal(one(np.full(2, 5.0), 9.0), 5.0)
    with pytest.raises(ShapeError):
        one(np.zeros(3), 9.01)
    with pytest.raises(InputError):
        OneEuroOptions(min_cutoff_hz=0.0)


@settings(max_examples=60, deadline=None)
@given(arrays(np.float32, st.tuples(st.integers(1, 20), st.integers(1, 5)), elements=st.floats(-10, 10, width=32)))
def test_codec_round_trip_is_within_half_a_step(rows: np.ndarray) -> None:
    codec = DescriptorCodec.fit(rows)
    codes = codec.encode(rows)
    assert codes.dtype == np.uint8
    bound = codec.step / 2 + 1e-5
    assert (np.abs(codec.decode(codes) - rows) <= bound).all()
    again = DescriptorCodec.from_dict(json.loads(json.dumps(codec.to_dict())))
    np.testing.assert_array_equal(again.encode(rows), codes)


def test_codec_clips_and_refuses_damage() -> None:
    codec = DescriptorCodec.fit(np.array([[0.0], [1.0]]))
    np.testing.assert_allclose(codec.decode(codec.encode(np.array([[9.0]]))), 1.0, atol=1e-6)
    with pytest.raises(ShapeError):
        codec.encode(np.zeros((1, 2)))
    for damage in ({}, {"low": [0.0], "step": [0.0]}, {"low": [0.0], "step": [1.0, 1.0]}):
        with pytest.raises(FormatError):
            DescriptorCodec.from_dict(damage)


def test_ranges_hold_the_neutral() -> None:
    channels = (Channel("a", "mouth"), Channel("b", "eyes"))
    ranges = channel_ranges(channels, np.array([[0.2, -0.5], [0.4, -0.1], [0.3, -0.3]]))
    assert ranges[0].low == 0.0
    assert ranges[1].high == 0.0
    assert ranges[0].median == pytest.approx(0.3)
    with pytest.raises(InputError):
        channel_ranges(channels, np.zeros((3, 5)))
