"""Image measures against their definitions, written out plainly."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ShapeError
from core.evaluation.metrics import MAX_PSNR_DB, composite, psnr, ssim
from core.evaluation.regions import mouth_eye_mask

FLOAT32_TOLERANCE = 2e-5
"""Sums of squares in float32 against the same in float64."""


def pictures(seed: int, shape: tuple[int, ...] = (2, 21, 18, 3)) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def plain_ssim(a: np.ndarray, b: np.ndarray) -> float:
    """SSIM of one channel by its definition: a loop over windows, float64."""
    x = np.arange(11) - 5
    window = np.exp(-(x[:, None] ** 2 + x[None, :] ** 2) / (2 * 1.5**2))
    window /= window.sum()
    values = []
    for i in range(a.shape[0] - 10):
        for j in range(a.shape[1] - 10):
            p, q = a[i : i + 11, j : j + 11], b[i : i + 11, j : j + 11]
            mp, mq = (window * p).sum(), (window * q).sum()
            vp, vq = (window * (p - mp) ** 2).sum(), (window * (q - mq) ** 2).sum()
            c = (window * (p - mp) * (q - mq)).sum()
            values.append((2 * mp * mq + 1e-4) * (2 * c + 9e-4) / ((mp**2 + mq**2 + 1e-4) * (vp + vq + 9e-4)))
    return float(np.mean(values))


def test_psnr_is_ten_log_of_the_squared_error() -> None:
    a, b = pictures(0), pictures(1)
    error = ((a / 255.0 - b / 255.0) ** 2).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(psnr(a, b).numpy(), -10 * np.log10(error), rtol=FLOAT32_TOLERANCE)


def test_equal_images_score_the_maximum() -> None:
    a = pictures(0)
    assert psnr(a, a).tolist() == [MAX_PSNR_DB] * 2
    np.testing.assert_allclose(ssim(a, a).numpy(), 1.0, atol=1e-5)


def test_ssim_equals_its_definition() -> None:
    a, b = pictures(2), pictures(3)
    b = (a // 2 + b // 2).astype(np.uint8)
    for t in range(2):
        expected = np.mean([plain_ssim(a[t, ..., c] / 255.0, b[t, ..., c] / 255.0) for c in range(3)])
        assert float(ssim(a, b)[t]) == pytest.approx(expected, abs=1e-4)


def test_masked_psnr_sees_only_the_mask() -> None:
    a = pictures(4)
    b = a.copy()
    b[:, :10] = 255 - b[:, :10]
    below = torch.zeros(2, 21, 18)
    below[:, 12:] = 1.0
    assert psnr(a, b, below).tolist() == [MAX_PSNR_DB] * 2
    above = torch.zeros(2, 21, 18)
    above[:, :10] = 1.0
    np.testing.assert_allclose(psnr(a, b, above).numpy(), psnr(a[:, :10], b[:, :10]).numpy(), rtol=FLOAT32_TOLERANCE)


def test_an_empty_mask_gives_nan_not_a_number() -> None:
    assert torch.isnan(psnr(pictures(0), pictures(1), torch.zeros(2, 21, 18))).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.0, 1.0))
def test_ssim_and_psnr_are_symmetric_and_bounded(seed: int, share: float) -> None:
    a, b = pictures(seed, (1, 16, 16, 3)), pictures(seed + 1, (1, 16, 16, 3))
    b = (a * (1 - share) + b * share).astype(np.uint8)
    assert float(ssim(a, b)) == pytest.approx(float(ssim(b, a)), abs=1e-5)
    assert float(psnr(a, b)) == pytest.approx(float(psnr(b, a)), abs=1e-4)
    assert -1.0 <= float(ssim(a, b)) <= 1.0 + 1e-5


@pytest.mark.parametrize("shape", [(2, 21, 18), (2, 21, 18, 4), (21, 18, 3)])
def test_not_images_is_a_shape_error(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r"\[B, H, W, 3\]"):
        psnr(np.zeros(shape), np.zeros(shape))


def test_too_small_for_the_window_is_a_shape_error() -> None:
    with pytest.raises(ShapeError, match="11 x 11"):
        ssim(np.zeros((1, 10, 30, 3)), np.zeros((1, 10, 30, 3)))


def test_composite_is_the_mask_weighted_mix() -> None:
    image, mask = pictures(5), np.random.default_rng(6).integers(0, 256, (2, 21, 18), dtype=np.uint8)
    m = mask[..., None] / 255.0
    expected = image / 255.0 * m + np.array([0.2, 0.5, 0.9]) * (1 - m)
    np.testing.assert_allclose(composite(image, mask, (0.2, 0.5, 0.9)).numpy(), expected, atol=1e-6)
    with pytest.raises(ShapeError):
        composite(image, mask[:, :5], (0, 0, 0))


def test_mouth_and_eye_mask_covers_its_points_and_little_else() -> None:
    points = np.full((478, 3), 60.0, np.float32)
    rng = np.random.default_rng(0)
    from core.tracking.names import LEFT_EYE, OUTER_LIPS, RIGHT_EYE

    for group, centre in ((OUTER_LIPS, (60, 90)), (RIGHT_EYE, (35, 40)), (LEFT_EYE, (85, 40))):
        points[list(group), :2] = rng.uniform(-8, 8, (len(group), 2)) + centre
    mask = mouth_eye_mask(points, 120, 120)
    rows = np.rint(points[list(OUTER_LIPS) + list(RIGHT_EYE) + list(LEFT_EYE), :2]).astype(int)
    assert mask[rows[:, 1], rows[:, 0]].all()
    assert not mask[:20].any()
    assert not mask[62:70].any()
    assert not mouth_eye_mask(np.full((478, 3), np.nan, np.float32), 120, 120).any()
    assert not mouth_eye_mask(points + 1e7, 120, 120).any()
