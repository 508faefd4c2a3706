"""Rigid motions: numpy and torch agree, exp and log undo each other, also at zero and near pi."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.avatar import se3, se3_torch

floats = st.floats(-1.75, 1.75, width=32)


@given(st.lists(floats, min_size=6, max_size=6))
@settings(max_examples=60, deadline=None)
def test_exp_and_log_undo_each_other(values: list[float]) -> None:
    delta = np.array(values, np.float32)
    assert np.allclose(se3.log_se3(se3.exp_se3(delta)), delta, atol=2e-5)


@pytest.mark.parametrize("scale", [0.0, 1e-7, 1e-3, 1.0, 3.0])
def test_torch_twin_agrees(scale: float) -> None:
    delta = (np.array([[0.1, -0.2, 0.3, 0.5, -0.6, 0.62]]) * scale).astype(np.float32)
    assert np.allclose(se3.exp_se3(delta), se3_torch.exp_se3(torch.from_numpy(delta)).numpy(), atol=1e-6)


def test_gradient_is_finite_at_zero() -> None:
    delta = torch.zeros(2, 6, dtype=torch.float64, requires_grad=True)
    se3_torch.exp_se3(delta).sum().backward()
    assert torch.isfinite(delta.grad).all()


def test_gradient_matches_finite_differences() -> None:
    delta = torch.tensor([[0.1, 0.2, 0.3, 0.4, -0.5, 0.6]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(se3_torch.exp_se3, (delta,))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_quaternion_of_a_half_turn(axis: int) -> None:
    omega = np.zeros(6, np.float32)
    omega[3 + axis] = np.pi
    quat = se3.quat_from_matrix(se3.exp_se3(omega)[:3, :3])
    expected = np.zeros(4)
    expected[1 + axis] = 1.0
    assert np.allclose(np.abs(quat), expected, atol=1e-6)


def test_quaternion_product_is_the_matrix_product() -> None:
    a, b = (se3.exp_se3(np.array(d, np.float32))[:3, :3] for d in ([0, 0, 0, 0.3, 0.2, 0.9], [0, 0, 0, -0.4, 0.8, 0.1]))
    product = se3.quat_multiply(se3.quat_from_matrix(a), se3.quat_from_matrix(b))
    assert np.allclose(np.abs(product @ se3.quat_from_matrix(a @ b)), 1.0, atol=1e-6)
