"""The rasterisers' benchmark: its names, and that the numba rival it measures draws the same picture and gradients."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from core.splats import bench
from core.splats.rasterizer import get_rasterizer

SIZE = 48
# float32 against float64; a pixel whose alpha lies on the 1/255 threshold may fall to either side
RIVAL_TOLERANCE = 1e-3
STABLE_NAMES = {
    "native_ms", "reference_ms", "numba_ms", "speedup_vs_reference", "speedup_vs_numba",
    "deform_ms", "raster_ms", "loss_ms", "step_ms", "threads", "instruction_set",
}  # fmt: skip


def test_figures_have_stable_names_and_positive_times() -> None:
    threads = torch.get_num_threads()
    figures = bench.run(n=200, size=SIZE, bases=2, repeats=1, threads=1, rivals=False)
    assert set(figures) >= STABLE_NAMES
    for name in ("native_ms", "deform_ms", "raster_ms", "loss_ms"):
        value = figures[name]
        assert isinstance(value, float)
        assert value > 0
        assert math.isfinite(value)
    assert figures["reference_ms"] is None
    assert figures["speedup_vs_numba"] is None
    assert torch.get_num_threads() == threads


@pytest.mark.usefixtures("one_thread")
def test_the_numba_rival_draws_what_the_reference_draws() -> None:
    pytest.importorskip("numba", reason="numba is not installed")
    twin = bench._numba_twin()
    if twin is None:
        pytest.skip("the benchmarks folder is not beside the package")
    scene = bench._Scene(300, SIZE, 2)
    out = get_rasterizer("reference").render(*scene.splats, scene.eye, scene.K, width=SIZE, height=SIZE)
    expected = torch.autograd.grad((out.rgb, out.alpha), scene.splats, (scene.v_rgb, scene.v_alpha))
    arrays = [t[0].detach().numpy() for t in (*scene.splats, scene.eye, scene.K)]
    rgb, gradients = twin.render_and_gradients(*arrays, SIZE, SIZE, scene.v_rgb[0].numpy(), scene.v_alpha[0].numpy())
    assert rgb.max() > 0.5
    np.testing.assert_allclose(rgb, out.rgb[0].detach().numpy(), atol=5e-3)
    for name, gradient in zip(("means", "quats", "scales", "opacities", "colors"), expected, strict=True):
        error = np.linalg.norm(gradients[name] - gradient[0].numpy()) / np.linalg.norm(gradient[0].numpy())
        assert error < RIVAL_TOLERANCE, name
